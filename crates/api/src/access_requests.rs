//! Asking for access, from whoever can give it.

use bailiwick_access::Action;
use bailiwick_model::{
    AccessRequest, DatabaseId, InstanceId, ProjectId, RequestReason, RoleId, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::{Named, Place};
use crate::answer::{Held, List};
use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};

/// Asks for an action, on the innermost thing named; on the organization where none is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccessRequest {
    /// `projects.update`
    pub action: String,
    /// On this project.
    pub project: Option<ProjectId>,
    /// On this instance.
    pub instance: Option<InstanceId>,
    /// On this database.
    pub database: Option<DatabaseId>,
    /// What it is needed for.
    pub reason: RequestReason,
    /// For how long, from the approval on: five minutes to ninety days.
    #[schemars(range(min = 300, max = 7_776_000))]
    pub seconds: u64,
}

/// Gives what was asked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessApproval {
    /// Give this role, at the narrowest scope that does; without it exactly the action is given, and the sight of the
    /// thing.
    pub role: Option<RoleId>,
    /// Another time than was asked for.
    #[schemars(range(min = 300, max = 7_776_000))]
    pub seconds: Option<u64>,
    /// A word to who asked.
    pub answer: Option<RequestReason>,
}

/// Refuses what was asked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessRefusal {
    /// Why.
    pub answer: Option<RequestReason>,
}

/// A request as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "AccessRequest")]
pub struct AccessRequestAnswer {
    /// The request.
    #[serde(flatten)]
    pub request: AccessRequest,
    /// Who asks.
    pub asker: Named,
    /// What the action lets one do, to follow "may".
    pub description: String,
    /// On what: the thing, and what it is in, outermost first.
    pub path: Vec<Place>,
    /// Who decided.
    pub decider: Option<String>,
    /// The caller asked for it.
    pub own: bool,
    /// Of the caller's own that wait, who sees and may decide them: the first five, for who may see members.
    pub deciders: Vec<Named>,
    /// How many they are in all.
    pub deciders_total: u64,
    /// The grant that an approval made ends then.
    pub granted_until: Option<Timestamp>,
}

const LIST: &[Parameter] = &[
    Parameter {
        name: "limit",
        description: "How many at most: 1 to 100, usually 25.",
        kind: ParameterKind::Integer(1, 100),
    },
    Parameter {
        name: "cursor",
        description: "Where the page begins: `next_cursor` of the page before.",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "search",
        description: "Only those with this in the action, the reason or the name of who asks.",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "state",
        description: "Only those that are `pending`, `approved`, `declined`, `withdrawn`, `revoked` or `expired`.",
        kind: ParameterKind::Text,
    },
];

const DECIDE: Needs = Needs::Action(Action::MembersUpdate, Target::Organization);

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "access_request_list",
        "/api/v1/organizations/{organization}/access/requests",
        "Requests for access: the caller's own, and all for whoever may change members",
        Needs::Member,
    )
    .query(LIST)
    .answers::<List<Held<AccessRequestAnswer>>>(),
    Operation::post(
        "access_request_create",
        "/api/v1/organizations/{organization}/access/requests",
        "Ask for an action that the caller lacks, for so long",
        Needs::Member,
    )
    .takes::<NewAccessRequest>()
    .answers::<Held<AccessRequestAnswer>>(),
    Operation::get(
        "access_request_get",
        "/api/v1/organizations/{organization}/access/requests/{access_request}",
        "Get a request for access",
        Needs::Member,
    )
    .answers::<Held<AccessRequestAnswer>>(),
    Operation::post(
        "access_request_approve",
        "/api/v1/organizations/{organization}/access/requests/{access_request}/approve",
        "Give what somebody asked for, for so long",
        DECIDE,
    )
    .takes::<AccessApproval>()
    .answers::<Held<AccessRequestAnswer>>()
    .acts(),
    Operation::post(
        "access_request_decline",
        "/api/v1/organizations/{organization}/access/requests/{access_request}/decline",
        "Refuse what somebody asked for",
        DECIDE,
    )
    .takes::<AccessRefusal>()
    .answers::<Held<AccessRequestAnswer>>()
    .acts(),
    Operation::post(
        "access_request_revoke",
        "/api/v1/organizations/{organization}/access/requests/{access_request}/revoke",
        "Take back what an approval gave, before it ends by itself",
        DECIDE,
    )
    .takes::<AccessRefusal>()
    .answers::<Held<AccessRequestAnswer>>()
    .acts(),
    Operation::post(
        "access_request_withdraw",
        "/api/v1/organizations/{organization}/access/requests/{access_request}/withdraw",
        "Ask no longer, or give up what was given",
        Needs::Member,
    )
    .answers::<Held<AccessRequestAnswer>>()
    .acts(),
];
