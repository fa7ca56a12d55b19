//! Application users that instances have seen. A note about requests, like when a token was last used: no entry of the
//! audit log, and lost when the server dies within seconds.

use std::collections::BTreeMap;

use bailiwick_access::SystemReason;
use bailiwick_model::{InstanceId, OrganizationId, Timestamp};
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;

/// Users remembered of one instance; those not seen for longest are forgotten.
pub const REMEMBERED: u32 = 50_000;

/// What an instance saw of a user since it last told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// The token's `sub`.
    pub subject: String,
    /// The roles of the last request.
    pub roles: Vec<String>,
    /// The first request.
    pub first_at: Timestamp,
    /// The last request.
    pub last_at: Timestamp,
    /// How many.
    pub requests: u64,
}

/// Which users are wanted.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Filter {
    /// Only who had this role at the last request.
    pub role: Option<String>,
}

/// Writes what an instance saw down, and forgets whom there is no room for.
///
/// # Errors
/// When the permit is another's, the instance is gone, or the database fails.
pub async fn note(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    seen: &[Seen],
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Job])?;
    for one in seen {
        let roles = serde_json::to_string(&one.roles)
            .map_err(|error| Error::Corrupt(format!("roles: {error}")))?;
        sqlx::query(
            "INSERT INTO application_users (organization, instance, subject, roles, first_seen_at, last_seen_at, requests)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (organization, instance, subject) DO UPDATE SET roles = $4, last_seen_at = $6,
                requests = application_users.requests + $7",
        )
        .bind(organization.to_string())
        .bind(instance.to_string())
        .bind(&one.subject)
        .bind(roles)
        .bind(one.first_at.0)
        .bind(one.last_at.0)
        .bind(i64::try_from(one.requests).unwrap_or(i64::MAX))
        .execute(tx.connection())
        .await?;
    }
    forget(tx, organization, instance).await
}

async fn forget(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<(), Error> {
    let oldest_kept = sqlx::query(
        "SELECT last_seen_at FROM application_users WHERE organization = $1 AND instance = $2
         ORDER BY last_seen_at DESC LIMIT 1 OFFSET $3",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .bind(i64::from(REMEMBERED))
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = oldest_kept else { return Ok(()) };
    sqlx::query(
        "DELETE FROM application_users WHERE organization = $1 AND instance = $2 AND last_seen_at <= $3",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .bind(Columns(&row).time("last_seen_at")?.0)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// A page of the users, by subject.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
    filter: &Filter,
    page: &Page,
) -> Result<Listed<Seen>, Error> {
    let mut all = all(tx, organization, instance).await?;
    if let Some(role) = &filter.role {
        all.retain(|seen| seen.roles.contains(role));
    }
    Ok(page.cut(all, |seen| seen.subject.clone(), |seen| seen.subject.clone()))
}

/// How many users there are in all, and how many had each role at their last request.
///
/// # Errors
/// When the database fails.
pub async fn count(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<(u64, BTreeMap<String, u64>), Error> {
    let all = all(tx, organization, instance).await?;
    let mut by_role = BTreeMap::new();
    for role in all.iter().flat_map(|seen| &seen.roles) {
        *by_role.entry(role.clone()).or_insert(0) += 1;
    }
    Ok((all.len() as u64, by_role))
}

async fn all(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    instance: InstanceId,
) -> Result<Vec<Seen>, Error> {
    let rows = sqlx::query(
        "SELECT subject, roles, first_seen_at, last_seen_at, requests FROM application_users
         WHERE organization = $1 AND instance = $2",
    )
    .bind(organization.to_string())
    .bind(instance.to_string())
    .fetch_all(tx.connection())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Seen, Error> {
    let columns = Columns(row);
    Ok(Seen {
        subject: columns.text("subject")?,
        roles: serde_json::from_str(&columns.text("roles")?)
            .map_err(|error| Error::Corrupt(format!("roles: {error}")))?,
        first_at: columns.time("first_seen_at")?,
        last_at: columns.time("last_seen_at")?,
        requests: columns.number("requests")?,
    })
}
