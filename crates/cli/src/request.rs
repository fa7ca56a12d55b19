//! Sends one operation to a server and prints its answer.

use std::io::{Read, Write};

use anyhow::{Context, Result, bail};
use clap::ArgMatches;
use serde_json::{Map, Value};

use crate::operations::{OPERATIONS, Operation};
use crate::{credentials, difference, impact, policy_roles, print};

/// Runs `bailiwick <noun> <verb> …`.
pub(crate) fn run(noun: &str, arguments: &ArgMatches) -> Result<()> {
    let Some((verb, arguments)) = arguments.subcommand() else { return Ok(()) };
    let operation = OPERATIONS
        .iter()
        .find(|operation| operation.noun_and_verb() == (noun.to_owned(), verb.to_owned()))
        .with_context(|| format!("there is no operation `{noun} {verb}`"))?;
    let Some(answer) = runtime()?.block_on(send(operation, arguments))? else { return Ok(()) };
    if arguments.get_flag("json") {
        println!("{answer:#}");
    } else {
        print!("{}", readable(&operation.id, &answer));
    }
    verdict(&operation.id, &answer)
}

/// What a person reads of an answer.
fn readable(operation: &str, answer: &Value) -> String {
    match operation {
        "policy_diff" => difference::readable(answer),
        "policy_impact" => impact::readable(answer),
        "policy_roles" => policy_roles::readable(answer),
        "policy_types" => answer["typescript"].as_str().unwrap_or_default().to_owned(),
        "policy_promote" => difference::promotion(answer),
        "policy_promote_preview" => difference::preview(answer),
        _ => print::readable(answer),
    }
}

/// Scripts ask for a verdict to stop at a bad one: it is told in full above, and the command fails.
fn verdict(operation: &str, answer: &Value) -> Result<()> {
    match operation {
        "connection_test" | "connection_try" if answer["passed"] == false => {
            bail!("the connection did not pass its test")
        }
        "audit_verify" if answer["holds"] == false => bail!("the log does not hold"),
        "policy_validate" if answer["valid"] == false => bail!("the document cannot be deployed"),
        "policy_test" if answer["passed"] == false => bail!("a test failed"),
        // As `git diff --exit-code` does.
        "policy_diff" if answer["differs"] == true => bail!("the policies differ"),
        _ => Ok(()),
    }
}

/// What commands that talk to a server run on.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// A client that follows no redirect: a token goes where it was meant to.
pub(crate) fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?)
}

/// The answer; nothing where it was a text, which is printed as it comes.
async fn send(operation: &Operation, arguments: &ArgMatches) -> Result<Option<Value>> {
    let server = credentials::server()?;
    let method = operation.method.parse()?;
    let mut request = client()?.request(method, address(&server, operation, arguments)?);
    if let Some(token) = credentials::token(&server)? {
        request = request.bearer_auth(token);
    }
    let file = |name: &str| arguments.try_get_one::<String>(name).ok().flatten();
    if let Some(path) = file("body-file").or_else(|| file("document")) {
        let kind = if path.ends_with(".json") { "application/json" } else { "application/yaml" };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read `{path}`"))?;
        request = request.header("content-type", kind).body(text);
    } else if operation.fields.is_some() {
        let body = body(operation, arguments)?;
        if !body.is_null() {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
    }
    let response =
        request.send().await.context("the server does not answer; is BAILIWICK_URL right?")?;
    let status = response.status();
    if status.is_success() && !is_json(&response) {
        copy(response).await?;
        return Ok(None);
    }
    let text = response.text().await?;
    if !status.is_success() {
        bail!("{}", refusal(status.as_u16(), &text));
    }
    Ok(Some(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? }))
}

fn is_json(response: &reqwest::Response) -> bool {
    let kind = response.headers().get(reqwest::header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).and_then(|kind| kind.split(';').next());
    kind.is_none_or(|kind| kind == "application/json")
}

/// Prints an answer as it arrives: an export is as long as it likes.
async fn copy(mut response: reqwest::Response) -> Result<()> {
    let mut out = std::io::stdout().lock();
    while let Some(part) =
        response.chunk().await.context("the answer broke off: what was printed is not all of it")?
    {
        out.write_all(&part)?;
    }
    Ok(out.flush()?)
}

fn address(server: &str, operation: &Operation, arguments: &ArgMatches) -> Result<url::Url> {
    let mut address = url::Url::parse(server).context("BAILIWICK_URL is not a URL")?;
    if !matches!(address.scheme(), "http" | "https") {
        bail!("BAILIWICK_URL must begin with http:// or https://");
    }
    let segments = operation.path.trim_start_matches('/').split('/').map(|segment| {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return segment.to_owned();
        };
        arguments.get_one::<String>(&format!("path.{name}")).cloned().unwrap_or_default()
    });
    address
        .path_segments_mut()
        .map_err(|()| anyhow::anyhow!("BAILIWICK_URL cannot hold a path"))?
        .pop_if_empty()
        .extend(segments);
    for parameter in &operation.query_parameters {
        let name = &parameter.name;
        if let Some(value) = arguments.get_one::<String>(&format!("query.{name}")) {
            address.query_pairs_mut().append_pair(name, value);
        }
    }
    Ok(address)
}

fn body(operation: &Operation, arguments: &ArgMatches) -> Result<Value> {
    let mut body = match arguments.get_one::<String>("body").map(String::as_str) {
        None => Map::new(),
        Some(source) => match serde_json::from_str(&read(source)?) {
            Ok(Value::Object(fields)) => fields,
            Ok(other) => return Ok(other),
            Err(error) => bail!("--body is not JSON: {error}"),
        },
    };
    for field in operation.fields.iter().flatten() {
        // A field that is in the path too has no option of its own.
        let given = arguments.try_get_many::<String>(&format!("field.{}", field.name));
        let Some(given) = given.ok().flatten() else { continue };
        body.insert(field.name.clone(), field.read(given)?);
    }
    // A document that is not given is left out: the server then takes the draft.
    Ok(if operation.takes_a_document() && body.is_empty() {
        Value::Null
    } else {
        Value::Object(body)
    })
}

fn read(source: &str) -> Result<String> {
    if source == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    match source.strip_prefix('@') {
        Some(path) => {
            std::fs::read_to_string(path).with_context(|| format!("cannot read `{path}`"))
        }
        None => Ok(source.to_owned()),
    }
}

/// The server's own sentence, its hint, and the request to ask about.
pub(crate) fn refusal(status: u16, text: &str) -> String {
    let Ok(answer) = serde_json::from_str::<Value>(text) else {
        return format!("the server answered {status}");
    };
    let error = &answer["error"];
    let mut sentence = match error["message"].as_str() {
        Some(message) => {
            format!("{message} ({status} {})", error["code"].as_str().unwrap_or_default())
        }
        None => format!("the server answered {status}"),
    };
    for name in ["hint", "action", "request_id"] {
        if let Some(value) = error[name].as_str() {
            sentence += &format!("\n  {name}: {value}");
        }
    }
    sentence
}

/// A variable of the environment that is set to something.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
