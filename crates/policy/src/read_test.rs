//! Nodes -> the tests that stand beside the permissions.

use serde_json::Value as Json;

use crate::compiled::Operation;
use crate::condition;
use crate::document::{Spanned, TestSource};
use crate::node::{Kind, Node};
use crate::problem::Problem;
use crate::user::User;

/// More tests than this take longer than anybody waits for a deploy.
const MOST_TESTS: usize = 500;

const OPERATIONS: [(&str, Operation); 4] = [
    ("select", Operation::Select),
    ("insert", Operation::Insert),
    ("update", Operation::Update),
    ("delete", Operation::Delete),
];

/// The list of tests.
pub(crate) fn read(node: &Node, problems: &mut Vec<Problem>) -> Vec<TestSource> {
    let Kind::List(items) = &node.kind else {
        let message = format!("expected a list of tests, not {}", node.noun());
        problems.push(Problem::error(node.at, message));
        return Vec::new();
    };
    if items.len() > MOST_TESTS {
        problems.push(Problem::error(node.at, format!("there are more than {MOST_TESTS} tests")));
        return Vec::new();
    }
    let mut tests: Vec<TestSource> = Vec::with_capacity(items.len());
    for item in items {
        let Some(test) = test(item, problems) else { continue };
        if tests.iter().any(|other| other.name.value == test.name.value) {
            let message = format!("two tests are called `{}`", test.name.value);
            problems.push(Problem::error(test.name.at, message));
        }
        tests.push(test);
    }
    tests
}

fn test(node: &Node, problems: &mut Vec<Problem>) -> Option<TestSource> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(Problem::error(node.at, format!("expected a test, not {}", node.noun())));
        return None;
    };
    let nothing = Spanned { value: String::new(), at: node.at };
    let mut source = TestSource {
        name: nothing.clone(),
        user: User::default(),
        operation: Operation::Select,
        table: nothing,
        filter: None,
        values: Vec::new(),
        count: None,
        every: None,
        some: None,
        columns: None,
        hidden: Vec::new(),
        is_denied: None,
    };
    let (mut has_user, mut operations, mut expect) = (false, 0, None);
    for (key, value) in entries {
        let operation = OPERATIONS.iter().find(|(name, _)| *name == key.value);
        match (key.value.as_str(), &value.kind, operation) {
            ("name", Kind::Text(name), _) if !name.trim().is_empty() => {
                source.name = Spanned { value: name.clone(), at: value.at };
            }
            ("as", Kind::Map(_), _) => {
                has_user = true;
                source.user = user(value, problems);
            }
            (_, Kind::Text(table), Some((_, operation))) => {
                operations += 1;
                source.operation = *operation;
                source.table = Spanned { value: table.clone(), at: value.at };
            }
            ("where", ..) => source.filter = Some(condition::read(value, problems)),
            ("values", Kind::Map(values), _) => {
                source.values =
                    values.iter().map(|(name, value)| (name.clone(), value.to_json())).collect();
            }
            ("expect", Kind::Map(_), _) => expect = Some(value),
            ("name" | "as" | "values" | "expect", ..) | (_, _, Some(_)) => {
                let message = format!("`{}` cannot be {}", key.value, value.noun());
                problems.push(Problem::error(value.at, message));
            }
            (other, ..) => problems.push(Problem::error(
                key.at,
                format!(
                    "unknown key `{other}` in a test; expected name, as, select, insert, update, delete, where, values or expect"
                ),
            )),
        }
    }
    let complaint = if source.name.value.is_empty() {
        Some("a test needs a `name`")
    } else if !has_user {
        Some("a test needs `as`: who asks; `as: {}` is somebody without a role")
    } else if operations != 1 {
        Some("a test does one thing: `select`, `insert`, `update` or `delete` with a table")
    } else if expect.is_none() {
        Some("a test needs `expect`")
    } else {
        None
    };
    if let Some(complaint) = complaint {
        problems.push(Problem::error(node.at, complaint));
        return None;
    }
    expectation(&mut source, expect?, problems);
    check_shape(&source, problems);
    Some(source)
}

/// Who asks: `id`, `roles`, and every other key as a claim.
fn user(node: &Node, problems: &mut Vec<Problem>) -> User {
    let mut user = User::default();
    let Kind::Map(entries) = &node.kind else { return user };
    for (key, value) in entries {
        match (key.value.as_str(), value.to_json()) {
            ("id", Json::String(id)) => user.id = Some(id),
            ("id", Json::Number(id)) => user.id = Some(id.to_string()),
            ("id", Json::Null) => {}
            ("id", _) => problems.push(Problem::error(value.at, "`id` is a text or a number")),
            ("roles", roles) => match serde_json::from_value(roles) {
                Ok(roles) => user.roles = roles,
                Err(_) => {
                    problems.push(Problem::error(value.at, "`roles` is a list of names"));
                }
            },
            (claim, json) => {
                user.claims.insert(claim.to_owned(), json);
            }
        }
    }
    user
}

fn expectation(source: &mut TestSource, node: &Node, problems: &mut Vec<Problem>) {
    let Kind::Map(entries) = &node.kind else { return };
    if entries.is_empty() {
        problems.push(Problem::error(node.at, "nothing is expected"));
    }
    for (key, value) in entries {
        match (key.value.as_str(), &value.kind) {
            ("count", Kind::Number(number)) if number.as_u64().is_some() => {
                source.count = number.as_u64();
            }
            ("every", Kind::Map(_)) => source.every = Some(condition::read(value, problems)),
            ("some", Kind::Map(_)) => source.some = Some(condition::read(value, problems)),
            ("columns", Kind::List(items)) => source.columns = Some(names(items, problems)),
            ("hidden", Kind::List(items)) => source.hidden = names(items, problems),
            ("denied", Kind::Boolean(is_denied)) => source.is_denied = Some(*is_denied),
            ("count" | "every" | "some" | "columns" | "hidden" | "denied", _) => {
                let message = format!("`{}` cannot be {}", key.value, value.noun());
                problems.push(Problem::error(value.at, message));
            }
            (other, _) => problems.push(Problem::error(
                key.at,
                format!(
                    "unknown key `{other}` in `expect`; expected count, every, some, columns, hidden or denied"
                ),
            )),
        }
    }
}

fn names(items: &[Node], problems: &mut Vec<Problem>) -> Vec<Spanned<String>> {
    let mut names = Vec::with_capacity(items.len());
    for item in items {
        match &item.kind {
            Kind::Text(name) => names.push(Spanned { value: name.clone(), at: item.at }),
            _ => problems.push(Problem::error(item.at, "expected the name of a column")),
        }
    }
    names
}

/// What makes no sense together.
fn check_shape(source: &TestSource, problems: &mut Vec<Problem>) {
    let is_select = source.operation == Operation::Select;
    let writes = matches!(source.operation, Operation::Insert | Operation::Update);
    let looks = source.every.is_some()
        || source.some.is_some()
        || source.columns.is_some()
        || !source.hidden.is_empty();
    let complaint = if looks && !is_select {
        Some("`every`, `some`, `columns` and `hidden` are about a select")
    } else if looks && source.is_denied == Some(true) {
        Some("what is denied shows nothing to look at")
    } else if source.count.is_some() && source.is_denied == Some(true) {
        Some("what is denied has no `count`")
    } else if source.filter.is_some() && source.operation == Operation::Insert {
        Some("an insert has no `where`")
    } else if !source.values.is_empty() && !writes {
        Some("`values` are for an insert or an update")
    } else if source.values.is_empty() && source.operation == Operation::Update {
        Some("an update needs `values`")
    } else {
        None
    };
    if let Some(complaint) = complaint {
        problems.push(Problem::error(source.name.at, complaint));
    }
}
