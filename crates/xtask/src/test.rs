//! `cargo xtask test`: everything that can be tested, and at the end what ran.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::{check, command, needs, tidy, web};

/// Folders of tests that run in Node beside a Rust test which starts them.
const NODE_TESTS: &str = "crates/instance/tests/postgrest-js";

/// Runs all steps; a failed step ends the run with an error after the later steps had their turn.
pub(crate) fn run() -> Result<()> {
    needs::provide()?;
    let mut ran = Report::default();
    ran.step("dashboard build", web::build);
    ran.step("packages of the PostgREST client", || web::install(NODE_TESTS));
    if needs::is_ci() {
        ran.step("format, lints, types, house rules", || check::run(false));
    } else {
        ran.step("house rules", tidy::run);
    }
    ran.step("Rust build", || {
        command::run(".", "cargo", &["build", "--workspace", "--all-targets"])
    });
    ran.step("Rust", rust);
    ran.step("TypeScript", || command::run("web", "npm", &["run", "--silent", "test"]));
    ran.step("browser", || command::run("web", "npm", &["run", "--silent", "e2e"]));
    ran.close()
}

fn rust() -> Result<()> {
    if command::output("cargo", &["nextest", "--version"]).is_some() {
        command::run(".", "cargo", &["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        command::run(".", "cargo", &["test", "--workspace", "--no-fail-fast"])
    }
}

#[derive(Default)]
struct Report {
    steps: Vec<(&'static str, Duration, Option<String>)>,
}

impl Report {
    fn step(&mut self, name: &'static str, act: impl FnOnce() -> Result<()>) {
        let start = Instant::now();
        let failure = act().err().map(|error| format!("{error:#}"));
        self.steps.push((name, start.elapsed(), failure));
    }

    fn close(self) -> Result<()> {
        println!("\nWhat ran:");
        for (name, took, failure) in &self.steps {
            let outcome = failure.as_deref().unwrap_or("passed");
            println!("  {name:<36} {:>6.1} s  {outcome}", took.as_secs_f64());
        }
        let failed = self.steps.iter().filter(|step| step.2.is_some()).count();
        println!("{} passed, {failed} failed", self.steps.len() - failed);
        if failed > 0 {
            bail!("{failed} steps failed");
        }
        Ok(())
    }
}
