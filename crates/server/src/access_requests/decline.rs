//! Refuse what somebody asked for.

use bailiwick_api::AccessRefusal;
use bailiwick_store::access_requests::Decision;

use super::{find, refuse_own, show_one};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: AccessRefusal =
        if call.body.is_empty() { AccessRefusal::default() } else { call.json()? };
    let mut tx = call.begin().await?;
    let request = find(&call, &mut tx).await?;
    refuse_own(&call, &request)?;
    let decided = bailiwick_store::access_requests::decide(
        &mut tx,
        &call.act(),
        request.id,
        Decision::Decline,
        body.answer,
    )
    .await?;
    let shown = show_one(call.judged()?, &mut tx, decided).await?;
    tx.commit().await?;
    Answer::ok(&shown)
}
