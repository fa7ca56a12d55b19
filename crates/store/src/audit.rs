//! The audit log: one chain for each organization and one of the server, written in the change's own transaction.

mod append;
mod entry;
mod erase;
mod export;
mod list;
mod prune;
mod refusals;
mod rows;
mod sight;
mod verify;

pub use bailiwick_model::chain::{Broken, Verified};

pub(crate) use append::append;
pub(crate) use entry::{Entry, Home};
pub use erase::{Person, erase};
pub use export::{Extent, exported, extent, read};
pub use list::{Filter, list, list_server};
pub use prune::{Retention, prune, retained};
pub use refusals::{Refusal, Refused, dropped, refused, sign_in_refused};
pub use sight::Sight;
pub use verify::verify;
