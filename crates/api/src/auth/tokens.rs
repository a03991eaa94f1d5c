//! Access tokens: JWT signed with Ed25519, fifteen minutes, keys rotated without signing anyone out.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use guanxi_persistence::identity::signing_keys::{self, StoredKey};
use guanxi_persistence::{Database, Error, Result, sealed};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// How long an access token is good, in seconds.
pub const ACCESS_SECONDS: i64 = 15 * 60;
/// After this many days a new key signs; the old one still verifies what it signed.
const KEY_DAYS: i64 = 30;
/// Tokens whose signature has been verified before, at most.
const REMEMBERED: usize = 20_000;
/// Unknown keys are looked for no more often than this.
const LOOK_AGAIN_MILLIS: i64 = 1000;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Person.
    pub sub: Uuid,
    /// Organization.
    pub org: Uuid,
    /// Session.
    pub sid: Uuid,
    /// Issued at, seconds.
    pub iat: i64,
    /// Good until, seconds.
    pub exp: i64,
}

struct Key {
    id: Uuid,
    sign: EncodingKey,
    verify: DecodingKey,
    public: Vec<u8>,
    created_at: DateTime<Utc>,
}

/// Makes and reads access tokens.
#[derive(Default)]
pub struct Tokens {
    /// When keys were last looked for because of an unknown one, in milliseconds since 1970.
    looked: AtomicI64,
    keys: RwLock<Vec<Arc<Key>>>,
    /// Signatures already verified: a client sends the same token with every request.
    verified: Mutex<HashMap<String, Claims>>,
}

impl Tokens {
    /// Signs a token for a session.
    ///
    /// # Errors
    /// Faults of the database, where a key must be made or fetched.
    pub fn issue(&self, db: &Database, org: Uuid, user: Uuid, session: Uuid, now: DateTime<Utc>) -> Result<String> {
        let key = self.signing_key(db, now)?;
        let iat = now.timestamp();
        let claims = Claims { sub: user, org, sid: session, iat, exp: iat + ACCESS_SECONDS };
        let header = Header { kid: Some(key.id.to_string()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &key.sign).map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// Whether a token can be read without asking the database.
    pub fn remembers(&self, token: &str) -> bool {
        if self.verified.lock().unwrap_or_else(PoisonError::into_inner).contains_key(token) {
            return true;
        }
        // What names no key is refused unseen.
        key_of(token).is_none_or(|id| self.key(id).is_some())
    }

    /// What a token says, if we have signed it and it has not expired.
    ///
    /// # Errors
    /// Faults of the database, where keys must be fetched.
    pub fn read(&self, db: &Database, token: &str, now: DateTime<Utc>) -> Result<Option<Claims>> {
        let known = self.verified.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned();
        let claims = match known {
            Some(claims) => claims,
            None => match self.verify(db, token, now)? {
                Some(claims) => claims,
                None => return Ok(None),
            },
        };
        Ok(Some(claims).filter(|claims| claims.exp > now.timestamp()))
    }

    fn verify(&self, db: &Database, token: &str, now: DateTime<Utc>) -> Result<Option<Claims>> {
        let Some(id) = key_of(token) else { return Ok(None) };
        if self.key(id).is_none() && self.may_look_again(now) {
            // Another server may have made a key since we last looked.
            self.fetch(db, now)?;
        }
        let Some(key) = self.key(id) else { return Ok(None) };
        Ok(self.verified_by(&key, token, now))
    }

    /// Tokens that name keys which are none cost no query each.
    fn may_look_again(&self, now: DateTime<Utc>) -> bool {
        let (now, last) = (now.timestamp_millis(), self.looked.load(Ordering::Relaxed));
        now - last >= LOOK_AGAIN_MILLIS
            && self.looked.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    fn verified_by(&self, key: &Key, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        // Expiry is compared by the caller, with the request's own clock.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verify, &validation).ok()?.claims;
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= REMEMBERED {
            verified.retain(|_, claims| claims.exp > now.timestamp());
            if verified.len() >= REMEMBERED {
                verified.clear();
            }
        }
        verified.insert(token.to_owned(), claims.clone());
        Some(claims)
    }

    /// The public keys, as a JWK set (RFC 7517, RFC 8037).
    ///
    /// # Errors
    /// Faults of the database.
    pub fn jwks(&self, db: &Database, now: DateTime<Utc>) -> Result<Value> {
        self.signing_key(db, now)?;
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let jwk = |key: &Arc<Key>| {
            json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.id.to_string(),
                   "x": BASE64_URL_SAFE_NO_PAD.encode(&key.public)})
        };
        Ok(json!({"keys": keys.iter().map(jwk).collect::<Vec<_>>()}))
    }

    fn key(&self, id: Uuid) -> Option<Arc<Key>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).iter().find(|key| key.id == id).cloned()
    }

    /// The newest key, made anew when it has grown old.
    fn signing_key(&self, db: &Database, now: DateTime<Utc>) -> Result<Arc<Key>> {
        let fresh = |keys: &[Arc<Key>]| {
            keys.iter()
                .max_by_key(|key| key.created_at)
                .filter(|key| key.created_at > now - TimeDelta::days(KEY_DAYS))
                .cloned()
        };
        if let Some(key) = fresh(&self.keys.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(key);
        }
        self.fetch(db, now)?;
        if let Some(key) = fresh(&self.keys.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(key);
        }
        let (private, public) = generate().ok_or_else(|| Error::Corrupt("no key could be made".into()))?;
        let sealed = sealed::seal(&private).ok_or_else(|| Error::Corrupt("no key to seal with".into()))?;
        let stored = StoredKey { id: Uuid::now_v7(), private_key: sealed, public_key: public, created_at: now };
        // Two servers may do this at once: both keys are good.
        db.bare(|conn| signing_keys::add(conn, &stored))?;
        self.fetch(db, now)?;
        fresh(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
            .ok_or_else(|| Error::Corrupt("the key just made is not there".into()))
    }

    fn fetch(&self, db: &Database, now: DateTime<Utc>) -> Result<()> {
        // A key that signed nothing for longer than a token lives verifies nothing either.
        let since = now - TimeDelta::days(2 * KEY_DAYS);
        let stored = db.bare(|conn| signing_keys::since(conn, since))?;
        let keys = stored
            .into_iter()
            .map(|stored| {
                let private = sealed::open(&stored.private_key).ok_or_else(|| {
                    Error::Corrupt("a signing key cannot be opened: is this the right key file?".into())
                })?;
                Ok(Arc::new(Key {
                    id: stored.id,
                    sign: EncodingKey::from_ed_der(&private),
                    verify: DecodingKey::from_ed_der(&stored.public_key),
                    public: stored.public_key,
                    created_at: stored.created_at,
                }))
            })
            .collect::<Result<Vec<_>>>()?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }
}

/// The key that a token says it was signed with.
fn key_of(token: &str) -> Option<Uuid> {
    jsonwebtoken::decode_header(token).ok()?.kid?.parse().ok()
}

fn generate() -> Option<(Vec<u8>, Vec<u8>)> {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).ok()?;
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).ok()?;
    Some((document.as_ref().to_vec(), pair.public_key().as_ref().to_vec()))
}
