//! No row points into another organization, and no permit reaches there.

use bailiwick_access::{Action, Resource};
use bailiwick_store::connections::{self, NewConnection, NewTarget};
use bailiwick_store::{Error, Ids, branches, databases, instances, projects};

use crate::stage::{Stage, on_both};

on_both! {
    the_database_itself_refuses_rows_that_point_elsewhere
    ids_of_another_organization_are_not_found
    a_permit_is_for_one_thing_and_one_act
}

async fn the_database_itself_refuses_rows_that_point_elsewhere(stage: Stage) {
    let (ana, ben) = (stage.owner("ana").await, stage.owner("ben").await);
    let (of_ana, of_ben) = (stage.project(&ana, "Shop").await, stage.project(&ben, "Shop").await);
    let mine = ana.organization;
    let (project, instance) = (of_ben.project.id, of_ben.instances[0].id);
    let (database, branch) = (of_ben.branches[0].database, of_ben.branches[0].id);
    let own_instance = of_ana.instances[0].id;
    let id = || stage.ids.id();
    let statements = [
        format!(
            "INSERT INTO instances VALUES ('{mine}', '{}', '{project}', 'X', 'x', 0, 'us', 'empty', 0, NULL, '1', NULL, 0, 1)",
            id()
        ),
        format!(
            "INSERT INTO databases VALUES ('{mine}', '{}', '{project}', 'x', 'sqlite', 0, 1, NULL)",
            id()
        ),
        format!(
            "INSERT INTO branches VALUES ('{mine}', '{}', '{database}', 'x', 0, 0, NULL, 0, 1)",
            id()
        ),
        format!(
            "INSERT INTO grants (organization, id, member, role, reach, has_production, created_at)
                VALUES ('{mine}', '{}', '{}', 'r', 'organization', 1, 0)",
            id(),
            ben.member
        ),
        format!(
            "INSERT INTO grants (organization, id, member, role, reach, database_id, has_production, created_at)
                VALUES ('{mine}', '{}', '{}', 'r', 'database', '{database}', 1, 0)",
            id(),
            ana.member
        ),
        format!(
            "INSERT INTO connections VALUES ('{mine}', '{}', '{instance}', 'x', NULL, NULL, 'sqlite', 'a', NULL, 's', 0, 1)",
            id()
        ),
        format!(
            "INSERT INTO connections VALUES ('{mine}', '{}', '{own_instance}', 'x', '{database}', '{branch}', NULL, NULL, NULL, NULL, 0, 1)",
            id()
        ),
        format!("INSERT INTO client_auth VALUES ('{mine}', '{instance}', '{{}}', 1)"),
        format!(
            "INSERT INTO signing_keys VALUES ('{mine}', '{}', '{instance}', 's', 0, NULL)",
            id()
        ),
        format!(
            "INSERT INTO policy_drafts VALUES ('{mine}', '{instance}', '', 'yaml', 1, 0, NULL)"
        ),
        format!(
            "INSERT INTO policy_versions VALUES ('{mine}', '{}', '{instance}', 9, '', 'yaml', '', 0, NULL, 0, NULL)",
            id()
        ),
        format!("UPDATE instances SET project = '{project}' WHERE id = '{own_instance}'"),
        format!("UPDATE databases SET project = '{project}' WHERE organization = '{mine}'"),
    ];
    for statement in statements {
        let refused = stage.raw(&statement).await.unwrap_err();
        assert!(
            refused.to_lowercase().contains("foreign key constraint"),
            "{statement}: {refused}"
        );
    }
}

async fn ids_of_another_organization_are_not_found(stage: Stage) {
    let (ana, ben) = (stage.owner("ana").await, stage.owner("ben").await);
    let (of_ana, of_ben) = (stage.project(&ana, "Shop").await, stage.project(&ben, "Shop").await);
    let mut tx = stage.store.read().await.unwrap();
    let mine = ana.organization;
    assert!(projects::get(&mut tx, mine, of_ben.project.id).await.unwrap().is_none());
    assert!(instances::get(&mut tx, mine, of_ben.instances[0].id).await.unwrap().is_none());
    let foreign = &of_ben.branches[0];
    assert!(databases::get(&mut tx, mine, foreign.database).await.unwrap().is_none());
    assert!(branches::get(&mut tx, mine, foreign.database, foreign.id).await.unwrap().is_none());
    assert!(branches::find(&mut tx, mine, of_ana.project.id, foreign.id).await.unwrap().is_none());
    drop(tx);
    let instance = of_ana.instances[0].id;
    let permit = stage.permit(&ana, Action::ConnectionsDeploy, Resource::Instance(instance)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let new = NewConnection {
        id: stage.ids.id().into(),
        project: of_ana.project.id,
        instance,
        name: "theirs".parse().unwrap(),
        target: NewTarget::Branch { database: foreign.database, branch: foreign.id },
    };
    let refused = connections::create(&mut tx, &stage.act(&permit), new).await.unwrap_err();
    assert!(matches!(refused, Error::NotFound("branch")), "{refused}");
}

async fn a_permit_is_for_one_thing_and_one_act(stage: Stage) {
    let owner = stage.owner("ana").await;
    let (one, other) = (stage.project(&owner, "One").await, stage.project(&owner, "Other").await);
    let permit =
        stage.permit(&owner, Action::ProjectsUpdate, Resource::Project(one.project.id)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let name = || "New".parse().unwrap();
    let elsewhere =
        projects::rename(&mut tx, &stage.act(&permit), other.project.id, name(), None).await;
    assert!(matches!(elsewhere, Err(Error::WrongPermit(_))));
    let another_act = projects::delete(&mut tx, &stage.act(&permit), one.project.id, None).await;
    assert!(matches!(another_act, Err(Error::WrongPermit(_))));
    assert!(
        projects::rename(&mut tx, &stage.act(&permit), one.project.id, name(), None).await.is_ok()
    );
}
