//! How long a login or an address has to wait after failed sign-ins.
//!
//! The same answer goes to accounts that do not exist: the caller keeps the state by login text, not by user, and
//! nobody is made to wait by sleeping.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Failures of one login before it is locked; every further failure locks it again, for longer.
pub const FAILURES_PER_LOGIN: u32 = 5;
/// The first lock of a login.
pub const FIRST_LOCK: TimeDelta = TimeDelta::minutes(1);
/// No lock of a login is longer: whoever knows a login must not be able to shut its owner out for a day.
pub const LONGEST_LOCK: TimeDelta = TimeDelta::hours(1);
/// A login left in peace for this long after its last lock starts anew.
pub const FORGET_AFTER: TimeDelta = TimeDelta::hours(24);
/// Failures from one address, over all logins, within [`ADDRESS_WINDOW`] before it has to wait.
pub const FAILURES_PER_ADDRESS: usize = 50;
/// The stretch of time in which an address's failures count.
pub const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(15);

/// What is remembered about the failed sign-ins of one login.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginFailures {
    /// Failures since the last success.
    pub failures: u32,
    /// The end of the last lock; it may lie in the past.
    pub locked_until: Option<DateTime<Utc>>,
}

impl LoginFailures {
    /// Seconds until the next attempt is looked at (for `Retry-After`), `None` when it may be made now.
    ///
    /// An attempt during the lock is refused unseen and does not count, or a script could prolong it for ever.
    pub fn retry_after(&self, now: DateTime<Utc>) -> Option<u64> {
        self.locked_until.and_then(|until| seconds_between(now, until))
    }

    /// The state after a failed attempt at `now`.
    #[must_use]
    pub fn after_failure(&self, now: DateTime<Utc>) -> Self {
        let quiet = self.locked_until.is_some_and(|until| now.signed_duration_since(until) >= FORGET_AFTER);
        let failures = if quiet { 1 } else { self.failures.saturating_add(1) };
        let locked_until = match failures.checked_sub(FAILURES_PER_LOGIN) {
            Some(doublings) => now.checked_add_signed(lock(doublings)),
            None => None,
        };
        Self { failures, locked_until }
    }

    /// The state after a successful sign-in: nothing is held against the login.
    #[must_use]
    pub fn after_success() -> Self {
        Self::default()
    }
}

/// The length of a lock: one minute, doubled `doublings` times, at most an hour.
fn lock(doublings: u32) -> TimeDelta {
    let factor = 1i32.checked_shl(doublings).filter(|factor| *factor > 0).unwrap_or(i32::MAX);
    FIRST_LOCK.checked_mul(factor).map_or(LONGEST_LOCK, |lock| lock.min(LONGEST_LOCK))
}

/// Seconds an address has to wait, `None` when it may try now.
///
/// `fiftieth_latest` is the time of its [`FAILURES_PER_ADDRESS`]-th latest failure (newest first), the one row that
/// decides: the address waits until that failure has left the window and fewer than fifty remain in it.
pub fn address_retry_after(fiftieth_latest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<u64> {
    seconds_between(now, fiftieth_latest?.checked_add_signed(ADDRESS_WINDOW)?)
}

/// Whole seconds from `now` to `until`, rounded up so that nobody returns too early; `None` when it has passed.
fn seconds_between(now: DateTime<Utc>, until: DateTime<Utc>) -> Option<u64> {
    let milliseconds = u64::try_from(until.signed_duration_since(now).num_milliseconds()).ok()?;
    (milliseconds > 0).then(|| milliseconds.div_ceil(1000))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_lock_begins_at_the_fifth_failure_and_doubles_to_an_hour() {
        let mut state = LoginFailures::default();
        let mut waits = Vec::new();
        let mut now = at(0);
        for _ in 0..14 {
            state = state.after_failure(now);
            let wait = state.retry_after(now).unwrap_or(0);
            waits.push(wait / 60);
            now += TimeDelta::seconds(i64::try_from(wait).unwrap());
        }
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    }

    #[test]
    fn the_wait_is_told_in_whole_seconds_rounded_up() {
        let state = LoginFailures { failures: 5, locked_until: Some(at(60)) };
        assert_eq!(state.retry_after(at(0)), Some(60));
        assert_eq!(state.retry_after(at(0) + TimeDelta::milliseconds(1)), Some(60));
        assert_eq!(state.retry_after(at(59) + TimeDelta::milliseconds(999)), Some(1));
        assert_eq!(state.retry_after(at(60)), None);
        assert_eq!(state.retry_after(at(500)), None);
    }

    #[test]
    fn a_quiet_day_is_forgiven_and_so_is_a_success() {
        let state = LoginFailures { failures: 9, locked_until: Some(at(0)) };
        let day = FORGET_AFTER.num_seconds();
        assert_eq!(state.after_failure(at(day - 1)).failures, 10);
        assert_eq!(state.after_failure(at(day)), LoginFailures { failures: 1, locked_until: None });
        assert_eq!(LoginFailures::after_success(), LoginFailures::default());
    }

    #[test]
    fn any_number_of_failures_is_survived() {
        let state = LoginFailures { failures: u32::MAX, locked_until: Some(at(0)) };
        let next = state.after_failure(at(1));
        assert_eq!((next.failures, next.retry_after(at(1))), (u32::MAX, Some(3600)));
    }

    /// The rule as the specification words it: fifty failures in a quarter of an hour.
    fn counted(failures: &[i64], now: i64) -> bool {
        let window = ADDRESS_WINDOW.num_seconds();
        failures.iter().filter(|&&failure| failure <= now && failure + window > now).count() >= FAILURES_PER_ADDRESS
    }

    proptest! {
        #[test]
        fn the_fiftieth_latest_failure_decides(
            mut failures in prop::collection::vec(0i64..2_000, 0..120),
            later in 0i64..2_000,
        ) {
            failures.sort_unstable_by(|left, right| right.cmp(left));
            let now = failures.first().copied().unwrap_or(0) + later;
            let fiftieth = failures.get(FAILURES_PER_ADDRESS - 1).map(|&second| at(second));
            let wait = address_retry_after(fiftieth, at(now));
            prop_assert_eq!(wait.is_some(), counted(&failures, now));
            if let Some(seconds) = wait {
                let then = now + i64::try_from(seconds).unwrap();
                prop_assert!(!counted(&failures, then), "free when told to return");
                prop_assert!(counted(&failures, then - 1), "not a second earlier");
            }
        }
    }
}
