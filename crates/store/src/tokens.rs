//! Personal access tokens. The secret was shown once; here is its hash.

mod change;
mod custom;

pub use change::{rename, rotate};
pub use custom::grants_of;

use bailiwick_access::SystemReason;
use bailiwick_model::{
    AccountId, DisplayName, OrganizationId, Timestamp, Token, TokenId, TokenPreset,
};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::page::{Listed, Page};
use crate::row::{Columns, hexadecimal};
use crate::tx::Tx;
use crate::{accounts, lock, members, sessions};

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose.
    pub account: AccountId,
    /// What its owner calls it.
    pub name: DisplayName,
    /// The one organization it works in.
    pub organization: Option<OrganizationId>,
    /// How much of its owner's authority it carries.
    pub preset: TokenPreset,
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// The last four characters of its secret.
    pub last_four: String,
    /// It ends then.
    pub expires_at: Option<Timestamp>,
    /// What a custom one carries, in its one organization.
    pub grants: Vec<NewGrant>,
}

/// Mints a token.
///
/// # Errors
/// [`Error::NotFound`] when the account is not in the organization that is named; [`Error::Refused`] when it is to carry
/// what its owner does not hold.
pub async fn create(tx: &mut Tx<'_>, act: &Act<'_>, new: NewToken) -> Result<Token, Error> {
    act.permit.require_system(&[
        SystemReason::Account,
        SystemReason::SignIn,
        SystemReason::Demonstration,
    ])?;
    sessions::shown(tx, act).await?;
    let account = accounts::get(tx, new.account).await?.ok_or(Error::NotFound("account"))?;
    let organizations = affected(tx, new.account, new.organization).await?;
    if new.organization.is_some() && organizations.is_empty() {
        return Err(Error::NotFound("organization"));
    }
    let token = Token {
        id: act.id(),
        account: new.account,
        name: new.name,
        organization: new.organization,
        preset: new.preset,
        last_four: new.last_four,
        created_at: act.now,
        rotated_at: None,
        expires_at: new.expires_at,
        last_used_at: None,
        last_address: None,
        version: 1,
    };
    if let Some(organization) = token.organization.filter(|_| token.preset == TokenPreset::Custom) {
        custom::refuse_beyond_owner(tx, act, organization, &token, &new.grants).await?;
    }
    insert(tx, &token, &new.hash).await?;
    if let Some(organization) = token.organization {
        for grant in &new.grants {
            grants::insert(tx, act, organization, Holder::PersonalToken(token.id), grant).await?;
        }
    }
    for organization in organizations {
        lock::bump(tx, organization, act.now).await?;
    }
    let grants: Vec<_> = new.grants.iter().map(custom::described).collect();
    let entry = Entry::done("tokens.create", "token", token.id.0, token.name.as_str())
        .detail(json!({
            "preset": token.preset, "organization": token.organization, "expires_at": token.expires_at,
            "grants": grants,
        }))
        .by(&account);
    append(tx, act, Home::Server, entry).await?;
    Ok(token)
}

/// The organizations whose snapshot holds a token, in one order so that two transactions never wait for each other.
async fn affected(
    tx: &mut Tx<'_>,
    account: AccountId,
    only: Option<OrganizationId>,
) -> Result<Vec<OrganizationId>, Error> {
    let all = members::epochs_of(tx, account).await?.into_keys();
    Ok(all.filter(|organization| only.is_none_or(|only| only == *organization)).collect())
}

async fn insert(tx: &mut Tx<'_>, token: &Token, hash: &[u8; 32]) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO tokens (id, account, organization, hash, name, preset, last_four, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(token.id.to_string())
    .bind(token.account.to_string())
    .bind(token.organization.map(|organization| organization.to_string()))
    .bind(hexadecimal(hash))
    .bind(token.name.as_str())
    .bind(token.preset.as_str())
    .bind(token.last_four.as_str())
    .bind(token.created_at.0)
    .bind(token.expires_at.map(|time| time.0))
    .execute(tx.connection())
    .await?;
    Ok(())
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
    sqlx::query("UPDATE tokens SET last_used_at = $2, last_address = $3 WHERE id = $1")
        .bind(token.to_string())
        .bind(now.0)
        .bind(address)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// A token of an account.
///
/// # Errors
/// [`Error::NotFound`] when it is not the account's.
pub async fn get(tx: &mut Tx<'_>, account: AccountId, token: TokenId) -> Result<Token, Error> {
    let row = sqlx::query("SELECT * FROM tokens WHERE id = $1 AND account = $2")
        .bind(token.to_string())
        .bind(account.to_string())
        .fetch_optional(tx.connection())
        .await?;
    read(&row.ok_or(Error::NotFound("token"))?)
}

/// The tokens of an account, expired ones too.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    account: AccountId,
    page: &Page,
) -> Result<Listed<Token>, Error> {
    let rows = sqlx::query("SELECT * FROM tokens WHERE account = $1")
        .bind(account.to_string())
        .fetch_all(tx.connection())
        .await?;
    let all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    Ok(page.cut(all, |token| token.name.to_string(), |token| token.id.to_string()))
}

/// Ends a token of an account.
///
/// # Errors
/// [`Error::NotFound`] when it is not the account's.
pub async fn revoke(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    token: TokenId,
) -> Result<(), Error> {
    act.permit.require_system(&[
        SystemReason::Account,
        SystemReason::OperatorAct,
        SystemReason::Demonstration,
    ])?;
    let token = get(tx, account, token).await?;
    let owner = accounts::get(tx, account).await?.ok_or(Error::NotFound("account"))?;
    for organization in affected(tx, account, token.organization).await? {
        lock::bump(tx, organization, act.now).await?;
    }
    let entry = Entry::done("tokens.revoke", "token", token.id.0, token.name.as_str()).by(&owner);
    append(tx, act, Home::Server, entry).await?;
    sqlx::query("DELETE FROM tokens WHERE id = $1")
        .bind(token.id.to_string())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends every token of an account.
///
/// # Errors
/// When the database fails.
pub async fn revoke_all(tx: &mut Tx<'_>, act: &Act<'_>, account: AccountId) -> Result<(), Error> {
    let rows = sqlx::query("SELECT id FROM tokens WHERE account = $1 ORDER BY id")
        .bind(account.to_string())
        .fetch_all(tx.connection())
        .await?;
    for row in &rows {
        revoke(tx, act, account, Columns(row).parsed("id")?).await?;
    }
    Ok(())
}

pub(crate) fn read(row: &AnyRow) -> Result<Token, Error> {
    let columns = Columns(row);
    Ok(Token {
        id: columns.parsed("id")?,
        account: columns.parsed("account")?,
        name: columns.parsed("name")?,
        organization: columns.parsed_or_null("organization")?,
        preset: columns.parsed("preset")?,
        last_four: columns.text("last_four")?,
        created_at: columns.time("created_at")?,
        rotated_at: columns.time_or_null("rotated_at")?,
        expires_at: columns.time_or_null("expires_at")?,
        last_used_at: columns.time_or_null("last_used_at")?,
        last_address: columns.text_or_null("last_address")?,
        version: columns.number("version")?,
    })
}
