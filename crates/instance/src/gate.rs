//! The instance's own gate: the only place of the data plane that reads credentials.
//!
//! A token counts only if one configured key, pinned to one algorithm, signed it; the header merely names the key.

use axum::http::{HeaderMap, header};
use bailiwick_policy::User;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

use crate::{
    client_auth::{ClientAuth, DEVELOPMENT_KID, Key},
    strict,
};

/// How far the clocks of an issuer and of this server may be apart, in seconds.
pub const LEEWAY_SECONDS: i64 = 5;

/// Longest life of a development token, in seconds.
pub const LONGEST_DEVELOPMENT_TOKEN_SECONDS: i64 = 12 * 60 * 60;

/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// The role of a request without a token, where that is switched on.
pub const ANONYMOUS: &str = "anonymous";

/// Why a request does not come in; the words are for the developer of the application and name no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// There is no `Authorization` header.
    #[error("this instance needs an `Authorization: Bearer` token")]
    Missing,
    /// The instance has no client auth.
    #[error("this instance accepts no tokens: it has no client auth")]
    NoClientAuth,
    /// Not three parts of base64url JSON, a duplicate key, or too long.
    #[error("the token is malformed")]
    Malformed,
    /// No key of that name with that algorithm, or the signature is not its own.
    #[error("the token is not signed by a key of this instance")]
    Signature,
    /// `exp` is missing or past.
    #[error("the token has expired or has no `exp`")]
    Expired,
    /// `nbf` lies ahead.
    #[error("the token is not valid yet")]
    NotYet,
    /// `aud` is missing or names others.
    #[error("the token's `aud` does not name this instance")]
    Audience,
}

/// What decides who comes in, made ready from the configuration.
pub(crate) struct Gate {
    keys: Vec<Key>,
    development: Option<DecodingKey>,
    audiences: Vec<String>,
    instance_audience: String,
    roles_claim: String,
    anonymous: bool,
    has_client_auth: bool,
}

impl Gate {
    pub(crate) fn new(
        auth: Option<&ClientAuth>,
        audience: &str,
        is_production: bool,
        development_key: Option<&[u8; 32]>,
    ) -> Gate {
        let development = development_key
            .filter(|_| !is_production && auth.is_some_and(|auth| auth.development_tokens))
            .map(|key| DecodingKey::from_secret(key));
        Gate {
            keys: auth.map(Key::all).unwrap_or_default(),
            development,
            audiences: auth.map(|auth| auth.audiences.clone()).unwrap_or_default(),
            instance_audience: audience.to_owned(),
            roles_claim: auth.map_or_else(|| "roles".to_owned(), |auth| auth.roles_claim.clone()),
            anonymous: auth.is_some_and(|auth| auth.anonymous),
            has_client_auth: auth.is_some(),
        }
    }

    /// Who asks. Cookies and every other header are ignored.
    pub(crate) fn admit(&self, headers: &HeaderMap, now_seconds: i64) -> Result<User, Denied> {
        if !self.has_client_auth {
            return Err(Denied::NoClientAuth);
        }
        let mut credentials = headers.get_all(header::AUTHORIZATION).iter();
        let Some(credential) = credentials.next() else {
            return if self.anonymous { Ok(anonymous()) } else { Err(Denied::Missing) };
        };
        if credentials.next().is_some() {
            return Err(Denied::Malformed);
        }
        let text = credential.to_str().map_err(|_| Denied::Malformed)?;
        let (scheme, token) = text.split_once(' ').ok_or(Denied::Malformed)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Denied::Missing);
        }
        self.verify(token.trim_matches(' '), now_seconds)
    }

    fn verify(&self, token: &str, now_seconds: i64) -> Result<User, Denied> {
        if token.len() > LONGEST_TOKEN {
            return Err(Denied::Malformed);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(Denied::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(Denied::Malformed)?;
        let header = decode(header).ok_or(Denied::Malformed)?;
        let (key, algorithm, is_development) = self.key(&header)?;
        let is_signed =
            crypto::verify(signature, message.as_bytes(), key, algorithm).unwrap_or(false);
        if !is_signed {
            return Err(Denied::Signature);
        }
        let claims = decode(payload).ok_or(Denied::Malformed)?;
        self.check_times(&claims, now_seconds, is_development)?;
        self.check_audience(&claims)?;
        Ok(user(claims, &self.roles_claim))
    }

    /// The key the header names; its algorithm is the key's own, and a header that names another is refused.
    fn key(&self, header: &Map<String, Value>) -> Result<(&DecodingKey, Algorithm, bool), Denied> {
        if header.contains_key("crit") || header.contains_key("b64") {
            return Err(Denied::Malformed);
        }
        let named = match header.get("kid") {
            Some(Value::String(kid)) => Some(kid.as_str()),
            Some(_) => return Err(Denied::Malformed),
            None => None,
        };
        let found = match named {
            Some(DEVELOPMENT_KID) => {
                self.development.as_ref().map(|key| (key, Algorithm::HS256, true))
            }
            Some(kid) => self
                .keys
                .iter()
                .find(|key| key.kid == kid)
                .map(|key| (&key.decoding, key.algorithm, false)),
            // Issuers with one key often leave its name out; with two there is no telling.
            None => match self.keys.as_slice() {
                [key] => Some((&key.decoding, key.algorithm, false)),
                _ => None,
            },
        };
        let (key, algorithm, is_development) = found.ok_or(Denied::Signature)?;
        let claimed = header.get("alg").and_then(Value::as_str).ok_or(Denied::Malformed)?;
        if claimed != spelling(algorithm) {
            return Err(Denied::Signature);
        }
        Ok((key, algorithm, is_development))
    }

    fn check_times(
        &self,
        claims: &Map<String, Value>,
        now: i64,
        is_development: bool,
    ) -> Result<(), Denied> {
        let expires = seconds(claims.get("exp")).ok_or(Denied::Expired)?;
        if expires.saturating_add(LEEWAY_SECONDS) <= now {
            return Err(Denied::Expired);
        }
        if is_development
            && expires > now.saturating_add(LONGEST_DEVELOPMENT_TOKEN_SECONDS + LEEWAY_SECONDS)
        {
            return Err(Denied::Expired);
        }
        for name in ["nbf", "iat"] {
            let Some(value) = claims.get(name) else { continue };
            let starts = seconds(Some(value)).ok_or(Denied::Malformed)?;
            if name == "nbf" && starts > now.saturating_add(LEEWAY_SECONDS) {
                return Err(Denied::NotYet);
            }
        }
        Ok(())
    }

    fn check_audience(&self, claims: &Map<String, Value>) -> Result<(), Denied> {
        let accepts = |audience: &str| {
            !audience.is_empty()
                && (audience == self.instance_audience
                    || self.audiences.iter().any(|own| own == audience))
        };
        let is_ours = match claims.get("aud") {
            Some(Value::String(audience)) => accepts(audience),
            Some(Value::Array(audiences)) => {
                audiences.iter().all(Value::is_string)
                    && audiences.iter().filter_map(Value::as_str).any(accepts)
            }
            _ => false,
        };
        if is_ours { Ok(()) } else { Err(Denied::Audience) }
    }
}

/// The user of a request without a token.
fn anonymous() -> User {
    let roles = vec![ANONYMOUS.to_owned()];
    User { id: None, roles, claims: Map::new() }
}

/// Claims as `$user`: `sub` is its `id` and the configured claim its `roles`, whatever claims of those names say.
fn user(claims: Map<String, Value>, roles_claim: &str) -> User {
    let id = match claims.get("sub") {
        Some(Value::String(subject)) if !subject.is_empty() => Some(subject.clone()),
        Some(Value::Number(subject)) if subject.is_i64() || subject.is_u64() => {
            Some(subject.to_string())
        }
        _ => None,
    };
    let roles: Vec<String> = match claim(&claims, roles_claim) {
        Some(Value::String(role)) => vec![role.clone()],
        Some(Value::Array(roles)) => {
            roles.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    User { id, roles, claims }
}

/// A claim of that exact name, else the one a dotted path leads to.
fn claim<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    rest.split('.').try_fold(claims.get(first)?, |value, part| value.as_object()?.get(part))
}

fn decode(part: &str) -> Option<Map<String, Value>> {
    strict::object(&URL_SAFE_NO_PAD.decode(part).ok()?)
}

/// NumericDate of RFC 7519: whole or broken seconds, never text.
fn seconds(value: Option<&Value>) -> Option<i64> {
    let number = value?.as_number()?;
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let broken = number.as_f64().filter(|broken| broken.is_finite() && broken.abs() < 1e15)?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    Some(broken.floor() as i64)
}

fn spelling(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::HS256 => "HS256",
        Algorithm::RS256 => "RS256",
        Algorithm::ES256 => "ES256",
        Algorithm::EdDSA => "EdDSA",
        _ => "",
    }
}
