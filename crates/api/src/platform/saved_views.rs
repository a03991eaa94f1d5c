//! Saved views over HTTP.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::Action;
use guanxi_domain::platform::ViewDefinition;
use guanxi_persistence::Tx;
use guanxi_persistence::platform::saved_views::{self, SavedView as Stored};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::answers::{made, removed, shown};
use crate::http::{ApiResult, Ctx, Fields, IdempotencyKey, IfMatch, Problem, Query, once};
use crate::identity::Reference;

/// A list's filter, order and columns under a name.
#[derive(Serialize, ToSchema)]
pub struct SavedView {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// The list: `customers`.
    pub entity: String,
    /// Name.
    pub name: String,
    /// Others see it too.
    pub shared: bool,
    /// The owner's list opens with it.
    pub is_default: bool,
    /// What it shows.
    pub definition: ViewDefinition,
    /// Place among the tabs.
    pub sort_order: i32,
    /// Who made it.
    pub owner_id: Uuid,
    /// Their name.
    pub owner: Option<Reference>,
    /// The caller may change it.
    pub editable: bool,
    /// The caller may delete it.
    pub deletable: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Saved views of a list.
#[derive(Serialize, ToSchema)]
pub struct SavedViewList {
    /// One's own and shared ones, in order.
    pub items: Vec<SavedView>,
}

/// Of which list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ViewQuery {
    /// `customers`.
    #[param(example = "customers")]
    pub entity: String,
}

/// A new view.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewCreate {
    /// `customers`.
    pub entity: String,
    /// Unique among one's own of the list.
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// What it shows.
    pub definition: ViewDefinition,
    /// Others see it too.
    pub shared: Option<bool>,
    /// One's list opens with it; the former default steps back.
    pub is_default: Option<bool>,
    /// Place among the tabs.
    pub sort_order: Option<i32>,
}

/// What may change of a view.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewUpdate {
    /// Unique among one's own of the list.
    #[schema(min_length = 1, max_length = 60)]
    pub name: Option<String>,
    /// What it shows, member by member.
    pub definition: Option<ViewDefinition>,
    /// Others see it too.
    pub shared: Option<bool>,
    /// The owner's list opens with it.
    pub is_default: Option<bool>,
    /// Place among the tabs.
    pub sort_order: Option<i32>,
}

fn render(tx: &Tx<'_>, view: Stored) -> SavedView {
    let owner = tx.config.person_name(view.owner_id);
    SavedView {
        owner: owner.map(|name| Reference { id: view.owner_id, name: name.to_owned() }),
        editable: saved_views::may(tx, &view, Action::Edit),
        deletable: saved_views::may(tx, &view, Action::Delete),
        id: view.id,
        version: view.version,
        entity: view.entity,
        name: view.name,
        shared: view.shared,
        is_default: view.is_default,
        definition: view.definition.0,
        sort_order: view.sort_order,
        owner_id: view.owner_id,
        created_at: view.created_at,
        updated_at: view.updated_at,
    }
}

/// One's own views of a list, and those that are shared.
#[utoipa::path(tag = "saved-views", operation_id = "list_saved_views", params(ViewQuery), responses(
    (status = 200, description = "The views.", body = SavedViewList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/saved-views")]
pub async fn list_all(ctx: Ctx, query: Query<ViewQuery>) -> ApiResult<Json<SavedViewList>> {
    let items = ctx.read(move |tx| {
        let views = saved_views::list(tx, &query.0.entity)?;
        Ok(views.into_iter().map(|view| render(tx, view)).collect())
    });
    Ok(Json(SavedViewList { items: items.await? }))
}

/// Saves a view.
#[utoipa::path(tag = "saved-views", operation_id = "create_saved_view", params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe.", max_length = 255)),
    request_body(content = SavedViewCreate), responses(
    (status = 201, description = "The view.", body = SavedView,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/saved-views")]
pub async fn create(ctx: Ctx, key: IdempotencyKey, body: Fields) -> ApiResult<HttpResponse> {
    let view = ctx.write(move |tx| {
        let id = once(tx, &key, &body.0, |tx| saved_views::create(tx, &body.0).map(|made| (made.id, made.version)))?;
        let view = saved_views::get(tx, id)?;
        Ok(render(tx, view))
    });
    let view = view.await?;
    Ok(made(&format!("/saved-views/{}", view.id), view.version, &view))
}

/// One view.
#[utoipa::path(tag = "saved-views", operation_id = "get_saved_view", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The view.", body = SavedView,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/saved-views/{id}")]
pub async fn get_one(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let view = ctx.read(move |tx| {
        let view = saved_views::get(tx, *id)?;
        Ok(render(tx, view))
    });
    let view = view.await?;
    Ok(shown(view.version, &view))
}

/// Changes a view: its owner, or whoever may edit shared views of that person.
#[utoipa::path(tag = "saved-views", operation_id = "update_saved_view", params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = SavedViewUpdate, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The view.", body = SavedView,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/saved-views/{id}")]
pub async fn update(ctx: Ctx, id: Path<Uuid>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let view = ctx.write(move |tx| {
        let view = saved_views::change(tx, *id, version.0, &body.0)?;
        Ok(render(tx, view))
    });
    let view = view.await?;
    Ok(shown(view.version, &view))
}

/// Removes a view.
#[utoipa::path(tag = "saved-views", operation_id = "delete_saved_view", params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")), responses(
    (status = 204, description = "It is gone."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/saved-views/{id}")]
pub async fn remove(ctx: Ctx, id: Path<Uuid>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| saved_views::remove(tx, *id, version.0)).await?;
    Ok(removed())
}
