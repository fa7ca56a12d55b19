//! One suite, run on SQLite and on Postgres.
#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(unreachable_pub, reason = "the modules of a test have no outside")]

mod stage;

mod administrators;
mod answers;
mod application_users;
mod audit;
mod audit_erasure;
mod audit_retention;
mod audit_sight;
mod changes;
mod crash;
mod deploying;
mod identity;
mod interleavings;
mod lost_owners;
mod opening;
mod operators;
mod organization_settings;
mod people;
mod production;
mod roles;
mod service_tokens;
mod signing_keys;
mod teams;
mod tenancy;
mod under_lock;
