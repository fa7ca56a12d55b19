//! What the guard shall say of those who change people by lists alone, as the judge says the rest.

use std::collections::BTreeSet;

use bailiwick_access::*;
use bailiwick_model::*;

use super::judge::{assignable, free_roles, grants_of, instants, is_same_role, member_of, role};
use super::{id, principals};

/// What is done to people.
fn changes_people(actions: ActionSet) -> bool {
    let names = [
        "members.update",
        "members.remove",
        "invitations.create",
        "invitations.cancel",
        "roles.create",
        "roles.update",
        "roles.delete",
        "teams.create",
        "teams.update",
        "teams.delete",
    ];
    names.iter().filter_map(|name| name.parse::<Action>().ok()).any(|one| actions.contains(one))
}

/// What the grant gives for the organization, and the list of whom.
fn over_people(world: &World, grant: &GrantDefinition) -> Option<Assigns> {
    let (actions, assigns) = match grant.gives {
        Gives::Actions(actions) => (actions, Assigns::Own),
        Gives::Role(id) => role(world, id).map(|role| (role.held(), role.assigns))?,
    };
    (grant.scope == GrantScope::Organization && changes_people(actions)).then_some(assigns)
}

/// A right over people that no list bounds: whoever gives by lists alone neither gives nor touches it.
pub fn is_beyond_lists(world: &World, grant: &GrantDefinition) -> bool {
    over_people(world, grant) == Some(Assigns::Own)
}

pub fn is_live(grant: &GrantDefinition, at: Timestamp) -> bool {
    grant.expires_at.is_none_or(|end| end > at)
}

fn is_free(world: &World, grants: &[GrantDefinition], at: Timestamp) -> bool {
    grants.iter().any(|one| is_live(one, at) && is_beyond_lists(world, one))
}

/// What was given to somebody, whoever it is; to a personal access token what its owner was.
pub fn given(world: &World, who: &Principal) -> Vec<GrantDefinition> {
    let found = match who {
        Principal::Team(id) => world.teams.iter().find(|one| one.id == *id).map(|one| &one.grants),
        Principal::Invitation(id) => {
            world.invitations.iter().find(|one| one.id == *id).map(|one| &one.grants)
        }
        Principal::ServiceToken(id) => {
            world.service_tokens.iter().find(|one| one.id == *id).map(|one| &one.grants)
        }
        _ => return member_of(world, who).map_or_else(Vec::new, |id| grants_of(world, id)),
    };
    found.cloned().unwrap_or_default()
}

fn is_suspended(world: &World, who: &Principal) -> bool {
    match who {
        Principal::ServiceToken(id) => {
            world.service_tokens.iter().any(|one| one.id == *id && one.suspended)
        }
        _ => member_of(world, who)
            .is_some_and(|id| world.members.iter().any(|one| one.id == id && one.suspended)),
    }
}

/// Changes people by lists alone.
pub fn is_bound(world: &World, actor: &Principal, at: Timestamp, now: Timestamp) -> bool {
    if is_suspended(world, actor) {
        return false;
    }
    let own = given(world, actor);
    let by_list = |one: &GrantDefinition| {
        is_live(one, now) && matches!(over_people(world, one), Some(Assigns::Only(_)))
    };
    own.iter().any(by_list) && !is_free(world, &own, at)
}

/// Nothing but what the lists name is given, and no right over people without a list.
pub fn gives_by_lists(before: &World, after: &World, actor: &Principal, now: Timestamp) -> bool {
    let times = instants(before, after, now);
    let may = assignable(before, actor, now);
    let own = member_of(before, actor);
    let whole = |role| GrantDefinition {
        id: id(904, 0),
        gives: Gives::Role(role),
        scope: GrantScope::Organization,
        production: true,
        expires_at: None,
    };
    for who in principals(after) {
        if matches!(who, Principal::PersonalToken(_)) {
            continue;
        }
        let is_resumed = is_suspended(before, &who) && !is_suspended(after, &who);
        let old = if is_resumed { Vec::new() } else { given(before, &who) };
        let new = given(after, &who);
        for at in times.iter().filter(|at| is_bound(before, actor, **at, now)) {
            if is_free(after, &new, *at) && !is_free(before, &old, *at) {
                return false;
            }
            let is_own = who == *actor || (own.is_some() && own == member_of(after, &who));
            for one in new.iter().filter(|one| !is_own && one.is_assignment() && is_live(one, *at))
            {
                let Gives::Role(role_id) = one.gives else { continue };
                let lasts = |old: &GrantDefinition| {
                    old.id == one.id
                        && old.gives == one.gives
                        && (&old.scope, old.production) == (&one.scope, one.production)
                        && old
                            .expires_at
                            .is_none_or(|end| one.expires_at.is_some_and(|new| new <= end))
                };
                if role(after, role_id).is_some()
                    && !may.contains(&role_id)
                    && !old.iter().any(lasts)
                {
                    return false;
                }
            }
        }
    }
    let free = free_roles(before, after);
    let edited = after.roles.iter().filter(|one| !is_same_role(before, after, one.id));
    let mut new: Vec<(RoleId, bool)> = edited.map(|one| (one.id, free.contains(&one.id))).collect();
    new.retain(|(role, _)| !is_free(before, &[whole(*role)], now));
    if after.default_role != before.default_role {
        new.push((after.default_role, true));
    }
    new.into_iter().all(|(role, is_for_ever)| {
        let last = if is_for_ever { times.last().copied().unwrap_or(now) } else { now };
        !is_free(after, &[whole(role)], last) || !is_bound(before, actor, last, now)
    })
}

/// Came with a database that its holder made, and the actor gives a role that makes some.
pub fn is_of_maker(
    world: &World,
    before: &World,
    grant: &GrantDefinition,
    may: &BTreeSet<RoleId>,
) -> bool {
    matches!(grant.scope, GrantScope::Database(_))
        && world.databases.iter().any(|one| one.maker == Some(grant.id))
        && may
            .iter()
            .filter_map(|id| role(before, *id))
            .any(|role| role.held().contains(Action::DatabasesCreate))
}
