//! Organizations.

use bailiwick_access::{Action, Resource, SystemReason, SystemRole};
use bailiwick_model::{AccountId, DisplayName, MemberId, Organization, OrganizationId};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::row::Columns;
use crate::tx::{Reads, Tx};
use crate::{lock, members};

/// An organization to be made.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// What people call it.
    pub name: DisplayName,
    /// The plan it begins on.
    pub plan: String,
}

/// Makes an organization and its owner.
///
/// # Errors
/// When the account is gone.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewOrganization,
    owner: AccountId,
) -> Result<(Organization, MemberId), Error> {
    act.permit.require_system(&[
        SystemReason::Account,
        SystemReason::OperatorAct,
        SystemReason::Demonstration,
    ])?;
    let (organization, member) = insert(tx, act, new, owner).await?;
    let entry = Entry::done(
        "organization.create",
        "organization",
        organization.id.0,
        organization.name.as_str(),
    )
    .detail(json!({ "owner": owner, "plan": organization.plan }));
    append(tx, act, Home::Of(organization.id), entry).await?;
    Ok((organization, member))
}

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewOrganization,
    owner: AccountId,
) -> Result<(Organization, MemberId), Error> {
    let organization = Organization {
        id: act.id(),
        name: new.name,
        plan: new.plan,
        default_role: SystemRole::OrganizationMember.id(),
        created_at: act.now,
        version: 1,
    };
    sqlx::query(
        "INSERT INTO organizations (id, name, plan, default_role, epoch, created_at, version)
         VALUES ($1, $2, $3, $4, 1, $5, 1)",
    )
    .bind(organization.id.to_string())
    .bind(organization.name.as_str())
    .bind(organization.plan.as_str())
    .bind(organization.default_role.to_string())
    .bind(organization.created_at.0)
    .execute(tx.connection())
    .await?;
    let member = members::insert(tx, act, organization.id, owner).await?;
    members::give(tx, act, organization.id, member, SystemRole::Owner.id(), None).await?;
    Ok((organization, member))
}

/// An organization.
///
/// # Errors
/// When the database fails.
pub async fn get(
    reads: &mut impl Reads,
    organization: OrganizationId,
) -> Result<Option<Organization>, Error> {
    let row = sqlx::query("SELECT * FROM organizations WHERE id = $1")
        .bind(organization.to_string())
        .fetch_optional(reads.connected())
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// Counts changes of access in an organization; absent when there is none.
///
/// # Errors
/// When the database fails.
pub async fn epoch(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Option<u64>, Error> {
    let row = sqlx::query("SELECT epoch FROM organizations WHERE id = $1")
        .bind(organization.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| Columns(&row).number("epoch")).transpose()
}

/// Renames an organization.
///
/// # Errors
/// [`Error::Version`] when it was changed since.
pub async fn rename(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    name: DisplayName,
    if_match: Option<u64>,
) -> Result<Organization, Error> {
    let before = held(tx, act, Action::OrganizationUpdate, organization, if_match).await?;
    sqlx::query("UPDATE organizations SET name = $2, version = version + 1 WHERE id = $1")
        .bind(organization.to_string())
        .bind(name.as_str())
        .execute(tx.connection())
        .await?;
    let entry = Entry::done("organization.update", "organization", organization.0, name.as_str())
        .detail(json!({ "name": { "from": before.name, "to": name } }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(Organization { version: before.version + 1, name, ..before })
}

/// Deletes an organization in which no project lives. Its log stays.
///
/// # Errors
/// [`Error::Conflict`] `organization_not_empty` with the list of projects.
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let before = held(tx, act, Action::OrganizationDelete, organization, if_match).await?;
    let rows =
        sqlx::query("SELECT name FROM projects WHERE organization = $1 ORDER BY name LIMIT 20")
            .bind(organization.to_string())
            .fetch_all(tx.connection())
            .await?;
    let names: Vec<String> =
        rows.iter().map(|row| Columns(row).text("name")).collect::<Result<_, _>>()?;
    if !names.is_empty() {
        let message = format!("delete its projects first: `{}`", names.join("`, `"));
        return Err(Error::conflict("organization_not_empty", message));
    }
    let entry =
        Entry::done("organization.delete", "organization", organization.0, before.name.as_str());
    append(tx, act, Home::Of(organization), entry).await?;
    sqlx::query("DELETE FROM organizations WHERE id = $1")
        .bind(organization.to_string())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Checks the permit, takes the lock, and checks the version.
async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    action: Action,
    organization: OrganizationId,
    if_match: Option<u64>,
) -> Result<Organization, Error> {
    if act.require(action, &Resource::Organization)? != organization {
        return Err(Error::WrongPermit("it is for another organization".into()));
    }
    lock::permitted(tx, act, organization).await?;
    let found = get(tx, organization).await?.ok_or(Error::NotFound("organization"))?;
    lock::version(found.version, if_match)?;
    Ok(found)
}

pub(crate) fn read(row: &AnyRow) -> Result<Organization, Error> {
    let columns = Columns(row);
    Ok(Organization {
        id: columns.parsed("id")?,
        name: columns.parsed("name")?,
        plan: columns.text("plan")?,
        default_role: columns.parsed("default_role")?,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}
