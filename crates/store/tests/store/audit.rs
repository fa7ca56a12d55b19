//! The log is written with the change, holds no less and no more, and shows where it was touched (T71).

use bailiwick_access::{Action, Resource, SystemReason, system};
use bailiwick_model::chain::{GENESIS, Link};
use bailiwick_store::audit::{
    Broken, Filter, Person, Refusal, Refused, dropped, erase, list, refused, verify,
};
use bailiwick_store::{Ids, projects};

use crate::stage::{NOW, Owner, PAGE, Stage, on_both};

on_both! {
    a_change_and_its_entry_come_and_go_together
    the_log_says_who_did_what
    t71_a_log_holds_until_it_is_touched
    t71_personal_data_that_was_deleted_past_the_log_shows
    entries_of_the_first_version_hold_and_are_followed_by_those_of_the_second
    concurrent_changes_make_one_gapless_chain
    first_entries_that_come_at_once_are_both_kept
    refusals_that_were_dropped_leave_their_number
}

async fn a_change_and_its_entry_come_and_go_together(stage: Stage) {
    let owner = stage.owner("ana").await;
    let mut tx = stage.store.begin().await.unwrap();
    stage.project_in(&mut tx, &owner, "Shop").await.unwrap();
    drop(tx);
    assert_eq!(stage.entries(owner.organization).await, 0);
    assert_eq!(stage.snapshot(owner.organization).await.epoch(), 1);
    stage.project(&owner, "Shop").await;
    assert_eq!(stage.entries(owner.organization).await, 1, "one act, one entry");
    assert!(stage.snapshot(owner.organization).await.epoch() > 1);
}

async fn the_log_says_who_did_what(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let sight = stage.sight(owner.organization).await;
    let mut tx = stage.store.read().await.unwrap();
    let filter = Filter {
        action: Some("projects.create".into()),
        target: Some(created.project.id.0),
        ..Filter::default()
    };
    let listed = list(&mut tx, owner.organization, &sight, &filter, &PAGE).await.unwrap();
    let entry = &listed.items[0];
    assert_eq!(entry.actor, Some(owner.account.id.0));
    assert_eq!(entry.actor_name.as_deref(), Some("ana"));
    assert_eq!(entry.target_name.as_deref(), Some("Shop"));
    assert_eq!(entry.address.as_deref(), Some("192.0.2.7"));
    let filter = Filter { action: Some("projects.delete".into()), ..Filter::default() };
    assert_eq!(list(&mut tx, owner.organization, &sight, &filter, &PAGE).await.unwrap().total, 0);
}

/// Twelve entries.
async fn written(stage: &Stage) -> Owner {
    let owner = stage.owner("ana").await;
    for number in 0..12 {
        stage.project(&owner, &format!("P{number}")).await;
    }
    owner
}

async fn broken(stage: &Stage, owner: &Owner) -> Result<u64, Broken> {
    let mut tx = stage.store.read().await.unwrap();
    verify(&mut tx, Some(owner.organization)).await.unwrap().map(|verified| verified.head.entries)
}

async fn t71_a_log_holds_until_it_is_touched(stage: Stage) {
    let owner = written(&stage).await;
    assert_eq!(broken(&stage, &owner).await, Ok(12));
    let chain = owner.organization;
    let check = async |damage: &str, expected: Broken, repair: &str| {
        stage.place.run(damage).await;
        assert_eq!(broken(&stage, &owner).await, Err(expected), "{damage}");
        stage.place.run(repair).await;
        assert_eq!(broken(&stage, &owner).await, Ok(12), "{repair}");
    };
    for column in [
        "action",
        "detail",
        "target_kind",
        "outcome",
        "request",
        "actor_kind",
        "actor",
        "target",
        "personal_hash",
        "target_hash",
        "place",
    ] {
        let sql = |value: &str| {
            format!(
                "UPDATE audit_entries SET {column} = {value} WHERE chain = '{chain}' AND sequence = 5"
            )
        };
        stage.place.run(&format!("CREATE TABLE kept AS SELECT {column} AS was FROM audit_entries WHERE chain = '{chain}' AND sequence = 5")).await;
        check(&sql("'forged'"), Broken::Changed(5), &sql("(SELECT was FROM kept)")).await;
        stage.place.run("DROP TABLE kept").await;
    }
    let at = |change: &str| {
        format!(
            "UPDATE audit_entries SET at = at {change} WHERE chain = '{chain}' AND sequence = 12"
        )
    };
    check(&at("+ 1"), Broken::Changed(12), &at("- 1")).await;
    let name = |from: &str, to: &str| {
        format!(
            "UPDATE audit_personal SET actor_name = '{to}' WHERE chain = '{chain}' AND actor_name = '{from}' AND sequence = 3"
        )
    };
    check(&name("ana", "ben"), Broken::Personal(3), &name("ben", "ana")).await;
    let swap = format!(
        "UPDATE audit_entries SET sequence = 100 WHERE chain = '{chain}' AND sequence = 4;
         UPDATE audit_entries SET sequence = 4 WHERE chain = '{chain}' AND sequence = 5;
         UPDATE audit_entries SET sequence = 5 WHERE chain = '{chain}' AND sequence = 100"
    );
    check(&swap, Broken::Changed(4), &swap).await;
    let hash = |sequence: u64| {
        format!(
            "(SELECT hash FROM audit_entries WHERE chain = '{chain}' AND sequence = {sequence})"
        )
    };
    let head = |sequence: u64, hash: &str| {
        format!(
            "UPDATE audit_heads SET sequence = {sequence}, hash = {hash} WHERE chain = '{chain}'"
        )
    };
    check(&head(12, "'forged'"), Broken::Head(12), &head(12, &hash(12))).await;
    let begin = |sequence: u64, hash: &str| {
        format!(
            "UPDATE audit_heads SET pruned_sequence = {sequence}, pruned_hash = {hash} WHERE chain = '{chain}'"
        )
    };
    let genesis = format!("'{}'", "0".repeat(64));
    check(&begin(2, &hash(2)), Broken::Beginning(2), &begin(0, &genesis)).await;
    stage
        .place
        .run(&format!("DELETE FROM audit_entries WHERE chain = '{chain}' AND sequence = 12"))
        .await;
    assert_eq!(broken(&stage, &owner).await, Err(Broken::End { entries: 11, head: 12 }));
    stage
        .place
        .run(&format!("DELETE FROM audit_entries WHERE chain = '{chain}' AND sequence IN (6, 7)"))
        .await;
    assert_eq!(broken(&stage, &owner).await, Err(Broken::Missing(6)));
}

async fn t71_personal_data_that_was_deleted_past_the_log_shows(stage: Stage) {
    let owner = written(&stage).await;
    stage
        .place
        .run(&format!("DELETE FROM audit_personal WHERE chain = '{}'", owner.organization))
        .await;
    assert_eq!(broken(&stage, &owner).await, Err(Broken::Erased { missing: 24, erased: 0 }));
}

async fn entries_of_the_first_version_hold_and_are_followed_by_those_of_the_second(stage: Stage) {
    let owner = stage.owner("ana").await;
    let chain = owner.organization;
    // As migration 0002 left them: no version, no place, one salt.
    let mut before = GENESIS.to_owned();
    for sequence in 1..=3_u64 {
        let mut link = Link {
            version: 1,
            sequence,
            id: stage.ids.id().to_string().into(),
            at: NOW.0,
            actor_kind: "account".into(),
            actor: Some(owner.account.id.to_string().into()),
            credential: None,
            action: "projects.create".into(),
            target_kind: "project".into(),
            target: Some(stage.ids.id().to_string().into()),
            place: None,
            outcome: "ok".into(),
            epoch: Some(sequence),
            request: stage.ids.id().to_string().into(),
            detail: "{}".into(),
            personal_hash: "".into(),
            target_hash: None,
            hash: "".into(),
            salt: Some("5a17".into()),
            actor_name: Some("ana".into()),
            address: Some("192.0.2.7".into()),
            target_salt: None,
            target_name: Some(format!("Old {sequence}").into()),
            personal_detail: None,
        };
        link.personal_hash = link.actor_hashed().into();
        link.hash = link.hashed(&chain.to_string(), &before).into();
        let actor = owner.account.id;
        stage.place.run(&format!(
            "INSERT INTO audit_entries (chain, sequence, id, at, actor_kind, actor, action, target_kind, target,
                outcome, epoch, request, detail, personal_hash, hash)
             VALUES ('{chain}', {sequence}, '{}', {}, 'account', '{actor}', 'projects.create', 'project', '{}',
                'ok', {sequence}, '{}', '{{}}', '{}', '{}');
             INSERT INTO audit_personal (chain, sequence, salt, actor_name, target_name, address)
             VALUES ('{chain}', {sequence}, '5a17', 'ana', 'Old {sequence}', '192.0.2.7')",
            link.id, NOW.0, link.target.as_deref().unwrap(), link.request, link.personal_hash, link.hash,
        )).await;
        before = link.hash.to_string();
    }
    stage
        .place
        .run(&format!(
            "INSERT INTO audit_heads (chain, sequence, hash) VALUES ('{chain}', 3, '{before}')"
        ))
        .await;
    assert_eq!(broken(&stage, &owner).await, Ok(3));
    stage.project(&owner, "Shop").await;
    assert_eq!(broken(&stage, &owner).await, Ok(4));
    let permit = stage.permit(&owner, Action::OwnersManage, Resource::Organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let person = Person { account: Some(owner.account.id), email: None };
    let erased = erase(&mut tx, &stage.act(&permit), &person).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(erased, 4, "three whole entries, and the actor of the fourth");
    assert_eq!(broken(&stage, &owner).await, Ok(5));
    stage
        .place
        .run(&format!(
            "UPDATE audit_entries SET place = target WHERE chain = '{chain}' AND sequence = 2"
        ))
        .await;
    assert_eq!(broken(&stage, &owner).await, Err(Broken::Changed(2)));
}

async fn concurrent_changes_make_one_gapless_chain(stage: Stage) {
    let owner = stage.owner("ana").await;
    let project = stage.project(&owner, "Shop").await.project;
    let rename = async |number: u32| {
        let permit =
            stage.permit(&owner, Action::ProjectsUpdate, Resource::Project(project.id)).await;
        let mut tx = stage.store.begin().await.unwrap();
        let name = format!("Shop {number}").parse().unwrap();
        projects::rename(&mut tx, &stage.act(&permit), project.id, name, None).await.unwrap();
        tx.commit().await.unwrap();
    };
    for round in 0..10 {
        tokio::join!(
            rename(round * 4),
            rename(round * 4 + 1),
            rename(round * 4 + 2),
            rename(round * 4 + 3)
        );
    }
    assert_eq!(broken(&stage, &owner).await, Ok(41));
}

async fn first_entries_that_come_at_once_are_both_kept(stage: Stage) {
    for round in 0..5 {
        let owner = stage.owner(&format!("ana{round}")).await;
        let refuse = async || {
            let permit = system(None, SystemReason::Account);
            let mut tx = stage.store.begin().await.unwrap();
            let (organization, account) = (Some(owner.organization), &owner.account);
            let refusal = Refusal {
                who: Refused::Account(account),
                operation: "project_create",
                code: "forbidden",
                missing: None,
                target: None,
                place: None,
                count: 1,
            };
            refused(&mut tx, &stage.act(&permit), organization, &refusal).await.unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(refuse(), refuse(), refuse(), refuse());
        assert_eq!(broken(&stage, &owner).await, Ok(4));
    }
}

async fn refusals_that_were_dropped_leave_their_number(stage: Stage) {
    let permit = system(None, SystemReason::Job);
    let mut tx = stage.store.begin().await.unwrap();
    let act = bailiwick_store::Act { address: None, ..stage.act(&permit) };
    dropped(&mut tx, &act, 76).await.unwrap();
    let before = verify(&mut tx, None).await.unwrap().unwrap().head.entries;
    tx.commit().await.unwrap();
    stage
        .place
        .run("UPDATE audit_entries SET detail = '{\"dropped\":7}' WHERE action = 'audit.drop' AND detail = '{\"dropped\":76}' AND actor_kind = 'system'")
        .await;
    let mut tx = stage.store.read().await.unwrap();
    let broken = verify(&mut tx, None).await.unwrap();
    assert_eq!(broken, Err(Broken::Changed(before)), "it was there, in the server's log");
}
