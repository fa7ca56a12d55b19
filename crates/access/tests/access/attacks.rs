//! What the guard lets through and what it refuses, attack by attack; the numbers are those of the catalogue in the
//! design's reference on authorization.

use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;

const EXCEEDS: &str = "would_exceed_grantor";
const ABOVE: &str = "target_above_actor";

#[test]
fn t01_nobody_makes_themselves_owner() {
    let world = organization();
    let change = add(&world, ATTACKER, everywhere(of(SystemRole::Owner)));
    let refusal = refused(&world, ATTACKER, &change, EXCEEDS, Action::OrganizationUpdate);
    let Refusal::WouldExceedGrantor { principal, resource, missing, .. } = refusal else {
        panic!()
    };
    assert_eq!((principal, resource), (member(ATTACKER), Resource::Organization));
    assert!(missing.contains(Action::OwnersManage) && !missing.contains(Action::MembersUpdate));
    refused(
        &world,
        ADMIN,
        &add(&world, ADMIN, everywhere(of(SystemRole::Owner))),
        EXCEEDS,
        Action::OwnersManage,
    );
}

#[test]
fn t02_nor_gives_themselves_one_action_that_they_lack() {
    let mut world = organization();
    let with = |level| {
        role(2, &[(Area::Team, Level::Manage), (Area::Instances, level)], RoleScope::EVERYTHING)
    };
    world.roles.push(with(Level::View));
    allowed(&world, ATTACKER, &add(&world, ATTACKER, everywhere(custom(2))));
    world.roles.pop();
    world.roles.push(RoleDefinition {
        actions: ActionSet::of(&[Action::InstancesDelete]),
        ..with(Level::View)
    });
    refused(
        &world,
        ATTACKER,
        &add(&world, ATTACKER, everywhere(custom(2))),
        EXCEEDS,
        Action::InstancesDelete,
    );
}

#[test]
fn t03_nor_to_an_accomplice_nor_through_a_team() {
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Billing, Level::Manage)], RoleScope::EVERYTHING));
    let stronger = || everywhere(custom(2));
    refused(&world, ATTACKER, &add(&world, ACCOMPLICE, stronger()), EXCEEDS, Action::BillingView);
    let mine = team(1, &[ATTACKER], vec![stronger()]);
    refused(&world, ATTACKER, &Change::PutTeam(mine), EXCEEDS, Action::BillingView);
    let theirs = team(1, &[], vec![stronger()]);
    refused(&world, ATTACKER, &Change::PutTeam(theirs), EXCEEDS, Action::BillingView);
    let invitation = WorldInvitation {
        id: id(INVITATION, 1),
        inviter: id(MEMBER, ATTACKER + 100),
        grants: vec![stronger()],
    };
    refused(&world, ATTACKER, &Change::Invite(invitation), EXCEEDS, Action::BillingView);
}

#[test]
fn t04_t05_nobody_widens_a_role_beyond_themselves_whoever_holds_it() {
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Team, Level::View)], RoleScope::EVERYTHING));
    let wider = |number| {
        Change::PutRole(role(
            number,
            &[
                (Area::Team, Level::Manage),
                (Area::Instances, Level::View),
                (Area::Billing, Level::View),
            ],
            RoleScope::EVERYTHING,
        ))
    };
    refused(&world, ATTACKER, &wider(TEAM_LEAD), EXCEEDS, Action::BillingView);
    refused(&world, ATTACKER, &wider(2), EXCEEDS, Action::BillingView);
    refused(&world, ATTACKER, &wider(3), EXCEEDS, Action::BillingView);
    let held = apply(&world, &add(&world, ACCOMPLICE, everywhere(custom(2))));
    refused(&held, ATTACKER, &wider(2), EXCEEDS, Action::BillingView);
    let within = role(2, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    allowed(&held, ATTACKER, &Change::PutRole(within));
    allowed(&held, ADMIN, &wider(2));
}

#[test]
fn t06_nor_its_scope() {
    let mut world = organization();
    let deploying = |scope| role(2, &[(Area::Instances, Level::Deploy)], scope);
    world.roles.push(deploying(in_projects(&[1])));
    let world = apply(&world, &add(&world, ATTACKER, everywhere(custom(2))));
    let everything = Change::PutRole(deploying(RoleScope::EVERYTHING));
    refused(&world, ATTACKER, &everything, EXCEEDS, Action::InstancesCompact);
    let another = Change::PutRole(deploying(in_projects(&[1, 2])));
    refused(&world, ATTACKER, &another, EXCEEDS, Action::InstancesCompact);
    let narrower = RoleScope { production: false, ..in_projects(&[1]) };
    allowed(&world, ATTACKER, &Change::PutRole(deploying(narrower)));
}

#[test]
fn t07_a_new_project_is_in_no_set() {
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Instances, Level::Manage)], in_projects(&[1])));
    world.members[ACCOMPLICE as usize].grants = vec![everywhere(custom(2))];
    world.projects.push(WorldProject { id: id(PROJECT, 3) });
    world.instances.push(WorldInstance {
        id: id(INSTANCE, 30),
        project: id(PROJECT, 3),
        production: false,
    });
    let snapshot = Snapshot::fold(&world, NOW);
    let holds = |resource| snapshot.effective(&member(ACCOMPLICE), &resource);
    assert!(holds(Resource::Project(id(PROJECT, 3))).is_empty());
    assert!(holds(Resource::Instance(id(INSTANCE, 30))).is_empty());
    assert!(holds(Resource::Instance(id(INSTANCE, 2))).contains(Action::InstancesDelete));
}

#[test]
fn t08_the_actions_of_one_role_and_the_scope_of_another_do_not_add_up() {
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Instances, Level::Manage)], in_projects(&[1])));
    world.roles.push(role(3, &[(Area::InstanceLogs, Level::View)], RoleScope::EVERYTHING));
    let world = apply(&world, &add(&world, ATTACKER, everywhere(custom(2))));
    let world = apply(&world, &add(&world, ATTACKER, everywhere(custom(3))));
    let manage = ActionSet::of(&[Action::InstancesDelete]);
    let give = |scope| add(&world, ACCOMPLICE, at(Gives::Actions(manage), scope));
    allowed(&world, ATTACKER, &give(only(1)));
    refused(&world, ATTACKER, &give(only(2)), EXCEEDS, Action::InstancesDelete);
    refused(&world, ATTACKER, &give(GrantScope::Organization), EXCEEDS, Action::InstancesDelete);
}

#[test]
fn t09_projects_manage_of_some_projects_is_refused_and_where_it_is_stored_gives_nothing() {
    let manage = [Permission { area: Area::Projects, level: Level::Manage }];
    assert!(matches!(
        normalise(&manage, ActionSet::EMPTY, in_projects(&[1])),
        Err(RoleProblem::NeedsEverything(_))
    ));
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Projects, Level::Manage)], in_projects(&[1])));
    world.members[ACCOMPLICE as usize].grants = vec![everywhere(custom(2))];
    let snapshot = Snapshot::fold(&world, NOW);
    let held = |resource| snapshot.effective(&member(ACCOMPLICE), &resource);
    let project = held(Resource::Project(id(PROJECT, 1)));
    assert_eq!(project, ActionSet::of(&[Action::ProjectsView]));
    assert!(!held(Resource::Organization).contains(Action::ProjectsCreate));
}

#[test]
fn t10_a_role_of_nothing_of_what_is_implied_and_of_an_area_twice() {
    let all = || RoleScope::EVERYTHING;
    let view = |area| Permission { area, level: Level::View };
    assert_eq!(normalise(&[], ActionSet::EMPTY, all()), Err(RoleProblem::NoPermission));
    let twice = [view(Area::Team), Permission { area: Area::Team, level: Level::Manage }];
    let refused = normalise(&twice, ActionSet::EMPTY, all());
    assert_eq!(refused, Err(RoleProblem::AreaTwice(Area::Team)));
    let Ok(implied) = normalise(&[view(Area::Projects)], ActionSet::EMPTY, all()) else { panic!() };
    assert_eq!(implied.permissions, [view(Area::Projects)]);
}

#[test]
fn t12_a_child_never_stands_without_its_parents() {
    for area in Area::ALL {
        for level in area.levels() {
            let closed = close(&[Permission { area: *area, level: *level }]);
            for permission in &closed {
                let parent = permission.area.parent();
                let is_there = |parent| closed.iter().any(|one| one.area == parent);
                assert!(parent.is_none_or(is_there), "{permission}");
            }
            // Without its parent it comes back: there is no way to store the child alone.
            let children: Vec<_> = closed.iter().copied().filter(|one| one.area == *area).collect();
            assert_eq!(close(&children), closed);
        }
    }
}

#[test]
fn t18_a_role_that_goes_gives_nothing_and_only_who_stands_above_its_holders_removes_it() {
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Billing, Level::View)], RoleScope::EVERYTHING));
    world.members[ACCOMPLICE as usize].grants = vec![everywhere(custom(2))];
    let change = Change::RemoveRole(id(ROLE, 2));
    refused(&world, ATTACKER, &change, ABOVE, Action::BillingView);
    allowed(&world, ADMIN, &change);
    let after = Snapshot::fold(&apply(&world, &change), NOW);
    let found = differences(&Snapshot::fold(&world, NOW), &after);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].principal, &found[0].resource),
        (member(ACCOMPLICE), &Resource::Organization)
    );
    assert!(found[0].lost.contains(Action::BillingView) && found[0].gained.is_empty());
}

#[test]
fn t20_the_last_owner_stays() {
    let world = organization();
    for change in [leave(OWNER), suspend(OWNER), set(OWNER, Vec::new())] {
        refused(&world, OWNER, &change, "last_owner", None);
    }
    let lower = set(OWNER, vec![everywhere(of(SystemRole::OrganizationAdministrator))]);
    refused(&world, OWNER, &lower, "last_owner", None);
    let for_a_while = set(OWNER, vec![until(1_000, of(SystemRole::Owner))]);
    refused(&world, OWNER, &for_a_while, "last_owner", None);
    let without_production =
        GrantDefinition { production: false, ..everywhere(of(SystemRole::Owner)) };
    refused(&world, OWNER, &set(OWNER, vec![without_production]), "last_owner", None);
    let of_a_project = at(of(SystemRole::Owner), only(1));
    refused(&world, OWNER, &set(OWNER, vec![of_a_project]), "last_owner", None);

    let two = apply(&world, &add(&world, ACCOMPLICE, everywhere(of(SystemRole::Owner))));
    allowed(&two, OWNER, &leave(OWNER));
    allowed(&two, OWNER, &leave(ACCOMPLICE));
    assert_eq!(keeps_an_owner(&two, &apply(&two, &leave(OWNER))), Ok(()));
    assert_eq!(keeps_an_owner(&world, &apply(&world, &leave(OWNER))), Err(Refusal::LastOwner));
    let nobody = apply(&world, &leave(OWNER));
    assert_eq!(keeps_an_owner(&nobody, &nobody), Ok(()), "what is not there cannot be lost");
}

#[test]
fn t20_also_when_a_team_makes_them_owner() {
    let mut world = organization();
    world.members[OWNER as usize].grants.clear();
    world.teams.push(team(1, &[OWNER], vec![everywhere(of(SystemRole::Owner))]));
    assert_eq!(keeps_an_owner(&organization(), &world), Ok(()));
    refused(&world, OWNER, &Change::RemoveTeam(id(TEAM, 1)), "last_owner", None);
    let empty = Change::PutTeam(team(1, &[], vec![everywhere(of(SystemRole::Owner))]));
    refused(&world, OWNER, &empty, "last_owner", None);
}

#[test]
fn t24_an_owner_who_cannot_act_does_not_count() {
    let owner = || everywhere(of(SystemRole::Owner));
    let mut world = organization();
    world.members[ACCOMPLICE as usize].grants = vec![owner()];
    allowed(&world, OWNER, &leave(OWNER));
    let mut suspended = world.clone();
    suspended.members[ACCOMPLICE as usize].suspended = true;
    refused(&suspended, OWNER, &leave(OWNER), "last_owner", None);
    let mut unable = world.clone();
    unable.members[ACCOMPLICE as usize].can_sign_in = false;
    refused(&unable, OWNER, &leave(OWNER), "last_owner", None);
    let mut invited = organization();
    invited.invitations.push(WorldInvitation {
        id: id(INVITATION, 1),
        inviter: id(MEMBER, 100),
        grants: vec![owner()],
    });
    refused(&invited, OWNER, &leave(OWNER), "last_owner", None);
}

#[test]
fn t25_nobody_touches_somebody_above_them() {
    let world = organization();
    for change in [leave(OWNER), suspend(OWNER), set(OWNER, Vec::new())] {
        refused(&world, ATTACKER, &change, ABOVE, Action::OrganizationUpdate);
        refused(&world, ADMIN, &change, ABOVE, Action::OwnersManage);
    }
    allowed(&world, ADMIN, &leave(ATTACKER));
    let same = guard(&world, &world, &member(ADMIN), &[member(OWNER)], NOW);
    assert!(matches!(same, Err(Refusal::TargetAboveActor { .. })), "a reset touches too");
    assert_eq!(guard(&world, &world, &member(OWNER), &[member(ADMIN)], NOW), Ok(()));
    let beside = apply(&world, &add(&world, ACCOMPLICE, everywhere(custom(TEAM_LEAD))));
    let both = guard(&world, &beside, &member(ADMIN), &[member(ACCOMPLICE), member(OWNER)], NOW);
    assert_eq!(both.map_err(|refusal| refusal.code()), Err(ABOVE), "also beside a change");
}

#[test]
fn t25_nor_while_they_are_suspended() {
    let mut world = organization();
    join(&mut world, 4, vec![everywhere(of(SystemRole::Owner))]);
    world.members[OWNER as usize].suspended = true;
    refused(&world, ATTACKER, &leave(OWNER), ABOVE, Action::OrganizationUpdate);
    refused(&world, ATTACKER, &set(OWNER, Vec::new()), ABOVE, Action::OrganizationUpdate);
    refused(&world, ATTACKER, &resume(OWNER), EXCEEDS, Action::OrganizationUpdate);
    let stronger = add(&world, ACCOMPLICE, everywhere(of(SystemRole::Developer)));
    world.members[ACCOMPLICE as usize].suspended = true;
    refused(&world, ATTACKER, &stronger, EXCEEDS, Action::ProjectsCreate);
    allowed(&world, 4, &resume(OWNER));
}

#[test]
fn t27_t28_nobody_joins_or_arms_a_team_beyond_themselves() {
    let mut world = organization();
    let administrator =
        || at(of(SystemRole::DatabaseAdministrator), GrantScope::Database(id(DATABASE, 0)));
    world.teams.push(team(1, &[], vec![administrator()]));
    world.teams.push(team(2, &[ATTACKER], Vec::new()));
    let join = Change::PutTeam(team(1, &[ATTACKER], world.teams[0].grants.clone()));
    refused(&world, ATTACKER, &join, EXCEEDS, Action::DatabasesView);
    let arm = Change::PutTeam(team(2, &[ATTACKER], vec![administrator()]));
    refused(&world, ATTACKER, &arm, EXCEEDS, Action::DatabasesView);
    refused(&world, ATTACKER, &Change::RemoveTeam(id(TEAM, 1)), ABOVE, Action::DatabasesView);
    allowed(&world, ADMIN, &join);
    allowed(&world, ATTACKER, &Change::RemoveTeam(id(TEAM, 2)));
}

/// What a team gives to somebody who holds more counts when that has gone.
#[test]
fn t25_nobody_changes_whoever_stands_above_them_through_a_team() {
    let mut world = organization();
    let view = || vec![everywhere(custom(TEAM_LEAD))];
    world.teams.push(team(1, &[], view()));
    world.teams.push(team(2, &[], Vec::new()));
    world.members[OWNER as usize].suspended = false;
    for above in [OWNER, ADMIN] {
        for (number, grants) in [(1, view()), (2, Vec::new())] {
            let put = Change::PutTeam(team(number, &[above], grants.clone()));
            refused(&world, ATTACKER, &put, ABOVE, Action::OrganizationUpdate);
            let with = apply(&world, &put);
            let out = Change::PutTeam(team(number, &[], grants));
            for change in [out, Change::RemoveTeam(id(TEAM, number))] {
                refused(&with, ATTACKER, &change, ABOVE, Action::OrganizationUpdate);
                allowed(&with, OWNER, &change);
            }
        }
        let with = apply(&world, &Change::PutTeam(team(2, &[above], Vec::new())));
        let arm = Change::PutTeam(team(2, &[above], view()));
        refused(&with, ATTACKER, &arm, ABOVE, Action::OrganizationUpdate);
    }
    allowed(&world, ATTACKER, &Change::PutTeam(team(1, &[ACCOMPLICE], view())));
    // Oneself joins and leaves.
    let with = apply(&world, &Change::PutTeam(team(2, &[ATTACKER], Vec::new())));
    allowed(&with, ATTACKER, &Change::PutTeam(team(2, &[], Vec::new())));
}

#[test]
fn t29_an_administrator_of_one_database_is_none_of_another() {
    let mut world = organization();
    let on = |number| {
        at(of(SystemRole::DatabaseAdministrator), GrantScope::Database(id(DATABASE, number)))
    };
    world.members[ACCOMPLICE as usize].grants = vec![on(0)];
    join(&mut world, 4, Vec::new());
    allowed(&world, ACCOMPLICE, &add(&world, 4, on(0)));
    refused(&world, ACCOMPLICE, &add(&world, 4, on(2)), EXCEEDS, Action::ProjectsView);
    refused(&world, ACCOMPLICE, &add(&world, ACCOMPLICE, on(2)), EXCEEDS, Action::ProjectsView);
}

#[test]
fn t54_production_is_opened_to_tokens_by_who_may() {
    let mut world = organization();
    world.roles.push(role(
        2,
        &[(Area::Databases, Level::Manage), (Area::ServiceTokens, Level::Manage)],
        RoleScope::EVERYTHING,
    ));
    world.members[ACCOMPLICE as usize].grants = vec![everywhere(custom(2))];
    world.service_tokens.push(WorldServiceToken {
        id: id(TOKEN, 1),
        grants: Vec::new(),
        suspended: false,
    });
    let opening = |action| Change::SetServiceTokenGrants {
        token: id(TOKEN, 1),
        grants: vec![at(
            Gives::Actions(ActionSet::of(&[action])),
            GrantScope::Database(id(DATABASE, 0)),
        )],
    };
    for action in [Action::BranchesConnectProduction, Action::BranchesDeleteProduction] {
        refused(
            &world,
            ACCOMPLICE,
            &opening(action),
            "production_grant",
            Action::ServiceTokenGrantsCreateProduction,
        );
        allowed(&world, ADMIN, &opening(action));
    }
    allowed(&world, ACCOMPLICE, &opening(Action::BranchesDelete));

    // Not by the way of a role that the token holds either, nor by waking one that sleeps.
    let mut held = world.clone();
    held.roles.push(role(3, &[(Area::Databases, Level::Deploy)], RoleScope::EVERYTHING));
    held.service_tokens[0].grants = vec![everywhere(custom(3))];
    let wider =
        Change::PutRole(role(3, &[(Area::Databases, Level::Manage)], RoleScope::EVERYTHING));
    refused(
        &held,
        ACCOMPLICE,
        &wider,
        "production_grant",
        Action::ServiceTokenGrantsCreateProduction,
    );
    let mut asleep = apply(&world, &opening(Action::BranchesConnectProduction));
    let awake = asleep.clone();
    asleep.service_tokens[0].suspended = true;
    let woken = guard(&asleep, &awake, &member(ACCOMPLICE), &[], NOW);
    assert_eq!(
        woken,
        Err(Refusal::ProductionGrant { principal: Principal::ServiceToken(id(TOKEN, 1)) })
    );
}
