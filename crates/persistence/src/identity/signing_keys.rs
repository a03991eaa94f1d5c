//! Keys that sign access tokens, shared by all servers and organizations.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::Result;
use crate::schema::signing_key;

/// A key as it is stored: the private half sealed by the key file.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_key, check_for_backend(diesel::pg::Pg))]
pub struct StoredKey {
    /// The `kid` of the tokens it signs.
    pub id: Uuid,
    /// Sealed PKCS #8.
    pub private_key: Vec<u8>,
    /// Raw public key.
    pub public_key: Vec<u8>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Keeps a new key.
pub fn add(conn: &mut PgConnection, key: &StoredKey) -> Result<()> {
    diesel::insert_into(signing_key::table).values(key).execute(conn)?;
    Ok(())
}

/// The keys made since a moment.
pub fn since(conn: &mut PgConnection, since: DateTime<Utc>) -> Result<Vec<StoredKey>> {
    Ok(signing_key::table
        .filter(signing_key::created_at.ge(since))
        .order(signing_key::created_at)
        .select(StoredKey::as_select())
        .load(conn)?)
}
