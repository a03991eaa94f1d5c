//! Sign-in, the signed-in person, and the organization's people over HTTP.

mod me;
mod setup;
mod sign_in;

pub use me::Reference;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every route of the area.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(setup::get_setup)
        .service(setup::set_up)
        .service(sign_in::login)
        .service(sign_in::refresh)
        .service(sign_in::logout)
        .service(me::me);
}
