//! What every request gets, whatever answers it: an id, a log line, figures, security headers, and a 500 when its
//! handler panics.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State as Extract};
use axum::http::header::{
    CONNECTION, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response};
use axum::middleware::Next;
use bailiwick_model::RequestId;
use futures::FutureExt;
use prometheus_client::metrics::gauge::Gauge;
use tracing::Instrument;

use crate::error::Error;
use crate::state::State;

/// The header that names the request in the server's log. A caller cannot choose it.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The name that a response is counted under.
#[derive(Clone, Copy)]
pub(crate) struct CountedAs(pub(crate) &'static str);

/// An error to be logged once, when the response leaves.
#[derive(Clone)]
pub(crate) struct Cause(pub(crate) String);

/// The page of the dashboard runs its own scripts and nothing else; its editor makes style elements.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
const DATA_POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// The outermost layer.
pub(crate) async fn around(
    Extract(state): Extract<Arc<State>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let request_id = RequestId::from(state.ids.fresh());
    request.extensions_mut().insert(request_id);
    let began = tokio::time::Instant::now();
    let asked = Asked::of(&request);
    let span = tracing::info_span!("request", %request_id, instance = tracing::field::Empty);
    let running = Running::begin(&state.metrics.running);
    let answered =
        AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    drop(running);
    let mut response = answered.unwrap_or_else(|panic| {
        let mut response = Error::internal("").into_response(request_id);
        response
            .extensions_mut()
            .insert(Cause(format!("a handler panicked: {}", said(panic.as_ref()))));
        response
    });
    let _entered = span.enter();
    let seconds = began.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    let counted_as = response.extensions().get::<CountedAs>().map(|counted| counted.0);
    state.metrics.answered(counted_as.unwrap_or("other"), status, seconds);
    asked.log(counted_as, status, seconds, response.extensions().get());
    protect(response.headers_mut(), &asked.path, state.settings.is_https());
    if let Ok(value) = HeaderValue::from_str(&request_id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    if state.is_draining.load(Ordering::Relaxed) {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// What was asked for, as far as the log may know it: without the query, which may hold what a caller should not have
/// put there.
struct Asked {
    method: Method,
    path: String,
    /// The door that the path led to, its parameters in braces.
    template: Option<MatchedPath>,
}

impl Asked {
    fn of(request: &Request) -> Self {
        Asked {
            method: request.method().clone(),
            path: without_secret(request.uri().path()).chars().take(200).collect(),
            template: request.extensions().get().cloned(),
        }
    }

    /// One line for each request. Only a failure names the path itself: it may be needed to repeat it.
    fn log(&self, counted_as: Option<&str>, status: u16, seconds: f64, cause: Option<&Cause>) {
        let template = self.template.as_ref().map(MatchedPath::as_str);
        let operation = counted_as.or(template).unwrap_or("other");
        let (method, milliseconds) = (&self.method, (seconds * 1_000_000.0).round() / 1_000.0);
        if let Some(Cause(cause)) = cause {
            let path = &self.path;
            tracing::error!(%method, operation, path, status, milliseconds, cause, "failed");
        } else if template.is_some_and(is_probe) {
            tracing::debug!(%method, operation, status, milliseconds, "answered");
        } else {
            tracing::info!(%method, operation, status, milliseconds, "answered");
        }
    }
}

/// A path without the secret that it may carry: the link of an invitation, in the API or as a page.
fn without_secret(path: &str) -> Cow<'_, str> {
    let links = ["/api/v1/invitations/", "/invitations/"];
    let Some(start) = links.into_iter().find(|start| path.starts_with(start)) else {
        return Cow::Borrowed(path);
    };
    let rest = path[start.len()..].split_once('/').map_or("", |(_, rest)| rest);
    Cow::Owned(format!("{start}…/{rest}"))
}

/// What machines ask every few seconds would drown what people ask.
fn is_probe(template: &str) -> bool {
    template.starts_with("/health/") || template == "/metrics"
}

/// A request counts as running until it is answered, or until its client goes away.
struct Running<'a>(&'a Gauge);

impl<'a> Running<'a> {
    fn begin(gauge: &'a Gauge) -> Self {
        gauge.inc();
        Running(gauge)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn protect(headers: &mut HeaderMap, path: &str, is_https: bool) {
    let is_page = !crate::router::is_reserved(path);
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(if is_page {
        PAGE_POLICY
    } else {
        DATA_POLICY
    });
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    if is_https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without words")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_of_a_link_is_not_logged() {
        let shown = |path| without_secret(path).into_owned();
        assert_eq!(shown("/api/v1/invitations/5ec2e7/accept"), "/api/v1/invitations/…/accept");
        assert_eq!(shown("/api/v1/invitations/5ec2e7"), "/api/v1/invitations/…/");
        assert_eq!(shown("/invitations/5ec2e7"), "/invitations/…/");
        assert_eq!(
            shown("/api/v1/organizations/1/invitations/2"),
            "/api/v1/organizations/1/invitations/2"
        );
    }
}
