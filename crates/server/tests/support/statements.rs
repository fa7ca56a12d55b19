//! Which statements of the store a request ran: an answer that reads the same and costs something else tells as much.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id as SpanId};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use super::Reply;

/// The statements that each request ran, by its id.
static RAN: OnceLock<Mutex<HashMap<String, Vec<String>>>> = OnceLock::new();

/// Listens to what the database driver says of itself, within the span of each request.
struct Listener;

struct RequestId(String);

#[derive(Default)]
struct Fields(HashMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &SpanId, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let (Some(span), Some(request)) = (context.span(id), fields.0.remove("request_id")) {
            span.extensions_mut().insert(RequestId(request));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if event.metadata().target() != "sqlx::query" {
            return;
        }
        let scope = context.event_scope(event).into_iter().flatten();
        let request = scope
            .into_iter()
            .find_map(|span| Some(span.extensions().get::<RequestId>()?.0.clone()));
        let (Some(request), Some(ran)) = (request, RAN.get()) else { return };
        let mut fields = Fields::default();
        event.record(&mut fields);
        let text =
            fields.0.remove("db.statement").filter(|text| !text.trim_matches('"').is_empty());
        let text = text.or_else(|| fields.0.remove("summary")).unwrap_or_default();
        // A connection of the pool is made ready when it is first used.
        if !text.contains("PRAGMA") {
            ran.lock().unwrap().entry(request).or_default().push(text);
        }
    }
}

/// Begins to listen, once for the process.
pub(crate) fn listen() {
    RAN.get_or_init(|| {
        let listener = tracing_subscriber::registry().with(Listener);
        tracing::subscriber::set_global_default(listener).unwrap();
        Mutex::default()
    });
}

/// The statements of a request, without their order: the driver tells of them on a thread of its own.
fn ran(reply: &Reply) -> Vec<String> {
    let all = RAN.get().unwrap().lock().unwrap();
    let mut own = all.get(reply.header("x-request-id")).cloned().unwrap_or_default();
    own.sort_unstable();
    own
}

/// What two requests ran, told as late as the driver tells of the last of it.
pub(crate) async fn settled(one: &Reply, other: &Reply) -> (Vec<String>, Vec<String>) {
    let mut heard = (Vec::new(), Vec::new());
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        heard = (ran(one), ran(other));
        if heard.0 == heard.1 && !heard.0.is_empty() {
            break;
        }
    }
    heard
}
