//! Idempotency keys: stored with the write, in its transaction, so that a retry finds what the first attempt did or
//! nothing at all.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use uuid::Uuid;

use crate::schema::idempotency_key as t;
use crate::{Error, Result, Tx};

/// How long an answer is remembered, in hours.
const REMEMBERED_HOURS: i64 = 24;

/// What the first attempt did.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(diesel::pg::Pg))]
pub struct Outcome {
    /// HTTP status.
    pub status: i16,
    /// The record that was made.
    pub record_id: Option<Uuid>,
    /// Its version then.
    pub record_version: Option<i64>,
    /// `Location` of the answer.
    pub location: Option<String>,
    /// The answer itself, where it is not the rendering of one record.
    pub answer: Option<serde_json::Value>,
}

/// Whether this attempt is the first.
#[derive(Clone, Debug)]
pub enum Attempt {
    /// It is: do the work and [`remember`] it.
    First,
    /// It is not: this is what the first one did.
    Again(Outcome),
}

/// Reserves a key. A second attempt that comes while the first is still at work waits for it, two seconds at most.
///
/// # Errors
/// [`Error::Conflict`] `idempotency_conflict` where the key was used for another request, `idempotency_in_progress`
/// where the first attempt takes too long.
pub fn begin(tx: &mut Tx<'_>, key: &str, fingerprint: &[u8]) -> Result<Attempt> {
    tx.conn.batch_execute("SET LOCAL lock_timeout = '2s'")?;
    let (org, user, now) = (tx.org(), tx.user(), tx.now);
    // Older than a day: forgotten, as promised.
    diesel::delete(t::table.find((org, user, key)).filter(t::created_at.lt(now - TimeDelta::hours(REMEMBERED_HOURS))))
        .execute(tx.conn)
        .map_err(waited_too_long)?;
    let inserted = diesel::insert_into(t::table)
        .values((
            t::org_id.eq(org),
            t::actor_id.eq(user),
            t::key.eq(key),
            t::fingerprint.eq(fingerprint),
            t::status.eq(0_i16),
            t::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)
        .map_err(waited_too_long)?;
    tx.conn.batch_execute("SET LOCAL lock_timeout = 0")?;
    if inserted == 1 {
        return Ok(Attempt::First);
    }
    let (stored, outcome): (Vec<u8>, Outcome) =
        t::table.find((org, user, key)).select((t::fingerprint, Outcome::as_select())).first(tx.conn)?;
    if stored == fingerprint { Ok(Attempt::Again(outcome)) } else { Err(Error::conflict("idempotency_conflict")) }
}

/// Notes what was done, in the same transaction as the doing.
pub fn remember(tx: &mut Tx<'_>, key: &str, outcome: &Outcome) -> Result<()> {
    diesel::update(t::table.find((tx.org(), tx.user(), key)))
        .set((
            t::status.eq(outcome.status),
            t::record_id.eq(outcome.record_id),
            t::record_version.eq(outcome.record_version),
            t::location.eq(&outcome.location),
            t::answer.eq(&outcome.answer),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Gives a key back: nothing was done, and a retry may succeed.
pub fn give_back(tx: &mut Tx<'_>, key: &str) -> Result<()> {
    diesel::delete(t::table.find((tx.org(), tx.user(), key))).execute(tx.conn)?;
    Ok(())
}

/// Forgets what is older than a day, in all organizations.
///
/// # Errors
/// Only faults of the database.
pub fn forget(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(t::table.filter(t::created_at.lt(now - TimeDelta::hours(REMEMBERED_HOURS)))).execute(conn)?)
}

fn waited_too_long(error: DieselError) -> Error {
    match &error {
        // 55P03 lock_not_available
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, info) if info.message().contains("lock timeout") => {
            Error::conflict("idempotency_in_progress")
        }
        _ => error.into(),
    }
}
