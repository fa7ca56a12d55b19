//! The staged test says how far a connection gets and why not further.

use std::time::{Duration, Instant};

use bailiwick_engine::{Database, Dialer, Options, Outcome, TestReport};
use bailiwick_testkit::{PASSWORD, Program, Server, SslMode, mariadb, postgres};
use tokio::net::TcpListener;

use crate::{ENGINES, Subject, options, target};

fn shown(report: &TestReport) -> String {
    let stage = |outcome: &Outcome| match outcome {
        Outcome::Ok => "ok".to_owned(),
        Outcome::Skipped => "-".to_owned(),
        Outcome::Failed(sentence) => sentence.clone(),
    };
    [&report.reachable, &report.tls, &report.authenticated, &report.permitted]
        .map(|one| stage(&one.outcome))
        .join(" | ")
}

async fn check(url: &str, expected: &str) {
    let mut options = options();
    options.connect_timeout = Duration::from_millis(1500);
    let started = Instant::now();
    let report = Database::new(target(url), options).test().await;
    let report = shown(&report);
    assert_eq!(report, expected, "{url}");
    assert!(!report.contains("hunter2"));
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_good_connection_passes_every_stage() {
    for engine in ENGINES {
        let report = Subject::fresh(engine).await.database.test().await;
        assert!(report.is_ok(), "{engine:?}: {report:?}");
    }
}

/// A good connection to the server's own database, then one with each part of its URL wrong.
async fn check_each_fault<P: Program>(server: &Server<P>) {
    let url = server.url_of(P::HOME_DATABASE, "127.0.0.1", SslMode::Disable);
    check(&url, "ok | - | ok | ok").await;
    let home = format!("/{}?", P::HOME_DATABASE);
    for (right, wrong, expected) in [
        (PASSWORD, "hunter2", "ok | - | user or password of `bailiwick` is wrong | -"),
        ("bailiwick:", "nobody:", "ok | - | user or password of `nobody` is wrong | -"),
        (&home, "/nowhere?", "ok | - | ok | the database `nowhere` does not exist"),
    ] {
        check(&url.replace(right, wrong), expected).await;
    }
}

#[tokio::test]
async fn each_fault_shows_at_its_stage_on_postgres() {
    check_each_fault(&postgres().await).await;
}

#[tokio::test]
async fn each_fault_shows_at_its_stage_on_mariadb() {
    check_each_fault(&mariadb().await).await;
}

#[tokio::test]
async fn a_closed_port_is_not_reachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for scheme in ["postgres", "mysql"] {
        let sentence = format!(
            "`127.0.0.1` port {port} does not accept connections: connection refused | - | - | -"
        );
        check(&format!("{scheme}://ann:hunter2@127.0.0.1:{port}/shop"), &sentence).await;
    }
}

#[tokio::test]
async fn a_host_that_never_answers_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for scheme in ["postgres", "mysql"] {
        let url = format!("{scheme}://ann:hunter2@127.0.0.1:{port}/shop");
        check(&url, "ok | - | `127.0.0.1` did not answer | -").await;
        check(&format!("{url}?sslmode=verify-full"), "ok | `127.0.0.1` did not answer | - | -")
            .await;
        let started = Instant::now();
        let mut options = options();
        options.connect_timeout = Duration::from_millis(500);
        let read = Database::new(target(&url), options).introspect().await;
        assert!(read.is_err() && started.elapsed() < Duration::from_secs(2));
    }
}

#[tokio::test]
async fn a_server_that_speaks_something_else_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(
                &mut stream,
                b"HTTP/1.1 400 Bad Request\r\n\r\n",
            )
            .await;
        }
    });
    for scheme in ["postgres", "mysql"] {
        let url = format!("{scheme}://ann:hunter2@127.0.0.1:{port}/shop");
        let mut options = options();
        options.connect_timeout = Duration::from_millis(1500);
        let report = Database::new(target(&url), options).test().await;
        assert!(!report.is_ok() && report.permitted.outcome == Outcome::Skipped, "{report:?}");
    }
}

#[tokio::test]
async fn an_address_that_is_not_listed_is_not_dialled() {
    let server = postgres().await;
    let url = server.url_of("postgres", "127.0.0.1", SslMode::Disable);
    for url in [url.clone(), url.replace("postgres://", "mysql://")] {
        let options = Options::new(std::sync::Arc::new(Dialer::default()));
        let database = Database::new(target(&url), options);
        let sentence = "`127.0.0.1` is at the loopback address 127.0.0.1, which the operator has not listed in `outbound.allow`";
        assert_eq!(shown(&database.test().await), format!("{sentence} | - | - | -"));
        assert!(database.introspect().await.unwrap_err().to_string().contains(sentence));
    }
}

#[tokio::test]
async fn a_file_that_is_gone_or_no_database_is_told() {
    let file = bailiwick_testkit::sqlite();
    file.run("");
    let target = target(&file.url());
    std::fs::write(file.path(), "no database at all, and long enough to be read".repeat(40))
        .unwrap();
    let database = Database::new(target, options());
    assert_eq!(
        shown(&database.test().await),
        "ok | - | - | the database is not available: the file is not a database"
    );
    std::fs::remove_file(file.path()).unwrap();
    assert_eq!(shown(&database.test().await), "the file is gone | - | - | -");
}
