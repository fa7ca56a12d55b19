//! How an instance is, and what was asked of it lately.

use bailiwick_access::Action;
use bailiwick_model::{DatabaseEngine, InstanceState, RequestId, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{CURSOR, LIMIT};
use crate::operation::{Besides, Needs, Operation, Parameter, ParameterKind, Target};
use crate::policies::PolicyVersionSummary;
use crate::policy_explanations::DataOperation;

/// How an instance is, on the node that answers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InstanceHealth {
    /// Whether it answers at all.
    pub state: InstanceState,
    /// Every connection answers.
    pub healthy: bool,
    /// What was saved and does not work: client auth whose keys let nobody in.
    pub warnings: Vec<String>,
    /// Its connections, in order of name.
    pub connections: Vec<ConnectionHealth>,
    /// The version that the next request is judged by; null where there is none.
    pub policy_version: Option<u64>,
    /// The last deploys, newest first.
    pub deploys: Vec<PolicyVersionSummary>,
    /// Since the instance was started on this node.
    pub totals: RequestTotals,
    /// The last minute.
    pub rates: RequestRates,
}

/// How a connection is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConnectionHealth {
    /// Its name.
    pub name: String,
    /// What it runs on.
    pub engine: DatabaseEngine,
    /// It answers now.
    pub answers: bool,
    /// Why it does not.
    pub problem: Option<String>,
    /// What went wrong last that was the database's doing.
    pub last_error: Option<String>,
    /// When.
    pub last_error_at: Option<Timestamp>,
    /// How its pool is used.
    pub pool: PoolUsage,
}

/// How a pool of connections is used.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PoolUsage {
    /// Connections at most.
    pub size: u64,
    /// Connections that run something, or are being made.
    pub in_use: u64,
    /// Connections that wait to be used.
    pub idle: u64,
}

/// How many requests were answered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RequestTotals {
    /// With 2xx or 3xx.
    pub succeeded: u64,
    /// With 4xx.
    pub refused: u64,
    /// With 5xx.
    pub failed: u64,
    /// Of those refused: without a good token.
    pub unauthorized: u64,
    /// Of those refused: too many at once.
    pub limited: u64,
    /// Not answered yet.
    pub in_flight: u64,
}

/// How much was asked lately.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RequestRates {
    /// The time that this is about: less than a minute where users with a token asked more than is kept.
    pub seconds: f64,
    /// Requests in it.
    pub requests: u64,
    /// Of those answered with 4xx.
    pub refused: u64,
    /// Of those answered with 5xx.
    pub failed: u64,
    /// Requests each second.
    pub per_second: f64,
    /// Half took no longer than this, in milliseconds.
    pub median_ms: f64,
    /// All but one in twenty took no longer than this.
    pub p95_ms: f64,
}

/// What was asked of an instance lately, on the node that answers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InstanceRequestList {
    /// The newest first.
    pub items: Vec<InstanceRequest>,
    /// Give it as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
    /// How many of those kept were asked for.
    pub total: u64,
    /// Give it as `after` to be told only what came since.
    pub latest: u64,
}

/// One request of an application user. No row, no filter and no value is kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InstanceRequest {
    /// Counts the requests of the instance.
    pub sequence: u64,
    /// Its id, as the client was told.
    pub request: String,
    /// When it came in.
    pub at: Timestamp,
    /// `$user.id`; null without an accepted token, and for who may not see rows.
    pub user: Option<String>,
    /// The user's roles; none to who may not see rows.
    pub roles: Vec<String>,
    /// `GET`.
    pub method: String,
    /// The connection.
    pub connection: Option<String>,
    /// The table as it was typed.
    pub table: Option<String>,
    /// What was to be done with it.
    pub operation: Option<DataOperation>,
    /// The permissions that applied; null for who may not see the policy.
    pub permissions: Option<Vec<String>>,
    /// How many rows were sent or written.
    pub rows: Option<u64>,
    /// The call that an action made after its commit.
    pub call: Option<InstanceRequestCall>,
    /// How long it took.
    pub duration_ms: f64,
    /// The HTTP status.
    pub status: u64,
    /// The code of the refusal.
    pub code: Option<String>,
    /// Ask for this refusal to be told why; null where it was none, or is not kept any more.
    pub explanation: Option<RequestId>,
}

/// The call that an action made after its commit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InstanceRequestCall {
    /// The host that was called; null for who may not see the policy.
    pub host: Option<String>,
    /// How it ended.
    pub outcome: CallOutcome,
    /// The HTTP status of its answer, where there was one.
    pub status: Option<u64>,
    /// How long it took.
    pub duration_ms: f64,
}

/// How a call of an action ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallOutcome {
    /// With 2xx.
    Accepted,
    /// With another status; redirects are not followed.
    Refused,
    /// Without an answer in time.
    Late,
    /// The address is none that the operator lets be dialled (`outbound.allow`).
    Forbidden,
    /// Nothing answers there, or it is not who it should be.
    Unreachable,
}

const REQUESTS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    Parameter {
        name: "after",
        description: "only what came after this `sequence`: ask again with the `latest` of the answer before",
        kind: ParameterKind::Integer(0, 1 << 53),
    },
    Parameter {
        name: "user",
        description: "only requests of this `$user.id`; it needs `data.view` too",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "role",
        description: "only requests of users with this role",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "table",
        description: "only requests for this table: `orders`, `main.orders`",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "status",
        description: "only this status, or this class: `403`, `4xx`",
        kind: ParameterKind::Text,
    },
    Parameter { name: "from", description: "from this instant on", kind: ParameterKind::Time },
    Parameter { name: "to", description: "before this instant", kind: ParameterKind::Time },
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "instance_health_get",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/health",
        "How an instance is: its connections, its policy, its requests",
        Needs::Action(Action::InstancesView, Target::Instance),
    )
    .answers::<InstanceHealth>(),
    Operation::get(
        "instance_request_list",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/requests",
        "What application users asked of an instance lately",
        Needs::Action(Action::InstanceLogsView, Target::Instance),
    )
    .besides(&[Besides::Sometimes(Action::DataView, "on the instance to choose by user or role")])
    .query(REQUESTS)
    .answers::<InstanceRequestList>(),
];
