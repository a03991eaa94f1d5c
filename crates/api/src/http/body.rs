//! Request bodies: what is not JSON is malformed (400), what is JSON but not acceptable is refused field by field (422).

use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use guanxi_domain::values::{FieldError, Invalid, MAX_REFUSALS};
use guanxi_persistence::Error;
use guanxi_persistence::record::merge_patch;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::error::{ApiError, ApiResult};

/// How long a body may take to arrive; the largest there is takes seconds on a slow line.
const BODY_TIME: Duration = Duration::from_secs(30);

/// A JSON object of record fields, read later by the entity's own reader.
pub struct Fields(pub Map<String, Value>);

impl FromRequest for Fields {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = json(request, payload);
        Box::pin(async move {
            match json.await? {
                Value::Object(fields) => Ok(Self(fields)),
                _ => Err(ApiError::field("", Invalid::new("expected_object"))),
            }
        })
    }
}

/// A typed body, checked by its `Validate`.
pub struct Body<T>(pub T);

impl<T> Deref for Body<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = json(request, payload);
        Box::pin(async move { typed(json.await?).map(Self) })
    }
}

fn typed<T: DeserializeOwned + Validate>(json: Value) -> ApiResult<T> {
    read(json).map_err(ApiError::fields)
}

/// What a form becomes by a merge patch (RFC 7396): the fields named in the patch have their new values, the others stay.
/// A text of nothing but spaces counts as `null`, since forms send both.
///
/// # Errors
/// [`Error::Invalid`] where the outcome is none of the form's.
pub fn merged<T: DeserializeOwned + Validate>(
    present: &impl Serialize,
    patch: &Map<String, Value>,
) -> Result<T, Error> {
    let mut form = match serde_json::to_value(present) {
        Ok(Value::Object(form)) => form,
        Ok(_) | Err(_) => return Err(Error::Corrupt("a form is an object".into())),
    };
    let mut patch = patch.clone();
    for value in patch.values_mut() {
        if let Value::String(text) = value {
            *value = if text.trim().is_empty() { Value::Null } else { Value::String(text.trim().to_owned()) };
        }
    }
    merge_patch(&mut form, &patch);
    read(Value::Object(form)).map_err(Error::Invalid)
}

/// A form that a body fills from nothing.
///
/// # Errors
/// As [`merged`].
pub fn filled<T: DeserializeOwned + Validate>(body: &Map<String, Value>) -> Result<T, Error> {
    merged(&Map::new(), body)
}

fn read<T: DeserializeOwned + Validate>(json: Value) -> Result<T, Vec<FieldError>> {
    // serde would read a list as the fields of a structure in their order.
    if !json.is_object() {
        return Err(vec![Invalid::new("expected_object").at("")]);
    }
    if let Some(pointer) = unstorable(&json, "") {
        return Err(vec![Invalid::new("invalid_character").at(pointer)]);
    }
    let read: Result<T, _> = serde_path_to_error::deserialize(json);
    let body = read.map_err(|error| {
        let mut pointer = pointer(error.path());
        let inner = error.into_inner().to_string();
        // serde names a missing field in its words only.
        if let Some(name) = inner.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
            pointer = format!("{pointer}/{name}");
        }
        vec![Invalid::new(code_of(&inner)).with("reason", inner).at(pointer)]
    })?;
    body.validate().map_err(|errors| {
        let mut refused = Vec::new();
        collect(&errors, "", &mut refused);
        refused
    })?;
    Ok(body)
}

/// Where a text holds NUL, which PostgreSQL does not keep.
fn unstorable(json: &Value, at: &str) -> Option<String> {
    match json {
        Value::String(text) if text.contains('\0') => Some(at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| unstorable(item, &format!("{at}/{index}")))
        }
        Value::Object(members) => members.iter().find_map(|(key, value)| {
            if key.contains('\0') { Some(at.to_owned()) } else { unstorable(value, &format!("{at}/{key}")) }
        }),
        _ => None,
    }
}

/// The code in which serde's words are answered; a value type's own code is kept.
fn code_of(words: &str) -> &'static str {
    if let Some(code) = guanxi_domain::messages::known_code(words) {
        code
    } else if words.starts_with("missing field") {
        "required"
    } else if words.starts_with("unknown field") {
        "unknown_field"
    } else {
        "invalid_value"
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escaped(key)),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn collect(errors: &ValidationErrors, at: &str, refused: &mut Vec<FieldError>) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{at}/{field}");
        match kind {
            ValidationErrorsKind::Field(errors) => {
                for error in errors {
                    let param =
                        |name: &str| error.params.get(name).map(|value| value.to_string().trim_matches('"').to_owned());
                    let (code, names): (_, &[&'static str]) = match error.code.as_ref() {
                        "length" if param("min").is_some() && param("value").is_none_or(|v| v.is_empty()) => {
                            ("required", &[])
                        }
                        "length" if param("max").is_some() => ("too_long", &["max"]),
                        "length" => ("too_short", &["min"]),
                        "range" => ("out_of_range", &["min", "max"]),
                        "email" => ("invalid_email", &[]),
                        other => (guanxi_domain::messages::known_code(other).unwrap_or("invalid_value"), &[]),
                    };
                    let invalid = names
                        .iter()
                        .fold(Invalid::new(code), |invalid, name| invalid.with(name, param(name).unwrap_or_default()));
                    refused.push(invalid.at(pointer.clone()));
                }
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, refused),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{pointer}/{index}"), refused);
                }
            }
        }
    }
}

/// The body as JSON, whatever it is.
fn json(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = ApiResult<Value>> + use<> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let essence = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let accepted = matches!(essence.as_str(), "application/json" | "application/merge-patch+json");
    let bytes = Bytes::from_request(request, payload);
    async move {
        if !accepted {
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"));
        }
        let bytes = tokio::time::timeout(BODY_TIME, bytes);
        let late = |_| ApiError::new(StatusCode::REQUEST_TIMEOUT, "timeout");
        let bytes = bytes.await.map_err(late)?.map_err(|error| match error.as_response_error().status_code() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large"),
            _ => ApiError::malformed("malformed_request"),
        })?;
        let json = serde_json::from_slice(&bytes).map_err(|_| ApiError::malformed("malformed_json"))?;
        let mut refused = Vec::new();
        refuse_nul(&json, "", &mut refused);
        if refused.is_empty() { Ok(json) } else { Err(ApiError::fields(refused)) }
    }
}

/// PostgreSQL keeps no NUL in text or `jsonb`: refused here once instead of by every field, and before a name is looked
/// up by it.
fn refuse_nul(json: &Value, at: &str, refused: &mut Vec<FieldError>) {
    if refused.len() >= MAX_REFUSALS {
        return;
    }
    match json {
        Value::String(text) if text.contains('\0') => refused.push(Invalid::new("invalid_character").at(at)),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                refuse_nul(item, &format!("{at}/{index}"), refused);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                if key.contains('\0') {
                    refused.push(Invalid::new("invalid_character").at(at));
                } else {
                    refuse_nul(value, &format!("{at}/{}", escaped(key)), refused);
                }
            }
        }
        _ => {}
    }
}

/// A key as a JSON pointer has it (RFC 6901).
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
