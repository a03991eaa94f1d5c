//! Sessions: a sign-in on one device, and its refresh tokens. Each token is good once; one that comes back after it was
//! spent is in two hands, and ends the session.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use guanxi_domain::values::UserStatus;
use uuid::Uuid;

use crate::schema::{app_user, organization, session};
use crate::tx::Origin;
use crate::{Error, Result, Tx};

/// How long a session lasts without being used, in days.
pub const SESSION_DAYS: i64 = 30;

/// An account that a login may mean.
#[derive(Clone, Debug, Queryable)]
pub struct Account {
    /// Organization.
    pub org_id: Uuid,
    /// Its short code, to choose among several.
    pub short_code: String,
    /// Person.
    pub user_id: Uuid,
    /// Argon2id, PHC form.
    pub password_hash: Option<String>,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// Sealed secret of the second factor.
    pub totp_secret: Option<Vec<u8>>,
    /// Since when the second factor is in force.
    pub totp_confirmed_at: Option<DateTime<Utc>>,
}

/// The accounts of a login, in all organizations or in the one with the short code.
pub fn accounts(conn: &mut PgConnection, login: &str, org: Option<&str>) -> Result<Vec<Account>> {
    let mut query = app_user::table
        .inner_join(organization::table.on(organization::id.eq(app_user::org_id)))
        .filter(app_user::login.eq(login))
        .into_boxed();
    if let Some(short_code) = org {
        query = query.filter(organization::short_code.eq(short_code.to_owned()));
    }
    Ok(query
        .order(app_user::org_id)
        // More organizations than this share no login; the list must end somewhere.
        .limit(20)
        .select((
            app_user::org_id,
            organization::short_code,
            app_user::id,
            app_user::password_hash,
            app_user::status,
            app_user::totp_secret,
            app_user::totp_confirmed_at,
        ))
        .load(conn)?)
}

/// Begins a session.
pub fn begin(
    conn: &mut PgConnection,
    org: Uuid,
    user: Uuid,
    id: Uuid,
    refresh_hash: &[u8],
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(session::table)
        .values((
            session::org_id.eq(org),
            session::id.eq(id),
            session::user_id.eq(user),
            session::refresh_hash.eq(refresh_hash),
            session::user_agent.eq(&origin.user_agent),
            session::ip.eq(&origin.ip),
            session::created_at.eq(now),
            session::last_used_at.eq(now),
            session::expires_at.eq(now + TimeDelta::days(SESSION_DAYS)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The person whose session it is, while it stands.
///
/// # Errors
/// [`Error::Unauthorized`] where there is no such session, or it has ended.
pub fn holder(conn: &mut PgConnection, place: (Uuid, Uuid), now: DateTime<Utc>) -> Result<Uuid> {
    session::table
        .find(place)
        .filter(session::revoked_at.is_null())
        .filter(session::expires_at.gt(now))
        .select(session::user_id)
        .first(conn)
        .optional()?
        .ok_or(Error::Unauthorized)
}

/// Ends the session whose present refresh token this is, and answers whose it was.
///
/// # Errors
/// Those of the database.
pub fn end_by_token(
    conn: &mut PgConnection,
    place: (Uuid, Uuid),
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Uuid>> {
    let standing: Option<(Uuid, Vec<u8>)> = session::table
        .find(place)
        .filter(session::revoked_at.is_null())
        .select((session::user_id, session::refresh_hash))
        .for_update()
        .first(conn)
        .optional()?;
    match standing {
        Some((user, present)) if crate::sealed::same(&present, hash) => {
            end(conn, place, "logout", now)?;
            Ok(Some(user))
        }
        _ => Ok(None),
    }
}

/// What became of a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// It was the present one and is spent now; its successor is in force for this person.
    Rotated(Uuid),
    /// It had been spent before: the session has been ended, for this person.
    Reused(Uuid),
}

/// Exchanges a session's refresh token. The row lock puts two that come at once in order: the second is a re-use.
///
/// # Errors
/// [`Error::Unauthorized`] where there is no such session, or it has ended.
pub fn refresh(
    conn: &mut PgConnection,
    (org, id): (Uuid, Uuid),
    spent: &[u8],
    next: &[u8],
    now: DateTime<Utc>,
) -> Result<Refreshed> {
    let (user, present): (Uuid, Vec<u8>) = session::table
        .find((org, id))
        .filter(session::revoked_at.is_null())
        .filter(session::expires_at.gt(now))
        .select((session::user_id, session::refresh_hash))
        .for_update()
        .first(conn)
        .optional()?
        .ok_or(Error::Unauthorized)?;
    if !crate::sealed::same(&present, spent) {
        end(conn, (org, id), "refresh_reuse", now)?;
        return Ok(Refreshed::Reused(user));
    }
    diesel::update(session::table.find((org, id)))
        .set((
            session::refresh_hash.eq(next),
            session::last_used_at.eq(now),
            session::expires_at.eq(now + TimeDelta::days(SESSION_DAYS)),
        ))
        .execute(conn)?;
    Ok(Refreshed::Rotated(user))
}

/// Ends a session; its access token dies with the next request.
pub fn end(conn: &mut PgConnection, (org, id): (Uuid, Uuid), reason: &str, now: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::update(session::table.find((org, id)).filter(session::revoked_at.is_null()))
        .set((session::revoked_at.eq(now), session::revoked_reason.eq(reason)))
        .execute(conn)?)
}

/// Ends every session of a person but one, and answers how many there were.
pub fn end_all(
    conn: &mut PgConnection,
    (org, user): (Uuid, Uuid),
    but: Option<Uuid>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<usize> {
    let standing = session::table
        .filter(session::org_id.eq(org))
        .filter(session::user_id.eq(user))
        .filter(session::revoked_at.is_null())
        .filter(session::id.ne(but.unwrap_or(Uuid::nil())));
    Ok(diesel::update(standing).set((session::revoked_at.eq(now), session::revoked_reason.eq(reason))).execute(conn)?)
}

/// A device on which somebody is signed in.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = session, check_for_backend(diesel::pg::Pg))]
pub struct Device {
    /// Session.
    pub id: Uuid,
    /// Program.
    pub user_agent: Option<String>,
    /// Address at sign-in.
    pub ip: Option<String>,
    /// When they signed in.
    pub created_at: DateTime<Utc>,
    /// When the session was last refreshed.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

/// The sessions of the caller that stand, the latest used first; at most 200.
pub fn devices(tx: &mut Tx<'_>) -> Result<Vec<Device>> {
    Ok(session::table
        .filter(session::org_id.eq(tx.org()))
        .filter(session::user_id.eq(tx.user()))
        .filter(session::revoked_at.is_null())
        .filter(session::expires_at.gt(tx.now))
        .order((session::last_used_at.desc(), session::id.desc()))
        .limit(200)
        .select(Device::as_select())
        .load(tx.conn)?)
}

/// Ends one session of the caller.
///
/// # Errors
/// [`Error::NotFound`] where it is none of theirs, or has ended.
pub fn end_own(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let own = session::table
        .find((tx.org(), id))
        .filter(session::user_id.eq(tx.user()))
        .filter(session::revoked_at.is_null());
    let ended = diesel::update(own)
        .set((session::revoked_at.eq(tx.now), session::revoked_reason.eq("revoked")))
        .execute(tx.conn)?;
    if ended == 1 { Ok(()) } else { Err(Error::NotFound) }
}
