//! The law of every change of access: it gives nobody what the actor does not hold, touches nobody above the actor,
//! and leaves an owner. It compares the organization before and after, so no operation has rules of its own to forget.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_model::{GrantId, MemberId, RoleId, Timestamp};

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::explain::owner;
use crate::node::Resource;
use crate::refusal::Refusal;
use crate::role::Assigns;
use crate::snapshot::{Principal, Snapshot};
use crate::system_role::SystemRole;
use crate::world::{Gives, GrantDefinition, GrantScope, World};

/// Whether the actor may make this change now. `touched` names principals that it acts on without changing what they
/// hold: a token that is rotated, an invitation that is sent again.
///
/// # Errors
/// The first rule that it breaks.
pub fn guard(
    before: &World,
    after: &World,
    actor: &Principal,
    touched: &[Principal],
    now: Timestamp,
) -> Result<(), Refusal> {
    let own = Snapshot::fold(before, now);
    let holds = |action| own.effective(actor, &Resource::Organization).contains(action);
    if assigns_differ(before, after) && !holds(Action::OwnersManage) {
        return Err(Refusal::AssignsByOwnerOnly);
    }
    let assignable = assignable(before, actor, &own);
    bounded(before, after, actor, &assignable, now)?;
    production(before, after, holds(Action::ServiceTokenGrantsCreateProduction), now)?;
    ranked(before, after, actor, &assignable, touched, now)?;
    keeps_an_owner(before, after)
}

/// I3: an organization that has an owner who can sign in keeps one.
///
/// # Errors
/// [`Refusal::LastOwner`].
pub fn keeps_an_owner(before: &World, after: &World) -> Result<(), Refusal> {
    if has_owner(before) && !has_owner(after) { Err(Refusal::LastOwner) } else { Ok(()) }
}

fn has_owner(world: &World) -> bool {
    let owns = |grants: &[GrantDefinition]| {
        grants.iter().any(|grant| {
            grant.gives == Gives::Role(SystemRole::Owner.id())
                && grant.scope == GrantScope::Organization
                && grant.production
                && grant.expires_at.is_none()
        })
    };
    let by_team: BTreeSet<MemberId> = world
        .teams
        .iter()
        .filter(|team| owns(&team.grants))
        .flat_map(|team| team.members.iter().copied())
        .collect();
    world.members.iter().any(|member| {
        !member.suspended
            && member.can_sign_in
            && (owns(&member.grants) || by_team.contains(&member.id))
    })
}

/// Some role may be given other roles than before.
fn assigns_differ(before: &World, after: &World) -> bool {
    after.roles.iter().any(|role| {
        let old = before.roles.iter().find(|old| old.id == role.id);
        *old.map_or(&Assigns::Own, |old| &old.assigns) != role.assigns
    })
}

/// The roles that the actor may give to others whatever they hold.
fn assignable(world: &World, actor: &Principal, own: &Snapshot) -> BTreeSet<RoleId> {
    let mut found = BTreeSet::from([world.default_role]);
    if !own.effective(actor, &Resource::Organization).contains(Action::MembersUpdate) {
        return found;
    }
    let Some(member) = owner(world, actor) else { return found };
    let now = own.folded_at();
    let of_teams = world.teams.iter().filter(|team| team.members.contains(&member.id));
    let grants = member.grants.iter().chain(of_teams.flat_map(|team| &team.grants));
    for grant in grants.filter(|grant| {
        grant.scope == GrantScope::Organization && grant.expires_at.is_none_or(|end| end > now)
    }) {
        let role = world.roles.iter().find(|role| grant.gives == Gives::Role(role.id));
        if let Some(role) = role.filter(|role| role.held().contains(Action::MembersUpdate))
            && let Assigns::Only(named) = &role.assigns
        {
            found.extend(named);
        }
    }
    found
}

/// The instants at which what anybody holds may differ: now, and the end of each grant.
fn instants(before: &World, after: &World, now: Timestamp) -> BTreeSet<Timestamp> {
    let ends =
        [before, after].into_iter().flat_map(all_grants).filter_map(|grant| grant.expires_at);
    ends.filter(|end| *end > now).chain([now]).collect()
}

fn all_grants(world: &World) -> impl Iterator<Item = &GrantDefinition> {
    let members = world.members.iter().map(|one| &one.grants);
    let teams = world.teams.iter().map(|one| &one.grants);
    let services = world.service_tokens.iter().map(|one| &one.grants);
    let personal = world.personal_tokens.iter().filter_map(|one| one.grants.as_ref());
    let invitations = world.invitations.iter().map(|one| &one.grants);
    members.chain(teams).chain(services).chain(personal).chain(invitations).flatten()
}

/// The world as if nobody were suspended: what somebody will hold again counts as held.
fn awake(world: &World) -> World {
    let mut awake = world.clone();
    awake.members.iter_mut().for_each(|member| member.suspended = false);
    awake.service_tokens.iter_mut().for_each(|token| token.suspended = false);
    awake
}

/// I1: at no time does anybody gain what the actor does not hold then.
fn bounded(
    before: &World,
    after: &World,
    actor: &Principal,
    assignable: &BTreeSet<RoleId>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let counted = without_assignments(before, after, actor, assignable);
    let (old, new) = (awake(before), awake(&counted));
    for at in instants(before, after, now) {
        let own = Snapshot::fold(before, at);
        let (old, new) = (Snapshot::fold(&old, at), Snapshot::fold(&new, at));
        for principal in new.principals() {
            for resource in new.resources() {
                let gained = new
                    .effective(&principal, &resource)
                    .minus(old.effective(&principal, &resource));
                let missing = gained.minus(own.effective(actor, &resource));
                if let Some(action) = missing.iter().next() {
                    return Err(Refusal::WouldExceedGrantor {
                        principal,
                        action,
                        resource,
                        missing,
                    });
                }
            }
        }
    }
    Ok(())
}

/// The world after, but for new grants to others of roles that the actor may give.
fn without_assignments(
    before: &World,
    after: &World,
    actor: &Principal,
    assignable: &BTreeSet<RoleId>,
) -> World {
    let old: BTreeMap<GrantId, &GrantDefinition> =
        all_grants(before).map(|grant| (grant.id, grant)).collect();
    let definition =
        |world: &World, id: RoleId| world.roles.iter().find(|one| one.id == id).cloned();
    let is_counted = |grant: &GrantDefinition| match grant.gives {
        Gives::Role(role) => {
            !assignable.contains(&role)
                || old.get(&grant.id) == Some(&grant)
                || definition(before, role) != definition(after, role)
        }
        Gives::Actions(_) => true,
    };
    let mut counted = after.clone();
    let own = owner(before, actor).map(|member| member.id);
    for member in counted.members.iter_mut().filter(|member| Some(member.id) != own) {
        member.grants.retain(is_counted);
    }
    let is_own = |members: &[MemberId]| own.is_some_and(|own| members.contains(&own));
    for team in &mut counted.teams {
        let was = before.teams.iter().find(|one| one.id == team.id);
        if !is_own(&team.members) && !was.is_some_and(|was| is_own(&was.members)) {
            team.grants.retain(is_counted);
        }
    }
    counted.invitations.iter_mut().for_each(|invitation| invitation.grants.retain(is_counted));
    counted
}

/// Production branches are opened to service tokens only by who may.
fn production(before: &World, after: &World, may: bool, now: Timestamp) -> Result<(), Refusal> {
    const REACHES_PRODUCTION: ActionSet =
        ActionSet::of(&[Action::BranchesConnectProduction, Action::BranchesDeleteProduction]);
    if may {
        return Ok(());
    }
    let (old, new) = (awake(before), awake(after));
    for at in instants(before, after, now) {
        let (old, new) = (Snapshot::fold(&old, at), Snapshot::fold(&new, at));
        for token in &after.service_tokens {
            let principal = Principal::ServiceToken(token.id);
            let gains = |resource: Resource| {
                let held = |snapshot: &Snapshot| snapshot.effective(&principal, &resource);
                !held(&new).minus(held(&old)).intersect(REACHES_PRODUCTION).is_empty()
            };
            if new.resources().any(gains) {
                return Err(Refusal::ProductionGrant { principal });
            }
        }
    }
    Ok(())
}

/// I2: whomever the change touches holds nothing that the actor does not, before and after; roles that the actor may
/// give are not counted.
fn ranked(
    before: &World,
    after: &World,
    actor: &Principal,
    assignable: &BTreeSet<RoleId>,
    touched: &[Principal],
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut all: BTreeSet<Principal> = touched.iter().copied().collect();
    all.extend(redefined(before, after));
    for at in instants(before, after, now) {
        let (old, new) = (Snapshot::fold(before, at), Snapshot::fold(after, at));
        let differs = |principal: &Principal| {
            old.resources().chain(new.resources()).any(|resource| {
                old.effective(principal, &resource) != new.effective(principal, &resource)
            })
        };
        all.extend(old.principals().chain(new.principals()).filter(differs));
    }
    let own = Snapshot::fold(before, now);
    let uncounted = |world: &World| {
        let mut world = awake(world);
        let is_counted = |grant: &GrantDefinition| !matches!(grant.gives, Gives::Role(role) if assignable.contains(&role));
        world.members.iter_mut().for_each(|one| one.grants.retain(is_counted));
        world.teams.iter_mut().for_each(|one| one.grants.retain(is_counted));
        world.invitations.iter_mut().for_each(|one| one.grants.retain(is_counted));
        world.service_tokens.iter_mut().for_each(|one| one.grants.retain(is_counted));
        Snapshot::fold(&world, now)
    };
    let (old, new) = (uncounted(before), uncounted(after));
    let is_actor = |principal: &Principal| {
        let member = |principal| owner(before, principal).map(|member| member.id);
        principal == actor || (member(actor).is_some() && member(actor) == member(principal))
    };
    for principal in all.into_iter().filter(|principal| !is_actor(principal)) {
        for resource in old.resources().chain(new.resources()) {
            let held =
                old.effective(&principal, &resource).union(new.effective(&principal, &resource));
            let above = held.minus(own.effective(actor, &resource));
            if let Some(action) = above.iter().next() {
                return Err(Refusal::TargetAboveActor { principal, action, resource });
            }
        }
    }
    Ok(())
}

/// The principals that were made, removed, suspended, resumed, given something else or put together otherwise.
fn redefined(before: &World, after: &World) -> BTreeSet<Principal> {
    let mut found = BTreeSet::new();
    let mut compare = |old: &World, new: &World| {
        for one in &old.members {
            if !new.members.iter().any(|other| {
                other.id == one.id && other.grants == one.grants && other.suspended == one.suspended
            }) {
                found.insert(Principal::Member(one.id));
            }
        }
        for one in old.teams.iter().filter(|one| !new.teams.contains(one)) {
            found.insert(Principal::Team(one.id));
        }
        for one in old.service_tokens.iter().filter(|one| !new.service_tokens.contains(one)) {
            found.insert(Principal::ServiceToken(one.id));
        }
        for one in old.invitations.iter().filter(|one| !new.invitations.contains(one)) {
            found.insert(Principal::Invitation(one.id));
        }
    };
    compare(before, after);
    compare(after, before);
    found
}
