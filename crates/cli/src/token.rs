//! `bailiwick token inspect`: what a token is. Its form is judged here; what it can do, by its server.

use std::io::Read;

use anyhow::{Context, Result, bail};
use bailiwick_model::{TokenKind, last_four};
use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use crate::request::{self, setting};
use crate::{credentials, print};

/// Adds the token to look at to the command of the operation.
pub(crate) fn with_token(command: Command) -> Command {
    command.arg(Arg::new("token").value_name("TOKEN").help(
        "The token; `-` reads it from standard input, and without one it is that of this computer",
    ))
}

pub(crate) fn inspect(arguments: &ArgMatches) -> Result<()> {
    let given = given(arguments)?;
    let is_own = given.is_none();
    let server = setting("BAILIWICK_URL");
    let server = if is_own { Some(credentials::server()?) } else { server };
    let token = match given {
        Some(token) => token,
        None => credentials::token(server.as_deref().unwrap_or_default())?
            .context("there is no token here: name one, or `bailiwick login`")?,
    };
    let kind = TokenKind::of(&token).map_err(anyhow::Error::from)?;
    let is_json = arguments.get_flag("json");
    if !is_json {
        let what = match kind {
            TokenKind::Personal => "a personal access token",
            TokenKind::Service => "a service token",
        };
        println!("{what} that ends in {}; its checksum is right", last_four(&token));
    }
    let Some(server) = server else {
        if is_json {
            println!("{:#}", serde_json::json!({ "kind": kind, "last_four": last_four(&token) }));
        } else {
            println!("set BAILIWICK_URL to ask its server what it can do");
        }
        return Ok(());
    };
    let told = request::runtime()?.block_on(ask(&server, &token))?;
    if is_json {
        println!("{told:#}");
    } else {
        print!("\n{}", readable(&told));
    }
    Ok(())
}

fn given(arguments: &ArgMatches) -> Result<Option<String>> {
    let Some(token) = arguments.get_one::<String>("token") else { return Ok(None) };
    if token != "-" {
        return Ok(Some(token.clone()));
    }
    let mut text = String::new();
    std::io::stdin().take(1_000).read_to_string(&mut text)?;
    Ok(Some(text.trim().to_owned()))
}

async fn ask(server: &str, token: &str) -> Result<Value> {
    let answer = request::client()?
        .get(format!("{}/api/v1/token", server.trim_end_matches('/')))
        .bearer_auth(token)
        .send()
        .await
        .context("the server does not answer; is its URL right?")?;
    let status = answer.status().as_u16();
    let text = answer.text().await?;
    match status {
        200 => Ok(serde_json::from_str(&text)?),
        401 => {
            bail!("{server} does not know it: it was ended, has expired, or is of another server")
        }
        _ => bail!("{}", request::refusal(status, &text)),
    }
}

/// What the token is, line by line, then what it can do in each organization, a sentence a line.
fn readable(told: &Value) -> String {
    let mut lines = told.clone();
    let organizations = lines.as_object_mut().and_then(|fields| fields.remove("organizations"));
    if let Some(owner) = lines["owner"]["email"].as_str().map(str::to_owned) {
        lines["owner"] = owner.into();
    }
    let mut text = print::readable(&lines);
    for organization in organizations.as_ref().and_then(Value::as_array).into_iter().flatten() {
        text += &format!("\nin {}:\n", print::cell(&organization["name"]));
        let abilities = organization["abilities"].as_array().map(Vec::as_slice).unwrap_or_default();
        if abilities.is_empty() {
            text += "  nothing\n";
        }
        for ability in abilities {
            text += &format!("  {}\n", print::cell(&ability["sentence"]));
        }
    }
    text
}
