//! Organizations and their roles.

use bailiwick_access::Action;
use bailiwick_model::{DisplayName, InstanceId, Organization, ProjectId, RoleId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Held, List, PAGE};
use crate::operation::{Needs, Operation, Target};

/// Makes an organization; the caller becomes its Owner.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// What people call it.
    pub name: DisplayName,
}

/// Changes an organization.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationChange {
    /// What people call it.
    pub name: DisplayName,
}

/// Deletes an organization for good.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationDeletion {
    /// The organization's name, typed by whoever means it.
    pub name: String,
}

/// A role: what it allows, and where.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Role")]
pub struct RoleAnswer {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Part of the product: cannot be changed or deleted.
    #[serde(rename = "system")]
    pub is_system: bool,
    /// Its permissions by area, where it is made of them.
    pub permissions: Vec<PermissionAnswer>,
    /// Everything it allows: `projects.view`.
    pub actions: Vec<String>,
    /// Where.
    pub scope: RoleScopeAnswer,
    /// Which roles its holder may give: `"own"`, a list of ids, or null.
    pub assigns: Option<Choice<RoleId>>,
    /// How many members hold it.
    pub holders: u64,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// One row of a role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Permission")]
pub struct PermissionAnswer {
    /// `instances`
    pub area: String,
    /// `view`, `deploy` or `manage`
    pub level: String,
}

/// Where a role counts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "RoleScope")]
pub struct RoleScopeAnswer {
    /// `"all"` or a list of ids.
    pub projects: Choice<ProjectId>,
    /// `"all"` or a list of ids.
    pub instances: Choice<InstanceId>,
    /// Counts on production too.
    pub production: bool,
}

/// A word that stands for a set, or the members of one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Choice<T> {
    /// `"all"` or `"own"`.
    Word(&'static str),
    /// Ids.
    Only(Vec<T>),
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "organization_list",
        "/api/v1/organizations",
        "The organizations that the caller belongs to",
        Needs::Account,
    )
    .query(PAGE)
    .answers::<List<Held<Organization>>>(),
    Operation::post(
        "organization_create",
        "/api/v1/organizations",
        "Make an organization and own it",
        Needs::Account,
    )
    .takes::<NewOrganization>()
    .answers::<Held<Organization>>(),
    Operation::get(
        "organization_get",
        "/api/v1/organizations/{organization}",
        "Get an organization",
        Needs::Action(Action::OrganizationView, Target::Organization),
    )
    .answers::<Held<Organization>>()
    .versioned(),
    Operation::patch(
        "organization_update",
        "/api/v1/organizations/{organization}",
        "Rename an organization",
        Needs::Action(Action::OrganizationUpdate, Target::Organization),
    )
    .takes::<OrganizationChange>()
    .answers::<Held<Organization>>()
    .versioned(),
    Operation::delete(
        "organization_delete",
        "/api/v1/organizations/{organization}",
        "Delete an organization in which no project lives",
        Needs::Action(Action::OrganizationDelete, Target::Organization),
    )
    .takes::<OrganizationDeletion>()
    .versioned()
    .interactive_only(),
    Operation::get(
        "role_list",
        "/api/v1/organizations/{organization}/roles",
        "The roles of an organization",
        Needs::Action(Action::RolesView, Target::Organization),
    )
    .query(PAGE)
    .answers::<List<Held<RoleAnswer>>>(),
    Operation::get(
        "role_get",
        "/api/v1/organizations/{organization}/roles/{role}",
        "Get a role",
        Needs::Action(Action::RolesView, Target::Organization),
    )
    .answers::<Held<RoleAnswer>>()
    .versioned(),
];
