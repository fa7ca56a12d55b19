//! The account's sessions.

use bailiwick_api::SessionAnswer;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let caller = call.caller()?;
    let current = caller.session().map(|session| session.id);
    let mut tx = call.read().await?;
    let listed =
        bailiwick_store::sessions::list(&mut tx, call.account()?.id, call.now, &page::page(&call)?)
            .await?;
    page::answer(&call, listed, |session| {
        Ok(SessionAnswer { is_current: Some(session.id) == current, session })
    })
}
