//! Whether a log is what was written.

use bailiwick_model::OrganizationId;
use bailiwick_model::chain::{Broken, GENESIS, Mark, Verified, Verifier};

use super::entry::Home;
use super::rows::{link, selected};
use crate::error::Error;
use crate::row::{Columns, signed};
use crate::tx::Tx;

const BATCH: u64 = 1_000;

/// Reads a whole log and checks every link; the server's when no organization is named. The transaction should see one
/// state throughout: [`crate::Store::read`].
///
/// # Errors
/// When the database fails. A log that does not hold is an answer.
pub async fn verify(
    tx: &mut Tx<'_>,
    organization: Option<OrganizationId>,
) -> Result<Result<Verified, Broken>, Error> {
    let chain = Home::of(organization).chain();
    let (after, head) = marks(tx, &chain).await?;
    let mut verifier = Verifier::new(chain.clone(), after);
    loop {
        let rows = sqlx::query(concat!(
            selected!(),
            "WHERE e.chain = $1 AND e.sequence > $2 ORDER BY e.sequence LIMIT $3"
        ))
        .bind(&chain)
        .bind(signed(verifier.last().entries))
        .bind(signed(BATCH))
        .fetch_all(tx.connection())
        .await?;
        for row in &rows {
            if let Err(broken) = verifier.follow(&link(row)?) {
                return Ok(Err(broken));
            }
        }
        if (rows.len() as u64) < BATCH {
            return Ok(verifier.end(&head));
        }
    }
}

/// After which entry a log begins, and with which it ends.
pub(super) async fn marks(tx: &mut Tx<'_>, chain: &str) -> Result<(Mark, Mark), Error> {
    let row = sqlx::query(
        "SELECT sequence, hash, pruned_sequence, pruned_hash FROM audit_heads WHERE chain = $1",
    )
    .bind(chain)
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else {
        let nothing = Mark { entries: 0, hash: GENESIS.to_owned() };
        return Ok((nothing.clone(), nothing));
    };
    let columns = Columns(&row);
    let mark = |entries: &str, hash: &str| {
        Ok::<_, Error>(Mark { entries: columns.number(entries)?, hash: columns.text(hash)? })
    };
    Ok((mark("pruned_sequence", "pruned_hash")?, mark("sequence", "hash")?))
}
