//! What each application role may do, for people: a line for each role, below it one for each table and action.

use std::fmt::Write as _;

use serde_json::Value;

use crate::print::cell;

const OPERATIONS: [(&str, &str); 4] =
    [("select", "read"), ("insert", "create"), ("update", "update"), ("delete", "delete")];

/// Renders the answer of `policy roles`.
pub(crate) fn readable(answer: &Value) -> String {
    let roles = answer["roles"].as_array().map(Vec::as_slice).unwrap_or_default();
    if roles.is_empty() {
        return "no role is named\n".to_owned();
    }
    let mut out = String::new();
    for (place, role) in roles.iter().enumerate() {
        let gap = if place == 0 { "" } else { "\n" };
        let _ = writeln!(out, "{gap}{}{}", cell(&role["role"]), users(&role["users"]));
        for table in role["tables"].as_array().into_iter().flatten() {
            let reached: Vec<String> = OPERATIONS
                .iter()
                .filter(|(field, _)| table[*field]["reach"] != "none")
                .map(|(field, word)| reach(word, &table[*field]))
                .collect();
            if !reached.is_empty() {
                let _ = writeln!(out, "    {}: {}", cell(&table["table"]), reached.join(", "));
            }
        }
        for action in role["actions"].as_array().into_iter().flatten() {
            let owner = if action["is_owner"] == true { " as owner" } else { "" };
            let calls = match &action["calls"] {
                Value::String(_) => format!(", calls {} after the commit", cell(&action["calls"])),
                _ => String::new(),
            };
            let _ = writeln!(out, "    action {}{owner}{calls}", cell(&action["name"]));
        }
    }
    out
}

/// `read filtered (own_orders)`.
fn reach(word: &str, found: &Value) -> String {
    format!("{word} {} ({})", cell(&found["reach"]), cell(&found["permissions"]))
}

fn users(users: &Value) -> String {
    match users.as_u64() {
        None => String::new(),
        Some(1) => ", 1 user".to_owned(),
        Some(count) => format!(", {count} users"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::readable;

    #[test]
    fn every_role_is_told_with_what_it_reaches() {
        let none = json!({ "reach": "none", "permissions": [] });
        let full = json!({ "reach": "full", "permissions": ["all"] });
        let part = json!({ "reach": "filtered", "permissions": ["all", "own"] });
        let table = |select: &serde_json::Value, update: &serde_json::Value| json!([{ "table": "main.orders", "select": select, "insert": none, "update": update, "delete": none }]);
        let answer = json!({ "of": "deployed", "roles": [
            { "role": "manager", "users": 12, "tables": table(&full, &part), "actions": [
                { "name": "approve", "is_owner": true, "calls": null },
                { "name": "refund", "is_owner": false, "calls": "https://billing.example.com/" },
            ] },
            { "role": "guest", "users": null, "tables": table(&none, &none), "actions": [] },
        ] });
        assert_eq!(
            readable(&answer),
            "manager, 12 users\n    main.orders: read full (all), update filtered (all, own)\n    action approve as owner\n    action refund, calls https://billing.example.com/ after the commit\n\nguest\n"
        );
        assert_eq!(readable(&json!({ "of": "none", "roles": [] })), "no role is named\n");
    }
}
