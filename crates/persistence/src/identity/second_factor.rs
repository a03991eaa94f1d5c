//! The second factor: a shared secret, the last code that was accepted, and recovery codes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::profile;
use crate::platform::events::{self, Author, Happening};
use crate::schema::{app_user, recovery_code};
use crate::{Error, Result, sealed};

/// A person's second factor, locked until the transaction ends: of two who show one code at once, one comes late.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The shared secret; none where none has been begun.
    pub secret: Option<Vec<u8>>,
    /// Since when it is in force.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The last time step that was accepted.
    pub last_step: Option<i64>,
}

/// Reads and locks a person's second factor.
///
/// # Errors
/// [`Error::Corrupt`] where the secret cannot be opened.
pub fn locked(conn: &mut PgConnection, org: Uuid, user: Uuid) -> Result<Factor> {
    let (sealed_secret, confirmed_at, last_step): (Option<Vec<u8>>, _, _) = app_user::table
        .find((org, user))
        .select((app_user::totp_secret, app_user::totp_confirmed_at, app_user::totp_last_step))
        .for_no_key_update()
        .first(conn)?;
    let open = |bytes: Vec<u8>| {
        sealed::open(&bytes)
            .ok_or_else(|| Error::Corrupt("a second factor cannot be opened: is this the right key file?".into()))
    };
    Ok(Factor { secret: sealed_secret.map(open).transpose()?, confirmed_at, last_step })
}

/// Keeps a secret that is not in force yet.
///
/// # Errors
/// [`Error::Conflict`] `otp_already_set_up`.
pub fn begin(conn: &mut PgConnection, org: Uuid, user: Uuid, secret: &[u8]) -> Result<()> {
    if locked(conn, org, user)?.confirmed_at.is_some() {
        return Err(Error::conflict("otp_already_set_up"));
    }
    let kept = sealed::seal(secret).ok_or_else(|| Error::Corrupt("no key to seal with".into()))?;
    diesel::update(app_user::table.find((org, user)))
        .set((app_user::totp_secret.eq(kept), app_user::totp_last_step.eq(None::<i64>)))
        .execute(conn)?;
    Ok(())
}

/// Remembers the step of an accepted code: it works once.
pub fn accept(conn: &mut PgConnection, org: Uuid, user: Uuid, step: i64) -> Result<()> {
    diesel::update(app_user::table.find((org, user))).set(app_user::totp_last_step.eq(step)).execute(conn)?;
    Ok(())
}

/// Puts the secret in force, with the hashes of its recovery codes.
pub fn confirm(conn: &mut PgConnection, author: &Author, codes: &[Vec<u8>]) -> Result<()> {
    let (org, user) = (author.org_id, author.user_id);
    forget_codes(conn, org, user)?;
    let rows: Vec<_> = codes
        .iter()
        .map(|hash| (recovery_code::org_id.eq(org), recovery_code::user_id.eq(user), recovery_code::code_hash.eq(hash)))
        .collect();
    diesel::insert_into(recovery_code::table).values(rows).execute(conn)?;
    diesel::update(app_user::table.find((org, user)))
        .set((app_user::totp_confirmed_at.eq(author.now), app_user::version.eq(app_user::version + 1)))
        .execute(conn)?;
    events::record_by(conn, author, Happening::of("user", "otp_set_up", Some(user)))?;
    profile::touch(conn, org)
}

/// Takes the second factor away.
pub fn remove(conn: &mut PgConnection, author: &Author) -> Result<()> {
    let (org, user) = (author.org_id, author.user_id);
    clear(conn, org, user)?;
    events::record_by(conn, author, Happening::of("user", "otp_removed", Some(user)))?;
    profile::touch(conn, org)
}

/// Forgets secret and recovery codes.
pub(super) fn clear(conn: &mut PgConnection, org: Uuid, user: Uuid) -> Result<()> {
    forget_codes(conn, org, user)?;
    diesel::update(app_user::table.find((org, user)))
        .set((
            app_user::totp_secret.eq(None::<Vec<u8>>),
            app_user::totp_confirmed_at.eq(None::<DateTime<Utc>>),
            app_user::totp_last_step.eq(None::<i64>),
            app_user::version.eq(app_user::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// Spends a recovery code; false where it is none, or spent.
pub fn spend(conn: &mut PgConnection, org: Uuid, user: Uuid, hash: &[u8], now: DateTime<Utc>) -> Result<bool> {
    let unused = recovery_code::table.find((org, user, hash)).filter(recovery_code::used_at.is_null());
    Ok(diesel::update(unused).set(recovery_code::used_at.eq(now)).execute(conn)? == 1)
}

fn forget_codes(conn: &mut PgConnection, org: Uuid, user: Uuid) -> Result<()> {
    let all = recovery_code::table.filter(recovery_code::org_id.eq(org)).filter(recovery_code::user_id.eq(user));
    diesel::delete(all).execute(conn)?;
    Ok(())
}
