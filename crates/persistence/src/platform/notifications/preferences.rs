//! What each person wants to be told, and how.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use guanxi_domain::platform::{Channels, NoticeKind};
use uuid::Uuid;

use crate::identity::users::Person;
use crate::platform::config::OrgConfig;
use crate::platform::events::{self, Happening};
use crate::platform::jobs::Schedule;
use crate::schema::notification_preference as t;
use crate::sql::Json;
use crate::{Result, Tx};

/// By kind; kinds of a newer server are kept.
type Choices = BTreeMap<String, Channels>;

/// A person's choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// For each kind, in the order of [`NoticeKind::ALL`].
    pub channels: Vec<(NoticeKind, Channels)>,
    /// Mail comes once a day, not one by one.
    pub daily: bool,
}

fn chosen(choices: Option<&Choices>, kind: NoticeKind) -> Channels {
    choices.and_then(|choices| choices.get(kind.as_str())).copied().unwrap_or(kind.default_channels())
}

/// The channels of people for one kind, in the order of the people.
pub(super) fn channels(tx: &mut Tx<'_>, kind: NoticeKind, people: &[Uuid]) -> Result<Vec<(Uuid, Channels)>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(Uuid, Json<Choices>)> = t::table
        .filter(t::org_id.eq(tx.org()))
        .filter(t::user_id.eq_any(people))
        .select((t::user_id, t::choices))
        .load(tx.conn)?;
    let rows: HashMap<Uuid, Json<Choices>> = rows.into_iter().collect();
    Ok(people.iter().map(|person| (*person, chosen(rows.get(person).map(|row| &row.0), kind))).collect())
}

/// The caller's choices.
///
/// # Errors
/// Faults of the database.
pub fn own(tx: &mut Tx<'_>) -> Result<Preferences> {
    let row: Option<(Json<Choices>, Option<DateTime<Utc>>)> =
        t::table.find((tx.org(), tx.user())).select((t::choices, t::digest_due_at)).first(tx.conn).optional()?;
    let choices = row.as_ref().map(|(choices, _)| &choices.0);
    Ok(Preferences {
        channels: NoticeKind::ALL.iter().map(|kind| (*kind, chosen(choices, *kind))).collect(),
        daily: row.as_ref().is_some_and(|(_, due)| due.is_some()),
    })
}

/// Changes the caller's choices; kinds that are not named stay as they are.
///
/// # Errors
/// Faults of the database.
pub fn save(tx: &mut Tx<'_>, changed: &[(NoticeKind, Channels)], daily: Option<bool>) -> Result<Preferences> {
    let (org, user, now) = (tx.org(), tx.user(), tx.now);
    // Made first and then locked, so that two saves at once both count.
    diesel::insert_into(t::table)
        .values((
            t::org_id.eq(org),
            t::user_id.eq(user),
            t::choices.eq(Json(Choices::new())),
            t::digest_due_at.eq(None::<DateTime<Utc>>),
            t::updated_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    let (mut choices, due): (Json<Choices>, Option<DateTime<Utc>>) =
        t::table.find((org, user)).select((t::choices, t::digest_due_at)).for_update().first(tx.conn)?;
    choices.0.extend(changed.iter().map(|(kind, channels)| (kind.as_str().to_owned(), *channels)));
    let due = match daily {
        Some(true) => Some(due.unwrap_or_else(|| next_digest(zone(&tx.config, tx.config.people.get(&user)), now))),
        Some(false) => None,
        None => due,
    };
    diesel::update(t::table.find((org, user)))
        .set((t::choices.eq(&choices), t::digest_due_at.eq(due), t::updated_at.eq(now)))
        .execute(tx.conn)?;
    // That they changed is on record; what somebody wants to hear is nobody else's business.
    events::record(tx, Happening::of("user", "notifications_chosen", Some(user)))?;
    own(tx)
}

/// The time zone of a person: their own, else the organization's.
pub(super) fn zone(config: &OrgConfig, person: Option<&Person>) -> Tz {
    let own = person.and_then(|person| person.time_zone.as_ref()).map(|zone| zone.zone());
    own.unwrap_or_else(|| config.organization.time_zone.zone())
}

/// The time of day at which daily mails are due.
pub fn digest_time() -> NaiveTime {
    NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default()
}

/// When the next daily mail is due in a time zone.
pub fn next_digest(zone: Tz, after: DateTime<Utc>) -> DateTime<Utc> {
    Schedule::Daily(digest_time()).next(after, zone)
}
