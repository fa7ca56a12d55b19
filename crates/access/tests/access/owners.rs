//! What makes and unmakes owners, and what does not.

use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;

const FIRST: u64 = 60;
const SECOND: u64 = 61;

fn owner() -> Gives {
    of(SystemRole::Owner)
}

fn plain(number: u64) -> RoleDefinition {
    role(number, &[(Area::Projects, Level::View)], RoleScope::EVERYTHING)
}

/// A team that owns, one that does not, and roles of which the first makes owners.
fn start() -> World {
    let mut world = organization();
    world.teams = vec![
        team(1, &[ADMIN], vec![everywhere(owner())]),
        team(2, &[ADMIN], vec![everywhere(of(SystemRole::Developer))]),
    ];
    world.roles.push(assigning(plain(FIRST), &[SystemRole::Owner.id()]));
    world
}

#[track_caller]
fn is_one(expected: bool, change: impl FnOnce(&mut World)) {
    let before = start();
    let mut after = before.clone();
    change(&mut after);
    assert_ne!(before, after);
    assert_eq!(changes_owners(&before, &after), expected);
    assert_eq!(changes_owners(&after, &before), expected, "as well the other way");
}

#[test]
fn who_is_given_the_role_of_owners_or_loses_it() {
    is_one(true, |world| world.members[ACCOMPLICE as usize].grants.push(everywhere(owner())));
    is_one(true, |world| world.members[OWNER as usize].grants.clear());
    is_one(true, |world| world.members[OWNER as usize].grants[0].expires_at = Some(NOW));
    is_one(true, |world| {
        world.service_tokens.push(WorldServiceToken {
            id: id(TOKEN, 1),
            grants: vec![everywhere(owner())],
            suspended: false,
        });
    });
    is_one(true, |world| {
        world.invitations.push(WorldInvitation {
            id: id(INVITATION, 1),
            inviter: id(MEMBER, 100),
            grants: vec![everywhere(owner())],
        });
    });
    let developer = || everywhere(of(SystemRole::Developer));
    is_one(false, |world| world.members[ACCOMPLICE as usize].grants.push(developer()));
    let all = ActionSet::of(&[Action::OwnersManage]);
    is_one(false, |world| {
        world.members[ACCOMPLICE as usize].grants.push(everywhere(Gives::Actions(all)));
    });
}

#[test]
fn who_is_in_a_team_that_owns() {
    is_one(true, |world| world.teams[0].members.push(id(MEMBER, ACCOMPLICE)));
    is_one(true, |world| world.teams[0].members.clear());
    is_one(false, |world| world.teams[1].members.push(id(MEMBER, ACCOMPLICE)));
    is_one(false, |world| world.teams[1].members.clear());
}

#[test]
fn which_owner_is_suspended() {
    is_one(true, |world| world.members[OWNER as usize].suspended = true);
    is_one(true, |world| world.members[ADMIN as usize].suspended = true);
    is_one(false, |world| world.members[ATTACKER as usize].suspended = true);
}

#[test]
fn who_could_make_owners() {
    is_one(true, |world| world.roles.push(assigning(plain(SECOND), &[SystemRole::Owner.id()])));
    is_one(true, |world| world.roles.push(assigning(plain(SECOND), &[id(ROLE, FIRST)])));
    is_one(true, |world| world.members[ACCOMPLICE as usize].grants.push(everywhere(custom(FIRST))));
    is_one(true, |world| world.default_role = id(ROLE, FIRST));
    is_one(true, |world| world.roles.retain(|role| role.id != id(ROLE, FIRST)));
    is_one(false, |world| world.roles.push(plain(SECOND)));
    is_one(false, |world| world.roles.push(assigning(plain(SECOND), &[id(ROLE, TEAM_LEAD)])));
    is_one(false, |world| world.default_role = id(ROLE, TEAM_LEAD));
}
