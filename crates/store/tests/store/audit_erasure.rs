//! A person can be erased from a log: names and addresses go, entries stay, and the chain holds.

use bailiwick_access::{Action, Resource, SystemRole};
use bailiwick_model::{AccountId, AuditEntry, Id};
use bailiwick_store::audit::{Filter, Person, erase, list, verify};
use bailiwick_store::{Error, members};

use crate::stage::{Owner, PAGE, Stage, on_both};

on_both! {
    names_go_and_the_log_holds
    a_person_is_found_after_they_left
    nobody_is_nobody
    only_an_owner_erases
}

async fn erased(stage: &Stage, owner: &Owner, person: Person) -> Result<u64, Error> {
    let permit = stage.permit(owner, Action::OwnersManage, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let erased = erase(&mut tx, &stage.act(&permit), &person).await?;
    tx.commit().await.unwrap();
    Ok(erased)
}

async fn log(stage: &Stage, owner: &Owner) -> Vec<AuditEntry> {
    let sight = stage.sight(owner.organization).await;
    let mut tx = stage.store.read().await.unwrap();
    verify(&mut tx, Some(owner.organization)).await.unwrap().unwrap();
    list(&mut tx, owner.organization, &sight, &Filter::default(), &PAGE).await.unwrap().items
}

async fn account_of(stage: &Stage, name: &str) -> AccountId {
    let mut tx = stage.store.read().await.unwrap();
    let email = format!("{name}@example.com").parse().unwrap();
    bailiwick_store::accounts::find_by_email(&mut tx, &email).await.unwrap().unwrap().0.id
}

async fn names_go_and_the_log_holds(stage: Stage) {
    let owner = stage.owner("ana").await;
    stage.project(&owner, "Shop").await;
    stage.member(owner.organization, "ben", SystemRole::Developer).await;
    let ben = Person { account: Some(account_of(&stage, "ben").await), email: None };
    assert_eq!(erased(&stage, &owner, ben.clone()).await.unwrap(), 1, "that he came");
    assert!(!format!("{:?}", log(&stage, &owner).await).contains("ben"));
    let ana = Person { account: Some(owner.account.id), email: None };
    assert!(erased(&stage, &owner, ana).await.unwrap() >= 2);
    let left = log(&stage, &owner).await;
    // The erasure itself is of today: whoever does it is named in it.
    for entry in &left[1..] {
        assert!(entry.actor_name.is_none() && !format!("{entry:?}").contains("ana"), "{entry:?}");
        // An address alone, of an act of nobody's, is not hers.
        assert!(entry.actor.is_none() || entry.address.is_none(), "{entry:?}");
    }
    let shop = left.iter().find(|entry| entry.action == "projects.create").unwrap();
    assert_eq!(shop.target_name.as_deref(), Some("Shop"), "a project is nobody");
    assert_eq!(shop.actor, Some(owner.account.id.0), "who it was stays, as an id");
    assert_eq!(erased(&stage, &owner, ben).await.unwrap(), 0, "twice is once");
    log(&stage, &owner).await;
}

async fn a_person_is_found_after_they_left(stage: Stage) {
    let owner = stage.owner("ana").await;
    let member = stage.member(owner.organization, "ben", SystemRole::Developer).await;
    let account = account_of(&stage, "ben").await;
    let permit = stage.permit(&owner, Action::MembersRemove, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let tokens = members::TokensOfMember::Ask;
    members::remove(&mut tx, &stage.act(&permit), member, tokens, None).await.unwrap();
    tx.commit().await.unwrap();
    assert!(format!("{:?}", log(&stage, &owner).await).contains("\"ben\""));
    let ben = Person { account: Some(account), email: None };
    assert_eq!(erased(&stage, &owner, ben).await.unwrap(), 2, "that he came, and that he left");
    assert!(!format!("{:?}", log(&stage, &owner).await).contains("\"ben\""));
}

async fn nobody_is_nobody(stage: Stage) {
    let owner = stage.owner("ana").await;
    let other = stage.owner("eve").await;
    stage.project(&owner, "Shop").await;
    let nobody = Id::new(7, [7; 6]).into();
    for account in [other.account.id, nobody] {
        let refused = erased(&stage, &owner, Person { account: Some(account), email: None }).await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    }
    let email = Some("eve@example.com".parse().unwrap());
    let refused = erased(&stage, &owner, Person { account: None, email }).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
}

async fn only_an_owner_erases(stage: Stage) {
    let owner = stage.owner("ana").await;
    let administrator =
        stage.member(owner.organization, "adam", SystemRole::OrganizationAdministrator).await;
    let action = Action::OwnersManage;
    let permit =
        stage.permit_of(owner.organization, administrator, action, Resource::Organization).await;
    assert!(permit.is_none());
    let permit = stage.permit(&owner, Action::AuditView, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let ana = Person { account: Some(owner.account.id), email: None };
    let refused = erase(&mut tx, &stage.act(&permit), &ana).await;
    assert!(matches!(refused, Err(Error::WrongPermit(_))), "{refused:?}");
}
