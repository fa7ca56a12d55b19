//! Reads JSON bodies strictly: no duplicate keys, no unknown fields, and every complaint names its field.

mod complaint;
mod objects;

use std::fmt;

use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::parameters::NUL;
use complaint::{Complaint, listed};
use objects::{Objects, PRECISE};

/// Parses a body into a type of the contract.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let Strict(value) = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
    if !value.is_object() {
        return Err(unprocessable("invalid_body", "the body should be a JSON object"));
    }
    refuse_nul(&value, "")?;
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
    let fields = Value::Object(fields);
    refuse_nul(&fields, "")?;
    serde_path_to_error::deserialize(Objects(fields)).map_err(|error| refusal(&error))
}

/// Refuses the one character that JSON can say and a store on Postgres cannot hold.
fn refuse_nul(value: &Value, path: &str) -> Result<(), Error> {
    match value {
        Value::String(text) if text.contains('\0') => Err(Error::invalid(path, NUL)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| refuse_nul(item, &format!("{path}[{index}]"))),
        Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
            let dot = if path.is_empty() { "" } else { "." };
            let path = format!("{path}{dot}{}", name.escape_debug());
            if name.contains('\0') {
                Err(Error::invalid(&path, NUL))
            } else {
                refuse_nul(field, &path)
            }
        }),
        _ => Ok(()),
    }
}

/// Makes an already parsed value of a field into a type, or says where it is none.
pub(crate) fn field<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, Error> {
    serde_path_to_error::deserialize(Objects(value)).map_err(|error| {
        let path = match error.path().to_string() {
            whole if whole == "." => name.to_owned(),
            inner if inner.starts_with('[') => format!("{name}{inner}"),
            inner => format!("{name}.{inner}"),
        };
        Error::invalid(&path, error.inner())
    })
}

fn refusal(error: &serde_path_to_error::Error<Complaint>) -> Error {
    let (path, complaint) = (error.path().to_string(), error.inner());
    match complaint {
        Complaint::Unknown { known, .. } => {
            let mut error = unprocessable("unknown_field", complaint.to_string());
            error.hint = (!known.is_empty()).then(|| format!("known here: {}", listed(known)));
            error
        }
        Complaint::Missing(_) => unprocessable("missing_field", complaint.to_string()),
        Complaint::Sentence(sentence) if path == "." || path.is_empty() => {
            unprocessable("invalid_body", sentence)
        }
        Complaint::Sentence(sentence) => Error::invalid(&path, sentence),
    }
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
            if key == PRECISE && map.is_empty() {
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
        kind: Option<Kind>,
        anything: Option<Value>,
    }

    #[derive(Deserialize, Debug)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Fancy,
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
            r#"{"name":"A","count":null,"inner":{"slugs":null}}"#,
            r#"{"name":4242}"#,
            r#"{"name":42.42}"#,
            r#"{"name":"A","count":1e3}"#,
            r#"{"name":"A","count":123456789012345678901234567890.5}"#,
            r#"{"name":true}"#,
            r#"{"name":{"secret":"4242"}}"#,
            r#"{"name":"A","count":1.5}"#,
            r#"{"name":"A","inner":"4242"}"#,
            r#"{"name":"A","kind":"4242"}"#,
            r#"{"name":"A","kind":{"4242":1}}"#,
            r#"{"name":"A","kind":"plain","anything":{"n":[123456789012345678901234567890.5,-3,0.1]}}"#,
            r#"{"name":"A","count":-1}"#,
            r#"{"name":"A","count":99999999999999999999999}"#,
            r#"{"name":"A","inner":7}"#,
            r#"{"name":"A","inner":[["a"]]}"#,
            r#"{"name":"A","inner":{"slugs":["Main"]}}"#,
            r#"{"name":"A","inner":{"slugs":["a","b\u0000c"]}}"#,
            r#"{"name":"A","anything":{"a\u0000":1}}"#,
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
