//! Accounts, sessions, tokens.

use bailiwick_access::{Action, Principal, Resource, SystemReason, decide, system};
use bailiwick_model::TokenPreset;
use bailiwick_store::organizations::NewOrganization;
use bailiwick_store::sessions::NewSession;
use bailiwick_store::tokens::NewToken;
use bailiwick_store::{Error, accounts, audit, callers, sessions, settings, tokens};

use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    the_first_account_is_made_once_however_many_try
    an_address_belongs_to_one_account
    a_new_password_ends_other_sessions
    a_reading_token_may_look_and_not_touch
    only_its_own_account_ends_a_token
    the_servers_log_holds
}

fn new_session(owner: &Owner, hash: u8) -> NewSession {
    NewSession {
        account: owner.account.id,
        hash: [hash; 32],
        expires_at: NOW.plus_seconds(3_600),
        idle_seconds: 600,
        user_agent: None,
    }
}

async fn the_first_account_is_made_once_however_many_try(stage: Stage) {
    let attempt = async |name: &str| {
        let permit = system(None, SystemReason::FirstRun);
        let mut tx = stage.store.begin().await.unwrap();
        let organization =
            NewOrganization { name: "First".parse().unwrap(), plan: "self_hosted".into() };
        let made =
            accounts::create(&mut tx, &stage.act(&permit), stage.new_account(name), organization)
                .await;
        tx.commit().await.unwrap();
        made.is_ok()
    };
    let (a, b, c, d) = tokio::join!(attempt("a"), attempt("b"), attempt("c"), attempt("d"));
    assert_eq!([a, b, c, d].iter().filter(|made| **made).count(), 1);
}

async fn an_address_belongs_to_one_account(stage: Stage) {
    stage.owner("ana").await;
    let permit = system(None, SystemReason::SignUp);
    let mut tx = stage.store.begin().await.unwrap();
    let organization =
        NewOrganization { name: "Again".parse().unwrap(), plan: "self_hosted".into() };
    let refused =
        accounts::create(&mut tx, &stage.act(&permit), stage.new_account("ana"), organization)
            .await;
    assert!(matches!(refused, Err(Error::Conflict { code: "email_taken", .. })));
    assert!(!settings::is_first_run(&mut tx).await.unwrap());
}

async fn a_new_password_ends_other_sessions(stage: Stage) {
    let owner = stage.owner("ana").await;
    let mut tx = stage.store.begin().await.unwrap();
    let permit = system(None, SystemReason::SignIn);
    let kept =
        sessions::create(&mut tx, &stage.act(&permit), new_session(&owner, 1), None).await.unwrap();
    sessions::create(&mut tx, &stage.act(&permit), new_session(&owner, 2), None).await.unwrap();
    let permit = system(None, SystemReason::Account);
    accounts::change_password(&mut tx, &stage.act(&permit), owner.account.id, "new", Some(kept.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = stage.store.read().await.unwrap();
    assert!(callers::by_session(&mut tx, &[1; 32], None).await.unwrap().is_some());
    assert!(callers::by_session(&mut tx, &[2; 32], None).await.unwrap().is_none());
    let (_, hash) = accounts::find_by_email(&mut tx, &owner.account.email).await.unwrap().unwrap();
    assert_eq!(hash, "new");
    assert_eq!(sessions::list(&mut tx, owner.account.id, NOW, &PAGE).await.unwrap().total, 1);
    let later = NOW.plus_seconds(601);
    assert_eq!(
        sessions::list(&mut tx, owner.account.id, later, &PAGE).await.unwrap().total,
        0,
        "idle for too long"
    );
}

fn new_token(owner: &Owner, preset: TokenPreset) -> NewToken {
    NewToken {
        account: owner.account.id,
        name: "laptop".parse().unwrap(),
        organization: Some(owner.organization),
        preset,
        hash: [7; 32],
        last_four: "abcd".into(),
        expires_at: None,
        grants: Vec::new(),
    }
}

async fn a_reading_token_may_look_and_not_touch(stage: Stage) {
    let owner = stage.owner("ana").await;
    let permit = system(None, SystemReason::Account);
    let mut tx = stage.store.begin().await.unwrap();
    let token =
        tokens::create(&mut tx, &stage.act(&permit), new_token(&owner, TokenPreset::ReadOnly))
            .await
            .unwrap();
    tx.commit().await.unwrap();
    let snapshot = stage.snapshot(owner.organization).await;
    assert!(snapshot.epoch() > 1, "snapshots learn of the token");
    let may = |action| {
        decide(&snapshot, &Principal::PersonalToken(token.id), action, &Resource::Organization)
            .is_ok()
    };
    assert!(may(Action::OrganizationView) && may(Action::AuditView));
    assert!(!may(Action::OrganizationUpdate) && !may(Action::ProjectsCreate));
}

async fn only_its_own_account_ends_a_token(stage: Stage) {
    let (ana, ben) = (stage.owner("ana").await, stage.owner("ben").await);
    let permit = system(None, SystemReason::Account);
    let mut tx = stage.store.begin().await.unwrap();
    let act = stage.act(&permit);
    let token = tokens::create(&mut tx, &act, new_token(&ana, TokenPreset::Full)).await.unwrap();
    let refused = tokens::revoke(&mut tx, &act, ben.account.id, token.id).await;
    assert!(matches!(refused, Err(Error::NotFound("token"))));
    let foreign = NewToken {
        hash: [8; 32],
        organization: Some(ben.organization),
        ..new_token(&ana, TokenPreset::Full)
    };
    assert!(matches!(
        tokens::create(&mut tx, &act, foreign).await,
        Err(Error::NotFound("organization"))
    ));
    tokens::revoke(&mut tx, &act, ana.account.id, token.id).await.unwrap();
    assert!(callers::by_token(&mut tx, &[7; 32], act.now, None).await.unwrap().is_none());
}

async fn the_servers_log_holds(stage: Stage) {
    stage.owner("ana").await;
    let permit = system(None, SystemReason::SignIn);
    let mut tx = stage.store.begin().await.unwrap();
    audit::sign_in_refused(&mut tx, &stage.act(&permit), "nobody@example.com", "sign_in", 1)
        .await
        .unwrap();
    audit::sign_in_refused(&mut tx, &stage.act(&permit), "hunter2-typed-here", "sign_in", 2)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = stage.store.read().await.unwrap();
    assert_eq!(audit::verify(&mut tx, None).await.unwrap().unwrap().head.entries, 3);
    drop(tx);
    let kept = stage.raw("UPDATE audit_personal SET salt = salt WHERE 1 / (CASE WHEN target_name LIKE '%hunter%' THEN 0 ELSE 1 END) = 1").await;
    assert!(kept.is_ok(), "a password that was typed as an address is not kept");
}
