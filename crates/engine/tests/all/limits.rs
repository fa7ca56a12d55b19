//! A statement that takes too long is really stopped, not only waited for no longer.

use std::time::{Duration, Instant};

use bailiwick_engine::Error;
use bailiwick_schema::Engine;

use crate::{ENGINES, LIMIT, Subject, one, statement};

const SHORT: Duration = Duration::from_millis(300);

fn endless(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "with recursive n(i) as (select 1 union all select i + 1 from n) select cast(sum(i) as text) from n"
        }
        Engine::Postgres => "select pg_sleep(60)::text /* endless */",
        Engine::Mysql => "select cast(sleep(60) as char) /* endless */",
    }
}

/// Waits until the server runs none of them any more.
async fn check_stopped(subject: &Subject) {
    let sql = match subject.engine {
        Engine::Sqlite => "select '0'".to_owned(),
        Engine::Postgres => format!(
            "select count(*)::text from pg_stat_activity where datname = '{}' and state = 'active' and query like '%end' || 'less%'",
            subject.name
        ),
        Engine::Mysql => format!(
            "select cast(count(*) as char) from information_schema.processlist where db = '{}' and info like concat('%end', 'less%')",
            subject.name
        ),
    };
    for _ in 0..50 {
        if one(subject.read(&sql).await.unwrap()) == "0" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it still runs on {:?}", subject.engine);
}

#[tokio::test]
async fn a_read_is_cancelled_at_its_time_limit() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        // A connection that was idle before, and one that was not.
        for _ in 0..2 {
            let started = Instant::now();
            let result = subject.database.read(&statement(endless(engine), []), SHORT).await;
            assert!(matches!(result, Err(Error::Timeout)), "{engine:?}: {result:?}");
            assert!(
                started.elapsed() < Duration::from_secs(3),
                "{engine:?}: {:?}",
                started.elapsed()
            );
            check_stopped(&subject).await;
        }
    }
}

#[tokio::test]
async fn a_read_is_cancelled_when_nobody_waits_for_it() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        let database = subject.database.clone();
        let waiting =
            tokio::spawn(
                async move { database.read(&statement(endless(engine), []), LIMIT).await },
            );
        tokio::time::sleep(SHORT).await;
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        check_stopped(&subject).await;
    }
}

#[tokio::test]
async fn a_transaction_ends_at_its_time_limit_and_leaves_no_lock() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        subject.run("create table t (id integer primary key, n integer);\ninsert into t values (1, 1);\n").await;
        let touch = statement("update t set n = n + 1", []);
        let mut transaction = subject.database.begin(SHORT).await.unwrap();
        transaction.execute(&touch).await.unwrap();
        let result = transaction.query(&statement(endless(engine), [])).await;
        assert!(matches!(result, Err(Error::Timeout)), "{engine:?}: {result:?}");
        assert!(transaction.commit().await.is_err(), "{engine:?}");
        let mut next = subject.database.begin(LIMIT).await.unwrap();
        next.execute(&touch).await.unwrap();
        next.commit().await.unwrap();
        let found =
            one(subject.read(&format!("select {} from t", subject.as_text("n"))).await.unwrap());
        assert_eq!(found, "2", "{engine:?}");
    }
}

#[tokio::test]
async fn a_full_pool_says_so_in_time() {
    let subject = Subject::fresh(Engine::Postgres).await;
    let mut held = Vec::new();
    for _ in 0..16 {
        held.push(subject.database.begin(LIMIT).await.unwrap());
    }
    let refused = subject.database.read(&statement("select '1'", []), SHORT).await;
    assert!(matches!(refused, Err(Error::Away(_))), "{refused:?}");
    drop(held);
    assert_eq!(one(subject.read("select '1'").await.unwrap()), "1");
}
