//! Nodes -> the document: which keys there are and what may stand in each.

use crate::action;
use crate::aggregate::{Aggregate, Aggregates};
use crate::condition;
use crate::document::{
    CheckSource, Document, FieldSource, FieldTest, OperationSource, PermissionSource,
    PredicateSource, Spanned, TermSource,
};
use crate::expand::expand;
use crate::mask::Mask;
use crate::node::{Kind, Node};
use crate::problem::Problem;
use crate::{read_test, term};

type Entries = [(Spanned<String>, Node)];

/// Reads the whole document; every problem that it has in itself.
pub(crate) fn read(root: &Node) -> (Document, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut document = Document::default();
    let Kind::Map(entries) = &root.kind else {
        problems.push(Problem::error(root.at, "expected a mapping with `permissions`"));
        return (document, problems);
    };
    let mut has_permissions = false;
    let mut predicates = Vec::new();
    for (key, node) in entries {
        match (key.value.as_str(), &node.kind) {
            ("permissions", Kind::Map(permissions)) => {
                has_permissions = true;
                document.permissions = permissions
                    .iter()
                    .filter_map(|(slug, node)| permission(slug, node, &mut problems))
                    .collect();
            }
            ("permissions", _) => {
                has_permissions = true;
                problems.push(Problem::error(
                    node.at,
                    "expected a mapping of permissions by name; `{}` for none",
                ));
            }
            // Editors find the JSON Schema by it.
            ("$schema", Kind::Text(_)) => {}
            ("predicates", _) => predicates = named_conditions(node, &mut problems),
            ("tests", _) => document.tests = read_test::read(node, &mut problems),
            ("actions", _) => document.actions = action::read::read(node, &mut problems),
            (other, _) => {
                problems.push(Problem::error(
                    key.at,
                    format!(
                        "unknown key `{other}`; expected `predicates`, `permissions`, `actions` or `tests`"
                    ),
                ));
            }
        }
    }
    if !has_permissions {
        problems.push(Problem::error(root.at, "`permissions` is missing"));
    }
    expand(&mut document, &predicates, &mut problems);
    (document, problems)
}

fn named_conditions(node: &Node, problems: &mut Vec<Problem>) -> Vec<PredicateSource> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(wrong(node, "a mapping of conditions by name"));
        return Vec::new();
    };
    let mut predicates = Vec::with_capacity(entries.len());
    for (name, node) in entries {
        check_slug("a predicate", name, problems);
        if matches!(&node.kind, Kind::Map(entries) if entries.is_empty()) {
            let message = format!("`{}` asks nothing; every row would do", name.value);
            problems.push(Problem::error(node.at, message));
        }
        let condition = condition::read(node, problems);
        predicates.push(PredicateSource { name: name.clone(), condition });
    }
    predicates
}

pub(crate) fn check_slug(what: &str, name: &Spanned<String>, problems: &mut Vec<Problem>) {
    if !is_slug(&name.value) {
        let message = format!(
            "`{}` is not a name for {what}: lowercase letters, digits and `_`, a letter first",
            name.value
        );
        problems.push(Problem::error(name.at, message));
    }
}

fn permission(
    slug: &Spanned<String>,
    node: &Node,
    problems: &mut Vec<Problem>,
) -> Option<PermissionSource> {
    check_slug("a permission", slug, problems);
    let Kind::Map(entries) = &node.kind else {
        problems
            .push(Problem::error(node.at, format!("expected a permission, not {}", node.noun())));
        return None;
    };
    let mut source = PermissionSource {
        slug: slug.clone(),
        name: None,
        table: Spanned { value: String::new(), at: slug.at },
        roles: Vec::new(),
        select: None,
        insert: None,
        update: None,
        delete: None,
    };
    let (mut has_table, mut has_roles) = (false, false);
    for (key, value) in entries {
        match key.value.as_str() {
            "name" => match &value.kind {
                Kind::Text(name) => source.name = Some(name.clone()),
                _ => problems.push(wrong(value, "a text")),
            },
            "table" => {
                has_table = true;
                match &value.kind {
                    Kind::Text(name) => source.table = Spanned { value: name.clone(), at: value.at },
                    _ => problems.push(wrong(value, "a table written `connection.table`")),
                }
            }
            "roles" => {
                has_roles = true;
                source.roles = roles(value, problems);
            }
            word @ ("select" | "read" | "insert" | "create" | "update" | "delete") => {
                operation(&mut source, word, key, value, problems);
            }
            other => problems.push(Problem::error(
                key.at,
                format!(
                    "unknown key `{other}` in `{}`; expected name, table, roles, select, insert, update or delete",
                    slug.value
                ),
            )),
        }
    }
    if !has_table {
        problems.push(Problem::error(slug.at, format!("`{}` has no `table`", slug.value)));
    }
    if !has_roles {
        problems.push(Problem::error(slug.at, format!("`{}` has no `roles`", slug.value)));
    }
    let has_operation = ["select", "read", "insert", "create", "update", "delete"]
        .iter()
        .any(|word| entries.iter().any(|(key, _)| key.value == *word));
    if !has_operation {
        let message =
            format!("`{}` grants nothing: it has no select, insert, update or delete", slug.value);
        problems.push(Problem::error(slug.at, message));
    }
    Some(source)
}

pub(crate) fn roles(node: &Node, problems: &mut Vec<Problem>) -> Vec<Spanned<String>> {
    let Kind::List(items) = &node.kind else {
        problems.push(wrong(node, "a list of roles"));
        return Vec::new();
    };
    if items.is_empty() {
        problems.push(Problem::error(node.at, "`roles` is empty; name at least one"));
    }
    let mut roles: Vec<Spanned<String>> = Vec::new();
    for item in items {
        match &item.kind {
            Kind::Text(role) if role.trim().is_empty() || role.trim() != role => {
                problems.push(Problem::error(
                    item.at,
                    "a role must not be blank or have blanks around it",
                ));
            }
            Kind::Text(role) if roles.iter().any(|other| other.value == *role) => {
                problems.push(Problem::error(item.at, format!("role `{role}` is named twice")));
            }
            Kind::Text(role) => roles.push(Spanned { value: role.clone(), at: item.at }),
            _ => problems.push(wrong(item, "the name of a role")),
        }
    }
    roles
}

fn operation(
    source: &mut PermissionSource,
    word: &str,
    key: &Spanned<String>,
    node: &Node,
    problems: &mut Vec<Problem>,
) {
    let (canonical, keys): (_, &[&str]) = match word {
        "select" | "read" => ("select", &["columns", "where", "mask", "aggregate", "limit"]),
        "insert" | "create" => ("insert", &["columns", "validate", "default", "overwrite"]),
        "update" => ("update", &["columns", "where", "validate", "overwrite", "check"]),
        _ => ("delete", &["where"]),
    };
    let slot = match canonical {
        "select" => &mut source.select,
        "insert" => &mut source.insert,
        "update" => &mut source.update,
        _ => &mut source.delete,
    };
    if slot.is_some() {
        let synonym = if canonical == "select" { "read" } else { "create" };
        let message = format!("`{synonym}` and `{canonical}` mean the same; give only one");
        problems.push(Problem::error(key.at, message));
        return;
    }
    let Kind::Map(entries) = &node.kind else {
        let message = format!(
            "expected a mapping, not {}; `{word}: {{}}` grants it without limits",
            node.noun()
        );
        problems.push(Problem::error(node.at, message));
        return;
    };
    *slot = Some(body(word, canonical, keys, key, entries, problems));
}

fn body(
    word: &str,
    canonical: &str,
    keys: &[&str],
    key: &Spanned<String>,
    entries: &Entries,
    problems: &mut Vec<Problem>,
) -> OperationSource {
    let mut source = OperationSource { at: key.at, ..OperationSource::default() };
    for (key, node) in entries {
        let name = key.value.as_str();
        if !keys.contains(&name) {
            problems.push(Problem::error(key.at, misplaced(word, canonical, keys, name)));
            continue;
        }
        match name {
            "columns" => source.columns = columns(node, canonical, problems),
            "where" => source.filter = Some(condition::read(node, problems)),
            "validate" => source.validate = validate(node, problems),
            "default" => source.default = assignments(node, problems),
            "overwrite" => source.overwrite = assignments(node, problems),
            "limit" => source.limit = limit(node, problems),
            "mask" => source.mask = mask(node, problems),
            "aggregate" => source.aggregate = aggregate(node, problems),
            _ => source.check = check(node, problems),
        }
    }
    source
}

fn misplaced(word: &str, canonical: &str, keys: &[&str], name: &str) -> String {
    match (name, canonical) {
        ("roles", _) => format!("`roles` belongs to the permission, not to `{word}`"),
        ("sql" | "middleware", _) => format!("`{name}` is not supported; say it with conditions"),
        ("where", "insert") => {
            format!("`{word}` has no `where`: there is no row yet; use `validate`")
        }
        _ => format!("unknown key `{name}` in `{word}`; expected {}", keys.join(", ")),
    }
}

fn columns(
    node: &Node,
    canonical: &str,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Spanned<String>>> {
    let items = match &node.kind {
        Kind::Text(text) if text == "*" => return None,
        Kind::List(items) => items,
        _ => {
            problems.push(wrong(node, "a list of columns or '*'"));
            return None;
        }
    };
    if let [Node { kind: Kind::Text(text), .. }] = items.as_slice()
        && text == "*"
    {
        return None;
    }
    if items.is_empty() && canonical == "select" {
        problems.push(Problem::error(node.at, "`columns` is empty; leave it out for all columns"));
    }
    let mut names: Vec<Spanned<String>> = Vec::new();
    for item in items {
        match &item.kind {
            Kind::Text(name) if name == "*" => {
                problems.push(Problem::error(item.at, "'*' means all columns and stands alone"));
            }
            Kind::Text(name) if names.iter().any(|other| other.value == *name) => {
                problems.push(Problem::error(item.at, format!("column `{name}` is named twice")));
            }
            Kind::Text(name) => names.push(Spanned { value: name.clone(), at: item.at }),
            _ => problems.push(wrong(item, "the name of a column")),
        }
    }
    Some(names)
}

fn validate(node: &Node, problems: &mut Vec<Problem>) -> Vec<FieldSource> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(wrong(node, "a mapping of rules by column"));
        return Vec::new();
    };
    let mut fields = Vec::new();
    for (key, node) in entries {
        if key.value.starts_with('$') {
            let message = format!(
                "`validate` has rules by column only; `{}` can stand in `check`",
                key.value
            );
            problems.push(Problem::error(key.at, message));
            continue;
        }
        fields.extend(condition::field(key, node, problems));
    }
    for field in &fields {
        if let FieldTest::Related(_) = field.test {
            let message = format!(
                "`validate` has operators only; `{}` is given conditions",
                field.name.value
            );
            problems.push(Problem::error(field.name.at, message));
        }
    }
    fields
}

fn assignments(
    node: &Node,
    problems: &mut Vec<Problem>,
) -> Vec<(Spanned<String>, Spanned<TermSource>)> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(wrong(node, "a mapping of values by column"));
        return Vec::new();
    };
    let mut read = Vec::new();
    for (key, node) in entries {
        match term::assigned(node) {
            Ok(value) => read.push((key.clone(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    read
}

fn limit(node: &Node, problems: &mut Vec<Problem>) -> Option<u64> {
    let limit = match &node.kind {
        Kind::Number(number) => {
            number.as_u64().filter(|limit| *limit > 0 && i64::try_from(*limit).is_ok())
        }
        _ => None,
    };
    if limit.is_none() {
        problems.push(Problem::error(node.at, "expected a whole number of at least 1"));
    }
    limit
}

/// `mask: { email: partial }`
fn mask(node: &Node, problems: &mut Vec<Problem>) -> Vec<(Spanned<String>, Mask)> {
    let Kind::Map(entries) = &node.kind else {
        problems.push(wrong(node, "a mapping of masks by column"));
        return Vec::new();
    };
    let mut masks = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        let found = match &node.kind {
            Kind::Text(name) => Mask::of(name),
            _ => None,
        };
        match found {
            Some(mask) => masks.push((key.clone(), mask)),
            None => {
                let names: Vec<&str> = Mask::ALL.iter().map(|(name, _)| *name).collect();
                let message = format!("expected a mask: {}", names.join(", "));
                problems.push(Problem::error(node.at, message));
            }
        }
    }
    masks
}

/// `aggregate: [count, sum]`
fn aggregate(node: &Node, problems: &mut Vec<Problem>) -> Aggregates {
    let mut aggregates = Aggregates::default();
    let Kind::List(items) = &node.kind else {
        problems.push(wrong(node, "a list of functions"));
        return aggregates;
    };
    for item in items {
        let found = match &item.kind {
            Kind::Text(name) => Aggregate::of(name),
            _ => None,
        };
        match found {
            Some(one) => aggregates.insert(one),
            None => {
                let message = "expected a function: count, sum, avg, min or max";
                problems.push(Problem::error(item.at, message));
            }
        }
    }
    aggregates
}

fn check(node: &Node, problems: &mut Vec<Problem>) -> Option<CheckSource> {
    match &node.kind {
        Kind::Boolean(false) => Some(CheckSource::Off(node.at)),
        Kind::Map(_) => Some(CheckSource::Conditions(condition::read(node, problems))),
        _ => {
            problems.push(wrong(node, "a mapping of conditions or `false`"));
            None
        }
    }
}

pub(crate) fn wrong(node: &Node, expected: &str) -> Problem {
    Problem::error(node.at, format!("expected {expected}, not {}", node.noun()))
}

fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
