//! Tables, columns and keys from a SQLite file, in one read transaction.

use std::collections::HashMap;

use bailiwick_schema::{Column, DataType, DefaultValue, Engine, Schema, TableKind};
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use super::{errors, types};
use crate::Error;
use crate::found::{Found, Place, Reference};

/// Virtual tables and what they keep themselves in are left out: their modules do more than hold rows.
const TABLES: &str = "SELECT l.name, l.type = 'view', coalesce(s.sql, '') FROM pragma_table_list AS l \
    JOIN sqlite_schema AS s ON s.name = l.name AND s.type IN ('table', 'view') \
    WHERE l.schema = 'main' AND l.type IN ('table', 'view') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    ORDER BY l.name";

const COLUMNS: &str = "SELECT cid, name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid";

const INDEXES: &str = "SELECT name, origin FROM pragma_index_list(?1) \
    WHERE \"unique\" = 1 AND partial = 0 ORDER BY name";

const INDEX_COLUMNS: &str = "SELECT name FROM pragma_index_info(?1) ORDER BY seqno";

const REFERENCES: &str =
    "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq";

/// What the program of a statement opens is what the statement reads.
const ROOTS: &str = "SELECT rootpage, tbl_name FROM sqlite_schema WHERE type IN ('table', 'index') AND rootpage > 0";

struct FoundColumn {
    column: Column,
    key_position: usize,
}

pub(super) fn introspect(handle: &Connection) -> Result<Schema, Error> {
    handle.execute_batch("BEGIN").map_err(errors::of)?;
    let found = gather(handle).map_err(errors::of);
    handle.execute_batch("ROLLBACK").map_err(errors::of)?;
    Ok(found?.finish(Engine::Sqlite, "main".to_owned()))
}

fn gather(handle: &Connection) -> rusqlite::Result<Found> {
    let mut found = Found::default();
    let tables: Vec<(String, bool, String)> =
        rows(handle, TABLES, None, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let roots: HashMap<i64, String> =
        rows(handle, ROOTS, None, |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    let mut keys = Vec::new();
    for (name, is_view, sql) in &tables {
        let place = place(name);
        let kind = if *is_view { TableKind::View } else { TableKind::Table };
        found.add_table(place.clone(), kind, hash(sql));
        // A view that refers to something gone has no columns and cannot be read.
        let columns = match rows(handle, COLUMNS, Some(name), column) {
            Ok(columns) => columns.into_iter().flatten().collect(),
            Err(_) if *is_view => Vec::new(),
            Err(error) => return Err(error),
        };
        keys.push((name.clone(), add_columns(handle, &mut found, &place, columns)?));
        if *is_view {
            add_below(handle, &mut found, &place, &roots);
        } else {
            add_uniques(handle, &mut found, &place)?;
        }
    }
    for (name, is_view, _) in &tables {
        if !is_view {
            add_references(handle, &mut found, name, &keys)?;
        }
    }
    Ok(found)
}

/// Adds the tables that a view reads, through other views too. One that cannot be read reads none.
fn add_below(handle: &Connection, found: &mut Found, view: &Place, roots: &HashMap<i64, String>) {
    let mut sql = "EXPLAIN SELECT * FROM ".to_owned();
    Engine::Sqlite.quote_into(&mut sql, &view.1);
    // Not kept among the prepared statements: those are of the data API.
    let opened = handle.prepare(&sql).and_then(|mut prepared| {
        let read = |row: &Row<'_>| {
            let (code, root): (String, i64) = (row.get("opcode")?, row.get("p2")?);
            Ok((code == "OpenRead").then_some(root))
        };
        prepared.query_map([], read)?.collect::<rusqlite::Result<Vec<Option<i64>>>>()
    });
    for root in opened.unwrap_or_default().into_iter().flatten() {
        if let Some(name) = roots.get(&root) {
            found.add_below(view, place(name));
        }
    }
}

/// Adds the columns; the names of the primary key's columns.
fn add_columns(
    handle: &Connection,
    found: &mut Found,
    place: &Place,
    columns: Vec<FoundColumn>,
) -> rusqlite::Result<Vec<String>> {
    let mut key: Vec<(usize, String)> = columns
        .iter()
        .filter(|found| found.key_position > 0)
        .map(|found| (found.key_position, found.column.name.clone()))
        .collect();
    key.sort();
    let indexes: Vec<String> = rows(handle, INDEXES, Some(&place.1), |row| row.get(1))?;
    // The one primary key that needs no index is the row's own number.
    let is_row_number = key.len() == 1 && !indexes.iter().any(|origin| origin == "pk");
    for FoundColumn { mut column, key_position } in columns {
        if key_position > 0 && is_row_number {
            column.nullable = false;
            column.default = DefaultValue::Expression;
            column.data_type = DataType::Integer { bits: 64, unsigned: false };
        }
        found.add_column(place, column);
    }
    let names: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
    found.set_primary_key(place, &names);
    Ok(names)
}

fn add_uniques(handle: &Connection, found: &mut Found, place: &Place) -> rusqlite::Result<()> {
    let indexes: Vec<(String, String)> =
        rows(handle, INDEXES, Some(&place.1), |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (name, _) in indexes.into_iter().filter(|(_, origin)| origin != "pk") {
        let columns: Vec<Option<String>> =
            rows(handle, INDEX_COLUMNS, Some(&name), |row| row.get(0))?;
        // An expression has no column name.
        if let Some(columns) = columns.into_iter().collect::<Option<Vec<String>>>() {
            found.add_unique(place, name, &columns);
        }
    }
    Ok(())
}

fn add_references(
    handle: &Connection,
    found: &mut Found,
    table: &str,
    keys: &[(String, Vec<String>)],
) -> rusqlite::Result<()> {
    let parts: Vec<(i64, String, String, Option<String>)> =
        rows(handle, REFERENCES, Some(table), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let mut names: Vec<String> = Vec::new();
    for part in parts.chunk_by(|one, other| one.0 == other.0) {
        // SQLite finds the table and its columns in any case; the schema knows the exact spelling.
        let Some((to, key)) = keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(&part[0].1))
        else {
            continue;
        };
        let columns: Vec<String> = part.iter().map(|part| part.2.clone()).collect();
        let to_columns: Option<Vec<String>> = part.iter().map(|part| part.3.clone()).collect();
        let mut name = format!("{table}_{}_fkey", columns.join("_"));
        let earlier = names.iter().filter(|other| **other == name).count();
        names.push(name.clone());
        if earlier > 0 {
            name = format!("{name}_{}", earlier + 1);
        }
        found.add_reference(Reference {
            from: place(table),
            name,
            columns,
            to: place(to),
            // Without columns it refers to the primary key.
            to_columns: to_columns.unwrap_or_else(|| key.clone()),
        });
    }
    Ok(())
}

/// None for a hidden column of a virtual table.
fn column(row: &Row<'_>) -> rusqlite::Result<Option<FoundColumn>> {
    let (position, name, declared): (i64, String, String) =
        (row.get(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?.unwrap_or_default());
    let hidden: i64 = row.get(6)?;
    if hidden == 1 {
        return Ok(None);
    }
    let default: Option<String> = row.get(4)?;
    let column = Column {
        name,
        data_type: types::data_type(&declared),
        nullable: row.get::<_, i64>(3)? == 0,
        default: types::default_value(default.as_deref()),
        generated: hidden >= 2,
        identity: format!("{position} {declared}"),
        native_type: declared,
    };
    Ok(Some(FoundColumn { column, key_position: row.get::<_, u32>(5)? as usize }))
}

fn rows<T>(
    handle: &Connection,
    sql: &str,
    argument: Option<&str>,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut prepared = handle.prepare_cached(sql)?;
    prepared.query_map(rusqlite::params_from_iter(argument), read)?.collect()
}

fn place(name: &str) -> Place {
    ("main".to_owned(), name.to_owned())
}

fn hash(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}
