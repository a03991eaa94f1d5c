//! The posts of a contact.

use std::collections::HashMap;

use actix_web::web::{Json, Path};
use actix_web::{get, put};
use chrono::NaiveDate;
use guanxi_domain::identity::Resource;
use guanxi_persistence::contacts::positions::{self, Position};
use guanxi_persistence::record::{Visible, kinds};
use guanxi_persistence::{Result, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::{ApiResult, Body, Ctx, Problem};
use crate::identity::Reference;

/// Posts as they shall be.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionsUpdate {
    /// All of them, at most thirty.
    #[schema(max_items = 30)]
    pub items: Vec<Position>,
}

/// A post as its reader sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedPosition {
    /// The customer who employs, where the reader may see it.
    pub customer: Option<Reference>,
    /// Its id; null for a company that is no customer.
    pub customer_id: Option<Uuid>,
    /// The name of a company that is no customer.
    pub company: Option<String>,
    /// Department.
    pub job_department: Option<String>,
    /// Title.
    pub job_title: Option<String>,
    /// First day.
    pub since: Option<NaiveDate>,
    /// Last day; null while the person still has the post.
    pub until: Option<NaiveDate>,
}

/// Posts beside the main one, and before it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Positions {
    /// Those held first, then the latest.
    pub items: Vec<NamedPosition>,
}

/// Where a contact has worked, and works beside the main post.
#[utoipa::path(tag = "contacts", operation_id = "get_contact_positions",
    params(("id" = Uuid, Path, description = "Id of the contact.")), responses(
    (status = 200, description = "The posts.", body = Positions),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/contacts/{id:[0-9a-fA-F-]{36}}/positions")]
pub async fn get(ctx: Ctx, id: Path<Uuid>) -> ApiResult<Json<Positions>> {
    ctx.read(move |tx| positions::positions(tx, *id).and_then(|found| named(tx, found))).await.map(Json)
}

/// Replaces the posts of a contact that the caller may edit.
#[utoipa::path(tag = "contacts", operation_id = "set_contact_positions", request_body = PositionsUpdate,
    params(("id" = Uuid, Path, description = "Id of the contact.")), responses(
    (status = 200, description = "The posts as they are now.", body = Positions),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[put("/contacts/{id:[0-9a-fA-F-]{36}}/positions")]
pub async fn set(ctx: Ctx, id: Path<Uuid>, body: Body<PositionsUpdate>) -> ApiResult<Json<Positions>> {
    ctx.write(move |tx| positions::replace(tx, *id, body.0.items).and_then(|now| named(tx, now))).await.map(Json)
}

fn named(tx: &mut Tx<'_>, positions: Vec<Position>) -> Result<Positions> {
    let names = customers(tx, &positions)?;
    let items = positions.into_iter().map(|position| one(tx, &names, position)).collect();
    Ok(Positions { items })
}

/// Names of the customers that the reader may see.
pub(super) fn customers(tx: &mut Tx<'_>, positions: &[Position]) -> Result<HashMap<Uuid, String>> {
    let ids: Vec<Uuid> = positions.iter().filter_map(|one| one.customer_id).collect();
    match kinds::of(Resource::Customers) {
        Some(kind) if !ids.is_empty() => kind.titles(tx, &ids),
        _ => Ok(HashMap::new()),
    }
}

/// A post through its reader's eyes: what a field rule takes of the main post, it takes of the others.
pub(super) fn one(tx: &Tx<'_>, names: &HashMap<Uuid, String>, position: Position) -> NamedPosition {
    let visible = Visible::of(tx, Resource::Contacts);
    let open = |field: &str| !visible.restricts(field);
    let employer = position.customer_id.filter(|_| open("customer_id"));
    NamedPosition {
        customer: employer.and_then(|id| Some(Reference { id, name: names.get(&id)?.clone() })),
        customer_id: employer,
        company: position.company.filter(|_| open("customer_id")),
        job_department: position.job_department.filter(|_| open("job_department")),
        job_title: position.job_title.filter(|_| open("job_title")),
        since: position.since,
        until: position.until,
    }
}
