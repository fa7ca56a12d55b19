//! Make an account and its organization, where the server is open; elsewhere an account comes by invitation.

use bailiwick_api::SignUp;
use bailiwick_model::SignUpMode;
use bailiwick_store::Tx;
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::organizations::NewOrganization;

use crate::account::{me_get, open_session};
use crate::answer::Answer;
use crate::call::{Call, Used};
use crate::error::Error;
use crate::{limits, plans, sign_up, strength};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.read().await?;
    refuse_unless_open(&call, &mut tx).await?;
    drop(tx);
    let body: SignUp = call.json()?;
    let network = limits::network_of(call.address);
    call.state
        .limits
        .sign_up
        .take(&network, call.now)
        .map_err(|seconds| Error::too_many(seconds, "too many new accounts from this address"))?;
    strength::refuse(body.password.reveal(), body.email.as_str(), body.display_name.as_str())
        .map_err(|message| Error::invalid("password", message))?;
    let password_hash = call.state.passwords.hash(body.password.reveal().into()).await?;
    let mut tx = call.begin().await?;
    // Again: it may have been closed while the password was hashed.
    refuse_unless_open(&call, &mut tx).await?;
    refuse_before_first_run(&mut tx).await?;
    let new = NewAccount {
        email: body.email,
        password_hash,
        display_name: body.display_name,
        is_operator: false,
    };
    let organization =
        NewOrganization { name: body.organization, plan: plans::SELF_HOSTED.to_owned() };
    let account =
        bailiwick_store::accounts::create(&mut tx, &call.act(), new, organization).await?;
    let (session, cookie) = open_session(&mut tx, &call, &call.permit, &account).await?;
    let me = me_get::me(&mut tx, &call, &account, &Used::Session(session)).await?;
    tx.commit().await?;
    Ok(Answer::created(&me)?.cookie(cookie))
}

async fn refuse_unless_open(call: &Call, tx: &mut Tx<'_>) -> Result<(), Error> {
    let mode = sign_up::mode(&call.state.settings, tx).await?;
    if mode == SignUpMode::Open {
        return Ok(());
    }
    Err(Error::forbidden("sign_up_closed", format!("sign-up is {mode} on this server"))
        .hint("ask an owner of your organization for an invitation"))
}

/// The first account is its operator, and only the terminal's code makes it.
async fn refuse_before_first_run(tx: &mut Tx<'_>) -> Result<(), Error> {
    if bailiwick_store::settings::is_first_run(tx).await? {
        return Err(Error::forbidden("first_run_needed", "this server has no operator yet")
            .hint("use the code that the server printed on its terminal"));
    }
    Ok(())
}
