//! One entry as the chain knows it, and its hashes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::encoding::Encoder;

/// A place in a chain: after so many entries, the last of which has this hash.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// How many entries, pruned ones included: the sequence of the last.
    pub entries: u64,
    /// The hash of the last; [`super::GENESIS`] after none.
    pub hash: String,
}

/// An entry with everything that its hash covers, and the personal data beside it. The fields stand in the order of an
/// export's line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link<'a> {
    /// Which encoding: 1 until personal data had two parts, now 2.
    pub version: u64,
    /// Its place: 1, 2, 3 … without gaps.
    pub sequence: u64,
    /// Its id.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Microseconds since 1970.
    pub at: i64,
    /// `account`, `service_token`, `system` or `anonymous`.
    #[serde(borrow)]
    pub actor_kind: Cow<'a, str>,
    /// The account or token that acted.
    #[serde(borrow)]
    pub actor: Option<Cow<'a, str>>,
    /// The session or token that was used.
    #[serde(borrow)]
    pub credential: Option<Cow<'a, str>>,
    /// `projects.create`
    #[serde(borrow)]
    pub action: Cow<'a, str>,
    /// `project`
    #[serde(borrow)]
    pub target_kind: Cow<'a, str>,
    /// What it was done to.
    #[serde(borrow)]
    pub target: Option<Cow<'a, str>>,
    /// The project, instance or database that it happened in; whoever may not see that does not see the entry.
    #[serde(borrow)]
    pub place: Option<Cow<'a, str>>,
    /// `ok` or `denied`.
    #[serde(borrow)]
    pub outcome: Cow<'a, str>,
    /// The state of access that it was decided by.
    pub epoch: Option<u64>,
    /// The request it was part of.
    #[serde(borrow)]
    pub request: Cow<'a, str>,
    /// What changed: a JSON object as text, hashed as it stands.
    #[serde(borrow)]
    pub detail: Cow<'a, str>,
    /// The hash of what is personal about the actor; in version 1 about the target too.
    #[serde(borrow)]
    pub personal_hash: Cow<'a, str>,
    /// The hash of what is personal about the target; none in version 1.
    #[serde(borrow)]
    pub target_hash: Option<Cow<'a, str>>,
    /// The entry's own hash.
    #[serde(borrow)]
    pub hash: Cow<'a, str>,
    /// Random; absent when the actor's part was erased.
    #[serde(borrow)]
    pub salt: Option<Cow<'a, str>>,
    /// Who acted.
    #[serde(borrow)]
    pub actor_name: Option<Cow<'a, str>>,
    /// Where the request came from.
    #[serde(borrow)]
    pub address: Option<Cow<'a, str>>,
    /// Random; absent in version 1, and when the target's part was erased.
    #[serde(borrow)]
    pub target_salt: Option<Cow<'a, str>>,
    /// What it was done to, as people know it.
    #[serde(borrow)]
    pub target_name: Option<Cow<'a, str>>,
    /// What else of the change is personal: a JSON object as text; none in version 1.
    #[serde(borrow)]
    pub personal_detail: Option<Cow<'a, str>>,
}

impl Link<'_> {
    /// The bytes that the entry's hash is the SHA-256 of; `chain` is the organization's id, or `server`.
    pub fn encoded(&self, chain: &str, before: &str) -> Vec<u8> {
        self.encoder(chain, before).bytes()
    }

    /// The hash that the entry should have after another.
    pub fn hashed(&self, chain: &str, before: &str) -> String {
        self.encoder(chain, before).hash()
    }

    fn encoder(&self, chain: &str, before: &str) -> Encoder {
        let is_first_version = self.version == 1;
        let mut encoder =
            Encoder::of(if is_first_version { "bailiwick.audit.1" } else { "bailiwick.audit.2" });
        encoder.text(before);
        encoder.text(chain);
        encoder.number(self.sequence.to_be_bytes());
        encoder.text(&self.id);
        encoder.number(self.at.to_be_bytes());
        encoder.text(&self.actor_kind);
        encoder.optional(self.actor.as_deref());
        encoder.optional(self.credential.as_deref());
        encoder.text(&self.action);
        encoder.text(&self.target_kind);
        encoder.optional(self.target.as_deref());
        if !is_first_version {
            encoder.optional(self.place.as_deref());
        }
        encoder.text(&self.outcome);
        encoder.optional_number(self.epoch);
        encoder.text(&self.request);
        encoder.text(&self.detail);
        encoder.text(&self.personal_hash);
        if !is_first_version {
            encoder.text(self.target_hash.as_deref().unwrap_or_default());
        }
        encoder
    }

    /// The hash of what is personal about the actor, in version 1 about everyone. Without the salt nobody can try names
    /// against it.
    pub fn actor_hashed(&self) -> String {
        let salt = self.salt.as_deref().unwrap_or_default();
        if self.version == 1 {
            let mut encoder = Encoder::of("bailiwick.personal.1");
            encoder.text(salt);
            encoder.optional(self.actor_name.as_deref());
            encoder.optional(self.target_name.as_deref());
            encoder.optional(self.address.as_deref());
            return encoder.hash();
        }
        let mut encoder = Encoder::of("bailiwick.actor.2");
        encoder.text(salt);
        encoder.optional(self.actor_name.as_deref());
        encoder.optional(self.address.as_deref());
        encoder.hash()
    }

    /// The hash of what is personal about the target.
    pub fn target_hashed(&self) -> String {
        let mut encoder = Encoder::of("bailiwick.target.2");
        encoder.text(self.target_salt.as_deref().unwrap_or_default());
        encoder.optional(self.target_name.as_deref());
        encoder.optional(self.personal_detail.as_deref());
        encoder.hash()
    }

    /// The detail with what is personal of it, while that is there.
    pub fn told(&self) -> String {
        let Some(personal) = &self.personal_detail else { return self.detail.to_string() };
        match (serde_json::from_str(&self.detail), serde_json::from_str(personal)) {
            (Ok(Value::Object(mut fields)), Ok(Value::Object(more))) => {
                fields.extend(more);
                Value::Object(fields).to_string()
            }
            _ => self.detail.to_string(),
        }
    }

    /// How many of its parts were erased; `None` when what is left is not what was written.
    pub(super) fn erased(&self) -> Option<u64> {
        let is_first_version = self.version == 1;
        let is_actor_whole = match self.salt {
            Some(_) => self.actor_hashed() == self.personal_hash,
            None => {
                let is_target_gone = !is_first_version || self.target_name.is_none();
                self.actor_name.is_none() && self.address.is_none() && is_target_gone
            }
        };
        let is_target_whole = match (&self.target_hash, &self.target_salt) {
            (None, None) => is_first_version && self.personal_detail.is_none(),
            (Some(hash), Some(_)) => self.target_hashed() == *hash,
            (Some(_), None) => self.target_name.is_none() && self.personal_detail.is_none(),
            (None, Some(_)) => false,
        };
        let is_target_erased = !is_first_version && self.target_salt.is_none();
        (is_actor_whole && is_target_whole)
            .then_some(u64::from(self.salt.is_none()) + u64::from(is_target_erased))
    }
}
