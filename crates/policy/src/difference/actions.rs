//! What changes in the actions of a document.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{Change, ChangeKind, Effect, change, quoted, role_change};
use crate::action::{ActsAs, WebCall};
use crate::document::{ActionSource, Document, Spanned};

/// An action that is not what it was.
#[derive(Clone, PartialEq, Debug)]
pub struct ActionDifference {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// Of all its changes together.
    pub effect: Effect,
    /// What changed in it, in the order of a document.
    pub changes: Vec<Change>,
}

/// Those that differ, in the order of the later document; those that are gone follow.
pub(super) fn actions(before: &Document, after: &Document) -> Vec<ActionDifference> {
    let find = |document: &'_ Document, name: &str| {
        document.actions.iter().position(|one| one.name.value == name)
    };
    let mut differences = Vec::new();
    for action in &after.actions {
        match find(before, &action.name.value) {
            None => differences.push(whole(action, ChangeKind::Added)),
            Some(place) => differences.extend(changed(&before.actions[place], action)),
        }
    }
    let gone = before.actions.iter().filter(|one| find(after, &one.name.value).is_none());
    differences.extend(gone.map(|action| whole(action, ChangeKind::Removed)));
    differences
}

/// An action that came or went: nobody calls what is not there.
fn whole(action: &ActionSource, kind: ChangeKind) -> ActionDifference {
    let is_added = kind == ChangeKind::Added;
    let effect = if is_added { Effect::Widens } else { Effect::Narrows };
    let told = |field: &'static str, value: Json, sentence: String| {
        let mut one = change(field, effect, is_added, value);
        one.sentence = sentence;
        one
    };
    let (is, runs) = if is_added { ("is", "runs") } else { ("was", "ran") };
    let roles = names(&action.roles);
    let listed: Vec<&String> = roles.iter().collect();
    let mut changes = vec![told("roles", json!(roles), format!("it {is} for {}", quoted(&listed)))];
    if !action.run.is_empty() {
        changes.push(told("as", authority(action), format!("it {runs} {}", by(action))));
        let counted = counted(action.run.len());
        changes.push(told("run", statements(action), format!("it {runs} {counted}")));
    }
    if let Some(source) = &action.call {
        let calls = if is_added { "calls" } else { "called" };
        let sentence = format!("it {calls} `{}` after the commit", source.call.url);
        changes.push(told("call", call(action), sentence));
    }
    ActionDifference { name: action.name.value.clone(), kind, effect, changes }
}

fn changed(before: &ActionSource, after: &ActionSource) -> Option<ActionDifference> {
    let input = |action: &ActionSource| json!(action.input.as_ref().map(|input| &input.value));
    let tables = |action: &ActionSource| json!(names(&action.tables));
    let title = other("name", json!(before.title), json!(after.title), "it is called otherwise");
    let title = title.map(|title| Change { effect: Effect::Neutral, ..title });
    let authorities = format!("it runs {}, no longer {}", by(after), by(before));
    let touched = "the tables that it may touch are others";
    let changes: Vec<Change> = [
        title,
        role_change(&names(&before.roles), &names(&after.roles)),
        other("as", authority(before), authority(after), &authorities),
        other("tables", tables(before), tables(after), touched),
        other("input", input(before), input(after), "it takes another input"),
        other("run", statements(before), statements(after), "its statements are others"),
        other("call", call(before), call(after), &calls(before, after)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        return None;
    }
    let effect = changes.iter().map(|change| change.effect).fold(Effect::Neutral, Effect::and);
    let (name, kind) = (after.name.value.clone(), ChangeKind::Changed);
    Some(ActionDifference { name, kind, effect, changes })
}

/// A key that says something else; what that comes to depends on the statements.
fn other(field: &'static str, before: Json, after: Json, sentence: &str) -> Option<Change> {
    (before != after).then(|| Change {
        operation: None,
        field,
        effect: Effect::Unknown,
        before,
        after,
        sentence: sentence.to_owned(),
    })
}

/// In order of name: their order means nothing.
fn names(names: &[Spanned<String>]) -> Vec<String> {
    let names: BTreeSet<&String> = names.iter().map(|name| &name.value).collect();
    names.into_iter().cloned().collect()
}

fn authority(action: &ActionSource) -> Json {
    json!(action.acts_as.map(|acts_as| match acts_as {
        ActsAs::User => "user",
        ActsAs::Owner => "owner",
    }))
}

fn by(action: &ActionSource) -> &'static str {
    match action.acts_as {
        Some(ActsAs::Owner) => "by the connection's own authority",
        Some(ActsAs::User) => "under the policy",
        None => "by no authority",
    }
}

fn statements(action: &ActionSource) -> Json {
    json!(action.run.iter().map(|statement| statement.value.trim()).collect::<Vec<_>>())
}

fn call(action: &ActionSource) -> Json {
    json!(action.call.as_ref().map(|source| {
        let WebCall { url, timeout } = &source.call;
        json!({ "url": url.as_str(), "timeout": format!("{}s", timeout.as_secs()) })
    }))
}

fn calls(before: &ActionSource, after: &ActionSource) -> String {
    let url = |action: &'_ ActionSource| action.call.as_ref().map(|source| source.call.url.clone());
    match (url(before), url(after)) {
        (None, Some(now)) => format!("it calls `{now}` after the commit"),
        (Some(then), None) => format!("it calls `{then}` no longer"),
        (Some(then), Some(now)) if then != now => {
            format!("it calls `{now}` after the commit, no longer `{then}`")
        }
        _ => "it waits for its call for another time".to_owned(),
    }
}

fn counted(statements: usize) -> String {
    match statements {
        1 => "one statement".to_owned(),
        several => format!("{several} statements"),
    }
}
