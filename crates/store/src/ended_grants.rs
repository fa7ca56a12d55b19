//! Grants that give nothing any more: their time is over, or the projects that they named are gone. They decide nothing, and
//! are taken away so that nobody reads them as if they did.

use bailiwick_access::{GrantDefinition, SystemReason};
use bailiwick_model::{OrganizationId, Timestamp};
use serde_json::json;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants;
use crate::row::Columns;
use crate::tx::Tx;
use crate::{assignments, lock, world};

/// Count an edit of a holder, and give its name.
const EDIT_MEMBER: &str =
    "UPDATE members SET version = version + 1 WHERE organization = $1 AND id = $2
     RETURNING (SELECT a.display_name FROM accounts a WHERE a.id = members.account) AS name";
const EDIT_TEAM: &str =
    "UPDATE teams SET version = version + 1 WHERE organization = $1 AND id = $2 RETURNING name";

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

/// Takes them away in one organization, says so in its log, and counts an edit of whoever held them; gives how many there
/// were. Those of tokens and invitations stay, which are looked at as a whole.
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
    let world = world::load(tx, organization).await?;
    let members = world.members.iter().map(|one| ("member", one.id.0, EDIT_MEMBER, &one.grants));
    let teams = world.teams.iter().map(|one| ("team", one.id.0, EDIT_TEAM, &one.grants));
    let mut swept = 0;
    for (kind, id, edit, grants) in members.chain(teams) {
        let ended: Vec<GrantDefinition> =
            grants.iter().filter(|grant| !grant.is_live(act.now)).cloned().collect();
        if ended.is_empty() {
            continue;
        }
        let row = sqlx::query(edit)
            .bind(organization.to_string())
            .bind(id.to_string())
            .fetch_one(tx.connection())
            .await?;
        for grant in &ended {
            grants::delete(tx, organization, grant.id).await?;
        }
        let name = Columns(&row).text("name")?;
        let detail = json!({ "grants": assignments::told(&world, &ended) });
        let entry = Entry::done("grants.expire", kind, id, name.as_str()).detail(detail);
        append(tx, act, Home::Of(organization), entry).await?;
        swept += ended.len() as u64;
    }
    lock::bump(tx, organization, act.now).await?;
    Ok(swept)
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
