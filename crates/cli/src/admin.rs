//! `bailiwick admin …`: what whoever runs the server does on its store, without a server and beside one that runs.

use std::io::Read;

use anyhow::{Context, Result, bail};
use bailiwick_model::{OrganizationId, SignUpMode};
use bailiwick_server::admin::Admin;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde::Serialize;
use serde_json::json;

use crate::print;
use crate::settings::Place;

/// The command with everything below it.
pub(crate) fn command() -> Command {
    Command::new("admin")
        .about("Run the server from its machine: on the data folder, with or without a server")
        .after_help(
            "These commands work on the store itself and ask for no credential: whoever may read the data folder runs the \
             server. They are safe beside a server that runs, which heeds them from its next request on, and each change \
             is in the server's audit log. Run them as the user that the server runs as.",
        )
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([operator(), sign_up(), owner(), organization(), password(), audit()])
}

fn operator() -> Command {
    group("operator", "Who runs the server").subcommands([
        leaf("list", "Those who run the server").arg(as_json()),
        leaf("add", "Make an operator of an account").arg(email()),
        leaf("remove", "Take the server from an operator").arg(email()),
    ])
}

fn sign_up() -> Command {
    leaf("sign-up", "Who may make an account: says it, or changes it")
        .arg(Arg::new("mode").value_name("MODE").value_parser(["open", "invited", "closed"]))
}

fn owner() -> Command {
    let set = leaf("set", "Name an owner of an organization that nobody owns who can sign in");
    let which = Arg::new("organization").long("organization").value_name("ID").required(true);
    group("owner", "Owners of organizations that have none").subcommand(set.arg(which).arg(email()))
}

fn organization() -> Command {
    group("organization", "The organizations of the server").subcommands([
        leaf("list", "Every organization, and whether somebody owns it who can sign in")
            .arg(as_json()),
        leaf("open", "Take its rules of entry away: addresses, age of sign-ins and of tokens")
            .arg(Arg::new("organization").value_name("ID").required(true)),
    ])
}

fn password() -> Command {
    let reset =
        leaf("reset", "Give an account a new password, and end its sessions").arg(email()).arg(
            Arg::new("stdin")
                .long("stdin")
                .action(ArgAction::SetTrue)
                .help("Read the password from standard input instead of making one up"),
        );
    group("password", "Passwords of accounts").subcommand(reset)
}

fn audit() -> Command {
    let verify = leaf("verify", "Verify the server's own log in the store");
    group("audit", "The server's audit log").subcommand(verify)
}

fn group(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about).subcommand_required(true).arg_required_else_help(true)
}

fn leaf(name: &'static str, about: &'static str) -> Command {
    Place::augment_args(Command::new(name)).about(about)
}

fn email() -> Arg {
    Arg::new("email").long("email").value_name("ADDRESS").required(true)
}

fn as_json() -> Arg {
    Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print the answer as JSON")
}

/// Runs `bailiwick admin <noun> <verb> …`.
pub(crate) fn run(arguments: &ArgMatches) -> Result<()> {
    crate::request::runtime()?.block_on(act(arguments))
}

async fn act(arguments: &ArgMatches) -> Result<()> {
    let Some((noun, rest)) = arguments.subcommand() else { return Ok(()) };
    let (verb, arguments) = rest.subcommand().unwrap_or(("", rest));
    let text = |name: &str| arguments.get_one::<String>(name).map_or("", String::as_str);
    // Read before the store is opened: a person may take a while to type.
    let given = match (noun, verb) {
        ("password", "reset") if arguments.get_flag("stdin") => Some(typed()?),
        _ => None,
    };
    let admin = Admin::open(Place::from_arg_matches(arguments)?.settle()?).await?;
    match (noun, verb) {
        ("operator", "list") => list(arguments, &admin.operators().await?),
        ("operator", "add") => {
            let added = admin.add_operator(text("email")).await?;
            say(format!("{} <{}> runs this server now", added.display_name, added.email))
        }
        ("operator", "remove") => {
            admin.remove_operator(text("email")).await?;
            say(format!("{} no longer runs this server", text("email")))
        }
        ("sign-up", _) => match arguments.get_one::<String>("mode") {
            None => {
                let (mode, fixed) = admin.sign_up().await?;
                say(fixed.map_or(format!("sign-up is {mode}"), |why| {
                    format!("sign-up is {mode}: {why}")
                }))
            }
            Some(mode) => {
                let mode: SignUpMode = mode.parse()?;
                admin.set_sign_up(mode).await?;
                say(match mode {
                    SignUpMode::Closed => "sign-up is closed from now on".to_owned(),
                    // The options of a server that runs are not seen from here.
                    wider => format!(
                        "sign-up is {wider} from now on, except where a server was started with a narrower `--sign-up`"
                    ),
                })
            }
        },
        ("owner", "set") => {
            let after = admin.set_owner(id(text("organization"))?, text("email")).await?;
            say(format!("{} owns `{}` now", text("email"), after.name))
        }
        ("organization", "list") => list(arguments, &admin.organizations().await?),
        ("organization", "open") => {
            let after = admin.open_organization(id(text("organization"))?).await?;
            say(format!("`{}` has no rules of entry any more", after.name))
        }
        ("password", "reset") => {
            let is_given = given.is_some();
            let password = admin.reset_password(text("email"), given).await?;
            let shown = if is_given {
                String::new()
            } else {
                format!("; its password is\n\n    {password}\n")
            };
            say(format!("every session of {} has ended{shown}", text("email")))
        }
        ("audit", "verify") => match admin.verify_log().await? {
            Ok((entries, head)) => say(format!(
                "the server's log holds: {entries} entries, none missing, none changed\n  head {head}"
            )),
            Err(broken) => bail!("the server's log does not hold: {broken}"),
        },
        _ => bail!("there is no command `admin {noun} {verb}`"),
    }
}

fn id(text: &str) -> Result<OrganizationId> {
    text.parse().with_context(|| format!("`{text}` is not the id of an organization"))
}

/// One line of standard input.
fn typed() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("cannot read the password")?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() || password.contains(['\r', '\n']) {
        bail!("standard input should hold the password in one line");
    }
    Ok(password.to_owned())
}

fn list<T: Serialize>(arguments: &ArgMatches, items: &[T]) -> Result<()> {
    let answer = json!({ "items": items, "total": items.len() });
    if arguments.get_flag("json") {
        println!("{answer:#}");
    } else {
        print!("{}", print::readable(&answer));
    }
    Ok(())
}

/// Names that others chose must not drive this terminal.
fn say(sentence: String) -> Result<()> {
    let is_safe = |character: &char| !character.is_control() || *character == '\n';
    println!("{}", sentence.chars().filter(is_safe).collect::<String>());
    Ok(())
}
