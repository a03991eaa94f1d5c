//! Is the process there, is it ready, who signs its tokens.

use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get};
use guanxi_persistence::Error;

use crate::clock;
use crate::http::{ApiResult, blocking};
use crate::state::AppState;

/// The process answers.
#[get("/healthz")]
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
}

/// The database answers and has every migration.
#[get("/readyz")]
pub async fn readyz(state: Data<AppState>) -> ApiResult<HttpResponse> {
    blocking(move || if state.db.ready() { Ok(()) } else { Err(Error::Unavailable("not ready".into())) }).await?;
    Ok(HttpResponse::Ok().json(serde_json::json!({"status": "ready"})))
}

/// The public keys of our access tokens (RFC 7517).
#[get("/.well-known/jwks.json")]
pub async fn jwks(state: Data<AppState>) -> ApiResult<Json<serde_json::Value>> {
    Ok(Json(blocking(move || state.tokens.jwks(&state.db, clock::now())).await?))
}
