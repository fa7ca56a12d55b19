//! What a schema of the API's description lets be written, and a value of it to show.

use serde_json::{Map, Value, json};

/// How an id looks in the API's description.
const ID: &str = "^[0-9a-f]{24}$";
/// An id to show.
pub(super) const AN_ID: &str = "0123456789abcdef01234567";

/// What may be written.
pub(super) enum Form {
    /// Anything, taken as it stands.
    Text,
    /// One of these words.
    Choice(Vec<String>),
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// Items with commas between them, or this one word instead.
    List(Item, Option<String>),
    /// JSON alone.
    Json,
}

/// What the items of a list are.
pub(super) enum Item {
    Text,
    Id,
    /// Two words with a colon between them: the name and the choices of each.
    Pair([(String, Vec<String>); 2]),
}

/// What may be written for a schema.
pub(super) fn form(document: &Value, schema: &Value) -> Form {
    if let Some(words) = words(document, schema) {
        return Form::Choice(words);
    }
    if is_text(document, schema) {
        return Form::Text;
    }
    match kind(schema) {
        Some("integer") => Form::Number,
        Some("boolean") => Form::Flag,
        Some("array") => item(document, schema).map_or(Form::Json, |item| Form::List(item, None)),
        _ => match schema["anyOf"].as_array().map(Vec::as_slice) {
            // A word that stands for a list, or the list.
            Some([word, list]) => {
                match (word["const"].as_str(), item(document, resolve(document, list))) {
                    (Some(word), Some(item)) => Form::List(item, Some(word.to_owned())),
                    _ => Form::Json,
                }
            }
            _ => Form::Json,
        },
    }
}

/// What the items of a list are, where words say it.
fn item(document: &Value, list: &Value) -> Option<Item> {
    if kind(list) != Some("array") {
        return None;
    }
    let schema = resolve(document, &list["items"]);
    // A word, or more about it as JSON.
    let schema = match schema["anyOf"].as_array() {
        Some(ways) => {
            ways.iter().map(|way| resolve(document, way)).find(|way| way["type"] == "string")?
        }
        None => schema,
    };
    if schema["type"] == "string" {
        return Some(if schema["pattern"] == ID { Item::Id } else { Item::Text });
    }
    let properties = schema["properties"].as_object()?;
    let mut named = properties.iter().filter_map(|(name, property)| {
        Some((name.clone(), words(document, resolve(document, property))?))
    });
    match (named.next(), named.next(), properties.len()) {
        (Some(first), Some(second), 2) => Some(Item::Pair([first, second])),
        _ => None,
    }
}

/// The words of a closed set.
fn words(document: &Value, schema: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(text).collect();
    }
    let ways = schema["oneOf"].as_array()?;
    ways.iter().map(|way| text(&resolve(document, way)["const"])).collect()
}

fn is_text(document: &Value, schema: &Value) -> bool {
    match kind(schema) {
        Some(kind) => kind == "string",
        None => schema["anyOf"]
            .as_array()
            .is_some_and(|ways| ways.iter().all(|way| is_text(document, resolve(document, way)))),
    }
}

/// The one type of a schema beside null.
fn kind(schema: &Value) -> Option<&str> {
    match &schema["type"] {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null");
            kinds.next().filter(|_| kinds.next().is_none())
        }
        _ => None,
    }
}

/// A schema without the null that it may also be, and whether it may.
pub(super) fn without_null<'a>(document: &'a Value, schema: &'a Value) -> (&'a Value, bool) {
    let schema = resolve(document, schema);
    let is_null = |way: &&Value| way["type"] == "null";
    if let Some([one, other]) = schema["anyOf"].as_array().map(Vec::as_slice) {
        let some = [one, other].into_iter().find(|way| !is_null(way));
        if [one, other].iter().any(is_null) {
            return (some.map_or(schema, |some| resolve(document, some)), true);
        }
    }
    let kinds = schema["type"].as_array().into_iter().flatten();
    (schema, kinds.into_iter().any(|kind| kind == "null"))
}

/// A value of a schema, with whatever must be there.
pub(super) fn example(document: &Value, schema: &Value, depth: usize) -> Value {
    let (schema, _) = without_null(document, schema);
    if let Some(words) = words(document, schema) {
        return words.into_iter().next().into();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    for ways in ["oneOf", "anyOf"] {
        if let Some(first) = schema[ways].as_array().and_then(|ways| ways.first()) {
            return example(document, first, depth);
        }
    }
    match kind(schema) {
        Some("string") if schema["pattern"] == ID => json!(AN_ID),
        Some("string") if schema["format"] == "date-time" => json!("2027-01-01T00:00:00Z"),
        Some("string") => json!("…"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([example(document, &schema["items"], depth + 1)]),
        _ => Value::Object(fields(document, schema, depth)),
    }
}

/// The fields that an object needs; those that it may have where it needs none.
fn fields(document: &Value, schema: &Value, depth: usize) -> Map<String, Value> {
    let Some(properties) = schema["properties"].as_object().filter(|_| depth < 4) else {
        return Map::new();
    };
    let needed: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let is_shown = |name: &String| needed.is_empty() || needed.contains(&name.as_str());
    properties
        .iter()
        .filter(|(name, _)| is_shown(name))
        .map(|(name, property)| (name.clone(), example(document, property, depth + 1)))
        .collect()
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    crate::operations::resolve(document, schema)
}

/// Whether a word may be an id.
pub(super) fn is_id(text: &str) -> bool {
    text.len() == AN_ID.len() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
