//! Members × actions × projects.

use bailiwick_access::Action;
use bailiwick_model::ProjectId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::{Holder, Named};
use crate::answer::{CURSOR, LIMIT, SEARCH};
use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};

/// What members may do in which projects, of those that the asker may see.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessMatrix {
    /// The projects that the rows speak of.
    pub projects: Vec<Named>,
    /// A page of members, in order of their names.
    pub items: Vec<MatrixRow>,
    /// Give it as `cursor` for the next page; null on the last.
    pub next_cursor: Option<String>,
    /// How many members there are in all.
    pub total: u64,
}

/// What one member may do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MatrixRow {
    /// The member.
    pub member: Holder,
    /// Actions on the organization as a whole.
    pub organization: Vec<String>,
    /// Actions in projects; those in which the member may do the same stand together, those in which it may do nothing
    /// are left out.
    pub cells: Vec<MatrixCell>,
}

/// What a member may do in some projects.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MatrixCell {
    /// The projects.
    pub projects: Vec<ProjectId>,
    /// Actions on each project as a whole and everything in it, present and future.
    pub whole: Vec<String>,
    /// Actions on some of the things in each project.
    pub partly: Vec<String>,
}

pub(crate) const OPERATIONS: &[Operation] = &[Operation::get(
    "access_matrix",
    "/api/v1/organizations/{organization}/access/matrix",
    "What each member may do in each project, as JSON or as CSV",
    Needs::Action(Action::AccessExplain, Target::Organization),
)
.query(&[
    LIMIT,
    CURSOR,
    SEARCH,
    Parameter { name: "project", description: "only this project", kind: ParameterKind::Id },
    Parameter {
        name: "format",
        description: "`json` (usually), or `csv`: every member at once, a row for each project",
        kind: ParameterKind::Text,
    },
])
.answers::<AccessMatrix>()];
