//! Whoever is called by an action: a web server on this machine that keeps what it gets, looks at the shop meanwhile, and answers
//! well or badly. Its signatures are computed from the standard's text, with nothing of the product.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Response, StatusCode, Uri, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What it does.
#[derive(Clone)]
pub(crate) enum Reply {
    Status(u16),
    /// Waits, then accepts.
    Slow(Duration),
    Redirect(String),
    /// Accepts, and talks without an end.
    Endless(StatusCode),
    /// A head larger than any.
    HugeHead,
}

/// One call that came to its end.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// What the shop said while the call was going on.
    pub(crate) seen: Option<String>,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Whether one of its signatures is of this key.
    pub(crate) fn is_signed_by(&self, secret: &[u8]) -> bool {
        let content =
            [self.header("webhook-id"), self.header("webhook-timestamp"), &self.body].join(".");
        let expected = format!("v1,{}", STANDARD.encode(hmac(secret, content.as_bytes())));
        self.signatures().contains(&expected.as_str())
    }

    pub(crate) fn signatures(&self) -> Vec<&str> {
        self.header("webhook-signature").split(' ').collect()
    }
}

/// RFC 2104 over SHA-256, for keys of at most a block.
fn hmac(secret: &[u8], content: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..secret.len()].copy_from_slice(secret);
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(content).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
}

/// A request by which it looks at the shop.
type Look = Arc<Mutex<Option<reqwest::RequestBuilder>>>;

pub(crate) struct Receiver {
    pub(crate) port: u16,
    reply: Arc<Mutex<Reply>>,
    received: Arc<Mutex<Vec<Received>>>,
    began: Arc<Mutex<usize>>,
    look: Look,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Receiver {
    pub(crate) async fn new() -> Receiver {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let reply = Arc::new(Mutex::new(Reply::Status(204)));
        let (received, began) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let look = Look::default();
        let (given, kept, counted, looks) =
            (Arc::clone(&reply), Arc::clone(&received), Arc::clone(&began), Arc::clone(&look));
        let app = axum::Router::new().fallback(
            move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
                let (reply, kept) = (given.lock().unwrap().clone(), Arc::clone(&kept));
                let asked = looks.lock().unwrap().as_ref().and_then(|look| look.try_clone());
                *counted.lock().unwrap() += 1;
                async move {
                    let seen = match asked {
                        Some(look) => Some(look.send().await.unwrap().text().await.unwrap()),
                        None => None,
                    };
                    if let Reply::Slow(wait) = &reply {
                        tokio::time::sleep(*wait).await;
                    }
                    let body = String::from_utf8(body.to_vec()).unwrap();
                    let received = Received { method, uri, headers, body, seen };
                    kept.lock().unwrap().push(received);
                    respond(reply)
                }
            },
        );
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Receiver { port, reply, received, began, look, server }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook?a=1", self.port)
    }

    pub(crate) fn reply(&self, reply: Reply) {
        *self.reply.lock().unwrap() = reply;
    }

    pub(crate) fn look(&self, request: reqwest::RequestBuilder) {
        *self.look.lock().unwrap() = Some(request);
    }

    /// The calls that it has answered, the oldest first.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The calls that reached it, answered or not.
    pub(crate) fn began(&self) -> usize {
        *self.began.lock().unwrap()
    }
}

fn respond(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from("words of the receiver"));
    match reply {
        Reply::Status(status) => *response.status_mut() = StatusCode::from_u16(status).unwrap(),
        Reply::Slow(_) => {}
        Reply::Redirect(to) => {
            *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
            response.headers_mut().insert(header::LOCATION, to.parse().unwrap());
        }
        Reply::Endless(status) => {
            *response.status_mut() = status;
            let piece = Bytes::from(vec![b' '; 16 * 1024]);
            let pieces =
                futures::stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()));
            *response.body_mut() = Body::from_stream(pieces);
        }
        Reply::HugeHead => {
            response.headers_mut().insert("x-much", "x".repeat(100_000).parse().unwrap());
        }
    }
    response
}
