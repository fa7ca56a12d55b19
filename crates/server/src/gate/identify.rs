//! Credential → caller. Whatever is wrong with a credential reads the same.

use std::sync::Arc;

use bailiwick_api::Needs;
use bailiwick_model::{Timestamp, TokenKind};
use secrecy::ExposeSecret;

use super::credential::Credential;
use super::judge::Question;
use crate::call::{Caller, Used};
use crate::error::Error;
use crate::limits::network_of;
use crate::secret;
use crate::state::State;

/// Last use is written down at most so often, in seconds.
const TOUCH_SECONDS: i64 = 300;

/// Who calls; nobody when nothing was shown, or when a session has ended and the operation is public.
pub(super) async fn identify(
    state: &Arc<State>,
    credential: Credential,
    question: &Question<'_>,
) -> Result<Option<Caller>, Error> {
    let caller = match credential {
        Credential::Absent => return Ok(None),
        Credential::Session(secret) => session(state, secret.expose_secret(), question).await?,
        Credential::Token(token) => token_of(state, token.expose_secret(), question).await?,
    };
    if caller.is_none() && question.operation.needs != Needs::Public {
        return Err(Error::unauthenticated());
    }
    Ok(caller)
}

async fn session(
    state: &Arc<State>,
    secret: &str,
    question: &Question<'_>,
) -> Result<Option<Caller>, Error> {
    let now = question.now;
    let mut tx = state.store.read().await?;
    let found = bailiwick_store::sessions::find(&mut tx, &secret::hash(secret)).await?;
    drop(tx);
    let Some((session, account)) = found else { return Ok(None) };
    let idle = i64::try_from(session.idle_seconds).unwrap_or(i64::MAX);
    if session.expires_at <= now || session.last_used_at.plus_seconds(idle) <= now {
        return Ok(None);
    }
    if session.last_used_at.plus_seconds(TOUCH_SECONDS) <= now {
        let mut tx = state.store.begin().await?;
        bailiwick_store::sessions::touch(&mut tx, session.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Caller { account: Some(account), credential: Used::Session(session) }))
}

async fn token_of(
    state: &Arc<State>,
    token: &str,
    question: &Question<'_>,
) -> Result<Option<Caller>, Error> {
    let found = match TokenKind::of(token) {
        Ok(TokenKind::Personal) => personal_token(state, token, question).await?,
        Ok(TokenKind::Service) => service_token(state, token, question).await?,
        Err(_) => None,
    };
    if found.is_none() {
        let network = network_of(question.address);
        state.limits.token.take(&network, question.now).map_err(|seconds| {
            Error::too_many(seconds, "too many unknown tokens from this address")
        })?;
    }
    Ok(found)
}

async fn personal_token(
    state: &Arc<State>,
    token: &str,
    question: &Question<'_>,
) -> Result<Option<Caller>, Error> {
    let now = question.now;
    let mut tx = state.store.read().await?;
    let found = bailiwick_store::tokens::find(&mut tx, &secret::hash(token), now).await?;
    drop(tx);
    let is_live = |end: Option<Timestamp>| end.is_none_or(|end| now < end);
    let Some((token, account)) = found.filter(|(token, _)| is_live(token.expires_at)) else {
        return Ok(None);
    };
    if is_to_be_touched(token.last_used_at, now) {
        let mut tx = state.store.begin().await?;
        let address = question.address.to_string();
        bailiwick_store::tokens::touch(&mut tx, token.id, now, &address).await?;
        tx.commit().await?;
    }
    Ok(Some(Caller { account: Some(account), credential: Used::Token(token) }))
}

async fn service_token(
    state: &Arc<State>,
    token: &str,
    question: &Question<'_>,
) -> Result<Option<Caller>, Error> {
    let now = question.now;
    let mut tx = state.store.read().await?;
    let found = bailiwick_store::service_tokens::find(&mut tx, &secret::hash(token), now).await?;
    drop(tx);
    let is_live = |end: Option<Timestamp>| end.is_none_or(|end| now < end);
    let live = found.filter(|token| is_live(token.expires_at) && !token.is_suspended);
    let Some(token) = live else { return Ok(None) };
    if is_to_be_touched(token.last_used_at, now) {
        let mut tx = state.store.begin().await?;
        let address = question.address.to_string();
        bailiwick_store::service_tokens::touch(&mut tx, token.id, now, &address).await?;
        tx.commit().await?;
    }
    Ok(Some(Caller { account: None, credential: Used::Service(token) }))
}

fn is_to_be_touched(last_used_at: Option<Timestamp>, now: Timestamp) -> bool {
    last_used_at.is_none_or(|last| last.plus_seconds(TOUCH_SECONDS) <= now)
}
