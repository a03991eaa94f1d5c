//! What clients build lists and forms from: fields, regions.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get};
use guanxi_domain::identity::Action;
use guanxi_domain::values::Region;
use guanxi_persistence::Error;
use guanxi_persistence::record::{Field, kinds};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{ApiResult, Ctx, Problem};

/// The fields of an entity.
#[derive(Serialize, ToSchema)]
pub struct FieldList {
    /// In form order.
    pub items: Vec<Field>,
}

/// The fields of an entity as the caller may use them, the organization's own included.
#[utoipa::path(tag = "descriptions", operation_id = "list_fields",
    params(("resource" = String, Path, description = "A kind of record, as in its path: `customers`.")), responses(
    (status = 200, description = "The fields.", body = FieldList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/fields/{resource}")]
pub async fn fields(ctx: Ctx, resource: Path<String>) -> ApiResult<Json<FieldList>> {
    let items = ctx
        .read(move |tx| {
            let kind = kinds::at(&resource).ok_or(Error::NotFound)?;
            tx.require(kind.resource(), Action::View)?;
            Ok(kind.registry(tx).describe())
        })
        .await?;
    Ok(Json(FieldList { items }))
}

/// Administrative divisions (GB/T 2260). The same for everybody and for a long time.
#[utoipa::path(tag = "descriptions", operation_id = "list_regions", responses(
    (status = 200, description = "The divisions, parents before children.", body = RegionList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/regions")]
pub async fn regions(_ctx: Ctx) -> HttpResponse {
    let items = Region::all().iter().map(|one| RegionItem {
        code: one.code.to_string(),
        name: one.name.to_owned(),
        parent: one.parent.map(|parent| parent.to_string()),
    });
    HttpResponse::Ok()
        .insert_header(("Cache-Control", "private, max-age=86400"))
        .json(RegionList { items: items.collect() })
}

/// All divisions.
#[derive(Serialize, ToSchema)]
pub struct RegionList {
    /// Parents before children.
    pub items: Vec<RegionItem>,
}

/// One division.
#[derive(Serialize, ToSchema)]
pub struct RegionItem {
    /// Six digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// The division above.
    pub parent: Option<String>,
}
