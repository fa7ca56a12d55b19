//! T66: whatever a run of the server says, in answers, log lines, audit entries, exports and figures, holds no secret but
//! in the one answer that is there to hand it over.

use reqwest::Method;
use serde_json::{Value, json};

use crate::running::{Server, demo, folder};

/// Somebody who asks, and everything that was ever answered.
struct Run {
    url: String,
    http: reqwest::Client,
    cookie: String,
    /// Answers that may hold no secret, each with what was asked.
    said: Vec<(String, String)>,
    /// What must be nowhere, each with its name.
    secrets: Vec<(&'static str, String)>,
}

impl Run {
    async fn ask(&mut self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let (status, answer) = self.quietly(method.clone(), path, body).await;
        self.said.push((
            format!("{method} {}", path.chars().take(60).collect::<String>()),
            answer.clone(),
        ));
        (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
    }

    /// An answer that hands a secret over, which is taken out of it before it is kept.
    async fn minted(&mut self, name: &'static str, path: &str, body: Value, field: &str) -> Value {
        let (status, answer) = self.quietly(Method::POST, path, Some(body)).await;
        assert!(status < 300, "{path}: {status} {answer}");
        let value: Value = serde_json::from_str(&answer).unwrap();
        let secret =
            value[field].as_str().unwrap_or_else(|| panic!("{field} in {answer}")).to_owned();
        self.said.push((format!("POST {path}"), answer.replace(&secret, "(handed over)")));
        self.keep(name, &secret);
        value
    }

    async fn quietly(&self, method: Method, path: &str, body: Option<Value>) -> (u16, String) {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie).header("origin", &self.url);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// The part of a secret that nobody knows: what comes after its prefix, or the last part of a link.
    fn keep(&mut self, name: &'static str, secret: &str) {
        let core = secret.rsplit(['_', '/', '=']).next().unwrap().to_owned();
        assert!(core.len() >= 9, "{name}");
        self.secrets.push((name, core));
    }
}

async fn tokens(run: &mut Run, organization: &str) {
    let token = run
        .minted("a personal token", "/api/v1/account/tokens", json!({ "name": "ci" }), "secret")
        .await;
    let path = format!("/api/v1/account/tokens/{}", token["id"].as_str().unwrap());
    run.minted(
        "a rotated one",
        &format!("{path}/rotate"),
        json!({ "overlap_seconds": 60 }),
        "secret",
    )
    .await;
    let secret = token["secret"].as_str().unwrap();
    let odd = [
        (Method::GET, format!("/api/v1/me?token={secret}"), None),
        (Method::GET, format!("/api/v1/organizations/{secret}"), None),
        (Method::GET, format!("/api/v1/nowhere/{secret}"), None),
        (Method::PATCH, "/api/v1/me".to_owned(), Some(json!({ "display_name": "A", secret: 1 }))),
        (
            Method::POST,
            "/api/v1/account/tokens".to_owned(),
            Some(json!({ "name": "A", "expires_at": secret })),
        ),
        (
            Method::POST,
            "/api/v1/account/tokens".to_owned(),
            Some(json!({ "name": "A", "preset": secret })),
        ),
        (Method::POST, "/oauth/token".to_owned(), Some(json!({ "grant_type": secret, secret: 1 }))),
    ];
    for (method, path, body) in odd {
        let (status, _) = run.ask(method, &path, body).await;
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    let list = format!("{organization}/service-tokens");
    let robot = run.minted("a service token", &list, json!({ "name": "robot" }), "secret").await;
    let path = format!("{list}/{}", robot["id"].as_str().unwrap());
    run.ask(Method::POST, &format!("{path}/grants"), Some(json!({ "preset": "deploy" }))).await;
    run.minted("a rotated service token", &format!("{path}/rotate"), json!({}), "secret").await;
    for path in
        [list.as_str(), &path, "/api/v1/account/tokens", "/api/v1/account/sessions", "/api/v1/me"]
    {
        let (status, _) = run.ask(Method::GET, path, None).await;
        assert_eq!(status, 200, "{path}");
    }
}

async fn people(run: &mut Run, organization: &str, email: &Value) {
    let typed = "mistyped-velvet-anchor-93";
    run.keep("a password that was mistyped", typed);
    let cookie = std::mem::take(&mut run.cookie);
    run.ask(Method::POST, "/api/v1/sign-in", Some(json!({ "email": email, "password": typed })))
        .await;
    run.ask(Method::POST, "/api/v1/sign-in", Some(json!({ "email": typed, "password": typed })))
        .await;
    let begun = run
        .minted(
            "a device code",
            "/oauth/authorize_device",
            json!({ "client_id": "laptop" }),
            "device_code",
        )
        .await;
    run.cookie = cookie;
    let code = begun["user_code"].as_str().unwrap();
    // It was shown to the program, which shows it to its person; nobody else is told.
    run.said.last_mut().unwrap().1 = String::new();
    run.keep("a code of a person", code);
    run.ask(Method::GET, &format!("/api/v1/account/device/{code}"), None).await;
    run.ask(Method::POST, &format!("/api/v1/account/device/{code}/approve"), None).await;
    let invited = json!({ "email": "guest@example.com" });
    run.minted("an invitation's link", &format!("{organization}/invitations"), invited, "link")
        .await;
    let connection =
        json!({ "name": "far", "url": "postgres://reader:walnut-cradle-58@127.0.0.1:1/shop" });
    run.keep("a password of a database", "walnut-cradle-58");
    let (_, projects) = run.ask(Method::GET, &format!("{organization}/projects"), None).await;
    let project =
        format!("{organization}/projects/{}", projects["items"][0]["id"].as_str().unwrap());
    let (_, instances) = run.ask(Method::GET, &format!("{project}/instances"), None).await;
    let instance = format!("{project}/instances/{}", instances["items"][0]["id"].as_str().unwrap());
    run.ask(Method::POST, &format!("{instance}/connections"), Some(connection)).await;
    run.ask(Method::GET, &format!("{instance}/connections"), None).await;
}

#[tokio::test]
async fn t66_no_secret_is_in_any_answer_log_line_audit_entry_export_or_figure() {
    let data = folder();
    let log = data.path().join("log");
    let mut server = Server::logging(data.path(), "json", &log).await;
    let demo = demo(data.path());
    let owner = &demo["members"][0];
    let body = json!({ "email": owner["email"], "password": owner["password"] });
    let http = reqwest::Client::new();
    let answer =
        http.post(format!("{}/api/v1/sign-in", server.url)).json(&body).send().await.unwrap();
    let cookie =
        answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut run =
        Run { url: server.url.clone(), http, cookie, said: Vec::new(), secrets: Vec::new() };
    run.said.push(("POST /api/v1/sign-in".to_owned(), answer.text().await.unwrap()));
    let (cookie, organization) = (run.cookie.clone(), demo["organization_id"].as_str().unwrap());
    run.keep("the session's cookie", &cookie);
    run.keep("the owner's password", owner["password"].as_str().unwrap());
    run.keep("the owner's token", owner["token"].as_str().unwrap());
    let organization = format!("/api/v1/organizations/{organization}");
    tokens(&mut run, &organization).await;
    people(&mut run, &organization, &owner["email"]).await;

    let mut audit = format!("{organization}/audit?limit=100");
    let mut entries = 0;
    loop {
        let (status, page) = run.ask(Method::GET, &audit, None).await;
        assert_eq!(status, 200);
        entries += page["items"].as_array().unwrap().len();
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        audit = format!("{organization}/audit?limit=100&cursor={cursor}");
    }
    assert!(entries > 5, "{entries}");
    for path in [
        "/audit/export?format=jsonl",
        "/audit/export?format=csv",
        "/members",
        "/roles",
        "/invitations",
    ] {
        let (status, _) = run.ask(Method::GET, &format!("{organization}{path}"), None).await;
        assert_eq!(status, 200, "{path}");
    }
    for path in ["/metrics", "/openapi.json", "/health/ready", "/api/v1/server/audit"] {
        run.ask(Method::GET, path, None).await;
    }
    server.signal("TERM");
    assert!(server.ended().await.success());
    run.said.push(("the log".to_owned(), std::fs::read_to_string(&log).unwrap()));
    for name in ["bailiwick.db", "bailiwick.db-wal"] {
        let store = std::fs::read(data.path().join(name)).unwrap_or_default();
        run.said.push((name.to_owned(), String::from_utf8_lossy(&store).into_owned()));
    }
    assert!(run.secrets.len() > 10 && run.said.len() > 25);
    for (name, secret) in &run.secrets {
        for (place, text) in &run.said {
            assert!(!text.contains(secret.as_str()), "{name} is in {place}");
        }
    }
}
