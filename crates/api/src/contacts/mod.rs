//! Contacts over HTTP.

mod duplicates;
mod people;
mod positions;
mod vcard;

use guanxi_persistence::contacts::Contact;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::record::{Bulk, Crud, Served};

impl Served for Contact {
    const PATH: &'static str = "/contacts";
    const SCHEMA: &'static str = "Contact";
    const ONE: &'static str = "contact";
    const MANY: &'static str = "contacts";
}

/// Every route of the area.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(duplicates::find)
        .service(people::people)
        .service(positions::get)
        .service(positions::set)
        .service(vcard::vcard)
        .service(Bulk::<Contact>::routes())
        .service(Crud::<Contact>::routes());
}
