//! Secrets that the server hands out: session ids, personal access tokens, the first-run code.
//!
//! Only their SHA-256 is kept: they are random and long, so a slow hash would protect nothing.

use bailiwick_model::TokenKind;
use rand::Rng;
use sha2::{Digest, Sha256};

/// Letters and digits that are not mistaken for one another when typed from a terminal.
const TYPED: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A new token.
pub(crate) fn token(kind: TokenKind) -> String {
    let mut random = rand::rng();
    kind.write(std::array::from_fn(|_| random.random_range(0..62)))
}

/// A new session id: 256 random bits as 64 hexadecimal characters.
pub(crate) fn session_id() -> String {
    crate::clock::random::<32>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A new secret of a link: 256 random bits as 64 hexadecimal characters.
pub(crate) fn link() -> String {
    session_id()
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
    fn tokens_are_new_each_time_and_have_their_form() {
        let token = token(TokenKind::Personal);
        assert_eq!(TokenKind::of(&token), Ok(TokenKind::Personal), "{token}");
        assert_ne!(token, super::token(TokenKind::Personal));
    }

    #[test]
    fn a_code_can_be_typed() {
        let code = typed_code();
        assert_eq!(code.len(), 24);
        assert!(code.bytes().all(|byte| byte == b'-' || TYPED.contains(&byte)), "{code}");
        assert_ne!(code, typed_code());
    }
}
