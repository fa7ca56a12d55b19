//! Views are guarded by their own permissions alone. Whoever opens one is told which tables below it have rules that it
//! passes by.

use std::collections::BTreeSet;

use bailiwick_schema::{Schema, Table, TableIndex};

use crate::document::{Document, PermissionSource};
use crate::problem::Problem;
use crate::scope::find_table;

/// Warns at the permission's table, which is a view of that connection.
pub(crate) fn warn(
    document: &Document,
    source: &PermissionSource,
    (connection, schema, view): (&str, &Schema, &Table),
    problems: &mut Vec<Problem>,
) {
    let mut found = BTreeSet::new();
    below(schema, view, &mut found);
    let guarded = guarded(document, connection, schema);
    let names: Vec<String> = found
        .into_iter()
        .filter(|index| guarded.contains(index))
        .map(|index| format!("`{}`", spelled(schema, &schema[index])))
        .collect();
    let rules = match names.as_slice() {
        [] => "those on the tables below".to_owned(),
        [one] => format!("those on {one}, which it shows"),
        many => format!("those on {}, which it shows", many.join(", ")),
    };
    let message = format!(
        "`{}` is a view: only permissions on the view itself guard it, not {rules}",
        view.name
    );
    problems.push(Problem::warning(source.table.at, message));
}

/// Everything that a view selects from, through other views too.
fn below(schema: &Schema, view: &Table, found: &mut BTreeSet<TableIndex>) {
    for (namespace, name) in &view.below {
        let is_it = |table: &Table| table.namespace == *namespace && table.name == *name;
        let Some(index) = schema.tables.iter().position(is_it).map(TableIndex) else { continue };
        if found.insert(index) {
            below(schema, &schema[index], found);
        }
    }
}

/// The tables of a connection that have permissions.
fn guarded(document: &Document, connection: &str, schema: &Schema) -> BTreeSet<TableIndex> {
    let tables = document.permissions.iter().filter_map(|permission| {
        let (of, rest) = permission.table.value.split_once('.')?;
        (of == connection).then(|| find_table(rest, schema))?
    });
    tables.collect()
}

fn spelled(schema: &Schema, table: &Table) -> String {
    if table.namespace == schema.default_namespace {
        return table.name.clone();
    }
    format!("{}.{}", table.namespace, table.name)
}
