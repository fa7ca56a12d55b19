//! `bailiwick role export|plan|apply|test`: roles, and who holds them, as text that is reviewed like code.

mod check;
mod document;
mod live;
mod plan;
mod refusals;
mod yaml;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::remote::Remote;
use document::Document;
use live::Live;
use plan::Plan;
use refusals::Refusals;

/// What `--exit-code` ends with when there is something to change.
const CHANGES: u8 = 2;

/// The commands beside those of the API, for the noun `role`.
pub(crate) fn commands() -> [Command; 4] {
    let organization = || {
        Arg::new("organization")
            .long("organization")
            .required(true)
            .env("BAILIWICK_ORGANIZATION")
            .value_name("ID")
            .help("Which organization")
    };
    let file = || {
        let help = "YAML or JSON; `-` is standard input";
        Arg::new("file").required(true).value_name("FILE").help(help)
    };
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    let prune = || flag("prune", "Delete custom roles that the file does not name");
    [
        Command::new("export")
            .about("Print all custom roles, and who holds which role, as YAML")
            .arg(organization()),
        Command::new("plan")
            .about("Print what a file would change, and what the server would refuse of it; then end with 1")
            .args([organization(), file(), prune()])
            .arg(flag("exit-code", "End with 2 when there is something to change"))
            .arg(flag("compare-only", "Do not ask the server what it would refuse")),
        Command::new("apply").about("Make roles, and who holds them, what a file says").args([
            organization(),
            file(),
            prune(),
        ]),
        Command::new("test")
            .about("Ask the server the tests of a file; end with 1 when one fails")
            .args([organization(), file()]),
    ]
}

/// Runs one of them; `None` when the command is another.
pub(crate) fn run(arguments: &ArgMatches) -> Option<Result<ExitCode>> {
    let (verb, arguments) = arguments.subcommand()?;
    if !commands().iter().any(|command| command.get_name() == verb) {
        return None;
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Some(Err(error.into())),
    };
    Some(runtime.block_on(act(verb, arguments)))
}

async fn act(verb: &str, arguments: &ArgMatches) -> Result<ExitCode> {
    let organization =
        arguments.get_one::<String>("organization").context("which organization?")?;
    let remote = Remote::of(organization)?;
    if verb == "export" {
        print!("{}", Live::read(remote, true).await?.document().write()?);
        return Ok(ExitCode::SUCCESS);
    }
    let path = arguments.get_one::<String>("file").context("which file?")?;
    let file = Document::open(path)?;
    if verb == "test" {
        // A file that lost its end must not pass for one whose tests pass.
        if file.tests.is_empty() {
            bail!("{} holds no tests: write some below `tests`", document::spoken(path));
        }
        return test(&Live::read(remote, false).await?, &file).await;
    }
    let gives = !file.members.is_empty() || !file.teams.is_empty();
    let mut live = Live::read(remote, gives).await?;
    check::refuse_broken(&live, &file.tests).await?;
    let plan = Plan::of(&file, &live, arguments.get_flag("prune"))?;
    print!("{}", plan.print());
    if verb == "apply" {
        let stay = plan.apply(&mut live).await?;
        for (name, reason) in &stay {
            println!("! role {name} stays: {reason}");
        }
        return Ok(if stay.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if !arguments.get_flag("compare-only") {
        let refusals = Refusals::of(&plan, &live).await?;
        print!("{}", refusals.print());
        if !refusals.is_empty() {
            return Ok(ExitCode::FAILURE);
        }
    }
    let asks = arguments.get_flag("exit-code");
    Ok(if asks && !plan.is_empty() { ExitCode::from(CHANGES) } else { ExitCode::SUCCESS })
}

async fn test(live: &Live, file: &Document) -> Result<ExitCode> {
    let report = check::run(live, &file.tests).await?;
    for (line, reason) in &report.failed {
        println!("failed: {line}\n        {reason}");
    }
    println!("{} passed, {} failed", report.passed, report.failed.len());
    Ok(if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
