//! Instances: the running data services of a project.

use bailiwick_access::Action;
use bailiwick_model::{DisplayName, Instance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{List, PAGE};
use crate::operation::{Besides, Needs, Operation, Target};

/// Makes an instance.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstance {
    /// Its label.
    pub name: DisplayName,
    /// The id of its region; the server's first when left out.
    pub region: Option<String>,
    /// Guarded as production.
    #[serde(default)]
    pub production: bool,
}

/// Changes an instance; what is left out stays.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceChange {
    /// Its label.
    pub name: Option<DisplayName>,
    /// The id of its region; fixed from the first deploy on.
    pub region: Option<String>,
    /// Guarded as production.
    pub production: Option<bool>,
}

/// An instance and where it answers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Instance")]
pub struct InstanceAnswer {
    /// The instance.
    #[serde(flatten)]
    pub instance: Instance,
    /// The instance URL: the data API is `/rest/v1` below it.
    pub url: String,
    /// Actions that the caller holds on it.
    pub can: Vec<&'static str>,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "instance_list",
        "/api/v1/organizations/{organization}/projects/{project}/instances",
        "The instances of a project",
        Needs::Somewhere(Action::InstancesView, Target::Project),
    )
    .query(PAGE)
    .answers::<List<InstanceAnswer>>(),
    Operation::post(
        "instance_create",
        "/api/v1/organizations/{organization}/projects/{project}/instances",
        "Make an instance",
        Needs::Action(Action::InstancesCreate, Target::Project),
    )
    .besides(&[Besides::Sometimes(
        Action::InstancesCreateProduction,
        "on the project where it is to be production",
    )])
    .takes::<NewInstance>()
    .answers::<InstanceAnswer>(),
    Operation::get(
        "instance_get",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}",
        "Get an instance",
        Needs::Action(Action::InstancesView, Target::Instance),
    )
    .answers::<InstanceAnswer>()
    .versioned(),
    Operation::patch(
        "instance_update",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}",
        "Rename an instance or move it before its first deploy",
        Needs::Action(Action::InstancesUpdate, Target::Instance),
    )
    .besides(&[Besides::Sometimes(
        Action::InstancesCreateProduction,
        "on the project where production is named",
    )])
    .takes::<InstanceChange>()
    .answers::<InstanceAnswer>()
    .versioned(),
    Operation::delete(
        "instance_delete",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}",
        "Delete an instance with its connections and policy",
        Needs::Action(Action::InstancesDelete, Target::Instance),
    )
    .versioned(),
    Operation::post(
        "instance_deprovision",
        "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/deprovision",
        "Take an instance down and keep its settings",
        Needs::Action(Action::InstancesDeprovision, Target::Instance),
    )
    .answers::<InstanceAnswer>()
    .acts(),
];
