//! Suspend a member, or let it act again.

use bailiwick_api::MemberChange;
use bailiwick_model::{MemberId, MemberState};
use bailiwick_store::members;

use super::changed;
use crate::access_requests::own_member;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: MemberChange = call.json()?;
    let member: MemberId = call.path.id("member")?;
    let mut tx = call.begin().await?;
    members::set_state(&mut tx, &call.act(), member, body.state, call.if_match).await?;
    // After the store's own refusals: that nobody would be left who owns the organization weighs more.
    if body.state == MemberState::Suspended && own_member(call.judged()?) == Some(member) {
        return Err(suspends_oneself());
    }
    changed(call, tx, member).await
}

pub(crate) fn suspends_oneself() -> Error {
    let message = "nobody suspends themselves: leave the organization, or ask somebody else";
    Error::invalid("state", message)
}
