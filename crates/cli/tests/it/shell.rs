//! Someone at a terminal, with the binary and a token.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::running::{Server, bailiwick, text};

pub(crate) struct Shell {
    url: String,
    token: String,
    organization: String,
    /// Options that each command of this shell is given.
    options: Vec<String>,
}

impl Shell {
    /// The owner of the demonstration.
    pub(crate) fn of(server: &Server, demo: &Value) -> Shell {
        Shell::at(&server.url, demo)
    }

    /// The same by another address of the server.
    pub(crate) fn at(url: &str, demo: &Value) -> Shell {
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        Shell {
            url: url.to_owned(),
            token: word(&demo["members"][0]["token"]),
            organization: word(&demo["organization_id"]),
            options: Vec::new(),
        }
    }

    /// The member of the demonstration who holds a role.
    pub(crate) fn as_member(server: &Server, demo: &Value, role: &str) -> Shell {
        let members = demo["members"].as_array().unwrap();
        let found = members.iter().find(|member| member["roles"][0] == role).unwrap();
        Shell { token: found["token"].as_str().unwrap().to_owned(), ..Shell::of(server, demo) }
    }

    /// The same, at work on the demonstration's development instance.
    pub(crate) fn at_development(server: &Server, demo: &Value) -> Shell {
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let options = [
            ("--project", word(&demo["project_id"])),
            ("--instance", word(&demo["instances"]["development"]["id"])),
        ];
        let options = options.into_iter().flat_map(|(name, value)| [name.to_owned(), value]);
        Shell { options: options.collect(), ..Shell::of(server, demo) }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The same with a text on standard input.
    pub(crate) fn typing(&self, arguments: &[&str], typed: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bailiwick();
        command.env("BAILIWICK_URL", &self.url).env("BAILIWICK_TOKEN", &self.token);
        command.env("BAILIWICK_ORGANIZATION", &self.organization);
        command.args(arguments).args(&self.options);
        command
    }

    /// What a person reads, of a command that succeeds.
    pub(crate) fn read(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output));
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", text(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let printed = self.read(&[arguments, &["--json"]].concat());
        serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"))
    }

    /// What is said of a command that the server refuses: nothing on standard output, and 1.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}: {}", text(&output));
        String::from_utf8(output.stderr).unwrap()
    }
}
