//! What somebody gives by a list of roles: to whom, in place of what, and by which credential.

use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;

const NAMED: SystemRole = SystemRole::Developer;

/// The attacker leads the team and assigns developers.
fn led() -> World {
    let mut world = organization();
    let lead = role(TEAM_LEAD, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    world.roles = vec![assigning(lead, &[NAMED.id(), SystemRole::OrganizationMember.id()])];
    world
}

fn has(world: &mut World, grants: Vec<GrantDefinition>) {
    world.members[ACCOMPLICE as usize].grants = grants;
}

#[test]
fn an_assignment_is_a_role_for_the_organization_or_for_projects() {
    let projects = || GrantScope::Projects([id(PROJECT, 0)].into());
    let instance = GrantScope::Instance(id(INSTANCE, 0));
    let database = GrantScope::Database(id(DATABASE, 0));
    assert!(everywhere(of(NAMED)).is_assignment());
    assert!(at(of(NAMED), projects()).is_assignment());
    assert!(!at(of(NAMED), instance).is_assignment());
    assert!(!at(of(NAMED), database).is_assignment());
    let actions = || Gives::Actions(ActionSet::of(&[Action::ProjectsView]));
    assert!(!everywhere(actions()).is_assignment());
    assert!(!at(actions(), projects()).is_assignment());
}

#[test]
fn a_role_of_the_list_is_given_beside_and_in_place_of_others() {
    let mut world = led();
    let short = until(1_000, of(NAMED));
    has(&mut world, vec![short.clone()]);
    allowed(&world, ATTACKER, &add(&world, ACCOMPLICE, everywhere(of(NAMED))));
    let prolonged = GrantDefinition { expires_at: None, ..short.clone() };
    allowed(&world, ATTACKER, &set(ACCOMPLICE, vec![prolonged]));
    has(&mut world, vec![everywhere(of(SystemRole::OrganizationMember))]);
    allowed(&world, ATTACKER, &add(&world, ACCOMPLICE, everywhere(of(NAMED))));
    let held = world.members[ACCOMPLICE as usize].grants[0].clone();
    let replaced = GrantDefinition { gives: of(NAMED), ..held };
    allowed(&world, ATTACKER, &set(ACCOMPLICE, vec![replaced]));
}

#[test]
fn a_token_gives_by_its_owners_list_when_it_carries_the_team() {
    let mut world = led();
    let change = add(&world, ACCOMPLICE, everywhere(of(NAMED)));
    let token = |number, actions: &[Action]| WorldPersonalToken {
        id: id(TOKEN, number),
        member: id(MEMBER, ATTACKER),
        grants: Some(vec![everywhere(Gives::Actions(ActionSet::of(actions)))]),
    };
    let wide = [Action::OrganizationView, Action::MembersView, Action::MembersUpdate];
    world.personal_tokens = vec![token(1, &wide), token(2, &wide[..2])];
    world.service_tokens.push(WorldServiceToken {
        id: id(TOKEN, 3),
        grants: vec![everywhere(custom(TEAM_LEAD))],
        suspended: false,
    });
    let by = |principal| guard(&world, &apply(&world, &change), &principal, &[], NOW).is_ok();
    assert!(by(Principal::PersonalToken(id(TOKEN, 1))));
    assert!(!by(Principal::PersonalToken(id(TOKEN, 2))), "it carries no Team Manage");
    assert!(!by(Principal::ServiceToken(id(TOKEN, 3))), "a program gives the default role alone");
}

#[test]
fn a_role_is_beyond_lists_when_it_changes_people_without_one() {
    let (changes, reads) =
        (ActionSet::of(&[Action::MembersUpdate]), ActionSet::of(&[Action::MembersView]));
    let list = Assigns::Only([NAMED.id()].into());
    assert!(is_beyond_lists(changes, &Assigns::Own));
    assert!(!is_beyond_lists(changes, &list));
    assert!(!is_beyond_lists(reads, &Assigns::Own));
    assert!(!is_beyond_lists(reads, &list));
}

/// What somebody held in one place is no excuse for what they are given in another, though a third held it there.
#[test]
fn what_was_held_elsewhere_is_no_excuse() {
    const WIDE: u64 = 70;
    let mut world = organization();
    world.roles.push(role(WIDE, &[(Area::Instances, Level::Manage)], RoleScope::EVERYTHING));
    join(&mut world, 4, vec![everywhere(custom(WIDE))]);
    has(&mut world, vec![at(custom(WIDE), only(0))]);
    let mut after = world.clone();
    let changed = after.roles.iter_mut().find(|role| role.id == id(ROLE, WIDE)).unwrap();
    changed.permissions.push(Permission { area: Area::Team, level: Level::View });
    let grants = &mut after.members[ACCOMPLICE as usize].grants;
    *grants = vec![GrantDefinition { scope: GrantScope::Organization, ..grants[0].clone() }];
    let refusal = guard(&world, &after, &member(ATTACKER), &[], NOW).unwrap_err();
    assert_eq!(refusal.code(), "would_exceed_grantor", "{refusal}");
}

/// A role gives what its list gives, too.
#[test]
fn a_role_whose_list_gives_more_is_not_ones_to_touch() {
    let mut world = led();
    let with_list = |number, named: SystemRole| {
        let lead = role(number, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
        assigning(lead, &[named.id()])
    };
    world.roles.push(with_list(71, NAMED));
    world.roles.push(with_list(72, SystemRole::OrganizationAdministrator));
    let within = |number| role_is_within(&world, &member(ATTACKER), id(ROLE, number), NOW);
    assert_eq!(within(71), Ok(()));
    assert!(matches!(within(72), Err(Refusal::RoleAboveActor { .. })), "{:?}", within(72));
}

/// Nobody wrote about them, and they lose by it.
#[test]
fn an_edit_of_a_role_does_not_reach_whoever_is_above() {
    const HELD: u64 = 80;
    const ABOVE: u64 = 81;
    let mut world = organization();
    let views = [(Area::Projects, Level::View), (Area::Instances, Level::View)];
    world.roles.push(role(HELD, &views, RoleScope::EVERYTHING));
    world.roles.push(role(ABOVE, &[(Area::Billing, Level::Manage)], RoleScope::EVERYTHING));
    let narrowed = Change::PutRole(role(HELD, &views[..1], RoleScope::EVERYTHING));
    join(&mut world, 4, vec![everywhere(custom(HELD))]);
    allowed(&world, ATTACKER, &narrowed);
    world.members[4].grants.push(everywhere(custom(ABOVE)));
    refused(&world, ATTACKER, &narrowed, "target_above_actor", Action::BillingView);
}

/// A list counts where the role that has it is given for the whole organization, whatever else lets its holder change people.
#[test]
fn a_list_that_is_held_in_some_projects_adds_nothing_to_a_role_without_one() {
    let mut world = led();
    world.roles.push(role(90, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING));
    let give = add(&world, ACCOMPLICE, everywhere(of(NAMED)));
    allowed(&world, ATTACKER, &give);
    let in_some = at(custom(TEAM_LEAD), only(0));
    world.members[ATTACKER as usize].grants = vec![everywhere(custom(90)), in_some];
    assert!(tried(&world, member(ATTACKER), &give).is_err());
}
