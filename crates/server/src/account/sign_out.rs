//! End the session in use.

use crate::answer::Answer;
use crate::call::{Call, Used};
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let Used::Session(session) = &call.caller()?.credential else {
        let message = "a token has no session to end";
        return Err(Error::conflict("no_session", message).hint("revoke the token instead"));
    };
    let mut tx = call.begin().await?;
    bailiwick_store::sessions::end(&mut tx, &call.act(), session.account, session.id).await?;
    tx.commit().await?;
    Ok(Answer::empty().cookie(crate::cookie::clear(&call.state.settings)))
}
