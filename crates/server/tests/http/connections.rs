//! Connections over HTTP: a stored password goes nowhere but where it was entered for.

use serde_json::{Value, json};

use crate::support::{Client, Server};

const STORED: &str =
    "postgres://reader:s3cret-of-the-database@127.0.0.1:9/shop?sslmode=verify-full";

async fn instance(server: &Server) -> (Client, String) {
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let project = owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    let instances = owner.get(&format!("{organization}/projects/{}/instances", project.id())).await;
    let id = instances.body["items"][0]["id"].as_str().unwrap().to_owned();
    (owner, format!("{organization}/projects/{}/instances/{id}", project.id()))
}

async fn stored(server: &Server) -> (Client, String) {
    let (owner, instance) = instance(server).await;
    let made = owner
        .post(&format!("{instance}/connections"), json!({ "name": "shop", "url": STORED }))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(!made.text.contains("s3cret"), "{}", made.text);
    (owner, format!("{instance}/connections/shop"))
}

fn fields(change: Value) -> Value {
    let mut fields = json!({ "engine": "postgres", "host": "127.0.0.1", "port": 9, "database": "shop", "user": "reader" });
    for (name, value) in change.as_object().unwrap() {
        fields[name] = value.clone();
    }
    fields
}

async fn started() -> Server {
    Server::start_with(|settings| settings.outbound_allow = vec!["127.0.0.0/8".parse().unwrap()])
        .await
}

#[tokio::test]
async fn a_stored_password_is_not_sent_under_weaker_checks() {
    let server = started().await;
    let (owner, shop) = stored(&server).await;
    for body in [
        json!({ "tls": { "mode": "disable" } }),
        json!({ "tls": { "mode": "verify_ca" } }),
        json!({ "tls": { "mode": "verify_full", "ca_certificate": "-----BEGIN CERTIFICATE-----" } }),
        json!({ "fields": fields(json!({})), "tls": { "mode": "disable" } }),
        json!({ "fields": fields(json!({ "database": "other" })), "tls": { "mode": "verify_ca" } }),
    ] {
        let refused = owner.patch(&shop, body.clone()).await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text);
    }
    assert_eq!(owner.get(&shop).await.body["tls"], "verify_full");
}

#[tokio::test]
async fn a_stored_password_is_not_sent_to_another_server_or_as_another_user() {
    let server = started().await;
    let (owner, shop) = stored(&server).await;
    for change in [
        json!({ "host": "127.0.0.2" }),
        json!({ "port": 10 }),
        json!({ "user": "admin" }),
        json!({ "engine": "mysql" }),
    ] {
        let refused = owner.patch(&shop, json!({ "fields": fields(change.clone()) })).await;
        assert_eq!(refused.status, 422, "{change}: {}", refused.text);
        assert!(refused.text.contains("password"), "{}", refused.text);
    }
}

#[tokio::test]
async fn another_database_of_the_same_server_keeps_password_and_checks() {
    let server = started().await;
    let (owner, shop) = stored(&server).await;
    let body = json!({ "fields": fields(json!({ "database": "archive" })) });
    let changed = owner.patch(&shop, body).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.body["tls"], "verify_full", "left out means unchanged");
    assert!(changed.body["target"]["address"].as_str().unwrap().ends_with("/archive"));
}

#[tokio::test]
async fn a_secret_is_in_no_answer_no_entry_and_no_file() {
    let server = started().await;
    let (owner, shop) = stored(&server).await;
    let instance = shop.strip_suffix("/connections/shop").unwrap();
    let shared = "YS1zaGFyZWQtc2VjcmV0LW9mLW1vcmUtdGhhbi0zMi1ieXRlcw";
    let auth = json!({ "hs256": [{ "kid": "one", "secret": shared }] });
    let saved = owner.put(&format!("{instance}/client-auth"), auth).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let organization = owner.organization().await;
    for path in [
        shop.clone(),
        format!("{instance}/connections"),
        format!("{instance}/client-auth"),
        format!("{organization}/audit?limit=100"),
    ] {
        let answer = owner.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert!(!answer.text.contains("s3cret") && !answer.text.contains(shared), "{path}");
    }
    let mut folders = vec![server.data()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            for secret in ["s3cret-of-the-database", shared, "a-shared-secret-of-more"] {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds `{secret}`", path.display());
            }
        }
    }
    assert!(files > 3, "the store and its side files were read");
}

#[tokio::test]
async fn a_closed_port_is_found_stage_by_stage_and_a_file_that_leaves_its_folder_is_refused() {
    let server = started().await;
    let (owner, instance) = instance(&server).await;
    let tried = owner
        .post(&format!("{instance}/connections/test"), json!({ "name": "shop", "url": STORED }))
        .await;
    assert_eq!(tried.status, 200, "{}", tried.text);
    assert_eq!(tried.body["passed"], false);
    assert_eq!(tried.body["stages"][0]["outcome"], "failed", "{}", tried.text);
    assert_eq!(tried.body["stages"][3]["outcome"], "skipped", "{}", tried.text);
    for url in ["sqlite:../../bailiwick.db", "sqlite:/etc/passwd", "sqlite:absent.sqlite"] {
        let refused = owner
            .post(&format!("{instance}/connections"), json!({ "name": "file", "url": url }))
            .await;
        assert_eq!(
            (refused.status, refused.code()),
            (422, "invalid_field"),
            "{url}: {}",
            refused.text
        );
    }
}

#[tokio::test]
async fn no_path_leads_to_the_servers_own_files() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let listed = outside.path().to_owned();
    // The operator lists too much: a folder of files, and the data folder of the server itself.
    let server = Server::start_with(|settings| {
        settings.files_allow = vec![listed, settings.data.clone()];
    })
    .await;
    let (owner, instance) = instance(&server).await;
    let (data, listed) = (server.data(), outside.path());
    let branches = owner.get(&format!("{instance}/connections")).await;
    let branch = branches.body["items"][0]["target"]["branch"].as_str().unwrap();
    let theirs = data.join("files/0123456789abcdef01234567");
    std::fs::create_dir_all(&theirs).unwrap();
    for path in [theirs.join("shop.sqlite"), listed.join("shop.sqlite")] {
        bailiwick_engine::create_file(&path).unwrap();
    }
    for (name, of) in [("store", "bailiwick.db"), ("key", "secret.key")] {
        symlink(data.join(of), listed.join(name)).unwrap();
        std::fs::hard_link(data.join(of), listed.join(format!("{name}.sqlite"))).unwrap();
    }
    symlink(&data, listed.join("data")).unwrap();
    let own = [
        data.join("bailiwick.db"),
        data.join("bailiwick.db-wal"),
        data.join("secret.key"),
        data.join(format!("databases/{branch}.sqlite")),
        theirs.join("shop.sqlite"),
        listed.join("store"),
        listed.join("key"),
        listed.join("store.sqlite"),
        listed.join("key.sqlite"),
        listed.join("data/bailiwick.db"),
        listed.join("data/../data/secret.key"),
    ];
    let make = async |path: &std::path::Path| {
        let body = json!({ "name": "file", "url": format!("sqlite:{}", path.display()) });
        let tried = owner.post(&format!("{instance}/connections/test"), body.clone()).await;
        let made = owner.post(&format!("{instance}/connections"), body).await;
        assert_eq!(tried.status == 200, made.status == 201, "{} {}", tried.text, made.text);
        (made.status, made.body["error"]["message"].as_str().unwrap_or_default().to_owned())
    };
    for path in &own {
        assert!(path.exists(), "{}", path.display());
        let refused =
            format!("`url`: `{}` is not a file that a connection may name", path.display());
        assert_eq!(make(path).await, (422, refused));
    }
    assert_eq!(make(&listed.join("shop.sqlite")).await.0, 201, "an ordinary file is allowed");
}
