//! What changes from one policy to another, for people: a line for each permission and action, below it one for each
//! change.

use std::fmt::Write as _;

use serde_json::Value;

use crate::print::cell;

/// Renders the answer of `policy diff`, or the same within another answer.
pub(crate) fn readable(difference: &Value) -> String {
    let text = |value: &Value| cell(value);
    let mut out = format!("from {} to {}\n", text(&difference["from"]), text(&difference["to"]));
    if difference["differs"] == false {
        out += "nothing differs\n";
        return out;
    }
    let _ = writeln!(out, "in all: {}", effect(&difference["effect"]));
    for permission in list(&difference["permissions"]) {
        let _ = writeln!(
            out,
            "\n{} {} on {}: {}",
            sign(&permission["kind"]),
            text(&permission["slug"]),
            text(&permission["table"]),
            effect(&permission["effect"])
        );
        changes(&mut out, permission, effect);
    }
    for action in list(&difference["actions"]) {
        let _ = writeln!(
            out,
            "\n{} action {}: {}",
            sign(&action["kind"]),
            text(&action["name"]),
            effect_of_action(&action["effect"])
        );
        changes(&mut out, action, effect_of_action);
    }
    for (place, test) in list(&difference["tests"]).iter().enumerate() {
        let gap = if place == 0 { "\n" } else { "" };
        let _ = writeln!(out, "{gap}{} test {}", sign(&test["kind"]), text(&test["name"]));
    }
    out
}

/// What is taken over from another instance.
fn promoted(answer: &Value) -> String {
    let mut out = String::new();
    if !answer["policy"].is_null() {
        out += &readable(&answer["policy"]);
    }
    for setting in list(&answer["client_auth"]) {
        let _ = writeln!(
            out,
            "{}: {} -> {}",
            cell(&setting["field"]),
            cell(&setting["before"]),
            cell(&setting["after"])
        );
    }
    if out.is_empty() {
        out += "nothing differs\n";
    }
    out
}

/// Renders what would be taken over, and what takes over just that.
pub(crate) fn preview(answer: &Value) -> String {
    promoted(answer)
        + &format!(
            "\n`policy promote` takes over what is shown with\n--basis '{}'\n",
            answer["basis"]
        )
}

/// Renders what was taken over.
pub(crate) fn promotion(answer: &Value) -> String {
    let draft = "it is the draft now; `policy deploy` puts it in force\n";
    promoted(answer) + if answer["draft"].is_null() { "" } else { draft }
}

fn changes(out: &mut String, one: &Value, words: fn(&Value) -> &'static str) {
    for change in list(&one["changes"]) {
        let (sentence, effect) = (cell(&change["sentence"]), words(&change["effect"]));
        let _ = writeln!(out, "    {sentence} ({effect})");
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn sign(kind: &Value) -> &'static str {
    match kind.as_str() {
        Some("added") => "+",
        Some("removed") => "-",
        _ => "~",
    }
}

fn effect(effect: &Value) -> &'static str {
    match effect.as_str() {
        Some("widens") => "permits more",
        Some("narrows") => "permits less",
        Some("neutral") => "permits the same",
        _ => "permits more or less, by the rows",
    }
}

fn effect_of_action(effect: &Value) -> &'static str {
    match effect.as_str() {
        Some("unknown") => "permits more or less, by what it does",
        _ => self::effect(effect),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::readable;

    #[test]
    fn a_difference_reads_line_by_line() {
        let change =
            |effect: &str, sentence: &str| json!({ "effect": effect, "sentence": sentence });
        let answer = json!({
            "from": "deployed", "to": "draft", "differs": true, "effect": "unknown",
            "permissions": [
                { "slug": "a", "table": "main.t", "kind": "changed", "effect": "unknown", "changes": [
                    change("widens", "reading: column `x` is added"), change("unknown", "\u{1b}[2J"),
                ] },
                { "slug": "b", "table": "main.t", "kind": "removed", "effect": "narrows", "changes": [] },
            ],
            "actions": [
                { "name": "approve", "kind": "changed", "effect": "unknown", "changes": [
                    change("unknown", "its statements are others"), change("widens", "it is for `desk`, too"),
                ] },
            ],
            "tests": [{ "name": "one", "kind": "added" }, { "name": "two", "kind": "removed" }],
        });
        assert_eq!(
            readable(&answer),
            "from deployed to draft\nin all: permits more or less, by the rows\n\n\
             ~ a on main.t: permits more or less, by the rows\n    \
             reading: column `x` is added (permits more)\n    \
             \u{fffd}[2J (permits more or less, by the rows)\n\n\
             - b on main.t: permits less\n\n\
             ~ action approve: permits more or less, by what it does\n    \
             its statements are others (permits more or less, by what it does)\n    \
             it is for `desk`, too (permits more)\n\n+ test one\n- test two\n"
        );
        let same = json!({ "from": "1", "to": "2", "differs": false });
        assert_eq!(readable(&same), "from 1 to 2\nnothing differs\n");
    }
}
