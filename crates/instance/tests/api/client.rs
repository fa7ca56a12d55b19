//! The real client, `@supabase/postgrest-js` from npm, against every engine.

use std::path::Path;

use crate::world::{ENGINES, World, ann, manager};

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
        let world = World::new(engine).await;
        let output = tokio::process::Command::new("node")
            .arg("client.mjs")
            .current_dir(&folder)
            .env("DATA_URL", format!("{}/rest/v1", world.url))
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
