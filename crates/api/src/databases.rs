//! Databases and their branches.

use bailiwick_access::Action;
use bailiwick_model::{Branch, BranchId, Database, DatabaseEngine, ProjectId, Slug};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::answer::{CURSOR, Held, LIMIT, List, PAGE, SEARCH};
use crate::operation::{Besides, Needs, Operation, Parameter, ParameterKind, Target};

/// Makes an embedded database with its first branch `main`: production, default.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDatabase {
    /// Unique in the organization.
    pub name: Slug,
    /// The organization's first when left out.
    pub project: Option<ProjectId>,
    /// `sqlite` when left out; others need a registered server.
    pub engine: Option<DatabaseEngine>,
}

/// Changes a database.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatabaseChange {
    /// Unique in the organization.
    pub name: Slug,
}

/// Makes a development branch: a copy of another.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBranch {
    /// Unique in the database.
    pub name: Slug,
    /// What is copied; the default branch when left out.
    pub parent: Option<BranchId>,
    /// Copy the rows too, or the schema alone. Rows of a production branch are copied only for who may connect to it;
    /// when left out, rows are copied where that is allowed.
    pub data: Option<bool>,
}

/// Changes a branch.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BranchChange {
    /// Unique in the database.
    pub name: Slug,
}

const DATABASES: &[Parameter] = &[
    LIMIT,
    CURSOR,
    SEARCH,
    Parameter {
        name: "project",
        description: "only those of this project",
        kind: ParameterKind::Id,
    },
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "database_list",
        "/api/v1/organizations/{organization}/databases",
        "The databases of an organization",
        Needs::Somewhere(Action::DatabasesView, Target::Organization),
    )
    .query(DATABASES)
    .answers::<List<Held<Database>>>(),
    Operation::post(
        "database_create",
        "/api/v1/organizations/{organization}/databases",
        "Make a database and administer it",
        Needs::Somewhere(Action::DatabasesCreate, Target::Organization),
    )
    .takes::<NewDatabase>()
    .answers::<Held<Database>>(),
    Operation::get(
        "database_get",
        "/api/v1/organizations/{organization}/databases/{database}",
        "Get a database",
        Needs::Action(Action::DatabasesView, Target::Database),
    )
    .answers::<Held<Database>>()
    .versioned(),
    Operation::patch(
        "database_update",
        "/api/v1/organizations/{organization}/databases/{database}",
        "Rename a database",
        Needs::Action(Action::DatabasesUpdate, Target::Database),
    )
    .takes::<DatabaseChange>()
    .answers::<Held<Database>>()
    .versioned(),
    Operation::delete(
        "database_delete",
        "/api/v1/organizations/{organization}/databases/{database}",
        "Delete a database that no instance is connected to",
        Needs::Action(Action::DatabasesDelete, Target::Database),
    )
    .versioned(),
    Operation::get(
        "branch_list",
        "/api/v1/organizations/{organization}/databases/{database}/branches",
        "The branches of a database",
        Needs::Action(Action::BranchesView, Target::Database),
    )
    .query(PAGE)
    .answers::<List<Held<Branch>>>(),
    Operation::post(
        "branch_create",
        "/api/v1/organizations/{organization}/databases/{database}/branches",
        "Make a development branch from another",
        Needs::Action(Action::BranchesCreate, Target::Database),
    )
    .besides(&[Besides::Sometimes(
        Action::BranchesConnectProduction,
        "on the parent for the rows of production",
    )])
    .takes::<NewBranch>()
    .answers::<Held<Branch>>(),
    Operation::get(
        "branch_get",
        "/api/v1/organizations/{organization}/databases/{database}/branches/{branch}",
        "Get a branch",
        Needs::Action(Action::BranchesView, Target::Branch),
    )
    .answers::<Held<Branch>>()
    .versioned(),
    Operation::patch(
        "branch_update",
        "/api/v1/organizations/{organization}/databases/{database}/branches/{branch}",
        "Rename a branch",
        Needs::Action(Action::BranchesUpdate, Target::Branch),
    )
    .takes::<BranchChange>()
    .answers::<Held<Branch>>()
    .versioned(),
    Operation::delete(
        "branch_delete",
        "/api/v1/organizations/{organization}/databases/{database}/branches/{branch}",
        "Delete a branch that no instance is connected to",
        Needs::ByProduction {
            otherwise: Action::BranchesDelete,
            production: Action::BranchesDeleteProduction,
            target: Target::Branch,
        },
    )
    .versioned(),
];
