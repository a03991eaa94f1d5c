//! What people are told, in the application and beyond it. Whatever causes a notification calls [`notify`] in its own
//! transaction: it is told if and only if that is committed.

mod inbox;
mod outgoing;
mod preferences;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as UuidType};
use guanxi_domain::platform::NoticeKind;
use serde_json::{Value, json};
use uuid::Uuid;

use super::audience::{About, who_sees};
use super::follows;
use super::jobs::{self, NewJob};
use crate::schema::notification as t;
use crate::{Result, Tx};

pub use inbox::{
    Details, InboxRequest, Notification, Summary, details, list, mark_all_read, mark_read, summary, unread,
};
pub use outgoing::{DIGEST_MOST, Digest, Outgoing, due_digests, forget, mailed, outgoing, take_digest};
pub use preferences::{Preferences, digest_time, next_digest, own, save};

/// The kind of work that carries one notification out of the application.
pub const DELIVER: &str = "notification.deliver";
/// More of the same within so many seconds is counted in one notification.
const WINDOW: i64 = 3600;
/// Mail and robots wait so long for more of the same; what is read meanwhile is not sent at all.
const GATHER: chrono::TimeDelta = chrono::TimeDelta::seconds(60);

/// What people are told.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// `customer`, where it is about a record.
    pub entity: Option<&'static str>,
    /// Which record.
    pub record: Option<Uuid>,
    /// What its text needs beside actor, record and count.
    pub params: Value,
    /// Notices of one kind with the same group are counted as one while they are unread, within the hour.
    pub group: String,
}

impl Notice {
    /// About one record, and grouped by it.
    pub fn about(kind: NoticeKind, about: &About) -> Self {
        Self {
            kind,
            entity: Some(about.entity),
            record: Some(about.record),
            params: json!({}),
            group: about.record.to_string(),
        }
    }

    /// Grouped with all that the same person does to records of the same kind: a whole list given to somebody is one
    /// notification.
    #[must_use]
    pub fn by_actor(self, tx: &Tx<'_>) -> Self {
        let group = format!("{}/{}", self.entity.unwrap_or_default(), tx.user());
        Self { group, ..self }
    }
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = UuidType)]
    id: Uuid,
    #[diesel(sql_type = Integer)]
    count: i32,
    #[diesel(sql_type = Bool)]
    outside: bool,
}

/// Tells people something, on the ways that each has chosen. Nobody is told of what they did themselves, and nobody
/// who has left. Whether they may know of it is for the caller to see to ([`who_sees`]).
///
/// # Errors
/// Faults of the database.
pub fn notify(tx: &mut Tx<'_>, people: &[Uuid], notice: &Notice) -> Result<()> {
    let mut people: Vec<Uuid> = people
        .iter()
        .copied()
        .filter(|id| *id != tx.user() && tx.config.people.get(id).is_some_and(|person| person.is_active()))
        .collect();
    // One order for everybody, so that two transactions which tell the same people never wait for each other.
    people.sort_unstable();
    people.dedup();
    let mut rows = Rows::default();
    for (person, channels) in preferences::channels(tx, notice.kind, &people)? {
        if channels.any() {
            rows.ids.push(Uuid::now_v7());
            rows.people.push(person);
            rows.in_app.push(channels.in_app);
            rows.mail.push(channels.mail);
            rows.robot.push(channels.robot);
        }
    }
    if rows.ids.is_empty() {
        return Ok(());
    }
    for told in insert(tx, notice, &rows)? {
        // What is added to a notification that waits to be sent goes with it.
        if told.count == 1 && told.outside {
            let mut job = NewJob::new(DELIVER, json!({"id": told.id}));
            job.delay = GATHER;
            jobs::enqueue_by_program(tx.conn, tx.actor.org_id, &job, tx.now)?;
        }
    }
    Ok(())
}

/// Recipients and their channels, column by column.
#[derive(Default)]
struct Rows {
    ids: Vec<Uuid>,
    people: Vec<Uuid>,
    in_app: Vec<bool>,
    mail: Vec<bool>,
    robot: Vec<bool>,
}

fn insert(tx: &mut Tx<'_>, notice: &Notice, rows: &Rows) -> Result<Vec<Told>> {
    let group = format!("{}/{}/{}", notice.kind, notice.group, tx.now.timestamp().div_euclid(WINDOW));
    let actor = Some(tx.user()).filter(|user| !user.is_nil());
    Ok(diesel::sql_query(
        "INSERT INTO notification (org_id, id, recipient_id, kind, entity, record_id, actor_id, params, group_key, \
           count, in_app, mail, robot, created_at, told_at) \
         SELECT $1, one.id, one.person, $2, $3, $4, $5, $6, $7, 1, one.in_app, one.mail, one.robot, $8, $8 \
         FROM unnest($9, $10, $11, $12, $13) AS one (id, person, in_app, mail, robot) \
         ON CONFLICT (org_id, recipient_id, group_key) WHERE read_at IS NULL DO UPDATE SET \
           count = notification.count + 1, actor_id = excluded.actor_id, params = excluded.params, \
           told_at = greatest(notification.told_at, excluded.told_at), \
           record_id = CASE WHEN notification.record_id = excluded.record_id THEN excluded.record_id END \
         RETURNING id, count, mail OR robot AS outside",
    )
    .bind::<UuidType, _>(tx.org())
    .bind::<Text, _>(notice.kind.as_str())
    .bind::<Nullable<Text>, _>(notice.entity)
    .bind::<Nullable<UuidType>, _>(notice.record)
    .bind::<Nullable<UuidType>, _>(actor)
    .bind::<Jsonb, _>(&notice.params)
    .bind::<Text, _>(group)
    .bind::<Timestamptz, _>(tx.now)
    .bind::<Array<UuidType>, _>(&rows.ids)
    .bind::<Array<UuidType>, _>(&rows.people)
    .bind::<Array<Bool>, _>(&rows.in_app)
    .bind::<Array<Bool>, _>(&rows.mail)
    .bind::<Array<Bool>, _>(&rows.robot)
    .load(tx.conn)?)
}

/// Tells the owner of a record that somebody else has made for them.
///
/// # Errors
/// Faults of the database.
pub(crate) fn of_new(tx: &mut Tx<'_>, about: &About) -> Result<()> {
    let Some(owner) = about.facts.owner else { return Ok(()) };
    let notice = Notice::about(NoticeKind::RecordAssigned, about).by_actor(tx);
    notify(tx, &[owner], &notice)
}

/// Tells of a record that was changed: whoever owns it from now on, and whoever follows it.
///
/// # Errors
/// Faults of the database.
pub(crate) fn of_change(tx: &mut Tx<'_>, about: &About, former_owner: Option<Uuid>) -> Result<()> {
    let given_to = about.facts.owner.filter(|owner| Some(*owner) != former_owner);
    if given_to.is_some() {
        of_new(tx, about)?;
    }
    let mut followers = follows::followers(tx, about.record)?;
    followers.retain(|follower| Some(*follower) != given_to);
    let followers = who_sees(tx, about, followers)?;
    notify(tx, &followers, &Notice::about(NoticeKind::RecordChanged, about))
}

/// Tells those who were added to a record's team.
///
/// # Errors
/// Faults of the database.
pub(crate) fn of_team(tx: &mut Tx<'_>, entity: &'static str, record: Uuid, people: &[Uuid]) -> Result<()> {
    let notice = Notice {
        kind: NoticeKind::TeamAdded,
        entity: Some(entity),
        record: Some(record),
        params: json!({}),
        group: String::new(),
    };
    let notice = notice.by_actor(tx);
    notify(tx, people, &notice)
}

/// Forgets what was told of a record, when it is removed for good.
pub(crate) fn forget_record(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    diesel::delete(t::table.filter(t::org_id.eq(tx.org())).filter(t::record_id.eq(record))).execute(tx.conn)?;
    Ok(())
}

/// When and which, for paging.
pub type Place = (DateTime<Utc>, Uuid);
