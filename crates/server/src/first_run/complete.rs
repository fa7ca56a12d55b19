//! Make the first account, an operator and the owner of its organization, with the one-time code.

use bailiwick_store::accounts::NewAccount;
use bailiwick_store::organizations::NewOrganization;

use crate::account::{me_get, open_session};
use crate::answer::Answer;
use crate::call::{Call, Used};
use crate::error::Error;
use crate::{plans, strength};

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: bailiwick_api::FirstRun = call.json()?;
    call.state
        .limits
        .first_run
        .take(&(), call.now)
        .map_err(|seconds| Error::too_many(seconds, "too many tries"))?;
    if !call.state.first_run.accepts(body.code.reveal()) {
        return Err(Error::forbidden("wrong_code", "this is not the code, or it was used")
            .hint("the server prints it on its terminal when it starts without an account"));
    }
    strength::refuse(body.password.reveal(), body.email.as_str(), body.display_name.as_str())
        .map_err(|message| Error::invalid("password", message))?;
    let password_hash = call.state.passwords.hash(body.password.reveal().into()).await?;
    let mut tx = call.begin().await?;
    if !bailiwick_store::settings::is_first_run(&mut tx).await? {
        call.state.first_run.close();
        return Err(Error::conflict("first_run_done", "this server has its first account already"));
    }
    let new = NewAccount {
        email: body.email,
        password_hash,
        display_name: body.display_name,
        is_operator: true,
    };
    let organization =
        NewOrganization { name: body.organization, plan: plans::SELF_HOSTED.to_owned() };
    let account =
        bailiwick_store::accounts::create(&mut tx, &call.act(), new, organization).await?;
    let (session, cookie) = open_session(&mut tx, &call, &call.permit, &account).await?;
    let me = me_get::me(&mut tx, &call, &account, &Used::Session(session)).await?;
    tx.commit().await?;
    call.state.first_run.close();
    Ok(Answer::created(&me)?.cookie(cookie))
}
