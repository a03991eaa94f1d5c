//! The search for duplicates before a contact is entered.

use actix_web::post;
use actix_web::web::Json;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::values::{EmailAddress, PhoneNumber};
use guanxi_persistence::contacts::duplicates::{self, Probe};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::customers::DuplicateList;
use crate::http::{ApiResult, Body, Ctx, Problem};

/// What is known of the contact so far.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactDuplicateQuery {
    /// Name as typed; compared at the same customer.
    #[validate(length(max = 60))]
    pub name: Option<String>,
    /// The customer.
    pub customer_id: Option<Uuid>,
    /// Mobile.
    pub mobile: Option<PhoneNumber>,
    /// Phone in the office.
    pub office_phone: Option<PhoneNumber>,
    /// Phone at home.
    pub home_phone: Option<PhoneNumber>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// The contact that is being edited.
    pub exclude_id: Option<Uuid>,
}

/// Contacts that the described one may be the same as, also beyond the caller's scope: then by name and owner only.
#[utoipa::path(tag = "contacts", operation_id = "find_contact_duplicates", request_body = ContactDuplicateQuery, responses(
    (status = 200, description = "The suspects.", body = DuplicateList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/contacts/duplicates")]
pub async fn find(ctx: Ctx, body: Body<ContactDuplicateQuery>) -> ApiResult<Json<DuplicateList>> {
    let matches = ctx
        .read(move |tx| {
            tx.require(Resource::Contacts, Action::View)?;
            let query = body.0;
            let probe = Probe {
                name: query.name.filter(|name| !name.contains('\0')),
                customer: query.customer_id,
                phones: [query.mobile, query.office_phone, query.home_phone].into_iter().flatten().collect(),
                email: query.email,
            };
            duplicates::find(tx, &probe, query.exclude_id)
        })
        .await?;
    Ok(Json(DuplicateList { matches }))
}
