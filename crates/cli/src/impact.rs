//! What another policy would give and take, for people: a line for each user, table and operation where something changes.

use std::fmt::Write as _;

use serde_json::Value;

use crate::print::cell;

/// Renders the answer of `policy impact`.
pub(crate) fn readable(impact: &Value) -> String {
    let looked = cell(&impact["rows_looked_at"]);
    let mut out = if impact["complete"] == true {
        format!("complete: {looked} rows were looked at\n")
    } else {
        format!(
            "not complete: only {looked} rows were looked at, the first that the database had at hand\n"
        )
    };
    let items = impact["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        out += "nothing changes for anybody\n";
    }
    for item in items {
        let place = item["user"].as_u64().and_then(|place| usize::try_from(place).ok());
        let user = place.map_or(&Value::Null, |place| &impact["users"][place]);
        let (table, operation) = (cell(&item["table"]), cell(&item["operation"]));
        let _ = writeln!(out, "\n{} {operation} {table}", who(user));
        let counts = [
            ("rows_gained", "rows gained"),
            ("rows_lost", "rows lost"),
            ("cells_gained", "cells gained"),
            ("cells_lost", "cells lost"),
            ("cells_masked_otherwise", "cells that show another part"),
        ];
        let counts =
            counts.iter().filter(|(field, _)| item[*field].as_u64().is_some_and(|n| n > 0));
        let counts: Vec<String> =
            counts.map(|(field, words)| format!("{} {words}", cell(&item[*field]))).collect();
        if !counts.is_empty() {
            let _ = writeln!(out, "    {}", counts.join(", "));
        }
        if item["complete"] == false {
            let rows = cell(&item["rows_looked_at"]);
            let _ = writeln!(out, "    of {rows} rows; there are more: {}", cell(&item["problem"]));
        }
        for sample in item["samples"].as_array().into_iter().flatten() {
            let _ = writeln!(out, "    for example {}", example(sample));
        }
    }
    out
}

fn who(user: &Value) -> String {
    let roles = user["roles"].as_array().filter(|roles| !roles.is_empty());
    let roles = roles.map_or_else(|| "no role".to_owned(), |_| cell(&user["roles"]));
    match &user["id"] {
        Value::Null => format!("a user with {roles}"),
        id => format!("user {} with {roles}", cell(id)),
    }
}

fn example(sample: &Value) -> String {
    let key = sample["key"].as_object().into_iter().flatten();
    let key: Vec<String> = key
        .map(|(name, value)| format!("{}={}", cell(&name.as_str().into()), cell(value)))
        .collect();
    let row = match sample["row_gained"].as_bool() {
        Some(true) => ": comes",
        Some(false) => ": goes",
        None => "",
    };
    let part = |field: &str, sign: &str| {
        let names = cell(&sample[field]);
        if names.is_empty() { String::new() } else { format!(" {sign} {names}") }
    };
    format!("{}{row}{}{}", key.join(" "), part("gained", "+"), part("lost", "-"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::readable;

    #[test]
    fn what_changes_reads_line_by_line() {
        let answer = json!({
            "complete": false, "rows_looked_at": 2000,
            "users": [{ "id": "7", "roles": ["customer"] }, { "id": null, "roles": [] }],
            "items": [
                { "user": 0, "table": "main.orders", "operation": "select", "complete": true, "rows_looked_at": 5,
                  "rows_gained": 2, "rows_lost": 0, "cells_gained": 8, "cells_lost": 1, "cells_masked_otherwise": 0,
                  "problem": null, "samples": [
                    { "key": { "id": 3 }, "row_gained": true, "gained": ["id", "total"], "lost": [] },
                    { "key": { "id": 4 }, "row_gained": null, "gained": [], "lost": ["note"] },
                  ] },
                { "user": 1, "table": "main.lines", "operation": "delete", "complete": false, "rows_looked_at": 0,
                  "rows_gained": 0, "rows_lost": 0, "cells_gained": 0, "cells_lost": 0, "cells_masked_otherwise": 0,
                  "problem": "the time was up", "samples": [] },
            ],
        });
        assert_eq!(
            readable(&answer),
            "not complete: only 2000 rows were looked at, the first that the database had at hand\n\n\
             user 7 with customer select main.orders\n    2 rows gained, 8 cells gained, 1 cells lost\n    \
             for example id=3: comes + id, total\n    for example id=4 - note\n\n\
             a user with no role delete main.lines\n    of 0 rows; there are more: the time was up\n"
        );
        let none = json!({ "complete": true, "rows_looked_at": 9, "users": [], "items": [] });
        assert_eq!(
            readable(&none),
            "complete: 9 rows were looked at\nnothing changes for anybody\n"
        );
    }
}
