//! A server on a temporary folder, and a client that signs in.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub(crate) mod people;
pub(crate) mod statements;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bailiwick_access::{SystemReason, SystemRole, system};
use bailiwick_model::{DatabaseId, Id, OrganizationId, SignUpMode};
use bailiwick_server::{
    Clock, LogFormat, Running, Settings, ShiftedClock, SystemClock, start_with,
};
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::{Act, Ids, Store};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// A password that is strong enough.
pub(crate) const PASSWORD: &str = "violet-harbour-cactus-41";

/// A running server.
pub(crate) struct Server {
    pub(crate) running: Running,
    pub(crate) clock: Arc<ShiftedClock>,
    pub(crate) base: String,
    folder: Option<tempfile::TempDir>,
}

/// What a test may choose.
pub(crate) fn settings(data: PathBuf) -> Settings {
    Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        database_url: format!("sqlite://{}", data.join("bailiwick.db").display()),
        data,
        public_url: "http://127.0.0.1:0".parse().unwrap(),
        demo: false,
        sign_up: Some(SignUpMode::Open),
        outbound_allow: Vec::new(),
        files_allow: Vec::new(),
        proxies: Vec::new(),
        log: LogFormat::Human,
        metrics_listen: None,
        metrics_token: None,
    }
}

impl Server {
    pub(crate) async fn start() -> Server {
        Server::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings(folder.path().join("data"));
        change(&mut settings);
        let mut server = Server::of(settings).await;
        server.folder = Some(folder);
        server
    }

    pub(crate) async fn of(settings: Settings) -> Server {
        let clock = Arc::new(ShiftedClock::default());
        let running = start_with(settings, clock.clone(), |doors| doors).await.unwrap();
        let base = format!("http://{}", running.address());
        Server { running, clock, base, folder: None }
    }

    /// The temporary folder's data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.as_ref().unwrap().path().join("data")
    }

    /// Somebody who proved nothing.
    pub(crate) fn stranger(&self) -> Client {
        Client { http: reqwest::Client::new(), base: self.base.clone(), cookie: None, token: None }
    }

    /// The first account: operator, and owner of `Acme`.
    pub(crate) async fn owner(&self) -> Client {
        let code = self.running.first_run_code().unwrap().to_owned();
        let body = json!({ "code": code, "email": "olga@example.com", "password": PASSWORD, "display_name": "Olga", "organization": "Acme" });
        let mut client = self.stranger();
        let reply = client.post("/api/v1/first-run", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        client.cookie = reply.cookie();
        client
    }

    /// Another account with an organization of its own.
    pub(crate) async fn sign_up(&self, name: &str) -> Client {
        let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD, "display_name": name, "organization": format!("{name}'s") });
        let mut client = self.stranger();
        let reply = client.post("/api/v1/sign-up", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        client.cookie = reply.cookie();
        client
    }
}

/// A caller with at most one credential.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) cookie: Option<String>,
    pub(crate) token: Option<String>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Reply {
    /// `name=value` of the session cookie that was set.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookie = self.headers.get("set-cookie")?.to_str().ok()?;
        cookie.split(';').next().map(str::to_owned)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.text)).to_owned()
    }

    /// The body without what differs between any two requests.
    pub(crate) fn without_request_id(&self) -> String {
        let id = self.body["error"]["request_id"].as_str().unwrap_or("?");
        self.text.replace(id, "REQUEST")
    }
}

impl Client {
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Reply {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Reply { status, headers, text, body }
    }

    /// As a page of the dashboard sends it.
    pub(crate) async fn json(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let mut headers = vec![("origin", self.base.as_str())];
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        self.send(method, path, &headers, body.map(|body| body.to_string())).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.json(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.json(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Reply {
        self.json(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        self.json(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.json(Method::DELETE, path, None).await
    }

    /// The path of the caller's first organization.
    pub(crate) async fn organization(&self) -> String {
        let me = self.get("/api/v1/me").await;
        format!("/api/v1/organizations/{}", me.body["organizations"][0]["id"].as_str().unwrap())
    }

    /// The same person by a personal access token.
    pub(crate) async fn token(&self, change: Value) -> Client {
        let mut body = json!({ "name": "test" });
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let reply = self.post("/api/v1/account/tokens", body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        Client {
            cookie: None,
            token: Some(reply.body["secret"].as_str().unwrap().to_owned()),
            ..self.clone()
        }
    }
}

/// Sends bytes as they are, for spellings that a client library would tidy up; answers status and body.
pub(crate) async fn raw(server: &Server, request: &str) -> (u16, String) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(server.running.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

/// Counts up, far from the ids that the server makes.
struct Numbers(AtomicU64);

impl Ids for Numbers {
    fn id(&self) -> Id {
        Id::new(1 + self.0.fetch_add(1, Ordering::SeqCst), [9; 6])
    }
}

/// Puts another account into an organization, which the API will do by invitation; then signs it in.
pub(crate) async fn member(
    server: &Server,
    organization: &str,
    role: SystemRole,
    at: Option<DatabaseId>,
) -> Client {
    let store = Store::open(&format!("sqlite://{}", server.data().join("bailiwick.db").display()))
        .await
        .unwrap();
    let organization: OrganizationId = organization.rsplit('/').next().unwrap().parse().unwrap();
    let permit = system(Some(organization), SystemReason::Demonstration);
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let ids = Numbers((number * 1_000).into());
    let act = Act {
        permit: &permit,
        now: SystemClock.now(),
        ids: &ids,
        request_id: ids.id().into(),
        address: None,
        credential: None,
    };
    let email = format!("{}-{number}@example.com", role.name().to_lowercase().replace(' ', "-"));
    // The owner's hash: both have the same password.
    let mut tx = store.begin().await.unwrap();
    let owner =
        bailiwick_store::accounts::find_by_email(&mut tx, &"olga@example.com".parse().unwrap())
            .await
            .unwrap();
    let new = NewAccount {
        email: email.parse().unwrap(),
        password_hash: owner.unwrap().1,
        display_name: role.name().parse().unwrap(),
        is_operator: false,
    };
    bailiwick_store::members::add(&mut tx, &act, organization, new, role.id(), at).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    let reply = server
        .stranger()
        .post("/api/v1/sign-in", json!({ "email": email, "password": PASSWORD }))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    Client { cookie: reply.cookie(), ..server.stranger() }
}

/// How long a generator runs: four seconds, or as many as `ATTACK_SECONDS` says.
pub(crate) fn budget() -> std::time::Duration {
    std::time::Duration::from_secs(asked("ATTACK_SECONDS", 4))
}

/// Where a generator begins: the same in every run, or what `ATTACK_SEED` says.
pub(crate) fn seed() -> u64 {
    asked("ATTACK_SEED", 1)
}

#[expect(clippy::disallowed_methods, reason = "whoever looks for attacks says how long")]
fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}
