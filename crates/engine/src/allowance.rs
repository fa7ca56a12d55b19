//! How much a request may take of a database, counted while rows arrive: what is too much is never held.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::Error;

/// Bytes of rows that one request may take where nothing else is said.
pub const ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// What a row and each of its cells take besides the text.
const OVERHEAD: usize = 32;

/// What one request may take of a database: of a transaction, all its statements together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// Until it is cancelled.
    pub time: Duration,
    /// Of all rows that are read.
    pub bytes: usize,
}

impl From<Duration> for Allowance {
    fn from(time: Duration) -> Allowance {
        Allowance { time, bytes: ANSWER_BYTES }
    }
}

/// The bytes that a request has left; clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    left: Arc<AtomicUsize>,
    allowed: usize,
}

impl Tally {
    pub(crate) fn new(bytes: usize) -> Tally {
        Tally { left: Arc::new(AtomicUsize::new(bytes)), allowed: bytes }
    }

    pub(crate) fn left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }

    /// Takes a row of cells that long, before it is kept.
    pub(crate) fn take(&self, cells: impl Iterator<Item = usize>) -> Result<(), Error> {
        let row = cells.fold(OVERHEAD, |sum, cell| sum.saturating_add(cell + OVERHEAD));
        let left = self.left().checked_sub(row).ok_or_else(|| self.exceeded())?;
        self.left.store(left, Ordering::Relaxed);
        Ok(())
    }

    pub(crate) fn exceeded(&self) -> Error {
        Error::TooManyBytes(self.allowed)
    }
}

/// How far a stream may be read: a single cell may be as large as the server likes, and the driver keeps all of it before
/// anybody sees its length.
#[derive(Debug)]
pub(crate) struct Meter {
    left: AtomicUsize,
    has_stopped: AtomicBool,
}

impl Meter {
    /// Without a bound, until one is set.
    pub(crate) fn open() -> Arc<Meter> {
        Arc::new(Meter { left: AtomicUsize::new(usize::MAX), has_stopped: AtomicBool::new(false) })
    }

    pub(crate) fn allow(&self, bytes: usize) {
        self.left.store(bytes, Ordering::Relaxed);
    }

    /// Whether the stream was not read any further.
    pub(crate) fn has_stopped(&self) -> bool {
        self.has_stopped.load(Ordering::Relaxed)
    }

    /// Counts what was read.
    ///
    /// # Errors
    /// When it is more than is allowed; the stream is of no use then.
    pub(crate) fn count(&self, bytes: usize) -> std::io::Result<()> {
        let left = self.left.load(Ordering::Relaxed);
        if left == usize::MAX {
            return Ok(());
        }
        match left.checked_sub(bytes) {
            Some(left) => {
                self.left.store(left, Ordering::Relaxed);
                Ok(())
            }
            None => {
                self.has_stopped.store(true, Ordering::Relaxed);
                Err(std::io::Error::other("the answer is larger than allowed"))
            }
        }
    }
}
