//! Service tokens: what they may do, for how long, and who may change them.

use serde_json::{Value, json};

use super::place::{GOOD, Place};
use crate::support::{Client, Reply, Server};

/// An organization with two projects, a service token in it, and the token's own client.
pub(crate) struct Robot {
    pub(crate) owner: Client,
    /// The path of the organization.
    pub(crate) organization: String,
    /// The path of the token.
    pub(crate) path: String,
    pub(crate) client: Client,
}

impl Robot {
    pub(crate) async fn make(server: &Server) -> Robot {
        let owner = server.owner().await;
        let organization = owner.organization().await;
        Robot::of(&owner, &organization, "CI").await
    }

    pub(crate) async fn of(owner: &Client, organization: &str, name: &str) -> Robot {
        let list = format!("{organization}/service-tokens");
        let made = owner.post(&list, json!({ "name": name })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let secret = made.body["secret"].as_str().unwrap().to_owned();
        Robot {
            owner: owner.clone(),
            organization: organization.to_owned(),
            path: format!("{list}/{}", made.id()),
            client: Client { cookie: None, token: Some(secret), ..owner.clone() },
        }
    }

    pub(crate) async fn project(&self, name: &str) -> String {
        let projects = format!("{}/projects", self.organization);
        let made = self.owner.post(&projects, json!({ "name": name })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.id()
    }

    pub(crate) async fn grant(&self, body: Value) -> Reply {
        self.owner.post(&format!("{}/grants", self.path), body).await
    }

    async fn with_secret(&self, secret: &Value) -> Client {
        Client { token: Some(secret.as_str().unwrap().to_owned()), ..self.client.clone() }
    }
}

fn statuses(replies: &[Reply]) -> Vec<u16> {
    replies.iter().map(|reply| reply.status).collect()
}

#[tokio::test]
async fn a_new_token_does_nothing_and_then_what_it_was_granted() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let (shop, other) = (robot.project("Shop").await, robot.project("Other").await);
    let projects = format!("{}/projects", robot.organization);
    let refused = robot.client.get(&projects).await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
    assert_eq!(robot.client.get(&format!("{projects}/{shop}")).await.status, 404);

    let granted = robot.grant(json!({ "preset": "read_only", "project": shop })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    assert_eq!(
        granted.body["sentence"],
        "View on Projects, View on Instances, View on Instance logs, View on Alert Rules, View on Notification Rules, \
         View on Databases and View on Policy in the project Shop, not in production"
    );
    assert_eq!(granted.body["scope"]["projects"], json!([shop]));
    assert_eq!(robot.client.get(&projects).await.body["total"], 1);
    let seen = [
        robot.client.get(&format!("{projects}/{shop}")).await,
        robot.client.get(&format!("{projects}/{other}")).await,
        robot.client.patch(&format!("{projects}/{shop}"), json!({ "name": "Mine" })).await,
    ];
    assert_eq!(statuses(&seen), [200, 404, 403], "{seen:#?}");

    let grants = format!("{}/grants", robot.path);
    assert_eq!(robot.owner.get(&grants).await.body["items"][0]["id"], granted.id());
    let taken = robot.owner.delete(&format!("{grants}/{}", granted.id())).await;
    assert_eq!(taken.status, 204, "{}", taken.text);
    assert_eq!(robot.client.get(&format!("{projects}/{shop}")).await.status, 404);
}

#[tokio::test]
async fn a_secret_is_shown_once_and_kept_by_its_hash_alone() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let secret = robot.client.token.clone().unwrap();
    assert!(secret.starts_with("bw_svc_") && secret.len() == 43, "{secret}");
    let seen = [
        robot.owner.get(&robot.path).await,
        robot.owner.get(&format!("{}/service-tokens", robot.organization)).await,
        robot.owner.get(&format!("{}/audit", robot.organization)).await,
    ];
    for reply in seen {
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert!(!reply.text.contains(&secret[7..30]), "{}", reply.text);
    }
    let store = std::fs::read(server.data().join("bailiwick.db")).unwrap();
    assert!(!store.windows(20).any(|window| window == &secret.as_bytes()[7..27]));
}

#[tokio::test]
async fn a_suspended_token_is_nobody_until_it_is_resumed() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    robot.grant(json!({ "actions": ["organization.view"] })).await;
    assert_eq!(robot.client.get(&robot.organization).await.status, 200);
    let suspended = robot.owner.patch(&robot.path, json!({ "suspended": true })).await;
    assert_eq!((suspended.status, &suspended.body["suspended"]), (200, &json!(true)));
    assert_eq!(robot.client.get(&robot.organization).await.status, 401);
    robot.owner.patch(&robot.path, json!({ "suspended": false })).await;
    assert_eq!(robot.client.get(&robot.organization).await.status, 200);
    assert_eq!(robot.owner.delete(&robot.path).await.status, 204);
    assert_eq!(robot.client.get(&robot.organization).await.status, 401);
    assert_eq!(robot.owner.get(&robot.path).await.status, 404);
}

#[tokio::test]
async fn a_rotated_token_works_by_both_secrets_while_they_overlap() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    robot.grant(json!({ "actions": ["organization.view"] })).await;
    let rotate = format!("{}/rotate", robot.path);
    let long = robot.owner.post(&rotate, json!({ "overlap_seconds": 604_801 })).await;
    assert_eq!((long.status, long.code()), (422, "invalid_field"), "{}", long.text);
    let second = robot.owner.post(&rotate, json!({ "overlap_seconds": 600 })).await;
    assert_eq!(second.status, 200, "{}", second.text);
    let second = robot.with_secret(&second.body["secret"]).await;
    let both = [&robot.client, &second];
    for client in both {
        assert_eq!(client.get(&robot.organization).await.status, 200);
    }
    server.clock.advance(599);
    assert_eq!(robot.client.get(&robot.organization).await.status, 200);
    server.clock.advance(1);
    assert_eq!(robot.client.get(&robot.organization).await.status, 401);
    assert_eq!(second.get(&robot.organization).await.status, 200);
    let third = robot.owner.post(&rotate, json!({})).await;
    assert_eq!(third.status, 200, "{}", third.text);
    assert_eq!(second.get(&robot.organization).await.status, 401, "without an overlap at once");
}

#[tokio::test]
async fn a_token_ends_when_it_says_and_a_new_end_comes_with_a_new_secret() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    robot.grant(json!({ "actions": ["organization.view"] })).await;
    server.clock.advance(90 * 86_400 - 1);
    assert_eq!(robot.client.get(&robot.organization).await.status, 200);
    server.clock.advance(1);
    assert_eq!(robot.client.get(&robot.organization).await.status, 401);
    // Ninety days ended the owner's session too.
    let body = json!({ "email": "olga@example.com", "password": crate::support::PASSWORD });
    let owner = server.stranger().post("/api/v1/sign-in", body).await;
    let owner = Client { cookie: owner.cookie(), ..server.stranger() };
    let rotate = format!("{}/rotate", robot.path);
    let ended = owner.post(&rotate, json!({})).await;
    assert_eq!((ended.status, ended.code()), (409, "token_ended"), "{}", ended.text);
    let again = owner.post(&rotate, json!({ "expires_at": "never" })).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert!(again.body["expires_at"].is_null() && again.body["rotated_at"].is_string());
    let again = robot.with_secret(&again.body["secret"]).await;
    assert_eq!(again.get(&robot.organization).await.status, 200);
}

#[tokio::test]
async fn a_grant_that_could_give_nothing_is_refused_by_its_field() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let shop = robot.project("Shop").await;
    let databases = robot.owner.get(&format!("{}/databases", robot.organization)).await;
    let database = databases.body["items"][0]["id"].clone();
    let foreign = server.sign_up("eve").await;
    let theirs = foreign.organization().await;
    let theirs = foreign.post(&format!("{theirs}/projects"), json!({ "name": "T" })).await.id();
    let cases = [
        (json!({}), "actions"),
        (json!({ "actions": [] }), "actions"),
        (json!({ "actions": ["projects.view"], "preset": "deploy" }), "actions"),
        (json!({ "actions": ["projects.view", "projects.fly"] }), "actions[1]"),
        (json!({ "actions": ["members.view"], "project": shop }), "actions[0]"),
        (json!({ "actions": ["instances.view"], "database": database }), "actions[0]"),
        (json!({ "actions": ["branches.delete_production"], "database": database }), "actions[0]"),
        (json!({ "preset": "root" }), "preset"),
        (json!({ "preset": "audit", "project": shop }), "preset"),
        (json!({ "preset": "deploy", "project": shop, "database": database }), "project"),
        (json!({ "preset": "deploy", "project": theirs }), "project"),
        (json!({ "preset": "deploy", "project": "0123456789abcdef01234567" }), "project"),
        (json!({ "preset": "deploy", "expires_at": "2020-01-01T00:00:00Z" }), "expires_at"),
    ];
    let mut hidden = Vec::new();
    for (body, field) in cases {
        let refused = robot.grant(body.clone()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (422, "invalid_field"),
            "{body} {}",
            refused.text
        );
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("`{field}`: ")), "{body}: {message}");
        if body["project"].is_string() && body["project"] != json!(shop) {
            hidden.push(refused.without_request_id());
        }
    }
    assert_eq!(hidden[0], hidden[1], "a foreign project reads like none");
    let odd = robot.grant(json!({ "preset": "deploy", "level": "manage" })).await;
    assert_eq!((odd.status, odd.code()), (422, "unknown_field"));
    assert_eq!(robot.owner.get(&format!("{}/grants", robot.path)).await.body["total"], 0);
}

#[tokio::test]
async fn two_editors_of_one_token_do_not_overwrite_each_other() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let version = robot.owner.get(&robot.path).await.header("etag").to_owned();
    let change = |name: &str| {
        let headers = [
            ("origin", robot.owner.base.clone()),
            ("content-type", "application/json".to_owned()),
            ("if-match", version.clone()),
        ];
        let (owner, path, body) =
            (robot.owner.clone(), robot.path.clone(), json!({ "name": name }));
        async move {
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            owner.send(reqwest::Method::PATCH, &path, &headers, Some(body.to_string())).await
        }
    };
    assert_eq!(change("First").await.status, 200);
    let late = change("Second").await;
    assert_eq!((late.status, late.code()), (412, "version_mismatch"));
    let list = format!("{}/service-tokens", robot.organization);
    for alike in ["First", " first ", "F\u{0456}rst"] {
        let taken = robot.owner.post(&list, json!({ "name": alike })).await;
        assert_eq!((taken.status, taken.code()), (409, "name_taken"), "{alike} {}", taken.text);
    }
}

#[tokio::test]
async fn an_organization_bounds_how_long_tokens_last() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let settings = format!("{}/settings", robot.organization);
    let set = robot.owner.patch(&settings, json!({ "token_days": 30 })).await;
    assert_eq!(set.status, 200, "{}", set.text);
    let list = format!("{}/service-tokens", robot.organization);
    let never = robot.owner.post(&list, json!({ "name": "A", "expires_at": "never" })).await;
    assert_eq!((never.status, never.code()), (422, "invalid_field"), "{}", never.text);
    assert!(never.text.contains("30 days"), "{}", never.text);
    let usual = robot.owner.post(&list, json!({ "name": "A" })).await;
    assert_eq!(usual.status, 201, "{}", usual.text);
    let organization = robot.organization.rsplit('/').next().unwrap();
    let personal = json!({ "name": "P", "organization": organization, "expires_at": usual.body["expires_at"] });
    assert_eq!(robot.owner.post("/api/v1/account/tokens", personal).await.status, 201);
    let late = json!({ "name": "Q", "organization": organization, "expires_at": robot.owner.get(&robot.path).await.body["expires_at"] });
    let late = robot.owner.post("/api/v1/account/tokens", late).await;
    assert_eq!((late.status, late.code()), (422, "invalid_field"), "{}", late.text);
}

/// What the presets `data` and `audit` are for is what a token with them does, and all that it does.
#[tokio::test]
async fn a_preset_gives_what_it_says_and_no_more() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let organization = place.owner.organization().await;
    let data = Robot::of(&place.owner, &organization, "Rows").await;
    let (project, _) = place.instance.rsplit_once("/instances/").unwrap();
    let project = project.rsplit('/').next().unwrap();
    let audit = Robot::of(&place.owner, &organization, "Log").await;
    for (robot, grant) in [
        (&data, json!({ "preset": "data", "project": project })),
        (&audit, json!({ "preset": "audit" })),
    ] {
        let granted = robot.grant(grant).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
    }
    let rows = "data/main/notes?as=%7B%22roles%22:%5B%22reader%22%5D%7D";
    let rows = format!("{}/{rows}", place.instance);
    let policy = format!("{}/policy", place.instance);
    let log = format!("{organization}/audit");
    let export = format!("{log}/export");
    for (path, by_data, by_audit) in [
        (&rows, 200, 404),
        (&place.instance, 200, 404),
        (&policy, 403, 404),
        (&organization, 403, 200),
        (&log, 403, 200),
        (&export, 403, 200),
        (&format!("{organization}/projects"), 200, 403),
        (&format!("{organization}/members"), 403, 403),
    ] {
        let seen = [data.client.get(path).await, audit.client.get(path).await];
        assert_eq!(statuses(&seen), [by_data, by_audit], "{path}: {seen:#?}");
    }
    let save = data.client.put(&format!("{}/client-auth", place.instance), json!({})).await;
    assert_eq!((save.status, &save.body["error"]["action"]), (403, &json!("policy.deploy")));
}
