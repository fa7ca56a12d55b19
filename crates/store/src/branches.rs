//! Branches of databases. Their files are the server's; here is what is known of them.

use bailiwick_access::{Action, Resource};
use bailiwick_model::{Branch, BranchId, Database, DatabaseId, OrganizationId, ProjectId, Slug};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::projects::word;
use crate::row::Columns;
use crate::tx::Tx;
use crate::{databases, lock};

/// A branch to be made.
#[derive(Clone, Debug)]
pub struct NewBranch {
    /// Its id, after which its file is named already.
    pub id: BranchId,
    /// The database it is a copy of.
    pub database: DatabaseId,
    /// Unique in the database.
    pub name: Slug,
    /// What was copied.
    pub parent: BranchId,
}

/// Makes a development branch of another, on which the permit was decided.
///
/// # Errors
/// [`Error::NotFound`] when the other is gone; [`Error::Conflict`] `name_taken`, or `production_changed` when the other
/// was promoted or demoted since the permit was made.
pub async fn create(tx: &mut Tx<'_>, act: &Act<'_>, new: NewBranch) -> Result<Branch, Error> {
    let parent = held(tx, act, &[Action::BranchesCreate], new.database, new.parent, None).await?;
    let branch = insert(tx, act, new.id, &parent, new.name).await?;
    let entry = Entry::done("branches.create", "branch", branch.id.0, branch.name.as_str())
        .within(branch.database.0)
        .detail(json!({ "database": branch.database, "parent": parent.id }));
    append(tx, act, Home::Of(branch.organization), entry).await?;
    Ok(branch)
}

/// The branch `main` of a new database: production, default.
pub(crate) async fn first(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    database: &Database,
) -> Result<Branch, Error> {
    let branch = Branch {
        id: act.id(),
        organization: database.organization,
        database: database.id,
        name: word("main")?,
        is_production: true,
        is_default: true,
        parent: None,
        created_at: act.now,
        version: 1,
    };
    write(tx, branch).await
}

/// A development branch of another.
pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    id: BranchId,
    parent: &Branch,
    name: Slug,
) -> Result<Branch, Error> {
    let branch = Branch {
        id,
        organization: parent.organization,
        database: parent.database,
        name,
        is_production: false,
        is_default: false,
        parent: Some(parent.id),
        created_at: act.now,
        version: 1,
    };
    refuse_taken(tx, &branch).await?;
    write(tx, branch).await
}

async fn write(tx: &mut Tx<'_>, branch: Branch) -> Result<Branch, Error> {
    sqlx::query(
        "INSERT INTO branches (organization, id, database_id, name, is_production, is_default, parent, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(branch.organization.to_string())
    .bind(branch.id.to_string())
    .bind(branch.database.to_string())
    .bind(branch.name.as_str())
    .bind(i64::from(branch.is_production))
    .bind(i64::from(branch.is_default))
    .bind(branch.parent.map(|parent| parent.to_string()))
    .bind(branch.created_at.0)
    .execute(tx.connection())
    .await?;
    Ok(branch)
}

async fn refuse_taken(tx: &mut Tx<'_>, branch: &Branch) -> Result<(), Error> {
    let taken = sqlx::query(
        "SELECT id FROM branches WHERE organization = $1 AND database_id = $2 AND name = $3 AND id <> $4",
    )
    .bind(branch.organization.to_string())
    .bind(branch.database.to_string())
    .bind(branch.name.as_str())
    .bind(branch.id.to_string())
    .fetch_optional(tx.connection())
    .await?;
    if taken.is_some() { Err(Error::name_taken("branch", &branch.name)) } else { Ok(()) }
}

/// A branch of a database.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    database: DatabaseId,
    branch: BranchId,
) -> Result<Option<Branch>, Error> {
    let row = sqlx::query(
        "SELECT * FROM branches WHERE organization = $1 AND database_id = $2 AND id = $3",
    )
    .bind(organization.to_string())
    .bind(database.to_string())
    .bind(branch.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| read(&row)).transpose()
}

/// A branch of any database of a project.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    project: ProjectId,
    branch: BranchId,
) -> Result<Option<Branch>, Error> {
    let row = sqlx::query(
        "SELECT b.* FROM branches b JOIN databases d ON d.organization = b.organization AND d.id = b.database_id
         WHERE b.organization = $1 AND d.project = $2 AND b.id = $3",
    )
    .bind(organization.to_string())
    .bind(project.to_string())
    .bind(branch.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| read(&row)).transpose()
}

/// The branch that is used when none is named.
///
/// # Errors
/// When the database fails.
pub async fn default_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    database: DatabaseId,
) -> Result<Option<Branch>, Error> {
    let row = sqlx::query(
        "SELECT * FROM branches WHERE organization = $1 AND database_id = $2 AND is_default = 1",
    )
    .bind(organization.to_string())
    .bind(database.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| read(&row)).transpose()
}

/// The branches of a database. Whoever may see the database may see them.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    database: DatabaseId,
    page: &Page,
) -> Result<Listed<Branch>, Error> {
    let rows = sqlx::query("SELECT * FROM branches WHERE organization = $1 AND database_id = $2")
        .bind(organization.to_string())
        .bind(database.to_string())
        .fetch_all(tx.connection())
        .await?;
    let all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    Ok(page.cut(all, |branch| branch.name.to_string(), |branch| branch.id.to_string()))
}

/// The ids of every branch of the store: whatever other file lies in the folder was left by a crash.
///
/// # Errors
/// When the database fails.
pub async fn all_ids(tx: &mut Tx<'_>) -> Result<Vec<BranchId>, Error> {
    let rows =
        sqlx::query("SELECT id FROM branches ORDER BY id").fetch_all(tx.connection()).await?;
    rows.iter().map(|row| Columns(row).parsed("id")).collect()
}

/// Renames a branch.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `name_taken`.
pub async fn rename(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    database: DatabaseId,
    branch: BranchId,
    name: Slug,
    if_match: Option<u64>,
) -> Result<Branch, Error> {
    let before = held(tx, act, &[Action::BranchesUpdate], database, branch, if_match).await?;
    let after = Branch { name, version: before.version + 1, ..before.clone() };
    refuse_taken(tx, &after).await?;
    sqlx::query(
        "UPDATE branches SET name = $3, version = version + 1 WHERE organization = $1 AND id = $2",
    )
    .bind(after.organization.to_string())
    .bind(branch.to_string())
    .bind(after.name.as_str())
    .execute(tx.connection())
    .await?;
    let entry = Entry::done("branches.update", "branch", branch.0, after.name.as_str())
        .within(database.0)
        .detail(json!({ "database": database, "name": { "from": before.name, "to": after.name } }));
    append(tx, act, Home::Of(after.organization), entry).await?;
    Ok(after)
}

/// Deletes a branch, whose file is the caller's to remove once it has committed.
///
/// # Errors
/// [`Error::Conflict`] `default_branch`, `last_production_branch`, `branch_connected`, or `production_changed`.
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    database: DatabaseId,
    branch: BranchId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let actions = [Action::BranchesDelete, Action::BranchesDeleteProduction];
    let before = held(tx, act, &actions, database, branch, if_match).await?;
    act.permit.require(if before.is_production {
        Action::BranchesDeleteProduction
    } else {
        Action::BranchesDelete
    })?;
    if before.is_default {
        let message =
            format!("branch `{}` is the database's default and cannot be deleted", before.name);
        return Err(Error::conflict("default_branch", message));
    }
    if before.is_production && is_last_production(tx, &before).await? {
        let message = format!(
            "branch `{}` is the database's last production branch and cannot be deleted",
            before.name
        );
        return Err(Error::conflict("last_production_branch", message));
    }
    let owner = databases::get(tx, before.organization, database)
        .await?
        .ok_or(Error::NotFound("database"))?;
    refuse_connected(tx, &owner, Some(&before)).await?;
    sqlx::query("UPDATE branches SET parent = NULL WHERE organization = $1 AND parent = $2")
        .bind(before.organization.to_string())
        .bind(branch.to_string())
        .execute(tx.connection())
        .await?;
    sqlx::query("DELETE FROM branches WHERE organization = $1 AND id = $2")
        .bind(before.organization.to_string())
        .bind(branch.to_string())
        .execute(tx.connection())
        .await?;
    let entry = Entry::done("branches.delete", "branch", branch.0, before.name.as_str())
        .within(database.0)
        .detail(json!({ "database": database, "production": before.is_production }));
    append(tx, act, Home::Of(before.organization), entry).await
}

async fn is_last_production(tx: &mut Tx<'_>, branch: &Branch) -> Result<bool, Error> {
    let other = sqlx::query(
        "SELECT id FROM branches WHERE organization = $1 AND database_id = $2 AND is_production = 1 AND id <> $3 LIMIT 1",
    )
    .bind(branch.organization.to_string())
    .bind(branch.database.to_string())
    .bind(branch.id.to_string())
    .fetch_optional(tx.connection())
    .await?;
    Ok(other.is_none())
}

/// Nothing is deleted under an instance that is connected to it.
pub(crate) async fn refuse_connected(
    tx: &mut Tx<'_>,
    database: &Database,
    branch: Option<&Branch>,
) -> Result<(), Error> {
    let rows = sqlx::query(
        "SELECT i.name AS instance, c.name AS connection FROM connections c
         JOIN instances i ON i.organization = c.organization AND i.id = c.instance
         WHERE c.organization = $1 AND c.database_id = $2 AND c.branch = COALESCE(CAST($3 AS TEXT), c.branch)
         ORDER BY i.name, c.name LIMIT 20",
    )
    .bind(database.organization.to_string())
    .bind(database.id.to_string())
    .bind(branch.map(|branch| branch.id.to_string()))
    .fetch_all(tx.connection())
    .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let sentence = |row: &AnyRow| {
        let columns = Columns(row);
        Ok(format!("`{}` of instance `{}`", columns.text("connection")?, columns.text("instance")?))
    };
    let connected = rows.iter().map(sentence).collect::<Result<Vec<_>, Error>>()?.join(", ");
    let code = if branch.is_some() { "branch_connected" } else { "database_connected" };
    Err(Error::conflict(code, format!("delete the connections to it first: {connected}")))
}

/// Checks the permit, takes the lock, and checks version and production: the permit was decided on a branch that was
/// production or not, and the branch must still be so.
async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    actions: &[Action],
    database: DatabaseId,
    branch: BranchId,
    if_match: Option<u64>,
) -> Result<Branch, Error> {
    act.permit.require_one_of(actions)?;
    let organization = act.organization()?;
    lock::permitted(tx, act, organization).await?;
    let found = get(tx, organization, database, branch).await?.ok_or(Error::NotFound("branch"))?;
    match act.permit.resource() {
        None => {}
        Some(Resource::Branch { database: decided, .. }) if *decided != database => {
            return Err(Error::WrongPermit("it is for another database".into()));
        }
        Some(Resource::Branch { is_production, .. }) if *is_production != found.is_production => {
            let message =
                format!("branch `{}` was promoted or demoted in the meantime", found.name);
            return Err(Error::conflict("production_changed", message));
        }
        Some(Resource::Branch { .. }) => {}
        Some(_) => return Err(Error::WrongPermit("it is for another thing".into())),
    }
    lock::version(found.version, if_match)?;
    Ok(found)
}

fn read(row: &AnyRow) -> Result<Branch, Error> {
    let columns = Columns(row);
    Ok(Branch {
        id: columns.parsed("id")?,
        organization: columns.parsed("organization")?,
        database: columns.parsed("database_id")?,
        name: columns.parsed("name")?,
        is_production: columns.flag("is_production")?,
        is_default: columns.flag("is_default")?,
        parent: columns.parsed_or_null("parent")?,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}
