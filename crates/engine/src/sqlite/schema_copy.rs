//! Copies a database file's schema without its rows.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::errors;
use super::file::create_file;
use crate::Error;

/// Tables first, then what is built on them. SQLite's own tables and the shadow tables of virtual ones make themselves.
const OBJECTS: &str = "SELECT sql FROM sqlite_schema
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
    ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'view' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, rowid";

/// Makes a new file with the tables, views, indexes and triggers of another and none of its rows. Blocks. What is left of
/// a failed copy is removed.
///
/// # Errors
/// When the original cannot be read, or the copy exists or cannot be written.
pub fn copy_schema(from: &Path, to: &Path) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let source = Connection::open_with_flags(from, flags).map_err(errors::of)?;
    source.busy_timeout(Duration::from_secs(5)).map_err(errors::of)?;
    let mut objects = source.prepare(OBJECTS).map_err(errors::of)?;
    let objects = objects
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(errors::of)?;
    create_file(to)?;
    let made = build(to, &objects);
    if made.is_err() {
        for suffix in ["", "-wal", "-shm"] {
            let mut side = to.as_os_str().to_owned();
            side.push(suffix);
            let _ = std::fs::remove_file(side);
        }
    }
    made
}

fn build(to: &Path, objects: &[String]) -> Result<(), Error> {
    let mut copy = Connection::open(to).map_err(errors::of)?;
    let transaction = copy.transaction().map_err(errors::of)?;
    for object in objects {
        transaction.execute_batch(object).map_err(errors::of)?;
    }
    transaction.commit().map_err(errors::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_has_every_object_and_no_row() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let source = Connection::open(&from).unwrap();
        source
            .execute_batch(
                "create table a (id integer primary key autoincrement, b text);
                 create table b (a references a (id), check (a > 0));
                 create index a_b on a (b); create view v as select b from a;
                 create trigger t after insert on a begin insert into b values (new.id); end;
                 create virtual table f using fts5 (words);
                 insert into a (b) values ('secret'); insert into f values ('secret');",
            )
            .unwrap();
        copy_schema(&from, &to).unwrap();
        let copy = Connection::open(&to).unwrap();
        let names = |connection: &Connection| -> Vec<String> {
            let mut all = connection
                .prepare("select name from sqlite_schema where name not like 'sqlite_%' order by 1")
                .unwrap();
            let rows = all.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        assert_eq!(names(&copy), names(&source));
        for table in ["a", "b", "v", "f"] {
            let count: i64 = copy
                .query_row(&format!("select count(*) from {table}"), [], |row| row.get(0))
                .unwrap();
            assert_eq!(count, 0, "{table}");
        }
        assert!(!std::fs::read(&to).unwrap().windows(6).any(|bytes| bytes == b"secret"));
        assert!(copy_schema(&from, &to).is_err(), "what exists is not overwritten");
        assert!(to.exists());
    }
}
