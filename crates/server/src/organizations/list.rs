//! The organizations that the caller belongs to and may enter.

use bailiwick_access::{Principal, Resource};
use bailiwick_api::Held;

use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let caller = call.caller()?;
    let token = caller.personal_token();
    let only = token.and_then(|token| token.organization);
    let mut tx = call.read().await?;
    let mut held = Vec::new();
    for (organization, member) in
        bailiwick_store::members::of_account(&mut tx, call.account()?.id, call.now).await?
    {
        if only.is_some_and(|only| only != organization.id) {
            continue;
        }
        let Some(folded) = call.state.snapshots.of(&mut tx, organization.id, call.now).await?
        else {
            continue;
        };
        // What an organization does not let in learns nothing of it.
        if call.enter(&folded).is_err() {
            continue;
        }
        let principal =
            token.map_or(Principal::Member(member.id), |token| Principal::PersonalToken(token.id));
        let can = Judged { folded, principal }.can(&Resource::Organization);
        held.push(Held { object: organization, can });
    }
    page::answer_all(&call, held, |held| held.object.name.as_str())
}
