//! API keys: which person a key acts for. Whether it still stands is asked of the database with every request; this only
//! remembers whose it is, since its secret never changes.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};
use guanxi_persistence::identity::api_keys;
use guanxi_persistence::{Database, Result};
use uuid::Uuid;

use super::secrets::{Secret, same};

/// Keys remembered, at most.
const REMEMBERED: usize = 10_000;

/// The keys whose secret has been compared before.
#[derive(Default)]
pub struct ApiKeys(RwLock<HashMap<(Uuid, Uuid), KnownKey>>);

/// The hash of a key's secret and the person it acts for.
type KnownKey = (Vec<u8>, Uuid);

impl ApiKeys {
    /// Whether the key has been looked up before.
    pub fn remembers(&self, secret: &Secret) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.contains_key(&(secret.org_id, secret.id))
    }

    /// The person for whom a key acts; `None` for a wrong one.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn holder(&self, db: &Database, secret: &Secret, now: DateTime<Utc>) -> Result<Option<Uuid>> {
        let place = (secret.org_id, secret.id);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        let (hash, user) = match known {
            Some(known) => known,
            None => {
                let found = db.quiet(|conn| api_keys::look_up(conn, secret.org_id, secret.id, now))?;
                let Some(found) = found else { return Ok(None) };
                let mut remembered = self.0.write().unwrap_or_else(PoisonError::into_inner);
                if remembered.len() >= REMEMBERED {
                    remembered.clear();
                }
                remembered.insert(place, found.clone());
                found
            }
        };
        Ok(same(&hash, &secret.hash()).then_some(user))
    }
}
