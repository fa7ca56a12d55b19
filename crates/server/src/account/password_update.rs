//! Change the password: the current one is asked for, and every other session ends, and tokens if that is wished.

use bailiwick_api::PasswordChange;

use crate::account::{forgive_try, take_try};
use crate::answer::Answer;
use crate::call::{Call, Used};
use crate::error::Error;
use crate::strength;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: PasswordChange = call.json()?;
    let caller = call.caller()?;
    let account = call.account()?;
    let Used::Session(session) = &caller.credential else { return Err(Error::unauthenticated()) };
    take_try(&call, account.email.as_str())?;
    let hash = {
        let mut tx = call.read().await?;
        bailiwick_store::accounts::find_by_email(&mut tx, &account.email)
            .await?
            .map(|(_, hash)| hash)
    };
    let verified = call.state.passwords.verify(body.current.reveal().into(), hash.clone()).await?;
    let Some(hash) = hash.filter(|_| verified) else {
        return Err(Error::forbidden("wrong_password", "the current password is not right"));
    };
    forgive_try(&call, account.email.as_str());
    strength::refuse(body.new.reveal(), account.email.as_str(), account.display_name.as_str())
        .map_err(|message| Error::invalid("new", message))?;
    if body.new == body.current {
        return Err(Error::invalid("new", "this is the current password"));
    }
    let password_hash = call.state.passwords.hash(body.new.reveal().into()).await?;
    let mut tx = call.begin().await?;
    if !bailiwick_store::accounts::has_password(&mut tx, account.id, &hash).await? {
        let message = "the password was changed by another request in the meantime";
        return Err(Error::conflict("password_changed", message).hint("sign in with the new one"));
    }
    bailiwick_store::accounts::change_password(
        &mut tx,
        &call.act(),
        account.id,
        &password_hash,
        Some(session.id),
    )
    .await?;
    if body.revoke_tokens {
        bailiwick_store::tokens::revoke_all(&mut tx, &call.act(), account.id).await?;
    }
    tx.commit().await?;
    Ok(Answer::empty())
}
