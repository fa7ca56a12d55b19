//! `cargo xtask start`: from a clone to a running demonstration.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{command, web};

/// Builds the dashboard and the release binary, then serves until it is stopped.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    web::build()?;
    command::run(".", "cargo", &["build", "--release", "--package", "bailiwick-cli"])?;
    let binary = command::root().join("target/release/bailiwick");
    let mut serve = Command::new(&binary);
    serve.args(["serve", "--demo"]).args(arguments);
    replace_this_process(serve)
}

/// Signals must reach the server itself, so it takes this process's place.
#[cfg(unix)]
fn replace_this_process(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    bail!("cannot run {:?}: {error}", command.get_program())
}

#[cfg(not(unix))]
fn replace_this_process(mut command: Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("the server ended with {status}");
    }
    Ok(())
}
