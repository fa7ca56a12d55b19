//! Accept an invitation, signed in with its address or by making an account.

use bailiwick_access::{Refusal, SystemReason};
use bailiwick_api::{Acceptance, AcceptedInvitation};
use bailiwick_model::{Account, Invitation, Organization, SignUpMode};
use bailiwick_store::Tx;
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::invitations::{self, Answering};

use super::{behind, gone_meanwhile, person, refuse_others};
use crate::account::open_session;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::{limits, sign_up, strength};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: Acceptance = if call.body.is_empty() { Acceptance::default() } else { call.json()? };
    let account = person(&call)?.cloned();
    let mut tx = call.read().await?;
    let (organization, invitation) = behind(&call, &mut tx).await?;
    drop(tx);
    let who = match account.clone() {
        Some(account) => {
            refuse_account(&body)?;
            refuse_others(&account, &invitation)?;
            Answering::Account(account)
        }
        None => Answering::New(new_account(&call, body, &invitation).await?),
    };
    // Not `call.begin`: whoever made the invitation signed in lately for it, also where it makes an owner.
    let mut tx = call.state.store.begin().await?;
    if account.is_none() {
        // Again: it may have been closed while the password was hashed.
        refuse_closed(&call, &mut tx).await?;
    }
    let act = call.act();
    let accepted = invitations::accept(&mut tx, &act, &organization, &invitation, who).await;
    let (joined, member) = match accepted {
        Ok(accepted) => accepted,
        Err(error) => {
            drop(tx);
            return Err(refused(&call, &organization, &invitation, account.as_ref(), error).await);
        }
    };
    let cookie = match account {
        Some(_) => None,
        None => Some(open_session(&mut tx, &call, &call.permit, &joined).await?.1),
    };
    tx.commit().await?;
    let (id, name) = (organization.id, organization.name);
    let answer = Answer::created(&AcceptedInvitation { organization: id, name, member })?;
    let answer = answer.changed(id);
    Ok(match cookie {
        Some(cookie) => answer.cookie(cookie),
        None => answer,
    })
}

/// Whoever is signed in has an account: another password would be thrown away in silence.
fn refuse_account(body: &Acceptance) -> Result<(), Error> {
    let message = "you are signed in: sign out first to make another account";
    match (&body.password, &body.display_name) {
        (Some(_), _) => Err(Error::invalid("password", message)),
        (None, Some(_)) => Err(Error::invalid("display_name", message)),
        (None, None) => Ok(()),
    }
}

/// The account to be made. Its address is the invitation's: only whoever was handed the link gets here.
async fn new_account(
    call: &Call,
    body: Acceptance,
    invitation: &Invitation,
) -> Result<NewAccount, Error> {
    let (Some(password), Some(display_name)) = (body.password, body.display_name) else {
        return Err(Error::unauthenticated().hint(
            "sign in with the address that was invited, or send a `password` and a `display_name` to make the account",
        ));
    };
    let mut tx = call.read().await?;
    refuse_closed(call, &mut tx).await?;
    drop(tx);
    let network = limits::network_of(call.address);
    call.state
        .limits
        .sign_up
        .take(&network, call.now)
        .map_err(|seconds| Error::too_many(seconds, "too many new accounts from this address"))?;
    strength::refuse(password.reveal(), invitation.email.as_str(), display_name.as_str())
        .map_err(|message| Error::invalid("password", message))?;
    let password_hash = call.state.passwords.hash(password.reveal().into()).await?;
    let email = invitation.email.clone();
    Ok(NewAccount { email, password_hash, display_name, is_operator: false })
}

async fn refuse_closed(call: &Call, tx: &mut Tx<'_>) -> Result<(), Error> {
    if sign_up::mode(&call.state.settings, tx).await? != SignUpMode::Closed {
        return Ok(());
    }
    let message = "no accounts are made on this server at the moment";
    Err(Error::forbidden("sign_up_closed", message)
        .hint("sign in with an account that has the invited address"))
}

/// What whoever tried reads. Where the inviter could not make the invitation now, it ends here, and those who see
/// invitations read why.
async fn refused(
    call: &Call,
    organization: &Organization,
    invitation: &Invitation,
    account: Option<&Account>,
    error: bailiwick_store::Error,
) -> Error {
    let Some(reason) = void_because(&error) else {
        let error = gone_meanwhile(error);
        return match error.code {
            "email_taken" => error.hint("sign in with it, then open the invitation's link again"),
            _ => error,
        };
    };
    match end(call, organization, invitation, account, &reason).await {
        Ok(()) => {
            let message = "whoever invited you may no longer give what this invitation promised";
            Error::forbidden("invitation_void", message)
                .hint("ask an administrator of the organization for another one")
        }
        Err(error) => gone_meanwhile(error),
    }
}

async fn end(
    call: &Call,
    organization: &Organization,
    invitation: &Invitation,
    account: Option<&Account>,
    reason: &str,
) -> Result<(), bailiwick_store::Error> {
    let permit = bailiwick_access::system(None, SystemReason::Invitation);
    let act = call.act_by(&permit);
    let mut tx = call.state.store.begin().await?;
    invitations::void(&mut tx, &act, organization, invitation, account, reason).await?;
    tx.commit().await
}

/// What the inviter lacks now; nothing when the invitation was refused for another reason. Nobody is named: it stays in the
/// log when a person is erased from it.
fn void_because(error: &bailiwick_store::Error) -> Option<String> {
    use bailiwick_store::Error::{Denied, Refused};
    let who = "its inviter";
    match error {
        Denied(denial) if !denial.is_visible => {
            Some(format!("{who} is no longer an active member of the organization"))
        }
        Denied(denial) => Some(format!("{who} no longer holds `{}`", denial.action)),
        Refused(Refusal::WouldExceedGrantor { action, .. }) => {
            Some(format!("{who} may no longer give what it promised: `{action}` is missing"))
        }
        Refused(refusal) => {
            Some(format!("{who} may no longer give what it promised: {}", because(refusal)))
        }
        _ => None,
    }
}

/// Why, for whoever reads of somebody else's invitation: a refusal's own sentence speaks to who was refused.
fn because(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::WouldExceedGrantor { .. } => "they do not hold all of it any more",
        Refusal::GivesAnotherRole { .. } => {
            "their roles now say which roles they give, and it is none of these"
        }
        Refusal::TargetAboveActor { .. } | Refusal::HoldsAnotherRole { .. } => {
            "whoever was invited holds more than they may change"
        }
        Refusal::RoleAboveActor { .. } => "a role in it gives more than they hold",
        Refusal::ProductionGrant { .. } => {
            "it reaches production branches, which they may not open"
        }
        Refusal::AssignsByOwnerOnly => "only an owner says which roles a role may give",
        Refusal::LastOwner => "the organization would be left without an owner",
    }
}
