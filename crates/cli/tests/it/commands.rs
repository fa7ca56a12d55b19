//! Every noun by the command line.

use crate::running::{Server, bailiwick, demo, folder, text};
use crate::shell::Shell;

#[tokio::test]
async fn projects_instances_and_databases_by_command() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::of(&server, &demo);
    let (project, instance) = (
        demo["project_id"].as_str().unwrap(),
        demo["instances"]["development"]["id"].as_str().unwrap(),
    );
    let validated =
        shell.json(&["policy", "validate", "--project", project, "--instance", instance]);
    assert_eq!(validated["valid"], true, "without a document the draft is validated: {validated}");
    let project = shell.json(&["project", "create", "--name", "Trip Journal"]);
    let project = project["id"].as_str().unwrap();
    assert_eq!(shell.json(&["project", "list"])["total"], 2);
    shell.json(&["project", "update", "--project", project, "--name", "Trips"]);
    assert_eq!(shell.json(&["project", "get", "--project", project])["name"], "Trips");
    let listed = shell.run(&["project", "list"]);
    assert!(
        text(&listed).contains("Trips") && text(&listed).contains("2 of 2"),
        "{}",
        text(&listed)
    );
    assert_eq!(shell.json(&["instance", "list", "--project", project])["total"], 2);
    let staging = shell.json(&[
        "instance",
        "create",
        "--project",
        project,
        "--name",
        "Staging",
        "--region",
        "eu",
    ]);
    assert_eq!(staging["region"], "eu");
    let refused = shell.run(&["project", "delete", "--project", project]);
    assert!(!refused.status.success(), "a project with instances is not deleted");
    assert!(text(&refused).contains("409"), "{}", text(&refused));
    let database = shell.json(&["database", "create", "--name", "shop", "--project", project]);
    assert_eq!(
        shell.json(&["branch", "list", "--database", database["id"].as_str().unwrap()])["total"],
        1
    );
}

#[tokio::test]
async fn words_and_lists_are_written_without_json() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::of(&server, &demo);
    let found = shell.json(&["member", "list", "--search", "developer@"]);
    let member = found["items"][0]["id"].as_str().unwrap();
    let state = |word| shell.run(&["member", "update", "--member", member, "--state", word]);
    assert_eq!(state("suspended").status.code(), Some(0), "{}", text(&state("suspended")));
    assert_eq!(shell.json(&["member", "get", "--member", member])["state"], "suspended");
    let wrong = state("gone");
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(text(&wrong), "error: --state is `active` or `suspended`, not `gone`\n");
    assert_eq!(state("\"active\"").status.code(), Some(0), "JSON is still read");

    let made = shell.json(&[
        "role",
        "create",
        "--name",
        "Books",
        "--permissions",
        "billing:view",
        "--permissions",
        "team:view",
        "--actions",
        "projects.view,policy.view",
    ]);
    let areas: Vec<&str> = made["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["area"].as_str().unwrap())
        .collect();
    assert!(areas.ends_with(&["team", "billing"]), "{made}");
    assert_eq!(
        made["actions"],
        serde_json::json!(["policy.view"]),
        "a level holds the other: {made}"
    );
    let role = made["id"].as_str().unwrap();
    let list = shell.json(&["role", "list", "--search", "Developer"]);
    let developer = list["items"][0]["id"].as_str().unwrap();
    let roles = format!("{role},{developer}");
    shell.read(&["member-role", "update", "--member", member, "--roles", &roles]);
    let held = shell.json(&["member", "get", "--member", member]);
    assert_eq!(held["grants"].as_array().unwrap().len(), 2, "{held}");
    let named =
        shell.refused(&["member-role", "update", "--member", member, "--roles", "Developer"]);
    assert!(
        named.contains("`Developer` is not an id") && named.contains("`bailiwick role list`"),
        "{named}"
    );
    let hours = shell.refused(&["organization-settings", "update", "--session-hours", "5x"]);
    assert_eq!(hours, "error: --session-hours is a whole number such as 12, not `5x`\n");
    let help = text(&shell.run(&["member", "update", "--help"]));
    assert!(help.contains("--state <active|suspended>"), "{help}");
    let help = text(&shell.run(&["policy", "count", "--help"]));
    let seconds = help.lines().find(|line| line.contains("--seconds <NUMBER>")).unwrap();
    assert!(seconds.trim_end().len() > "      --seconds <NUMBER>".len() + 10, "{help}");
}

#[test]
fn the_settings_that_are_wrong_are_named() {
    let refused = bailiwick().args(["serve", "--sign-up", "maybe"]).output().unwrap();
    assert!(
        text(&refused).contains("sign_up is `invited`, `open` or `closed`"),
        "{}",
        text(&refused)
    );
    let refused = bailiwick().args(["serve", "--outbound-allow", "everything"]).output().unwrap();
    assert!(
        text(&refused).contains("outbound.allow: `everything` is not a network"),
        "{}",
        text(&refused)
    );
}

#[test]
fn an_absent_server_is_said_in_a_sentence() {
    let refused = bailiwick()
        .env("BAILIWICK_URL", "http://127.0.0.1:1")
        .args(["region", "list"])
        .output()
        .unwrap();
    assert!(
        !refused.status.success() && text(&refused).contains("does not answer"),
        "{}",
        text(&refused)
    );
}
