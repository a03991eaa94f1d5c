//! Field encryption: a value that is stored only as AES-256-GCM ciphertext, with the key outside the database.

use std::fmt;
use std::sync::OnceLock;

use aes_gcm::aead::{Aead as _, Nonce};
use aes_gcm::{Aes256Gcm, KeyInit as _};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Binary;
use guanxi_domain::filter::Cell;
use guanxi_domain::values::{FieldKind, FieldValue, Invalid, Pointer};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Length of a nonce in bytes (NIST SP 800-38D recommends 96 bits).
const NONCE: usize = 12;

/// The key with which fields are sealed, set once when the server starts.
static KEY: OnceLock<Aes256Gcm> = OnceLock::new();

/// Sets the key of the process.
///
/// # Errors
/// The sentence says so when a key has been set already.
pub fn use_key(key: &[u8; 32]) -> Result<(), &'static str> {
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| "a key of 32 bytes is needed")?;
    KEY.set(cipher).map_err(|_| "the field key is set already")
}

/// Encrypts bytes: nonce, then ciphertext with its tag.
pub fn seal(plain: &[u8]) -> Option<Vec<u8>> {
    let nonce: [u8; NONCE] = rand::random();
    let cipher = KEY.get()?.encrypt(&Nonce::<Aes256Gcm>::from(nonce), plain).ok()?;
    Some([nonce.as_slice(), &cipher].concat())
}

/// Decrypts what [`seal`] made; `None` where it was altered or another key was used.
pub fn open(sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, cipher) = sealed.split_first_chunk::<NONCE>()?;
    KEY.get()?.decrypt(&Nonce::<Aes256Gcm>::from(*nonce), cipher).ok()
}

/// Compares secrets or their hashes in constant time.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// A text value that is readable in memory and sealed in the database.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct Sealed<T>(pub T);

impl<T> fmt::Debug for Sealed<T> {
    /// Not even a log line shows what is inside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

impl<T: Serialize> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: FieldValue> FieldValue for Sealed<T> {
    const KIND: FieldKind = FieldKind::Text;

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        T::read(json, at).map(Self)
    }

    fn cell(&self) -> Cell<'_> {
        self.0.cell()
    }
}

impl<T: fmt::Display> ToSql<Binary, Pg> for Sealed<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        use std::io::Write as _;
        let sealed = seal(self.0.to_string().as_bytes()).ok_or("no key to seal fields with")?;
        out.write_all(&sealed)?;
        Ok(IsNull::No)
    }
}

impl<T: std::str::FromStr<Err = Invalid>> FromSql<Binary, Pg> for Sealed<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let plain = open(value.as_bytes()).ok_or("a sealed field cannot be opened: wrong key or altered data")?;
        Ok(Self(std::str::from_utf8(&plain)?.parse()?))
    }
}

impl<T: utoipa::PartialSchema> utoipa::PartialSchema for Sealed<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        T::schema()
    }
}

impl<T: utoipa::ToSchema> utoipa::ToSchema for Sealed<T> {}
