//! Whether a change was asked for by a page of ours: a browser adds the cookie to other sites' requests too.

use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use bailiwick_api::{Body, Operation};

use crate::error::Error;
use crate::settings::Settings;

/// Refuses a change from another site. With a cookie the browser must say where the request comes from; without one
/// (sign-in), and for a reading that leaves an entry in the log, it must not say that it comes from elsewhere.
pub(super) fn check(
    method: &Method,
    is_audited: bool,
    headers: &HeaderMap,
    settings: &Settings,
    has_cookie: bool,
) -> Result<(), Error> {
    if method.is_safe() && !is_audited {
        return Ok(());
    }
    let origin = headers
        .get(ORIGIN)
        .map(|value| value.to_str().is_ok_and(|origin| settings.is_own_origin(origin)));
    let site = headers
        .get("sec-fetch-site")
        .map(|value| matches!(value.as_bytes(), b"same-origin" | b"none"));
    let is_ours = match (origin, site) {
        (Some(false), _) | (_, Some(false)) => false,
        (Some(true), _) | (_, Some(true)) => true,
        (None, None) => !has_cookie || method.is_safe(),
    };
    if is_ours {
        return Ok(());
    }
    Err(Error::forbidden(
        "cross_site",
        "a change with the session cookie must come from a page of this server",
    )
    .hint("a program sends a personal access token instead of a cookie"))
}

/// Refuses a body of a kind that a form of another site could send, or that the operation does not read.
pub(super) fn content_type(
    operation: &Operation,
    headers: &HeaderMap,
    is_empty: bool,
) -> Result<(), Error> {
    if is_empty {
        return Ok(());
    }
    let Some(given) = headers.get(CONTENT_TYPE) else { return Err(unsupported(operation)) };
    let essence = given
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_read = match operation.body {
        Body::Document { .. } => matches!(
            essence.as_str(),
            "application/json" | "application/yaml" | "application/x-yaml" | "text/yaml"
        ),
        Body::Form(_) => {
            matches!(essence.as_str(), "application/json" | "application/x-www-form-urlencoded")
        }
        Body::None | Body::Json(_) => essence == "application/json",
    };
    if is_read { Ok(()) } else { Err(unsupported(operation)) }
}

fn unsupported(operation: &Operation) -> Error {
    let expected = match operation.body {
        Body::Document { .. } => "`application/yaml` or `application/json`",
        Body::Form(_) => "`application/x-www-form-urlencoded` or `application/json`",
        Body::None | Body::Json(_) => "`application/json`",
    };
    Error::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        format!("the content type should be {expected}"),
    )
}
