//! `ETag` and `If-None-Match` of answers to `GET`: whoever still holds the same answer is told so in place of it.
//! Source: RFC 9110, sections 8.8.3 and 13.1.2.

use axum::http::{HeaderMap, header};
use bailiwick_query::Answer;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Bytes of a hash that are enough to tell answers apart.
const TAG_BYTES: usize = 16;

/// A weak tag of everything that the answer says: compressed or not it is the same.
pub(crate) fn of(answer: &Answer) -> String {
    let mut hash = Sha256::new();
    for (name, value) in &answer.headers {
        hash.update(format!("{name}: {value}\n"));
    }
    hash.update(b"\n");
    hash.update(&answer.body);
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&hash.finalize()[..TAG_BYTES]))
}

/// Whether the caller holds the answer of that tag.
pub(crate) fn is_held(tag: &str, headers: &HeaderMap) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(tag);
    let held = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|held| held.to_str().ok());
    held.flat_map(|held| held.split(',')).any(|held| held.trim() == "*" || opaque(held) == wanted)
}
