//! `bailiwick admin`: on the data folder, with a server beside it and without one.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::running::{Server, bailiwick, demo, folder, text};

const DOCUMENT: &str = include_str!("../../../../docs/operating.md");

fn admin(data: &Path, arguments: &[&str]) -> Output {
    let mut command = bailiwick();
    command.arg("admin").args(arguments).arg("--data").arg(data).output().unwrap()
}

fn says(data: &Path, arguments: &[&str]) -> String {
    let output = admin(data, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output));
    assert!(output.stderr.is_empty(), "{arguments:?}: {}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn refuses(data: &Path, arguments: &[&str]) -> String {
    let output = admin(data, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", text(&output));
    assert!(output.stdout.is_empty(), "{arguments:?}: {}", text(&output));
    String::from_utf8(output.stderr).unwrap()
}

/// The same with a password on standard input.
fn typing(data: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut child = bailiwick()
        .arg("admin")
        .args(arguments)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Runs statements on the store behind everybody's back.
fn behind(data: &Path, statements: &str) {
    let connection = rusqlite::Connection::open(data.join("bailiwick.db")).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection.execute_batch(statements).unwrap();
}

/// The organization of the demonstration as it is when nobody owns it who can sign in, and nobody can enter it.
fn lose(data: &Path, organization: &str) {
    behind(
        data,
        &format!(
            "UPDATE members SET state = 'suspended' WHERE organization = '{organization}'
               AND account = (SELECT id FROM accounts WHERE email = 'owner@wanderlust.example');
             UPDATE organizations SET addresses = '[\"203.0.113.0/24\"]', epoch = epoch + 1 WHERE id = '{organization}'"
        ),
    );
}

async fn sign_in(server: &Server, email: &str, password: &str) -> (u16, String) {
    let body = json!({ "email": email, "password": password });
    let url = format!("{}/api/v1/sign-in", server.url);
    let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
    let cookie = answer.headers().get("set-cookie").map(|cookie| cookie.to_str().unwrap());
    let cookie = cookie.and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned();
    (answer.status().as_u16(), cookie)
}

async fn get(server: &Server, path: &str, cookie: &str) -> (u16, Value) {
    let request = reqwest::Client::new().get(format!("{}{path}", server.url));
    let answer = request.header("cookie", cookie).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

#[tokio::test]
async fn operators_and_sign_up_are_changed_beside_a_server_that_heeds_it_at_once() {
    let data = folder();
    let data = data.path();
    let server = Server::demonstration(data).await;
    let demo = demo(data);
    let (davi, password) = (
        demo["members"][1]["email"].as_str().unwrap(),
        demo["members"][1]["password"].as_str().unwrap(),
    );
    let (_, cookie) = sign_in(&server, davi, password).await;
    assert_eq!(get(&server, "/api/v1/server/operators", &cookie).await.0, 403);
    let only = refuses(data, &["operator", "remove", "--email", "owner@wanderlust.example"]);
    assert!(only.contains("nobody would be left who runs this server"), "{only}");
    assert!(says(data, &["operator", "add", "--email", davi]).contains("runs this server now"));
    let (status, listed) = get(&server, "/api/v1/server/operators", &cookie).await;
    assert_eq!((status, &listed["total"]), (200, &json!(2)), "{listed}");
    let listed: Value = serde_json::from_str(&says(data, &["operator", "list", "--json"])).unwrap();
    assert_eq!(listed["items"][0]["email"], davi, "{listed}");
    assert!(says(data, &["operator", "list"]).contains("2 of 2"));
    let unknown = refuses(data, &["operator", "add", "--email", "nobody@example.com"]);
    assert!(unknown.contains("no account has the address `nobody@example.com`"), "{unknown}");

    let unset = says(data, &["sign-up"]);
    assert!(unset.starts_with("sign-up is invited: no operator has set it"), "{unset}");
    assert_eq!(says(data, &["sign-up", "closed"]), "sign-up is closed from now on\n");
    assert_eq!(get(&server, "/api/v1/first-run", "").await.1["sign_up"], "closed");
    assert_eq!(says(data, &["sign-up"]), "sign-up is closed\n");
    assert_eq!(admin(data, &["sign-up", "maybe"]).status.code(), Some(2));

    let log = get(&server, "/api/v1/server/audit?action=server_settings.update", &cookie).await.1;
    let entry = &log["items"][0];
    assert_eq!((&entry["actor_kind"], &entry["actor"]), (&json!("system"), &Value::Null));
    assert!(entry["detail"].as_str().unwrap().contains(r#""by":"command_line""#), "{entry}");

    assert!(says(data, &["operator", "remove", "--email", davi]).contains("no longer runs"));
    assert_eq!(get(&server, "/api/v1/server/operators", &cookie).await.0, 403);
    let gone = refuses(data, &["operator", "remove", "--email", davi]);
    assert!(gone.contains("is no operator"), "{gone}");
}

#[tokio::test]
async fn a_lost_organization_is_given_back_without_a_server() {
    let data = folder();
    let data = data.path();
    let mut server = Server::demonstration(data).await;
    let demo = demo(data);
    let organization = demo["organization_id"].as_str().unwrap();
    let named = ["owner", "set", "--organization", organization, "--email"];
    let named = |email: &'static str| [&named[..], &[email]].concat();
    let owned = refuses(data, &named("member@wanderlust.example"));
    assert!(owned.contains("they name further owners"), "{owned}");
    server.signal("TERM");
    assert!(server.ended().await.success());
    lose(data, organization);
    let listed: Value =
        serde_json::from_str(&says(data, &["organization", "list", "--json"])).unwrap();
    assert_eq!(
        listed["items"],
        json!([{ "id": organization, "name": "Wanderlust Inc.", "member_count": 5, "has_owner": false }])
    );
    let said = says(data, &named("member@wanderlust.example"));
    assert_eq!(said, "member@wanderlust.example owns `Wanderlust Inc.` now\n");
    let said = says(data, &["organization", "open", organization]);
    assert!(said.contains("no rules of entry any more"), "{said}");
    assert!(refuses(data, &["organization", "open", organization]).contains("keeps nobody out"));
    let absent = refuses(data, &["organization", "open", "0123456789abcdef01234567"]);
    assert!(absent.contains("there is no organization `0123456789abcdef01234567`"), "{absent}");
    assert!(
        refuses(data, &["organization", "open", "x"]).contains("is not the id of an organization")
    );

    let server = Server::demonstration(data).await;
    let demo = crate::running::demo(data);
    let mika = demo["members"].as_array().unwrap().iter();
    let mika = mika.clone().find(|one| one["email"] == "member@wanderlust.example").unwrap();
    let token = mika["token"].as_str().unwrap();
    let url = format!("{}/api/v1/organizations/{organization}/audit", server.url);
    let (status, log) = crate::running::get(&url, token).await;
    assert_eq!(status, 200, "{log}");
    let actions: Vec<&str> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions[..2], ["organization_settings.open", "owners.add"], "{log}");
}

#[tokio::test]
async fn a_password_is_reset_and_every_session_ends() {
    let data = folder();
    let data = data.path();
    let server = Server::demonstration(data).await;
    let demo = demo(data);
    let email = demo["members"][1]["email"].as_str().unwrap();
    let old = demo["members"][1]["password"].as_str().unwrap();
    let (_, cookie) = sign_in(&server, email, old).await;
    assert_eq!(get(&server, "/api/v1/me", &cookie).await.0, 200);
    let reset = ["password", "reset", "--email", email];
    let said = says(data, &reset);
    let new = said.lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    assert_eq!(get(&server, "/api/v1/me", &cookie).await.0, 401);
    assert_eq!(sign_in(&server, email, old).await.0, 401);
    assert_eq!(sign_in(&server, email, new).await.0, 200);

    let with_stdin = [&reset[..], &["--stdin"]].concat();
    let typed = "granite-lantern-orchid-77";
    let done = typing(data, &with_stdin, &format!("{typed}\n"));
    assert!(done.status.success() && !text(&done).contains(typed), "{}", text(&done));
    assert_eq!(sign_in(&server, email, typed).await.0, 200);
    for (wrong, sentence) in [
        ("", "the password in one line"),
        ("one\ntwo\n", "the password in one line"),
        ("short", "at least 12 characters"),
    ] {
        let refused = typing(data, &with_stdin, wrong);
        assert_eq!(refused.status.code(), Some(1), "{wrong}");
        assert!(text(&refused).contains(sentence), "{}", text(&refused));
    }
    assert_eq!(sign_in(&server, email, typed).await.0, 200);
}

#[test]
fn a_store_that_is_not_there_is_never_made() {
    let folder = folder();
    let mistyped = folder.path().join("dat");
    for arguments in [&["operator", "list"][..], &["sign-up", "open"], &["organization", "list"]] {
        let refused = refuses(&mistyped, arguments);
        assert!(refused.contains("there is no Bailiwick store at"), "{refused}");
        assert!(refused.contains("--data"), "{refused}");
    }
    assert!(!mistyped.exists());
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    let url = format!("sqlite://{}", empty.display());
    let refused =
        bailiwick().args(["admin", "sign-up", "open", "--database-url", &url]).output().unwrap();
    assert!(text(&refused).contains("there is no Bailiwick store at"), "{}", text(&refused));
    assert_eq!(std::fs::metadata(&empty).unwrap().len(), 0);
    let none = bailiwick()
        .args(["admin", "operator", "list"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(text(&none).contains("`data/bailiwick.db`"), "{}", text(&none));
}

#[tokio::test]
async fn sign_up_is_closed_for_a_server_that_was_started_with_it_open() {
    let data = folder();
    let data = data.path();
    let try_sign_up = async |server: &Server, name: &str| {
        let body = json!({
            "email": format!("{name}@example.com"), "password": "granite-lantern-orchid-77",
            "display_name": name, "organization": name,
        });
        let url = format!("{}/api/v1/sign-up", server.url);
        reqwest::Client::new().post(url).json(&body).send().await.unwrap().status().as_u16()
    };
    let mut server = Server::demonstration_with(data, &["--sign-up", "open"]).await;
    assert_eq!(try_sign_up(&server, "ann").await, 201);
    for mode in ["invited", "closed"] {
        says(data, &["sign-up", mode]);
        assert_eq!(try_sign_up(&server, "bob").await, 403, "{mode}");
    }
    server.signal("TERM");
    assert!(server.ended().await.success());
    // Whoever closed it in an emergency is not undone by a restart.
    let server = Server::demonstration_with(data, &["--sign-up", "open"]).await;
    assert_eq!(try_sign_up(&server, "bob").await, 403);
    let opened = says(data, &["sign-up", "open"]);
    assert!(opened.contains("except where a server was started with a narrower"), "{opened}");
    assert_eq!(try_sign_up(&server, "bob").await, 201);
}

#[tokio::test]
async fn what_the_server_is_started_with_is_not_widened_here() {
    let data = folder();
    drop(Server::empty(data.path()).await);
    let settings = data.path().join("bailiwick.toml");
    std::fs::write(&settings, "sign_up = 'open'\n").unwrap();
    let run = |mode: Option<&str>| {
        let mut command = bailiwick();
        command.args(["admin", "sign-up"]).args(mode).arg("--data").arg(data.path());
        command
    };
    let by_file = run(Some("closed")).arg("--config").arg(&settings).output().unwrap();
    assert_eq!(by_file.status.code(), Some(0), "narrower than the file: {}", text(&by_file));
    run(Some("open")).output().unwrap();
    let by_environment = run(Some("open")).env("BAILIWICK_SIGN_UP", "closed").output().unwrap();
    assert_eq!(by_environment.status.code(), Some(1));
    assert!(text(&by_environment).contains("`BAILIWICK_SIGN_UP`"), "{}", text(&by_environment));
    let told = run(None).env("BAILIWICK_SIGN_UP", "closed").output().unwrap();
    assert!(text(&told).starts_with("sign-up is closed: "), "{}", text(&told));
    let untold = text(&run(None).output().unwrap());
    assert!(untold.starts_with("sign-up is open: a server that was started"), "{untold}");
}

#[tokio::test]
async fn every_command_of_the_document_does_what_it_says() {
    let data = folder();
    let data = data.path();
    let _server = Server::demonstration(data).await;
    let demo = demo(data);
    let organization = demo["organization_id"].as_str().unwrap();
    behind(
        data,
        "UPDATE accounts SET email = 'ana@example.com' WHERE email = 'developer@wanderlust.example'",
    );
    lose(data, organization);
    let commands: Vec<String> = DOCUMENT
        .lines()
        .filter_map(|line| line.strip_prefix("bailiwick admin "))
        .map(|line| line.replace("ORGANIZATION", organization))
        .collect();
    assert!(commands.len() >= 10, "{commands:?}");
    for command in commands {
        let (command, typed) = match command.split_once(" < ") {
            Some((command, _)) => (command, "granite-lantern-orchid-77\n"),
            None => (command.as_str(), ""),
        };
        let arguments: Vec<&str> = command.split(' ').collect();
        let done = typing(data, &arguments, typed);
        assert!(done.status.success(), "{command}: {}", text(&done));
    }
}

#[tokio::test]
async fn the_servers_own_log_is_verified_and_shows_what_was_changed() {
    let data = folder();
    let data = data.path();
    let _server = Server::demonstration(data).await;
    assert!(says(data, &["sign-up", "closed"]).contains("closed"));
    let holds = says(data, &["audit", "verify"]);
    assert!(holds.contains("the server's log holds") && holds.contains("head "), "{holds}");
    behind(
        data,
        "UPDATE audit_entries SET detail = '{}' WHERE chain = 'server' AND action = 'server_settings.update'",
    );
    let broken = refuses(data, &["audit", "verify"]);
    assert!(broken.contains("the server's log does not hold"), "{broken}");
}
