//! The people of a customer.

use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use guanxi_persistence::contacts::{Contact, people as persons};
use guanxi_persistence::{Error, Result, Tx};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::positions::{self, NamedPosition};
use crate::http::{ApiResult, Ctx, Problem};
use crate::record::render_all;

/// One of a customer's people.
#[derive(Serialize, ToSchema)]
pub struct CustomerContact {
    /// The contact.
    #[schema(value_type = Object, schema_with = contact)]
    pub contact: Value,
    /// The further post of somebody whose main post is elsewhere; null for those who have it here.
    pub position: Option<NamedPosition>,
}

fn contact() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("Contact")
}

/// The people of a customer.
#[derive(Serialize, ToSchema)]
pub struct CustomerContacts {
    /// The primary contact first, then by name, then those whose main post is elsewhere; at most two hundred.
    pub items: Vec<CustomerContact>,
}

/// The people of a customer, as far as the caller may see them.
#[utoipa::path(tag = "contacts", operation_id = "list_customer_contacts",
    params(("id" = Uuid, Path, description = "Id of the customer.")), responses(
    (status = 200, description = "Its people.", body = CustomerContacts),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/customers/{id:[0-9a-fA-F-]{36}}/contacts")]
pub async fn people(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let answered = ctx.read(move |tx| answer(tx, *id)).await?;
    Ok(HttpResponse::Ok().json(answered))
}

fn answer(tx: &mut Tx<'_>, customer: Uuid) -> Result<CustomerContacts> {
    let found = persons::people(tx, customer)?;
    let (contacts, posts): (Vec<_>, Vec<_>) = found.into_iter().map(|one| (one.contact, one.position)).unzip();
    let known: Vec<_> = posts.iter().flatten().cloned().collect();
    let names = positions::customers(tx, &known)?;
    let bodies = render_all::<Contact>(tx, &contacts)?;
    let items = bodies.into_iter().zip(posts).map(|(body, post)| {
        let contact = serde_json::from_slice(&body).map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok(CustomerContact { contact, position: post.map(|post| positions::one(tx, &names, post)) })
    });
    Ok(CustomerContacts { items: items.collect::<Result<_>>()? })
}
