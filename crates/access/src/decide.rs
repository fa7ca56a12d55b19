//! The one gate: who may do this to that. Also the one place that knows when a refusal may not even admit that the
//! thing exists.

use std::fmt;

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::node::{NodeIndex, Resource};
use crate::permit::{Actor, Permit};
use crate::snapshot::{Principal, PrincipalIndex, Snapshot};
use crate::system_role::SystemRole;

/// Why not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// Nobody in this organization, or suspended.
    NotAMember,
    /// A team or an invitation is not somebody who acts.
    NotAnActor,
    /// The organization has no such thing.
    NoSuchThing,
    /// The action is not held there.
    NotHeld,
}

/// A refusal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Denial {
    /// The missing action.
    pub action: Action,
    /// On what it is missing.
    pub resource: Resource,
    /// The caller may know that the thing exists: answer 403. Else 404, with the bytes of a thing that is not there.
    pub is_visible: bool,
    /// What the caller holds on the thing.
    pub holds: ActionSet,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Denial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_visible {
            return formatter.write_str("there is no such thing, or you may not know of it");
        }
        let (action, description) = (self.action, self.action.description());
        write!(formatter, "you need `{action}` to {description}; ")?;
        match action.comes_with() {
            Some((area, level)) => {
                write!(formatter, "it comes with {} on {}", level.title(), area.title())
            }
            None => {
                let held = |role: &&SystemRole| role.actions().contains(action);
                let names: Vec<_> =
                    SystemRole::ALL.iter().filter(held).map(|role| role.name()).collect();
                match names.split_last() {
                    Some((last, others)) if !others.is_empty() => {
                        write!(formatter, "it comes with the role {} or {last}", others.join(", "))
                    }
                    _ => write!(formatter, "it comes with the role {}", names.join(", ")),
                }
            }
        }
    }
}

impl std::error::Error for Denial {}

/// Decides whether the principal may do this to that.
pub fn decide(
    snapshot: &Snapshot,
    principal: &Principal,
    action: Action,
    resource: &Resource,
) -> Result<Permit, Denial> {
    let (index, node, actor) = find(snapshot, principal, action, resource)?;
    if !snapshot.check(index, action, node) {
        return Err(refuse(snapshot, index, action, resource, node));
    }
    let decided = (*principal, action, resource.clone());
    Ok(Permit::decided(snapshot.organization, snapshot.epoch, actor, decided))
}

/// Decides whether the principal may do this to that or to something inside it: enough for a list, which then shows
/// only that. The permit is no proof for a change.
pub fn decide_somewhere(
    snapshot: &Snapshot,
    principal: &Principal,
    action: Action,
    resource: &Resource,
) -> Result<Permit, Denial> {
    let (index, node, actor) = find(snapshot, principal, action, resource)?;
    if !snapshot.holds_somewhere(index, action, resource) {
        return Err(refuse(snapshot, index, action, resource, node));
    }
    let decided = (*principal, action, resource.clone());
    Ok(Permit::decided_somewhere(snapshot.organization, snapshot.epoch, actor, decided))
}

fn find(
    snapshot: &Snapshot,
    principal: &Principal,
    action: Action,
    resource: &Resource,
) -> Result<(PrincipalIndex, NodeIndex, Actor), Denial> {
    let hidden = |reason| {
        let resource = resource.clone();
        Denial { action, resource, is_visible: false, holds: ActionSet::EMPTY, reason }
    };
    let index = snapshot.principal(principal).ok_or_else(|| hidden(Reason::NotAMember))?;
    let account = snapshot.accounts.get(index.0 as usize).copied().flatten();
    let actor = match (principal, account) {
        (Principal::Member(_) | Principal::PersonalToken(_), Some(account)) => {
            Actor::Account(account)
        }
        (Principal::ServiceToken(token), _) => Actor::ServiceToken(*token),
        _ => return Err(hidden(Reason::NotAnActor)),
    };
    let node = snapshot.node(resource).ok_or_else(|| hidden(Reason::NoSuchThing))?;
    Ok((index, node, actor))
}

fn refuse(
    snapshot: &Snapshot,
    principal: PrincipalIndex,
    action: Action,
    resource: &Resource,
    node: NodeIndex,
) -> Denial {
    Denial {
        action,
        resource: resource.clone(),
        is_visible: is_visible(snapshot, principal, resource),
        holds: snapshot.held_at(principal, node),
        reason: Reason::NotHeld,
    }
}

/// Whether the principal may know that the thing exists: its organization always, anything else when they may view
/// it.
pub fn is_visible(snapshot: &Snapshot, principal: PrincipalIndex, resource: &Resource) -> bool {
    let view = match resource {
        Resource::Organization => return true,
        Resource::Project(_) => Action::ProjectsView,
        Resource::Instance(_) => Action::InstancesView,
        Resource::Database(_) => Action::DatabasesView,
        Resource::Branch { .. } => Action::BranchesView,
    };
    snapshot.node(resource).is_some_and(|node| snapshot.check(principal, view, node))
}
