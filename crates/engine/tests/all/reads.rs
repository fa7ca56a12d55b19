//! Reading: one prepared statement, nothing but rows.

use bailiwick_engine::Error;
use bailiwick_schema::{Engine, Value};

use crate::{ENGINES, LIMIT, Subject, one, statement};

#[tokio::test]
async fn rows_come_as_text_and_null_stays_null() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        subject.run("create table t (id integer primary key, name varchar(20));\ninsert into t values (1, 'ann'), (2, null);\n").await;
        let sql = format!("select {}, name from t order by id", subject.as_text("id"));
        let rows = subject.read(&sql).await.unwrap();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(rows, [[text("1"), text("ann")], [text("2"), None]], "{engine:?}");
        assert!(subject.read("select name from t where 1 = 0").await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn many_readers_share_few_connections() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        let sql = format!(
            "select {}",
            subject.as_text(&match engine {
                Engine::Postgres => "$1::bigint".to_owned(),
                _ => subject.placeholder().to_owned(),
            })
        );
        let reads = (0..200).map(|number| {
            let (database, sql) = (subject.database.clone(), sql.clone());
            tokio::spawn(async move {
                let found = database.read(&statement(&sql, [Value::Integer(number)]), LIMIT).await;
                assert_eq!(one(found.unwrap()), number.to_string());
            })
        });
        for read in reads.collect::<Vec<_>>() {
            read.await.unwrap();
        }
    }
}

#[tokio::test]
async fn ever_new_statements_do_not_pile_up() {
    let subject = Subject::fresh(Engine::Postgres).await;
    for number in 0..250 {
        subject.read(&format!("select '{number}'::text")).await.unwrap();
    }
    let kept =
        one(subject.read("select count(*)::text from pg_prepared_statements").await.unwrap());
    assert!(kept.parse::<usize>().unwrap() <= 101, "{kept} are prepared");
    let subject = Subject::fresh(Engine::Mysql).await;
    for number in 0..250 {
        subject.read(&format!("select '{number}'")).await.unwrap();
    }
    let sql = "select cast(sum(case variable_name when 'COM_STMT_CLOSE' then -variable_value else variable_value end) as int) \
        from information_schema.session_status where variable_name in ('COM_STMT_PREPARE', 'COM_STMT_CLOSE')";
    let kept: usize = one(subject.read(sql).await.unwrap()).parse().unwrap();
    assert!((90..=102).contains(&kept), "{kept} are prepared");
}

#[tokio::test]
async fn a_statement_cannot_leave_its_sqlite_file() {
    let subject = Subject::fresh(Engine::Sqlite).await;
    subject.run("create table t (id integer primary key, n integer unique)").await;
    let attacks = [
        "attach database '/tmp/other.sqlite' as other",
        "detach database main",
        "vacuum into '/tmp/copy.sqlite'",
        "pragma journal_mode = delete",
        "pragma writable_schema = on",
        "pragma query_only = off",
        "select load_extension('x')",
        "create table u (id integer)",
        "create temp table u (id integer)",
        "drop table t",
        "insert into t values (1, 1)",
        "delete from t",
        "select * from pragma_database_list",
        "reindex",
        "analyze",
    ];
    for attack in attacks {
        let refused = subject.read(attack).await;
        assert!(matches!(refused, Err(Error::Other(..))), "{attack}: {refused:?}");
    }
    let mut transaction = subject.database.begin(LIMIT).await.unwrap();
    for attack in attacks
        .iter()
        .filter(|attack| !attack.starts_with("insert") && !attack.starts_with("delete"))
    {
        assert!(transaction.execute(&statement(attack, [])).await.is_err(), "{attack}");
    }
    let schema = "update sqlite_schema set sql = '' where name = 't'";
    assert!(transaction.execute(&statement(schema, [])).await.is_err());
    transaction.rollback().await.unwrap();
    assert_eq!(subject.count("t").await, "0");
}

#[tokio::test]
async fn a_quoted_name_is_never_a_string_on_sqlite() {
    let subject = Subject::fresh(Engine::Sqlite).await;
    subject.run("create table t (id integer primary key)").await;
    let gone = subject.read("select \"gone\" from t").await;
    assert!(matches!(gone, Err(Error::SchemaChanged(_))), "{gone:?}");
}

#[tokio::test]
async fn a_cut_aggregate_is_an_error_on_mariadb() {
    let subject = Subject::fresh(Engine::Mysql).await;
    let whole = subject
        .read("select cast(length(group_concat(seq)) as char) from seq_1_to_300000")
        .await
        .unwrap();
    assert_eq!(one(whole), "1988894");
    // The same on a connection whose limit someone lowered: a warning is all that MariaDB gives.
    let cut =
        "set statement group_concat_max_len = 64 for select group_concat(seq) from seq_1_to_100";
    let refused = subject.read(cut).await;
    assert!(matches!(refused, Err(Error::Other(..))), "{refused:?}");
}

#[tokio::test]
async fn binds_that_do_not_match_the_statement_are_refused() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        let sql = if engine == Engine::Postgres { "select $1::text" } else { "select ?" };
        for binds in [vec![], vec![Value::Null, Value::Null]] {
            assert!(
                subject.database.read(&statement(sql, binds), LIMIT).await.is_err(),
                "{engine:?}"
            );
        }
    }
}
