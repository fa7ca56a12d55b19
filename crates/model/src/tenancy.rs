//! Organizations, their members, projects and instances.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::{
    AccountId, DisplayName, Email, InstanceId, MemberId, Network, OrganizationId, ProjectId,
    RoleId, Timestamp,
};

choices! {
    /// Whether a membership counts.
    MemberState {
        /// It does.
        Active = "active",
        /// It holds nothing until it is resumed.
        Suspended = "suspended",
    }

    /// Where an instance is in its life.
    InstanceState {
        /// Nothing was ever deployed to it.
        Empty = "empty",
        /// It answers.
        Running = "running",
        /// It was deployed and cannot answer.
        Failed = "failed",
        /// It was taken down; its settings are kept.
        Deprovisioned = "deprovisioned",
    }
}

/// The outermost owner of everything.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// What people call it.
    pub name: DisplayName,
    /// The plan it is on: one of the server's plans.
    pub plan: String,
    /// What a new member holds when nothing else is named.
    pub default_role: RoleId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// What an organization asks of those who enter it, and how it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrganizationSettings {
    /// What people call it.
    pub name: DisplayName,
    /// What a new member holds when nothing else is named.
    pub default_role: RoleId,
    /// A session enters for so many hours after its sign-in; as long as it lives when null.
    pub session_hours: Option<u64>,
    /// A token enters for so many days after it was made; as long as it lives when null.
    pub token_days: Option<u64>,
    /// Sessions and tokens enter from these networks alone; from anywhere when null.
    pub addresses: Option<Vec<Network>>,
    /// The audit log is kept for so many days; for good when null.
    pub audit_days: Option<u64>,
    /// Counts edits of the organization; the ETag.
    pub version: u64,
}

/// An id and the name that people read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RoleReference {
    /// The role.
    pub id: RoleId,
    /// Its name.
    pub name: String,
}

/// One account's membership of one organization.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// Its id.
    pub id: MemberId,
    /// The account.
    pub account: AccountId,
    /// The account's address.
    pub email: Email,
    /// The account's name.
    pub display_name: DisplayName,
    /// Whether it counts.
    pub state: MemberState,
    /// The roles held for the whole organization.
    pub roles: Vec<RoleReference>,
    /// When it began.
    pub joined_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// A group of databases and instances.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// What people call it.
    pub name: DisplayName,
    /// How many instances it holds, of those that the caller may see.
    pub instance_count: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// A running data service of a project.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The project it belongs to.
    pub project: ProjectId,
    /// Its label.
    pub name: DisplayName,
    /// Guarded as production.
    #[serde(rename = "production")]
    pub is_production: bool,
    /// The id of its region; fixed from the first deploy on.
    pub region: String,
    /// Where it is in its life.
    pub state: InstanceState,
    /// Since when.
    pub state_since: Timestamp,
    /// Why it failed.
    pub state_reason: Option<String>,
    /// The version of the data service it runs.
    pub service_version: String,
    /// When a policy was last deployed to it.
    pub deployed_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}
