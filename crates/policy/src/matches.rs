//! A predicate evaluated on a row in Rust: the meaning that SQL must have.

use std::collections::BTreeMap;

use bailiwick_schema::{ColumnIndex, TableIndex, Value};

use crate::predicate::Predicate;

/// A row, in the order of its table's columns, and the rows around it inside `$exists`.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// One value per column of the table.
    pub values: &'a [Value],
    /// The row that this one was looked up for.
    pub outer: Option<&'a Row<'a>>,
}

impl<'a> Row<'a> {
    /// A row that stands alone.
    pub fn new(values: &'a [Value]) -> Self {
        Self { values, outer: None }
    }
}

/// The rows of other tables, for `Exists`. A table that is not in it makes `Exists` UNKNOWN.
#[derive(Clone, Debug, Default)]
pub struct World<'a> {
    /// All rows of a table.
    pub tables: BTreeMap<TableIndex, &'a [Vec<Value>]>,
}

/// Whether the row satisfies the predicate: `Some(true)` admits; none is UNKNOWN.
pub fn matches(predicate: &Predicate, row: &Row<'_>, world: &World<'_>) -> Option<bool> {
    let _ = (predicate, row, world, ColumnIndex(0));
    None
}
