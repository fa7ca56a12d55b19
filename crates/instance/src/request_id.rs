//! The name of one request, for logs and for `/explain/{request_id}`.

use axum::http::Extensions;

/// 24 lowercase hex characters: 48 bits of milliseconds, 48 random ones. A server in front may hand its own in as an
/// extension of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    pub(crate) fn of(extensions: &Extensions, now_microseconds: i64) -> RequestId {
        if let Some(given) = extensions.get::<RequestId>() {
            return given.clone();
        }
        let milliseconds = now_microseconds.div_euclid(1_000).unsigned_abs() & 0xffff_ffff_ffff;
        let random = rand::random::<u64>() & 0xffff_ffff_ffff;
        RequestId(format!("{milliseconds:012x}{random:012x}"))
    }
}
