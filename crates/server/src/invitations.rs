//! Invitations: sent by members, answered by whoever has the link.

pub(crate) mod accept;
pub(crate) mod cancel;
pub(crate) mod create;
pub(crate) mod decline;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod resend;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use bailiwick_access::{Action, Principal, Resource, Standing};
use bailiwick_api::{Ruled, SentInvitation};
use bailiwick_model::{Account, Invitation, InvitationId, Organization, Timestamp};
use bailiwick_store::Tx;

use crate::call::{Call, Used};
use crate::error::Error;
use crate::{limits, secret};

/// Days for which an invitation can be accepted when nothing is said, and at most.
const USUAL_DAYS: u32 = 7;
const LONGEST_DAYS: u32 = 30;

/// How the caller stands to these invitations.
fn standing(call: &Call, invitations: &[InvitationId]) -> Result<Standing, Error> {
    let judged = call.judged()?;
    let others: Vec<Principal> = invitations.iter().copied().map(Principal::Invitation).collect();
    Ok(Standing::of(&judged.folded.world, &judged.principal, &others, call.now))
}

/// An invitation, with what the caller may do to that very one: nothing more once it has ended.
fn ruled<T>(
    call: &Call,
    standing: &Standing,
    of: &Invitation,
    object: T,
) -> Result<Ruled<T>, Error> {
    let judged = call.judged()?;
    let held = judged.folded.snapshot.effective(&judged.principal, &Resource::Organization);
    let (mut can, mut cannot) = (Vec::new(), BTreeMap::new());
    if held.contains(Action::InvitationsView) {
        can.push(Action::InvitationsView.as_str());
    }
    let changes = [Action::InvitationsCreate, Action::InvitationsCancel];
    for action in changes.into_iter().filter(|action| held.contains(*action)) {
        if of.ended_at.is_some() {
            let sentence = format!("this invitation has ended: it is {}", of.state);
            cannot.insert(action.as_str().to_owned(), sentence);
        } else if let Err(refusal) = standing.touch(Principal::Invitation(of.id)) {
            cannot.insert(action.as_str().to_owned(), refusal.to_string());
        } else {
            can.push(action.as_str());
        }
    }
    Ok(Ruled { object, can, cannot })
}

/// An invitation that was just sent, with its link. The link begins with the configured address, never with what a
/// request says of itself.
fn sent(call: &Call, invitation: Invitation, secret: &str) -> Result<Ruled<SentInvitation>, Error> {
    let link = format!("{}/invitations/{secret}", call.state.settings.public_url());
    let standing = standing(call, &[invitation.id])?;
    let of = invitation.clone();
    ruled(call, &standing, &of, SentInvitation { invitation, link })
}

/// Counts a sending against the organization, and refuses programs: a person answers for every invitation.
fn take_sending(call: &Call) -> Result<(), Error> {
    if matches!(call.caller()?.credential, Used::Service(_)) {
        let message = "a person answers for an invitation: a service token cannot send one";
        return Err(Error::forbidden("person_required", message));
    }
    let organization = call.path.organization()?;
    call.state
        .limits
        .invitations
        .take(&organization, call.now)
        .map_err(|seconds| Error::too_many(seconds, "too many invitations"))
}

/// When an invitation sent now ends.
fn end(call: &Call, days: Option<u32>) -> Result<Timestamp, Error> {
    let days = days.unwrap_or(USUAL_DAYS);
    if !(1..=LONGEST_DAYS).contains(&days) {
        let message = format!("it should be from 1 to {LONGEST_DAYS}");
        return Err(Error::invalid("expires_in_days", message));
    }
    Ok(call.now.plus_seconds(i64::from(days) * 86_400))
}

/// The invitation behind the link. A secret that is unknown, was used, taken back or is too old answers the same.
async fn behind(call: &Call, tx: &mut Tx<'_>) -> Result<(Organization, Invitation), Error> {
    let hash = secret::hash(call.path.text("secret")?);
    let found = bailiwick_store::invitations::find(tx, &hash, call.now).await?;
    found.map_or_else(
        || {
            let network = limits::network_of(call.address);
            let taken = call.state.limits.link.take(&network, call.now);
            Err(match taken {
                Ok(()) => gone(),
                Err(seconds) => Error::too_many(seconds, "too many links that lead nowhere"),
            })
        },
        Ok,
    )
}

fn gone() -> Error {
    let message = "this invitation was used, taken back or has expired";
    Error::new(StatusCode::NOT_FOUND, "invitation_gone", message)
        .hint("ask whoever invited you to send it again")
}

/// Somebody answered or changed it while this answer was under way.
fn gone_meanwhile(error: bailiwick_store::Error) -> Error {
    match error {
        bailiwick_store::Error::NotFound(_) => gone(),
        error => error.into(),
    }
}

/// The person who is signed in: an invitation is answered by a person, not by a token.
fn person(call: &Call) -> Result<Option<&Account>, Error> {
    let Some(caller) = &call.caller else { return Ok(None) };
    match (&caller.credential, &caller.account) {
        (Used::Session(_), Some(account)) => Ok(Some(account)),
        _ => {
            let message = "an invitation is answered by a person who signed in: no token can do it";
            Err(Error::forbidden("interactive_session_required", message)
                .hint("sign in on the dashboard, or send no token"))
        }
    }
}

/// Refuses whoever is signed in with another address, without saying which one it would be.
fn refuse_others(account: &Account, invitation: &Invitation) -> Result<(), Error> {
    if account.is_verified && account.email == invitation.email {
        return Ok(());
    }
    Err(Error::forbidden("invite_mismatch", "this invitation is for another address than yours")
        .hint("sign in with the address that it was sent to"))
}
