//! The data API over HTTP, on real SQLite, Postgres and MariaDB.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may panic and needs the real time"
)]

mod attacks;
mod changes;
mod client;
mod description;
mod failures;
mod gate;
mod hidden;
mod issuer;
mod key_sets;
mod limits;
mod reads;
mod sessions;
mod trials;
mod world;
mod writes;
