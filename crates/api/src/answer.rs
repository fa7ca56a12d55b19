//! What answers have in common: lists, what the caller may do, errors, and secrets that never print.

use std::collections::BTreeMap;

use bailiwick_model::RequestId;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::operation::{Parameter, ParameterKind};

/// An object and the actions that the caller holds on it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}")]
pub struct Held<T> {
    /// The object.
    #[serde(flatten)]
    pub object: T,
    /// Actions that the caller holds on it: `["projects.view", "projects.update"]`.
    pub can: Vec<&'static str>,
}

/// An object of which the caller may do some things and not others, and why not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}")]
pub struct Ruled<T> {
    /// The object.
    #[serde(flatten)]
    pub object: T,
    /// What the caller may do to this very object: `["teams.view", "teams.update"]`.
    pub can: Vec<&'static str>,
    /// What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
    /// touched by it holds more than the caller.
    pub cannot: BTreeMap<String, String>,
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}List")]
pub struct List<T> {
    /// The page.
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
    /// How many the caller may see in all.
    pub total: u64,
}

/// Every error of this API.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ErrorAnswer {
    /// What went wrong.
    pub error: ErrorDetail,
}

/// What went wrong, for programs and for people.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ErrorDetail {
    /// A stable word: `unknown_field`.
    pub code: String,
    /// A sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The action that was missing.
    pub action: Option<String>,
    /// The request, as the server's log names it.
    pub request_id: RequestId,
}

/// A text that must not be printed, logged or audited.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: String) -> Self {
        Secret(text)
    }

    /// The text itself; for the place that hashes, seals or sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("…")
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "password", "writeOnly": true })
    }
}

/// The parameters of every list.
pub const PAGE: &[Parameter] = &[LIMIT, CURSOR, SEARCH];
/// How many items of a page.
pub const LIMIT: Parameter = Parameter {
    name: "limit",
    description: "how many items at most (default 25)",
    kind: ParameterKind::Integer(1, 100),
};
/// Where a page begins.
pub const CURSOR: Parameter = Parameter {
    name: "cursor",
    description: "the `next_cursor` of the page before",
    kind: ParameterKind::Text,
};
/// A part of the name.
pub const SEARCH: Parameter = Parameter {
    name: "search",
    description: "only what has this text in its name, in any case",
    kind: ParameterKind::Text,
};
