//! What is found in a database: one rich schema on each engine, shown as a person would read it.

use std::fmt::Write;

use bailiwick_schema::{ColumnIndex, Engine, Schema, Table, TableKind, Value};

use crate::{Subject, one};

const SQLITE: &str = include_str!("rich.sqlite.sql");
const POSTGRES: &str = include_str!("rich.postgres.sql");
const MARIADB: &str = include_str!("rich.mariadb.sql");

/// Identities differ between runs and are left out.
fn shown(schema: &Schema) -> String {
    let mut text = String::new();
    for table in &schema.tables {
        let kind = if table.kind == TableKind::View { "view" } else { "table" };
        let namespace =
            if table.namespace == schema.default_namespace { "" } else { &table.namespace };
        writeln!(text, "{kind} {namespace}.{}", table.name).unwrap();
        for column in &table.columns {
            let nullable = if column.nullable { "null" } else { "not null" };
            let generated = if column.generated { " generated" } else { "" };
            let default = &column.default;
            writeln!(
                text,
                "  {} [{}] {:?} {nullable} {default:?}{generated}",
                column.name, column.native_type, column.data_type
            )
            .unwrap();
        }
        let names = |table: &Table, columns: &[ColumnIndex]| {
            columns.iter().map(|&column| table[column].name.clone()).collect::<Vec<_>>().join(", ")
        };
        writeln!(text, "  key ({})", names(table, &table.primary_key)).unwrap();
        for unique in &table.uniques {
            writeln!(text, "  unique {} ({})", unique.name, names(table, &unique.columns)).unwrap();
        }
        for (namespace, name) in &table.below {
            let namespace = if *namespace == schema.default_namespace { "" } else { namespace };
            writeln!(text, "  selects from {namespace}.{name}").unwrap();
        }
        for key in &table.foreign_keys {
            let to = &schema[key.to_table];
            writeln!(
                text,
                "  {} ({}) -> {} ({})",
                key.name,
                names(table, &key.columns),
                to.name,
                names(to, &key.to_columns)
            )
            .unwrap();
        }
    }
    text
}

#[tokio::test]
async fn a_rich_sqlite_schema_is_found() {
    let subject = Subject::fresh(Engine::Sqlite).await;
    subject.run(SQLITE).await;
    insta::assert_snapshot!(shown(&subject.database.introspect().await.unwrap()));
}

#[tokio::test]
async fn a_rich_postgres_schema_is_found() {
    let subject = Subject::fresh(Engine::Postgres).await;
    subject.run(POSTGRES).await;
    insta::assert_snapshot!(shown(&subject.database.introspect().await.unwrap()));
}

#[tokio::test]
async fn a_rich_mariadb_schema_is_found() {
    let subject = Subject::fresh(Engine::Mysql).await;
    subject.run(MARIADB).await;
    let schema = subject.database.introspect().await.unwrap();
    assert_eq!(schema.default_namespace, subject.name);
    insta::assert_snapshot!(shown(&schema));
}

#[tokio::test]
async fn an_empty_database_has_no_tables() {
    for engine in crate::ENGINES {
        let subject = Subject::fresh(engine).await;
        assert!(subject.database.introspect().await.unwrap().tables.is_empty(), "{engine:?}");
    }
}

#[tokio::test]
async fn a_table_made_again_has_another_identity_and_an_untouched_one_the_same() {
    for engine in crate::ENGINES {
        let subject = Subject::fresh(engine).await;
        subject.run("create table kept (id integer primary key);\ncreate table made (id integer primary key);\n").await;
        let before = subject.database.introspect().await.unwrap();
        assert_eq!(before, subject.database.introspect().await.unwrap());
        if engine == Engine::Mysql {
            // Its creation times are whole seconds.
            tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
        }
        subject
            .run("drop table made;\ncreate table made (id integer primary key, more integer);\n")
            .await;
        let after = subject.database.introspect().await.unwrap();
        let identity = |schema: &Schema, name| {
            schema.table(&schema.default_namespace, name).unwrap().1.identity.clone()
        };
        assert_eq!(identity(&before, "kept"), identity(&after, "kept"), "{engine:?}");
        assert_ne!(identity(&before, "made"), identity(&after, "made"), "{engine:?}");
    }
}

#[tokio::test]
async fn a_domain_stores_what_its_base_type_foretells_on_postgres() {
    let subject = Subject::fresh(Engine::Postgres).await;
    subject
        .run(
            "create type mood as enum ('sad', 'happy'); create extension if not exists citext;
             create domain amount as numeric(5, 2); create domain price as amount check (value >= 0);
             create domain fee as price not null; create domain free as numeric;
             create domain short as varchar(3); create domain shorter as short;
             create domain code as char(3); create domain moment as timestamp(1);
             create domain feeling as mood; create domain words as text[]; create domain handle as citext;
             create table t (amount amount, price price, fee fee, free free, short short, shorter shorter, code code,
               moment moment, feeling feeling, words words, handle handle, plain numeric(5, 2))",
        )
        .await;
    let schema = subject.database.introspect().await.unwrap();
    let (_, table) = schema.table("public", "t").unwrap();
    let native: Vec<_> = table.columns.iter().map(|column| column.native_type.as_str()).collect();
    assert_eq!(
        native,
        [
            "numeric(5,2)",
            "numeric(5,2)",
            "numeric(5,2)",
            "numeric",
            "character varying(3)",
            "character varying(3)",
            "character(3)",
            "timestamp(1) without time zone",
            "public.mood",
            "text[]",
            "public.citext",
            "numeric(5,2)"
        ]
    );
    // What a rule is asked about is what is stored.
    for (name, written) in [
        ("amount", "99.999"),
        ("price", "99.999"),
        ("fee", "0.005"),
        ("free", "99.999"),
        ("short", "abc"),
        ("shorter", "äöü"),
        ("code", "a  "),
        ("plain", "99.999"),
    ] {
        let (_, column) = table.column(name).unwrap();
        let value = Value::from_text(written, column, Engine::Postgres).unwrap();
        let foretold = value.stored_in(column, Engine::Postgres).unwrap().to_text().unwrap();
        subject
            .run(&format!(
                "delete from t; insert into t (fee) values (0); update t set {name} = '{written}'"
            ))
            .await;
        let stored = one(subject.read(&format!("select {name}::text from t")).await.unwrap());
        assert_eq!(foretold, stored, "{name}");
    }
    let (_, short) = table.column("shorter").unwrap();
    let long = Value::Text("abcd".to_owned());
    assert!(long.stored_in(short, Engine::Postgres).is_err());
}

#[tokio::test]
async fn what_the_login_may_not_touch_is_not_found_on_postgres() {
    let subject = Subject::fresh(Engine::Postgres).await;
    let role = format!("guest_{}", subject.name);
    subject
        .run(&format!(
            "create table shown (id int primary key, a int); create table hidden (id int primary key);
             create table partly (id int primary key references hidden, b int);
             create schema closed; create table closed.t (id int);
             create role {role} login password 'guest'; grant select on shown to {role}; grant select (b) on partly to {role};
             grant select on closed.t to {role}"
        ))
        .await;
    let crate::Home::Postgres(server) = &subject.home else { panic!("not Postgres") };
    let url = format!("postgres://{role}:guest@127.0.0.1:{}/{}", server.port, subject.name);
    let database = bailiwick_engine::Database::new(crate::target(&url), crate::options());
    let schema = database.introspect().await.unwrap();
    let names: Vec<_> = schema.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["partly", "shown"]);
    assert!(schema.tables[0].foreign_keys.is_empty());
    database.close();
    subject.run(&format!("drop owned by {role}; drop role {role}")).await;
}
