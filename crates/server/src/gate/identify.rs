//! Credential → caller. Whatever is wrong with a credential reads the same.

use std::sync::Arc;

use bailiwick_api::Needs;
use bailiwick_model::{ServiceToken, Timestamp, TokenKind};
use bailiwick_store::callers::{self, Shown};
use secrecy::ExposeSecret;

use super::credential::Credential;
use super::judge::Question;
use crate::call::{Caller, Used};
use crate::error::Error;
use crate::limits::network_of;
use crate::secret;
use crate::state::State;

/// Last use from one address is written down at most so often, in seconds.
const TOUCH_SECONDS: i64 = 300;

/// Who calls, and the epoch of the organization that the path names, where the caller's credential has a part in it.
/// All of it is one statement of the store, and the same for an organization that is another's and one that is not.
pub(super) struct Identified {
    pub(super) caller: Caller,
    pub(super) epoch: Option<u64>,
}

/// Who calls; nobody when nothing was shown, or when a session has ended and the operation is public.
pub(super) async fn identify(
    state: &Arc<State>,
    credential: Credential,
    question: &Question<'_>,
) -> Result<Option<Identified>, Error> {
    let identified = match credential {
        Credential::Absent => return Ok(None),
        Credential::Session(secret) => session(state, secret.expose_secret(), question).await?,
        Credential::Token(token) => token_of(state, token.expose_secret(), question).await?,
    };
    if identified.is_none() && question.operation.needs != Needs::Public {
        return Err(Error::unauthenticated());
    }
    Ok(identified)
}

async fn session(
    state: &Arc<State>,
    secret: &str,
    question: &Question<'_>,
) -> Result<Option<Identified>, Error> {
    let now = question.now;
    let organization = question.organization();
    let mut glance = state.store.glance().await?;
    let found = callers::by_session(&mut glance, &secret::hash(secret), organization).await?;
    glance.keep();
    let Some(Shown { credential: session, account, epoch }) = found else { return Ok(None) };
    let idle = i64::try_from(session.idle_seconds).unwrap_or(i64::MAX);
    if session.expires_at <= now || session.last_used_at.plus_seconds(idle) <= now {
        return Ok(None);
    }
    if session.last_used_at.plus_seconds(TOUCH_SECONDS) <= now {
        let mut tx = state.store.begin().await?;
        bailiwick_store::sessions::touch(&mut tx, session.id, now).await?;
        tx.commit().await?;
    }
    let caller = Caller { account: Some(account), credential: Used::Session(session) };
    Ok(Some(Identified { caller, epoch }))
}

async fn token_of(
    state: &Arc<State>,
    token: &str,
    question: &Question<'_>,
) -> Result<Option<Identified>, Error> {
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
) -> Result<Option<Identified>, Error> {
    let now = question.now;
    let organization = question.organization();
    let mut glance = state.store.glance().await?;
    let found = callers::by_token(&mut glance, &secret::hash(token), now, organization).await?;
    glance.keep();
    let is_live = |end: Option<Timestamp>| end.is_none_or(|end| now < end);
    let live = found.filter(|shown| is_live(shown.credential.expires_at));
    let Some(Shown { credential: token, account, epoch }) = live else { return Ok(None) };
    let address = question.address.to_string();
    if is_to_be_touched(token.last_used_at, token.last_address.as_deref(), now, &address) {
        let mut tx = state.store.begin().await?;
        bailiwick_store::tokens::touch(&mut tx, token.id, now, &address).await?;
        tx.commit().await?;
    }
    let caller = Caller { account: Some(account), credential: Used::Token(token) };
    Ok(Some(Identified { caller, epoch }))
}

async fn service_token(
    state: &Arc<State>,
    token: &str,
    question: &Question<'_>,
) -> Result<Option<Identified>, Error> {
    let now = question.now;
    let organization = question.organization();
    let hash = secret::hash(token);
    let mut glance = state.store.glance().await?;
    let found = callers::by_service_token(&mut glance, &hash, now, organization).await?;
    glance.keep();
    let is_live =
        |token: &ServiceToken| !token.is_suspended && token.expires_at.is_none_or(|end| now < end);
    let live = found.filter(|shown| is_live(&shown.credential));
    let Some(Shown { credential: token, epoch, .. }) = live else { return Ok(None) };
    let address = question.address.to_string();
    if is_to_be_touched(token.last_used_at, token.last_address.as_deref(), now, &address) {
        let mut tx = state.store.begin().await?;
        bailiwick_store::service_tokens::touch(&mut tx, token.id, now, &address).await?;
        tx.commit().await?;
    }
    let caller = Caller { account: None, credential: Used::Service(token) };
    Ok(Some(Identified { caller, epoch }))
}

/// Whether a use is written down: the first of a while, and every one from elsewhere than the last.
fn is_to_be_touched(
    last_used_at: Option<Timestamp>,
    last_address: Option<&str>,
    now: Timestamp,
    address: &str,
) -> bool {
    last_address != Some(address)
        || last_used_at.is_none_or(|last| last.plus_seconds(TOUCH_SECONDS) <= now)
}
