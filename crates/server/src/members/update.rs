//! Suspend a member, or let it act again.

use bailiwick_api::MemberChange;
use bailiwick_model::MemberId;
use bailiwick_store::members;

use super::changed;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: MemberChange = call.json()?;
    let member: MemberId = call.path.id("member")?;
    let mut tx = call.begin().await?;
    members::set_state(&mut tx, &call.act(), member, body.state, call.if_match).await?;
    changed(call, tx, member).await
}
