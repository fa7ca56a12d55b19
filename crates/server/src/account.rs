//! An account: how it comes to be, how it proves itself, and what it may change of itself.

pub(crate) mod me_get;
pub(crate) mod me_update;
pub(crate) mod password_update;
pub(crate) mod session_list;
pub(crate) mod session_revoke;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod sign_up;
pub(crate) mod token_create;
pub(crate) mod token_list;
pub(crate) mod token_revoke;
pub(crate) mod token_rotate;
pub(crate) mod token_update;
pub(crate) mod tokens;

use bailiwick_access::Permit;
use bailiwick_model::{Account, Session};
use bailiwick_store::Tx;
use bailiwick_store::sessions::NewSession;

use crate::call::Call;
use crate::error::Error;
use crate::{limits, secret};

/// A session ends so many seconds after it began, used or not: 30 days.
const SESSION_SECONDS: i64 = 30 * 86_400;

/// A session ends so many seconds after its last use: 7 days.
const IDLE_SECONDS: u64 = 7 * 86_400;

/// Makes a session and the cookie that carries it. The session in use, if any, ends: its id is never used again.
pub(crate) async fn open_session(
    tx: &mut Tx<'_>,
    call: &Call,
    permit: &Permit,
    account: &Account,
) -> Result<(Session, String), Error> {
    let secret = secret::session_id();
    let new = NewSession {
        account: account.id,
        hash: secret::hash(&secret),
        expires_at: call.now.plus_seconds(SESSION_SECONDS),
        idle_seconds: IDLE_SECONDS,
        user_agent: call.user_agent.clone(),
    };
    let replaces =
        call.caller.as_ref().and_then(|caller| caller.session()).map(|session| session.id);
    let session =
        bailiwick_store::sessions::create(tx, &call.act_by(permit), new, replaces).await?;
    Ok((session, crate::cookie::set(&call.state.settings, &secret, SESSION_SECONDS)))
}

/// Counts a try at a password against the account and the network address, before any work is done for it.
pub(crate) fn take_try(call: &Call, account: &str) -> Result<(), Error> {
    let limits = &call.state.limits;
    let (from_here, from_anywhere) = keys(call, account);
    let taken = limits
        .address
        .take(&limits::network_of(call.address), call.now)
        .and_then(|()| limits.account_minute.take(&from_here, call.now))
        .and_then(|()| limits.account_hour.take(&from_here, call.now))
        .and_then(|()| limits.account_total.take(&from_anywhere, call.now));
    taken.map_err(|seconds| {
        call.state.metrics.sign_in("limited");
        Error::too_many(seconds, "too many tries")
    })
}

/// A right password was no guess.
pub(crate) fn forgive_try(call: &Call, account: &str) {
    let limits = &call.state.limits;
    let (from_here, from_anywhere) = keys(call, account);
    limits.address.forgive(&limits::network_of(call.address));
    limits.account_minute.forgive(&from_here);
    limits.account_hour.forgive(&from_here);
    limits.account_total.forgive(&from_anywhere);
}

/// What is counted of an account, here and everywhere. Hashes: what a stranger types may be long, and is not kept.
fn keys(call: &Call, account: &str) -> ([u8; 32], [u8; 32]) {
    let account = account.trim().to_lowercase();
    let network = limits::network_of(call.address);
    (secret::hash(&format!("{network} {account}")), secret::hash(&account))
}
