//! Why an application user may do something, and what another policy would change for them.

use std::collections::BTreeMap;

use bailiwick_access::Action;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::operation::{Besides, Needs, Operation, Parameter, ParameterKind, Target};

/// Asks why, or why not, under the policy in force.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyQuestion {
    /// The application user: `id`, `roles`, and any other claim.
    pub user: Map<String, Value>,
    /// `connection.table`, or `connection.namespace.table`.
    pub table: String,
    /// What they want to do.
    pub operation: DataOperation,
    /// With which row: its key; where one is added, the new row. It needs `data.view` too.
    pub row: Option<Map<String, Value>>,
}

/// What is done to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataOperation {
    /// Rows are read.
    Select,
    /// Rows are added.
    Insert,
    /// Rows are changed.
    Update,
    /// Rows are removed.
    Delete,
}

/// Why, or why not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyExplanation {
    /// It is: with some row, or with the one asked about.
    pub allowed: bool,
    /// Every permission on the table, in document order.
    pub permissions: Vec<PermissionExplanation>,
    /// Every column of the table; none where rows are removed.
    pub columns: BTreeMap<String, ColumnExplanation>,
    /// What would allow it, or show more; that which gives least comes first.
    pub fixes: Vec<PolicyFix>,
}

/// What one permission says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PermissionExplanation {
    /// Its slug.
    pub slug: String,
    /// It counts for the user and the operation and, where one is asked about, the row.
    pub applies: bool,
    /// Why, or why not.
    pub reason: String,
    /// Which rows it admits, as SQL for people; null where it does not count for the user, or adds rows.
    pub filter_sql: Option<String>,
}

/// What is granted of a column.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ColumnExplanation {
    /// How much.
    pub granted: ColumnExtent,
    /// The permissions that grant it.
    pub by: Vec<String>,
    /// Why, in a sentence.
    pub reason: String,
}

/// How much of a column is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnExtent {
    /// In every row that is granted, or in the one asked about.
    Yes,
    /// In some rows.
    InSomeRows,
    /// It shows in part.
    InPart,
    /// Not at all.
    No,
}

/// One way to allow it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyFix {
    /// `add_columns`, `give_claim`, `widen_where`, `add_operation`, `name_role`, `give_role`, `add_permission`; `change_rule` where a refused
    /// row broke one.
    pub kind: String,
    /// In words.
    pub sentence: String,
    /// The permission that it is about.
    pub permission: Option<String>,
    /// The role that it is about.
    pub role: Option<String>,
    /// How much it gives: operations on tables, or columns.
    pub extra: u64,
}

/// What another policy would give and take on the live rows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyImpact {
    /// Every row that matters was looked at, for every user.
    pub complete: bool,
    /// How many rows were looked at, each time for one user. Where it is not complete, these are the first that the
    /// database had at hand, not a fair sample.
    pub rows_looked_at: u64,
    /// Who was looked through the eyes of: `id`, `roles` and other claims.
    pub users: Vec<Map<String, Value>>,
    /// Where something differs, or where that could not be found out.
    pub items: Vec<TableImpact>,
}

/// What would change for one user in one table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TableImpact {
    /// Position in `users`.
    pub user: u64,
    /// The user's roles.
    pub roles: Vec<String>,
    /// `connection.table`, with the namespace where it is not the default.
    pub table: String,
    /// Reading, changing or removing.
    pub operation: DataOperation,
    /// All rows of the table were looked at.
    pub complete: bool,
    /// How many were.
    pub rows_looked_at: u64,
    /// Rows that are granted and were not.
    pub rows_gained: u64,
    /// Rows that were granted and are not.
    pub rows_lost: u64,
    /// Cells of which more shows, or which may be written.
    pub cells_gained: u64,
    /// Cells of which less shows, or which may not be written any more.
    pub cells_lost: u64,
    /// Cells that show another part than before.
    pub cells_masked_otherwise: u64,
    /// Some of the rows that change; none where the table has no key.
    pub samples: Vec<ImpactSample>,
    /// Why it could not be found out.
    pub problem: Option<String>,
}

/// A row that would be granted otherwise: its key, and names of columns. No other value is told.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ImpactSample {
    /// Its key.
    pub key: Map<String, Value>,
    /// True where the row comes, false where it goes, null where only cells do.
    pub row_gained: Option<bool>,
    /// Columns that come.
    pub gained: Vec<String>,
    /// Columns that go.
    pub lost: Vec<String>,
}

/// Which rows one permission of a document admits for an application user.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyCount {
    /// The permission counts for the user.
    pub applies: bool,
    /// Why, or why not.
    pub reason: String,
    /// Which rows it admits, as SQL for people; null where it does not count for the user, or adds rows.
    pub filter_sql: Option<String>,
    /// How many rows of the table it admits; null where there is no such condition, or `problem` says why.
    pub rows_admitted: Option<u64>,
    /// How many were looked at.
    pub rows_looked_at: Option<u64>,
    /// All rows of the table were.
    pub complete: bool,
    /// Why they could not be counted.
    pub problem: Option<String>,
}

const COUNT: &[Parameter] = &[
    Parameter {
        name: "permission",
        description: "its slug in the document",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "operation",
        description: "what is done: `select` (default), `insert`, `update` or `delete`",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "user",
        description: "the application user as JSON: `{\"id\":7,\"roles\":[\"customer\"]}`",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "seconds",
        description: "how long it may take (default 2)",
        kind: ParameterKind::Integer(1, 30),
    },
];

const IMPACT: &[Parameter] = &[
    Parameter {
        name: "users",
        description: "application users as a JSON list: `[{\"id\":7,\"roles\":[\"customer\"]}]`; when left out those of the tests, and one for each role that none of them has",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "seconds",
        description: "how long it may take (default 5)",
        kind: ParameterKind::Integer(1, 30),
    },
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::post("policy_explain", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/explain", "Why an application user may do something with a table or a row, or not", Needs::Action(Action::PolicyView, Target::Instance))
        .besides(&[Besides::Sometimes(Action::DataView, "on the instance where a row is described")])
        .takes::<PolicyQuestion>()
        .answers::<PolicyExplanation>()
        .changes_nothing(),
    Operation::post("policy_impact", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/impact", "What a document, or the draft where none is sent, would give and take on the live rows", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
        .query(IMPACT)
        .takes_document(true)
        .answers::<PolicyImpact>()
        .changes_nothing(),
    Operation::post("policy_count", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/count", "Which live rows one permission of a document, or of the draft where none is sent, admits for an application user", Needs::Action(Action::PolicyDeploy, Target::Instance))
        .besides(&[Besides::Always(Action::DataView, Target::Instance)])
        .query(COUNT)
        .takes_document(true)
        .answers::<PolicyCount>()
        .changes_nothing(),
];
