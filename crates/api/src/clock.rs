//! The one place where the program asks what time it is.

use chrono::{DateTime, SubsecRound as _, Utc};

/// The present moment, in the microseconds that PostgreSQL keeps.
#[allow(clippy::disallowed_methods)] // This is the clock.
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
