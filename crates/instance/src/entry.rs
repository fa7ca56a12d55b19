//! How whoever asks comes in: the rates, the gate, and what the instance's database knows of them.

use std::{net::IpAddr, sync::Arc};

use axum::http::HeaderMap;
use bailiwick_policy::{Moment, User};

use crate::{compiled::Compiled, journal::Trace, respond::Refused};

/// The gate and the rates: an address is counted before its token is looked at, a user after.
pub(crate) async fn enter(
    compiled: &Compiled,
    headers: &HeaderMap,
    address: IpAddr,
    now: Moment,
    trace: &mut Trace,
) -> Result<Arc<User>, Refused> {
    compiled.addresses.address(address).map_err(Refused::too_many)?;
    let now_seconds = now.now_microseconds.div_euclid(1_000_000);
    let user = compiled.gate.admit(headers, now_seconds).await.map_err(Refused::denied)?;
    let rate = match &user.id {
        Some(id) => compiled.users.user(id),
        None => compiled.users.address(address),
    };
    if let Err(wait) = rate {
        // Who asks too often is known by now, and the log says so.
        trace.user = Some(Arc::new(user));
        return Err(Refused::too_many(wait));
    }
    let user = Arc::new(enrich(compiled, user).await?);
    trace.user = Some(Arc::clone(&user));
    Ok(user)
}

/// The user with what the instance's database knows of them. Of who sent no token there is nothing to know.
pub(crate) async fn enrich(compiled: &Compiled, user: User) -> Result<User, Refused> {
    let Some(sessions) = compiled.sessions.as_ref() else { return Ok(user) };
    if user.id.is_none() && user.claims.is_empty() {
        return Ok(user);
    }
    sessions.enrich(user).await.map_err(|reason| {
        tracing::warn!(instance = compiled.config.id, "{reason}");
        Refused::no_session()
    })
}
