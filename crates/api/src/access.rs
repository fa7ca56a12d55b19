//! Questions to the access model: may this principal do that, why, who else.

use std::collections::BTreeMap;

use bailiwick_access::Action;
use bailiwick_model::{
    DatabaseId, GrantId, Id, InstanceId, MemberId, ProjectId, RoleId, RoleReference, TeamId,
    Timestamp, TokenId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::{List, PAGE};
use crate::operation::{Besides, Needs, Operation, Target};

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

/// An id and the name that people read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Named {
    /// The id.
    pub id: Id,
    /// The name.
    pub name: String,
}

/// Somebody who may hold authority.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Holder {
    /// `member`, `team`, `service_token` or `personal_token`.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// What people call it; a personal access token is known by its owner.
    pub name: String,
    /// A member's address.
    pub email: Option<String>,
    /// The member that a personal access token belongs to.
    pub owner: Option<MemberId>,
}

/// A thing that an action is judged on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// `organization`, `project`, `instance`, `database` or `production_branches` (of a database).
    pub kind: &'static str,
    /// Its id; that of the database for its production branches.
    pub id: Id,
    /// What people call it.
    pub name: String,
}

/// A grant that allows an action.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Because {
    /// The grant.
    pub grant: Option<GrantId>,
    /// The role it gives, where it gives one.
    pub role: Option<RoleReference>,
    /// The team it came through.
    pub team: Option<Named>,
    /// It gives nothing from then on.
    pub expires_at: Option<Timestamp>,
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

/// Asks why a principal may or may not do something.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessExplain {
    /// Who.
    pub principal: PrincipalReference,
    /// `projects.update`
    pub action: String,
    /// On this project.
    pub project: Option<ProjectId>,
    /// On this instance.
    pub instance: Option<InstanceId>,
    /// On this database.
    pub database: Option<DatabaseId>,
}

/// Why, or why not, in full.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessExplanation {
    /// It may.
    pub allowed: bool,
    /// The action that was asked about.
    pub action: String,
    /// What the action lets one do, to follow "may".
    pub description: String,
    /// Who it is about; null where there is nobody of that id.
    pub principal: Option<Holder>,
    /// The thing and what it is in, outermost first; empty where there is no such thing.
    pub path: Vec<Place>,
    /// The answer in one sentence.
    pub sentence: String,
    /// What stands in the way whatever is granted.
    pub obstacle: Option<String>,
    /// Every grant that was looked at, those that allow it first.
    pub grants: Vec<GrantVerdict>,
    /// What would allow it, least extra authority first.
    pub fixes: Vec<AccessFix>,
}

/// What one grant says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GrantVerdict {
    /// The grant.
    pub grant: GrantId,
    /// The role it gives; null where it gives single actions.
    pub role: Option<RoleReference>,
    /// The single actions that it gives; empty where it gives a role.
    pub actions: Vec<String>,
    /// The team it came through.
    pub team: Option<Named>,
    /// Where it counts, in words: the grant's own scope, narrowed by its role's.
    pub scope: String,
    /// It gives nothing from then on.
    pub expires_at: Option<Timestamp>,
    /// What it gives has the action.
    pub has_action: bool,
    /// It counts for the action there.
    pub reaches: bool,
    /// It has not ended.
    pub in_time: bool,
    /// `granted`, `outside_scope`, `production_left_out`, `lacks_action`, `expired` or `no_such_role`.
    pub verdict: &'static str,
    /// The verdict in words.
    pub reason: String,
}

/// A change that would allow an action, and what else it would.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessFix {
    /// A sentence.
    pub sentence: String,
    /// How many cells (an action on a thing) it would give, the one asked about included.
    pub extra: u64,
    /// What it would give, of things that the asker may see; at most 100 things.
    pub gives: Vec<Gain>,
    /// The asker may make this change.
    pub can_apply: bool,
    /// Why the asker may not.
    pub refused: Option<Refused>,
    /// The request that makes the change; null where there is none to send.
    pub apply: Option<Apply>,
    /// The request that gives the role which `apply` makes: a role whose id is null in its body. Null where one is enough.
    pub then: Option<Apply>,
}

/// Actions on one thing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Gain {
    /// The thing.
    pub place: Place,
    /// The actions.
    pub actions: Vec<String>,
}

/// Why a change would be refused.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Refused {
    /// A stable word: `would_exceed_grantor`.
    pub code: String,
    /// A sentence.
    pub message: String,
    /// The action that is missing.
    pub action: Option<String>,
}

/// A request of this API, ready to be sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Apply {
    /// The operation: `member_role_update`.
    pub operation: &'static str,
    /// The values of the braces of its path.
    pub path: BTreeMap<&'static str, String>,
    /// Its body; what is null in it is for the asker to fill in.
    pub body: Value,
}

/// Asks who may do something.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessWhoCan {
    /// `projects.update`
    pub action: String,
    /// On this project.
    pub project: Option<ProjectId>,
    /// On this instance.
    pub instance: Option<InstanceId>,
    /// On this database.
    pub database: Option<DatabaseId>,
}

/// Somebody who may, and through what.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AllowedHolder {
    /// Who.
    #[serde(flatten)]
    pub holder: Holder,
    /// The grants that allow it.
    pub because: Vec<Because>,
    /// Asked about `data.view`: they may put another policy in force there (`policy.deploy`) as well, so that every row is
    /// open to them, whatever the policy of today shows.
    pub every_row: bool,
}

const EXPLAIN: Needs = Needs::Action(Action::AccessExplain, Target::Organization);

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::post(
        "access_check",
        "/api/v1/organizations/{organization}/access/check",
        "Whether a principal may do something, and why; anyone may ask about itself",
        Needs::Member,
    )
        .besides(&[Besides::Sometimes(Action::AccessExplain, "on the organization about anybody else")])
    .takes::<AccessCheck>()
    .answers::<AccessAnswers>()
    .changes_nothing(),
    Operation::post(
        "access_explain",
        "/api/v1/organizations/{organization}/access/explain",
        "Why a principal may or may not do something, and what would change it; anyone may ask about itself",
        Needs::Member,
    )
        .besides(&[Besides::Sometimes(Action::AccessExplain, "on the organization about anybody else")])
    .takes::<AccessExplain>()
    .answers::<AccessExplanation>()
    .changes_nothing(),
    Operation::post(
        "access_who_can",
        "/api/v1/organizations/{organization}/access/who-can",
        "Who may do something: members, teams and tokens",
        EXPLAIN,
    )
    .query(PAGE)
    .takes::<AccessWhoCan>()
    .answers::<List<AllowedHolder>>()
    .changes_nothing(),
];
