//! The instance's own gate: the only place of the data plane that reads credentials.
//!
//! A token counts only if one configured key, pinned to one algorithm, signed it; the header merely names the key.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use bailiwick_policy::User;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, crypto};
use serde_json::{Map, Value};

use crate::{
    client_auth::{ClientAuth, DEVELOPMENT_KID, LEEWAY_SECONDS, Signs},
    config::InstanceConfig,
    key_sets::KeySets,
    keys::{Key, Origin, inline},
    revocations::Revocations,
    strict,
};

/// Longest life of a development token, in seconds.
pub const LONGEST_DEVELOPMENT_TOKEN_SECONDS: i64 = 12 * 60 * 60;

/// Longest token that is looked at, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// Longest name of a key, in bytes.
const LONGEST_KID: usize = 512;

/// What Supabase writes into `aud` of everybody who signed in.
const SUPABASE_AUDIENCE: &str = "authenticated";

/// Where Supabase keeps roles: what its server and the project's administrators write, never `user_metadata`.
const SUPABASE_ROLES: [&str; 3] = ["role", "app_metadata.role", "app_metadata.roles"];

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
    /// Not three parts of base64url JSON, a duplicate key, too long, or NUL in `sub` or `jti`.
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
    /// `iss` is missing or names another.
    #[error("the token's `iss` is no issuer of this instance")]
    Issuer,
    /// An administrator revoked it, or everything of its subject.
    #[error("the token has been revoked")]
    Revoked,
    /// Whether it is good cannot be told while the issuer's keys cannot be fetched.
    #[error("the keys that would judge the token cannot be fetched at the moment")]
    NoKeys,
}

/// What decides who comes in, made ready from the configuration.
pub(crate) struct Gate {
    keys: Vec<Key>,
    key_sets: KeySets,
    development: Option<Key>,
    auth: Option<ClientAuth>,
    supabase_issuer: Option<String>,
    instance_audience: String,
    revocations: Arc<Revocations>,
}

impl Gate {
    /// A gate; the key sets that `before` has fetched go on.
    pub(crate) fn new(config: &InstanceConfig, before: Option<&Gate>) -> Gate {
        let auth = config.client_auth.clone();
        let development = config
            .development_key
            .as_ref()
            .filter(|_| {
                let is_switched_on = auth.as_ref().is_some_and(|auth| auth.development_tokens);
                !config.is_production && is_switched_on
            })
            .map(Key::of_development);
        Gate {
            keys: auth.as_ref().map(inline).unwrap_or_default(),
            key_sets: KeySets::new(config, before.map(|before| &before.key_sets)),
            development,
            supabase_issuer: auth
                .as_ref()
                .and_then(|auth| auth.supabase.as_ref())
                .map(|supabase| supabase.issuer()),
            auth,
            instance_audience: config.audience.clone(),
            revocations: Arc::clone(&config.revocations),
        }
    }

    /// Who asks. Cookies and every other header are ignored.
    pub(crate) async fn admit(
        &self,
        headers: &HeaderMap,
        now_seconds: i64,
    ) -> Result<User, Denied> {
        let auth = self.auth.as_ref().ok_or(Denied::NoClientAuth)?;
        let mut credentials = headers.get_all(header::AUTHORIZATION).iter();
        let Some(credential) = credentials.next() else {
            return if auth.anonymous { Ok(anonymous()) } else { Err(Denied::Missing) };
        };
        if credentials.next().is_some() {
            return Err(Denied::Malformed);
        }
        let text = credential.to_str().map_err(|_| Denied::Malformed)?;
        let (scheme, token) = text.split_once(' ').ok_or(Denied::Malformed)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Denied::Missing);
        }
        self.verify(auth, token.trim_matches(' '), now_seconds).await
    }

    async fn verify(&self, auth: &ClientAuth, token: &str, now: i64) -> Result<User, Denied> {
        if token.len() > LONGEST_TOKEN {
            return Err(Denied::Malformed);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(Denied::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(Denied::Malformed)?;
        let header = decode(header).ok_or(Denied::Malformed)?;
        let claims = decode(payload).ok_or(Denied::Malformed)?;
        let named = Named::read(&header)?;
        let signer = Signed { message: message.as_bytes(), signature, named };
        let issuer = claims.get("iss").and_then(Value::as_str);
        let origin = self.signer(&signer, issuer).await?;
        self.check_times(auth, &claims, now, origin)?;
        self.check_audience(auth, &claims, origin)?;
        self.check_issuer(auth, &claims, origin)?;
        if claims.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)) {
            return Err(Denied::Malformed);
        }
        let user = user(claims, auth, origin);
        if self.revocations.revoke(user.id.as_deref(), &user.claims) {
            return Err(Denied::Revoked);
        }
        Ok(user)
    }

    /// Where the key is from that signed it. The header names a key and an algorithm; a key whose own algorithm is
    /// another is not tried, and what no inline key has to do with is asked of the issuers. A key that one issuer publishes
    /// does not speak for another.
    async fn signer(&self, signed: &Signed<'_>, issuer: Option<&str>) -> Result<Origin, Denied> {
        let Some(kid) = signed.named.kid else {
            // Issuers with one key often leave its name out; with two there is no telling.
            return match self.keys.as_slice() {
                [key] if self.key_sets.is_empty() => signed.judge([key]),
                _ => Err(Denied::Signature),
            };
        };
        if kid == DEVELOPMENT_KID {
            return signed.judge(self.development.iter());
        }
        if self.keys.iter().any(|key| key.is_called(kid)) {
            return signed.judge(self.keys.iter().filter(|key| key.is_called(kid)));
        }
        // A legacy secret has no name: it answers to those that nobody else has.
        let nameless = signed.judge(self.keys.iter().filter(|key| key.kid.is_none()));
        if nameless.is_ok() || self.key_sets.is_empty() {
            return nameless;
        }
        let fetched = self.key_sets.named(kid, issuer).await.map_err(|_| Denied::NoKeys)?;
        let (own, others): (Vec<_>, Vec<_>) =
            fetched.iter().partition(|(signs, _)| signs.is_for(issuer));
        let judge = |keys: &[&(Signs, Arc<Key>)]| signed.judge(keys.iter().map(|(_, key)| &**key));
        judge(&own).map_err(|denied| match judge(&others) {
            Ok(_) => Denied::Issuer,
            Err(_) => denied,
        })
    }

    fn check_times(
        &self,
        auth: &ClientAuth,
        claims: &Map<String, Value>,
        now: i64,
        origin: Origin,
    ) -> Result<(), Denied> {
        let leeway = auth.leeway_seconds;
        let expires = seconds(claims.get("exp")).ok_or(Denied::Expired)?;
        if expires.saturating_add(leeway) <= now {
            return Err(Denied::Expired);
        }
        if origin == Origin::Development
            && expires > now.saturating_add(LONGEST_DEVELOPMENT_TOKEN_SECONDS + LEEWAY_SECONDS)
        {
            return Err(Denied::Expired);
        }
        for name in ["nbf", "iat"] {
            let Some(value) = claims.get(name) else { continue };
            let starts = seconds(Some(value)).ok_or(Denied::Malformed)?;
            if name == "nbf" && starts > now.saturating_add(leeway) {
                return Err(Denied::NotYet);
            }
        }
        Ok(())
    }

    fn check_audience(
        &self,
        auth: &ClientAuth,
        claims: &Map<String, Value>,
        origin: Origin,
    ) -> Result<(), Denied> {
        let accepts = |audience: &str| {
            !audience.is_empty()
                && (audience == self.instance_audience
                    || (origin == Origin::Supabase && audience == SUPABASE_AUDIENCE)
                    || auth.audiences.iter().any(|own| own == audience))
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

    fn check_issuer(
        &self,
        auth: &ClientAuth,
        claims: &Map<String, Value>,
        origin: Origin,
    ) -> Result<(), Denied> {
        let issuer = claims.get("iss").and_then(Value::as_str);
        let is_ours = match origin {
            Origin::Development => true,
            Origin::Supabase => issuer.is_some() && issuer == self.supabase_issuer.as_deref(),
            Origin::Configured => {
                auth.issuers.is_empty()
                    || issuer.is_some_and(|issuer| auth.issuers.iter().any(|own| own == issuer))
            }
        };
        if is_ours { Ok(()) } else { Err(Denied::Issuer) }
    }
}

/// What a token's header says of its signature.
struct Named<'a> {
    kid: Option<&'a str>,
    algorithm: &'a str,
}

impl<'a> Named<'a> {
    fn read(header: &'a Map<String, Value>) -> Result<Named<'a>, Denied> {
        if header.contains_key("crit") || header.contains_key("b64") {
            return Err(Denied::Malformed);
        }
        let kid = match header.get("kid") {
            Some(Value::String(kid)) if kid.len() <= LONGEST_KID => Some(kid.as_str()),
            Some(_) => return Err(Denied::Malformed),
            None => None,
        };
        let algorithm = header.get("alg").and_then(Value::as_str).ok_or(Denied::Malformed)?;
        Ok(Named { kid, algorithm })
    }
}

/// A token's signature and what it is over.
struct Signed<'a> {
    message: &'a [u8],
    signature: &'a str,
    named: Named<'a>,
}

impl Signed<'_> {
    /// The origin of the key that signed it. A key is used with its own algorithm and no other.
    fn judge<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Result<Origin, Denied> {
        let signer = keys.into_iter().find(|key| {
            let decoding: &DecodingKey = &key.decoding;
            key.spelling() == self.named.algorithm
                && crypto::verify(self.signature, self.message, decoding, key.algorithm)
                    .unwrap_or(false)
        });
        signer.map(|key| key.origin).ok_or(Denied::Signature)
    }
}

/// Whether there is a NUL anywhere in a claim. Neither every store nor every database can hold one: such a user could
/// not be written down, nor revoked, nor compared with a row.
fn holds_nul(claim: &Value) -> bool {
    match claim {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The user of a request without a token.
fn anonymous() -> User {
    let roles = vec![ANONYMOUS.to_owned()];
    User { id: None, roles, claims: Map::new() }
}

/// Claims as `$user`: `sub` is its `id` and the configured claim its `roles`, whatever claims of those names say.
fn user(claims: Map<String, Value>, auth: &ClientAuth, origin: Origin) -> User {
    let id = match claims.get("sub") {
        Some(Value::String(subject)) if !subject.is_empty() => Some(subject.clone()),
        Some(Value::Number(subject)) if subject.is_i64() || subject.is_u64() => {
            Some(subject.to_string())
        }
        _ => None,
    };
    let more: &[&str] = if origin == Origin::Supabase { &SUPABASE_ROLES } else { &[] };
    let mut roles: Vec<String> = Vec::new();
    for path in std::iter::once(auth.roles_claim.as_str()).chain(more.iter().copied()) {
        for role in roles_of(claim(&claims, path)) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    User { id, roles, claims }
}

/// Roles as a list of texts, or as one text with commas or blanks between them.
fn roles_of(claim: Option<&Value>) -> Vec<String> {
    let is_between = |character: char| character == ',' || character.is_whitespace();
    match claim {
        Some(Value::String(roles)) => {
            roles.split(is_between).filter(|role| !role.is_empty()).map(str::to_owned).collect()
        }
        Some(Value::Array(roles)) => {
            roles.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
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
pub(crate) fn seconds(value: Option<&Value>) -> Option<i64> {
    let number = value?.as_number()?;
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let broken = number.as_f64().filter(|broken| broken.is_finite() && broken.abs() < 1e15)?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    Some(broken.floor() as i64)
}
