//! The chain of the audit log: each entry's hash covers its own content and the hash before it. How an entry is encoded,
//! written in an export, read back and verified, here once for the store and for whoever verifies without it.
//!
//! `docs/audit.md` says all of it byte by byte.

mod encoding;
mod export;
mod line;
mod link;
mod verifier;

pub use export::{Failure, Remembered, Report, verify};
pub use line::{FORMAT, Header, Unreadable, header, line, link, within};
pub use link::{Link, Mark};
pub use verifier::{Broken, Verified, Verifier};

use crate::OrganizationId;

/// The name of the server's own chain; an organization's is its id.
pub const SERVER: &str = "server";

/// What a log and its chain are called: the organization's id, or [`SERVER`] for the server's own.
#[must_use]
pub fn name_of(organization: Option<OrganizationId>) -> String {
    organization.map_or_else(|| SERVER.to_owned(), |id| id.to_string())
}

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The version of the encoding that entries are written with.
pub const VERSION: u64 = 2;

/// The action of an entry that says where the log begins, once its beginning was pruned: `{"through", "hash"}`.
pub const PRUNED: &str = "audit.prune";

/// The action of an entry that says how many parts of entries lost their personal data: `{"erased"}`.
pub const ERASED: &str = "audit.erase";
