//! Refusals are written down too, as far as they are told apart: by caller, operation and thing.

use std::sync::Arc;

use axum::http::StatusCode;
use bailiwick_model::Id;
use sha2::{Digest, Sha256};

use super::judge::Question;
use crate::call::{Caller, Used};
use crate::denials::{Denial, Whom};
use crate::error::Error;
use crate::state::State;

/// Conflicts that are refusals: somebody must be left who can act.
pub(super) const LAST_ONES: [&str; 2] = ["last_owner", "last_operator"];

/// Sees to it that a refusal of a known caller is written down; the caller is refused either way.
pub(super) async fn refused(
    state: &Arc<State>,
    caller: Option<&Caller>,
    question: &Question<'_>,
    error: &Error,
) {
    let Some(caller) = caller else { return };
    let is_refusal = matches!(error.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
    if !is_refusal && !LAST_ONES.contains(&error.code) {
        return;
    }
    let whom = match (&caller.account, &caller.credential) {
        (Some(account), _) => Whom::Account(account.clone()),
        (None, Used::Service(token)) => Whom::ServiceToken(token.clone()),
        (None, _) => return,
    };
    let named = |name: &str| question.path.maybe::<Id>(name).ok().flatten();
    let organization = named("organization");
    // What somebody does in one organization is never counted into the log of another.
    let by = Sha256::new()
        .chain_update(caller.id().as_bytes())
        .chain_update(organization.map(|id| id.to_string()).unwrap_or_default())
        .finalize()
        .into();
    let key = Sha256::new()
        .chain_update(caller.id().as_bytes())
        .chain_update(question.operation.id)
        .chain_update(question.path.bound_to())
        .finalize()
        .into();
    let denial = Denial {
        whom,
        organization: organization.map(Into::into),
        operation: question.operation.id,
        code: error.code,
        missing: error.action,
        target: question
            .operation
            .path_parameters()
            .filter(|name| *name != "organization")
            .filter_map(|name| Some((name, named(name)?)))
            .last(),
        place: ["instance", "database", "project"].into_iter().find_map(named),
        credential: Some(caller.credential.id()),
        address: question.address.to_string(),
        request_id: question.request_id,
        at: question.now,
    };
    state.denials.hear(by, key, denial).await;
}
