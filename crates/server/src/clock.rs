//! The one place of the server that reads the clock and the machine's randomness.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bailiwick_model::{Id, Timestamp};

/// Tells the time; a parameter of the server, so that tests can let a session expire.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else takes as a parameter"
    )]
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that runs ahead of the machine's by as much as a test says.
#[derive(Default)]
pub struct ShiftedClock(AtomicI64);

impl ShiftedClock {
    /// Lets so many seconds pass at once.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp(SystemClock.now().0 + self.0.load(Ordering::SeqCst))
    }
}

/// Makes ids of the present time and random bits.
pub(crate) struct RandomIds(pub(crate) Arc<dyn Clock>);

impl RandomIds {
    /// A new id.
    pub(crate) fn fresh(&self) -> Id {
        Id::new(self.0.now().milliseconds(), random())
    }
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    rand::random()
}

impl bailiwick_store::Ids for RandomIds {
    fn id(&self) -> Id {
        self.fresh()
    }
}
