//! Locks on what is no row (yet): two transactions that are about to write the same thing take turns.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Result, Tx};

/// Waits until no other transaction holds any of these keys, and holds them until this one ends. Keys are taken in one
/// order by everybody, so that two callers never wait for each other.
///
/// # Errors
/// Only faults of the database.
pub(crate) fn exclusive(tx: &mut Tx<'_>, keys: &[(&str, &str)]) -> Result<()> {
    let mut hashes: Vec<i64> = keys.iter().map(|key| hash(tx.org(), *key)).collect();
    if hashes.is_empty() {
        return Ok(());
    }
    hashes.sort_unstable();
    hashes.dedup();
    diesel::sql_query("SELECT pg_advisory_xact_lock(key) FROM unnest($1) AS key")
        .bind::<Array<BigInt>, _>(hashes)
        .execute(tx.conn)?;
    Ok(())
}

/// Two different keys may share a hash: then they take turns without need, and nothing worse.
fn hash(org: Uuid, (kind, value): (&str, &str)) -> i64 {
    let mut hasher = Sha256::new();
    hasher.update(org.as_bytes());
    hasher.update(kind.as_bytes());
    hasher.update([0]);
    hasher.update(value.as_bytes());
    let digest = hasher.finalize();
    digest.iter().take(8).fold(0_i64, |hash, byte| hash << 8 | i64::from(*byte))
}
