//! What the guard lets through and what it refuses, attack by attack.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "worlds are shared between test files")]

mod worlds;
pub use worlds::*;

use bailiwick_access::*;

fn owned() -> World {
    let mut world = lay_out(1);
    let roles =
        [SystemRole::Owner, SystemRole::OrganizationAdministrator, SystemRole::OrganizationMember];
    for (number, role) in (0..).zip(roles) {
        world.members.push(WorldMember {
            id: id(MEMBER, number),
            account: id(MEMBER, number + 100),
            suspended: false,
            can_sign_in: true,
            grants: vec![GrantDefinition {
                id: id(GRANT, number),
                gives: Gives::Role(role.id()),
                scope: GrantScope::Organization,
                production: true,
                expires_at: None,
            }],
        });
    }
    world
}

fn member(number: u64) -> Principal {
    Principal::Member(id(MEMBER, number))
}

fn code(before: &World, change: &Change, actor: u64) -> Option<&'static str> {
    guard(before, &apply(before, change), &member(actor), &[], NOW)
        .err()
        .map(|refusal| refusal.code())
}

fn give(world: &World, to: u64, role: SystemRole) -> Change {
    let grants = vec![GrantDefinition {
        id: id(GRANT, 77),
        gives: Gives::Role(role.id()),
        ..world.members[0].grants[0].clone()
    }];
    Change::SetMemberGrants { member: id(MEMBER, to), grants }
}

#[test]
fn an_administrator_makes_no_owner_and_unmakes_none() {
    let world = owned();
    assert_eq!(code(&world, &give(&world, 1, SystemRole::Owner), 1), Some("would_exceed_grantor"));
    assert_eq!(code(&world, &Change::RemoveMember(id(MEMBER, 0)), 1), Some("target_above_actor"));
    assert_eq!(code(&world, &Change::RemoveMember(id(MEMBER, 0)), 0), Some("last_owner"));
    assert_eq!(code(&world, &give(&world, 2, SystemRole::Developer), 1), None);
}
