//! Programs that wait for a person's yes (RFC 8628). Both codes are kept as hashes; a row lives until it is fetched,
//! refused or over.

use bailiwick_access::SystemReason;
use bailiwick_model::{AccountId, DisplayName, Id, Timestamp};
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::row::{Columns, hexadecimal, signed};
use crate::tx::Tx;
use crate::{accounts, sessions};

/// A sign-in to begin.
#[derive(Clone, Debug)]
pub struct NewDeviceSignIn {
    /// SHA-256 of the program's secret.
    pub device_hash: [u8; 32],
    /// A keyed hash of what the person types: it is too short for a plain one.
    pub user_hash: [u8; 32],
    /// What the program calls itself.
    pub client: DisplayName,
    /// It is over then.
    pub expires_at: Timestamp,
    /// Seconds between two questions.
    pub interval_seconds: u64,
}

/// A sign-in that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What the program calls itself.
    pub client: DisplayName,
    /// Where it asked from.
    pub address: Option<String>,
    /// When it asked.
    pub created_at: Timestamp,
    /// It is over then.
    pub expires_at: Timestamp,
}

/// What a program is told when it asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Polled {
    /// There is no such sign-in, or it is another program's.
    Unknown,
    /// It is over.
    Expired,
    /// Nobody said anything yet.
    Pending,
    /// The same, and it asks too often: from now on it waits longer.
    TooFast,
    /// Somebody said no.
    Denied,
    /// This account said yes. It is told once.
    Approved(AccountId, DisplayName),
}

/// A program that asks too often waits so many seconds longer from then on; RFC 8628 §3.5.
const SLOWER_BY: u64 = 5;

/// Begins a sign-in.
///
/// # Errors
/// When the database fails.
pub async fn create(tx: &mut Tx<'_>, act: &Act<'_>, new: NewDeviceSignIn) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::SignIn])?;
    let id: Id = act.id();
    sqlx::query(
        "INSERT INTO device_sign_ins (id, device_hash, user_hash, client, state, address, created_at, expires_at,
            interval_seconds)
         VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8)",
    )
    .bind(id.to_string())
    .bind(hexadecimal(&new.device_hash))
    .bind(hexadecimal(&new.user_hash))
    .bind(new.client.as_str())
    .bind(act.address.map(str::to_owned))
    .bind(act.now.0)
    .bind(new.expires_at.0)
    .bind(signed(new.interval_seconds))
    .execute(tx.connection())
    .await?;
    let entry = Entry::done("device_sign_ins.create", "device_sign_in", id, new.client.as_str());
    append(tx, act, Home::Server, entry).await
}

/// The sign-in with this code of a person, while it waits.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it does not wait any more.
pub async fn waiting(
    tx: &mut Tx<'_>,
    user_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Waiting, Error> {
    let row = row_of(tx, user_hash, now).await?;
    let columns = Columns(&row);
    Ok(Waiting {
        client: columns.parsed("client")?,
        address: columns.text_or_null("address")?,
        created_at: columns.time("created_at")?,
        expires_at: columns.time("expires_at")?,
    })
}

async fn row_of(tx: &mut Tx<'_>, user_hash: &[u8; 32], now: Timestamp) -> Result<AnyRow, Error> {
    let row = sqlx::query(
        "SELECT * FROM device_sign_ins WHERE user_hash = $1 AND state = 'pending' AND expires_at > $2",
    )
    .bind(hexadecimal(user_hash))
    .bind(now.0)
    .fetch_optional(tx.connection())
    .await?;
    row.ok_or(Error::NotFound("device sign-in"))
}

/// Says yes or no for an account.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it does not wait any more.
pub async fn answer(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    user_hash: &[u8; 32],
    account: AccountId,
    is_approved: bool,
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    sessions::shown(tx, act).await?;
    let row = row_of(tx, user_hash, act.now).await?;
    let (id, client): (Id, DisplayName) =
        (Columns(&row).parsed("id")?, Columns(&row).parsed("client")?);
    let (state, action) = match is_approved {
        true => ("approved", "device_sign_ins.approve"),
        false => ("denied", "device_sign_ins.deny"),
    };
    let changed = sqlx::query(
        "UPDATE device_sign_ins SET state = $2, account = $3 WHERE id = $1 AND state = 'pending'",
    )
    .bind(id.to_string())
    .bind(state)
    .bind(account.to_string())
    .execute(tx.connection())
    .await?;
    if changed.rows_affected() == 0 {
        return Err(Error::NotFound("device sign-in"));
    }
    let account = accounts::get(tx, account).await?.ok_or(Error::NotFound("account"))?;
    let entry = Entry::done(action, "device_sign_in", id, client.as_str()).by(&account);
    append(tx, act, Home::Server, entry).await
}

/// What the program that holds this secret is told now. A yes, a no and the end are told once.
///
/// # Errors
/// When the database fails.
pub async fn poll(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    device_hash: &[u8; 32],
    client: &str,
) -> Result<Polled, Error> {
    act.permit.require_system(&[SystemReason::SignIn])?;
    let row = sqlx::query("SELECT * FROM device_sign_ins WHERE device_hash = $1")
        .bind(hexadecimal(device_hash))
        .fetch_optional(tx.connection())
        .await?;
    let Some(row) = row else { return Ok(Polled::Unknown) };
    let columns = Columns(&row);
    let (id, name): (Id, DisplayName) = (columns.parsed("id")?, columns.parsed("client")?);
    if name.as_str() != client {
        return Ok(Polled::Unknown);
    }
    let told = match columns.text("state")?.as_str() {
        _ if columns.time("expires_at")? <= act.now => Polled::Expired,
        "pending" => return wait(tx, act, id, &columns).await,
        "approved" => Polled::Approved(columns.parsed("account")?, name),
        _ => Polled::Denied,
    };
    let gone = sqlx::query("DELETE FROM device_sign_ins WHERE id = $1")
        .bind(id.to_string())
        .execute(tx.connection())
        .await?;
    // Of two who ask at once, one is told.
    Ok(if gone.rows_affected() == 1 { told } else { Polled::Unknown })
}

async fn wait(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    id: Id,
    columns: &Columns<'_>,
) -> Result<Polled, Error> {
    let interval = columns.number("interval_seconds")?;
    let is_early = columns
        .time_or_null("polled_at")?
        .is_some_and(|last| act.now < last.plus_seconds(signed(interval)));
    let interval = if is_early { interval + SLOWER_BY } else { interval };
    sqlx::query("UPDATE device_sign_ins SET polled_at = $2, interval_seconds = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(act.now.0)
        .bind(signed(interval))
        .execute(tx.connection())
        .await?;
    Ok(if is_early { Polled::TooFast } else { Polled::Pending })
}

/// Forgets what is over.
///
/// # Errors
/// When the database fails.
pub async fn sweep(tx: &mut Tx<'_>, act: &Act<'_>) -> Result<u64, Error> {
    act.permit.require_system(&[SystemReason::Expiry])?;
    // A day later, so that a program that sleeps is still told that it is over rather than unknown.
    let swept = sqlx::query("DELETE FROM device_sign_ins WHERE expires_at <= $1")
        .bind(act.now.plus_seconds(-86_400).0)
        .execute(tx.connection())
        .await?;
    Ok(swept.rows_affected())
}
