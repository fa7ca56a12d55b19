//! An issuer of tokens: keys of its own, and a web server on this machine that publishes them, well or badly.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::{
    body::Body,
    http::{Response, StatusCode, header},
};
use bailiwick_instance::{ClientAuth, KeySetTimes};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::world::World;

/// A key of an issuer (EC, P-256).
pub(crate) struct IssuerKey {
    pub(crate) kid: String,
    pub(crate) jwk: Value,
    pub(crate) public: Vec<u8>,
    private: EncodingKey,
}

impl IssuerKey {
    pub(crate) fn new(kid: &str) -> IssuerKey {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let public = pair.public_key().as_ref().to_vec();
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (x, y) = (part(&public[1..33]), part(&public[33..65]));
        let jwk = json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y});
        let document = pair.to_pkcs8v1().unwrap();
        IssuerKey {
            kid: kid.to_owned(),
            jwk,
            public,
            private: EncodingKey::from_ec_der(document.as_ref()),
        }
    }

    /// The published key with other or further members.
    pub(crate) fn jwk_with(&self, more: Value) -> Value {
        let mut jwk = self.jwk.clone();
        let members = more.as_object().unwrap().clone();
        jwk.as_object_mut().unwrap().extend(members);
        jwk
    }

    pub(crate) fn sign(&self, claims: &Map<String, Value>) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.private).unwrap()
    }
}

/// What the web server does.
#[derive(Clone)]
pub(crate) enum Answer {
    Text(StatusCode, String),
    Slow(Duration, String),
    Redirect(String),
    Huge,
}

/// The web server.
pub(crate) struct Issuer {
    pub(crate) uri: String,
    answer: Arc<Mutex<Answer>>,
    fetches: Arc<AtomicUsize>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

pub(crate) fn key_set(keys: &[&IssuerKey]) -> String {
    let keys: Vec<&Value> = keys.iter().map(|key| &key.jwk).collect();
    json!({ "keys": keys }).to_string()
}

impl Issuer {
    pub(crate) async fn new(keys: &[&IssuerKey]) -> Issuer {
        Issuer::at("127.0.0.1:0", key_set(keys)).await
    }

    pub(crate) async fn at(address: &str, text: String) -> Issuer {
        let answer = Arc::new(Mutex::new(Answer::Text(StatusCode::OK, text)));
        let fetches = Arc::new(AtomicUsize::new(0));
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let uri = format!("http://{}/keys", listener.local_addr().unwrap());
        let (given, counted) = (Arc::clone(&answer), Arc::clone(&fetches));
        let app = axum::Router::new().fallback(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = given.lock().unwrap().clone();
            respond(answer)
        });
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Issuer { uri, answer, fetches, server }
    }

    pub(crate) fn answer(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    pub(crate) fn publish(&self, keys: &[&IssuerKey]) {
        self.answer(Answer::Text(StatusCode::OK, key_set(keys)));
    }

    pub(crate) fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

async fn respond(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    match answer {
        Answer::Text(status, text) => {
            *response.status_mut() = status;
            *response.body_mut() = Body::from(text);
        }
        Answer::Slow(wait, text) => {
            tokio::time::sleep(wait).await;
            *response.body_mut() = Body::from(text);
        }
        Answer::Redirect(to) => {
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert(header::LOCATION, to.parse().unwrap());
        }
        // Without a length and without an end.
        Answer::Huge => {
            let piece = axum::body::Bytes::from(vec![b' '; 16 * 1024]);
            let pieces =
                futures::stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()));
            *response.body_mut() = Body::from_stream(pieces);
        }
    }
    response
}

/// Times that a test can wait for. Fetches may follow each other after 300 ms.
pub(crate) fn quick() -> KeySetTimes {
    KeySetTimes {
        refresh: Duration::from_secs(60),
        wait: Duration::from_secs(120),
        forget: Duration::from_secs(600),
        at_most_every: Duration::from_millis(300),
        fetch: Duration::from_millis(1_000),
        ..KeySetTimes::default()
    }
}

/// Lets in whom these issuers sign for, and nobody else.
pub(crate) fn trust(world: &mut World, issuers: &[&Issuer], times: KeySetTimes) {
    let jwks_uri = issuers.iter().map(|issuer| issuer.uri.clone()).collect();
    world.configure(|config| {
        config.limits.key_sets = times;
        config.client_auth = Some(ClientAuth { jwks_uri, ..ClientAuth::default() });
    });
}
