//! The lock of an organization: every change of it waits for the one before.

use bailiwick_access::{Snapshot, decide};
use bailiwick_model::{OrganizationId, Timestamp};

use crate::act::Act;
use crate::error::Error;
use crate::tx::Tx;
use crate::{organizations, world};

/// Takes the lock until the transaction ends. On SQLite the whole store is locked by its writer already.
pub(crate) async fn organization(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<(), Error> {
    let statement = tx.either(
        "SELECT id FROM organizations WHERE id = $1",
        "SELECT id FROM organizations WHERE id = $1 FOR UPDATE",
    );
    let found = sqlx::query(statement)
        .bind(organization.to_string())
        .fetch_optional(tx.connection())
        .await?;
    found.map(drop).ok_or(Error::NotFound("organization"))
}

/// Takes the lock and holds the permit to the state under it: what was decided by an older state is decided again.
pub(crate) async fn permitted(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    locked: OrganizationId,
) -> Result<(), Error> {
    organization(tx, locked).await?;
    let Some(principal) = act.permit.principal() else { return Ok(()) };
    if act.permit.epoch() == organizations::epoch(tx, locked).await? {
        return Ok(());
    }
    let snapshot = Snapshot::fold(&world::load(tx, locked).await?, act.now);
    for (action, resource) in act.permit.decisions() {
        let _permit = decide(&snapshot, principal, action, resource).map_err(Error::Denied)?;
    }
    Ok(())
}

/// Takes the lock of what is the server's own until the transaction ends: the head of its log serves as one. Whoever
/// needs an organization's too takes that first.
pub(crate) async fn server(tx: &mut Tx<'_>) -> Result<(), Error> {
    let statement = tx.either(
        "SELECT chain FROM audit_heads WHERE chain = 'server'",
        "SELECT chain FROM audit_heads WHERE chain = 'server' FOR UPDATE",
    );
    sqlx::query(statement).fetch_optional(tx.connection()).await?;
    Ok(())
}

/// Says that access may have changed: snapshots of before are no longer used.
///
/// The epoch is the time, or one more than before where that is not later. So a store that was put back to an earlier state
/// comes to no number again under which a node still keeps what was true then.
pub(crate) async fn bump(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query("UPDATE organizations SET epoch = CASE WHEN epoch < $2 THEN $2 ELSE epoch + 1 END WHERE id = $1")
        .bind(organization.to_string())
        .bind(now.0)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Whether the caller changes what it read.
pub(crate) fn version(current: u64, if_match: Option<u64>) -> Result<(), Error> {
    match if_match {
        Some(read) if read != current => Err(Error::Version),
        _ => Ok(()),
    }
}
