//! The same four tables on each engine, filled with values that are easily confused.

use std::collections::BTreeMap;
use std::sync::Arc;

use bailiwick_engine::{Database, Dialer, Options, Target};
use bailiwick_policy::{Format, Policy, SchemaSet, User};
use bailiwick_schema::{Column, DataType, Engine, Schema, TableIndex, Value};
use bailiwick_testkit as testkit;
use serde_json::{Value as Json, json};

use crate::random::Random;

/// A database with rows in it, and the same rows as values.
pub(crate) struct World {
    pub database: Database,
    pub schema: Arc<Schema>,
    pub rows: BTreeMap<TableIndex, Vec<Vec<Value>>>,
    /// Under which [`auditor`] reads everything.
    pub audit: Policy,
    _file: Option<testkit::SqliteFile>,
}

/// Texts that differ in case, padding, number-likeness, wildcards, or beyond ASCII.
pub(crate) const TEXTS: &[&str] = &[
    "a",
    "A",
    "a ",
    "A ",
    " a",
    "",
    "1",
    "01",
    "1.0",
    "1e0",
    " 1",
    "ä",
    "Ä",
    "%",
    "_",
    "\\",
    "a_b",
    "a%b",
    "axb",
    "AXB",
    "a*b",
    "ä@b",
    "12345",
    "[a]",
    "ß",
    "ss",
    "Z",
    "b",
    "ab",
    "0",
    "$user.text",
    "$now",
    "'",
    "\"",
    "日本",
    "é",
    "e\u{301}",
];
pub(crate) const CODES: &[&str] = &["a", "B", "c ", "1", "x"];
const WHOLES: &[&str] =
    &["0", "1", "-1", "2", "7", "9007199254740993", "9223372036854775807", "-9223372036854775808"];
const SMALLS: &[&str] = &["0", "1", "-1", "2", "32767"];
const NATURALS: &[&str] = &["0", "1", "2", "18446744073709551615", "9223372036854775808"];
const DECIMALS: &[&str] = &["0", "0.1", "1", "1.5", "-1.5", "0.3", "123456.789", "2"];
const FLOATS: &[&str] = &["0", "0.1", "0.5", "-1.5", "1", "1e300", "2"];
const SINGLES: &[&str] = &["0", "0.5", "0.1", "-1.5", "1"];
const DATES: &[&str] = &["2024-06-01", "2024-05-31", "2024-06-02", "1999-12-31"];
const TIMES: &[&str] = &["00:00:00", "12:30:00", "12:30:00.5", "23:59:59.999999"];
const MOMENTS: &[&str] = &[
    "2024-06-01 12:00:00",
    "2024-06-01 11:59:59",
    "2024-06-01 12:00:00.5",
    "2024-05-01 00:00:00",
    "2024-06-02 00:00:00",
];
/// How SQLite may hold dates: both separators, zones, no time, and what is no date.
const SQLITE_MOMENTS: &[&str] = &[
    "2024-06-01 12:00:00",
    "2024-06-01T12:00:00",
    "2024-06-01T12:00:00Z",
    "2024-06-01 14:00:00+02:00",
    "2024-06-01",
    "2024-06-01 12:00",
    "2024-06-01T11:59:59.9996",
    "2024-06-02",
    "2024-02-31",
    "2024-13-01",
    "now",
    "12:00",
    "noon",
    "2024-06-01 12:00:00.001",
];
const UUIDS: &[&str] = &[
    "00000000-0000-0000-0000-000000000001",
    "aaaaaaaa-0000-4000-8000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
];
const BYTES: &[&str] = &["\\x", "\\x00", "\\x61", "\\x41", "\\x6100"];
pub(crate) const MOODS: &[&str] = &["sad", "ok", "Happy"];

/// Values that a column may hold or be compared with.
pub(crate) fn pool(column: &Column) -> &'static [&'static str] {
    match &column.data_type {
        DataType::Boolean => &["true", "false"],
        DataType::Integer { unsigned: true, .. } => NATURALS,
        DataType::Integer { bits: 16 | 32, .. } => SMALLS,
        DataType::Integer { .. } => WHOLES,
        DataType::Decimal => DECIMALS,
        DataType::Float { bits: 32 } => SINGLES,
        DataType::Float { .. } => FLOATS,
        DataType::Text if column.name.ends_with("code") => CODES,
        DataType::Text => TEXTS,
        DataType::Enumeration(_) => MOODS,
        DataType::Uuid => UUIDS,
        DataType::Bytes => BYTES,
        DataType::Date => DATES,
        DataType::Time => TIMES,
        DataType::Timestamp | DataType::TimestampWithZone => MOMENTS,
        DataType::Json => &["{\"a\": 1}", "[]", "1"],
        DataType::Array(_) => &["{1,2}", "{}"],
        DataType::Other => &[],
    }
}

const TABLES: [(&str, usize); 4] = [("owners", 4), ("places", 5), ("things", 40), ("parts", 30)];

/// Creates and fills a database of the engine.
pub(crate) async fn make(engine: Engine, random: &mut Random) -> World {
    let (url, file, create) = match engine {
        Engine::Sqlite => {
            let file = testkit::sqlite();
            file.run(SQLITE);
            (file.url(), Some(file), None)
        }
        Engine::Postgres => {
            let server = testkit::postgres().await;
            let place = server.database().await;
            server.run(&place.name, POSTGRES).await;
            (place.url, None, Some(place.name))
        }
        Engine::Mysql => {
            let server = testkit::mariadb().await;
            let place = server.database().await;
            server.run(&place.name, MARIADB).await;
            (place.url, None, Some(place.name))
        }
    };
    let target = match &file {
        Some(file) => Target::Sqlite { path: file.path() },
        None => {
            let rules = bailiwick_engine::FileRules {
                organization_folder: std::path::PathBuf::new(),
                allowed_folders: Vec::new(),
                forbidden: Vec::new(),
            };
            Target::parse(&url, &rules).unwrap()
        }
    };
    let dialer = Dialer::new(vec!["127.0.0.0/8".parse().unwrap()]);
    let database = Database::new(target, Options::new(Arc::new(dialer)));
    let schema = database.introspect().await.unwrap();
    let (rows, sql) = fill(&schema, random);
    match (engine, create) {
        (Engine::Sqlite, _) => {
            file.as_ref().unwrap().run(&format!("PRAGMA foreign_keys = OFF;\n{sql}"))
        }
        (Engine::Postgres, Some(name)) => {
            // Without statistics Postgres takes the tables for large and compiles every statement.
            testkit::postgres().await.run(&name, &format!("{sql}analyze;\n")).await;
        }
        (_, Some(name)) => {
            testkit::mariadb()
                .await
                .run(&name, &format!("SET foreign_key_checks = 0;\n{sql}"))
                .await;
        }
        _ => unreachable!(),
    }
    let audit = audit(&schema);
    World { database, schema: Arc::new(schema), rows, audit, _file: file }
}

impl World {
    /// Says that the server is still needed: one that nobody asked for is stopped after some minutes.
    pub(crate) async fn keep(&self) {
        match self.schema.engine {
            Engine::Sqlite => {}
            Engine::Postgres => drop(testkit::postgres().await),
            Engine::Mysql => drop(testkit::mariadb().await),
        }
    }
}

/// Who reads everything.
pub(crate) fn auditor() -> User {
    User { roles: vec!["auditor".to_owned()], ..User::default() }
}

fn audit(schema: &Schema) -> Policy {
    let permission = |(name, _): (&str, usize)| {
        let all = json!({ "table": format!("main.{name}"), "roles": ["auditor"], "select": {} });
        (name.to_owned(), all)
    };
    let permissions: serde_json::Map<String, Json> = TABLES.into_iter().map(permission).collect();
    let document = json!({ "permissions": permissions }).to_string();
    let document = bailiwick_policy::parse(&document, Format::Json).unwrap();
    let schemas = SchemaSet::of([("main".to_owned(), Arc::new(schema.clone()))].into());
    bailiwick_policy::check(&document, &schemas).0
}

fn fill(schema: &Schema, random: &mut Random) -> (BTreeMap<TableIndex, Vec<Vec<Value>>>, String) {
    let mut all = BTreeMap::new();
    let mut sql = String::new();
    for (name, count) in TABLES {
        let (index, table) = schema.table(&schema.default_namespace, name).unwrap();
        let mut rows = Vec::new();
        for number in 1..=count {
            let mut row = Vec::new();
            let mut literals = Vec::new();
            for column in &table.columns {
                let (value, literal) = cell(schema.engine, name, column, number, random);
                row.push(value);
                literals.push(literal);
            }
            let names: Vec<&str> =
                table.columns.iter().map(|column| column.name.as_str()).collect();
            sql += &format!(
                "insert into {name} ({}) values ({});\n",
                names.join(", "),
                literals.join(", ")
            );
            rows.push(row);
        }
        all.insert(index, rows);
    }
    (all, sql)
}

/// A value and the SQL that stores it.
fn cell(
    engine: Engine,
    table: &str,
    column: &Column,
    number: usize,
    random: &mut Random,
) -> (Value, String) {
    let keyed = |limit: usize, random: &mut Random| match random.below(limit + 1) {
        0 => (Value::Null, "null".to_owned()),
        key => (Value::Integer(key as i128), key.to_string()),
    };
    match (table, column.name.as_str()) {
        (_, "id") => return (Value::Integer(number as i128), number.to_string()),
        ("places", "code") => return exactly(engine, column, CODES[number - 1]),
        (_, "owner_id" | "maker_id" | "buyer_id") => return keyed(4, random),
        (_, "thing_id") => return keyed(40, random),
        _ => {}
    }
    if column.nullable && random.one_in(5) {
        return (Value::Null, "null".to_owned());
    }
    if engine == Engine::Sqlite && random.one_in(6) {
        // SQLite stores what it is given, and gives it back as it is.
        match &column.data_type {
            DataType::Integer { .. } | DataType::Float { .. } | DataType::Decimal => {
                let text = random.pick(&["abc", "", "z"]);
                return (Value::Text((*text).to_owned()), format!("'{text}'"));
            }
            _ => {}
        }
    }
    let is_moment = matches!(column.data_type, DataType::Timestamp | DataType::Date);
    if engine == Engine::Sqlite && is_moment {
        let text = random.pick(SQLITE_MOMENTS);
        return (Value::Text((*text).to_owned()), format!("'{text}'"));
    }
    if engine == Engine::Mysql && column.name == "code" && random.one_in(2) {
        // The server's own keys admit another case and padding.
        let text = random.pick(&["A", "b", "c", "a "]);
        return exactly(engine, column, text);
    }
    if engine == Engine::Sqlite && column.name == "code" && random.one_in(2) {
        let text = random.pick(&["A", "b", "c", "a "]);
        return exactly(engine, column, text);
    }
    let values = pool(column);
    exactly(engine, column, values[random.below(values.len())])
}

fn exactly(engine: Engine, column: &Column, text: &str) -> (Value, String) {
    let value = match &column.data_type {
        DataType::Array(_) => {
            let json = text.replace('{', "[").replace('}', "]");
            Value::from_json(&serde_json::from_str(&json).unwrap(), column, engine).unwrap()
        }
        _ => Value::from_text(text, column, engine).unwrap().stored_in(column, engine).unwrap(),
    };
    let quoted = format!("'{}'", text.replace('\'', "''"));
    let literal = match (&column.data_type, engine) {
        (DataType::Boolean, Engine::Postgres) => text.to_owned(),
        (DataType::Boolean, _) => if text == "true" { "1" } else { "0" }.to_owned(),
        (DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. }, _) => {
            text.to_owned()
        }
        (DataType::Bytes, Engine::Postgres) => quoted,
        (DataType::Bytes, _) => format!("x'{}'", &text[2..]),
        (DataType::Text, Engine::Mysql) => {
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("convert(x'{hex}' using utf8mb4)")
        }
        _ => quoted,
    };
    (value, literal)
}

const SQLITE: &str = "
create table owners (id integer primary key, name text, level bigint);
create table places (id integer primary key, code text not null unique, owner_id integer references owners(id), rank bigint);
create table things (id integer primary key, big bigint, big2 bigint, dec numeric(12,3), flo double, txt text, txt2 text,
  flag boolean, day date, clock time, moment datetime, raw blob, doc json,
  code text references places(code), maker_id integer references owners(id), buyer_id integer references owners(id));
create table parts (id integer primary key, thing_id integer references things(id), label text, amount bigint);
";

const POSTGRES: &str = "
create type mood as enum ('sad', 'ok', 'Happy');
create table owners (id int primary key, name text, level bigint);
create table places (id int primary key, code text not null unique, owner_id int references owners(id), rank bigint);
create table things (id int primary key, big bigint, big2 bigint, small smallint, dec numeric(12,3), flo double precision,
  single real, txt text, txt2 varchar(40), flag boolean, day date, clock time, moment timestamp, instant timestamptz,
  raw bytea, uid uuid, mood mood, doc jsonb, list int[],
  code text references places(code), maker_id int references owners(id), buyer_id int references owners(id));
create table parts (id int primary key, thing_id int references things(id), label text, amount bigint);
";

const MARIADB: &str = "
create table owners (id int primary key, name varchar(40), level bigint) character set utf8mb4 collate utf8mb4_general_ci;
create table places (id int primary key, code varchar(40) not null unique, owner_id int, rank bigint,
  foreign key (owner_id) references owners(id)) character set utf8mb4 collate utf8mb4_general_ci;
create table things (id int primary key, big bigint, big2 bigint, small smallint, nat bigint unsigned, amount decimal(12,3),
  flo double, single float, txt varchar(40), txt2 text, flag tinyint(1), day date, clock time(6), moment datetime(6),
  raw varbinary(20), uid uuid, mood enum('sad','ok','Happy'), doc json,
  code varchar(40), maker_id int, buyer_id int,
  foreign key (code) references places(code), foreign key (maker_id) references owners(id),
  foreign key (buyer_id) references owners(id)) character set utf8mb4 collate utf8mb4_general_ci;
create table parts (id int primary key, thing_id int, label varchar(40), amount bigint,
  foreign key (thing_id) references things(id)) character set utf8mb4 collate utf8mb4_general_ci;
";
