//! Which tokens an instance accepts, as people configure it.

use std::collections::BTreeMap;

use bailiwick_engine::check_address;
use bailiwick_query::SessionQuery;
use jsonwebtoken::jwk::JwkSet;

use crate::keys::{Key, Origin, is_for_signatures};

use crate::cors;

/// The kid of tokens that the instance signs itself; no configured key may bear it.
pub const DEVELOPMENT_KID: &str = "bailiwick-development";

/// Shortest HS256 secret that is accepted, in bytes (RFC 7518, section 3.2).
pub const SHORTEST_SECRET: usize = 32;

/// How far clocks may be apart where nothing else is said, in seconds.
pub const LEEWAY_SECONDS: i64 = 5;

/// How far clocks may be apart at most, in seconds.
pub const LONGEST_LEEWAY_SECONDS: i64 = 300;

/// Key sets that are fetched for one instance, at most.
pub const MOST_KEY_SETS: usize = 10;

/// How application users prove who they are.
#[derive(Clone)]
pub struct ClientAuth {
    /// Shared secrets.
    pub hs256: Vec<Hs256>,
    /// Public keys, inline: RSA, EC (P-256, P-384) or Ed25519.
    pub jwks: Option<JwkSet>,
    /// Addresses of public keys that are fetched and kept fresh.
    pub jwks_uri: Vec<String>,
    /// Whose keys an address of `jwks_uri` has, where several addresses and issuers are named and the address does not begin
    /// with that of its issuer.
    pub key_issuers: BTreeMap<String, String>,
    /// A Supabase project whose users come in.
    pub supabase: Option<Supabase>,
    /// Of which `iss` must be one; any issuer where there is none.
    pub issuers: Vec<String>,
    /// How far the clocks of an issuer and of this server may be apart, in seconds.
    pub leeway_seconds: i64,
    /// Accepted as `aud` besides the instance's own URL.
    pub audiences: Vec<String>,
    /// The claim that names the user's roles; a dotted path where no claim has the exact name.
    pub roles_claim: String,
    /// Whether tokens that the instance signed itself are accepted (never in production).
    pub development_tokens: bool,
    /// Whether a request without a token comes in, with the role `anonymous`.
    pub anonymous: bool,
    /// Whose pages may ask: exact origins such as `https://app.example.com`.
    pub origins: Vec<String>,
    /// What the instance's own database is asked about whoever comes in with a token.
    pub session: Option<Session>,
}

/// A query whose columns become part of `$user`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// The connection that it runs on.
    pub connection: String,
    /// `SELECT`, with `$user.<path>` for what the token says.
    pub query: String,
    /// Columns of one value, the same in every row.
    pub values: Vec<String>,
    /// Columns whose values are collected over the rows; `roles` are roles.
    pub lists: Vec<String>,
}

impl Session {
    pub(crate) fn read(&self) -> Result<SessionQuery, String> {
        SessionQuery::parse(&self.query, &self.values, &self.lists)
    }
}

/// A Supabase project: where its keys are, what it calls itself and how it names roles follows from its address.
#[derive(Clone)]
pub struct Supabase {
    /// Such as `https://abcdefghijkl.supabase.co`.
    pub url: String,
    /// The legacy JWT secret as it is shown (its text is the secret), of projects that do not sign with keys yet.
    pub legacy_secret: Option<Vec<u8>>,
}

impl Supabase {
    fn base(&self) -> &str {
        self.url.trim_end_matches('/')
    }

    pub(crate) fn jwks_uri(&self) -> String {
        format!("{}/auth/v1/.well-known/jwks.json", self.base())
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/auth/v1", self.base())
    }
}

/// In whose name the keys of an address sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Signs {
    /// In that of each of `issuers`.
    ForAll,
    /// In the name of one issuer.
    For(String),
    /// It is not known: in nobody's.
    ForNobody,
}

impl Signs {
    pub(crate) fn is_for(&self, issuer: Option<&str>) -> bool {
        match self {
            Signs::ForAll => true,
            Signs::For(own) => issuer == Some(own),
            Signs::ForNobody => false,
        }
    }
}

/// A shared secret.
#[derive(Clone)]
pub struct Hs256 {
    /// The name tokens call it by.
    pub kid: String,
    /// The secret's bytes.
    pub secret: Vec<u8>,
}

impl std::fmt::Debug for ClientAuth {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ClientAuth")
    }
}

impl Default for ClientAuth {
    fn default() -> Self {
        Self {
            hs256: Vec::new(),
            jwks: None,
            jwks_uri: Vec::new(),
            key_issuers: BTreeMap::new(),
            supabase: None,
            issuers: Vec::new(),
            leeway_seconds: LEEWAY_SECONDS,
            audiences: Vec::new(),
            roles_claim: "roles".to_owned(),
            development_tokens: false,
            anonymous: false,
            origins: Vec::new(),
            session: None,
        }
    }
}

/// Why a client auth cannot be used, as a sentence for who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ClientAuthError(pub String);

impl ClientAuth {
    /// Checks what a person entered.
    ///
    /// # Errors
    /// A sentence naming the key that is too short, of a foreign kind, or named like another.
    pub fn check(&self) -> Result<(), ClientAuthError> {
        let refuse = |sentence: String| Err(ClientAuthError(sentence));
        let mut seen = Vec::new();
        for key in &self.hs256 {
            if key.secret.len() < SHORTEST_SECRET {
                return refuse(format!(
                    "the secret of `{}` is shorter than {SHORTEST_SECRET} bytes",
                    key.kid
                ));
            }
            seen.push(key.kid.as_str());
        }
        for (index, jwk) in self.jwks.iter().flat_map(|set| &set.keys).enumerate() {
            let Some(kid) = jwk.common.key_id.as_deref() else {
                return refuse(format!("key {} of the key set has no `kid`", index + 1));
            };
            if !is_for_signatures(jwk) {
                continue;
            }
            if Key::from_jwk(jwk, Origin::Configured).is_none() {
                return refuse(format!(
                    "key `{kid}` is not a public key for RS256, ES256 or EdDSA, or its `alg` does not fit"
                ));
            }
            seen.push(kid);
        }
        for (index, kid) in seen.iter().enumerate() {
            if kid.is_empty() {
                return refuse("a key needs a `kid`".to_owned());
            }
            if *kid == DEVELOPMENT_KID {
                return refuse(format!("the kid `{DEVELOPMENT_KID}` is reserved"));
            }
            if seen[..index].contains(kid) {
                return refuse(format!("two keys have the kid `{kid}`"));
            }
        }
        self.check_claims().and_then(|()| self.check_addresses())
    }

    /// What can be meant, but is worth a second thought.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.anonymous {
            warnings.push(
                "`anonymous` lets everybody in who sends no token: what the policy grants the role `anonymous` is public"
                    .to_owned(),
            );
        }
        if self.supabase.as_ref().is_some_and(|supabase| supabase.legacy_secret.is_some()) {
            warnings.push(
                "whoever knows Supabase's legacy secret can sign in as anybody: move the project to signing keys"
                    .to_owned(),
            );
        }
        if self.jwks_uri.len() > 1 && self.issuers.is_empty() && self.key_issuers.is_empty() {
            warnings.push(
                "the keys of each address sign in the name of every issuer: name the `issuers`, so that one cannot speak for another"
                    .to_owned(),
            );
        }
        warnings.extend(self.lost_keys());
        let has_keys = !self.hs256.is_empty()
            || self.jwks.is_some()
            || !self.jwks_uri.is_empty()
            || self.supabase.is_some();
        if !has_keys && !self.anonymous && !self.development_tokens {
            warnings.push("nobody comes in: there is no key".to_owned());
        }
        warnings
    }

    /// Whether keys let nobody in because it is not known whose they are. It is refused when it is saved; what was saved before
    /// that was asked may hold it.
    pub fn lost_keys(&self) -> Option<String> {
        let is_lost = |address: &&String| self.signs(address) == Signs::ForNobody;
        let lost = self.jwks_uri.iter().filter(is_lost).count();
        (lost > 0).then(|| {
            format!(
                "client auth: the keys of {lost} of {} addresses in `jwks_uri` let nobody in, for among several issuers it is not known whose they are: name their issuers in `key_issuers`",
                self.jwks_uri.len()
            )
        })
    }

    fn check_claims(&self) -> Result<(), ClientAuthError> {
        let refuse = |sentence: String| Err(ClientAuthError(sentence));
        if self.roles_claim.is_empty() {
            return refuse("`roles_claim` is empty".to_owned());
        }
        if self.roles_claim.split('.').next() == Some("user_metadata") {
            return refuse(
                "`roles_claim` leads into `user_metadata`, which users change themselves: use `app_metadata`"
                    .to_owned(),
            );
        }
        for (field, values) in [("audiences", &self.audiences), ("issuers", &self.issuers)] {
            if values.iter().any(String::is_empty) {
                return refuse(format!("`{field}` holds an empty text"));
            }
        }
        if !(0..=LONGEST_LEEWAY_SECONDS).contains(&self.leeway_seconds) {
            return refuse(format!("`leeway_seconds` is between 0 and {LONGEST_LEEWAY_SECONDS}"));
        }
        cors::complaint(&self.origins).map_or(Ok(()), refuse)
    }

    /// In whose name the keys of this address sign: of several issuers it is the one that is named for it, or whose own
    /// address it begins with.
    pub(crate) fn signs(&self, address: &str) -> Signs {
        if let Some(issuer) = self.key_issuers.get(address) {
            return Signs::For(issuer.clone());
        }
        // What is pasted is whoever's: then the keys of a single address are not the only ones either.
        let is_pasted = self.jwks.is_some() || !self.hs256.is_empty();
        if self.jwks_uri.len() + usize::from(is_pasted) < 2 || self.issuers.len() < 2 {
            return Signs::ForAll;
        }
        let is_below = |issuer: &&String| {
            let rest = address.strip_prefix(issuer.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let nearest = self.issuers.iter().filter(is_below).max_by_key(|issuer| issuer.len());
        nearest.map_or(Signs::ForNobody, |issuer| Signs::For(issuer.clone()))
    }

    fn check_issuers(&self) -> Result<(), ClientAuthError> {
        for (address, issuer) in &self.key_issuers {
            let (kind, name, list) = if !self.jwks_uri.contains(address) {
                ("an address", address, "jwks_uri")
            } else if !self.issuers.contains(issuer) {
                ("an issuer", issuer, "issuers")
            } else {
                continue;
            };
            let name = name.escape_debug();
            let sentence = format!("`key_issuers` names {kind} that `{list}` does not: `{name}`");
            return Err(ClientAuthError(sentence));
        }
        let lost = self.jwks_uri.iter().find(|address| self.signs(address) == Signs::ForNobody);
        lost.map_or(Ok(()), |address| {
            let address = address.escape_debug();
            Err(ClientAuthError(format!(
                "whose keys `{address}` has cannot be told among several issuers: name its issuer in `key_issuers`"
            )))
        })
    }

    fn check_addresses(&self) -> Result<(), ClientAuthError> {
        let refuse = |sentence: String| Err(ClientAuthError(sentence));
        for (index, uri) in self.jwks_uri.iter().enumerate() {
            check_address(uri).map_err(|error| ClientAuthError(format!("`jwks_uri`: {error}")))?;
            if self.jwks_uri[..index].contains(uri) {
                return refuse(format!("`jwks_uri` names `{uri}` twice"));
            }
        }
        if self.jwks_uri.len() > MOST_KEY_SETS {
            return refuse(format!("`jwks_uri` names more than {MOST_KEY_SETS} addresses"));
        }
        self.check_issuers()?;
        if let Some(session) = &self.session {
            session.read().map_err(|error| ClientAuthError(format!("`session`: {error}")))?;
        }
        let Some(supabase) = &self.supabase else { return Ok(()) };
        let url = check_address(&supabase.url)
            .map_err(|error| ClientAuthError(format!("`supabase.url`: {error}")))?;
        if url.query().is_some() || !url.path().trim_end_matches('/').is_empty() {
            return refuse(
                "`supabase.url` is the project's address without a path, such as `https://abcdefghijkl.supabase.co`"
                    .to_owned(),
            );
        }
        if supabase.legacy_secret.as_ref().is_some_and(|secret| secret.len() < SHORTEST_SECRET) {
            return refuse(format!(
                "`supabase.legacy_secret` is shorter than {SHORTEST_SECRET} bytes"
            ));
        }
        Ok(())
    }
}
