//! Health, metrics, documentation, and what every area stands on, over HTTP.

mod descriptions;
mod health;
mod spa;

use utoipa_actix_web::service_config::ServiceConfig;

pub use health::{healthz, jwks, readyz};
pub use spa::spa;

/// Every route of the area under `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(descriptions::fields).service(descriptions::dictionaries).service(descriptions::regions);
}
