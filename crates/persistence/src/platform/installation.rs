//! What is true of the installation as a whole: which key file its secrets are sealed with.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::schema::{installation as t, organization};
use crate::{Error, Result, sealed};

/// Ties the database to the key file that is used with it first, and refuses any other: data sealed and logs linked
/// under two keys could never be told from damage.
///
/// # Errors
/// [`Error::Corrupt`] where the database belongs to another key.
pub fn claim(conn: &mut PgConnection, fingerprint: &[u8], now: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(t::table)
        .values((t::single.eq(true), t::key_fingerprint.eq(fingerprint), t::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(conn)?;
    let kept: Vec<u8> = t::table.select(t::key_fingerprint).first(conn)?;
    if sealed::same(&kept, fingerprint) {
        return Ok(());
    }
    let used: bool =
        diesel::select(diesel::dsl::exists(organization::table.select(organization::id))).get_result(conn)?;
    if used {
        return Err(Error::Corrupt(
            "this database was used with another key file: give that one (GUANXI_KEY_FILE, or keys/master.key in the \
             data folder)"
                .into(),
        ));
    }
    // Nothing is sealed yet: a first try with another key does no harm.
    diesel::update(t::table).set(t::key_fingerprint.eq(fingerprint)).execute(conn)?;
    Ok(())
}
