//! What changes in one operation of a permission, key by key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::aggregate::Aggregate;
use crate::compiled::Operation;
use crate::difference::{Change, Effect, quoted};
use crate::document::{CheckSource, OperationSource, PermissionSource};
use crate::mask::Mask;
use crate::written::{self, Conjuncts};

impl PermissionSource {
    /// The operations that it grants.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (Operation, &OperationSource)> {
        let all = [
            (Operation::Select, &self.select),
            (Operation::Insert, &self.insert),
            (Operation::Update, &self.update),
            (Operation::Delete, &self.delete),
        ];
        all.into_iter().filter_map(|(operation, source)| Some((operation, source.as_ref()?)))
    }

    fn operation(&self, operation: Operation) -> Option<&OperationSource> {
        self.operations().find(|(one, _)| *one == operation).map(|(_, source)| source)
    }
}

/// One operation in one form.
pub(crate) struct Fields {
    operation: Operation,
    /// None: all, present and future.
    columns: Option<BTreeSet<String>>,
    filter: Conjuncts,
    validate: Conjuncts,
    check: Check,
    default: Json,
    overwrite: Json,
    limit: Option<u64>,
    masks: BTreeMap<String, Mask>,
    aggregates: BTreeSet<Aggregate>,
}

#[derive(PartialEq)]
enum Check {
    /// What `where` implies.
    Implicit,
    /// That and more.
    More(Conjuncts),
    Off,
}

impl Fields {
    pub(crate) fn of(operation: Operation, source: &OperationSource) -> Self {
        let columns = source.columns.as_ref();
        Fields {
            operation,
            columns: columns.map(|names| names.iter().map(|name| name.value.clone()).collect()),
            filter: source.filter.as_ref().map(written::conjuncts).unwrap_or_default(),
            validate: written::rules(&source.validate),
            check: match &source.check {
                None => Check::Implicit,
                Some(CheckSource::Off(_)) => Check::Off,
                Some(CheckSource::Conditions(condition)) => match written::conjuncts(condition) {
                    none if none.is_empty() => Check::Implicit,
                    some => Check::More(some),
                },
            },
            default: written::assignments(&source.default),
            overwrite: written::assignments(&source.overwrite),
            limit: source.limit,
            masks: source.mask.iter().map(|(name, mask)| (name.value.clone(), *mask)).collect(),
            aggregates: Aggregate::ALL
                .into_iter()
                .filter(|one| source.aggregate.contains(*one))
                .collect(),
        }
    }

    /// As a document would say it; keys that say nothing are left out.
    pub(crate) fn written(&self) -> Json {
        let mut fields = Map::new();
        let mut put = |name: &str, value: Json| {
            let is_nothing = value.is_null()
                || value.as_object().is_some_and(Map::is_empty)
                || value.as_array().is_some_and(Vec::is_empty);
            if !is_nothing {
                fields.insert(name.to_owned(), value);
            }
        };
        if self.operation != Operation::Delete {
            put("columns", self.columns());
        }
        put("where", condition(&self.filter));
        put("validate", condition(&self.validate));
        put("check", self.check());
        put("default", self.default.clone());
        put("overwrite", self.overwrite.clone());
        put("limit", json!(self.limit));
        put("mask", json!(self.masks));
        if self.operation == Operation::Select && self.aggregates.len() > 1 {
            put("aggregate", json!(self.aggregates));
        }
        Json::Object(fields)
    }

    fn columns(&self) -> Json {
        self.columns.as_ref().map_or_else(|| json!("*"), |names| json!(names))
    }

    fn check(&self) -> Json {
        match &self.check {
            Check::Implicit => Json::Null,
            Check::More(conjuncts) => condition(conjuncts),
            Check::Off => Json::Bool(false),
        }
    }

    fn grants(&self, column: &str) -> bool {
        self.columns.as_ref().is_none_or(|names| names.contains(column))
    }
}

fn condition(conjuncts: &Conjuncts) -> Json {
    if conjuncts.is_empty() { Json::Null } else { written::together(conjuncts) }
}

/// The operation as the beginning of a sentence.
fn noun(operation: Operation) -> &'static str {
    match operation {
        Operation::Select => "reading",
        Operation::Insert => "adding",
        Operation::Update => "changing",
        Operation::Delete => "removing",
    }
}

/// The sentence of an operation that came or went as a whole.
pub(crate) fn came_or_went(operation: Operation, is_added: bool) -> String {
    let becomes = if is_added { "is granted" } else { "is not granted any more" };
    format!("{} rows {becomes}", noun(operation))
}

/// More, less, both or neither.
pub(crate) fn by_growth(grows: bool, shrinks: bool) -> Effect {
    match (grows, shrinks) {
        (true, false) => Effect::Widens,
        (false, true) => Effect::Narrows,
        (false, false) => Effect::Neutral,
        (true, true) => Effect::Unknown,
    }
}

/// What changes in one operation.
pub(crate) fn changes(
    operation: Operation,
    before: &PermissionSource,
    after: &PermissionSource,
) -> Vec<Change> {
    let fields = |one: &PermissionSource| {
        one.operation(operation).map(|source| Fields::of(operation, source))
    };
    let (then, now) = match (fields(before), fields(after)) {
        (None, None) => return Vec::new(),
        (Some(then), Some(now)) => (then, now),
        (then, now) => {
            let is_added = now.is_some();
            let written = |one: Option<Fields>| one.map_or(Json::Null, |one| one.written());
            return vec![Change {
                operation: Some(operation),
                field: "operation",
                effect: by_growth(is_added, !is_added),
                before: written(then),
                after: written(now),
                sentence: came_or_went(operation, is_added),
            }];
        }
    };
    let found = [
        columns(&then, &now),
        conjuncts("where", &then.filter, &now.filter),
        conjuncts("validate", &then.validate, &now.validate),
        checks(&then, &now),
        values("default", &then.default, &now.default),
        values("overwrite", &then.overwrite, &now.overwrite),
        masks(&then, &now),
        limits(&then, &now),
        aggregates(&then, &now),
    ];
    let found = found.into_iter().flatten().map(|mut change| {
        change.operation = Some(operation);
        change.sentence = format!("{}: {}", noun(operation), change.sentence);
        change
    });
    found.collect()
}

fn change(
    field: &'static str,
    effect: Effect,
    before: Json,
    after: Json,
    sentence: impl Into<String>,
) -> Change {
    Change { operation: None, field, effect, before, after, sentence: sentence.into() }
}

fn columns(then: &Fields, now: &Fields) -> Option<Change> {
    if then.columns == now.columns {
        return None;
    }
    let (effect, sentence) = match (&then.columns, &now.columns) {
        (Some(_), None) => {
            (Effect::Widens, "all columns, present and future, instead of those listed".to_owned())
        }
        (None, Some(names)) => {
            let names: Vec<&String> = names.iter().collect();
            (Effect::Narrows, format!("only {} instead of all columns", quoted(&names)))
        }
        (Some(before), Some(after)) => {
            let added: Vec<&String> = after.difference(before).collect();
            let removed: Vec<&String> = before.difference(after).collect();
            let effect = by_growth(!added.is_empty(), !removed.is_empty());
            (effect, came_and_went("column", &added, &removed))
        }
        (None, None) => return None,
    };
    Some(change("columns", effect, then.columns(), now.columns(), sentence))
}

/// `columns `a`, `b` are added, column `c` is removed`
fn came_and_went(what: &str, added: &[&String], removed: &[&String]) -> String {
    let part = |names: &[&String], becomes: &str| {
        let (plural, verb) = if names.len() == 1 { ("", "is") } else { ("s", "are") };
        (!names.is_empty()).then(|| format!("{what}{plural} {} {verb} {becomes}", quoted(names)))
    };
    let parts = [part(added, "added"), part(removed, "removed")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What must hold, all of it: more of it admits less.
fn conjuncts(field: &'static str, then: &Conjuncts, now: &Conjuncts) -> Option<Change> {
    if then == now {
        return None;
    }
    let (before, after) = (condition(then), condition(now));
    let (added, removed): (Conjuncts, Conjuncts) =
        (now.difference(then).cloned().collect(), then.difference(now).cloned().collect());
    let effect = by_growth(!removed.is_empty(), !added.is_empty());
    let sentence = match effect {
        Effect::Narrows => format!("`{field}` asks for {} besides", written::together(&added)),
        Effect::Widens => format!("`{field}` asks for {} no more", written::together(&removed)),
        _ => format!(
            "`{field}` asks for {} instead of {}",
            written::together(&added),
            written::together(&removed)
        ),
    };
    Some(change(field, effect, before, after, sentence))
}

fn checks(then: &Fields, now: &Fields) -> Option<Change> {
    let (before, after) = (then.check(), now.check());
    let mut one = match (&then.check, &now.check) {
        (then, now) if then == now => return None,
        (_, Check::Off) => change(
            "check",
            Effect::Widens,
            Json::Null,
            Json::Null,
            "nothing is asked of the changed row any more, not even what `where` implies",
        ),
        (Check::Off, _) => change(
            "check",
            Effect::Narrows,
            Json::Null,
            Json::Null,
            "the changed row is checked again",
        ),
        (then, now) => {
            let none = Conjuncts::new();
            let more = |check: &'_ Check| match check {
                Check::More(conjuncts) => conjuncts.clone(),
                _ => none.clone(),
            };
            conjuncts("check", &more(then), &more(now))?
        }
    };
    (one.before, one.after) = (before, after);
    Some(one)
}

/// Values that the policy fills in: what is written changes, and with it whether a rule admits it.
fn values(field: &'static str, then: &Json, now: &Json) -> Option<Change> {
    if then == now {
        return None;
    }
    let empty = Map::new();
    let entries = |value: &Json| value.as_object().unwrap_or(&empty).clone();
    let (before, after) = (entries(then), entries(now));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed: Vec<&String> =
        names.into_iter().filter(|name| before.get(*name) != after.get(*name)).collect();
    let sentence = format!("`{field}` fills in {} otherwise", quoted(&changed));
    Some(change(field, Effect::Unknown, then.clone(), now.clone(), sentence))
}

fn masks(then: &Fields, now: &Fields) -> Option<Change> {
    if then.masks == now.masks {
        return None;
    }
    let names: BTreeSet<&String> = then.masks.keys().chain(now.masks.keys()).collect();
    let changed: Vec<&String> =
        names.into_iter().filter(|name| then.masks.get(*name) != now.masks.get(*name)).collect();
    let effect = changed
        .iter()
        // A column that comes or goes is told by `columns`.
        .filter(|name| then.grants(name) && now.grants(name))
        .map(|name| shown(then.masks.get(*name).copied(), now.masks.get(*name).copied()))
        .fold(Effect::Neutral, Effect::and);
    let sentence = format!("{} shows in part otherwise", quoted(&changed));
    Some(change("mask", effect, json!(then.masks), json!(now.masks), sentence))
}

/// Of a column that shows before and after. `full` shows least, `email` what `partial` does and more.
fn shown(then: Option<Mask>, now: Option<Mask>) -> Effect {
    let rank = |mask: Option<Mask>| match mask {
        Some(Mask::Full) => Some(0),
        Some(Mask::Partial) => Some(1),
        Some(Mask::Email) => Some(2),
        None => Some(3),
        Some(Mask::Last4) => None,
    };
    match (rank(then), rank(now)) {
        (Some(before), Some(after)) => by_growth(after > before, after < before),
        (None, Some(0)) => Effect::Narrows,
        (None, Some(3)) => Effect::Widens,
        (Some(0), None) => Effect::Widens,
        (Some(3), None) => Effect::Narrows,
        (None, None) => Effect::Neutral,
        _ => Effect::Unknown,
    }
}

fn limits(then: &Fields, now: &Fields) -> Option<Change> {
    if then.limit == now.limit {
        return None;
    }
    let rank = |limit: Option<u64>| limit.unwrap_or(u64::MAX);
    let effect = by_growth(rank(now.limit) > rank(then.limit), rank(now.limit) < rank(then.limit));
    let sentence = match now.limit {
        Some(limit) => format!("at most {limit} rows at once"),
        None => "any number of rows at once".to_owned(),
    };
    Some(change("limit", effect, json!(then.limit), json!(now.limit), sentence))
}

fn aggregates(then: &Fields, now: &Fields) -> Option<Change> {
    if then.aggregates == now.aggregates {
        return None;
    }
    let names = |of: BTreeSet<&Aggregate>| -> Vec<String> {
        of.into_iter().map(|one| one.as_str().to_owned()).collect()
    };
    let added = names(now.aggregates.difference(&then.aggregates).collect());
    let removed = names(then.aggregates.difference(&now.aggregates).collect());
    let effect = by_growth(!added.is_empty(), !removed.is_empty());
    let sentence = came_and_went(
        "function",
        &added.iter().collect::<Vec<_>>(),
        &removed.iter().collect::<Vec<_>>(),
    );
    Some(change("aggregate", effect, json!(then.aggregates), json!(now.aggregates), sentence))
}
