//! Signing a computer in and out, and looking at tokens, as people do at a terminal.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::running::{Server, bailiwick, demo, folder, text};

/// The binary with a folder of settings of its own and nothing else.
fn at(home: &Path) -> Command {
    let mut command = bailiwick();
    command.env("XDG_CONFIG_HOME", home);
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    at(home).args(arguments).output().unwrap()
}

fn says(home: &Path, arguments: &[&str]) -> String {
    let output = run(home, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    text(&output)
}

/// The session cookie of the demonstration's owner.
async fn sign_in(server: &Server, demo: &Value) -> String {
    let member = &demo["members"][0];
    let body = json!({ "email": member["email"], "password": member["password"] });
    let url = format!("{}/api/v1/sign-in", server.url);
    let answer = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_computer_is_signed_in_by_a_browser_and_out_again() {
    let (data, home) = (folder(), folder());
    let server = Server::demonstration(data.path()).await;
    let cookie = sign_in(&server, &demo(data.path())).await;
    let mut login = at(home.path())
        .args(["login", "--url", &server.url])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(login.stderr.take().unwrap()).lines();
    let printed = tokio::task::spawn_blocking(move || {
        let mut lines = lines.map(Result::unwrap);
        let code = lines.find(|line| line.starts_with("    ")).unwrap().trim().to_owned();
        (code, lines)
    });
    let (code, rest) = printed.await.unwrap();
    let approve = format!("{}/api/v1/account/device/{code}/approve", server.url);
    let client = reqwest::Client::new();
    let approved = client
        .post(approve)
        .header("cookie", &cookie)
        .header("origin", &server.url)
        .send()
        .await
        .unwrap();
    assert_eq!(approved.status(), 204);
    let ended = tokio::task::spawn_blocking(move || login.wait_with_output().unwrap());
    let ended = ended.await.unwrap();
    assert!(ended.status.success(), "{} {:?}", text(&ended), rest.collect::<Vec<_>>());

    let file = home.path().join("bailiwick/credentials.toml");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = std::fs::read_to_string(&file).unwrap();
    let token = kept.split('"').find(|part| part.starts_with("bw_pat_")).unwrap().to_owned();
    assert!(!text(&ended).contains(&token[7..36]), "{}", text(&ended));

    // Commands need neither URL nor token now, and another server is not sent it.
    assert!(says(home.path(), &["me", "get"]).contains("owner@wanderlust.example"));
    let inspected = says(home.path(), &["token", "inspect"]);
    assert!(inspected.contains("its checksum is right"), "{inspected}");
    assert!(inspected.contains("owner@wanderlust.example"), "{inspected}");
    assert!(inspected.contains("Manage on Projects in the whole organization"), "{inspected}");
    assert!(!inspected.contains(&token[7..36]), "{inspected}");
    let elsewhere = format!("{}/", server.url.replace("127.0.0.1", "localhost"));
    let refused = at(home.path()).env("BAILIWICK_URL", elsewhere).args(["me", "get"]).output();
    assert!(text(&refused.unwrap()).contains("401"));
    let other = at(home.path()).env("BAILIWICK_TOKEN", "bw_pat_x").args(["me", "get"]).output();
    assert!(text(&other.unwrap()).contains("401"), "the environment wins");

    assert!(says(home.path(), &["logout"]).contains("the token works no more"));
    assert!(!std::fs::read_to_string(&file).unwrap().contains("bw_pat_"));
    let me = client.get(format!("{}/api/v1/me", server.url)).bearer_auth(&token).send().await;
    assert_eq!(me.unwrap().status(), 401);
}

#[test]
fn a_token_is_judged_by_its_form_without_a_network() {
    let home = folder();
    let good = "bw_pat_02468ACEGIKMOQSUWYacegikmoqsuw2NkTt3";
    let told = says(home.path(), &["token", "inspect", good]);
    assert!(told.contains("a personal access token that ends in kTt3"), "{told}");
    assert!(!told.contains(&good[7..36]), "{told}");
    let cases = [
        ("bw_pat_02468ACEGIKMOQSUWYacegikmoqsuw2NkTt4", "mistyped, cut, or made up"),
        ("bw_svc_02468ACEGIKMOQSUWYacegikmoqsuw2NkTt3", "mistyped, cut, or made up"),
        ("bw_pat_02468ACE", "43 characters, this text has 15"),
        ("ghp_02468ACEGIKMOQSUWY", "begins with `bw_pat_` or `bw_svc_`"),
    ];
    for (wrong, sentence) in cases {
        let refused = run(home.path(), &["token", "inspect", wrong]);
        assert_eq!(refused.status.code(), Some(1), "{wrong}");
        assert!(text(&refused).contains(sentence), "{}", text(&refused));
        assert!(!text(&refused).contains(wrong), "{}", text(&refused));
    }
    let mut child = at(home.path())
        .args(["token", "inspect", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{good}\n").as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    let none = run(home.path(), &["token", "inspect"]);
    assert!(text(&none).contains("there is no token here"), "{}", text(&none));
}
