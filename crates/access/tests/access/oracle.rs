//! The engine against a naive oracle: every principal, action and thing of random worlds, and every level of every
//! PowerSync area at every kind of scope.

use std::collections::BTreeSet;

use crate::naive;
use crate::worlds::*;
use bailiwick_access::*;
use bailiwick_model::*;

/// Compares every cell and counts those that were allowed.
fn compare(world: &World) -> (usize, usize) {
    let snapshot = Snapshot::fold(world, NOW);
    let oracle = naive::Oracle::of(world);
    let (mut asked, mut allowed) = (0, 0);
    for principal in principals(world) {
        for resource in resources(world) {
            let effective = snapshot.effective(&principal, &resource);
            for action in Action::ALL.iter().copied() {
                let expected = oracle.allows(&principal, action, &resource);
                let index = snapshot.principal(&principal);
                let node = snapshot.node(&resource).unwrap();
                let said = index.is_some_and(|index| snapshot.check(index, action, node));
                assert_eq!(said, expected, "{principal:?} {action} {resource:?} in {world:#?}");
                assert_eq!(effective.contains(action), expected, "effective {action} {resource:?}");
                asked += 1;
                allowed += usize::from(expected);
            }
        }
    }
    (asked, allowed)
}

#[test]
fn every_cell_of_random_worlds_agrees_with_the_oracle() {
    let (mut asked, mut allowed) = (0, 0);
    for seed in 0..30 {
        let (more, yes) = compare(&world(seed));
        asked += more;
        allowed += yes;
    }
    assert!(asked > 900_000 && allowed * 20 > asked && allowed * 2 < asked);
}

const POWERSYNC: [Area; 9] = [
    Area::Projects,
    Area::Instances,
    Area::InstanceLogs,
    Area::AlertRules,
    Area::NotificationRules,
    Area::PrivateEndpoints,
    Area::Team,
    Area::Billing,
    Area::OrganizationSettings,
];

fn every_scope() -> Vec<RoleScope> {
    let projects = [
        Selection::All,
        Selection::Only(BTreeSet::new()),
        Selection::Only(BTreeSet::from([id(PROJECT, 1)])),
        Selection::Only((0..3).map(|number| id(PROJECT, number)).collect()),
    ];
    let instances = [
        Selection::All,
        Selection::Only(BTreeSet::new()),
        Selection::Only(BTreeSet::from([id(INSTANCE, 2)])),
        Selection::Only(BTreeSet::from([id(INSTANCE, 3), id(INSTANCE, 0)])),
    ];
    let mut scopes = Vec::new();
    for projects in &projects {
        for instances in &instances {
            for production in [true, false] {
                scopes.push(RoleScope {
                    projects: projects.clone(),
                    instances: instances.clone(),
                    production,
                });
            }
        }
    }
    scopes
}

#[test]
fn every_level_of_every_powersync_area_at_every_scope_on_every_node() {
    let grant_scopes = [
        GrantScope::Organization,
        GrantScope::Projects(BTreeSet::new()),
        GrantScope::Projects(BTreeSet::from([id(PROJECT, 1)])),
        GrantScope::Database(id(DATABASE, 2)),
        GrantScope::Instance(id(INSTANCE, 3)),
    ];
    let (mut pairs, mut asked) = (0, 0);
    for area in POWERSYNC {
        for level in area.levels() {
            pairs += 1;
            for scope in every_scope() {
                for grant in &grant_scopes {
                    for production in [true, false] {
                        let role = RoleDefinition {
                            id: id(ROLE, 1),
                            name: "one".into(),
                            system: None,
                            permissions: close(&[Permission { area, level: *level }]),
                            actions: ActionSet::EMPTY,
                            scope: scope.clone(),
                            assigns: Assigns::Own,
                        };
                        asked += compare(&holder_of(role, grant.clone(), production)).0;
                    }
                }
            }
        }
    }
    assert_eq!(pairs, 17, "the (area, level) pairs of the PowerSync table");
    assert!(asked > 5_000_000, "{asked}");
}

#[test]
fn closing_is_idempotent_monotone_and_complete_for_every_mask() {
    let pairs: Vec<Permission> = POWERSYNC
        .iter()
        .flat_map(|area| {
            area.levels().iter().map(|level| Permission { area: *area, level: *level })
        })
        .collect();
    let held: Vec<ActionSet> = pairs.iter().map(|pair| pair.actions()).collect();
    let actions = |permissions: &[Permission]| {
        permissions.iter().fold(ActionSet::EMPTY, |all, one| {
            all.union(held[pairs.iter().position(|pair| pair == one).unwrap()])
        })
    };
    for mask in 0_u32..1 << pairs.len() {
        let chosen: Vec<_> = pairs
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask >> bit & 1 == 1)
            .map(|(_, pair)| *pair)
            .collect();
        let closed = close(&chosen);
        assert_eq!(close(&closed), closed);
        let (before, after) = (actions(&chosen), actions(&closed));
        assert!(before.is_subset(after));
        for permission in &closed {
            if let Some(parent) = permission.area.parent() {
                assert!(
                    closed.iter().any(|one| one.area == parent),
                    "{permission} without {parent}"
                );
            }
        }
        if let Some((_, fewer)) = chosen.split_last() {
            assert!(actions(&close(fewer)).is_subset(after));
        }
        let areas: BTreeSet<_> = closed.iter().map(|one| one.area).collect();
        assert_eq!(areas.len(), closed.len());
    }
}

#[test]
fn lists_explanations_and_who_can_say_what_checks_say() {
    for seed in 100..112 {
        let world = world(seed);
        let snapshot = Snapshot::fold(&world, NOW);
        for principal in principals(&world) {
            for action in Action::ALL.iter().copied() {
                lists_equal_checks(&world, &snapshot, &principal, action);
            }
        }
        for resource in resources(&world) {
            for action in Action::ALL.iter().copied().skip(seed as usize % 7).step_by(7) {
                explanations_equal_checks(&world, &snapshot, action, &resource);
            }
        }
    }
}

fn lists_equal_checks(world: &World, snapshot: &Snapshot, principal: &Principal, action: Action) {
    let Some(index) = snapshot.principal(principal) else { return };
    let holds =
        |resource: &Resource| snapshot.check(index, action, snapshot.node(resource).unwrap());
    let projects = snapshot.list(index, action, NodeKind::Project);
    let expected: Vec<Id> = world
        .projects
        .iter()
        .filter(|one| holds(&Resource::Project(one.id)))
        .map(|one| one.id.0)
        .collect();
    assert_eq!(projects.ids().collect::<Vec<_>>(), expected);
    assert_eq!(projects.count(), expected.len());
    assert!(
        world
            .projects
            .iter()
            .all(|one| projects.contains_project(&one.id) == expected.contains(&one.id.0))
    );
    assert!(
        !projects.all()
            || expected.len() == world.projects.len()
            || action.level_of() == Reach::Organization
    );
    let instances = snapshot.list(index, action, NodeKind::Instance);
    for one in &world.instances {
        assert_eq!(instances.contains_instance(&one.id), holds(&Resource::Instance(one.id)));
    }
    let databases = snapshot.list(index, action, NodeKind::Database);
    let sides = snapshot.list(index, action, NodeKind::ProductionBranches);
    for one in &world.databases {
        assert_eq!(databases.contains_database(&one.id), holds(&Resource::Database(one.id)));
        let production = Resource::Branch { database: one.id, is_production: true };
        assert_eq!(sides.contains_database(&one.id), holds(&production));
    }
    let anywhere = resources(world).iter().any(holds);
    assert_eq!(snapshot.holds_somewhere(index, action, &Resource::Organization), anywhere);
}

fn explanations_equal_checks(
    world: &World,
    snapshot: &Snapshot,
    action: Action,
    resource: &Resource,
) {
    let oracle = naive::Oracle::of(world);
    let able = who_can(snapshot, world, action, resource);
    for principal in principals(world) {
        let expected = oracle.allows(&principal, action, resource);
        let said = why(snapshot, world, &principal, action, resource);
        assert_eq!(said.allowed, expected);
        assert_eq!(!said.because.is_empty(), expected, "{said:?}");
        for (source, grant) in grants_of(world, &principal) {
            let passes = passes(snapshot, world, grant, action, resource);
            let gives = verdict(snapshot, world, grant, action, resource) == Verdict::Granted;
            assert_eq!(passes.has_action && passes.reaches && passes.in_time, gives, "{source:?}");
        }
        if !matches!(principal, Principal::Team(_) | Principal::Invitation(_)) {
            assert_eq!(able.contains(&principal), expected);
            assert_eq!(decide(snapshot, &principal, action, resource).is_ok(), expected);
        }
        if !expected {
            assert!(
                !said.fixes.is_empty()
                    || matches!(
                        said.obstacle,
                        Some(Obstacle::UnknownPrincipal | Obstacle::Suspended)
                    )
                    || action.level_of() != Reach::Organization && no_such_place(action, resource)
                    || action.level_of() == Reach::Organization
                        && *resource != Resource::Organization,
                "nothing would help with {action} on {resource:?}: {said:?}"
            );
            assert!(said.fixes.is_sorted_by_key(|fix| fix.extra));
        }
    }
}

/// No role whatever gives this action there: it is asked of the wrong kind of thing.
fn no_such_place(action: Action, resource: &Resource) -> bool {
    let mut world = lay_out(1);
    let owner = Gives::Role(SystemRole::Owner.id());
    world.members.push(WorldMember {
        id: id(MEMBER, 0),
        account: id(MEMBER, 100),
        suspended: false,
        can_sign_in: true,
        grants: vec![GrantDefinition {
            id: id(GRANT, 1),
            gives: owner,
            scope: GrantScope::Organization,
            production: true,
            expires_at: None,
        }],
    });
    !naive::Oracle::of(&world).allows(&Principal::Member(id(MEMBER, 0)), action, resource)
}
