//! Whether a principal may do something, and why. What the asker may not see is answered as if it were not there.

use axum::http::StatusCode;
use bailiwick_access::{Action, Denial, Explanation, Principal, Resource, is_visible, why};
use bailiwick_api::{
    AccessAnswer, AccessAnswers, AccessCheck, AccessQuestion, Because, Missing, MissingRole,
    PrincipalReference,
};
use bailiwick_model::{RoleId, RoleReference};

use super::words;
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
    let principal = principal(judged, body.principal);
    let results = body
        .checks
        .iter()
        .map(|question| ask(judged, &principal, question))
        .collect::<Result<_, _>>()?;
    Answer::ok(&AccessAnswers { results })
}

fn principal(judged: &Judged, reference: PrincipalReference) -> Principal {
    match reference {
        PrincipalReference::Member(id) => Principal::Member(id),
        PrincipalReference::Team(id) => Principal::Team(id),
        PrincipalReference::Token(id)
            if judged.folded.world.service_tokens.iter().any(|token| token.id == id) =>
        {
            Principal::ServiceToken(id)
        }
        PrincipalReference::Token(id) => Principal::PersonalToken(id),
    }
}

fn ask(
    judged: &Judged,
    principal: &Principal,
    question: &AccessQuestion,
) -> Result<AccessAnswer, Error> {
    let action: Action =
        question.action.parse().map_err(|error: bailiwick_access::UnknownAction| {
            Error::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_action", error.to_string())
        })?;
    let resource = resource(question);
    if !is_known(judged, question) {
        return Ok(nothing_there(action));
    }
    let explanation =
        why(&judged.folded.snapshot, &judged.folded.world, principal, action, &resource);
    Ok(show(judged, action, &resource, explanation))
}

/// The innermost thing that is named.
fn resource(question: &AccessQuestion) -> Resource {
    match question {
        AccessQuestion { database: Some(id), .. } => Resource::Database(*id),
        AccessQuestion { instance: Some(id), .. } => Resource::Instance(*id),
        AccessQuestion { project: Some(id), .. } => Resource::Project(*id),
        _ => Resource::Organization,
    }
}

/// Everything named is there, belongs together, and the asker may know of it.
fn is_known(judged: &Judged, question: &AccessQuestion) -> bool {
    let folded = &judged.folded;
    let Some(asker) = folded.snapshot.principal(&judged.principal) else { return false };
    let sees = |resource: Resource| is_visible(&folded.snapshot, asker, &resource);
    let in_project = |owner: Option<_>| {
        owner.is_some() && question.project.is_none_or(|project| owner == Some(project))
    };
    question.project.is_none_or(|id| folded.has_project(id) && sees(Resource::Project(id)))
        && question.instance.is_none_or(|id| {
            in_project(folded.project_of_instance(id)) && sees(Resource::Instance(id))
        })
        && question.database.is_none_or(|id| {
            in_project(folded.project_of_database(id)) && sees(Resource::Database(id))
        })
}

fn nothing_there(action: Action) -> AccessAnswer {
    let sentence = "there is no such thing, or you may not know of it".to_owned();
    AccessAnswer {
        allowed: false,
        action: action.as_str().to_owned(),
        because: None,
        missing: Some(Missing { sentence, roles: Vec::new() }),
        fixes: Vec::new(),
    }
}

fn show(
    judged: &Judged,
    action: Action,
    resource: &Resource,
    explanation: Explanation,
) -> AccessAnswer {
    let world = &judged.folded.world;
    let reference = |id: RoleId| RoleReference { id, name: words::role_name(world, id) };
    let because = explanation.because.iter().map(|source| Because {
        grant: Some(source.grant),
        role: source.role.map(reference),
        team: source.via_team,
        sentence: words::because(world, source),
    });
    let missing = explanation.missing.iter().map(|(source, verdict)| MissingRole {
        role: source.role.map(reference),
        reason: words::verdict(*verdict).to_owned(),
    });
    let denial = Denial {
        action,
        is_visible: true,
        holds: judged.folded.snapshot.effective(&judged.principal, resource),
        reason: bailiwick_access::Reason::NotHeld,
    };
    let sentence = explanation
        .obstacle
        .map_or_else(|| denial.to_string(), |obstacle| words::obstacle(obstacle).to_owned());
    AccessAnswer {
        allowed: explanation.allowed,
        action: action.as_str().to_owned(),
        because: explanation.allowed.then(|| because.collect()),
        missing: (!explanation.allowed).then(|| Missing { sentence, roles: missing.collect() }),
        fixes: explanation.fixes.iter().map(|fix| words::fix(world, fix)).collect(),
    }
}
