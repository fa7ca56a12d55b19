//! Signing in a program that has no browser (RFC 8628).
//!
//! The person's code is short, so it is worth little to guess: it lives for minutes, tries are counted for each account,
//! and only somebody who signed in lately may use one. What a yes gives is a personal access token, listed and ended
//! like the others.

pub(crate) mod approve;
pub(crate) mod deny;
pub(crate) mod finish;
pub(crate) mod get;
pub(crate) mod start;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use rand::Rng;

use crate::call::Call;
use crate::error::Error;
use crate::state::State;

/// A sign-in waits for so many seconds.
const SECONDS: u64 = 900;

/// Seconds between two questions of a program.
const INTERVAL: u64 = 5;

/// Its token lasts so many days.
const TOKEN_DAYS: u64 = 30;

/// What codes are made of: no vowels, so that they make no words, and nothing that looks like something else.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 8;

/// A new code for a person, 34 bits: `WDJB-MJHT`.
fn user_code() -> String {
    let mut random = rand::rng();
    let letter = |_| char::from(LETTERS[random.random_range(0..LETTERS.len())]);
    let letters: String = (0..LENGTH).map(letter).collect();
    format!("{}-{}", &letters[..LENGTH / 2], &letters[LENGTH / 2..])
}

/// A code as it was typed: case, blanks and dashes do not matter.
fn typed(text: &str) -> Option<String> {
    let is_filling = |letter: &char| letter.is_whitespace() || *letter == '-';
    let letters: String = text
        .chars()
        .filter(|letter| !is_filling(letter))
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let is_code =
        letters.len() == LENGTH && letters.bytes().all(|letter| LETTERS.contains(&letter));
    is_code.then_some(letters)
}

/// What is kept of a person's code: it is short, so its hash has a key that is not in the store.
fn hash(state: &State, letters: &str) -> [u8; 32] {
    let key = Key::new(HMAC_SHA256, state.vault.derive("device-codes").as_slice());
    let mut hash = [0; 32];
    hash.copy_from_slice(sign(&key, letters.as_bytes()).as_ref());
    hash
}

/// The hash of the code in the path. Each try counts against the account that makes it; a right one is given back by
/// [`forgive`].
fn tried(call: &Call) -> Result<[u8; 32], Error> {
    let account = call.account()?.id.0;
    call.state
        .limits
        .device_code
        .take(&account, call.now)
        .map_err(|seconds| Error::too_many(seconds, "too many codes"))?;
    let letters = typed(call.path.text("user_code")?).ok_or_else(Error::not_found)?;
    Ok(hash(&call.state, &letters))
}

fn forgive(call: &Call) -> Result<(), Error> {
    call.state.limits.device_code.forgive(&call.account()?.id.0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = user_code();
        assert_eq!(code.len(), 9);
        let letters = code.replace('-', "");
        for text in [code.clone(), code.to_lowercase(), letters.clone(), format!(" {letters} ")] {
            assert_eq!(typed(&text), Some(letters.clone()), "{text}");
        }
        for text in ["", "AEIO-UAEI", "BCDF-GHJ", "BCDF-GHJK-L", "BCDF-GHJ1"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }
}
