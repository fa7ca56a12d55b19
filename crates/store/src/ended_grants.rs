//! Grants that give nothing any more: their time is over, or the projects that they named are gone. They decide nothing, and
//! are taken away so that nobody reads them as if they did.

use bailiwick_access::SystemReason;
use bailiwick_model::{OrganizationId, Timestamp};

use crate::act::Act;
use crate::error::Error;
use crate::lock;
use crate::row::Columns;
use crate::tx::Tx;

/// The organizations in which some member's or team's grant has ended.
///
/// # Errors
/// When the database fails.
pub async fn organizations(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<OrganizationId>, Error> {
    let rows = sqlx::query(
        "SELECT DISTINCT organization FROM grants
         WHERE expires_at <= $1 AND (member IS NOT NULL OR team IS NOT NULL)",
    )
    .bind(now.0)
    .fetch_all(tx.connection())
    .await?;
    rows.iter().map(|row| Columns(row).parsed("organization")).collect()
}

/// Takes them away in one organization; gives how many there were. Those of tokens and invitations stay, which are looked at
/// as a whole.
///
/// # Errors
/// When the permit is another's, or the database fails.
pub async fn sweep(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
) -> Result<u64, Error> {
    act.permit.require_system(&[SystemReason::Expiry])?;
    lock::organization(tx, organization).await?;
    let swept = sqlx::query(
        "DELETE FROM grants
         WHERE organization = $1 AND expires_at <= $2 AND (member IS NOT NULL OR team IS NOT NULL)",
    )
    .bind(organization.to_string())
    .bind(act.now.0)
    .execute(tx.connection())
    .await?;
    lock::bump(tx, organization, act.now).await?;
    Ok(swept.rows_affected())
}

/// Takes away what members and teams were given on projects of which none is left, under the lock of whoever deletes the
/// last.
///
/// # Errors
/// When the database fails.
pub(crate) async fn drop_emptied(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<(), Error> {
    sqlx::query(
        "DELETE FROM grants
         WHERE organization = $1 AND reach = 'projects' AND (member IS NOT NULL OR team IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM grant_projects p
                           WHERE p.organization = grants.organization AND p.grant_id = grants.id)",
    )
    .bind(organization.to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}
