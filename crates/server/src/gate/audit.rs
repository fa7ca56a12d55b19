//! Refusals are written down too: the first of a minute for each caller, operation and thing, so that a flood of them
//! cannot fill the log.

use std::sync::Arc;

use axum::http::StatusCode;
use bailiwick_access::SystemReason;
use bailiwick_model::OrganizationId;
use bailiwick_store::Act;
use bailiwick_store::audit::Refused;
use sha2::{Digest, Sha256};

use super::judge::Question;
use crate::call::{Caller, Used};
use crate::error::Error;
use crate::state::State;

/// Writes a refusal of a known caller down. A failure to do so is logged; the caller is refused either way.
pub(super) async fn refused(
    state: &Arc<State>,
    caller: Option<&Caller>,
    question: &Question<'_>,
    error: &Error,
) {
    let Some(caller) = caller else { return };
    if !matches!(error.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) {
        return;
    }
    let key = Sha256::new()
        .chain_update(caller.id().as_bytes())
        .chain_update(question.operation.id)
        .chain_update(question.path.bound_to())
        .finalize()
        .into();
    if state.limits.refusals.take(&key, question.now).is_err() {
        return;
    }
    if let Err(failure) = write(state, caller, question, error).await {
        tracing::error!(request_id = %question.request_id, "a refusal was not written down: {failure:?}");
    }
}

async fn write(
    state: &Arc<State>,
    caller: &Caller,
    question: &Question<'_>,
    error: &Error,
) -> Result<(), bailiwick_store::Error> {
    let permit = bailiwick_access::system(None, SystemReason::Account);
    let address = question.address.to_string();
    let who = match (&caller.account, &caller.credential) {
        (Some(account), _) => Refused::Account(account),
        (None, Used::Service(token)) => Refused::ServiceToken(token),
        (None, _) => return Ok(()),
    };
    let act = Act {
        permit: &permit,
        now: question.now,
        ids: &state.ids,
        request_id: question.request_id,
        address: Some(&address),
        credential: Some(caller.credential.id()),
    };
    let organization: Option<OrganizationId> = question.path.maybe("organization").ok().flatten();
    let mut tx = state.store.begin().await?;
    bailiwick_store::audit::refused(
        &mut tx,
        &act,
        organization,
        who,
        question.operation.id,
        error.code,
    )
    .await?;
    tx.commit().await
}
