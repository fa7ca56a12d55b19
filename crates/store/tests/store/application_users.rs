//! Application users that were seen, and tokens of theirs that are taken back.

use bailiwick_access::{Action, Resource, SystemReason};
use bailiwick_model::{Id, RevocationId, Timestamp};
use bailiwick_store::application_users::{self, Filter, Seen};
use bailiwick_store::revocations::{self, Revoked};
use bailiwick_store::{Error, Page};

use crate::stage::{PAGE, Stage, on_both};

on_both! {
    users_are_added_up_and_found_by_role
    a_revocation_is_of_one_instance
}

fn seen(subject: &str, roles: &[&str], first: i64, last: i64, requests: u64) -> Seen {
    Seen {
        subject: subject.into(),
        roles: roles.iter().map(|&role| role.into()).collect(),
        first_at: Timestamp(first),
        last_at: Timestamp(last),
        requests,
    }
}

async fn users_are_added_up_and_found_by_role(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let (one, other) = (created.instances[0].id, created.instances[1].id);
    let job = bailiwick_access::system(None, SystemReason::Job);
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&job);
    let organization = owner.organization;
    let first = [seen("7", &["reader"], 10, 20, 3), seen("8' or 1=1", &[], 11, 11, 1)];
    application_users::note(&mut tx, &act, organization, one, &first).await.unwrap();
    let later = [seen("7", &["reader", "editor"], 30, 40, 2)];
    application_users::note(&mut tx, &act, organization, one, &later).await.unwrap();
    let nobody = stage.permit(&owner, Action::PolicyDeploy, Resource::Instance(one)).await;
    let act = stage.act(&nobody);
    let refused = application_users::note(&mut tx, &act, organization, one, &later);
    assert!(
        matches!(refused.await, Err(Error::WrongPermit(_))),
        "only the server's own job writes"
    );
    tx.commit().await.unwrap();

    let mut tx = stage.store.read().await.unwrap();
    let everybody = Filter::default();
    let all = application_users::list(&mut tx, organization, one, &everybody, &PAGE);
    let all = all.await.unwrap();
    assert_eq!(all.items[0], seen("7", &["reader", "editor"], 10, 40, 5));
    assert_eq!(all.total, 2);
    let editors = Filter { role: Some("editor".into()) };
    let found = application_users::list(&mut tx, organization, one, &editors, &PAGE).await.unwrap();
    assert_eq!(found.total, 1);
    let (users, by_role) = application_users::count(&mut tx, organization, one).await.unwrap();
    assert_eq!((users, by_role["reader"], by_role["editor"]), (2, 1, 1));
    let elsewhere = application_users::count(&mut tx, organization, other).await.unwrap();
    assert_eq!(elsewhere.0, 0, "another instance has not seen them");
}

async fn a_revocation_is_of_one_instance(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let (project, one, other) =
        (created.project.id, created.instances[0].id, created.instances[1].id);
    let permit = stage.permit(&owner, Action::PolicyDeploy, Resource::Instance(one)).await;
    let act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    let revoked = Revoked {
        subject: Some("7".into()),
        token_id: None,
        issued_before: Some(Timestamp(1_700_000_000_000_000)),
    };
    let made =
        revocations::create(&mut tx, &act, project, one, revoked.clone(), Some("lost".into()))
            .await
            .unwrap();
    let listed = revocations::list(&mut tx, owner.organization, one, &PAGE).await.unwrap();
    assert_eq!(listed.items.first(), Some(&made));
    assert_eq!(listed.total, 1);
    assert_eq!(made.revoked, revoked);
    let search = Page { search: Some("8".into()), ..PAGE };
    let none = revocations::list(&mut tx, owner.organization, one, &search).await.unwrap();
    assert_eq!(none.total, 0);
    // The permit is for one instance, and an id of another's is none of its own.
    let wrong = revocations::create(&mut tx, &act, project, other, revoked, None).await;
    assert!(wrong.is_err());
    let of_other = stage.permit(&owner, Action::PolicyDeploy, Resource::Instance(other)).await;
    let act_other = stage.act(&of_other);
    let missing = revocations::delete(&mut tx, &act_other, project, other, made.id).await;
    assert!(matches!(missing, Err(Error::NotFound("revocation"))));
    let unknown = RevocationId::from(Id::new(1, [1; 6]));
    let missing = revocations::delete(&mut tx, &act, project, one, unknown).await;
    assert!(matches!(missing, Err(Error::NotFound("revocation"))));
    revocations::delete(&mut tx, &act, project, one, made.id).await.unwrap();
    assert!(revocations::all(&mut tx, owner.organization, one).await.unwrap().is_empty());
}
