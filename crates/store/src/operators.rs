//! Who runs the server.

use bailiwick_access::SystemReason;
use bailiwick_model::{Account, AccountId, Email, Operator};
use serde_json::{Value, json};
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{accounts, lock};

/// Those who run the server.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut Tx<'_>, page: &Page) -> Result<Listed<Operator>, Error> {
    let all = all(tx).await?;
    let name = |one: &Operator| format!("{} {}", one.display_name, one.email);
    Ok(page.cut(all, name, |one| one.account.to_string()))
}

/// Makes an operator of an account.
///
/// # Errors
/// [`Error::NotFound`] when no account has the address; [`Error::Conflict`] `already_operator` and `cannot_sign_in`;
/// [`Error::NotOperator`].
pub async fn add(tx: &mut Tx<'_>, act: &Act<'_>, email: &Email) -> Result<Operator, Error> {
    acting(tx, act).await?;
    let account = who_can_sign_in(tx, email).await?;
    if account.is_operator {
        return Err(Error::conflict(
            "already_operator",
            format!("`{email}` is an operator already"),
        ));
    }
    put(tx, account.id, true).await?;
    let name = account.display_name.as_str();
    let entry =
        Entry::done("operators.add", "account", account.id.0, name).detail(told(act, json!({})));
    append(tx, act, Home::Server, entry).await?;
    Ok(Operator {
        account: account.id,
        email: account.email,
        display_name: account.display_name,
        can_sign_in: true,
    })
}

/// Takes the server from an operator, from the next request on.
///
/// # Errors
/// [`Error::NotFound`] when the account is none; [`Error::Conflict`] `last_operator` when nobody would be left who can
/// sign in; [`Error::NotOperator`].
pub async fn remove(tx: &mut Tx<'_>, act: &Act<'_>, account: AccountId) -> Result<(), Error> {
    acting(tx, act).await?;
    let all = all(tx).await?;
    let leaving =
        all.iter().find(|one| one.account == account).ok_or(Error::NotFound("operator"))?;
    if !all.iter().any(|one| one.account != account && one.can_sign_in) {
        let message = "nobody would be left who runs this server and can sign in: name another operator first";
        return Err(Error::conflict("last_operator", message));
    }
    put(tx, account, false).await?;
    let name = leaving.display_name.as_str();
    let entry =
        Entry::done("operators.remove", "account", account.0, name).detail(told(act, json!({})));
    append(tx, act, Home::Server, entry).await
}

/// Takes the server's lock, and asks again whether whoever acts still runs the server: others may have taken it from them
/// since the gate decided. Without a credential it is `bailiwick admin`, which whoever may read the data folder runs.
pub(crate) async fn acting(tx: &mut Tx<'_>, act: &Act<'_>) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::OperatorAct])?;
    lock::server(tx).await?;
    let Some(credential) = act.credential else { return Ok(()) };
    let row = sqlx::query(
        "SELECT a.id FROM sessions s JOIN accounts a ON a.id = s.account WHERE s.id = $1 AND a.is_operator = 1",
    )
    .bind(credential.to_string())
    .fetch_optional(tx.connection())
    .await?;
    row.map(drop).ok_or(Error::NotOperator)
}

/// What the log says of an operator's act: also whether it came from a page or from the machine itself.
pub(crate) fn told(act: &Act<'_>, mut detail: Value) -> Value {
    let by = if act.credential.is_some() { "operator" } else { "command_line" };
    detail["by"] = json!(by);
    detail
}

/// The account with an address, to be given something that only who can sign in can use.
pub(crate) async fn who_can_sign_in(tx: &mut Tx<'_>, email: &Email) -> Result<Account, Error> {
    let found = accounts::find_by_email(tx, email).await?;
    let (account, password_hash) = found.ok_or(Error::NotFound("account"))?;
    if !account.is_verified || password_hash.is_empty() {
        let message =
            format!("`{email}` cannot sign in: its address was not proven, or it has no password");
        return Err(Error::conflict("cannot_sign_in", message));
    }
    Ok(account)
}

async fn all(tx: &mut Tx<'_>) -> Result<Vec<Operator>, Error> {
    let rows = sqlx::query("SELECT * FROM accounts WHERE is_operator = 1")
        .fetch_all(tx.connection())
        .await?;
    rows.iter().map(read).collect()
}

async fn put(tx: &mut Tx<'_>, account: AccountId, is_operator: bool) -> Result<(), Error> {
    sqlx::query("UPDATE accounts SET is_operator = $2, version = version + 1 WHERE id = $1")
        .bind(account.to_string())
        .bind(i64::from(is_operator))
        .execute(tx.connection())
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<Operator, Error> {
    let account = accounts::read(row)?;
    let has_password = !Columns(row).text("password_hash")?.is_empty();
    Ok(Operator {
        account: account.id,
        email: account.email,
        display_name: account.display_name,
        can_sign_in: account.is_verified && has_password,
    })
}
