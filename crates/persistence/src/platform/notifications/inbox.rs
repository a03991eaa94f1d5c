//! A person's own notifications.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz, Uuid as UuidType};
use guanxi_domain::platform::comments as text;
use serde_json::Value;
use uuid::Uuid;

use super::Place;
use crate::platform::comments;
use crate::record::kinds::KINDS;
use crate::schema::notification as t;
use crate::{Result, Tx};

/// Unread ones are counted up to here.
const COUNTED: i64 = 100;
/// Characters of a comment that are shown.
const EXCERPT: usize = 120;

/// Something that the caller was told.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(diesel::pg::Pg))]
pub struct Notification {
    /// Id.
    pub id: Uuid,
    /// Whom it tells.
    pub recipient_id: Uuid,
    /// What happened: a code of [`guanxi_domain::platform::NoticeKind`], or one of a newer server's.
    pub kind: String,
    /// `customer`.
    pub entity: Option<String>,
    /// Which record; absent where it tells of several.
    pub record_id: Option<Uuid>,
    /// Whoever caused it last; the program where absent.
    pub actor_id: Option<Uuid>,
    /// What its text needs.
    pub params: Value,
    /// How often it happened.
    pub count: i32,
    /// When it happened first.
    pub created_at: DateTime<Utc>,
    /// When it happened last.
    pub told_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// Which notifications.
#[derive(Clone, Debug, Default)]
pub struct InboxRequest {
    /// Only those that were not read.
    pub unread: bool,
    /// Only this kind.
    pub kind: Option<String>,
    /// Those that come after this place.
    pub after: Option<Place>,
    /// Rows.
    pub limit: i64,
}

/// The caller's notifications, the latest first: one more than the limit where there are more.
///
/// # Errors
/// Faults of the database.
pub fn list(tx: &mut Tx<'_>, request: &InboxRequest) -> Result<Vec<Notification>> {
    let own = t::table.filter(t::org_id.eq(tx.org())).filter(t::recipient_id.eq(tx.user())).filter(t::in_app);
    let mut query = own.into_boxed();
    if request.unread {
        query = query.filter(t::read_at.is_null());
    }
    if let Some(kind) = &request.kind {
        query = query.filter(t::kind.eq(kind.clone()));
    }
    if let Some((at, id)) = request.after {
        query = query.filter(t::told_at.le(at)).filter(t::told_at.lt(at).or(t::id.lt(id)));
    }
    Ok(query
        .order((t::told_at.desc(), t::id.desc()))
        .limit(request.limit + 1)
        .select(Notification::as_select())
        .load(tx.conn)?)
}

/// What stands unread in an inbox; it differs whenever something was added, read, or counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Summary {
    /// How many; a hundred stands for more.
    #[diesel(sql_type = BigInt)]
    pub unread: i64,
    /// How often things happened in these.
    #[diesel(sql_type = BigInt)]
    happened: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    latest: Option<DateTime<Utc>>,
}

/// What stands unread in the caller's inbox.
///
/// # Errors
/// Faults of the database.
pub fn summary(tx: &mut Tx<'_>) -> Result<Summary> {
    Ok(diesel::sql_query(
        "SELECT count(*) AS unread, coalesce(sum(count), 0)::bigint AS happened, max(told_at) AS latest \
         FROM (SELECT count, told_at FROM notification \
               WHERE org_id = $1 AND recipient_id = $2 AND in_app AND read_at IS NULL \
               ORDER BY told_at DESC, id DESC LIMIT $3) AS unread",
    )
    .bind::<UuidType, _>(tx.org())
    .bind::<UuidType, _>(tx.user())
    .bind::<BigInt, _>(COUNTED)
    .get_result(tx.conn)?)
}

/// How many of the caller's notifications are unread, and whether there are more than that.
///
/// # Errors
/// Faults of the database.
pub fn unread(tx: &mut Tx<'_>) -> Result<(i64, bool)> {
    let counted = summary(tx)?.unread;
    Ok((counted.min(COUNTED - 1), counted == COUNTED))
}

/// Marks some of the caller's notifications as read; those that are nobody's or others' are left alone.
///
/// # Errors
/// Faults of the database.
pub fn mark_read(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<usize> {
    let own = t::table.filter(t::org_id.eq(tx.org())).filter(t::recipient_id.eq(tx.user()));
    let those = own.filter(t::id.eq_any(ids)).filter(t::read_at.is_null());
    Ok(diesel::update(those).set(t::read_at.eq(tx.now)).execute(tx.conn)?)
}

/// Marks all of the caller's notifications as read that were told before now.
///
/// # Errors
/// Faults of the database.
pub fn mark_all_read(tx: &mut Tx<'_>) -> Result<usize> {
    let own = t::table.filter(t::org_id.eq(tx.org())).filter(t::recipient_id.eq(tx.user()));
    let those = own.filter(t::read_at.is_null()).filter(t::told_at.le(tx.now));
    Ok(diesel::update(those).set(t::read_at.eq(tx.now)).execute(tx.conn)?)
}

/// What notifications refer to, as far as the caller may see it.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Titles of records.
    pub titles: HashMap<Uuid, String>,
    /// The beginnings of comments.
    pub excerpts: HashMap<Uuid, String>,
}

impl Details {
    /// What was said, where it tells of a comment that is still there.
    pub fn excerpt(&self, notification: &Notification) -> Option<&str> {
        self.excerpts.get(&comment_of(notification)?).map(String::as_str)
    }

    /// The record's title; `None` where it is out of sight.
    pub fn title(&self, notification: &Notification) -> Option<&str> {
        self.titles.get(&notification.record_id?).map(String::as_str)
    }
}

fn comment_of(notification: &Notification) -> Option<Uuid> {
    Uuid::try_parse(notification.params.get("comment_id")?.as_str()?).ok()
}

/// Looks up what notifications refer to: one query for each kind of record, and one for comments.
///
/// # Errors
/// Faults of the database.
pub fn details(tx: &mut Tx<'_>, notifications: &[Notification]) -> Result<Details> {
    let mut titles = HashMap::new();
    for kind in KINDS {
        let about = notifications.iter().filter(|one| one.entity.as_deref() == Some(kind.name()));
        let ids: HashSet<Uuid> = about.filter_map(|one| one.record_id).collect();
        if !ids.is_empty() {
            titles.extend(kind.titles(tx, &ids.into_iter().collect::<Vec<_>>())?);
        }
    }
    let said: Vec<Uuid> = notifications.iter().filter_map(comment_of).collect();
    let bodies = comments::bodies(tx, &said)?;
    let name = |person: Uuid| tx.config.person_name(person).map(str::to_owned);
    let seen = bodies.into_iter().filter(|(_, record, _)| titles.contains_key(record));
    let excerpts = seen.map(|(id, _, body)| (id, text::excerpt(&body, EXCERPT, name))).collect();
    Ok(Details { titles, excerpts })
}
