//! API keys.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, post};
use chrono::{DateTime, Utc};
use guanxi_domain::values::Invalid;
use guanxi_persistence::Tx;
use guanxi_persistence::identity::api_keys::{self, ApiKeyForm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::reference::{Reference, person, role};
use crate::auth::bearer::KEY_PREFIX;
use crate::auth::secrets::Secret;
use crate::http::{ApiError, ApiResult, Ctx, Fields, Problem, Query, filled};

/// A key; its secret is shown only when it is made.
#[derive(Serialize, ToSchema)]
pub struct ApiKey {
    /// Id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Beginning and end of the key, by which people recognize it.
    pub prefix: String,
    /// The person it acts for.
    pub user_id: Uuid,
    /// The person it acts for.
    pub user: Option<Reference>,
    /// The role it acts within.
    pub role_id: Uuid,
    /// The role it acts within.
    pub role: Option<Reference>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From where.
    pub last_used_ip: Option<String>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A key just made.
#[derive(Serialize, ToSchema)]
pub struct MadeApiKey {
    /// The whole key; it is not shown again.
    pub key: String,
    /// Id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Beginning and end of the key.
    pub prefix: String,
    /// The role it acts within.
    pub role_id: Uuid,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// Keys.
#[derive(Serialize, ToSchema)]
pub struct ApiKeyPage {
    /// The newest first.
    pub items: Vec<ApiKey>,
    /// For the page after this.
    pub next_cursor: Option<Uuid>,
}

/// Which keys.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApiKeyQuery {
    /// Rows, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor`.
    pub cursor: Option<Uuid>,
}

fn describe(tx: &Tx<'_>, key: api_keys::ApiKey) -> ApiKey {
    ApiKey {
        id: key.id,
        name: key.name,
        prefix: key.prefix,
        user_id: key.user_id,
        user: person(tx, Some(key.user_id)),
        role_id: key.role_id,
        role: role(tx, key.role_id),
        expires_at: key.expires_at,
        last_used_at: key.last_used_at,
        last_used_ip: key.last_used_ip,
        revoked_at: key.revoked_at,
        created_at: key.created_at,
    }
}

/// The keys within the caller's reach, ended ones too.
#[utoipa::path(tag = "api-keys", operation_id = "list_api_keys", params(ApiKeyQuery), responses(
    (status = 200, description = "A page, the newest first.", body = ApiKeyPage),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/api-keys")]
pub async fn list(ctx: Ctx, query: Query<ApiKeyQuery>) -> ApiResult<Json<ApiKeyPage>> {
    let ApiKeyQuery { limit, cursor } = query.0;
    let limit = limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(ApiError::field("/limit", Invalid::new("out_of_range").with("min", 1).with("max", 200)));
    }
    let page = ctx
        .read(move |tx| {
            let mut rows = api_keys::list(tx, cursor, limit + 1)?;
            let size = usize::try_from(limit).unwrap_or(usize::MAX);
            let more = rows.len() > size;
            rows.truncate(size);
            let next_cursor = rows.last().filter(|_| more).map(|last| last.id);
            Ok(ApiKeyPage { items: rows.into_iter().map(|key| describe(tx, key)).collect(), next_cursor })
        })
        .await?;
    Ok(Json(page))
}

/// Makes a key that acts for the caller within a role.
#[utoipa::path(tag = "api-keys", operation_id = "create_api_key", request_body = ApiKeyForm, responses(
    (status = 201, description = "The key, shown once.", body = MadeApiKey),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/api-keys")]
pub async fn create(ctx: Ctx, body: Fields) -> ApiResult<HttpResponse> {
    let form: ApiKeyForm = filled(&body.0)?;
    let made = ctx
        .write(move |tx| {
            let secret = Secret::new(tx.org(), tx.new_id());
            let key = format!("{KEY_PREFIX}{}", secret.text());
            let tail = key.get(key.len().saturating_sub(4)..).unwrap_or_default();
            let prefix = format!("{}…{tail}", key.get(..9).unwrap_or_default());
            let made = api_keys::create(tx, &form, secret.id, &prefix, &secret.hash())?;
            Ok(MadeApiKey {
                key,
                id: made.id,
                name: made.name,
                prefix: made.prefix,
                role_id: made.role_id,
                expires_at: made.expires_at,
                created_at: made.created_at,
            })
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// Ends a key, at once and for good.
#[utoipa::path(tag = "api-keys", operation_id = "revoke_api_key", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 204, description = "It has ended."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/api-keys/{id}")]
pub async fn revoke(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| api_keys::revoke(tx, *id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
