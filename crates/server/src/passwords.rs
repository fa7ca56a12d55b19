//! Password hashing on one core with a short queue, so that sign-ins cannot starve everything else.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};

use crate::aside::Aside;
use crate::error::Error;

/// How many may wait; at about 35 ms each, the last one waits a second.
const QUEUE: usize = 32;

/// The pool. Parameters are OWASP's: 19 MiB, two passes, one lane.
#[derive(Clone)]
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    aside: Aside,
    /// The hash of no password: an unknown account costs as much work as a known one.
    dummy: Arc<str>,
}

impl Passwords {
    /// A pool, with the hash that unknown accounts are compared with.
    pub(crate) fn new() -> Result<Self, Error> {
        let params = Params::new(19 * 1_024, 2, 1, None)
            .map_err(|error| Error::internal(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy = hash_with(&argon2, &crate::secret::session_id())?;
        let aside = Aside::new(QUEUE, "too many sign-ins at once");
        Ok(Passwords { argon2, aside, dummy: dummy.into() })
    }

    /// Hashes a password into a PHC string.
    pub(crate) async fn hash(&self, password: SecretString) -> Result<String, Error> {
        let argon2 = self.argon2.clone();
        self.aside.run(move || hash_with(&argon2, password.expose_secret())).await?
    }

    /// Whether a password belongs to a PHC string; without one the same work is done and the answer is no.
    pub(crate) async fn verify(
        &self,
        password: SecretString,
        hash: Option<String>,
    ) -> Result<bool, Error> {
        let argon2 = self.argon2.clone();
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.dummy.to_string());
        let is_equal = self
            .aside
            .run(move || {
                let Ok(hash) = PasswordHash::new(&hash) else { return false };
                argon2.verify_password(password.expose_secret().as_bytes(), &hash).is_ok()
            })
            .await?;
        Ok(is_known && is_equal)
    }
}

fn hash_with(argon2: &Argon2<'static>, password: &str) -> Result<String, Error> {
    let hash = argon2
        .hash_password(password.as_bytes())
        .map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_fits() -> Result<(), Error> {
        let pool = Passwords::new()?;
        let hash = pool.hash("violet-harbour".into()).await?;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(pool.verify("violet-harbour".into(), Some(hash.clone())).await?);
        assert!(!pool.verify("violet-harbor".into(), Some(hash)).await?);
        assert!(!pool.verify("violet-harbour".into(), None).await?);
        Ok(())
    }

    #[tokio::test]
    async fn a_flood_is_told_to_come_back() -> Result<(), Error> {
        let pool = Passwords::new()?;
        let tries = (0..QUEUE + 8).map(|_| pool.verify("x".into(), None));
        let refused = futures::future::join_all(tries)
            .await
            .into_iter()
            .filter(|result| result.is_err())
            .count();
        assert_eq!(refused, 8);
        assert!(!pool.verify("x".into(), None).await?);
        Ok(())
    }
}
