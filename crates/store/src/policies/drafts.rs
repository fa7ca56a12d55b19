//! The draft. A revision is never given twice, so an `ETag` of a draft that was thrown away fits no later one.

use bailiwick_access::Action;
use bailiwick_model::{Instance, InstanceId, OrganizationId, PolicyDraft, PolicyFormat, ProjectId};
use serde_json::json;
use sqlx::any::AnyRow;

use super::{author, versions};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;
use crate::{instances, lock};

/// The draft of an instance. Where none was saved it has revision 0 and the source of the version in force.
///
/// # Errors
/// When the database fails.
pub async fn draft(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<PolicyDraft, Error> {
    if let Some(saved) = saved(tx, organization, instance).await? {
        return Ok(saved);
    }
    let deployed = versions::deployed(tx, instance).await?.map(|deployed| deployed.version);
    let (source, format) = match deployed {
        Some(version) => (version.source, version.format),
        None => (String::new(), PolicyFormat::Yaml),
    };
    Ok(PolicyDraft { instance, source, format, revision: 0, updated_at: None, updated_by: None })
}

/// The draft that was saved, if any.
pub(super) async fn saved(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<Option<PolicyDraft>, Error> {
    let row = sqlx::query(
        "SELECT p.*, a.display_name AS author FROM policy_drafts p LEFT JOIN accounts a ON a.id = p.updated_by
         WHERE p.organization = $1 AND p.instance = $2 AND p.source IS NOT NULL",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| read(&row, instance)).transpose()
}

fn read(row: &AnyRow, instance: InstanceId) -> Result<PolicyDraft, Error> {
    let columns = Columns(row);
    Ok(PolicyDraft {
        instance,
        source: columns.text("source")?,
        format: columns.parsed("format")?,
        revision: columns.number("revision")?,
        updated_at: Some(columns.time("updated_at")?),
        updated_by: columns.text_or_null("author")?,
    })
}

/// Saves the draft, whatever is wrong with it.
///
/// # Errors
/// [`Error::Version`] when it was changed since.
pub async fn save_draft(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    source: String,
    format: PolicyFormat,
    if_match: Option<u64>,
) -> Result<PolicyDraft, Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let before = draft(tx, instance.organization, instance.id).await?;
    lock::version(before.revision, if_match)?;
    write(tx, act, &instance, source, format).await?;
    let after = draft(tx, instance.organization, instance.id).await?;
    let entry =
        Entry::done("policy.update_draft", "instance", instance.id.0, instance.name.as_str())
            .detail(json!({ "revision": after.revision }));
    append(tx, act, Home::Of(instance.organization), entry).await?;
    Ok(after)
}

/// Puts a document in the draft's place; whoever calls writes it down.
pub(super) async fn write(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    instance: &Instance,
    source: String,
    format: PolicyFormat,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO policy_drafts (organization, instance, source, format, revision, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, 1, $5, $6)
         ON CONFLICT (organization, instance) DO UPDATE
         SET source = $3, format = $4, revision = policy_drafts.revision + 1, updated_at = $5, updated_by = $6",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .bind(source)
    .bind(format.as_str())
    .bind(act.now.0)
    .bind(author(act))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Throws the draft away.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Version`] when it was changed since.
pub async fn discard_draft(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let before =
        saved(tx, instance.organization, instance.id).await?.ok_or(Error::NotFound("draft"))?;
    lock::version(before.revision, if_match)?;
    clear(tx, instance.organization, instance.id).await?;
    let entry =
        Entry::done("policy.delete_draft", "instance", instance.id.0, instance.name.as_str())
            .detail(json!({ "revision": before.revision }));
    append(tx, act, Home::Of(instance.organization), entry).await
}

pub(super) async fn clear(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<(), Error> {
    sqlx::query("UPDATE policy_drafts SET source = NULL WHERE organization = $1 AND instance = $2")
        .bind(organization.to_string())
        .bind(instance.to_string())
        .execute(tx.connection())
        .await?;
    Ok(())
}
