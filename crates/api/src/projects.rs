//! Projects: groups of databases and instances.

use bailiwick_access::Action;
use bailiwick_model::{DisplayName, Project, Slug};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::answer::{Held, List, PAGE};
use crate::instances::NewInstance;
use crate::operation::{Besides, Needs, Operation, Target};

/// Makes a project. What is left out is made too: a Development and a Production instance, and an embedded database
/// with a branch for each.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// What people call it.
    pub name: DisplayName,
    /// The instances to make at once; Development and Production when left out, none when empty.
    pub instances: Option<Vec<NewInstance>>,
    /// The name of the embedded database; made from the project's name when left out.
    pub database: Option<Slug>,
    /// Make no database.
    #[serde(default)]
    pub without_database: bool,
}

/// Changes a project.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectChange {
    /// What people call it.
    pub name: DisplayName,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "project_list",
        "/api/v1/organizations/{organization}/projects",
        "The projects of an organization",
        Needs::Somewhere(Action::ProjectsView, Target::Organization),
    )
    .query(PAGE)
    .answers::<List<Held<Project>>>(),
    Operation::post(
        "project_create",
        "/api/v1/organizations/{organization}/projects",
        "Make a project, its instances and its database",
        Needs::Action(Action::ProjectsCreate, Target::Organization),
    )
    .besides(&[
        Besides::Sometimes(Action::InstancesCreate, "on the organization with instances"),
        Besides::Sometimes(
            Action::InstancesCreateProduction,
            "on the organization with one of production",
        ),
        Besides::Sometimes(Action::DatabasesCreate, "on the organization with a database"),
    ])
    .takes::<NewProject>()
    .answers::<Held<Project>>(),
    Operation::get(
        "project_get",
        "/api/v1/organizations/{organization}/projects/{project}",
        "Get a project",
        Needs::Action(Action::ProjectsView, Target::Project),
    )
    .answers::<Held<Project>>()
    .versioned(),
    Operation::patch(
        "project_update",
        "/api/v1/organizations/{organization}/projects/{project}",
        "Rename a project",
        Needs::Action(Action::ProjectsUpdate, Target::Project),
    )
    .takes::<ProjectChange>()
    .answers::<Held<Project>>()
    .versioned(),
    Operation::delete(
        "project_delete",
        "/api/v1/organizations/{organization}/projects/{project}",
        "Delete a project in which nothing lives",
        Needs::Action(Action::ProjectsDelete, Target::Project),
    )
    .versioned(),
];
