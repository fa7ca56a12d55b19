//! Service tokens. The secret was shown once; here is its hash.

mod change;
mod grant;

pub use change::{NewServiceToken, Rotation, ServiceTokenChange, create, delete, rotate, update};
pub(crate) use grant::described;
pub use grant::{give, take};

use std::collections::BTreeMap;

use bailiwick_model::{
    AccountId, MemberReference, OrganizationId, ServiceToken, Timestamp, TokenId,
};
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;

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

/// The tokens of an organization, suspended and ended ones too.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    page: &Page,
) -> Result<Listed<ServiceToken>, Error> {
    let rows = sqlx::query("SELECT * FROM service_tokens WHERE organization = $1")
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    let all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    Ok(page.cut(all, |token| token.name.to_string(), |token| token.id.to_string()))
}

/// A token of an organization.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    token: TokenId,
) -> Result<Option<ServiceToken>, Error> {
    let row = sqlx::query("SELECT * FROM service_tokens WHERE organization = $1 AND id = $2")
        .bind(organization.to_string())
        .bind(token.to_string())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// The members who made tokens, by their accounts; whoever is no member any more is not among them.
///
/// # Errors
/// When the database fails.
pub async fn creators(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<BTreeMap<AccountId, MemberReference>, Error> {
    let rows = sqlx::query(
        "SELECT m.id, m.account, m.state, a.email, a.display_name FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.organization = $1
           AND m.account IN (SELECT creator FROM service_tokens WHERE organization = $1)",
    )
    .bind(organization.to_string())
    .fetch_all(tx.connection())
    .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            let member = MemberReference {
                id: columns.parsed("id")?,
                email: columns.parsed("email")?,
                display_name: columns.parsed("display_name")?,
                state: columns.parsed("state")?,
            };
            Ok((columns.parsed("account")?, member))
        })
        .collect()
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
        rotated_at: columns.time_or_null("rotated_at")?,
        expires_at: columns.time_or_null("expires_at")?,
        last_used_at: columns.time_or_null("last_used_at")?,
        last_address: columns.text_or_null("last_address")?,
        version: columns.number("version")?,
    })
}
