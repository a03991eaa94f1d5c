//! What people are told: in the application, by mail, and by the robots of group chats.

mod choices;
mod deliver;
mod formats;
mod inbox;
mod robots;
mod words;

use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};
use guanxi_persistence::platform::jobs::{Kind, Schedule, Step};
use guanxi_persistence::platform::notifications;
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::mail::Mailer;
use crate::outgoing::Outgoing;

/// Every route of the area under `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(inbox::list).service(inbox::count).service(inbox::mark_read).service(inbox::followed);
    config.service(choices::get).service(choices::update);
    config
        .service(robots::list)
        .service(robots::create)
        .service(robots::test)
        .service(robots::get_one)
        .service(robots::update)
        .service(robots::remove);
}

/// The work that carries notifications out.
pub fn kinds(mailer: &Arc<Mailer>, outgoing: Outgoing) -> [Kind; 4] {
    let (mailing, digesting) = (Arc::clone(mailer), Arc::clone(mailer));
    [
        Kind::organization(notifications::DELIVER, move |tx, job| deliver::one(&mailing, tx, job)),
        Kind::organization(deliver::DIGEST, move |tx, job| deliver::daily(&digesting, tx, job))
            .on(Schedule::Every(TimeDelta::hours(1))),
        Kind::outside(robots::SEND, move |job| robots::send_queued(outgoing, job)),
        Kind::installation("notification.forget", |conn, _, now| {
            let forgotten = notifications::forget(conn, now)?;
            Ok(Step::all(i64::try_from(forgotten).unwrap_or(i64::MAX), json!({"forgotten": forgotten})))
        })
        .on(Schedule::Daily(NaiveTime::from_hms_opt(4, 30, 0).unwrap_or_default())),
    ]
}
