//! Nodes -> conditions as written: operators, logic, relations, `$exists`.

use crate::document::{
    ConditionSource, FieldSource, FieldTest, OperatorSource, PartSource, Spanned,
};
use crate::node::{Kind, Node};
use crate::problem::{Position, Problem};
use crate::term;

const OPERATORS: [&str; 12] = [
    "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$like", "$ilike", "$null",
    "$between",
];
const LOGIC: [&str; 5] = ["$and", "$or", "$not", "$exists", "$use"];
const VALUES: [&str; 4] = ["$literal", "$column", "$now", "$outer"];

/// A mapping of conditions.
pub(crate) fn read(node: &Node, problems: &mut Vec<Problem>) -> ConditionSource {
    let Kind::Map(entries) = &node.kind else {
        problems.push(Problem::error(
            node.at,
            format!("expected a mapping of conditions, not {}", node.noun()),
        ));
        return ConditionSource::default();
    };
    let parts = entries.iter().filter_map(|(key, node)| part(key, node, problems)).collect();
    ConditionSource { parts }
}

fn part(key: &Spanned<String>, node: &Node, problems: &mut Vec<Problem>) -> Option<PartSource> {
    match key.value.as_str() {
        "$and" => list(key, node, problems).map(PartSource::And),
        "$or" => list(key, node, problems).map(PartSource::Or),
        "$not" => match &node.kind {
            Kind::Map(entries) if entries.is_empty() => {
                problems.push(Problem::error(node.at, "`$not` needs a condition"));
                None
            }
            _ => Some(PartSource::Not(read(node, problems))),
        },
        "$exists" => exists(key.at, node, problems),
        "$use" => uses(node, problems),
        name if name.starts_with('$') => {
            problems.push(unknown(key));
            None
        }
        _ => field(key, node, problems).map(PartSource::Field),
    }
}

fn list(
    key: &Spanned<String>,
    node: &Node,
    problems: &mut Vec<Problem>,
) -> Option<Vec<ConditionSource>> {
    match &node.kind {
        Kind::List(items) if !items.is_empty() => {
            Some(items.iter().map(|item| read(item, problems)).collect())
        }
        _ => {
            let message = format!("`{}` needs a list of at least one condition", key.value);
            problems.push(Problem::error(node.at, message));
            None
        }
    }
}

/// The name of a predicate, or a list of names.
fn uses(node: &Node, problems: &mut Vec<Problem>) -> Option<PartSource> {
    let items = match &node.kind {
        Kind::List(items) if !items.is_empty() => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut names = Vec::with_capacity(items.len());
    for item in items {
        match &item.kind {
            Kind::Text(name) => names.push(Spanned { value: name.clone(), at: item.at }),
            _ => {
                let message = format!("`$use` needs the name of a predicate, not {}", item.noun());
                problems.push(Problem::error(item.at, message));
                return None;
            }
        }
    }
    Some(PartSource::Use(names))
}

fn exists(at: Position, node: &Node, problems: &mut Vec<Problem>) -> Option<PartSource> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(Problem::error(node.at, "`$exists` needs `{ table: …, where: … }`"));
        return None;
    };
    let mut table = None;
    let mut condition = None;
    for (key, value) in entries {
        match (key.value.as_str(), &value.kind) {
            ("table", Kind::Text(name)) => {
                table = Some(Spanned { value: name.clone(), at: value.at });
            }
            ("table", _) => problems.push(Problem::error(value.at, "expected the name of a table")),
            ("where", _) => condition = Some(read(value, problems)),
            (other, _) => problems.push(Problem::error(
                key.at,
                format!("`$exists` has no `{other}`; it has `table` and `where`"),
            )),
        }
    }
    let (Some(table), Some(condition)) = (table, condition) else {
        problems.push(Problem::error(at, "`$exists` needs `table` and `where`"));
        return None;
    };
    Some(PartSource::Exists { at, table, condition })
}

/// A column with its tests, or a relation.
pub(crate) fn field(
    name: &Spanned<String>,
    node: &Node,
    problems: &mut Vec<Problem>,
) -> Option<FieldSource> {
    let test = match &node.kind {
        Kind::Map(entries) if entries.is_empty() => FieldTest::Empty,
        Kind::Map(entries)
            if entries.len() == 1 && VALUES.contains(&entries[0].0.value.as_str()) =>
        {
            equals(node, problems)?
        }
        Kind::Map(entries) => {
            let is_logic = |key: &str| LOGIC.contains(&key) || !key.starts_with('$');
            if entries.iter().any(|(key, _)| is_logic(&key.value)) {
                if let Some((key, _)) = entries.iter().find(|(key, _)| !is_logic(&key.value)) {
                    problems.push(Problem::error(
                        key.at,
                        format!("`{}` cannot stand beside conditions on a relation", key.value),
                    ));
                    return None;
                }
                FieldTest::Related(read(node, problems))
            } else {
                FieldTest::Operators(operators(entries, problems))
            }
        }
        Kind::List(_) => {
            let message = format!("`{}` is given a list; write `{{ $in: […] }}`", name.value);
            problems.push(Problem::error(node.at, message));
            return None;
        }
        _ => equals(node, problems)?,
    };
    Some(FieldSource { name: name.clone(), test })
}

fn equals(node: &Node, problems: &mut Vec<Problem>) -> Option<FieldTest> {
    match term::operand(node) {
        Ok(operand) => {
            let operator = Spanned { value: "$eq".to_owned(), at: node.at };
            Some(FieldTest::Operators(vec![OperatorSource { operator, operand }]))
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

fn operators(
    entries: &[(Spanned<String>, Node)],
    problems: &mut Vec<Problem>,
) -> Vec<OperatorSource> {
    let mut read = Vec::new();
    for (key, node) in entries {
        if !OPERATORS.contains(&key.value.as_str()) {
            problems.push(unknown(key));
            continue;
        }
        match term::operand(node) {
            Ok(operand) => read.push(OperatorSource { operator: key.clone(), operand }),
            Err(problem) => problems.push(problem),
        }
    }
    read
}

fn unknown(key: &Spanned<String>) -> Problem {
    if VALUES.contains(&key.value.as_str()) {
        let message = format!(
            "`{}` is a value, not an operator; write `{{ $eq: {{ {}: … }} }}`",
            key.value, key.value
        );
        return Problem::error(key.at, message);
    }
    Problem::error(
        key.at,
        format!(
            "unknown operator `{}`; there are {}, $and, $or, $not, $exists and $use",
            key.value,
            OPERATORS.join(", ")
        ),
    )
}
