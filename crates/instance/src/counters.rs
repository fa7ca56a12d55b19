//! What an instance has answered, for metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the instance was made.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    by_class: [AtomicU64; 6],
    unauthorized: AtomicU64,
    limited: AtomicU64,
    in_flight: AtomicU64,
}

/// A reading of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Requests {
    /// Answered with 2xx or 3xx.
    pub succeeded: u64,
    /// Answered with 4xx.
    pub refused: u64,
    /// Answered with 5xx.
    pub failed: u64,
    /// Of those refused: 401.
    pub unauthorized: u64,
    /// Of those refused: 429.
    pub limited: u64,
    /// Not answered yet.
    pub in_flight: u64,
}

impl Counters {
    /// Counts a request that has come in, until the guard is dropped.
    pub(crate) fn enter(&self) -> Entered<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        Entered(self)
    }

    pub(crate) fn answered(&self, status: u16) {
        let class = usize::from(status / 100).min(5);
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        match status {
            401 => self.unauthorized.fetch_add(1, Ordering::Relaxed),
            429 => self.limited.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        };
    }

    pub(crate) fn read(&self) -> Requests {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Requests {
            succeeded: of(&self.by_class[2]) + of(&self.by_class[3]),
            refused: of(&self.by_class[4]),
            failed: of(&self.by_class[5]),
            unauthorized: of(&self.unauthorized),
            limited: of(&self.limited),
            in_flight: of(&self.in_flight),
        }
    }
}

/// A request that is being answered.
pub(crate) struct Entered<'a>(&'a Counters);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}
