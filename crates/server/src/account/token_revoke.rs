//! End a personal access token of the account.

use bailiwick_model::TokenId;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let token: TokenId = call.path.id("token")?;
    let account = call.account()?.id;
    let mut tx = call.begin().await?;
    bailiwick_store::tokens::revoke(&mut tx, &call.act(), account, token).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
