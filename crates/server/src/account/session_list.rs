//! The account's sessions.

use bailiwick_api::SessionAnswer;

use crate::answer::Answer;
use crate::call::{Call, Used};
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let caller = call.caller()?;
    let current = match &caller.credential {
        Used::Session(session) => Some(session.id),
        Used::Token(_) => None,
    };
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::sessions::list(&mut tx, caller.account.id, call.now, &page::page(&call)?)
            .await?;
    page::answer(&call, listed, |session| {
        Ok(SessionAnswer { is_current: Some(session.id) == current, session })
    })
}
