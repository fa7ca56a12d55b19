//! What is too much to answer is never held, and nothing of its transaction stays.

use bailiwick_engine::{Allowance, Error};
use bailiwick_schema::Engine;

use crate::{ENGINES, LIMIT, Subject, one, statement};

const MEBIBYTE: usize = 1024 * 1024;

/// So many rows of a thousand letters.
fn rows(engine: Engine, count: usize) -> String {
    match engine {
        Engine::Sqlite => format!(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) \
             select replace(hex(zeroblob(500)), '0', 'x') as word from n"
        ),
        Engine::Postgres => {
            format!("select repeat('x', 1000) as word from generate_series(1, {count})")
        }
        Engine::Mysql => format!("select repeat('x', 1000) as word from seq_1_to_{count}"),
    }
}

/// One row of about 300 MB.
fn giant(engine: Engine) -> String {
    match engine {
        Engine::Sqlite => "select hex(zeroblob(150000000))".to_owned(),
        Engine::Postgres => "select repeat('x', 300000000)".to_owned(),
        Engine::Mysql => format!("select {}", vec!["repeat('x', 15000000)"; 20].join(", ")),
    }
}

fn allowing(bytes: usize) -> Allowance {
    Allowance { time: LIMIT, bytes }
}

/// The most that this process ever held.
fn peak_mebibytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
}

#[tokio::test]
async fn a_read_stops_at_its_bytes_and_the_next_goes_on() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        for _ in 0..20 {
            let sql = statement(&rows(engine, 2_000), []);
            let result = subject.database.read(&sql, allowing(MEBIBYTE)).await;
            assert!(
                matches!(result, Err(Error::TooManyBytes(MEBIBYTE))),
                "{engine:?}: {:?}",
                result.map(|rows| rows.len())
            );
        }
        let sql = statement(&rows(engine, 900), []);
        let found = subject.database.read(&sql, allowing(MEBIBYTE)).await.unwrap();
        assert_eq!(found.len(), 900, "{engine:?}");
    }
}

#[tokio::test]
async fn neither_many_rows_nor_one_giant_are_held() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        let before = peak_mebibytes();
        for sql in [rows(engine, 300_000), giant(engine)] {
            let result = subject.database.read(&statement(&sql, []), LIMIT).await;
            let result = result.map(|rows| rows.len());
            assert!(matches!(result, Err(Error::TooManyBytes(_))), "{engine:?}: {result:?}");
        }
        let held = peak_mebibytes() - before;
        assert!(held < 150, "{engine:?} held {held} MiB");
        assert_eq!(one(subject.read("select 'yes'").await.unwrap()), "yes");
    }
}

#[tokio::test]
async fn a_transaction_that_reads_too_much_changes_nothing() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        subject.run("create table t (id integer primary key);\ninsert into t values (1);\n").await;
        let add = statement("insert into t values (2)", []);
        for way in ["query", "records", "several", "count"] {
            let mut transaction = subject.database.begin(allowing(MEBIBYTE)).await.unwrap();
            transaction.execute(&add).await.unwrap();
            let failed = match way {
                "query" => transaction.query(&statement(&rows(engine, 2_000), [])).await.is_err(),
                "records" => {
                    let sql = as_records(engine, &rows(engine, 2_000));
                    let result = transaction.records(&statement(&sql, []), 5_000).await;
                    matches!(result, Err(Error::TooManyBytes(_)))
                }
                "several" => {
                    let sql = statement(&rows(engine, 600), []);
                    transaction.query(&sql).await.unwrap();
                    transaction.query(&sql).await.is_err()
                }
                _ => {
                    let sql = as_records(engine, &rows(engine, 100));
                    let result = transaction.records(&statement(&sql, []), 99).await;
                    matches!(result, Err(Error::TooManyRows(99)))
                }
            };
            assert!(failed, "{engine:?} {way}");
            if way == "several" {
                transaction.rollback().await.unwrap();
            } else {
                assert!(transaction.commit().await.is_err(), "{engine:?} {way}");
            }
            assert_eq!(subject.count("t").await, "1", "{engine:?} {way}");
        }
        let mut transaction = subject.database.begin(allowing(MEBIBYTE)).await.unwrap();
        let sql = as_records(engine, &rows(engine, 100));
        assert_eq!(transaction.records(&statement(&sql, []), 100).await.unwrap().len(), 100);
        transaction.execute(&add).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(subject.count("t").await, "2", "{engine:?}");
    }
}

/// What is counted is the answer: a row that nobody is shown may hold more, and fails nobody's statement.
#[tokio::test]
async fn what_is_looked_at_and_not_shown_is_not_counted() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        let body = if engine == Engine::Mysql { "longtext" } else { "text" };
        let large = "x".repeat(3 * MEBIBYTE);
        subject
            .run(&format!(
                "create table t (id integer primary key, body {body});\ninsert into t values (1, 'y');\ninsert into t values (2, '{large}');\n"
            ))
            .await;
        for sql in [
            "select case when count(*) = 1 then 'one' end from t where body like 'x%'",
            "select case when count(body) = 2 then 'two' end from t",
        ] {
            let result = subject.database.read(&statement(sql, []), allowing(MEBIBYTE)).await;
            assert!(result.is_ok(), "{engine:?} {sql}: {result:?}");
        }
        let mut transaction = subject.database.begin(allowing(MEBIBYTE)).await.unwrap();
        if engine == Engine::Mysql {
            transaction.execute(&statement("update t set id = 3 where id = 2", [])).await.unwrap();
        } else {
            let sql = statement("update t set id = 3 where id = 2 returning 'it'", []);
            assert_eq!(transaction.query(&sql).await.unwrap().len(), 1, "{engine:?}");
        }
        transaction.commit().await.unwrap();
    }
}

/// As statements of actions are written on Postgres.
fn as_records(engine: Engine, sql: &str) -> String {
    match engine {
        Engine::Postgres => format!("select row_to_json(r)::text from ({sql}) r"),
        _ => sql.to_owned(),
    }
}
