//! Tokens of application users that an instance accepts no more.

use bailiwick_access::Action;
use bailiwick_model::{InstanceId, OrganizationId, ProjectId, RevocationId, Timestamp};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::instances;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;

/// Revocations of one instance at most.
pub const MOST: usize = 10_000;

/// Which tokens are accepted no more: those that everything which is given here is true of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Revoked {
    /// Of whom.
    pub subject: Option<String>,
    /// Of this id (`jti`).
    pub token_id: Option<String>,
    /// Issued before.
    pub issued_before: Option<Timestamp>,
}

/// A revocation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revocation {
    /// Its id.
    pub id: RevocationId,
    /// Which tokens.
    pub revoked: Revoked,
    /// Why, for people.
    pub reason: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

/// Revokes tokens.
///
/// # Errors
/// [`Error::Conflict`] `too_many_revocations` beyond [`MOST`].
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    revoked: Revoked,
    reason: Option<String>,
) -> Result<Revocation, Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    if all(tx, instance.organization, instance.id).await?.len() >= MOST {
        let sentence = format!("an instance keeps {MOST} revocations: remove those that are over");
        return Err(Error::conflict("too_many_revocations", sentence));
    }
    let id: RevocationId = act.id();
    let made = Revocation { id, revoked, reason, created_at: act.now };
    sqlx::query(
        "INSERT INTO revocations (organization, id, instance, subject, token_id, issued_before, reason, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(instance.organization.to_string())
    .bind(id.to_string())
    .bind(instance.id.to_string())
    .bind(made.revoked.subject.clone())
    .bind(made.revoked.token_id.clone())
    .bind(made.revoked.issued_before.map(|before| before.0))
    .bind(made.reason.clone())
    .bind(made.created_at.0)
    .execute(tx.connection())
    .await?;
    let entry = entry("revocations.create", &instance, &made);
    append(tx, act, Home::Of(instance.organization), entry).await?;
    Ok(made)
}

/// Removes a revocation: what it refused is judged like any other token again.
///
/// # Errors
/// [`Error::NotFound`] when the instance has none of that id.
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    project: ProjectId,
    instance: InstanceId,
    revocation: RevocationId,
) -> Result<(), Error> {
    let instance = instances::held_in(tx, act, Action::PolicyDeploy, project, instance).await?;
    let all = all(tx, instance.organization, instance.id).await?;
    let found = all.iter().find(|found| found.id == revocation);
    let found = found.ok_or(Error::NotFound("revocation"))?;
    sqlx::query("DELETE FROM revocations WHERE organization = $1 AND instance = $2 AND id = $3")
        .bind(instance.organization.to_string())
        .bind(instance.id.to_string())
        .bind(revocation.to_string())
        .execute(tx.connection())
        .await?;
    let entry = entry("revocations.delete", &instance, found);
    append(tx, act, Home::Of(instance.organization), entry).await
}

/// Whose tokens and why may name a person, so both can be erased.
fn entry<'a>(
    action: &'a str,
    instance: &'a bailiwick_model::Instance,
    revocation: &Revocation,
) -> Entry<'a> {
    let Revocation { id, revoked, reason, .. } = revocation;
    Entry::done(action, "instance", instance.id.0, instance.name.as_str())
        .detail(json!({ "revocation": id, "issued_before": revoked.issued_before }))
        .personal(json!({
            "subject": revoked.subject, "token_id": revoked.token_id, "reason": reason,
        }))
}

/// A page of an instance's revocations, the newest first; a search looks at subjects and ids of tokens.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    page: &Page,
) -> Result<Listed<Revocation>, Error> {
    let all = all(tx, organization, instance).await?;
    let name = |found: &Revocation| {
        let Revoked { subject, token_id, .. } = &found.revoked;
        [subject, token_id].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    };
    Ok(page.cut_newest(all, name, |found| found.id.to_string()))
}

/// Every revocation of an instance.
///
/// # Errors
/// When the database fails.
pub async fn all(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<Vec<Revocation>, Error> {
    let rows = sqlx::query(
        "SELECT id, subject, token_id, issued_before, reason, created_at FROM revocations
         WHERE organization = $1 AND instance = $2 ORDER BY id",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .fetch_all(tx.connection())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Revocation, Error> {
    let columns = Columns(row);
    Ok(Revocation {
        id: columns.parsed("id")?,
        revoked: Revoked {
            subject: columns.text_or_null("subject")?,
            token_id: columns.text_or_null("token_id")?,
            issued_before: columns.time_or_null("issued_before")?,
        },
        reason: columns.text_or_null("reason")?,
        created_at: columns.time("created_at")?,
    })
}
