//! Ask for an action that one lacks.

use bailiwick_access::{ActionSet, Principal, SYSTEM_ONLY, counting, why};
use bailiwick_api::NewAccessRequest;

use super::{approve, own_member, seconds, show_one};
use crate::access::question::{self, Things};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewAccessRequest = call.json()?;
    let judged = call.judged()?;
    let member = own_member(judged).ok_or_else(Error::not_found)?;
    let action = question::action(&body.action)?;
    let things = Things { project: body.project, instance: body.instance, database: body.database };
    if !things.are_known(judged) {
        return Err(Error::not_found());
    }
    let folded = &judged.folded;
    let principal = Principal::Member(member);
    let found = why(&folded.snapshot, &folded.world, &principal, action, &things.resource());
    if found.allowed {
        return Err(Error::conflict(
            "already_allowed",
            format!("you may `{action}` there already"),
        ));
    }
    if found.fixes.is_empty() {
        let message = format!("`{action}` is nothing that anybody does there");
        return Err(Error::invalid("action", message));
    }
    if SYSTEM_ONLY.contains(action) {
        let message = format!("`{action}` is held by system roles only");
        return Err(Error::invalid("action", message));
    }
    let alone = ActionSet::of(&[action]);
    let scopes = approve::narrowest(judged, &things.resource());
    if scopes.iter().all(|scope| counting(alone, scope, true).is_empty()) {
        let message =
            format!("`{action}` is given for the whole organization only: ask for it there");
        return Err(Error::invalid("action", message));
    }
    let new = bailiwick_store::access_requests::NewAccessRequest {
        member,
        action,
        project: body.project,
        instance: body.instance,
        database: body.database,
        reason: body.reason,
        seconds: seconds(body.seconds)?,
    };
    let mut tx = call.begin().await?;
    let request = bailiwick_store::access_requests::create(&mut tx, &call.act(), new).await?;
    let shown = show_one(judged, &mut tx, request).await?;
    tx.commit().await?;
    Answer::created(&shown)
}
