//! ETag and If-Match: nobody overwrites what they have not seen.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest};

use super::error::ApiError;

/// The version that the caller has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i64);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(header) = request.headers().get(header::IF_MATCH) else {
            return ready(Err(ApiError::new(StatusCode::PRECONDITION_REQUIRED, "precondition_required")));
        };
        let version = header
            .to_str()
            .ok()
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"'))
            .and_then(|version| version.parse().ok());
        ready(version.map(Self).ok_or_else(|| ApiError::malformed("invalid_if_match")))
    }
}

/// The header that carries a version.
pub fn etag(version: i64) -> (header::HeaderName, HeaderValue) {
    let value = HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"0\""));
    (header::ETAG, value)
}
