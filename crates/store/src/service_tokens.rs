//! Service tokens. The secret was shown once; here is its hash.

use bailiwick_model::{ServiceToken, Timestamp, TokenId};
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::row::{Columns, hexadecimal};
use crate::tx::Tx;

/// A token by the hash of its secret, or of the one before while that still works. Whether the token has expired is the
/// caller's to judge.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<ServiceToken>, Error> {
    let row = sqlx::query(
        "SELECT * FROM service_tokens WHERE hash = $1 OR (previous_hash = $1 AND previous_until > $2)",
    )
    .bind(hexadecimal(hash))
    .bind(now.0)
    .fetch_optional(tx.connection())
    .await?;
    row.map(|row| read(&row)).transpose()
}

/// Writes the last use down.
///
/// # Errors
/// When the database fails.
pub async fn touch(
    tx: &mut Tx<'_>,
    token: TokenId,
    now: Timestamp,
    address: &str,
) -> Result<(), Error> {
    sqlx::query("UPDATE service_tokens SET last_used_at = $2, last_address = $3 WHERE id = $1")
        .bind(token.to_string())
        .bind(now.0)
        .bind(address)
        .execute(tx.connection())
        .await?;
    Ok(())
}

pub(crate) fn read(row: &AnyRow) -> Result<ServiceToken, Error> {
    let columns = Columns(row);
    Ok(ServiceToken {
        id: columns.parsed("id")?,
        organization: columns.parsed("organization")?,
        name: columns.parsed("name")?,
        last_four: columns.text("last_four")?,
        creator: columns.parsed_or_null("creator")?,
        is_suspended: columns.flag("is_suspended")?,
        created_at: columns.time("created_at")?,
        expires_at: columns.time_or_null("expires_at")?,
        last_used_at: columns.time_or_null("last_used_at")?,
        last_address: columns.text_or_null("last_address")?,
        version: columns.number("version")?,
    })
}
