//! The same server on a Postgres store, with two nodes.

use serde_json::json;

use crate::support::{Client, PASSWORD, Server};

#[tokio::test]
async fn two_nodes_share_one_store_and_never_answer_from_an_older_state() {
    let postgres = bailiwick_testkit::postgres().await;
    let database = postgres.database().await;
    let first =
        Server::start_with(|settings| settings.database_url.clone_from(&database.url)).await;
    let owner = first.owner().await;
    let key = std::fs::read(first.data().join("secret.key")).unwrap();
    let second = Server::start_with(|settings| {
        settings.database_url.clone_from(&database.url);
        std::fs::create_dir_all(&settings.data).unwrap();
        let path = settings.data.join("secret.key");
        std::fs::write(&path, &key).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
    })
    .await;
    assert!(second.running.first_run_code().is_none());

    let body = json!({ "email": "olga@example.com", "password": PASSWORD });
    let signed_in = second.stranger().post("/api/v1/sign-in", body).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    let elsewhere = Client { cookie: signed_in.cookie(), ..second.stranger() };
    let organization = owner.organization().await;
    let list = format!("{organization}/projects");
    assert_eq!(elsewhere.get(&list).await.body["total"], 0);
    let made = owner.post(&list, json!({ "name": "Shop", "instances": [{ "name": "Staging" }], "without_database": true })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let seen = elsewhere.get(&list).await;
    assert_eq!(seen.body["total"], 1, "{}", seen.text);
    let path = format!("{list}/{}", made.id());
    assert_eq!(elsewhere.patch(&path, json!({ "name": "Renamed" })).await.status, 200);
    assert_eq!(owner.get(&path).await.body["name"], "Renamed");
    let taken = owner
        .post(&list, json!({ "name": "renamed", "instances": [], "without_database": true }))
        .await;
    assert_eq!(taken.status, 409, "{}", taken.text);
    let audit = elsewhere.get(&format!("{organization}/audit")).await;
    assert_eq!(audit.body["total"], 2, "{}", audit.text);

    let instance = owner.get(&format!("{path}/instances")).await.body["items"][0]["id"].clone();
    let instance = instance.as_str().unwrap();
    let data = format!("/instances/{instance}/rest/v1/things");
    assert_eq!(second.stranger().get(&data).await.status, 503, "nothing was deployed");
    let policy = format!("{path}/instances/{instance}/policy");
    let headers = [("origin", owner.base.as_str()), ("content-type", "application/yaml")];
    let draft = Some("permissions: {}\n".to_owned());
    let saved = owner.send(reqwest::Method::PUT, &format!("{policy}/draft"), &headers, draft).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let deployed = owner.json(reqwest::Method::POST, &format!("{policy}/deploy"), None).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    assert_eq!(first.stranger().get(&data).await.status, 401, "in force here at once");
    let mut status = 503;
    for _ in 0..50 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        status = second.stranger().get(&data).await.status;
        if status != 503 {
            break;
        }
    }
    assert_eq!(status, 401, "and on the other node within seconds");

    assert_eq!(elsewhere.json(reqwest::Method::POST, "/api/v1/sign-out", None).await.status, 204);
    let out = Client { base: first.base.clone(), ..elsewhere };
    assert_eq!(
        out.get("/api/v1/me").await.status,
        401,
        "a session that ended on one node has ended on all"
    );
}

#[tokio::test]
async fn a_character_that_postgres_cannot_hold_is_refused_by_the_name_of_its_place() {
    let postgres = bailiwick_testkit::postgres().await;
    let database = postgres.database().await;
    let server =
        Server::start_with(|settings| settings.database_url.clone_from(&database.url)).await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let list = format!("{organization}/projects");
    let new =
        json!({ "name": "Shop", "instances": [{ "name": "Staging" }], "without_database": true });
    let project = format!("{list}/{}", owner.post(&list, new).await.id());
    let instances = owner.get(&format!("{project}/instances")).await;
    let instance =
        format!("{project}/instances/{}", instances.body["items"][0]["id"].as_str().unwrap());
    for path in [
        format!("{organization}/audit?action=%00"),
        format!("{organization}/audit/export?action=a%00b"),
        "/api/v1/server/audit?action=%00".to_owned(),
        format!("{organization}/members?search=%00"),
        format!("{instance}/users?role=%00"),
    ] {
        let reply = owner.get(&path).await;
        let name = path.split(['?', '=']).nth(1).unwrap();
        assert_eq!((reply.status, reply.code()), (422, "invalid_field"), "{path}: {}", reply.text);
        assert!(reply.text.contains(&format!("`{name}`")), "{path}: {}", reply.text);
    }
    let revocations = format!("{instance}/revocations");
    for field in ["subject", "token_id", "reason"] {
        let mut body = json!({ "subject": "ann" });
        body[field] = json!("a\0b");
        let reply = owner.post(&revocations, body).await;
        assert_eq!((reply.status, reply.code()), (422, "invalid_field"), "{}", reply.text);
        assert!(reply.text.contains(&format!("`{field}`")), "{}", reply.text);
    }
    let absent = owner.get(&format!("{instance}/connections/a%00b")).await;
    assert_eq!(absent.status, 404, "{}", absent.text);
    let headers = [("origin", owner.base.as_str()), ("content-type", "application/yaml")];
    let draft = Some("permissions: {} # \0\n".to_owned());
    let path = format!("{instance}/policy/draft");
    let saved = owner.send(reqwest::Method::PUT, &path, &headers, draft).await;
    assert_eq!((saved.status, saved.code()), (400, "not_text"), "{}", saved.text);
}
