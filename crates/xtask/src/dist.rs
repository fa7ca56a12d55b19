//! `cargo xtask dist`: the binary that people install.

use anyhow::Result;

use crate::{command, web};

/// Builds with link-time optimisation; two minutes for the link on two cores.
pub(crate) fn run() -> Result<()> {
    web::build()?;
    command::run(".", "cargo", &["build", "--profile", "dist", "--package", "bailiwick-cli"])?;
    println!("\ntarget/dist/bailiwick");
    Ok(())
}
