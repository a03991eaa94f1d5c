//! The audit log that cannot be altered unseen and yet lets a person be forgotten.
//!
//! Every change keeps its fields' values before and after. Each field has a **digest** over its values and a random
//! salt; each row has a **hash**, keyed with a secret outside the database, over the row's header, its digests and
//! the hash of the row before. So a changed value contradicts its digest, a changed digest its row's hash, and a
//! removed, added or moved row the chain. Erasing a value for a person's rights takes the values and the salt and
//! leaves the digest: the chain still holds, and without its salt the digest tells nothing about what stood there.
//!
//! What is personal (names, addresses, the caller's network address) goes into fields, never into the header, which
//! is not erased.

mod bytes;
mod canonical;
mod chain;

pub use bytes::{Bytes, Digest, Salt};
pub use chain::{Anchor, AuditKey, AuditRow, Broken, Header, Verifier, chain_hash, verify};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// One field of an audit row. Erased, it has no salt and its values are `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// The value before; `null` where there was none.
    #[serde(default)]
    pub before: Value,
    /// The value after; `null` where there is none.
    #[serde(default)]
    pub after: Value,
    /// Drawn at random for this field of this row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Salt>,
    /// [`digest`] of the above.
    pub digest: Digest,
}

impl FieldChange {
    /// A change with its digest. The salt must come from a cryptographic random source.
    pub fn new(field: impl Into<String>, before: Value, after: Value, salt: Salt) -> Self {
        let field = field.into();
        let digest = digest(&salt, &field, &before, &after);
        Self { field, before, after, salt: Some(salt), digest }
    }

    /// Takes the values and the salt and leaves the digest.
    pub fn erase(&mut self) {
        self.before = Value::Null;
        self.after = Value::Null;
        self.salt = None;
    }

    /// Whether the values have been erased.
    pub fn is_erased(&self) -> bool {
        self.salt.is_none()
    }

    /// Whether the values are those that were digested. Without a salt there must be no value left to believe.
    pub fn is_sound(&self) -> bool {
        match &self.salt {
            Some(salt) => digest(salt, &self.field, &self.before, &self.after) == self.digest,
            None => self.before.is_null() && self.after.is_null(),
        }
    }
}

/// SHA-256 over salt, field name and both values, each written with its type and length so that no two different
/// changes are the same bytes. Equal JSON (`1.0` and `1`, keys in another order) has equal digests, since the
/// database may give back another spelling than it was given.
pub fn digest(salt: &Salt, field: &str, before: &Value, after: &Value) -> Digest {
    let mut bytes = b"guanxi audit field 1".to_vec();
    bytes.extend_from_slice(salt.as_bytes());
    canonical::write_text(&mut bytes, field);
    canonical::write_value(&mut bytes, before);
    canonical::write_value(&mut bytes, after);
    Bytes::new(Sha256::digest(&bytes).into())
}

/// The top-level fields in which two forms of a record differ, by name, with both values; a field that one form lacks
/// is `null` there.
pub fn diff(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<(String, Value, Value)> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let both = |name: &String| {
        let value = |form: &Map<String, Value>| form.get(name).cloned().unwrap_or(Value::Null);
        (name.clone(), value(before), value(after))
    };
    names.into_iter().map(both).filter(|(_, before, after)| !canonical::same(before, after)).collect()
}

#[cfg(test)]
mod tests;
