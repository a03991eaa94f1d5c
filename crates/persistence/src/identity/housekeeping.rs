//! What nobody needs any more. To be called now and then, in a transaction of its own.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::Result;
use crate::schema::{one_time_token, session, sign_in_throttle};

/// Ended sessions stay for a while, so that a spent token is still known as one.
const ENDED_SESSIONS: TimeDelta = TimeDelta::days(30);
/// A login left in peace for this long starts anew, see `guanxi_domain::identity::FORGET_AFTER`.
const QUIET: TimeDelta = TimeDelta::hours(48);

/// Deletes sessions and links long over, and failures long forgiven, of all organizations; answers how many rows went.
///
/// # Errors
/// Those of the database.
pub fn housekeeping(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<usize> {
    let long_over = now - ENDED_SESSIONS;
    let sessions =
        diesel::delete(session::table.filter(session::expires_at.lt(long_over).or(session::revoked_at.lt(long_over))))
            .execute(conn)?;
    let links = diesel::delete(one_time_token::table.filter(one_time_token::expires_at.lt(now - TimeDelta::days(1))))
        .execute(conn)?;
    let quiet = now - QUIET;
    let throttles = diesel::delete(
        sign_in_throttle::table
            .filter(sign_in_throttle::window_started_at.lt(quiet))
            .filter(sign_in_throttle::locked_until.is_null().or(sign_in_throttle::locked_until.lt(quiet))),
    )
    .execute(conn)?;
    Ok(sessions + links + throttles)
}
