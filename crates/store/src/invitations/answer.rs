//! The answer to an invitation.

use bailiwick_access::{Action, Principal, Resource, Snapshot, SystemReason, decide};
use bailiwick_model::{Account, Invitation, InvitationState, MemberId, Organization};
use serde_json::json;

use super::{end, held};
use crate::accounts::{self, NewAccount};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::{self, Holder, NewGrant};
use crate::guarded::{self, Guarded};
use crate::tx::Tx;
use crate::{lock, members};

/// Who accepts.
#[derive(Clone, Debug)]
pub enum Answering {
    /// An account that proved the address.
    Account(Account),
    /// Nobody yet: the account is made.
    New(NewAccount),
}

/// Makes a member of whoever accepts. What the invitation gives is measured once more against what the inviter may give
/// now.
///
/// # Errors
/// [`Error::NotFound`] when it was answered or taken back meanwhile; [`Error::Conflict`] `already_member` and
/// `email_taken`; [`Error::Denied`] and [`Error::Refused`] when the inviter could not make it now: the caller undoes all
/// and calls [`void`].
pub async fn accept(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: &Organization,
    invitation: &Invitation,
    who: Answering,
) -> Result<(Account, MemberId), Error> {
    act.permit.require_system(&[SystemReason::Invitation])?;
    let guarded = guarded::open(tx, act, organization.id).await?;
    let waiting = waiting(tx, act, organization, invitation).await?;
    let is_new = matches!(who, Answering::New(_));
    let account = match who {
        Answering::Account(account) => account,
        Answering::New(new) => accounts::insert(tx, act, new).await?,
    };
    if account.email != waiting.email || !account.is_verified {
        return Err(Error::WrongPermit("the invitation is for another address".into()));
    }
    if members::find(tx, organization.id, account.id).await?.is_some() {
        return Err(Error::conflict("already_member", "you are a member already"));
    }
    let inviter = answers_for(act, &guarded, &waiting)?;
    let member = members::insert(tx, act, organization.id, account.id).await?;
    let promised = grants::of(tx, organization.id, Holder::Invitation(waiting.id)).await?;
    for grant in &promised {
        let new = NewGrant::like(grant);
        grants::insert(tx, act, organization.id, Holder::Member(member), &new).await?;
    }
    for team in &waiting.teams {
        members::put_in(tx, act, organization.id, team.id, member).await?;
    }
    end(tx, organization.id, &waiting, InvitationState::Accepted, act.now, None).await?;
    guarded.close_as(tx, act, inviter, &[Principal::Invitation(waiting.id)]).await?;
    let entry =
        Entry::done("invitations.accept", "invitation", waiting.id.0, waiting.email.as_str())
            .detail(json!({
                "member": member, "roles": waiting.roles, "teams": waiting.teams, "inviter": waiting.inviter,
                "new_account": is_new,
            }))
            .by(&account);
    append(tx, act, Home::Of(organization.id), entry).await?;
    Ok((account, member))
}

/// Whoever answers for the invitation, if they still may invite people.
fn answers_for(
    act: &Act<'_>,
    guarded: &Guarded,
    invitation: &Invitation,
) -> Result<Principal, Error> {
    let world = &guarded.before;
    let found = world.members.iter().find(|member| member.account == invitation.inviter);
    // A member that is gone is nobody to the snapshot either.
    let member = found.map_or(MemberId(invitation.inviter.0), |member| member.id);
    let inviter = Principal::Member(member);
    let snapshot = Snapshot::fold(world, act.now);
    let needed = if invitation.teams.is_empty() {
        &[Action::InvitationsCreate][..]
    } else {
        &[Action::InvitationsCreate, Action::TeamsUpdate]
    };
    for action in needed {
        let decided = decide(&snapshot, &inviter, *action, &Resource::Organization);
        decided.map(drop).map_err(Error::Denied)?;
    }
    Ok(inviter)
}

/// Says no to an invitation.
///
/// # Errors
/// [`Error::NotFound`] when it was answered or taken back meanwhile.
pub async fn decline(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: &Organization,
    invitation: &Invitation,
    account: Option<&Account>,
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Invitation])?;
    lock::organization(tx, organization.id).await?;
    let waiting = waiting(tx, act, organization, invitation).await?;
    end(tx, organization.id, &waiting, InvitationState::Declined, act.now, None).await?;
    lock::bump(tx, organization.id, act.now).await?;
    let entry =
        Entry::done("invitations.decline", "invitation", waiting.id.0, waiting.email.as_str());
    append(tx, act, Home::Of(organization.id), answered_by(entry, account)).await
}

/// Ends an invitation that its inviter could not make any more, for a reason that those who see invitations read.
///
/// # Errors
/// [`Error::NotFound`] when it was answered or taken back meanwhile.
pub async fn void(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: &Organization,
    invitation: &Invitation,
    account: Option<&Account>,
    reason: &str,
) -> Result<(), Error> {
    act.permit.require_system(&[SystemReason::Invitation])?;
    lock::organization(tx, organization.id).await?;
    let waiting = waiting(tx, act, organization, invitation).await?;
    end(tx, organization.id, &waiting, InvitationState::Void, act.now, Some(reason)).await?;
    lock::bump(tx, organization.id, act.now).await?;
    let entry = Entry::done("invitations.void", "invitation", waiting.id.0, waiting.email.as_str())
        .detail(json!({ "roles": waiting.roles, "teams": waiting.teams }))
        .personal(json!({ "reason": reason }));
    append(tx, act, Home::Of(organization.id), answered_by(entry, account)).await
}

fn answered_by<'a>(entry: Entry<'a>, account: Option<&'a Account>) -> Entry<'a> {
    match account {
        Some(account) => entry.by(account),
        None => entry,
    }
}

/// The invitation as it is under the lock, while it still waits under the same secret: each sending counts as an edit.
async fn waiting(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: &Organization,
    invitation: &Invitation,
) -> Result<Invitation, Error> {
    let found = held(tx, organization.id, invitation.id, None, act.now).await?;
    let is_same = found.version == invitation.version;
    if is_same && found.state == InvitationState::Pending {
        Ok(found)
    } else {
        Err(Error::NotFound("invitation"))
    }
}
