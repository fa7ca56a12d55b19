//! `instance_health_get`

use bailiwick_api::{
    ConnectionHealth, InstanceHealth, PolicyVersionSummary, PoolUsage, RequestRates, RequestTotals,
};
use bailiwick_model::Timestamp;
use bailiwick_store::{Page, policies};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::schema::get::engine_of;

/// So many deploys are told.
const DEPLOYS: u32 = 5;

/// Rates are of so many seconds.
const WINDOW_SECONDS: u32 = 60;

/// Looks at every connection, and says what is known of the rest.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, id) = (call.path.organization()?, call.path.instance()?);
    let (stored, deploys) = {
        let mut tx = call.read().await?;
        let stored = bailiwick_store::instances::find(&mut tx, id).await?;
        let page = Page { limit: DEPLOYS, after: None, search: None };
        let deploys = policies::versions(&mut tx, organization, id, &page).await?;
        (stored.ok_or_else(Error::not_found)?, deploys)
    };
    let instance = call.state.hosted.instance(&call.state, id).await?;
    let looked = instance.connections().await;
    let connections = looked.into_iter().map(|connection| ConnectionHealth {
        name: connection.name,
        engine: engine_of(connection.engine),
        answers: connection.problem.is_none(),
        problem: connection.problem,
        last_error: connection.last_error,
        last_error_at: connection.last_error_at_microseconds.map(Timestamp),
        pool: PoolUsage {
            size: connection.pool.size as u64,
            in_use: connection.pool.in_use as u64,
            idle: connection.pool.idle as u64,
        },
    });
    let connections: Vec<ConnectionHealth> = connections.collect();
    let (totals, rates) = (instance.requests(), instance.rates(WINDOW_SECONDS));
    Answer::ok(&InstanceHealth {
        state: stored.state,
        healthy: connections.iter().all(|connection| connection.answers),
        warnings: instance.warnings(),
        connections,
        policy_version: Some(instance.policy_version()).filter(|version| *version > 0),
        deploys: deploys
            .items
            .into_iter()
            .map(|version| PolicyVersionSummary {
                id: version.id,
                version: version.version,
                format: version.format,
                deployed: version.is_deployed,
                rolled_back_to: version.rolled_back_to,
                deployed_at: version.deployed_at,
                deployed_by: version.deployed_by,
            })
            .collect(),
        totals: RequestTotals {
            succeeded: totals.succeeded,
            refused: totals.refused,
            failed: totals.failed,
            unauthorized: totals.unauthorized,
            limited: totals.limited,
            in_flight: totals.in_flight,
        },
        rates: RequestRates {
            seconds: rates.seconds,
            requests: rates.requests,
            refused: rates.refused,
            failed: rates.failed,
            per_second: rates.requests as f64 / rates.seconds,
            median_ms: rates.median_ms,
            p95_ms: rates.p95_ms,
        },
    })
}
