//! A kind of work: its name, how often it is tried, when it comes by itself, and one step of it.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use diesel::PgConnection;
use serde_json::Value;

use super::queue::Claimed;
use crate::{Result, Tx};

/// How often a step that failed for no fault of its input is tried in all.
const ATTEMPTS: i32 = 5;

/// What a step has done.
#[derive(Clone, Debug)]
pub struct Step {
    /// Rows done so far, of the whole job.
    pub done: i64,
    /// Rows to do, as far as that is known.
    pub total: Option<i64>,
    /// Where the next step goes on.
    pub checkpoint: Value,
    /// The result so far; what it is when the job ends stays.
    pub result: Option<Value>,
    /// Nothing is left to do.
    pub last: bool,
}

impl Step {
    /// All the work in one step.
    pub fn all(done: i64, result: Value) -> Self {
        Self { done, total: Some(done), checkpoint: Value::Null, result: Some(result), last: true }
    }
}

/// One step of an organization's job.
type OrganizationStep = dyn Fn(&mut Tx<'_>, &Claimed) -> Result<Step> + Send + Sync;
/// One step of an installation's job.
type InstallationStep = dyn Fn(&mut PgConnection, &Claimed, DateTime<Utc>) -> Result<Step> + Send + Sync;

/// One step that speaks to another server.
type OutsideStep = dyn Fn(&Claimed) -> Result<Step> + Send + Sync;

/// On whose behalf the steps run.
#[derive(Clone)]
pub enum Work {
    /// In one organization: as the person who asked, with what they may do at that moment; as the program, where
    /// nobody did.
    Organization(Arc<OrganizationStep>),
    /// Across organizations, on what belongs to none.
    Installation(Arc<InstallationStep>),
    /// With other servers (mail), which may take their time: without a connection, and so without a transaction. Done
    /// again where the worker dies between the work and the note of it.
    Outside(Arc<OutsideStep>),
}

/// When a kind of work comes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Again and again, so far apart.
    Every(TimeDelta),
    /// Once a day at this time in the organization's time zone (UTC for the installation's work).
    Daily(NaiveTime),
}

impl Schedule {
    /// The first time after a moment.
    pub fn next(self, after: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Every(interval) => after + interval,
            Self::Daily(time) => {
                let today = after.with_timezone(&zone).date_naive();
                // A clock that is set forward may skip the time on one day, never on three.
                (0..3)
                    .filter_map(|days| {
                        let day = today.checked_add_days(Days::new(days))?;
                        Some(zone.from_local_datetime(&day.and_time(time)).earliest()?.with_timezone(&Utc))
                    })
                    .find(|moment| *moment > after)
                    .unwrap_or(after + TimeDelta::days(1))
            }
        }
    }
}

/// A kind of work. One value for each kind, in the registry of the program.
#[derive(Clone)]
pub struct Kind {
    /// Stable name: `customers.bulk`.
    pub name: &'static str,
    /// How often it is tried.
    pub max_attempts: i32,
    /// When it comes by itself.
    pub schedule: Option<Schedule>,
    /// What one step does.
    pub work: Work,
}

impl Kind {
    /// Work in one organization.
    pub fn organization(
        name: &'static str,
        step: impl Fn(&mut Tx<'_>, &Claimed) -> Result<Step> + Send + Sync + 'static,
    ) -> Self {
        Self { name, max_attempts: ATTEMPTS, schedule: None, work: Work::Organization(Arc::new(step)) }
    }

    /// Work on what belongs to no organization.
    pub fn installation(
        name: &'static str,
        step: impl Fn(&mut PgConnection, &Claimed, DateTime<Utc>) -> Result<Step> + Send + Sync + 'static,
    ) -> Self {
        Self { name, max_attempts: ATTEMPTS, schedule: None, work: Work::Installation(Arc::new(step)) }
    }

    /// Work with other servers.
    pub fn outside(name: &'static str, step: impl Fn(&Claimed) -> Result<Step> + Send + Sync + 'static) -> Self {
        Self { name, max_attempts: ATTEMPTS, schedule: None, work: Work::Outside(Arc::new(step)) }
    }

    /// That comes by itself.
    #[must_use]
    pub fn on(mut self, schedule: Schedule) -> Self {
        self.schedule = Some(schedule);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daily_time_is_that_of_the_time_zone() {
        let three = Schedule::Daily(NaiveTime::from_hms_opt(3, 0, 0).unwrap());
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let shanghai = chrono_tz::Asia::Shanghai;
        assert_eq!(three.next(at("2026-11-23T18:59:59Z"), shanghai), at("2026-11-23T19:00:00Z"));
        assert_eq!(three.next(at("2026-11-23T19:00:00Z"), shanghai), at("2026-11-24T19:00:00Z"));
        // 02:30 does not exist in New York on that day.
        let half_past_two = Schedule::Daily(NaiveTime::from_hms_opt(2, 30, 0).unwrap());
        let new_york = chrono_tz::America::New_York;
        assert_eq!(half_past_two.next(at("2026-03-08T06:00:00Z"), new_york), at("2026-03-09T06:30:00Z"));
    }
}
