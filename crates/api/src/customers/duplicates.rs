//! The search for duplicates before a customer is entered.

use actix_web::post;
use actix_web::web::Json;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::values::{CreditCode, CustomerKind, EmailAddress, PhoneNumber};
use guanxi_persistence::customers::duplicates::{self, Probe};
use guanxi_persistence::record::Duplicate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::{ApiResult, Body, Ctx, Problem};

/// What is known of the customer so far.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DuplicateQuery {
    /// Name as typed.
    #[validate(length(max = 120))]
    pub name: Option<String>,
    /// `person`: compared by the whole name; a company where absent.
    pub kind: Option<CustomerKind>,
    /// Unified social credit code.
    pub credit_code: Option<CreditCode>,
    /// Phone.
    pub phone: Option<PhoneNumber>,
    /// Second phone.
    pub phone2: Option<PhoneNumber>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// The customer that is being edited.
    pub exclude_id: Option<Uuid>,
}

/// Customers that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateList {
    /// The weightiest suspicion first, at most twenty.
    pub matches: Vec<Duplicate>,
}

/// Customers that the described one may be the same as, also beyond the caller's scope: then by name and owner only.
#[utoipa::path(tag = "customers", operation_id = "find_customer_duplicates", request_body = DuplicateQuery, responses(
    (status = 200, description = "The suspects.", body = DuplicateList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/customers/duplicates")]
pub async fn find(ctx: Ctx, body: Body<DuplicateQuery>) -> ApiResult<Json<DuplicateList>> {
    let matches = ctx
        .read(move |tx| {
            tx.require(Resource::Customers, Action::View)?;
            let query = body.0;
            let probe = Probe {
                name: query.name.filter(|name| !name.contains('\0')),
                person: query.kind == Some(CustomerKind::Person),
                credit_code: query.credit_code,
                phones: query.phone.into_iter().chain(query.phone2).collect(),
                email: query.email,
            };
            duplicates::find(tx, &probe, query.exclude_id)
        })
        .await?;
    Ok(Json(DuplicateList { matches }))
}
