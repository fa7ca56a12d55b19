//! Accounts.

use bailiwick_access::SystemReason;
use bailiwick_model::{Account, AccountId, DisplayName, Email, SessionId};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::organizations::{self, NewOrganization};
use crate::row::{Columns, signed};
use crate::tx::Tx;
use crate::{lock, operators};

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The address it signs in with.
    pub email: Email,
    /// An argon2id hash.
    pub password_hash: String,
    /// What others see.
    pub display_name: DisplayName,
    /// Runs the server.
    pub is_operator: bool,
}

/// An account by its id.
///
/// # Errors
/// When the database fails.
pub async fn get(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<Account>, Error> {
    let row = sqlx::query("SELECT * FROM accounts WHERE id = $1")
        .bind(account.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// An account by its address, and its password's hash.
///
/// # Errors
/// When the database fails.
pub async fn find_by_email(
    tx: &mut Tx<'_>,
    email: &Email,
) -> Result<Option<(Account, String)>, Error> {
    let row = sqlx::query("SELECT * FROM accounts WHERE email = $1")
        .bind(email.as_str())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| Ok((read(&row)?, Columns(&row).text("password_hash")?))).transpose()
}

/// Makes an account, an organization of its own, and its owner. One entry, in the server's log.
///
/// # Errors
/// [`Error::Conflict`] when the address is in use, or when the first account is there already.
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewAccount,
    organization: NewOrganization,
) -> Result<Account, Error> {
    use SystemReason::{Demonstration, FirstRun, OperatorAct, SignUp};
    act.permit.require_system(&[FirstRun, SignUp, OperatorAct, Demonstration])?;
    // Two first accounts must not be made at once.
    lock::server(tx).await?;
    if act.permit.reason() == Some(FirstRun) && !crate::settings::is_first_run(tx).await? {
        return Err(Error::conflict("first_run_done", "this server has its first account already"));
    }
    let account = insert(tx, act, new).await?;
    let (organization, _) = organizations::insert(tx, act, organization, account.id).await?;
    let entry =
        Entry::done("accounts.create", "account", account.id.0, account.display_name.as_str())
            .detail(json!({ "organization": organization.id, "operator": account.is_operator }))
            .by(&account);
    append(tx, act, Home::Server, entry).await?;
    Ok(account)
}

pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewAccount,
) -> Result<Account, Error> {
    let account = Account {
        id: act.id(),
        email: new.email,
        display_name: new.display_name,
        is_operator: new.is_operator,
        // There is no mail yet: whoever makes the account answers for the address.
        is_verified: true,
        created_at: act.now,
        version: 1,
    };
    if find_by_email(tx, &account.email).await?.is_some() {
        return Err(Error::conflict("email_taken", "there is an account with this e-mail address"));
    }
    sqlx::query(
        "INSERT INTO accounts (id, email, password_hash, display_name, is_operator, is_verified, created_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    )
    .bind(account.id.to_string())
    .bind(account.email.as_str())
    .bind(new.password_hash)
    .bind(account.display_name.as_str())
    .bind(i64::from(account.is_operator))
    .bind(i64::from(account.is_verified))
    .bind(account.created_at.0)
    .execute(tx.connection())
    .await?;
    Ok(account)
}

/// Changes what others see.
///
/// # Errors
/// [`Error::Version`] when it was changed since.
pub async fn rename(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    display_name: DisplayName,
    if_match: Option<u64>,
) -> Result<Account, Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    let changed = sqlx::query(
        "UPDATE accounts SET display_name = $2, version = version + 1
         WHERE id = $1 AND version = COALESCE(CAST($3 AS BIGINT), version)",
    )
    .bind(account.to_string())
    .bind(display_name.as_str())
    .bind(if_match.map(signed))
    .execute(tx.connection())
    .await?;
    let after = get(tx, account).await?.ok_or(Error::NotFound("account"))?;
    if changed.rows_affected() == 0 {
        return Err(Error::Version);
    }
    let entry = Entry::done("accounts.update", "account", account.0, after.display_name.as_str())
        .by(&after);
    append(tx, act, Home::Server, entry).await?;
    Ok(after)
}

/// Changes the password and ends every session but the one named. A program that was let in and has not fetched its
/// token yet fetches none any more.
///
/// # Errors
/// [`Error::NotFound`] when the account is gone.
pub async fn change_password(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    password_hash: &str,
    keep: Option<SessionId>,
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Account])?;
    let after = put_password(tx, account, password_hash, keep).await?;
    let entry =
        Entry::done("accounts.update_password", "account", account.0, after.display_name.as_str())
            .by(&after);
    append(tx, act, Home::Server, entry).await
}

/// Gives an account another password on behalf of whoever runs the server, and ends every session of it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account; [`Error::NotOperator`].
pub async fn reset_password(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    account: AccountId,
    password_hash: &str,
) -> Result<(), Error> {
    operators::acting(tx, act).await?;
    let after = put_password(tx, account, password_hash, None).await?;
    let name = after.display_name.as_str();
    let entry = Entry::done("accounts.reset_password", "account", account.0, name)
        .detail(operators::told(act, json!({})));
    append(tx, act, Home::Server, entry).await
}

async fn put_password(
    tx: &mut Tx<'_>,
    account: AccountId,
    password_hash: &str,
    keep: Option<SessionId>,
) -> Result<Account, Error> {
    sqlx::query("UPDATE accounts SET password_hash = $2, version = version + 1 WHERE id = $1")
        .bind(account.to_string())
        .bind(password_hash)
        .execute(tx.connection())
        .await?;
    let after = get(tx, account).await?.ok_or(Error::NotFound("account"))?;
    sqlx::query("DELETE FROM sessions WHERE account = $1 AND id <> $2")
        .bind(account.to_string())
        .bind(keep.map(|keep| keep.to_string()).unwrap_or_default())
        .execute(tx.connection())
        .await?;
    sqlx::query("DELETE FROM device_sign_ins WHERE account = $1")
        .bind(account.to_string())
        .execute(tx.connection())
        .await?;
    Ok(after)
}

/// Whether the password that was verified is still the account's, which is locked from here to the end of the
/// transaction: verifying takes a while, and somebody may have changed it meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn has_password(
    tx: &mut Tx<'_>,
    account: AccountId,
    verified_hash: &str,
) -> Result<bool, Error> {
    let statement = tx.either(
        "SELECT password_hash FROM accounts WHERE id = $1",
        "SELECT password_hash FROM accounts WHERE id = $1 FOR UPDATE",
    );
    let row =
        sqlx::query(statement).bind(account.to_string()).fetch_optional(tx.connection()).await?;
    let hash = row.map(|row| Columns(&row).text("password_hash")).transpose()?;
    Ok(hash.as_deref() == Some(verified_hash))
}

pub(crate) fn read(row: &AnyRow) -> Result<Account, Error> {
    let columns = Columns(row);
    Ok(Account {
        id: columns.parsed("id")?,
        email: columns.parsed("email")?,
        display_name: columns.parsed("display_name")?,
        is_operator: columns.flag("is_operator")?,
        is_verified: columns.flag("is_verified")?,
        created_at: columns.time("created_at")?,
        version: columns.number("version")?,
    })
}
