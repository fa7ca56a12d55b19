//! The log is written with the change, holds no less and no more, and shows where it was touched.

use bailiwick_access::{Action, Resource, SystemReason, system};
use bailiwick_store::audit::{Broken, Filter, list, refused, verify};
use bailiwick_store::projects;

use crate::stage::{Owner, PAGE, Stage, on_both};

on_both! {
    a_change_and_its_entry_come_and_go_together
    the_log_says_who_did_what
    a_log_holds_until_it_is_touched
    erased_names_leave_the_log_whole
    concurrent_changes_make_one_gapless_chain
    first_entries_that_come_at_once_are_both_kept
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
    assert_eq!(stage.snapshot(owner.organization).await.epoch(), 2);
}

async fn the_log_says_who_did_what(stage: Stage) {
    let owner = stage.owner("ana").await;
    let created = stage.project(&owner, "Shop").await;
    let mut tx = stage.store.read().await.unwrap();
    let filter = Filter {
        action: Some("projects.create".into()),
        target: Some(created.project.id.0),
        ..Filter::default()
    };
    let listed = list(&mut tx, owner.organization, &filter, &PAGE).await.unwrap();
    let entry = &listed.items[0];
    assert_eq!(entry.actor, Some(owner.account.id.0));
    assert_eq!(entry.actor_name.as_deref(), Some("ana"));
    assert_eq!(entry.target_name.as_deref(), Some("Shop"));
    assert_eq!(entry.address.as_deref(), Some("192.0.2.7"));
    let filter = Filter { action: Some("projects.delete".into()), ..Filter::default() };
    assert_eq!(list(&mut tx, owner.organization, &filter, &PAGE).await.unwrap().total, 0);
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
    verify(&mut tx, Some(owner.organization)).await.unwrap().map(|verified| verified.entries)
}

async fn a_log_holds_until_it_is_touched(stage: Stage) {
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

async fn erased_names_leave_the_log_whole(stage: Stage) {
    let owner = written(&stage).await;
    stage
        .place
        .run(&format!("DELETE FROM audit_personal WHERE chain = '{}'", owner.organization))
        .await;
    assert_eq!(broken(&stage, &owner).await, Ok(12));
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
            refused(
                &mut tx,
                &stage.act(&permit),
                organization,
                bailiwick_store::audit::Refused::Account(account),
                "project_create",
                "forbidden",
            )
            .await
            .unwrap();
            tx.commit().await.unwrap();
        };
        tokio::join!(refuse(), refuse(), refuse(), refuse());
        assert_eq!(broken(&stage, &owner).await, Ok(4));
    }
}
