//! API keys: credentials for other systems, acting for a person within one role.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::Result;
use crate::schema::api_key;

/// The hash of a key's secret and the person it acts for, while it stands.
pub fn look_up(conn: &mut PgConnection, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Option<(Vec<u8>, Uuid)>> {
    Ok(api_key::table
        .find((org, id))
        .filter(api_key::revoked_at.is_null())
        .filter(api_key::expires_at.is_null().or(api_key::expires_at.gt(now)))
        .select((api_key::key_hash, api_key::user_id))
        .first(conn)
        .optional()?)
}
