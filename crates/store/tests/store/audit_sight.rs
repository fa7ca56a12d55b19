//! T41: a log tells nobody of a project, an instance or a database that they may not see.

use std::collections::BTreeSet;

use bailiwick_access::{GrantScope, SystemRole};
use bailiwick_store::audit::{Filter, list, read};

use crate::stage::{PAGE, Stage, on_both, sight_of};

on_both! {
    t41_entries_of_hidden_things_are_neither_listed_nor_counted_nor_exported
}

async fn t41_entries_of_hidden_things_are_neither_listed_nor_counted_nor_exported(stage: Stage) {
    let owner = stage.owner("ana").await;
    let shop = stage.project(&owner, "Shop").await;
    stage.project(&owner, "Vault").await;
    let member = stage.member(owner.organization, "ben", SystemRole::Developer).await;
    // As the grant of a role for one project is kept.
    let mut world = {
        let mut tx = stage.store.read().await.unwrap();
        bailiwick_store::world::load(&mut tx, owner.organization).await.unwrap()
    };
    let ben = world.members.iter_mut().find(|one| one.id == member).unwrap();
    ben.grants[0].scope = GrantScope::Projects(BTreeSet::from([shop.project.id]));
    let snapshot = bailiwick_access::Snapshot::fold(&world, crate::stage::NOW);
    let sight = sight_of(&snapshot, member);
    assert!(!sight.is_whole() && sight_of(&snapshot, owner.member).is_whole());

    let mut tx = stage.store.read().await.unwrap();
    let filter = Filter::default();
    let listed = list(&mut tx, owner.organization, &sight, &filter, &PAGE).await.unwrap();
    let exported = read(&mut tx, Some(owner.organization), &sight, &filter, 0, 100).await.unwrap();
    assert_eq!(listed.total, 2, "his coming, and the shop");
    assert_eq!((listed.items.len(), exported.len()), (2, 2));
    let told = format!("{listed:?} {exported:?}");
    assert!(told.contains("Shop") && !told.to_lowercase().contains("vault"), "{told}");
    assert!(!told.contains("Production"), "what was made in it may be hidden: {told}");
    let whole = sight_of(&snapshot, owner.member);
    let all = list(&mut tx, owner.organization, &whole, &filter, &PAGE).await.unwrap();
    assert_eq!(all.total, 3);
    assert!(format!("{all:?}").contains("Vault") && format!("{all:?}").contains("Production"));
    drop(tx);

    // What happened where nothing is any more is for those who see everything.
    let chain = owner.organization;
    stage.place.run(&format!("UPDATE audit_entries SET version = 1 WHERE chain = '{chain}'")).await;
    let mut tx = stage.store.read().await.unwrap();
    let listed = list(&mut tx, owner.organization, &sight, &filter, &PAGE).await.unwrap();
    assert_eq!(listed.total, 0, "of old entries it is not known where they happened");
}
