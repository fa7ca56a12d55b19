//! Conditions as written -> JSON in one form, so that two ways to write the same are equal.
//!
//! Places in the source are dropped, `and` is flat and in one order, `or` and lists are in one order without repetitions,
//! a lone `$eq` is written short. What is left differs only where the meaning may.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use crate::document::{
    ConditionSource, FieldSource, FieldTest, OperatorSource, PartSource, Spanned, TermSource,
};

/// The parts that must all hold, each a condition of its own.
pub(crate) type Conjuncts = BTreeSet<String>;

/// A condition taken apart; each part is JSON.
pub(crate) fn conjuncts(condition: &ConditionSource) -> Conjuncts {
    let mut all = Conjuncts::new();
    collect(condition, &mut all);
    all
}

/// The conjuncts of rules by column, as they stand in `validate`.
pub(crate) fn rules(rules: &[FieldSource]) -> Conjuncts {
    let mut all = Conjuncts::new();
    rules.iter().for_each(|rule| field(rule, &mut all));
    all
}

/// A condition in the language of a document.
pub(crate) fn condition(source: &ConditionSource) -> Json {
    together(&conjuncts(source))
}

/// Conjuncts as one condition: operators on one column stand together, what cannot is in `$and`.
pub(crate) fn together(parts: &Conjuncts) -> Json {
    let mut whole = Map::new();
    let mut beside = Vec::new();
    for part in parts {
        let Ok(Json::Object(part)) = serde_json::from_str::<Json>(part) else { continue };
        for (name, test) in part {
            match (whole.get_mut(&name), &test) {
                (None, _) => {
                    whole.insert(name, test);
                }
                (Some(Json::Object(present)), Json::Object(more))
                    if is_operators(present)
                        && is_operators(more)
                        && !more.keys().any(|operator| present.contains_key(operator)) =>
                {
                    present.extend(more.clone());
                }
                (Some(_), _) => beside.push(json!({ name: test })),
            }
        }
    }
    if !beside.is_empty() {
        // The first of a name stands above, every other one below.
        let first = whole.remove("$and");
        let listed = first.into_iter().flat_map(|list| match list {
            Json::Array(parts) => parts,
            other => vec![other],
        });
        let all: Vec<Json> = listed.chain(beside).collect();
        whole.insert("$and".to_owned(), Json::Array(all));
    }
    Json::Object(whole)
}

/// `{ $gt: 0, $lt: 5 }` is. `{ $column: total }`, a value, is not; nor is logic below a relation: two rows that are there
/// are not one that is both.
fn is_operators(test: &Map<String, Json>) -> bool {
    const OTHERS: [&str; 9] =
        ["$literal", "$column", "$now", "$outer", "$and", "$or", "$not", "$exists", "$use"];
    !test.is_empty()
        && test.keys().all(|key| key.starts_with('$') && !OTHERS.contains(&key.as_str()))
}

fn collect(condition: &ConditionSource, all: &mut Conjuncts) {
    for part in &condition.parts {
        match part {
            PartSource::And(parts) => parts.iter().for_each(|part| collect(part, all)),
            PartSource::Or(parts) => {
                let parts: BTreeSet<String> =
                    parts.iter().map(|part| self::condition(part).to_string()).collect();
                let parts: Vec<Json> =
                    parts.iter().filter_map(|part| serde_json::from_str(part).ok()).collect();
                all.insert(json!({ "$or": parts }).to_string());
            }
            PartSource::Not(part) => {
                all.insert(json!({ "$not": self::condition(part) }).to_string());
            }
            PartSource::Field(one) => field(one, all),
            // Gone once a document is read; told by name where it is not.
            PartSource::Use(names) => {
                let names: BTreeSet<&str> = names.iter().map(|name| name.value.as_str()).collect();
                all.insert(json!({ "$use": names }).to_string());
            }
            PartSource::Exists { table, condition, .. } => {
                let inner = self::condition(condition);
                all.insert(
                    json!({ "$exists": { "table": table.value, "where": inner } }).to_string(),
                );
            }
        }
    }
}

fn field(field: &FieldSource, all: &mut Conjuncts) {
    let name = field.name.value.as_str();
    match &field.test {
        FieldTest::Operators(operators) => {
            for OperatorSource { operator, operand } in operators {
                let right = match operator.value.as_str() {
                    "$in" | "$nin" => set(&operand.value),
                    _ => term(&operand.value),
                };
                let test = match operator.value.as_str() {
                    "$eq" => right,
                    operator => json!({ operator: right }),
                };
                all.insert(json!({ name: test }).to_string());
            }
        }
        FieldTest::Related(condition) => {
            all.insert(json!({ name: self::condition(condition) }).to_string());
        }
        FieldTest::Empty => {
            all.insert(json!({ name: {} }).to_string());
        }
    }
}

/// A list in which neither order nor repetition means anything.
fn set(source: &TermSource) -> Json {
    let TermSource::List(items) = source else { return term(source) };
    let items: BTreeSet<String> = items.iter().map(|item| term(&item.value).to_string()).collect();
    items.iter().filter_map(|item| serde_json::from_str::<Json>(item).ok()).collect()
}

/// A value in the language of a document.
pub(crate) fn term(source: &TermSource) -> Json {
    match source {
        TermSource::Literal(Json::String(text)) if text.starts_with('$') => {
            json!({ "$literal": text })
        }
        // By itself it could be read as one of the `$` forms.
        TermSource::Literal(literal @ (Json::Object(_) | Json::Array(_))) => {
            json!({ "$literal": literal })
        }
        TermSource::Literal(literal) => literal.clone(),
        TermSource::User(path) => Json::String(path.to_string()),
        TermSource::Now(0) => json!("$now"),
        TermSource::Now(microseconds) => json!({ "$now": distance(*microseconds) }),
        TermSource::Column(name) => json!({ "$column": name }),
        TermSource::Outer(name) => json!({ "$outer": name }),
        TermSource::List(items) => items.iter().map(|item| term(&item.value)).collect(),
    }
}

/// Values that are written, by column.
pub(crate) fn assignments(assigned: &[(Spanned<String>, Spanned<TermSource>)]) -> Json {
    let entries = assigned.iter().map(|(name, value)| (name.value.clone(), term(&value.value)));
    let mut entries: Vec<(String, Json)> = entries.collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    Json::Object(entries.into_iter().collect())
}

/// `-30d`: the largest unit that says it in whole numbers. A document counts in seconds at the finest.
fn distance(microseconds: i64) -> String {
    const UNITS: [(i64, char); 5] =
        [(604_800, 'w'), (86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
    let seconds = microseconds / 1_000_000;
    let unit = UNITS.iter().find(|(size, _)| seconds % size == 0).unwrap_or(&(1, 's'));
    format!("{}{}", seconds / unit.0, unit.1)
}
