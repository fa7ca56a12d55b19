//! Secrets that the server hands out: session ids, personal access tokens, the first-run code.
//!
//! Only their SHA-256 is kept: they are random and long, so a slow hash would protect nothing.

use rand::Rng;
use sha2::{Digest, Sha256};

/// What a token is for, told by its beginning, so that scanners and people recognise one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A person's.
    Personal,
    /// A program's.
    Service,
}

impl Kind {
    const ALL: [Kind; 2] = [Kind::Personal, Kind::Service];

    /// What every token of the kind begins with.
    pub(crate) const fn prefix(self) -> &'static str {
        match self {
            Kind::Personal => "bw_pat_",
            Kind::Service => "bw_svc_",
        }
    }
}

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH: usize = 30;
const CHECKSUM_LENGTH: usize = 6;

/// Letters and digits that are not mistaken for one another when typed from a terminal.
const TYPED: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A new token: prefix, 30 random characters (178 bits), 6 characters of CRC32.
pub(crate) fn token(kind: Kind) -> String {
    let mut token = kind.prefix().to_owned();
    let mut random = rand::rng();
    token.extend(
        (0..RANDOM_LENGTH).map(|_| char::from(BASE62[random.random_range(0..BASE62.len())])),
    );
    let checksum = checksum(&token);
    token + &checksum
}

/// What a text is a token of, if it can be one at all; typing errors and forgeries end here without touching the store.
pub(crate) fn kind_of(token: &str) -> Option<Kind> {
    let kind = Kind::ALL.into_iter().find(|kind| token.starts_with(kind.prefix()))?;
    let rest = &token[kind.prefix().len()..];
    let is_base62 = rest.len() == RANDOM_LENGTH + CHECKSUM_LENGTH
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_whole = is_base62 && {
        let (body, given) = token.split_at(kind.prefix().len() + RANDOM_LENGTH);
        checksum(body) == given
    };
    is_whole.then_some(kind)
}

/// Whether a text has a token in it, or what looks like the beginning of one.
pub(crate) fn is_in(text: &str) -> bool {
    Kind::ALL.into_iter().any(|kind| text.contains(kind.prefix()))
}

/// The characters by which people recognise a token.
pub(crate) fn last_four(token: &str) -> String {
    token.chars().skip(token.chars().count().saturating_sub(4)).collect()
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
    fn a_token_is_recognised_and_its_typing_errors_are_not() {
        let service = token(Kind::Service);
        assert_eq!(kind_of(&service), Some(Kind::Service), "{service}");
        let token = token(Kind::Personal);
        assert_eq!(token.len(), 7 + 30 + 6);
        assert_eq!(kind_of(&token), Some(Kind::Personal), "{token}");
        let mut wrong = token.clone().into_bytes();
        wrong[20] = if wrong[20] == b'a' { b'b' } else { b'a' };
        assert_eq!(kind_of(&String::from_utf8_lossy(&wrong)), None);
        let other = token.replacen("bw_pat_", "bw_svc_", 1);
        assert_eq!(kind_of(&other), None, "the checksum covers the prefix");
        for text in [
            "",
            "bw_pat_",
            "bw_svc_0000",
            &token[1..],
            &format!("{token}0"),
            "bw_pat_éééééééééééééééééé",
        ] {
            assert_eq!(kind_of(text), None, "{text}");
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
