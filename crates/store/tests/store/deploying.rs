//! Connections, client auth, drafts, versions.

use bailiwick_access::{Action, Permit, Resource, SystemRole};
use bailiwick_model::{DatabaseEngine, InstanceState, PolicyFormat};
use bailiwick_store::client_auth::{NewClientAuth, SealedSecret};
use bailiwick_store::connections::{ConnectionChange, NewConnection, NewTarget};
use bailiwick_store::grants::NewGrant;
use bailiwick_store::instances::Change;
use bailiwick_store::projects::Created;
use bailiwick_store::{
    Error, Ids, Tx, audit, client_auth, connections, instances, members, policies,
};
use serde_json::json;

use crate::stage::{Owner, PAGE, Stage, on_both};

on_both! {
    a_draft_becomes_a_version_and_an_earlier_one_returns
    a_draft_is_not_saved_over_another
    a_region_is_fixed_by_the_first_deploy
    secrets_stay_out_of_the_log
    production_has_no_development_tokens
    t48_what_is_in_force_is_judged_again_when_it_changes
}

async fn scene(stage: &Stage) -> (Owner, Created, Permit) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let permit = stage
        .permit(&owner, Action::PolicyDeploy, Resource::Instance(created.instances[0].id))
        .await;
    (owner, created, permit)
}

async fn save(
    stage: &Stage,
    tx: &mut Tx<'_>,
    created: &Created,
    permit: &Permit,
    source: &str,
    if_match: Option<u64>,
) -> Result<u64, Error> {
    let (project, instance) = (created.project.id, created.instances[0].id);
    let format = PolicyFormat::Yaml;
    let draft = policies::save_draft(
        tx,
        &stage.act(permit),
        project,
        instance,
        source.into(),
        format,
        if_match,
    )
    .await?;
    Ok(draft.revision)
}

async fn a_draft_becomes_a_version_and_an_earlier_one_returns(stage: Stage) {
    let (owner, created, permit) = scene(&stage).await;
    let (organization, project, instance) =
        (owner.organization, created.project.id, created.instances[0].id);
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    let identities = json!({ "main": {} });
    let refused = policies::deploy(&mut tx, &act, project, instance, &identities, None).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "no_draft", .. })));
    let first = save(&stage, &mut tx, &created, &permit, "one", Some(0)).await.unwrap();
    let version =
        policies::deploy(&mut tx, &act, project, instance, &identities, Some(first)).await.unwrap();
    assert_eq!(
        (version.version, version.is_deployed, version.deployed_by.as_deref()),
        (1, true, Some("ana"))
    );
    let draft = policies::draft(&mut tx, organization, instance).await.unwrap();
    assert_eq!((draft.is_saved(), draft.source.as_str()), (false, "one"));
    let unseen = save(&stage, &mut tx, &created, &permit, "two", Some(0)).await;
    assert!(matches!(unseen, Err(Error::Version)), "begun before another's deploy");
    let second = save(&stage, &mut tx, &created, &permit, "two", Some(draft.revision)).await;
    assert!(second.unwrap() > draft.revision && draft.revision > first, "none is given twice");
    policies::deploy(&mut tx, &act, project, instance, &identities, None).await.unwrap();
    let before = policies::draft(&mut tx, organization, instance).await.unwrap();
    let back = policies::rollback(&mut tx, &act, project, instance, 1, &identities).await.unwrap();
    let unseen = save(&stage, &mut tx, &created, &permit, "x", Some(before.revision)).await;
    assert!(matches!(unseen, Err(Error::Version)), "begun before another's roll-back");
    assert_eq!((back.version, back.source.as_str(), back.rolled_back_to), (3, "one", Some(1)));
    let again = policies::rollback(&mut tx, &act, project, instance, 3, &identities).await;
    assert!(matches!(again, Err(Error::Conflict { code: "already_deployed", .. })));
    let listed = policies::versions(&mut tx, organization, instance, &PAGE).await.unwrap();
    let shown: Vec<_> =
        listed.items.iter().map(|version| (version.version, version.is_deployed)).collect();
    assert_eq!(shown, [(3, true), (2, false), (1, false)]);
    let deployed = policies::deployed(&mut tx, instance).await.unwrap().unwrap();
    assert_eq!((deployed.version.version, deployed.identities), (3, identities));
    let found = instances::get(&mut tx, organization, instance).await.unwrap().unwrap();
    assert_eq!(found.state, InstanceState::Running);
    assert!(found.deployed_at.is_some());
}

async fn a_draft_is_not_saved_over_another(stage: Stage) {
    let (_, created, permit) = scene(&stage).await;
    let mut tx = stage.store.begin().await.unwrap();
    save(&stage, &mut tx, &created, &permit, "mine", Some(0)).await.unwrap();
    let refused = save(&stage, &mut tx, &created, &permit, "theirs", Some(0)).await;
    assert!(matches!(refused, Err(Error::Version)));
    let (project, instance) = (created.project.id, created.instances[0].id);
    policies::discard_draft(&mut tx, &stage.act(&permit), project, instance, Some(1))
        .await
        .unwrap();
    let refused = save(&stage, &mut tx, &created, &permit, "stale", Some(1)).await;
    assert!(matches!(refused, Err(Error::Version)));
}

async fn a_region_is_fixed_by_the_first_deploy(stage: Stage) {
    let (owner, created, permit) = scene(&stage).await;
    let instance = created.instances[0].id;
    let may_update =
        stage.permit(&owner, Action::InstancesUpdate, Resource::Instance(instance)).await;
    let moved = |region: &str| Change { region: Some(region.into()), ..Change::default() };
    let mut tx = stage.store.begin().await.unwrap();
    instances::update(&mut tx, &stage.act(&may_update), instance, moved("eu"), None).await.unwrap();
    save(&stage, &mut tx, &created, &permit, "one", None).await.unwrap();
    policies::deploy(&mut tx, &stage.act(&permit), created.project.id, instance, &json!({}), None)
        .await
        .unwrap();
    let refused =
        instances::update(&mut tx, &stage.act(&may_update), instance, moved("jp"), None).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "region_changed", .. })));
    instances::update(&mut tx, &stage.act(&may_update), instance, moved("eu"), None).await.unwrap();
}

/// A deploy reads schemas for seconds between the gate's decision and the change.
async fn t48_what_is_in_force_is_judged_again_when_it_changes(stage: Stage) {
    let (owner, created, permit) = scene(&stage).await;
    let (organization, project, instance) =
        (owner.organization, created.project.id, created.instances[0].id);
    let identities = json!({});
    let mut tx = stage.store.begin().await.unwrap();
    for source in ["one", "two"] {
        save(&stage, &mut tx, &created, &permit, source, None).await.unwrap();
        let act = stage.act(&permit);
        policies::deploy(&mut tx, &act, project, instance, &identities, None).await.unwrap();
    }
    save(&stage, &mut tx, &created, &permit, "three", None).await.unwrap();
    tx.commit().await.unwrap();
    let ben = stage.member(organization, "ben", SystemRole::OrganizationAdministrator).await;
    let on = Resource::Instance(instance);
    let permit = stage.permit_of(organization, ben, Action::PolicyDeploy, on).await.unwrap();
    let taker = stage.permit(&owner, Action::MembersUpdate, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let less = [NewGrant::role(SystemRole::OrganizationMember.id()).into()];
    members::set_roles(&mut tx, &stage.act(&taker), ben, &less, None).await.unwrap();
    tx.commit().await.unwrap();

    let act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    let outcomes = [
        policies::deploy(&mut tx, &act, project, instance, &identities, None).await.map(drop),
        policies::rollback(&mut tx, &act, project, instance, 1, &identities).await.map(drop),
        policies::discard_draft(&mut tx, &act, project, instance, None).await,
        save(&stage, &mut tx, &created, &permit, "four", None).await.map(drop),
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Err(Error::Denied(_))), "{outcome:?}");
    }
    let deployed = policies::deployed(&mut tx, instance).await.unwrap().unwrap();
    assert_eq!(deployed.version.version, 2);
    let draft = policies::draft(&mut tx, organization, instance).await.unwrap();
    assert_eq!(draft.source, "three");
}

async fn secrets_stay_out_of_the_log(stage: Stage) {
    let (owner, created, permit) = scene(&stage).await;
    let (project, instance) = (created.project.id, created.instances[0].id);
    let may_connect =
        stage.permit(&owner, Action::ConnectionsDeploy, Resource::Instance(instance)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let id = stage.ids.id().into();
    let target = NewTarget::Url {
        engine: DatabaseEngine::Postgres,
        address: "postgres://reader@db:5432/shop".into(),
        sealed: "SEALED-URL".into(),
        tls: Some("verify-full".into()),
    };
    let new = NewConnection { id, project, instance, name: "shop".parse().unwrap(), target };
    let stored = connections::create(&mut tx, &stage.act(&may_connect), new).await.unwrap();
    assert_eq!(stored.sealed.as_deref(), Some("SEALED-URL"));
    let change = ConnectionChange { name: Some("store".parse().unwrap()), target: None };
    let act = stage.act(&may_connect);
    let stored =
        connections::update(&mut tx, &act, project, instance, id, change, Some(1)).await.unwrap();
    assert_eq!((stored.sealed.as_deref(), stored.connection.version), (Some("SEALED-URL"), 2));
    let new = auth(vec![SealedSecret { kid: "k1".into(), sealed: "SEALED-KEY".into() }]);
    let stored = client_auth::put(&mut tx, &stage.act(&permit), project, instance, new, Some(0))
        .await
        .unwrap();
    assert_eq!((stored.version, stored.document.secrets[0].sealed.as_str()), (1, "SEALED-KEY"));
    let sight = stage.sight(owner.organization).await;
    let filter = audit::Filter::default();
    let listed = audit::list(&mut tx, owner.organization, &sight, &filter, &PAGE).await.unwrap();
    assert_eq!(listed.total, 4);
    let text = format!("{:?}", listed.items);
    assert!(text.contains("postgres://reader@db:5432/shop") && text.contains("k1"));
    assert!(!text.contains("SEALED"), "{text}");
    connections::delete(&mut tx, &act, project, instance, id, Some(2)).await.unwrap();
}

fn auth(secrets: Vec<SealedSecret>) -> NewClientAuth {
    NewClientAuth { audiences: vec!["shop".into()], secrets, ..NewClientAuth::default() }
}

async fn production_has_no_development_tokens(stage: Stage) {
    let (owner, created, permit) = scene(&stage).await;
    let (project, development, production) =
        (created.project.id, created.instances[0].id, created.instances[1].id);
    let on = || NewClientAuth { development_tokens: true, ..auth(vec![]) };
    let in_production =
        stage.permit(&owner, Action::PolicyDeploy, Resource::Instance(production)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused =
        client_auth::put(&mut tx, &stage.act(&in_production), project, production, on(), None)
            .await;
    assert!(matches!(refused, Err(Error::Conflict { code: "production_instance", .. })));
    client_auth::put(&mut tx, &stage.act(&permit), project, development, on(), None).await.unwrap();
    tx.commit().await.unwrap();
    let permit =
        stage.permit(&owner, Action::InstancesUpdate, Resource::Instance(development)).await;
    let mut tx = stage.store.begin().await.unwrap();
    let change = Change { is_production: Some(true), ..Change::default() };
    let refused = instances::update(&mut tx, &stage.act(&permit), development, change, None).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "development_tokens_on", .. })));
}
