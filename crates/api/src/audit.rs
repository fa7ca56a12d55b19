//! The audit log, to be read.

use bailiwick_access::Action;
use bailiwick_model::AuditEntry;

use crate::answer::{CURSOR, LIMIT, List};
use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};

pub(crate) const ENTRIES: &[Parameter] = &[
    LIMIT,
    CURSOR,
    Parameter {
        name: "action",
        description: "only this action: `projects.create`",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "actor",
        description: "only what this account or token did",
        kind: ParameterKind::Id,
    },
    Parameter {
        name: "target",
        description: "only what was done to this",
        kind: ParameterKind::Id,
    },
    Parameter { name: "outcome", description: "`ok` or `denied`", kind: ParameterKind::Text },
    Parameter { name: "from", description: "from this instant on", kind: ParameterKind::Time },
    Parameter { name: "to", description: "before this instant", kind: ParameterKind::Time },
];

pub(crate) const OPERATIONS: &[Operation] = &[Operation::get(
    "audit_list",
    "/api/v1/organizations/{organization}/audit",
    "What was done, newest first",
    Needs::Action(Action::AuditView, Target::Organization),
)
.query(ENTRIES)
.answers::<List<AuditEntry>>()];
