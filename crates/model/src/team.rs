//! Teams: members who hold together what the team was given.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Description, DisplayName, Email, GrantId, MemberId, MemberState, RoleReference, TeamId,
    Timestamp, TokenId,
};

/// A team: each of its members holds the roles that it holds, and administers its databases.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// What people call it; unique in the organization.
    pub name: DisplayName,
    /// What it is for.
    pub description: Description,
    /// The roles that it holds for the whole organization.
    pub roles: Vec<RoleReference>,
    /// How many members are in it.
    pub member_count: u64,
    /// How many databases its members administer, of those that the caller may see.
    pub database_count: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits of its name, its description and its roles; the ETag.
    pub version: u64,
}

/// A team's id and the name that people read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TeamReference {
    /// The team.
    pub id: TeamId,
    /// Its name.
    pub name: DisplayName,
}

/// A member as part of a team.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TeamMember {
    /// The member's id.
    pub id: MemberId,
    /// The account's address.
    pub email: Email,
    /// The account's name.
    pub display_name: DisplayName,
    /// Whether the membership of the organization counts.
    pub state: MemberState,
    /// Since when it is in the team.
    pub added_at: Timestamp,
}

/// Who administers a database: a member or a service token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DatabaseAdministrator {
    /// The member; null for a service token.
    pub member: Option<MemberReference>,
    /// The service token; null for a member.
    pub service_token: Option<ServiceTokenReference>,
    /// It was made administrator of this very database, itself and not through a team.
    #[serde(rename = "direct")]
    pub is_direct: bool,
    /// Every grant that makes it one.
    pub sources: Vec<AdministratorSource>,
}

/// A member as others name it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MemberReference {
    /// The member.
    pub id: MemberId,
    /// The account's address.
    pub email: Email,
    /// The account's name.
    pub display_name: DisplayName,
    /// Whether the membership counts.
    pub state: MemberState,
}

/// A service token as others name it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ServiceTokenReference {
    /// The token.
    pub id: TokenId,
    /// Its name.
    pub name: DisplayName,
}

/// One grant that makes somebody an administrator of a database.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AdministratorSource {
    /// The grant.
    pub grant: GrantId,
    /// The team that was given it; null when it was given directly.
    pub team: Option<TeamReference>,
    /// What it was given for: `database`, `projects` or `organization`.
    pub reach: String,
    /// It gives nothing from then on.
    pub expires_at: Option<Timestamp>,
}
