//! Signatures over what actions tell the outside, as Standard Webhooks writes them (github.com/standard-webhooks/standard-webhooks):
//! HMAC-SHA256 over `id.timestamp.body`.

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::{Engine, engine::general_purpose::STANDARD};

/// A key of an instance that signs.
#[derive(Clone, Debug)]
pub struct SigningKey {
    // Its debug text names the algorithm and nothing else.
    key: Key,
    /// It signs until then, in microseconds since 1970; `None` for as long as it is there.
    until_microseconds: Option<i64>,
}

impl SigningKey {
    /// A key of these bytes.
    pub fn new(secret: &[u8], until_microseconds: Option<i64>) -> SigningKey {
        SigningKey { key: Key::new(HMAC_SHA256, secret), until_microseconds }
    }
}

/// The signatures of all keys that sign at an instant, with blanks between them.
pub(crate) fn signatures(
    keys: &[SigningKey],
    id: &str,
    now_microseconds: i64,
    body: &str,
) -> String {
    let seconds = now_microseconds.div_euclid(1_000_000);
    let content = format!("{id}.{seconds}.{body}");
    let signing = keys
        .iter()
        .filter(|key| key.until_microseconds.is_none_or(|until| now_microseconds < until));
    let written = signing
        .map(|key| format!("v1,{}", STANDARD.encode(sign(&key.key, content.as_bytes()).as_ref())));
    written.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that Standard Webhooks' own libraries are tested with.
    #[test]
    fn a_signature_is_the_one_of_the_standard() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap_or_default();
        let keys = [SigningKey::new(&secret, None)];
        let body = r#"{"test": 2432232314}"#;
        let signed = signatures(&keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330_000_000, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn an_older_key_signs_until_its_time_and_no_longer() {
        let keys = [SigningKey::new(&[1; 32], None), SigningKey::new(&[2; 32], Some(5_000_000))];
        let count = |now| signatures(&keys, "1", now, "{}").split(' ').count();
        assert_eq!((count(4_999_999), count(5_000_000)), (2, 1));
        assert!(!format!("{keys:?}").contains("[1"), "{keys:?}");
    }
}
