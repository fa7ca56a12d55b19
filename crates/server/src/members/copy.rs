//! Give a member what another one has.

use bailiwick_api::MemberCopy;
use bailiwick_model::MemberId;
use bailiwick_store::members;

use super::changed;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: MemberCopy = call.json()?;
    let member: MemberId = call.path.id("member")?;
    let mut tx = call.begin().await?;
    members::copy(&mut tx, &call.act(), member, body.from, call.if_match).await?;
    changed(call, tx, member).await
}
