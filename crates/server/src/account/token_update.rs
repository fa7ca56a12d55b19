//! Rename a personal access token.

use bailiwick_api::TokenChange;

use crate::account::tokens;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: TokenChange = call.json()?;
    let (account, token) = (call.account()?.id, call.path.id("token")?);
    let mut tx = call.begin().await?;
    let token = bailiwick_store::tokens::rename(
        &mut tx,
        &call.act(),
        account,
        token,
        body.name,
        call.if_match,
    )
    .await?;
    let version = token.version;
    let shown = tokens::show(&call, &mut tx, token).await?;
    tx.commit().await?;
    Ok(Answer::ok(&shown)?.version(version))
}
