//! Organizations, projects, instances, databases, branches.

use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn a_project_comes_with_two_instances_and_a_database() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let made =
        owner.post(&format!("{organization}/projects"), json!({ "name": "Trip Tracker" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(
        made.body["can"].as_array().unwrap().iter().any(|action| action == "projects.update"),
        "{}",
        made.text
    );
    let project = format!("{organization}/projects/{}", made.id());
    let instances = owner.get(&format!("{project}/instances")).await;
    assert_eq!(instances.body["total"], 2, "{}", instances.text);
    let mut names: Vec<String> = instances.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            format!("{} {} {} {}", item["name"], item["production"], item["state"], item["region"])
        })
        .collect();
    names.sort();
    assert_eq!(names, [r#""Development" false "empty" "us""#, r#""Production" true "empty" "us""#]);
    let url = instances.body["items"][0]["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/instances/", server.base)), "{url}");
    let databases = owner.get(&format!("{organization}/databases")).await;
    assert_eq!(databases.body["items"][0]["name"], "trip-tracker", "{}", databases.text);
    let database =
        format!("{organization}/databases/{}", databases.body["items"][0]["id"].as_str().unwrap());
    let branches = owner.get(&format!("{database}/branches")).await;
    assert_eq!(branches.body["total"], 2, "{}", branches.text);
    for branch in branches.body["items"].as_array().unwrap() {
        assert_eq!(branch["production"] == true, branch["name"] == "main");
        assert!(
            server
                .data()
                .join("databases")
                .join(format!("{}.sqlite", branch["id"].as_str().unwrap()))
                .exists()
        );
    }
}

#[tokio::test]
async fn each_part_of_a_project_can_be_left_out() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let bare = json!({ "name": "Bare", "instances": [], "without_database": true });
    let made = owner.post(&format!("{organization}/projects"), bare).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.body["instance_count"], 0);
    assert_eq!(owner.get(&format!("{organization}/databases")).await.body["total"], 0);
    let one = json!({ "name": "One", "instances": [{ "name": "Staging", "region": "eu" }], "database": "shop" });
    assert_eq!(owner.post(&format!("{organization}/projects"), one).await.status, 201);
    let taken = json!({ "name": "Two", "instances": [], "database": "shop" });
    assert_eq!(owner.post(&format!("{organization}/projects"), taken).await.status, 409);
    assert_eq!(
        owner.get(&format!("{organization}/projects")).await.body["total"],
        2,
        "all or nothing"
    );
    let nowhere = json!({ "name": "Three", "instances": [{ "name": "X", "region": "mars" }] });
    assert_eq!(
        owner.post(&format!("{organization}/projects"), nowhere).await.code(),
        "invalid_field"
    );
}

#[tokio::test]
async fn an_instance_is_made_renamed_taken_down_and_deleted() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let project = owner
        .post(
            &format!("{organization}/projects"),
            json!({ "name": "P", "instances": [], "without_database": true }),
        )
        .await
        .id();
    let list = format!("{organization}/projects/{project}/instances");
    let made = owner.post(&list, json!({ "name": "Staging", "region": "jp" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let path = format!("{list}/{}", made.id());
    let changed = owner
        .patch(&path, json!({ "name": "Acceptance", "region": "eu", "production": true }))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(
        (&changed.body["region"], &changed.body["production"]),
        (&json!("eu"), &json!(true))
    );
    let down = owner.json(reqwest::Method::POST, &format!("{path}/deprovision"), None).await;
    assert_eq!((down.status, &down.body["state"]), (200, &json!("deprovisioned")), "{}", down.text);
    assert_eq!(owner.delete(&path).await.status, 204);
    assert_eq!(owner.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_branch_is_a_copy_and_its_file_goes_with_it() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    owner
        .post(
            &format!("{organization}/projects"),
            json!({ "name": "P", "instances": [], "without_database": true }),
        )
        .await;
    let database =
        owner.post(&format!("{organization}/databases"), json!({ "name": "shop" })).await;
    assert_eq!(database.status, 201, "{}", database.text);
    let branches = format!("{organization}/databases/{}/branches", database.id());
    let made = owner.post(&branches, json!({ "name": "feature" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.body["production"], false);
    let file = server.data().join("databases").join(format!("{}.sqlite", made.id()));
    assert!(file.exists());
    assert_eq!(owner.post(&branches, json!({ "name": "feature" })).await.status, 409);
    let files = std::fs::read_dir(server.data().join("databases")).unwrap().count();
    assert_eq!(owner.post(&branches, json!({ "name": "feature" })).await.status, 409);
    assert_eq!(
        std::fs::read_dir(server.data().join("databases")).unwrap().count(),
        files,
        "a refused copy leaves no file"
    );
    let path = format!("{branches}/{}", made.id());
    assert_eq!(owner.patch(&path, json!({ "name": "renamed" })).await.body["name"], "renamed");
    assert_eq!(owner.delete(&path).await.status, 204);
    assert!(!file.exists());
}

#[tokio::test]
async fn what_is_written_down_is_there_to_read() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let project =
        owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await.id();
    let audit = owner.get(&format!("{organization}/audit?action=projects.create")).await;
    assert_eq!(audit.body["total"], 1, "{}", audit.text);
    let entry = &audit.body["items"][0];
    assert_eq!(
        (&entry["target"], &entry["outcome"], &entry["actor_name"]),
        (&json!(project), &json!("ok"), &json!("Olga")),
        "{}",
        audit.text
    );
    assert!(!audit.text.contains(crate::support::PASSWORD));
}

#[tokio::test]
async fn facts_roles_and_members_are_listed() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    assert!(owner.get("/api/v1/actions").await.body["total"].as_u64().unwrap() > 90);
    let areas = owner.get("/api/v1/areas").await.body;
    assert_eq!(areas["total"], 15);
    let logs = areas["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|area| area["area"] == "instance_logs")
        .unwrap();
    assert_eq!(logs["parent"], "instances");
    assert_eq!(
        logs["levels"],
        serde_json::json!([{
            "level": "view",
            "title": "View",
            "adds": ["read an instance's logs"],
            "actions": ["instance_logs.view"],
            "needs_everything": false,
        }])
    );
    assert_eq!(owner.get("/api/v1/regions").await.body["total"], 5);
    assert_eq!(owner.get("/api/v1/plans").await.body["items"][0]["id"], "self_hosted");
    let roles = owner.get(&format!("{organization}/roles")).await;
    assert_eq!(roles.body["total"], 5, "{}", roles.text);
    let role = roles.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["name"] == "Owner")
        .unwrap();
    assert_eq!(role["holders"], 1);
    assert_eq!(
        owner.get(&format!("{organization}/roles/{}", role["id"].as_str().unwrap())).await.body["system"],
        true
    );
    let members = owner.get(&format!("{organization}/members")).await;
    assert_eq!(members.body["items"][0]["email"], "olga@example.com", "{}", members.text);
}
