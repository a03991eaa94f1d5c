//! Salts and digests, written as hexadecimal digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Random bytes that make a digest unguessable.
pub type Salt = Bytes<16>;
/// SHA-256 of a field, or HMAC-SHA256 of a row.
pub type Digest = Bytes<32>;

/// `N` bytes; text and JSON are `2 N` small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes<const N: usize>([u8; N]);

/// The text or slice has another length or other characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {0} bytes in hexadecimal digits")]
pub struct NotBytes(usize);

impl<const N: usize> Bytes<N> {
    /// Of bytes.
    pub const fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// The bytes, for a `bytea` column.
    pub const fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> TryFrom<&[u8]> for Bytes<N> {
    type Error = NotBytes;

    fn try_from(bytes: &[u8]) -> Result<Self, NotBytes> {
        bytes.try_into().map(Self).map_err(|_| NotBytes(N))
    }
}

impl<const N: usize> fmt::Display for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl<const N: usize> FromStr for Bytes<N> {
    type Err = NotBytes;

    fn from_str(text: &str) -> Result<Self, NotBytes> {
        let mut bytes = [0; N];
        let digits = text.as_bytes();
        if digits.len() != 2 * N {
            return Err(NotBytes(N));
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            // One spelling only, so that a digest cannot be altered and still read the same.
            let small = pair.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
            let value = std::str::from_utf8(pair).ok().filter(|_| small);
            *byte = value.and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or(NotBytes(N))?;
        }
        Ok(Self(bytes))
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_are_two_forms_of_one_thing() {
        let bytes = Bytes::new([0, 1, 0xab, 0xff]);
        assert_eq!(bytes.to_string(), "0001abff");
        assert_eq!("0001abff".parse(), Ok(bytes));
        assert_eq!(Bytes::try_from(bytes.as_bytes().as_slice()), Ok(bytes));
        for wrong in ["", "0001abf", "0001abff00", "0001ABff", "0001abfg", "+001abff", "0001ab华"] {
            assert_eq!(wrong.parse::<Bytes<4>>(), Err(NotBytes(4)), "{wrong}");
        }
        assert!(Bytes::<4>::try_from([0_u8; 5].as_slice()).is_err());
    }
}
