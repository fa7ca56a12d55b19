//! What changes from one policy to another, as written.

use bailiwick_access::Action;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};

/// Two policies of an instance, compared permission by permission and action by action.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyDifference {
    /// What is compared with: `deployed`, `draft`, `document`, a version's number; `none` where nothing is deployed.
    pub from: String,
    /// What is compared.
    pub to: String,
    /// Something is not the same. Words, the order of keys and the names of predicates are not looked at.
    pub differs: bool,
    /// Of all permissions and actions together.
    pub effect: PolicyEffect,
    /// Those that differ, in the order of the later document; those that are gone follow.
    pub permissions: Vec<PermissionDifference>,
    /// Actions that differ, in the same order.
    pub actions: Vec<ActionDifference>,
    /// Tests that differ. They permit nothing.
    pub tests: Vec<PolicyTestDifference>,
}

/// A permission that is not what it was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PermissionDifference {
    /// Its slug.
    pub slug: String,
    /// Its table, as written.
    pub table: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// Of all its changes together.
    pub effect: PolicyEffect,
    /// What changed in it.
    pub changes: Vec<PermissionChange>,
}

/// An action that is not what it was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActionDifference {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// Of all its changes together.
    pub effect: PolicyEffect,
    /// What changed in it: `roles`, `as`, `tables`, `input`, `run`.
    pub changes: Vec<PermissionChange>,
}

/// One key of a permission or an action that is not what it was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PermissionChange {
    /// `select`, `insert`, `update` or `delete`; null for the permission itself, and for an action.
    pub operation: Option<String>,
    /// The key of the document: `roles`, `columns`, `where`; `operation` where all of it came or went, `order` where
    /// another is tried first.
    pub field: String,
    /// Whether more or less is permitted.
    pub effect: PolicyEffect,
    /// What was written, in one form.
    pub before: Value,
    /// What is written, in one form.
    pub after: Value,
    /// The change in words.
    pub sentence: String,
}

/// A test that is not what it was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyTestDifference {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub kind: ChangeKind,
}

/// What became of a permission, an action or a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is not there any more.
    Removed,
    /// It is another than it was.
    Changed,
}

/// Whether more or less is permitted after a change, where that holds whatever the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PolicyEffect {
    /// Nothing is permitted less.
    Widens,
    /// Nothing is permitted more.
    Narrows,
    /// The same is permitted.
    Neutral,
    /// It depends on the rows, or it does some of both.
    Unknown,
}

const SIDES: &[Parameter] = &[
    Parameter {
        name: "from",
        description: "`deployed` (default), `draft`, or the number of a version",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "to",
        description: "`draft` (default), `deployed`, or the number of a version; nothing where a document is sent",
        kind: ParameterKind::Text,
    },
];

pub(crate) const OPERATIONS: &[Operation] = &[Operation::post(
    "policy_diff",
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/diff",
    "What changes from the policy in force to a document, or to the draft where none is sent",
    Needs::Action(Action::PolicyView, Target::Instance),
)
.query(SIDES)
.takes_document(true)
.answers::<PolicyDifference>()
.changes_nothing()];
