//! Nodes -> the actions of a document.

use crate::action::{ActsAs, call};
use crate::document::{ActionSource, Spanned};
use crate::node::{Kind, Node};
use crate::problem::Problem;
use crate::read::{check_slug, roles, wrong};

/// More actions than this, or statements in one, are a program and not a policy.
const MOST_ACTIONS: usize = 500;
const MOST_STATEMENTS: usize = 20;

/// The mapping of actions by name.
pub(crate) fn read(node: &Node, problems: &mut Vec<Problem>) -> Vec<ActionSource> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(wrong(node, "a mapping of actions by name"));
        return Vec::new();
    };
    if entries.len() > MOST_ACTIONS {
        let message = format!("there are more than {MOST_ACTIONS} actions");
        problems.push(Problem::error(node.at, message));
        return Vec::new();
    }
    entries.iter().filter_map(|(name, node)| action(name, node, problems)).collect()
}

fn action(
    name: &Spanned<String>,
    node: &Node,
    problems: &mut Vec<Problem>,
) -> Option<ActionSource> {
    check_slug("an action", name, problems);
    let Kind::Map(entries) = &node.kind else {
        problems.push(wrong(node, "an action"));
        return None;
    };
    let mut source = ActionSource {
        name: name.clone(),
        title: None,
        roles: Vec::new(),
        acts_as: None,
        tables: Vec::new(),
        input: None,
        run: Vec::new(),
        call: None,
    };
    let mut given: Vec<&str> = Vec::new();
    for (key, value) in entries {
        given.push(key.value.as_str());
        match key.value.as_str() {
            "name" => match &value.kind {
                Kind::Text(title) => source.title = Some(title.clone()),
                _ => problems.push(wrong(value, "a text")),
            },
            "roles" => source.roles = roles(value, problems),
            "as" => match &value.kind {
                Kind::Text(word) if word == "user" => source.acts_as = Some(ActsAs::User),
                Kind::Text(word) if word == "owner" => source.acts_as = Some(ActsAs::Owner),
                _ => problems.push(wrong(value, "`user` or `owner`")),
            },
            "tables" => {
                source.tables = texts(value, "a table written `connection.table`", problems)
            }
            "input" => {
                source.input = Some(Spanned { value: value.to_json(), at: value.at });
            }
            "run" => source.run = texts(value, "an SQL statement", problems),
            "call" => source.call = call::read(key, value, problems),
            other => problems.push(Problem::error(
                key.at,
                format!(
                    "unknown key `{other}` in `{}`; expected name, roles, as, tables, input, run or call",
                    name.value
                ),
            )),
        }
    }
    needs(&source, &given, problems);
    Some(source)
}

/// What an action has to say depends on whether it runs statements: one that only calls an address touches no table.
fn needs(source: &ActionSource, given: &[&str], problems: &mut Vec<Problem>) {
    let name = &source.name;
    let mut lacks = |key: &str, meaning: &str| {
        if !given.contains(&key) {
            let message = format!("`{}` has no `{key}`: {meaning}", name.value);
            problems.push(Problem::error(name.at, message));
        }
    };
    lacks("roles", "who may call it");
    if given.contains(&"run") || !given.contains(&"call") {
        lacks("as", "`user` runs under the policy, `owner` does not");
        lacks("tables", "all that it may touch");
        lacks("run", "its SQL statements (or a `call`, or both)");
        return;
    }
    for key in ["as", "tables"] {
        if given.contains(&key) {
            let message =
                format!("`{}` says `{key}` of statements, and has none (`run`)", name.value);
            problems.push(Problem::error(name.at, message));
        }
    }
}

fn texts(node: &Node, what: &str, problems: &mut Vec<Problem>) -> Vec<Spanned<String>> {
    let Kind::List(items) = &node.kind else {
        problems.push(wrong(node, "a list"));
        return Vec::new();
    };
    if items.is_empty() || items.len() > MOST_STATEMENTS {
        let message = format!("expected 1 to {MOST_STATEMENTS} entries, each {what}");
        problems.push(Problem::error(node.at, message));
    }
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match &item.kind {
            Kind::Text(text) => texts.push(Spanned { value: text.clone(), at: item.at }),
            _ => problems.push(wrong(item, what)),
        }
    }
    texts
}
