//! Between the gate's decision and the lock, somebody else may take the right away.

use bailiwick_access::{Action, Permit, Resource, SystemRole};
use bailiwick_model::{MemberId, MemberState};
use bailiwick_store::grants::NewGrant;
use bailiwick_store::{Error, branches, databases, instances, members, organizations, projects};

use crate::stage::{Owner, Stage, on_both};

on_both! {
    a_right_that_was_taken_away_in_between_changes_nothing
    a_change_of_something_else_in_between_refuses_nobody
    what_was_decided_besides_is_decided_again_with_it
}

async fn suspend(stage: &Stage, owner: &Owner, member: MemberId) {
    let permit = stage.permit(owner, Action::MembersUpdate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    members::set_state(&mut tx, &stage.act(&permit), member, MemberState::Suspended, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn a_right_that_was_taken_away_in_between_changes_nothing(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let (project, instance) = (created.project.id, created.instances[0].id);
    let (database, branch) = (created.branches[1].database, created.branches[1].id);
    let ben = stage.member(owner.organization, "ben", SystemRole::OrganizationAdministrator).await;
    let permit = async |action: Action, resource: Resource| -> Permit {
        stage.permit_of(owner.organization, ben, action, resource).await.unwrap()
    };
    let on_branch = Resource::Branch { database, is_production: false };
    let rename_organization = permit(Action::OrganizationUpdate, Resource::Organization).await;
    let rename_project = permit(Action::ProjectsUpdate, Resource::Project(project)).await;
    let create_instance = permit(Action::InstancesCreate, Resource::Project(project)).await;
    let rename_instance = permit(Action::InstancesUpdate, Resource::Instance(instance)).await;
    let delete_instance = permit(Action::InstancesDelete, Resource::Instance(instance)).await;
    let create_database = permit(Action::DatabasesCreate, Resource::Project(project)).await;
    let rename_database = permit(Action::DatabasesUpdate, Resource::Database(database)).await;
    let delete_branch = permit(Action::BranchesDelete, on_branch).await;
    suspend(&stage, &owner, ben).await;
    let entries = stage.entries(owner.organization).await;

    let mut tx = stage.store.begin().await.unwrap();
    let name = || "Mine".parse().unwrap();
    let new_instance = instances::NewInstance {
        name: "Mine".parse().unwrap(),
        region: "us".into(),
        is_production: false,
    };
    let new_database = databases::NewDatabase { project, name: "mine".parse().unwrap() };
    let change = instances::Change { name: Some(name()), ..instances::Change::default() };
    let organization = owner.organization;
    let outcomes = [
        organizations::rename(
            &mut tx,
            &stage.act(&rename_organization),
            organization,
            name(),
            None,
        )
        .await
        .map(drop),
        projects::rename(&mut tx, &stage.act(&rename_project), project, name(), None)
            .await
            .map(drop),
        instances::create(&mut tx, &stage.act(&create_instance), project, new_instance)
            .await
            .map(drop),
        instances::update(&mut tx, &stage.act(&rename_instance), instance, change, None)
            .await
            .map(drop),
        instances::delete(&mut tx, &stage.act(&delete_instance), instance, None).await,
        databases::create(&mut tx, &stage.act(&create_database), new_database).await.map(drop),
        databases::rename(
            &mut tx,
            &stage.act(&rename_database),
            database,
            "mine".parse().unwrap(),
            None,
        )
        .await
        .map(drop),
        branches::delete(&mut tx, &stage.act(&delete_branch), database, branch, None)
            .await
            .map(drop),
    ];
    for (place, outcome) in outcomes.iter().enumerate() {
        assert!(matches!(outcome, Err(Error::Denied(_))), "change {place}: {outcome:?}");
    }
    tx.commit().await.unwrap();
    assert_eq!(stage.entries(owner.organization).await, entries, "nothing was written down");
}

async fn a_change_of_something_else_in_between_refuses_nobody(stage: Stage) {
    let owner = stage.owner("ana").await;
    let project = stage.project(&owner, "Shop").await.project.id;
    let permit = stage.permit(&owner, Action::ProjectsUpdate, Resource::Project(project)).await;
    stage.project(&owner, "Other").await;
    let mut tx = stage.store.begin().await.unwrap();
    let name = "Store".parse().unwrap();
    projects::rename(&mut tx, &stage.act(&permit), project, name, None).await.unwrap();
}

/// Whoever lost one of two rights that a change stands on makes it no more.
async fn what_was_decided_besides_is_decided_again_with_it(stage: Stage) {
    let owner = stage.owner("ana").await;
    let project = stage.project(&owner, "Shop").await.project.id;
    let organization = owner.organization;
    let ben = stage.member(organization, "ben", SystemRole::OrganizationAdministrator).await;
    let permit = async |action: Action, resource: Resource| -> Permit {
        stage.permit_of(organization, ben, action, resource).await.unwrap()
    };
    let alone = permit(Action::ProjectsUpdate, Resource::Project(project)).await;
    let mut both = alone.clone();
    both.join(permit(Action::MembersUpdate, Resource::Organization).await).unwrap();
    let less = stage.permit(&owner, Action::MembersUpdate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let developer = [NewGrant::role(SystemRole::Developer.id()).into()];
    members::set_roles(&mut tx, &stage.act(&less), ben, &developer, None).await.unwrap();
    let mut rename = async |permit: &Permit| {
        let name = "Mine".parse().unwrap();
        projects::rename(&mut tx, &stage.act(permit), project, name, None).await.map(drop)
    };
    let refused = rename(&both).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    rename(&alone).await.unwrap();
}
