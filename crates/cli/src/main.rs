//! The one binary, `bailiwick`: serves, migrates, and has a command for every declared operation.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool prints")]

mod admin;
mod audit;
mod credentials;
mod difference;
mod field;
mod impact;
mod login;
mod migrate;
mod operations;
mod policy_roles;
mod print;
mod remote;
mod request;
mod roles;
mod serve;
mod settings;
mod token;

use std::process::ExitCode;

use clap::{Args, Command};

/// Gives back to the system what was needed for a moment, such as the 19 MiB of a password's hash; the system's own keeps
/// that for each thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let matches = command().get_matches();
    if !matches!(matches.subcommand_name(), Some("serve")) {
        end_quietly_on_a_closed_pipe();
    }
    if let Some(("role", arguments)) = matches.subcommand()
        && let Some(outcome) = roles::run(arguments)
    {
        return outcome.unwrap_or_else(|error| failed(&error));
    }
    if let Some(("audit", arguments)) = matches.subcommand()
        && let Some(("verify", arguments)) = arguments.subcommand()
    {
        return audit::verify(arguments);
    }
    let outcome = match matches.subcommand() {
        Some(("serve", arguments)) => serve::run(arguments),
        Some(("migrate", arguments)) => migrate::run(arguments),
        Some(("admin", arguments)) => admin::run(arguments),
        Some(("openapi", _)) => {
            println!("{:#}", bailiwick_api::openapi());
            Ok(())
        }
        Some(("login", arguments)) => login::login(arguments),
        Some(("logout", arguments)) => login::logout(arguments),
        Some(("token", arguments)) if arguments.subcommand_name() == Some("inspect") => {
            arguments.subcommand().map_or(Ok(()), |(_, arguments)| token::inspect(arguments))
        }
        Some(("access-matrix", _)) => {
            print!("{}", bailiwick_api::matrix());
            Ok(())
        }
        Some((noun, arguments)) => request::run(noun, arguments),
        None => Ok(()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

/// `bailiwick … | head` closes the pipe when it has read enough: that is no failure, and nothing to print a trace about.
fn end_quietly_on_a_closed_pipe() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to") && said.contains("Broken pipe") {
            std::process::exit(0);
        }
        usual(panic);
    }));
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

/// Roles are also written as text, and an export of a log is verified without a server.
fn with_own(noun: Command) -> Command {
    match noun.get_name() {
        "role" => noun.subcommands(roles::commands()),
        "audit" => noun.subcommand(audit::command()),
        _ => noun,
    }
}

fn command() -> Command {
    let serve = settings::Flags::augment_args(Command::new("serve"))
        .about("Serve the API, the dashboard and the instances");
    let migrate = settings::Flags::augment_args(Command::new("migrate"))
        .about("Bring the store to this version's schema, then stop");
    Command::new("bailiwick")
        .about("Who can do what on your databases, and why")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([serve, migrate, admin::command()])
        .subcommand(Command::new("openapi").about("Print the API's description as JSON"))
        .subcommands(login::commands())
        .subcommand(
            Command::new("access-matrix").about("Print which role may do which operation"),
        )
        .subcommands(operations::commands().into_iter().map(with_own))
        .after_help(
            "Commands that call a server read BAILIWICK_URL, BAILIWICK_TOKEN and BAILIWICK_ORGANIZATION; without the \
             first two they call the server of the last `bailiwick login` (default http://127.0.0.1:7700). Options that are lists take commas, or are given again; what is more than words, numbers and \
             lists of words is JSON, which all but texts take. They end with 0 when it is done, 1 when it is refused, when a test or a validation \
             does not pass or when two policies differ, 2 when the command is not understood.",
        )
}
