//! A checked policy: names resolved to indexes, literals typed as their columns, ready to be reduced for a user.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bailiwick_schema::{ColumnIndex, Schema, TableIndex, Value};
use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::aggregate::Aggregates;
use crate::columns::ColumnSet;
use crate::mask::Mask;
use crate::predicate::Comparison;
use crate::problem::Position;
use crate::trial::Trial;
use crate::user::UserPath;

/// The schemas of an instance's connections, by connection name.
#[derive(Clone, Debug, Default)]
pub struct SchemaSet {
    /// Those that are known.
    pub found: BTreeMap<String, Arc<Schema>>,
    /// Connections that are there and whose database does not answer.
    pub away: BTreeSet<String>,
}

impl SchemaSet {
    /// The schemas of databases that all answer.
    pub fn of(found: BTreeMap<String, Arc<Schema>>) -> Self {
        SchemaSet { found, away: BTreeSet::new() }
    }
}

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

impl Operation {
    /// Its key in a document.
    pub fn as_str(self) -> &'static str {
        match self {
            Operation::Select => "select",
            Operation::Insert => "insert",
            Operation::Update => "update",
            Operation::Delete => "delete",
        }
    }
}

/// The permissions that are valid, in document order. Indexes in it belong to the schemas it was checked against.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// In document order; one with an error is not among them.
    pub permissions: Vec<Permission>,
    /// Its tests, in document order.
    pub trials: Vec<Trial>,
    /// Its actions, in document order; one with an error is not among them.
    pub actions: Vec<Action>,
    /// Positions in `permissions` of those on a table.
    pub(crate) by_table: BTreeMap<String, Vec<Vec<usize>>>,
}

impl Policy {
    pub(crate) fn new(permissions: Vec<Permission>) -> Self {
        let mut by_table: BTreeMap<String, Vec<Vec<usize>>> = BTreeMap::new();
        for (position, permission) in permissions.iter().enumerate() {
            let tables = by_table.entry(permission.connection.clone()).or_default();
            if tables.len() <= permission.table.0 {
                tables.resize(permission.table.0 + 1, Vec::new());
            }
            tables[permission.table.0].push(position);
        }
        Self { permissions, by_table, ..Self::default() }
    }

    /// The permissions on one table, in document order.
    pub fn on(&self, connection: &str, table: TableIndex) -> impl Iterator<Item = &Permission> {
        let positions = self.by_table.get(connection).and_then(|tables| tables.get(table.0));
        positions.into_iter().flatten().map(|&position| &self.permissions[position])
    }

    /// The same with this one of its permissions and no other.
    #[must_use]
    pub fn only(&self, slug: &str) -> Policy {
        let only = self.permissions.iter().filter(|permission| permission.slug == slug);
        Policy::new(only.cloned().collect())
    }

    /// Every role that some permission names.
    pub fn roles(&self) -> BTreeSet<&str> {
        self.permissions
            .iter()
            .flat_map(|permission| &permission.roles)
            .map(String::as_str)
            .collect()
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
    /// Readable columns that show in part.
    pub masks: Vec<(ColumnIndex, Mask)>,
    /// Functions over many rows.
    pub aggregates: Aggregates,
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
    /// A date of SQLite, in milliseconds since 1970.
    Instant(i64),
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

impl Permission {
    /// Whether it grants the operation at all.
    pub fn grants(&self, operation: Operation) -> bool {
        match operation {
            Operation::Select => self.select.is_some(),
            Operation::Insert => self.insert.is_some(),
            Operation::Update => self.update.is_some(),
            Operation::Delete => self.delete.is_some(),
        }
    }
}

impl Condition {
    /// The parts that must all hold, flat.
    pub(crate) fn conjuncts(&self) -> Vec<&Condition> {
        match self {
            Condition::And(parts) => parts.iter().flat_map(Condition::conjuncts).collect(),
            Condition::True => Vec::new(),
            other => vec![other],
        }
    }

    /// How many comparisons it is made of.
    pub(crate) fn size(&self) -> usize {
        let mut size = 0;
        self.walk(0, &mut |one, _| {
            let is_logic = matches!(one, Condition::And(_) | Condition::Or(_) | Condition::Not(_));
            size += usize::from(!is_logic);
        });
        size
    }

    /// Visits every condition in it, itself first.
    pub(crate) fn walk<'a>(&'a self, depth: usize, visit: &mut impl FnMut(&'a Condition, usize)) {
        visit(self, depth);
        match self {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| part.walk(depth, visit));
            }
            Condition::Not(part) => part.walk(depth, visit),
            Condition::Exists(_, _, part) => part.walk(depth + 1, visit),
            _ => {}
        }
    }

    /// Whether it mentions the user or another table.
    pub(crate) fn is_about_the_user_or_a_relation(&self) -> bool {
        let mut is_about = false;
        self.walk(0, &mut |part, _| {
            is_about |= matches!(part, Condition::Exists(..) | Condition::In(_, _, List::User(_)))
                || part.terms().iter().any(|term| matches!(term, Term::User(_)));
        });
        is_about
    }

    /// The columns of the row itself that decide it.
    pub fn reads(&self) -> ColumnSet {
        let mut set = ColumnSet::new();
        self.walk(0, &mut |part, depth| {
            if depth == 0 {
                set.extend_from(&part.own_columns().into_iter().collect());
            }
            for term in part.terms() {
                match term {
                    Term::Column(column) if depth == 0 => set.insert(*column),
                    Term::Outer(levels, column) if *levels == depth => set.insert(*column),
                    _ => {}
                }
            }
        });
        set
    }

    fn own_columns(&self) -> Vec<ColumnIndex> {
        match self {
            Condition::Compare(column, ..)
            | Condition::In(column, ..)
            | Condition::Like(column, ..)
            | Condition::Null(column, _)
            | Condition::Between(column, ..) => vec![*column],
            Condition::Exists(_, on, _) => on.iter().map(|(outer, _)| *outer).collect(),
            _ => Vec::new(),
        }
    }

    fn terms(&self) -> Vec<&Term> {
        match self {
            Condition::Compare(_, _, term) => vec![term],
            Condition::Between(_, low, high) => vec![low, high],
            Condition::In(_, _, List::Terms(terms)) => terms.iter().collect(),
            _ => Vec::new(),
        }
    }
}
