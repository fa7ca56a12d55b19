//! Questions to the access model: may this principal do that, and why.

use bailiwick_access::Action;
use bailiwick_model::{
    DatabaseId, GrantId, InstanceId, MemberId, ProjectId, RoleId, RoleReference, TeamId, TokenId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::operation::{Needs, Operation, Target};

/// Asks what a principal may do.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessCheck {
    /// Who.
    pub principal: PrincipalReference,
    /// What, at most 100 at once.
    #[schemars(length(min = 1, max = 100))]
    pub checks: Vec<AccessQuestion>,
}

/// A principal: exactly one key.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PrincipalReference {
    /// A member.
    Member(MemberId),
    /// A token, personal or of a service.
    Token(TokenId),
    /// A team.
    Team(TeamId),
}

/// One question: the action, on the innermost thing named; on the organization where none is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessQuestion {
    /// `projects.update`
    pub action: String,
    /// On this project.
    pub project: Option<ProjectId>,
    /// On this instance.
    pub instance: Option<InstanceId>,
    /// On this database.
    pub database: Option<DatabaseId>,
}

/// The answers, in the order of the questions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessAnswers {
    /// One for each question.
    pub results: Vec<AccessAnswer>,
}

/// Whether, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessAnswer {
    /// It may.
    pub allowed: bool,
    /// The action that was asked about.
    pub action: String,
    /// The grants that allow it.
    pub because: Option<Vec<Because>>,
    /// What was missing.
    pub missing: Option<Missing>,
    /// What would allow it, least extra authority first.
    pub fixes: Vec<Fix>,
}

/// A grant that allows an action.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Because {
    /// The grant.
    pub grant: Option<GrantId>,
    /// The role it gives, where it gives one.
    pub role: Option<RoleReference>,
    /// The team it came through.
    pub team: Option<TeamId>,
    /// All of it in one sentence.
    pub sentence: String,
}

/// What was missing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Missing {
    /// In one sentence: `needs Manage on Instances`.
    pub sentence: String,
    /// For each role that is held, why it does not do.
    pub roles: Vec<MissingRole>,
}

/// Why a role does not do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MissingRole {
    /// The role.
    pub role: Option<RoleReference>,
    /// A sentence.
    pub reason: String,
}

/// A change that would allow an action.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Fix {
    /// A sentence.
    pub sentence: String,
    /// The role to give, where it is one.
    pub role: Option<RoleId>,
    /// How many further actions it would give on how many things, multiplied.
    pub extra: u64,
}

pub(crate) const OPERATIONS: &[Operation] = &[Operation::post(
    "access_check",
    "/api/v1/organizations/{organization}/access/check",
    "Whether a principal may do something, and why",
    Needs::Action(Action::AccessExplain, Target::Organization),
)
.takes::<AccessCheck>()
.answers::<AccessAnswers>()
.changes_nothing()];
