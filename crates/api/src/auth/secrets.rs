//! Opaque credentials: random, shown once, stored as a hash. Each carries its organization and its own id in clear, so
//! that its look-up is one by primary key.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Bytes of randomness.
const RANDOM: usize = 24;

/// A credential as its holder has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// Organization.
    pub org_id: Uuid,
    /// Row it belongs to (session, key, link).
    pub id: Uuid,
    random: [u8; RANDOM],
}

impl Secret {
    /// A fresh one.
    pub fn new(org_id: Uuid, id: Uuid) -> Self {
        Self { org_id, id, random: rand::random() }
    }

    /// The text its holder keeps.
    pub fn text(&self) -> String {
        let bytes = [self.org_id.as_bytes().as_slice(), self.id.as_bytes(), &self.random].concat();
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a credential; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (org_id, rest) = bytes.split_first_chunk::<16>()?;
        let (id, random) = rest.split_first_chunk::<16>()?;
        Some(Self { org_id: Uuid::from_bytes(*org_id), id: Uuid::from_bytes(*id), random: random.try_into().ok()? })
    }

    /// What is stored. A plain hash is enough: 192 random bits cannot be guessed.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.random).to_vec()
    }
}

pub use guanxi_persistence::sealed::same;

#[cfg(test)]
mod tests {
    use super::{Secret, same};
    use uuid::Uuid;

    #[test]
    fn a_secret_is_read_back_and_nothing_else_is_read() {
        let secret = Secret::new(Uuid::now_v7(), Uuid::now_v7());
        let read = Secret::parse(&secret.text()).unwrap();
        assert!(read == secret && same(&read.hash(), &secret.hash()));
        for wrong in ["", "x", "机密", &secret.text()[1..], &format!("{}AAAA", secret.text())] {
            assert!(Secret::parse(wrong).is_none(), "{wrong}");
        }
    }
}
