//! Take back what an approval gave.

use bailiwick_api::AccessRefusal;

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
    let revoked =
        bailiwick_store::access_requests::revoke(&mut tx, &call.act(), request.id, body.answer)
            .await?;
    let call = call.refolded(&mut tx).await?;
    let shown = show_one(call.judged()?, &mut tx, revoked).await?;
    tx.commit().await?;
    Answer::ok(&shown)
}
