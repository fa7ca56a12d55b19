//! A process that is killed leaves each change whole or not at all.

use std::process::{Command, Stdio};
use std::time::Duration;

use bailiwick_access::{Action, NodeKind, Principal};
use bailiwick_store::audit::{Filter, list, verify};
use bailiwick_store::{connections, instances, members, projects};

use crate::stage::{NOW, Owner, PAGE, Place, Stage};

const URL: &str = "BAILIWICK_TEST_CRASH_URL";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_writer_leaves_whole_projects_on_sqlite() {
    check(Place::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_writer_leaves_whole_projects_on_postgres() {
    check(Place::postgres().await).await;
}

/// Writes projects until it is killed: the other half of the tests above, which run it in a process of its own. Without
/// a place to write it has nothing to do.
#[tokio::test]
async fn writer() {
    #[expect(clippy::disallowed_methods, reason = "the parent says where to write")]
    let Ok(url) = std::env::var(URL) else { return };
    let place = Place::at(url);
    let stage = Stage::on(place).await;
    let mut tx = stage.store.read().await.unwrap();
    let email = "ana@example.com".parse().unwrap();
    let (account, _) =
        bailiwick_store::accounts::find_by_email(&mut tx, &email).await.unwrap().unwrap();
    let found = members::of_account(&mut tx, account.id, NOW).await.unwrap();
    drop(tx);
    let owner = Owner { account, organization: found[0].0.id, member: found[0].1.id };
    for number in 0.. {
        stage.project(&owner, &format!("P{}-{number}", std::process::id())).await;
    }
}

async fn check(place: Place) {
    let stage = Stage::on(place).await;
    let owner = stage.owner("ana").await;
    let mut made = 0;
    for round in 0..4_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["crash::writer", "--exact", "--nocapture"])
            .env(URL, stage.place.url())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Long enough to be in the middle of something, at another point each time.
        let before = made;
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            made = stage.entries(owner.organization).await;
            if made > before {
                break;
            }
        }
        tokio::time::sleep(Duration::from_millis(round * 7)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(made > before, "the writer wrote nothing");
        made = whole(&stage, &owner).await;
    }
}

/// Every project has its entry, its two instances and their connections, and the log holds.
async fn whole(stage: &Stage, owner: &Owner) -> u64 {
    let snapshot = stage.snapshot(owner.organization).await;
    let index = snapshot.principal(&Principal::Member(owner.member)).unwrap();
    let sight = stage.sight(owner.organization).await;
    let mut tx = stage.store.begin().await.unwrap();
    let allowed = snapshot.list(index, Action::ProjectsView, NodeKind::Project);
    let page = bailiwick_store::Page { limit: 100_000, ..PAGE };
    let all = projects::list(&mut tx, owner.organization, &allowed, &page).await.unwrap().items;
    let entries =
        list(&mut tx, owner.organization, &sight, &Filter::default(), &page).await.unwrap();
    assert_eq!(entries.total, all.len() as u64);
    let verified = verify(&mut tx, Some(owner.organization)).await.unwrap();
    assert_eq!(verified.unwrap().head.entries, entries.total);
    let allowed = snapshot.list(index, Action::InstancesView, NodeKind::Instance);
    for project in &all {
        let inside = instances::list(&mut tx, owner.organization, project.id, &allowed, &PAGE)
            .await
            .unwrap();
        assert_eq!(inside.total, 2);
        for instance in inside.items {
            assert_eq!(connections::all(&mut tx, instance.id).await.unwrap().len(), 1);
        }
    }
    entries.total
}
