//! Inviting somebody.

use bailiwick_access::{Action, Actor, Principal, Resource, World};
use bailiwick_model::{
    AccountId, Email, Invitation, InvitationId, InvitationState, OrganizationId, TeamId, Timestamp,
};
use serde_json::json;

use super::{end, get};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::guarded;
use crate::row::{Columns, hexadecimal};
use crate::tx::Tx;

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Whom it is for.
    pub email: Email,
    /// What whoever accepts it will be given; the organization's default role when empty.
    pub roles: Vec<NewGrant>,
    /// The teams that whoever accepts it will be in.
    pub teams: Vec<TeamId>,
    /// SHA-256 of the secret in its link.
    pub hash: [u8; 32],
    /// It cannot be accepted from then on.
    pub expires_at: Timestamp,
}

/// Makes an invitation: authority that waits. It is bounded by the inviter's like any other.
///
/// # Errors
/// [`Error::Conflict`] `already_member` and `already_invited`; [`Error::NotFound`] for a role, a project or a team that
/// is not of the organization; [`Error::Refused`].
pub async fn create(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    new: NewInvitation,
) -> Result<Invitation, Error> {
    let organization = act.require(Action::InvitationsCreate, &Resource::Organization)?;
    let inviter = person(act)?;
    let guarded = guarded::open(tx, act, organization).await?;
    refuse_known(tx, act, organization, &new.email).await?;
    let world = &guarded.before;
    let mut roles = new.roles;
    if roles.is_empty() {
        roles.push(NewGrant::role(world.default_role));
    }
    grants::known(world, &roles)?;
    if !new.teams.is_empty() {
        guarded.require(act, Action::TeamsUpdate, &Resource::Organization)?;
        known_teams(world, &new.teams)?;
    }
    let id: InvitationId = act.id();
    sqlx::query(
        "INSERT INTO invitations (organization, id, email, hash, state, inviter, created_at, sent_at, expires_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, 1)",
    )
    .bind(organization.to_string())
    .bind(id.to_string())
    .bind(new.email.as_str())
    .bind(hexadecimal(&new.hash))
    .bind(InvitationState::Pending.as_str())
    .bind(inviter.to_string())
    .bind(act.now.0)
    .bind(new.expires_at.0)
    .execute(tx.connection())
    .await?;
    for role in &roles {
        grants::insert(tx, act, organization, Holder::Invitation(id), role).await?;
    }
    for team in &new.teams {
        put_in(tx, organization, id, *team).await?;
    }
    guarded.close(tx, act, &[Principal::Invitation(id)]).await?;
    let made = get(tx, organization, id, act.now).await?.ok_or(Error::NotFound("invitation"))?;
    let entry = Entry::done("invitations.create", "invitation", id.0, made.email.as_str())
        .detail(json!({ "roles": made.roles, "teams": made.teams, "expires_at": made.expires_at }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(made)
}

/// Somebody answers for every invitation: a person, who can be measured again when it is accepted.
pub(super) fn person(act: &Act<'_>) -> Result<AccountId, Error> {
    match act.permit.actor() {
        Actor::Account(account) => Ok(account),
        _ => Err(Error::WrongPermit("an invitation is sent by a person".into())),
    }
}

/// Whoever invites people may know who is a member and who is invited: it comes with the same right.
async fn refuse_known(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    email: &Email,
) -> Result<(), Error> {
    // One statement whoever they are: another for those who have an account would tell of it by the time it takes.
    let member = sqlx::query(
        "SELECT m.id FROM members m JOIN accounts a ON a.id = m.account WHERE m.organization = $1 AND a.email = $2",
    )
    .bind(organization.to_string())
    .bind(email.as_str())
    .fetch_optional(tx.connection())
    .await?;
    if member.is_some() {
        let message = format!("`email`: `{email}` is a member already");
        return Err(Error::conflict("already_member", message));
    }
    let row = sqlx::query(
        "SELECT id FROM invitations WHERE organization = $1 AND email = $2 AND state = 'pending'",
    )
    .bind(organization.to_string())
    .bind(email.as_str())
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(()) };
    let waiting = get(tx, organization, Columns(&row).parsed("id")?, act.now).await?;
    match waiting {
        Some(old) if old.state == InvitationState::Expired => {
            end(tx, organization, &old, InvitationState::Expired, act.now, None).await
        }
        _ => {
            let message =
                format!("`email`: `{email}` is invited already: send that invitation again");
            Err(Error::conflict("already_invited", message))
        }
    }
}

fn known_teams(world: &World, teams: &[TeamId]) -> Result<(), Error> {
    let is_there = |id: &TeamId| world.teams.iter().any(|team| team.id == *id);
    if teams.iter().all(is_there) { Ok(()) } else { Err(Error::NotFound("team")) }
}

async fn put_in(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    invitation: InvitationId,
    team: TeamId,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO invitation_teams (organization, invitation, team) VALUES ($1, $2, $3)",
    )
    .bind(organization.to_string())
    .bind(invitation.to_string())
    .bind(team.to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}
