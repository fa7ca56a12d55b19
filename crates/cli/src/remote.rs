//! A server that is asked more than one thing: its address, the token, and the organization that the questions are of.

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde_json::Value;

use crate::credentials;
use crate::request::refusal;

/// How many items of a list are asked for at once.
const PAGE: usize = 100;

/// One organization of a server.
pub(crate) struct Remote {
    client: reqwest::Client,
    base: url::Url,
    token: Option<String>,
    organization: String,
}

impl Remote {
    /// The server and the token that every command uses.
    pub(crate) fn of(organization: &str) -> Result<Self> {
        let server = credentials::server()?;
        let base = url::Url::parse(&server).context("BAILIWICK_URL is not a URL")?;
        if !matches!(base.scheme(), "http" | "https") {
            bail!("BAILIWICK_URL must begin with http:// or https://");
        }
        let redirect = reqwest::redirect::Policy::none();
        Ok(Remote {
            client: reqwest::Client::builder().redirect(redirect).build()?,
            token: credentials::token(&server)?,
            base,
            organization: organization.to_owned(),
        })
    }

    /// What is at a path below the organization.
    pub(crate) async fn get(&self, path: &[&str]) -> Result<Value> {
        self.send(Method::GET, &self.below(path)?, None, None).await
    }

    /// Everything of a list below the organization.
    pub(crate) async fn all(&self, path: &[&str]) -> Result<Vec<Value>> {
        self.pages(self.below(path)?).await
    }

    /// Everything of a list of the server.
    pub(crate) async fn facts(&self, name: &str) -> Result<Vec<Value>> {
        self.pages(self.address(&["api", "v1", name])?).await
    }

    /// Sends a body to a path below the organization; with a version, only while that is the latest.
    pub(crate) async fn change(
        &self,
        method: Method,
        path: &[&str],
        body: Option<Value>,
        version: Option<u64>,
    ) -> Result<Value> {
        self.send(method, &self.below(path)?, body, version).await
    }

    /// Asks for a judgement below the organization; a refusal of what it names, or how, is an answer too.
    pub(crate) async fn judged(
        &self,
        method: Method,
        path: &[&str],
        body: Value,
    ) -> Result<Result<Value, String>> {
        let (status, text) = self.answer(method, &self.below(path)?, Some(body), None).await?;
        match status {
            200..=299 => Ok(Ok(serde_json::from_str(&text)?)),
            404 | 409 | 422 => Ok(Err(refusal(status, &text))),
            _ => bail!("{}", refusal(status, &text)),
        }
    }

    /// Deletes what is at a path below the organization while the version is the latest; a refusal is an answer too.
    pub(crate) async fn delete(&self, path: &[&str], version: u64) -> Result<Result<(), String>> {
        let address = self.below(path)?;
        let (status, text) = self.answer(Method::DELETE, &address, None, Some(version)).await?;
        match status {
            200..=299 => Ok(Ok(())),
            400..=499 => Ok(Err(refusal(status, &text))),
            _ => bail!("{}", refusal(status, &text)),
        }
    }

    fn below(&self, path: &[&str]) -> Result<url::Url> {
        let organization = ["api", "v1", "organizations", self.organization.as_str()];
        self.address(&[&organization, path].concat())
    }

    fn address(&self, segments: &[&str]) -> Result<url::Url> {
        let mut address = self.base.clone();
        address
            .path_segments_mut()
            .map_err(|()| anyhow::anyhow!("BAILIWICK_URL cannot hold a path"))?
            .pop_if_empty()
            .extend(segments);
        Ok(address)
    }

    async fn pages(&self, list: url::Url) -> Result<Vec<Value>> {
        let (mut found, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut page = list.clone();
            page.query_pairs_mut().append_pair("limit", &PAGE.to_string());
            if let Some(cursor) = &cursor {
                page.query_pairs_mut().append_pair("cursor", cursor);
            }
            let mut answer = self.send(Method::GET, &page, None, None).await?;
            if let Value::Array(items) = answer["items"].take() {
                found.extend(items);
            }
            match answer["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return Ok(found),
            }
        }
    }

    async fn send(
        &self,
        method: Method,
        address: &url::Url,
        body: Option<Value>,
        version: Option<u64>,
    ) -> Result<Value> {
        let (status, text) = self.answer(method, address, body, version).await?;
        if !(200..=299).contains(&status) {
            bail!("{}", refusal(status, &text));
        }
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }

    /// The status and the text of an answer.
    async fn answer(
        &self,
        method: Method,
        address: &url::Url,
        body: Option<Value>,
        version: Option<u64>,
    ) -> Result<(u16, String)> {
        let mut request = self.client.request(method, address.clone());
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        let response =
            request.send().await.context("the server does not answer; is BAILIWICK_URL right?")?;
        Ok((response.status().as_u16(), response.text().await?))
    }
}
