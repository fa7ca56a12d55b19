//! End a session of the account.

use bailiwick_model::SessionId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let session: SessionId = call.path.id("session")?;
    let account = call.account()?.id;
    let mut tx = call.begin().await?;
    bailiwick_store::sessions::end(&mut tx, &call.act(), account, session).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
