//! Failed sign-ins by login, by account and by address.
//!
//! An unknown login is counted like a known one. Beside the login, each account that it names has a count of its own,
//! which nobody's success but its own forgives: whoever has the same login in another organization could otherwise go on
//! guessing for ever by signing in to their own account in between.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{
    ADDRESS_WINDOW, FAILURES_PER_ADDRESS, FAILURES_PER_LOGIN, LoginFailures, address_retry_after,
};
use uuid::Uuid;

use crate::Result;
use crate::schema::sign_in_throttle as t;

type Row = (i32, DateTime<Utc>, Option<DateTime<Utc>>);

/// Whom an attempt to sign in is held against.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The login as typed, in lower case.
    pub login: String,
    /// Organization and person of the accounts that it names.
    pub accounts: Vec<(Uuid, Uuid)>,
    /// Where it comes from.
    pub address: String,
}

impl Attempt {
    /// Login and accounts, in one order, so that two attempts at once do not wait for each other.
    fn subjects(&self) -> Vec<String> {
        let accounts = self.accounts.iter().map(|account| account_subject(*account));
        let mut subjects: Vec<String> = accounts.chain([login_subject(&self.login)]).collect();
        subjects.sort_unstable();
        subjects
    }
}

/// Whether an attempt may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Not before so many seconds.
    Wait(u64),
    /// It may, and counts as failed until it is known to have succeeded.
    Counted {
        /// Unless it succeeds, it locks the login.
        locks: bool,
    },
}

/// Counts an attempt before it is looked at: comparing a password takes its time, and guesses that come all at once
/// would otherwise all be looked at before the first is counted. One that has to wait counts for nothing.
pub fn begin(conn: &mut PgConnection, attempt: &Attempt, now: DateTime<Utc>) -> Result<Begun> {
    let mut wait = None;
    let mut logins = Vec::new();
    for subject in attempt.subjects() {
        let (failures, _, locked_until) = locked(conn, &subject, now)?;
        let state = LoginFailures { failures: failures.unsigned_abs(), locked_until };
        wait = wait.max(state.retry_after(now));
        logins.push((subject, state.after_failure(now)));
    }
    let address = address_subject(&attempt.address);
    let (failures, since, _) = locked(conn, &address, now)?;
    let many = usize::try_from(failures).is_ok_and(|failures| failures >= FAILURES_PER_ADDRESS);
    wait = wait.max(address_retry_after(many.then_some(since), now));
    if let Some(seconds) = wait {
        return Ok(Begun::Wait(seconds));
    }
    let mut locks = false;
    for (subject, state) in logins {
        let failures = i32::try_from(state.failures).unwrap_or(i32::MAX);
        diesel::update(t::table.find(&subject))
            .set((t::failures.eq(failures), t::locked_until.eq(state.locked_until)))
            .execute(conn)?;
        locks |= state.retry_after(now).is_some();
    }
    let (failures, since) = if now - since >= ADDRESS_WINDOW { (1, now) } else { (failures.saturating_add(1), since) };
    diesel::update(t::table.find(&address))
        .set((t::failures.eq(failures), t::window_started_at.eq(since)))
        .execute(conn)?;
    Ok(Begun::Counted { locks })
}

/// Takes the count of an attempt back: the password was right, though something else is missing.
pub fn released(conn: &mut PgConnection, attempt: &Attempt) -> Result<()> {
    for subject in attempt.subjects().into_iter().chain([address_subject(&attempt.address)]) {
        let before: Option<i32> = t::table.find(&subject).select(t::failures).for_update().first(conn).optional()?;
        let Some(failures) = before.map(|failures| failures.saturating_sub(1).max(0)) else { continue };
        let free = u32::try_from(failures).is_ok_and(|failures| failures < FAILURES_PER_LOGIN);
        diesel::update(t::table.find(&subject))
            .set((t::failures.eq(failures), free.then(|| t::locked_until.eq(None::<DateTime<Utc>>))))
            .execute(conn)?;
    }
    Ok(())
}

/// Forgives a login after its account has been signed in to.
pub fn succeeded(conn: &mut PgConnection, attempt: &Attempt, account: (Uuid, Uuid)) -> Result<()> {
    released(conn, attempt)?;
    forgive(conn, &attempt.login, account)
}

/// Forgives a login and one of its accounts.
pub fn forgive(conn: &mut PgConnection, login: &str, account: (Uuid, Uuid)) -> Result<()> {
    let mut subjects = [login_subject(login), account_subject(account)];
    subjects.sort_unstable();
    for subject in subjects {
        diesel::delete(t::table.find(subject)).execute(conn)?;
    }
    Ok(())
}

/// The row of a subject, locked, so that failures at the same moment are all counted.
fn locked(conn: &mut PgConnection, subject: &str, now: DateTime<Utc>) -> Result<Row> {
    diesel::insert_into(t::table)
        .values((t::subject.eq(subject), t::failures.eq(0), t::window_started_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(t::table.find(subject).select((t::failures, t::window_started_at, t::locked_until)).for_update().first(conn)?)
}

fn login_subject(login: &str) -> String {
    format!("login:{login}")
}

fn account_subject((org, user): (Uuid, Uuid)) -> String {
    format!("account:{org}/{user}")
}

fn address_subject(address: &str) -> String {
    format!("address:{address}")
}
