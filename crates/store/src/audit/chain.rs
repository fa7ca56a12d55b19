//! The chain: each entry's hash covers its own content and the hash before it. Pure.
//!
//! The encoding has one fixed order of fields; a text is its length in four bytes and its bytes, a number eight bytes,
//! and each optional field begins with whether it is there. So no two different entries encode alike.

use sha2::{Digest, Sha256};

use crate::row::hexadecimal;

/// The hash before the first entry.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What an entry's hash covers, besides the hash before it.
pub(super) struct Record<'a> {
    pub(super) chain: &'a str,
    pub(super) sequence: u64,
    pub(super) id: &'a str,
    pub(super) at: i64,
    pub(super) actor_kind: &'a str,
    pub(super) actor: Option<&'a str>,
    pub(super) credential: Option<&'a str>,
    pub(super) action: &'a str,
    pub(super) target_kind: &'a str,
    pub(super) target: Option<&'a str>,
    pub(super) outcome: &'a str,
    pub(super) epoch: Option<u64>,
    pub(super) request: &'a str,
    pub(super) detail: &'a str,
    pub(super) personal_hash: &'a str,
}

impl Record<'_> {
    /// The entry's hash, in hexadecimal.
    pub(super) fn hash(&self, before: &str) -> String {
        let mut encoder = Encoder(Sha256::new());
        encoder.text("bailiwick.audit.1");
        encoder.text(before);
        encoder.text(self.chain);
        encoder.number(self.sequence.to_be_bytes());
        encoder.text(self.id);
        encoder.number(self.at.to_be_bytes());
        encoder.text(self.actor_kind);
        encoder.optional(self.actor);
        encoder.optional(self.credential);
        encoder.text(self.action);
        encoder.text(self.target_kind);
        encoder.optional(self.target);
        encoder.text(self.outcome);
        encoder.flag(self.epoch.is_some());
        encoder.number(self.epoch.unwrap_or(0).to_be_bytes());
        encoder.text(self.request);
        encoder.text(self.detail);
        encoder.text(self.personal_hash);
        hexadecimal(&encoder.0.finalize())
    }
}

/// Personal data of an entry, kept beside the chain so that it can be erased.
pub(super) struct Personal<'a> {
    pub(super) salt: &'a str,
    pub(super) actor_name: Option<&'a str>,
    pub(super) target_name: Option<&'a str>,
    pub(super) address: Option<&'a str>,
}

impl Personal<'_> {
    /// What the entry holds of it; without the salt nobody can try names against it.
    pub(super) fn hash(&self) -> String {
        let mut encoder = Encoder(Sha256::new());
        encoder.text("bailiwick.personal.1");
        encoder.text(self.salt);
        encoder.optional(self.actor_name);
        encoder.optional(self.target_name);
        encoder.optional(self.address);
        hexadecimal(&encoder.0.finalize())
    }
}

struct Encoder(Sha256);

impl Encoder {
    fn text(&mut self, text: &str) {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.0.update(length.to_be_bytes());
        self.0.update(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        self.text(text.unwrap_or_default());
    }

    fn flag(&mut self, flag: bool) {
        self.0.update([u8::from(flag)]);
    }

    fn number(&mut self, bytes: [u8; 8]) {
        self.0.update(bytes);
    }
}
