//! Custom fields over HTTP.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, patch, post};
use guanxi_domain::platform::{Choice, CustomFieldDefinition, CustomFieldKind, Labels, LinkTarget};
use guanxi_persistence::platform::custom_fields::{self, StoredField};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::answers::{made, removed, shown};
use crate::http::{ApiResult, Ctx, Fields, IdempotencyKey, IfMatch, Problem, Query, once};

/// A field that the administrator added.
#[derive(Serialize, ToSchema)]
pub struct CustomField {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// The entity it belongs to: `customer`.
    pub entity: String,
    /// Place in the form.
    pub sort_order: i32,
    /// Everything else.
    #[serde(flatten)]
    pub definition: CustomFieldDefinition,
}

impl From<StoredField> for CustomField {
    fn from(stored: StoredField) -> Self {
        let StoredField { id, entity, definition, sort_order, version } = stored;
        Self { id, version, entity, sort_order, definition }
    }
}

/// The custom fields of an entity.
#[derive(Serialize, ToSchema)]
pub struct CustomFieldList {
    /// In form order.
    pub items: Vec<CustomField>,
}

/// Of which entity.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EntityQuery {
    /// `customer`.
    #[param(example = "customer")]
    pub entity: String,
}

/// A new field. Which settings a kind has, the description of each says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomFieldCreate {
    /// `customer`.
    pub entity: String,
    /// The key in a record's `custom`; never changed.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,62}$")]
    pub code: String,
    /// What people see; at least one language.
    pub labels: Labels,
    /// What it holds; never changed.
    pub kind: CustomFieldKind,
    /// A record cannot be saved without it.
    pub required: Option<bool>,
    /// No two records share a value.
    pub unique: Option<bool>,
    /// The value of new records.
    pub default: Option<serde_json::Value>,
    /// The heading under which forms show it.
    #[schema(max_length = 64)]
    pub group: Option<String>,
    /// A sentence beside the field.
    pub help: Option<Labels>,
    /// The options of a choice, in order.
    pub options: Option<Vec<Choice>>,
    /// The longest text, in characters.
    pub max_length: Option<i32>,
    /// The smallest number.
    #[schema(value_type = Option<String>, format = "decimal")]
    pub min: Option<Decimal>,
    /// The largest number.
    #[schema(value_type = Option<String>, format = "decimal")]
    pub max: Option<Decimal>,
    /// Digits after the decimal point, 0 to 6.
    pub decimals: Option<i16>,
    /// What a record link refers to.
    pub target: Option<LinkTarget>,
    /// Place in the form; at the end where absent.
    pub sort_order: Option<i32>,
}

/// What may change of a field. Options may be disabled but not removed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomFieldUpdate {
    /// What people see.
    pub labels: Option<Labels>,
    /// A record cannot be saved without it.
    pub required: Option<bool>,
    /// No two records share a value.
    pub unique: Option<bool>,
    /// The value of new records.
    pub default: Option<serde_json::Value>,
    /// The heading under which forms show it.
    #[schema(max_length = 64)]
    pub group: Option<String>,
    /// A sentence beside the field.
    pub help: Option<Labels>,
    /// The options of a choice, in order.
    pub options: Option<Vec<Choice>>,
    /// The longest text, in characters.
    pub max_length: Option<i32>,
    /// The smallest number.
    #[schema(value_type = Option<String>, format = "decimal")]
    pub min: Option<Decimal>,
    /// The largest number.
    #[schema(value_type = Option<String>, format = "decimal")]
    pub max: Option<Decimal>,
    /// Digits after the decimal point, 0 to 6.
    pub decimals: Option<i16>,
    /// Place in the form.
    pub sort_order: Option<i32>,
}

/// The custom fields of an entity.
#[utoipa::path(tag = "custom-fields", operation_id = "list_custom_fields", params(EntityQuery), responses(
    (status = 200, description = "The fields.", body = CustomFieldList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/custom-fields")]
pub async fn list_all(ctx: Ctx, query: Query<EntityQuery>) -> ApiResult<Json<CustomFieldList>> {
    let fields = ctx.read(move |tx| custom_fields::list(tx, &query.0.entity)).await?;
    Ok(Json(CustomFieldList { items: fields.into_iter().map(CustomField::from).collect() }))
}

/// Adds a field to an entity.
#[utoipa::path(tag = "custom-fields", operation_id = "create_custom_field", params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe.", max_length = 255)),
    request_body(content = CustomFieldCreate), responses(
    (status = 201, description = "The field.", body = CustomField,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/custom-fields")]
pub async fn create(ctx: Ctx, key: IdempotencyKey, body: Fields) -> ApiResult<HttpResponse> {
    let field = ctx.write(move |tx| {
        let id = once(tx, &key, &body.0, |tx| custom_fields::create(tx, &body.0).map(|made| (made.id, made.version)))?;
        custom_fields::get(tx, id)
    });
    let field = CustomField::from(field.await?);
    Ok(made(&format!("/custom-fields/{}", field.id), field.version, &field))
}

/// One custom field.
#[utoipa::path(tag = "custom-fields", operation_id = "get_custom_field", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The field.", body = CustomField,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/custom-fields/{id}")]
pub async fn get_one(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let field = ctx.read(move |tx| custom_fields::get(tx, *id)).await?;
    Ok(shown(field.version, &CustomField::from(field)))
}

/// Changes a field. One becomes unique only where no two records share a value.
#[utoipa::path(tag = "custom-fields", operation_id = "update_custom_field", params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = CustomFieldUpdate, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The field.", body = CustomField,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/custom-fields/{id}")]
pub async fn update(ctx: Ctx, id: Path<Uuid>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let field = ctx.write_alone(move |tx| custom_fields::change(tx, *id, version.0, &body.0)).await?;
    Ok(shown(field.version, &CustomField::from(field)))
}

/// Removes a field; what records have in it stays stored, shown to nobody.
#[utoipa::path(tag = "custom-fields", operation_id = "delete_custom_field", params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")), responses(
    (status = 204, description = "It is gone."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/custom-fields/{id}")]
pub async fn remove(ctx: Ctx, id: Path<Uuid>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write_alone(move |tx| custom_fields::remove(tx, *id, version.0)).await?;
    Ok(removed())
}
