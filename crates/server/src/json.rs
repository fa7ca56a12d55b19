//! Reads JSON bodies strictly: no duplicate keys, no unknown fields, and every complaint names its field.

mod objects;

use std::fmt;

use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::Error;
use objects::Objects;

/// Parses a body into a type of the contract.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let Strict(value) = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
    if !value.is_object() {
        return Err(unprocessable("invalid_body", "the body should be a JSON object"));
    }
    serde_path_to_error::deserialize(Objects(value)).map_err(|error| refusal(&error))
}

/// Parses a form into a type of the contract. A field that is given twice is refused, as RFC 6749 asks.
pub(crate) fn parse_form<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let mut fields = Map::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        if fields.insert(name.to_string(), Value::String(value.into_owned())).is_some() {
            let message = format!("the field `{}` is given twice", name.escape_debug());
            return Err(unprocessable("duplicate_key", message));
        }
    }
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| refusal(&error))
}

/// Makes an already parsed value into a type of the contract.
fn refusal(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let path = error.path().to_string();
    let message = plain(&error.inner().to_string());
    if let Some(field) =
        message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next())
    {
        let field = field.escape_debug();
        let known = message
            .split(", expected ")
            .nth(1)
            .map(|known| format!("known here: {}", known.trim_start_matches("one of ")));
        let mut error = unprocessable("unknown_field", format!("there is no field `{field}` here"));
        error.hint = known;
        return error;
    }
    if let Some(field) =
        message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next())
    {
        return unprocessable("missing_field", format!("the field `{field}` is needed"));
    }
    if path == "." || path.is_empty() {
        return unprocessable("invalid_body", message);
    }
    Error::invalid(&path, message)
}

fn unreadable(error: &serde_json::Error) -> Error {
    let text = error.to_string();
    if let Some(key) = text.strip_prefix(DUPLICATE).and_then(|rest| rest.split('`').next()) {
        return unprocessable(
            "duplicate_key",
            format!("the key `{}` is given twice", key.escape_debug()),
        );
    }
    Error::bad_request("invalid_json", format!("the body is not JSON: {text}"))
}

fn unprocessable(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
}

/// Says a serde complaint in the words of JSON rather than of Rust.
fn plain(message: &str) -> String {
    let mut text = message.to_owned();
    for number in ["u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "usize"] {
        text = text.replace(&format!("expected {number}"), "expected a whole number");
    }
    for kind in [
        "expected struct ",
        "expected enum ",
        "expected internally tagged enum ",
        "expected tuple struct ",
    ] {
        if let Some((before, after)) = text.split_once(kind) {
            let rest = after.trim_start_matches(|character: char| {
                character.is_alphanumeric() || character == '_'
            });
            text = format!("{before}expected an object{rest}");
        }
    }
    text.replace("invalid type: ", "")
        .replace("expected f64", "expected a number")
        .replace(
            "data did not match any variant of untagged enum",
            "this is none of the accepted forms of",
        )
        .replace(", expected ", " is given where ")
        .replace("unit value", "null")
}

const DUPLICATE: &str = "duplicate key `";

/// Any JSON value in which no object has a key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = sequence.next_element()? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            // Numbers of arbitrary precision arrive as a map with this one private key.
            if key == "$serde_json::private::Number" && map.is_empty() {
                let digits: String = access.next_value()?;
                return digits.parse().map(Value::Number).map_err(serde::de::Error::custom);
            }
            let Strict(value) = access.next_value()?;
            if map.contains_key(&key) {
                return Err(serde::de::Error::custom(format_args!("{DUPLICATE}{key}`")));
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailiwick_model::{DisplayName, Slug};

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Thing {
        name: DisplayName,
        count: Option<u64>,
        inner: Option<Inner>,
    }

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tested")]
    struct Inner {
        slugs: Vec<Slug>,
    }

    fn check(body: &str) -> String {
        match parse::<Thing>(body.as_bytes()) {
            Ok(thing) => format!("{thing:?}"),
            Err(error) => format!("{} {} {}", error.status.as_u16(), error.code, error.message),
        }
    }

    #[test]
    fn every_complaint_names_its_field() {
        let bodies = [
            r#"{"name":"A","count":3,"inner":{"slugs":["a"]}}"#,
            r#"{"name":"A","admin":true}"#,
            r#"{"name":"A","inner":{"slugs":[],"x":1}}"#,
            r#"{"name":"A","name":"B"}"#,
            r#"{"name":"A","inner":{"slugs":["a"],"slugs":["b"]}}"#,
            r#"{"name":["A"]}"#,
            r#"{"name":"A","count":"3"}"#,
            r#"{"name":"A","count":-1}"#,
            r#"{"name":"A","count":99999999999999999999999}"#,
            r#"{"name":"A","inner":7}"#,
            r#"{"name":"A","inner":[["a"]]}"#,
            r#"{"name":"A","inner":{"slugs":["Main"]}}"#,
            r#"{"count":1}"#,
            r#"[]"#,
            r#"{"name":"A""#,
            "",
        ];
        let seen: Vec<String> =
            bodies.iter().map(|body| format!("{body}\n  {}", check(body))).collect();
        insta::assert_snapshot!(seen.join("\n"));
    }
}
