//! Who shows a credential: the one thing that every request asks of the store, so each is one statement. It answers the
//! credential, its account, and the epoch of the organization that the request is about.
//!
//! The epoch is absent when there is no such organization and when the credential has no part in it alike, for the
//! same statement says both.

use bailiwick_model::{Account, OrganizationId, ServiceToken, Session, Timestamp, Token};
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::row::{Columns, hexadecimal};
use crate::tx::Reads;
use crate::{service_tokens, sessions, tokens};

/// A credential of the store, its account where it has one, and the epoch of the organization that was asked about.
#[derive(Debug)]
pub struct Shown<Credential, Of = Account> {
    /// The session or token. Whether it has ended is for whoever asked to judge.
    pub credential: Credential,
    /// Whose it is.
    pub account: Of,
    /// Counts changes of access in the organization; absent where the credential has no part in it.
    pub epoch: Option<u64>,
}

/// The statement that finds a credential of a person in a table, with its account and the epoch of the organization `$1`
/// where that person is a member.
macro_rules! of_a_person {
    ($table:literal, $found:literal) => {
        concat!(
            "SELECT c.*, a.email AS account_email, a.display_name AS account_display_name,
                    a.is_operator AS account_is_operator, a.is_verified AS account_is_verified,
                    a.created_at AS account_created_at, a.version AS account_version,
                    (SELECT o.epoch FROM members m JOIN organizations o ON o.id = m.organization
                     WHERE m.organization = $1 AND m.account = c.account) AS epoch_there
             FROM ",
            $table,
            " c JOIN accounts a ON a.id = c.account WHERE ",
            $found
        )
    };
}

/// A session by the hash of its secret.
///
/// # Errors
/// When the database fails.
pub async fn by_session(
    reads: &mut impl Reads,
    hash: &[u8; 32],
    organization: Option<OrganizationId>,
) -> Result<Option<Shown<Session>>, Error> {
    let row = sqlx::query(of_a_person!("sessions", "c.hash = $2"))
        .bind(organization.map(|organization| organization.to_string()))
        .bind(hexadecimal(hash))
        .fetch_optional(reads.connected())
        .await?;
    row.map(|row| personal(&row, sessions::read(&row)?)).transpose()
}

/// A personal token by the hash of its secret, or of the one before while that still works.
///
/// # Errors
/// When the database fails.
pub async fn by_token(
    reads: &mut impl Reads,
    hash: &[u8; 32],
    now: Timestamp,
    organization: Option<OrganizationId>,
) -> Result<Option<Shown<Token>>, Error> {
    let row = sqlx::query(of_a_person!(
        "tokens",
        "c.hash = $2 OR (c.previous_hash = $2 AND c.previous_until > $3)"
    ))
    .bind(organization.map(|organization| organization.to_string()))
    .bind(hexadecimal(hash))
    .bind(now.0)
    .fetch_optional(reads.connected())
    .await?;
    row.map(|row| personal(&row, tokens::read(&row)?)).transpose()
}

/// A service token by the hash of its secret, or of the one before while that still works.
///
/// # Errors
/// When the database fails.
pub async fn by_service_token(
    reads: &mut impl Reads,
    hash: &[u8; 32],
    now: Timestamp,
    organization: Option<OrganizationId>,
) -> Result<Option<Shown<ServiceToken, ()>>, Error> {
    let row = sqlx::query(
        "SELECT c.*, (SELECT o.epoch FROM organizations o WHERE o.id = $3 AND o.id = c.organization) AS epoch_there
         FROM service_tokens c
         WHERE c.hash = $1 OR (c.previous_hash = $1 AND c.previous_until > $2)",
    )
    .bind(hexadecimal(hash))
    .bind(now.0)
    .bind(organization.map(|organization| organization.to_string()))
    .fetch_optional(reads.connected())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let epoch = Columns(&row).number_or_null("epoch_there")?;
    Ok(Some(Shown { credential: service_tokens::read(&row)?, account: (), epoch }))
}

fn personal<Credential>(row: &AnyRow, credential: Credential) -> Result<Shown<Credential>, Error> {
    let columns = Columns(row);
    let account = Account {
        id: columns.parsed("account")?,
        email: columns.parsed("account_email")?,
        display_name: columns.parsed("account_display_name")?,
        is_operator: columns.flag("account_is_operator")?,
        is_verified: columns.flag("account_is_verified")?,
        created_at: columns.time("account_created_at")?,
        version: columns.number("account_version")?,
    };
    Ok(Shown { credential, account, epoch: columns.number_or_null("epoch_there")? })
}
