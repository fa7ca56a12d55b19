//! Which pages of other origins may ask and read: those of the origins that the client auth names, letter by letter.
//!
//! No answer allows credentials: the gate reads no cookie, so a page has nothing to send but the token that its own code holds.
//! Source: Fetch standard, section 3.3, "CORS protocol".

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri, header},
};

use crate::client_auth::ClientAuth;

/// Most origins of one instance.
const MOST_ORIGINS: usize = 50;

/// What a page may send.
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";

/// Headers that clients of PostgREST send.
const REQUEST_HEADERS: &str = "accept, accept-profile, apikey, authorization, content-profile, content-type, if-none-match, prefer, \
    range, range-unit, x-client-info, x-supabase-api-version";

/// Headers of ours that a page may read.
const ANSWER_HEADERS: &str = "bailiwick-masked, content-range, etag, link, location, preference-applied, retry-after, server-timing, \
    www-authenticate, x-request-id";

/// Seconds for which a browser need not ask again.
const PREFLIGHT_SECONDS: &str = "600";

/// The origin that asks, if it is one of those that may.
pub(crate) fn origin(auth: Option<&ClientAuth>, headers: &HeaderMap) -> Option<HeaderValue> {
    let mut asked = headers.get_all(header::ORIGIN).iter();
    let origin = asked.next().filter(|_| asked.next().is_none())?;
    let is_allowed = auth?.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes());
    is_allowed.then(|| origin.clone())
}

/// What an answer says to a page of that origin, and to whoever keeps answers.
pub(crate) fn allow(
    auth: Option<&ClientAuth>,
    origin: Option<HeaderValue>,
    response: &mut Response<Body>,
) {
    if auth.is_some_and(|auth| !auth.origins.is_empty()) {
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(ANSWER_HEADERS),
        );
    }
}

/// `OPTIONS` says what there is, before anybody has shown a token; to a page of an allowed origin also what it may send.
pub(crate) fn options(is_allowed: bool, headers: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let mut say = |name: HeaderName, value: &'static str| {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    };
    say(header::ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    if is_allowed && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        say(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        say(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
        say(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    }
    response
}

/// Why a list of origins cannot be used; none where it can.
pub(crate) fn complaint(origins: &[String]) -> Option<String> {
    if origins.len() > MOST_ORIGINS {
        return Some(format!("an instance has at most {MOST_ORIGINS} origins"));
    }
    for (index, origin) in origins.iter().enumerate() {
        if origins[..index].contains(origin) {
            return Some(format!("the origin `{origin}` is named twice"));
        }
        if !is_origin(origin) {
            return Some(format!(
                "`{}` is no origin: write it as a browser sends it, such as `https://app.example.com` or `http://localhost:3000`",
                origin.escape_debug()
            ));
        }
    }
    None
}

/// Scheme, host in small letters and, where it is not the scheme's own, port: nothing else, and no wildcard.
fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else { return false };
    let own_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return false,
    };
    let port = uri.port_u16().filter(|port| *port != own_port);
    let spelled = match port {
        None => format!("{scheme}://{host}"),
        Some(port) => format!("{scheme}://{host}:{port}"),
    };
    let is_host = host.bytes().all(|byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._[]:".contains(&byte)
    });
    !host.is_empty() && is_host && spelled == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for origin in [
            "https://app.example.com",
            "http://localhost:3000",
            "http://[::1]:8080",
            "https://a-b.c",
        ] {
            assert_eq!(complaint(&[origin.to_owned()]), None, "{origin}");
        }
        for origin in [
            "",
            "*",
            "null",
            "https://*.example.com",
            "https://app.example.com/",
            "https://app.example.com/x",
            "https://app.example.com?x",
            "https://app.example.com:443",
            "http://a:80",
            "https://APP.example.com",
            "HTTPS://app.example.com",
            "https://user@app.example.com",
            "ftp://app.example.com",
            "app.example.com",
            "//app.example.com",
            "https://",
            "https:// app.example.com",
            "https://app.example.com, https://b.example.com",
            "https://äpp.example.com",
            "https://app.example.com:0443",
        ] {
            assert!(complaint(&[origin.to_owned()]).is_some(), "{origin}");
        }
        let twice = ["https://a.example", "https://a.example"].map(str::to_owned);
        assert!(complaint(&twice).is_some());
    }
}
