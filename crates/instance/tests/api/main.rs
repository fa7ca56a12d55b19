//! The data API over HTTP, on real SQLite, Postgres and MariaDB.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic and needs the real time"
)]

mod actions;
mod attacks;
mod bounds;
mod browsers;
mod calls;
mod changes;
mod client;
mod coercion;
mod conformance;
mod counts;
mod description;
mod dialect;
mod documents;
mod explanations;
mod failures;
mod gate;
mod guide;
mod hidden;
mod impacts;
mod interference;
mod issuer;
mod key_sets;
mod limits;
mod log;
mod native;
mod oracles;
mod reads;
mod receiver;
mod sessions;
mod tampering;
mod trials;
mod world;
mod writes;
