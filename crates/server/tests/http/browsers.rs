//! Pages of other origins, and answers that are compressed on their way to them.

use std::io::Read as _;

use reqwest::Method;
use serde_json::{Value, json};

use super::place::{GOOD, Place};
use crate::support::{Client, Server};

const APP: &str = "https://app.example.com";

async fn ask(client: &Client, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let request = reqwest::Client::new().get(format!("{}{path}", client.base));
    let request = match &client.token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

fn header<'r>(response: &'r reqwest::Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_client_auth_names_the_origins_and_the_control_plane_knows_none() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let reader = place.user(json!(["reader"])).await;
    let path = format!("{}/client-auth", place.instance);
    let before = place.owner.get(&path).await;
    assert_eq!(before.body["origins"], json!([]), "none by default");
    let read = ask(&reader, &format!("{}/notes", place.data), &[("origin", APP)]).await;
    assert_eq!((read.status().as_u16(), header(&read, "access-control-allow-origin")), (200, None));
    for wrong in ["*", "https://app.example.com/", "null", "https://*.example.com"] {
        let body = json!({ "development_tokens": true, "origins": [wrong] });
        let refused = place.owner.put(&path, body).await;
        assert_eq!((refused.status, refused.code()), (422, "invalid_client_auth"), "{wrong}");
    }
    let body = json!({ "development_tokens": true, "origins": [APP] });
    let saved = place.owner.put(&path, body).await;
    assert_eq!((saved.status, &saved.body["origins"]), (200, &json!([APP])), "{}", saved.text);
    let read = ask(&reader, &format!("{}/notes", place.data), &[("origin", APP)]).await;
    assert_eq!(header(&read, "access-control-allow-origin"), Some(APP));
    assert_eq!(header(&read, "access-control-allow-credentials"), None);
    let asked = place
        .owner
        .send(
            Method::OPTIONS,
            &format!("{}/notes", place.data),
            &[("origin", APP), ("access-control-request-method", "DELETE")],
            None,
        )
        .await;
    assert_eq!((asked.status, asked.header("access-control-allow-origin")), (204, APP));
    for (method, path) in [
        (Method::OPTIONS, "/api/v1/me".to_owned()),
        (Method::GET, "/api/v1/me".to_owned()),
        (Method::GET, path.clone()),
        (Method::OPTIONS, path.clone()),
        (Method::GET, format!("{}/data/main/notes", place.instance)),
    ] {
        let full = if path.starts_with("/api") { path } else { format!("/api/v1{path}") };
        let request = reqwest::Client::new()
            .request(method.clone(), format!("{}{full}", place.owner.base))
            .header("origin", APP)
            .header("access-control-request-method", "GET");
        let request = match &place.owner.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let got = request.send().await.unwrap();
        let said = got.headers().keys().any(|name| name.as_str().starts_with("access-control"));
        assert!(!said, "{method} {full}: {got:?}");
    }
    let entries = place.owner.organization().await;
    let entries = place.owner.get(&format!("{entries}/audit?action=client_auth.update")).await;
    assert!(entries.text.contains(APP), "{}", entries.text);
}

#[tokio::test]
async fn large_answers_are_compressed_where_the_client_takes_it_and_small_ones_never() {
    let server = Server::start().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(&format!("{GOOD}    insert: {{}}\n")).await.status, 201);
    let reader = place.user(json!(["reader"])).await;
    let notes: Vec<Value> =
        (1..=100).map(|id| json!({ "id": id, "text": format!("note number {id}") })).collect();
    let path = format!("{}/notes?order=id", place.data);
    let posted = reader.post(&format!("{}/notes", place.data), json!(notes)).await;
    assert_eq!(posted.status, 201, "{}", posted.text);
    let plain = ask(&reader, &path, &[]).await;
    assert_eq!(header(&plain, "content-encoding"), None, "nobody asked for it");
    let (rows, tag) = (
        header(&plain, "content-range").map(str::to_owned),
        header(&plain, "etag").map(str::to_owned),
    );
    assert_eq!(rows.as_deref(), Some("0-99/*"));
    let plain = plain.text().await.unwrap();
    let zipped = ask(&reader, &path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(header(&zipped, "content-encoding"), Some("gzip"));
    assert_eq!(header(&zipped, "content-range"), rows.as_deref(), "the rows are still counted");
    assert_eq!(header(&zipped, "etag"), tag.as_deref(), "a weak tag means both");
    let varies: Vec<_> = zipped
        .headers()
        .get_all("vary")
        .iter()
        .map(|value| value.to_str().unwrap().to_ascii_lowercase())
        .collect();
    assert!(varies.iter().any(|value| value.contains("accept-encoding")), "{varies:?}");
    let bytes = zipped.bytes().await.unwrap();
    assert!(bytes.len() * 2 < plain.len(), "{} of {}", bytes.len(), plain.len());
    let mut unzipped = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut unzipped).unwrap();
    assert_eq!(unzipped, plain);
    for (path, headers) in [
        (format!("{}/notes?limit=3", place.data), vec![("accept-encoding", "gzip")]),
        (path.clone(), vec![("accept-encoding", "gzip;q=0")]),
        (path.clone(), vec![("accept-encoding", "identity")]),
        // A part of an answer is no part of a compressed one.
        (
            format!("{}/notes?limit=90", place.data),
            vec![("accept-encoding", "gzip"), ("prefer", "count=exact")],
        ),
        (
            path.clone(),
            vec![("accept-encoding", "gzip"), ("if-none-match", tag.as_deref().unwrap())],
        ),
    ] {
        let got = ask(&reader, &path, &headers).await;
        assert_eq!(header(&got, "content-encoding"), None, "{path} {headers:?}: {got:?}");
    }
}
