//! What a change gives and takes: two snapshots, compared cell by cell.

use std::collections::BTreeSet;

use crate::action_set::ActionSet;
use crate::node::Resource;
use crate::snapshot::{Principal, Snapshot};

/// What one principal gained and lost on one thing; not both nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Who.
    pub principal: Principal,
    /// On what. [`Resource::Branch`] stands for the production branches of a database.
    pub resource: Resource,
    /// Held after and not before.
    pub gained: ActionSet,
    /// Held before and not after.
    pub lost: ActionSet,
}

/// Every difference between two snapshots of one organization, over every principal and thing of either.
pub fn differences(before: &Snapshot, after: &Snapshot) -> Vec<Difference> {
    let principals: BTreeSet<Principal> = before.principals().chain(after.principals()).collect();
    let mut resources: Vec<Resource> = before.resources().collect();
    resources.extend(after.resources().filter(|resource| before.node(resource).is_none()));
    let mut found = Vec::new();
    for principal in principals {
        for resource in &resources {
            let (old, new) =
                (before.effective(&principal, resource), after.effective(&principal, resource));
            if old != new {
                let (gained, lost) = (new.minus(old), old.minus(new));
                found.push(Difference { principal, resource: resource.clone(), gained, lost });
            }
        }
    }
    found
}
