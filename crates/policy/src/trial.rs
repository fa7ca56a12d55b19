//! Tests beside a policy: who asks what, and what has to come of it.

use bailiwick_schema::{Schema, TableIndex};
use serde_json::{Map, Value as Json};

use crate::check::locate;
use crate::compiled::{Condition, Operation, SchemaSet};
use crate::document::{ConditionSource, Spanned, TestSource};
use crate::predicate::Predicate;
use crate::problem::{Position, Problem};
use crate::resolve::Request;
use crate::scope::Scope;
use crate::user::{Moment, User};

/// A checked test.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Shown to people, unique in its document.
    pub name: String,
    /// Where it stands.
    pub position: Position,
    /// Who asks.
    pub user: User,
    /// What is done.
    pub operation: Operation,
    /// The connection of the table.
    pub connection: String,
    /// The table.
    pub table: TableIndex,
    /// Which rows are asked for.
    pub filter: Condition,
    /// What is written, by column.
    pub values: Map<String, Json>,
    /// What has to come of it.
    pub expect: Expectation,
}

/// What has to come of a test; everything that is given.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// How many rows are seen, or written.
    pub count: Option<u64>,
    /// What holds for every row that is seen.
    pub every: Option<Condition>,
    /// What holds for at least one.
    pub some: Option<Condition>,
    /// The columns that can be read: these and no others.
    pub columns: Option<Vec<String>>,
    /// Columns that cannot be read, or are null in every row that is seen.
    pub hidden: Vec<String>,
    /// Whether it is refused; where nothing is said it is not.
    pub is_denied: bool,
}

impl Trial {
    /// A condition of the test with its user and the instant in place.
    ///
    /// # Errors
    /// A sentence where the user lacks a value that the condition mentions.
    pub fn predicate(
        &self,
        condition: &Condition,
        now: Moment,
        schema: &Schema,
    ) -> Result<Predicate, String> {
        let request = Request { user: &self.user, now, schema };
        request.condition(condition, self.table).map_err(|unfit| unfit.0)
    }
}

/// Checks a test against the schemas, as a permission is.
pub(crate) fn check(
    source: &TestSource,
    schemas: &SchemaSet,
    problems: &mut Vec<Problem>,
) -> Option<Trial> {
    let (connection, schema, table) = locate(&source.table, schemas, problems)?;
    let shape = &schema[table];
    let columns = source.columns.iter().flatten().chain(&source.hidden);
    for name in columns.chain(source.values.iter().map(|(name, _)| name)) {
        if shape.column(&name.value).is_none() {
            let message = format!("table `{}` has no column `{}`", shape.name, name.value);
            problems.push(Problem::error(name.at, message));
        }
    }
    let mut scope = Scope::new(schema, connection, table, problems);
    let mut condition =
        |source: &Option<ConditionSource>| source.as_ref().map(|source| scope.condition(source));
    let (filter, every, some) =
        (condition(&source.filter), condition(&source.every), condition(&source.some));
    for condition in [&filter, &every, &some].into_iter().flatten() {
        if reaches_out(condition) {
            let message =
                "a test's conditions are about the columns of its table, compared with values";
            problems.push(Problem::error(source.name.at, message));
        }
    }
    let names = |names: &[Spanned<String>]| names.iter().map(|name| name.value.clone()).collect();
    Some(Trial {
        name: source.name.value.clone(),
        position: source.name.at,
        user: source.user.clone(),
        operation: source.operation,
        connection: connection.to_owned(),
        table,
        filter: filter.unwrap_or(Condition::True),
        values: source
            .values
            .iter()
            .map(|(name, json)| (name.value.clone(), json.clone()))
            .collect(),
        expect: Expectation {
            count: source.count,
            every,
            some,
            columns: source.columns.as_deref().map(names),
            hidden: names(&source.hidden),
            is_denied: source.is_denied.unwrap_or(false),
        },
    })
}

/// Whether it asks for more than the columns of a row: a client could not.
fn reaches_out(condition: &Condition) -> bool {
    use crate::compiled::Term;
    let is_column =
        |term: &Term| matches!(term, Term::Column(_) | Term::Outer(..) | Term::Instant(_));
    match condition {
        Condition::Exists(..) => true,
        Condition::Compare(_, _, term) => is_column(term),
        Condition::Between(_, low, high) => is_column(low) || is_column(high),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(reaches_out),
        Condition::Not(part) => reaches_out(part),
        _ => false,
    }
}
