//! Custom roles. System roles are code: `bailiwick_access::SystemRole`.

mod change;
mod holders;
mod unsound;

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{
    Action, Area, Assigns, Level, Permission, RoleDefinition, RoleScope, Selection,
};
use bailiwick_model::{DisplayName, InstanceId, OrganizationId, ProjectId, RoleId, Timestamp};
use serde_json::Value;
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::grants::action_set;
use crate::row::Columns;
use crate::tx::Tx;

pub use change::{NewRole, create, delete, name_taken, update};
pub use holders::{HolderKind, RoleHolder, holders};
pub use unsound::{Unsound, unsound};

/// A custom role as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// What it gives, and where.
    pub definition: RoleDefinition,
    /// What it is for.
    pub description: String,
    /// It names an action, an area or a level that this version does not know: it gives what is known, and may be
    /// deleted but not edited, lest the rest be lost.
    pub is_newer: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counts edits; the ETag.
    pub version: u64,
}

/// The custom roles of an organization, in order of id.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<Role>, Error> {
    let projects: BTreeMap<RoleId, BTreeSet<ProjectId>> = named(
        tx,
        organization,
        "SELECT role, project AS named FROM role_projects WHERE organization = $1",
    )
    .await?;
    let instances: BTreeMap<RoleId, BTreeSet<InstanceId>> = named(
        tx,
        organization,
        "SELECT role, instance AS named FROM role_instances WHERE organization = $1",
    )
    .await?;
    let rows = sqlx::query("SELECT * FROM roles WHERE organization = $1 ORDER BY id")
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    rows.iter().map(|row| read(row, &projects, &instances)).collect()
}

/// A custom role of an organization.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    role: RoleId,
) -> Result<Option<Role>, Error> {
    Ok(all(tx, organization).await?.into_iter().find(|one| one.definition.id == role))
}

async fn named<T: Ord + std::str::FromStr<Err: std::fmt::Display>>(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    statement: &'static str,
) -> Result<BTreeMap<RoleId, BTreeSet<T>>, Error> {
    let rows =
        sqlx::query(statement).bind(organization.to_string()).fetch_all(tx.connection()).await?;
    let mut found: BTreeMap<RoleId, BTreeSet<T>> = BTreeMap::new();
    for row in &rows {
        let columns = Columns(row);
        found.entry(columns.parsed("role")?).or_default().insert(columns.parsed("named")?);
    }
    Ok(found)
}

fn read(
    row: &AnyRow,
    projects: &BTreeMap<RoleId, BTreeSet<ProjectId>>,
    instances: &BTreeMap<RoleId, BTreeSet<InstanceId>>,
) -> Result<Role, Error> {
    let columns = Columns(row);
    let id: RoleId = columns.parsed("id")?;
    let name: DisplayName = columns.parsed("name")?;
    let (permissions, actions) = (columns.text("permissions")?, columns.text("actions")?);
    let (known, is_newer) = permissions_of(&permissions)?;
    let names: Vec<String> = json(&actions)?;
    let is_newer = is_newer || names.iter().any(|name| name.parse::<Action>().is_err());
    Ok(Role {
        definition: RoleDefinition {
            id,
            name: name.to_string(),
            system: None,
            permissions: known,
            actions: action_set(&actions)?,
            scope: RoleScope {
                projects: selection(columns.flag("has_all_projects")?, projects.get(&id)),
                instances: selection(columns.flag("has_all_instances")?, instances.get(&id)),
                production: columns.flag("has_production")?,
            },
            assigns: assigns(&columns.text("assigns")?)?,
        },
        description: columns.text("description")?,
        is_newer,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}

fn selection<T: Ord + Clone>(is_all: bool, named: Option<&BTreeSet<T>>) -> Selection<T> {
    if is_all { Selection::All } else { Selection::Only(named.cloned().unwrap_or_default()) }
}

/// `[["instances","deploy"]]`
fn permissions_of(text: &str) -> Result<(Vec<Permission>, bool), Error> {
    let pairs: Vec<(String, String)> = json(text)?;
    let known: Vec<Permission> = pairs
        .iter()
        .filter_map(|(area, level)| {
            Some(Permission {
                area: area.parse::<Area>().ok()?,
                level: level.parse::<Level>().ok()?,
            })
        })
        .collect();
    let is_newer = known.len() < pairs.len();
    Ok((known, is_newer))
}

/// `"own"`, or a list of ids.
fn assigns(text: &str) -> Result<Assigns, Error> {
    match json(text)? {
        Value::String(word) if word == "own" => Ok(Assigns::Own),
        list => {
            let ids: BTreeSet<RoleId> =
                serde_json::from_value(list).map_err(|error| broken(&error))?;
            Ok(Assigns::Only(ids))
        }
    }
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| broken(&error))
}

fn broken(error: &serde_json::Error) -> Error {
    Error::Corrupt(format!("a role: {error}"))
}
