//! A checked policy: names resolved to indexes, literals typed as their columns, ready to be reduced for a user.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bailiwick_schema::{ColumnIndex, Schema, TableIndex, Value};
use serde::{Deserialize, Serialize};

use crate::columns::ColumnSet;
use crate::predicate::Comparison;
use crate::problem::Position;
use crate::user::UserPath;

/// The schemas of an instance's connections, by connection name.
#[derive(Clone, Debug, Default)]
pub struct SchemaSet(pub BTreeMap<String, Arc<Schema>>);

/// What a request does to a table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Read rows.
    Select,
    /// Add rows.
    Insert,
    /// Change rows.
    Update,
    /// Remove rows.
    Delete,
}

/// The permissions that are valid, in document order. Indexes in it belong to the schemas it was checked against.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// In document order; one with an error is not among them.
    pub permissions: Vec<Permission>,
    /// Positions in `permissions` of those on a table.
    pub(crate) by_table: BTreeMap<String, Vec<Vec<usize>>>,
}

impl Policy {
    /// The permissions on one table, in document order.
    pub fn on(&self, connection: &str, table: TableIndex) -> impl Iterator<Item = &Permission> {
        let positions = self.by_table.get(connection).and_then(|tables| tables.get(table.0));
        positions.into_iter().flatten().map(|&position| &self.permissions[position])
    }

    /// Every role that some permission names.
    pub fn roles(&self) -> BTreeSet<&str> {
        self.permissions.iter().flat_map(|permission| &permission.roles).map(String::as_str).collect()
    }
}

/// One permission on one table.
#[derive(Clone, Debug)]
pub struct Permission {
    /// `^[a-z][a-z0-9_]*$`, unique in the document.
    pub slug: String,
    /// Shown to people.
    pub name: Option<String>,
    /// The connection the table is in.
    pub connection: String,
    /// Its table.
    pub table: TableIndex,
    /// The application roles it is for.
    pub roles: BTreeSet<String>,
    /// Reading, when granted.
    pub select: Option<Select>,
    /// Adding, when granted.
    pub insert: Option<Insert>,
    /// Changing, when granted.
    pub update: Option<Update>,
    /// Removing, when granted.
    pub delete: Option<Delete>,
    /// Where its slug stands in the document.
    pub position: Position,
}

/// What may be read.
#[derive(Clone, Debug)]
pub struct Select {
    /// Readable columns.
    pub columns: ColumnSet,
    /// Rows.
    pub filter: Condition,
    /// Most rows of one answer.
    pub limit: Option<u64>,
}

/// What may be added.
#[derive(Clone, Debug)]
pub struct Insert {
    /// Columns a client may give.
    pub columns: ColumnSet,
    /// Rules on the final values, each with the column it reads first.
    pub validate: Vec<(ColumnIndex, Condition)>,
    /// Values of columns that the client leaves out.
    pub default: Vec<(ColumnIndex, Term)>,
    /// Values that always hold.
    pub overwrite: Vec<(ColumnIndex, Term)>,
}

/// What may be changed.
#[derive(Clone, Debug)]
pub struct Update {
    /// Columns a client may give.
    pub columns: ColumnSet,
    /// Rows as they are.
    pub filter: Condition,
    /// Rules on the final values of columns that change.
    pub validate: Vec<(ColumnIndex, Condition)>,
    /// Values that always hold.
    pub overwrite: Vec<(ColumnIndex, Term)>,
    /// What the changed row must satisfy.
    pub check: Vec<Conjunct>,
}

/// What may be removed.
#[derive(Clone, Debug)]
pub struct Delete {
    /// Rows.
    pub filter: Condition,
}

/// One condition on the row after an update.
#[derive(Clone, Debug)]
pub struct Conjunct {
    /// What it says.
    pub condition: Condition,
    /// The row's own columns that decide it.
    pub reads: ColumnSet,
    /// Taken over from `where`: it is applied only when the update writes a column it reads.
    pub implicit: bool,
}

/// A [`Predicate`](crate::Predicate) with `$user` and `$now` still open.
#[derive(Clone, PartialEq, Debug)]
pub enum Condition {
    /// Every row.
    True,
    /// No row.
    False,
    /// `column operator term`.
    Compare(ColumnIndex, Comparison, Term),
    /// `column IN list`.
    In(ColumnIndex, bool, List),
    /// `column LIKE pattern`.
    Like(ColumnIndex, String, bool),
    /// `column IS NULL`, negated when true.
    Null(ColumnIndex, bool),
    /// Both ends included.
    Between(ColumnIndex, Term, Term),
    /// All.
    And(Vec<Condition>),
    /// Any.
    Or(Vec<Condition>),
    /// Three-valued not.
    Not(Box<Condition>),
    /// A row of another table; pairs of (enclosing, inner) columns.
    Exists(TableIndex, Vec<(ColumnIndex, ColumnIndex)>, Box<Condition>),
}

/// The right side of a comparison, or a value to be written.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// Typed as the column; null only in `default` and `overwrite`.
    Value(Value),
    /// A column of the same row.
    Column(ColumnIndex),
    /// A column of an enclosing row.
    Outer(usize, ColumnIndex),
    /// A value of the user.
    User(UserPath),
    /// The request's instant, moved by so many microseconds.
    Now(i64),
}

/// The right side of `$in`.
#[derive(Clone, PartialEq, Debug)]
pub enum List {
    /// Written out.
    Terms(Vec<Term>),
    /// A list of the user.
    User(UserPath),
}
