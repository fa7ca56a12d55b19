//! The data API against pgbench and a bare handler: the same prepared statement, random keys, 16 connections.
//!
//! Everything runs on this machine at the same time as its own load, so only the ratios mean something.

mod bare;
mod load;
mod pgbench;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};

use anyhow::{Context as _, Result, bail, ensure};
use axum::{Router, extract::Request};
use bailiwick_engine::{Dialer, FileRules, Target};
use bailiwick_instance::{
    ClientAuth, Clock, ConnectionConfig, Instance, InstanceConfig, Limits, PolicySource, Rate,
    State,
};
use bailiwick_policy::{Format, Moment, User};
use bailiwick_query::{Context, Plan, RequestInput, Statement};
use bailiwick_schema::Value;
use tokio::net::TcpListener;

use self::{
    bare::bare,
    load::{ask_once, load},
    pgbench::{pgbench, script},
};

const CONNECTIONS: usize = 16;
const CUSTOMERS: u64 = 5_000;
const ROUND: Duration = Duration::from_secs(5);
const ROUNDS: usize = 3;

/// Least share of pgbench's rate that the data API must reach.
const LIMIT: f64 = 0.80;

const SEED: &str = "
create table orders (id bigint primary key, shop_id bigint not null, customer_id bigint not null, total numeric(12,2) not null,
  status text not null, created_at timestamptz not null);
insert into orders select g, 1, g % 5000 + 1, (g % 9973)::numeric / 7, (array['open','paid','sent','deleted'])[g / 5000 % 4 + 1],
  timestamptz '2026-01-01' + g * interval '1 minute' from generate_series(1, 400000) g;
create index on orders (customer_id, id);
vacuum analyze orders";

const POLICY: &str = "
permissions:
  shop_orders:
    table: main.orders
    roles: [clerk]
    select:
      columns: [id, customer_id, total, status, created_at]
      where: { shop_id: $user.shop_id, status: { $ne: deleted } }
";

/// Runs everything and prints the rates; fails below the limit.
pub(crate) fn run() -> Result<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<()> {
    let server = bailiwick_testkit::PostgresServer::private().await;
    let database = server.database().await;
    for statement in SEED.split(";\n") {
        server.run(&database.name, statement).await;
    }
    let instance = instance(&database.url)?;
    let token = token(&instance)?;
    let statement = statement(&instance).await?;
    println!("statement: {}", statement.text.split_whitespace().collect::<Vec<_>>().join(" "));

    let api = listen(data_api(instance)).await?;
    let bare = listen(bare(&database.url, &statement).await?).await?;
    let script = script(&statement)?;
    let (api_head, bare_head) = (format!("authorization: Bearer {token}\r\n"), String::new());
    let api_path = |key: u64| path(key);
    let bare_path = |key: u64| format!("/?key={key}");
    let one = ask_once(api, &api_path(7), &api_head).await?;
    let other = ask_once(bare, &bare_path(7), &bare_head).await?;
    let (one, other) = (one.replace(",\n ", ","), other.replace(",\n ", ","));
    ensure!(
        one == other && one.matches("\"id\"").count() == 20,
        "the two answers differ:\n{one}\n{other}"
    );

    let (mut pgbench_rates, mut bare_rates, mut api_rates) = (Vec::new(), Vec::new(), Vec::new());
    load(api, api_path, &api_head, Duration::from_secs(1)).await?;
    load(bare, bare_path, &bare_head, Duration::from_secs(1)).await?;
    let (mut bare_cost, mut api_cost) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        pgbench_rates.push(pgbench(&database.url, &script).await?);
        let before = used_microseconds();
        let rate = load(bare, bare_path, &bare_head, ROUND).await?;
        let between = used_microseconds();
        bare_rates.push(rate);
        bare_cost.push((between - before) / (rate * ROUND.as_secs_f64()));
        let rate = load(api, api_path, &api_head, ROUND).await?;
        api_rates.push(rate);
        api_cost.push((used_microseconds() - between) / (rate * ROUND.as_secs_f64()));
    }
    let (pgbench, bare, api) = (median(pgbench_rates), median(bare_rates), median(api_rates));
    let (bare_cost, api_cost) = (median(bare_cost), median(api_cost));
    println!(
        "{CONNECTIONS} connections, 20 rows, random keys, median of {ROUNDS} rounds of {} s",
        ROUND.as_secs()
    );
    println!("pgbench -M prepared       {pgbench:>9.0} /s   100 %");
    println!(
        "bare axum + tokio-postgres{bare:>9.0} /s   {:>3.0} %  {bare_cost:.0} µs of processor each, its load included",
        100.0 * bare / pgbench
    );
    println!(
        "data API, token and policy{api:>9.0} /s   {:>3.0} %  {api_cost:.0} µs of processor each (limit {:.0} %)",
        100.0 * api / pgbench,
        100.0 * LIMIT
    );
    ensure!(api >= LIMIT * pgbench, "the data API is below its limit");
    Ok(())
}

/// Processor time of this process so far; unlike a rate it is the same on a busy machine. Linux counts in 10 ms.
fn used_microseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    let ticks = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() * 10_000.0
}

fn path(key: u64) -> String {
    format!(
        "/rest/v1/orders?select=id,customer_id,total,status,created_at&customer_id=eq.{key}&order=id&limit=20"
    )
}

fn now_microseconds() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a benchmark happens now")]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A database server; no file may be named.
pub(crate) fn target(url: &str) -> Result<Target> {
    let rules = FileRules {
        organization_folder: PathBuf::new(),
        allowed_folders: Vec::new(),
        forbidden: Vec::new(),
    };
    Ok(Target::parse(url, &rules)?)
}

fn instance(url: &str) -> Result<Instance> {
    let document = bailiwick_policy::parse(POLICY, Format::Yaml)
        .map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let unlimited = Rate::new(1_000_000, 1_000_000);
    let config = InstanceConfig {
        id: "bench".to_owned(),
        is_production: false,
        state: State::Running,
        audience: "http://bench".to_owned(),
        connections: vec![ConnectionConfig { name: "main".to_owned(), target: target(url)? }],
        client_auth: Some(ClientAuth { development_tokens: true, ..ClientAuth::default() }),
        revocations: Arc::default(),
        policy: Some(PolicySource { version: 1, document: Arc::new(document), identities: None }),
        limits: Limits { per_user: unlimited, per_address: unlimited, ..Limits::default() },
        dialer: Arc::new(Dialer::new(vec!["127.0.0.0/8".parse()?])),
        signing_keys: Vec::new(),
        development_key: Some(rand::random()),
    };
    Ok(Instance::new(config, Clock::new(now_microseconds)))
}

fn user() -> User {
    let claims = [("shop_id".to_owned(), 1.into())].into_iter().collect();
    User { id: Some("7".to_owned()), roles: vec!["clerk".to_owned()], claims }
}

fn token(instance: &Instance) -> Result<String> {
    let User { id, roles, claims } = user();
    Ok(instance.mint_development_token(&id.unwrap_or_default(), &roles, claims, 3_600)?.token)
}

/// The statement that the data API runs for the request, with the key it was made for.
async fn statement(instance: &Instance) -> Result<Statement> {
    let schemas = instance.schemas().await;
    let schema = schemas.found.get("main").context("the schema")?;
    let document = bailiwick_policy::parse(POLICY, Format::Yaml)
        .map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let (policy, problems) = bailiwick_policy::check(&document, &schemas);
    ensure!(problems.is_empty(), "{problems:?}");
    let (limits, user) = (bailiwick_query::Limits::default(), user());
    let path = path(4_242);
    let query = path.split_once('?').map(|(_, query)| query);
    let input = RequestInput { method: "GET", table: "orders", query, ..RequestInput::default() };
    let request = bailiwick_query::parse(&input, &limits)?;
    let now = Moment { now_microseconds: now_microseconds() };
    let context =
        Context { schema, connection: "main", policy: &policy, user: &user, now, limits: &limits };
    let Plan::Read(plan) = bailiwick_query::plan(&request, &context)? else { bail!("not a read") };
    Ok(bailiwick_query::read_statement(&plan, schema.engine))
}

fn data_api(instance: Instance) -> Router {
    Router::new().fallback(move |request: Request| {
        let instance = instance.clone();
        async move { instance.handle(request, IpAddr::V4(Ipv4Addr::LOCALHOST)).await }
    })
}

async fn listen(app: Router) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}

/// The binds as text; `None` stands for the key.
fn binds(statement: &Statement) -> Result<Vec<Option<String>>> {
    let bind = |value: &Value| match value {
        Value::Integer(4_242) => Ok(None),
        Value::Integer(number) => Ok(Some(number.to_string())),
        Value::Text(text) => Ok(Some(text.clone())),
        other => bail!("a bind that this benchmark does not know: {other:?}"),
    };
    statement.binds.iter().map(bind).collect()
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
