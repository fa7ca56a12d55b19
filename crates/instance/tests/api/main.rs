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
mod explanations;
mod failures;
mod gate;
mod hidden;
mod impacts;
mod limits;
mod log;
mod reads;
mod trials;
mod world;
mod writes;
