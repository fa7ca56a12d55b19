//! Let the program that shows a code act as oneself.

use super::{forgive, tried};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let hash = tried(&call)?;
    let account = call.account()?.id;
    let mut tx = call.begin().await?;
    bailiwick_store::device_sign_ins::answer(&mut tx, &call.act(), &hash, account, true).await?;
    tx.commit().await?;
    forgive(&call)?;
    Ok(Answer::empty())
}
