//! Value lists over HTTP: read by everybody, shaped by the administrator.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, patch, post, put};
use guanxi_domain::platform::{ColorToken, DictionaryValue, Labels};
use guanxi_persistence::Error;
use guanxi_persistence::platform::dictionaries::{self, StoredDictionary};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{made, removed, shown};
use crate::http::{ApiResult, Ctx, Fields, IdempotencyKey, IfMatch, Problem, etag, once};

/// A value list.
#[derive(Serialize, ToSchema)]
pub struct Dictionary {
    /// Stable code, `customer_level`.
    pub code: String,
    /// What people see.
    pub labels: Labels,
    /// The values in order.
    pub values: Vec<DictionaryValue>,
    /// Of the list with its values, for If-Match.
    pub version: i64,
}

impl From<StoredDictionary> for Dictionary {
    fn from(stored: StoredDictionary) -> Self {
        let guanxi_domain::platform::Dictionary { code, labels, values } = stored.list;
        Self { code, labels, values, version: stored.version }
    }
}

/// The value lists of the organization.
#[derive(Serialize, ToSchema)]
pub struct DictionaryList {
    /// By code.
    pub items: Vec<Dictionary>,
}

/// A new list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DictionaryCreate {
    /// Small letters, digits and underscores; never changed.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,62}$")]
    pub code: String,
    /// What people see; at least one language.
    pub labels: Labels,
}

/// What may change of a list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DictionaryUpdate {
    /// What people see.
    pub labels: Option<Labels>,
}

/// A new value.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DictionaryValueCreate {
    /// Letters, digits and underscores; never changed.
    #[schema(pattern = "^[A-Za-z0-9_]{1,64}$")]
    pub code: String,
    /// What people see; at least one language.
    pub labels: Labels,
    /// The chip's colour.
    pub color: Option<ColorToken>,
    /// The code of the value above, where the list is a tree.
    pub parent: Option<String>,
    /// Place among the values; at the end where absent.
    pub order: Option<i32>,
    /// New records have it; takes the place of the former default.
    pub default: Option<bool>,
    /// Not offered.
    pub disabled: Option<bool>,
}

/// What may change of a value.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DictionaryValueUpdate {
    /// What people see.
    pub labels: Option<Labels>,
    /// The chip's colour.
    pub color: Option<ColorToken>,
    /// The code of the value above.
    pub parent: Option<String>,
    /// Place among the values.
    pub order: Option<i32>,
    /// New records have it.
    pub default: Option<bool>,
    /// Not offered; records that have it keep it.
    pub disabled: Option<bool>,
}

/// An order of all values.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DictionaryOrder {
    /// Each code of the list once.
    pub values: Vec<String>,
}

/// The value lists of the organization, with disabled values, which old records may have.
#[utoipa::path(tag = "dictionaries", operation_id = "list_dictionaries", responses(
    (status = 200, description = "The dictionaries.", body = DictionaryList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/dictionaries")]
pub async fn list_all(ctx: Ctx) -> ApiResult<Json<DictionaryList>> {
    let items = ctx.read(|tx| {
        let mut items: Vec<_> = tx.config.dictionaries.values().cloned().map(Dictionary::from).collect();
        items.sort_by(|a, b| a.code.cmp(&b.code));
        Ok(items)
    });
    Ok(Json(DictionaryList { items: items.await? }))
}

/// One value list.
#[utoipa::path(tag = "dictionaries", operation_id = "get_dictionary", params(("code" = String, Path, description = "Code of the list.")), responses(
    (status = 200, description = "The list.", body = Dictionary,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/dictionaries/{code}")]
pub async fn get_one(ctx: Ctx, code: Path<String>) -> ApiResult<HttpResponse> {
    let list = ctx.read(move |tx| tx.config.dictionaries.get(code.as_str()).cloned().ok_or(Error::NotFound)).await?;
    Ok(shown(list.version, &Dictionary::from(list)))
}

/// Makes a list without values.
#[utoipa::path(tag = "dictionaries", operation_id = "create_dictionary", params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe.", max_length = 255)),
    request_body(content = DictionaryCreate), responses(
    (status = 201, description = "The list.", body = Dictionary,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/dictionaries")]
pub async fn create(ctx: Ctx, key: IdempotencyKey, body: Fields) -> ApiResult<HttpResponse> {
    let list = ctx.write(move |tx| {
        let id = once(tx, &key, &body.0, |tx| dictionaries::create(tx, &body.0).map(|made| (made.id, made.version)))?;
        dictionaries::by_id(tx, id)
    });
    let list = Dictionary::from(list.await?);
    Ok(made(&format!("/dictionaries/{}", list.code), list.version, &list))
}

/// Changes the labels of a list.
#[utoipa::path(tag = "dictionaries", operation_id = "update_dictionary", params(("code" = String, Path, description = "Code of the list."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = DictionaryUpdate, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The list.", body = Dictionary,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/dictionaries/{code}")]
pub async fn update(ctx: Ctx, code: Path<String>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let list = ctx.write(move |tx| dictionaries::relabel(tx, &code, version.0, &body.0)).await?;
    Ok(shown(list.version, &Dictionary::from(list)))
}

/// Adds a value to a list.
#[utoipa::path(tag = "dictionaries", operation_id = "create_dictionary_value", params(("code" = String, Path, description = "Code of the list."), ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe.", max_length = 255)),
    request_body(content = DictionaryValueCreate), responses(
    (status = 201, description = "The list with the value.", body = Dictionary,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/dictionaries/{code}/values")]
pub async fn add_value(ctx: Ctx, code: Path<String>, key: IdempotencyKey, body: Fields) -> ApiResult<HttpResponse> {
    let list = ctx.write(move |tx| {
        let id = once(tx, &key, &body.0, |tx| {
            dictionaries::add_value(tx, &code, &body.0).map(|list| (list.id, list.version))
        })?;
        dictionaries::by_id(tx, id)
    });
    let list = Dictionary::from(list.await?);
    Ok(made(&format!("/dictionaries/{}", list.code), list.version, &list))
}

/// Changes a value; its code stays.
#[utoipa::path(tag = "dictionaries", operation_id = "update_dictionary_value", params(("code" = String, Path, description = "Code of the list."), ("value" = String, Path, description = "Code of the value."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = DictionaryValueUpdate, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The list with the value.", body = Dictionary,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/dictionaries/{code}/values/{value}")]
pub async fn change_value(
    ctx: Ctx,
    place: Path<(String, String)>,
    version: IfMatch,
    body: Fields,
) -> ApiResult<HttpResponse> {
    let list = ctx.write(move |tx| dictionaries::change_value(tx, &place.0, &place.1, version.0, &body.0)).await?;
    Ok(shown(list.version, &Dictionary::from(list)))
}

/// Removes a value that no record has. One that is in use (409 `value_in_use`) can be disabled.
#[utoipa::path(tag = "dictionaries", operation_id = "delete_dictionary_value", params(("code" = String, Path, description = "Code of the list."), ("value" = String, Path, description = "Code of the value."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")), responses(
    (status = 204, description = "It is gone; `ETag` is the version of the list."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/dictionaries/{code}/values/{value}")]
pub async fn remove_value(ctx: Ctx, place: Path<(String, String)>, version: IfMatch) -> ApiResult<HttpResponse> {
    let list = ctx.write_alone(move |tx| dictionaries::remove_value(tx, &place.0, &place.1, version.0)).await?;
    let mut answer = removed();
    let (name, value) = etag(list.version);
    answer.headers_mut().insert(name, value);
    Ok(answer)
}

/// Puts the values of a list into an order.
#[utoipa::path(tag = "dictionaries", operation_id = "order_dictionary_values", params(("code" = String, Path, description = "Code of the list."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = DictionaryOrder), responses(
    (status = 200, description = "The list.", body = Dictionary,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[put("/dictionaries/{code}/order")]
pub async fn reorder(ctx: Ctx, code: Path<String>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let list = ctx.write(move |tx| dictionaries::reorder(tx, &code, version.0, &body.0)).await?;
    Ok(shown(list.version, &Dictionary::from(list)))
}
