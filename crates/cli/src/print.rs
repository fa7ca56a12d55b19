//! Answers for people: a list as a table, an object as lines.

use serde_json::{Map, Value};

/// Renders an answer; lists show at most eight plain columns, those first that people look for.
pub(crate) fn readable(answer: &Value) -> String {
    match answer {
        Value::Null => "done\n".to_owned(),
        Value::Object(fields) if fields.get("items").is_some_and(Value::is_array) => {
            let items = fields["items"].as_array().map(Vec::as_slice).unwrap_or_default();
            let total = fields.get("total").and_then(Value::as_u64);
            table(items)
                + &total.map(|total| format!("{} of {total}\n", items.len())).unwrap_or_default()
        }
        Value::Object(fields) => object(fields),
        Value::Array(items) => table(items),
        other => cell(other) + "\n",
    }
}

/// A line for each field; what is itself a list of objects stands below as a table.
fn object(fields: &Map<String, Value>) -> String {
    let is_list = |value: &Value| {
        value.as_array().is_some_and(|items| items.first().is_some_and(Value::is_object))
    };
    let (lists, plain): (Vec<_>, Vec<_>) = fields.iter().partition(|(_, value)| is_list(value));
    let width = plain.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let lines = plain.iter().map(|(name, value)| format!("{name:<width$}  {}\n", cell(value)));
    let tables = lists.iter().map(|(name, value)| {
        format!("\n{name}:\n{}", table(value.as_array().map(Vec::as_slice).unwrap_or_default()))
    });
    lines.chain(tables).collect()
}

/// What people look for in a list, in this order; the rest follows as the server says it.
const READ_FIRST: &[&str] = &[
    "id",
    "at",
    "name",
    "display_name",
    "email",
    "action",
    "outcome",
    "actor_name",
    "target_kind",
    "target_name",
    "state",
    "roles",
];

/// What a list of people is too narrow for; `--json` has it.
const UNREAD: &[&str] = &["organization", "hash", "request", "credential", "can", "cannot"];

fn is_nameless(value: &Value) -> bool {
    value.is_object() && name_of(value).is_none()
}

fn table(items: &[Value]) -> String {
    let Some(Value::Object(first)) = items.first() else { return "nothing\n".to_owned() };
    let is_deep = |value: &Value| match value {
        Value::Array(parts) => parts.iter().any(|part| part.is_array() || is_nameless(part)),
        other => is_nameless(other),
    };
    let plain = |name: &&String| {
        !UNREAD.contains(&name.as_str()) && !items.iter().any(|item| is_deep(&item[name.as_str()]))
    };
    let mut columns: Vec<&String> = first.keys().filter(plain).collect();
    columns.sort_by_key(|name| {
        READ_FIRST.iter().position(|first| first == name).unwrap_or(READ_FIRST.len())
    });
    columns.truncate(8);
    let rows: Vec<Vec<String>> = items
        .iter()
        .map(|item| columns.iter().map(|name| cell(&item[name.as_str()])).collect())
        .collect();
    let width = |index: usize| {
        let cells = rows.iter().map(|row| row[index].chars().count());
        cells.chain([columns[index].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned() + "\n"
    };
    let head = line(columns.iter().map(|name| name.as_str()).collect());
    rows.iter().fold(head, |text, row| text + &line(row.iter().map(String::as_str).collect()))
}

/// What people call a thing that an answer refers to; of people the address too, as two may have one name.
fn name_of(value: &Value) -> Option<String> {
    let name = value["name"].as_str().or_else(|| value["display_name"].as_str())?;
    Some(match value["email"].as_str() {
        Some(email) => format!("{name} <{email}>"),
        None => name.to_owned(),
    })
}

/// Text without control characters: what a server stored must not drive this terminal.
pub(crate) fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(fields) if fields.is_empty() => String::new(),
        Value::Object(_) if name_of(value).is_some() => name_of(value).unwrap_or_default(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    text.chars()
        .map(|character| if character.is_control() { '\u{fffd}' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_reads_as_a_table() {
        let answer = json!({"items": [{"id": "a", "name": "Trips", "can": []}, {"id": "bb", "name": null, "can": []}], "total": 7});
        assert_eq!(readable(&answer), "id  name\na   Trips\nbb  -\n2 of 7\n");
    }

    #[test]
    fn what_is_referred_to_reads_by_its_name() {
        let answer = json!({"items": [
            {"member": {"id": "a", "display_name": "Ana", "email": "ana@example.com"}, "role": {"id": "b", "name": "Owner"}, "scope": {"projects": "all"}},
            {"member": null, "role": null, "scope": {"projects": "all"}},
        ]});
        assert_eq!(
            readable(&answer),
            "member                 role\nAna <ana@example.com>  Owner\n-                      -\n"
        );
        assert_eq!(
            readable(&json!({"cannot": {}, "team": {"name": "Data"}})),
            "cannot  \nteam    Data\n"
        );
    }

    #[test]
    fn a_list_within_an_object_reads_as_a_table_below_it() {
        let answer = json!({"passed": true, "stages": [{"name": "tls", "message": null}], "can": ["a", "b"], "none": []});
        let expected = "passed  true\ncan     a, b\nnone    \n\nstages:\nname  message\ntls   -\n";
        assert_eq!(readable(&answer), expected);
    }

    #[test]
    fn an_object_reads_as_lines_and_cannot_drive_the_terminal() {
        assert_eq!(
            readable(&json!({"id": 1, "name": "\u{1b}[2J"})),
            "id    1\nname  \u{fffd}[2J\n"
        );
    }
}
