//! `gate`: what the control plane's gate costs beyond the store. One organization of 10,000 members on SQLite; one question
//! after another, on the server's own threads. What a connection adds is shown beside it: there client, server and the
//! store's driver share the cores, and what is subtracted was measured while two of the three had nothing to do.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use axum::body::Body;
use axum::http::Request;
use bailiwick_model::OrganizationId;
use bailiwick_server::{LogFormat, Running, Settings, SystemClock, start_with};
use bailiwick_store::Store;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// From the plan of access, in microseconds: the gate beyond its query of the store, at the median.
const TARGET: f64 = 50.0;

const MEMBERS: usize = 10_000;
/// The three are measured in turns, because a machine is faster at one moment than at another: what is subtracted is of
/// the same moment.
const TURNS: usize = 20;
/// Requests of each turn.
const ROUNDS: usize = 250;
/// Rounds before those that count: the first folds the organization.
const WARM: usize = 50;

/// Runs the benchmark and prints its figures; an error when the target is missed.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let database_url = format!("sqlite://{}", data.join("bailiwick.db").display());
    let settings = Settings {
        listen: ([127, 0, 0, 1], 0).into(),
        database_url: database_url.clone(),
        data: data.clone(),
        public_url: "http://127.0.0.1:0".parse()?,
        demo: false,
        sign_up: None,
        outbound_allow: Vec::new(),
        files_allow: Vec::new(),
        proxies: Vec::new(),
        log: LogFormat::Human,
        metrics_listen: None,
        metrics_token: None,
    };
    let clock = std::sync::Arc::new(SystemClock);
    let running = start_with(settings, clock, |doors| doors).await?;
    let base = format!("http://{}", running.address());
    let code = running.first_run_code().context("the store is new")?.to_owned();
    let (organization, token) = owner(&base, &code).await?;
    fill(&data.join("bailiwick.db"), &organization)?;

    println!(
        "{MEMBERS} members, SQLite, {TURNS} turns of {ROUNDS} requests one after another; medians of turns\n"
    );
    let http = reqwest::Client::new();
    let store = Store::open(&database_url).await?;
    let own = format!("/api/v1/organizations/{organization}");
    let running = std::sync::Arc::new(running);
    let mut turns: [Vec<f64>; 5] = Default::default();
    for _ in 0..TURNS {
        let alive = ask(&http, &format!("{base}/health/live"), &token).await?;
        let gated = ask(&http, &format!("{base}{own}"), &token).await?;
        // On the server's threads, as a connection's task runs.
        let passed = pass(running.clone(), own.clone(), token.clone());
        let passed = tokio::spawn(passed).await??;
        let queries = queries(store.clone(), organization.parse()?, token.clone());
        let queries = tokio::spawn(queries).await??;
        let found = [alive, gated, passed, queries, passed - queries];
        for (all, one) in turns.iter_mut().zip(found) {
            all.push(one);
        }
    }
    let running = std::sync::Arc::into_inner(running).context("nobody else asks any more")?;
    running.stop().await;
    let [alive, gated, passed, queries, overhead] = turns.map(median);
    let line = |what: &str, median: f64| println!("{what:<52} p50 {median:>8.1} µs");
    line("a probe, over a connection", alive);
    line("an organization, over a connection", gated);
    line("an organization, without the connection", passed);
    line("  of it, its two queries: the store", queries);
    let verdict = if overhead <= TARGET { "met" } else { "MISSED" };
    println!(
        "{:<52} p50 {overhead:>8.1} µs   target {TARGET:.0} µs: {verdict}",
        "router, gate and handler beyond the store"
    );
    ensure!(overhead <= TARGET, "the target was missed");
    Ok(())
}

/// One turn of requests over a connection, in microseconds.
async fn ask(http: &reqwest::Client, url: &str, token: &str) -> Result<f64> {
    times(async || {
        let answer = http.get(url).bearer_auth(token).send().await?;
        ensure!(answer.status() == 200, "`{url}` was answered {}", answer.status());
        answer.bytes().await.map(drop).context("the answer broke off")
    })
    .await
}

/// One turn of the operation with the least to do for itself, in microseconds: it reads one row. What it costs beyond the
/// store is the gate, with the router and a few lines of JSON; nobody reads a log here.
async fn pass(running: std::sync::Arc<Running>, path: String, token: String) -> Result<f64> {
    let peer = ([127, 0, 0, 1], 40_000).into();
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..WARM + ROUNDS {
        let began = Instant::now();
        let request = Request::get(&path).header("authorization", format!("Bearer {token}"));
        let answer = running.answer(request.body(Body::empty())?, peer).await;
        ensure!(answer.status() == 200, "the organization was answered {}", answer.status());
        axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
        if round >= WARM {
            times.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    Ok(median(times))
}

/// The store's part: the gate's one query, and the row that is answered.
async fn queries(store: Store, organization: OrganizationId, token: String) -> Result<f64> {
    use bailiwick_store::{callers, organizations};
    let mut times = Vec::with_capacity(ROUNDS);
    let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let now = bailiwick_server::Clock::now(&SystemClock);
    for round in 0..WARM + ROUNDS {
        let began = Instant::now();
        let mut glance = store.glance().await?;
        let shown = callers::by_token(&mut glance, &hash, now, Some(organization)).await?;
        glance.keep();
        ensure!(shown.is_some_and(|shown| shown.epoch.is_some()), "the account is a member");
        let mut glance = store.glance().await?;
        let found = organizations::get(&mut glance, organization).await?;
        glance.keep();
        found.context("the organization is there")?;
        if round >= WARM {
            times.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    Ok(median(times))
}

/// The first owner: the organization's id, and a personal access token.
pub(crate) async fn owner(base: &str, code: &str) -> Result<(String, String)> {
    let http = reqwest::Client::builder().cookie_store(true).build()?;
    let body = json!({
        "code": code, "email": "olga@example.com", "password": "violet-harbour-cactus-41",
        "display_name": "Olga", "organization": "Acme",
    });
    let made = http.post(format!("{base}/api/v1/first-run")).json(&body).send().await?;
    let me: Value = made.error_for_status()?.json().await?;
    let body = json!({ "name": "bench" });
    // A change by cookie comes from the dashboard's own page, and the browser says so.
    let asked =
        http.post(format!("{base}/api/v1/account/tokens")).header("sec-fetch-site", "same-origin");
    let made = asked.json(&body).send().await?;
    let token: Value = made.error_for_status()?.json().await?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("an id is missing");
    let own = &me["organizations"][0];
    Ok((text(&own["id"])?, text(&token["secret"])?))
}

/// Makes the other members, each an Organization Member.
fn fill(file: &std::path::Path, organization: &str) -> Result<()> {
    let role = bailiwick_access::SystemRole::OrganizationMember.id().to_string();
    let mut connection = rusqlite::Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    let transaction = connection.transaction()?;
    for number in 0..MEMBERS {
        let (account, member) = (format!("{number:024x}"), format!("a{number:023x}"));
        transaction.execute(
            "INSERT INTO accounts (id, email, password_hash, display_name, is_operator, is_verified, created_at, version)
             VALUES (?1, ?2, '$argon2id$none', ?3, 0, 1, 0, 1)",
            (&account, format!("p{number}@example.com"), format!("Person {number}")),
        )?;
        transaction.execute(
            "INSERT INTO members (organization, id, account, state, joined_at, version) VALUES (?1, ?2, ?3, 'active', 0, 1)",
            (organization, &member, &account),
        )?;
        transaction.execute(
            "INSERT INTO grants (organization, id, member, role, reach, has_production, created_at)
             VALUES (?1, ?2, ?3, ?4, 'organization', 1, 0)",
            (organization, format!("b{number:023x}"), &member, &role),
        )?;
    }
    transaction
        .execute("UPDATE organizations SET epoch = epoch + 1 WHERE id = ?1", [organization])?;
    transaction.commit().context("the members could not be made")
}

/// The median of many rounds, in microseconds.
async fn times(mut ask: impl AsyncFnMut() -> Result<()>) -> Result<f64> {
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..WARM + ROUNDS {
        let began = Instant::now();
        ask().await?;
        if round >= WARM {
            times.push(began.elapsed().as_secs_f64() * 1e6);
        }
    }
    Ok(median(times))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}
