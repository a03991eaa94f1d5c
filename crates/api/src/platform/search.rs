//! The global search over HTTP.

use actix_web::get;
use actix_web::web::Json;
use guanxi_persistence::platform::find;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::http::{ApiResult, Ctx, Problem, Query};

/// A record that was found.
#[derive(Serialize, ToSchema)]
pub struct SearchHit {
    /// `customer`.
    pub kind: &'static str,
    /// Id.
    pub id: Uuid,
    /// First line.
    pub title: String,
    /// Second line.
    pub subtitle: Option<String>,
}

/// What was found, best first.
#[derive(Serialize, ToSchema)]
pub struct SearchResults {
    /// An exact number, names that begin so, then the newest of the rest.
    pub items: Vec<SearchHit>,
}

/// What is searched for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// A part of a name, pinyin, initials, phone tail, number.
    #[param(max_length = 200)]
    pub q: String,
    /// Results, 1 to 50; 10 unless given.
    #[param(minimum = 1, maximum = 50)]
    pub limit: Option<i64>,
    /// Kinds, separated by commas; all unless given.
    #[param(example = "customer")]
    pub kinds: Option<String>,
}

/// Every kind of record at once, as far as the caller sees it.
#[utoipa::path(tag = "search", operation_id = "search", params(SearchQuery), responses(
    (status = 200, description = "The results.", body = SearchResults),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/search")]
pub async fn search(ctx: Ctx, query: Query<SearchQuery>) -> ApiResult<Json<SearchResults>> {
    let SearchQuery { q, limit, kinds } = query.0;
    let hits = ctx.read(move |tx| find::find(tx, &q, kinds.as_deref(), limit)).await?;
    let items =
        hits.into_iter().map(|hit| SearchHit { kind: hit.kind, id: hit.id, title: hit.title, subtitle: hit.subtitle });
    Ok(Json(SearchResults { items: items.collect() }))
}
