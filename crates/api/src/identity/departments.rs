//! The department tree.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::{Action, Resource};
use guanxi_persistence::identity::departments::{self, DepartmentForm};
use guanxi_persistence::{Error, Result, Tx};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reference::{Reference, person};
use crate::http::{ApiResult, Ctx, Fields, IfMatch, Problem, created, filled, merged, patch_schema, tagged};

/// A department.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Department {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// Name, unique beside its siblings.
    pub name: String,
    /// The department above; none at the top.
    pub parent_id: Option<Uuid>,
    /// Who leads it.
    pub manager_id: Option<Uuid>,
    /// Who leads it.
    pub manager: Option<Reference>,
    /// Place among its siblings.
    pub sort_order: i32,
    /// Active users who have it as main or further department, those below it not counted.
    pub people: usize,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The whole tree.
#[derive(Serialize, ToSchema)]
pub struct DepartmentList {
    /// In the order of siblings; the tree is in `parent_id`.
    pub items: Vec<Department>,
}

patch_schema!(DepartmentPatch, DepartmentForm);

fn describe(tx: &Tx<'_>, id: Uuid) -> Result<Department> {
    let one = tx.config.departments.get(&id).ok_or(Error::NotFound)?;
    let people = tx.config.people.values().filter(|who| who.is_active() && who.all_departments().contains(&id)).count();
    Ok(Department {
        id,
        version: one.version,
        name: one.name.clone(),
        parent_id: one.parent_id,
        manager_id: one.manager_id,
        manager: person(tx, one.manager_id),
        sort_order: one.sort_order,
        people,
        created_at: one.created_at,
        updated_at: one.updated_at,
    })
}

/// The whole tree, as a flat list.
#[utoipa::path(tag = "departments", operation_id = "list_departments", responses(
    (status = 200, description = "Every department.", body = DepartmentList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/departments")]
pub async fn list(ctx: Ctx) -> ApiResult<Json<DepartmentList>> {
    let items = ctx
        .read(|tx| {
            tx.require(Resource::Departments, Action::View)?;
            let mut items = tx.config.departments.keys().map(|id| describe(tx, *id)).collect::<Result<Vec<_>>>()?;
            items.sort_by(|a, b| (a.sort_order, &a.name, a.id).cmp(&(b.sort_order, &b.name, b.id)));
            Ok(items)
        })
        .await?;
    Ok(Json(DepartmentList { items }))
}

/// Makes a department.
#[utoipa::path(tag = "departments", operation_id = "create_department", request_body = DepartmentForm, responses(
    (status = 201, description = "The department.", body = Department,
        headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/departments")]
pub async fn create(ctx: Ctx, body: Fields) -> ApiResult<HttpResponse> {
    let made = ctx
        .write(move |tx| {
            let id = departments::create(tx, &filled(&body.0)?)?;
            describe(tx, id)
        })
        .await?;
    Ok(created(&format!("/departments/{}", made.id), made.version, &made))
}

/// One department.
#[utoipa::path(tag = "departments", operation_id = "get_department", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The department.", body = Department, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/departments/{id}")]
pub async fn get(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let one = ctx
        .read(move |tx| {
            tx.require(Resource::Departments, Action::View)?;
            describe(tx, *id)
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Changes or moves a department.
#[utoipa::path(tag = "departments", operation_id = "update_department",
    params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version seen.")),
    request_body(content = DepartmentPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The department.", body = Department, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/departments/{id}")]
pub async fn update(ctx: Ctx, id: Path<Uuid>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let one = ctx
        .write(move |tx| {
            departments::update(tx, *id, version.0, |form| merged(form, &body.0))?;
            describe(tx, *id)
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Deletes a department in which nobody and nothing stands.
#[utoipa::path(tag = "departments", operation_id = "delete_department",
    params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version seen.")), responses(
    (status = 204, description = "It is gone."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/departments/{id}")]
pub async fn delete(ctx: Ctx, id: Path<Uuid>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| departments::delete(tx, *id, version.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}
