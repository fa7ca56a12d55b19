//! The body of a write, JSON or CSV. Duplicate keys are refused: another reader of the same body might take the other one.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::{Limits, Refusal};

/// The rows of a body.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) rows: Vec<Map<String, Value>>,
    /// It was a list.
    pub(crate) is_bulk: bool,
    /// Every value is a text.
    pub(crate) is_worded: bool,
}

pub(crate) fn parse(
    body: &[u8],
    content_type: Option<&str>,
    limits: &Limits,
) -> Result<Body, Refusal> {
    if let Some(content_type) = content_type {
        let mut parts = content_type.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
        });
        if let Some(charset) = charset.filter(|charset| !charset.eq_ignore_ascii_case("utf-8")) {
            let message = format!("a body in `{charset}` is not offered: send UTF-8");
            return Err(Refusal::new(415, "PGRST102", message));
        }
        if kind.eq_ignore_ascii_case("text/csv") {
            let rows = crate::csv::read(body, limits)?;
            return Ok(Body { rows, is_bulk: true, is_worded: true });
        }
        if !(kind.is_empty() || kind.eq_ignore_ascii_case("application/json")) {
            let message = format!(
                "a body of type `{kind}` is not offered: send `application/json` or `text/csv`"
            );
            return Err(Refusal::new(415, "PGRST102", message));
        }
    }
    let text =
        std::str::from_utf8(body).map_err(|_| Refusal::body_syntax("the body is not UTF-8"))?;
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Refusal::body_syntax(format!("the body is not JSON: {error}")))?;
    if let Some(key) = duplicate(text) {
        return Err(Refusal::body_syntax(format!("the key `{key}` appears twice in one object")));
    }
    match value {
        Value::Object(row) => Ok(Body { rows: vec![row], ..Body::default() }),
        Value::Array(values) => {
            if values.len() as u64 > limits.written_rows {
                return Err(too_many(limits));
            }
            let mut rows = Vec::with_capacity(values.len());
            for value in values {
                let Value::Object(row) = value else {
                    return Err(Refusal::body_syntax("a row must be a JSON object"));
                };
                rows.push(row);
            }
            Ok(Body { rows, is_bulk: true, is_worded: false })
        }
        _ => Err(Refusal::body_syntax("the body must be a JSON object or a list of them")),
    }
}

/// More rows than one write may hold.
pub(crate) fn too_many(limits: &Limits) -> Refusal {
    Refusal::limit(format!("a body may hold {} rows", limits.written_rows))
}

/// The first key that one object of a valid JSON text has twice, or that belongs to serde_json alone.
fn duplicate(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    // One set per open object; `None` for a list.
    let mut open: Vec<Option<HashSet<String>>> = Vec::new();
    let mut expects_key = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => {
                open.push(Some(HashSet::new()));
                expects_key = true;
            }
            b'[' => {
                open.push(None);
                expects_key = false;
            }
            b'}' | b']' => {
                open.pop();
                expects_key = false;
            }
            b',' => expects_key = matches!(open.last(), Some(Some(_))),
            b'"' => {
                let start = at;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                if let (true, Some(Some(keys))) = (expects_key, open.last_mut()) {
                    let key: String =
                        serde_json::from_str(text.get(start..=at)?).unwrap_or_default();
                    if key.starts_with("$serde_json::private") || keys.contains(&key) {
                        return Some(key);
                    }
                    keys.insert(key);
                    expects_key = false;
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}
