//! End the personal access token in use: what a program does that signs out.

use crate::answer::Answer;
use crate::call::{Call, Used};
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let token = match &call.caller()?.credential {
        Used::Token(token) => token,
        Used::Service(_) => {
            let message = "a service token is the organization's: those who manage it end it";
            return Err(Error::forbidden("person_required", message));
        }
        Used::Session(_) => return Err(super::inspect::no_token()),
    };
    let mut tx = call.begin().await?;
    bailiwick_store::tokens::revoke(&mut tx, &call.act(), token.account, token.id).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
