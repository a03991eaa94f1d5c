//! Notifications on their way out of the application: by mail, one by one or once a day, and by robots.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use guanxi_domain::values::{EmailAddress, LocaleCode, PhoneNumber};
use uuid::Uuid;

use super::preferences::{next_digest, zone};
use super::{Details, Notification};
use crate::platform::audience::{About, who_sees};
use crate::platform::jobs::Claimed;
use crate::record::kinds;
use crate::schema::{app_user, notification as t, notification_preference as preference};
use crate::{Error, Result, Tx};

/// Notifications that one daily mail names.
pub const DIGEST_MOST: i64 = 30;
/// People whose daily mails are made in one step.
const PEOPLE: i64 = 20;
/// How long read and unread notifications are kept.
const READ_KEPT: TimeDelta = TimeDelta::days(90);
const UNREAD_KEPT: TimeDelta = TimeDelta::days(365);

/// A notification, whom it tells, and on which ways.
pub struct Outgoing {
    /// The notification.
    pub notification: Notification,
    /// What it refers to, as far as the recipient may see it.
    pub details: Details,
    /// By mail, to this address.
    pub mail: Option<EmailAddress>,
    /// By robots, which may call this number.
    pub robot: bool,
    /// The recipient's telephone.
    pub phone: Option<PhoneNumber>,
    /// The recipient's language.
    pub locale: LocaleCode,
}

/// The notification that a job is to carry out; `None` where there is nothing to send any more: it was read, its
/// recipient has left, or no longer sees the record.
///
/// # Errors
/// Faults of the database.
pub fn outgoing(tx: &mut Tx<'_>, job: &Claimed) -> Result<Option<Outgoing>> {
    let id = job.arguments.get("id").and_then(|id| id.as_str()).and_then(|id| Uuid::try_parse(id).ok());
    let id = id.ok_or_else(|| Error::Corrupt("a notification's job names none".into()))?;
    let row: Option<(Notification, bool, bool)> = t::table
        .find((tx.org(), id))
        .filter(t::read_at.is_null())
        .select((Notification::as_select(), t::mail, t::robot))
        .first(tx.conn)
        .optional()?;
    let Some((notification, mail, robot)) = row else { return Ok(None) };
    let recipient = notification.recipient_id;
    let Some(details) = seen_by(tx, recipient, std::slice::from_ref(&notification))? else { return Ok(None) };
    let (email, phone, locale): (Option<EmailAddress>, Option<PhoneNumber>, Option<LocaleCode>) = app_user::table
        .find((tx.org(), recipient))
        .select((app_user::email, app_user::phone, app_user::locale))
        .first(tx.conn)?;
    let daily = diesel::select(diesel::dsl::exists(
        preference::table.find((tx.org(), recipient)).filter(preference::digest_due_at.is_not_null()),
    ));
    let mail = mail && !daily.get_result::<bool>(tx.conn)?;
    let locale = locale.unwrap_or(tx.config.organization.locale);
    Ok(Some(Outgoing { notification, details, mail: email.filter(|_| mail), robot, phone, locale }))
}

/// What notifications refer to as their recipient sees it: the program looks it up, and keeps back what is out of the
/// recipient's sight. `None` where the recipient has left, or the only record is out of sight.
fn seen_by(tx: &mut Tx<'_>, recipient: Uuid, notifications: &[Notification]) -> Result<Option<Details>> {
    if !tx.config.people.get(&recipient).is_some_and(|person| person.is_active()) {
        return Ok(None);
    }
    let mut hidden = Vec::new();
    for one in notifications {
        let (Some(entity), Some(record)) = (&one.entity, one.record_id) else { continue };
        let Some(kind) = kinds::named(entity) else { continue };
        let facts = kind.holders(tx, vec![record])?.into_iter().next().map(|(_, facts)| facts);
        let about = facts.map(|facts| About { entity: kind.name(), resource: kind.resource(), record, facts });
        let seen = match about {
            Some(about) => !who_sees(tx, &about, [recipient])?.is_empty(),
            None => false,
        };
        if !seen {
            hidden.push(record);
        }
    }
    if notifications.len() == 1 && !hidden.is_empty() {
        return Ok(None);
    }
    let mut shown = notifications.to_vec();
    shown.retain(|one| one.record_id.is_none_or(|record| !hidden.contains(&record)));
    super::details(tx, &shown).map(Some)
}

/// Notes that a notification was mailed, in the transaction that promises the mail.
///
/// # Errors
/// Faults of the database.
pub fn mailed(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    diesel::update(t::table.find((tx.org(), id))).set(t::mailed_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

/// The people whose daily mail is due, the longest waiting first; locked, so that two workers send none twice.
///
/// # Errors
/// Faults of the database.
pub fn due_digests(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    Ok(preference::table
        .filter(preference::org_id.eq(tx.org()))
        .filter(preference::digest_due_at.le(tx.now))
        .order(preference::digest_due_at)
        .limit(PEOPLE)
        .select(preference::user_id)
        .for_update()
        .skip_locked()
        .load(tx.conn)?)
}

/// What somebody's daily mail tells.
pub struct Digest {
    /// Where it goes.
    pub to: EmailAddress,
    /// The recipient's language.
    pub locale: LocaleCode,
    /// The latest unread notifications, at most [`DIGEST_MOST`].
    pub notifications: Vec<Notification>,
    /// What they refer to, as far as the recipient may see it.
    pub details: Details,
    /// How many there are in all.
    pub count: usize,
}

/// What is to be mailed to somebody whose daily mail is due, and moves them on to the next day. `None` where there is
/// nothing to send, or nowhere to send it.
///
/// # Errors
/// Faults of the database.
pub fn take_digest(tx: &mut Tx<'_>, user: Uuid) -> Result<Option<Digest>> {
    let next = next_digest(zone(&tx.config, tx.config.people.get(&user)), tx.now);
    diesel::update(preference::table.find((tx.org(), user)))
        .set(preference::digest_due_at.eq(next))
        .execute(tx.conn)?;
    let waiting = t::table
        .filter(t::org_id.eq(tx.org()))
        .filter(t::recipient_id.eq(user))
        .filter(t::mail)
        .filter(t::read_at.is_null())
        .filter(t::mailed_at.is_null());
    let notifications: Vec<Notification> = waiting
        .order((t::told_at.desc(), t::id.desc()))
        .limit(DIGEST_MOST)
        .select(Notification::as_select())
        .load(tx.conn)?;
    let count = diesel::update(waiting).set(t::mailed_at.eq(tx.now)).execute(tx.conn)?;
    if notifications.is_empty() {
        return Ok(None);
    }
    let (email, locale): (Option<EmailAddress>, Option<LocaleCode>) =
        app_user::table.find((tx.org(), user)).select((app_user::email, app_user::locale)).first(tx.conn)?;
    let Some(to) = email else { return Ok(None) };
    // Of a single one that is out of sight nothing is told.
    let Some(details) = seen_by(tx, user, &notifications)? else { return Ok(None) };
    let locale = locale.unwrap_or(tx.config.organization.locale);
    Ok(Some(Digest { to, locale, notifications, details, count }))
}

/// Forgets what was read a season ago, and what nobody read for a year.
///
/// # Errors
/// Faults of the database.
pub fn forget(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<usize> {
    let old = t::table.filter(t::told_at.lt(now - READ_KEPT));
    let gone = old.filter(t::read_at.is_not_null().or(t::told_at.lt(now - UNREAD_KEPT)));
    Ok(diesel::delete(gone).execute(conn)?)
}
