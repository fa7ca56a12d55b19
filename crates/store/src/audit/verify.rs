//! Whether a log is what was written.

use bailiwick_model::OrganizationId;
use sqlx::any::AnyRow;

use super::append::Home;
use super::chain::{GENESIS, Personal, Record};
use crate::error::Error;
use crate::row::{Columns, signed};
use crate::tx::Tx;

const BATCH: u64 = 1_000;

/// A log that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// How many entries.
    pub entries: u64,
    /// The hash of the last: keep it elsewhere, and the end cannot be cut off unseen either.
    pub head: String,
}

/// Where a log does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Broken {
    /// An entry is not there.
    #[error("entry {0} is missing")]
    Missing(u64),
    /// An entry, its place or the one before it was changed.
    #[error("entry {0} was changed")]
    Changed(u64),
    /// A name or address beside an entry was changed.
    #[error("the personal data of entry {0} was changed")]
    Personal(u64),
    /// The head does not fit: the end was cut off, or something was added.
    #[error("the log ends at entry {entries}, but its head is at {head}")]
    End {
        /// What is there.
        entries: u64,
        /// What the head says.
        head: u64,
    },
}

/// Reads a whole log and checks every link; the server's when no organization is named.
///
/// # Errors
/// When the database fails. A log that does not hold is an answer.
pub async fn verify(
    tx: &mut Tx<'_>,
    organization: Option<OrganizationId>,
) -> Result<Result<Verified, Broken>, Error> {
    let chain = organization.map_or(Home::Server, Home::Of).chain();
    let (mut last, mut before) = (0, GENESIS.to_owned());
    loop {
        let rows = batch(tx, &chain, last).await?;
        for row in &rows {
            match link(row, &chain, last, &before)? {
                Ok(hash) => before = hash,
                Err(broken) => return Ok(Err(broken)),
            }
            last += 1;
        }
        if (rows.len() as u64) < BATCH {
            break;
        }
    }
    let row = sqlx::query("SELECT sequence, hash FROM audit_heads WHERE chain = $1")
        .bind(&chain)
        .fetch_optional(tx.connection())
        .await?;
    let (sequence, hash) = match row {
        Some(row) => (Columns(&row).number("sequence")?, Columns(&row).text("hash")?),
        None => (0, GENESIS.to_owned()),
    };
    if sequence != last || hash != before {
        return Ok(Err(Broken::End { entries: last, head: sequence }));
    }
    Ok(Ok(Verified { entries: last, head: before }))
}

async fn batch(tx: &mut Tx<'_>, chain: &str, after: u64) -> Result<Vec<AnyRow>, Error> {
    let rows = sqlx::query(
        "SELECT e.*, p.salt, p.actor_name, p.target_name, p.address FROM audit_entries e
         LEFT JOIN audit_personal p ON p.chain = e.chain AND p.sequence = e.sequence
         WHERE e.chain = $1 AND e.sequence > $2 ORDER BY e.sequence LIMIT $3",
    )
    .bind(chain)
    .bind(signed(after))
    .bind(signed(BATCH))
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}

/// The hash of an entry that continues the chain.
fn link(
    row: &AnyRow,
    chain: &str,
    last: u64,
    before: &str,
) -> Result<Result<String, Broken>, Error> {
    let columns = Columns(row);
    let sequence = columns.number("sequence")?;
    if sequence != last + 1 {
        return Ok(Err(Broken::Missing(last + 1)));
    }
    let (id, actor_kind, action) =
        (columns.text("id")?, columns.text("actor_kind")?, columns.text("action")?);
    let (actor, credential, target) = (
        columns.text_or_null("actor")?,
        columns.text_or_null("credential")?,
        columns.text_or_null("target")?,
    );
    let (target_kind, outcome, request) =
        (columns.text("target_kind")?, columns.text("outcome")?, columns.text("request")?);
    let (detail, personal_hash) = (columns.text("detail")?, columns.text("personal_hash")?);
    let record = Record {
        chain,
        sequence,
        id: &id,
        at: columns.time("at")?.0,
        actor_kind: &actor_kind,
        actor: actor.as_deref(),
        credential: credential.as_deref(),
        action: &action,
        target_kind: &target_kind,
        target: target.as_deref(),
        outcome: &outcome,
        epoch: columns.number_or_null("epoch")?,
        request: &request,
        detail: &detail,
        personal_hash: &personal_hash,
    };
    let hash = record.hash(before);
    if hash != columns.text("hash")? {
        return Ok(Err(Broken::Changed(sequence)));
    }
    // Without a salt the personal data was erased, which is allowed.
    if let Some(salt) = columns.text_or_null("salt")? {
        let (actor_name, target_name, address) = (
            columns.text_or_null("actor_name")?,
            columns.text_or_null("target_name")?,
            columns.text_or_null("address")?,
        );
        let personal = Personal {
            salt: &salt,
            actor_name: actor_name.as_deref(),
            target_name: target_name.as_deref(),
            address: address.as_deref(),
        };
        if personal.hash() != personal_hash {
            return Ok(Err(Broken::Personal(sequence)));
        }
    }
    Ok(Ok(hash))
}
