//! Teams: who is in them, what they hold, which databases they administer.

use bailiwick_access::Action;
use bailiwick_model::{Database, Description, DisplayName, Team, TeamMember};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Held, List, PAGE, Ruled};
use crate::grants::{GrantAnswer, RoleAssignments};
use crate::operation::{Besides, Needs, Operation, Target};

/// Makes a team. It holds nothing and nobody is in it at first.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    /// What people call it; unique in the organization.
    pub name: DisplayName,
    /// What it is for.
    pub description: Option<Description>,
}

/// Changes what a team is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamChange {
    /// What people call it; unique in the organization.
    pub name: Option<DisplayName>,
    /// What it is for.
    pub description: Option<Description>,
}

/// A team and what it was given.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "TeamDetail")]
pub struct TeamAnswer {
    /// The team.
    #[serde(flatten)]
    pub team: Team,
    /// What it was given, of that which the caller may see; its databases among it.
    pub grants: Vec<GrantAnswer>,
}

const VIEW: Needs = Needs::Action(Action::TeamsView, Target::Organization);
const UPDATE: Needs = Needs::Action(Action::TeamsUpdate, Target::Organization);

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "team_list",
        "/api/v1/organizations/{organization}/teams",
        "The teams of an organization",
        VIEW,
    )
    .query(PAGE)
    .answers::<List<Ruled<Team>>>(),
    Operation::post(
        "team_create",
        "/api/v1/organizations/{organization}/teams",
        "Make a team",
        Needs::Action(Action::TeamsCreate, Target::Organization),
    )
    .takes::<NewTeam>()
    .answers::<Ruled<TeamAnswer>>(),
    Operation::get(
        "team_get",
        "/api/v1/organizations/{organization}/teams/{team}",
        "Get a team and what it was given",
        VIEW,
    )
    .answers::<Ruled<TeamAnswer>>()
    .versioned(),
    Operation::patch(
        "team_update",
        "/api/v1/organizations/{organization}/teams/{team}",
        "Rename or describe a team",
        UPDATE,
    )
    .takes::<TeamChange>()
    .answers::<Ruled<TeamAnswer>>()
    .versioned(),
    Operation::delete(
        "team_delete",
        "/api/v1/organizations/{organization}/teams/{team}",
        "Delete a team; its members keep nothing of what they held through it",
        Needs::Action(Action::TeamsDelete, Target::Organization),
    )
    .versioned(),
    Operation::get(
        "team_member_list",
        "/api/v1/organizations/{organization}/teams/{team}/members",
        "Who is in a team",
        VIEW,
    )
    .query(PAGE)
    .answers::<List<Ruled<TeamMember>>>(),
    Operation::put(
        "team_member_add",
        "/api/v1/organizations/{organization}/teams/{team}/members/{member}",
        "Put a member into a team",
        UPDATE,
    )
    .answers::<Ruled<TeamMember>>(),
    Operation::delete(
        "team_member_remove",
        "/api/v1/organizations/{organization}/teams/{team}/members/{member}",
        "Take a member out of a team",
        UPDATE,
    ),
    Operation::put(
        "team_role_update",
        "/api/v1/organizations/{organization}/teams/{team}/roles",
        "Choose the roles that a team holds, in place of those of before",
        UPDATE,
    )
    .takes::<RoleAssignments>()
    .answers::<Ruled<TeamAnswer>>()
    .versioned(),
    Operation::get(
        "team_database_list",
        "/api/v1/organizations/{organization}/teams/{team}/databases",
        "The databases that a team administers, of those that the caller may see",
        VIEW,
    )
    .query(PAGE)
    .answers::<List<Held<Database>>>(),
    Operation::put(
        "team_database_add",
        "/api/v1/organizations/{organization}/teams/{team}/databases/{database}",
        "Make every member of a team an administrator of a database",
        UPDATE,
    )
    .besides(&[Besides::Always(Action::DatabasesView, Target::Database)])
    .answers::<Held<Database>>(),
    Operation::delete(
        "team_database_remove",
        "/api/v1/organizations/{organization}/teams/{team}/databases/{database}",
        "Take a database from a team",
        UPDATE,
    )
    .besides(&[Besides::Always(Action::DatabasesView, Target::Database)]),
];
