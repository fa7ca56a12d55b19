//! The instances that this server runs: built from the store when first asked for, and anew after each change.

mod answer;
mod config;

pub(crate) use answer::answer;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bailiwick_engine::{Dialer, Options};
use bailiwick_instance::{Clock, Instance};
use bailiwick_model::InstanceId;

use crate::error::Error;
use crate::settings::Settings;
use crate::state::State;

/// Every hosted instance by its id.
pub(crate) struct Hosted {
    slots: Mutex<HashMap<InstanceId, Arc<Slot>>>,
    dialer: Arc<Dialer>,
    clock: Clock,
}

/// The place of one instance. The lock is held while its configuration is read and put in force, so that an older one
/// never replaces a newer one.
#[derive(Default)]
struct Slot {
    changing: tokio::sync::Mutex<()>,
    instance: Mutex<Option<Instance>>,
}

impl Slot {
    fn instance(&self) -> Option<Instance> {
        self.instance.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, instance: Option<Instance>) -> Option<Instance> {
        std::mem::replace(
            &mut self.instance.lock().unwrap_or_else(PoisonError::into_inner),
            instance,
        )
    }
}

impl Hosted {
    /// No instance yet. A demonstration and a development server on loopback may dial loopback.
    pub(crate) fn new(settings: &Settings, clock: Arc<dyn crate::clock::Clock>) -> Self {
        let dialer = Arc::new(Dialer::new(settings.outbound_allow.clone()));
        Hosted { slots: Mutex::default(), dialer, clock: Clock::new(move || clock.now().0) }
    }

    /// How a connection that is only tried out is made.
    pub(crate) fn options(&self) -> Options {
        Options::new(self.dialer.clone())
    }

    /// The instance, built when this is the first time that it is asked for.
    pub(crate) async fn instance(
        &self,
        state: &Arc<State>,
        id: InstanceId,
    ) -> Result<Instance, Error> {
        if let Some(instance) = self.kept(id).and_then(|slot| slot.instance()) {
            return Ok(instance);
        }
        let found = self.load(state, id, false).await?;
        found.ok_or_else(Error::not_found)
    }

    /// Puts what is committed in force. When that fails the instance stops answering: it must not go on under
    /// what is no longer true.
    pub(crate) async fn refresh(&self, state: &Arc<State>, id: InstanceId) {
        if let Err(error) = self.load(state, id, true).await {
            tracing::error!(instance = %id, "an instance could not be put in force: {error:?}");
            if let Some(old) = self.kept(id).and_then(|slot| slot.put(None)) {
                old.stop().await;
            }
        }
    }

    async fn load(
        &self,
        state: &Arc<State>,
        id: InstanceId,
        is_changed: bool,
    ) -> Result<Option<Instance>, Error> {
        let slot = self.slot(id);
        let _changing = slot.changing.lock().await;
        let old = slot.instance();
        if !is_changed && old.is_some() {
            return Ok(old);
        }
        let Some(config) = config::load(state, id, &self.dialer).await? else {
            self.slots.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            if let Some(old) = slot.put(None) {
                old.stop().await;
            }
            return Ok(None);
        };
        if let Some(old) = old {
            old.reconfigure(config);
            return Ok(Some(old));
        }
        let instance = Instance::new(config, self.clock.clone());
        slot.put(Some(instance.clone()));
        Ok(Some(instance))
    }

    fn kept(&self, id: InstanceId) -> Option<Arc<Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn slot(&self, id: InstanceId) -> Arc<Slot> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone()
    }
}
