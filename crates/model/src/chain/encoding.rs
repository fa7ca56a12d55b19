//! Bytes for hashing: every text with its length, every optional field with whether it is there, in one fixed order. So
//! no two different entries encode alike.

use sha2::{Digest, Sha256};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Takes the fields of one thing, in order.
#[derive(Default)]
pub(super) struct Encoder(Vec<u8>);

impl Encoder {
    /// What follows is a thing of this kind.
    pub(super) fn of(kind: &str) -> Self {
        let mut encoder = Encoder(Vec::with_capacity(1_024));
        encoder.text(kind);
        encoder
    }

    /// Its length in four bytes, and its bytes.
    pub(super) fn text(&mut self, text: &str) {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.0.extend(length.to_be_bytes());
        self.0.extend(text.as_bytes());
    }

    /// One byte for whether it is there, then a text that is empty where it is not.
    pub(super) fn optional(&mut self, text: Option<&str>) {
        self.0.push(u8::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    /// Eight bytes, the highest first.
    pub(super) fn number(&mut self, bytes: [u8; 8]) {
        self.0.extend(bytes);
    }

    /// One byte for whether it is there, then a number that is 0 where it is not.
    pub(super) fn optional_number(&mut self, number: Option<u64>) {
        self.0.push(u8::from(number.is_some()));
        self.number(number.unwrap_or(0).to_be_bytes());
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.0
    }

    /// SHA-256, in lowercase hexadecimal.
    pub(super) fn hash(self) -> String {
        let digest = Sha256::digest(&self.0);
        let halves = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        halves.map(|half| char::from(DIGITS[usize::from(half)])).collect()
    }
}
