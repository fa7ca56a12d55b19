//! Policy + user + instant -> what is granted on one table, with nothing left open.

use std::cmp::Reverse;

use bailiwick_schema::{ColumnIndex, Schema, TableIndex, Value};

use crate::aggregate::{Aggregate, Aggregates};
use crate::columns::ColumnSet;
use crate::compiled::{Condition, Operation, Permission, Policy, Term};
use crate::mask::Mask;
use crate::predicate::Predicate;
use crate::resolve::{Request, Unfit};
use crate::user::{Moment, User};

/// What a user may do with one table in one way.
#[derive(Clone, Debug, Default)]
pub struct Reduced<'p> {
    /// The permissions that apply, in document order. None: denied.
    pub granted: Vec<Granted<'p>>,
    /// Permissions that name the user's role and the operation but do not apply to this request.
    pub inactive: Vec<Inactive<'p>>,
    /// There are rows that none of `granted` admits: it is a part of what applies.
    is_part: bool,
}

/// One permission, for one user at one instant.
#[derive(Clone, Debug)]
pub struct Granted<'p> {
    /// Which.
    pub permission: &'p Permission,
    /// Select: readable columns. Insert, update: writable by the client. Delete: none.
    pub columns: ColumnSet,
    /// Which rows; TRUE for insert.
    pub filter: Predicate,
    /// Most rows of one answer (select).
    pub limit: Option<u64>,
    /// Columns that show in part (select).
    pub masks: Vec<(ColumnIndex, Mask)>,
    /// Functions over many rows (select).
    pub aggregates: Aggregates,
    /// Rules per column, for the final image and [`matches`](crate::matches) (insert, update).
    pub validate: Vec<(ColumnIndex, Predicate)>,
    /// Values of columns that the client leaves out (insert).
    pub default: Vec<(ColumnIndex, Assigned)>,
    /// Values that replace the client's (insert, update).
    pub overwrite: Vec<(ColumnIndex, Assigned)>,
    /// What the changed row must satisfy (update).
    pub check: Vec<CheckConjunct>,
}

/// A value that the policy writes.
#[derive(Clone, PartialEq, Debug)]
pub enum Assigned {
    /// Typed as the column; may be null.
    Value(Value),
    /// The user has no such value, or it does not fit the column: the write is refused. The path, for explain.
    Missing(String),
}

/// One condition on the row after an update.
#[derive(Clone, PartialEq, Debug)]
pub struct CheckConjunct {
    /// What it says.
    pub predicate: Predicate,
    /// The row's own columns that decide it.
    pub reads: ColumnSet,
    /// Taken over from `where`: applied only when the update writes a column of `reads`.
    pub implicit: bool,
}

/// A permission that does not apply to this request, and why.
#[derive(Clone, Debug)]
pub struct Inactive<'p> {
    /// Which.
    pub permission: &'p Permission,
    /// Why, as a sentence for explain; it names paths, never values.
    pub reason: String,
}

/// When a cell of a visible row shows as it is.
#[derive(Clone, PartialEq, Debug)]
pub enum CellCondition {
    /// In every visible row.
    Always,
    /// In rows for which this is TRUE.
    When(Predicate),
}

/// What a cell of a visible row shows: itself, else the first mask whose condition is TRUE, else null. The masks that tell
/// most come first.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    /// When it shows as it is.
    pub plain: CellCondition,
    /// When it shows in part, in document order; empty where `plain` is always.
    pub masked: Vec<(Predicate, Mask)>,
}

/// What the user may do with the table; `schema` is the one the policy was checked against.
pub fn reduce<'p>(
    policy: &'p Policy,
    connection: &str,
    table: TableIndex,
    operation: Operation,
    user: &User,
    now: Moment,
    schema: &Schema,
) -> Reduced<'p> {
    let mut reduced = Reduced { granted: Vec::new(), inactive: Vec::new(), is_part: false };
    let request = Request { user, now, schema };
    for permission in policy.on(connection, table) {
        let has_role = user.roles.iter().any(|role| permission.roles.contains(role));
        if !has_role || !permission.grants(operation) {
            continue;
        }
        match request.grant(permission, operation) {
            Ok(granted) => reduced.granted.push(granted),
            Err(Unfit(reason)) => reduced.inactive.push(Inactive { permission, reason }),
        }
    }
    reduced
}

/// What a permission grants to whoever has one of its roles and is otherwise this user; or why it would not apply.
pub(crate) fn granted_by<'p>(
    permission: &'p Permission,
    operation: Operation,
    user: &User,
    now: Moment,
    schema: &Schema,
) -> Result<Granted<'p>, String> {
    Request { user, now, schema }.grant(permission, operation).map_err(|unfit| unfit.0)
}

impl Request<'_> {
    fn grant<'p>(
        &self,
        permission: &'p Permission,
        operation: Operation,
    ) -> Result<Granted<'p>, Unfit> {
        let table = permission.table;
        let mut granted = Granted {
            permission,
            columns: ColumnSet::new(),
            filter: Predicate::True,
            limit: None,
            masks: Vec::new(),
            aggregates: Aggregates::default(),
            validate: Vec::new(),
            default: Vec::new(),
            overwrite: Vec::new(),
            check: Vec::new(),
        };
        match operation {
            Operation::Select => {
                let Some(select) = &permission.select else { return Ok(granted) };
                granted.columns = select.columns.clone();
                granted.filter = self.condition(&select.filter, table)?;
                granted.limit = select.limit;
                granted.masks = select.masks.clone();
                granted.aggregates = select.aggregates;
            }
            Operation::Insert => {
                let Some(insert) = &permission.insert else { return Ok(granted) };
                granted.columns = insert.columns.clone();
                granted.validate = self.rules(&insert.validate, table)?;
                granted.default = self.assignments(&insert.default, table);
                granted.overwrite = self.assignments(&insert.overwrite, table);
            }
            Operation::Update => {
                let Some(update) = &permission.update else { return Ok(granted) };
                granted.columns = update.columns.clone();
                granted.filter = self.condition(&update.filter, table)?;
                granted.validate = self.rules(&update.validate, table)?;
                granted.overwrite = self.assignments(&update.overwrite, table);
                for conjunct in &update.check {
                    granted.check.push(CheckConjunct {
                        predicate: self.condition(&conjunct.condition, table)?,
                        reads: conjunct.reads.clone(),
                        implicit: conjunct.implicit,
                    });
                }
            }
            Operation::Delete => {
                let Some(delete) = &permission.delete else { return Ok(granted) };
                granted.filter = self.condition(&delete.filter, table)?;
            }
        }
        Ok(granted)
    }

    fn rules(
        &self,
        rules: &[(ColumnIndex, Condition)],
        table: TableIndex,
    ) -> Result<Vec<(ColumnIndex, Predicate)>, Unfit> {
        rules.iter().map(|(column, rule)| Ok((*column, self.condition(rule, table)?))).collect()
    }

    fn assignments(
        &self,
        terms: &[(ColumnIndex, Term)],
        table: TableIndex,
    ) -> Vec<(ColumnIndex, Assigned)> {
        terms.iter().map(|(column, term)| (*column, self.assigned(term, table, *column))).collect()
    }
}

impl Granted<'_> {
    /// How a readable column is masked, if it is.
    pub fn mask(&self, column: ColumnIndex) -> Option<Mask> {
        self.masks.iter().find(|(masked, _)| *masked == column).map(|(_, mask)| *mask)
    }
}

impl Reduced<'_> {
    /// Columns that some granted permission names.
    pub fn readable(&self) -> ColumnSet {
        let mut columns = ColumnSet::new();
        for granted in &self.granted {
            columns.extend_from(&granted.columns);
        }
        columns
    }

    /// Rows that some granted permission admits; FALSE when there is none.
    pub fn row_filter(&self) -> Predicate {
        Predicate::any(self.granted.iter().map(|granted| granted.filter.clone()))
    }

    /// What the cells of a column show; nothing for a column that no permission grants.
    pub fn cell(&self, column: ColumnIndex) -> Cell {
        let plain = self.cell_condition(column);
        let mut masked = Vec::new();
        if plain != CellCondition::Always {
            for granted in &self.granted {
                if let Some(mask) = granted.mask(column) {
                    masked.push((granted.filter.clone(), mask));
                }
            }
            masked.sort_by_key(|(_, mask)| Reverse(mask.tells()));
        }
        Cell { plain, masked }
    }

    /// In which visible rows a cell of the column shows as it is; `When(False)` for a column that nothing grants.
    pub fn cell_condition(&self, column: ColumnIndex) -> CellCondition {
        let shows = |granted: &Granted<'_>| {
            granted.columns.contains(column) && granted.mask(column).is_none()
        };
        // Of visible rows each is admitted by one of them.
        if !self.is_part && !self.granted.is_empty() && self.granted.iter().all(shows) {
            return CellCondition::Always;
        }
        let granting = self.granted.iter().filter(|granted| shows(granted));
        match Predicate::any(granting.map(|granted| granted.filter.clone())) {
            Predicate::True => CellCondition::Always,
            condition => CellCondition::When(condition),
        }
    }

    /// The same with those permissions alone that grant a function over many rows: it is given the cells that they show,
    /// and null for every other.
    pub fn granting(&self, aggregate: Aggregate) -> Self {
        let granted = self.granted.iter().filter(|granted| granted.aggregates.contains(aggregate));
        Self { granted: granted.cloned().collect(), inactive: Vec::new(), is_part: true }
    }

    /// Most rows of one answer: the largest limit; none when some permission has no limit.
    pub fn limit(&self) -> Option<u64> {
        let limits: Option<Vec<u64>> = self.granted.iter().map(|granted| granted.limit).collect();
        limits?.into_iter().max()
    }
}
