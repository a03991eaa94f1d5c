//! The application: routes, document, and what wraps every request.

use std::collections::btree_map::Entry;

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Compress, Condition, Next, from_fn};
use actix_web::{App, Error, HttpMessage as _, HttpResponse, web};
use guanxi_persistence::record::{Count, Total};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};
use utoipa::{Modify, OpenApi as _};
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::SwaggerUi;
use uuid::Uuid;

use crate::http::{Problem, RequestId, RequestLocale, limited, problems};
use crate::identity::Reference;
use crate::platform::LiveEvent;
use crate::record::collaboration;
use crate::state::AppState;
use crate::{contacts, customers, identity, jobs, notifications, platform};

/// Largest body of a request, in bytes; uploads will have their own.
const MAX_BODY: usize = 2 * 1024 * 1024;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Guanxi 关系 CRM", description = "Customer relationship management for Chinese-speaking companies.",
         license(name = "Apache-2.0", identifier = "Apache-2.0")),
    components(schemas(
        Problem, Reference, Total, Count, LiveEvent, collaboration::Comment, collaboration::CommentPage,
        collaboration::CommentForm, collaboration::Following, collaboration::Mentionable,
        collaboration::MentionableList,
    )),
    modifiers(&Bearer),
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT, or an API key (gx_…)");
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// Every route under `/api/v1`.
fn routes(config: &mut ServiceConfig<'_>) {
    identity::routes(config);
    customers::routes(config);
    contacts::routes(config);
    jobs::routes(config);
    platform::routes(config);
    notifications::routes(config);
}

/// The OpenAPI document, the same for every organization.
pub fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Document::openapi())
        .service(utoipa_actix_web::scope("/api/v1").configure(routes))
        .split_for_parts();
    // Routes say what an id looks like, so that `/customers/bulk` is none; the document says `{id}`.
    for (path, mut item) in std::mem::take(&mut document.paths.paths) {
        let plain = without_patterns(&path);
        if plain != path {
            // The `36` of `{id:[…]{36}}` was taken for a parameter.
            let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
            for parameters in operations.into_iter().flatten().filter_map(|one| one.parameters.as_mut()) {
                parameters.retain(|parameter| is_in_path(parameter, &plain));
            }
        }
        match document.paths.paths.entry(plain) {
            Entry::Vacant(place) => {
                place.insert(item);
            }
            Entry::Occupied(mut known) => known.get_mut().merge_operations(item),
        }
    }
    document
}

/// Whether a parameter, if it stands in the path, is one of the path's.
fn is_in_path(parameter: &RefOr<Parameter>, path: &str) -> bool {
    match parameter {
        RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Path => {
            path.contains(&format!("{{{}}}", parameter.name))
        }
        _ => true,
    }
}

/// `/customers/{id:[0-9a-f-]{36}}/team` as `/customers/{id}/team`.
fn without_patterns(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let (mut depth, mut in_pattern) = (0, false);
    for character in path.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 1 => in_pattern = true,
            _ => {}
        }
        in_pattern &= depth > 0;
        if !in_pattern {
            plain.push(character);
        }
    }
    plain
}

/// The document as it is committed; built in, so that no server spends memory on making it again. A test and `make gen`
/// keep it equal to [`document_text`].
pub(crate) const COMMITTED: &str = include_str!("../../../openapi/openapi.json");

/// The document's text, made from the code.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn document_text() -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(&document())? + "\n")
}

/// The application around a state.
pub fn app(
    state: web::Data<AppState>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let origins = &state.cors_origins;
    let cors = Condition::new(!origins.is_empty(), cors(origins));
    App::new()
        .app_data(state)
        .app_data(web::PayloadConfig::new(MAX_BODY))
        .wrap(from_fn(limited))
        .wrap(from_fn(problems))
        // Around the problems: a document written after the compression would carry its header without it.
        .wrap(Compress::default())
        .wrap(from_fn(around))
        .wrap(cors)
        .into_utoipa_app()
        .service(utoipa_actix_web::scope("/api/v1").configure(routes))
        .into_app()
        .service(platform::healthz)
        .service(platform::readyz)
        .service(platform::jwks)
        .service(platform::metrics::metrics_text)
        .route("/api/openapi.json", web::get().to(openapi))
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/api/openapi.json")))
        .default_service(web::to(platform::spa))
}

/// Pages of these other sites may call the API; the refresh cookie stays with our own pages.
fn cors(origins: &[String]) -> Cors {
    let headers = ["authorization", "content-type", "if-match", "idempotency-key", "last-event-id", "accept-language"];
    let shown = ["etag", "location", "retry-after", "x-request-id", "ratelimit-limit", "ratelimit-remaining"];
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers(headers)
        .expose_headers(shown)
        .max_age(3600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(COMMITTED)
}

/// Headers that every answer has.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(self)"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// Around every request: its id, its log line, its security headers.
async fn around(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .filter(|id| (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        .map_or_else(|| Uuid::now_v7().simple().to_string(), str::to_owned);
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(RequestLocale::default());
    // Answered like GET; the server leaves the body out by itself.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    // As the router reads it: `%61uth` is `auth`.
    let (method, path) = (request.method().clone(), request.match_info().unprocessed().to_owned());
    let begun = std::time::Instant::now();
    let mut response = next.call(request).await?;
    let status = response.status().as_u16();
    platform::metrics::count(&response, begun.elapsed());
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(request_id = %id, %method, path, status, micros, "request");
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if path.starts_with("/api/v1/") && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    Ok(response)
}
