//! What an embed leads to: through one foreign key, or through a table between.

use bailiwick_schema::{ColumnIndex, Relation, RelationEnd, Relations, Schema};

use super::{Context, Via};
use crate::Refusal;
use crate::request::Embed;
use crate::source::Source;

/// A way from the parent's rows to the embedded ones.
pub(super) struct Way<'a> {
    pub(super) source: Source<'a>,
    pub(super) on: Vec<(ColumnIndex, ColumnIndex)>,
    pub(super) end: RelationEnd,
    pub(super) via: Option<Via<'a>>,
}

/// The one way that the embed names. Ways over tables or key columns that the user may not read do not exist.
pub(super) fn find<'a>(
    embed: &Embed,
    parent: &Source<'a>,
    context: &Context<'a>,
) -> Result<Way<'a>, Refusal> {
    let schema = context.schema;
    let missing = || Refusal::relation(&parent.shape().name, &embed.name);
    let relations = Relations::of(schema, parent.table);
    let mut named: Vec<&Relation> = relations
        .iter()
        .filter(|relation| is_named(schema, relation, embed))
        .filter(|relation| keys_are_readable(relation, parent, context))
        .collect();
    if named.len() > 1 {
        prefer(schema, &mut named, embed);
    }
    match named.as_slice() {
        [] => through(embed, parent, context, &relations)?.ok_or_else(missing),
        [relation] => {
            let source = Source::find(context, relation.to).ok_or_else(missing)?;
            Ok(Way { source, on: relation.on.clone(), end: relation.end, via: None })
        }
        several => Err(ambiguous(embed, parent, several.iter().map(|one| one.constraint.as_str()))),
    }
}

fn is_named(schema: &Schema, relation: &Relation, embed: &Embed) -> bool {
    let other = &schema[relation.to];
    let is_near = other.namespace == schema[relation.from].namespace;
    let by_table = is_near && other.name == embed.name;
    let by_key = embed.hint.is_none() && is_key(schema, relation, &embed.name);
    let hinted = match &embed.hint {
        None => true,
        Some(hint) => relation.constraint == *hint || has_column(schema, relation, hint),
    };
    (by_table || by_key) && hinted
}

/// The embed is called as the constraint or, towards one row, as the one column that refers to it.
fn is_key(schema: &Schema, relation: &Relation, name: &str) -> bool {
    relation.constraint == name
        || refers(schema, relation)
            && relation.on.len() == 1
            && schema[relation.from][relation.on[0].0].name == name
}

/// Whether the foreign key is the starting table's.
fn refers(schema: &Schema, relation: &Relation) -> bool {
    schema[relation.from].foreign_keys.iter().any(|key| {
        key.name == relation.constraint
            && key.to_table == relation.to
            && key.columns.iter().copied().eq(relation.on.iter().map(|pair| pair.0))
    })
}

fn has_column(schema: &Schema, relation: &Relation, name: &str) -> bool {
    relation.on.iter().any(|(from, to)| {
        schema[relation.from][*from].name == name || schema[relation.to][*to].name == name
    })
}

/// Among several ways: the key that carries the hinted column itself, and on a table that refers to itself a column leads
/// to the one row and anything else to the many.
fn prefer(schema: &Schema, named: &mut Vec<&Relation>, embed: &Embed) {
    let wanted = embed.hint.as_deref().unwrap_or(&embed.name);
    let by_column: Vec<&Relation> = named
        .iter()
        .copied()
        .filter(|relation| {
            refers(schema, relation)
                && relation.on.iter().any(|(from, _)| schema[relation.from][*from].name == wanted)
        })
        .collect();
    if by_column.len() == 1 {
        *named = by_column;
        return;
    }
    let is_own = named.iter().all(|relation| relation.from == relation.to);
    let one_key = named.iter().all(|relation| relation.constraint == named[0].constraint);
    if is_own && one_key && embed.hint.is_some() {
        named.retain(|relation| !refers(schema, relation));
    }
}

fn keys_are_readable(relation: &Relation, parent: &Source<'_>, context: &Context<'_>) -> bool {
    let Some(child) = Source::find(context, relation.to) else { return false };
    relation
        .on
        .iter()
        .all(|(from, to)| parent.readable.contains(*from) && child.readable.contains(*to))
}

/// A way through a table that refers to both ends.
fn through<'a>(
    embed: &Embed,
    parent: &Source<'a>,
    context: &Context<'a>,
    relations: &[Relation],
) -> Result<Option<Way<'a>>, Refusal> {
    let schema = context.schema;
    let mut ways: Vec<(String, Way<'a>)> = Vec::new();
    for first in relations.iter().filter(|relation| relation.end == RelationEnd::Many) {
        if !keys_are_readable(first, parent, context) {
            continue;
        }
        let Some(between) = Source::find(context, first.to) else { continue };
        for second in Relations::of(schema, first.to) {
            if second.end != RelationEnd::One || !refers(schema, &second) {
                continue;
            }
            let is_way_back = second.constraint == first.constraint && second.to == parent.table;
            let is_named = schema[second.to].name == embed.name
                && schema[second.to].namespace == parent.shape().namespace;
            let is_hinted = embed
                .hint
                .as_ref()
                .is_none_or(|hint| *hint == between.shape().name || *hint == second.constraint);
            if is_way_back
                || !is_named
                || !is_hinted
                || !keys_are_readable(&second, &between, context)
            {
                continue;
            }
            let Some(source) = Source::find(context, second.to) else { continue };
            let name = between.shape().name.clone();
            let via = Via {
                source: between.clone(),
                to_parent: first.on.clone(),
                to_child: second.on.clone(),
            };
            ways.push((
                name,
                Way { source, on: Vec::new(), end: RelationEnd::Many, via: Some(via) },
            ));
        }
    }
    if ways.len() > 1 {
        return Err(ambiguous(embed, parent, ways.iter().map(|(name, _)| name.as_str())));
    }
    Ok(ways.pop().map(|(_, way)| way))
}

fn ambiguous<'n>(
    embed: &Embed,
    parent: &Source<'_>,
    ways: impl Iterator<Item = &'n str>,
) -> Refusal {
    let mut names: Vec<String> = ways.map(|name| format!("`{}!{name}`", embed.name)).collect();
    names.dedup();
    Refusal::new(
        300,
        "PGRST201",
        format!("`{}` is related to `{}` in several ways", parent.shape().name, embed.name),
    )
    .hint(format!("say which: {}", names.join(", ")))
}
