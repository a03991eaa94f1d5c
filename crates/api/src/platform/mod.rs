//! Health, metrics, documentation, and what every area stands on, over HTTP.

mod answers;
pub(crate) mod audit;
pub mod custom_fields;
mod descriptions;
pub mod dictionaries;
mod health;
pub mod live;
pub mod metrics;
pub mod numbering;
mod openapi;
pub mod saved_views;
mod search;
mod spa;
mod stream;
mod system;
pub mod tags;
pub mod witness;

use utoipa_actix_web::service_config::ServiceConfig;

pub use health::{healthz, jwks, readyz};
pub use spa::spa;
pub use stream::LiveEvent;

/// Every route of the area under `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(descriptions::fields).service(descriptions::regions);
    config.service(audit::audit_events).service(stream::stream);
    config
        .service(dictionaries::list_all)
        .service(dictionaries::create)
        .service(dictionaries::get_one)
        .service(dictionaries::update)
        .service(dictionaries::add_value)
        .service(dictionaries::change_value)
        .service(dictionaries::remove_value)
        .service(dictionaries::reorder);
    config
        .service(custom_fields::list_all)
        .service(custom_fields::create)
        .service(custom_fields::get_one)
        .service(custom_fields::update)
        .service(custom_fields::remove);
    config.service(numbering::list_all).service(numbering::update);
    config
        .service(saved_views::list_all)
        .service(saved_views::create)
        .service(saved_views::get_one)
        .service(saved_views::update)
        .service(saved_views::remove);
    config
        .service(tags::list_all)
        .service(tags::create)
        .service(tags::get_one)
        .service(tags::update)
        .service(tags::remove);
    config.service(search::search).service(system::system_info).service(openapi::openapi);
}
