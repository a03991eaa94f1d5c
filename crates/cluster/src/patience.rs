//! A deadline that another thread can bring forward.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Says when to give up waiting: at a moment, or as soon as the cluster is being closed, so that a
/// recovery of minutes does not hold up a process that was told to end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience<'a> {
    closing: Option<&'a AtomicBool>,
    since: Instant,
    limit: Duration,
}

/// Why waiting ended without the thing waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GaveUp {
    /// The time is over; it was this long.
    TimedOut(Duration),
    /// The cluster is being closed.
    Closing,
}

impl<'a> Patience<'a> {
    /// Waits at most `limit` from now, and not beyond `closing`.
    pub(crate) fn new(limit: Duration, closing: Option<&'a AtomicBool>) -> Self {
        Self { closing, since: Instant::now(), limit }
    }

    /// How long the wait has lasted.
    pub(crate) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// Sleeps for `step`, or says why there is no more waiting.
    pub(crate) fn pause(&self, step: Duration) -> Result<(), GaveUp> {
        if self.closing.is_some_and(|flag| flag.load(Ordering::Acquire)) {
            return Err(GaveUp::Closing);
        }
        if self.elapsed() >= self.limit {
            return Err(GaveUp::TimedOut(self.limit));
        }
        std::thread::sleep(step);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_at_the_limit_and_at_closing() {
        let step = Duration::from_millis(1);
        let limit = Duration::from_millis(5);
        let patience = Patience::new(limit, None);
        let mut pauses = 0;
        let end = loop {
            match patience.pause(step) {
                Ok(()) => pauses += 1,
                Err(end) => break end,
            }
        };
        assert_eq!(end, GaveUp::TimedOut(limit));
        assert!((1..=5).contains(&pauses), "{pauses} pauses of 1 ms in 5 ms");

        let closing = AtomicBool::new(false);
        let patience = Patience::new(Duration::from_secs(60), Some(&closing));
        assert_eq!(patience.pause(step), Ok(()));
        closing.store(true, Ordering::Release);
        assert_eq!(patience.pause(step), Err(GaveUp::Closing));
    }
}
