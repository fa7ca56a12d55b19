//! Versions: everything that was ever in force, and the one that is.

use bailiwick_access::Action;
use bailiwick_model::{
    Instance, InstanceId, InstanceState, OrganizationId, PolicyFormat, PolicyVersion,
    PolicyVersionId, ProjectId,
};
use serde_json::{Value, json};
use sqlx::any::AnyRow;

use super::{author, drafts};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::{Columns, signed};
use crate::tx::Tx;
use crate::{instances, lock};

/// The version in force.
#[derive(Clone, PartialEq, Debug)]
pub struct Deployed {
    /// The version.
    pub version: PolicyVersion,
    /// What the tables and columns were that it was judged against.
    pub identities: Value,
}

/// Puts the saved draft in force: a version, the instance running, the draft gone.
///
/// # Errors
/// [`Error::Conflict`] `no_draft`; [`Error::Version`] when the draft has another revision than `if_match`.
pub async fn deploy(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    identities: &Value,
    if_match: Option<u64>,
) -> Result<PolicyVersion, Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let draft = drafts::draft(tx, instance.organization, instance.id).await?;
    if !draft.is_saved() {
        return Err(Error::conflict("no_draft", "there is no draft to deploy"));
    }
    lock::version(draft.revision, if_match)?;
    drafts::clear(tx, &instance).await?;
    let new = New { source: &draft.source, format: draft.format, identities, rolled_back_to: None };
    enforce(tx, act, &instance, new).await
}

/// Puts an earlier version in force again, as a new version. The draft stays.
///
/// # Errors
/// [`Error::NotFound`] when there is no such version; [`Error::Conflict`] when it is in force.
pub async fn rollback(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    number: u64,
    identities: &Value,
) -> Result<PolicyVersion, Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let earlier = version(tx, instance.organization, instance.id, number).await?;
    let earlier = earlier.ok_or(Error::NotFound("version"))?;
    if earlier.is_deployed {
        return Err(Error::conflict("already_deployed", format!("version {number} is in force")));
    }
    let new = New {
        source: &earlier.source,
        format: earlier.format,
        identities,
        rolled_back_to: Some(number),
    };
    drafts::count(tx, &instance).await?;
    enforce(tx, act, &instance, new).await
}

struct New<'a> {
    source: &'a str,
    format: PolicyFormat,
    identities: &'a Value,
    rolled_back_to: Option<u64>,
}

async fn enforce(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: &Instance,
    new: New<'_>,
) -> Result<PolicyVersion, Error> {
    let row = sqlx::query(
        "SELECT COALESCE(MAX(number), 0) + 1 AS number FROM policy_versions WHERE organization = $1 AND instance = $2",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .fetch_one(tx.connection())
    .await?;
    let number = Columns(&row).number("number")?;
    sqlx::query(
        "UPDATE policy_versions SET is_deployed = 0 WHERE organization = $1 AND instance = $2",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "INSERT INTO policy_versions (organization, id, instance, number, source, format, identities, is_deployed,
            rolled_back_to, deployed_at, deployed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)",
    )
    .bind(instance.organization.to_string())
    .bind(act.id::<PolicyVersionId>().to_string())
    .bind(instance.id.to_string())
    .bind(signed(number))
    .bind(new.source)
    .bind(new.format.as_str())
    .bind(new.identities.to_string())
    .bind(new.rolled_back_to.map(signed))
    .bind(act.now.0)
    .bind(author(act))
    .execute(tx.connection())
    .await?;
    instances::set_state(tx, instance, InstanceState::Running, None, act).await?;
    sqlx::query("UPDATE instances SET deployed_at = $3 WHERE organization = $1 AND id = $2")
        .bind(instance.organization.to_string())
        .bind(instance.id.to_string())
        .bind(act.now.0)
        .execute(tx.connection())
        .await?;
    let action = if new.rolled_back_to.is_some() { "policy.rollback" } else { "policy.deploy" };
    let entry = Entry::done(action, "instance", instance.id.0, instance.name.as_str())
        .detail(json!({ "version": number, "rolled_back_to": new.rolled_back_to }));
    append(tx, act, Home::Of(instance.organization), entry).await?;
    version(tx, instance.organization, instance.id, number).await?.ok_or(Error::NotFound("version"))
}

macro_rules! selected {
    ($rest:literal) => {
        concat!(
            "SELECT v.*, a.display_name AS author FROM policy_versions v LEFT JOIN accounts a ON a.id = v.deployed_by ",
            $rest
        )
    };
}

/// The version in force and what it was judged against: for the data plane.
///
/// # Errors
/// When the database fails.
pub async fn deployed(tx: &mut Tx<'_>, instance: InstanceId) -> Result<Option<Deployed>, Error> {
    let row = sqlx::query(selected!("WHERE v.instance = $1 AND v.is_deployed = 1"))
        .bind(instance.to_string())
        .fetch_optional(tx.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let identities = serde_json::from_str(&Columns(&row).text("identities")?)
        .map_err(|error| Error::Corrupt(format!("identities: {error}")))?;
    Ok(Some(Deployed { version: read(&row)?, identities }))
}

/// A version by its number.
///
/// # Errors
/// When the database fails.
pub async fn version(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    number: u64,
) -> Result<Option<PolicyVersion>, Error> {
    let row =
        sqlx::query(selected!("WHERE v.organization = $1 AND v.instance = $2 AND v.number = $3"))
            .bind(organization.to_string())
            .bind(instance.to_string())
            .bind(signed(number))
            .fetch_optional(tx.connection())
            .await?;
    row.map(|row| read(&row)).transpose()
}

/// The versions of an instance, newest first. The page's `search` does not count.
///
/// # Errors
/// When the database fails.
pub async fn versions(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    page: &Page,
) -> Result<Listed<PolicyVersion>, Error> {
    let count = sqlx::query(
        "SELECT COUNT(*) AS total FROM policy_versions WHERE organization = $1 AND instance = $2",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .fetch_one(tx.connection())
    .await?;
    let rows = sqlx::query(selected!(
        "WHERE v.organization = $1 AND v.instance = $2 AND v.number < $3 ORDER BY v.number DESC LIMIT $4"
    ))
    .bind(organization.to_string())
    .bind(instance.to_string())
    .bind(page.number()?.unwrap_or(i64::MAX))
    .bind(i64::from(page.limit) + 1)
    .fetch_all(tx.connection())
    .await?;
    let limit = page.limit as usize;
    let items = rows.iter().take(limit).map(read).collect::<Result<Vec<_>, Error>>()?;
    let next = items.last().filter(|_| rows.len() > limit).map(|last| last.version.to_string());
    Ok(Listed { items, next, total: Columns(&count).number("total")? })
}

fn read(row: &AnyRow) -> Result<PolicyVersion, Error> {
    let columns = Columns(row);
    Ok(PolicyVersion {
        id: columns.parsed("id")?,
        instance: columns.parsed("instance")?,
        version: columns.number("number")?,
        source: columns.text("source")?,
        format: columns.parsed("format")?,
        is_deployed: columns.flag("is_deployed")?,
        rolled_back_to: columns.number_or_null("rolled_back_to")?,
        deployed_at: columns.time("deployed_at")?,
        deployed_by: columns.text_or_null("author")?,
    })
}
