//! The chain of rows and its verification.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::bytes::{Bytes, Digest};
use super::{FieldChange, canonical};

/// The secret of an installation's audit log; it is kept outside the database.
#[derive(Clone)]
pub struct AuditKey([u8; 32]);

impl AuditKey {
    /// Of 32 random bytes.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    fn mac(&self) -> Hmac<Sha256> {
        // A key shorter than the hash's block of 64 bytes is filled with zeros (RFC 2104, section 2).
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        Hmac::new(&block.into())
    }
}

impl std::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditKey(…)")
    }
}

/// What is never erased of a row; nothing personal but the ids of users and records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Whose chain it is.
    pub org_id: Uuid,
    /// When; microseconds count, finer parts do not survive the database.
    pub occurred_at: DateTime<Utc>,
    /// Who; `None` for the system itself.
    pub actor_id: Option<Uuid>,
    /// What was done, `update`, `sign_in_refused`.
    pub action: String,
    /// To what kind of thing, `customers`.
    pub resource: String,
    /// To which one.
    pub record_id: Option<Uuid>,
}

/// One row of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Place in the organization's chain, without gaps.
    pub seq: i64,
    /// Who, when, what.
    pub header: Header,
    /// The fields, in the order in which they were written.
    pub changes: Vec<FieldChange>,
    /// [`chain_hash`] of all this and the row before.
    pub hash: Digest,
}

/// A place in the chain that is known to be true: its beginning, the row before the oldest kept one, or the head that
/// travelled with a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The row's place.
    pub seq: i64,
    /// The row's hash.
    pub hash: Digest,
}

impl Anchor {
    /// Before the first row, which has `seq` 1. The organization's id in each header keeps chains apart.
    pub const GENESIS: Self = Self { seq: 0, hash: Bytes::new([0; 32]) };
}

/// HMAC-SHA256 over the previous row's hash, the row's place, its header, and the names and digests of its fields.
pub fn chain_hash(key: &AuditKey, previous: &Digest, seq: i64, header: &Header, changes: &[FieldChange]) -> Digest {
    let mut mac = key.mac();
    mac.update(&message(previous, seq, header, changes));
    Bytes::new(mac.finalize().into_bytes().into())
}

fn message(previous: &Digest, seq: i64, header: &Header, changes: &[FieldChange]) -> Vec<u8> {
    let mut bytes = b"guanxi audit row 1".to_vec();
    bytes.extend_from_slice(previous.as_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(header.org_id.as_bytes());
    bytes.extend_from_slice(&header.occurred_at.timestamp_micros().to_be_bytes());
    write_id(&mut bytes, header.actor_id);
    canonical::write_text(&mut bytes, &header.action);
    canonical::write_text(&mut bytes, &header.resource);
    write_id(&mut bytes, header.record_id);
    // All that is left has a fixed size or says its length, so the end of the message is the end of the list.
    for change in changes {
        canonical::write_text(&mut bytes, &change.field);
        bytes.extend_from_slice(change.digest.as_bytes());
    }
    bytes
}

fn write_id(bytes: &mut Vec<u8>, id: Option<Uuid>) {
    match id {
        Some(id) => {
            bytes.push(1);
            bytes.extend_from_slice(id.as_bytes());
        }
        None => bytes.push(0),
    }
}

/// Where and how the log was tampered with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Rows are missing, or two have changed places.
    #[error("row {expected} was expected, row {found} follows")]
    Gap {
        /// The place that comes next.
        expected: i64,
        /// The place of the row that stands there.
        found: i64,
    },
    /// A field's values are not those that were written.
    #[error("row {seq}: the values of {field} were altered")]
    Value {
        /// The row.
        seq: i64,
        /// The field.
        field: String,
    },
    /// The row, or one before it, is not the one that was written.
    #[error("row {seq} was altered or does not belong here")]
    Row {
        /// The row.
        seq: i64,
    },
    /// The log ends before a row that is known to have been there.
    #[error("rows after {last} up to {expected} are missing")]
    Truncated {
        /// The last row there is.
        last: i64,
        /// The row that is known.
        expected: i64,
    },
    /// The chain is sound in itself but another than the known one.
    #[error("row {seq} is not the row that was recorded there")]
    Replaced {
        /// The row.
        seq: i64,
    },
}

/// Checks a chain row by row, so that a log of any size needs no memory.
#[derive(Debug)]
pub struct Verifier<'a> {
    key: &'a AuditKey,
    last: Anchor,
    known: Option<Anchor>,
}

impl<'a> Verifier<'a> {
    /// Begins after `start`. `known` is a later place that must be met on the way; only it shows that rows were cut off
    /// at the end.
    pub const fn new(key: &'a AuditKey, start: Anchor, known: Option<Anchor>) -> Self {
        Self { key, last: start, known }
    }

    /// Checks the next row.
    pub fn check(&mut self, row: &AuditRow) -> Result<(), Broken> {
        let expected = self.last.seq.saturating_add(1);
        if row.seq != expected {
            return Err(Broken::Gap { expected, found: row.seq });
        }
        if let Some(change) = row.changes.iter().find(|change| !change.is_sound()) {
            return Err(Broken::Value { seq: row.seq, field: change.field.clone() });
        }
        let mut mac = self.key.mac();
        mac.update(&message(&self.last.hash, row.seq, &row.header, &row.changes));
        mac.verify_slice(row.hash.as_bytes()).map_err(|_| Broken::Row { seq: row.seq })?;
        self.last = Anchor { seq: row.seq, hash: row.hash };
        match self.known {
            Some(known) if known.seq == row.seq && known.hash != row.hash => Err(Broken::Replaced { seq: row.seq }),
            _ => Ok(()),
        }
    }

    /// Ends the check and gives the chain's head.
    pub fn finish(self) -> Result<Anchor, Broken> {
        match self.known {
            Some(known) if known.seq > self.last.seq => {
                Err(Broken::Truncated { last: self.last.seq, expected: known.seq })
            }
            _ => Ok(self.last),
        }
    }
}

/// Checks a whole chain at once; see [`Verifier`].
pub fn verify<'r>(
    key: &AuditKey,
    start: Anchor,
    rows: impl IntoIterator<Item = &'r AuditRow>,
    known: Option<Anchor>,
) -> Result<Anchor, Broken> {
    let mut verifier = Verifier::new(key, start, known);
    rows.into_iter().try_for_each(|row| verifier.check(row))?;
    verifier.finish()
}
