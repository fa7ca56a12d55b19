//! Credential → caller. Whatever is wrong with a credential reads the same.

use std::sync::Arc;

use bailiwick_api::Needs;
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
    Ok(Some(Caller { account, credential: Used::Session(session) }))
}

async fn token_of(
    state: &Arc<State>,
    token: &str,
    question: &Question<'_>,
) -> Result<Option<Caller>, Error> {
    let now = question.now;
    let found = if secret::is_well_formed(token) {
        let mut tx = state.store.read().await?;
        bailiwick_store::tokens::find(&mut tx, &secret::hash(token)).await?
    } else {
        None
    };
    let live =
        found.filter(|(token, _)| token.expires_at.is_none_or(|expires_at| now < expires_at));
    let Some((token, account)) = live else {
        let network = network_of(question.address);
        state.limits.token.take(&network, now).map_err(|seconds| {
            Error::too_many(seconds, "too many unknown tokens from this address")
        })?;
        return Ok(None);
    };
    if token.last_used_at.is_none_or(|last| last.plus_seconds(TOUCH_SECONDS) <= now) {
        let mut tx = state.store.begin().await?;
        bailiwick_store::tokens::touch(&mut tx, token.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Caller { account, credential: Used::Token(token) }))
}
