//! Members: who is in an organization, what each holds, and how that is changed.

use bailiwick_access::Action;
use bailiwick_model::{
    AccessRequestId, DatabaseId, InstanceId, Member, MemberId, MemberState, ProjectId,
    RoleReference, TeamReference,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{CURSOR, LIMIT, List, Ruled, SEARCH};
use crate::grants::{GrantAnswer, RoleAssignments};
use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};

/// A member of a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Member")]
pub struct ListedMember {
    /// The member.
    #[serde(flatten)]
    pub member: Member,
    /// The roles that it holds for some projects, instances or databases, of which the caller may know one.
    pub roles_in_part: Vec<RoleReference>,
}

/// A member and everything that it was given.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "MemberDetail")]
pub struct MemberAnswer {
    /// The member.
    #[serde(flatten)]
    pub member: Member,
    /// The roles that it holds for some projects, instances or databases, of which the caller may know one.
    pub roles_in_part: Vec<RoleReference>,
    /// The teams that it is in.
    pub teams: Vec<TeamReference>,
    /// What it was given, directly and by its teams, of that which the caller may see.
    pub grants: Vec<MemberGrant>,
}

/// A grant that a member lives by.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemberGrant {
    /// The grant.
    #[serde(flatten)]
    pub grant: GrantAnswer,
    /// The team that it came through; null when it was given directly.
    pub team: Option<TeamReference>,
    /// The request for access whose approval gave it. It goes by that request, not with the member's roles.
    pub request: Option<AccessRequestId>,
}

/// Suspends a member, or lets it act again.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    /// `suspended`: it holds nothing until it is `active` again.
    pub state: MemberState,
}

/// Gives a member what another one has.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberCopy {
    /// The member whose roles, databases and teams replace those of this one.
    pub from: MemberId,
}

/// What two members have in common and what not. `first` is the one that the path names first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemberComparison {
    /// Roles for the whole organization that both hold.
    pub roles_of_both: Vec<RoleReference>,
    /// Roles for the whole organization that only the first holds directly.
    pub roles_of_first: Vec<RoleReference>,
    /// Roles for the whole organization that only the second holds directly.
    pub roles_of_second: Vec<RoleReference>,
    /// Teams that both are in.
    pub teams_of_both: Vec<TeamReference>,
    /// Teams that only the first is in.
    pub teams_of_first: Vec<TeamReference>,
    /// Teams that only the second is in.
    pub teams_of_second: Vec<TeamReference>,
    /// Where one may do what the other may not, of the things that the caller may see: the first 500.
    pub differences: Vec<MemberDifference>,
    /// On how many things they differ.
    pub total: u64,
}

/// On one thing, what one of two members may do and the other may not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemberDifference {
    /// The project; null for the organization itself.
    pub project: Option<ProjectId>,
    /// The instance, where it is one.
    pub instance: Option<InstanceId>,
    /// The database, where it is one.
    pub database: Option<DatabaseId>,
    /// It is the production branches of the database.
    #[serde(rename = "production")]
    pub is_production: bool,
    /// Actions of the first alone.
    pub first: Vec<String>,
    /// Actions of the second alone.
    pub second: Vec<String>,
}

const FILTERS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    SEARCH,
    Parameter {
        name: "state",
        description: "only those that are `active` or `suspended`",
        kind: ParameterKind::Text,
    },
    Parameter {
        name: "role",
        description: "only those that hold this role themselves and not through a team, wherever the caller may know of",
        kind: ParameterKind::Text,
    },
];

const TOKENS: &[Parameter] = &[Parameter {
    name: "tokens",
    description: "what becomes of the service tokens that the member made: `keep` or `revoke`",
    kind: ParameterKind::Text,
}];

const VIEW: Needs = Needs::Action(Action::MembersView, Target::Organization);
const UPDATE: Needs = Needs::Action(Action::MembersUpdate, Target::Organization);

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "member_list",
        "/api/v1/organizations/{organization}/members",
        "The members of an organization",
        VIEW,
    )
    .query(FILTERS)
    .answers::<List<Ruled<ListedMember>>>(),
    Operation::get(
        "member_get",
        "/api/v1/organizations/{organization}/members/{member}",
        "Get a member and everything that it was given",
        VIEW,
    )
    .answers::<Ruled<MemberAnswer>>()
    .versioned(),
    Operation::patch(
        "member_update",
        "/api/v1/organizations/{organization}/members/{member}",
        "Suspend a member, or let it act again",
        UPDATE,
    )
    .takes::<MemberChange>()
    .answers::<Ruled<MemberAnswer>>()
    .versioned(),
    Operation::delete(
        "member_remove",
        "/api/v1/organizations/{organization}/members/{member}",
        "Take a member out of an organization",
        Needs::Action(Action::MembersRemove, Target::Organization),
    )
    .query(TOKENS)
    .versioned(),
    Operation::put(
        "member_role_update",
        "/api/v1/organizations/{organization}/members/{member}/roles",
        "Choose the roles that a member holds, in place of those of before",
        UPDATE,
    )
    .takes::<RoleAssignments>()
    .answers::<Ruled<MemberAnswer>>()
    .versioned(),
    Operation::post(
        "member_copy",
        "/api/v1/organizations/{organization}/members/{member}/copy",
        "Give a member the roles, databases and teams of another, in place of its own",
        UPDATE,
    )
    .takes::<MemberCopy>()
    .answers::<Ruled<MemberAnswer>>()
    .versioned()
    .acts(),
    Operation::get(
        "member_compare",
        "/api/v1/organizations/{organization}/members/{member}/compare/{other}",
        "What one member may do and another may not",
        Needs::Action(Action::AccessExplain, Target::Organization),
    )
    .answers::<MemberComparison>(),
    Operation {
        status: 204,
        ..Operation::post(
            "organization_leave",
            "/api/v1/organizations/{organization}/leave",
            "Leave an organization",
            Needs::Member,
        )
        .query(TOKENS)
        .interactive_only()
    },
];
