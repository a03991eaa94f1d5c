//! Numbering patterns over HTTP.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get, patch};
use guanxi_domain::platform::NumberPattern;
use guanxi_persistence::platform::numbering::{self, Numbering};
use guanxi_persistence::{Tx, record};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::shown;
use crate::http::{ApiResult, Ctx, Fields, IfMatch, Problem};

/// How records of a kind are numbered.
#[derive(Serialize, ToSchema)]
pub struct NumberingPattern {
    /// `customer`.
    pub kind: String,
    /// `C{yyyy}{mm}-{seq:5}`.
    pub pattern: String,
    /// The first number of today's period.
    pub preview: String,
    /// For If-Match.
    pub version: i64,
}

/// All patterns.
#[derive(Serialize, ToSchema)]
pub struct NumberingList {
    /// By kind.
    pub items: Vec<NumberingPattern>,
}

/// Another pattern.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberingUpdate {
    /// `{yyyy}`, `{yy}`, `{mm}`, `{dd}`, one `{seq:width}`, letters, digits and `- _ . #`.
    #[schema(max_length = 40, example = "C{yyyy}{mm}-{seq:5}")]
    pub pattern: String,
}

fn render(tx: &Tx<'_>, stored: Numbering) -> NumberingPattern {
    let preview = NumberPattern::parse(&stored.pattern).map(|pattern| pattern.preview(record::today(tx)));
    let Numbering { kind, pattern, version } = stored;
    NumberingPattern { kind, pattern, preview: preview.unwrap_or_default(), version }
}

/// How records are numbered.
#[utoipa::path(tag = "numbering", operation_id = "list_numbering", responses(
    (status = 200, description = "The patterns.", body = NumberingList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/numbering")]
pub async fn list_all(ctx: Ctx) -> ApiResult<Json<NumberingList>> {
    let items = ctx.read(|tx| Ok(numbering::list(tx)?.into_iter().map(|one| render(tx, one)).collect()));
    Ok(Json(NumberingList { items: items.await? }))
}

/// Changes a pattern; numbers that were given stay.
#[utoipa::path(tag = "numbering", operation_id = "update_numbering", params(("kind" = String, Path, description = "`customer`."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = NumberingUpdate, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The pattern.", body = NumberingPattern,
        headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/numbering/{kind}")]
pub async fn update(ctx: Ctx, kind: Path<String>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let changed = ctx.write(move |tx| {
        let stored = numbering::change(tx, &kind, version.0, &body.0)?;
        Ok(render(tx, stored))
    });
    let changed = changed.await?;
    Ok(shown(changed.version, &changed))
}
