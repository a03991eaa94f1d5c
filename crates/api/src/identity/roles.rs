//! Roles and the vocabulary of the permission matrix.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::{Action, FieldRestriction, FieldRule, Grant, Resource, Scope};
use guanxi_persistence::identity::roles::{self, RoleForm};
use guanxi_persistence::{Error, Result, Tx};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::{ApiResult, Ctx, Fields, IfMatch, Problem, created, filled, merged, patch_schema, tagged};

/// A role.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Role {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// Code of a shipped role.
    pub code: Option<String>,
    /// Name, unique in the organization.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What it allows.
    pub grants: Vec<Grant>,
    /// What it withholds.
    pub field_rules: Vec<FieldRestriction>,
    /// Holders must use a second factor.
    pub require_otp: bool,
    /// Of the administrator's role only `require_otp` can change.
    pub immutable: bool,
    /// Active users who hold it.
    pub people: usize,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Every role.
#[derive(Serialize, ToSchema)]
pub struct RoleList {
    /// The administrator's first, then by name.
    pub items: Vec<Role>,
}

patch_schema!(RolePatch, RoleForm);

fn describe(tx: &Tx<'_>, id: Uuid) -> Result<Role> {
    let one = tx.config.roles.get(&id).ok_or(Error::NotFound)?;
    Ok(Role {
        id,
        version: one.version,
        code: one.code.clone(),
        name: one.name.clone(),
        description: one.description.clone(),
        grants: one.grants.grants.clone(),
        field_rules: one.grants.field_rules.clone(),
        require_otp: one.require_otp,
        immutable: one.is_administrator(),
        people: tx.config.holders(id).count(),
        created_at: one.created_at,
        updated_at: one.updated_at,
    })
}

/// Every role.
#[utoipa::path(tag = "roles", operation_id = "list_roles", responses(
    (status = 200, description = "Every role.", body = RoleList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/roles")]
pub async fn list(ctx: Ctx) -> ApiResult<Json<RoleList>> {
    let items = ctx
        .read(|tx| {
            tx.require(Resource::Roles, Action::View)?;
            let mut items = tx.config.roles.keys().map(|id| describe(tx, *id)).collect::<Result<Vec<_>>>()?;
            items.sort_by(|a, b| (!a.immutable, &a.name).cmp(&(!b.immutable, &b.name)));
            Ok(items)
        })
        .await?;
    Ok(Json(RoleList { items }))
}

/// Makes a role; it can grant no more than the caller holds.
#[utoipa::path(tag = "roles", operation_id = "create_role", request_body = RoleForm, responses(
    (status = 201, description = "The role.", body = Role,
        headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/roles")]
pub async fn create(ctx: Ctx, body: Fields) -> ApiResult<HttpResponse> {
    let made = ctx
        .write(move |tx| {
            let id = roles::create(tx, &filled(&body.0)?)?;
            describe(tx, id)
        })
        .await?;
    Ok(created(&format!("/roles/{}", made.id), made.version, &made))
}

/// One role.
#[utoipa::path(tag = "roles", operation_id = "get_role", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The role.", body = Role, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/roles/{id}")]
pub async fn get(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let one = ctx
        .read(move |tx| {
            tx.require(Resource::Roles, Action::View)?;
            describe(tx, *id)
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Changes a role; its holders feel it at their next request.
#[utoipa::path(tag = "roles", operation_id = "update_role",
    params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version seen.")),
    request_body(content = RolePatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The role.", body = Role, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/roles/{id}")]
pub async fn update(ctx: Ctx, id: Path<Uuid>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let one = ctx
        .write(move |tx| {
            roles::update(tx, *id, version.0, |form| merged(form, &body.0))?;
            describe(tx, *id)
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Deletes a role that nobody holds and no key uses.
#[utoipa::path(tag = "roles", operation_id = "delete_role",
    params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version seen.")), responses(
    (status = 204, description = "It is gone."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/roles/{id}")]
pub async fn delete(ctx: Ctx, id: Path<Uuid>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| roles::delete(tx, *id, version.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a permission matrix is made of.
#[derive(Serialize, ToSchema)]
pub struct Matrix {
    /// Its lines.
    pub resources: Vec<MatrixLine>,
    /// Its columns.
    pub actions: Vec<Action>,
    /// How far a line can reach, the narrowest first.
    pub scopes: Vec<Scope>,
    /// How a field can be restricted, the mildest first.
    pub field_rules: Vec<FieldRule>,
}

/// One line of the matrix.
#[derive(Serialize, ToSchema)]
pub struct MatrixLine {
    /// The resource.
    pub resource: Resource,
    /// The actions that exist for it.
    pub actions: Vec<Action>,
    /// Whether its records have an owner or department; otherwise only `all` applies.
    pub scoped: bool,
    /// Fields that a role commonly restricts.
    pub sensitive_fields: Vec<&'static str>,
}

/// The vocabulary of the permission matrix.
#[utoipa::path(tag = "roles", operation_id = "get_permission_matrix", responses(
    (status = 200, description = "Resources, actions, scopes and field rules.", body = Matrix),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/permissions/matrix")]
pub async fn matrix(ctx: Ctx) -> ApiResult<Json<Matrix>> {
    ctx.read(|_| Ok(())).await?;
    let line = |resource: &Resource| {
        let spec = resource.spec();
        MatrixLine {
            resource: *resource,
            actions: spec.actions.to_vec(),
            scoped: spec.scoped,
            sensitive_fields: spec.sensitive.to_vec(),
        }
    };
    Ok(Json(Matrix {
        resources: Resource::ALL.iter().map(line).collect(),
        actions: Action::ALL.to_vec(),
        scopes: Scope::ALL.to_vec(),
        field_rules: FieldRule::ALL.to_vec(),
    }))
}
