//! Identifiers: 24 lowercase hexadecimal characters, 48 bits of milliseconds and 48 random bits.
//!
//! The length is that of the object ids which PowerSync's clients insist on, so those clients accept ours.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An identifier of any object. Prefer the typed ones below.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id([u8; 12]);

impl Id {
    /// Builds an id from the time in milliseconds since 1970 (its low 48 bits count) and six random bytes.
    pub fn new(milliseconds: u64, random: [u8; 6]) -> Self {
        let mut bytes = [0; 12];
        bytes[..6].copy_from_slice(&milliseconds.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&random);
        Id(bytes)
    }

    /// The twelve bytes behind the text.
    pub fn as_bytes(&self) -> &[u8; 12] {
        &self.0
    }

    /// The text at once: an id is written many times in every request.
    fn digits(&self) -> [u8; 24] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 24];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        text
    }
}

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 24 lowercase hexadecimal characters")]
pub struct InvalidId;

impl FromStr for Id {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let digits = text.as_bytes();
        if digits.len() != 24 {
            return Err(InvalidId);
        }
        let mut bytes = [0; 12];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Ok(Id(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, InvalidId> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(InvalidId),
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        // Every byte is a digit.
        formatter.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Id {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{24}$" })
    }
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Id);

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                Id::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                Id::json_schema(generator)
            }
        }

        impl From<Id> for $name {
            fn from(id: Id) -> Self {
                $name(id)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.parse().map($name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    )*};
}

typed_ids! {
    /// A person's account; it may belong to several organizations.
    AccountId,
    /// An organization.
    OrganizationId,
    /// One account's membership of one organization.
    MemberId,
    /// A custom or system role.
    RoleId,
    /// A team of members.
    TeamId,
    /// A grant of a role, or of single actions, to a principal.
    GrantId,
    /// A personal access token or a service token.
    TokenId,
    /// An invitation to become a member.
    InvitationId,
    /// A member's request for an action on a thing.
    AccessRequestId,
    /// A signed-in session.
    SessionId,
    /// A project.
    ProjectId,
    /// An instance: a running data service of a project.
    InstanceId,
    /// A database of a project.
    DatabaseId,
    /// A branch of a database.
    BranchId,
    /// A named connection of an instance.
    ConnectionId,
    /// A revocation of tokens of application users.
    RevocationId,
    /// A key that signs what an instance's actions tell the outside.
    SigningKeyId,
    /// One deployed version of an instance's policy.
    PolicyVersionId,
    /// One entry of an audit log.
    AuditEntryId,
    /// One HTTP request.
    RequestId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_sorts_by_time() {
        let early = Id::new(1_700_000_000_000, [0xff; 6]);
        let late = Id::new(1_700_000_000_001, [0; 6]);
        assert_eq!(early.to_string(), "018bcfe56800ffffffffffff");
        assert_eq!(early.to_string().parse(), Ok(early));
        assert!(early < late);
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in
            ["", "018BCFE56800FFFFFFFFFFFF", "018bcfe56800fffffffffff", "018bcfe56800fffffffffffg"]
        {
            assert_eq!(text.parse::<Id>(), Err(InvalidId), "{text}");
        }
    }
}
