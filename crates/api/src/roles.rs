//! Roles: what they give and where, made, changed and compared.

use std::borrow::Cow;
use std::marker::PhantomData;

use bailiwick_access::{Action, Area, Level};
use bailiwick_model::{Description, DisplayName, InstanceId, ProjectId, RoleId, RoleReference};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::answer::{List, PAGE, Ruled};
use crate::grants::{Chosen, WordOrIds};
use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};
use crate::organizations::Choice;

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
    /// Its permissions by area, where it is made of them; those that others require are among them.
    pub permissions: Vec<PermissionAnswer>,
    /// Single actions beside the permissions: `projects.view`. Of a system role, everything it allows.
    pub actions: Vec<String>,
    /// Where. Projects and instances that the caller may not see are left out.
    pub scope: RoleScopeAnswer,
    /// Which roles its holder may give: `"own"`, a list of ids, or null where it does not manage the team.
    pub assigns: Option<Choice<RoleId>>,
    /// How many members hold it, directly or by a team. Who holds it only where the caller sees nothing is not counted.
    pub holders: u64,
    /// What it gives, in sentences: `Deploy on Instances in Tracker, without production`.
    pub sentences: Vec<String>,
    /// Made by a later version of the program, with parts that this one does not know: those give nothing, and it
    /// can be deleted but not changed.
    #[serde(rename = "newer")]
    pub is_newer: bool,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// One row of a role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
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

/// A role that was made or changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleSaved {
    /// The role as it is now.
    #[serde(flatten)]
    pub role: RoleAnswer,
    /// Permissions that were added because others require them.
    pub added: Vec<PermissionAnswer>,
}

/// A role to be made.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// What people call it; no other role's name may look like it.
    pub name: DisplayName,
    /// What it is for.
    pub description: Option<Description>,
    /// Levels of areas; those that they require are added.
    #[serde(default)]
    pub permissions: Vec<NewPermission>,
    /// Single actions beside them.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Where; everywhere when left out.
    pub scope: Option<NewRoleScope>,
    /// Which roles its holder may give to others, where it manages the team; an owner says so.
    pub assigns: Option<NewAssigns>,
}

/// Changes a role; what is left out or null stays.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    /// What people call it.
    pub name: Option<DisplayName>,
    /// What it is for.
    pub description: Option<Description>,
    /// All levels of areas that it has from now on. Leaving one out that another requires is refused.
    pub permissions: Option<Vec<NewPermission>>,
    /// All single actions that it has beside them from now on.
    pub actions: Option<Vec<String>>,
    /// Where from now on; the parts that are left out stay.
    pub scope: Option<NewRoleScope>,
    /// Which roles its holder may give from now on; an owner says so.
    pub assigns: Option<NewAssigns>,
}

/// A level of an area.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPermission {
    /// The area.
    #[schemars(schema_with = "areas")]
    pub area: String,
    /// A level that the area offers.
    #[schemars(schema_with = "levels")]
    pub level: String,
}

fn areas(_: &mut SchemaGenerator) -> Schema {
    let words: Vec<&str> = Area::ALL.iter().map(|area| area.as_str()).collect();
    json_schema!({ "type": "string", "enum": words })
}

fn levels(_: &mut SchemaGenerator) -> Schema {
    let words: Vec<&str> = Level::ALL.iter().map(|level| level.as_str()).collect();
    json_schema!({ "type": "string", "enum": words })
}

/// Where a role counts. None named means none.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoleScope {
    /// `"all"`, also those to come, or at least one id.
    pub projects: Option<Chosen<ProjectId>>,
    /// `"all"`, also those to come, or a list of ids in the projects that are named.
    pub instances: Option<Chosen<InstanceId>>,
    /// On production too.
    pub production: Option<bool>,
}

/// Which roles the holder of a role may give: those within its own authority, or these as well.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewAssigns {
    /// `"own"`
    Own,
    /// These.
    Only(Vec<RoleId>),
}

impl<'de> Deserialize<'de> for NewAssigns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ids =
            deserializer.deserialize_any(WordOrIds { word: "own", ids: PhantomData::<RoleId> })?;
        Ok(ids.map_or(NewAssigns::Own, NewAssigns::Only))
    }
}

impl JsonSchema for NewAssigns {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "NewAssigns".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<RoleId>();
        json_schema!({ "anyOf": [{ "const": "own" }, { "type": "array", "items": id }] })
    }
}

/// Makes a role like another.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleDuplicate {
    /// What people call the new one.
    pub name: DisplayName,
}

/// What a new role may begin with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleTemplate {
    /// A name for it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Levels of areas, those that others require among them.
    pub permissions: Vec<PermissionAnswer>,
    /// Single actions beside them.
    pub actions: Vec<String>,
    /// What it gives, in sentences.
    pub sentences: Vec<String>,
}

/// What two roles have in common, and what not. Where a level or an action is held by both, their scopes may still
/// differ.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleComparison {
    /// The one.
    pub role: ComparedRole,
    /// The other.
    pub other: ComparedRole,
    /// Actions of both.
    pub both: Vec<String>,
    /// They give it in the same places.
    pub same_scope: bool,
}

/// One side of a comparison.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ComparedRole {
    /// Which role.
    pub role: RoleReference,
    /// Levels of areas.
    pub permissions: Vec<PermissionAnswer>,
    /// Where.
    pub scope: RoleScopeAnswer,
    /// Actions that it gives and the other does not.
    pub only: Vec<String>,
    /// What it gives, in sentences.
    pub sentences: Vec<String>,
}

const REASSIGN: Parameter = Parameter {
    name: "reassign",
    description: "the role that everybody is given who holds the deleted one",
    kind: ParameterKind::Id,
};

const ALL: &str = "/api/v1/organizations/{organization}/roles";
const ONE: &str = "/api/v1/organizations/{organization}/roles/{role}";

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "role_list",
        ALL,
        "The roles of an organization",
        Needs::Action(Action::RolesView, Target::Organization),
    )
    .query(PAGE)
    .answers::<List<Ruled<RoleAnswer>>>(),
    Operation::post(
        "role_create",
        ALL,
        "Make a custom role",
        Needs::Action(Action::RolesCreate, Target::Organization),
    )
    .takes::<NewRole>()
    .answers::<Ruled<RoleSaved>>(),
    Operation::get(
        "role_get",
        ONE,
        "Get a role",
        Needs::Action(Action::RolesView, Target::Organization),
    )
    .answers::<Ruled<RoleAnswer>>()
    .versioned(),
    Operation::patch(
        "role_update",
        ONE,
        "Change a custom role",
        Needs::Action(Action::RolesUpdate, Target::Organization),
    )
    .takes::<RoleChange>()
    .answers::<Ruled<RoleSaved>>()
    .versioned(),
    Operation::delete(
        "role_delete",
        ONE,
        "Delete a custom role that nobody holds, or give its holders another",
        Needs::Action(Action::RolesDelete, Target::Organization),
    )
    .query(&[REASSIGN])
    .versioned(),
    Operation::post(
        "role_duplicate",
        "/api/v1/organizations/{organization}/roles/{role}/duplicate",
        "Make a custom role like another role",
        Needs::Action(Action::RolesCreate, Target::Organization),
    )
    .takes::<RoleDuplicate>()
    .answers::<Ruled<RoleSaved>>(),
    Operation::get(
        "role_compare",
        "/api/v1/organizations/{organization}/roles/{role}/compare/{other}",
        "What two roles have in common, and what not",
        Needs::Action(Action::RolesView, Target::Organization),
    )
    .answers::<RoleComparison>(),
    Operation::get(
        "role_template_list",
        "/api/v1/role-templates",
        "What a new role may begin with",
        Needs::Credential,
    )
    .query(PAGE)
    .answers::<List<RoleTemplate>>(),
];
