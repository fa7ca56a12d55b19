//! A log that is kept for some time only says from where on it goes, and still holds.

use bailiwick_access::{SystemReason, system};
use bailiwick_store::Act;
use bailiwick_store::audit::{Broken, Filter, Retention, prune, read, retained, verify};

use crate::stage::{NOW, Owner, Stage, on_both};

on_both! {
    what_is_old_is_forgotten_and_the_log_holds
    two_nodes_forget_the_same_entries_once
    only_the_server_forgets
}

const DAY: i64 = 86_400;

/// Prunes as if so many days had passed.
async fn after(stage: &Stage, owner: &Owner, days: i64, kept: u64) -> u64 {
    let permit = system(None, SystemReason::Expiry);
    let retention = Retention { organization: owner.organization, days: kept };
    let mut tx = stage.store.begin().await.unwrap();
    let act = Act { now: NOW.plus_seconds(days * DAY), address: None, ..stage.act(&permit) };
    let pruned = prune(&mut tx, &act, &retention).await.unwrap();
    tx.commit().await.unwrap();
    pruned
}

/// The first entry and the last.
async fn extent(stage: &Stage, owner: &Owner) -> Result<(u64, u64), Broken> {
    let mut tx = stage.store.read().await.unwrap();
    let verified = verify(&mut tx, Some(owner.organization)).await.unwrap()?;
    Ok((verified.first, verified.head.entries))
}

async fn what_is_old_is_forgotten_and_the_log_holds(stage: Stage) {
    let owner = stage.owner("ana").await;
    for number in 0..7 {
        stage.project(&owner, &format!("P{number}")).await;
    }
    assert_eq!(after(&stage, &owner, 29, 30).await, 0);
    assert_eq!(extent(&stage, &owner).await, Ok((1, 7)));
    assert_eq!(after(&stage, &owner, 31, 30).await, 7);
    assert_eq!(extent(&stage, &owner).await, Ok((8, 8)), "what is left says so");
    assert_eq!(after(&stage, &owner, 31, 30).await, 0);
    // Its own entry is forgotten in turn, and another takes its place.
    assert_eq!(after(&stage, &owner, 62, 30).await, 1);
    assert_eq!(extent(&stage, &owner).await, Ok((9, 9)));
    stage.project(&owner, "Later").await;
    assert_eq!(extent(&stage, &owner).await, Ok((9, 10)));

    let sight = stage.sight(owner.organization).await;
    let mut tx = stage.store.read().await.unwrap();
    let all =
        read(&mut tx, Some(owner.organization), &sight, &Filter::default(), 0, 100).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].actor_kind.as_ref(), all[0].action.as_ref()), ("system", "audit.prune"));
    drop(tx);
    let chain = owner.organization;
    stage
        .place
        .run(&format!("DELETE FROM audit_entries WHERE chain = '{chain}' AND sequence = 9"))
        .await;
    assert_eq!(extent(&stage, &owner).await, Err(Broken::Missing(9)));
}

async fn two_nodes_forget_the_same_entries_once(stage: Stage) {
    let owner = stage.owner("ana").await;
    for number in 0..3 {
        stage.project(&owner, &format!("P{number}")).await;
    }
    let both = tokio::join!(after(&stage, &owner, 31, 30), after(&stage, &owner, 31, 30));
    assert_eq!(both.0 + both.1, 3);
    assert_eq!(extent(&stage, &owner).await, Ok((4, 4)));
}

async fn only_the_server_forgets(stage: Stage) {
    let owner = stage.owner("ana").await;
    stage.project(&owner, "Shop").await;
    let mut tx = stage.store.begin().await.unwrap();
    assert_eq!(retained(&mut tx).await.unwrap(), [], "kept forever unless it is said");
    let retention = Retention { organization: owner.organization, days: 0 };
    for reason in [SystemReason::Job, SystemReason::Account] {
        let permit = system(Some(owner.organization), reason);
        assert!(prune(&mut tx, &stage.act(&permit), &retention).await.is_err());
    }
}
