//! What a change of access would do, before anybody makes it.

use bailiwick_access::Action;
use bailiwick_model::{
    AccessRequestId, DatabaseId, MemberId, MemberState, RoleId, TeamId, TokenId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::{Holder, Named, Place, Refused};
use crate::grants::RoleAssignment;
use crate::operation::{Needs, Operation, Target};
use crate::roles::RoleChange;
use crate::service_tokens::NewTokenGrant;

/// Asks what a change would do. Nothing is saved.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessSimulation {
    /// The change.
    pub change: SimulatedChange,
}

/// A change of access: exactly one key.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SimulatedChange {
    /// Make a role, or change one.
    PutRole(SimulatedRole),
    /// Delete a role, with every grant of it.
    RemoveRole(RoleId),
    /// Choose the roles that a member holds.
    SetMemberRoles(SimulatedMemberRoles),
    /// Suspend a member, or let it act again.
    SetMemberState(SimulatedMemberState),
    /// Take a member out of the organization.
    RemoveMember(MemberId),
    /// Make a team, or change one.
    PutTeam(SimulatedTeam),
    /// Delete a team.
    RemoveTeam(TeamId),
    /// Make a member an administrator of a database.
    AddAdministrator(SimulatedAdministrator),
    /// Take back that a member was made an administrator of a database; what else they hold stays.
    RemoveAdministrator(SimulatedAdministrator),
    /// Choose what a service token was given.
    SetServiceTokenGrants(SimulatedTokenGrants),
    /// Approve a request for access.
    ApproveRequest(SimulatedApproval),
}

/// A role as it would be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedRole {
    /// The role that is changed; a new one when left out.
    pub id: Option<RoleId>,
    /// What it becomes, as for a change of a role.
    pub role: RoleChange,
}

/// The roles of a member as they would be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedMemberRoles {
    /// The member.
    pub member: MemberId,
    /// Role ids, or roles with a scope or an end; in place of those of now.
    pub roles: Vec<RoleAssignment>,
}

/// The state of a member as it would be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedMemberState {
    /// The member.
    pub member: MemberId,
    /// Its state.
    pub state: MemberState,
}

/// A team as it would be; what is left out stays.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedTeam {
    /// The team that is changed; a new one when left out.
    pub id: Option<TeamId>,
    /// Who is in it.
    pub members: Option<Vec<MemberId>>,
    /// The roles that it holds.
    pub roles: Option<Vec<RoleAssignment>>,
    /// The databases that it administers.
    pub databases: Option<Vec<DatabaseId>>,
}

/// A member as an administrator of one database.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedAdministrator {
    /// The database.
    pub database: DatabaseId,
    /// The member.
    pub member: MemberId,
}

/// What a service token would hold.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedTokenGrants {
    /// The token.
    pub token: TokenId,
    /// All that it is given.
    pub grants: Vec<NewTokenGrant>,
}

/// A request for access as it would be approved.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatedApproval {
    /// The request.
    pub request: AccessRequestId,
    /// By this role; by exactly the action when left out.
    pub role: Option<RoleId>,
}

/// What a change would do to members and service tokens, on things that the asker may see.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessConsequences {
    /// How many cells (an action on a thing) would be gained in all.
    pub gained: u64,
    /// How many would be lost.
    pub lost: u64,
    /// How many members and service tokens it touches.
    pub affected: u64,
    /// Who gains or loses what where: the first 200, by who and where.
    pub members: Vec<Consequence>,
    /// How many there are in all.
    pub total: u64,
    /// Why the asker could not make the change; null when it could.
    pub refused: Option<Refused>,
}

/// What one member or service token would gain and lose on one thing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Consequence {
    /// Who.
    pub member: Holder,
    /// The project that the thing is, or is in.
    pub project: Option<Named>,
    /// The thing.
    pub resource: Place,
    /// Actions gained.
    pub gained: Vec<String>,
    /// Actions lost.
    pub lost: Vec<String>,
}

pub(crate) const OPERATIONS: &[Operation] = &[Operation::post(
    "access_simulate",
    "/api/v1/organizations/{organization}/access/simulate",
    "What a change of roles, members, teams or token grants would give and take, and whether the caller could make it",
    Needs::Action(Action::AccessExplain, Target::Organization),
)
.takes::<AccessSimulation>()
.answers::<AccessConsequences>()
.changes_nothing()];
