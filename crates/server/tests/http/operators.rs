//! Who runs the server: what they set, whom they name, what they give back to organizations, and that they are nobody
//! inside one.

use bailiwick_api::operations;
use bailiwick_model::chain::{Remembered, SERVER, link, verify};
use bailiwick_model::{Id, SignUpMode};
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{behind, detail};
use crate::support::{Client, PASSWORD, Reply, Server};

const SETTINGS: &str = "/api/v1/server/settings";
const OPERATORS: &str = "/api/v1/server/operators";
const ORGANIZATIONS: &str = "/api/v1/server/organizations";

/// A server where operators say who may make an account, and everybody may at first.
async fn house() -> (Server, Client) {
    let server = Server::start_with(|settings| settings.sign_up = None).await;
    let olga = server.owner().await;
    let opened = olga.patch(SETTINGS, json!({ "sign_up": "open" })).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    (server, olga)
}

async fn try_sign_up(server: &Server, name: &str) -> Reply {
    let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD, "display_name": name, "organization": name });
    server.stranger().post("/api/v1/sign-up", body).await
}

async fn account(client: &Client) -> String {
    client.get("/api/v1/me").await.body["account"]["id"].as_str().unwrap().to_owned()
}

async fn own_organization(client: &Client) -> String {
    client.organization().await.rsplit('/').next().unwrap().to_owned()
}

/// The last entry of an action in a log.
async fn last(client: &Client, log: &str, action: &str) -> Value {
    let listed = client.get(&format!("{log}/audit?action={action}")).await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    listed.body["items"][0].clone()
}

#[tokio::test]
async fn who_may_make_an_account_is_said_while_the_server_runs() {
    let server = Server::start_with(|settings| settings.sign_up = None).await;
    let olga = server.owner().await;
    let first = olga.get(SETTINGS).await;
    assert_eq!((first.status, first.header("etag")), (200, "\"1\""), "{}", first.text);
    assert_eq!(
        first.body,
        json!({ "sign_up": "invited", "sign_up_choices": ["open", "invited", "closed"], "fixed": {}, "version": 1 })
    );
    assert_eq!(try_sign_up(&server, "ben").await.code(), "sign_up_closed");
    let opened = olga.patch(SETTINGS, json!({ "sign_up": "open" })).await;
    assert_eq!((opened.status, opened.header("etag")), (200, "\"2\""), "{}", opened.text);
    assert_eq!(olga.get("/api/v1/me").await.body["sign_up"], "open");
    assert_eq!(server.stranger().get("/api/v1/first-run").await.body["sign_up"], "open");
    assert_eq!(try_sign_up(&server, "ben").await.status, 201);
    let late = [
        ("if-match", "\"1\""),
        ("origin", olga.base.as_str()),
        ("content-type", "application/json"),
    ];
    let body = Some(json!({ "sign_up": "closed" }).to_string());
    let stale = olga.send(Method::PATCH, SETTINGS, &late, body).await;
    assert_eq!((stale.status, stale.code()), (412, "version_mismatch"));
    assert_eq!(olga.patch(SETTINGS, json!({ "sign_up": "closed" })).await.status, 200);
    assert_eq!(try_sign_up(&server, "cyd").await.code(), "sign_up_closed");
    for wrong in [json!({ "sign_up": "maybe" }), json!({}), json!({ "sign_up": "open", "plan": 1 })]
    {
        assert_eq!(olga.patch(SETTINGS, wrong.clone()).await.status, 422, "{wrong}");
    }
    let entry = last(&olga, "/api/v1/server", "server_settings.update").await;
    assert_eq!(entry["actor_name"], "Olga");
    assert_eq!(
        detail(&entry),
        json!({ "sign_up": { "from": "open", "to": "closed" }, "by": "operator" })
    );
}

#[tokio::test]
async fn operators_close_what_the_server_was_started_to_open() {
    let server = Server::start_with(|settings| settings.sign_up = Some(SignUpMode::Open)).await;
    let olga = server.owner().await;
    let found = olga.get(SETTINGS).await;
    assert_eq!(found.body["sign_up"], "open");
    assert_eq!(found.body["fixed"], json!({}));
    assert_eq!(try_sign_up(&server, "ben").await.status, 201);
    // `invited` is what a server without a mode does; set by an operator it holds like any other.
    for mode in ["invited", "closed"] {
        let set = olga.patch(SETTINGS, json!({ "sign_up": mode })).await;
        assert_eq!((set.status, &set.body["sign_up"]), (200, &json!(mode)), "{}", set.text);
        assert_eq!(try_sign_up(&server, "cyd").await.code(), "sign_up_closed", "{mode}");
        assert_eq!(olga.get("/api/v1/me").await.body["sign_up"], mode);
    }
    assert_eq!(olga.patch(SETTINGS, json!({ "sign_up": "open" })).await.status, 200);
    assert_eq!(try_sign_up(&server, "cyd").await.status, 201);
}

#[tokio::test]
async fn a_server_started_with_invitations_is_closed_and_never_opened() {
    let server = Server::start_with(|settings| settings.sign_up = Some(SignUpMode::Invited)).await;
    let olga = server.owner().await;
    assert_eq!(olga.get(SETTINGS).await.body["sign_up_choices"], json!(["invited", "closed"]));
    let refused = olga.patch(SETTINGS, json!({ "sign_up": "open" })).await;
    assert_eq!((refused.status, refused.code()), (409, "setting_fixed"), "{}", refused.text);
    for mode in ["closed", "invited"] {
        let set = olga.patch(SETTINGS, json!({ "sign_up": mode })).await;
        assert_eq!((set.status, &set.body["sign_up"]), (200, &json!(mode)), "{}", set.text);
    }
}

#[tokio::test]
async fn what_the_server_was_started_with_is_the_widest_and_says_so() {
    let server = Server::start_with(|settings| settings.sign_up = Some(SignUpMode::Closed)).await;
    let olga = server.owner().await;
    let found = olga.get(SETTINGS).await;
    assert_eq!(found.body["sign_up"], "closed");
    assert!(
        found.body["fixed"]["sign_up"].as_str().unwrap().contains("--sign-up"),
        "{}",
        found.text
    );
    let refused = olga.patch(SETTINGS, json!({ "sign_up": "open" })).await;
    assert_eq!((refused.status, refused.code()), (409, "setting_fixed"), "{}", refused.text);
    // Nothing was kept for the day on which the flag goes.
    behind(&server, "INSERT INTO settings (name, value) VALUES ('sign_up', 'open')");
    assert_eq!(try_sign_up(&server, "ben").await.status, 403);
    assert_eq!(olga.get("/api/v1/me").await.body["sign_up"], "closed");
}

#[tokio::test]
async fn a_mode_holds_on_every_node_at_once() {
    let database = bailiwick_testkit::postgres().await.database().await;
    let first = Server::start_with(|settings| {
        settings.database_url.clone_from(&database.url);
        settings.sign_up = None;
    })
    .await;
    let olga = first.owner().await;
    let key = std::fs::read(first.data().join("secret.key")).unwrap();
    let second = Server::start_with(|settings| {
        settings.database_url.clone_from(&database.url);
        settings.sign_up = None;
        std::fs::create_dir_all(&settings.data).unwrap();
        let path = settings.data.join("secret.key");
        std::fs::write(&path, &key).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .unwrap();
    })
    .await;
    for (mode, expected) in [("open", 201), ("closed", 403), ("open", 201)] {
        let set = olga.patch(SETTINGS, json!({ "sign_up": mode })).await;
        assert_eq!(set.status, 200, "{}", set.text);
        let name = format!("person{}", set.body["version"]);
        assert_eq!(try_sign_up(&second, &name).await.status, expected, "{mode}");
    }
}

#[tokio::test]
async fn operators_are_named_by_address_and_unnamed() {
    let (server, olga) = house().await;
    let ben = server.sign_up("ben").await;
    let refused = ben.get(OPERATORS).await;
    assert_eq!((refused.status, refused.code()), (403, "operator_required"));
    let named = olga.post(OPERATORS, json!({ "email": "ben@example.com" })).await;
    assert_eq!(named.status, 201, "{}", named.text);
    assert_eq!(
        named.body,
        json!({ "account": account(&ben).await, "email": "ben@example.com", "display_name": "ben", "can_sign_in": true })
    );
    let listed = ben.get(OPERATORS).await;
    assert_eq!(listed.body["total"], 2, "from the next request on: {}", listed.text);
    assert_eq!(ben.get("/api/v1/me").await.body["is_operator"], true);
    let again = olga.post(OPERATORS, json!({ "email": "ben@example.com" })).await;
    assert_eq!((again.status, again.code()), (409, "already_operator"));
    let unknown = olga.post(OPERATORS, json!({ "email": "nobody@example.com" })).await;
    assert_eq!((unknown.status, unknown.code()), (422, "invalid_field"), "{}", unknown.text);
    let gone = format!("{OPERATORS}/{}", account(&olga).await);
    assert_eq!(ben.delete(&gone).await.status, 204);
    let last = format!("{OPERATORS}/{}", account(&ben).await);
    let kept = ben.delete(&last).await;
    assert_eq!((kept.status, kept.code()), (409, "last_operator"), "{}", kept.text);
    let twice = ben.delete(&gone).await;
    assert_eq!(twice.status, 404, "{}", twice.text);
}

#[tokio::test]
async fn an_operator_unnamed_while_signed_in_has_no_power_on_the_next_request() {
    let (server, olga) = house().await;
    let ben = server.sign_up("ben").await;
    olga.post(OPERATORS, json!({ "email": "ben@example.com" })).await;
    assert_eq!(ben.get(SETTINGS).await.status, 200);
    assert_eq!(olga.delete(&format!("{OPERATORS}/{}", account(&ben).await)).await.status, 204);
    for operation in operations().iter().filter(|one| one.path.starts_with("/api/v1/server/")) {
        let id = Id::new(1_700_000_000_000, [5; 6]).to_string();
        let path = operation.path.replace("{account}", &id).replace("{organization}", &id);
        let refused = ben.json(operation.method.as_str().parse().unwrap(), &path, None).await;
        assert_eq!(
            (refused.status, refused.code()),
            (403, "operator_required"),
            "{}",
            operation.id
        );
    }
    assert_eq!(ben.get("/api/v1/me").await.status, 200, "the session itself goes on");
}

/// Whoever holds the last byte of a body back is judged by what is true when it comes.
#[tokio::test]
async fn a_body_that_comes_late_is_judged_when_it_comes() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (server, olga) = house().await;
    let ben = server.sign_up("ben").await;
    olga.post(OPERATORS, json!({ "email": "ben@example.com" })).await;
    let body = json!({ "email": "ben@example.com", "": 1 }).to_string();
    let mut stream = tokio::net::TcpStream::connect(server.running.address()).await.unwrap();
    let head = format!(
        "POST {OPERATORS} HTTP/1.1\r\nhost: x\r\ncookie: {}\r\norigin: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{}",
        ben.cookie.as_ref().unwrap(),
        ben.base,
        body.len(),
        &body[..body.len() - 1],
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(olga.delete(&format!("{OPERATORS}/{}", account(&ben).await)).await.status, 204);
    stream.write_all(&body.as_bytes()[body.len() - 1..]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("operator_required"), "{answer}");
}

#[tokio::test]
async fn an_operator_who_is_nobody_in_an_organization_finds_nothing_there() {
    let (server, olga) = house().await;
    let ana = server.sign_up("ana").await;
    let theirs = own_organization(&ana).await;
    let absent = Id::new(1_700_000_000_000, [6; 6]).to_string();
    let mut asked = 0;
    for operation in operations() {
        if !operation.path.starts_with("/api/v1/organizations/{organization}") {
            continue;
        }
        let method: Method = operation.method.as_str().parse().unwrap();
        let path = |organization: &str| {
            let mut path = operation.path.replace("{organization}", organization);
            for name in operation.path_parameters() {
                path = path.replace(&format!("{{{name}}}"), &absent);
            }
            path
        };
        let there = olga.json(method.clone(), &path(&theirs), None).await;
        let nowhere = olga.json(method, &path(&absent), None).await;
        assert_eq!(there.status, 404, "{}: {}", operation.id, there.text);
        assert_eq!(there.without_request_id(), nowhere.without_request_id(), "{}", operation.id);
        asked += 1;
    }
    assert!(asked > 80, "only {asked} were asked");
}

#[tokio::test]
async fn an_owner_is_named_for_an_organization_that_has_none() {
    let (server, olga) = house().await;
    let ana = server.sign_up("ana").await;
    let ben = server.sign_up("ben").await;
    let lost = own_organization(&ana).await;
    let place = format!("{ORGANIZATIONS}/{lost}/owner");
    let ben_named = || json!({ "email": "ben@example.com" });
    let owned = olga.post(&place, ben_named()).await;
    assert_eq!((owned.status, owned.code()), (409, "has_owner"), "{}", owned.text);
    let inside = format!("/api/v1/organizations/{lost}");
    assert_eq!(ben.get(&inside).await.status, 404);

    behind(
        &server,
        &format!("UPDATE members SET state = 'suspended' WHERE organization = '{lost}'"),
    );
    let without = olga.get(&format!("{ORGANIZATIONS}?has_owner=false")).await;
    assert_eq!(
        without.body["items"],
        json!([{ "id": lost, "name": "ana's", "member_count": 1, "has_owner": false }]),
        "nothing else is told"
    );
    assert_eq!(olga.get(&format!("{ORGANIZATIONS}?has_owner=true")).await.body["total"], 2);
    assert_eq!(olga.get(&format!("{ORGANIZATIONS}?search=ana")).await.body["total"], 1);
    assert_eq!(olga.get(&format!("{ORGANIZATIONS}?has_owner=maybe")).await.status, 422);
    let unknown = olga.post(&place, json!({ "email": "nobody@example.com" })).await;
    assert_eq!((unknown.status, unknown.code()), (422, "invalid_field"), "{}", unknown.text);
    let nowhere = format!("{ORGANIZATIONS}/{}/owner", Id::new(1, [1; 6]));
    assert_eq!(olga.post(&nowhere, ben_named()).await.status, 404);

    let named = olga.post(&place, ben_named()).await;
    assert_eq!(named.status, 201, "{}", named.text);
    assert_eq!((&named.body["has_owner"], &named.body["member_count"]), (&json!(true), &json!(2)));
    assert_eq!(named.header("x-policy-epoch"), "", "how often it changes is its own affair");
    let settings = format!("{inside}/settings");
    assert_eq!(ben.patch(&settings, json!({ "name": "Found" })).await.status, 200);
    assert_eq!(olga.get(&inside).await.status, 404, "who named them is nobody there");
    let entry = last(&ben, &inside, "owners.add").await;
    assert_eq!((&entry["actor_name"], &entry["target_name"]), (&json!("Olga"), &json!("ben")));
    let entry = last(&olga, "/api/v1/server", "owners.add").await;
    assert_eq!((&entry["organization"], &entry["target"]), (&Value::Null, &json!(lost)));
    assert_eq!(detail(&entry)["owner"], json!(account(&ben).await));
    assert_eq!(olga.post(&place, ben_named()).await.code(), "has_owner");
}

#[tokio::test]
async fn rules_that_lock_everybody_out_are_taken_away() {
    let (server, olga) = house().await;
    let ana = server.sign_up("ana").await;
    let (id, inside) = (own_organization(&ana).await, ana.organization().await);
    let open = format!("{ORGANIZATIONS}/{id}/open");
    let none = olga.json(Method::POST, &open, None).await;
    assert_eq!((none.status, none.code()), (409, "no_entry_rules"), "{}", none.text);
    behind(
        &server,
        &format!(
            "UPDATE organizations SET addresses = '[\"203.0.113.0/24\"]', epoch = epoch + 1 WHERE id = '{id}'"
        ),
    );
    assert_eq!(ana.get(&inside).await.code(), "address_not_allowed");
    let opened = olga.json(Method::POST, &open, None).await;
    assert_eq!(opened.status, 200, "{}", opened.text);
    assert_eq!(ana.get(&inside).await.status, 200);
    assert_eq!(ana.get(&format!("{inside}/settings")).await.body["addresses"], Value::Null);
    let told = detail(&last(&ana, &inside, "organization_settings.open").await);
    assert_eq!(told["addresses"]["from"], json!(["203.0.113.0/24"]));
    let outside = olga.get("/api/v1/server/audit").await;
    assert!(!outside.text.contains("203.0.113"), "{}", outside.text);
}

#[tokio::test]
async fn the_servers_log_holds_what_happens_outside_organizations_and_nothing_else() {
    let (server, olga) = house().await;
    let ana = server.sign_up("ana").await;
    let inside = ana.organization().await;
    let made = ana.post(&format!("{inside}/teams"), json!({ "name": "Walnut crew" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let wrong = json!({ "email": "ana@example.com", "password": "not the password" });
    assert_eq!(server.stranger().post("/api/v1/sign-in", wrong).await.status, 401);
    assert_eq!(ana.get("/api/v1/server/audit").await.status, 403);
    let all = olga.get("/api/v1/server/audit?limit=100").await;
    assert!(!all.text.contains("Walnut"), "{}", all.text);
    let items = all.body["items"].as_array().unwrap();
    assert!(items.iter().all(|entry| entry["organization"].is_null()), "{}", all.text);
    let has = |action: &str, outcome: &str| {
        items.iter().any(|entry| entry["action"] == action && entry["outcome"] == outcome)
    };
    assert!(has("accounts.create", "ok") && has("accounts.sign_in", "denied"), "{}", all.text);
    assert!(has("server_audit_list", "denied") && has("server_settings.update", "ok"));
    let denied = olga.get("/api/v1/server/audit?outcome=denied&limit=1").await;
    assert_eq!(denied.body["items"].as_array().unwrap().len(), 1);
    let cursor = denied.body["next_cursor"].as_str().unwrap();
    let next = format!("/api/v1/server/audit?outcome=denied&limit=1&cursor={cursor}");
    assert_ne!(olga.get(&next).await.body["items"], denied.body["items"]);
    let elsewhere = olga.organization().await;
    let foreign = olga.get(&format!("{elsewhere}/audit?cursor={cursor}")).await;
    assert!(foreign.status >= 400, "a cursor works for its own list alone");
}

#[tokio::test]
async fn the_servers_log_is_taken_away_and_verified_by_operators_alone() {
    let (server, olga) = house().await;
    let ana = server.sign_up("ana").await;
    let export = "/api/v1/server/audit/export";
    let taken = olga.get(export).await;
    assert_eq!(taken.header("content-type"), "application/jsonl");
    let report = verify(taken.text.as_bytes(), &Remembered::default()).unwrap();
    assert_eq!((report.chain.as_str(), report.verified.first), (SERVER, 1));
    let last = link(taken.text.lines().last().unwrap().as_bytes()).unwrap();
    assert_eq!((last.action.as_ref(), last.target_kind.as_ref()), ("audit.export", "server"));
    assert_eq!(last.actor_name.as_deref(), Some("Olga"));
    let told = olga.get("/api/v1/server/audit/verify").await;
    let entries = report.verified.head.entries;
    assert_eq!((&told.body["holds"], &told.body["entries"]), (&json!(true), &json!(entries)));
    let cut: String = taken.text.lines().take(3).map(|line| format!("{line}\n")).collect();
    assert!(verify(cut.as_bytes(), &Remembered::default()).is_err());
    let sheet = olga.get(&format!("{export}?format=csv&action=accounts.create")).await;
    let rows: Vec<&str> = sheet.text.lines().collect();
    assert!(rows[0].starts_with("sequence,") && rows.len() > 1, "{}", sheet.text);
    assert!(rows[1..].iter().all(|row| row.contains("accounts.create")), "{}", sheet.text);
    let token = olga.token(json!({})).await;
    for path in [export, "/api/v1/server/audit/verify"] {
        for (who, status) in [(&ana, 403), (&token, 403), (&server.stranger(), 401)] {
            let refused = who.get(path).await;
            assert_eq!(refused.status, status, "{path}: {}", refused.text);
            assert!(!refused.text.contains("Olga"), "{}", refused.text);
        }
    }
}

#[tokio::test]
async fn no_token_carries_what_an_operator_may() {
    let (_server, olga) = house().await;
    let token = olga.token(json!({})).await;
    let refused = token.get(SETTINGS).await;
    assert_eq!((refused.status, refused.code()), (403, "interactive_session_required"));
    assert_eq!(olga.patch(SETTINGS, json!({ "sign_up": "closed" })).await.status, 200);
    let made = token.post("/api/v1/organizations", json!({ "name": "By token" })).await;
    assert_eq!((made.status, made.code()), (403, "sign_up_closed"), "{}", made.text);
    let made = olga.post("/api/v1/organizations", json!({ "name": "By hand" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
}
