//! The relay: gives each committed event its place in the organization's log. Transactions only insert; one relay at a
//! time numbers what they have committed, densely from 1, and links the hash chain. Whoever reads the log by number
//! misses nothing, because a number is given only to what is already visible.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Uuid as UuidType};
use guanxi_domain::platform::audit::{Anchor, AuditKey, Digest, Header, chain_hash};
use uuid::Uuid;

use super::chain::{EventRow, head};
use crate::schema::event;
use crate::{Error, Result};

/// Advisory lock of the server that numbers at the moment.
const LOCK: i64 = 0x6775_616e_7869_0002;
/// Events numbered in one transaction, at most.
pub const BATCH: i64 = 500;

/// What one round has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Another server is numbering.
    Busy,
    /// So many events were numbered; as many as [`BATCH`] means that more may be waiting.
    Numbered(usize),
}

/// Numbers the oldest events that have no number yet. To be called in a transaction of its own.
///
/// # Errors
/// Faults of the database; [`Error::Corrupt`] where an event or the chain's head cannot be read.
pub fn round(conn: &mut PgConnection, key: &AuditKey) -> Result<Round> {
    let mine: bool =
        diesel::select(diesel::dsl::sql::<Bool>("pg_try_advisory_xact_lock(").bind::<BigInt, _>(LOCK).sql(")"))
            .get_result(conn)?;
    if !mine {
        return Ok(Round::Busy);
    }
    let waiting: Vec<EventRow> = event::table
        .filter(event::seq.is_null())
        .order(event::id)
        .limit(BATCH)
        .select(EventRow::as_select())
        .load(conn)?;
    if waiting.is_empty() {
        return Ok(Round::Numbered(0));
    }
    let mut heads = heads(conn, &waiting)?;
    let mut links = Links::default();
    for row in &waiting {
        let last = heads.entry(row.org_id).or_insert(Anchor::GENESIS);
        let seq = last.seq + 1;
        let hash = chain_hash(key, &last.hash, seq, &row.header(), &row.changes.0);
        *last = Anchor { seq, hash };
        links.add(row, seq, &hash);
    }
    let written = links.write(conn)?;
    if written != waiting.len() {
        return Err(Error::Corrupt(format!("{written} of {} events were numbered", waiting.len())));
    }
    Ok(Round::Numbered(written))
}

/// The present end of each chain that the events belong to.
fn heads(conn: &mut PgConnection, events: &[EventRow]) -> Result<HashMap<Uuid, Anchor>> {
    let mut heads = HashMap::new();
    for row in events {
        if let Entry::Vacant(place) = heads.entry(row.org_id) {
            place.insert(head(conn, row.org_id)?);
        }
    }
    Ok(heads)
}

/// Numbers and hashes on their way into the table, column by column: one statement for a whole round.
#[derive(Default)]
struct Links {
    orgs: Vec<Uuid>,
    ids: Vec<Uuid>,
    seqs: Vec<i64>,
    hashes: Vec<Vec<u8>>,
}

impl Links {
    fn add(&mut self, row: &EventRow, seq: i64, hash: &Digest) {
        self.orgs.push(row.org_id);
        self.ids.push(row.id);
        self.seqs.push(seq);
        self.hashes.push(hash.as_bytes().to_vec());
    }

    fn write(&self, conn: &mut PgConnection) -> Result<usize> {
        let written = diesel::sql_query(
            "UPDATE event SET seq = link.seq, chain = link.hash \
             FROM unnest($1, $2, $3, $4) AS link (org_id, id, seq, hash) \
             WHERE event.org_id = link.org_id AND event.id = link.id AND event.seq IS NULL",
        )
        .bind::<Array<UuidType>, _>(&self.orgs)
        .bind::<Array<UuidType>, _>(&self.ids)
        .bind::<Array<BigInt>, _>(&self.seqs)
        .bind::<Array<Binary>, _>(&self.hashes)
        .execute(conn)?;
        Ok(written)
    }
}

/// How far the relay is behind.
#[derive(Clone, Copy, Debug, Default, QueryableByName)]
pub struct Lag {
    /// Events without a number; counting ends at 10,000.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Microseconds since the oldest of them happened.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub oldest_micros: Option<i64>,
}

/// Measures the lag at a moment.
///
/// # Errors
/// Faults of the database.
pub fn lag(conn: &mut PgConnection, now: chrono::DateTime<chrono::Utc>) -> Result<Lag> {
    Ok(diesel::sql_query(
        "SELECT count(*) AS waiting, (EXTRACT(EPOCH FROM $1 - min(at)) * 1000000)::bigint AS oldest_micros \
         FROM (SELECT at FROM event WHERE seq IS NULL ORDER BY id LIMIT 10000) AS waiting",
    )
    .bind::<diesel::sql_types::Timestamptz, _>(now)
    .get_result(conn)?)
}

impl EventRow {
    /// What the chain says of the event and nothing can erase.
    pub(crate) fn header(&self) -> Header {
        Header {
            org_id: self.org_id,
            occurred_at: self.at,
            actor_id: self.actor_id,
            action: self.kind.clone(),
            resource: self.entity.clone(),
            record_id: self.record_id,
        }
    }
}
