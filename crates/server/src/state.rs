//! Everything that requests share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bailiwick_access::Permit;
use bailiwick_model::Timestamp;
use bailiwick_store::{Act, Store};

use crate::aside::Aside;
use crate::audit::Turns;
use crate::clock::{Clock, RandomIds};
use crate::cursor::Cursors;
use crate::denials::Denials;
use crate::error::Error;
use crate::first_run::FirstRun;
use crate::hosted::Hosted;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::passwords::Passwords;
use crate::refusals::Refusals;
use crate::settings::Settings;
use crate::snapshots::Snapshots;
use crate::vault::Vault;

/// What one server holds while it runs.
pub(crate) struct State {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: RandomIds,
    pub(crate) vault: Vault,
    pub(crate) snapshots: Snapshots,
    pub(crate) refusals: Refusals,
    /// Refusals on their way into the log.
    pub(crate) denials: Denials,
    /// Exports and verifications of logs that go on.
    pub(crate) readings: Turns,
    pub(crate) hosted: Hosted,
    pub(crate) passwords: Passwords,
    /// Reads and checks documents of policies.
    pub(crate) checks: Aside,
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    pub(crate) cursors: Cursors,
    pub(crate) first_run: FirstRun,
    /// The server stops: answers ask clients to reconnect elsewhere.
    pub(crate) is_draining: Arc<AtomicBool>,
}

impl State {
    /// Puts a server together around an open, migrated store.
    pub(crate) fn new(
        settings: Settings,
        store: Store,
        vault: Vault,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        Ok(State {
            cursors: Cursors::new(vault.derive("cursors").as_slice()),
            hosted: Hosted::new(&settings, clock.clone()),
            snapshots: Snapshots::default(),
            refusals: Refusals::default(),
            denials: Denials::default(),
            readings: Turns::default(),
            passwords: Passwords::new()?,
            checks: Aside::new(32, "too many policies are being checked at once"),
            limits: Limits::default(),
            metrics: Metrics::default(),
            first_run: FirstRun::default(),
            ids: RandomIds(clock.clone()),
            is_draining: Arc::default(),
            settings,
            store,
            clock,
            vault,
        })
    }

    /// The present instant.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// An act of the server's own: nobody asked for it.
    pub(crate) fn act_of_job<'a>(&'a self, permit: &'a Permit) -> Act<'a> {
        Act {
            permit,
            now: self.now(),
            ids: &self.ids,
            request_id: self.ids.fresh().into(),
            address: None,
            credential: None,
        }
    }
}
