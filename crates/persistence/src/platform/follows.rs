//! Records that people follow.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::audience::About;
use crate::schema::record_follow as t;
use crate::{Result, Tx};

/// Whether the caller follows a record.
///
/// # Errors
/// Faults of the database.
pub fn is_followed(tx: &mut Tx<'_>, record: Uuid) -> Result<bool> {
    let row = t::table.find((tx.org(), record, tx.user()));
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(tx.conn)?)
}

/// Follows a record that the caller sees; following it twice is following it once.
///
/// # Errors
/// Faults of the database.
pub fn follow(tx: &mut Tx<'_>, about: &About) -> Result<()> {
    diesel::insert_into(t::table)
        .values((
            t::org_id.eq(tx.org()),
            t::entity.eq(about.entity),
            t::record_id.eq(about.record),
            t::user_id.eq(tx.user()),
            t::created_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// Follows a record no longer.
///
/// # Errors
/// Faults of the database.
pub fn unfollow(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    diesel::delete(t::table.find((tx.org(), record, tx.user()))).execute(tx.conn)?;
    Ok(())
}

/// Everybody who follows a record, whether or not they still see it.
pub(crate) fn followers(tx: &mut Tx<'_>, record: Uuid) -> Result<Vec<Uuid>> {
    let followers = t::table.filter(t::org_id.eq(tx.org())).filter(t::record_id.eq(record));
    Ok(followers.select(t::user_id).load(tx.conn)?)
}

/// A record that the caller follows.
#[derive(Clone, Debug, Queryable)]
pub struct Followed {
    /// `customer`.
    pub entity: String,
    /// Which record.
    pub record_id: Uuid,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// What the caller follows, the latest first: one more than `limit` where there are more.
///
/// # Errors
/// Faults of the database.
pub fn list(tx: &mut Tx<'_>, before: Option<(DateTime<Utc>, Uuid)>, limit: i64) -> Result<Vec<Followed>> {
    let mut query = t::table.filter(t::org_id.eq(tx.org())).filter(t::user_id.eq(tx.user())).into_boxed();
    if let Some((at, id)) = before {
        query = query.filter(t::created_at.le(at)).filter(t::created_at.lt(at).or(t::record_id.lt(id)));
    }
    Ok(query
        .order((t::created_at.desc(), t::record_id.desc()))
        .limit(limit + 1)
        .select((t::entity, t::record_id, t::created_at))
        .load(tx.conn)?)
}

/// Forgets who followed a record, when it is removed for good.
pub(crate) fn forget(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    diesel::delete(t::table.filter(t::org_id.eq(tx.org())).filter(t::record_id.eq(record))).execute(tx.conn)?;
    Ok(())
}
