//! `cargo xtask check`: format, lints, types and house rules.

use anyhow::Result;

use crate::{command, tidy, web};

/// Complains about, or with `fix` repairs, what a reviewer should not have to see.
pub(crate) fn run(fix: bool) -> Result<()> {
    tidy::run()?;
    if fix {
        command::run(".", "cargo", &["fmt", "--all"])?;
    } else {
        command::run(".", "cargo", &["fmt", "--all", "--check"])?;
    }
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
    command::run(".", "cargo", &clippy)?;
    web::install("web")?;
    let lint = if fix { "lint:fix" } else { "lint" };
    command::run("web", "npm", &["run", "--silent", lint])?;
    command::run("web", "npx", &["--no-install", "tsc", "--noEmit"])
}
