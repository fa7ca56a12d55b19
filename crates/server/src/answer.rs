//! What a handler gives back, and how it and an error become an HTTP response.

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, RETRY_AFTER, SET_COOKIE,
    WWW_AUTHENTICATE,
};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use bailiwick_api::{ErrorAnswer, ErrorDetail, OauthError};
use bailiwick_model::{OrganizationId, RequestId, TokenKind};
use serde::Serialize;
use tokio::sync::mpsc::Receiver;

use crate::error::Error;

/// The header of the access epoch that a change left behind.
pub(crate) const EPOCH: HeaderName = HeaderName::from_static("x-policy-epoch");

/// A successful answer.
pub(crate) struct Answer {
    status: StatusCode,
    body: Option<(&'static str, Body)>,
    /// The name of the file that the answer is saved as.
    file: Option<String>,
    version: Option<u64>,
    cookie: Option<String>,
    /// The organization that was changed from outside its path.
    pub(crate) changed: Option<OrganizationId>,
    /// The sign of the epoch after a change of access; the gate fills it in.
    pub(crate) epoch: Option<String>,
}

impl Answer {
    /// 200 with an object.
    pub(crate) fn ok<T: Serialize>(value: &T) -> Result<Self, Error> {
        Self::json(StatusCode::OK, value)
    }

    /// 201 with the object that was made.
    pub(crate) fn created<T: Serialize>(value: &T) -> Result<Self, Error> {
        Self::json(StatusCode::CREATED, value)
    }

    /// 204.
    pub(crate) fn empty() -> Self {
        Answer {
            status: StatusCode::NO_CONTENT,
            body: None,
            file: None,
            version: None,
            cookie: None,
            changed: None,
            epoch: None,
        }
    }

    fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, Error> {
        let body = serde_json::to_vec(value).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Answer { status, body: Some(("application/json", body.into())), ..Self::empty() })
    }

    /// 200 with a table of comma-separated values.
    pub(crate) fn csv(text: String) -> Self {
        let body = Some(("text/csv; charset=utf-8", text.into()));
        Answer { status: StatusCode::OK, body, ..Self::empty() }
    }

    /// 200 with a file that is written while it is sent. It is whole once `None` has come; without it the connection
    /// breaks, lest a part be taken for the whole.
    pub(crate) fn pages(
        content_type: &'static str,
        file: String,
        pages: Receiver<Option<Bytes>>,
    ) -> Self {
        let stream = futures::stream::unfold(Some(pages), |pages| async {
            let mut pages = pages?;
            match pages.recv().await {
                Some(Some(page)) => Some((Ok(page), Some(pages))),
                Some(None) => None,
                None => Some((Err(std::io::Error::other("the rest could not be read")), None)),
            }
        });
        let body = Some((content_type, Body::from_stream(stream)));
        Answer { status: StatusCode::OK, body, file: Some(file), ..Self::empty() }
    }

    /// Adds the version of the object as its ETag.
    pub(crate) fn version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// Adds a cookie.
    pub(crate) fn cookie(mut self, cookie: String) -> Self {
        self.cookie = Some(cookie);
        self
    }

    /// Says which organization was changed, where the path does not.
    pub(crate) fn changed(mut self, organization: OrganizationId) -> Self {
        self.changed = Some(organization);
        self
    }

    /// The response; nothing of the control plane is kept by a cache.
    pub(crate) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(version) =
            self.version.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok())
        {
            headers.insert(ETAG, version);
        }
        if let Some(epoch) = self.epoch.and_then(|epoch| HeaderValue::from_str(&epoch).ok()) {
            headers.insert(EPOCH, epoch);
        }
        if let Some(cookie) = self.cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
            headers.insert(SET_COOKIE, cookie);
        }
        let disposition = self.file.map(|file| format!("attachment; filename=\"{file}\""));
        if let Some(value) = disposition.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(CONTENT_DISPOSITION, value);
        }
        if let Some((content_type, body)) = self.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            *response.body_mut() = body;
        }
        response
    }
}

/// The words of RFC 6749 §5.2 and RFC 8628 §3.5 that are answered as they are.
const OAUTH: [&str; 7] = [
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
    "invalid_grant",
    "unsupported_grant_type",
    "invalid_request",
];

impl Error {
    /// The response of an OAuth endpoint.
    pub(crate) fn into_oauth(self) -> Response<Body> {
        let (status, error) = match self.code {
            known if OAUTH.contains(&known) => (StatusCode::BAD_REQUEST, known),
            "too_many_requests" => (self.status, "slow_down"),
            "unavailable" => (self.status, "temporarily_unavailable"),
            _ if self.status.is_server_error() => (self.status, "server_error"),
            _ => (StatusCode::BAD_REQUEST, "invalid_request"),
        };
        let error_description = TokenKind::hide(&self.message);
        let answer = OauthError { error: error.to_owned(), error_description };
        let mut response =
            Response::new(Body::from(serde_json::to_vec(&answer).unwrap_or_default()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }

    /// The response. Two errors that say the same differ in the request id alone.
    pub(crate) fn into_response(self, request_id: RequestId) -> Response<Body> {
        let detail = ErrorDetail {
            code: self.code.to_owned(),
            // A sentence may repeat what was sent; whoever sends a token to the wrong place does not find it in a log.
            message: TokenKind::hide(&self.message),
            hint: self.hint.as_deref().map(TokenKind::hide),
            action: self.action.map(|action| action.as_str().to_owned()),
            request_id,
        };
        let body = serde_json::to_vec(&ErrorAnswer { error: detail }).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"bailiwick\""));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn read(pages: Vec<Option<&'static str>>) -> Option<String> {
        let (sender, receiver) = tokio::sync::mpsc::channel(8);
        for page in pages {
            sender.send(page.map(|page| Bytes::from_static(page.as_bytes()))).await.ok()?;
        }
        drop(sender);
        let response = Answer::pages("text/csv", "log.csv".into(), receiver).into_response();
        let bytes = response.into_body().collect().await.ok()?.to_bytes();
        String::from_utf8(bytes.to_vec()).ok()
    }

    #[tokio::test]
    async fn a_file_that_breaks_off_is_not_taken_for_a_whole_one() {
        assert_eq!(read(vec![Some("a"), Some("b"), None]).await.as_deref(), Some("ab"));
        assert_eq!(read(vec![Some("a"), Some("b")]).await, None);
        assert_eq!(read(vec![]).await, None);
    }
}
