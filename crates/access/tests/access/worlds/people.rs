//! Small organizations for the attacks, said in words.

use std::collections::BTreeSet;

use bailiwick_access::*;
use bailiwick_model::*;

use super::*;

pub const OWNER: u64 = 0;
pub const ADMIN: u64 = 1;
/// Holds Team Manage and little else.
pub const ATTACKER: u64 = 2;
pub const ACCOMPLICE: u64 = 3;

/// The role of the attacker.
pub const TEAM_LEAD: u64 = 1;

pub fn member(number: u64) -> Principal {
    Principal::Member(id(MEMBER, number))
}

pub fn of(role: SystemRole) -> Gives {
    Gives::Role(role.id())
}

pub fn custom(number: u64) -> Gives {
    Gives::Role(id(ROLE, number))
}

pub fn at(gives: Gives, scope: GrantScope) -> GrantDefinition {
    let number = GRANTS.with(|grants| {
        grants.set(grants.get() + 1);
        grants.get()
    });
    GrantDefinition { id: id(GRANT, number), gives, scope, production: true, expires_at: None }
}

thread_local! {
    /// Grants made so far: each has an id of its own.
    static GRANTS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

pub fn everywhere(gives: Gives) -> GrantDefinition {
    at(gives, GrantScope::Organization)
}

pub fn until(microseconds: i64, gives: Gives) -> GrantDefinition {
    GrantDefinition { expires_at: Some(Timestamp(NOW.0 + microseconds)), ..everywhere(gives) }
}

pub fn in_projects(numbers: &[u64]) -> RoleScope {
    let projects = numbers.iter().map(|number| id(PROJECT, *number)).collect();
    RoleScope { projects: Selection::Only(projects), ..RoleScope::EVERYTHING }
}

pub fn role(number: u64, permissions: &[(Area, Level)], scope: RoleScope) -> RoleDefinition {
    let named: Vec<_> =
        permissions.iter().map(|(area, level)| Permission { area: *area, level: *level }).collect();
    RoleDefinition {
        id: id(ROLE, number),
        name: format!("role {number}"),
        system: None,
        permissions: close(&named),
        actions: ActionSet::EMPTY,
        scope,
        assigns: Assigns::Own,
    }
}

pub fn assigning(role: RoleDefinition, roles: &[RoleId]) -> RoleDefinition {
    RoleDefinition { assigns: Assigns::Only(roles.iter().copied().collect()), ..role }
}

/// An owner, an administrator, one with Team Manage and View on Instances, and a plain member.
pub fn organization() -> World {
    let mut world = lay_out(1);
    world.roles.push(role(
        TEAM_LEAD,
        &[(Area::Team, Level::Manage), (Area::Instances, Level::View)],
        RoleScope::EVERYTHING,
    ));
    join(&mut world, OWNER, vec![everywhere(of(SystemRole::Owner))]);
    join(&mut world, ADMIN, vec![everywhere(of(SystemRole::OrganizationAdministrator))]);
    join(&mut world, ATTACKER, vec![everywhere(custom(TEAM_LEAD))]);
    join(&mut world, ACCOMPLICE, Vec::new());
    world.default_role = id(ROLE, 99);
    world
}

pub fn join(world: &mut World, number: u64, grants: Vec<GrantDefinition>) {
    world.members.push(WorldMember {
        id: id(MEMBER, number),
        account: id(MEMBER, number + 100),
        suspended: false,
        can_sign_in: true,
        grants,
    });
}

pub fn team(number: u64, members: &[u64], grants: Vec<GrantDefinition>) -> WorldTeam {
    let members = members.iter().map(|number| id(MEMBER, *number)).collect();
    WorldTeam { id: id(TEAM, number), members, grants }
}

/// All that the member is given after.
pub fn set(number: u64, grants: Vec<GrantDefinition>) -> Change {
    Change::SetMemberGrants { member: id(MEMBER, number), grants }
}

/// What the member has, and one grant more.
pub fn add(world: &World, number: u64, grant: GrantDefinition) -> Change {
    let member = world.members.iter().find(|one| one.id == id(MEMBER, number));
    let old = member.map_or(&[][..], |one| &one.grants);
    set(number, old.iter().cloned().chain([grant]).collect())
}

pub fn suspend(number: u64) -> Change {
    Change::SetMemberState { member: id(MEMBER, number), suspended: true }
}

pub fn resume(number: u64) -> Change {
    Change::SetMemberState { member: id(MEMBER, number), suspended: false }
}

pub fn leave(number: u64) -> Change {
    Change::RemoveMember(id(MEMBER, number))
}

/// Asks the guard.
pub fn tried(world: &World, actor: Principal, change: &Change) -> Result<(), Refusal> {
    guard(world, &apply(world, change), &actor, &[], NOW)
}

/// The change is let through.
#[track_caller]
pub fn allowed(world: &World, actor: u64, change: &Change) {
    assert_eq!(tried(world, member(actor), change), Ok(()));
}

/// The change is refused with this word, for want of this action.
#[track_caller]
pub fn refused(
    world: &World,
    actor: u64,
    change: &Change,
    code: &str,
    action: impl Into<Option<Action>>,
) -> Refusal {
    match tried(world, member(actor), change) {
        Ok(()) => panic!("let through"),
        Err(refusal) => {
            assert_eq!((refusal.code(), refusal.action()), (code, action.into()), "{refusal}");
            refusal
        }
    }
}

pub fn only(number: u64) -> GrantScope {
    GrantScope::Projects(BTreeSet::from([id(PROJECT, number)]))
}
