//! What the engine promises, one promise at a time.

use std::collections::BTreeSet;

use crate::worlds::*;
use bailiwick_access::*;
use bailiwick_model::Timestamp;
use proptest::prelude::*;

fn member_with(grants: Vec<GrantDefinition>) -> World {
    let mut world = lay_out(1);
    world.members.push(WorldMember {
        id: id(MEMBER, 0),
        account: id(MEMBER, 100),
        suspended: false,
        can_sign_in: true,
        grants,
    });
    world
}

fn given(role: SystemRole, scope: GrantScope) -> GrantDefinition {
    GrantDefinition {
        id: id(GRANT, 1),
        gives: Gives::Role(role.id()),
        scope,
        production: true,
        expires_at: None,
    }
}

fn me() -> Principal {
    Principal::Member(id(MEMBER, 0))
}

fn check(world: &World, principal: Principal, action: Action, resource: Resource, expected: bool) {
    let snapshot = Snapshot::fold(world, NOW);
    let said = decide(&snapshot, &principal, action, &resource);
    assert_eq!(said.is_ok(), expected, "{principal:?} {action} {resource:?}: {said:?}");
}

#[test]
fn a_suspended_member_and_their_tokens_hold_nothing() {
    let mut world = member_with(vec![given(SystemRole::Owner, GrantScope::Organization)]);
    world.personal_tokens.push(WorldPersonalToken {
        id: id(TOKEN, 1),
        member: id(MEMBER, 0),
        grants: None,
    });
    let token = Principal::PersonalToken(id(TOKEN, 1));
    check(&world, token, Action::OwnersManage, Resource::Organization, true);
    world.members[0].suspended = true;
    check(&world, me(), Action::OrganizationView, Resource::Organization, false);
    check(&world, token, Action::OrganizationView, Resource::Organization, false);
    let denial = decide(
        &Snapshot::fold(&world, NOW),
        &token,
        Action::OrganizationView,
        &Resource::Organization,
    );
    let denial = denial.unwrap_err();
    assert_eq!((denial.is_visible, denial.reason), (false, Reason::NotAMember));
}

#[test]
fn a_personal_token_carries_what_both_it_and_its_owner_hold() {
    let mut world = member_with(vec![given(SystemRole::Developer, GrantScope::Organization)]);
    let grants = vec![GrantDefinition {
        gives: Gives::Actions(ActionSet::READING),
        ..given(SystemRole::Owner, GrantScope::Organization)
    }];
    world.personal_tokens.push(WorldPersonalToken {
        id: id(TOKEN, 1),
        member: id(MEMBER, 0),
        grants: Some(grants),
    });
    let token = Principal::PersonalToken(id(TOKEN, 1));
    let instance = || Resource::Instance(id(INSTANCE, 1));
    check(&world, token, Action::InstancesView, instance(), true);
    check(&world, token, Action::InstancesDelete, instance(), false);
    check(&world, token, Action::BillingView, Resource::Organization, false);
    world.members[0].grants.clear();
    check(&world, token, Action::InstancesView, instance(), false);
}

#[test]
fn what_may_not_be_known_is_absent_and_what_is_seen_is_forbidden() {
    let grant =
        given(SystemRole::Developer, GrantScope::Projects(BTreeSet::from([id(PROJECT, 1)])));
    let snapshot = Snapshot::fold(&member_with(vec![grant]), NOW);
    let seen =
        |action, resource: Resource| decide(&snapshot, &me(), action, &resource).unwrap_err();
    let forbidden = seen(Action::BranchesPromote, Resource::Database(id(DATABASE, 2)));
    assert!(forbidden.is_visible && forbidden.holds.contains(Action::BranchesCreate));
    assert_eq!(
        forbidden.to_string(),
        "you need `branches.promote` to promote a branch to production; it comes with Manage on Databases"
    );
    let hidden = seen(Action::BranchesPromote, Resource::Database(id(DATABASE, 0)));
    let missing = seen(Action::BranchesPromote, Resource::Database(id(DATABASE, 77)));
    assert!(!hidden.is_visible && !missing.is_visible);
    assert_eq!(hidden.to_string(), missing.to_string());
    assert!(seen(Action::OwnersManage, Resource::Organization).is_visible);
    assert!(!seen(Action::ProjectsView, Resource::Project(id(PROJECT, 0))).is_visible);
}

#[test]
fn a_grant_ends_at_its_time_and_the_snapshot_says_when() {
    let mut grant = given(SystemRole::Owner, GrantScope::Organization);
    grant.expires_at = Some(Timestamp(NOW.0 + 1));
    let world = member_with(vec![grant]);
    let snapshot = Snapshot::fold(&world, NOW);
    assert_eq!(snapshot.next_expiry(), Some(Timestamp(NOW.0 + 1)));
    assert!(!snapshot.is_stale(NOW) && snapshot.is_stale(Timestamp(NOW.0 + 1)));
    assert!(snapshot.effective(&me(), &Resource::Organization).contains(Action::OwnersManage));
    let later = Snapshot::fold(&world, Timestamp(NOW.0 + 1));
    assert!(later.effective(&me(), &Resource::Organization).is_empty());
    assert_eq!(later.next_expiry(), None);
}

#[test]
fn a_token_that_deletes_development_branches_cannot_delete_one_promoted_since() {
    let mut world = lay_out(1);
    world.service_tokens.push(WorldServiceToken {
        id: id(TOKEN, 1),
        grants: vec![GrantDefinition {
            gives: Gives::Actions(ActionSet::of(&[Action::BranchesDelete, Action::BranchesView])),
            ..given(SystemRole::Owner, GrantScope::Database(id(DATABASE, 0)))
        }],
        suspended: false,
    });
    let token = Principal::ServiceToken(id(TOKEN, 1));
    let branch = |is_production| Resource::Branch { database: id(DATABASE, 0), is_production };
    check(&world, token, Action::BranchesDelete, branch(false), true);
    check(&world, token, Action::BranchesDelete, branch(true), false);
    check(&world, token, Action::BranchesDeleteProduction, branch(true), false);
}

#[test]
fn a_set_that_became_empty_grants_nothing() {
    let role = RoleDefinition {
        id: id(ROLE, 1),
        name: "scoped".into(),
        system: None,
        permissions: close(&[Permission { area: Area::Databases, level: Level::Manage }]),
        actions: ActionSet::EMPTY,
        scope: RoleScope { projects: Selection::Only(BTreeSet::new()), ..RoleScope::EVERYTHING },
        assigns: Assigns::Own,
    };
    let world = holder_of(role, GrantScope::Organization, true);
    let snapshot = Snapshot::fold(&world, NOW);
    assert!(
        resources(&world).iter().all(|resource| snapshot.effective(&me(), resource).is_empty())
    );
}

#[test]
fn a_stored_role_cannot_pass_for_a_system_role() {
    let mut role = RoleDefinition::of_system(SystemRole::Owner);
    role.id = id(ROLE, 1);
    check(
        &holder_of(role, GrantScope::Organization, true),
        me(),
        Action::OrganizationView,
        Resource::Organization,
        false,
    );
    let mut role = RoleDefinition::of_system(SystemRole::OrganizationMember);
    (role.system, role.actions) = (None, ActionSet::FULL);
    check(
        &holder_of(role, GrantScope::Organization, true),
        me(),
        Action::BillingView,
        Resource::Organization,
        false,
    );
}

#[test]
fn a_permit_serves_the_act_it_was_made_for() {
    let world = member_with(vec![given(SystemRole::Owner, GrantScope::Organization)]);
    let snapshot = Snapshot::fold(&world, NOW);
    let project = Resource::Project(id(PROJECT, 0));
    let permit = decide(&snapshot, &me(), Action::ProjectsUpdate, &project).unwrap();
    assert_eq!(permit.require(Action::ProjectsUpdate), Ok(()));
    assert_eq!(
        permit.require(Action::ProjectsDelete).unwrap_err().to_string(),
        "this needs a permit for `projects.delete`, and was shown one for `projects.update`"
    );
    assert!(permit.require_on(Action::ProjectsUpdate, &Resource::Project(id(PROJECT, 1))).is_err());
    assert!(permit.require_system(&[SystemReason::Job]).is_err());
    assert_eq!(permit.actor(), Actor::Account(id(MEMBER, 100)));
    assert_eq!((permit.organization(), permit.epoch()), (Some(world.organization), Some(1)));
    let looking =
        decide_somewhere(&snapshot, &me(), Action::ProjectsUpdate, &Resource::Organization);
    assert!(looking.unwrap().require(Action::ProjectsUpdate).is_err(), "looking is not changing");
    let job = system(Some(world.organization), SystemReason::Job);
    assert!(job.require(Action::ProjectsUpdate).is_err());
    assert_eq!(job.require_system(&[SystemReason::Expiry, SystemReason::Job]), Ok(()));
}

#[test]
fn a_team_cannot_act_but_its_members_hold_what_it_holds() {
    let mut world = member_with(Vec::new());
    world.teams.push(WorldTeam {
        id: id(TEAM, 1),
        members: vec![id(MEMBER, 0)],
        grants: vec![given(
            SystemRole::DatabaseAdministrator,
            GrantScope::Database(id(DATABASE, 0)),
        )],
    });
    let database = || Resource::Database(id(DATABASE, 0));
    check(&world, me(), Action::DatabasesDelete, database(), true);
    check(&world, Principal::Team(id(TEAM, 1)), Action::DatabasesDelete, database(), false);
    let snapshot = Snapshot::fold(&world, NOW);
    let said = why(&snapshot, &world, &me(), Action::DatabasesDelete, &database());
    assert_eq!(said.because[0].via_team, Some(id(TEAM, 1)));
}

#[test]
fn the_cheapest_fix_comes_first() {
    let world = member_with(Vec::new());
    let snapshot = Snapshot::fold(&world, NOW);
    let on = Resource::Instance(id(INSTANCE, 0));
    let said = why(&snapshot, &world, &me(), Action::InstancesView, &on);
    let first = &said.fixes[0];
    // Its view, the name of its project, and that there is an organization.
    assert_eq!(first.extra, 3);
    let Remedy::NewRole { permissions, scope, .. } = &first.remedy else { panic!("{first:?}") };
    assert_eq!(
        permissions.iter().map(Permission::to_string).collect::<Vec<_>>(),
        ["View on Projects", "View on Instances"]
    );
    assert_eq!(scope.instances, Selection::Only(BTreeSet::from([id(INSTANCE, 0)])));
    let owner = said.fixes.last().unwrap();
    assert!(owner.extra > first.extra);
}

fn refused(permissions: &[(Area, Level)], actions: &[Action], scope: RoleScope) -> String {
    let permissions: Vec<_> =
        permissions.iter().map(|(area, level)| Permission { area: *area, level: *level }).collect();
    normalise(&permissions, ActionSet::of(actions), scope).unwrap_err().to_string()
}

#[test]
fn a_custom_role_that_makes_no_sense_is_refused_with_a_sentence() {
    use Level::{Deploy, Manage, View};
    let all = || RoleScope::EVERYTHING;
    let one = || RoleScope { projects: Selection::Only(BTreeSet::from([id(PROJECT, 1)])), ..all() };
    insta::assert_snapshot!([
        refused(&[], &[], all()),
        refused(&[(Area::InstanceLogs, Manage)], &[], all()),
        refused(&[(Area::OrganizationSettings, View)], &[], all()),
        refused(&[(Area::Billing, Deploy)], &[], all()),
        refused(&[(Area::Team, View), (Area::Team, Manage)], &[], all()),
        refused(&[(Area::Projects, Manage)], &[], one()),
        refused(&[(Area::Projects, Manage)], &[], RoleScope { production: false, ..all() }),
        refused(&[], &[Action::ProjectsDelete], one()),
        refused(&[(Area::Team, View)], &[Action::OwnersManage], all()),
        refused(&[(Area::Data, View)], &[Action::DataReadRaw], all()),
        refused(&[(Area::Instances, View)], &[], RoleScope { instances: Selection::Only(BTreeSet::new()), ..all() }),
    ].join("\n"), @r"
    a role needs at least one permission
    `instance_logs` offers `view`, not `manage`
    `organization_settings` offers `manage`, not `view`
    `billing` offers `view`, `manage`, not `deploy`
    `team` is named twice: the higher level includes the lower
    `projects: manage` needs a role for all projects, all instances and production: creating and deleting projects is an act on the organization
    `projects: manage` needs a role for all projects, all instances and production: creating and deleting projects is an act on the organization
    `projects.delete` needs a role for all projects, all instances and production: creating and deleting projects is an act on the organization
    `owners.manage` is held by system roles only
    `data.read_raw` is held by system roles only
    a role with named instances names their projects as well
    ");
}

#[test]
fn a_normal_role_has_its_parents_and_no_scope_that_means_nothing() {
    let logs = [Permission { area: Area::InstanceLogs, level: Level::View }];
    let role = normalise(&logs, ActionSet::EMPTY, RoleScope::EVERYTHING).unwrap();
    let spelled: Vec<_> = role.permissions.iter().map(Permission::to_string).collect();
    assert_eq!(spelled, ["View on Projects", "View on Instances", "View on Instance logs"]);
    let again = normalise(&role.permissions, role.actions, role.scope.clone()).unwrap();
    assert_eq!(again, role);

    let billing = [Permission { area: Area::Billing, level: Level::View }];
    let narrow = RoleScope { projects: Selection::Only(BTreeSet::new()), ..RoleScope::EVERYTHING };
    let role = normalise(&billing, ActionSet::EMPTY, narrow).unwrap();
    assert_eq!(role.scope, RoleScope::EVERYTHING);
    let single =
        normalise(&[], ActionSet::of(&[Action::InstanceLogsView]), RoleScope::EVERYTHING).unwrap();
    assert_eq!(single.permissions.len(), 2, "{:?}", single.permissions);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_grant_never_takes_anything_away(seed in 0_u64..1 << 32) {
        let before = world(seed);
        let mut after = before.clone();
        let mut seeded = Seeded::new(!seed);
        let added = grant(&mut seeded, &mut 1_000);
        after.members[0].grants.push(added.clone());
        after.teams[0].grants.push(added);
        let (old, new) = (Snapshot::fold(&before, NOW), Snapshot::fold(&after, NOW));
        for principal in principals(&before) {
            for resource in resources(&before) {
                prop_assert!(old.effective(&principal, &resource).is_subset(new.effective(&principal, &resource)));
            }
        }
    }

    #[test]
    fn authority_is_the_union_of_grants(seed in 0_u64..1 << 32) {
        let mut seeded = Seeded::new(seed);
        let mut world = world(seed);
        let grants: Vec<_> = (0..4).map(|number| grant(&mut seeded, &mut (2_000 + number))).collect();
        world.service_tokens.clear();
        for (number, grant) in grants.iter().enumerate() {
            let id = id(TOKEN, number as u64);
            world.service_tokens.push(WorldServiceToken { id, grants: vec![grant.clone()], suspended: false });
        }
        world.service_tokens.push(WorldServiceToken { id: id(TOKEN, 9), grants, suspended: false });
        let snapshot = Snapshot::fold(&world, NOW);
        for resource in resources(&world) {
            let held = |number| snapshot.effective(&Principal::ServiceToken(id(TOKEN, number)), &resource);
            let union = (0..4).map(held).fold(ActionSet::EMPTY, ActionSet::union);
            prop_assert_eq!(held(9), union);
        }
    }

    #[test]
    fn wide_scopes_and_points_say_the_same(seed in 0_u64..1 << 32) {
        // So many databases that a grant of each is folded into one bitmap; the oracle is each grant on its own.
        let mut world = lay_out(seed);
        for number in 10..150 {
            world.databases.push(WorldDatabase { id: id(DATABASE, number), project: id(PROJECT, number % 3), maker: None });
        }
        let mut seeded = Seeded::new(seed);
        let chosen: Vec<u64> = (10..150).filter(|_| seeded.chance(80)).collect();
        let grants: Vec<_> = chosen
            .iter()
            .map(|number| given(SystemRole::DatabaseAdministrator, GrantScope::Database(id(DATABASE, *number))))
            .collect();
        world.service_tokens.push(WorldServiceToken { id: id(TOKEN, 1), grants, suspended: false });
        let snapshot = Snapshot::fold(&world, NOW);
        let token = Principal::ServiceToken(id(TOKEN, 1));
        for database in &world.databases {
            for resource in [Resource::Database(database.id), Resource::Branch { database: database.id, is_production: true }] {
                let held = snapshot.effective(&token, &resource);
                let expected = chosen.iter().any(|number| id::<bailiwick_model::DatabaseId>(DATABASE, *number) == database.id);
                prop_assert_eq!(held.contains(Action::BranchesView), expected);
                prop_assert_eq!(!held.is_empty(), expected);
            }
        }
    }

    #[test]
    fn sets_are_sets(numbers in proptest::collection::vec(0_usize..108, 0..40), others in proptest::collection::vec(0_usize..108, 0..40)) {
        let set = |numbers: &[usize]| numbers.iter().map(|number| Action::ALL[*number]).collect::<ActionSet>();
        let (one, other) = (set(&numbers), set(&others));
        let model = |set: ActionSet| set.iter().collect::<BTreeSet<_>>();
        prop_assert_eq!(model(one.union(other)), &model(one) | &model(other));
        prop_assert_eq!(model(one.intersect(other)), &model(one) & &model(other));
        prop_assert_eq!(model(one.minus(other)), &model(one) - &model(other));
        prop_assert_eq!(one.is_subset(other), model(one).is_subset(&model(other)));
        prop_assert_eq!(one.len(), model(one).len());
        prop_assert!(one.is_subset(ActionSet::FULL) && ActionSet::EMPTY.is_subset(one));
    }
}

/// A token that carried everything is narrowed to what its owner held, while the owner loses some of it.
#[test]
fn a_change_of_a_token_and_of_its_owner_at_once_is_seen_whole() {
    let holding = |actions: &[Action]| {
        vec![GrantDefinition {
            gives: Gives::Actions(ActionSet::of(actions)),
            ..given(SystemRole::Owner, GrantScope::Organization)
        }]
    };
    let both = [Action::AuditView, Action::BillingView];
    let mut before = member_with(holding(&both));
    let (token, member) = (id(TOKEN, 1), id(MEMBER, 0));
    before.personal_tokens.push(WorldPersonalToken { id: token, member, grants: None });
    let mut after = before.clone();
    after.personal_tokens[0].grants = Some(holding(&both));
    after.members[0].grants = holding(&both[1..]);
    let found = differences(&Snapshot::fold(&before, NOW), &Snapshot::fold(&after, NOW));
    let lost: Vec<_> = found.iter().map(|one| (one.principal, one.lost, one.gained)).collect();
    let audit = ActionSet::of(&both[..1]);
    let expected = |who| (who, audit, ActionSet::EMPTY);
    assert_eq!(lost, [expected(me()), expected(Principal::PersonalToken(token))]);
}
