//! Policies by command: from a draft to one in force and back.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::running::{Server, demo, folder, get, text};
use crate::shell::Shell;

/// Writes a policy that lets the role see some columns of orders.
fn policy(folder: &Path, name: &str, columns: &str) -> PathBuf {
    let file = folder.join(name);
    let text = format!(
        "permissions:\n  orders:\n    table: main.orders\n    roles: [customer, support, manager]\n    select: {{ columns: [{columns}] }}\n"
    );
    std::fs::write(&file, text).unwrap();
    file
}

/// The command that makes a file the draft.
fn save(file: &Path) -> [&str; 4] {
    ["policy-draft", "update", "--file", file.to_str().unwrap()]
}

#[tokio::test]
async fn a_policy_is_saved_validated_deployed_and_rolled_back_by_command() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::at_development(&server, &demo);
    let url = demo["instances"]["development"]["url"].as_str().unwrap();
    let user = demo["users"][2]["token"].as_str().unwrap();
    let columns = async || {
        let (status, rows) = get(&format!("{url}/rest/v1/orders?limit=1"), user).await;
        assert_eq!(status, 200, "{rows}");
        rows[0].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    let before = columns().await;

    let narrow = policy(data.path(), "narrow.yaml", "id, status");
    let saved = shell.json(&save(&narrow));
    assert_eq!(saved["source"], std::fs::read_to_string(&narrow).unwrap());
    assert_eq!(shell.json(&["policy-draft", "get"])["source"], saved["source"]);
    assert_eq!(shell.json(&["policy", "validate"]), json!({ "valid": true, "problems": [] }));
    assert_eq!(columns().await, before, "a draft is not in force");

    let deployed = shell.json(&["policy", "deploy"]);
    assert_eq!(deployed["version"], 2, "{deployed}");
    assert_eq!(columns().await, ["id", "status"]);
    let versions = shell.json(&["policy", "versions"]);
    let listed: Vec<(&Value, &Value)> = versions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["version"], &item["deployed"]))
        .collect();
    assert_eq!(listed, [(&json!(2), &json!(true)), (&json!(1), &json!(false))]);

    let back = shell.json(&["policy", "rollback", "--version", "1"]);
    assert_eq!((&back["version"], &back["rolled_back_to"]), (&json!(3), &json!(1)), "{back}");
    assert_eq!(columns().await, before, "what was in force is in force again");
    let first = shell.json(&["policy", "version", "--version", "1"]);
    assert_eq!(shell.json(&["policy", "get"])["deployed"]["source"], first["source"]);
}

#[tokio::test]
async fn people_read_versions_and_problems() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::at_development(&server, &demo(data.path()));
    let versions = shell.read(&["policy", "versions"]);
    let lines: Vec<&str> = versions.lines().collect();
    assert!(lines[0].contains("  version  format  deployed  "), "{versions}");
    assert!(lines[1].contains("  1        yaml    true      "), "{versions}");
    assert_eq!(lines[2..], ["1 of 1"], "{versions}");
    let validated = shell.read(&["policy", "validate"]);
    assert!(validated.contains("valid  true") && validated.contains("warning"), "{validated}");

    let wrong = policy(data.path(), "wrong.yaml", "id, colour");
    let validated = shell.run(&["policy", "validate", "--file", wrong.to_str().unwrap()]);
    assert_eq!(validated.status.code(), Some(1), "a pipeline stops here: {}", text(&validated));
    let printed = text(&validated);
    let problem = printed.lines().find(|line| line.contains("colour")).unwrap();
    assert!(problem.starts_with("error  ") && problem.contains("  5  "), "{printed}");
    assert!(printed.contains("error: the document cannot be deployed"), "{printed}");
}

#[tokio::test]
async fn what_is_wrong_names_its_place_and_is_never_in_force() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::at_development(&server, &demo(data.path()));
    let wrong = policy(data.path(), "wrong.yaml", "id, colour");
    shell.json(&save(&wrong));
    let refused = shell.refused(&["policy", "deploy"]);
    assert!(refused.contains("error: line 5, column ") && refused.contains("colour"), "{refused}");
    assert!(refused.contains("(422 invalid_policy)"), "{refused}");
    assert_eq!(shell.json(&["policy", "get"])["deployed"]["version"], 1);
    for (arguments, said) in [
        (&["policy", "rollback", "--version", "9"][..], "(404 not_found)"),
        (&["policy", "rollback", "--version", "soon"], "(404 not_found)"),
        (&["policy", "versions", "--limit", "many"], "`limit`"),
        (
            &["policy-draft", "update", "--file", "/nowhere/policy.yaml"],
            "cannot read `/nowhere/policy.yaml`",
        ),
    ] {
        let refused = shell.refused(arguments);
        assert!(refused.contains(said), "{arguments:?}: {refused}");
    }
    assert_eq!(shell.run(&["policy", "rollback"]).status.code(), Some(2), "which version?");
    assert_eq!(shell.json(&["policy-draft", "delete"]), Value::Null);
    assert!(shell.refused(&["policy", "deploy"]).contains("no_draft"));
}

#[tokio::test]
async fn a_policy_that_lives_in_a_file_is_compared_with_the_one_in_force() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::at_development(&server, &demo(data.path()));
    let narrow = policy(data.path(), "narrow.yaml", "id, status");
    shell.json(&save(&narrow));
    shell.json(&["policy", "deploy"]);
    let file = narrow.to_str().unwrap();
    assert_eq!(
        shell.read(&["policy", "diff", file]),
        "from deployed to document\nnothing differs\n"
    );
    assert_eq!(shell.json(&["policy", "diff", "--file", file])["differs"], false);

    let wide = policy(data.path(), "wide.yaml", "status, total, id");
    let compared = shell.run(&["policy", "diff", wide.to_str().unwrap()]);
    assert_eq!(compared.status.code(), Some(1), "{}", text(&compared));
    assert_eq!(
        text(&compared),
        "from deployed to document\nin all: permits more\n\n~ orders on main.orders: permits more\n    \
         reading: column `total` is added (permits more)\nerror: the policies differ\n"
    );
    let back = shell.run(&["policy", "diff", "--from", "2", "--to", "1", "--json"]);
    assert_eq!(back.status.code(), Some(1), "{}", text(&back));
    let refused = shell.refused(&["policy", "diff", "--from", "9"]);
    assert!(refused.contains("`from`: this instance has no version of that number"), "{refused}");
    let twice = shell.run(&["policy", "diff", file, "--file", file]);
    assert_eq!(twice.status.code(), Some(2), "{}", text(&twice));
    std::fs::write(&wide, "permissions: [").unwrap();
    let refused = shell.refused(&["policy", "diff", wide.to_str().unwrap()]);
    assert!(refused.contains("(422 invalid_policy)"), "{refused}");
}

#[tokio::test]
async fn what_a_policy_would_change_is_told_before_it_does_and_it_goes_to_another_instance() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::at_development(&server, &demo);
    let narrow = policy(data.path(), "narrow.yaml", "id, status");
    let told = shell.json(&["policy", "impact", narrow.to_str().unwrap(), "--seconds", "30"]);
    assert_eq!(told["complete"], true, "{told}");
    let users = told["users"].as_array().unwrap();
    assert!(users.len() >= 3, "{told}");
    let losing =
        told["items"].as_array().unwrap().iter().any(|item| item["cells_lost"].as_u64() > Some(0));
    assert!(losing, "{told}");
    let read = shell.read(&["policy", "impact", narrow.to_str().unwrap(), "--seconds", "30"]);
    assert!(read.starts_with("complete: ") && read.contains("cells lost"), "{read}");
    assert_eq!(
        shell.json(&["policy", "get"])["deployed"]["version"],
        1,
        "nothing is in force by it"
    );

    let roles = shell.read(&["policy", "roles"]);
    assert!(
        roles.starts_with("customer, ") && roles.contains("\n    action cancel_order\n"),
        "{roles}"
    );
    assert!(roles.contains("main.reviews: read full (published_reviews, moderation), "), "{roles}");

    shell.json(&save(&narrow));
    let of_draft = shell.json(&["policy", "roles", "--of", "draft"]);
    assert_eq!(of_draft["of"], "draft", "{of_draft}");
    let development = demo["instances"]["development"]["id"].as_str().unwrap();
    let production = demo["instances"]["production"]["id"].as_str().unwrap();
    let there = Shell::of(&server, &demo);
    let project = demo["project_id"].as_str().unwrap();
    let to = ["--project", project, "--instance", production, "--from", development];
    let preview = there.read(&[&["policy", "promote-preview"], &to[..]].concat());
    assert!(preview.contains(&format!("from draft to {development}")), "{preview}");
    let basis = preview.split("--basis '").nth(1).and_then(|rest| rest.split('\'').next());
    let basis = ["--basis", basis.unwrap_or_else(|| panic!("{preview}"))];
    let done = there.read(&[&["policy", "promote"], &to[..], &basis].concat());
    let late = there.refused(&[&["policy", "promote"], &to[..], &basis].concat());
    assert!(late.contains("the policy of this instance changed since the preview"), "{late}");
    assert!(done.ends_with("it is the draft now; `policy deploy` puts it in force\n"), "{done}");
    let draft =
        there.json(&["policy-draft", "get", "--project", project, "--instance", production]);
    assert_eq!(draft["source"], std::fs::read_to_string(&narrow).unwrap());
    let asked =
        r#"{"user":{"id":1,"roles":["nobody"]},"table":"main.orders","operation":"select"}"#;
    let why = shell.json(&["policy", "explain", "--body", asked]);
    assert_eq!(why["allowed"], false, "{why}");
    assert!(shell.json(&["instance-health", "get"])["healthy"] == true);
    assert_eq!(shell.json(&["instance-request", "list"])["total"], 0);
}

#[tokio::test]
async fn tests_counts_and_types_of_a_policy_are_asked_by_command() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::at_development(&server, &demo(data.path()));
    let file = policy(data.path(), "tested.yaml", "id, status");
    let with = |count: u64| {
        let base = std::fs::read_to_string(policy(data.path(), "base.yaml", "id, status")).unwrap();
        let tests = format!(
            "tests:\n  - name: support sees every order\n    as: {{ id: 1, roles: [support] }}\n    select: main.orders\n    expect: {{ count: {count} }}\n"
        );
        std::fs::write(&file, base + &tests).unwrap();
    };
    let named = file.to_str().unwrap();

    with(99);
    let tested = shell.run(&["policy", "test", named]);
    assert_eq!(tested.status.code(), Some(1), "a pipeline stops here: {}", text(&tested));
    let printed = text(&tested);
    assert!(
        printed.contains("support sees every order") && printed.contains("100000"),
        "{printed}"
    );
    assert!(printed.ends_with("error: a test failed\n"), "{printed}");
    with(100_000);
    assert_eq!(shell.json(&["policy", "test", named])["passed"], true);
    shell.json(&save(&file));
    let of_draft = shell.json(&["policy", "test"]);
    assert_eq!(of_draft["tests"][0]["passed"], true, "{of_draft}");

    let user = r#"{"id":1,"roles":["support"]}"#;
    let count = ["policy", "count", "--permission", "orders", "--user", user];
    let counted = shell.json(&count);
    assert_eq!(counted["rows_admitted"], 100_000, "{counted}");
    let missing = shell.refused(&["policy", "count", "--permission", "nothing"]);
    assert!(missing.contains("`permission`"), "{missing}");

    let types = shell.read(&["policy", "types", "--roles", "customer"]);
    assert!(types.contains("orders") && types.contains("status: "), "{types}");
    let nobody = shell.read(&["policy", "types", "--roles", "nobody"]);
    assert!(!nobody.contains("orders"), "{nobody}");
}

#[tokio::test]
async fn client_auth_and_revoked_tokens_are_kept_by_command() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::at_development(&server, &demo);
    let url = demo["instances"]["development"]["url"].as_str().unwrap();
    let orders = format!("{url}/rest/v1/orders?limit=1");
    let user = &demo["users"][2];
    let (id, token) = (user["id"].to_string(), user["token"].as_str().unwrap());
    let id = id.trim_matches('"');
    assert_eq!(get(&orders, token).await.0, 200);

    let revoked = shell.json(&["revocation", "create", "--subject", id, "--reason", "lost phone"]);
    assert_eq!(get(&orders, token).await.0, 401, "at once");
    let listed = shell.read(&["revocation", "list"]);
    assert!(listed.contains("lost phone") && listed.ends_with("1 of 1\n"), "{listed}");
    let number = revoked["id"].as_str().unwrap();
    shell.json(&["revocation", "delete", "--revocation", number]);
    assert_eq!(get(&orders, token).await.0, 200);
    let nothing = shell.refused(&["revocation", "create", "--reason", "none"]);
    assert!(nothing.contains("(422 "), "{nothing}");

    let before = shell.json(&["client-auth", "get"]);
    assert_eq!(before["development_tokens"], true, "{before}");
    let changed = shell.json(&["client-auth", "update", "--development-tokens", "false"]);
    assert_eq!(changed["development_tokens"], false, "{changed}");
    assert_eq!(get(&orders, token).await.0, 401, "tokens of development are accepted no more");
    let refused = shell.refused(&["client-auth", "update", "--leeway-seconds", "301"]);
    assert!(refused.contains("leeway_seconds") && refused.contains("(422 "), "{refused}");
}
