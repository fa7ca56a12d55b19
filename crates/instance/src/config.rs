//! All that an instance knows: one value, handed in whole and replaced whole.

use std::{collections::BTreeMap, num::NonZeroU32, sync::Arc, time::Duration};

use bailiwick_engine::{Allowance, Dialer, Target};
use bailiwick_policy::Document;

use crate::{ClientAuth, Revocations, SigningKey};

/// What an instance is made of.
#[derive(Clone)]
pub struct InstanceConfig {
    /// Its id, for logs.
    pub id: String,
    /// Whether it is a production instance: development tokens are refused there whatever the client auth says.
    pub is_production: bool,
    /// Whether it answers.
    pub state: State,
    /// Its own URL, always accepted as a token's `aud`.
    pub audience: String,
    /// The databases it guards.
    pub connections: Vec<ConnectionConfig>,
    /// How application users prove who they are; without it every request is refused.
    pub client_auth: Option<ClientAuth>,
    /// Tokens that are accepted no more.
    pub revocations: Arc<Revocations>,
    /// The deployed policy; without it nothing is granted.
    pub policy: Option<PolicySource>,
    /// How much one user and one request may ask for.
    pub limits: Limits,
    /// Judges every address that a connection leads to.
    pub dialer: Arc<Dialer>,
    /// Sign what actions tell the outside, the newest first; without any, actions that call are refused.
    pub signing_keys: Vec<SigningKey>,
    /// Signs development tokens.
    pub development_key: Option<[u8; 32]>,
}

/// Whether an instance answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing was deployed to it yet.
    Empty,
    /// It answers.
    Running,
    /// Its last deploy failed.
    Failed,
    /// It was taken down.
    Deprovisioned,
}

/// One database under the name that policies and profiles use.
#[derive(Clone)]
pub struct ConnectionConfig {
    /// `main`, or what `Accept-Profile` names.
    pub name: String,
    /// Where it is.
    pub target: Target,
}

/// A deployed policy.
#[derive(Clone)]
pub struct PolicySource {
    /// Its version, in the answer's header of the dashboard and in logs.
    pub version: u64,
    /// What was written.
    pub document: Arc<Document>,
    /// What the tables and columns were when it was deployed, from [`crate::Instance::identities`]. A table or column
    /// that is another one today is closed. `None` trusts what is there (nothing was recorded).
    pub identities: Option<BTreeMap<String, String>>,
}

/// How much is answered.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Of one request.
    pub query: bailiwick_query::Limits,
    /// Of one application user.
    pub per_user: Rate,
    /// Of one client address (IPv6: of its /64).
    pub per_address: Rate,
    /// Largest body, in bytes.
    pub body_bytes: usize,
    /// Longest run of a statement, or of all statements of a write together.
    pub statement_time: Duration,
    /// What the rows of one request may take, in bytes: of a write or an action, those of all its statements together.
    pub answer_bytes: usize,
    /// How fetched key sets are kept fresh.
    pub key_sets: KeySetTimes,
}

impl Limits {
    /// What a request may take of a database in the time that is left.
    pub(crate) fn allowance(&self, time: Duration) -> Allowance {
        Allowance { time, bytes: self.answer_bytes }
    }
}

/// How the public keys of an issuer are kept fresh.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeySetTimes {
    /// Older keys are fetched anew while requests go on under them.
    pub refresh: Duration,
    /// Older keys are fetched anew before anybody comes in by them, unless the last fetch failed.
    pub wait: Duration,
    /// Keys that could not be fetched anew for so long are forgotten, and nobody comes in by them.
    pub forget: Duration,
    /// Between the beginnings of two fetches, whatever is asked.
    pub at_most_every: Duration,
    /// Longest fetch.
    pub fetch: Duration,
    /// Largest key set, in bytes.
    pub largest: usize,
}

impl Default for KeySetTimes {
    fn default() -> Self {
        Self {
            refresh: Duration::from_secs(5 * 60),
            wait: Duration::from_secs(10 * 60),
            forget: Duration::from_secs(60 * 60),
            at_most_every: Duration::from_secs(10),
            fetch: Duration::from_secs(5),
            largest: 64 * 1024,
        }
    }
}

/// So many requests each second, after a burst.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// Requests each second.
    pub per_second: NonZeroU32,
    /// Requests at once after a rest.
    pub burst: NonZeroU32,
}

impl Rate {
    /// A rate; a zero counts as one.
    pub fn new(per_second: u32, burst: u32) -> Rate {
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Rate { per_second: at_least_one(per_second), burst: at_least_one(burst) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query: bailiwick_query::Limits::default(),
            per_user: Rate::new(100, 200),
            per_address: Rate::new(500, 500),
            body_bytes: 1024 * 1024,
            statement_time: Duration::from_secs(30),
            answer_bytes: bailiwick_engine::ANSWER_BYTES,
            key_sets: KeySetTimes::default(),
        }
    }
}
