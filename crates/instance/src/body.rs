//! The body of a request, up to the limit.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;

use crate::respond::Refused;
use bailiwick_query::Refusal;

/// How much beyond the limit is read and thrown away, so that a client that is still sending can read the refusal.
const DRAINED: usize = 16 * 1024 * 1024;

/// Reads a body, whether its length is announced or it comes in chunks.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes, Refused> {
    use axum::body::HttpBody as _;
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit.saturating_add(DRAINED) {
        return Err(Refused::too_large(limit));
    }
    let mut body = body;
    let mut read = Vec::with_capacity(announced.min(limit));
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(Refusal::new(400, "PGRST102", "the body ended early").into());
        };
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > limit.saturating_add(DRAINED) {
            break;
        }
        if seen <= limit {
            read.extend_from_slice(&data);
        }
    }
    if seen > limit { Err(Refused::too_large(limit)) } else { Ok(read.into()) }
}
