//! Things of an organization do not stand in each other's place.

use crate::worlds::*;
use bailiwick_access::*;

/// So many projects with so many instances and databases each.
fn of(projects: u64, instances: u64, databases: u64) -> World {
    let mut world = World::empty(id(0, 1), 1);
    for project in 0..projects {
        world.projects.push(WorldProject { id: id(PROJECT, project) });
        for number in 0..instances {
            world.instances.push(WorldInstance {
                id: id(INSTANCE, project * 1_000 + number),
                project: id(PROJECT, project),
                production: false,
            });
        }
        for number in 0..databases {
            world.databases.push(WorldDatabase {
                id: id(DATABASE, project * 1_000 + number),
                project: id(PROJECT, project),
                maker: None,
            });
        }
    }
    world
}

fn held_by(world: &mut World, grants: Vec<GrantDefinition>) {
    world.members = vec![WorldMember {
        id: id(MEMBER, 0),
        account: id(MEMBER, 100),
        suspended: false,
        can_sign_in: true,
        grants,
    }];
}

fn over(scope: GrantScope) -> GrantDefinition {
    GrantDefinition {
        id: id(GRANT, 1),
        gives: Gives::Role(SystemRole::Owner.id()),
        scope,
        production: true,
        expires_at: None,
    }
}

/// None, one, and a word full of each kind: what is given on one thing is held there, on its parts, and nowhere else.
#[test]
fn what_is_given_on_a_thing_is_held_there_alone() {
    for (projects, instances, databases) in
        [(1, 1, 1), (1, 0, 1), (1, 1, 0), (2, 0, 1), (1, 64, 1), (1, 1, 64), (64, 1, 1), (65, 1, 2)]
    {
        let mut world = of(projects, instances, databases);
        let all = resources(&world);
        let scopes = [
            (instances > 0).then(|| GrantScope::Instance(id(INSTANCE, 0))),
            (databases > 0).then(|| GrantScope::Database(id(DATABASE, 0))),
            Some(GrantScope::Projects([id(PROJECT, 0)].into())),
        ];
        for scope in scopes.into_iter().flatten() {
            held_by(&mut world, vec![over(scope.clone())]);
            let snapshot = Snapshot::fold(&world, NOW);
            for resource in &all {
                let is_within = match (&scope, resource) {
                    (_, Resource::Organization) => false,
                    (_, Resource::Project(id_)) => *id_ == id(PROJECT, 0),
                    (GrantScope::Instance(one), Resource::Instance(other)) => one == other,
                    (GrantScope::Database(one), Resource::Database(other))
                    | (GrantScope::Database(one), Resource::Branch { database: other, .. }) => {
                        one == other
                    }
                    (GrantScope::Projects(_), Resource::Instance(one)) => world
                        .instances
                        .iter()
                        .any(|other| other.id == *one && other.project == id(PROJECT, 0)),
                    (
                        GrantScope::Projects(_),
                        Resource::Database(one) | Resource::Branch { database: one, .. },
                    ) => world
                        .databases
                        .iter()
                        .any(|other| other.id == *one && other.project == id(PROJECT, 0)),
                    _ => false,
                };
                let held = snapshot.effective(&Principal::Member(id(MEMBER, 0)), resource);
                assert_eq!(
                    !held.is_empty(),
                    is_within,
                    "{projects} {instances} {databases}: {scope:?} on {resource:?}: {held:?}"
                );
            }
        }
    }
}

/// The first of a kind goes, and the next takes its place: nobody gains or loses on what stays.
#[test]
fn what_moves_up_in_the_layout_is_no_difference() {
    let mut before = of(2, 2, 2);
    let of_the_last = GrantScope::Projects([id(PROJECT, 1)].into());
    held_by(&mut before, vec![over(of_the_last)]);
    let mut all = Vec::new();
    let mut without = before.clone();
    without.instances.remove(0);
    all.push(without);
    let mut without = before.clone();
    without.databases.remove(0);
    all.push(without);
    let mut without = before.clone();
    without.instances.retain(|one| one.project != id(PROJECT, 0));
    without.databases.retain(|one| one.project != id(PROJECT, 0));
    all.push(without.clone());
    let empty = without.clone();
    without.projects.remove(0);
    all.push(without.clone());
    for after in &all {
        let found = differences(&Snapshot::fold(&before, NOW), &Snapshot::fold(after, NOW));
        assert_eq!(found, [], "{after:?}");
    }
    let found = differences(&Snapshot::fold(&empty, NOW), &Snapshot::fold(&without, NOW));
    assert_eq!(found, [], "a project in which nothing is");
}

/// What is held on the first of the next kind is not taken for one more of the kind before.
#[test]
fn lists_end_where_their_kind_does() {
    for count in [1, 63, 64, 65] {
        let mut world = of(count, 1, 1);
        held_by(
            &mut world,
            vec![
                over(GrantScope::Instance(id(INSTANCE, 0))),
                over(GrantScope::Database(id(DATABASE, 0))),
            ],
        );
        let snapshot = Snapshot::fold(&world, NOW);
        let me = snapshot.principal(&Principal::Member(id(MEMBER, 0))).unwrap();
        let seen = |action, kind| {
            let listed = snapshot.list(me, action, kind);
            let ids: Vec<_> = listed.ids().collect();
            assert_eq!(listed.count(), ids.len());
            ids
        };
        let first = |kind| vec![id::<bailiwick_model::Id>(kind, 0)];
        assert_eq!(seen(Action::ProjectsView, NodeKind::Project), first(PROJECT));
        assert_eq!(seen(Action::InstancesView, NodeKind::Project), []);
        assert_eq!(seen(Action::InstancesView, NodeKind::Instance), first(INSTANCE));
        assert_eq!(seen(Action::DatabasesView, NodeKind::Instance), []);
        assert_eq!(seen(Action::DatabasesView, NodeKind::Database), first(DATABASE));
        assert_eq!(seen(Action::BranchesDemote, NodeKind::Database), first(DATABASE));
        assert_eq!(seen(Action::BranchesDemote, NodeKind::ProductionBranches), first(DATABASE));
    }
}
