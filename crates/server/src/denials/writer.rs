//! Writes refusals down, many in one transaction when there are many.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bailiwick_access::SystemReason;
use bailiwick_store::Act;
use bailiwick_store::audit::{Refusal, Refused};
use tokio::sync::oneshot;

use super::{Denial, Waiting, Whom};
use crate::state::State;

/// Entries of one transaction.
const BATCH: usize = 100;

/// How often it is looked which minutes ended.
const TICK: Duration = Duration::from_secs(1);

/// Writes until `stop`, then what is left.
pub(crate) async fn run(state: Arc<State>, mut stop: oneshot::Receiver<()>) {
    let waiting = state.denials.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut waiting) = waiting else { return };
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        tokio::select! {
            _ = waiting.recv_many(&mut batch, BATCH) => write(&state, &mut batch).await,
            _ = ticks.tick() => tell(&state, false).await,
            _ = &mut stop => break,
        }
    }
    while let Ok(one) = waiting.try_recv() {
        batch.push(one);
    }
    write(&state, &mut batch).await;
    tell(&state, true).await;
}

/// Writes how many refusals followed those that were written, and how many were dropped.
async fn tell(state: &State, is_end: bool) {
    let due = {
        let mut tally = state.denials.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.due(state.now(), is_end)
    };
    let mut batch: Vec<Waiting> = due
        .into_iter()
        .map(|(denial, count)| Waiting { denial, count, written: oneshot::channel().0 })
        .collect();
    write(state, &mut batch).await;
    let dropped = state.denials.dropped.swap(0, Ordering::Relaxed);
    if dropped > 0
        && let Err(error) = write_dropped(state, dropped).await
    {
        state.denials.dropped.fetch_add(dropped, Ordering::Relaxed);
        tracing::error!("{dropped} refusals were neither written down nor counted: {error}");
    }
}

async fn write(state: &State, batch: &mut Vec<Waiting>) {
    while !batch.is_empty() {
        let mut some: Vec<Waiting> = batch.drain(..batch.len().min(BATCH)).collect();
        // Logs are locked in one order, the server's last, so that two writers never wait for each other.
        some.sort_by_key(|one| (one.denial.organization.is_none(), one.denial.organization));
        match write_some(state, &some).await {
            Ok(()) => {
                for one in some {
                    let _ = one.written.send(());
                }
            }
            Err(error) => {
                let lost: u64 = some.iter().map(|one| one.count).sum();
                state.denials.dropped.fetch_add(lost, Ordering::Relaxed);
                tracing::error!("{lost} refusals were not written down: {error}");
            }
        }
    }
}

async fn write_some(state: &State, some: &[Waiting]) -> Result<(), bailiwick_store::Error> {
    let permit = bailiwick_access::system(None, SystemReason::Account);
    let mut tx = state.store.begin().await?;
    for Waiting { denial, count, .. } in some {
        let act = Act {
            permit: &permit,
            now: denial.at,
            ids: &state.ids,
            request_id: denial.request_id,
            address: Some(&denial.address),
            credential: denial.credential,
        };
        match refused(denial) {
            Ok(who) => {
                let refusal = Refusal {
                    who,
                    operation: denial.operation,
                    code: denial.code,
                    missing: denial.missing,
                    target: denial.target,
                    place: denial.place,
                    count: *count,
                };
                bailiwick_store::audit::refused(&mut tx, &act, denial.organization, &refusal)
                    .await?;
            }
            Err(typed) => {
                bailiwick_store::audit::sign_in_refused(
                    &mut tx,
                    &act,
                    typed,
                    denial.operation,
                    *count,
                )
                .await?;
            }
        }
    }
    tx.commit().await
}

/// Whom it was said to; of a stranger, what was typed.
fn refused(denial: &Denial) -> Result<Refused<'_>, &str> {
    match &denial.whom {
        Whom::Account(account) => Ok(Refused::Account(account)),
        Whom::ServiceToken(token) => Ok(Refused::ServiceToken(token)),
        Whom::Stranger(typed) => Err(typed),
    }
}

async fn write_dropped(state: &State, dropped: u64) -> Result<(), bailiwick_store::Error> {
    let permit = bailiwick_access::system(None, SystemReason::Job);
    let act = state.act_of_job(&permit);
    let mut tx = state.store.begin().await?;
    bailiwick_store::audit::dropped(&mut tx, &act, dropped).await?;
    tx.commit().await
}
