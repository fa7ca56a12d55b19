//! What projects, instances, databases and branches do, and what they refuse.

use bailiwick_access::{Action, NodeKind, Principal, Resource, SystemRole};
use bailiwick_model::{ConnectionTarget, InstanceState};
use bailiwick_store::branches::NewBranch;
use bailiwick_store::databases::NewDatabase;
use bailiwick_store::instances::Change;
use bailiwick_store::{
    Error, Ids, Page, branches, connections, databases, instances, organizations, projects,
};

use crate::stage::{PAGE, Stage, on_both};

on_both! {
    a_project_comes_with_instances_a_database_and_connections
    names_are_unique_in_any_case
    a_lost_update_is_refused
    a_project_is_deleted_only_when_empty
    an_instance_takes_its_own_along
    a_connected_branch_is_not_deleted
    default_and_last_production_branches_stay
    a_branch_promoted_since_the_permit_stays
    whoever_makes_a_database_administers_it
    lists_show_what_is_allowed
    pages_follow_each_other
    an_organization_with_a_project_stays
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result.unwrap_err() {
        Error::Conflict { code, .. } => code,
        Error::Version => "version",
        Error::NotFound(noun) => noun,
        other => unreachable!("{other}"),
    }
}

async fn a_project_comes_with_instances_a_database_and_connections(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let mut tx = stage.store.read().await.unwrap();
    let found =
        projects::get(&mut tx, owner.organization, created.project.id).await.unwrap().unwrap();
    assert_eq!(found, created.project);
    assert_eq!(found.instance_count, 2);
    for instance in &created.instances {
        let found =
            instances::get(&mut tx, owner.organization, instance.id).await.unwrap().unwrap();
        assert_eq!((&found, found.state), (instance, InstanceState::Empty));
        let connected = connections::all(&mut tx, instance.id).await.unwrap();
        let name = if instance.is_production { "shop / main" } else { "shop / development" };
        assert_eq!(connected[0].branch_name.as_deref(), Some(name));
        let branch = created
            .branches
            .iter()
            .find(|branch| branch.is_production == instance.is_production)
            .unwrap();
        let target = ConnectionTarget::Branch { database: branch.database, branch: branch.id };
        assert_eq!(connected[0].connection.target, target);
    }
    assert!(created.branches[0].is_production && created.branches[0].is_default);
    assert_eq!(created.branches[1].parent, Some(created.branches[0].id));
}

async fn names_are_unique_in_any_case(stage: Stage) {
    let owner = stage.owner("ana").await;
    stage.project(&owner, "Shop").await;
    let mut tx = stage.store.begin().await.unwrap();
    assert_eq!(code(stage.project_in(&mut tx, &owner, "SHOP").await), "name_taken");
    drop(tx);
    let other = stage.owner("ben").await;
    stage.project(&other, "Shop").await;
}

async fn a_lost_update_is_refused(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let (project, instance) = (created.project.id, created.instances[0].id);
    let permit = stage.permit(&owner, Action::ProjectsUpdate, Resource::Project(project)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    let renamed =
        projects::rename(&mut tx, &act, project, "Store".parse().unwrap(), Some(1)).await.unwrap();
    assert_eq!(renamed.version, 2);
    assert_eq!(
        code(projects::rename(&mut tx, &act, project, "Mall".parse().unwrap(), Some(1)).await),
        "version"
    );
    tx.commit().await.unwrap();
    let permit = stage.permit(&owner, Action::InstancesUpdate, Resource::Instance(instance)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let change = Change { name: Some("Staging".parse().unwrap()), ..Change::default() };
    assert_eq!(
        code(instances::update(&mut tx, &stage.act(&permit), instance, change, Some(9)).await),
        "version"
    );
}

async fn a_project_is_deleted_only_when_empty(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let project = created.project.id;
    let permit = stage.permit(&owner, Action::ProjectsDelete, Resource::Project(project)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused = projects::delete(&mut tx, &stage.act(&permit), project, None).await.unwrap_err();
    let expected = "delete what lives in it first: instance `Development`, instance `Production`, database `shop`";
    assert_eq!(refused.to_string(), expected);
    drop(tx);
    for instance in &created.instances {
        let permit =
            stage.permit(&owner, Action::InstancesDelete, Resource::Instance(instance.id)).await;
        let mut tx = stage.store.begin().await.unwrap();
        instances::delete(&mut tx, &stage.act(&permit), instance.id, None).await.unwrap();
        tx.commit().await.unwrap();
    }
    let database = created.branches[0].database;
    let permit = stage.permit(&owner, Action::DatabasesDelete, Resource::Database(database)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let files = databases::delete(&mut tx, &stage.act(&permit), database, None).await.unwrap();
    assert_eq!(files.len(), 2);
    tx.commit().await.unwrap();
    let permit = stage.permit(&owner, Action::ProjectsDelete, Resource::Project(project)).await;
    let mut tx = stage.store.begin().await.unwrap();
    projects::delete(&mut tx, &stage.act(&permit), project, None).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = stage.store.read().await.unwrap();
    assert!(projects::get(&mut tx, owner.organization, project).await.unwrap().is_none());
}

async fn an_instance_takes_its_own_along(stage: Stage) {
    let owner = stage.owner("ana").await;
    let instance = stage.project(&owner, "Shop").await.instances[0].id;
    let permit = stage.permit(&owner, Action::InstancesDelete, Resource::Instance(instance)).await;
    let mut tx = stage.store.begin().await.unwrap();
    instances::delete(&mut tx, &stage.act(&permit), instance, Some(1)).await.unwrap();
    assert!(connections::all(&mut tx, instance).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let world = stage.snapshot(owner.organization).await;
    assert!(world.node(&Resource::Instance(instance)).is_none(), "access forgets it too");
}

async fn a_connected_branch_is_not_deleted(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let development = &created.branches[1];
    let database = development.database;
    let resource = Resource::Branch { database, is_production: false };
    let permit = stage.permit(&owner, Action::BranchesDelete, resource).await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused = branches::delete(&mut tx, &stage.act(&permit), database, development.id, None)
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "delete the connections to it first: `main` of instance `Development`"
    );
    drop(tx);
    let permit = stage.permit(&owner, Action::DatabasesDelete, Resource::Database(database)).await;
    let mut tx = stage.store.begin().await.unwrap();
    assert_eq!(
        code(databases::delete(&mut tx, &stage.act(&permit), database, None).await),
        "database_connected"
    );
}

async fn default_and_last_production_branches_stay(stage: Stage) {
    let owner = stage.owner("ana").await;
    let main = stage.project(&owner, "Shop").await.branches[0].clone();
    let resource = Resource::Branch { database: main.database, is_production: true };
    let permit = stage.permit(&owner, Action::BranchesDeleteProduction, resource).await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused =
        branches::delete(&mut tx, &stage.act(&permit), main.database, main.id, None).await;
    assert_eq!(code(refused), "default_branch");
    drop(tx);
    stage.place.run(&format!("UPDATE branches SET is_default = 0 WHERE id = '{}'", main.id)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused =
        branches::delete(&mut tx, &stage.act(&permit), main.database, main.id, None).await;
    assert_eq!(code(refused), "last_production_branch");
}

async fn a_branch_promoted_since_the_permit_stays(stage: Stage) {
    let owner = stage.owner("ana").await;
    let development = stage.project(&owner, "Shop").await.branches[1].clone();
    let database = development.database;
    let resource = Resource::Branch { database, is_production: false };
    let permit = stage.permit(&owner, Action::BranchesDelete, resource).await;
    stage
        .place
        .run(&format!("UPDATE branches SET is_production = 1 WHERE id = '{}'", development.id))
        .await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused =
        branches::delete(&mut tx, &stage.act(&permit), database, development.id, None).await;
    assert_eq!(code(refused), "production_changed");
}

async fn whoever_makes_a_database_administers_it(stage: Stage) {
    let owner = stage.owner("ana").await;
    let project = stage.project(&owner, "Shop").await.project.id;
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let permit = stage
        .permit_of(owner.organization, member, Action::DatabasesCreate, Resource::Project(project))
        .await;
    let mut tx = stage.store.begin().await.unwrap();
    let new = NewDatabase { project, name: "mine".parse().unwrap() };
    let (database, main) =
        databases::create(&mut tx, &stage.act(&permit.unwrap()), new).await.unwrap();
    tx.commit().await.unwrap();
    let may = async |action| {
        let resource = Resource::Database(database.id);
        stage.permit_of(owner.organization, member, action, resource).await
    };
    let permit = may(Action::DatabasesUpdate).await.unwrap();
    let mut tx = stage.store.begin().await.unwrap();
    databases::rename(&mut tx, &stage.act(&permit), database.id, "ours".parse().unwrap(), Some(1))
        .await
        .unwrap();
    let copied = Resource::Branch { database: database.id, is_production: true };
    tx.commit().await.unwrap();
    let permit =
        stage.permit_of(owner.organization, member, Action::BranchesCreate, copied).await.unwrap();
    let mut tx = stage.store.begin().await.unwrap();
    let new = NewBranch {
        id: stage.ids.id().into(),
        database: database.id,
        name: "work".parse().unwrap(),
        parent: main.id,
    };
    let branch = branches::create(&mut tx, &stage.act(&permit), new).await.unwrap();
    assert!(!branch.is_production && branch.parent == Some(main.id));
}

async fn lists_show_what_is_allowed(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let snapshot = stage.snapshot(owner.organization).await;
    let seen = async |member, action, kind| {
        let index = snapshot.principal(&Principal::Member(member)).unwrap();
        let allowed = snapshot.list(index, action, kind);
        let mut tx = stage.store.read().await.unwrap();
        let project = created.project.id;
        let listed =
            instances::list(&mut tx, owner.organization, project, &allowed, &PAGE).await.unwrap();
        (listed.total, listed.items.len())
    };
    assert_eq!(seen(owner.member, Action::InstancesView, NodeKind::Instance).await, (2, 2));
    assert_eq!(seen(member, Action::InstancesView, NodeKind::Instance).await, (0, 0));
}

async fn pages_follow_each_other(stage: Stage) {
    let owner = stage.owner("ana").await;
    for name in ["Delta", "alpha", "Charlie", "bravo", "echo"] {
        stage.project(&owner, name).await;
    }
    let snapshot = stage.snapshot(owner.organization).await;
    let index = snapshot.principal(&Principal::Member(owner.member)).unwrap();
    let allowed = snapshot.list(index, Action::ProjectsView, NodeKind::Project);
    let mut page = Page { limit: 2, after: None, search: None };
    let mut names = Vec::new();
    loop {
        let mut tx = stage.store.read().await.unwrap();
        let listed = projects::list(&mut tx, owner.organization, &allowed, &page).await.unwrap();
        assert_eq!(listed.total, 5);
        names.extend(listed.items.into_iter().map(|project| project.name.to_string()));
        page.after = listed.next;
        if page.after.is_none() {
            break;
        }
    }
    assert_eq!(names, ["alpha", "bravo", "Charlie", "Delta", "echo"]);
}

async fn an_organization_with_a_project_stays(stage: Stage) {
    let owner = stage.owner("ana").await;
    let organization = owner.organization;
    let permit = stage.permit(&owner, Action::OrganizationDelete, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    organizations::delete(&mut tx, &stage.act(&permit), organization, None).await.unwrap();
    drop(tx);
    stage.project(&owner, "Shop").await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused = organizations::delete(&mut tx, &stage.act(&permit), organization, None).await;
    assert_eq!(code(refused), "organization_not_empty");
}
