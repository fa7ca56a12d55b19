//! The audit log: one chain for each organization and one of the server, written in the change's own transaction.

mod append;
mod chain;
mod list;
mod verify;

pub(crate) use append::{Entry, Home, append};
pub use append::{Refused, refused, sign_in_refused};
pub use list::{Filter, list};
pub use verify::{Broken, Verified, verify};
