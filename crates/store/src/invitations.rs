//! Invitations. The secret of the link was shown once; here is its hash.

mod answer;
mod change;
mod create;

use std::collections::BTreeMap;

use bailiwick_model::{
    Invitation, InvitationId, InvitationState, Organization, OrganizationId, RoleReference,
    TeamReference, Timestamp,
};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::grants::{self, Holder};
use crate::members::RoleNames;
use crate::page::{Listed, Page};
use crate::row::{Columns, hexadecimal};
use crate::tx::Tx;
use crate::{lock, organizations};

pub use answer::{Answering, accept, decline, void};
pub use change::{cancel, resend};
pub use create::{NewInvitation, create};

/// What an invitation promised, as people read it: kept when it ends.
#[derive(Default, Serialize, Deserialize)]
struct Promised {
    roles: Vec<RoleReference>,
    teams: Vec<TeamReference>,
}

macro_rules! selected {
    ($where:literal) => {
        concat!(
            "SELECT i.*, a.display_name FROM invitations i LEFT JOIN accounts a ON a.id = i.inviter ",
            $where
        )
    };
}

/// The invitations of an organization, ended ones too.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    state: Option<InvitationState>,
    now: Timestamp,
    page: &Page,
) -> Result<Listed<Invitation>, Error> {
    let rows = sqlx::query(selected!("WHERE i.organization = $1"))
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    let names = RoleNames::load(tx, organization).await?;
    let mut promised = pending(tx, organization, &names, now).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let id = Columns(row).parsed("id")?;
        let invitation = read(row, promised.remove(&id), now)?;
        if state.is_none_or(|state| state == invitation.state) {
            all.push(invitation);
        }
    }
    Ok(page.cut(all, |one| one.email.to_string(), |one| one.id.to_string()))
}

/// What the pending ones promise, read at once.
async fn pending(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    names: &RoleNames,
    now: Timestamp,
) -> Result<BTreeMap<InvitationId, Promised>, Error> {
    let mut found: BTreeMap<InvitationId, Promised> = BTreeMap::new();
    for (holder, grants) in grants::all(tx, organization).await? {
        if let Holder::Invitation(id) = holder {
            found.entry(id).or_default().roles = names.of(&grants, now);
        }
    }
    let rows = sqlx::query(
        "SELECT i.invitation, t.id, t.name FROM invitation_teams i
         JOIN teams t ON t.organization = i.organization AND t.id = i.team
         WHERE i.organization = $1 ORDER BY t.name_key",
    )
    .bind(organization.to_string())
    .fetch_all(tx.connection())
    .await?;
    for row in &rows {
        let columns = Columns(row);
        let team = TeamReference { id: columns.parsed("id")?, name: columns.parsed("name")? };
        found.entry(columns.parsed("invitation")?).or_default().teams.push(team);
    }
    Ok(found)
}

/// An invitation.
///
/// # Errors
/// When the database fails.
pub async fn get(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<Option<Invitation>, Error> {
    let row = sqlx::query(selected!("WHERE i.organization = $1 AND i.id = $2"))
        .bind(organization.to_string())
        .bind(invitation.to_string())
        .fetch_optional(tx.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(whole(tx, organization, &row, now).await?))
}

/// An invitation that can be answered now, by the hash of its secret, and the organization that it leads into.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(Organization, Invitation)>, Error> {
    let row = sqlx::query(selected!("WHERE i.hash = $1"))
        .bind(hexadecimal(hash))
        .fetch_optional(tx.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let organization: OrganizationId = Columns(&row).parsed("organization")?;
    let invitation = whole(tx, organization, &row, now).await?;
    if invitation.state != InvitationState::Pending {
        return Ok(None);
    }
    let organization =
        organizations::get(tx, organization).await?.ok_or(Error::NotFound("organization"))?;
    Ok(Some((organization, invitation)))
}

async fn whole(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    row: &AnyRow,
    now: Timestamp,
) -> Result<Invitation, Error> {
    let id: InvitationId = Columns(row).parsed("id")?;
    let names = RoleNames::load(tx, organization).await?;
    let held = grants::of(tx, organization, Holder::Invitation(id)).await?;
    let teams = sqlx::query(
        "SELECT t.id, t.name FROM invitation_teams i
         JOIN teams t ON t.organization = i.organization AND t.id = i.team
         WHERE i.organization = $1 AND i.invitation = $2 ORDER BY t.name_key",
    )
    .bind(organization.to_string())
    .bind(id.to_string())
    .fetch_all(tx.connection())
    .await?;
    let team = |row: &AnyRow| -> Result<TeamReference, Error> {
        let columns = Columns(row);
        Ok(TeamReference { id: columns.parsed("id")?, name: columns.parsed("name")? })
    };
    let teams = teams.iter().map(team).collect::<Result<_, _>>()?;
    read(row, Some(Promised { roles: names.of(&held, now), teams }), now)
}

/// An invitation as it is under the lock, in the version that the caller changes.
async fn held(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    invitation: InvitationId,
    if_match: Option<u64>,
    now: Timestamp,
) -> Result<Invitation, Error> {
    let found = get(tx, organization, invitation, now).await?;
    let found = found.ok_or(Error::NotFound("invitation"))?;
    lock::version(found.version, if_match)?;
    Ok(found)
}

/// Ends an invitation: what it promised is kept as words, and given no more.
async fn end(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    invitation: &Invitation,
    state: InvitationState,
    now: Timestamp,
    reason: Option<&str>,
) -> Result<(), Error> {
    let promised = Promised { roles: invitation.roles.clone(), teams: invitation.teams.clone() };
    let promised = serde_json::to_string(&promised)
        .map_err(|error| Error::Corrupt(format!("an invitation: {error}")))?;
    sqlx::query(
        "UPDATE invitations SET state = $3, ended_at = $4, promised = $5, reason = $6, version = version + 1
         WHERE organization = $1 AND id = $2",
    )
    .bind(organization.to_string())
    .bind(invitation.id.to_string())
    .bind(state.as_str())
    .bind(now.0)
    .bind(promised)
    .bind(reason)
    .execute(tx.connection())
    .await?;
    for statement in [
        "DELETE FROM grants WHERE organization = $1 AND invitation = $2",
        "DELETE FROM invitation_teams WHERE organization = $1 AND invitation = $2",
    ] {
        sqlx::query(statement)
            .bind(organization.to_string())
            .bind(invitation.id.to_string())
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

fn read(row: &AnyRow, pending: Option<Promised>, now: Timestamp) -> Result<Invitation, Error> {
    let columns = Columns(row);
    let kept = columns.text_or_null("promised")?;
    let promised = match kept {
        Some(text) => serde_json::from_str(&text)
            .map_err(|error| Error::Corrupt(format!("an invitation: {error}")))?,
        None => pending.unwrap_or_default(),
    };
    let expires_at = columns.time("expires_at")?;
    let state = match columns.parsed("state")? {
        InvitationState::Pending if expires_at <= now => InvitationState::Expired,
        state => state,
    };
    Ok(Invitation {
        id: columns.parsed("id")?,
        email: columns.parsed("email")?,
        state,
        roles: promised.roles,
        teams: promised.teams,
        inviter: columns.parsed("inviter")?,
        inviter_name: columns.parsed_or_null("display_name")?,
        created_at: columns.time("created_at")?,
        sent_at: columns.time("sent_at")?,
        expires_at,
        ended_at: columns.time_or_null("ended_at")?,
        reason: columns.text_or_null("reason")?,
        version: columns.number("version")?,
    })
}
