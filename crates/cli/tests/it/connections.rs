//! Connections by command.

use std::path::Path;

use serde_json::{Value, json};

use crate::running::{Server, demo, folder, text};
use crate::shell::Shell;

/// Puts a database file `shop.sqlite` where the demonstration's connections may name it.
fn put_file(data: &Path, demo: &Value) {
    let folder = data.join("files").join(demo["organization_id"].as_str().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    // SQLite takes an empty file for an empty database.
    std::fs::write(folder.join("shop.sqlite"), "").unwrap();
}

#[tokio::test]
async fn a_connection_is_made_tested_renamed_and_removed_by_command() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    put_file(data.path(), &demo);
    let shell = Shell::at_development(&server, &demo);

    let made =
        shell.json(&["connection", "create", "--name", "shop", "--url", "sqlite:shop.sqlite"]);
    assert_eq!(made["name"], "shop");
    assert_eq!(
        made["target"],
        json!({ "kind": "url", "engine": "sqlite", "address": "sqlite:shop.sqlite" })
    );
    let got = shell.json(&["connection", "get", "--connection", "shop"]);
    assert_eq!(got, made);
    let listed = shell.json(&["connection", "list"]);
    let names: Vec<&Value> =
        listed["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!((names, &listed["total"]), (vec![&json!("main"), &json!("shop")], &json!(2)));

    let tested = shell.json(&["connection", "test", "--connection", "shop"]);
    assert_eq!(tested["passed"], true, "{tested}");
    let renamed = shell.json(&["connection", "update", "--connection", "shop", "--name", "store"]);
    assert_eq!((&renamed["name"], &renamed["version"]), (&json!("store"), &json!(2)));
    assert_eq!(shell.json(&["connection", "delete", "--connection", "store"]), Value::Null);
    let absent = shell.refused(&["connection", "get", "--connection", "store"]);
    assert!(absent.contains("(404 not_found)"), "{absent}");
}

#[tokio::test]
async fn people_read_tables_and_lines() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    put_file(data.path(), &demo);
    let shell = Shell::at_development(&server, &demo);

    let made =
        shell.read(&["connection", "create", "--name", "shop", "--url", "sqlite:shop.sqlite"]);
    assert!(
        made.contains("\nname          shop\n") && made.contains("\nversion       1\n"),
        "{made}"
    );
    let listed = shell.read(&["connection", "list"]);
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[0].starts_with("id ") && lines[0].contains("  name "), "{listed}");
    assert!(lines[1].contains("  main  ") && lines[2].contains("  shop  "), "{listed}");
    assert_eq!(lines[3..], ["2 of 2"], "{listed}");
    let tested = shell.read(&["connection", "test", "--connection", "shop"]);
    let lines: Vec<&str> = tested.lines().collect();
    assert_eq!(lines[..3], ["passed  true", "", "stages:"], "{tested}");
    let stages: Vec<Vec<&str>> =
        lines[3..].iter().map(|line| line.split_whitespace().take(2).collect()).collect();
    let expected = [
        ["name", "outcome"],
        ["reachable", "passed"],
        ["tls", "skipped"],
        ["authenticated", "skipped"],
        ["permitted", "passed"],
    ];
    assert_eq!(stages, expected, "{tested}");
    assert_eq!(shell.read(&["connection", "delete", "--connection", "shop"]), "done\n");
}

#[tokio::test]
async fn what_is_wrong_names_its_field_and_fails() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    put_file(data.path(), &demo);
    let shell = Shell::at_development(&server, &demo);
    let file = "sqlite:shop.sqlite";
    for (options, said) in [
        (&["--name", "Shop!", "--url", file][..], "error: `name`: `Shop!` is not a name"),
        (&["--name", "test", "--url", file], "error: `name`: `test` is taken"),
        (
            &["--name", "shop", "--url", "sqlite:absent.sqlite"],
            "error: `url`: there is no file `absent.sqlite`",
        ),
        (
            &["--name", "shop", "--url", "sqlite:/etc/passwd"],
            "error: `url`: `/etc/passwd` is not a file that",
        ),
        (&["--name", "shop", "--url", "oracle://h/d"], "error: `url`: "),
        (&["--name", "shop"], "error: `url`: give exactly one of `url`, `fields` and `branch`"),
        (&["--url", file], "error: the field `name` is needed"),
        (&["--name", "shop", "--url", file, "--fields", "{"], "error: --fields takes JSON"),
        (&["--body", "{\"name\":\"shop\",\"colour\":1}"], "error: there is no field `colour`"),
        (&["--body", "[1"], "error: --body is not JSON"),
        (&["--body", "@/nowhere/body.json"], "error: cannot read `/nowhere/body.json`"),
        (&["--name", "main", "--url", file], "(409 "),
    ] {
        let refused = shell.refused(&[&["connection", "create"], options].concat());
        assert!(refused.contains(said), "{options:?}: {refused}");
    }
    assert_eq!(shell.json(&["connection", "list"])["total"], 1, "nothing of it was stored");

    let options = ["connection", "update", "--connection", "main", "--name", "Main!"];
    let refused = shell.refused(&options);
    assert!(refused.contains("error: `name`: `Main!`"), "{refused}");
    let absent = shell.refused(&["connection", "delete", "--connection", "absent"]);
    assert!(absent.contains("(404 not_found)") && absent.contains("request_id: "), "{absent}");

    // What the command line itself does not understand is 2, before any request.
    for arguments in [
        &["connection", "get"][..],
        &["connection", "mend"],
        &["connection", "create", "--colour", "red"],
    ] {
        let output = shell.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output));
    }
}

#[tokio::test]
async fn a_test_that_does_not_pass_tells_the_stages_and_fails() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::at_development(&server, &demo(data.path()));
    let url = "postgres://reader:the-password@127.0.0.1:9/shop";
    let tried = shell.run(&["connection", "try", "--name", "shop", "--url", url, "--json"]);
    assert_eq!(tried.status.code(), Some(1), "{}", text(&tried));
    let answer: Value = serde_json::from_slice(&tried.stdout).unwrap();
    assert_eq!(answer["stages"][0]["outcome"], "failed", "{answer}");
    assert!(
        text(&tried).contains("error: the connection did not pass its test"),
        "{}",
        text(&tried)
    );
    assert!(!text(&tried).contains("the-password"), "{}", text(&tried));
}
