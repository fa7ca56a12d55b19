//! Whether a principal may do something, and why. What the asker may not see is answered as if it were not there.

use bailiwick_access::{Action, Denial, Explanation, Principal, Reason, Resource, why_for};
use bailiwick_api::{AccessAnswer, AccessAnswers, AccessCheck, Missing, MissingRole};

use super::question::{self, Things};
use super::words::{self, Words};
use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;

const MOST: usize = 100;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: AccessCheck = call.json()?;
    if body.checks.is_empty() || body.checks.len() > MOST {
        return Err(Error::invalid("checks", format!("between 1 and {MOST} questions")));
    }
    let judged = call.judged()?;
    let principal = question::principal(judged, body.principal);
    question::about(&call, &principal)?;
    let mut asked = Vec::with_capacity(body.checks.len());
    for check in &body.checks {
        let things =
            Things { project: check.project, instance: check.instance, database: check.database };
        let known = things.are_known(judged).then(|| things.resource());
        asked.push((question::action(&check.action)?, known));
    }
    let words = words(&call, judged, &principal, &asked).await?;
    let results = asked
        .iter()
        .map(|(action, resource)| match resource {
            Some(resource) => ask(judged, &words, &principal, *action, resource),
            None => nothing_there(*action),
        })
        .collect();
    Answer::ok(&AccessAnswers { results })
}

async fn words<'a>(
    call: &Call,
    judged: &'a Judged,
    principal: &Principal,
    asked: &[(Action, Option<Resource>)],
) -> Result<Words<'a>, Error> {
    let mut words = Words::of(judged);
    words.want_grants_of(principal);
    asked.iter().filter_map(|(_, known)| known.as_ref()).for_each(|known| words.want_path(known));
    words.look_up(&mut call.read().await?).await?;
    Ok(words)
}

fn nothing_there(action: Action) -> AccessAnswer {
    AccessAnswer {
        allowed: false,
        action: action.as_str().to_owned(),
        because: None,
        missing: Some(Missing { sentence: words::NOTHING_THERE.to_owned(), roles: Vec::new() }),
        fixes: Vec::new(),
    }
}

fn ask(
    judged: &Judged,
    words: &Words<'_>,
    principal: &Principal,
    action: Action,
    resource: &Resource,
) -> AccessAnswer {
    let folded = &judged.folded;
    let about = (principal, action, resource);
    let explanation = why_for(&folded.snapshot, &folded.world, &judged.principal, about);
    let missing = (!explanation.allowed).then(|| missing(words, action, &explanation));
    let because = explanation.because.iter().map(|source| words.because(source)).collect();
    let fixes = explanation
        .fixes
        .iter()
        .filter(|fix| words.may_read(fix))
        .map(|fix| words.fix(principal, fix))
        .collect();
    AccessAnswer {
        allowed: explanation.allowed,
        action: action.as_str().to_owned(),
        because: explanation.allowed.then_some(because),
        missing,
        fixes,
    }
}

fn missing(words: &Words<'_>, action: Action, explanation: &Explanation) -> Missing {
    let roles = explanation.missing.iter().map(|(source, verdict)| MissingRole {
        role: source.role.map(|role| words.role(role)),
        reason: words::verdict(*verdict).to_owned(),
    });
    let sentence = explanation
        .obstacle
        .map_or_else(|| needed(action), |obstacle| words::obstacle(obstacle).to_owned());
    Missing { sentence, roles: roles.collect() }
}

/// `you need …`, as a refusal says it.
pub(super) fn needed(action: Action) -> String {
    let holds = bailiwick_access::ActionSet::EMPTY;
    Denial { action, is_visible: true, holds, reason: Reason::NotHeld }.to_string()
}
