//! A document as a tree in which everything knows where it stands, whichever way it was written.

use crate::document::Spanned;
use crate::problem::{Position, Problem};

/// Larger documents are refused.
pub(crate) const MAXIMUM_BYTES: usize = 1 << 20;
/// Deeper documents are refused.
pub(crate) const MAXIMUM_DEPTH: usize = 40;

/// One node.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) kind: Kind,
}

/// What stands there.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Kind {
    Null,
    Boolean(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// What it is, in a sentence.
    pub(crate) fn noun(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Boolean(_) => "true or false",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }

    /// The node as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.kind {
            Kind::Null => Json::Null,
            Kind::Boolean(truth) => Json::Bool(*truth),
            Kind::Number(number) => Json::Number(number.clone()),
            Kind::Text(text) => Json::String(text.clone()),
            Kind::List(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Kind::Map(entries) => Json::Object(
                entries.iter().map(|(key, node)| (key.value.clone(), node.to_json())).collect(),
            ),
        }
    }
}

/// A container that is being filled: shared by both readers.
pub(crate) enum Open {
    List(Position, Vec<Node>),
    Map(Position, Vec<(Spanned<String>, Node)>, Option<Spanned<String>>),
}

impl Open {
    /// Refuses a key that is there already.
    pub(crate) fn check_key(
        entries: &[(Spanned<String>, Node)],
        key: &Spanned<String>,
    ) -> Result<(), Problem> {
        match entries.iter().find(|(other, _)| other.value == key.value) {
            Some((first, _)) => Err(Problem::error(
                key.at,
                format!("`{}` is already given on line {}", key.value, first.at.line),
            )),
            None => Ok(()),
        }
    }

    /// The finished node.
    pub(crate) fn close(self) -> Node {
        match self {
            Open::List(at, items) => Node { at, kind: Kind::List(items) },
            Open::Map(at, entries, _) => Node { at, kind: Kind::Map(entries) },
        }
    }
}
