//! The proof of a decision: for exactly one action on exactly one thing, or for the server's own reasons.

use std::collections::BTreeSet;

use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;
use bailiwick_model::ActorKind;

const REASONS: [SystemReason; 11] = [
    SystemReason::FirstRun,
    SystemReason::SignUp,
    SystemReason::SignIn,
    SystemReason::SignOut,
    SystemReason::Invitation,
    SystemReason::Account,
    SystemReason::Expiry,
    SystemReason::Scim,
    SystemReason::Job,
    SystemReason::Demonstration,
    SystemReason::OperatorAct,
];

fn snapshot() -> Snapshot {
    let mut world = organization();
    world.epoch = 41;
    world.service_tokens.push(WorldServiceToken {
        id: id(TOKEN, 5),
        grants: vec![everywhere(of(SystemRole::OrganizationAdministrator))],
        suspended: false,
    });
    Snapshot::fold(&world, NOW)
}

#[test]
fn a_permit_tells_who_may_do_what_to_what_and_by_which_state() {
    let snapshot = snapshot();
    assert_eq!(snapshot.epoch(), 41);
    let project = Resource::Project(id(PROJECT, 0));
    for (principal, kind, actor) in [
        (member(ADMIN), ActorKind::Account, id(MEMBER, ADMIN + 100)),
        (Principal::ServiceToken(id(TOKEN, 5)), ActorKind::ServiceToken, id(TOKEN, 5)),
    ] {
        let permit = decide(&snapshot, &principal, Action::ProjectsUpdate, &project).unwrap();
        assert_eq!(permit.action(), Some(Action::ProjectsUpdate));
        assert_eq!(permit.resource(), Some(&project));
        assert_eq!(permit.principal(), Some(&principal));
        assert_eq!((permit.epoch(), permit.reason()), (Some(41), None));
        assert_eq!((permit.actor().kind(), permit.actor().id()), (kind, Some(actor)));
    }
}

#[test]
fn a_permit_is_for_its_action_and_its_thing_alone() {
    let snapshot = snapshot();
    let (one, other) = (Resource::Project(id(PROJECT, 0)), Resource::Project(id(PROJECT, 1)));
    let permit = decide(&snapshot, &member(ADMIN), Action::ProjectsUpdate, &one).unwrap();
    assert!(permit.require(Action::ProjectsUpdate).is_ok());
    assert!(permit.require(Action::ProjectsView).is_err(), "though it is held as well");
    assert!(permit.require_on(Action::ProjectsUpdate, &one).is_ok());
    assert!(permit.require_on(Action::ProjectsUpdate, &other).is_err());
    assert!(permit.require_on(Action::ProjectsView, &one).is_err());
    assert!(permit.require_one_of(&[Action::ProjectsView, Action::ProjectsUpdate]).is_ok());
    let wrong = permit.require_one_of(&[Action::ProjectsView, Action::ProjectsDelete]).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "this needs a permit for `projects.view` or `projects.delete`, and was shown one for `projects.update`"
    );
    assert!(permit.require_one_of(&[]).is_err());
    assert!(permit.require_system(&REASONS).is_err());
    let somewhere =
        decide_somewhere(&snapshot, &member(ADMIN), Action::ProjectsUpdate, &one).unwrap();
    assert!(somewhere.require(Action::ProjectsUpdate).is_err(), "looking is not changing");
    assert!(somewhere.require_one_of(&[Action::ProjectsUpdate]).is_err());
}

/// What else was decided goes with the permit, where it is about the same caller and the same state; it opens nothing.
#[test]
fn a_permit_takes_in_what_else_was_decided_for_the_same_act() {
    let mut world = organization();
    let one = Resource::Project(id(PROJECT, 0));
    let decided = |world: &World, number, action, resource: &Resource| {
        decide(&Snapshot::fold(world, NOW), &member(number), action, resource).unwrap()
    };
    let mut permit = decided(&world, ADMIN, Action::ProjectsUpdate, &one);
    let also = decided(&world, ADMIN, Action::MembersUpdate, &Resource::Organization);
    permit.join(also.clone()).unwrap();
    let all: Vec<_> = permit.decisions().collect();
    let organization = Resource::Organization;
    assert_eq!(all, [(Action::ProjectsUpdate, &one), (Action::MembersUpdate, &organization)]);
    assert!(permit.require(Action::MembersUpdate).is_err(), "it is for one act all the same");
    let snapshot = Snapshot::fold(&world, NOW);
    let update = Action::ProjectsUpdate;
    let somewhere = decide_somewhere(&snapshot, &member(ADMIN), update, &one).unwrap();
    let anothers = decided(&world, OWNER, Action::MembersUpdate, &Resource::Organization);
    let own = system(Some(world.organization), SystemReason::Job);
    world.epoch += 1;
    let later = decided(&world, ADMIN, Action::MembersUpdate, &Resource::Organization);
    for other in [somewhere, anothers, own.clone(), later] {
        assert!(permit.join(other.clone()).is_err(), "{other:?}");
    }
    assert_eq!(permit.decisions().count(), 2, "what does not belong to it was left out");
    assert_eq!(own.decisions().count(), 0);
    let mut own = own;
    assert!(own.join(also).is_err(), "the server's own acts stand on nothing else");
}

/// Only the demonstration does what an owner may, and only in an organization.
#[test]
fn the_server_acts_for_its_reasons_and_not_as_an_owner() {
    let organization = organization().organization;
    let mut words = BTreeSet::new();
    for reason in REASONS {
        for of in [None, Some(organization)] {
            let permit = system(of, reason);
            assert_eq!(permit.organization(), of);
            assert_eq!(
                (permit.action(), permit.resource(), permit.principal()),
                (None, None, None)
            );
            assert_eq!((permit.reason(), permit.epoch()), (Some(reason), None));
            assert_eq!((permit.actor().kind(), permit.actor().id()), (ActorKind::System, None));
            assert!(permit.require_system(&[reason]).is_ok());
            let others: Vec<_> = REASONS.into_iter().filter(|other| *other != reason).collect();
            assert!(permit.require_system(&others).is_err(), "{reason:?}");
            let is_free = reason == SystemReason::Demonstration && of.is_some();
            assert_eq!(
                permit.require(Action::ProjectsUpdate).is_ok(),
                is_free,
                "{reason:?} {of:?}"
            );
        }
        words.insert(reason.as_str());
    }
    assert_eq!(
        words,
        BTreeSet::from([
            "account",
            "demonstration",
            "expiry",
            "first_run",
            "invitation",
            "job",
            "operator_act",
            "scim",
            "sign_in",
            "sign_out",
            "sign_up",
        ])
    );
}

#[test]
fn a_list_names_what_is_held_and_no_other_kind_of_thing() {
    let mut world = organization();
    // More than one word of places, so that each is found in its own.
    for number in 10..150 {
        world.projects.push(WorldProject { id: id(PROJECT, number) });
    }
    join(&mut world, 4, vec![at(of(SystemRole::Developer), only(140))]);
    join(&mut world, 5, Vec::new());
    let snapshot = Snapshot::fold(&world, NOW);
    let list = |number, kind| {
        let index = snapshot.principal(&member(number)).unwrap();
        snapshot.list(index, Action::ProjectsView, kind)
    };
    let all = list(ADMIN, NodeKind::Project);
    assert!(all.all() && !all.is_empty());
    assert_eq!((all.count(), all.ids().count()), (world.projects.len(), world.projects.len()));
    let one = list(4, NodeKind::Project);
    assert!(!one.all() && !one.is_empty());
    assert_eq!((one.count(), one.ids().collect::<Vec<_>>()), (1, vec![id(PROJECT, 140)]));
    for project in &world.projects {
        assert!(all.contains_project(&project.id));
        assert_eq!(one.contains_project(&project.id), project.id == id(PROJECT, 140));
    }
    assert!(!all.contains_project(&id(PROJECT, 999)));
    assert!(!all.contains_database(&id(DATABASE, 0)), "projects are no databases");
    assert!(!all.contains_instance(&id(INSTANCE, 0)));
    let none = list(5, NodeKind::Project);
    assert!(none.is_empty() && !none.all() && none.count() == 0 && none.ids().next().is_none());
    let nothing = Allowed::nothing(NodeKind::Project);
    assert!(nothing.is_empty() && !nothing.all() && nothing.count() == 0);
}

/// What somebody holds on the production branches of a database alone is held somewhere in it, and in its project.
#[test]
fn what_is_held_inside_is_held_somewhere() {
    let mut world = organization();
    let database = id(DATABASE, 0);
    let promote = Gives::Actions(ActionSet::of(&[Action::BranchesDemote]));
    join(&mut world, 4, vec![at(promote, GrantScope::Database(database))]);
    let snapshot = Snapshot::fold(&world, NOW);
    let index = snapshot.principal(&member(4)).unwrap();
    let project = world.databases.iter().find(|one| one.id == database).unwrap().project;
    let other = world.projects.iter().find(|one| one.id != project).unwrap().id;
    for (resource, expected) in [
        (Resource::Organization, true),
        (Resource::Project(project), true),
        (Resource::Database(database), true),
        (Resource::Project(other), false),
    ] {
        let held = snapshot.holds_somewhere(index, Action::BranchesDemote, &resource);
        assert_eq!(held, expected, "{resource:?}");
        assert!(!snapshot.holds_somewhere(index, Action::BranchesPromote, &resource));
    }
}

/// The side of a database that is not production is inside its project too.
#[test]
fn what_is_held_on_one_side_of_a_database_is_held_in_its_project() {
    let mut world = organization();
    let database = id(DATABASE, 0);
    let looks = Gives::Actions(ActionSet::of(&[Action::BranchesView]));
    let without_production =
        GrantDefinition { production: false, ..at(looks, GrantScope::Database(database)) };
    join(&mut world, 4, vec![without_production]);
    let snapshot = Snapshot::fold(&world, NOW);
    let index = snapshot.principal(&member(4)).unwrap();
    let project = world.databases.iter().find(|one| one.id == database).unwrap().project;
    let somewhere = |resource| snapshot.holds_somewhere(index, Action::BranchesView, &resource);
    assert!(somewhere(Resource::Project(project)) && somewhere(Resource::Database(database)));
    let production = Resource::Branch { database, is_production: true };
    assert!(!somewhere(production), "nothing is held there");
}

/// Whoever holds something of the organization sees that it is there; who may only make projects where there are none
/// does not feel it.
#[test]
fn a_role_that_is_felt_shows_the_organization() {
    let nowhere = in_projects(&[]);
    let audit = role(1, &[(Area::AuditLog, Level::View)], nowhere.clone());
    assert!(audit.held().contains(Action::OrganizationView));
    let making = RoleDefinition {
        actions: ActionSet::of(&[Action::ProjectsCreate]),
        ..role(2, &[], nowhere)
    };
    assert!(!making.held().contains(Action::OrganizationView));
}

#[test]
fn sets_are_read_by_their_names() {
    let set: ActionSet = [Action::AuditView, Action::ProjectsView].into_iter().collect();
    assert_eq!(set, ActionSet::of(&[Action::ProjectsView, Action::AuditView]));
    let said = format!("{set:?}");
    assert!(said.contains("audit.view") && said.contains("projects.view"), "{said}");
    let about: BTreeSet<&str> = Area::ALL.iter().map(|area| area.about()).collect();
    assert_eq!(about.len(), Area::ALL.len(), "each area is about something else");
    assert!(about.iter().all(|words| words.len() > 10), "{about:?}");
}
