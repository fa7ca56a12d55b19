//! `$use: name` -> the conditions of that predicate, standing where it was used.

use std::collections::BTreeSet;

use crate::document::{
    CheckSource, ConditionSource, Document, FieldSource, FieldTest, OperationSource, PartSource,
    PredicateSource, Spanned, TermSource,
};
use crate::node::MAXIMUM_DEPTH;
use crate::problem::{Position, Problem};

/// Predicates that use each other twice over could grow beyond any memory. More than a document can hold by itself.
const MOST_PARTS: usize = 200_000;

/// Conditions are walked by recursion, here and at every request. A document's own nesting is bounded when it is read;
/// what predicates put into each other is bounded here, by as much.
const DEEPEST: usize = MAXIMUM_DEPTH;

/// Puts every predicate in the place of its uses. What is wrong inside is told where the predicate is used, because only
/// there its names mean columns.
pub(crate) fn expand(
    document: &mut Document,
    predicates: &[PredicateSource],
    problems: &mut Vec<Problem>,
) {
    let mut expansion = Expansion {
        predicates,
        problems,
        stack: Vec::new(),
        used: BTreeSet::new(),
        parts: 0,
        depth: 0,
        is_too_large: false,
    };
    for predicate in predicates {
        // By itself, so that one that nothing uses is told its faults too; that counts as no use.
        expansion.stack.push(&predicate.name.value);
        expansion.condition(&predicate.condition, None);
        expansion.stack.pop();
    }
    expansion.used.clear();
    for permission in &mut document.permissions {
        let operations = [
            &mut permission.select,
            &mut permission.insert,
            &mut permission.update,
            &mut permission.delete,
        ];
        for operation in operations.into_iter().flatten() {
            expansion.operation(operation);
        }
    }
    let used = std::mem::take(&mut expansion.used);
    for test in &mut document.tests {
        for condition in [&mut test.filter, &mut test.every, &mut test.some].into_iter().flatten() {
            *condition = expansion.condition(condition, None);
        }
    }
    document.unused = predicates
        .iter()
        .filter(|predicate| !used.contains(&predicate.name.value))
        .map(|predicate| predicate.name.clone())
        .collect();
}

const FIRST: Position = Position { line: 1, column: 1 };

struct Expansion<'a> {
    predicates: &'a [PredicateSource],
    problems: &'a mut Vec<Problem>,
    /// The predicates that are being put in, the innermost last.
    stack: Vec<&'a str>,
    used: BTreeSet<String>,
    parts: usize,
    depth: usize,
    is_too_large: bool,
}

impl<'a> Expansion<'a> {
    fn operation(&mut self, operation: &mut OperationSource) {
        if let Some(filter) = &mut operation.filter {
            *filter = self.condition(filter, None);
        }
        if let Some(CheckSource::Conditions(check)) = &mut operation.check {
            *check = self.condition(check, None);
        }
    }

    /// The condition with every use replaced; `at` is where the predicate that it is part of was used.
    fn condition(&mut self, source: &ConditionSource, at: Option<Position>) -> ConditionSource {
        if self.depth >= DEEPEST {
            return self.too_deep(at.unwrap_or(FIRST));
        }
        self.depth += 1;
        let expanded = self.expanded(source, at);
        self.depth -= 1;
        expanded
    }

    fn expanded(&mut self, source: &ConditionSource, at: Option<Position>) -> ConditionSource {
        let mut parts = Vec::with_capacity(source.parts.len());
        for part in &source.parts {
            self.parts += 1;
            if self.parts > MOST_PARTS {
                // Told, whatever it is part of: conditions that are left out would admit more.
                return self.too_large(at.unwrap_or(FIRST));
            }
            match part {
                PartSource::Use(names) => {
                    for name in names {
                        let name = Spanned { value: name.value.clone(), at: at.unwrap_or(name.at) };
                        parts.extend(self.predicate(&name).parts);
                    }
                }
                other => parts.push(self.part(other, at)),
            }
        }
        ConditionSource { parts }
    }

    fn part(&mut self, part: &PartSource, at: Option<Position>) -> PartSource {
        let mut all = |conditions: &[ConditionSource]| {
            conditions.iter().map(|condition| self.condition(condition, at)).collect()
        };
        match part {
            PartSource::And(conditions) => PartSource::And(all(conditions)),
            PartSource::Or(conditions) => PartSource::Or(all(conditions)),
            PartSource::Not(condition) => PartSource::Not(self.condition(condition, at)),
            PartSource::Field(field) => PartSource::Field(self.field(field, at)),
            PartSource::Exists { at: own, table, condition } => PartSource::Exists {
                at: at.unwrap_or(*own),
                table: moved(table, at),
                condition: self.condition(condition, at),
            },
            PartSource::Use(names) => PartSource::Use(names.clone()),
        }
    }

    fn field(&mut self, field: &FieldSource, at: Option<Position>) -> FieldSource {
        let test = match &field.test {
            FieldTest::Related(condition) => FieldTest::Related(self.condition(condition, at)),
            FieldTest::Operators(operators) => FieldTest::Operators(
                operators
                    .iter()
                    .map(|one| crate::document::OperatorSource {
                        operator: moved(&one.operator, at),
                        operand: moved_term(&one.operand, at),
                    })
                    .collect(),
            ),
            FieldTest::Empty => FieldTest::Empty,
        };
        FieldSource { name: moved(&field.name, at), test }
    }

    fn predicate(&mut self, name: &Spanned<String>) -> ConditionSource {
        let found = self.predicates.iter().find(|one| one.name.value == name.value);
        let Some(found) = found else {
            let message = format!("predicate `{}` does not exist", name.value);
            return self.refuse(name.at, message);
        };
        if self.stack.contains(&found.name.value.as_str()) {
            let way: Vec<&str> =
                self.stack.iter().copied().chain([found.name.value.as_str()]).collect();
            let message = format!("a predicate cannot use itself: {}", way.join(" uses "));
            return self.refuse(name.at, message);
        }
        self.used.insert(found.name.value.clone());
        self.stack.push(&found.name.value);
        let condition = self.condition(&found.condition, Some(name.at));
        self.stack.pop();
        condition
    }

    fn too_deep(&mut self, at: Position) -> ConditionSource {
        self.refuse(
            at,
            format!("conditions are nested deeper than {DEEPEST} levels, predicates counted"),
        )
    }

    fn too_large(&mut self, at: Position) -> ConditionSource {
        let is_told = std::mem::replace(&mut self.is_too_large, true);
        if is_told {
            return ConditionSource::default();
        }
        self.refuse(at, format!("the predicates grow beyond {MOST_PARTS} conditions"))
    }

    fn refuse(&mut self, at: Position, message: String) -> ConditionSource {
        self.problems.push(Problem::error(at, message));
        ConditionSource::default()
    }
}

fn moved<T: Clone>(source: &Spanned<T>, at: Option<Position>) -> Spanned<T> {
    Spanned { value: source.value.clone(), at: at.unwrap_or(source.at) }
}

/// The items of a list move along: whatever is wrong with one is told where the list is used.
fn moved_term(source: &Spanned<TermSource>, at: Option<Position>) -> Spanned<TermSource> {
    let mut term = moved(source, at);
    if let TermSource::List(items) = &mut term.value {
        for item in items {
            *item = moved_term(item, at);
        }
    }
    term
}
