//! Looks into the store's file from outside.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_model::TokenKind;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::support::{PASSWORD, Server};

/// Everything that the store holds but what is written about requests themselves.
pub(crate) struct Dump {
    rows: BTreeMap<String, BTreeSet<String>>,
    pub(crate) entries: usize,
}

/// Columns that say when something was last used.
const NOTES: [&str; 2] = ["last_used_at", "last_address"];

impl Dump {
    pub(crate) fn take(server: &Server) -> Dump {
        let connection = open(server);
        let tables: Vec<String> = connection
            .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'audit_%' AND name NOT LIKE 'sqlite_%'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let rows =
            tables.into_iter().map(|table| (table.clone(), rows(&connection, &table))).collect();
        let entries = connection
            .query_row("SELECT count(*) FROM audit_entries", [], |row| row.get::<_, i64>(0))
            .unwrap();
        Dump { rows, entries: usize::try_from(entries).unwrap() }
    }

    /// What differs, table by table.
    pub(crate) fn changes<'a>(&'a self, after: &'a Dump) -> impl Iterator<Item = String> + 'a {
        self.rows.iter().filter(|(table, rows)| after.rows.get(*table) != Some(*rows)).map(
            |(table, rows)| {
                let difference: Vec<_> = after.rows[table].symmetric_difference(rows).collect();
                format!("`{table}`: {difference:?}")
            },
        )
    }
}

fn rows(connection: &Connection, table: &str) -> BTreeSet<String> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([]).unwrap();
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next().unwrap() {
        let shown = names.iter().enumerate().filter(|(_, name)| !NOTES.contains(&name.as_str()));
        let values: Vec<String> = shown
            .map(|(place, name)| format!("{name}={:?}", row.get::<_, Value>(place).unwrap()))
            .collect();
        found.insert(values.join(" "));
    }
    found
}

/// T66: entries that hold something of a secret; every operation has been asked for by now.
pub(crate) fn secrets_in_logs(server: &Server) -> Vec<String> {
    let connection = open(server);
    let tables = ["audit_entries", "audit_personal"];
    let all: Vec<String> = tables.into_iter().flat_map(|table| rows(&connection, table)).collect();
    assert!(all.len() > 100, "{}", all.len());
    let prefixes = TokenKind::ALL.iter().map(|kind| kind.prefix());
    let secrets: Vec<&str> =
        prefixes.chain([PASSWORD, ":secret@", "$argon2", "session="]).collect();
    let holds = |row: &&String| secrets.iter().any(|secret| row.contains(secret));
    all.iter().filter(holds).map(|row| format!("a secret is in the log: {row}")).collect()
}

/// T41: what happens in a project, an instance or a database says so, or everybody would read of it.
pub(crate) fn entries_without_their_place(server: &Server) -> Vec<String> {
    let connection = open(server);
    let mut found = connection
        .prepare(
            "SELECT DISTINCT action FROM audit_entries WHERE place IS NULL AND outcome = 'ok'
             AND target_kind IN ('project', 'instance', 'database', 'branch', 'connection')",
        )
        .unwrap();
    let names = found.query_map([], |row| row.get::<_, String>(0)).unwrap();
    names.map(|name| format!("{} does not say where it happened", name.unwrap())).collect()
}

/// Where a change is made to fail.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// When its entry is written.
    Entry,
    /// When it is committed, its entry written already.
    Commit,
}

/// Makes every audited change fail there.
pub(crate) fn plant(server: &Server, fault: Fault) {
    let statements = match fault {
        Fault::Entry => {
            "CREATE TRIGGER planted BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'planted'); END"
        }
        Fault::Commit => {
            "CREATE TABLE planted_parent (id INTEGER PRIMARY KEY);
             CREATE TABLE planted_child (parent INTEGER REFERENCES planted_parent (id) DEFERRABLE INITIALLY DEFERRED);
             CREATE TRIGGER planted AFTER INSERT ON audit_entries BEGIN INSERT INTO planted_child VALUES (1); END"
        }
    };
    open(server).execute_batch(statements).unwrap();
}

/// Runs statements behind the server's back.
pub(crate) fn run(server: &Server, statements: &str) {
    open(server).execute_batch(statements).unwrap();
}

/// Takes what was planted away.
pub(crate) fn weed(server: &Server) {
    open(server)
        .execute_batch(
            "DROP TRIGGER planted; DROP TABLE IF EXISTS planted_child; DROP TABLE IF EXISTS planted_parent",
        )
        .unwrap();
}

/// The files of embedded branches.
pub(crate) fn files(server: &Server) -> BTreeSet<String> {
    let Ok(folder) = std::fs::read_dir(server.data().join("databases")) else {
        return BTreeSet::new();
    };
    folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".sqlite"))
        .collect()
}

/// Makes a table with one row in the file of a branch.
pub(crate) fn make_table(server: &Server, branch: &str, table: &str) {
    let file = server.data().join("databases").join(format!("{branch}.sqlite"));
    let statements = format!(
        "CREATE TABLE {table} (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO {table} VALUES (1, 'first')"
    );
    Connection::open(file).unwrap().execute_batch(&statements).unwrap();
}

fn open(server: &Server) -> Connection {
    let connection = Connection::open(server.data().join("bailiwick.db")).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection
}
