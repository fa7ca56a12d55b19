//! Tokens that are accepted no more, whoever signed them.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

/// Which tokens: those that everything which is given is true of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Revocation {
    /// Of this `sub`.
    pub subject: Option<String>,
    /// Of this `jti`.
    pub token_id: Option<String>,
    /// Whose `iat` is before; a token without one counts as old as can be. In seconds since 1970.
    pub issued_before_seconds: Option<i64>,
}

/// All revocations of an instance, made ready for one look at each request.
#[derive(Clone, Debug, Default)]
pub struct Revocations {
    tokens: HashSet<String>,
    /// Until when a subject's tokens are refused; for ever where that is `None`.
    subjects: HashMap<String, Option<i64>>,
    everyone_before: Option<i64>,
    /// What names several things at once.
    others: Vec<Revocation>,
}

impl Revocations {
    /// Makes them ready. One that names nothing revokes nothing.
    pub fn new(all: impl IntoIterator<Item = Revocation>) -> Revocations {
        let mut ready = Revocations::default();
        for one in all {
            match one {
                Revocation { subject: None, token_id: None, issued_before_seconds } => {
                    ready.everyone_before = ready.everyone_before.max(issued_before_seconds);
                }
                Revocation { subject: Some(subject), token_id: None, issued_before_seconds } => {
                    let known = ready.subjects.entry(subject).or_insert(issued_before_seconds);
                    // For ever is longer than until any instant.
                    *known = (*known).zip(issued_before_seconds).map(|(one, other)| one.max(other));
                }
                Revocation {
                    subject: None,
                    token_id: Some(token),
                    issued_before_seconds: None,
                } => drop(ready.tokens.insert(token)),
                other => ready.others.push(other),
            }
        }
        ready
    }

    /// Whether a token of this subject with these claims is accepted no more.
    pub(crate) fn revoke(&self, subject: Option<&str>, claims: &Map<String, Value>) -> bool {
        let number;
        let token_id = match claims.get("jti") {
            Some(Value::String(text)) => Some(text.as_str()),
            // Issuers that count their tokens write the number; it is revoked by its digits.
            Some(Value::Number(id)) => {
                number = id.to_string();
                Some(number.as_str())
            }
            _ => None,
        };
        let issued = crate::gate::seconds(claims.get("iat")).unwrap_or(i64::MIN);
        let is_before = |before: Option<i64>| before.is_none_or(|before| issued < before);
        self.everyone_before.is_some_and(|before| issued < before)
            || token_id.is_some_and(|token_id| self.tokens.contains(token_id))
            || subject
                .and_then(|subject| self.subjects.get(subject))
                .is_some_and(|before| is_before(*before))
            || self.others.iter().any(|other| {
                let is_of = |wanted: &Option<String>, found: Option<&str>| {
                    wanted.is_none() || wanted.as_deref() == found
                };
                is_of(&other.subject, subject)
                    && is_of(&other.token_id, token_id)
                    && is_before(other.issued_before_seconds)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn revokes(all: &[(Option<&str>, Option<&str>, Option<i64>)], claims: Value) -> bool {
        let all = all.iter().map(|(subject, token_id, before)| Revocation {
            subject: subject.map(str::to_owned),
            token_id: token_id.map(str::to_owned),
            issued_before_seconds: *before,
        });
        Revocations::new(all).revoke(claims["sub"].as_str(), claims.as_object().unwrap())
    }

    #[test]
    fn what_is_named_is_revoked_and_nothing_else() {
        let token = |iat: i64| json!({ "sub": "a", "jti": "t", "iat": iat });
        assert!(!revokes(&[], token(5)));
        assert!(!revokes(&[(None, None, None)], token(5)), "nothing is named");
        assert!(revokes(&[(Some("a"), None, None)], token(5)));
        assert!(!revokes(&[(Some("b"), None, None), (None, Some("x"), None)], token(5)));
        assert!(revokes(&[(None, Some("t"), None)], token(5)));
        for (before, is_revoked) in [(4, false), (5, false), (6, true)] {
            assert_eq!(revokes(&[(None, None, Some(before))], token(5)), is_revoked);
            assert_eq!(revokes(&[(Some("a"), None, Some(before))], token(5)), is_revoked);
            assert_eq!(revokes(&[(Some("a"), Some("t"), Some(before))], token(5)), is_revoked);
        }
        assert!(!revokes(&[(Some("b"), Some("t"), None)], token(5)), "both must be true");
        assert!(revokes(&[(Some("a"), None, Some(1))], json!({ "sub": "a" })), "no `iat` is old");
    }

    #[test]
    fn a_token_that_is_numbered_is_revoked_by_its_number() {
        for (jti, is_revoked) in [
            (json!(7), true),
            (json!("7"), true),
            (json!(70), false),
            (json!(["7"]), false),
            (Value::Null, false),
        ] {
            let token = json!({ "sub": "a", "jti": jti, "iat": 5 });
            assert_eq!(revokes(&[(None, Some("7"), None)], token), is_revoked, "{jti}");
        }
        let big = json!({ "sub": "a", "jti": 9_007_199_254_740_993_u64, "iat": 5 });
        assert!(revokes(&[(Some("a"), Some("9007199254740993"), Some(6))], big));
    }

    #[test]
    fn the_longer_of_two_counts_in_any_order() {
        let (short, long, ever) =
            ((Some("a"), None, Some(3)), (Some("a"), None, Some(9)), (Some("a"), None, None));
        let token = json!({ "sub": "a", "iat": 5 });
        for pair in [[short, long], [long, short], [short, ever], [ever, short]] {
            assert!(revokes(&pair, token.clone()), "{pair:?}");
        }
        assert!(revokes(&[(None, None, Some(9)), (None, None, Some(3))], token));
    }
}
