//! What a request says to prove who calls. Nothing outside the gate reads these headers.

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, Uri};
use bailiwick_model::TokenKind;
use secrecy::SecretString;

use crate::error::Error;

/// What was sent.
#[derive(Clone)]
pub(super) enum Credential {
    /// Nothing.
    Absent,
    /// The session cookie.
    Session(SecretString),
    /// A bearer token.
    Token(SecretString),
}

/// Reads the one credential of a request; two are refused, whatever they are, and so is one in the address.
pub(super) fn read(headers: &HeaderMap, uri: &Uri, cookie_name: &str) -> Result<Credential, Error> {
    if uri.query().is_some_and(TokenKind::is_in) {
        let message = "a token in an address ends up in logs and histories";
        return Err(Error::bad_request("token_in_address", message)
            .hint("send it as `Authorization: Bearer …`, and revoke this one"));
    }
    let mut found = Vec::new();
    for value in headers.get_all(AUTHORIZATION) {
        let Some(token) = value.to_str().ok().and_then(bearer) else {
            return Err(Error::unauthenticated());
        };
        found.push(Credential::Token(token.into()));
    }
    for value in headers.get_all(COOKIE) {
        for pair in value.as_bytes().split(|byte| *byte == b';') {
            let Some(session) =
                std::str::from_utf8(pair).ok().and_then(|pair| pair.trim().split_once('='))
            else {
                continue;
            };
            if session.0 == cookie_name && !session.1.is_empty() {
                found.push(Credential::Session(session.1.into()));
            }
        }
    }
    match (found.pop(), found.is_empty()) {
        (None, _) => Ok(Credential::Absent),
        (Some(credential), true) => Ok(credential),
        (Some(_), false) => {
            let message = "the request carries more than one credential, and they may disagree";
            Err(Error::bad_request("ambiguous_credentials", message)
                .hint("send either the session cookie or one bearer token"))
        }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty()).then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn check(headers: &[(HeaderName, &'static str)], uri: &'static str) -> &'static str {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, HeaderValue::from_static(value));
        }
        match read(&map, &Uri::from_static(uri), "session") {
            Ok(Credential::Absent) => "absent",
            Ok(Credential::Session(_)) => "session",
            Ok(Credential::Token(_)) => "token",
            Err(error) => error.code,
        }
    }

    #[test]
    fn one_credential_is_read_and_two_are_refused() {
        assert_eq!(check(&[], "/"), "absent");
        assert_eq!(check(&[(COOKIE, "theme=dark; session=abc")], "/"), "session");
        assert_eq!(check(&[(COOKIE, "session=")], "/"), "absent");
        assert_eq!(check(&[(COOKIE, "__Host-session=abc")], "/"), "absent");
        assert_eq!(check(&[(AUTHORIZATION, "bearer abc")], "/"), "token");
        assert_eq!(check(&[(AUTHORIZATION, "Basic abc")], "/"), "unauthenticated");
        assert_eq!(check(&[(AUTHORIZATION, "Bearer")], "/"), "unauthenticated");
        assert_eq!(
            check(&[(AUTHORIZATION, "Bearer abc"), (COOKIE, "session=abc")], "/"),
            "ambiguous_credentials"
        );
        assert_eq!(
            check(&[(AUTHORIZATION, "Bearer abc"), (AUTHORIZATION, "Bearer abc")], "/"),
            "ambiguous_credentials"
        );
        assert_eq!(check(&[(COOKIE, "session=a; session=b")], "/"), "ambiguous_credentials");
        assert_eq!(
            check(&[(COOKIE, "session=a"), (COOKIE, "session=b")], "/"),
            "ambiguous_credentials"
        );
        assert_eq!(check(&[], "/?token=bw_pat_x"), "token_in_address");
    }
}
