//! Random organizations with people of all ranks, and random changes of them.

use std::collections::BTreeSet;

use bailiwick_access::*;
use bailiwick_model::RoleId;

use super::*;

/// A world in which somebody may do much, somebody little, and somebody may give roles that they do not hold.
pub fn peopled(seed: u64) -> World {
    let mut world = world(seed);
    let mut seeded = Seeded::new(seed ^ 0xfeed);
    let seeded = &mut seeded;
    let mut number = 500;
    let ranks = [
        SystemRole::Owner,
        SystemRole::OrganizationAdministrator,
        SystemRole::Developer,
        SystemRole::OrganizationMember,
    ];
    for (place, rank) in ranks.into_iter().enumerate() {
        number += 1;
        let expires_at = seeded.chance(25).then(|| later(seeded));
        let mine = vec![whole(Gives::Role(rank.id()), number, expires_at)];
        let is_alone = seeded.chance(70);
        let grants = &mut world.members[place].grants;
        *grants = if is_alone { mine } else { grants.drain(..).chain(mine).collect() };
        world.members[place].suspended = seeded.chance(8);
        world.members[place].can_sign_in = seeded.chance(80);
    }
    // The last custom role is the one of those who give roles.
    let roles = world.roles.len();
    let giver = &mut world.roles[roles - 1];
    let manage = |area| Permission { area, level: Level::Manage };
    giver.permissions = close(&[manage(Area::Team), manage(Area::ServiceTokens)]);
    giver.actions = ActionSet::EMPTY;
    if seeded.chance(60) {
        giver.permissions = close(&[manage(Area::Databases), manage(Area::Team)]);
    }
    giver.scope = RoleScope::EVERYTHING;
    let named = (0..6).filter(|_| seeded.chance(30)).map(|number| id(ROLE, number)).collect();
    let named: BTreeSet<RoleId> = named;
    let named = if seeded.chance(50) {
        named
            .into_iter()
            .chain([SystemRole::Developer.id(), SystemRole::OrganizationMember.id()])
            .collect()
    } else {
        named
    };
    giver.assigns = if seeded.chance(70) { Assigns::Only(named) } else { Assigns::Own };
    let giver = Gives::Role(giver.id);
    world.members[4].grants.push(whole(giver, 550, None));
    // Some made a database.
    for place in 0..world.databases.len() {
        if seeded.chance(50) {
            let number = 560 + place as u64;
            let scope = GrantScope::Database(world.databases[place].id);
            let gives = Gives::Role(SystemRole::DatabaseAdministrator.id());
            let maker = seeded.below(world.members.len() as u64) as usize;
            world.databases[place].maker = Some(id(GRANT, number));
            world.members[maker]
                .grants
                .push(GrantDefinition { scope, ..whole(gives, number, None) });
        }
    }
    if seeded.chance(40) {
        world.default_role = id(ROLE, seeded.below(6));
    }
    world
}

fn later(seeded: &mut Seeded) -> bailiwick_model::Timestamp {
    bailiwick_model::Timestamp(NOW.0 + 1 + seeded.below(100) as i64)
}

/// A grant for the whole organization.
pub fn whole(
    gives: Gives,
    number: u64,
    expires_at: Option<bailiwick_model::Timestamp>,
) -> GrantDefinition {
    let (id, scope) = (id(GRANT, number), GrantScope::Organization);
    GrantDefinition { id, gives, scope, production: true, expires_at }
}

/// Somebody's grants, with one added, one taken, or one that is somebody else's.
fn regranted(
    seeded: &mut Seeded,
    world: &World,
    old: &[GrantDefinition],
    number: &mut u64,
) -> Vec<GrantDefinition> {
    let mut grants = old.to_vec();
    match seeded.below(5) {
        0 => drop(grants.pop()),
        1 => grants.push(grant(seeded, number)),
        2 => {
            *number += 1;
            grants.push(whole(Gives::Role(id(ROLE, seeded.below(6))), *number, None));
        }
        3 => {
            *number += 1;
            let expires_at = seeded.chance(50).then(|| later(seeded));
            let role = SystemRole::ALL[seeded.below(5) as usize].id();
            grants.push(whole(Gives::Role(role), *number, expires_at));
        }
        _ => {
            *number += 1;
            let member = &world.members[seeded.below(world.members.len() as u64) as usize];
            let copied = member
                .grants
                .first()
                .map(|one| GrantDefinition { id: id(GRANT, *number), ..one.clone() });
            grants.extend(copied);
        }
    }
    grants
}

fn edited(seeded: &mut Seeded, old: &RoleDefinition) -> RoleDefinition {
    let mut role = old.clone();
    match seeded.below(6) {
        0 => drop(role.permissions.pop()),
        1 => role.scope = role_scope(seeded),
        2 => role.actions = role.actions.with(Action::ALL[seeded.below(100) as usize]),
        3 => {
            let area = Area::ALL[seeded.below(15) as usize];
            let levels = area.levels();
            let level = levels[seeded.below(levels.len() as u64) as usize];
            role.permissions.push(Permission { area, level });
            role.permissions = close(&role.permissions);
        }
        4 => {
            role.assigns =
                if seeded.chance(50) { Assigns::Own } else { Assigns::Only([old.id].into()) }
        }
        _ => role.name.push('x'),
    }
    role
}

/// A change of anything.
pub fn change(seeded: &mut Seeded, world: &World, number: &mut u64) -> Change {
    let member = world.members[seeded.below(world.members.len() as u64) as usize].clone();
    let team = world.teams.get(seeded.below(2) as usize).cloned();
    match seeded.below(15) {
        0..=2 => {
            let grants = regranted(seeded, world, &member.grants, number);
            Change::SetMemberGrants { member: member.id, grants }
        }
        3 => Change::SetMemberState { member: member.id, suspended: !member.suspended },
        4 => Change::RemoveMember(member.id),
        5..=6 => {
            let mut team = team.unwrap_or_else(|| WorldTeam {
                id: id(TEAM, 5),
                members: Vec::new(),
                grants: Vec::new(),
            });
            if seeded.chance(50) {
                match team.members.iter().position(|one| *one == member.id) {
                    Some(place) => drop(team.members.remove(place)),
                    None => team.members.push(member.id),
                }
            } else {
                team.grants = regranted(seeded, world, &team.grants, number);
            }
            Change::PutTeam(team)
        }
        7 => Change::RemoveTeam(team.map_or(id(TEAM, 9), |team| team.id)),
        8 => {
            let token = &world.service_tokens[seeded.below(3) as usize];
            let grants = regranted(seeded, world, &token.grants, number);
            Change::SetServiceTokenGrants { token: token.id, grants }
        }
        9 => Change::Invite(WorldInvitation {
            id: id(INVITATION, seeded.below(3)),
            inviter: member.account,
            grants: regranted(seeded, world, &[], number),
        }),
        10 => match world.roles.get(seeded.below(7) as usize) {
            Some(role) => Change::PutRole(edited(seeded, role)),
            None => {
                *number += 1;
                Change::PutRole(custom_role(seeded, *number))
            }
        },
        11 => Change::RemoveRole(id(ROLE, seeded.below(6))),
        12 => Change::SetMemberGrants { member: id(MEMBER, 0), grants: Vec::new() },
        13 => {
            *number += 1;
            let opening = [Action::BranchesConnectProduction, Action::BranchesDeleteProduction];
            let gives = Gives::Actions(ActionSet::of(&opening[seeded.below(2) as usize..]));
            let grants = vec![whole(gives, *number, None)];
            Change::SetServiceTokenGrants { token: id(TOKEN, seeded.below(3)), grants }
        }
        _ => {
            let number = seeded.below(6);
            let mut role = custom_role(seeded, number);
            role.assigns = Assigns::Only([role.id].into());
            Change::PutRole(role)
        }
    }
}

/// Somebody who makes the change: most often one who may make changes of its kind.
pub fn actor(seeded: &mut Seeded, world: &World, change: &Change) -> Principal {
    let all = principals(world);
    let likely = match change {
        Change::SetServiceTokenGrants { .. } => [1, 4, 4],
        Change::RemoveMember(_) | Change::SetMemberState { .. } => [0, 0, 1],
        _ => [0, 1, 4],
    };
    match seeded.below(10) {
        0..=5 => Principal::Member(id(MEMBER, likely[seeded.below(3) as usize])),
        6..=7 => Principal::Member(id(MEMBER, seeded.below(6))),
        _ => all[seeded.below(all.len() as u64) as usize],
    }
}
