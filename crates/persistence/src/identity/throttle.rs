//! Failed sign-ins by login and by address. An unknown login is counted like a known one.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{ADDRESS_WINDOW, FAILURES_PER_ADDRESS, LoginFailures, address_retry_after};

use crate::Result;
use crate::schema::sign_in_throttle as t;

type Row = (i32, DateTime<Utc>, Option<DateTime<Utc>>);

/// Seconds that a login or an address has to wait before it is looked at; `None` where it may try.
pub fn retry_after(conn: &mut PgConnection, login: &str, address: &str, now: DateTime<Utc>) -> Result<Option<u64>> {
    let login = row(conn, &login_subject(login))?.and_then(|(failures, _, locked_until)| {
        LoginFailures { failures: failures.unsigned_abs(), locked_until }.retry_after(now)
    });
    let address = row(conn, &address_subject(address))?.and_then(|(failures, since, _)| {
        let many = usize::try_from(failures).is_ok_and(|failures| failures >= FAILURES_PER_ADDRESS);
        address_retry_after(many.then_some(since), now)
    });
    Ok(login.max(address))
}

/// Counts a failed sign-in.
pub fn failed(conn: &mut PgConnection, login: &str, address: &str, now: DateTime<Utc>) -> Result<()> {
    let subject = login_subject(login);
    let before = locked(conn, &subject, now)?;
    let state = LoginFailures { failures: before.0.unsigned_abs(), locked_until: before.2 }.after_failure(now);
    let failures = i32::try_from(state.failures).unwrap_or(i32::MAX);
    diesel::update(t::table.find(&subject))
        .set((t::failures.eq(failures), t::locked_until.eq(state.locked_until)))
        .execute(conn)?;

    let subject = address_subject(address);
    let (failures, since, _) = locked(conn, &subject, now)?;
    let (failures, since) = if now - since >= ADDRESS_WINDOW { (1, now) } else { (failures.saturating_add(1), since) };
    diesel::update(t::table.find(&subject))
        .set((t::failures.eq(failures), t::window_started_at.eq(since)))
        .execute(conn)?;
    Ok(())
}

/// Forgives a login after it has been signed in with.
pub fn succeeded(conn: &mut PgConnection, login: &str) -> Result<()> {
    diesel::delete(t::table.find(login_subject(login))).execute(conn)?;
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

fn address_subject(address: &str) -> String {
    format!("address:{address}")
}
