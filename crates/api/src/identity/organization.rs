//! The organization's own settings.

use actix_web::{HttpResponse, get, patch};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::values::Invalid;
use guanxi_persistence::identity::organizations::{self, OrganizationForm, Settings};
use guanxi_persistence::{Error, Result, Tx};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::{ApiResult, Ctx, Fields, IfMatch, Problem, merged, patch_schema, tagged};

/// The organization as its administrator sees it.
#[derive(Serialize, ToSchema)]
pub struct Organization {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// What tells it apart at sign-in.
    pub short_code: String,
    /// Name as people read it.
    pub name: String,
    /// Default language.
    pub locale: String,
    /// Default time zone.
    pub time_zone: String,
    /// Default currency.
    pub currency: String,
    /// Month (1–12) in which the fiscal year begins.
    pub fiscal_year_start: i16,
    /// Choices.
    pub settings: Settings,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

patch_schema!(OrganizationPatch, OrganizationForm);

fn describe(tx: &Tx<'_>) -> Organization {
    let one = &tx.config.organization;
    Organization {
        id: one.id,
        version: one.version,
        short_code: one.short_code.to_string(),
        name: one.name.clone(),
        locale: one.locale.to_string(),
        time_zone: one.time_zone.to_string(),
        currency: one.currency.to_string(),
        fiscal_year_start: one.fiscal_year_start,
        settings: one.settings.0.clone(),
        created_at: one.created_at,
        updated_at: one.updated_at,
    }
}

/// Settings that were stored by another release are read, unknown ones that somebody sends are not accepted.
fn check_settings(body: &Map<String, Value>) -> Result<()> {
    let known = serde_json::to_value(Settings::default()).unwrap_or_default();
    let sent = body.get("settings").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let unknown = sent.filter(|name| known.get(name.as_str()).is_none());
    let refused: Vec<_> =
        unknown.map(|name| Invalid::new("unknown_field").with("field", name).at(format!("/settings/{name}"))).collect();
    if refused.is_empty() { Ok(()) } else { Err(Error::Invalid(refused)) }
}

/// The organization's own settings.
#[utoipa::path(tag = "organization", operation_id = "get_organization", responses(
    (status = 200, description = "The organization.", body = Organization, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/organization")]
pub async fn get(ctx: Ctx) -> ApiResult<HttpResponse> {
    let one = ctx
        .read(|tx| {
            tx.require(Resource::Organization, Action::View)?;
            Ok(describe(tx))
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Changes the organization's own settings.
#[utoipa::path(tag = "organization", operation_id = "update_organization",
    params(("If-Match" = String, Header, description = "The version seen.")),
    request_body(content = OrganizationPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The organization.", body = Organization, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/organization")]
pub async fn update(ctx: Ctx, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let one = ctx
        .write(move |tx| {
            check_settings(&body.0)?;
            organizations::update(tx, version.0, |form| merged(form, &body.0))?;
            Ok(describe(tx))
        })
        .await?;
    Ok(tagged(one.version, &one))
}
