//! Idempotency-Key: a retried POST does its work once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use guanxi_domain::values::Invalid;
use guanxi_persistence::platform::idempotency::{self, Attempt, Outcome};
use guanxi_persistence::{Error, Result, Tx};
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

impl IdempotencyKey {
    /// What the key was used for: another request with it is a mistake of the caller's.
    fn fingerprint(&self, body: &Value) -> Vec<u8> {
        let mut fingerprint = Sha256::new();
        fingerprint.update(&self.target);
        // serde_json sorts the keys of an object, so that the order in which a client writes them does not matter.
        fingerprint.update(body.to_string());
        fingerprint.finalize().to_vec()
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
    match idempotency::begin(tx, text, &key.fingerprint(&Value::Object(body.clone())))? {
        Attempt::Again(outcome) => outcome.record_id.ok_or(Error::NotFound),
        Attempt::First => {
            let (id, version) = work(tx)?;
            let outcome = Outcome {
                status: 201,
                record_id: Some(id),
                record_version: Some(version),
                location: Some(format!("{}/{id}", key.target.trim_start_matches("POST "))),
                answer: None,
            };
            idempotency::remember(tx, text, &outcome)?;
            Ok(id)
        }
    }
}

/// As [`once`], for work whose answer is not one record: the answer itself is remembered. Where the work says that it
/// has done nothing, a retry does it again.
///
/// # Errors
/// As [`once`].
pub fn once_answered(
    tx: &mut Tx<'_>,
    key: &IdempotencyKey,
    body: &Value,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Answered>,
) -> Result<Answered> {
    let Some(text) = &key.key else { return work(tx) };
    match idempotency::begin(tx, text, &key.fingerprint(body))? {
        Attempt::Again(outcome) => {
            let body = outcome.answer.ok_or(Error::NotFound)?;
            Ok(Answered { status: outcome.status.unsigned_abs(), body, done: true })
        }
        Attempt::First => {
            let answered = work(tx)?;
            if !answered.done {
                idempotency::give_back(tx, text)?;
                return Ok(answered);
            }
            let status = i16::try_from(answered.status).unwrap_or_default();
            let answer = Some(answered.body.clone());
            let outcome = Outcome { status, record_id: None, record_version: None, location: None, answer };
            idempotency::remember(tx, text, &outcome)?;
            Ok(answered)
        }
    }
}

/// The answer to work that is done once.
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
    /// Whether anything was done.
    pub done: bool,
}
