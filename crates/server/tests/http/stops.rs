//! Starting and stopping.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bailiwick_server::{ServeError, VaultError, start};

use crate::support::{Server, settings};

#[tokio::test]
async fn stopping_under_load_loses_no_answer() {
    let server = Server::start().await;
    let base = server.base.clone();
    let (sent, answered) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut workers = Vec::new();
    for _ in 0..16 {
        let (base, sent, answered) = (base.clone(), sent.clone(), answered.clone());
        workers.push(tokio::spawn(async move {
            let client = reqwest::Client::new();
            loop {
                match client.get(format!("{base}/api/v1/first-run")).send().await {
                    Ok(response) => {
                        sent.fetch_add(1, Ordering::SeqCst);
                        assert_eq!(response.status(), 200);
                        response.bytes().await.unwrap();
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                    // A port that is closed promised nothing; anything else is a lost answer.
                    Err(error) if error.is_connect() => return,
                    Err(error) => panic!("an answer was lost: {error:?}"),
                }
            }
        }));
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    server.running.stop().await;
    for worker in workers {
        worker.await.unwrap();
    }
    let (sent, answered) = (sent.load(Ordering::SeqCst), answered.load(Ordering::SeqCst));
    assert!(sent > 50, "{sent}");
    assert_eq!(sent, answered);
}

#[tokio::test]
async fn one_data_folder_has_one_server() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(settings(folder.path().to_owned())).await.unwrap();
    let refusal = start(settings(folder.path().to_owned())).await.err().unwrap();
    assert!(matches!(refusal, ServeError::Lock(_)), "{refusal}");
    first.stop().await;
    let again = start(settings(folder.path().to_owned())).await.unwrap();
    again.stop().await;
}

#[tokio::test]
async fn a_lost_key_is_said_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    start(settings(folder.path().to_owned())).await.unwrap().stop().await;
    let key = folder.path().join("secret.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let refusal = start(settings(folder.path().to_owned())).await.err().unwrap();
    assert!(matches!(refusal, ServeError::Vault(VaultError::Missing(_))), "{refusal}");
    assert!(!key.exists());
    std::fs::write(&key, kept).unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&key, private).unwrap();
    start(settings(folder.path().to_owned())).await.unwrap().stop().await;
}

#[tokio::test]
async fn a_store_that_is_not_ours_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bailiwick.db");
    std::fs::write(&path, b"this is not a database, and somebody may need it").unwrap();
    let refusal = start(settings(folder.path().to_owned())).await.err().unwrap();
    assert!(matches!(refusal, ServeError::Store(_)), "{refusal}");
    assert!(std::fs::read(&path).unwrap().starts_with(b"this is not"));
}

#[tokio::test]
async fn the_demonstration_stays_on_loopback() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings(folder.path().to_owned());
    settings.demo = true;
    settings.listen = ([0, 0, 0, 0], 0).into();
    let refusal = start(settings).await.err().unwrap();
    assert!(matches!(refusal, ServeError::Setting(_)), "{refusal}");
}
