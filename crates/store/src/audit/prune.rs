//! Forgetting the oldest entries, where an organization keeps its log for so many days only. What is left still shows
//! tampering: an entry says up to where the log was pruned, and with which hash it goes on.

use bailiwick_access::SystemReason;
use bailiwick_model::{AuditOutcome, OrganizationId};
use serde_json::json;

use super::append::{append, head};
use super::entry::{Entry, Home};
use crate::act::Act;
use crate::error::Error;
use crate::row::{Columns, signed};
use crate::tx::Tx;

/// Entries that one transaction forgets: so many that the log is soon short enough, so few that nobody waits for it.
const BATCH: i64 = 5_000;

/// An organization that does not keep its log forever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retention {
    /// Whose.
    pub organization: OrganizationId,
    /// How many days an entry is kept.
    pub days: u64,
}

/// The organizations that keep their log for some time only.
///
/// # Errors
/// When the database fails.
pub async fn retained(tx: &mut Tx<'_>) -> Result<Vec<Retention>, Error> {
    let rows = sqlx::query("SELECT id, audit_days FROM organizations WHERE audit_days IS NOT NULL")
        .fetch_all(tx.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            Ok(Retention {
                organization: columns.parsed("id")?,
                days: columns.number("audit_days")?,
            })
        })
        .collect()
}

/// Forgets the oldest entries of a log, up to the first that is young enough, and says how many. There may be more.
///
/// # Errors
/// When the permit is not for what reached its end, or the database fails.
pub async fn prune(tx: &mut Tx<'_>, act: &Act<'_>, retention: &Retention) -> Result<u64, Error> {
    act.permit.require_system(&[SystemReason::Expiry])?;
    let home = Home::Of(retention.organization);
    let chain = home.chain();
    let cut = act.now.plus_seconds(-signed(retention.days.saturating_mul(86_400))).0;
    // Only an append locks a log: whoever finds nothing to forget holds nobody up.
    if oldest(tx, &chain, cut).await?.is_empty() {
        return Ok(0);
    }
    head(tx, &chain).await?;
    let old = oldest(tx, &chain, cut).await?;
    let Some((through, hash)) = old.last() else { return Ok(0) };
    for table in [
        "DELETE FROM audit_personal WHERE chain = $1 AND sequence <= $2",
        "DELETE FROM audit_entries WHERE chain = $1 AND sequence <= $2",
    ] {
        sqlx::query(table).bind(&chain).bind(signed(*through)).execute(tx.connection()).await?;
    }
    sqlx::query("UPDATE audit_heads SET pruned_sequence = $2, pruned_hash = $3 WHERE chain = $1")
        .bind(&chain)
        .bind(signed(*through))
        .bind(hash)
        .execute(tx.connection())
        .await?;
    let entry = Entry {
        action: bailiwick_model::chain::PRUNED,
        target_kind: "organization",
        target: Some(retention.organization.0),
        target_name: None,
        place: None,
        detail: json!({
            "through": through, "hash": hash, "entries": old.len(), "days": retention.days,
        }),
        personal: None,
        outcome: AuditOutcome::Ok,
        by: None,
    };
    append(tx, act, home, entry).await?;
    Ok(old.len() as u64)
}

/// The first entries, as long as each is from before an instant: one that is young keeps what follows it, whatever the
/// clock said then.
async fn oldest(tx: &mut Tx<'_>, chain: &str, cut: i64) -> Result<Vec<(u64, String)>, Error> {
    let rows = sqlx::query(
        "SELECT sequence, at, hash FROM audit_entries WHERE chain = $1 ORDER BY sequence LIMIT $2",
    )
    .bind(chain)
    .bind(BATCH)
    .fetch_all(tx.connection())
    .await?;
    let mut old = Vec::new();
    for row in &rows {
        let columns = Columns(row);
        if columns.time("at")?.0 >= cut {
            break;
        }
        old.push((columns.number("sequence")?, columns.text("hash")?));
    }
    Ok(old)
}
