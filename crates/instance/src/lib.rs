//! The data plane of one instance: its own gate, the query pipeline, limits.
//!
//! ```text
//! gate       token -> application user           the only reader of credentials
//! pipeline   parse -> plan -> statement -> rows   over one immutable `Compiled`, taken once
//! respond    answer or refusal -> response
//! ```
//!
//! It knows nothing of organizations, roles or the store: one [`InstanceConfig`] goes in.

mod action;
mod body;
mod client_auth;
mod clock;
mod compiled;
mod config;
mod connection;
mod cors;
mod count;
mod counters;
mod development;
mod entry;
mod explain;
mod gate;
mod health;
mod identity;
mod impact;
mod instance;
mod journal;
mod key_sets;
mod keys;
mod outgoing;
mod pipeline;
mod rate;
mod request_id;
mod respond;
mod revocations;
mod sessions;
mod sightings;
mod signing_key;
mod strict;
mod tag;
mod timing;
mod trial;
mod types;

pub use bailiwick_query::BrokenRule;
pub use client_auth::{
    ClientAuth, ClientAuthError, DEVELOPMENT_KID, Hs256, LEEWAY_SECONDS, LONGEST_LEEWAY_SECONDS,
    MOST_KEY_SETS, SHORTEST_SECRET, Session, Supabase,
};
pub use clock::Clock;
pub use config::{
    ConnectionConfig, InstanceConfig, KeySetTimes, Limits, PolicySource, Rate, State,
};
pub use count::{CountQuestion, PermissionCount, RowCount};
pub use counters::Requests;
pub use development::{DevelopmentToken, MintError};
pub use explain::{
    ColumnExplained, Explanation, Extent, Fix, FixKind, PermissionExplained, Question, Unexplained,
};
pub use gate::{ANONYMOUS, Denied, LONGEST_DEVELOPMENT_TOKEN_SECONDS};
pub use health::ConnectionHealth;
pub use impact::{Change as ImpactChange, Impact, ImpactQuestion, Sample, TableImpact};
pub use instance::Instance;
pub use journal::{LogEntry, LogPage, Rates, RefusedRequest};
pub use jsonwebtoken::jwk::JwkSet;
pub use outgoing::{CallNote, CallOutcome};
pub use request_id::RequestId;
pub use revocations::{Revocation, Revocations};
pub use sightings::Sighting;
pub use signing_key::SigningKey;
pub use trial::Verdict;
pub use types::Types;
