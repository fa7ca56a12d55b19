//! Change the account's name.

use bailiwick_api::AccountChange;

use crate::account::me_get;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: AccountChange = call.json()?;
    let mut tx = call.begin().await?;
    let account = bailiwick_store::accounts::rename(
        &mut tx,
        &call.act(),
        call.account()?.id,
        body.display_name,
        call.if_match,
    )
    .await?;
    let me = me_get::me(&mut tx, &call, &account, &call.caller()?.credential).await?;
    tx.commit().await?;
    Ok(Answer::ok(&me)?.version(account.version))
}
