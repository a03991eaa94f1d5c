//! Tags over HTTP.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use guanxi_domain::platform::ColorToken;
use guanxi_persistence::platform::tags::{self, Offered, Tag as Stored};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::answers::{made, removed, shown};
use crate::http::{ApiResult, Ctx, Fields, IdempotencyKey, IfMatch, Problem, Query, once};

/// A tag that has been registered.
#[derive(Serialize, ToSchema)]
pub struct Tag {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// The word.
    pub name: String,
    /// The chip's colour.
    pub color: Option<ColorToken>,
}

impl From<Stored> for Tag {
    fn from(stored: Stored) -> Self {
        let Stored { id, name, color, version } = stored;
        Self { id, version, name, color }
    }
}

/// A tag that may be chosen: registered, or merely in use.
#[derive(Serialize, ToSchema)]
pub struct TagOffer {
    /// Id, of a registered one.
    pub id: Option<Uuid>,
    /// For If-Match, of a registered one.
    pub version: Option<i64>,
    /// The word.
    pub name: String,
    /// The chip's colour.
    pub color: Option<ColorToken>,
}

impl From<Offered> for TagOffer {
    fn from(offered: Offered) -> Self {
        let tag = offered.tag.as_ref();
        Self {
            id: tag.map(|tag| tag.id),
            version: tag.map(|tag| tag.version),
            color: tag.and_then(|tag| tag.color),
            name: offered.name,
        }
    }
}

/// Tags that may be chosen.
#[derive(Serialize, ToSchema)]
pub struct TagList {
    /// At most 200, those that begin with the words first.
    pub items: Vec<TagOffer>,
}

/// Which tags.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TagQuery {
    /// A part of the word.
    #[param(max_length = 100)]
    pub q: Option<String>,
}

/// A new tag.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagCreate {
    /// The word.
    #[schema(min_length = 1, max_length = 30)]
    pub name: String,
    /// The chip's colour.
    pub color: Option<ColorToken>,
}

/// What may change of a tag.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagUpdate {
    /// The word; it stays where records carry it (409 `in_use`).
    #[schema(min_length = 1, max_length = 30)]
    pub name: Option<String>,
    /// The chip's colour.
    pub color: Option<ColorToken>,
}

/// Tags that may be chosen: registered ones, and those on the newest records that the caller sees.
#[utoipa::path(tag = "tags", operation_id = "list_tags", params(TagQuery), responses(
    (status = 200, description = "The tags.", body = TagList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/tags")]
pub async fn list_all(ctx: Ctx, query: Query<TagQuery>) -> ApiResult<Json<TagList>> {
    let offered = ctx.read(move |tx| tags::list(tx, query.0.q.as_deref())).await?;
    Ok(Json(TagList { items: offered.into_iter().map(TagOffer::from).collect() }))
}

/// Registers a tag.
#[utoipa::path(tag = "tags", operation_id = "create_tag", params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe.", max_length = 255)),
    request_body(content = TagCreate), responses(
    (status = 201, description = "The tag.", body = Tag,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/tags")]
pub async fn create(ctx: Ctx, key: IdempotencyKey, body: Fields) -> ApiResult<HttpResponse> {
    let tag = ctx.write(move |tx| {
        let id = once(tx, &key, &body.0, |tx| tags::create(tx, &body.0).map(|made| (made.id, made.version)))?;
        tags::get(tx, id)
    });
    let tag = Tag::from(tag.await?);
    Ok(made(&format!("/tags/{}", tag.id), tag.version, &tag))
}

/// One tag.
#[utoipa::path(tag = "tags", operation_id = "get_tag", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The tag.", body = Tag,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/tags/{id}")]
pub async fn get_one(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let tag = ctx.read(move |tx| tags::get(tx, *id)).await?;
    Ok(shown(tag.version, &Tag::from(tag)))
}

/// Changes the colour of a tag, or the name of one that no record carries.
#[utoipa::path(tag = "tags", operation_id = "update_tag", params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = TagUpdate, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The tag.", body = Tag,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/tags/{id}")]
pub async fn update(ctx: Ctx, id: Path<Uuid>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let tag = ctx.write_alone(move |tx| tags::change(tx, *id, version.0, &body.0)).await?;
    Ok(shown(tag.version, &Tag::from(tag)))
}

/// Takes a tag out of what is offered; records that carry it keep the word.
#[utoipa::path(tag = "tags", operation_id = "delete_tag", params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")), responses(
    (status = 204, description = "It is gone."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/tags/{id}")]
pub async fn remove(ctx: Ctx, id: Path<Uuid>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| tags::remove(tx, *id, version.0)).await?;
    Ok(removed())
}
