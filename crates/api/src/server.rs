//! The server itself, for those who run it: how people get in, who runs it, and organizations that nobody can enter any
//! more. None of this is an action inside an organization.

use std::collections::BTreeMap;

use bailiwick_model::{AuditEntry, Email, Operator, ServerOrganization, SignUpMode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{CURSOR, LIMIT, List, PAGE, SEARCH};
use crate::audit::{AuditVerification, ENTRIES, EXPORTED};
use crate::operation::{Needs, Operation, Parameter, ParameterKind};

/// What operators set while the server runs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ServerSettings")]
pub struct ServerSettingsAnswer {
    /// Who may make an account, as it is in force.
    pub sign_up: SignUpMode,
    /// The modes that operators can set: none is wider than what the server was started with.
    pub sign_up_choices: Vec<SignUpMode>,
    /// Settings that the server was started with and that leave operators fewer choices, each with a sentence that says
    /// where it is changed.
    pub fixed: BTreeMap<String, String>,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// Changes what operators set; what is left out stays as it is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerSettingsChange {
    /// Who may make an account, from the next request on.
    pub sign_up: Option<SignUpMode>,
}

/// Makes an operator of somebody.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOperator {
    /// The address of an account.
    pub email: Email,
}

/// Names an owner of an organization that has none who can sign in.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedOwner {
    /// The address of an account that can sign in; it becomes a member where it is none.
    pub email: Email,
}

const ORGANIZATIONS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    SEARCH,
    Parameter {
        name: "has_owner",
        description: "`false` for those that nobody owns who can sign in, `true` for the others",
        kind: ParameterKind::Text,
    },
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "server_settings_get",
        "/api/v1/server/settings",
        "Get what operators set, and what the server was started with",
        Needs::Operator,
    )
    .answers::<ServerSettingsAnswer>()
    .versioned(),
    Operation::patch(
        "server_settings_update",
        "/api/v1/server/settings",
        "Change what operators set, from the next request on",
        Needs::Operator,
    )
    .takes::<ServerSettingsChange>()
    .answers::<ServerSettingsAnswer>()
    .versioned()
    .interactive_only(),
    Operation::get(
        "server_audit_list",
        "/api/v1/server/audit",
        "What was done outside organizations, newest first",
        Needs::Operator,
    )
    .query(ENTRIES)
    .answers::<List<AuditEntry>>(),
    Operation::get(
        "server_audit_export",
        "/api/v1/server/audit/export",
        "The server's log as JSON Lines or as CSV, oldest first; itself written into the log",
        Needs::Operator,
    )
    .query(EXPORTED)
    .answers_text(&["application/jsonl", "text/csv"])
    .leaves_an_entry(),
    Operation::get(
        "server_audit_verify",
        "/api/v1/server/audit/verify",
        "Whether the server's log is what was written",
        Needs::Operator,
    )
    .answers::<AuditVerification>(),
    Operation::get(
        "server_operator_list",
        "/api/v1/server/operators",
        "Who runs the server",
        Needs::Operator,
    )
    .query(PAGE)
    .answers::<List<Operator>>(),
    Operation::post(
        "server_operator_add",
        "/api/v1/server/operators",
        "Make an operator of an account",
        Needs::Operator,
    )
    .takes::<NewOperator>()
    .answers::<Operator>()
    .interactive_only(),
    Operation::delete(
        "server_operator_remove",
        "/api/v1/server/operators/{account}",
        "Take the server from an operator, from the next request on; one who can sign in remains",
        Needs::Operator,
    )
    .interactive_only(),
    Operation::get(
        "server_organization_list",
        "/api/v1/server/organizations",
        "Every organization, and whether somebody owns it who can sign in; nothing of what is inside",
        Needs::Operator,
    )
    .query(ORGANIZATIONS)
    .answers::<List<ServerOrganization>>(),
    Operation::post(
        "server_owner_add",
        "/api/v1/server/organizations/{organization}/owner",
        "Name an owner of an organization that nobody owns who can sign in",
        Needs::Operator,
    )
    .takes::<NamedOwner>()
    .answers::<ServerOrganization>()
    .interactive_only(),
    Operation::post(
        "server_organization_open",
        "/api/v1/server/organizations/{organization}/open",
        "Take an organization's rules of entry away, where they lock its owners out: addresses and ages",
        Needs::Operator,
    )
    .answers::<ServerOrganization>()
    .acts()
    .interactive_only(),
];
