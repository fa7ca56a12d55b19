//! Secrets that the server hands out: session ids, personal access tokens, the first-run code.
//!
//! Only their SHA-256 is kept: they are random and long, so a slow hash would protect nothing.

use rand::Rng;
use sha2::{Digest, Sha256};

/// Before every personal access token, so that scanners and people recognise one.
pub(crate) const PERSONAL: &str = "bw_pat_";

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH: usize = 30;
const CHECKSUM_LENGTH: usize = 6;

/// Letters and digits that are not mistaken for one another when typed from a terminal.
const TYPED: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A new personal access token: prefix, 30 random characters (178 bits), 6 characters of CRC32.
pub(crate) fn personal_token() -> String {
    let mut token = PERSONAL.to_owned();
    let mut random = rand::rng();
    token.extend(
        (0..RANDOM_LENGTH).map(|_| char::from(BASE62[random.random_range(0..BASE62.len())])),
    );
    let checksum = checksum(&token);
    token + &checksum
}

/// Whether a text can be a token of ours at all; typing errors and forgeries end here without touching the store.
pub(crate) fn is_well_formed(token: &str) -> bool {
    let Some(rest) = token.strip_prefix(PERSONAL) else { return false };
    let is_base62 = rest.len() == RANDOM_LENGTH + CHECKSUM_LENGTH
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_base62 && {
        let (body, given) = token.split_at(PERSONAL.len() + RANDOM_LENGTH);
        checksum(body) == given
    }
}

fn checksum(text: &str) -> String {
    let mut number = crc32fast::hash(text.as_bytes());
    let mut digits = [b'0'; CHECKSUM_LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[(number % 62) as usize];
        number /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

/// A new session id: 256 random bits as 64 hexadecimal characters.
pub(crate) fn session_id() -> String {
    crate::clock::random::<32>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A new first-run code: 100 random bits in five groups of four characters.
pub(crate) fn typed_code() -> String {
    let mut random = rand::rng();
    let group = |_| {
        (0..4).map(|_| char::from(TYPED[random.random_range(0..TYPED.len())])).collect::<String>()
    };
    (0..5).map(group).collect::<Vec<_>>().join("-")
}

/// What is kept of a secret.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_recognised_and_its_typing_errors_are_not() {
        let token = personal_token();
        assert_eq!(token.len(), 7 + 30 + 6);
        assert!(is_well_formed(&token), "{token}");
        let mut wrong = token.clone().into_bytes();
        wrong[20] = if wrong[20] == b'a' { b'b' } else { b'a' };
        assert!(!is_well_formed(&String::from_utf8_lossy(&wrong)));
        for text in [
            "",
            "bw_pat_",
            "bw_svc_0000",
            &token[1..],
            &format!("{token}0"),
            "bw_pat_éééééééééééééééééé",
        ] {
            assert!(!is_well_formed(text), "{text}");
        }
    }

    #[test]
    fn a_code_can_be_typed() {
        let code = typed_code();
        assert_eq!(code.len(), 24);
        assert!(code.bytes().all(|byte| byte == b'-' || TYPED.contains(&byte)), "{code}");
        assert_ne!(code, typed_code());
    }
}
