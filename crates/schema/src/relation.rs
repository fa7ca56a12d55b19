//! Relations between tables, named by the other table as policies and embeds name them.

use crate::table::{ColumnIndex, Schema, TableIndex};

/// How many rows stand at the other end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RelationEnd {
    /// At most one row.
    One,
    /// Any number of rows.
    Many,
}

/// A way from one table to another through one foreign key, in either direction.
#[derive(Clone, PartialEq, Debug)]
pub struct Relation {
    /// The table it starts from.
    pub from: TableIndex,
    /// The table it leads to.
    pub to: TableIndex,
    /// Pairs of (column of `from`, column of `to`) that are equal.
    pub on: Vec<(ColumnIndex, ColumnIndex)>,
    /// One or many rows of `to` for each row of `from`.
    pub end: RelationEnd,
    /// The foreign key's name, for `table!constraint`.
    pub constraint: String,
}

/// The relations that start from a table.
pub struct Relations;

impl Relations {
    /// All relations that start from `table`, forwards and backwards, in the order of the schema.
    pub fn of(schema: &Schema, table: TableIndex) -> Vec<Relation> {
        let mut relations = Vec::new();
        for key in &schema[table].foreign_keys {
            relations.push(Relation {
                from: table,
                to: key.to_table,
                on: key.columns.iter().copied().zip(key.to_columns.iter().copied()).collect(),
                end: RelationEnd::One,
                constraint: key.name.clone(),
            });
        }
        for (index, other) in schema.tables.iter().enumerate() {
            for key in other.foreign_keys.iter().filter(|key| key.to_table == table) {
                let is_unique = other.primary_key == key.columns
                    || other.uniques.iter().any(|unique| unique.columns == key.columns);
                relations.push(Relation {
                    from: table,
                    to: TableIndex(index),
                    on: key.to_columns.iter().copied().zip(key.columns.iter().copied()).collect(),
                    end: if is_unique { RelationEnd::One } else { RelationEnd::Many },
                    constraint: key.name.clone(),
                });
            }
        }
        relations
    }
}
