//! Tokens that the instance signs itself, so that a developer can try it before there is an issuer.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Map, Value};

use crate::{
    client_auth::DEVELOPMENT_KID, config::InstanceConfig, gate::LONGEST_DEVELOPMENT_TOKEN_SECONDS,
};

/// Claims that the instance sets itself.
const RESERVED: [&str; 7] = ["sub", "aud", "exp", "iat", "nbf", "id", "roles"];

/// A signed token and when it ends; without debug text, so that no log holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct DevelopmentToken {
    /// The token.
    pub token: String,
    /// Seconds since 1970 at which it expires.
    pub expires_at_seconds: i64,
}

/// Why no development token is signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// Production never accepts them.
    #[error("a production instance accepts no development tokens")]
    Production,
    /// They are not switched on.
    #[error("development tokens are not switched on in the client auth of this instance")]
    SwitchedOff,
    /// Too long a life, or none.
    #[error("`expires_in_seconds` is between 1 and {LONGEST_DEVELOPMENT_TOKEN_SECONDS}")]
    Lifetime,
    /// A claim that the instance sets itself.
    #[error("the claim `{0}` is set by the instance")]
    Reserved(String),
    /// Signing failed.
    #[error("the token could not be signed")]
    Signing,
}

/// Signs a token for `subject`.
pub(crate) fn mint(
    config: &InstanceConfig,
    now_seconds: i64,
    subject: &str,
    roles: &[String],
    claims: Map<String, Value>,
    expires_in_seconds: i64,
) -> Result<DevelopmentToken, MintError> {
    if config.is_production {
        return Err(MintError::Production);
    }
    let auth = config
        .client_auth
        .as_ref()
        .filter(|auth| auth.development_tokens)
        .ok_or(MintError::SwitchedOff)?;
    let key = config.development_key.as_ref().ok_or(MintError::SwitchedOff)?;
    if !(1..=LONGEST_DEVELOPMENT_TOKEN_SECONDS).contains(&expires_in_seconds) {
        return Err(MintError::Lifetime);
    }
    let mut claims = claims;
    for reserved in RESERVED.into_iter().chain([auth.roles_claim.as_str()]) {
        if claims.contains_key(reserved) {
            return Err(MintError::Reserved(reserved.to_owned()));
        }
    }
    let expires_at_seconds = now_seconds.saturating_add(expires_in_seconds);
    claims.insert("sub".to_owned(), subject.into());
    claims.insert("aud".to_owned(), config.audience.as_str().into());
    claims.insert("iat".to_owned(), now_seconds.into());
    claims.insert("exp".to_owned(), expires_at_seconds.into());
    claims.insert(auth.roles_claim.clone(), roles.to_vec().into());
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(DEVELOPMENT_KID.to_owned());
    let token =
        encode(&header, &claims, &EncodingKey::from_secret(key)).map_err(|_| MintError::Signing)?;
    Ok(DevelopmentToken { token, expires_at_seconds })
}
