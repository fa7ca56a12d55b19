//! The instances that this server runs: built from the store when first asked for, and anew after each change.

mod answer;
mod config;

pub(crate) use answer::answer;
use config::Loaded;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bailiwick_engine::{Dialer, Options};
use bailiwick_instance::{Clock, Instance, RefusedRequest};
use bailiwick_model::{InstanceId, OrganizationId, ProjectId};

use crate::error::Error;
use crate::settings::Settings;
use crate::state::State;

/// Another node may have changed an instance: it is looked at again when it was last looked at so long ago, while
/// requests go on under what is known.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

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
    known: Mutex<Option<Known>>,
}

/// Where an instance belongs.
#[derive(Clone, Copy)]
pub(crate) struct Whose {
    pub(crate) organization: OrganizationId,
    pub(crate) project: ProjectId,
    pub(crate) instance: InstanceId,
}

/// What is in force, by which versions of its parts, and when the store was last asked.
#[derive(Clone)]
struct Known {
    instance: Instance,
    whose: Whose,
    versions: String,
    asked_at: Instant,
}

impl Slot {
    fn known(&self) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, known: Option<Known>) -> Option<Known> {
        std::mem::replace(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner), known)
    }

    /// Whether it is this request that looks again; the next one in a row does not.
    fn is_to_look_again(&self) -> bool {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = known.as_mut().filter(|known| known.asked_at.elapsed() > LOOK_AGAIN)
        else {
            return false;
        };
        known.asked_at = Instant::now();
        true
    }
}

impl Hosted {
    /// No instance yet. Loopback is dialled only where the operator lists it, in a demonstration too.
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
        if let Some(slot) = self.kept(id)
            && let Some(known) = slot.known()
        {
            if slot.is_to_look_again() {
                let state = state.clone();
                tokio::spawn(async move {
                    // The store may be away for a moment; what is known goes on until it says otherwise.
                    if let Err(error) = state.hosted.load(&state, id).await {
                        tracing::warn!(instance = %id, "an instance was not looked at again: {error:?}");
                    }
                });
            }
            return Ok(known.instance);
        }
        self.load(state, id).await?.ok_or_else(Error::not_found)
    }

    /// Every instance that answers now.
    pub(crate) fn all(&self) -> Vec<(InstanceId, Instance)> {
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let known = slots.iter().filter_map(|(id, slot)| Some((*id, slot.known()?.instance)));
        known.collect()
    }

    /// Puts what is committed in force. When that fails the instance stops answering: it must not go on under
    /// what is no longer true.
    pub(crate) async fn refresh(&self, state: &Arc<State>, id: InstanceId) {
        if let Err(error) = self.load(state, id).await {
            tracing::error!(instance = %id, "an instance could not be put in force: {error:?}");
            if let Some(old) = self.kept(id).and_then(|slot| slot.put(None)) {
                old.instance.stop().await;
            }
        }
    }

    async fn load(&self, state: &Arc<State>, id: InstanceId) -> Result<Option<Instance>, Error> {
        let slot = self.slot(id);
        let _changing = slot.changing.lock().await;
        let asked_at = Instant::now();
        let loaded = config::load(state, id, &self.dialer).await?;
        let Some(Loaded { config, whose, versions, left_out }) = loaded else {
            self.slots.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            if let Some(old) = slot.put(None) {
                old.instance.stop().await;
            }
            return Ok(None);
        };
        let before = slot.known();
        if before.as_ref().is_none_or(|known| known.versions != versions) {
            for connection in left_out {
                tracing::warn!(instance = %id, "a connection is left out: {connection}");
            }
        }
        let instance = match before {
            Some(known) if known.versions == versions => known.instance,
            Some(known) => {
                known.instance.reconfigure(config);
                known.instance
            }
            None => Instance::new(config, self.clock.clone()),
        };
        slot.put(Some(Known { instance: instance.clone(), whose, versions, asked_at }));
        Ok(Some(instance))
    }

    /// A request of late that some instance on this node refused, by its id.
    pub(crate) fn refused(&self, request: &str) -> Option<(Whose, Instance, RefusedRequest)> {
        let slots: Vec<Arc<Slot>> = {
            let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            slots.values().cloned().collect()
        };
        slots.iter().filter_map(|slot| slot.known()).find_map(|known| {
            let refused = known.instance.refused(request)?;
            Some((known.whose, known.instance, refused))
        })
    }

    fn kept(&self, id: InstanceId) -> Option<Arc<Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn slot(&self, id: InstanceId) -> Arc<Slot> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone()
    }
}
