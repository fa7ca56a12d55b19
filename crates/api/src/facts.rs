//! What the server is made of: actions, areas, regions, plans.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{List, PAGE};
use crate::operation::{Needs, Operation};

/// One action of the access model.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Action")]
pub struct ActionAnswer {
    /// Its name: `projects.view`.
    pub name: String,
    /// What it allows.
    pub description: String,
    /// The kind of thing it is judged on: `organization`, `project`, `instance`, `database`.
    pub target: String,
    /// The area that holds it; null where no area does.
    pub area: Option<String>,
    /// The lowest level of the area that holds it.
    pub level: Option<String>,
    /// It changes nothing.
    pub reads: bool,
}

/// One area of the custom-role builder.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Area")]
pub struct AreaAnswer {
    /// As in a role's permissions: `instance_logs`.
    pub area: String,
    /// What people call it.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// Where it applies: `project`, within the role's scope, or `organization`, everywhere.
    pub scope: String,
    /// The area that must be held at View at least.
    pub parent: Option<String>,
    /// The levels that it offers, lowest first.
    pub levels: Vec<AreaLevel>,
}

/// A level of an area.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AreaLevel {
    /// `view`, `deploy` or `manage`
    pub level: String,
    /// What people call it.
    pub title: String,
    /// What it adds to the level below, each to follow "may".
    pub adds: Vec<String>,
    /// Every action that it holds, those of lower levels included.
    pub actions: Vec<String>,
    /// Only for a role of all projects, all instances and production.
    pub needs_everything: bool,
}

/// Where an instance may run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Region {
    /// Its id: `us`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The IANA timezone of its calendar days.
    pub timezone: String,
    /// The address its instances answer at, when it is not the server's own.
    pub url: Option<String>,
}

/// What an organization may use.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Plan {
    /// Its id: `self_hosted`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How many projects; null is no limit.
    pub projects: Option<u64>,
    /// How many instances; null is no limit.
    pub instances: Option<u64>,
    /// How many members; null is no limit.
    pub members: Option<u64>,
}

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "action_list",
        "/api/v1/actions",
        "Every action of the access model",
        Needs::Credential,
    )
    .query(PAGE)
    .answers::<List<ActionAnswer>>(),
    Operation::get("area_list", "/api/v1/areas", "The areas of custom roles", Needs::Credential)
        .query(PAGE)
        .answers::<List<AreaAnswer>>(),
    Operation::get("region_list", "/api/v1/regions", "Where an instance may run", Needs::Account)
        .query(PAGE)
        .answers::<List<Region>>(),
    Operation::get("plan_list", "/api/v1/plans", "The plans of this server", Needs::Account)
        .query(PAGE)
        .answers::<List<Plan>>(),
];
