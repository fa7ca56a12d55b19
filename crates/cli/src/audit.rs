//! `bailiwick audit verify`: whether an export of an audit log is what was written. It needs no server and no network.

use std::fs::File;
use std::process::ExitCode;

use bailiwick_model::chain::{self, Failure, Remembered, Report, Verified};
use clap::{Arg, ArgMatches, Command};

/// Ends the command when the file cannot be judged; 1 says that it was judged and does not hold.
const UNDECIDED: u8 = 2;

/// The command beside those of the API, for the noun `audit`.
pub(crate) fn command() -> Command {
    Command::new("verify")
        .about("Verify an export of an audit log, without a server")
        .arg(
            Arg::new("file").required(true).value_name("FILE").help(
                "What `audit export` wrote, unfiltered, as JSON Lines; `-` is standard input",
            ),
        )
        .arg(
            Arg::new("head")
                .long("head")
                .value_name("HASH")
                .value_parser(hash)
                .help("The head that you remembered: the log must have gone through it"),
        )
        .arg(
            Arg::new("entries")
                .long("entries")
                .value_name("N")
                .value_parser(clap::value_parser!(u64))
                .help("How many entries the log had then"),
        )
        .after_help(
            "Ends with 0 when the log holds, 1 when it does not, 2 when the file cannot be judged.",
        )
}

/// Sixty-four digits, in any case.
fn hash(text: &str) -> Result<String, String> {
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if text == chain::GENESIS {
        return Err(
            "sixty-four zeros stand before the first entry: every log begins there".to_owned()
        );
    }
    is_hash
        .then(|| text.to_ascii_lowercase())
        .ok_or_else(|| "a head is 64 hexadecimal digits".to_owned())
}

/// Says in sentences whether it holds.
pub(crate) fn verify(arguments: &ArgMatches) -> ExitCode {
    let name = arguments.get_one::<String>("file").map_or("-", String::as_str);
    let remembered = Remembered {
        head: arguments.get_one::<String>("head").cloned(),
        entries: arguments.get_one::<u64>("entries").copied(),
    };
    let report = if name == "-" {
        chain::verify(std::io::stdin().lock(), &remembered)
    } else {
        match File::open(name) {
            Ok(file) => {
                chain::verify(std::io::BufReader::with_capacity(1 << 20, file), &remembered)
            }
            Err(error) => Err(Failure::Undecided(format!("cannot read `{name}`: {error}"))),
        }
    };
    match report {
        Ok(report) => {
            tell(&report, &remembered);
            ExitCode::SUCCESS
        }
        Err(Failure::Broken(sentence)) => {
            println!("the log does not hold: {sentence}");
            ExitCode::FAILURE
        }
        Err(Failure::Undecided(sentence)) => {
            eprintln!("error: {sentence}");
            ExitCode::from(UNDECIDED)
        }
    }
}

fn tell(report: &Report, remembered: &Remembered) {
    let Report { chain: name, verified } = report;
    let Verified { first, head, erased } = verified;
    let whose = if name == chain::SERVER {
        "the server's log".to_owned()
    } else {
        format!("the log of organization {name}")
    };
    println!("{whose} holds: entries {first} to {}, none missing, none changed", head.entries);
    if *first > 1 {
        println!("entries 1 to {} were pruned, as the log says itself", first - 1);
    }
    if *erased > 0 {
        println!("personal data was erased in {erased} places, as the log says itself");
    }
    if remembered.head.is_some() {
        println!("it is the log that you remembered, and what was added since");
    } else if let Some(entries) = remembered.entries {
        println!(
            "it has the {entries} entries that you remembered; that they are the same, only --head shows"
        );
    }
    println!("to see later that it was neither cut off nor written anew, keep this elsewhere:");
    println!("  --entries {} --head {}", head.entries, head.hash);
}
