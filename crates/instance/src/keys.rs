//! Keys made ready, each pinned to its one algorithm: what a token's header says chooses none.

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};

use crate::client_auth::{ClientAuth, DEVELOPMENT_KID, Hs256, SHORTEST_SECRET};

/// By whose word a key counts, and so which rules its tokens are held to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// Entered, or fetched from an address that was entered.
    Configured,
    /// Of the Supabase project.
    Supabase,
    /// The instance's own.
    Development,
}

/// One key with the one algorithm it may be used for.
pub(crate) struct Key {
    /// What tokens call it; none for a secret that has no name.
    pub(crate) kid: Option<String>,
    pub(crate) algorithm: Algorithm,
    pub(crate) decoding: DecodingKey,
    pub(crate) origin: Origin,
}

/// Every usable key that a client auth holds itself; one that `check` would refuse is left out, so it verifies nothing.
pub(crate) fn inline(auth: &ClientAuth) -> Vec<Key> {
    let is_long = |secret: &[u8]| secret.len() >= SHORTEST_SECRET;
    let shared = auth.hs256.iter().filter(|key| is_long(&key.secret)).map(Key::from_secret);
    let public = auth.jwks.iter().flat_map(|set| &set.keys);
    let public = public.filter_map(|jwk| Key::from_jwk(jwk, Origin::Configured));
    let legacy = auth.supabase.as_ref().and_then(|supabase| supabase.legacy_secret.as_deref());
    let legacy = legacy.filter(|secret| is_long(secret)).map(|secret| Key {
        kid: None,
        algorithm: Algorithm::HS256,
        decoding: DecodingKey::from_secret(secret),
        origin: Origin::Supabase,
    });
    shared.chain(public).filter(Key::has_free_name).chain(legacy).collect()
}

impl Key {
    /// The key that signs development tokens.
    pub(crate) fn of_development(secret: &[u8; 32]) -> Key {
        Key {
            kid: Some(DEVELOPMENT_KID.to_owned()),
            algorithm: Algorithm::HS256,
            decoding: DecodingKey::from_secret(secret),
            origin: Origin::Development,
        }
    }

    fn from_secret(key: &Hs256) -> Key {
        Key {
            kid: Some(key.kid.clone()),
            algorithm: Algorithm::HS256,
            decoding: DecodingKey::from_secret(&key.secret),
            origin: Origin::Configured,
        }
    }

    /// A public key that has a name and is for signatures; a symmetric one (`kty: oct`) is none.
    pub(crate) fn from_jwk(jwk: &Jwk, origin: Origin) -> Option<Key> {
        if !is_for_signatures(jwk) {
            return None;
        }
        let algorithm = algorithm(jwk)?;
        let decoding = DecodingKey::from_jwk(jwk).ok()?;
        Some(Key { kid: Some(jwk.common.key_id.clone()?), algorithm, decoding, origin })
    }

    pub(crate) fn is_called(&self, kid: &str) -> bool {
        self.kid.as_deref() == Some(kid)
    }

    /// Whether its name is one that a configured key may bear.
    pub(crate) fn has_free_name(&self) -> bool {
        self.kid.as_deref().is_some_and(|kid| !kid.is_empty() && kid != DEVELOPMENT_KID)
    }

    /// Its algorithm as a header spells it.
    pub(crate) fn spelling(&self) -> &'static str {
        match self.algorithm {
            Algorithm::HS256 => "HS256",
            Algorithm::RS256 => "RS256",
            Algorithm::RS384 => "RS384",
            Algorithm::RS512 => "RS512",
            Algorithm::PS256 => "PS256",
            Algorithm::PS384 => "PS384",
            Algorithm::PS512 => "PS512",
            Algorithm::ES256 => "ES256",
            Algorithm::ES384 => "ES384",
            Algorithm::EdDSA => "EdDSA",
            _ => "",
        }
    }
}

/// Whether `use` and `key_ops` (RFC 7517, sections 4.2 and 4.3) leave a key to verify signatures.
pub(crate) fn is_for_signatures(jwk: &Jwk) -> bool {
    let is_used = matches!(&jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let verifies = |operations: &Vec<KeyOperations>| operations.contains(&KeyOperations::Verify);
    is_used && jwk.common.key_operations.as_ref().is_none_or(verifies)
}

/// The one algorithm of a public key: what its kind has, or among several the one that its `alg` names.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    let named = jwk.common.key_algorithm;
    match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => match named.unwrap_or(KeyAlgorithm::RS256) {
            KeyAlgorithm::RS256 => Some(Algorithm::RS256),
            KeyAlgorithm::RS384 => Some(Algorithm::RS384),
            KeyAlgorithm::RS512 => Some(Algorithm::RS512),
            KeyAlgorithm::PS256 => Some(Algorithm::PS256),
            KeyAlgorithm::PS384 => Some(Algorithm::PS384),
            KeyAlgorithm::PS512 => Some(Algorithm::PS512),
            _ => None,
        },
        AlgorithmParameters::EllipticCurve(key) => {
            let (algorithm, spelled) = match key.curve {
                EllipticCurve::P256 => (Algorithm::ES256, KeyAlgorithm::ES256),
                EllipticCurve::P384 => (Algorithm::ES384, KeyAlgorithm::ES384),
                _ => return None,
            };
            named.is_none_or(|named| named == spelled).then_some(algorithm)
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            named.is_none_or(|named| named == KeyAlgorithm::EdDSA).then_some(Algorithm::EdDSA)
        }
        _ => None,
    }
}
