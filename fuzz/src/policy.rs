//! Any text as a policy: it is read or refused, never a crash; and what it lets SQL read is what `matches` says.

use std::collections::BTreeMap;

use bailiwick_policy::{
    Cell, CellCondition, Document, Format, Operation, Policy, Problem, Row, User, matches, reduce,
};
use bailiwick_schema::{ColumnIndex, TableIndex, Value};
use serde_json::json;

use super::world::{NOW, World};

thread_local! {
    static WORLD: World = World::new("");
}

/// Reads, checks, reduces and asks; answers whether the text was a policy that grants something.
pub fn check(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    if text.len() > 20_000 {
        return false;
    }
    let (yaml, json) =
        (bailiwick_policy::parse(text, Format::Yaml), bailiwick_policy::parse(text, Format::Json));
    for problem in [&yaml, &json].iter().filter_map(|read| read.as_ref().err()).flatten() {
        is_told_well(problem, text);
    }
    if let (Ok(yaml), Ok(json)) = (&yaml, &json) {
        let differs = bailiwick_policy::difference(yaml, json);
        assert!(differs.is_empty(), "JSON is YAML: {differs:?}");
    }
    let documents = [yaml, json].into_iter().flatten();
    documents
        .map(|document| WORLD.with(|world| ask(world, &document, text)))
        .fold(false, |some, grants| some | grants)
}

fn is_told_well(problem: &Problem, text: &str) {
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count();
    assert!(problem.line as usize <= lines + 1, "{problem:?}");
    assert!(!problem.message.is_empty() && problem.message.len() < 100_000, "{problem:?}");
}

fn ask(world: &World, document: &Document, text: &str) -> bool {
    let (policy, problems) = world.compile(document);
    problems.iter().for_each(|problem| is_told_well(problem, text));
    let mut roles: Vec<String> = policy.roles().into_iter().map(str::to_owned).collect();
    roles.push("somebody".to_owned());
    let claims = json!({ "ids": [1, 2], "name": "Ada", "names": ["Ada", "ada"], "none": [], "nothing": null, "org": { "id": 2 } });
    let claims = claims.as_object().cloned().unwrap_or_default();
    let everyone = User { id: Some("1".to_owned()), roles, claims };
    let nobody = User { id: Some("1".to_owned()), ..User::default() };
    let mut grants = false;
    for table in (0..world.schema.tables.len()).map(TableIndex) {
        assert_eq!(world.read(&policy, &nobody, table), None, "who has no role is granted nothing");
        let found = world.read(&policy, &everyone, table).map(sorted);
        let (expected, limit) = by_rust(world, &policy, &everyone, table);
        let expected = expected.map(sorted);
        let name = &world.schema[table].name;
        match (&found, &expected, limit) {
            // Which rows a limit keeps is the database's to say; the statement asks for one more, to know that it cuts.
            (Some(found), Some(expected), Some(limit)) if expected.len() > limit => {
                assert!((limit..=limit + 1).contains(&found.len()), "of {name}");
                assert!(
                    found.iter().all(|row| expected.contains(row)),
                    "of {name}: {found:?} {expected:?}"
                );
            }
            _ => assert_eq!(found, expected, "of {name}: by SQL, by Rust"),
        }
        grants |= found.is_some();
        for operation in [Operation::Insert, Operation::Update, Operation::Delete] {
            let reduced = reduce(&policy, "main", table, operation, &everyone, NOW, &world.schema);
            grants |= !reduced.granted.is_empty();
        }
    }
    grants
}

fn sorted(rows: Vec<Vec<Value>>) -> Vec<String> {
    let mut lines: Vec<String> = rows.iter().map(|row| row.iter().map(shown).collect()).collect();
    lines.sort();
    lines
}

/// One spelling for each value.
fn shown(value: &Value) -> String {
    match value {
        Value::Decimal(number) => format!("{};", number.normalized().to_plain_string()),
        Value::Float(number) if !number.is_finite() => "Null;".to_owned(),
        Value::Float(number) => format!("{number};"),
        Value::Integer(number) => format!("{number};"),
        other => format!("{other:?};"),
    }
}

/// What `matches` shows of each row, cut to the most rows that the policy and the server give.
fn by_rust(
    world: &World,
    policy: &Policy,
    user: &User,
    table: TableIndex,
) -> (Option<Vec<Vec<Value>>>, Option<usize>) {
    let reduced = reduce(policy, "main", table, Operation::Select, user, NOW, &world.schema);
    if reduced.granted.is_empty() {
        return (None, None);
    }
    let all = bailiwick_policy::World {
        tables: world.rows.iter().map(|(table, rows)| (*table, rows.as_slice())).collect(),
    };
    let cells: BTreeMap<ColumnIndex, Cell> =
        reduced.readable().iter().map(|column| (column, reduced.cell(column))).collect();
    let filter = reduced.row_filter();
    let rows = world.rows[&table]
        .iter()
        .filter(|values| matches(&filter, &Row::new(values), &all) == Some(true));
    let shown = rows.map(|values| {
        let holds = |predicate| matches(predicate, &Row::new(values), &all) == Some(true);
        let cell = |(at, value): (usize, &Value)| {
            let Some(cell) = cells.get(&ColumnIndex(at)) else { return Value::Null };
            let is_plain = match &cell.plain {
                CellCondition::Always => true,
                CellCondition::When(predicate) => holds(predicate),
            };
            match (is_plain, cell.masked.iter().find(|(predicate, _)| holds(predicate)), value) {
                (true, _, value) => value.clone(),
                (false, Some((_, mask)), Value::Text(text)) => Value::Text(mask.apply(text)),
                _ => Value::Null,
            }
        };
        values.iter().enumerate().map(cell).collect::<Vec<Value>>()
    });
    let limit = reduced.limit().and_then(|limit| usize::try_from(limit).ok());
    (Some(shown.collect()), limit)
}
