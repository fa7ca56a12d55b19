//! Writes down, every few seconds, whom the instances have seen since.

use std::sync::Arc;
use std::time::Duration;

use bailiwick_access::SystemReason;
use bailiwick_model::{InstanceId, Timestamp};
use bailiwick_store::application_users::{Seen, note};
use tokio::sync::oneshot;

use crate::state::State;

const PERIOD: Duration = Duration::from_secs(5);

/// Users of one transaction.
const BATCH: usize = 500;

/// Writes until `stop`, then what is left.
pub(crate) async fn run(state: Arc<State>, mut stop: oneshot::Receiver<()>) {
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => write(&state).await,
            _ = &mut stop => break,
        }
    }
    write(&state).await;
}

async fn write(state: &State) {
    for (id, instance) in state.hosted.all() {
        let seen: Vec<Seen> = instance
            .take_sightings()
            .into_iter()
            .map(|one| Seen {
                subject: one.subject,
                roles: one.roles,
                first_at: Timestamp(one.first_at_microseconds),
                last_at: Timestamp(one.last_at_microseconds),
                requests: one.requests,
            })
            .collect();
        for some in seen.chunks(BATCH) {
            // Notes about requests are not worth stopping for: these are lost, and the next ones are not.
            if let Err(error) = write_some(state, id, some).await {
                tracing::warn!(instance = %id, "{} users seen were not written down: {error}", some.len());
            }
        }
    }
}

async fn write_some(
    state: &State,
    instance: InstanceId,
    seen: &[Seen],
) -> Result<(), bailiwick_store::Error> {
    let mut tx = state.store.begin().await?;
    let Some(found) = bailiwick_store::instances::find(&mut tx, instance).await? else {
        return Ok(());
    };
    let permit = bailiwick_access::system(None, SystemReason::Job);
    let act = state.act_of_job(&permit);
    note(&mut tx, &act, found.organization, instance, seen).await?;
    tx.commit().await
}
