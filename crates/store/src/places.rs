//! What people call the things of an organization, for sentences about scopes.

use std::collections::BTreeMap;

use bailiwick_model::{DatabaseId, InstanceId, OrganizationId, ProjectId};
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;

/// The names of projects, instances and databases by their ids. Whether somebody may read one is the caller's to judge.
#[derive(Clone, Default, Debug)]
pub struct Places {
    /// Of projects.
    pub projects: BTreeMap<ProjectId, String>,
    /// Of instances, after the name of their project: `Tracker/Production`.
    pub instances: BTreeMap<InstanceId, String>,
    /// Of databases.
    pub databases: BTreeMap<DatabaseId, String>,
}

/// Loads the names of an organization.
///
/// # Errors
/// When the database fails.
pub async fn load(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Places, Error> {
    let mut names = Places::default();
    let projects = "SELECT id, name FROM projects WHERE organization = $1";
    for row in rows(tx, projects, organization).await? {
        let columns = Columns(&row);
        names.projects.insert(columns.parsed("id")?, columns.text("name")?);
    }
    let instances = "SELECT id, project, name FROM instances WHERE organization = $1";
    for row in rows(tx, instances, organization).await? {
        let columns = Columns(&row);
        let project: ProjectId = columns.parsed("project")?;
        let project = names.projects.get(&project).map(String::as_str).unwrap_or_default();
        let name = format!("{project}/{}", columns.text("name")?);
        names.instances.insert(columns.parsed("id")?, name);
    }
    let databases = "SELECT id, name FROM databases WHERE organization = $1";
    for row in rows(tx, databases, organization).await? {
        let columns = Columns(&row);
        names.databases.insert(columns.parsed("id")?, columns.text("name")?);
    }
    Ok(names)
}

async fn rows(
    tx: &mut Tx<'_>,
    statement: &'static str,
    organization: OrganizationId,
) -> Result<Vec<AnyRow>, Error> {
    Ok(sqlx::query(statement).bind(organization.to_string()).fetch_all(tx.connection()).await?)
}
