//! Mailed links that work once: invitations and new passwords.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::schema::one_time_token as t;
use crate::{Error, Result};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To join: seven days.
    Invitation,
    /// To choose a new password: one hour.
    Reset,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    /// How long the link is good.
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::Invitation => TimeDelta::days(7),
            Self::Reset => TimeDelta::hours(1),
        }
    }
}

/// Keeps a new link; those for the same purpose that the person had before are good for nothing from now on.
pub fn add(
    conn: &mut PgConnection,
    (org, id): (Uuid, Uuid),
    user: Uuid,
    purpose: Purpose,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<()> {
    withdraw(conn, org, user, purpose)?;
    diesel::insert_into(t::table)
        .values((
            t::org_id.eq(org),
            t::id.eq(id),
            t::user_id.eq(user),
            t::purpose.eq(purpose.as_str()),
            t::token_hash.eq(hash),
            t::created_at.eq(now),
            t::expires_at.eq(now + purpose.lifetime()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Makes the person's unused links good for nothing.
pub fn withdraw(conn: &mut PgConnection, org: Uuid, user: Uuid, purpose: Purpose) -> Result<()> {
    let open = t::table
        .filter(t::org_id.eq(org))
        .filter(t::user_id.eq(user))
        .filter(t::purpose.eq(purpose.as_str()))
        .filter(t::used_at.is_null());
    diesel::delete(open).execute(conn)?;
    Ok(())
}

/// Makes all of the person's unused links good for nothing: another password or another address ends what was mailed
/// before.
pub fn withdraw_all(conn: &mut PgConnection, org: Uuid, user: Uuid) -> Result<()> {
    withdraw(conn, org, user, Purpose::Invitation)?;
    withdraw(conn, org, user, Purpose::Reset)
}

/// Whether the person was sent such a link since a moment.
pub fn sent_since(
    conn: &mut PgConnection,
    org: Uuid,
    user: Uuid,
    purpose: Purpose,
    since: DateTime<Utc>,
) -> Result<bool> {
    let recent = t::table
        .filter(t::org_id.eq(org))
        .filter(t::user_id.eq(user))
        .filter(t::purpose.eq(purpose.as_str()))
        .filter(t::created_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(recent)).get_result(conn)?)
}

/// Whose link this is, while it is good. The row stays locked, so that of two who use it at once one comes late.
///
/// # Errors
/// [`Error::Unauthorized`] for one that is unknown, spent or expired.
pub fn holder(
    conn: &mut PgConnection,
    (org, id): (Uuid, Uuid),
    purpose: Purpose,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let (user, stored): (Uuid, Vec<u8>) = t::table
        .find((org, id))
        .filter(t::purpose.eq(purpose.as_str()))
        .filter(t::used_at.is_null())
        .filter(t::expires_at.gt(now))
        .select((t::user_id, t::token_hash))
        .for_update()
        .first(conn)
        .optional()?
        .ok_or(Error::Unauthorized)?;
    if crate::sealed::same(&stored, hash) { Ok(user) } else { Err(Error::Unauthorized) }
}

/// Spends a link.
pub fn spend(conn: &mut PgConnection, (org, id): (Uuid, Uuid), now: DateTime<Utc>) -> Result<()> {
    diesel::update(t::table.find((org, id))).set(t::used_at.eq(now)).execute(conn)?;
    Ok(())
}
