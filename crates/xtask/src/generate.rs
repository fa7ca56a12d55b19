//! `cargo xtask generate`: files that are committed and derived from code.

use anyhow::{Context, Result};

use crate::{command, web};

/// Writes `openapi.json` and `docs/access-matrix.txt` from the declared operations, and the dashboard's types from
/// `openapi.json`.
pub(crate) fn run() -> Result<()> {
    command::run(".", "cargo", &["build", "--quiet", "--package", "bailiwick-cli"])?;
    let document = command::output("target/debug/bailiwick", &["openapi"])
        .context("`bailiwick openapi` failed")?;
    std::fs::write("openapi.json", document + "\n")?;
    println!("wrote openapi.json");
    let matrix = command::output("target/debug/bailiwick", &["access-matrix"])
        .context("`bailiwick access-matrix` failed")?;
    std::fs::write("docs/access-matrix.txt", matrix + "\n")?;
    println!("wrote docs/access-matrix.txt");
    web::install("web")?;
    command::run("web", "npm", &["run", "--silent", "types"])
}
