//! What a value means however it is written: the same corpus is read by the editor of the dashboard
//! (`web/src/pages/org/project/instance/policy-editor/corpus.test.ts`).

use bailiwick_policy::{Document, Format, difference, parse};
use serde::Deserialize;

/// One value in YAML, and the same in JSON; none where YAML is refused.
#[derive(Deserialize)]
struct Written {
    yaml: String,
    json: Option<String>,
}

fn with(value: &str) -> Option<Document> {
    // In flow style, as a form writes it, and with a literal beside it that must stay as it is.
    let text = format!(
        "permissions:\n  a: {{ table: main.orders, roles: [r], select: {{ where: {{ x: {{ $eq: {value} }}, y: 1 }} }} }}\n"
    );
    parse(&text, Format::Yaml).ok()
}

#[test]
fn a_value_in_yaml_means_what_it_means_in_json() {
    let corpus: Vec<Written> = serde_json::from_str(include_str!("../corpus/values.json"))
        .unwrap_or_else(|error| panic!("{error}"));
    let mut wrong = Vec::new();
    for Written { yaml, json } in corpus {
        let same = match (with(&yaml), &json) {
            (None, None) => true,
            (Some(one), Some(json)) => {
                with(json).is_some_and(|other| difference(&one, &other).is_empty())
            }
            _ => false,
        };
        if !same {
            wrong.push(format!("{yaml} is not {json:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
