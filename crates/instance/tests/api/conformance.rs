//! What the real client offers, method by method: `docs/client.md` says which engine answers what, and this test holds it.
//!
//! `INSTA_UPDATE=always` writes the table anew.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use bailiwick_schema::Engine;

use crate::{
    client::node,
    world::{ENGINES, POLICY, World},
};

const BEGIN: &str = "<!-- the table is written by crates/instance/tests/api/conformance.rs -->\n";
const END: &str = "<!-- the end of the table -->\n";

/// Parcels, and an action to call.
const MORE: &str = r#"
  parcels: { table: main.parcels, roles: [manager], select: {}, insert: {}, update: {} }
actions:
  order_of:
    roles: [manager]
    as: user
    tables: [main.orders]
    input: { type: object, required: [id], properties: { id: { type: integer } } }
    run: ["select id, status from orders where id = $input.id"]
"#;

fn parcels(engine: Engine) -> String {
    let (columns, first, second) = match engine {
        Engine::Postgres => (
            "data jsonb, fragile boolean, tags text[], slots int4range",
            ", true, array['red', 'big'], '[1,5)'",
            ", false, array['blue'], '[5,9)'",
        ),
        Engine::Sqlite => ("data json, fragile boolean", ", 1", ", 0"),
        Engine::Mysql => ("data json, fragile tinyint(1)", ", 1", ", 0"),
    };
    format!(
        "create table parcels (id bigint primary key, note varchar(80), {columns});
        insert into parcels values (1, 'The fat cats sat', '{{\"to\": {{\"city\": \"Bern\"}}}}'{first});
        insert into parcels values (2, 'A rat', '{{\"to\": {{\"city\": \"Chur\"}}}}'{second});"
    )
}

/// What one engine answers: method, what was asked, outcome.
async fn outcomes(engine: Engine) -> Vec<(String, String, String)> {
    let mut world = World::new(engine).await;
    world.place.run(&parcels(engine)).await;
    world.deploy(&format!("{POLICY}{MORE}")).await;
    let said = node("conformance.mjs", engine, &world).await;
    let lines = said.lines().filter(|line| line.starts_with('{'));
    let cases = lines.map(|line| {
        let case: BTreeMap<String, String> = serde_json::from_str(line).unwrap();
        (case["method"].clone(), case["asked"].clone(), case["outcome"].clone())
    });
    cases.collect()
}

#[tokio::test]
async fn the_page_says_what_the_client_is_answered_on_each_engine() {
    let mut all = Vec::new();
    for engine in ENGINES {
        all.push(outcomes(engine).await);
    }
    assert!(all[0].len() > 100 && all.iter().all(|cases| cases.len() == all[0].len()));
    let mut table =
        "| method | asked | SQLite | Postgres | MariaDB |\n|---|---|---|---|---|\n".to_owned();
    for (number, (method, asked, sqlite)) in all[0].iter().enumerate() {
        let cells = [sqlite, &all[1][number].2, &all[2][number].2].map(|outcome| {
            match outcome.split_once(' ') {
                Some((status, code)) if status.parse::<u16>().is_ok() => {
                    format!("{status} `{code}`")
                }
                _ => outcome.clone(),
            }
        });
        let asked = asked.replace('|', "\\|");
        let _ = writeln!(table, "| `{method}` | `{asked}` | {} |", cells.join(" | "));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/client.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if written == table {
        return;
    }
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    let differs: Vec<&str> = table.lines().filter(|line| !written.contains(*line)).collect();
    panic!(
        "docs/client.md does not say what came; `INSTA_UPDATE=always` writes it anew. What came: {differs:#?}"
    );
}
