//! Idempotency-Key: a retried POST does its work once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use guanxi_domain::values::Invalid;
use guanxi_persistence::platform::idempotency::{self, Attempt, Outcome};
use guanxi_persistence::{Result, Tx};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::error::ApiError;

/// Longest key, in bytes.
const MAX_KEY: usize = 255;

/// The key of a request, if it has one, with what the request is about.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    key: Option<String>,
    target: String,
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<std::result::Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let target = format!("{} {}", request.method(), request.path());
        let key = match request.headers().get("Idempotency-Key") {
            None => None,
            Some(value) => match value.to_str() {
                Ok(key) if !key.is_empty() && key.len() <= MAX_KEY => Some(key.to_owned()),
                _ => return ready(Err(ApiError::field("/Idempotency-Key", Invalid::new("invalid_idempotency_key")))),
            },
        };
        ready(Ok(Self { key, target }))
    }
}

/// Does the work unless this key has done it before; answers the id of the record either way.
///
/// # Errors
/// Those of the work, and the conflicts of [`idempotency::begin`].
pub fn once(
    tx: &mut Tx<'_>,
    key: &IdempotencyKey,
    body: &Map<String, Value>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<(Uuid, i64)>,
) -> Result<Uuid> {
    let Some(text) = &key.key else { return work(tx).map(|(id, _)| id) };
    let mut fingerprint = Sha256::new();
    fingerprint.update(&key.target);
    // serde_json sorts the keys of an object, so that the order in which a client writes them does not matter.
    fingerprint.update(Value::Object(body.clone()).to_string());
    match idempotency::begin(tx, text, &fingerprint.finalize())? {
        Attempt::Again(outcome) => outcome.record_id.ok_or(guanxi_persistence::Error::NotFound),
        Attempt::First => {
            let (id, version) = work(tx)?;
            let location = format!("{}/{id}", key.target.trim_start_matches("POST "));
            let outcome =
                Outcome { status: 201, record_id: Some(id), record_version: Some(version), location: Some(location) };
            idempotency::remember(tx, text, &outcome)?;
            Ok(id)
        }
    }
}
