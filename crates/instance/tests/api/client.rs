//! The real client, `@supabase/postgrest-js` from npm, against every engine.

use std::path::Path;

use bailiwick_schema::Engine;

use crate::world::{ENGINES, POLICY, World, ann, manager};

/// What everybody with a role may do with parcels.
const PARCELS: &str = "
  parcels: { table: main.parcels, roles: [manager], select: {}, insert: {}, update: {} }
";

/// A table with documents; on Postgres with an array, a range and words, too.
fn parcels(engine: Engine) -> String {
    let document = if engine == Engine::Postgres { "jsonb" } else { "json" };
    let (columns, values) = match engine {
        Engine::Postgres => (
            ", tags text[], slots int4range",
            [", array['red', 'big'], '[1,5)'", ", array['blue'], '[5,9)'"],
        ),
        Engine::Sqlite | Engine::Mysql => ("", ["", ""]),
    };
    format!(
        "create table parcels (id bigint primary key, note varchar(80), data {document}{columns});
        insert into parcels values (1, 'The fat cats sat', '{{\"size\": 3, \"to\": {{\"city\": \"Bern\"}}, \"l\": [\"x\"]}}'{});
        insert into parcels values (2, 'A rat', '{{\"size\": 20, \"to\": {{\"city\": \"Chur\"}}}}'{});",
        values[0], values[1]
    )
}

#[tokio::test]
async fn the_real_client_works_unchanged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgrest-js");
    if !folder.join("node_modules").exists() {
        let installed = tokio::process::Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .status()
            .await;
        assert!(installed.unwrap().success(), "npm ci failed in {}", folder.display());
    }
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.place.run(&parcels(engine)).await;
        world.deploy(&format!("{POLICY}{PARCELS}")).await;
        let output = tokio::process::Command::new("node")
            .arg("client.mjs")
            .current_dir(&folder)
            .env("DATA_URL", format!("{}/rest/v1", world.url))
            .env("ENGINE", format!("{engine:?}"))
            .env("ANN", ann())
            .env("MANAGER", manager())
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "on {engine:?}: {said}");
    }
}
