//! Figures: they say what happened, exactly, and to nobody but the operator.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::place::{GOOD, Place};
use crate::support::{PASSWORD, Reply, Server};

const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Every series by its name and labels.
type Figures = BTreeMap<String, f64>;

async fn measured() -> Server {
    Server::start_with(|settings| settings.metrics_listen = Some(([127, 0, 0, 1], 0).into())).await
}

/// Read on their own listener, where nobody counts.
async fn figures(server: &Server) -> Figures {
    let address = server.running.metrics_address().unwrap();
    let text =
        reqwest::get(format!("http://{address}/metrics")).await.unwrap().text().await.unwrap();
    assert!(text.ends_with("# EOF\n"), "{text}");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap();
            (series.to_owned(), value.parse().unwrap())
        })
        .collect()
}

/// By how much the series of one name moved, without those that did not.
fn moved(name: &str, before: &Figures, after: &Figures) -> Vec<(String, u64)> {
    let of = |figures: &Figures, series: &String| figures.get(series).copied().unwrap_or(0.0);
    after
        .keys()
        .filter_map(|series| {
            let labels = series.strip_prefix(name)?.strip_prefix('{')?.strip_suffix('}')?;
            Some((labels.to_owned(), (of(after, series) - of(before, series)) as u64))
        })
        .filter(|(_, by)| *by != 0)
        .collect()
}

fn exactly(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
    let mut expected: Vec<(String, u64)> =
        expected.iter().map(|(labels, by)| ((*labels).to_owned(), *by)).collect();
    expected.sort();
    expected
}

/// Each duration was measured once for each answer, in the bucket that it belongs to.
fn check_histograms(figures: &Figures) {
    let mut answers: BTreeMap<&str, f64> = BTreeMap::new();
    for (series, value) in figures {
        let Some(labels) = series.strip_prefix("bailiwick_http_requests_total{") else { continue };
        *answers.entry(labels.split(',').next().unwrap()).or_default() += value;
    }
    assert!(!answers.is_empty());
    for (operation, answered) in answers {
        let name = "bailiwick_http_request_duration_seconds";
        assert_eq!(figures[&format!("{name}_count{{{operation}}}")], answered, "{operation}");
        assert!(figures[&format!("{name}_sum{{{operation}}}")] > 0.0, "{operation}");
        let mut buckets: Vec<(f64, f64)> = figures
            .iter()
            .filter(|(series, _)| series.starts_with(&format!("{name}_bucket")))
            .filter(|(series, _)| series.contains(operation))
            .map(|(series, value)| {
                let bound = series.split("le=\"").nth(1).unwrap().split('"').next().unwrap();
                (bound.replace("+Inf", "inf").parse().unwrap(), *value)
            })
            .collect();
        buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
        assert_eq!(buckets.len(), 16, "{operation}");
        assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{operation}: {buckets:?}");
        assert_eq!(buckets[15], (f64::INFINITY, answered), "{operation}");
    }
}

fn statuses<const N: usize>(replies: [Reply; N]) -> [u16; N] {
    replies.map(|reply| reply.status)
}

#[tokio::test]
async fn every_answer_is_counted_once_under_its_operation_and_status() {
    let server = measured().await;
    let owner = server.owner().await;
    let (stranger, organization) = (server.stranger(), owner.organization().await);
    let before = figures(&server).await;
    for _ in 0..5 {
        assert_eq!(stranger.get("/api/v1/first-run").await.status, 200);
    }
    let seen = statuses([
        owner.get("/api/v1/me").await,
        owner.get("/api/v1/me").await,
        stranger.get("/api/v1/me").await,
        stranger.get("/api/v1/nothing").await,
        stranger.get("/health/ready").await,
        stranger.put("/api/v1/me", json!({})).await,
        owner.get(&format!("{organization}/projects/0123456789abcdef01234567")).await,
        owner.post(&format!("{organization}/projects"), json!({ "name": "One" })).await,
        owner.post(&format!("{organization}/projects"), json!({ "name": 7 })).await,
    ]);
    assert_eq!(seen, [200, 200, 401, 404, 200, 405, 404, 201, 422]);
    let after = figures(&server).await;
    assert_eq!(
        moved("bailiwick_http_requests_total", &before, &after),
        exactly(&[
            ("operation=\"first_run_status\",status=\"200\"", 5),
            ("operation=\"me_get\",status=\"200\"", 2),
            ("operation=\"me_get\",status=\"401\"", 1),
            ("operation=\"other\",status=\"200\"", 1),
            ("operation=\"other\",status=\"404\"", 1),
            ("operation=\"other\",status=\"405\"", 1),
            ("operation=\"project_get\",status=\"404\"", 1),
            ("operation=\"project_create\",status=\"201\"", 1),
            ("operation=\"project_create\",status=\"422\"", 1),
        ])
    );
    check_histograms(&after);
}

#[tokio::test]
async fn refusals_are_counted_by_code_and_sign_ins_by_result() {
    let server = measured().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let token = owner.token(json!({})).await;
    let before = figures(&server).await;
    let (projects, stranger) = (format!("{organization}/projects"), server.stranger());
    let stale = [
        ("origin", owner.base.as_str()),
        ("content-type", "application/json"),
        ("if-match", "\"9\""),
    ];
    let renamed = Some(json!({ "name": "Other" }).to_string());
    let passwords = json!({ "current_password": PASSWORD, "new_password": "another-harbour-58" });
    let credentials = |password: &str| json!({ "email": "olga@example.com", "password": password });
    let seen = statuses([
        stranger.get(&projects).await,
        stranger.get(&projects).await,
        owner.get(&format!("{projects}/0123456789abcdef01234567")).await,
        owner.post(&projects, json!({ "name": "One", "colour": "red" })).await,
        owner.send(Method::PATCH, &organization, &stale, renamed).await,
        token.put("/api/v1/account/password", passwords).await,
        stranger.post("/api/v1/sign-in", credentials("not-the-password")).await,
        stranger.post("/api/v1/sign-in", credentials(PASSWORD)).await,
    ]);
    assert_eq!(seen, [401, 401, 404, 422, 412, 403, 401, 200]);
    let after = figures(&server).await;
    assert_eq!(
        moved("bailiwick_refusals_total", &before, &after),
        exactly(&[
            ("result=\"unauthenticated\"", 2),
            ("result=\"not_found\"", 1),
            ("result=\"unknown_field\"", 1),
            ("result=\"version_mismatch\"", 1),
            ("result=\"interactive_session_required\"", 1),
            ("result=\"wrong_credentials\"", 1),
        ])
    );
    assert_eq!(
        moved("bailiwick_sign_ins_total", &before, &after),
        exactly(&[("result=\"refused\"", 1), ("result=\"success\"", 1)])
    );
}

#[tokio::test]
async fn the_data_api_has_series_of_its_own() {
    let server = measured().await;
    let place = Place::make(&server).await;
    assert_eq!(place.deploy(GOOD).await.status, 201);
    let (reader, notes) = (place.user(json!(["reader"])).await, format!("{}/notes", place.data));
    let before = figures(&server).await;
    for _ in 0..4 {
        let read = reader.get(&notes).await;
        assert_eq!((read.status, read.text.as_str()), (200, "[]"));
    }
    let seen = statuses([
        server.stranger().get(&notes).await,
        server.stranger().get(&notes).await,
        reader.get(&format!("{}/hidden", place.data)).await,
        reader.post(&notes, json!({ "text": "mine" })).await,
        reader.get("/instances/0123456789abcdef01234567/rest/v1/notes").await,
    ]);
    assert_eq!(seen, [401, 401, 404, 403, 404]);
    let after = figures(&server).await;
    assert_eq!(
        moved("bailiwick_http_requests_total", &before, &after),
        exactly(&[
            ("operation=\"instance\",status=\"200\"", 4),
            ("operation=\"instance\",status=\"401\"", 2),
            ("operation=\"instance\",status=\"403\"", 1),
            ("operation=\"instance\",status=\"404\"", 2),
        ])
    );
    assert_eq!(moved("bailiwick_refusals_total", &before, &after), exactly(&[]));
    check_histograms(&after);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_nothing_running() {
    let server = Server::start_with(|settings| {
        settings.metrics_listen = Some(([127, 0, 0, 1], 0).into());
        settings.outbound_allow = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let place = Place::make(&server).await;
    // A database that accepts and then says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://u:p@{}/d?sslmode=disable", silent.local_addr().unwrap());
    let path = format!("{}/connections/test", place.instance);
    let asking = tokio::spawn(async move {
        place.owner.post(&path, json!({ "name": "silent", "url": url })).await
    });
    let _accepted = silent.accept().await.unwrap();
    let running = "bailiwick_http_requests_running";
    assert_eq!(figures(&server).await[running], 1.0);
    asking.abort();
    for _ in 0..200 {
        if figures(&server).await[running] == 0.0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} still run", figures(&server).await[running]);
}

#[tokio::test]
async fn the_main_address_asks_for_the_operators_token() {
    let token = "a-token-of-the-operator";
    let server = Server::start_with(|settings| settings.metrics_token = Some(token.into())).await;
    let owner = server.owner().await;
    let mut refused = Vec::new();
    for given in [None, Some(""), Some("a-token-of-the-operator2"), Some("a-token")] {
        let mut caller = owner.clone();
        caller.token = given.map(str::to_owned);
        let reply = caller.get("/metrics").await;
        assert_eq!((reply.status, reply.code()), (401, "unauthenticated"), "{}", reply.text);
        assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"bailiwick\"");
        assert_eq!(reply.header("content-type"), "application/json");
        refused.push(reply.without_request_id());
    }
    assert!(refused.windows(2).all(|pair| pair[0] == pair[1]), "{refused:?}");
    let mut operator = server.stranger();
    operator.token = Some(token.to_owned());
    let read = operator.get("/metrics").await;
    assert_eq!((read.status, read.header("content-type")), (200, KIND));
    assert!(read.text.contains("operation=\"other\",status=\"401\"} 4\n"), "{}", read.text);
    assert!(read.text.ends_with("# EOF\n"), "{}", read.text);
}

#[tokio::test]
async fn figures_have_a_listener_of_their_own() {
    let server = measured().await;
    let address = server.running.metrics_address().unwrap();
    let answer = reqwest::get(format!("http://{address}/metrics")).await.unwrap();
    assert_eq!(answer.headers()["content-type"], KIND);
    let elsewhere = reqwest::get(format!("http://{address}/api/v1/first-run")).await.unwrap();
    assert_eq!(elsewhere.status(), 404);
    let absent = server.stranger().get("/metrics").await;
    assert_eq!((absent.status, absent.code()), (404, "not_found"), "no token was set");
}
