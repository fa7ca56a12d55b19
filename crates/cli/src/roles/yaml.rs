//! YAML 1.2 in and out, as far as roles need it. What makes a document mean something else than it seems is refused.

use std::fmt::Write;

use anyhow::{Result, bail};
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

/// How deep a document may be.
const DEEPEST: usize = 16;

enum Open {
    List(Vec<Value>),
    /// The entries, and the key whose value comes next.
    Map(Map<String, Value>, Option<String>),
}

/// The one document of a text.
pub(super) fn read(text: &str) -> Result<Value> {
    let (mut open, mut root): (Vec<Open>, Option<Value>) = (Vec::new(), None);
    for item in Parser::new_from_str(text) {
        let (event, span) = match item {
            Ok(item) => item,
            Err(error) => {
                bail!("line {}: this is not YAML: {}", error.marker().line(), error.info())
            }
        };
        let done = match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => None,
            Event::DocumentStart(_) if root.is_some() => {
                bail!("line {}: only one document is allowed", line(&span))
            }
            Event::DocumentStart(_) => None,
            Event::Alias(_) => bail!("line {}: aliases are not allowed", line(&span)),
            Event::Scalar(text, style, anchor, tag) => {
                plain(anchor, tag.is_some(), &span)?;
                Some(scalar(&text, style))
            }
            Event::SequenceStart(anchor, tag) => {
                plain(anchor, tag.is_some(), &span)?;
                open.push(Open::List(Vec::new()));
                None
            }
            Event::MappingStart(anchor, tag) => {
                plain(anchor, tag.is_some(), &span)?;
                open.push(Open::Map(Map::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|done| match done {
                Open::List(items) => Value::Array(items),
                Open::Map(entries, _) => Value::Object(entries),
            }),
        };
        if open.len() > DEEPEST {
            bail!("line {}: this is nested too deeply", line(&span));
        }
        if let Some(value) = done {
            put(&mut open, &mut root, value, &span)?;
        }
    }
    Ok(root.unwrap_or(Value::Null))
}

fn put(open: &mut [Open], root: &mut Option<Value>, value: Value, span: &Span) -> Result<()> {
    match open.last_mut() {
        None => *root = Some(value),
        Some(Open::List(items)) => items.push(value),
        Some(Open::Map(entries, key)) => match key.take() {
            Some(name) => drop(entries.insert(name, value)),
            None => {
                let name = match value {
                    Value::String(name) => name,
                    Value::Bool(_) | Value::Number(_) => value.to_string(),
                    _ => bail!("line {}: a key should be a text", line(span)),
                };
                if entries.contains_key(&name) {
                    bail!("line {}: the key `{name}` is given twice", line(span));
                }
                *key = Some(name);
            }
        },
    }
    Ok(())
}

fn line(span: &Span) -> usize {
    span.start.line()
}

fn plain(anchor: usize, has_tag: bool, span: &Span) -> Result<()> {
    if anchor != 0 || has_tag {
        bail!("line {}: anchors and tags are not allowed", line(span));
    }
    Ok(())
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::from(text);
    }
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "" | "~" | "null" => Value::Null,
        _ => Value::from(text),
    }
}

/// A value as YAML: maps and lists of more than texts as blocks, the rest on one line.
pub(super) fn write(value: &Value) -> String {
    let mut text = String::new();
    block(&mut text, value, 0);
    text
}

fn block(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(entries) => {
            for (name, value) in entries {
                let _ = write!(text, "{indent}{}:", word(name));
                nested(text, value, depth + 1);
            }
        }
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::Object(entries) if !is_flat(item) => {
                        let mut inner = String::new();
                        block(&mut inner, &Value::Object(entries.clone()), depth + 1);
                        let _ = write!(text, "{indent}- {}", inner.trim_start());
                    }
                    _ => {
                        let _ = writeln!(text, "{indent}- {}", flow(item));
                    }
                }
            }
        }
        other => {
            let _ = writeln!(text, "{indent}{}", flow(other));
        }
    }
}

fn nested(text: &mut String, value: &Value, depth: usize) {
    let is_block = match value {
        Value::Array(items) => items.iter().any(|item| item.is_object()),
        Value::Object(entries) => !entries.is_empty() && !is_flat(value),
        _ => false,
    };
    if is_block {
        text.push('\n');
        block(text, value, depth);
    } else {
        let _ = writeln!(text, " {}", flow(value));
    }
}

/// Few enough plain parts for one line.
fn is_flat(value: &Value) -> bool {
    let Value::Object(entries) = value else { return true };
    entries.len() <= 4
        && entries.values().all(|value| match value {
            Value::Object(_) => false,
            Value::Array(items) => items.len() <= 6 && items.iter().all(Value::is_string),
            Value::String(text) => text.len() <= 60,
            _ => true,
        })
        && !entries.contains_key("name")
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => word(text),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Value::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(name, value)| format!("{}: {}", word(name), flow(value)))
                .collect();
            if entries.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", entries.join(", "))
            }
        }
        other => other.to_string(),
    }
}

/// A text without quotes where nothing could take it for something else.
fn word(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(|letter| letter.is_alphanumeric() || " _-./@+".contains(letter))
        && !matches!(
            text.to_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if is_plain { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let value = json!({
            "roles": [{ "name": "Crew: deck", "permissions": [{ "area": "team", "level": "view" }],
                "scope": { "projects": ["Tracker", "no", "-x", "a \"b\""], "production": false } }],
            "members": { "ana@example.com": ["Crew: deck", { "role": "Owner", "production": false }] },
            "teams": {}, "tests": [],
        });
        let text = write(&value);
        assert_eq!(read(&text).unwrap(), value, "{text}");
    }

    #[test]
    fn what_hides_its_meaning_is_refused() {
        for text in ["a: &x 1\nb: *x", "a: !!str 1", "a: 1\na: 2", "a: [", "--- 1\n--- 2", "[1]: 2"]
        {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("a: 1\na: 2").unwrap_err().to_string().contains("line 2"));
    }
}
