//! Every kind of work that this program can do.

use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};
use guanxi_persistence::customers::Customer;
use guanxi_persistence::identity;
use guanxi_persistence::platform::idempotency;
use guanxi_persistence::platform::jobs::{self, Kind, Schedule, Step};
use guanxi_persistence::record::{Entity as _, bulk, purge};
use serde_json::json;

use crate::auth::mail::{self, Mailer};

/// The registry. A worker leaves alone what it does not know: another server may be newer.
pub fn kinds(mailer: Arc<Mailer>) -> Vec<Kind> {
    vec![
        Kind::organization(Customer::BULK, bulk::step::<Customer>),
        Kind::organization(Customer::PURGE, purge::step::<Customer>).on(Schedule::Daily(night(3))),
        Kind::outside(mail::SEND, move |job| mail::send_queued(&mailer, job)),
        Kind::installation("idempotency.forget", |conn, _, now| {
            let forgotten = idempotency::forget(conn, now)?;
            Ok(Step::all(i64::try_from(forgotten).unwrap_or(i64::MAX), json!({"forgotten": forgotten})))
        })
        .on(Schedule::Every(TimeDelta::hours(1))),
        Kind::installation("identity.forget", |conn, _, now| {
            let forgotten = identity::housekeeping(conn, now)?;
            Ok(Step::all(i64::try_from(forgotten).unwrap_or(i64::MAX), json!({"forgotten": forgotten})))
        })
        .on(Schedule::Every(TimeDelta::hours(1))),
        Kind::installation("jobs.forget", |conn, _, now| {
            let forgotten = jobs::forget(conn, now)?;
            Ok(Step::all(i64::try_from(forgotten).unwrap_or(i64::MAX), json!({"forgotten": forgotten})))
        })
        .on(Schedule::Daily(night(4))),
    ]
}

/// A full hour of the night.
fn night(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}
