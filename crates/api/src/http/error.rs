//! One error type for all handlers; it becomes a problem document (RFC 9457) where the answer is written.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use guanxi_domain::filter::FilterError;
use guanxi_domain::values::{FieldError, Invalid};
use guanxi_persistence::Error;
use serde_json::{Map, Value};

/// The result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

/// A refusal or a fault, before it is put in words.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code; also the key of the title in every language.
    pub code: &'static str,
    /// Figures and words for the title.
    pub params: Vec<(&'static str, String)>,
    /// Refused fields.
    pub errors: Vec<FieldError>,
    /// The refused filter of a list, which has words of its own.
    pub filter: Option<Box<FilterError>>,
    /// Seconds after which it makes sense to try again.
    pub retry_after: Option<i64>,
    /// Further members of the problem (`matches` of a suspected duplicate).
    pub extra: Map<String, Value>,
}

impl ApiError {
    /// A refusal by status and code.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            params: Vec::new(),
            errors: Vec::new(),
            filter: None,
            retry_after: None,
            extra: Map::new(),
        }
    }

    /// 400: the request cannot be read.
    pub fn malformed(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// 401: no credential, or none that stands.
    pub fn unauthorized(code: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code)
    }

    /// 404.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// 409 with a code of its own.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// 422 at one field.
    pub fn field(pointer: impl Into<String>, invalid: Invalid) -> Self {
        Self::fields(vec![invalid.at(pointer)])
    }

    /// 422 at several fields.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields") }
    }

    /// 422 at `/filter`, with the place in figures that a client can point with.
    fn filter(error: FilterError) -> Self {
        let mut invalid = Invalid { code: error.code, params: error.params.clone() };
        invalid = invalid.with("position", error.position).with("length", error.length);
        if let Some(expected) = error.expected {
            invalid = invalid.with("expected", expected.as_str());
        }
        Self { filter: Some(Box::new(error)), ..Self::field("/filter", invalid) }
    }

    /// 429 with the seconds to wait.
    pub fn too_many(retry_after: i64) -> Self {
        let new = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests");
        Self { retry_after: Some(retry_after.max(1)), ..new }
    }

    /// Adds a word that the title mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// Adds a member to the problem.
    #[must_use]
    pub fn and(mut self, name: &str, value: Value) -> Self {
        self.extra.insert(name.to_owned(), value);
        self
    }

    /// A fault of ours: logged here with what only we should know, answered without it.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Only the status: the words are added by [`problems`](super::problems), which knows the caller's language.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::Unauthorized => Self::unauthorized("unauthorized"),
            Error::Forbidden { resource, action } => Self::new(StatusCode::FORBIDDEN, "forbidden")
                .with("resource", resource.as_str())
                .with("action", action.as_str()),
            Error::PasswordChangeRequired => Self::new(StatusCode::FORBIDDEN, "password_change_required"),
            Error::OtpSetupRequired => Self::new(StatusCode::FORBIDDEN, "otp_setup_required"),
            Error::Stale { current } => {
                Self::new(StatusCode::PRECONDITION_FAILED, "stale_version").and("current_version", current.into())
            }
            Error::Invalid(errors) => Self::fields(errors),
            Error::Filter(error) => Self::filter(error),
            Error::Conflict(refusal) if refusal.pointer.is_empty() => Self::conflict(refusal.invalid.code),
            Error::Conflict(refusal) => Self { errors: vec![refusal], ..Self::conflict("conflict") },
            Error::Duplicates(matches) => {
                Self::conflict("duplicate_suspected").and("matches", serde_json::json!(matches))
            }
            Error::Unavailable(cause) => {
                tracing::warn!(%cause, "database not available");
                Self { retry_after: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable") }
            }
            Error::Database(cause) => Self::internal(cause),
            Error::Corrupt(cause) => Self::internal(cause),
        }
    }
}
