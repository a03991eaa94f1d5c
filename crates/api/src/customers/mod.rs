//! Customers over HTTP.

mod duplicates;
mod team;

pub use duplicates::DuplicateList;
use guanxi_persistence::customers::Customer;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::record::{Bulk, Crud, Served};

impl Served for Customer {
    const PATH: &'static str = "/customers";
    const SCHEMA: &'static str = "Customer";
    const ONE: &'static str = "customer";
    const MANY: &'static str = "customers";
}

/// Every route of the area.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(duplicates::find)
        .service(team::get_team)
        .service(team::set_team)
        .service(team::transfer)
        .service(team::owners)
        .service(Bulk::<Customer>::routes())
        .service(Crud::<Customer>::routes());
}
