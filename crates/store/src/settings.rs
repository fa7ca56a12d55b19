//! What the server remembers of itself. Not audited: none of it is anybody's act.

use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;

/// A setting by its name.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, Error> {
    let row = sqlx::query("SELECT value FROM settings WHERE name = $1")
        .bind(name)
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| Columns(&row).text("value")).transpose()
}

/// Remembers a setting.
///
/// # Errors
/// When the database fails.
pub async fn set(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
    )
    .bind(name)
    .bind(value)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Which key sealed the secrets in this store.
///
/// # Errors
/// When the database fails.
pub async fn key_fingerprint(tx: &mut Tx<'_>) -> Result<Option<String>, Error> {
    get(tx, "key_fingerprint").await
}

/// Remembers which key seals the secrets.
///
/// # Errors
/// When the database fails.
pub async fn set_key_fingerprint(tx: &mut Tx<'_>, fingerprint: &str) -> Result<(), Error> {
    set(tx, "key_fingerprint", fingerprint).await
}

/// Whether there is no account yet.
///
/// # Errors
/// When the database fails.
pub async fn is_first_run(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let row =
        sqlx::query("SELECT id FROM accounts LIMIT 1").fetch_optional(tx.connection()).await?;
    Ok(row.is_none())
}
