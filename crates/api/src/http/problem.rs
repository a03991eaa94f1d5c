//! Problem documents (RFC 9457) in the caller's language.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use guanxi_domain::messages;
use guanxi_domain::values::LocaleCode;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::context::{RequestLocale, request_id};
use super::error::ApiError;
use super::methods;

/// What went wrong, for people and for programs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// URI that identifies the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid_fields")]
    pub kind: String,
    /// In the caller's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    #[schema(example = "invalid_fields")]
    pub code: String,
    /// The first refusal in words, or the title.
    pub detail: String,
    /// Refused fields.
    pub errors: Vec<ProblemField>,
    /// Names the request in our logs.
    pub request_id: String,
    /// Members of single kinds of problem.
    #[serde(flatten)]
    #[schema(ignore)]
    pub extra: Map<String, Value>,
}

/// One refused field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer into the request body, or the name of a parameter after `/`.
    #[schema(example = "/phone")]
    pub pointer: String,
    /// Stable code.
    #[schema(example = "invalid_phone")]
    pub code: String,
    /// In the caller's language.
    pub message: String,
    /// Figures of the refusal, such as `position` in a filter.
    pub params: Map<String, Value>,
}

impl Problem {
    /// Puts an error in words.
    pub fn new(error: &ApiError, locale: LocaleCode, request_id: String) -> Self {
        let title = messages::render(locale, error.code, &error.params);
        let errors: Vec<ProblemField> = error
            .errors
            .iter()
            .map(|refused| ProblemField {
                pointer: refused.pointer.clone(),
                code: refused.invalid.code.to_owned(),
                message: match &error.filter {
                    Some(filter) => filter.message(locale),
                    None => messages::render(locale, refused.invalid.code, &refused.invalid.params),
                },
                params: refused
                    .invalid
                    .params
                    .iter()
                    .map(|(name, value)| ((*name).into(), value.clone().into()))
                    .collect(),
            })
            .collect();
        Self {
            kind: format!("/problems/{}", error.code),
            detail: errors.first().map_or_else(|| title.clone(), |first| first.message.clone()),
            title,
            status: error.status.as_u16(),
            code: error.code.to_owned(),
            errors,
            request_id,
            extra: error.extra.clone(),
        }
    }
}

/// The language of a request: the signed-in person's choice, else what the browser prefers, else Chinese.
pub fn locale_of(request: &HttpRequest) -> LocaleCode {
    if let Some(chosen) = request.extensions().get::<RequestLocale>().and_then(RequestLocale::chosen) {
        return chosen;
    }
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    LocaleCode::negotiate(accepted)
}

/// Middleware: gives every error answer its problem document, ours and the framework's alike.
pub async fn problems(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return Ok(response);
    }
    let error = match response.response().error().and_then(actix_web::Error::as_error::<ApiError>) {
        Some(error) => error.clone(),
        // Whatever a handler has written itself stays (a document's 404 page, a health answer).
        None if response.headers().contains_key(header::CONTENT_TYPE) && !is_plain_text(&response) => {
            return Ok(response);
        }
        None => ApiError::new(status, framework_code(status)),
    };
    let asked = response.request();
    let other_methods = match status {
        StatusCode::NOT_FOUND if error.code == "not_found" => {
            methods::instead_of(asked.method(), asked.match_info().as_str())
        }
        _ => None,
    };
    let error = match &other_methods {
        Some(_) => ApiError::new(StatusCode::METHOD_NOT_ALLOWED, framework_code(StatusCode::METHOD_NOT_ALLOWED)),
        None => error,
    };
    let problem = Problem::new(&error, locale_of(asked), request_id(asked));
    let mut answer = HttpResponse::build(error.status);
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            answer.append_header((name, value));
        }
    }
    if let Some(seconds) = error.retry_after {
        answer.insert_header((header::RETRY_AFTER, HeaderValue::from(seconds)));
    }
    if let Some(methods) = other_methods {
        answer.insert_header((header::ALLOW, methods));
    }
    if error.status == StatusCode::UNAUTHORIZED {
        answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    answer.content_type("application/problem+json");
    Ok(response.into_response(answer.json(problem)))
}

fn is_plain_text(response: &ServiceResponse) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/plain"))
}

/// What the framework refuses by itself.
fn framework_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "payload_too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::REQUEST_TIMEOUT => "timeout",
        status if status.is_client_error() => "malformed_request",
        _ => "internal",
    }
}
