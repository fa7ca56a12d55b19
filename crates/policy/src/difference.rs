//! What changes from one document to another, permission by permission and action by action, and whether more or less is
//! permitted by it.
//!
//! Documents are compared as they are written, without a schema: names that a schema would resolve alike differ here.
//! An effect is named only where it holds whatever the rows are; everything else is [`Effect::Unknown`].

mod actions;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::compiled::Operation;
use crate::document::{Document, PermissionSource, TestSource};
use crate::operations::{self, Fields};
use crate::written;

pub use actions::ActionDifference;

/// Whether more or less is permitted after a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Nothing is permitted less.
    Widens,
    /// Nothing is permitted more.
    Narrows,
    /// The same is permitted.
    Neutral,
    /// It cannot be said without the rows, or it does some of both.
    Unknown,
}

impl Effect {
    /// Of two changes that are made together.
    #[must_use]
    pub fn and(self, other: Effect) -> Effect {
        match (self, other) {
            (Effect::Neutral, effect) | (effect, Effect::Neutral) => effect,
            (one, other) if one == other => one,
            _ => Effect::Unknown,
        }
    }
}

/// What became of a permission, an action or a test.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// It is another than it was.
    Changed,
}

/// One part of a permission or an action that is not what it was.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The operation that it is of; none for the permission itself, and for an action.
    pub operation: Option<Operation>,
    /// The key of the document: `roles`, `columns`, `where`; `operation` where all of it came or went.
    pub field: &'static str,
    /// Whether more or less is permitted.
    pub effect: Effect,
    /// What was written, in one form; null where nothing was.
    pub before: Json,
    /// What is written, in one form; null where nothing is.
    pub after: Json,
    /// The change in words.
    pub sentence: String,
}

/// A permission that is not what it was.
#[derive(Clone, PartialEq, Debug)]
pub struct PermissionDifference {
    /// Its slug.
    pub slug: String,
    /// The table that it is on, as written; the later one where that changed.
    pub table: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// Of all its changes together.
    pub effect: Effect,
    /// What changed in it, in the order of a document.
    pub changes: Vec<Change>,
}

/// A test that is not what it was. Tests permit nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TestDifference {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub kind: ChangeKind,
}

/// Everything that differs between two documents.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Difference {
    /// In the order of the later document; those that are gone follow.
    pub permissions: Vec<PermissionDifference>,
    /// The same of its actions.
    pub actions: Vec<ActionDifference>,
    /// The same of its tests.
    pub tests: Vec<TestDifference>,
}

impl Difference {
    /// Nothing differs in meaning; words, order of keys and predicates' names may.
    pub fn is_empty(&self) -> bool {
        self.permissions.is_empty() && self.actions.is_empty() && self.tests.is_empty()
    }

    /// Of all permissions and actions together.
    pub fn effect(&self) -> Effect {
        let permissions = self.permissions.iter().map(|permission| permission.effect);
        let actions = self.actions.iter().map(|action| action.effect);
        permissions.chain(actions).fold(Effect::Neutral, Effect::and)
    }
}

/// What changes from `before` to `after`.
pub fn difference(before: &Document, after: &Document) -> Difference {
    let both = Both { before, after };
    let mut permissions = Vec::new();
    for permission in &after.permissions {
        let earlier = before.permissions.iter().find(|one| one.slug.value == permission.slug.value);
        match earlier {
            None => permissions.push(both.whole(permission, ChangeKind::Added)),
            Some(earlier) => permissions.extend(both.changed(earlier, permission)),
        }
    }
    let is_gone = |permission: &&PermissionSource| {
        !after.permissions.iter().any(|one| one.slug.value == permission.slug.value)
    };
    let gone = before.permissions.iter().filter(is_gone);
    permissions.extend(gone.map(|permission| both.whole(permission, ChangeKind::Removed)));
    let (actions, tests) = (actions::actions(before, after), tests(before, after));
    Difference { permissions, actions, tests }
}

struct Both<'a> {
    before: &'a Document,
    after: &'a Document,
}

impl Both<'_> {
    /// A permission that came or went, as the one change of its roles and the one of each operation.
    fn whole(&self, permission: &PermissionSource, kind: ChangeKind) -> PermissionDifference {
        let is_added = kind == ChangeKind::Added;
        let effect = if is_added { Effect::Widens } else { Effect::Narrows };
        let effect = self.settled(permission, effect);
        let roles = roles(permission);
        let mut changes = vec![change("roles", effect, is_added, json!(roles))];
        changes[0].sentence = if is_added {
            format!("it is for {}", quoted(&roles))
        } else {
            format!("it was for {}", quoted(&roles))
        };
        for (operation, source) in permission.operations() {
            let fields = Fields::of(operation, source).written();
            let mut one = change("operation", effect, is_added, fields);
            one.operation = Some(operation);
            one.sentence = operations::came_or_went(operation, is_added);
            changes.push(one);
        }
        let (slug, table) = (permission.slug.value.clone(), permission.table.value.clone());
        PermissionDifference { slug, table, kind, effect, changes }
    }

    fn changed(
        &self,
        before: &PermissionSource,
        after: &PermissionSource,
    ) -> Option<PermissionDifference> {
        let mut changes = Vec::new();
        changes.extend(names(before, after));
        changes.extend(tables(before, after));
        changes.extend(role_change(&roles(before), &roles(after)));
        for operation in
            [Operation::Select, Operation::Insert, Operation::Update, Operation::Delete]
        {
            changes.extend(operations::changes(operation, before, after));
        }
        changes.extend(self.order(before, after));
        if changes.is_empty() {
            return None;
        }
        for change in &mut changes {
            change.effect =
                self.settled(before, change.effect).and(self.settled(after, change.effect));
        }
        let effect = changes.iter().map(|change| change.effect).fold(Effect::Neutral, Effect::and);
        let (slug, table) = (after.slug.value.clone(), after.table.value.clone());
        Some(PermissionDifference { slug, table, kind: ChangeKind::Changed, effect, changes })
    }

    /// A column that several permissions mask shows by the one that tells most of those that apply, and some tell different
    /// things: what comes or goes beside it may show more or less of it.
    fn settled(&self, permission: &PermissionSource, effect: Effect) -> Effect {
        if effect == Effect::Neutral { effect } else { self.unless_contested(permission, effect) }
    }

    fn unless_contested(&self, permission: &PermissionSource, effect: Effect) -> Effect {
        let masked = masked(permission);
        let others = self.before.permissions.iter().chain(&self.after.permissions);
        let is_contested = others
            .filter(|other| {
                other.slug.value != permission.slug.value
                    && other.table.value == permission.table.value
            })
            .any(|other| !masked.is_disjoint(&self::masked(other)));
        if is_contested { Effect::Unknown } else { effect }
    }

    /// Writes take the first permission that admits them, with what it fills in: its place among those of its table counts.
    fn order(&self, before: &PermissionSource, after: &PermissionSource) -> Option<Change> {
        let writes = |one: &&PermissionSource| one.insert.is_some() || one.update.is_some();
        let ahead = |document: &Document, permission: &PermissionSource| -> BTreeSet<String> {
            let ahead = document
                .permissions
                .iter()
                .take_while(|one| one.slug.value != permission.slug.value);
            let same = ahead.filter(|one| one.table.value == permission.table.value);
            same.filter(writes).map(|one| one.slug.value.clone()).collect()
        };
        if !writes(&before) || !writes(&after) || before.table.value != after.table.value {
            return None;
        }
        let kept = |document: &Document, slug: &String| {
            document.permissions.iter().any(|one| one.slug.value == *slug)
        };
        let mut then = ahead(self.before, before);
        let mut now = ahead(self.after, after);
        then.retain(|slug| kept(self.after, slug));
        now.retain(|slug| kept(self.before, slug));
        // Told once, of the one that others came before.
        let passed: Vec<&String> = now.difference(&then).collect();
        if passed.is_empty() {
            return None;
        }
        let sentence =
            format!("{} is tried before it now when something is written", quoted(&passed));
        let mut one = change("order", Effect::Unknown, true, json!(now));
        one.before = json!(then);
        one.sentence = sentence;
        Some(one)
    }
}

/// Columns that show in part.
fn masked(permission: &PermissionSource) -> BTreeSet<&str> {
    let select = permission.select.iter();
    select.flat_map(|select| select.mask.iter().map(|(name, _)| name.value.as_str())).collect()
}

fn change(field: &'static str, effect: Effect, is_added: bool, value: Json) -> Change {
    let (before, after) = if is_added { (Json::Null, value) } else { (value, Json::Null) };
    Change { operation: None, field, effect, before, after, sentence: String::new() }
}

fn names(before: &PermissionSource, after: &PermissionSource) -> Option<Change> {
    (before.name != after.name).then(|| Change {
        operation: None,
        field: "name",
        effect: Effect::Neutral,
        before: json!(before.name),
        after: json!(after.name),
        sentence: "it is called otherwise".to_owned(),
    })
}

fn tables(before: &PermissionSource, after: &PermissionSource) -> Option<Change> {
    let (then, now) = (&before.table.value, &after.table.value);
    (then != now).then(|| Change {
        operation: None,
        field: "table",
        effect: Effect::Unknown,
        before: json!(then),
        after: json!(now),
        sentence: format!("it is on `{now}`, no longer on `{then}`"),
    })
}

fn role_change(then: &[String], now: &[String]) -> Option<Change> {
    let added: Vec<&String> = now.iter().filter(|role| !then.contains(role)).collect();
    let removed: Vec<&String> = then.iter().filter(|role| !now.contains(role)).collect();
    let sentence = match (added.is_empty(), removed.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("it is for {}, too", quoted(&added)),
        (true, false) => format!("it is for {} no longer", quoted(&removed)),
        (false, false) => {
            format!("it is for {}, too, and for {} no longer", quoted(&added), quoted(&removed))
        }
    };
    Some(Change {
        operation: None,
        field: "roles",
        effect: operations::by_growth(!added.is_empty(), !removed.is_empty()),
        before: json!(then),
        after: json!(now),
        sentence,
    })
}

/// In order of name: their order means nothing.
fn roles(permission: &PermissionSource) -> Vec<String> {
    let roles: BTreeSet<&String> = permission.roles.iter().map(|role| &role.value).collect();
    roles.into_iter().cloned().collect()
}

/// Names as a sentence lists them.
pub(crate) fn quoted<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

fn tests(before: &Document, after: &Document) -> Vec<TestDifference> {
    let find = |document: &'_ Document, name: &str| {
        document.tests.iter().find(|test| test.name.value == name).map(test_as_written)
    };
    let mut differences = Vec::new();
    for test in &after.tests {
        let name = &test.name.value;
        let kind = match find(before, name) {
            None => ChangeKind::Added,
            Some(earlier) if earlier != test_as_written(test) => ChangeKind::Changed,
            Some(_) => continue,
        };
        differences.push(TestDifference { name: name.clone(), kind });
    }
    for test in &before.tests {
        let name = &test.name.value;
        if find(after, name).is_none() {
            differences.push(TestDifference { name: name.clone(), kind: ChangeKind::Removed });
        }
    }
    differences
}

fn test_as_written(test: &TestSource) -> Json {
    let condition =
        |source: &Option<crate::document::ConditionSource>| source.as_ref().map(written::condition);
    let names = |names: &[crate::document::Spanned<String>]| {
        names.iter().map(|name| name.value.clone()).collect::<BTreeSet<_>>()
    };
    let values: std::collections::BTreeMap<&str, &Json> =
        test.values.iter().map(|(name, value)| (name.value.as_str(), value)).collect();
    json!({
        "as": test.user, "operation": test.operation, "table": test.table.value,
        "where": condition(&test.filter), "values": values, "count": test.count,
        "every": condition(&test.every), "some": condition(&test.some),
        "columns": test.columns.as_deref().map(names), "hidden": names(&test.hidden),
        "denied": test.is_denied.unwrap_or(false),
    })
}
