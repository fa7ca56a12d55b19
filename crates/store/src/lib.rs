//! Bailiwick's own database: migrations and one file of statements per noun.
//!
//! The same statements run on SQLite and Postgres. A function that changes anything takes an [`Act`], checks its permit
//! first, and writes its audit entry in the transaction it was given.

mod act;
mod assignments;
mod error;
mod glance;
mod guarded;
mod lock;
mod migrate;
mod open;
mod page;
mod private;
mod row;
mod tx;

pub mod access_requests;
pub mod accounts;
pub mod administrators;
pub mod application_users;
pub mod audit;
pub mod branches;
pub mod callers;
pub mod client_auth;
pub mod connections;
pub mod databases;
pub mod device_sign_ins;
pub mod ended_grants;
pub mod grants;
pub mod instances;
pub mod invitations;
pub mod members;
pub mod names;
pub mod operators;
pub mod organization_settings;
pub mod organizations;
pub mod places;
pub mod policies;
pub mod projects;
pub mod revocations;
pub mod roles;
pub mod server_organizations;
pub mod server_settings;
pub mod service_tokens;
pub mod sessions;
pub mod settings;
pub mod signing_keys;
pub mod teams;
pub mod tokens;
pub mod world;

pub use act::{Act, Ids};
pub use error::Error;
pub use glance::Glance;
pub use migrate::Migrated;
pub use open::{OpenError, Store};
pub use page::{Listed, Page};
pub use tx::{Reads, Tx};
