//! Organizations as those who run the server see them, and what is done for one that nobody owns any more who can sign in.

use bailiwick_access::{SystemRole, has_owner};
use bailiwick_model::{Email, MemberId, OrganizationId, ServerOrganization};
use serde_json::json;
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::page::{Listed, Page};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{guarded, members, operators, world};

/// Whether an organization has an owner is [`has_owner`]'s to say; this is the same for all of them at once, and a test
/// holds the two equal.
macro_rules! selected {
    ($where:literal) => {
        concat!(
            "SELECT o.id, o.name, (SELECT COUNT(*) FROM members n WHERE n.organization = o.id) AS member_count,
               CAST(CASE WHEN EXISTS (
                 SELECT 1 FROM grants g
                 JOIN members m ON m.organization = g.organization AND (m.id = g.member OR EXISTS (
                   SELECT 1 FROM team_members t
                   WHERE t.organization = g.organization AND t.team = g.team AND t.member = m.id))
                 JOIN accounts a ON a.id = m.account
                 WHERE g.organization = o.id AND g.role = $1 AND g.reach = 'organization' AND g.has_production = 1
                   AND g.expires_at IS NULL AND m.state = 'active' AND a.is_verified = 1 AND a.password_hash <> ''
               ) THEN 1 ELSE 0 END AS BIGINT) AS has_owner
             FROM organizations o",
            $where
        )
    };
}

/// The organizations of the server, all of them or those with or without an owner who can sign in.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    only: Option<bool>,
    page: &Page,
) -> Result<Listed<ServerOrganization>, Error> {
    let rows = sqlx::query(selected!(""))
        .bind(SystemRole::Owner.id().to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    all.retain(|one| only.is_none_or(|only| one.has_owner == only));
    Ok(page.cut(all, |one| one.name.to_string(), |one| one.id.to_string()))
}

/// An organization of the server.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<ServerOrganization, Error> {
    let row = sqlx::query(selected!(" WHERE o.id = $2"))
        .bind(SystemRole::Owner.id().to_string())
        .bind(organization.to_string())
        .fetch_optional(tx.connection())
        .await?;
    read(&row.ok_or(Error::NotFound("organization"))?)
}

/// Names an owner of an organization that nobody owns who can sign in. The account becomes a member, or an active one,
/// and owns it for good. Two entries: one in the organization's log, one in the server's.
///
/// # Errors
/// [`Error::Conflict`] `has_owner` and `cannot_sign_in`; [`Error::NotFound`] when there is no such organization or no
/// account with the address; [`Error::NotOperator`].
pub async fn add_owner(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    email: &Email,
) -> Result<ServerOrganization, Error> {
    let change = guarded::open(tx, act, organization).await?;
    operators::acting(tx, act).await?;
    if has_owner(&change.before) {
        let message = "somebody owns this organization who can sign in: they name further owners";
        return Err(Error::conflict("has_owner", message));
    }
    let account = operators::who_can_sign_in(tx, email).await?;
    let found = members::find(tx, organization, account.id).await?;
    let member = match found {
        Some(member) => {
            resume(tx, organization, member).await?;
            member
        }
        None => members::insert(tx, act, organization, account.id).await?,
    };
    // Whoever was suspended may own it already.
    if !has_owner(&world::load(tx, organization).await?) {
        let owner = SystemRole::Owner.id();
        members::give(tx, act, organization, member, owner, None).await?;
    }
    change.close(tx, act, &[]).await?;
    let after = get(tx, organization).await?;
    let inside = Entry::done("owners.add", "member", member.0, account.display_name.as_str())
        .detail(operators::told(act, json!({ "was_member": found.is_some() })));
    append(tx, act, Home::Of(organization), inside).await?;
    let outside = Entry::done("owners.add", "organization", organization.0, after.name.as_str())
        .detail(operators::told(act, json!({ "owner": account.id })));
    append(tx, act, Home::Server, outside).await?;
    Ok(after)
}

async fn resume(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    member: MemberId,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE members SET state = 'active', version = version + 1 WHERE organization = $1 AND id = $2",
    )
    .bind(organization.to_string())
    .bind(member.to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ServerOrganization, Error> {
    let columns = Columns(row);
    Ok(ServerOrganization {
        id: columns.parsed("id")?,
        name: columns.parsed("name")?,
        member_count: columns.number("member_count")?,
        has_owner: columns.flag("has_owner")?,
    })
}
