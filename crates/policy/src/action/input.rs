//! What a caller of an action sends: a JSON Schema, and values that are checked against it.

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value as Json, json};

use crate::user::UserPath;

/// Larger schemas are refused, in bytes of JSON.
const LARGEST_SCHEMA: usize = 32 * 1024;

/// The compiled schema of an action's input.
#[derive(Debug)]
pub struct Input {
    schema: Json,
    validator: Validator,
}

/// Why what was sent is not what the action takes.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct InputError {
    /// Where in the input, as a JSON pointer; empty for the whole.
    pub path: String,
    /// What is wrong, as a sentence.
    pub message: String,
}

impl Input {
    /// Compiles a schema; without one the action takes nothing.
    ///
    /// # Errors
    /// A sentence for its author.
    pub(crate) fn compile(schema: Option<&Json>) -> Result<Self, String> {
        let schema = match schema {
            None => json!({ "type": "object", "additionalProperties": false }),
            Some(schema) => schema.clone(),
        };
        let Json::Object(top) = &schema else {
            return Err("`input` is a JSON Schema of an object".to_owned());
        };
        if top.get("type") != Some(&json!("object")) {
            return Err("`input` says `type: object`: its caller sends an object".to_owned());
        }
        if schema.to_string().len() > LARGEST_SCHEMA {
            return Err(format!("`input` is larger than {LARGEST_SCHEMA} bytes"));
        }
        stays_here(&schema)?;
        let mut closed = schema.clone();
        // What is not declared could only be a mistake: no statement mentions it.
        if let Json::Object(top) = &mut closed
            && !top.contains_key("unevaluatedProperties")
        {
            top.entry("additionalProperties").or_insert(json!(false));
        }
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            // Linear in the length of the text, whatever the pattern.
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true)
            .build(&closed)
            .map_err(|error| format!("`input` is no JSON Schema: {error}"))?;
        Ok(Self { schema: closed, validator })
    }

    /// The schema, for those who call the action.
    pub fn schema(&self) -> &Json {
        &self.schema
    }

    /// Checks what was sent.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, input: &Map<String, Json>) -> Result<(), InputError> {
        let input = Json::Object(input.clone());
        let Some(error) = self.validator.iter_errors(&input).next() else { return Ok(()) };
        let path = error.instance_path().to_string();
        let message = error.masked_with("the value").to_string();
        Err(InputError { path, message })
    }

    /// What the words of a query string stand for, by the types that the schema says; what does not fit stays a text and
    /// is refused as such.
    pub fn read_words(&self, words: Vec<(String, String)>) -> Map<String, Json> {
        let mut input = Map::new();
        for (name, word) in words {
            let kind = self.property(&name).and_then(|property| property.get("type")?.as_str());
            let value = match kind {
                Some("integer" | "number") => super::number(&word),
                Some("boolean") => word.parse::<bool>().ok().map(Json::Bool),
                Some("array" | "object") => serde_json::from_str(&word).ok(),
                _ => None,
            };
            input.insert(name, value.unwrap_or(Json::String(word)));
        }
        input
    }

    /// Whether the first name of the path is a property.
    pub(crate) fn declares(&self, path: &UserPath) -> bool {
        self.property(path.first()).is_some()
    }

    fn property(&self, name: &str) -> Option<&Json> {
        self.schema.get("properties")?.get(name)
    }
}

/// No part of it is somewhere else: nothing is fetched.
fn stays_here(schema: &Json) -> Result<(), String> {
    match schema {
        Json::Object(entries) => {
            for (key, value) in entries {
                let is_remote = match (key.as_str(), value) {
                    ("$ref" | "$dynamicRef", Json::String(reference)) => {
                        !reference.starts_with('#')
                    }
                    ("$id" | "$vocabulary", _) => true,
                    ("$schema", Json::String(draft)) => {
                        draft != "https://json-schema.org/draft/2020-12/schema"
                    }
                    _ => false,
                };
                if is_remote {
                    return Err(format!(
                        "`{key}` in `input` leads elsewhere; references stay inside (`#/$defs/…`), the draft is 2020-12"
                    ));
                }
                stays_here(value)?;
            }
            Ok(())
        }
        Json::Array(items) => items.iter().try_for_each(stays_here),
        _ => Ok(()),
    }
}
