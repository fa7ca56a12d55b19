//! Holdings, comparisons and templates.

use std::collections::BTreeSet;

use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;

#[test]
fn holdings_are_what_is_held_on_each_thing() {
    for seed in 0..60 {
        let world = world(seed);
        let snapshot = Snapshot::fold(&world, NOW);
        for principal in principals(&world) {
            let held = holdings(&snapshot, &principal);
            let mut anywhere = ActionSet::EMPTY;
            for resource in resources(&world) {
                let expected = snapshot.effective(&principal, &resource);
                assert_eq!(held.at(&resource), expected, "{principal:?} on {resource:?}");
                anywhere = anywhere.union(expected);
            }
            assert_eq!(held.anywhere(), anywhere);
            let listed: Vec<_> = held.iter().collect();
            let is_side =
                |one: &Resource| matches!(one, Resource::Branch { is_production: false, .. });
            let full =
                |one: &Resource| !is_side(one) && !snapshot.effective(&principal, one).is_empty();
            assert_eq!(listed.len(), resources(&world).iter().filter(|one| full(one)).count());
            for project in &world.projects {
                let within = |one: &Resource| match one {
                    Resource::Organization => false,
                    Resource::Project(id) => *id == project.id,
                    Resource::Instance(id) => {
                        world.instances.iter().any(|one| one.id == *id && one.project == project.id)
                    }
                    Resource::Database(id) | Resource::Branch { database: id, .. } => {
                        world.databases.iter().any(|one| one.id == *id && one.project == project.id)
                    }
                };
                let expected = resources(&world)
                    .iter()
                    .filter(|one| within(one))
                    .fold(ActionSet::EMPTY, |all, one| {
                        all.union(snapshot.effective(&principal, one))
                    });
                assert_eq!(held.in_project(&project.id), expected);
            }
        }
        assert_eq!(holdings(&snapshot, &member(77)).iter().count(), 0);
    }
}

#[test]
fn a_comparison_tells_what_both_hold_and_what_one_does() {
    for seed in 0..60 {
        let world = world(seed);
        let snapshot = Snapshot::fold(&world, NOW);
        let everyone = principals(&world);
        for pair in everyone.windows(2) {
            let (first, second) = (holdings(&snapshot, &pair[0]), holdings(&snapshot, &pair[1]));
            let compared = compare(&first, &second);
            for one in &compared {
                let (mine, theirs) = (first.at(&one.resource), second.at(&one.resource));
                assert_eq!(one.both.union(one.only_first), mine);
                assert_eq!(one.both.union(one.only_second), theirs);
                assert!(one.both.intersect(one.only_first.union(one.only_second)).is_empty());
                assert!(one.only_first.intersect(one.only_second).is_empty());
            }
            let named: BTreeSet<_> =
                compared.iter().map(|one| format!("{:?}", one.resource)).collect();
            let expected: BTreeSet<_> =
                first.iter().chain(second.iter()).map(|(one, _)| format!("{one:?}")).collect();
            assert_eq!(named, expected);
        }
    }
}

#[test]
fn a_role_is_compared_with_another_and_with_who_holds_it() {
    let mut world = organization();
    let deploying = role(2, &[(Area::Instances, Level::Deploy)], in_projects(&[1]));
    world.roles.push(deploying.clone());
    world.members[ACCOMPLICE as usize].grants = vec![everywhere(custom(2))];
    let snapshot = Snapshot::fold(&world, NOW);
    let held = holdings(&snapshot, &member(ACCOMPLICE));
    let given = role_holdings(&snapshot, &deploying);
    assert!(
        compare(&held, &given)
            .iter()
            .all(|one| one.only_first.is_empty() && one.only_second.is_empty())
    );
    let managing = role(3, &[(Area::Instances, Level::Manage)], RoleScope::EVERYTHING);
    let compared = compare(&given, &role_holdings(&snapshot, &managing));
    assert!(compared.iter().all(|one| one.only_first.is_empty()));
    let on = |resource| compared.iter().find(|one| one.resource == resource);
    let inside = on(Resource::Instance(id(INSTANCE, 2)));
    assert!(inside.is_some_and(|one| one.both.contains(Action::ConnectionsDeploy)
        && one.only_second.contains(Action::InstancesDelete)));
    assert!(on(Resource::Instance(id(INSTANCE, 0))).is_some_and(|one| one.both.is_empty()));
}

#[test]
fn templates_are_custom_roles_in_normal_form() {
    let names: Vec<_> = TEMPLATES.iter().map(|one| one.name).collect();
    assert_eq!(names, ["Read-only", "Billing", "Analyst", "Auditor"]);
    for template in TEMPLATES {
        let normal = normalise(template.permissions, ActionSet::EMPTY, RoleScope::EVERYTHING);
        let Ok(normal) = normal else { panic!("{}: {normal:?}", template.name) };
        assert_eq!(normal.permissions, template.permissions, "{}", template.name);
        let held = template
            .permissions
            .iter()
            .fold(ActionSet::EMPTY, |held, one| held.union(one.actions()));
        assert_eq!(held.is_subset(ActionSet::READING), template.name != "Billing");
        assert_eq!(held.contains(Action::DataView), template.name == "Analyst");
        assert_eq!(held.contains(Action::AuditExport), template.name == "Auditor");
        assert!(template.description.ends_with('.'));
        assert!(SystemRole::ALL.iter().all(|role| role.name() != template.name));
    }
}
