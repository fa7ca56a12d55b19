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

/// Where the client is, installed.
pub(crate) async fn folder() -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgrest-js");
    // Two tests of one run may come at once.
    let lock =
        std::fs::File::create(std::env::temp_dir().join("bailiwick-postgrest-js.lock")).unwrap();
    lock.lock().unwrap();
    if !folder.join("node_modules").exists() {
        let installed = tokio::process::Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(&folder)
            .status()
            .await;
        assert!(installed.unwrap().success(), "npm ci failed in {}", folder.display());
    }
    folder
}

/// Runs a file of the folder against the world; answers what it printed.
pub(crate) async fn node(file: &str, engine: Engine, world: &World) -> String {
    let output = tokio::process::Command::new("node")
        .arg(file)
        .current_dir(folder().await)
        .env("DATA_URL", format!("{}/rest/v1", world.url))
        .env("ENGINE", format!("{engine:?}"))
        .env("ANN", ann())
        .env("MANAGER", manager())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "on {engine:?}: {said}{complaint}");
    said
}

#[tokio::test]
async fn the_real_client_works_unchanged() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.place.run(&parcels(engine)).await;
        world.deploy(&format!("{POLICY}{PARCELS}")).await;
        node("client.mjs", engine, &world).await;
    }
}
