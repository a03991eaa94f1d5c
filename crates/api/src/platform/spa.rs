//! The single-page application, embedded in the binary.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

/// What `npm run build` made; empty where it has not been run.
#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Files;

/// Where the application has not been built.
const ABSENT: &str =
    "The web application has not been built: run `make run`. The API is at /api/v1, its documentation at /api/docs.\n";

/// A file of the application, or the page that draws every route of its own.
pub async fn spa(request: HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    if path.starts_with("api/") || request.method() != actix_web::http::Method::GET {
        return HttpResponse::NotFound().finish();
    }
    let (name, file) = match Files::get(path).filter(|_| !path.is_empty()) {
        Some(file) => (path, Some(file)),
        // A missing file is missing; only pages are drawn by the application.
        None if path.starts_with("assets/") => return HttpResponse::NotFound().finish(),
        None => ("index.html", Files::get("index.html")),
    };
    let Some(file) = file else {
        return HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(ABSENT);
    };
    // Built files carry a hash of their content in their name; the page names them, so it is asked for each time.
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, cache))
        .content_type(mime_guess::from_path(name).first_or_octet_stream().as_ref())
        .body(file.data.into_owned())
}
