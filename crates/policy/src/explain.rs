//! Why a permission counts for a request, or does not.

use bailiwick_schema::{Schema, TableIndex};

use crate::compiled::{Operation, Policy};
use crate::matches::{Row, World, matches};
use crate::predicate::Predicate;
use crate::reduce::reduce;
use crate::user::{Moment, User};

/// One permission on the table, and what it says to the request.
#[derive(Clone, Debug)]
pub struct Explained<'p> {
    /// Its slug.
    pub slug: &'p str,
    /// Whether it applies to this user and operation.
    pub applies: bool,
    /// Why, or why not; a sentence.
    pub reason: String,
    /// Which rows it admits, when it applies.
    pub filter: Option<Predicate>,
    /// Whether it admits the given row; none without a row, or where that needs the database.
    pub admits: Option<bool>,
}

/// What every permission on the table says to a request, in document order.
#[expect(clippy::too_many_arguments, reason = "the parameters of `reduce`, and the row")]
pub fn explain<'p>(
    policy: &'p Policy,
    connection: &str,
    table: TableIndex,
    operation: Operation,
    user: &User,
    now: Moment,
    schema: &Schema,
    row: Option<&Row<'_>>,
) -> Vec<Explained<'p>> {
    let reduced = reduce(policy, connection, table, operation, user, now, schema);
    let explained = policy.on(connection, table).map(|permission| {
        let granted =
            reduced.granted.iter().find(|granted| granted.permission.slug == permission.slug);
        let inactive =
            reduced.inactive.iter().find(|other| other.permission.slug == permission.slug);
        let reason = match (granted, inactive) {
            (Some(_), _) => "the user has one of its roles".to_owned(),
            (None, Some(inactive)) => inactive.reason.clone(),
            (None, None) if permission.grants(operation) => {
                let roles: Vec<String> =
                    permission.roles.iter().map(|role| format!("`{role}`")).collect();
                format!("the user has none of its roles: {}", roles.join(", "))
            }
            (None, None) => "it does not grant this operation".to_owned(),
        };
        let filter = granted.map(|granted| granted.filter.clone());
        let admits = match (&filter, row) {
            (Some(filter), Some(row)) => admits(filter, row),
            _ => None,
        };
        Explained { slug: &permission.slug, applies: granted.is_some(), reason, filter, admits }
    });
    explained.collect()
}

/// UNKNOWN admits nothing; but what depends on other tables' rows cannot be told from the row alone.
fn admits(filter: &Predicate, row: &Row<'_>) -> Option<bool> {
    match matches(filter, row, &World::default()) {
        None if reaches_out(filter) => None,
        answer => Some(answer == Some(true)),
    }
}

fn reaches_out(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Exists(_) => true,
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().any(reaches_out),
        Predicate::Not(part) => reaches_out(part),
        _ => false,
    }
}
