//! What a foreign key tells whoever writes it: a key that leads nowhere is refused, so a write that goes through says that the
//! row is there, also one that its writer does not see.

use bailiwick_schema::{ColumnIndex, Table, TableIndex};

use crate::columns::ColumnSet;
use crate::compiled::{Condition, Permission, SchemaSet, Term};
use crate::document::{Document, OperationSource};
use crate::problem::Problem;

/// Warns of each column of a foreign key that somebody may write who does not see every row it may lead to. An update whose
/// conditions follow the key answers alike for a row that is missing and for one that is out of reach, so it is left out.
pub(crate) fn warn(
    document: &Document,
    permissions: &[Permission],
    schemas: &SchemaSet,
    problems: &mut Vec<Problem>,
) {
    for source in &document.permissions {
        let named = permissions.iter().find(|permission| permission.slug == source.slug.value);
        let Some(permission) = named else { continue };
        let Some(schema) = schemas.found.get(&permission.connection) else { continue };
        let table = &schema[permission.table];
        for key in &table.foreign_keys {
            let is_blind = |role: &&String| !sees_all(permissions, permission, role, key.to_table);
            let Some(role) = permission.roles.iter().find(is_blind) else { continue };
            let mut told = |source: &OperationSource, column: ColumnIndex| {
                problems.push(warning(source, table, column, &schema[key.to_table].name, role));
            };
            for column in &key.columns {
                if let (Some(source), Some(insert)) = (&source.insert, &permission.insert)
                    && is_given(*column, &insert.columns, &insert.overwrite)
                {
                    told(source, *column);
                }
                if let (Some(source), Some(update)) = (&source.update, &permission.update)
                    && is_given(*column, &update.columns, &update.overwrite)
                    && !update.check.iter().any(|one| one.reads.contains(*column))
                {
                    told(source, *column);
                }
            }
        }
    }
}

/// Whether a client's value of the column is what is stored.
fn is_given(column: ColumnIndex, columns: &ColumnSet, overwrite: &[(ColumnIndex, Term)]) -> bool {
    columns.contains(column) && !overwrite.iter().any(|(other, _)| *other == column)
}

/// Whether the role reads every row of a table in the connection of `near`.
fn sees_all(permissions: &[Permission], near: &Permission, role: &str, table: TableIndex) -> bool {
    permissions.iter().any(|one| {
        one.table == table
            && one.connection == near.connection
            && one.roles.contains(role)
            && one.select.as_ref().is_some_and(|select| select.filter == Condition::True)
    })
}

fn warning(
    source: &OperationSource,
    table: &Table,
    column: ColumnIndex,
    other: &str,
    role: &str,
) -> Problem {
    let name = &table[column].name;
    let named = source.columns.iter().flatten().find(|given| given.value == *name);
    let message = format!(
        "writing `{name}` tells role `{role}` whether a row of `{other}` is there, also one that it does not see; if that is a secret, leave the column out or `overwrite` it"
    );
    Problem::warning(named.map_or(source.at, |given| given.at), message)
}
