//! Which tokens an instance accepts, and the keys made ready from it, each pinned to its one algorithm.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};

use crate::cors;

/// The kid of tokens that the instance signs itself; no configured key may bear it.
pub const DEVELOPMENT_KID: &str = "bailiwick-development";

/// Shortest HS256 secret that is accepted, in bytes (RFC 7518, section 3.2).
pub const SHORTEST_SECRET: usize = 32;

/// How application users prove who they are.
#[derive(Clone)]
pub struct ClientAuth {
    /// Shared secrets.
    pub hs256: Vec<Hs256>,
    /// Public keys, inline: RS256, ES256 or EdDSA.
    pub jwks: Option<JwkSet>,
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
            audiences: Vec::new(),
            roles_claim: "roles".to_owned(),
            development_tokens: false,
            anonymous: false,
            origins: Vec::new(),
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
            if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
                continue;
            }
            if Key::from_jwk(jwk).is_none() {
                return refuse(format!(
                    "key `{kid}` is not a public key for RS256, ES256 or EdDSA"
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
        if self.roles_claim.is_empty() {
            return refuse("`roles_claim` is empty".to_owned());
        }
        cors::complaint(&self.origins).map_or(Ok(()), refuse)
    }
}

/// One key with the one algorithm it may be used for.
pub(crate) struct Key {
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) decoding: DecodingKey,
}

impl Key {
    /// Every usable key of a client auth; one that `check` would refuse is left out, so it verifies nothing.
    pub(crate) fn all(auth: &ClientAuth) -> Vec<Key> {
        let shared = auth
            .hs256
            .iter()
            .filter(|key| key.secret.len() >= SHORTEST_SECRET)
            .map(Key::from_secret);
        let public = auth.jwks.iter().flat_map(|set| &set.keys).filter_map(Key::from_jwk);
        shared
            .chain(public)
            .filter(|key| !key.kid.is_empty() && key.kid != DEVELOPMENT_KID)
            .collect()
    }

    fn from_secret(key: &Hs256) -> Key {
        let decoding = DecodingKey::from_secret(&key.secret);
        Key { kid: key.kid.clone(), algorithm: Algorithm::HS256, decoding }
    }

    fn from_jwk(jwk: &Jwk) -> Option<Key> {
        if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
            return None;
        }
        let (algorithm, spelled) = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                (Algorithm::ES256, KeyAlgorithm::ES256)
            }
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
                (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
            }
            _ => return None,
        };
        if jwk.common.key_algorithm.is_some_and(|named| named != spelled) {
            return None;
        }
        let decoding = DecodingKey::from_jwk(jwk).ok()?;
        Some(Key { kid: jwk.common.key_id.clone()?, algorithm, decoding })
    }
}
