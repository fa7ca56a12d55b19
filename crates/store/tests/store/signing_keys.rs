//! Keys that sign calls: which of them do, until when, and of whom.

use bailiwick_access::{Action, Resource};
use bailiwick_model::{InstanceId, ProjectId, SigningKeyId};
use bailiwick_store::signing_keys::{self, OVERLAP_SECONDS, SigningKeys};
use bailiwick_store::{Act, Error, Ids, Tx};

use crate::stage::{Stage, on_both};

on_both! {
    one_key_before_the_newest_signs_for_a_day
    keys_are_of_one_instance
}

async fn make(
    stage: &Stage,
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    (project, instance): (ProjectId, InstanceId),
) -> Result<SigningKeys, Error> {
    let id: SigningKeyId = stage.ids.id().into();
    signing_keys::create(tx, act, project, instance, (id, format!("sealed {id}"))).await
}

async fn one_key_before_the_newest_signs_for_a_day(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let place = (created.project.id, created.instances[0].id);
    let permit = stage.permit(&owner, Action::PolicyDeploy, Resource::Instance(place.1)).await;
    let mut act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    let none = signing_keys::get(&mut tx, owner.organization, place.1, act.now).await.unwrap();
    assert_eq!(none, SigningKeys::default());
    let missing = signing_keys::retire(&mut tx, &act, place.0, place.1).await;
    assert!(matches!(missing, Err(Error::NotFound("signing key"))), "{missing:?}");

    let first = make(&stage, &mut tx, &act, place).await.unwrap();
    assert!(first.previous.is_none() && first.all().count() == 1);
    let second = make(&stage, &mut tx, &act, place).await.unwrap();
    let until = act.now.plus_seconds(OVERLAP_SECONDS);
    let previous = second.previous.unwrap();
    assert_eq!(previous.id, first.newest.unwrap().id);
    assert_eq!(
        (previous.signs_until, previous.sealed),
        (Some(until), format!("sealed {}", previous.id))
    );
    let third = make(&stage, &mut tx, &act, place).await;
    assert!(matches!(third, Err(Error::Conflict { code: "previous_key_signs", .. })), "{third:?}");

    signing_keys::retire(&mut tx, &act, place.0, place.1).await.unwrap();
    let left = signing_keys::get(&mut tx, owner.organization, place.1, act.now).await.unwrap();
    assert_eq!((left.newest.clone(), left.previous), (second.newest, None));
    let third = make(&stage, &mut tx, &act, place).await.unwrap();
    assert_eq!(third.previous.map(|key| key.id), left.newest.map(|key| key.id));
    // A day later it is over by itself.
    act.now = until;
    let later = signing_keys::get(&mut tx, owner.organization, place.1, until).await.unwrap();
    assert_eq!((later.newest, later.previous), (third.newest, None));
    assert!(make(&stage, &mut tx, &act, place).await.is_ok());
}

async fn keys_are_of_one_instance(stage: Stage) {
    let (ana, ben) = (stage.owner("ana").await, stage.owner("ben").await);
    let (of_ana, of_ben) = (stage.project(&ana, "Shop").await, stage.project(&ben, "Shop").await);
    let (one, other) = (of_ana.instances[0].id, of_ana.instances[1].id);
    let permit = stage.permit(&ana, Action::PolicyDeploy, Resource::Instance(one)).await;
    let act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    make(&stage, &mut tx, &act, (of_ana.project.id, one)).await.unwrap();
    for (project, instance) in
        [(of_ana.project.id, other), (of_ben.project.id, of_ben.instances[0].id)]
    {
        let refused = make(&stage, &mut tx, &act, (project, instance)).await;
        assert!(matches!(refused, Err(Error::WrongPermit(_))), "{refused:?}");
        let refused = signing_keys::retire(&mut tx, &act, project, instance).await;
        assert!(matches!(refused, Err(Error::WrongPermit(_))), "{refused:?}");
        let none = signing_keys::get(&mut tx, ana.organization, instance, act.now).await.unwrap();
        assert_eq!(none, SigningKeys::default());
    }
    let astray = make(&stage, &mut tx, &act, (of_ben.project.id, one)).await;
    assert!(matches!(astray, Err(Error::NotFound("instance"))), "{astray:?}");
    let theirs = signing_keys::get(&mut tx, ben.organization, one, act.now).await.unwrap();
    assert_eq!(theirs, SigningKeys::default(), "by its organization alone");
}
