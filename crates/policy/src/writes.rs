//! Checks of what is written: columns, defaults, overwrites, rules, and the conditions on a changed row.

use bailiwick_schema::{ColumnIndex, DefaultValue, Table, Value};

use crate::columns::ColumnSet;
use crate::compiled::{Condition, Conjunct, Insert, Term, Update};
use crate::document::{CheckSource, FieldSource, FieldTest, OperationSource, Spanned, TermSource};
use crate::problem::{Position, Problem};
use crate::scope::Scope;
use crate::typing;

type Assignments = [(Spanned<String>, Spanned<TermSource>)];

/// The insert of a permission.
pub(crate) fn insert(source: &OperationSource, table: &Table, scope: &mut Scope<'_>) -> Insert {
    let insert = Insert {
        columns: writable(source, table, scope),
        validate: rules(&source.validate, table, scope),
        default: assignments(&source.default, table, scope),
        overwrite: assignments(&source.overwrite, table, scope),
    };
    for (name, _) in &source.default {
        if source.overwrite.iter().any(|(other, _)| other.value == name.value) {
            let message = format!("`{}` is overwritten; its default never counts", name.value);
            scope.problems.push(Problem::warning(name.at, message));
        }
    }
    for (index, column) in table.columns.iter().enumerate() {
        let index = ColumnIndex(index);
        let is_given = insert.columns.contains(index)
            || insert.default.iter().chain(&insert.overwrite).any(|(given, _)| *given == index);
        let is_needed =
            !column.nullable && !column.generated && column.default == DefaultValue::None;
        if is_needed && !is_given {
            let message = format!(
                "column `{}` needs a value, which nobody can give; no insert can succeed",
                column.name
            );
            scope.problems.push(Problem::warning(source.at, message));
        }
    }
    insert
}

/// The update of a permission.
pub(crate) fn update(source: &OperationSource, table: &Table, scope: &mut Scope<'_>) -> Update {
    let filter = source.filter.as_ref().map_or(Condition::True, |filter| scope.condition(filter));
    let mut check = Vec::new();
    match &source.check {
        Some(CheckSource::Off(at)) => {
            let message = "`check: false` lets an update move a row out of the user's own reach, or into another's";
            scope.problems.push(Problem::warning(*at, message));
        }
        explicit => {
            for condition in filter.conjuncts() {
                if condition.is_about_the_user_or_a_relation() {
                    check.push(conjunct(condition, true));
                }
            }
            if let Some(CheckSource::Conditions(source)) = explicit {
                check.extend(
                    scope
                        .condition(source)
                        .conjuncts()
                        .into_iter()
                        .map(|part| conjunct(part, false)),
                );
            }
        }
    }
    warn_without_key(source.at, table, "update", scope);
    Update {
        columns: writable(source, table, scope),
        filter,
        validate: rules(&source.validate, table, scope),
        overwrite: assignments(&source.overwrite, table, scope),
        check,
    }
}

/// Warns that rows cannot be told apart.
pub(crate) fn warn_without_key(
    at: Position,
    table: &Table,
    operation: &str,
    scope: &mut Scope<'_>,
) {
    if table.key().is_none() {
        let message = format!("`{}` has no key; every {operation} will be refused", table.name);
        scope.problems.push(Problem::warning(at, message));
    }
}

fn conjunct(condition: &Condition, implicit: bool) -> Conjunct {
    Conjunct { condition: condition.clone(), reads: condition.reads(), implicit }
}

/// The columns that a client may give.
fn writable(source: &OperationSource, table: &Table, scope: &mut Scope<'_>) -> ColumnSet {
    let Some(names) = &source.columns else {
        let all = table.columns.iter().enumerate();
        return all
            .filter(|(_, column)| !column.generated)
            .map(|(index, _)| ColumnIndex(index))
            .collect();
    };
    names.iter().filter_map(|name| writable_column(name, table, scope)).collect()
}

fn writable_column(
    name: &Spanned<String>,
    table: &Table,
    scope: &mut Scope<'_>,
) -> Option<ColumnIndex> {
    let message = match table.column(&name.value) {
        Some((column, facts)) if !facts.generated => return Some(column),
        Some(_) => {
            format!("column `{}` is computed by the database and cannot be written", name.value)
        }
        None => format!("table `{}` has no column `{}`", table.name, name.value),
    };
    scope.problems.push(Problem::error(name.at, message));
    None
}

fn rules(
    fields: &[FieldSource],
    table: &Table,
    scope: &mut Scope<'_>,
) -> Vec<(ColumnIndex, Condition)> {
    let mut rules = Vec::new();
    for field in fields {
        let Some((column, _)) = table.column(&field.name.value) else {
            let message = format!("table `{}` has no column `{}`", table.name, field.name.value);
            scope.problems.push(Problem::error(field.name.at, message));
            continue;
        };
        match &field.test {
            FieldTest::Operators(operators) => {
                rules.push((column, scope.operators(column, operators)))
            }
            FieldTest::Related(_) | FieldTest::Empty => {
                let message = format!("nothing is asked of `{}`", field.name.value);
                scope.problems.push(Problem::error(field.name.at, message));
            }
        }
    }
    rules
}

fn assignments(
    source: &Assignments,
    table: &Table,
    scope: &mut Scope<'_>,
) -> Vec<(ColumnIndex, Term)> {
    let mut assigned = Vec::new();
    for (name, term) in source {
        if let Some(column) = writable_column(name, table, scope)
            && let Some(term) = value(term, column, table, scope)
        {
            assigned.push((column, term));
        }
    }
    assigned
}

fn value(
    source: &Spanned<TermSource>,
    column: ColumnIndex,
    table: &Table,
    scope: &mut Scope<'_>,
) -> Option<Term> {
    let engine = scope.schema.engine;
    let facts = &table[column];
    let message = match &source.value {
        TermSource::Literal(json) if json.is_null() && !facts.nullable => {
            format!("column `{}` cannot be null", facts.name)
        }
        TermSource::Literal(json) => match Value::from_json(json, facts, engine) {
            Ok(value) => return Some(Term::Value(value)),
            Err(error) => {
                format!("column `{}` has type `{}`: {error}", facts.name, facts.native_type)
            }
        },
        TermSource::User(path) => return Some(Term::User(path.clone())),
        TermSource::Now(distance) if typing::takes_now(facts, engine, true) => {
            return Some(Term::Now(*distance));
        }
        TermSource::Now(_) => {
            format!(
                "`$now` cannot be written to column `{}` of type `{}`",
                facts.name, facts.native_type
            )
        }
        TermSource::Column(_) | TermSource::Outer(_) | TermSource::List(_) => {
            "only a literal, `$user` or `$now` can be written".to_owned()
        }
    };
    scope.problems.push(Problem::error(source.at, message));
    None
}
