//! Policies of instances: the draft, the versions, and which of them is in force.

mod drafts;
mod promotion;
mod versions;

pub use drafts::{discard_draft, draft, save_draft};
pub use promotion::{Basis, Promotion, Side, basis, promote};
pub use versions::{Deployed, deploy, deployed, rollback, version, versions};

use bailiwick_access::Actor;

use crate::act::Act;

/// The account that acts, as the tables keep it.
fn author(act: &Act<'_>) -> Option<String> {
    match act.permit.actor() {
        Actor::Account(account) => Some(account.to_string()),
        _ => None,
    }
}
