//! Sending an invitation again, and taking it back.

use bailiwick_access::{Action, Principal, Resource};
use bailiwick_model::{Invitation, InvitationId, InvitationState, Timestamp};
use serde_json::json;

use super::create::person;
use super::{end, get, held};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::guarded;
use crate::row::hexadecimal;
use crate::tx::Tx;

/// Gives an invitation a new secret and a new end; the link of before leads nowhere. Whoever sends it answers for it
/// from now on.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Version`], [`Error::Refused`]; [`Error::Conflict`] `invitation_ended`.
pub async fn resend(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    invitation: InvitationId,
    hash: &[u8; 32],
    expires_at: Timestamp,
    if_match: Option<u64>,
) -> Result<Invitation, Error> {
    let organization = act.require(Action::InvitationsCreate, &Resource::Organization)?;
    let inviter = person(act)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let before = held(tx, organization, invitation, if_match, act.now).await?;
    refuse_ended(&before)?;
    let teams: Vec<_> = before.teams.iter().map(|team| team.id).collect();
    guarded.keep_owner_invitation(tx, invitation, &teams)?;
    if !before.teams.is_empty() {
        guarded.require(act, Action::TeamsUpdate, &Resource::Organization)?;
    }
    sqlx::query(
        "UPDATE invitations SET hash = $3, inviter = $4, sent_at = $5, expires_at = $6, version = version + 1
         WHERE organization = $1 AND id = $2",
    )
    .bind(organization.to_string())
    .bind(invitation.to_string())
    .bind(hexadecimal(hash))
    .bind(inviter.to_string())
    .bind(act.now.0)
    .bind(expires_at.0)
    .execute(tx.connection())
    .await?;
    guarded.close(tx, act, &[Principal::Invitation(invitation)]).await?;
    let entry = Entry::done(
        "invitations.resend",
        "invitation",
        invitation.0,
        before.email.as_str(),
    )
    .detail(
        json!({ "expires_at": expires_at, "inviter": { "from": before.inviter, "to": inviter } }),
    );
    append(tx, act, Home::Of(organization), entry).await?;
    get(tx, organization, invitation, act.now).await?.ok_or(Error::NotFound("invitation"))
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Version`], [`Error::Refused`]; [`Error::Conflict`] `invitation_ended`.
pub async fn cancel(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    invitation: InvitationId,
    if_match: Option<u64>,
) -> Result<(), Error> {
    let organization = act.require(Action::InvitationsCancel, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let before = held(tx, organization, invitation, if_match, act.now).await?;
    refuse_ended(&before)?;
    let teams: Vec<_> = before.teams.iter().map(|team| team.id).collect();
    guarded.keep_owner_invitation(tx, invitation, &teams)?;
    end(tx, organization, &before, InvitationState::Cancelled, act.now, None).await?;
    guarded.close(tx, act, &[Principal::Invitation(invitation)]).await?;
    let entry =
        Entry::done("invitations.cancel", "invitation", invitation.0, before.email.as_str())
            .detail(json!({ "roles": before.roles, "teams": before.teams }));
    append(tx, act, Home::Of(organization), entry).await
}

/// One that expired has not ended: it can be sent again.
fn refuse_ended(invitation: &Invitation) -> Result<(), Error> {
    if invitation.ended_at.is_none() {
        return Ok(());
    }
    let message = format!("this invitation has ended: it is {}", invitation.state);
    Err(Error::conflict("invitation_ended", message))
}
