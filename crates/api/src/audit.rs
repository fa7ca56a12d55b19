//! The audit log, to be read, taken away and verified, and to have a person erased from it.

use bailiwick_access::Action;
use bailiwick_model::{AccountId, AuditEntry, Email};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{CURSOR, LIMIT, List};
use crate::operation::{Besides, Needs, Operation, Parameter, ParameterKind, Target};

/// Whether a log is what was written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AuditVerification {
    /// Every entry is there, none was changed, and the log ends where it should.
    pub holds: bool,
    /// What is wrong, in a sentence.
    pub problem: Option<String>,
    /// The first entry that is there: 1, unless the beginning was pruned.
    pub first: Option<u64>,
    /// How many entries the log has ever had: the sequence of the last.
    pub entries: Option<u64>,
    /// The hash of the last. Kept elsewhere, it shows later that the log was not written anew.
    pub head: Option<String>,
    /// In how many places personal data was erased, as the log itself says.
    pub erased: Option<u64>,
}

/// A person to be erased from the log: at least one of the two.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditErase {
    /// An account that is or was a member.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// An address, of somebody who was invited and never came, or who had another once.
    #[serde(default)]
    pub email: Option<Email>,
}

/// What was erased.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AuditErased {
    /// In how many places: each entry has what is personal of whoever acted, and of what it was done to.
    pub erased: u64,
}

const ACTION: Parameter = Parameter {
    name: "action",
    description: "only this action: `projects.create`",
    kind: ParameterKind::Text,
};
const ACTOR: Parameter = Parameter {
    name: "actor",
    description: "only what this account or token did",
    kind: ParameterKind::Id,
};
const TARGET: Parameter = Parameter {
    name: "target",
    description: "only what was done to this",
    kind: ParameterKind::Id,
};
const OUTCOME: Parameter =
    Parameter { name: "outcome", description: "`ok` or `denied`", kind: ParameterKind::Text };
const FROM: Parameter =
    Parameter { name: "from", description: "from this instant on", kind: ParameterKind::Time };
const TO: Parameter =
    Parameter { name: "to", description: "before this instant", kind: ParameterKind::Time };
const FORMAT: Parameter = Parameter {
    name: "format",
    description: "`jsonl` (usually), which can be verified when it is unfiltered, or `csv`, for people",
    kind: ParameterKind::Text,
};

/// How a log is narrowed and paged: an organization's, and the server's.
pub(crate) const ENTRIES: &[Parameter] = &[LIMIT, CURSOR, ACTION, ACTOR, TARGET, OUTCOME, FROM, TO];

/// How what is exported is written and narrowed.
pub(crate) const EXPORTED: &[Parameter] = &[FORMAT, ACTION, ACTOR, TARGET, OUTCOME, FROM, TO];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "audit_list",
        "/api/v1/organizations/{organization}/audit",
        "What was done, newest first",
        Needs::Action(Action::AuditView, Target::Organization),
    )
    .query(ENTRIES)
    .answers::<List<AuditEntry>>(),
    Operation::get(
        "audit_export",
        "/api/v1/organizations/{organization}/audit/export",
        "The log as JSON Lines or as CSV, oldest first; itself written into the log",
        Needs::Action(Action::AuditExport, Target::Organization),
    )
    .query(EXPORTED)
    .answers_text(&["application/jsonl", "text/csv"])
    .leaves_an_entry(),
    Operation::get(
        "audit_verify",
        "/api/v1/organizations/{organization}/audit/verify",
        "Whether the log that the server keeps is what was written",
        Needs::Action(Action::AuditView, Target::Organization),
    )
    // It tells how much the whole log holds.
    .besides(&[
        Besides::Always(Action::ProjectsView, Target::Organization),
        Besides::Always(Action::InstancesView, Target::Organization),
        Besides::Always(Action::DatabasesView, Target::Organization),
    ])
    .answers::<AuditVerification>(),
    Operation::post(
        "audit_erase",
        "/api/v1/organizations/{organization}/audit/erase",
        "Erase what the log holds personally about somebody; its entries stay",
        Needs::Action(Action::OwnersManage, Target::Organization),
    )
    .takes::<AuditErase>()
    .answers::<AuditErased>()
    .acts()
    .interactive_only(),
];
