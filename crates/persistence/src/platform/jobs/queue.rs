//! The worker's side of the queue: claim, advance, finish.
//!
//! A claim is a lease: whoever holds it says now and then that it is alive, and loses it when it does not. Every write
//! of a worker names its claim, so that one that was taken for dead and is not can do no harm: its step is rolled back.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::kind::Step;
use crate::schema::job;
use crate::{Error, Result};

/// How long a claim holds without a sign of life.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
/// How long the list of jobs shows what has ended.
const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(10);

/// A job that a worker holds.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = job, check_for_backend(diesel::pg::Pg))]
pub struct Claimed {
    /// Job.
    pub id: Uuid,
    /// Organization; none for the installation's own.
    pub org_id: Option<Uuid>,
    /// Kind.
    pub kind: String,
    /// What it was asked for.
    pub arguments: Value,
    /// Times it was tried, this one included.
    pub attempts: i32,
    /// Times it may be tried.
    pub max_attempts: i32,
    /// Rows done.
    pub done: i64,
    /// Rows to do.
    pub total: Option<i64>,
    /// Where to go on.
    pub checkpoint: Option<Value>,
    /// The result so far.
    pub result: Option<Value>,
    /// Who asked; the program where absent.
    pub created_by: Option<Uuid>,
    /// With which API key.
    pub api_key_id: Option<Uuid>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// How a claim ends.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Everything is done.
    Succeeded,
    /// Somebody asked for it to stop.
    Cancelled,
    /// The worker stops: another goes on at once.
    Released,
    /// It failed. With `again`, it is tried later unless it was tried often enough; else it stays failed.
    Failed {
        /// Stable code.
        code: String,
        /// Trying again may help.
        again: bool,
    },
}

/// Takes the next job of these kinds that is due: first one whose worker has died, then the longest waiting.
///
/// # Errors
/// Only faults of the database.
pub fn claim(conn: &mut PgConnection, claim: Uuid, kinds: &[&str], now: DateTime<Utc>) -> Result<Option<Claimed>> {
    // What has killed its worker each time is not tried for ever.
    diesel::update(
        job::table
            .filter(job::status.eq("running"))
            .filter(job::locked_until.lt(now))
            .filter(job::attempts.ge(job::max_attempts)),
    )
    .set((
        job::status.eq("failed"),
        job::error.eq("worker_lost"),
        job::finished_at.eq(now),
        job::locked_by.eq(None::<Uuid>),
        job::locked_until.eq(None::<DateTime<Utc>>),
    ))
    .execute(conn)?;
    let abandoned = job::table
        .filter(job::status.eq("running"))
        .filter(job::locked_until.lt(now))
        .filter(job::kind.eq_any(kinds))
        .order((job::locked_until, job::id))
        .select(job::id)
        .for_update()
        .skip_locked()
        .first::<Uuid>(conn)
        .optional()?;
    let found = match abandoned {
        Some(id) => Some(id),
        None => job::table
            .filter(job::status.eq("queued"))
            .filter(job::run_at.le(now))
            .filter(job::kind.eq_any(kinds))
            .order((job::run_at, job::id))
            .select(job::id)
            .for_update()
            .skip_locked()
            .first::<Uuid>(conn)
            .optional()?,
    };
    let Some(id) = found else { return Ok(None) };
    diesel::update(job::table.find(id))
        .set((
            job::status.eq("running"),
            job::locked_by.eq(claim),
            job::locked_until.eq(now + LEASE),
            job::attempts.eq(job::attempts + 1),
            job::started_at.eq(diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>>(
                "coalesce(started_at, ",
            )
            .bind::<diesel::sql_types::Timestamptz, _>(now)
            .sql(")")),
            job::error.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(Some(job::table.find(id).select(Claimed::as_select()).first(conn)?))
}

/// Notes what a step has done, in the step's own transaction. Answers whether somebody asked for the job to stop.
///
/// # Errors
/// [`Error::Conflict`] where the claim was lost: the step must not be committed.
pub fn advance(conn: &mut PgConnection, id: Uuid, claim: Uuid, step: &Step, now: DateTime<Utc>) -> Result<bool> {
    diesel::update(job::table.find(id).filter(job::locked_by.eq(claim)).filter(job::status.eq("running")))
        .set((
            job::done.eq(step.done),
            job::total.eq(step.total),
            job::checkpoint.eq(&step.checkpoint),
            job::result.eq(&step.result),
            job::locked_until.eq(now + LEASE),
            // Progress is a fresh start: only failures in a row count.
            job::attempts.eq(1),
        ))
        .returning(job::cancel_requested)
        .get_result(conn)
        .optional()?
        .ok_or_else(|| Error::conflict("job_claim_lost"))
}

/// Ends a claim. A claim that was lost ends nothing.
///
/// # Errors
/// Only faults of the database.
pub fn finish(
    conn: &mut PgConnection,
    held: &Claimed,
    claim: Uuid,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<()> {
    let tried: Option<i32> = job::table
        .find(held.id)
        .filter(job::locked_by.eq(claim))
        .filter(job::status.eq("running"))
        .select(job::attempts)
        .for_update()
        .first(conn)
        .optional()?;
    let Some(tried) = tried else { return Ok(()) };
    let (status, error, run_at, attempts) = match outcome {
        Outcome::Succeeded => ("succeeded", None, None, tried),
        Outcome::Cancelled => ("cancelled", None, None, tried),
        // Not the job's fault: the attempt is given back.
        Outcome::Released => ("queued", None, Some(now), tried - 1),
        Outcome::Failed { code, again: true } if tried < held.max_attempts => {
            ("queued", Some(code), Some(now + wait(tried)), tried)
        }
        Outcome::Failed { code, .. } => ("failed", Some(code), None, tried),
    };
    diesel::update(job::table.find(held.id))
        .set((
            job::status.eq(status),
            job::error.eq(error),
            run_at.map(|run_at| job::run_at.eq(run_at)),
            job::attempts.eq(attempts),
            job::locked_by.eq(None::<Uuid>),
            job::locked_until.eq(None::<DateTime<Utc>>),
            job::finished_at.eq(Some(now).filter(|_| status != "queued")),
        ))
        .execute(conn)?;
    Ok(())
}

/// Says that these claims are alive.
///
/// # Errors
/// Only faults of the database.
pub fn heartbeat(conn: &mut PgConnection, claims: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    diesel::update(job::table.filter(job::status.eq("running")).filter(job::locked_by.eq_any(claims)))
        .set(job::locked_until.eq(now + LEASE))
        .execute(conn)?;
    Ok(())
}

/// Forgets what ended more than a month ago.
///
/// # Errors
/// Only faults of the database.
pub fn forget(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(job::table.filter(job::finished_at.lt(now - REMEMBERED))).execute(conn)?)
}

/// The wait after so many attempts, give or take a quarter, so that those that failed together do not come back
/// together.
fn wait(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(10);
    let wait = (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT);
    let share: i32 = rand::random_range(75..=125);
    wait * share / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_ten_minutes() {
        for (attempts, seconds) in [(1, 5), (2, 10), (3, 20), (8, 600), (100, 600)] {
            let waited = wait(attempts).num_milliseconds();
            let middle = seconds * 1000;
            assert!((middle * 3 / 4..=middle * 5 / 4).contains(&waited), "{attempts}: {waited}");
        }
    }
}
