//! Every kind of work that this program can do.

use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};
use guanxi_persistence::identity;
use guanxi_persistence::platform::idempotency;
use guanxi_persistence::platform::jobs::{self, Kind, Schedule, Step};
use guanxi_persistence::record::kinds::KINDS;
use serde_json::json;

use crate::auth::mail::{self, Mailer};
use crate::notifications;
use crate::outgoing::Outgoing;

/// The registry. A worker leaves alone what it does not know: another server may be newer.
pub fn kinds(mailer: Arc<Mailer>, outgoing: Outgoing) -> Vec<Kind> {
    let notifying = notifications::kinds(&mailer, outgoing);
    let records = KINDS.iter().flat_map(|kind| [kind.bulk(), kind.purge().on(Schedule::Daily(night(3)))]);
    let others = [
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
    ];
    records.chain(others).chain(notifying).collect()
}

/// A full hour of the night.
fn night(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}
