//! Long work: the kinds there are, the workers that do it, and jobs over HTTP.

mod handlers;
mod kinds;
mod worker;

use utoipa_actix_web::service_config::ServiceConfig;

pub use handlers::JobView;
pub use kinds::kinds;
pub use worker::Workers;

/// Every route of the area.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(handlers::list).service(handlers::get).service(handlers::cancel).service(handlers::retry);
}
