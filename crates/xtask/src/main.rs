//! Developer commands, run as `cargo xtask <command>`.
#![expect(clippy::print_stdout, reason = "a command line tool prints")]
#![expect(clippy::disallowed_methods, reason = "a command line tool reads its environment")]

mod attacks;
mod check;
mod command;
mod dist;
mod errors;
mod generate;
mod needs;
mod start;
mod test;
mod tidy;
mod web;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run and check Bailiwick")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the dashboard and the release binary, then serve the demonstration on http://127.0.0.1:7700
    Start {
        /// Further arguments for `bailiwick serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run everything: Rust, TypeScript, browser; says at the end what ran
    Test,
    /// Format, lints, types, house rules; with `--fix` repairs what can be repaired
    Check {
        /// Rewrite instead of complaining
        #[arg(long)]
        fix: bool,
    },
    /// Build the dashboard into web/dist
    Web,
    /// Write the generated files: openapi.json and the dashboard's types
    Generate,
    /// House rules: dependency arrows, pure crates, file sizes, module docs, who reads credentials
    Tidy,
    /// Build the optimised binary into target/dist
    Dist,
}

fn main() -> Result<()> {
    std::env::set_current_dir(command::root())?;
    match Arguments::parse().task {
        Task::Start { arguments } => start::run(&arguments),
        Task::Test => test::run(),
        Task::Check { fix } => check::run(fix),
        Task::Web => web::build(),
        Task::Generate => generate::run(),
        Task::Tidy => tidy::run(),
        Task::Dist => dist::run(),
    }
}
