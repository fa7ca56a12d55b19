//! Service tokens, personal tokens that carry a part, and sign-ins of programs, on both engines.

use bailiwick_access::{
    Action, ActionSet, Gives, GrantScope, Permit, Principal, Refusal, Resource, SystemReason,
    SystemRole, system,
};
use bailiwick_model::{ServiceToken, Timestamp, TokenPreset};
use bailiwick_store::device_sign_ins::{self, NewDeviceSignIn, Polled};
use bailiwick_store::grants::{self, Holder, NewGrant};
use bailiwick_store::service_tokens::{self, NewServiceToken, Rotation, ServiceTokenChange};
use bailiwick_store::tokens::{self, NewToken};
use bailiwick_store::{Act, Error, callers};

use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    a_token_is_made_granted_and_ended
    a_rotated_token_is_found_by_both_secrets_until_the_overlap_ends
    what_a_token_holds_ends_with_it
    nobody_changes_a_token_that_holds_more
    names_that_look_alike_are_one
    a_token_of_elsewhere_is_not_there
    a_custom_token_carries_its_grants_within_its_owner
    a_personal_token_is_renamed_and_rotated_by_its_owner
    a_program_is_answered_once
    a_program_that_asks_too_often_waits_longer
}

fn actions(actions: &[Action], scope: GrantScope) -> NewGrant {
    let gives = Gives::Actions(ActionSet::of(actions));
    NewGrant { gives, scope, production: true, expires_at: None }
}

fn rotation(hash: [u8; 32], previous_until: Option<Timestamp>) -> Rotation {
    Rotation { hash, last_four: "wxyz".into(), previous_until, expires_at: None }
}

impl Stage {
    async fn of_tokens(&self, owner: &Owner, action: Action) -> Permit {
        self.permit(owner, action, Resource::Organization).await
    }

    pub async fn robot(&self, owner: &Owner, name: &str, hash: u8) -> ServiceToken {
        let permit = self.of_tokens(owner, Action::ServiceTokensCreate).await;
        let mut tx = self.store.begin().await.unwrap();
        let new = NewServiceToken {
            name: name.parse().unwrap(),
            hash: [hash; 32],
            last_four: "abcd".into(),
            expires_at: Some(NOW.plus_seconds(3_600)),
        };
        let token = service_tokens::create(&mut tx, &self.act(&permit), new).await.unwrap();
        tx.commit().await.unwrap();
        token
    }

    async fn grant(&self, owner: &Owner, token: &ServiceToken, new: NewGrant) -> Result<(), Error> {
        let permit = self.of_tokens(owner, Action::ServiceTokenGrantsUpdate).await;
        let mut tx = self.store.begin().await.unwrap();
        service_tokens::give(&mut tx, &self.act(&permit), token.id, new).await?;
        tx.commit().await
    }

    async fn holds(&self, owner: &Owner, principal: Principal, action: Action) -> bool {
        let snapshot = self.snapshot(owner.organization).await;
        snapshot.effective(&principal, &Resource::Organization).contains(action)
    }
}

async fn a_token_is_made_granted_and_ended(stage: Stage) {
    let owner = stage.owner("ana").await;
    let token = stage.robot(&owner, "CI", 7).await;
    assert_eq!((token.creator, token.version), (Some(owner.account.id), 1));
    let principal = Principal::ServiceToken(token.id);
    assert!(!stage.holds(&owner, principal, Action::OrganizationView).await);
    let view = actions(&[Action::OrganizationView], GrantScope::Organization);
    stage.grant(&owner, &token, view).await.unwrap();
    assert!(stage.holds(&owner, principal, Action::OrganizationView).await);

    let mut tx = stage.store.begin().await.unwrap();
    let held =
        grants::of(&mut tx, owner.organization, Holder::ServiceToken(token.id)).await.unwrap();
    tx.commit().await.unwrap();
    let permit = stage.of_tokens(&owner, Action::ServiceTokenGrantsUpdate).await;
    let mut tx = stage.store.begin().await.unwrap();
    service_tokens::take(&mut tx, &stage.act(&permit), token.id, held[0].id).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!stage.holds(&owner, principal, Action::OrganizationView).await);

    let permit = stage.of_tokens(&owner, Action::ServiceTokensUpdate).await;
    let mut tx = stage.store.begin().await.unwrap();
    let change =
        ServiceTokenChange { name: Some("Build".parse().unwrap()), is_suspended: Some(true) };
    let changed = service_tokens::update(&mut tx, &stage.act(&permit), token.id, change, Some(1))
        .await
        .unwrap();
    assert_eq!((changed.name.as_str(), changed.is_suspended, changed.version), ("Build", true, 2));
    let stale = ServiceTokenChange::default();
    let stale =
        service_tokens::update(&mut tx, &stage.act(&permit), token.id, stale, Some(1)).await;
    assert!(matches!(stale, Err(Error::Version)));
    tx.commit().await.unwrap();
    let permit = stage.of_tokens(&owner, Action::ServiceTokensDelete).await;
    let mut tx = stage.store.begin().await.unwrap();
    service_tokens::delete(&mut tx, &stage.act(&permit), token.id, None).await.unwrap();
    assert_eq!(service_tokens::list(&mut tx, owner.organization, &PAGE).await.unwrap().total, 0);
    tx.commit().await.unwrap();
}

async fn a_rotated_token_is_found_by_both_secrets_until_the_overlap_ends(stage: Stage) {
    let owner = stage.owner("ana").await;
    let token = stage.robot(&owner, "CI", 7).await;
    let permit = stage.of_tokens(&owner, Action::ServiceTokensUpdate).await;
    let act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    let until = NOW.plus_seconds(60);
    let rotated =
        service_tokens::rotate(&mut tx, &act, token.id, rotation([8; 32], Some(until)), None)
            .await
            .unwrap();
    assert_eq!((rotated.last_four.as_str(), rotated.rotated_at), ("wxyz", Some(NOW)));
    for (hash, at, is_found) in
        [(7, NOW, true), (8, NOW, true), (7, until, false), (8, until, true)]
    {
        let found = callers::by_service_token(&mut tx, &[hash; 32], at, None).await.unwrap();
        assert_eq!(found.is_some(), is_found, "{hash} {at}");
    }
    service_tokens::rotate(&mut tx, &act, token.id, rotation([9; 32], None), None).await.unwrap();
    for hash in [7, 8] {
        assert!(
            callers::by_service_token(&mut tx, &[hash; 32], NOW, None).await.unwrap().is_none(),
            "{hash}"
        );
    }
    let late = Act { now: NOW.plus_seconds(3_600), ..act };
    let ended =
        service_tokens::rotate(&mut tx, &late, token.id, rotation([10; 32], None), None).await;
    assert!(matches!(ended, Err(Error::Conflict { code: "token_ended", .. })), "{ended:?}");
    tx.commit().await.unwrap();
}

async fn what_a_token_holds_ends_with_it(stage: Stage) {
    let owner = stage.owner("ana").await;
    let token = stage.robot(&owner, "CI", 7).await;
    let view = actions(&[Action::OrganizationView], GrantScope::Organization);
    stage.grant(&owner, &token, view).await.unwrap();
    let snapshot = stage.snapshot(owner.organization).await;
    assert_eq!(snapshot.next_expiry(), token.expires_at);
}

async fn nobody_changes_a_token_that_holds_more(stage: Stage) {
    let owner = stage.owner("ana").await;
    let token = stage.robot(&owner, "CI", 7).await;
    let update = actions(&[Action::OrganizationUpdate], GrantScope::Organization);
    stage.grant(&owner, &token, update).await.unwrap();
    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let permit = stage
        .permit_of(owner.organization, member, Action::ServiceTokensUpdate, Resource::Organization)
        .await
        .unwrap();
    let mut tx = stage.store.begin().await.unwrap();
    let refused = service_tokens::rotate(
        &mut tx,
        &stage.act(&permit),
        token.id,
        rotation([8; 32], None),
        None,
    )
    .await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::TargetAboveActor { .. }))),
        "{refused:?}"
    );
}

async fn names_that_look_alike_are_one(stage: Stage) {
    let owner = stage.owner("ana").await;
    stage.robot(&owner, "CI", 7).await;
    let permit = stage.of_tokens(&owner, Action::ServiceTokensCreate).await;
    let mut tx = stage.store.begin().await.unwrap();
    for name in ["ci", "C1", "\u{0421}I"] {
        let new = NewServiceToken {
            name: name.parse().unwrap(),
            hash: [9; 32],
            last_four: "abcd".into(),
            expires_at: None,
        };
        let refused = service_tokens::create(&mut tx, &stage.act(&permit), new).await;
        assert!(
            matches!(refused, Err(Error::Conflict { code: "name_taken", .. })),
            "{name} {refused:?}"
        );
    }
}

async fn a_token_of_elsewhere_is_not_there(stage: Stage) {
    let (ana, ben) = (stage.owner("ana").await, stage.owner("ben").await);
    let token = stage.robot(&ana, "CI", 7).await;
    let permit = stage.of_tokens(&ben, Action::ServiceTokensDelete).await;
    let mut tx = stage.store.begin().await.unwrap();
    let refused = service_tokens::delete(&mut tx, &stage.act(&permit), token.id, None).await;
    assert!(matches!(refused, Err(Error::NotFound("service token"))), "{refused:?}");
    assert!(service_tokens::get(&mut tx, ben.organization, token.id).await.unwrap().is_none());
}

fn custom(owner: &Owner, hash: u8, grants: Vec<NewGrant>) -> NewToken {
    NewToken {
        account: owner.account.id,
        name: "part".parse().unwrap(),
        organization: Some(owner.organization),
        preset: TokenPreset::Custom,
        hash: [hash; 32],
        last_four: "abcd".into(),
        expires_at: Some(NOW.plus_seconds(3_600)),
        grants,
    }
}

async fn a_custom_token_carries_its_grants_within_its_owner(stage: Stage) {
    let owner = stage.owner("ana").await;
    let permit = system(None, SystemReason::Account);
    let mut tx = stage.store.begin().await.unwrap();
    let view = vec![actions(&[Action::OrganizationView], GrantScope::Organization)];
    let token =
        tokens::create(&mut tx, &stage.act(&permit), custom(&owner, 7, view)).await.unwrap();
    assert_eq!(tokens::grants_of(&mut tx, &token).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    let principal = Principal::PersonalToken(token.id);
    assert!(stage.holds(&owner, principal, Action::OrganizationView).await);
    assert!(!stage.holds(&owner, principal, Action::OrganizationUpdate).await);

    let member = stage.member(owner.organization, "ben", SystemRole::OrganizationMember).await;
    let mut tx = stage.store.begin().await.unwrap();
    let ben =
        bailiwick_store::accounts::find_by_email(&mut tx, &"ben@example.com".parse().unwrap())
            .await
            .unwrap();
    let ben = Owner { account: ben.unwrap().0, organization: owner.organization, member };
    let above = vec![actions(&[Action::OrganizationUpdate], GrantScope::Organization)];
    let refused = tokens::create(&mut tx, &stage.act(&permit), custom(&ben, 8, above)).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refusal::WouldExceedGrantor { .. }))),
        "{refused:?}"
    );
}

async fn a_personal_token_is_renamed_and_rotated_by_its_owner(stage: Stage) {
    let (ana, ben) = (stage.owner("ana").await, stage.owner("ben").await);
    let permit = system(None, SystemReason::Account);
    let act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    let view = vec![actions(&[Action::OrganizationView], GrantScope::Organization)];
    let token = tokens::create(&mut tx, &act, custom(&ana, 7, view)).await.unwrap();
    let name = || "laptop".parse().unwrap();
    let renamed =
        tokens::rename(&mut tx, &act, ana.account.id, token.id, name(), Some(1)).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.version), ("laptop", 2));
    let stale = tokens::rename(&mut tx, &act, ana.account.id, token.id, name(), Some(1)).await;
    assert!(matches!(stale, Err(Error::Version)));
    let foreign = tokens::rename(&mut tx, &act, ben.account.id, token.id, name(), None).await;
    assert!(matches!(foreign, Err(Error::NotFound("token"))));
    let new = rotation([8; 32], Some(NOW.plus_seconds(60)));
    let rotated =
        tokens::rotate(&mut tx, &act, ana.account.id, token.id, new, Some(2)).await.unwrap();
    assert_eq!((rotated.version, rotated.rotated_at), (3, Some(NOW)));
    for (hash, seconds, is_found) in [(7, 59, true), (7, 60, false), (8, 60, true)] {
        let at = NOW.plus_seconds(seconds);
        let found = callers::by_token(&mut tx, &[hash; 32], at, None).await.unwrap();
        assert_eq!(found.is_some(), is_found, "{hash} {seconds}");
    }
    tx.commit().await.unwrap();
}

fn program(number: u8) -> NewDeviceSignIn {
    NewDeviceSignIn {
        device_hash: [number; 32],
        user_hash: [number + 100; 32],
        client: "laptop".parse().unwrap(),
        expires_at: NOW.plus_seconds(900),
        interval_seconds: 5,
    }
}

async fn a_program_is_answered_once(stage: Stage) {
    let owner = stage.owner("ana").await;
    let (signing_in, own) =
        (system(None, SystemReason::SignIn), system(None, SystemReason::Account));
    let (program_acts, person_acts) = (stage.act(&signing_in), stage.act(&own));
    let mut tx = stage.store.begin().await.unwrap();
    device_sign_ins::create(&mut tx, &program_acts, program(1)).await.unwrap();
    device_sign_ins::create(&mut tx, &program_acts, program(2)).await.unwrap();
    let waiting = device_sign_ins::waiting(&mut tx, &[101; 32], NOW).await.unwrap();
    assert_eq!(waiting.address.as_deref(), Some("192.0.2.7"));
    let over = device_sign_ins::waiting(&mut tx, &[101; 32], NOW.plus_seconds(900)).await;
    assert!(matches!(over, Err(Error::NotFound(_))));
    let (yes, no, account) = ([101; 32], [102; 32], owner.account.id);
    device_sign_ins::answer(&mut tx, &person_acts, &yes, account, true).await.unwrap();
    device_sign_ins::answer(&mut tx, &person_acts, &no, account, false).await.unwrap();
    let again = device_sign_ins::answer(&mut tx, &person_acts, &yes, account, false).await;
    assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
    let other = device_sign_ins::poll(&mut tx, &program_acts, &[1; 32], "other").await.unwrap();
    assert_eq!(other, Polled::Unknown);
    let mut told = Vec::new();
    for number in [1, 1, 2, 2] {
        told.push(
            device_sign_ins::poll(&mut tx, &program_acts, &[number; 32], "laptop").await.unwrap(),
        );
    }
    let approved = Polled::Approved(account, "laptop".parse().unwrap());
    assert_eq!(told, [approved, Polled::Unknown, Polled::Denied, Polled::Unknown]);
    tx.commit().await.unwrap();
}

async fn a_program_that_asks_too_often_waits_longer(stage: Stage) {
    let permit = system(None, SystemReason::SignIn);
    let act = stage.act(&permit);
    let mut tx = stage.store.begin().await.unwrap();
    device_sign_ins::create(&mut tx, &act, program(1)).await.unwrap();
    let mut told = Vec::new();
    for seconds in [0, 4, 13, 27, 47, 900] {
        let act = Act { now: NOW.plus_seconds(seconds), ..act };
        told.push(device_sign_ins::poll(&mut tx, &act, &[1; 32], "laptop").await.unwrap());
    }
    use Polled::{Expired, Pending, TooFast};
    assert_eq!(told, [Pending, TooFast, TooFast, TooFast, Pending, Expired]);
    device_sign_ins::create(&mut tx, &act, program(2)).await.unwrap();
    let expiry = system(None, SystemReason::Expiry);
    let later = Act { now: NOW.plus_seconds(900 + 86_400), ..stage.act(&expiry) };
    assert_eq!(device_sign_ins::sweep(&mut tx, &later).await.unwrap(), 1);
    tx.commit().await.unwrap();
}
