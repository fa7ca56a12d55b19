//! The first account of an empty store: made with a code that only the terminal of the server shows.

pub(crate) mod complete;
pub(crate) mod status;

use std::sync::{Mutex, PoisonError};

use subtle::ConstantTimeEq;

use crate::secret;

/// The code of this process, while there is no account.
#[derive(Default)]
pub(crate) struct FirstRun(Mutex<Option<[u8; 32]>>);

impl FirstRun {
    /// Makes a code, to be shown once; only its hash stays.
    pub(crate) fn open(&self) -> String {
        let code = secret::typed_code();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret::hash(&code));
        code
    }

    /// Whether this is the code. Case, blanks and hyphens do not matter to a person who types it.
    pub(crate) fn accepts(&self, typed: &str) -> bool {
        let letters: String = typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let groups: Vec<&str> = letters
            .as_bytes()
            .chunks(4)
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        let given = secret::hash(&groups.join("-"));
        let kept = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.is_some_and(|kept| bool::from(kept.ct_eq(&given)))
    }

    /// Forgets the code: it was used.
    pub(crate) fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_accepted_as_people_type_it_until_it_was_used() {
        let first_run = FirstRun::default();
        assert!(!first_run.accepts(""));
        let code = first_run.open();
        assert!(first_run.accepts(&code));
        assert!(first_run.accepts(&code.to_lowercase().replace('-', " ")));
        assert!(!first_run.accepts(&code[1..]));
        first_run.close();
        assert!(!first_run.accepts(&code));
    }
}
