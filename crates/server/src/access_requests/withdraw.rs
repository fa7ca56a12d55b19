//! Ask no longer.

use super::{find, own_member, show_one};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let mut tx = call.begin().await?;
    let request = find(&call, &mut tx).await?;
    let judged = call.judged()?;
    let member = own_member(judged).ok_or_else(Error::not_found)?;
    let withdrawn =
        bailiwick_store::access_requests::withdraw(&mut tx, &call.act(), member, request.id)
            .await?;
    let call = call.refolded(&mut tx).await?;
    let shown = show_one(call.judged()?, &mut tx, withdrawn).await?;
    tx.commit().await?;
    Answer::ok(&shown)
}
