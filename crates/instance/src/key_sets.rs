//! Public keys that are fetched from their issuers: kept, refreshed beside the requests, and forgotten in the end when
//! they cannot be.
//!
//! Whoever sends tokens with made-up key names cannot make the instance knock at an issuer's door more often than once
//! in [`KeySetTimes::at_most_every`], and all who wait for a fetch wait for the same one.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use bailiwick_engine::{Dialer, check_address, fetch};
use jsonwebtoken::jwk::Jwk;
use serde_json::Value;
use url::Url;

use crate::{
    client_auth::Signs,
    config::{InstanceConfig, KeySetTimes},
    keys::{Key, Origin},
    strict,
};

/// Some key set could not be fetched, so whether a token is good is not known.
#[derive(Debug)]
pub(crate) struct Unavailable;

/// Every key set of an instance.
pub(crate) struct KeySets(Vec<Arc<KeySet>>);

struct KeySet {
    url: Url,
    origin: Origin,
    signs: Signs,
    dialer: Arc<Dialer>,
    times: KeySetTimes,
    known: Mutex<Known>,
    /// Held while it is fetched.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Clone, Default)]
struct Known {
    keys: Vec<Arc<Key>>,
    /// When the fetch began that they are from.
    fetched_at: Option<Instant>,
    /// When the last fetch began.
    asked_at: Option<Instant>,
    has_failed: bool,
}

impl KeySets {
    /// The key sets of a client auth; what `before` knows of the same addresses goes on.
    pub(crate) fn new(config: &InstanceConfig, before: Option<&KeySets>) -> KeySets {
        let Some(auth) = &config.client_auth else { return KeySets(Vec::new()) };
        let configured =
            auth.jwks_uri.iter().map(|uri| (uri.clone(), Origin::Configured, auth.signs(uri)));
        // The gate holds its tokens to its own issuer.
        let supabase =
            auth.supabase.iter().map(|it| (it.jwks_uri(), Origin::Supabase, Signs::ForAll));
        // What `check` refuses is never dialled.
        let addresses = configured
            .chain(supabase)
            .filter_map(|(uri, origin, signs)| Some((check_address(&uri).ok()?, origin, signs)));
        let sets = addresses.map(|(url, origin, signs)| {
            let same = |set: &&Arc<KeySet>| {
                set.url == url
                    && set.origin == origin
                    && set.signs == signs
                    && set.times == config.limits.key_sets
                    && Arc::ptr_eq(&set.dialer, &config.dialer)
            };
            let kept = before.and_then(|before| before.0.iter().find(same)).cloned();
            kept.unwrap_or_else(|| {
                Arc::new(KeySet {
                    url: url.clone(),
                    origin,
                    signs: signs.clone(),
                    dialer: Arc::clone(&config.dialer),
                    times: config.limits.key_sets,
                    known: Mutex::default(),
                    fetching: tokio::sync::Mutex::new(()),
                })
            })
        });
        KeySets(sets.collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys of that name for a token of `issuer`, and in whose name each signs. Two issuers may use one name: then any of their keys may have
    /// signed.
    ///
    /// # Errors
    /// When there is none, and some issuer did not answer who might have one.
    pub(crate) async fn named(
        &self,
        kid: &str,
        issuer: Option<&str>,
    ) -> Result<Vec<(Signs, Arc<Key>)>, Unavailable> {
        for set in &self.0 {
            set.refresh_when_ageing();
        }
        let find = |is_settled: bool| -> Vec<(Signs, Arc<Key>)> {
            let of_set = |set: &Arc<KeySet>| {
                let keys = set.usable(kid, is_settled).into_iter();
                keys.map(|key| (set.signs.clone(), key)).collect::<Vec<_>>()
            };
            self.0.iter().flat_map(of_set).collect()
        };
        // Another issuer's key of the same name is none: this one's may be newer than what was fetched.
        let is_lost =
            |found: &[(Signs, Arc<Key>)]| !found.iter().any(|(signs, _)| signs.is_for(issuer));
        let found = find(false);
        // A key of this name may be in a set that was never asked, and be the one that signed.
        let asked = self.0.iter().filter(|set| is_lost(&found) || set.is_new());
        let asked: Vec<&Arc<KeySet>> = asked.collect();
        if asked.is_empty() {
            return Ok(found);
        }
        futures::future::join_all(asked.into_iter().map(KeySet::ask)).await;
        let found = find(is_lost(&found));
        if is_lost(&found) && self.0.iter().any(|set| set.known().has_failed) {
            return Err(Unavailable);
        }
        Ok(found)
    }
}

impl KeySet {
    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The keys of that name that count. Keys of some age count only when it was just tried to fetch newer ones.
    fn usable(&self, kid: &str, is_settled: bool) -> Vec<Arc<Key>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let longest =
            if is_settled || known.has_failed { self.times.forget } else { self.times.wait };
        if known.fetched_at.is_none_or(|fetched_at| fetched_at.elapsed() >= longest) {
            return Vec::new();
        }
        known.keys.iter().filter(|key| key.is_called(kid)).cloned().collect()
    }

    fn is_new(&self) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).asked_at.is_none()
    }

    /// Whether a fetch may begin now.
    fn is_to_ask(&self) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.asked_at.is_none_or(|asked_at| asked_at.elapsed() >= self.times.at_most_every)
    }

    fn refresh_when_ageing(self: &Arc<Self>) {
        let is_ageing = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.fetched_at.is_some_and(|fetched| fetched.elapsed() >= self.times.refresh)
        };
        if is_ageing && self.is_to_ask() && self.fetching.try_lock().is_ok() {
            let set = Arc::clone(self);
            tokio::spawn(async move { set.fetch_once().await });
        }
    }

    /// Fetches it, or waits for the fetch that goes on, or does nothing when the last one is not long ago.
    async fn ask(self: &Arc<Self>) {
        if !self.is_to_ask() && self.fetching.try_lock().is_ok() {
            return;
        }
        let set = Arc::clone(self);
        // A fetch that has begun ends, whoever goes away meanwhile: others wait for it.
        let _ = tokio::spawn(async move { set.fetch_once().await }).await;
    }

    async fn fetch_once(&self) {
        let _one_at_a_time = self.fetching.lock().await;
        if !self.is_to_ask() {
            return;
        }
        let began = Instant::now();
        self.known.lock().unwrap_or_else(PoisonError::into_inner).asked_at = Some(began);
        let fetched = self.fetch().await;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match fetched {
            Ok(keys) => {
                let asked_at = Some(began);
                *known = Known { keys, fetched_at: Some(began), asked_at, has_failed: false };
            }
            Err(reason) => {
                known.has_failed = true;
                tracing::warn!(address = %self.url, "a key set could not be fetched: {reason}");
            }
        }
    }

    async fn fetch(&self) -> Result<Vec<Arc<Key>>, String> {
        let document = fetch(&self.dialer, &self.url, self.times.largest, self.times.fetch)
            .await
            .map_err(|error| error.to_string())?;
        let keys = read(&document, self.origin).ok_or("the answer is not a key set")?;
        if keys.is_empty() {
            tracing::warn!(address = %self.url, "a key set holds no key that can be used");
        }
        Ok(keys)
    }
}

/// The usable keys of a key set; what is of a foreign kind, symmetric, nameless or not for signatures is left out.
fn read(document: &[u8], origin: Origin) -> Option<Vec<Arc<Key>>> {
    let document = strict::object(document)?;
    let Some(Value::Array(keys)) = document.get("keys") else { return None };
    let read = keys.iter().filter_map(|key| {
        let jwk: Jwk = serde_json::from_value(key.clone()).ok()?;
        let key = Key::from_jwk(&jwk, origin)?;
        key.has_free_name().then(|| Arc::new(key))
    });
    Some(read.collect())
}
