//! `storm`: 200 application users ask and write as fast as they are let, while the policy is deployed every second and the
//! database is killed twice. Whatever is answered must be by a policy that was in force while the request ran, to the row.

pub(crate) mod house;

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use serde_json::Value;

use self::house::House;

const USERS: u64 = 200;
/// Rows of each user; a policy shows one half of them or the other.
const ROWS: u64 = 10;
/// An instance lets each user ask 100 times a second.
const PACE: Duration = Duration::from_millis(12);
/// A request in twenty writes.
const WRITES: u64 = 20;
/// How long after it listens again the database may be called away: connections notice it when they are used.
const GRACE: Duration = Duration::from_secs(2);

/// What all of them know.
#[derive(Default)]
struct Weather {
    /// The last version whose deploy was asked for, and the last that was acknowledged.
    begun: AtomicU64,
    acknowledged: AtomicU64,
    /// The database is away, or was until a moment ago.
    is_down: AtomicBool,
    is_over: AtomicBool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    statuses: BTreeMap<u16, u64>,
    micros: Vec<u64>,
    wrong: Vec<String>,
}

impl Weather {
    /// One answer; 0 where none came.
    fn note(&self, status: u16, micros: u64, wrong: Option<String>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen.statuses.entry(status).or_default() += 1;
        seen.micros.push(micros);
        seen.wrong.extend(wrong);
    }
}

/// Runs it for 60 seconds, or `STORM_SECONDS`; an error when anything was wrong.
pub(crate) fn run() -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "a benchmark's own setting")]
    let seconds = std::env::var("STORM_SECONDS").ok().and_then(|text| text.parse().ok());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(weather(Duration::from_secs(seconds.unwrap_or(60))))
}

async fn weather(lasts: Duration) -> Result<()> {
    let mut database = bailiwick_testkit::PostgresServer::private().await;
    let shop = database.database().await;
    database.run(&shop.name, &seed()).await;
    let house = House::build(&shop.url).await?;
    let weather = Arc::new(Weather::default());
    house.deploy(1).await?;
    weather.begun.store(1, Ordering::SeqCst);
    weather.acknowledged.store(1, Ordering::SeqCst);

    let mut users = Vec::new();
    for user in 1..=USERS {
        let (url, token) = (house.data(), house.token(user).await?);
        users.push(tokio::spawn(ask(weather.clone(), user, url, token)));
    }
    let began = Instant::now();
    let deployer = tokio::spawn(deploy(weather.clone(), house.clone()));
    for third in 1..=2 {
        tokio::time::sleep((lasts * third / 3).saturating_sub(began.elapsed())).await;
        weather.is_down.store(true, Ordering::SeqCst);
        database.stop().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        database.start().await;
        tokio::time::sleep(GRACE).await;
        weather.is_down.store(false, Ordering::SeqCst);
    }
    tokio::time::sleep(lasts.saturating_sub(began.elapsed())).await;
    weather.is_over.store(true, Ordering::SeqCst);
    for user in users {
        user.await??;
    }
    let deploys = deployer.await??;
    report(&weather, began.elapsed(), deploys)?;
    house.stop().await;
    Ok(())
}

fn seed() -> String {
    format!(
        "create table notes (id bigint primary key, owner bigint not null, grade bigint not null, text text);
insert into notes select u * {ROWS} + g, u, g, 'new' from generate_series(1, {USERS}) u, generate_series(0, {ROWS} - 1) g;
create index on notes (owner);"
    )
}

/// Odd versions show the lower half of each user's rows, even ones the upper.
async fn deploy(weather: Arc<Weather>, house: House) -> Result<u64> {
    let mut version = 1;
    while !weather.is_over.load(Ordering::SeqCst) {
        let began = Instant::now();
        version += 1;
        weather.begun.store(version, Ordering::SeqCst);
        // A deploy looks at the database: while that is away it is refused, and asked for again.
        match house.deploy(version).await {
            Ok(()) => weather.acknowledged.store(version, Ordering::SeqCst),
            Err(error) if weather.is_down.load(Ordering::SeqCst) => {
                version -= 1;
                println!("while the database was away: {error}");
            }
            Err(error) => return Err(error),
        }
        tokio::time::sleep(Duration::from_secs(1).saturating_sub(began.elapsed())).await;
    }
    Ok(version)
}

/// One user, one request after the other, from an address of its own.
async fn ask(weather: Arc<Weather>, user: u64, url: String, token: String) -> Result<()> {
    let [_, _, high, low] = u32::try_from(user)?.to_be_bytes();
    let address = IpAddr::V4(Ipv4Addr::new(127, 1, high, low));
    let http = reqwest::Client::builder().local_address(address).build()?;
    let read = format!("{url}/notes?select=id,owner,grade&order=id");
    let write = format!("{url}/notes?select=id,owner,grade&order=id&grade=gte.0");
    let mut number = user;
    while !weather.is_over.load(Ordering::SeqCst) {
        let began = Instant::now();
        number += 1;
        let oldest = weather.acknowledged.load(Ordering::SeqCst);
        let was_down = weather.is_down.load(Ordering::SeqCst);
        let request = if number.is_multiple_of(WRITES) {
            let body = serde_json::json!({ "text": format!("note {number}") });
            let write = http.patch(&write).header("content-profile", "shop");
            write.header("prefer", "return=representation").json(&body)
        } else {
            http.get(&read).header("accept-profile", "shop")
        };
        let answered = async {
            let answer = request.bearer_auth(&token).send().await?;
            let (status, waits) =
                (answer.status().as_u16(), answer.headers().contains_key("retry-after"));
            Ok::<_, reqwest::Error>((status, waits, answer.text().await?))
        };
        let answered = answered.await;
        let newest = weather.begun.load(Ordering::SeqCst);
        let is_down = was_down || weather.is_down.load(Ordering::SeqCst);
        let wrong = match &answered {
            Err(error) => Some(format!("no answer: {error}")),
            Ok((200, _, text)) => wrong_rows(text, user, oldest..=newest),
            Ok((503, true, _)) if is_down => None,
            Ok((status, _, text)) => Some(format!("{status}: {text}")),
        };
        let status = answered.map_or(0, |(status, ..)| status);
        weather.note(status, u64::try_from(began.elapsed().as_micros())?, wrong);
        tokio::time::sleep(PACE.saturating_sub(began.elapsed())).await;
    }
    Ok(())
}

/// Whether rows are exactly those that one of the versions shows to a user; else what is wrong.
fn wrong_rows(text: &str, user: u64, versions: std::ops::RangeInclusive<u64>) -> Option<String> {
    let half = ROWS / 2;
    let shown = |version: u64| {
        let first = if version % 2 == 1 { 0 } else { half };
        (first..first + half).map(move |grade| (user * ROWS + grade, user, grade))
    };
    let Ok(rows) = serde_json::from_str::<Vec<Value>>(text) else {
        return Some(format!("no rows: {text}"));
    };
    let number = |row: &Value, name: &str| row[name].as_u64().unwrap_or(u64::MAX);
    let mut got: Vec<_> = rows
        .iter()
        .map(|row| (number(row, "id"), number(row, "owner"), number(row, "grade")))
        .collect();
    got.sort_unstable();
    let is_right = versions.clone().any(|version| shown(version).eq(got.iter().copied()));
    (!is_right).then(|| format!("user {user}, versions {versions:?}: {text}"))
}

fn report(weather: &Weather, took: Duration, deploys: u64) -> Result<()> {
    let mut seen = weather.seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.micros.sort_unstable();
    let at = |part: usize| {
        let place = (seen.micros.len() * part / 1_000).min(seen.micros.len().saturating_sub(1));
        seen.micros.get(place).copied().unwrap_or_default() as f64 / 1_000.0
    };
    let all = seen.micros.len();
    println!(
        "{USERS} users, {:.0} s, {deploys} deploys, the database killed twice",
        took.as_secs_f64()
    );
    println!("{all} requests, {:.0} /s", all as f64 / took.as_secs_f64());
    println!("p50 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms", at(500), at(990), at(999));
    for (status, count) in &seen.statuses {
        println!("{status}: {count}");
    }
    for wrong in seen.wrong.iter().take(10) {
        println!("wrong: {}", wrong.chars().take(500).collect::<String>());
    }
    ensure!(seen.wrong.is_empty(), "{} answers were wrong", seen.wrong.len());
    println!(
        "no wrong row, no request without an answer, no 5xx but 503 while the database was away"
    );
    Ok(())
}
