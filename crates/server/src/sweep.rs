//! What the server does on its own: forget sessions and sign-ins of programs that have ended.

use std::sync::Arc;
use std::time::Duration;

use bailiwick_access::SystemReason;
use bailiwick_store::Act;

use crate::state::State;

const PERIOD: Duration = Duration::from_secs(3_600);

/// Sweeps once an hour, for as long as it is let.
pub(crate) async fn run(state: Arc<State>) {
    let mut hours = tokio::time::interval(PERIOD);
    hours.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        hours.tick().await;
        match sweep(&state).await {
            Ok(0) => {}
            Ok(swept) => tracing::debug!(swept, "forgot sessions that have ended"),
            Err(error) => tracing::warn!("ended sessions were not forgotten: {error}"),
        }
    }
}

async fn sweep(state: &State) -> Result<u64, bailiwick_store::Error> {
    let permit = bailiwick_access::system(None, SystemReason::Expiry);
    let act = Act {
        permit: &permit,
        now: state.now(),
        ids: &state.ids,
        request_id: state.ids.fresh().into(),
        address: None,
        credential: None,
    };
    let mut tx = state.store.begin().await?;
    let swept = bailiwick_store::sessions::sweep(&mut tx, &act).await?
        + bailiwick_store::device_sign_ins::sweep(&mut tx, &act).await?;
    tx.commit().await?;
    Ok(swept)
}
