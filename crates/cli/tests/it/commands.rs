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
