//! The written form of tokens: what scanners and people recognise one by, and what finds a typing error without a
//! server. Making one takes randomness, which is the caller's.

use crate::choice::choices;

choices! {
    /// What a token is for, told by its beginning.
    TokenKind {
        /// A person's.
        Personal = "personal",
        /// A program's.
        Service = "service",
    }
}

/// Why a text is no token. The sentence holds nothing of the text: it may be most of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAToken {
    /// It begins otherwise.
    #[error("a token begins with `bw_pat_` or `bw_svc_`")]
    Beginning,
    /// Something is missing or left over.
    #[error("a token has {expected} characters, this text has {given}")]
    Length {
        /// How long one of this kind is.
        expected: usize,
        /// How long the text is.
        given: usize,
    },
    /// A character that no token has.
    #[error("a token has letters and digits alone after its beginning")]
    Character,
    /// It has the form of a token and is none: a typing error, or made up.
    #[error("its last six characters do not fit the rest: it was mistyped, cut, or made up")]
    Checksum,
}

/// How many random characters a token has: 178 bits.
pub const TOKEN_RANDOM_LENGTH: usize = 30;
const CHECKSUM_LENGTH: usize = 6;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl TokenKind {
    /// What every token of the kind begins with.
    pub const fn prefix(self) -> &'static str {
        match self {
            TokenKind::Personal => "bw_pat_",
            TokenKind::Service => "bw_svc_",
        }
    }

    /// What a text is a token of. It may still be unknown to every server.
    ///
    /// # Errors
    /// The first thing that is wrong with its form.
    pub fn of(text: &str) -> Result<TokenKind, NotAToken> {
        let begins = |kind: &&TokenKind| text.starts_with(kind.prefix());
        let kind = *TokenKind::ALL.iter().find(begins).ok_or(NotAToken::Beginning)?;
        let (prefix, rest) = text.split_at(kind.prefix().len());
        let expected = prefix.len() + TOKEN_RANDOM_LENGTH + CHECKSUM_LENGTH;
        let given = text.chars().count();
        if given != expected {
            return Err(NotAToken::Length { expected, given });
        }
        if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(NotAToken::Character);
        }
        let (body, sum) = text.split_at(prefix.len() + TOKEN_RANDOM_LENGTH);
        if checksum(body) == sum { Ok(kind) } else { Err(NotAToken::Checksum) }
    }

    /// A token of these random numbers, each below 62: prefix, a character for each, six characters of CRC32.
    pub fn write(self, random: [u8; TOKEN_RANDOM_LENGTH]) -> String {
        let mut token = self.prefix().to_owned();
        token.extend(random.map(|number| char::from(BASE62[usize::from(number) % BASE62.len()])));
        let checksum = checksum(&token);
        token + &checksum
    }

    /// A text in which nothing is left of the tokens in it but their beginnings, for whatever repeats what it was told.
    pub fn hide(text: &str) -> String {
        let mut rest = text;
        let mut shown = String::with_capacity(text.len());
        while let Some((place, prefix)) = TokenKind::ALL
            .iter()
            .filter_map(|kind| Some((rest.find(kind.prefix())?, kind.prefix())))
            .min()
        {
            let (before, token) = rest.split_at(place + prefix.len());
            shown.push_str(before);
            shown.push('…');
            rest = token.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric());
        }
        shown + rest
    }

    /// Whether a text has a token in it, or what looks like the beginning of one.
    pub fn is_in(text: &str) -> bool {
        TokenKind::ALL.iter().any(|kind| text.contains(kind.prefix()))
    }
}

/// The characters by which people recognise a token.
pub fn last_four(token: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers() -> [u8; TOKEN_RANDOM_LENGTH] {
        std::array::from_fn(|place| (place * 2) as u8)
    }

    #[test]
    fn a_token_is_recognised_by_its_form_alone() {
        for kind in TokenKind::ALL {
            let token = kind.write(numbers());
            assert_eq!(token.len(), 7 + 30 + 6);
            assert_eq!(TokenKind::of(&token), Ok(*kind), "{token}");
        }
    }

    #[test]
    fn the_form_is_written_down_for_good() {
        let token = TokenKind::Personal.write(numbers());
        assert_eq!(token, "bw_pat_02468ACEGIKMOQSUWYacegikmoqsuw2NkTt3");
    }

    #[test]
    fn every_typing_error_of_one_character_is_found() {
        let token = TokenKind::Service.write(numbers());
        for place in 7..token.len() {
            for wrong in BASE62.iter().map(|byte| char::from(*byte)) {
                let mut text: Vec<char> = token.chars().collect();
                if text[place] == wrong {
                    continue;
                }
                text[place] = wrong;
                let text: String = text.into_iter().collect();
                assert_eq!(TokenKind::of(&text), Err(NotAToken::Checksum), "{text}");
            }
        }
    }

    #[test]
    fn what_repeats_a_text_repeats_no_token() {
        let (one, other) =
            (TokenKind::Personal.write(numbers()), TokenKind::Service.write(numbers()));
        let text = format!("`{other}` is no time, nor `{one}x`: bw_pat_");
        assert_eq!(TokenKind::hide(&text), "`bw_svc_…` is no time, nor `bw_pat_…`: bw_pat_…");
        for text in ["", "`projects.view`", "bw_", "pat_bw"] {
            assert_eq!(TokenKind::hide(text), text);
        }
    }

    #[test]
    fn what_is_no_token_is_told_why() {
        let token = TokenKind::Personal.write(numbers());
        let other = token.replacen("bw_pat_", "bw_svc_", 1);
        assert_eq!(TokenKind::of(&other), Err(NotAToken::Checksum), "it covers the prefix");
        let wrong = [
            (String::new(), NotAToken::Beginning),
            (token[1..].to_owned(), NotAToken::Beginning),
            ("bw_pat_".to_owned(), NotAToken::Length { expected: 43, given: 7 }),
            (format!("{token}0"), NotAToken::Length { expected: 43, given: 44 }),
            (format!("bw_pat_{}", "é".repeat(36)), NotAToken::Character),
        ];
        for (text, expected) in wrong {
            assert_eq!(TokenKind::of(&text), Err(expected), "{text}");
        }
    }
}
