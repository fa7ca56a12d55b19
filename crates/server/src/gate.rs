//! The gate of the control plane: the only reader of credentials, and the only way to a handler.
//!
//! Credential → caller; path → resource, proven to belong together; the decision → a permit; then the handler.

mod again;
mod audit;
mod bounds;
mod credential;
mod identify;
mod judge;
mod origin;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::header::{CONTENT_TYPE, IF_MATCH, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode};
use bailiwick_api::{Needs, Operation};
use bailiwick_model::{OrganizationId, RequestId, Timestamp};
use http_body_util::{BodyExt, LengthLimitError, Limited};

pub(crate) use again::Again;
pub(crate) use bounds::admit;
pub(crate) use judge::{denied, exceeded, placed, principal, refusal};

use crate::answer::Answer;
use crate::around::{Cause, CountedAs};
use crate::call::{Call, Judged, Used};
use crate::error::{Error, Ground};
use crate::listen::Peer;
use crate::parameters::{Parameters, Query};
use crate::routes::Handler;
use crate::state::State;
use credential::Credential;
use identify::Identified;

/// Longest body of the control plane, in bytes.
const LONGEST_BODY: usize = 1_024 * 1_024;

/// How long a body may take to arrive.
const BODY_SECONDS: u64 = 30;

/// An interactive operation asks for a sign-in within so many seconds.
const FRESH_SECONDS: i64 = 3_600;

/// Lets a request through to its handler, or says why not.
pub(crate) async fn pass(
    state: Arc<State>,
    operation: &'static Operation,
    handler: Handler,
    request: Request,
) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let now = state.now();
    let request_id =
        parts.extensions.get::<RequestId>().copied().unwrap_or_else(|| state.ids.fresh().into());
    let done = attempt(&state, operation, handler, &mut parts, body, request_id).await;
    let mut response = match done {
        Ok(answer) => answer.into_response(),
        Err(error) => {
            state.metrics.refused(error.code);
            let error = explained(&state, operation, error, request_id, now);
            let cause = error.cause.clone();
            let mut response = if operation.speaks_oauth {
                error.into_oauth()
            } else {
                error.into_response(request_id)
            };
            if let Some(cause) = cause {
                response.extensions_mut().insert(Cause(cause));
            }
            response
        }
    };
    response.extensions_mut().insert(CountedAs(operation.id));
    response
}

async fn attempt(
    state: &Arc<State>,
    operation: &'static Operation,
    handler: Handler,
    parts: &mut Parts,
    body: Body,
    request_id: RequestId,
) -> Result<Answer, Error> {
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip());
    let peer = peer.ok_or_else(|| Error::internal("a request without a peer"))?;
    let address = crate::address::client(peer, &parts.headers, &state.settings.proxies);
    let credential =
        credential::read(&parts.headers, &parts.uri, crate::cookie::name(&state.settings))?;
    let has_cookie = matches!(credential, Credential::Session(_));
    let (method, headers) = (&parts.method, &parts.headers);
    origin::check(method, operation.audited, headers, &state.settings, has_cookie)?;
    let raw =
        RawPathParams::from_request_parts(parts, &()).await.map_err(|_| Error::not_found())?;
    let path = Parameters::read(raw.iter())?;

    if operation.needs != Needs::Public && matches!(credential, Credential::Absent) {
        return Err(Error::unauthenticated());
    }
    // Before anybody is looked up and anything is decided: whoever holds the last byte back would act by a credential,
    // and be judged by a state, of half a minute ago.
    let body = read_body(body).await?;
    let question =
        judge::Question { operation, path: &path, now: state.now(), request_id, address };
    let again = Again {
        operation,
        credential: credential.clone(),
        path: path.clone(),
        request_id,
        address,
    };
    let identified = identify::identify(state, credential, &question).await?;
    if operation.needs != Needs::Public && identified.is_none() {
        return Err(Error::unauthenticated());
    }
    let verdict = decide(state, identified.as_ref(), &question).await;
    let caller = identified.map(|identified| identified.caller);
    if let Err(error) = &verdict {
        audit::refused(state, caller.as_ref(), &question, error).await;
    }
    let (permit, judged) = verdict?;
    origin::content_type(operation, &parts.headers, body.is_empty())?;
    let call = Call {
        state: state.clone(),
        operation,
        permit,
        caller: caller.clone(),
        judged: judged.clone(),
        path: path.clone(),
        query: Query::read(operation, &parts.uri)?,
        body,
        content_type: media_type(&parts.headers),
        now: question.now,
        request_id,
        again,
        if_match: if_match(&parts.headers)?,
        address,
        address_text: address.to_string(),
        user_agent: text(&parts.headers, USER_AGENT.as_str())
            .map(|text| text.chars().take(200).collect()),
    };
    let done = handler(call).await;
    if let Err(error) = &done
        && (error.status == StatusCode::FORBIDDEN || audit::LAST_ONES.contains(&error.code))
    {
        // What the law of changes refuses is a refusal like the gate's own.
        audit::refused(state, caller.as_ref(), &question, error).await;
    }
    finish(state, &question, judged, done).await
}

/// An operation that asks for a person who signed in lately asks that first; then may the caller do this?
async fn decide(
    state: &Arc<State>,
    identified: Option<&Identified>,
    question: &judge::Question<'_>,
) -> Result<judge::Passed, Error> {
    if let Some(identified) = identified.filter(|_| question.operation.interactive_only) {
        interactive(&identified.caller.credential, question.now)?;
    }
    judge::judge(state, identified, question).await
}

/// The answer with the epoch that it is of; a refusal names the thing that it is about.
async fn finish(
    state: &Arc<State>,
    question: &judge::Question<'_>,
    judged: Option<Judged>,
    done: Result<Answer, Error>,
) -> Result<Answer, Error> {
    let mut answer = match (done, &judged) {
        (Ok(answer), _) => answer,
        (Err(error), Some(judged)) => return Err(judge::placed(state, judged, error).await),
        (Err(error), None) => return Err(error),
    };
    // Only what one changed oneself, and only to those of the organization: how often others change something, out of
    // sight perhaps, is told to nobody.
    if question.operation.tells_epoch() {
        let organization = match judged {
            Some(_) => question.path.maybe::<OrganizationId>("organization")?,
            None => answer.changed,
        };
        answer.epoch = epoch_after(state, organization).await;
    }
    Ok(answer)
}

/// Keeps a refusal of a missing action, and adds where it is explained.
fn explained(
    state: &State,
    operation: &'static Operation,
    mut error: Error,
    request_id: RequestId,
    now: Timestamp,
) -> Error {
    let Some(Ground::Judged(refused)) = error.ground.take().map(|ground| *ground) else {
        return error;
    };
    state.refusals.keep(request_id, operation.id, now, refused);
    let place = format!("{}/explain/{request_id}", state.settings.public_url());
    error.hint = Some(match error.hint {
        Some(hint) => format!("{hint}; why, and what would help: {place}"),
        None => format!("why, and what would help: {place}"),
    });
    error
}

/// The epoch that a change left behind: whoever sends it again is never answered by an older state.
/// It is a sign that counts nothing, for the number would tell how much else was changed.
async fn epoch_after(state: &State, organization: Option<OrganizationId>) -> Option<String> {
    let organization = organization?;
    let mut tx = state.store.read().await.ok()?;
    let epoch =
        bailiwick_store::organizations::epoch(&mut tx, organization).await.ok().flatten()?;
    Some(state.cursors.sign(&format!("epoch {organization} {epoch}")))
}

/// Some acts ask for a person who signed in lately; no token is that.
pub(crate) fn interactive(credential: &Used, now: bailiwick_model::Timestamp) -> Result<(), Error> {
    match credential {
        Used::Token(_) | Used::Service(_) => Err(not_interactive("interactive_session_required")),
        Used::Session(session) if session.authenticated_at.plus_seconds(FRESH_SECONDS) < now => {
            Err(not_interactive("fresh_sign_in_required"))
        }
        Used::Session(_) => Ok(()),
    }
}

/// What a caller reads who is not a person that signed in lately.
pub(crate) fn not_interactive(code: &'static str) -> Error {
    let (message, hint) = match code {
        "fresh_sign_in_required" => ("this needs a fresh sign-in", "sign in again, then repeat it"),
        _ => ("this needs a person who signed in: no token can do it", "sign in on the dashboard"),
    };
    Error::forbidden(code, message).hint(hint)
}

async fn read_body(body: Body) -> Result<Bytes, Error> {
    let limited = Limited::new(body, LONGEST_BODY).collect();
    let arrived = tokio::time::timeout(std::time::Duration::from_secs(BODY_SECONDS), limited).await;
    let arrived = arrived.map_err(|_| {
        Error::new(StatusCode::REQUEST_TIMEOUT, "body_timeout", "the body did not arrive in time")
    })?;
    match arrived {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            let message = format!("the body is longer than {LONGEST_BODY} bytes");
            Err(Error::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message))
        }
        Err(_) => Err(Error::bad_request("body_broken", "the body ended early")),
    }
}

/// The version of `If-Match`; `*` is any.
fn if_match(headers: &HeaderMap) -> Result<Option<u64>, Error> {
    let Some(value) = text(headers, IF_MATCH.as_str()) else { return Ok(None) };
    if value == "*" {
        return Ok(None);
    }
    let version = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .and_then(|version| version.parse().ok());
    version.map(Some).ok_or_else(|| {
        let message = "`If-Match` is no version that this API gave out";
        Error { message: message.to_owned(), ..Error::outdated() }
    })
}

fn media_type(headers: &HeaderMap) -> String {
    let given = text(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
