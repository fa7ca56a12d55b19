//! Why somebody may or may not do something, and what would change it. The verdicts come from the same scopes as the
//! snapshot's bitmaps, so an explanation cannot disagree with the decision it explains.

use std::collections::BTreeMap;

use bailiwick_model::{GrantId, RoleId, TeamId};

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::fix::{Fix, Known, fixes};
use crate::node::Resource;
use crate::role::{RoleDefinition, RoleScope};
use crate::scope::Scope;
use crate::snapshot::{Principal, Snapshot};
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantDefinition, World, WorldMember};

/// A grant and how it reached the principal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Source {
    /// The grant.
    pub grant: GrantId,
    /// The role it gives; `None` for single actions.
    pub role: Option<RoleId>,
    /// The team it was given to; `None` when it was given directly.
    pub via_team: Option<TeamId>,
}

/// What one grant says about one action on one thing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// It gives it.
    Granted,
    /// It gives the action, but not there.
    OutsideScope,
    /// It would, if it did not leave production out.
    ProductionLeftOut,
    /// It does not hold the action.
    LacksAction,
    /// It gave it, until it ended.
    Expired,
    /// Its role does not exist.
    NoSuchRole,
}

/// The three things that a grant must be to give an action on a thing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Passes {
    /// What it gives has the action.
    pub has_action: bool,
    /// It counts for the action on the thing, production left out where it says so.
    pub reaches: bool,
    /// It has not ended.
    pub in_time: bool,
}

/// What stands in the way before any grant is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Obstacle {
    /// Nobody in this organization.
    UnknownPrincipal,
    /// The member, the service token, or the personal token's owner, is suspended.
    Suspended,
    /// The organization has no such thing.
    NoSuchThing,
    /// The personal access token does not carry it.
    TokenLacks,
    /// The owner of the personal access token does not hold it.
    OwnerLacks,
}

/// Why, or why not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// What was decided.
    pub allowed: bool,
    /// The grants that give it; empty unless allowed. For a personal access token, its owner's.
    pub because: Vec<Source>,
    /// What stands in the way before any grant.
    pub obstacle: Option<Obstacle>,
    /// What was missing, grant by grant; empty when allowed.
    pub missing: Vec<(Source, Verdict)>,
    /// What would allow it, least extra authority first; empty when allowed.
    pub fixes: Vec<Fix>,
}

/// Explains the decision of this snapshot, which was folded from this world.
pub fn why(
    snapshot: &Snapshot,
    world: &World,
    principal: &Principal,
    action: Action,
    resource: &Resource,
) -> Explanation {
    explain(snapshot, world, principal, action, resource, None)
}

/// The same for somebody who asks about it: what a fix costs is counted on the things that the asker may know of, so
/// that the figures do not tell how many others there are.
pub fn why_for(
    snapshot: &Snapshot,
    world: &World,
    asker: &Principal,
    (principal, action, resource): (&Principal, Action, &Resource),
) -> Explanation {
    explain(snapshot, world, principal, action, resource, Some(asker))
}

fn explain(
    snapshot: &Snapshot,
    world: &World,
    principal: &Principal,
    action: Action,
    resource: &Resource,
    asker: Option<&Principal>,
) -> Explanation {
    let index = snapshot.principal(principal);
    let node = snapshot.node(resource);
    let allowed = match (index, node) {
        (Some(index), Some(node)) => snapshot.check(index, action, node),
        _ => false,
    };
    let verdicts = grants_of(world, principal)
        .into_iter()
        .map(|(source, grant)| (source, verdict(snapshot, world, grant, action, resource)));
    let (granting, missing): (Vec<_>, Vec<_>) =
        verdicts.partition(|(_, verdict)| *verdict == Verdict::Granted);
    if allowed {
        let because = granting.into_iter().map(|(source, _)| source).collect();
        return Explanation {
            allowed,
            because,
            obstacle: None,
            missing: Vec::new(),
            fixes: Vec::new(),
        };
    }
    let obstacle = obstacle(world, principal, node.is_some(), !granting.is_empty());
    let known = Known { snapshot, asker };
    let fixes = fixes(world, known, principal, action, resource, obstacle);
    Explanation { allowed, because: Vec::new(), obstacle, missing, fixes }
}

/// Everyone who may do this to that: members, service tokens and personal access tokens.
pub fn who_can(
    snapshot: &Snapshot,
    world: &World,
    action: Action,
    resource: &Resource,
) -> Vec<Principal> {
    let Some(node) = snapshot.node(resource) else { return Vec::new() };
    let members = world.members.iter().map(|member| Principal::Member(member.id));
    let services = world.service_tokens.iter().map(|token| Principal::ServiceToken(token.id));
    let personal = world.personal_tokens.iter().map(|token| Principal::PersonalToken(token.id));
    members
        .chain(services)
        .chain(personal)
        .filter(|principal| {
            snapshot.principal(principal).is_some_and(|index| snapshot.check(index, action, node))
        })
        .collect()
}

fn obstacle(
    world: &World,
    principal: &Principal,
    is_there: bool,
    owner_holds: bool,
) -> Option<Obstacle> {
    let is_token = matches!(principal, Principal::PersonalToken(_));
    match owner(world, principal) {
        Some(member) if member.suspended => return Some(Obstacle::Suspended),
        None if matches!(principal, Principal::Member(_) | Principal::PersonalToken(_)) => {
            return Some(Obstacle::UnknownPrincipal);
        }
        _ => {}
    }
    let service = |id| world.service_tokens.iter().find(|token| token.id == id);
    let is_known = match principal {
        Principal::Team(id) => world.teams.iter().any(|team| team.id == *id),
        Principal::ServiceToken(id) => match service(*id) {
            Some(token) if token.suspended => return Some(Obstacle::Suspended),
            found => found.is_some(),
        },
        Principal::Invitation(id) => world.invitations.iter().any(|one| one.id == *id),
        Principal::Member(_) | Principal::PersonalToken(_) => true,
    };
    match (is_known, is_there, is_token) {
        (false, _, _) => Some(Obstacle::UnknownPrincipal),
        (_, false, _) => Some(Obstacle::NoSuchThing),
        (_, _, true) if owner_holds => Some(Obstacle::TokenLacks),
        (_, _, true) => Some(Obstacle::OwnerLacks),
        _ => None,
    }
}

/// The member whose authority counts in the end.
pub(crate) fn owner<'w>(world: &'w World, principal: &Principal) -> Option<&'w WorldMember> {
    let member = match principal {
        Principal::Member(id) => *id,
        Principal::PersonalToken(id) => {
            world.personal_tokens.iter().find(|token| token.id == *id)?.member
        }
        Principal::Team(_) | Principal::ServiceToken(_) | Principal::Invitation(_) => return None,
    };
    world.members.iter().find(|candidate| candidate.id == member)
}

/// The grants that count for a principal, each with its source; for a personal access token, its owner's.
pub fn grants_of<'w>(
    world: &'w World,
    principal: &Principal,
) -> Vec<(Source, &'w GrantDefinition)> {
    let mut found = BTreeMap::new();
    let mut add = |via_team, grants: &'w [GrantDefinition]| {
        for grant in grants {
            let role = match grant.gives {
                Gives::Role(role) => Some(role),
                Gives::Actions(_) => None,
            };
            found.insert(Source { grant: grant.id, role, via_team }, grant);
        }
    };
    match principal {
        Principal::Member(_) | Principal::PersonalToken(_) => {
            let Some(member) = owner(world, principal) else { return Vec::new() };
            add(None, &member.grants);
            for team in world.teams.iter().filter(|team| team.members.contains(&member.id)) {
                add(Some(team.id), &team.grants);
            }
        }
        Principal::Team(id) => {
            world
                .teams
                .iter()
                .filter(|team| team.id == *id)
                .for_each(|team| add(None, &team.grants));
        }
        Principal::ServiceToken(id) => world
            .service_tokens
            .iter()
            .filter(|token| token.id == *id)
            .for_each(|token| add(None, &token.grants)),
        Principal::Invitation(id) => world
            .invitations
            .iter()
            .filter(|invitation| invitation.id == *id)
            .for_each(|invitation| add(None, &invitation.grants)),
    }
    found.into_iter().collect()
}

/// What a grant gives, looked up as the fold does.
pub(crate) fn given<'w>(world: &'w World, gives: &Gives) -> Option<(ActionSet, &'w RoleScope)> {
    match gives {
        Gives::Actions(actions) => Some((*actions, &RoleScope::EVERYTHING)),
        Gives::Role(id) => match SystemRole::from_id(*id) {
            Some(system) => Some((system.actions(), &RoleScope::EVERYTHING)),
            None => {
                let is_it = |role: &&RoleDefinition| role.id == *id && role.system.is_none();
                world.roles.iter().find(is_it).map(|role| (role.held(), &role.scope))
            }
        },
    }
}

/// Which of the three a grant is: it gives the action where it is all of them.
pub fn passes(
    snapshot: &Snapshot,
    world: &World,
    grant: &GrantDefinition,
    action: Action,
    resource: &Resource,
) -> Passes {
    let in_time = grant.expires_at.is_none_or(|expiry| expiry > snapshot.folded_at);
    let Some((actions, role)) = given(world, &grant.gives) else {
        return Passes { has_action: false, reaches: false, in_time };
    };
    let scope = Scope { role, grant: &grant.scope, production: grant.production };
    let reaches =
        snapshot.node(resource).is_some_and(|node| scope.covers(&snapshot.nodes, action, node.0));
    Passes { has_action: actions.contains(action), reaches, in_time }
}

/// What one grant of this world says about an action on a thing.
pub fn verdict(
    snapshot: &Snapshot,
    world: &World,
    grant: &GrantDefinition,
    action: Action,
    resource: &Resource,
) -> Verdict {
    let Some((actions, role)) = given(world, &grant.gives) else { return Verdict::NoSuchRole };
    let Some(node) = snapshot.node(resource) else { return Verdict::OutsideScope };
    if !actions.contains(action) {
        return Verdict::LacksAction;
    }
    let passes = passes(snapshot, world, grant, action, resource);
    if passes.reaches {
        return if passes.in_time { Verdict::Granted } else { Verdict::Expired };
    }
    let widened = RoleScope { production: true, ..role.clone() };
    let widened = Scope { role: &widened, grant: &grant.scope, production: true };
    if widened.covers(&snapshot.nodes, action, node.0) {
        return Verdict::ProductionLeftOut;
    }
    Verdict::OutsideScope
}
