//! Which of a permission's rules and checks an update is subject to, and which of those only the stored row can decide.

use bailiwick_policy::{CheckConjunct, ColumnSet, Predicate};
use bailiwick_schema::{ColumnIndex, Table};

use crate::plan::Change;

/// The rules in force: those that ask something of a column that changes, be it their own or another that they name.
pub(super) fn rules<'c>(
    change: &'c Change<'_>,
    shape: &Table,
) -> impl Iterator<Item = &'c (ColumnIndex, Predicate)> {
    let changed = changed(change, shape);
    let update = change.granted.permission.update.as_ref();
    // As written: what a rule reads is lost where the user's values make it FALSE.
    let written = update.map(|update| update.validate.as_slice()).unwrap_or_default();
    let written: Vec<(ColumnIndex, ColumnSet)> =
        written.iter().map(|(column, rule)| (*column, rule.reads())).collect();
    change.granted.validate.iter().filter(move |(column, rule)| {
        changed.contains(*column)
            || rule.reads().intersects(&changed)
            || written.iter().any(|(of, reads)| of == column && reads.intersects(&changed))
    })
}

/// The checks in force: the explicit ones, and of the implicit ones those that read a column that changes.
pub(super) fn conjuncts<'c>(
    change: &'c Change<'_>,
    shape: &Table,
) -> impl Iterator<Item = &'c CheckConjunct> {
    let changed = changed(change, shape);
    change
        .granted
        .check
        .iter()
        .filter(move |conjunct| !conjunct.implicit || conjunct.reads.intersects(&changed))
}

/// Whether only the database can say what it comes to, after the update: it looks at other tables, or at what the
/// database computes.
pub(super) fn waits(predicate: &Predicate, shape: &Table) -> bool {
    looks_elsewhere(predicate) || predicate.reads().intersects(&computed(shape))
}

/// Whether a check follows a changed column to other tables: what a foreign key says of the same value is its secret.
pub(super) fn guards_a_reference(change: &Change<'_>, shape: &Table) -> bool {
    let changed = changed(change, shape);
    conjuncts(change, shape)
        .any(|conjunct| looks_elsewhere(&conjunct.predicate) && conjunct.reads.intersects(&changed))
}

/// The columns that an update sets and, as any of them may be computed from those, the ones that the database computes.
fn changed(change: &Change<'_>, shape: &Table) -> ColumnSet {
    let values = change.values.as_ref().map(Vec::as_slice).unwrap_or_default();
    let mut changed: ColumnSet = values.iter().map(|(column, _)| *column).collect();
    if !changed.is_empty() {
        changed.extend_from(&computed(shape));
    }
    changed
}

fn computed(shape: &Table) -> ColumnSet {
    let columns = shape.columns.iter().enumerate();
    columns.filter(|(_, column)| column.generated).map(|(index, _)| ColumnIndex(index)).collect()
}

fn looks_elsewhere(predicate: &Predicate) -> bool {
    match predicate {
        Predicate::Exists(_) => true,
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().any(looks_elsewhere),
        Predicate::Not(part) => looks_elsewhere(part),
        _ => false,
    }
}
