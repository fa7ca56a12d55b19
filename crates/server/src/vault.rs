//! Secrets at rest: AES-256-GCM under a key file beside the data; the place of a secret is part of its seal, so that
//! a ciphertext moved to another row does not open.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use bailiwick_model::{InstanceId, OrganizationId};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const HEADING: &str = "bailiwick-key-1:";
const NONCE_LENGTH: usize = 12;

/// Why the vault stays shut.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The store holds ciphertext, but there is no key.
    #[error(
        "the key file `{0}` is missing, and the store holds secrets sealed with it: put it back from your backup"
    )]
    Missing(PathBuf),
    /// The key is not the one that sealed the store's secrets.
    #[error(
        "the key in `{0}` is not the one that sealed the secrets of this store: put back the one that belongs to it"
    )]
    Wrong(PathBuf),
    /// The file is not a key file.
    #[error("`{0}` is not a key file: it should be one line that begins with `bailiwick-key-1:`")]
    Broken(PathBuf),
    /// The file can be read by others.
    #[error("the key file `{0}` can be read by others on this machine: run `chmod 600 {0}`")]
    Open(PathBuf),
    /// The file could not be read or written.
    #[error("cannot use the key file `{0}`: {1}")]
    File(PathBuf, std::io::Error),
}

/// What a ciphertext belongs to.
pub(crate) struct Place<'a> {
    /// The organization that owns the secret.
    pub(crate) organization: OrganizationId,
    /// The instance that uses it.
    pub(crate) instance: InstanceId,
    /// The kind of secret and, where there are several, which one: `connection:main`.
    pub(crate) field: &'a str,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        format!("bailiwick/1/{}/{}/{}", self.organization, self.instance, self.field).into_bytes()
    }
}

/// A ciphertext that does not open: another key, another place, or damage.
#[derive(Debug, thiserror::Error)]
#[error("a secret of the store does not open with this key")]
pub(crate) struct Sealed;

/// Seals and opens secrets.
pub(crate) struct Vault {
    key: RandomizedNonceKey,
    fingerprint: String,
    /// Keys for other purposes come from this, never from the sealing key itself.
    root: Key,
}

impl Vault {
    /// Opens the key file. It is created only for a store that expects no key yet; `expected` is the fingerprint that the
    /// store remembers.
    pub(crate) fn open(path: &Path, expected: Option<&str>) -> Result<Self, VaultError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound && expected.is_none() => {
                create(path)?
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(VaultError::Missing(path.to_owned()));
            }
            Err(error) => return Err(VaultError::File(path.to_owned(), error)),
        };
        refuse_open(path)?;
        let broken = || VaultError::Broken(path.to_owned());
        let encoded = text.trim().strip_prefix(HEADING).ok_or_else(broken)?;
        let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| broken())?);
        let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| broken())?;
        let fingerprint = fingerprint(&bytes);
        if expected.is_some_and(|expected| expected != fingerprint) {
            return Err(VaultError::Wrong(path.to_owned()));
        }
        Ok(Vault { key, fingerprint, root: Key::new(HMAC_SHA256, &bytes) })
    }

    /// A key of its own for a purpose; the same on every node that shares the key file.
    pub(crate) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        key.copy_from_slice(
            &sign(&self.root, format!("bailiwick/derive/1/{purpose}").as_bytes()).as_ref()[..32],
        );
        key
    }

    /// What the store remembers of the key: enough to tell a wrong one, nothing to find it.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Seals a secret for a place: base64 of nonce, ciphertext and tag.
    pub(crate) fn seal(&self, place: &Place<'_>, secret: &str) -> Result<String, Sealed> {
        let mut bytes = secret.as_bytes().to_vec();
        let nonce = self
            .key
            .seal_in_place_append_tag(Aad::from(place.bytes()), &mut bytes)
            .map_err(|_| Sealed)?;
        Ok(STANDARD.encode([nonce.as_ref().as_slice(), &bytes].concat()))
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open_sealed(
        &self,
        place: &Place<'_>,
        sealed: &str,
    ) -> Result<Zeroizing<String>, Sealed> {
        let mut bytes = STANDARD.decode(sealed).map_err(|_| Sealed)?;
        let Some((nonce, body)) = bytes.split_at_mut_checked(NONCE_LENGTH) else {
            return Err(Sealed);
        };
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Sealed)?;
        let secret =
            self.key.open_in_place(nonce, Aad::from(place.bytes()), body).map_err(|_| Sealed)?;
        let text = std::str::from_utf8(secret).map_err(|_| Sealed)?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

fn fingerprint(key: &[u8]) -> String {
    let digest =
        Sha256::new().chain_update(b"bailiwick key fingerprint").chain_update(key).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn create(path: &Path) -> Result<Zeroizing<String>, VaultError> {
    let key = Zeroizing::new(crate::clock::random::<32>());
    let line = Zeroizing::new(format!("{HEADING}{}\n", STANDARD.encode(key.as_slice())));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || -> std::io::Result<()> {
        let mut file = options.open(path)?;
        file.write_all(line.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| VaultError::File(path.to_owned(), error))?;
    Ok(line)
}

#[cfg(unix)]
fn refuse_open(path: &Path) -> Result<(), VaultError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata =
        std::fs::metadata(path).map_err(|error| VaultError::File(path.to_owned(), error))?;
    if metadata.permissions().mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(VaultError::Open(path.to_owned()))
    }
}

#[cfg(not(unix))]
fn refuse_open(_: &Path) -> Result<(), VaultError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailiwick_model::Id;

    fn place(field: &str) -> Place<'_> {
        Place {
            organization: Id::new(1, [1; 6]).into(),
            instance: Id::new(2, [2; 6]).into(),
            field,
        }
    }

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&folder.path().join("secret.key"), None).unwrap();
        let sealed = vault.seal(&place("connection:main"), "postgres://u:p@h/d").unwrap();
        assert!(!sealed.contains("postgres"));
        assert_ne!(sealed, vault.seal(&place("connection:main"), "postgres://u:p@h/d").unwrap());
        assert_eq!(
            vault.open_sealed(&place("connection:main"), &sealed).unwrap().as_str(),
            "postgres://u:p@h/d"
        );
        assert!(vault.open_sealed(&place("connection:other"), &sealed).is_err());
        for damaged in
            ["", "AAAA", &sealed[..sealed.len() - 4], &sealed.replacen(&sealed[..1], "_", 1)]
        {
            assert!(vault.open_sealed(&place("connection:main"), damaged).is_err(), "{damaged}");
        }
    }

    #[test]
    fn the_key_is_private_and_its_absence_is_said() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let fingerprint = Vault::open(&path, None).unwrap().fingerprint().to_owned();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(Vault::open(&path, Some(&fingerprint)).is_ok());
        assert!(matches!(Vault::open(&path, Some("0000")), Err(VaultError::Wrong(_))));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Vault::open(&path, Some(&fingerprint)), Err(VaultError::Open(_))));
        std::fs::remove_file(&path).unwrap();
        let refusal = Vault::open(&path, Some(&fingerprint)).err().unwrap().to_string();
        assert!(refusal.contains("is missing"), "{refusal}");
        assert!(!path.exists(), "a missing key is never replaced");
        std::fs::write(&path, "x").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(Vault::open(&path, None), Err(VaultError::Broken(_))));
    }
}
