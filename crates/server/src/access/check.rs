//! Whether a principal may do something, and why. What the asker may not see is answered as if it were not there.

use bailiwick_access::{Action, Denial, Explanation, Principal, Reason, Resource, why_for};
use bailiwick_api::{AccessAnswer, AccessAnswers, AccessCheck, Missing, MissingRole};

use super::fixes::{Fixing, Worked};
use super::question::{self, Things};
use super::words::{self, Words};
use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;

const MOST: usize = 100;

/// For so many denials of one request it is worked out what would allow them: each costs a few simulations.
const WORKED_OUT: usize = 10;

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
    let found = find(&call, judged, &principal, asked);
    let mut words = Words::of(judged);
    words.want_grants_of(&principal);
    for known in found.iter().filter_map(|(_, known)| known.as_ref()) {
        words.want_path(&known.resource);
        known.fixes.iter().for_each(|fix| fix.want(&mut words));
    }
    words.look_up(&mut call.read().await?).await?;
    let results = found
        .iter()
        .map(|(action, known)| match known {
            Some(known) => answer(&words, *action, known),
            None => nothing_there(*action),
        })
        .collect();
    Answer::ok(&AccessAnswers { results })
}

/// The answer about something that the asker may know of.
struct Known {
    resource: Resource,
    explanation: Explanation,
    fixes: Vec<Worked>,
}

fn find(
    call: &Call,
    judged: &Judged,
    principal: &Principal,
    asked: Vec<(Action, Option<Resource>)>,
) -> Vec<(Action, Option<Known>)> {
    let folded = &judged.folded;
    let fixing = Fixing { judged, principal, ids: &call.state.ids, now: call.now };
    let mut denials = 0;
    let mut known = |action, resource| {
        let about = (principal, action, &resource);
        let explanation = why_for(&folded.snapshot, &folded.world, &judged.principal, about);
        denials += usize::from(!explanation.allowed);
        let fixes = if denials <= WORKED_OUT { fixing.all(&explanation.fixes) } else { Vec::new() };
        Known { resource, explanation, fixes }
    };
    asked
        .into_iter()
        .map(|(action, resource)| (action, resource.map(|resource| known(action, resource))))
        .collect()
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

fn answer(words: &Words<'_>, action: Action, known: &Known) -> AccessAnswer {
    let Known { explanation, fixes, .. } = known;
    let missing = (!explanation.allowed).then(|| missing(words, action, explanation));
    let because = explanation.because.iter().map(|source| words.because(source)).collect();
    AccessAnswer {
        allowed: explanation.allowed,
        action: action.as_str().to_owned(),
        because: explanation.allowed.then_some(because),
        missing,
        fixes: fixes.iter().map(|fix| fix.brief(words)).collect(),
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
    let resource = Resource::Organization;
    Denial { action, resource, is_visible: true, holds, reason: Reason::NotHeld }.to_string()
}
