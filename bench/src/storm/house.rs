//! The whole server, an instance of it that leads to the database, and its owner.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bailiwick_server::{LogFormat, Running, Settings, SystemClock, start_with};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct House(Arc<Inner>);

struct Inner {
    running: Running,
    _folder: tempfile::TempDir,
    base: String,
    http: reqwest::Client,
    token: String,
    instance: String,
    data: String,
}

impl House {
    pub(crate) async fn build(database: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        let settings = Settings {
            listen: ([127, 0, 0, 1], 0).into(),
            database_url: format!("sqlite://{}", data.join("bailiwick.db").display()),
            data,
            public_url: "http://127.0.0.1:0".parse()?,
            demo: false,
            sign_up: None,
            outbound_allow: vec!["127.0.0.0/8".parse()?],
            files_allow: Vec::new(),
            proxies: Vec::new(),
            log: LogFormat::Human,
            metrics_listen: None,
            metrics_token: None,
        };
        let running = start_with(settings, Arc::new(SystemClock), |doors| doors).await?;
        let base = format!("http://{}", running.address());
        let code = running.first_run_code().context("the store is new")?.to_owned();
        let (organization, token) = crate::gate::owner(&base, &code).await?;
        let mut inner = Inner {
            running,
            _folder: folder,
            base,
            http: reqwest::Client::new(),
            token,
            instance: String::new(),
            data: String::new(),
        };
        let organization = format!("organizations/{organization}");
        let new = json!({ "name": "Storm" });
        let project = inner.ask(Method::POST, &format!("{organization}/projects"), new).await?;
        let id =
            |value: &Value| value["id"].as_str().map(str::to_owned).context("an id is missing");
        let project = format!("{organization}/projects/{}", id(&project)?);
        let instances =
            inner.ask(Method::GET, &format!("{project}/instances"), Value::Null).await?;
        let mut instances = instances["items"].as_array().into_iter().flatten();
        let development = instances.find(|instance| instance["production"] == false);
        let development = id(development.context("a development instance")?)?;
        inner.data = format!("{}/instances/{development}/rest/v1", inner.base);
        inner.instance = format!("{project}/instances/{development}");
        let shop = json!({ "name": "shop", "url": database });
        inner.ask(Method::POST, &format!("{}/connections", inner.instance), shop).await?;
        let auth = json!({ "development_tokens": true });
        inner.ask(Method::PUT, &format!("{}/client-auth", inner.instance), auth).await?;
        Ok(House(Arc::new(inner)))
    }

    /// Where the data API of the connection is.
    pub(crate) fn data(&self) -> String {
        self.0.data.clone()
    }

    /// Odd versions show and let write the lower half of each user's rows, even ones the upper.
    pub(crate) async fn deploy(&self, version: u64) -> Result<()> {
        let grade = if version % 2 == 1 { "$lt" } else { "$gte" };
        let rule = json!({ "owner": "$user.id", "grade": { grade: 5 } });
        let document = json!({ "permissions": { "own": {
            "table": "shop.notes",
            "roles": ["reader"],
            "select": { "where": rule },
            "update": { "columns": ["text"], "where": rule },
        } } });
        self.draft(document).await?;
        self.deploy_draft().await
    }

    /// Saves a document as the draft.
    pub(crate) async fn draft(&self, document: Value) -> Result<()> {
        let path = format!("{}/policy/draft", self.0.instance);
        self.0.ask(Method::PUT, &path, document).await.map(drop)
    }

    /// Puts the draft in force.
    pub(crate) async fn deploy_draft(&self) -> Result<()> {
        let path = format!("{}/policy/deploy", self.0.instance);
        self.0.ask(Method::POST, &path, json!({})).await.map(drop)
    }

    /// The token of an application user.
    pub(crate) async fn token(&self, user: u64) -> Result<String> {
        let new = json!({ "subject": user.to_string(), "roles": ["reader"] });
        let path = format!("{}/development-tokens", self.0.instance);
        let minted = self.0.ask(Method::POST, &path, new).await?;
        minted["token"].as_str().map(str::to_owned).context("a token is missing")
    }

    /// Ends the server where nobody holds the house any more.
    pub(crate) async fn stop(self) {
        if let Some(inner) = Arc::into_inner(self.0) {
            inner.running.stop().await;
        }
    }
}

impl Inner {
    async fn ask(&self, method: Method, path: &str, body: Value) -> Result<Value> {
        let request = self.http.request(method, format!("{}/api/v1/{path}", self.base));
        let request = request.bearer_auth(&self.token);
        let with = |request: RequestBuilder| {
            if body.is_null() { request } else { request.json(&body) }
        };
        let answer = with(request).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{path}: {status} {text}");
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }
}
