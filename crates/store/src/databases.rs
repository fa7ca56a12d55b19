//! Databases.

use std::collections::BTreeSet;

use bailiwick_access::{Action, Allowed, GrantScope, Principal, Resource, SystemRole};
use bailiwick_model::{
    Branch, BranchId, Database, DatabaseEngine, DatabaseId, OrganizationId, ProjectId, Slug,
};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{branches, lock, members, projects};

/// A database to be made.
#[derive(Clone, Debug)]
pub struct NewDatabase {
    /// The project it belongs to.
    pub project: ProjectId,
    /// Unique in the organization.
    pub name: Slug,
}

/// Makes an embedded database with its branch `main`, whose file is the caller's to make before it commits. Its creator
/// becomes its Database Administrator.
///
/// # Errors
/// [`Error::NotFound`] when the project is gone; [`Error::Conflict`] `name_taken`.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewDatabase,
) -> Result<(Database, Branch), Error> {
    let organization = act.require(Action::DatabasesCreate, &Resource::Project(new.project))?;
    lock::permitted(tx, act, organization).await?;
    projects::get(tx, organization, new.project).await?.ok_or(Error::NotFound("project"))?;
    let (database, main) = insert(tx, act, organization, new.project, new.name).await?;
    lock::bump(tx, organization, act.now).await?;
    let entry = Entry::done("databases.create", "database", database.id.0, database.name.as_str())
        .detail(json!({ "project": database.project, "engine": database.engine }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok((database, main))
}

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    project: ProjectId,
    name: Slug,
) -> Result<(Database, Branch), Error> {
    if is_taken(tx, organization, &name).await? {
        return Err(Error::name_taken("database", &name));
    }
    let database = Database {
        id: act.id(),
        organization,
        project,
        name,
        engine: DatabaseEngine::Sqlite,
        branch_count: 1,
        created_at: act.now,
        version: 1,
    };
    sqlx::query(
        "INSERT INTO databases (organization, id, project, name, engine, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, 1)",
    )
    .bind(organization.to_string())
    .bind(database.id.to_string())
    .bind(project.to_string())
    .bind(database.name.as_str())
    .bind(database.engine.as_str())
    .bind(act.now.0)
    .execute(tx.connection())
    .await?;
    let main = branches::first(tx, act, &database).await?;
    if let Some(creator) = creator(tx, act, organization).await? {
        let role = NewGrant::role(SystemRole::DatabaseAdministrator.id());
        let new = role.at(GrantScope::Database(database.id));
        let grant = grants::insert(tx, act, organization, creator, &new).await?;
        sqlx::query("UPDATE databases SET maker_grant = $3 WHERE organization = $1 AND id = $2")
            .bind(organization.to_string())
            .bind(database.id.to_string())
            .bind(grant.to_string())
            .execute(tx.connection())
            .await?;
    }
    Ok((database, main))
}

/// Who acts: the member, in person or by a personal access token, or the service token.
async fn creator(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
) -> Result<Option<Holder>, Error> {
    match (act.permit.principal(), act.permit.actor()) {
        (Some(Principal::Member(member)), _) => Ok(Some(Holder::Member(*member))),
        (Some(Principal::ServiceToken(token)), _) => Ok(Some(Holder::ServiceToken(*token))),
        (_, bailiwick_access::Actor::Account(account)) => {
            Ok(members::find(tx, organization, account).await?.map(Holder::Member))
        }
        _ => Ok(None),
    }
}

/// Whether a name is in use.
///
/// # Errors
/// When the database fails.
pub async fn is_taken(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    name: &Slug,
) -> Result<bool, Error> {
    let taken = sqlx::query("SELECT id FROM databases WHERE organization = $1 AND name = $2")
        .bind(organization.to_string())
        .bind(name.as_str())
        .fetch_optional(tx.connection())
        .await?;
    Ok(taken.is_some())
}

macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT d.*, (SELECT COUNT(*) FROM branches b WHERE b.organization = d.organization AND b.database_id = d.id)
               AS branch_count FROM databases d WHERE d.organization = $1",
            $rest
        )
    };
}

/// A database of an organization.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    database: DatabaseId,
) -> Result<Option<Database>, Error> {
    let row = sqlx::query(selected!(" AND d.id = $2"))
        .bind(organization.to_string())
        .bind(database.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// The databases of an organization, or of one of its projects, that the caller may see.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    project: Option<ProjectId>,
    allowed: &Allowed,
    page: &Page,
) -> Result<Listed<Database>, Error> {
    let rows = sqlx::query(selected!(""))
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    all.retain(|database| {
        allowed.contains_database(&database.id)
            && project.is_none_or(|project| project == database.project)
    });
    Ok(page.cut(all, |database| database.name.to_string(), |database| database.id.to_string()))
}

/// Those of these databases that the caller may see.
///
/// # Errors
/// When the database fails.
pub async fn among(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    named: &BTreeSet<DatabaseId>,
    allowed: &Allowed,
    page: &Page,
) -> Result<Listed<Database>, Error> {
    let rows = sqlx::query(selected!(""))
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    all.retain(|database| named.contains(&database.id) && allowed.contains_database(&database.id));
    Ok(page.cut(all, |database| database.name.to_string(), |database| database.id.to_string()))
}

/// Renames a database.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `name_taken`.
pub async fn rename(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    database: DatabaseId,
    name: Slug,
    if_match: Option<u64>,
) -> Result<Database, Error> {
    let before = held(tx, act, Action::DatabasesUpdate, database, if_match).await?;
    if name != before.name && is_taken(tx, before.organization, &name).await? {
        return Err(Error::name_taken("database", &name));
    }
    sqlx::query(
        "UPDATE databases SET name = $3, version = version + 1 WHERE organization = $1 AND id = $2",
    )
    .bind(before.organization.to_string())
    .bind(database.to_string())
    .bind(name.as_str())
    .execute(tx.connection())
    .await?;
    let entry = Entry::done("databases.update", "database", database.0, name.as_str())
        .detail(json!({ "name": { "from": before.name, "to": name } }));
    append(tx, act, Home::Of(before.organization), entry).await?;
    Ok(Database { name, version: before.version + 1, ..before })
}

/// Deletes a database and its branches, whose files are the caller's to remove once it has committed.
///
/// # Errors
/// [`Error::Conflict`] `database_connected` with the instances that are connected to it.
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    database: DatabaseId,
    if_match: Option<u64>,
) -> Result<Vec<BranchId>, Error> {
    let before = held(tx, act, Action::DatabasesDelete, database, if_match).await?;
    branches::refuse_connected(tx, &before, None).await?;
    let rows = sqlx::query(
        "SELECT id FROM branches WHERE organization = $1 AND database_id = $2 ORDER BY id",
    )
    .bind(before.organization.to_string())
    .bind(database.to_string())
    .fetch_all(tx.connection())
    .await?;
    let files = rows
        .iter()
        .map(|row| Columns(row).parsed("id"))
        .collect::<Result<Vec<BranchId>, Error>>()?;
    sqlx::query("DELETE FROM databases WHERE organization = $1 AND id = $2")
        .bind(before.organization.to_string())
        .bind(database.to_string())
        .execute(tx.connection())
        .await?;
    lock::bump(tx, before.organization, act.now).await?;
    let entry = Entry::done("databases.delete", "database", database.0, before.name.as_str())
        .detail(json!({ "project": before.project, "branches": files }));
    append(tx, act, Home::Of(before.organization), entry).await?;
    Ok(files)
}

/// Checks the permit, takes the lock, and checks the version.
async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: Action,
    database: DatabaseId,
    if_match: Option<u64>,
) -> Result<Database, Error> {
    let organization = act.require(action, &Resource::Database(database))?;
    lock::permitted(tx, act, organization).await?;
    let found = get(tx, organization, database).await?.ok_or(Error::NotFound("database"))?;
    lock::version(found.version, if_match)?;
    Ok(found)
}

fn read(row: &AnyRow) -> Result<Database, Error> {
    let columns = Columns(row);
    Ok(Database {
        id: columns.parsed("id")?,
        organization: columns.parsed("organization")?,
        project: columns.parsed("project")?,
        name: columns.parsed("name")?,
        engine: columns.parsed("engine")?,
        branch_count: columns.number("branch_count")?,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}
