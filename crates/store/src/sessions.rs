//! Sessions: signed-in browsers. The secret is in the cookie; here is its hash.

use bailiwick_access::SystemReason;
use bailiwick_model::{AccountId, Session, SessionId, Timestamp};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::accounts;
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::{Columns, hexadecimal, signed};
use crate::tx::Tx;

/// A session to be made.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Whose.
    pub account: AccountId,
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// It ends then, used or not.
    pub expires_at: Timestamp,
    /// It ends this many seconds after its last use.
    pub idle_seconds: u64,
    /// The browser, as it named itself, cut short.
    pub user_agent: Option<String>,
}

/// Makes a session; `replaces` ends. Where somebody signs in that is an entry of its own; at sign-up, first run and
/// an invitation the account's entry says it.
///
/// # Errors
/// [`Error::NotFound`] when the account is gone.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewSession,
    replaces: Option<SessionId>,
) -> Result<Session, Error> {
    act.permit.require_system(&[
        SystemReason::SignIn,
        SystemReason::SignUp,
        SystemReason::FirstRun,
        SystemReason::Invitation,
    ])?;
    let account = accounts::get(tx, new.account).await?.ok_or(Error::NotFound("account"))?;
    let session = Session {
        id: act.id(),
        account: account.id,
        created_at: act.now,
        authenticated_at: act.now,
        last_used_at: act.now,
        expires_at: new.expires_at,
        idle_seconds: new.idle_seconds,
        address: act.address.map(str::to_owned),
        user_agent: new.user_agent,
    };
    insert(tx, &session, &new.hash).await?;
    if act.permit.reason() == Some(SystemReason::SignIn) {
        let entry =
            Entry::done("accounts.sign_in", "account", account.id.0, account.display_name.as_str())
                .detail(json!({ "session": session.id }))
                .by(&account);
        append(tx, act, Home::Server, entry).await?;
    }
    if let Some(replaced) = replaces {
        delete(tx, replaced).await?;
    }
    Ok(session)
}

async fn insert(tx: &mut Tx<'_>, session: &Session, hash: &[u8; 32]) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO sessions (id, account, hash, created_at, authenticated_at, last_used_at, expires_at, idle_seconds,
            address, user_agent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.id.to_string())
    .bind(session.account.to_string())
    .bind(hexadecimal(hash))
    .bind(session.created_at.0)
    .bind(session.authenticated_at.0)
    .bind(session.last_used_at.0)
    .bind(session.expires_at.0)
    .bind(signed(session.idle_seconds))
    .bind(session.address.clone())
    .bind(session.user_agent.clone())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Refuses an act by a session or a personal token that was ended since it was shown. It is locked until the transaction
/// ends, so that nothing lasting is made by it behind the back of whoever ends it.
pub(crate) async fn shown(tx: &mut Tx<'_>, act: &Act<'_>) -> Result<(), Error> {
    let Some(credential) = act.credential else { return Ok(()) };
    for statement in [
        tx.either(
            "SELECT id FROM sessions WHERE id = $1",
            "SELECT id FROM sessions WHERE id = $1 FOR UPDATE",
        ),
        tx.either(
            "SELECT id FROM tokens WHERE id = $1",
            "SELECT id FROM tokens WHERE id = $1 FOR UPDATE",
        ),
    ] {
        let row = sqlx::query(statement).bind(credential.to_string());
        if row.fetch_optional(tx.connection()).await?.is_some() {
            return Ok(());
        }
    }
    Err(Error::Ended)
}

/// Writes the last use down.
///
/// # Errors
/// When the database fails.
pub async fn touch(tx: &mut Tx<'_>, session: SessionId, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE sessions SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2")
        .bind(session.to_string())
        .bind(now.0)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Ends a session of an account.
///
/// # Errors
/// [`Error::NotFound`] when it is not the account's.
pub async fn end(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    session: SessionId,
) -> Result<(), Error> {
    act.permit.require_system(&[
        SystemReason::Account,
        SystemReason::SignOut,
        SystemReason::OperatorAct,
    ])?;
    let row = sqlx::query("SELECT id FROM sessions WHERE id = $1 AND account = $2")
        .bind(session.to_string())
        .bind(account.to_string())
        .fetch_optional(tx.connection())
        .await?;
    let account = accounts::get(tx, account)
        .await?
        .filter(|_| row.is_some())
        .ok_or(Error::NotFound("session"))?;
    let is_sign_out = act.permit.reason() == Some(SystemReason::SignOut);
    let action = if is_sign_out { "accounts.sign_out" } else { "sessions.revoke" };
    let mut entry = Entry::done(action, "session", session.0, "");
    entry.target_name = None;
    append(tx, act, Home::Server, entry.by(&account)).await?;
    delete(tx, session).await
}

async fn delete(tx: &mut Tx<'_>, session: SessionId) -> Result<(), Error> {
    sqlx::query("DELETE FROM sessions WHERE id = $1")
        .bind(session.to_string())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The sessions of an account that have not ended, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    account: AccountId,
    now: Timestamp,
    page: &Page,
) -> Result<Listed<Session>, Error> {
    let rows = sqlx::query(
        "SELECT * FROM sessions
         WHERE account = $1 AND expires_at > $2 AND last_used_at + idle_seconds * 1000000 > $2",
    )
    .bind(account.to_string())
    .bind(now.0)
    .fetch_all(tx.connection())
    .await?;
    let all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    Ok(page.cut_newest(
        all,
        |session| session.user_agent.clone().unwrap_or_default(),
        |session| session.id.to_string(),
    ))
}

/// Forgets sessions that have ended.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx<'_>, act: &Act<'_>) -> Result<u64, Error> {
    act.permit.require_system(&[SystemReason::Expiry])?;
    let swept = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR last_used_at + idle_seconds * 1000000 <= $1")
        .bind(act.now.0)
        .execute(tx.connection())
        .await?;
    Ok(swept.rows_affected())
}

pub(crate) fn read(row: &AnyRow) -> Result<Session, Error> {
    let columns = Columns(row);
    Ok(Session {
        id: columns.parsed("id")?,
        account: columns.parsed("account")?,
        created_at: columns.time("created_at")?,
        authenticated_at: columns.time("authenticated_at")?,
        last_used_at: columns.time("last_used_at")?,
        expires_at: columns.time("expires_at")?,
        idle_seconds: columns.number("idle_seconds")?,
        address: columns.text_or_null("address")?,
        user_agent: columns.text_or_null("user_agent")?,
    })
}
