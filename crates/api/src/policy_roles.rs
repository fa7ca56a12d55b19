//! Application roles, as the permissions and actions of a policy name them.

use bailiwick_access::Action;
use schemars::JsonSchema;
use serde::Serialize;

use crate::operation::{Besides, Needs, Operation, Parameter, ParameterKind, Target};

/// The roles of a policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyRoles {
    /// `deployed` or `draft`; `none` where there is no such policy yet.
    pub of: String,
    /// In the order in which the document first names them.
    pub roles: Vec<PolicyRole>,
}

/// A role, and what it may do. It is the sum of what names it: there is no list of roles beside that.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyRole {
    /// The role.
    pub role: String,
    /// The slugs of the permissions that name it.
    pub permissions: Vec<String>,
    /// The actions that name it.
    pub actions: Vec<PolicyRoleAction>,
    /// Every table that a permission of the policy names.
    pub tables: Vec<PolicyRoleTable>,
    /// How many application users were seen with it at their last request; null for who may not see application users,
    /// who need `data.view`.
    pub users: Option<u64>,
}

/// An action that a role may call.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyRoleAction {
    /// Its name.
    pub name: String,
    /// It runs without the policy, by the connection's own authority.
    pub is_owner: bool,
    /// The address that it calls after the commit.
    pub calls: Option<String>,
}

/// What a role may do with a table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyRoleTable {
    /// As permissions name it: `main.orders`.
    pub table: String,
    /// Reading.
    pub select: PolicyRoleCell,
    /// Adding rows.
    pub insert: PolicyRoleCell,
    /// Changing rows.
    pub update: PolicyRoleCell,
    /// Removing rows.
    pub delete: PolicyRoleCell,
}

/// How much of a table an operation reaches, and by what.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyRoleCell {
    /// How much.
    pub reach: PolicyReach,
    /// The slugs of the permissions that grant it to the role.
    pub permissions: Vec<String>,
}

/// How much of a table an operation reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PolicyReach {
    /// Every row and column, and no rule on what is written.
    Full,
    /// Some rows, columns or values; an update or a delete also where only some rows can be read.
    Filtered,
    /// Nothing.
    None,
}

const OF: &[Parameter] = &[Parameter {
    name: "of",
    description: "`deployed` (default), or `draft`: what is in force where none was saved",
    kind: ParameterKind::Text,
}];

pub(crate) const OPERATIONS: &[Operation] = &[Operation::get(
    "policy_roles",
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/roles",
    "What each application role may do, and how many users hold it",
    Needs::Action(Action::PolicyView, Target::Instance),
)
.besides(&[Besides::Sometimes(
    Action::DataView,
    "on the instance to be told how many users hold a role",
)])
.query(OF)
.answers::<PolicyRoles>()];
