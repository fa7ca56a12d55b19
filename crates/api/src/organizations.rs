//! Organizations.

use bailiwick_access::Action;
use bailiwick_model::{DisplayName, Organization};
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
];
