//! Names that people give: parsed once at the edge, trusted inside.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::token_text::TokenKind;

/// Why a name was refused; the sentence says what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidName(pub String);

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $parse:path, $schema:tt;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, InvalidName> {
                $parse(text).map($name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

names! {
    /// What a person calls an organization, a project, an instance, a role: 1 to 100 characters, no control
    /// characters, no invisible or direction-changing ones, no blank at either end.
    DisplayName = display_name, { "type": "string", "minLength": 1, "maxLength": 100 };
    /// The name of a database, a branch or a connection: `^[a-z][a-z0-9_-]{0,62}$`.
    Slug = slug, { "type": "string", "pattern": "^[a-z][a-z0-9_-]{0,62}$" };
    /// What a team or a role is for: at most 500 characters, none invisible but line breaks; empty when nothing is said.
    Description = description, { "type": "string", "maxLength": 500 };
    /// Why somebody asks for something, or what they are answered: 1 to 1,000 characters, of control characters only
    /// line breaks.
    RequestReason = request_reason, { "type": "string", "minLength": 1, "maxLength": 1000 };
    /// An e-mail address in its one canonical form: trimmed, lowercased, in Unicode's compatible form (NFKC).
    Email = email, { "type": "string", "format": "email" };
}

impl DisplayName {
    /// What this name and those that look like it have in common: [`crate::name_key`].
    pub fn key(&self) -> String {
        crate::name_key(&self.0)
    }
}

fn display_name(text: &str) -> Result<String, InvalidName> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if length == 0 {
        return Err(InvalidName("a name needs at least one character".into()));
    }
    if length > 100 {
        return Err(InvalidName(format!(
            "a name has at most 100 characters, this one has {length}"
        )));
    }
    if trimmed.chars().any(is_invisible) {
        return Err(InvalidName("a name has no control or invisible characters".into()));
    }
    refuse_token(trimmed)?;
    Ok(trimmed.to_owned())
}

/// Names are shown, logged and exported: a secret that was typed into the wrong field would be all three.
fn refuse_token(text: &str) -> Result<(), InvalidName> {
    if TokenKind::is_in(text) {
        return Err(InvalidName("this has a token in it: leave it out, and end that token".into()));
    }
    Ok(())
}

impl Description {
    /// Nothing is said.
    pub fn none() -> Self {
        Description(String::new())
    }
}

fn description(text: &str) -> Result<String, InvalidName> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if length > 500 {
        return Err(InvalidName(format!(
            "a description has at most 500 characters, this one has {length}"
        )));
    }
    if trimmed.chars().any(|character| character != '\n' && is_invisible(character)) {
        return Err(InvalidName("a description has no control or invisible characters".into()));
    }
    refuse_token(trimmed)?;
    Ok(trimmed.to_owned())
}

fn request_reason(text: &str) -> Result<String, InvalidName> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if !(1..=1_000).contains(&length) {
        return Err(InvalidName(format!(
            "a reason has 1 to 1000 characters, this one has {length}"
        )));
    }
    if trimmed.chars().any(|character| is_invisible(character) && character != '\n') {
        return Err(InvalidName("a reason has no control or invisible characters".into()));
    }
    refuse_token(trimmed)?;
    Ok(trimmed.to_owned())
}

/// Characters that make two different names look the same, or text run backwards.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

fn slug(text: &str) -> Result<String, InvalidName> {
    let valid = text.len() <= 63
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    if valid {
        Ok(text.to_owned())
    } else {
        Err(InvalidName(format!(
            "`{}` is not a name of lowercase letters, digits, `-` and `_`, beginning with a letter, at most 63 long",
            text.escape_debug()
        )))
    }
}

fn email(text: &str) -> Result<String, InvalidName> {
    // Two spellings that every mail server and every eye takes for one are one.
    let canonical: String = text.trim().nfkc().collect::<String>().to_lowercase().nfkc().collect();
    let valid = canonical.len() <= 254
        && !canonical.chars().any(|character| character.is_whitespace() || is_invisible(character))
        && canonical.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && local.len() <= 64
                && !domain.contains('@')
                && !domain.starts_with(['.', '-'])
                && !domain.ends_with(['.', '-'])
                && !domain.is_empty()
                && !domain.contains("..")
        });
    if valid {
        Ok(canonical)
    } else {
        Err(InvalidName("an e-mail address looks like name@example.com".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_cannot_hide_characters() {
        assert_eq!(
            "  Wanderlust Inc. ".parse::<DisplayName>().map(|name| name.to_string()),
            Ok("Wanderlust Inc.".into())
        );
        for text in ["", "   ", "a\u{200b}b", "a\nb", "\u{202e}abc"] {
            assert!(text.parse::<DisplayName>().is_err(), "{text:?}");
        }
        assert!("é".repeat(101).parse::<DisplayName>().is_err());
    }

    #[test]
    fn a_description_may_be_empty_and_have_lines() {
        for text in ["", " ", "Keeps the shop open.\nAsk Ana."] {
            assert!(text.parse::<Description>().is_ok(), "{text:?}");
        }
        for text in ["a\u{200b}b", "a\u{7}b", &"é".repeat(501)] {
            assert!(text.parse::<Description>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn slugs_are_lowercase_and_begin_with_a_letter() {
        for text in ["main", "trip-journal", "a_1"] {
            assert!(text.parse::<Slug>().is_ok(), "{text}");
        }
        for text in ["", "Main", "1a", "-a", "a b", "a/b", &"a".repeat(64)] {
            assert!(text.parse::<Slug>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(
            " Ana@Example.COM ".parse::<Email>().map(|email| email.to_string()),
            Ok("ana@example.com".into())
        );
        assert_eq!("ＡＮＡ＠example.com".parse(), "ana@example.com".parse::<Email>());
        for text in ["ana", "@example.com", "ana@", "a b@example.com", "a@b@c", "a@.com"] {
            assert!(text.parse::<Email>().is_err(), "{text}");
        }
    }
}
