//! What another policy would give and take on the live rows: for each user and table, rows and cells gained and lost. It
//! reads only which conditions hold for how many rows, and keys of a few of them.

mod compare;

use std::time::{Duration, Instant};

use bailiwick_policy::{Document, Operation, Policy, Reduced, SchemaSet, User, check, reduce};
use bailiwick_query::Probe;
use bailiwick_schema::{Schema, TableIndex};
use serde_json::{Map, Value as Json};

use crate::{compiled::Compiled, instance::Instance};

pub use compare::Change;
use compare::{Sides, change};

/// How many rows of a table are looked at first, for every user and table.
const FIRST_ROWS: u64 = 2_000;

/// How many are looked at when time is left.
const MOST_ROWS: u64 = 2_000_000;

/// So many users are compared.
const MOST_USERS: usize = 50;

/// So many rows are shown for each user and table.
const SAMPLES: u64 = 3;

/// What is compared.
#[derive(Clone, Debug)]
pub struct ImpactQuestion {
    /// What would be in force.
    pub document: Document,
    /// Who is looked through the eyes of; where empty, the users of the tests of both policies and, for each role that
    /// none of them has, a user with that role and nothing else.
    pub users: Vec<User>,
    /// How long all of it may take.
    pub time_limit: Duration,
}

/// What would change.
#[derive(Clone, Debug)]
pub struct Impact {
    /// Every row of every table that may differ was looked at, for all users.
    pub complete: bool,
    /// How many rows were looked at, each time for one user.
    pub rows_looked_at: u64,
    /// Who was looked through the eyes of.
    pub users: Vec<User>,
    /// Where something differs, or where that could not be found out.
    pub items: Vec<TableImpact>,
}

/// What would change for one user in one table.
#[derive(Clone, Debug)]
pub struct TableImpact {
    /// Position in the users.
    pub user: usize,
    /// `connection.table`, with the namespace where it is not the default.
    pub table: String,
    /// Reading, changing or removing.
    pub operation: Operation,
    /// All rows were looked at.
    pub complete: bool,
    /// How many were.
    pub rows_looked_at: u64,
    /// Among them, what changes.
    pub change: Change,
    /// Some of the rows that change.
    pub samples: Vec<Sample>,
    /// Why it could not be found out.
    pub problem: Option<String>,
}

/// A row that would be granted otherwise.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    /// Its key.
    pub key: Map<String, Json>,
    /// Whether the row itself comes or goes; none where only cells do.
    pub row: Option<bool>,
    /// Columns that come.
    pub gained: Vec<String>,
    /// Columns that go.
    pub lost: Vec<String>,
}

impl Instance {
    /// Compares the policy in force with a document.
    pub async fn impact(&self, question: &ImpactQuestion) -> Impact {
        let ends = Instant::now() + question.time_limit;
        let schemas = self.schemas().await;
        let compiled = self.current();
        let before = match &compiled.config.policy {
            Some(deployed) => check(&deployed.document, &schemas).0,
            None => Policy::default(),
        };
        let after = check(&question.document, &schemas).0;
        let users = match question.users.as_slice() {
            [] => usual_users(&before, &after),
            users => users.to_vec(),
        };
        let study =
            Study { compiled: &compiled, schemas: &schemas, before: &before, after: &after };
        study.run(users, self.moment(), ends).await
    }
}

/// Users of the tests, the same only once, and one for each role that none of them has.
fn usual_users(before: &Policy, after: &Policy) -> Vec<User> {
    let mut users: Vec<User> = Vec::new();
    for trial in after.trials.iter().chain(&before.trials) {
        if !users.contains(&trial.user) {
            users.push(trial.user.clone());
        }
    }
    let roles = before.roles().into_iter().chain(after.roles());
    for role in roles {
        if !users.iter().any(|user| user.roles.iter().any(|held| held == role)) {
            users.push(User { roles: vec![role.to_owned()], ..User::default() });
        }
    }
    users.truncate(MOST_USERS);
    users
}

struct Study<'a> {
    compiled: &'a Compiled,
    schemas: &'a SchemaSet,
    before: &'a Policy,
    after: &'a Policy,
}

/// One user, table and operation of which the two policies do not say the same.
struct Case<'a> {
    user: usize,
    connection: &'a str,
    schema: &'a Schema,
    table: TableIndex,
    operation: Operation,
    sides: Sides<'a>,
    found: Found,
}

#[derive(Default)]
struct Found {
    is_complete: bool,
    rows: u64,
    change: Change,
    patterns: Vec<String>,
    problem: Option<String>,
}

impl<'a> Study<'a> {
    async fn run(&self, users: Vec<User>, now: bailiwick_policy::Moment, ends: Instant) -> Impact {
        let mut cases = self.cases(&users, now);
        // A little of everything first: a large table takes the time of none before it.
        for most_rows in [FIRST_ROWS, MOST_ROWS] {
            for case in cases.iter_mut().filter(|case| !case.found.is_complete) {
                self.look(case, most_rows, ends).await;
            }
        }
        let mut items = Vec::new();
        let (mut complete, mut rows_looked_at) = (true, 0);
        for case in &cases {
            complete &= case.found.is_complete;
            rows_looked_at += case.found.rows;
            let is_told = case.found.change != Change::default() || case.found.problem.is_some();
            if is_told || !case.found.is_complete {
                items.push(self.item(case, ends).await);
            }
        }
        Impact { complete, rows_looked_at, users, items }
    }

    fn cases(&self, users: &[User], now: bailiwick_policy::Moment) -> Vec<Case<'a>> {
        let mut cases = Vec::new();
        for (connection, schema) in &self.schemas.found {
            for index in 0..schema.tables.len() {
                let table = TableIndex(index);
                let is_named = [self.before, self.after]
                    .into_iter()
                    .any(|policy| policy.on(connection, table).next().is_some());
                if !is_named {
                    continue;
                }
                for (place, user) in users.iter().enumerate() {
                    let reduced = |policy: &'a Policy, operation| {
                        reduce(policy, connection, table, operation, user, now, schema)
                    };
                    let before = |operation| match self.is_open(connection, schema, table) {
                        true => reduced(self.before, operation),
                        false => Reduced::default(),
                    };
                    for operation in [Operation::Select, Operation::Update, Operation::Delete] {
                        let sides = Sides {
                            is_read: operation == Operation::Select,
                            columns: schema[table].columns.len(),
                            reads: [
                                before(Operation::Select),
                                reduced(self.after, Operation::Select),
                            ],
                            acts: [before(operation), reduced(self.after, operation)],
                        };
                        if sides.differ() {
                            let found = Found::default();
                            let user = place;
                            cases.push(Case {
                                user,
                                connection,
                                schema,
                                table,
                                operation,
                                sides,
                                found,
                            });
                        }
                    }
                }
            }
        }
        cases
    }

    /// Whether the table is, to the policy in force, the one that it was deployed for: another one is closed to it.
    fn is_open(&self, connection: &str, schema: &Schema, table: TableIndex) -> bool {
        let shape = &schema[table];
        let known = self.compiled.schemas.found.get(connection);
        known
            .and_then(|known| known.table(&shape.namespace, &shape.name))
            .is_some_and(|(_, known)| known.columns == shape.columns)
    }

    async fn read(
        &self,
        case: &Case<'_>,
        statement: &bailiwick_query::Statement,
        ends: Instant,
    ) -> Result<bailiwick_query::Rows, String> {
        let left = ends.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err("the time was up".to_owned());
        }
        let connection = self.compiled.connections.get(case.connection);
        let connection = connection.ok_or_else(|| "the connection is not used yet".to_owned())?;
        match tokio::time::timeout(left, connection.database.read(statement, left)).await {
            Ok(Ok(rows)) => Ok(rows),
            Err(_) | Ok(Err(bailiwick_engine::Error::Timeout)) => Err("the time was up".to_owned()),
            Ok(Err(error)) => Err(error.to_string()),
        }
    }

    /// Counts over the first rows of the table; what was found before stays where that does not succeed.
    async fn look(&self, case: &mut Case<'_>, most_rows: u64, ends: Instant) {
        let conditions = case.sides.conditions();
        if conditions.is_empty() {
            // Nothing of it depends on a row: an empty one on each side.
            case.found = Found { is_complete: true, ..Found::default() };
            return;
        }
        let probe = Probe { schema: case.schema, table: case.table, conditions };
        let patterns = match self.read(case, &probe.patterns(most_rows), ends).await {
            Ok(patterns) => patterns,
            Err(problem) => {
                case.found.problem = Some(problem);
                return;
            }
        };
        let mut found = Found::default();
        for row in patterns {
            let mut cells = row.into_iter().flatten();
            let (Some(pattern), Some(Ok(count))) =
                (cells.next(), cells.next().map(|count| count.parse::<u64>()))
            else {
                continue;
            };
            found.rows += count;
            let one = change(&case.sides, &pattern);
            if one != Change::default() {
                found.change.add(&one, count);
                found.patterns.push(pattern);
            }
        }
        found.is_complete = found.rows < most_rows;
        case.found = found;
    }

    async fn item(&self, case: &Case<'_>, ends: Instant) -> TableImpact {
        let shape = &case.schema[case.table];
        let namespace = (shape.namespace != case.schema.default_namespace)
            .then(|| format!("{}.", shape.namespace));
        TableImpact {
            user: case.user,
            table: format!("{}.{}{}", case.connection, namespace.unwrap_or_default(), shape.name),
            operation: case.operation,
            complete: case.found.is_complete,
            rows_looked_at: case.found.rows,
            change: case.found.change,
            samples: self.samples(case, ends).await,
            problem: case.found.problem.clone().filter(|_| !case.found.is_complete),
        }
    }

    /// Some of the rows that change; none where there is no key to name them by, or no time.
    async fn samples(&self, case: &Case<'_>, ends: Instant) -> Vec<Sample> {
        let shape = &case.schema[case.table];
        let (Some(key), false) = (shape.key(), case.found.patterns.is_empty()) else {
            return Vec::new();
        };
        let probe =
            Probe { schema: case.schema, table: case.table, conditions: case.sides.conditions() };
        let sets: Vec<&str> = case.found.patterns.iter().take(100).map(String::as_str).collect();
        let statement = probe.samples(case.found.rows.max(1), &sets, key, SAMPLES);
        let rows = self.read(case, &statement, ends).await.unwrap_or_default();
        let samples = rows.into_iter().filter_map(|row| {
            let mut cells = row.into_iter().flatten();
            let values: Vec<Json> = serde_json::from_str(&cells.next()?).ok()?;
            let pattern = cells.next()?;
            let names = key.iter().map(|&column| shape[column].name.clone());
            let name = |columns: Vec<usize>| {
                let columns = columns.into_iter().filter_map(|at| shape.columns.get(at));
                columns.map(|column| column.name.clone()).collect()
            };
            let (row, gained, lost) = case.sides.told(&pattern);
            Some(Sample {
                key: names.zip(values).collect(),
                row,
                gained: name(gained),
                lost: name(lost),
            })
        });
        samples.collect()
    }
}
