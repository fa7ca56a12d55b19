//! How many long readings of logs go on at once: each holds a connection of the store for as long as it takes.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use bailiwick_model::OrganizationId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Error;

/// At once for the whole server, and one for each log: none keeps the others waiting.
const AT_ONCE: usize = 4;

/// Seconds after which another try makes sense.
const AGAIN: u64 = 10;

/// The readings that go on.
pub(crate) struct Turns {
    places: Arc<Semaphore>,
    taken: Arc<Mutex<HashSet<Option<OrganizationId>>>>,
}

/// One reading; dropped when it has ended.
pub(crate) struct Turn {
    organization: Option<OrganizationId>,
    taken: Arc<Mutex<HashSet<Option<OrganizationId>>>>,
    _place: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Turns { places: Arc::new(Semaphore::new(AT_ONCE)), taken: Arc::default() }
    }
}

impl Turns {
    /// Begins a reading of an organization's log, or of the server's, or says that others go on.
    pub(crate) fn take(&self, organization: Option<OrganizationId>) -> Result<Turn, Error> {
        let busy = || Error::too_many(AGAIN, "this log is being exported or verified already");
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            Error::too_many(AGAIN, "as many logs are being exported or verified as can be at once")
        })?;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if !taken.insert(organization) {
            return Err(busy());
        }
        Ok(Turn { organization, taken: Arc::clone(&self.taken), _place: place })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.remove(&self.organization);
    }
}
