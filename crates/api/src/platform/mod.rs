//! Health, metrics, documentation, and what every area stands on, over HTTP.

mod audit;
mod descriptions;
mod health;
pub mod live;
mod spa;
mod stream;

use utoipa_actix_web::service_config::ServiceConfig;

pub use health::{healthz, jwks, readyz};
pub use spa::spa;

/// Every route of the area under `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(descriptions::fields).service(descriptions::dictionaries).service(descriptions::regions);
    config.service(audit::audit_events).service(audit::customer_history).service(stream::stream);
}
