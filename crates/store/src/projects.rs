//! Projects.

use bailiwick_access::{Action, Allowed, Resource};
use bailiwick_model::{
    Branch, Connection, Database, DisplayName, Instance, OrganizationId, Project, ProjectId, Slug,
};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::instances::{self, NewInstance};
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{branches, connections, databases, ended_grants, lock};

/// A project to be made, with all that is made at once.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// What people call it.
    pub name: DisplayName,
    /// Its first instances.
    pub instances: Vec<NewInstance>,
    /// The name of an embedded database with the branches `main` (production, default) and `development`.
    pub database: Option<Slug>,
}

/// What was made.
#[derive(Clone, Debug)]
pub struct Created {
    /// The project.
    pub project: Project,
    /// In the order in which they were asked for.
    pub instances: Vec<Instance>,
    /// The database, where one was asked for.
    pub database: Option<Database>,
    /// `main`, then `development`. Their files are the caller's to make before it commits.
    pub branches: Vec<Branch>,
}

/// Makes a project, its instances, its database, and a connection `main` of each instance to its branch: production
/// instances to `main`, the others to `development`. One entry.
///
/// # Errors
/// [`Error::Conflict`] `name_taken`.
pub async fn create(tx: &mut Tx<'_>, act: &Act<'_>, new: NewProject) -> Result<Created, Error> {
    let organization = act.require(Action::ProjectsCreate, &Resource::Organization)?;
    lock::permitted(tx, act, organization).await?;
    let mut project = Project {
        id: act.id(),
        organization,
        name: new.name,
        instance_count: 0,
        created_at: act.now,
        version: 1,
    };
    refuse_taken(tx, &project).await?;
    insert(tx, &project).await?;
    let (database, branches) = match new.database {
        Some(name) => {
            let (database, branches) = first_database(tx, act, &project, name).await?;
            (Some(database), branches)
        }
        None => (None, Vec::new()),
    };
    let mut instances = Vec::with_capacity(new.instances.len());
    for new in new.instances {
        let instance = instances::insert(tx, act, organization, project.id, new).await?;
        let branch = branches.iter().find(|branch| branch.is_production == instance.is_production);
        if let Some(branch) = branch {
            connect(tx, act, &instance, branch).await?;
        }
        instances.push(instance);
    }
    project.instance_count = instances.len() as u64;
    lock::bump(tx, organization, act.now).await?;
    let entry = Entry::done("projects.create", "project", project.id.0, project.name.as_str()).detail(json!({
        "instances": instances.iter().map(|instance| json!({ "id": instance.id, "name": instance.name })).collect::<Vec<_>>(),
        "database": database.as_ref().map(|database| json!({ "id": database.id, "name": database.name })),
    }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(Created { project, instances, database, branches })
}

async fn first_database(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: &Project,
    name: Slug,
) -> Result<(Database, Vec<Branch>), Error> {
    let (mut database, main) =
        databases::insert(tx, act, project.organization, project.id, name).await?;
    let development = branches::insert(tx, act, act.id(), &main, word("development")?).await?;
    database.branch_count = 2;
    Ok((database, vec![main, development]))
}

async fn connect(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: &Instance,
    branch: &Branch,
) -> Result<(), Error> {
    let connection = Connection {
        id: act.id(),
        organization: instance.organization,
        instance: instance.id,
        name: word("main")?,
        target: bailiwick_model::ConnectionTarget::Branch {
            database: branch.database,
            branch: branch.id,
        },
        created_at: act.now,
        version: 1,
    };
    connections::insert(tx, &connection, None).await
}

/// A name of our own.
pub(crate) fn word(text: &str) -> Result<Slug, Error> {
    text.parse().map_err(|error: bailiwick_model::InvalidName| Error::Corrupt(error.to_string()))
}

async fn insert(tx: &mut Tx<'_>, project: &Project) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO projects (organization, id, name, name_key, created_at, version) VALUES ($1, $2, $3, $4, $5, 1)",
    )
    .bind(project.organization.to_string())
    .bind(project.id.to_string())
    .bind(project.name.as_str())
    .bind(project.name.as_str().to_lowercase())
    .bind(project.created_at.0)
    .execute(tx.connection())
    .await?;
    Ok(())
}

async fn refuse_taken(tx: &mut Tx<'_>, project: &Project) -> Result<(), Error> {
    let taken = sqlx::query(
        "SELECT id FROM projects WHERE organization = $1 AND name_key = $2 AND id <> $3",
    )
    .bind(project.organization.to_string())
    .bind(project.name.as_str().to_lowercase())
    .bind(project.id.to_string())
    .fetch_optional(tx.connection())
    .await?;
    if taken.is_some() { Err(Error::name_taken("project", &project.name)) } else { Ok(()) }
}

macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT p.*, (SELECT COUNT(*) FROM instances i WHERE i.organization = p.organization AND i.project = p.id)
               AS instance_count FROM projects p WHERE p.organization = $1",
            $rest
        )
    };
}

/// A project of an organization.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    project: ProjectId,
) -> Result<Option<Project>, Error> {
    let row = sqlx::query(selected!(" AND p.id = $2"))
        .bind(organization.to_string())
        .bind(project.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// The projects of an organization that the caller may see.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    allowed: &Allowed,
    page: &Page,
) -> Result<Listed<Project>, Error> {
    let rows = sqlx::query(selected!(""))
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    all.retain(|project| allowed.contains_project(&project.id));
    Ok(page.cut(all, |project| project.name.to_string(), |project| project.id.to_string()))
}

/// Renames a project.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `name_taken`.
pub async fn rename(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    name: DisplayName,
    if_match: Option<u64>,
) -> Result<Project, Error> {
    let before = held(tx, act, Action::ProjectsUpdate, project, if_match).await?;
    let after = Project { name, version: before.version + 1, ..before.clone() };
    refuse_taken(tx, &after).await?;
    sqlx::query(
        "UPDATE projects SET name = $3, name_key = $4, version = version + 1 WHERE organization = $1 AND id = $2",
    )
    .bind(after.organization.to_string())
    .bind(after.id.to_string())
    .bind(after.name.as_str())
    .bind(after.name.as_str().to_lowercase())
    .execute(tx.connection())
    .await?;
    let entry = Entry::done("projects.update", "project", project.0, after.name.as_str())
        .detail(json!({ "name": { "from": before.name, "to": after.name } }));
    append(tx, act, Home::Of(after.organization), entry).await?;
    Ok(after)
}

/// Deletes a project in which nothing lives.
///
/// # Errors
/// [`Error::Conflict`] `project_not_empty` with the list.
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let before = held(tx, act, Action::ProjectsDelete, project, if_match).await?;
    let living = living(tx, &before).await?;
    if !living.is_empty() {
        let message = format!("delete what lives in it first: {}", living.join(", "));
        return Err(Error::conflict("project_not_empty", message));
    }
    sqlx::query("DELETE FROM projects WHERE organization = $1 AND id = $2")
        .bind(before.organization.to_string())
        .bind(project.to_string())
        .execute(tx.connection())
        .await?;
    ended_grants::drop_emptied(tx, before.organization).await?;
    lock::bump(tx, before.organization, act.now).await?;
    let entry = Entry::done("projects.delete", "project", project.0, before.name.as_str());
    append(tx, act, Home::Of(before.organization), entry).await
}

/// ``instance `Development` ``, ``database `shop` ``
async fn living(tx: &mut Tx<'_>, project: &Project) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "SELECT 'instance' AS kind, name FROM instances WHERE organization = $1 AND project = $2
         UNION ALL SELECT 'database' AS kind, name FROM databases WHERE organization = $1 AND project = $2
         ORDER BY kind DESC, name LIMIT 20",
    )
    .bind(project.organization.to_string())
    .bind(project.id.to_string())
    .fetch_all(tx.connection())
    .await?;
    let sentence = |row: &AnyRow| {
        Ok(format!("{} `{}`", Columns(row).text("kind")?, Columns(row).text("name")?))
    };
    rows.iter().map(sentence).collect()
}

/// Checks the permit, takes the lock, and checks the version.
async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: Action,
    project: ProjectId,
    if_match: Option<u64>,
) -> Result<Project, Error> {
    let organization = act.require(action, &Resource::Project(project))?;
    lock::permitted(tx, act, organization).await?;
    let found = get(tx, organization, project).await?.ok_or(Error::NotFound("project"))?;
    lock::version(found.version, if_match)?;
    Ok(found)
}

fn read(row: &AnyRow) -> Result<Project, Error> {
    let columns = Columns(row);
    Ok(Project {
        id: columns.parsed("id")?,
        organization: columns.parsed("organization")?,
        name: columns.parsed("name")?,
        instance_count: columns.number("instance_count")?,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}
