//! What the server does on its own: forget sessions and sign-ins of programs that have ended, grants whose time is over, and
//! entries of logs that were kept for as long as their organization said.

use std::sync::Arc;
use std::time::Duration;

use bailiwick_access::{Permit, SystemReason};
use bailiwick_store::Act;

use crate::state::State;

const PERIOD: Duration = Duration::from_secs(3_600);

/// Grants that have ended are shown no longer than this.
const GRANTS_PERIOD: Duration = Duration::from_secs(30);

/// Sweeps once an hour, and grants more often, for as long as it is let.
pub(crate) async fn run(state: Arc<State>) {
    let mut hours = tokio::time::interval(PERIOD);
    hours.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut moments = tokio::time::interval(GRANTS_PERIOD);
    moments.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = hours.tick() => once(&state).await,
            _ = moments.tick() => grants(&state).await,
        }
    }
}

async fn grants(state: &State) {
    match sweep_grants(state).await {
        Ok(0) => {}
        Ok(swept) => tracing::debug!(swept, "took away grants that have ended"),
        Err(error) => tracing::warn!("ended grants were not taken away: {error}"),
    }
}

/// Each organization in a transaction of its own; mostly there is none, and nothing is written.
async fn sweep_grants(state: &State) -> Result<u64, bailiwick_store::Error> {
    let organizations = {
        let mut tx = state.store.read().await?;
        bailiwick_store::ended_grants::organizations(&mut tx, state.now()).await?
    };
    let permit = bailiwick_access::system(None, SystemReason::Expiry);
    let mut swept = 0;
    for organization in organizations {
        let mut tx = state.store.begin().await?;
        let act = act(state, &permit);
        swept += bailiwick_store::ended_grants::sweep(&mut tx, &act, organization).await?;
        tx.commit().await?;
    }
    Ok(swept)
}

/// Sweeps now.
pub(crate) async fn once(state: &State) {
    grants(state).await;
    match sweep(state).await {
        Ok(0) => {}
        Ok(swept) => tracing::debug!(swept, "forgot sessions that have ended"),
        Err(error) => tracing::warn!("ended sessions were not forgotten: {error}"),
    }
    match prune(state).await {
        Ok(0) => {}
        Ok(pruned) => tracing::info!(pruned, "forgot audit entries that were kept long enough"),
        Err(error) => tracing::warn!("old audit entries were not forgotten: {error}"),
    }
}

/// Each part is a transaction of its own: nobody waits for a long log.
async fn prune(state: &State) -> Result<u64, bailiwick_store::Error> {
    let retained = {
        let mut tx = state.store.read().await?;
        bailiwick_store::audit::retained(&mut tx).await?
    };
    let permit = bailiwick_access::system(None, SystemReason::Expiry);
    let mut pruned = 0;
    for retention in &retained {
        loop {
            let act = act(state, &permit);
            let mut tx = state.store.begin().await?;
            let some = bailiwick_store::audit::prune(&mut tx, &act, retention).await?;
            tx.commit().await?;
            pruned += some;
            if some == 0 {
                break;
            }
        }
    }
    Ok(pruned)
}

fn act<'a>(state: &'a State, permit: &'a Permit) -> Act<'a> {
    Act {
        permit,
        now: state.now(),
        ids: &state.ids,
        request_id: state.ids.fresh().into(),
        address: None,
        credential: None,
    }
}

async fn sweep(state: &State) -> Result<u64, bailiwick_store::Error> {
    let permit = bailiwick_access::system(None, SystemReason::Expiry);
    let act = act(state, &permit);
    let mut tx = state.store.begin().await?;
    let swept = bailiwick_store::sessions::sweep(&mut tx, &act).await?
        + bailiwick_store::device_sign_ins::sweep(&mut tx, &act).await?;
    tx.commit().await?;
    Ok(swept)
}
