//! SIGTERM under load loses no answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::running::{Server, demo, folder};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_under_load_loses_no_answer() {
    let data = folder();
    let mut server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let url = format!(
        "{}/rest/v1/orders?select=id,total,order_items(*)&limit=50",
        demo["instances"]["development"]["url"].as_str().unwrap()
    );
    let token = demo["users"][2]["token"].as_str().unwrap().to_owned();
    let is_stopping = Arc::new(AtomicBool::new(false));
    let (answered, late) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let clients: Vec<_> = (0..16)
        .map(|_| {
            let (url, token) = (url.clone(), token.clone());
            let (is_stopping, answered, late) =
                (is_stopping.clone(), answered.clone(), late.clone());
            tokio::spawn(async move {
                // A connection for each request: what fails is then a refused connection or a lost answer, never a race
                // between a client that reuses a connection and a server that closes it.
                let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
                loop {
                    match client.get(&url).bearer_auth(&token).send().await {
                        Ok(answer) => {
                            assert!(
                                matches!(answer.status().as_u16(), 200 | 429 | 503),
                                "{}",
                                answer.status()
                            );
                            answer.bytes().await.expect("an answer that began was cut");
                            answered.fetch_add(1, Ordering::Relaxed);
                            if is_stopping.load(Ordering::Relaxed) {
                                late.fetch_add(1, Ordering::Relaxed);
                            }
                        }
                        Err(error) if error.is_connect() && is_stopping.load(Ordering::Relaxed) => {
                            return;
                        }
                        Err(error) => panic!("an answer was lost: {error:?}"),
                    }
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    is_stopping.store(true, Ordering::Relaxed);
    server.signal("TERM");
    assert!(server.ended().await.success());
    for client in clients {
        client.await.unwrap();
    }
    assert!(answered.load(Ordering::Relaxed) > 20, "too little load to mean anything");
    assert!(late.load(Ordering::Relaxed) > 0, "nothing was in flight when the stop came");
}
