//! The shop of `query`'s tests, in SQLite's memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use bailiwick_policy::{Document, Moment, Policy, Problem, SchemaSet, User};
use bailiwick_query::{Context, Limits, Plan, RequestInput, Rows, Statement};
use bailiwick_schema::{Engine, Schema, TableIndex, Value};
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::shop;

/// 2026-01-01T00:00:00Z.
pub const NOW: Moment = Moment { now_microseconds: 1_767_225_600_000_000 };

/// Tables and rows of the shop; the rows as values, too.
pub struct World {
    pub connection: Connection,
    pub schema: Arc<Schema>,
    pub rows: BTreeMap<TableIndex, Vec<Vec<Value>>>,
}

impl World {
    /// The shop, changed by `sql`.
    pub fn new(sql: &str) -> World {
        let connection = Connection::open_in_memory().unwrap();
        // As the engine's crate opens a file: a quoted name is never a string.
        connection
            .set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DQS_DML, false)
            .unwrap();
        connection.execute_batch(&shop::ddl(Engine::Sqlite)).unwrap();
        connection.execute_batch(sql).unwrap();
        let schema = Arc::new(shop::schema(Engine::Sqlite, "main"));
        let mut world = World { connection, schema, rows: BTreeMap::new() };
        for at in 0..world.schema.tables.len() {
            let rows = world.everything(TableIndex(at));
            world.rows.insert(TableIndex(at), rows);
        }
        world
    }

    /// Compiles a document for the shop.
    pub fn compile(&self, document: &Document) -> (Policy, Vec<Problem>) {
        let schemas = SchemaSet::of(BTreeMap::from([("main".to_owned(), self.schema.clone())]));
        bailiwick_policy::check(document, &schemas)
    }

    pub fn context<'a>(
        &'a self,
        policy: &'a Policy,
        user: &'a User,
        limits: &'a Limits,
    ) -> Context<'a> {
        Context { schema: &self.schema, connection: "main", policy, user, now: NOW, limits }
    }

    /// Runs a read: it reads and does nothing else.
    pub fn query(&self, statement: &Statement) -> Result<Rows, String> {
        assert!(self.prepared(statement).readonly(), "a read writes: {statement:?}");
        self.step(statement)
    }

    /// A statement that SQLite does not understand is ours to mend.
    fn prepared(&self, statement: &Statement) -> rusqlite::Statement<'_> {
        let broken = |error| panic!("SQLite does not understand: {error}\n{statement:?}");
        self.connection.prepare(&statement.text).unwrap_or_else(broken)
    }

    /// Runs a statement that answers rows.
    pub fn step(&self, statement: &Statement) -> Result<Rows, String> {
        let binds = bound(&statement.binds)?;
        let mut prepared = self.prepared(statement);
        let width = prepared.column_count();
        let mut rows = prepared
            .query(rusqlite::params_from_iter(binds))
            .map_err(|error| told(statement, &error))?;
        let mut found = Rows::new();
        loop {
            match rows.next() {
                Ok(Some(row)) => found.push((0..width).map(|at| row.get(at).unwrap()).collect()),
                Ok(None) => return Ok(found),
                Err(error) => return Err(told(statement, &error)),
            }
        }
    }

    /// Runs a statement that answers how many rows it reached.
    pub fn execute(&self, statement: &Statement) -> Result<u64, String> {
        let binds = bound(&statement.binds)?;
        let mut prepared = self.prepared(statement);
        let count = prepared.execute(rusqlite::params_from_iter(binds));
        count.map(|count| count as u64).map_err(|error| told(statement, &error))
    }

    /// All rows of a table as values, read through a policy that grants everything.
    pub fn everything(&self, table: TableIndex) -> Vec<Vec<Value>> {
        let name = &self.schema[table].name;
        let document = serde_json::json!({ "permissions": { "all": { "table": format!("main.{name}"), "roles": ["all"], "select": {} } } });
        let document =
            bailiwick_policy::parse(&document.to_string(), bailiwick_policy::Format::Json).unwrap();
        let (policy, _) = self.compile(&document);
        let user = User { id: None, roles: vec!["all".to_owned()], ..User::default() };
        self.read(&policy, &user, table).unwrap_or_default()
    }

    /// What a user reads of a table with `select=*`: one value for each column that came, null for the others. None
    /// where there is no such table for them.
    pub fn read(&self, policy: &Policy, user: &User, table: TableIndex) -> Option<Vec<Vec<Value>>> {
        let limits = Limits::default();
        let input = RequestInput {
            method: "GET",
            table: &self.schema[table].name,
            query: Some("select=*"),
            ..RequestInput::default()
        };
        let request = bailiwick_query::parse(&input, &limits).unwrap();
        let plan = match bailiwick_query::plan(&request, &self.context(policy, user, &limits)) {
            Ok(Plan::Read(plan)) => plan,
            Ok(Plan::Write(_)) => panic!("a read was planned as a write"),
            Err(refusal) => {
                // Who may write but not read knows of the table.
                assert!(matches!(refusal.status, 403 | 404), "{refusal:?}");
                return None;
            }
        };
        let statement = bailiwick_query::read_statement(&plan, Engine::Sqlite);
        let rows = self.query(&statement).unwrap_or_else(|error| panic!("{error}"));
        let columns = &self.schema[table].columns;
        let values = rows.iter().map(|row| {
            let object: serde_json::Value =
                serde_json::from_str(row[0].as_deref().unwrap()).unwrap();
            let value = |column: &bailiwick_schema::Column| match object.get(&column.name) {
                Some(json) => Value::from_stored(json, column, Engine::Sqlite),
                None => Value::Null,
            };
            columns.iter().map(value).collect::<Vec<Value>>()
        });
        Some(values.collect())
    }
}

/// What a row makes fail is told; anything else is a mistake of the statement.
fn told(statement: &Statement, error: &rusqlite::Error) -> String {
    let text = error.to_string();
    let known = [
        "integer overflow",
        "malformed JSON",
        "constraint failed",
        "datatype mismatch",
        "too big",
        "pattern too complex",
    ];
    assert!(known.iter().any(|known| text.contains(known)), "{text}\n{statement:?}");
    text
}

/// As the engine's crate binds for SQLite; what is beyond its integers is refused there, too.
fn bound(binds: &[Value]) -> Result<Vec<Stored>, String> {
    let bind = |value: &Value| {
        Ok(match value {
            Value::Null => Stored::Null,
            Value::Boolean(truth) => Stored::Integer((*truth).into()),
            Value::Integer(number) => {
                Stored::Integer(i64::try_from(*number).map_err(|_| "beyond 64 bits".to_owned())?)
            }
            Value::Float(number) => Stored::Real(*number),
            Value::Bytes(bytes) => Stored::Blob(bytes.clone()),
            Value::List(_, items) => Stored::Text(list(items)),
            other => Stored::Text(other.to_text().unwrap_or_default()),
        })
    };
    binds.iter().map(bind).collect()
}

fn list(items: &[Value]) -> String {
    let items = items.iter().map(|item| match item {
        Value::Null => serde_json::Value::Null,
        Value::Boolean(truth) => u8::from(*truth).into(),
        Value::Integer(number) => serde_json::from_str(&number.to_string()).unwrap(),
        Value::Float(number) => (*number).into(),
        Value::Bytes(_) => item.to_text().unwrap_or_default().trim_start_matches("\\x").into(),
        other => other.to_text().unwrap_or_default().into(),
    });
    serde_json::Value::Array(items.collect()).to_string()
}
