//! Renaming and rotating personal access tokens: what their owner does, and nobody else.

use bailiwick_access::SystemReason;
use bailiwick_model::{Account, AccountId, DisplayName, Token, TokenId};
use serde_json::json;

use super::{affected, get};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::row::hexadecimal;
use crate::service_tokens::Rotation;
use crate::tx::Tx;
use crate::{accounts, lock, sessions};

/// Renames a token.
///
/// # Errors
/// [`Error::NotFound`] when it is not the account's; [`Error::Version`] when it was changed since.
pub async fn rename(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    token: TokenId,
    name: DisplayName,
    if_match: Option<u64>,
) -> Result<Token, Error> {
    let (owner, before) = held(tx, act, account, token, if_match).await?;
    sqlx::query("UPDATE tokens SET name = $2, version = version + 1 WHERE id = $1")
        .bind(token.to_string())
        .bind(name.as_str())
        .execute(tx.connection())
        .await?;
    let entry = Entry::done("tokens.update", "token", token.0, name.as_str())
        .personal(json!({ "name": { "from": before.name, "to": name } }))
        .by(&owner);
    append(tx, act, Home::Server, entry).await?;
    Ok(Token { version: before.version + 1, name, ..before })
}

/// Replaces the secret of a token.
///
/// # Errors
/// As [`rename`]; [`Error::Conflict`] `token_ended` when it has ended and goes on ending then.
pub async fn rotate(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    token: TokenId,
    rotation: Rotation,
    if_match: Option<u64>,
) -> Result<Token, Error> {
    sessions::shown(tx, act).await?;
    let (owner, before) = held(tx, act, account, token, if_match).await?;
    let previous_until = rotation.overlap(before.expires_at, act.now);
    let after = Token {
        expires_at: rotation.end(before.expires_at, act.now)?,
        last_four: rotation.last_four,
        rotated_at: Some(act.now),
        version: before.version + 1,
        ..before.clone()
    };
    sqlx::query(
        "UPDATE tokens SET
            previous_hash = CASE WHEN $7 = 1 THEN hash ELSE NULL END, previous_until = $2,
            hash = $3, last_four = $4, rotated_at = $5, expires_at = $6, version = version + 1
         WHERE id = $1",
    )
    .bind(token.to_string())
    .bind(previous_until.map(|time| time.0))
    .bind(hexadecimal(&rotation.hash))
    .bind(after.last_four.as_str())
    .bind(act.now.0)
    .bind(after.expires_at.map(|time| time.0))
    .bind(i64::from(previous_until.is_some()))
    .execute(tx.connection())
    .await?;
    // What a token carries ends with it, so its snapshots are not as they were.
    for organization in affected(tx, account, after.organization).await? {
        lock::bump(tx, organization, act.now).await?;
    }
    let entry = Entry::done("tokens.rotate", "token", token.0, after.name.as_str())
        .detail(json!({
            "previous_until": previous_until,
            "expires_at": { "from": before.expires_at, "to": after.expires_at },
        }))
        .by(&owner);
    append(tx, act, Home::Server, entry).await?;
    Ok(after)
}

async fn held(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    token: TokenId,
    if_match: Option<u64>,
) -> Result<(Account, Token), Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    let found = get(tx, account, token).await?;
    lock::version(found.version, if_match)?;
    let owner = accounts::get(tx, account).await?.ok_or(Error::NotFound("account"))?;
    Ok((owner, found))
}
