//! Answers of things that have a version.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;

use crate::http::etag;

/// 200 with the thing as it is now.
pub(super) fn shown<T: Serialize>(version: i64, thing: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(version)).json(thing)
}

/// 201 with the thing that was made, and where it is.
pub(super) fn made<T: Serialize>(location: &str, version: i64, thing: &T) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1{location}")))
        .insert_header(etag(version))
        .json(thing)
}

/// 204.
pub(super) fn removed() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
