//! How every response of an instance looks: its headers, and refusals in PostgREST's shape.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use bailiwick_engine::Error;
use bailiwick_query::{Answer, Refusal};
use std::time::Duration;

/// The headers of a request that another answer may come of.
const VARY: &str = "Authorization, Accept, Accept-Profile, Prefer, Range";

/// The same where the origin counts.
const VARY_AND_ORIGIN: &str = "Authorization, Accept, Accept-Profile, Prefer, Range, Origin";

/// Seconds after which a client may try again when a database is away.
const RETRY_AFTER_SECONDS: u64 = 5;

/// A refusal on its way out, with the headers that belong to its status.
pub(crate) struct Refused {
    pub(crate) refusal: Refusal,
    pub(crate) headers: Vec<(HeaderName, String)>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, headers: Vec::new() }
    }
}

impl Refused {
    fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// 401: the words say what is wrong with the credential, never which key was tried. 503 where that cannot be told.
    pub(crate) fn denied(denied: crate::gate::Denied) -> Self {
        if denied == crate::gate::Denied::NoKeys {
            return Self::from(Refusal::new(503, "keys_unavailable", denied.to_string()))
                .header(header::RETRY_AFTER, RETRY_AFTER_SECONDS.to_string());
        }
        let challenge = match denied {
            crate::gate::Denied::Missing => "Bearer".to_owned(),
            other => format!(
                "Bearer error=\"invalid_token\", error_description=\"{}\"",
                other.to_string().replace('"', "")
            ),
        };
        Self::from(Refusal::new(401, "PGRST301", denied.to_string()))
            .header(header::WWW_AUTHENTICATE, challenge)
    }

    /// 503 because the database did not say what it knows of the user.
    pub(crate) fn no_session() -> Self {
        let sentence = "what this instance has to know of the user cannot be read at the moment";
        Self::from(Refusal::new(503, "session_unavailable", sentence))
            .header(header::RETRY_AFTER, RETRY_AFTER_SECONDS.to_string())
    }

    /// 429 with the seconds to wait.
    pub(crate) fn too_many(wait: Duration) -> Self {
        let seconds = wait.as_secs().saturating_add(1);
        Self::from(Refusal::new(429, "rate_limited", "too many requests: wait a moment"))
            .header(header::RETRY_AFTER, seconds.to_string())
    }

    /// 503 because as many calls of actions are going on as may.
    pub(crate) fn busy() -> Self {
        let message =
            "too many calls of actions are going on, and nothing was done: try again in a moment";
        Self::from(Refusal::new(503, "calls_busy", message)).header(header::RETRY_AFTER, "1")
    }

    /// 413 with the limit.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::from(Refusal::new(
            413,
            "body_too_large",
            format!("the body is larger than {limit} bytes"),
        ))
    }

    /// 503 because the instance is not running.
    pub(crate) fn not_running() -> Self {
        Self::from(Refusal::new(503, "instance_not_running", "this instance is not running"))
            .header(header::RETRY_AFTER, "30")
    }

    /// What went wrong in a user's database, without its own words: those may hold values and hidden names.
    pub(crate) fn engine(error: &Error) -> Self {
        let (status, code) = match error {
            Error::Away(_) => {
                return Self::from(Refusal::new(503, "PGRST001", "the database is not available"))
                    .header(header::RETRY_AFTER, RETRY_AFTER_SECONDS.to_string());
            }
            Error::Serialization(_) => {
                return Self::from(Refusal::new(
                    503,
                    "40001",
                    "another transaction got in the way",
                ))
                .header(header::RETRY_AFTER, "1");
            }
            Error::Timeout => (504, "57014"),
            Error::UniqueConflict(_) => (409, "23505"),
            Error::ForeignKeyConflict(_) => (409, "23503"),
            Error::CheckConflict(_) => (400, "23514"),
            Error::NotNull(_) => (400, "23502"),
            Error::BadValue(_) => (400, "22P02"),
            Error::TooManyBytes(_) | Error::TooManyRows(_) => {
                let hint =
                    "name fewer columns and embeds in `select`, or ask for fewer rows with `limit`";
                return Self::from(Refusal::new(400, "PGRST120", error.to_string()).hint(hint));
            }
            Error::TooLong(_) => (400, "22001"),
            Error::SchemaChanged(_) => (500, "schema_changed"),
            Error::Other(..) => {
                return Self::from(Refusal::new(
                    500,
                    "XX000",
                    "the database could not run the statement",
                ));
            }
        };
        Self::from(Refusal::new(status, code, error.to_string()))
    }
}

/// A response from an answer.
pub(crate) fn answer(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        insert(&mut response, HeaderName::from_bytes(name.as_bytes()).ok(), &value);
    }
    response
}

/// The response with its tag; nothing but that for whoever holds it already.
pub(crate) fn tagged(response: &mut Response<Body>, tag: &str, is_held: bool) {
    insert(response, Some(header::ETAG), tag);
    if is_held {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
}

/// A response from a refusal.
pub(crate) fn refused(refused: &Refused, request_id: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(refused.refusal.body()));
    *response.status_mut() =
        StatusCode::from_u16(refused.refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    for (name, value) in &refused.headers {
        insert(&mut response, Some(name.clone()), value);
    }
    insert(&mut response, Some(header::LINK), &format!("</explain/{request_id}>; rel=\"help\""));
    response
}

/// What every response under an instance's URL carries: it is data, never a page.
pub(crate) fn finish(response: &mut Response<Body>, request_id: &str, timing: &str) {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let vary = if headers.contains_key(header::VARY) { VARY_AND_ORIGIN } else { VARY };
    headers.insert(header::VARY, HeaderValue::from_static(vary));
    insert(response, Some(HeaderName::from_static("x-request-id")), request_id);
    if !timing.is_empty() {
        insert(response, Some(HeaderName::from_static("server-timing")), timing);
    }
}

fn insert(response: &mut Response<Body>, name: Option<HeaderName>, value: &str) {
    if let (Some(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
        response.headers_mut().insert(name, value);
    }
}
