//! Where a page of a list continues: opaque to the caller, sealed to the list and to the principal that asked.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign, verify};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::Error;

const TAG_LENGTH: usize = 32;

/// Seals and opens cursors.
pub(crate) struct Cursors(Key);

/// Bytes of a sign.
const SIGN_LENGTH: usize = 12;

impl Cursors {
    /// Cursors under a secret that every node of the server shares.
    pub(crate) fn new(secret: &[u8]) -> Self {
        Cursors(Key::new(HMAC_SHA256, secret))
    }

    /// A sign of a text that says nothing about it.
    pub(crate) fn sign(&self, text: &str) -> String {
        let tag = sign(&self.0, &message("sign", text.as_bytes()));
        URL_SAFE_NO_PAD.encode(&tag.as_ref()[..SIGN_LENGTH])
    }

    /// Seals the place `after`; `bound_to` says which list, of whom, with which filters.
    pub(crate) fn seal(&self, bound_to: &str, after: &str) -> String {
        let tag = sign(&self.0, &message(bound_to, after.as_bytes()));
        URL_SAFE_NO_PAD.encode([tag.as_ref(), after.as_bytes()].concat())
    }

    /// Opens a cursor of the same list, principal and filters.
    pub(crate) fn open(&self, bound_to: &str, cursor: &str) -> Result<String, Error> {
        let refused = || Error::invalid("cursor", "this is not a cursor of this list");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let (tag, after) = bytes.split_at_checked(TAG_LENGTH).ok_or_else(refused)?;
        verify(&self.0, &message(bound_to, after), tag).map_err(|_| refused())?;
        String::from_utf8(after.to_vec()).map_err(|_| refused())
    }
}

fn message(bound_to: &str, after: &[u8]) -> Vec<u8> {
    let length = bound_to.len().to_be_bytes();
    [length.as_slice(), bound_to.as_bytes(), after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_for_its_own_list_alone() {
        let cursors = Cursors::new(b"secret");
        let cursor = cursors.seal("project_list ana search=", "0123");
        assert_eq!(cursors.open("project_list ana search=", &cursor).ok().as_deref(), Some("0123"));
        assert!(cursors.open("project_list ben search=", &cursor).is_err());
        assert!(cursors.open("project_list ana search=x", &cursor).is_err());
        for forged in ["", "x", "AAAA", &cursor[1..], &URL_SAFE_NO_PAD.encode([0; 40])] {
            assert!(cursors.open("project_list ana search=", forged).is_err(), "{forged}");
        }
    }
}
