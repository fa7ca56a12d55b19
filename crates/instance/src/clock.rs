//! The time, as a value that whoever starts an instance hands in.

use std::{fmt, sync::Arc};

/// Answers the current instant; a test may hand in a clock that stands still.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// A clock that answers microseconds since 1970-01-01 UTC.
    pub fn new(now_microseconds: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now_microseconds))
    }

    /// Microseconds since 1970-01-01 UTC.
    pub fn now_microseconds(&self) -> i64 {
        (self.0)()
    }

    /// Whole seconds since 1970-01-01 UTC, as tokens count time.
    pub fn now_seconds(&self) -> i64 {
        self.now_microseconds().div_euclid(1_000_000)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
