//! Probes, figures and published documents: doors without credentials, or with a token of their own.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State as Extract};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bailiwick_model::RequestId;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::error::Error;
use crate::secret;
use crate::state::State;

/// How long the store may take to answer a probe, in seconds.
const PROBE_SECONDS: u64 = 3;

/// The process runs.
pub(crate) async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// The server can do its work: it does not stop, and its store answers.
pub(crate) async fn ready(Extract(state): Extract<Arc<State>>) -> Response {
    let is_draining = state.is_draining.load(std::sync::atomic::Ordering::Relaxed);
    let probe =
        tokio::time::timeout(std::time::Duration::from_secs(PROBE_SECONDS), state.store.ping());
    let status = match probe.await {
        _ if is_draining => "stopping",
        Ok(Ok(())) => "ready",
        Ok(Err(error)) => {
            tracing::warn!("the store does not answer: {error}");
            "store_unreachable"
        }
        Err(_) => "store_unreachable",
    };
    let code = if status == "ready" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (
        code,
        [(CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        Json(json!({ "status": status })),
    )
        .into_response()
}

/// Figures on the main listener: only with the operator's token, and absent where there is none.
pub(crate) async fn metrics(
    Extract(state): Extract<Arc<State>>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    let Some(token) = &state.settings.metrics_token else {
        return Error::not_found().into_response(request_id);
    };
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    if given.is_some_and(|given| secret::hash(token).ct_eq(&secret::hash(given)).into()) {
        return figures(&state);
    }
    let message = "the figures need the metrics token of this server";
    Error::new(StatusCode::UNAUTHORIZED, "unauthenticated", message)
        .hint("send it as `Authorization: Bearer <token>`")
        .into_response(request_id)
}

/// Figures on their own listener, which the operator keeps from strangers.
pub(crate) async fn metrics_alone(Extract(state): Extract<Arc<State>>) -> Response {
    figures(&state)
}

fn figures(state: &State) -> Response {
    let kind =
        HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    ([(CONTENT_TYPE, kind)], state.metrics.text()).into_response()
}

/// The contract.
pub(crate) async fn openapi() -> Json<Value> {
    Json(bailiwick_api::openapi())
}

/// The JSON schema of a policy document, for editors.
pub(crate) async fn policy_schema() -> Json<Value> {
    Json(bailiwick_policy::json_schema())
}
