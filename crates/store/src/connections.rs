//! Connections of instances. The secret part comes sealed and goes sealed.

use bailiwick_access::Action;
use bailiwick_model::{
    BranchId, Connection, ConnectionId, ConnectionTarget, DatabaseEngine, DatabaseId, Instance,
    InstanceId, OrganizationId, ProjectId, Slug,
};
use serde_json::{Value, json};
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{instances, lock};

/// A connection to be made.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// Its id, to which its secret is sealed already.
    pub id: ConnectionId,
    /// The instance's project.
    pub project: ProjectId,
    /// The instance it belongs to.
    pub instance: InstanceId,
    /// What the policy calls it.
    pub name: Slug,
    /// Where it leads.
    pub target: NewTarget,
}

/// Where a connection is to lead.
#[derive(Clone, Debug)]
pub enum NewTarget {
    /// To a branch of a database of the same project.
    Branch {
        /// The database.
        database: DatabaseId,
        /// The branch.
        branch: BranchId,
    },
    /// To a database elsewhere.
    Url {
        /// What it runs on.
        engine: DatabaseEngine,
        /// Without secrets.
        address: String,
        /// All of it, sealed.
        sealed: String,
        /// How it is protected.
        tls: Option<String>,
    },
}

/// What of a connection is to be changed; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct ConnectionChange {
    /// What the policy calls it.
    pub name: Option<Slug>,
    /// Where it leads.
    pub target: Option<NewTarget>,
}

/// A connection and what only the server reads of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredConnection {
    /// The connection.
    pub connection: Connection,
    /// The secret part, sealed; absent where it leads to a branch.
    pub sealed: Option<String>,
    /// `shop / main`, where it leads to a branch.
    pub branch_name: Option<String>,
    /// How it is protected.
    pub tls: Option<String>,
}

/// Makes a connection.
///
/// # Errors
/// [`Error::NotFound`] when instance or branch is not of the project; [`Error::Conflict`] `name_taken`.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewConnection,
) -> Result<StoredConnection, Error> {
    let instance =
        instances::held_in(tx, act, Action::ConnectionsDeploy, new.project, new.instance).await?;
    refuse_outside(tx, &instance, &new.target).await?;
    refuse_taken(tx, &instance, &new.name, new.id).await?;
    let connection = Connection {
        id: new.id,
        organization: instance.organization,
        instance: instance.id,
        name: new.name,
        target: shown(&new.target),
        created_at: act.now,
        version: 1,
    };
    insert(tx, &connection, Some(&new.target)).await?;
    let entry =
        Entry::done("connections.create", "connection", connection.id.0, connection.name.as_str())
            .within(instance.id.0)
            .detail(detail(&instance, &connection.target));
    append(tx, act, Home::Of(instance.organization), entry).await?;
    stored(tx, &instance, connection.id).await
}

/// Changes a connection.
///
/// # Errors
/// [`Error::Version`] when it was changed since; else as [`create`].
pub async fn update(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    connection: ConnectionId,
    change: ConnectionChange,
    if_match: Option<u64>,
) -> Result<StoredConnection, Error> {
    let instance =
        instances::held_in(tx, act, Action::ConnectionsDeploy, project, instance).await?;
    let before = stored(tx, &instance, connection).await?.connection;
    lock::version(before.version, if_match)?;
    let name = change.name.unwrap_or_else(|| before.name.clone());
    refuse_taken(tx, &instance, &name, connection).await?;
    sqlx::query("UPDATE connections SET name = $3, version = version + 1 WHERE organization = $1 AND id = $2")
        .bind(instance.organization.to_string())
        .bind(connection.to_string())
        .bind(name.as_str())
        .execute(tx.connection())
        .await?;
    if let Some(target) = &change.target {
        refuse_outside(tx, &instance, target).await?;
        lead(tx, &instance, connection, target).await?;
    }
    let after = stored(tx, &instance, connection).await?;
    let mut said = detail(&instance, &after.connection.target);
    said["name"] = json!({ "from": before.name, "to": name });
    said["target_changed"] = json!(change.target.is_some());
    let entry = Entry::done("connections.update", "connection", connection.0, name.as_str())
        .within(instance.id.0)
        .detail(said);
    append(tx, act, Home::Of(instance.organization), entry).await?;
    Ok(after)
}

/// Deletes a connection.
///
/// # Errors
/// [`Error::Version`] when it was changed since.
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    connection: ConnectionId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let instance =
        instances::held_in(tx, act, Action::ConnectionsDeploy, project, instance).await?;
    let before = stored(tx, &instance, connection).await?.connection;
    lock::version(before.version, if_match)?;
    sqlx::query("DELETE FROM connections WHERE organization = $1 AND id = $2")
        .bind(instance.organization.to_string())
        .bind(connection.to_string())
        .execute(tx.connection())
        .await?;
    let entry = Entry::done("connections.delete", "connection", connection.0, before.name.as_str())
        .within(instance.id.0)
        .detail(detail(&instance, &before.target));
    append(tx, act, Home::Of(instance.organization), entry).await
}

/// Where it led, without secrets.
fn detail(instance: &Instance, target: &ConnectionTarget) -> Value {
    json!({ "instance": instance.id, "target": target })
}

fn shown(target: &NewTarget) -> ConnectionTarget {
    match target {
        NewTarget::Branch { database, branch } => {
            ConnectionTarget::Branch { database: *database, branch: *branch }
        }
        NewTarget::Url { engine, address, .. } => {
            ConnectionTarget::Url { engine: *engine, address: address.clone() }
        }
    }
}

/// A branch must be of the instance's own project.
async fn refuse_outside(
    tx: &mut Tx<'_>,
    instance: &Instance,
    target: &NewTarget,
) -> Result<(), Error> {
    let NewTarget::Branch { database, branch } = target else { return Ok(()) };
    let found = crate::branches::find(tx, instance.organization, instance.project, *branch).await?;
    match found {
        Some(found) if found.database == *database => Ok(()),
        _ => Err(Error::NotFound("branch")),
    }
}

async fn refuse_taken(
    tx: &mut Tx<'_>,
    instance: &Instance,
    name: &Slug,
    connection: ConnectionId,
) -> Result<(), Error> {
    let taken = sqlx::query(
        "SELECT id FROM connections WHERE organization = $1 AND instance = $2 AND name = $3 AND id <> $4",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .bind(name.as_str())
    .bind(connection.to_string())
    .fetch_optional(tx.connection())
    .await?;
    if taken.is_some() { Err(Error::name_taken("connection", name)) } else { Ok(()) }
}

/// Writes a connection; what is sealed comes with `target`.
pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    connection: &Connection,
    target: Option<&NewTarget>,
) -> Result<(), Error> {
    let (sealed, tls) = match target {
        Some(NewTarget::Url { sealed, tls, .. }) => (Some(sealed.clone()), tls.clone()),
        _ => (None, None),
    };
    let [database, branch, engine, address] = columns_of(&connection.target);
    sqlx::query(
        "INSERT INTO connections (organization, id, instance, name, database_id, branch, engine, address, tls, sealed,
            created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
    )
    .bind(connection.organization.to_string())
    .bind(connection.id.to_string())
    .bind(connection.instance.to_string())
    .bind(connection.name.as_str())
    .bind(database)
    .bind(branch)
    .bind(engine)
    .bind(address)
    .bind(tls)
    .bind(sealed)
    .bind(connection.created_at.0)
    .execute(tx.connection())
    .await?;
    Ok(())
}

async fn lead(
    tx: &mut Tx<'_>,
    instance: &Instance,
    connection: ConnectionId,
    target: &NewTarget,
) -> Result<(), Error> {
    let (sealed, tls) = match target {
        NewTarget::Url { sealed, tls, .. } => (Some(sealed.clone()), tls.clone()),
        NewTarget::Branch { .. } => (None, None),
    };
    let [database, branch, engine, address] = columns_of(&shown(target));
    sqlx::query(
        "UPDATE connections SET database_id = $3, branch = $4, engine = $5, address = $6, tls = $7, sealed = $8
         WHERE organization = $1 AND id = $2",
    )
    .bind(instance.organization.to_string())
    .bind(connection.to_string())
    .bind(database)
    .bind(branch)
    .bind(engine)
    .bind(address)
    .bind(tls)
    .bind(sealed)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Database, branch, engine, address.
fn columns_of(target: &ConnectionTarget) -> [Option<String>; 4] {
    match target {
        ConnectionTarget::Branch { database, branch } => {
            [Some(database.to_string()), Some(branch.to_string()), None, None]
        }
        ConnectionTarget::Url { engine, address } => {
            [None, None, Some(engine.to_string()), Some(address.clone())]
        }
    }
}

macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT c.*, d.name AS database_name, b.name AS branch_name FROM connections c
             LEFT JOIN databases d ON d.organization = c.organization AND d.id = c.database_id
             LEFT JOIN branches b ON b.organization = c.organization AND b.id = c.branch ",
            $rest
        )
    };
}

/// A connection by its name.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    name: &Slug,
) -> Result<Option<StoredConnection>, Error> {
    let row =
        sqlx::query(selected!("WHERE c.organization = $1 AND c.instance = $2 AND c.name = $3"))
            .bind(organization.to_string())
            .bind(instance.to_string())
            .bind(name.as_str())
            .fetch_optional(tx.connection())
            .await?;
    row.map(|row| read(&row)).transpose()
}

/// The connections of an instance. Whoever may see the instance may see them.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    page: &Page,
) -> Result<Listed<StoredConnection>, Error> {
    let mut all = all(tx, instance).await?;
    all.retain(|stored| stored.connection.organization == organization);
    Ok(page.cut(
        all,
        |stored| stored.connection.name.to_string(),
        |stored| stored.connection.id.to_string(),
    ))
}

/// Every connection of an instance in order of name: for the data plane.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx<'_>, instance: InstanceId) -> Result<Vec<StoredConnection>, Error> {
    let rows = sqlx::query(selected!("WHERE c.instance = $1 ORDER BY c.name"))
        .bind(instance.to_string())
        .fetch_all(tx.connection())
        .await?;
    rows.iter().map(read).collect()
}

async fn stored(
    tx: &mut Tx<'_>,
    instance: &Instance,
    connection: ConnectionId,
) -> Result<StoredConnection, Error> {
    let row = sqlx::query(selected!("WHERE c.organization = $1 AND c.instance = $2 AND c.id = $3"))
        .bind(instance.organization.to_string())
        .bind(instance.id.to_string())
        .bind(connection.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row)).transpose()?.ok_or(Error::NotFound("connection"))
}

fn read(row: &AnyRow) -> Result<StoredConnection, Error> {
    let columns = Columns(row);
    let target = match columns.parsed_or_null("branch")? {
        Some(branch) => {
            ConnectionTarget::Branch { database: columns.parsed("database_id")?, branch }
        }
        None => ConnectionTarget::Url {
            engine: columns.parsed("engine")?,
            address: columns.text("address")?,
        },
    };
    let names = (columns.text_or_null("database_name")?, columns.text_or_null("branch_name")?);
    Ok(StoredConnection {
        connection: Connection {
            id: columns.parsed("id")?,
            organization: columns.parsed("organization")?,
            instance: columns.parsed("instance")?,
            name: columns.parsed("name")?,
            target,
            created_at: columns.time("created_at")?,
            version: columns.number("version")?,
        },
        sealed: columns.text_or_null("sealed")?,
        branch_name: match names {
            (Some(database), Some(branch)) => Some(format!("{database} / {branch}")),
            _ => None,
        },
        tls: columns.text_or_null("tls")?,
    })
}
