//! The draft. A revision is never given twice, so an `ETag` of a draft that was thrown away, deployed, or never saved while
//! another policy was in force, fits no later one.

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

/// The draft of an instance. Where none is saved it has the source of the version in force.
///
/// # Errors
/// When the database fails.
pub async fn draft(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<PolicyDraft, Error> {
    let row = row(tx, organization, instance).await?;
    if let Some(row) = &row
        && Columns(row).text_or_null("source")?.is_some()
    {
        return read(row, instance);
    }
    let revision = row.map_or(Ok(0), |row| Columns(&row).number("revision"))?;
    let deployed = versions::deployed(tx, instance).await?.map(|deployed| deployed.version);
    let (source, format) = match deployed {
        Some(version) => (version.source, version.format),
        None => (String::new(), PolicyFormat::Yaml),
    };
    Ok(PolicyDraft { instance, source, format, revision, updated_at: None, updated_by: None })
}

/// What is known of the draft, whether one is saved now or was once.
async fn row(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<Option<AnyRow>, Error> {
    let row = sqlx::query(
        "SELECT p.*, a.display_name AS author FROM policy_drafts p LEFT JOIN accounts a ON a.id = p.updated_by
         WHERE p.organization = $1 AND p.instance = $2",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .fetch_optional(tx.connection())
    .await?;
    Ok(row)
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
    let before = draft(tx, instance.organization, instance.id).await?;
    if !before.is_saved() {
        return Err(Error::NotFound("draft"));
    }
    lock::version(before.revision, if_match)?;
    clear(tx, &instance).await?;
    let entry =
        Entry::done("policy.delete_draft", "instance", instance.id.0, instance.name.as_str())
            .detail(json!({ "revision": before.revision }));
    append(tx, act, Home::Of(instance.organization), entry).await
}

/// Leaves nothing saved.
pub(super) async fn clear(tx: &mut Tx<'_>, instance: &Instance) -> Result<(), Error> {
    sqlx::query(
        "UPDATE policy_drafts SET source = NULL, revision = revision + 1 WHERE organization = $1 AND instance = $2",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Counts that another policy is in force, and so edited where no draft is saved: whoever looked at it before saves over nothing
/// they did not see. What is in force was saved once, so there is a row.
pub(super) async fn count(tx: &mut Tx<'_>, instance: &Instance) -> Result<(), Error> {
    sqlx::query(
        "UPDATE policy_drafts SET revision = revision + 1
         WHERE organization = $1 AND instance = $2 AND source IS NULL",
    )
    .bind(instance.organization.to_string())
    .bind(instance.id.to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}
