//! Custom roles on both engines: what is kept of them, and what is left when what they name goes.

use std::collections::BTreeSet;

use bailiwick_access::{
    Action, ActionSet, Area, Assigns, Level, Permission, Principal, Resource, RoleScope, Selection,
    SystemRole, normalise,
};
use bailiwick_model::{MemberId, ProjectId, RoleId};
use bailiwick_store::projects::{self, NewProject};
use bailiwick_store::roles::{self, HolderKind, NewRole, Role};
use bailiwick_store::{Error, instances, world};

use crate::stage::{Owner, Stage, on_both};

on_both! {
    a_role_is_read_as_it_was_written
    a_role_scoped_to_what_is_deleted_gives_nothing_there
    a_role_is_changed_from_what_it_is
    names_that_look_alike_are_one_name
    a_role_in_use_goes_only_when_its_holders_have_another
    t09_and_t70_what_was_forced_into_the_store_gives_nothing_and_is_told
}

fn new(name: &str, scope: RoleScope) -> NewRole {
    let permissions = [Permission { area: Area::Instances, level: Level::Deploy }];
    let actions = ActionSet::of(&[Action::InstanceLogsView]);
    NewRole {
        name: name.parse().unwrap(),
        description: "For a test.".parse().unwrap(),
        normal: normalise(&permissions, actions, scope).unwrap(),
        assigns: Assigns::Own,
    }
}

fn of_projects(projects: &[ProjectId]) -> RoleScope {
    RoleScope {
        projects: Selection::Only(projects.iter().copied().collect()),
        ..RoleScope::EVERYTHING
    }
}

pub async fn made(stage: &Stage, owner: &Owner, new: NewRole) -> Result<Role, Error> {
    let permit = stage.permit(owner, Action::RolesCreate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let role = roles::create(&mut tx, &stage.act(&permit), new).await?;
    tx.commit().await.unwrap();
    Ok(role)
}

async fn changed(
    stage: &Stage,
    owner: &Owner,
    role: RoleId,
    read: u64,
    new: NewRole,
) -> Result<Role, Error> {
    let permit = stage.permit(owner, Action::RolesUpdate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let role = roles::update(&mut tx, &stage.act(&permit), role, read, new).await?;
    tx.commit().await.unwrap();
    Ok(role)
}

async fn deleted(
    stage: &Stage,
    owner: &Owner,
    role: RoleId,
    reassign: Option<RoleId>,
) -> Result<(), Error> {
    let permit = stage.permit(owner, Action::RolesDelete, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    roles::delete(&mut tx, &stage.act(&permit), role, None, reassign).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn kept(stage: &Stage, owner: &Owner, role: RoleId) -> Option<Role> {
    let mut tx = stage.store.read().await.unwrap();
    roles::get(&mut tx, owner.organization, role).await.unwrap()
}

/// Gives a member the role and nothing else, behind the store's back.
pub async fn hold(stage: &Stage, owner: &Owner, member: MemberId, role: RoleId) {
    stage
        .raw(&format!(
            "UPDATE grants SET role = '{role}' WHERE organization = '{}' AND member = '{member}'",
            owner.organization
        ))
        .await
        .unwrap();
}

async fn held(stage: &Stage, owner: &Owner, member: MemberId, resource: Resource) -> ActionSet {
    stage.snapshot(owner.organization).await.effective(&Principal::Member(member), &resource)
}

async fn a_role_is_read_as_it_was_written(stage: Stage) {
    let owner = stage.owner("ana").await;
    let project = stage.project(&owner, "Shop").await;
    let scope = RoleScope {
        projects: Selection::Only(BTreeSet::from([project.project.id])),
        instances: Selection::Only(BTreeSet::from([project.instances[0].id])),
        production: false,
    };
    let asked = NewRole { assigns: Assigns::Own, ..new("Crew", scope) };
    let role = made(&stage, &owner, asked).await.unwrap();
    assert_eq!(kept(&stage, &owner, role.definition.id).await, Some(role.clone()));
    assert_eq!(role.version, 1);
    let mut tx = stage.store.read().await.unwrap();
    let world = world::load(&mut tx, owner.organization).await.unwrap();
    assert!(world.roles.contains(&role.definition));
    assert_eq!(stage.entries(owner.organization).await, 2, "the project, the role");
}

async fn a_role_scoped_to_what_is_deleted_gives_nothing_there(stage: Stage) {
    let owner = stage.owner("ana").await;
    let other = stage.project(&owner, "Shop").await;
    let permit = stage.permit(&owner, Action::ProjectsCreate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let bare = NewProject { name: "Gone".parse().unwrap(), instances: Vec::new(), database: None };
    let gone = projects::create(&mut tx, &stage.act(&permit), bare).await.unwrap().project.id;
    tx.commit().await.unwrap();
    let role = made(&stage, &owner, new("Crew", of_projects(&[gone]))).await.unwrap();
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    hold(&stage, &owner, member, role.definition.id).await;
    let seen = held(&stage, &owner, member, Resource::Project(gone)).await;
    assert!(seen.contains(Action::ProjectsView));

    let permit = stage.permit(&owner, Action::ProjectsDelete, Resource::Project(gone)).await;
    let mut tx = stage.store.begin().await.unwrap();
    projects::delete(&mut tx, &stage.act(&permit), gone, None).await.unwrap();
    tx.commit().await.unwrap();
    let left = kept(&stage, &owner, role.definition.id).await.unwrap();
    assert_eq!(left.definition.scope.projects, Selection::Only(BTreeSet::new()), "not all");
    for resource in [Resource::Project(other.project.id), Resource::Instance(other.instances[0].id)]
    {
        assert!(held(&stage, &owner, member, resource).await.is_empty(), "held elsewhere");
    }

    // The same for the last instance of a named set.
    let instance = other.instances[0].id;
    let scope = RoleScope {
        instances: Selection::Only(BTreeSet::from([instance])),
        ..of_projects(&[other.project.id])
    };
    let changed = changed(&stage, &owner, role.definition.id, 1, new("Crew", scope)).await.unwrap();
    assert_eq!(changed.version, 2);
    assert!(!held(&stage, &owner, member, Resource::Instance(instance)).await.is_empty());
    let permit = stage.permit(&owner, Action::InstancesDelete, Resource::Instance(instance)).await;
    let mut tx = stage.store.begin().await.unwrap();
    instances::delete(&mut tx, &stage.act(&permit), instance, None).await.unwrap();
    tx.commit().await.unwrap();
    let left = kept(&stage, &owner, role.definition.id).await.unwrap();
    assert_eq!(left.definition.scope.instances, Selection::Only(BTreeSet::new()), "not all");
    let production = Resource::Instance(other.instances[1].id);
    assert!(held(&stage, &owner, member, production).await.is_empty());
}

async fn a_role_is_changed_from_what_it_is(stage: Stage) {
    let owner = stage.owner("ana").await;
    let role = made(&stage, &owner, new("Crew", RoleScope::EVERYTHING)).await.unwrap();
    let id = role.definition.id;
    let first = new("First", RoleScope::EVERYTHING);
    assert_eq!(changed(&stage, &owner, id, 1, first).await.unwrap().version, 2);
    let second = changed(&stage, &owner, id, 1, new("Second", RoleScope::EVERYTHING)).await;
    assert!(matches!(second, Err(Error::Version)), "{second:?}");
    assert_eq!(kept(&stage, &owner, id).await.unwrap().definition.name, "First");
    let ben = stage.owner("ben").await;
    let elsewhere = changed(&stage, &ben, id, 2, new("Mine", RoleScope::EVERYTHING)).await;
    assert!(matches!(elsewhere, Err(Error::NotFound("role"))), "{elsewhere:?}");
    let foreign = stage.project(&ben, "Theirs").await.project.id;
    let scoped = changed(&stage, &owner, id, 2, new("First", of_projects(&[foreign]))).await;
    assert!(matches!(scoped, Err(Error::NotFound("project"))), "{scoped:?}");
}

async fn names_that_look_alike_are_one_name(stage: Stage) {
    let owner = stage.owner("ana").await;
    made(&stage, &owner, new("Crew", RoleScope::EVERYTHING)).await.unwrap();
    for name in ["crew", "CREW", "Сrew", "Owner", "0wner"] {
        let taken = made(&stage, &owner, new(name, RoleScope::EVERYTHING)).await;
        assert!(
            matches!(taken, Err(Error::Conflict { code: "name_taken", .. })),
            "{name} {taken:?}"
        );
    }
    let ben = stage.owner("ben").await;
    made(&stage, &ben, new("Crew", RoleScope::EVERYTHING)).await.unwrap();
}

async fn a_role_in_use_goes_only_when_its_holders_have_another(stage: Stage) {
    let owner = stage.owner("ana").await;
    let role = made(&stage, &owner, new("Crew", RoleScope::EVERYTHING)).await.unwrap();
    let id = role.definition.id;
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    hold(&stage, &owner, member, id).await;
    let mut tx = stage.store.read().await.unwrap();
    let held = roles::holders(&mut tx, owner.organization, id, crate::stage::NOW).await.unwrap();
    drop(tx);
    assert_eq!((held[0].kind, held[0].name.as_str(), held.len()), (HolderKind::Member, "ben", 1));
    let refused = deleted(&stage, &owner, id, None).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "role_in_use", .. })), "{refused:?}");
    for nothing in [id, RoleId(bailiwick_store::Ids::id(&stage.ids))] {
        let refused = deleted(&stage, &owner, id, Some(nothing)).await;
        assert!(matches!(refused, Err(Error::NotFound("role"))), "{refused:?}");
    }
    let developer = SystemRole::Developer.id();
    deleted(&stage, &owner, id, Some(developer)).await.unwrap();
    assert!(kept(&stage, &owner, id).await.is_none());
    let mut tx = stage.store.read().await.unwrap();
    let now = roles::holders(&mut tx, owner.organization, developer, crate::stage::NOW).await;
    assert_eq!(now.unwrap().len(), 1);
}

async fn t09_and_t70_what_was_forced_into_the_store_gives_nothing_and_is_told(stage: Stage) {
    let owner = stage.owner("ana").await;
    let project = stage.project(&owner, "Shop").await.project.id;
    let sound = made(&stage, &owner, new("Sound", RoleScope::EVERYTHING)).await.unwrap();
    let forced = made(&stage, &owner, new("Forced", of_projects(&[project]))).await.unwrap();
    let later = made(&stage, &owner, new("Later", RoleScope::EVERYTHING)).await.unwrap();
    let unsound = async || {
        let mut tx = stage.store.read().await.unwrap();
        roles::unsound(&mut tx).await.unwrap()
    };
    assert_eq!(unsound().await, []);
    let set = async |role: &Role, permissions: &str| {
        let id = role.definition.id;
        stage
            .raw(&format!("UPDATE roles SET permissions = '{permissions}' WHERE id = '{id}'"))
            .await
            .unwrap();
    };
    set(&forced, r#"[["projects","manage"]]"#).await;
    set(&later, r#"[["projects","view"],["moons","manage"]]"#).await;
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    hold(&stage, &owner, member, forced.definition.id).await;
    let held_there = held(&stage, &owner, member, Resource::Project(project)).await;
    assert!(held_there.contains(Action::ProjectsView));
    for action in [Action::ProjectsCreate, Action::ProjectsUpdate, Action::ProjectsDelete] {
        assert!(!held_there.contains(action), "{action}");
    }
    let found = unsound().await;
    let told: Vec<(RoleId, &str)> =
        found.iter().map(|one| (one.role, one.reason.as_str())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].0 == forced.definition.id && told[0].1.contains("all projects"), "{told:?}");
    assert!(told[1].0 == later.definition.id && told[1].1.contains("does not know"), "{told:?}");
    assert!(told.iter().all(|(role, _)| *role != sound.definition.id));
}
