//! `bailiwick login` and `logout`: a token without typing one (RFC 8628).

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};

use crate::credentials;
use crate::request::{self, setting};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A program that is told that it asks too often waits so much longer from then on; RFC 8628 §3.5.
const SLOWER_BY: Duration = Duration::from_secs(5);

pub(crate) fn commands() -> [Command; 2] {
    let url = || {
        Arg::new("url")
            .long("url")
            .value_name("URL")
            .help("The server [default: BAILIWICK_URL, or the last one]")
    };
    [
        Command::new("login").about("Sign this computer in to a server, by a browser").arg(url()),
        Command::new("logout").about("End the token of this computer, and forget it").arg(url()),
    ]
}

fn server(arguments: &ArgMatches) -> Result<String> {
    let url = match arguments.get_one::<String>("url") {
        Some(url) => url.clone(),
        None => credentials::server()?,
    };
    Ok(url.trim_end_matches('/').to_owned())
}

pub(crate) fn login(arguments: &ArgMatches) -> Result<()> {
    let server = server(arguments)?;
    let (token, path) = request::runtime()?.block_on(async {
        let begun = begin(&server).await?;
        let token = wait(&server, &begun).await?;
        let path = credentials::store(&server, &token)?;
        anyhow::Ok((token, path))
    })?;
    let last = bailiwick_model::last_four(&token);
    println!("signed in to {server}: the token that ends in {last} is in {}", path.display());
    if setting("BAILIWICK_TOKEN").is_some() {
        eprintln!("note: BAILIWICK_TOKEN is set, and wins over it");
    }
    Ok(())
}

/// The name of the token: what it is on, so that its owner knows it again in the list.
fn client() -> String {
    let host = setting("HOSTNAME").or_else(|| std::fs::read_to_string("/etc/hostname").ok());
    let host = host.unwrap_or_default();
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let host: String = host.trim().chars().filter(plain).take(60).collect();
    match host.as_str() {
        "" => "bailiwick command line".to_owned(),
        host => format!("bailiwick on {host}"),
    }
}

async fn begin(server: &str) -> Result<Value> {
    let (status, begun) =
        post(&format!("{server}/oauth/authorize_device"), &json!({ "client_id": client() }))
            .await?;
    if status != 200 {
        bail!("the server does not begin a sign-in: {}", description(&begun));
    }
    eprintln!("Open {} and enter the code", plain(&begun["verification_uri"]));
    eprintln!();
    eprintln!("    {}", plain(&begun["user_code"]));
    eprintln!();
    eprintln!("or open {}", plain(&begun["verification_uri_complete"]));
    Ok(begun)
}

async fn wait(server: &str, begun: &Value) -> Result<String> {
    let start = Instant::now();
    let seconds =
        |name: &str, usual: u64| Duration::from_secs(begun[name].as_u64().unwrap_or(usual));
    let (end, mut interval) = (seconds("expires_in", 900), seconds("interval", 5));
    let question = json!({
        "grant_type": GRANT, "client_id": client(), "device_code": begun["device_code"],
    });
    while start.elapsed() < end {
        tokio::time::sleep(interval).await;
        let (status, answer) = post(&format!("{server}/oauth/token"), &question).await?;
        match answer["error"].as_str() {
            None if status == 200 => {
                let token = answer["access_token"].as_str();
                return token.map(str::to_owned).context("the server answered without a token");
            }
            Some("authorization_pending") => {}
            Some("slow_down") => interval += SLOWER_BY,
            _ => bail!("not signed in: {}", description(&answer)),
        }
    }
    bail!("not signed in: nobody entered the code in time")
}

async fn post(url: &str, body: &Value) -> Result<(u16, Value)> {
    let answer = request::client()?
        .post(url)
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .context("the server does not answer; is its URL right?")?;
    let status = answer.status().as_u16();
    Ok((status, serde_json::from_str(&answer.text().await?).unwrap_or(Value::Null)))
}

fn description(answer: &Value) -> String {
    match &answer["error_description"] {
        Value::String(_) => plain(&answer["error_description"]),
        _ => "this does not seem to be a Bailiwick server".to_owned(),
    }
}

/// A text of the server without what could drive this terminal.
fn plain(value: &Value) -> String {
    value.as_str().unwrap_or_default().chars().filter(|letter| !letter.is_control()).collect()
}

pub(crate) fn logout(arguments: &ArgMatches) -> Result<()> {
    let server = server(arguments)?;
    let Some(token) = credentials::stored(&server)? else {
        println!("there is no token of {server} here");
        return Ok(());
    };
    let ended = request::runtime()?.block_on(async {
        let answer = request::client()?
            .delete(format!("{server}/api/v1/token"))
            .bearer_auth(&token)
            .send()
            .await
            .context(
                "the server does not answer, so the token would go on working; nothing was changed",
            )?;
        anyhow::Ok(answer.status().as_u16())
    })?;
    match ended {
        204 => println!("signed out of {server}: the token works no more"),
        401 => println!("signed out of {server}: the token had ended"),
        status => {
            bail!("the server did not end the token (it answered {status}); nothing was changed")
        }
    }
    credentials::forget(&server)
}
