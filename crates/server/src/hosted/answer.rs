//! Requests below an instance's URL go to the instance, which has its own gate. The session cookie is none of its
//! business and is taken away.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State as Extract};
use axum::http::header::CONTENT_RANGE;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Response, StatusCode, Uri};
use bailiwick_instance::Instance;
use bailiwick_model::{InstanceId, RequestId};
use tower::ServiceExt;
use tower_http::CompressionLevel;
use tower_http::compression::Compression;
use tower_http::compression::predicate::SizeAbove;

use crate::around::{Cause, CountedAs};
use crate::error::Error;
use crate::listen::Peer;
use crate::state::State;

/// Length of `/instances/` and an id.
const PREFIX: usize = "/instances/".len() + 24;

/// A smaller body goes as it is, in bytes.
const LEAST_COMPRESSED: u16 = 1024;

pub(crate) async fn answer(
    Extract(state): Extract<Arc<State>>,
    request: Request,
) -> Response<Body> {
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .copied()
        .unwrap_or_else(|| state.ids.fresh().into());
    let mut response = match forward(&state, request, request_id).await {
        Ok(response) => response,
        Err(error) => {
            let cause = error.cause.clone();
            let mut response = error.into_response(request_id);
            if let Some(cause) = cause {
                response.extensions_mut().insert(Cause(cause));
            }
            response
        }
    };
    response.extensions_mut().insert(CountedAs("instance"));
    response
}

async fn forward(
    state: &Arc<State>,
    mut request: Request,
    request_id: RequestId,
) -> Result<Response<Body>, Error> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let peer = peer.ok_or_else(|| Error::internal("a request without a peer"))?;
    let address = crate::address::client(peer, request.headers(), &state.settings.proxies);
    let (id, rest) = split(request.uri()).ok_or_else(Error::not_found)?;
    tracing::Span::current().record("instance", tracing::field::display(id));
    let instance = state.hosted.instance(state, id).await?;
    *request.uri_mut() = rest;
    request.headers_mut().remove(axum::http::header::COOKIE);
    request.extensions_mut().insert(bailiwick_instance::RequestId(request_id.to_string()));
    Ok(compressed(instance, request, address).await)
}

/// The instance's answer, as gzip where the client takes that and it is worth it.
async fn compressed(instance: Instance, request: Request, address: IpAddr) -> Response<Body> {
    let answer = tower::service_fn(move |request| {
        let instance = instance.clone();
        async move { Ok::<_, Infallible>(set_aside(instance.handle(request, address).await)) }
    });
    let compression = Compression::new(answer)
        .gzip(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(LEAST_COMPRESSED));
    let Ok(response) = compression.oneshot(request).await;
    let mut response = response.map(Body::new);
    if let Some(Rows(rows)) = response.extensions_mut().remove() {
        response.headers_mut().insert(CONTENT_RANGE, rows);
    }
    response
}

/// The `Content-Range` of a whole answer.
#[derive(Clone)]
struct Rows(HeaderValue);

/// Takes the header from a whole answer: it counts rows, and nothing that has one is compressed, since it would be a range of
/// bytes. A part (206) goes as it is.
fn set_aside(mut response: Response<Body>) -> Response<Body> {
    if response.status() != StatusCode::PARTIAL_CONTENT
        && let Some(rows) = response.headers_mut().remove(CONTENT_RANGE)
    {
        response.extensions_mut().insert(Rows(rows));
    }
    response
}

/// The instance of a path and what follows it, every byte of it as it was sent.
fn split(uri: &Uri) -> Option<(InstanceId, Uri)> {
    let path = uri.path();
    let id = path.get(PREFIX - 24..PREFIX)?.parse().ok()?;
    let rest = path.get(PREFIX..)?;
    let rest = if rest.is_empty() { "/" } else { rest };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let rest: PathAndQuery = format!("{rest}{query}").parse().ok()?;
    Some((id, Uri::from(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &'static str) -> String {
        split(&Uri::from_static(uri)).map(|(id, rest)| format!("{id} {rest}")).unwrap_or_default()
    }

    #[test]
    fn what_follows_the_id_is_passed_on_byte_for_byte() {
        assert_eq!(
            check("/instances/0123456789abcdef01234567/rest/v1/a%2Fb?x=%20y&x=1"),
            "0123456789abcdef01234567 /rest/v1/a%2Fb?x=%20y&x=1"
        );
        assert_eq!(check("/instances/0123456789abcdef01234567"), "0123456789abcdef01234567 /");
        assert_eq!(check("/instances/0123456789ABCDEF01234567/rest"), "");
        assert_eq!(check("/instances/short/rest"), "");
    }
}
