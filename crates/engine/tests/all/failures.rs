//! A database that goes away, comes back, or changes behind our back.

use std::time::Duration;

use bailiwick_engine::{Database, Error};
use bailiwick_schema::Engine;
use bailiwick_testkit::{MariadbServer, PostgresServer, Program, Server, SslMode};

use crate::{ENGINES, Home, LIMIT, Subject, one, options, statement, target};

/// Ends every connection of the subject's pool from outside.
async fn kill_all(subject: &Subject) {
    match &subject.home {
        Home::Sqlite(_) => {}
        Home::Postgres(server) => {
            let sql = format!(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'",
                subject.name
            );
            server.run("postgres", &sql).await;
        }
        Home::Mysql(server) => {
            let sql = format!(
                "select id from information_schema.processlist where db = '{}'",
                subject.name
            );
            let mut kill = "begin not atomic for it in (QUERY) do begin declare continue handler for 1094 begin end; kill it.id; end; end for; end".to_owned();
            kill = kill.replace("QUERY", &sql);
            server.run("mysql", &kill).await;
        }
    }
}

#[tokio::test]
async fn an_idle_connection_that_died_is_replaced_unnoticed() {
    for engine in [Engine::Postgres, Engine::Mysql] {
        let subject = Subject::fresh(engine).await;
        for _ in 0..3 {
            assert_eq!(one(subject.read("select 'yes'").await.unwrap()), "yes");
            kill_all(&subject).await;
        }
        subject.database.begin(LIMIT).await.unwrap().rollback().await.unwrap();
        kill_all(&subject).await;
        subject.database.begin(LIMIT).await.unwrap().rollback().await.unwrap();
        kill_all(&subject).await;
        subject.database.introspect().await.unwrap();
    }
}

#[tokio::test]
async fn a_connection_killed_mid_request_is_away_and_the_next_works() {
    for (engine, slow) in [
        (Engine::Postgres, "select pg_sleep(30)::text"),
        (Engine::Mysql, "select cast(sleep(30) as char)"),
    ] {
        let subject = Subject::fresh(engine).await;
        subject.read("select 'warm'").await.unwrap();
        let database = subject.database.clone();
        let running = tokio::spawn(async move { database.read(&statement(slow, []), LIMIT).await });
        tokio::time::sleep(Duration::from_millis(1500)).await;
        kill_all(&subject).await;
        let result = running.await.unwrap();
        assert!(matches!(result, Err(Error::Away(_))), "{engine:?}: {result:?}");
        assert_eq!(one(subject.read("select 'yes'").await.unwrap()), "yes");
    }
}

#[tokio::test]
async fn a_transaction_whose_connection_dies_is_away_and_changes_nothing() {
    for engine in [Engine::Postgres, Engine::Mysql] {
        let subject = Subject::fresh(engine).await;
        subject.run("create table t (id integer primary key)").await;
        let mut transaction = subject.database.begin(LIMIT).await.unwrap();
        transaction.execute(&statement("insert into t values (1)", [])).await.unwrap();
        kill_all(&subject).await;
        let result = transaction.commit().await;
        assert!(matches!(result, Err(Error::Away(_))), "{engine:?}: {result:?}");
        assert_eq!(subject.count("t").await, "0");
    }
}

async fn check_crash<P: Program>(mut server: Server<P>) {
    let url = server.url_of(P::HOME_DATABASE, "127.0.0.1", SslMode::Disable);
    let database = Database::new(target(&url), options());
    let read = || async { database.read(&statement("select 'yes'", []), LIMIT).await };
    assert_eq!(one(read().await.unwrap()), "yes");
    server.stop().await;
    for _ in 0..2 {
        let result = read().await;
        assert!(matches!(result, Err(Error::Away(_))), "{result:?}");
    }
    server.start().await;
    assert_eq!(one(read().await.unwrap()), "yes");
}

#[tokio::test]
async fn a_postgres_server_that_crashes_is_away_until_it_is_back() {
    check_crash(PostgresServer::private().await).await;
}

#[tokio::test]
async fn a_mariadb_server_that_crashes_is_away_until_it_is_back() {
    check_crash(MariadbServer::private().await).await;
}

#[tokio::test]
async fn a_file_that_is_removed_is_away_and_one_put_in_its_place_is_read() {
    let subject = Subject::fresh(Engine::Sqlite).await;
    subject.run("create table t (id integer); insert into t values (1)").await;
    assert_eq!(subject.count("t").await, "1");
    let Home::Sqlite(file) = &subject.home else { panic!("not a file") };
    let remove = || {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", file.path().display()));
        }
    };
    remove();
    let result = subject.read("select cast(count(*) as text) from t").await;
    assert!(matches!(result, Err(Error::Away(_))), "{result:?}");
    file.run("create table t (id integer); insert into t values (1), (2)");
    assert_eq!(subject.count("t").await, "2");
    remove();
    std::fs::write(file.path(), "this is no database, however long it may be".repeat(40)).unwrap();
    let result = subject.read("select cast(count(*) as text) from t").await;
    assert!(matches!(result, Err(Error::Away(_))), "{result:?}");
}

#[tokio::test]
async fn a_table_altered_behind_our_back_is_a_changed_schema() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        subject.run("create table t (id integer primary key, name varchar(20), gone varchar(20));\ninsert into t values (1, 'ann', 'x');\n").await;
        let read = async |sql: &str| subject.read(sql).await;
        assert_eq!(one(read("select gone from t").await.unwrap()), "x");
        subject.run("alter table t drop column gone").await;
        // Twice: the second answer must not come from what the first left prepared.
        for _ in 0..2 {
            let result = read("select gone from t").await;
            assert!(matches!(result, Err(Error::SchemaChanged(_))), "{engine:?}: {result:?}");
        }
        assert_eq!(one(read("select name from t").await.unwrap()), "ann");
        subject.run("alter table t add column gone varchar(20)").await;
        assert_eq!(read("select gone from t").await.unwrap(), [[None]]);
        subject.run("drop table t").await;
        for _ in 0..2 {
            let result = read("select name from t").await;
            assert!(matches!(result, Err(Error::SchemaChanged(_))), "{engine:?}: {result:?}");
        }
    }
}

#[tokio::test]
async fn a_changed_result_type_is_a_changed_schema_once() {
    let subject = Subject::fresh(Engine::Postgres).await;
    subject.run("create table t (name text); insert into t values ('ann')").await;
    assert_eq!(one(subject.read("select name from t").await.unwrap()), "ann");
    subject.run("alter table t alter name type varchar(20)").await;
    let result = subject.read("select name from t").await;
    assert!(matches!(result, Err(Error::SchemaChanged(_))), "{result:?}");
    assert_eq!(one(subject.read("select name from t").await.unwrap()), "ann");
}

#[tokio::test]
async fn a_closed_database_is_away() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        subject.read("select 'yes'").await.unwrap();
        subject.database.close();
        let result = subject.read("select 'yes'").await;
        assert!(matches!(result, Err(Error::Away(_))), "{engine:?}: {result:?}");
        assert!(matches!(subject.database.begin(LIMIT).await, Err(Error::Away(_))));
    }
}
