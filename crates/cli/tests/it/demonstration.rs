//! `bailiwick serve --demo`, exactly as the README promises it.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::running::{Server, bailiwick, demo, folder, get, text};

#[tokio::test]
async fn three_people_ask_the_same_and_get_three_answers() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    assert_eq!(demo["url"], json!(server.url));
    let mut answers = Vec::new();
    for instance in ["development", "production"] {
        let url = demo["instances"][instance]["url"].as_str().unwrap();
        for user in demo["users"].as_array().unwrap() {
            let (status, rows) = get(
                &format!("{url}/rest/v1/orders?select=id&limit=5"),
                user["token"].as_str().unwrap(),
            )
            .await;
            assert_eq!((status, rows.as_array().map(Vec::len)), (200, Some(5)), "{rows}");
            answers.push(rows);
        }
    }
    let three = &answers[..3];
    assert!(three[0] != three[1] && three[1] != three[2] && three[0] != three[2], "{three:?}");
    assert_eq!(three, &answers[3..], "both branches hold the same rows");
    let roles: Vec<&Value> =
        demo["users"].as_array().unwrap().iter().map(|user| &user["roles"]).collect();
    assert!(roles[0] != roles[1] && roles[1] != roles[2] && roles[0] != roles[2]);
    let mode = std::fs::metadata(data.path().join("demo.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn there_is_a_member_for_each_system_role_and_each_can_come_in() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let mut roles: Vec<String> = Vec::new();
    for member in demo["members"].as_array().unwrap() {
        let body = json!({ "email": member["email"], "password": member["password"] });
        let signed_in = reqwest::Client::new()
            .post(format!("{}/api/v1/sign-in", server.url))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert!(signed_in.status().is_success(), "{member}");
        let (status, me) =
            get(&format!("{}/api/v1/me", server.url), member["token"].as_str().unwrap()).await;
        assert_eq!((status, &me["account"]["email"]), (200, &member["email"]), "{me}");
        roles.extend(
            member["roles"]
                .as_array()
                .unwrap()
                .iter()
                .map(|role| role.as_str().unwrap().to_owned()),
        );
    }
    roles.sort();
    let expected = [
        "Database Administrator",
        "Developer",
        "Organization Administrator",
        "Organization Member",
        "Owner",
    ];
    assert_eq!(roles, expected);
}

#[tokio::test]
async fn it_is_what_the_contract_says() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let keys: Vec<&String> = demo.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["url", "organization_id", "project_id", "instances", "members", "users"]);
    let owner = demo["members"][0]["token"].as_str().unwrap();
    let organization = format!(
        "{}/api/v1/organizations/{}",
        server.url,
        demo["organization_id"].as_str().unwrap()
    );
    assert_eq!(get(&organization, owner).await.1["name"], "Wanderlust Inc.");
    let project = format!("{organization}/projects/{}", demo["project_id"].as_str().unwrap());
    assert_eq!(get(&project, owner).await.1["name"], "Wanderlust Tracker");
    for (key, name) in [("development", "Development"), ("production", "Production")] {
        let id = demo["instances"][key]["id"].as_str().unwrap();
        let instance = get(&format!("{project}/instances/{id}"), owner).await.1;
        assert_eq!((&instance["name"], &instance["state"]), (&json!(name), &json!("running")));
        assert_eq!(instance["production"], json!(key == "production"));
        let schema = get(&format!("{project}/instances/{id}/schema"), owner).await.1;
        let tables: Vec<&str> = schema["connections"][0]["tables"]
            .as_array()
            .unwrap()
            .iter()
            .map(|table| table["name"].as_str().unwrap())
            .collect();
        assert_eq!(tables, ["customers", "order_items", "orders", "products", "reviews"]);
        let rows = format!(
            "{project}/instances/{id}/data/main/orders?limit=1&as=%7B%22roles%22:%5B%22manager%22%5D%7D"
        );
        assert_eq!(get(&rows, owner).await.1["total"], 100_000);
    }
    for user in demo["users"].as_array().unwrap() {
        let line = format!("curl -H 'Authorization: Bearer {}'", user["token"].as_str().unwrap());
        assert!(server.printed.contains(&line), "{}", server.printed);
    }
}

#[tokio::test]
async fn a_second_start_renews_the_tokens_and_keeps_the_rest() {
    let data = folder();
    let mut server = Server::demonstration(data.path()).await;
    let before = demo(data.path());
    server.signal("TERM");
    assert!(server.ended().await.success());
    let server = Server::demonstration(data.path()).await;
    let after = demo(data.path());
    for same in ["organization_id", "project_id"] {
        assert_eq!(before[same], after[same]);
    }
    assert_eq!(before["members"][0]["password"], after["members"][0]["password"]);
    assert_ne!(before["members"][0]["token"], after["members"][0]["token"]);
    let me = format!("{}/api/v1/me", server.url);
    assert_eq!(
        get(&me, before["members"][0]["token"].as_str().unwrap()).await.0,
        401,
        "the earlier token is gone"
    );
    assert_eq!(get(&me, after["members"][0]["token"].as_str().unwrap()).await.0, 200);
}

#[tokio::test]
async fn it_stays_on_loopback_and_off_other_peoples_stores() {
    let data = folder();
    let open = bailiwick()
        .args(["serve", "--demo", "--listen", "0.0.0.0:0", "--data"])
        .arg(data.path())
        .output()
        .unwrap();
    assert!(!open.status.success() && text(&open).contains("loopback"), "{}", text(&open));
    let server = Server::empty(data.path()).await;
    let code = server.printed.lines().last().unwrap().trim().to_owned();
    let body = json!({
        "code": code, "email": "ana@example.com", "password": "violet-harbour-17", "display_name": "Ana", "organization": "Ana's",
    });
    let made = reqwest::Client::new()
        .post(format!("{}/api/v1/first-run", server.url))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(made.status().as_u16(), 201, "{}", made.text().await.unwrap());
    drop(server);
    let refused = bailiwick()
        .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(data.path())
        .output()
        .unwrap();
    assert!(
        !refused.status.success() && text(&refused).contains("was not made by `--demo`"),
        "{}",
        text(&refused)
    );
}
