//! Take a member out of an organization.

use bailiwick_access::Principal;

use super::tokens;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let tokens = tokens(&call)?;
    let member = call.path.id("member")?;
    let own =
        call.caller()?.account.as_ref().and_then(|one| call.judged().ok()?.folded.member(one.id));
    if own == Some(Principal::Member(member)) {
        // Taking oneself out is leaving, which no token does.
        crate::gate::interactive(&call.caller()?.credential, call.now)?;
    }
    let mut tx = call.begin().await?;
    bailiwick_store::members::remove(&mut tx, &call.act(), member, tokens, call.if_match).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}
