//! Refusals that explain themselves.

use bailiwick_model::{InstanceId, OrganizationId, ProjectId, RequestId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::AccessExplanation;
use crate::operation::{Needs, Operation};
use crate::policy_explanations::PolicyExplanation;

/// A request that was refused a while ago, and why as things are now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Refusal")]
pub struct RefusalAnswer {
    /// The request that was refused.
    pub request: RequestId,
    /// When.
    pub at: Timestamp,
    /// The operation that was asked for: `project_create`; of the data API `select`, `insert`, `update`, `delete`.
    pub operation: Option<String>,
    /// The organization it was asked in.
    pub organization: OrganizationId,
    /// The caller asks about itself.
    pub own: bool,
    /// Why, as things are now: something may have been given since. Null for a request of the data API.
    pub explanation: Option<AccessExplanation>,
    /// The request of the data API that was refused; null for one of this API.
    pub data: Option<DataRefusal>,
}

/// A request of an application user that was refused.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DataRefusal {
    /// The project of the instance.
    pub project: ProjectId,
    /// The instance that refused it.
    pub instance: InstanceId,
    /// `$user.id`; null without an accepted token.
    pub user: Option<String>,
    /// The user's roles.
    pub roles: Vec<String>,
    /// `GET`.
    pub method: String,
    /// `connection.table`, as it was typed.
    pub table: Option<String>,
    /// The HTTP status.
    pub status: u64,
    /// The code that the client was told.
    pub code: String,
    /// What the client was told.
    pub message: String,
    /// What more it was told.
    pub details: Option<String>,
    /// The rule of the policy that a written row broke; null where it was refused for something else.
    pub rule: Option<BrokenRule>,
    /// Why, as things are now; null where it is not about a table that there is, or where the user's claims were too
    /// large to be kept.
    pub explanation: Option<PolicyExplanation>,
}

/// A rule of the policy that a written row broke.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BrokenRule {
    /// The slug of the permission that it is in.
    pub permission: String,
    /// `validate` or `check`.
    pub part: String,
    /// The column that it is about; null where it is about none alone.
    pub column: Option<String>,
    /// What it asks for, as SQL for people; null where several were looked at together.
    pub condition: Option<String>,
}

pub(crate) const OPERATIONS: &[Operation] = &[Operation::get(
    "refusal_get",
    "/api/v1/refusals/{request}",
    "Why a request was refused: for who was refused, and for who may explain access there; of the data API for who may see the policy and its rows",
    Needs::Credential,
)
.answers::<RefusalAnswer>()];
