//! Failed sign-ins by login, by account and by address.
//!
//! An unknown login is counted like a known one. Beside the login, each account that it names has a count of its own,
//! which nobody's success but its own forgives: whoever has the same login in another organization could otherwise go on
//! guessing for ever by signing in to their own account in between.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{ADDRESS_WINDOW, FAILURES_PER_ADDRESS, LoginFailures, address_retry_after};
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
    fn logins(&self) -> impl Iterator<Item = String> {
        let accounts = self.accounts.iter().map(|account| account_subject(*account));
        std::iter::once(login_subject(&self.login)).chain(accounts)
    }
}

/// Seconds that a login or an address has to wait before it is looked at; `None` where it may try.
pub fn retry_after(conn: &mut PgConnection, attempt: &Attempt, now: DateTime<Utc>) -> Result<Option<u64>> {
    let mut wait = row(conn, &address_subject(&attempt.address))?.and_then(|(failures, since, _)| {
        let many = usize::try_from(failures).is_ok_and(|failures| failures >= FAILURES_PER_ADDRESS);
        address_retry_after(many.then_some(since), now)
    });
    for subject in attempt.logins() {
        let login = row(conn, &subject)?.and_then(|(failures, _, locked_until)| {
            LoginFailures { failures: failures.unsigned_abs(), locked_until }.retry_after(now)
        });
        wait = wait.max(login);
    }
    Ok(wait)
}

/// Counts a failed sign-in; answers whether it has locked the login.
pub fn failed(conn: &mut PgConnection, attempt: &Attempt, now: DateTime<Utc>) -> Result<bool> {
    let mut locks = false;
    // In one order, so that two failures at once do not wait for each other.
    let mut subjects: Vec<String> = attempt.logins().collect();
    subjects.sort_unstable();
    for subject in subjects {
        let before = locked(conn, &subject, now)?;
        let state = LoginFailures { failures: before.0.unsigned_abs(), locked_until: before.2 }.after_failure(now);
        let failures = i32::try_from(state.failures).unwrap_or(i32::MAX);
        diesel::update(t::table.find(&subject))
            .set((t::failures.eq(failures), t::locked_until.eq(state.locked_until)))
            .execute(conn)?;
        locks |= state.retry_after(now).is_some();
    }
    let subject = address_subject(&attempt.address);
    let (failures, since, _) = locked(conn, &subject, now)?;
    let (failures, since) = if now - since >= ADDRESS_WINDOW { (1, now) } else { (failures.saturating_add(1), since) };
    diesel::update(t::table.find(&subject))
        .set((t::failures.eq(failures), t::window_started_at.eq(since)))
        .execute(conn)?;
    Ok(locks)
}

/// Forgives a login after its account has been signed in to.
pub fn succeeded(conn: &mut PgConnection, login: &str, account: (Uuid, Uuid)) -> Result<()> {
    let subjects = [login_subject(login), account_subject(account)];
    diesel::delete(t::table.filter(t::subject.eq_any(subjects))).execute(conn)?;
    Ok(())
}

fn row(conn: &mut PgConnection, subject: &str) -> Result<Option<Row>> {
    Ok(t::table.find(subject).select((t::failures, t::window_started_at, t::locked_until)).first(conn).optional()?)
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
