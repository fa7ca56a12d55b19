//! Figures for Prometheus. Labels are names of operations and words of a closed list, never what a caller sent.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// What a request is counted under.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RequestLabels {
    operation: &'static str,
    status: u16,
}

/// What a duration is measured under.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct OperationLabels {
    operation: &'static str,
}

/// A word of a closed list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct ResultLabels {
    result: &'static str,
}

/// The figures of one server.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Family<OperationLabels, Histogram, fn() -> Histogram>,
    sign_ins: Family<ResultLabels, Counter>,
    refusals: Family<ResultLabels, Counter>,
    /// Requests that run now.
    pub(crate) running: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("bailiwick");
        let requests = Family::default();
        let seconds: Family<OperationLabels, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(histogram);
        let sign_ins = Family::default();
        let refusals = Family::default();
        let running = Gauge::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_duration_seconds", "Time to answer", seconds.clone());
        registry.register("sign_ins", "Sign-ins by result", sign_ins.clone());
        registry.register("refusals", "Refusals of the gate by code", refusals.clone());
        registry.register("http_requests_running", "Requests that run now", running.clone());
        Metrics { registry, requests, seconds, sign_ins, refusals, running }
    }
}

fn histogram() -> Histogram {
    Histogram::new(exponential_buckets(0.000_5, 2.0, 15))
}

impl Metrics {
    /// Counts an answered request.
    pub(crate) fn answered(&self, operation: &'static str, status: u16, seconds: f64) {
        self.requests.get_or_create(&RequestLabels { operation, status }).inc();
        self.seconds.get_or_create(&OperationLabels { operation }).observe(seconds);
    }

    /// Counts a sign-in: `success`, `refused` or `limited`.
    pub(crate) fn sign_in(&self, result: &'static str) {
        self.sign_ins.get_or_create(&ResultLabels { result }).inc();
    }

    /// Counts a refusal of the gate by its code.
    pub(crate) fn refused(&self, code: &'static str) {
        self.refusals.get_or_create(&ResultLabels { result: code }).inc();
    }

    /// The text that Prometheus reads.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
