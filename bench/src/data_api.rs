//! The data API against pgbench and a bare handler: the same prepared statement, random keys, 16 connections.
//!
//! Everything runs on this machine at the same time as its own load, so only the ratios mean something.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context as _, Result, bail, ensure};
use axum::{
    Router,
    extract::{Query, Request},
    http::header,
    routing::get,
};
use bailiwick_engine::{Dialer, FileRules, Target};
use bailiwick_instance::{ClientAuth, Clock, ConnectionConfig, Instance, InstanceConfig, Limits, PolicySource, Rate, State};
use bailiwick_policy::{Format, Moment, User};
use bailiwick_query::{Context, Plan, RequestInput, Statement};
use bailiwick_schema::Value;
use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    process::Command,
};
use tokio_postgres::{
    NoTls,
    types::{Format as WireFormat, IsNull, ToSql, Type},
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
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
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
    ensure!(one == other && one.matches("\"id\"").count() == 20, "the two answers differ:\n{one}\n{other}");

    let (mut pgbench_rates, mut bare_rates, mut api_rates) = (Vec::new(), Vec::new(), Vec::new());
    load(api, api_path, &api_head, Duration::from_secs(1)).await?;
    load(bare, bare_path, &bare_head, Duration::from_secs(1)).await?;
    for _ in 0..ROUNDS {
        pgbench_rates.push(pgbench(&database.url, &script).await?);
        bare_rates.push(load(bare, bare_path, &bare_head, ROUND).await?);
        api_rates.push(load(api, api_path, &api_head, ROUND).await?);
    }
    let (pgbench, bare, api) = (median(pgbench_rates), median(bare_rates), median(api_rates));
    println!("{CONNECTIONS} connections, 20 rows, random keys, median of {ROUNDS} rounds of {} s", ROUND.as_secs());
    println!("pgbench -M prepared       {pgbench:>9.0} /s   100 %");
    println!("bare axum + tokio-postgres{bare:>9.0} /s   {:>3.0} %", 100.0 * bare / pgbench);
    println!("data API, token and policy{api:>9.0} /s   {:>3.0} %  (limit {:.0} %)", 100.0 * api / pgbench, 100.0 * LIMIT);
    ensure!(api >= LIMIT * pgbench, "the data API is below its limit");
    Ok(())
}

fn path(key: u64) -> String {
    format!("/rest/v1/orders?select=id,customer_id,total,status,created_at&customer_id=eq.{key}&order=id&limit=20")
}

fn now_microseconds() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a benchmark happens now")]
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

fn instance(url: &str) -> Result<Instance> {
    let rules = FileRules { organization_folder: PathBuf::new(), allowed_folders: Vec::new(), forbidden: Vec::new() };
    let document = bailiwick_policy::parse(POLICY, Format::Yaml).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let unlimited = Rate::new(1_000_000, 1_000_000);
    let config = InstanceConfig {
        id: "bench".to_owned(),
        is_production: false,
        state: State::Running,
        audience: "http://bench".to_owned(),
        connections: vec![ConnectionConfig { name: "main".to_owned(), target: Target::parse(url, &rules)? }],
        client_auth: Some(ClientAuth { development_tokens: true, ..ClientAuth::default() }),
        policy: Some(PolicySource { version: 1, document: Arc::new(document), identities: None }),
        limits: Limits { per_user: unlimited, per_address: unlimited, ..Limits::default() },
        dialer: Arc::new(Dialer::new(vec!["127.0.0.0/8".parse()?])),
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
    let schema = schemas.0.get("main").context("the schema")?;
    let document = bailiwick_policy::parse(POLICY, Format::Yaml).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let (policy, problems) = bailiwick_policy::check(&document, &schemas);
    ensure!(problems.is_empty(), "{problems:?}");
    let (limits, user) = (bailiwick_query::Limits::default(), user());
    let path = path(4_242);
    let query = path.split_once('?').map(|(_, query)| query);
    let input = RequestInput { method: "GET", table: "orders", query, ..RequestInput::default() };
    let request = bailiwick_query::parse(&input, &limits)?;
    let now = Moment { now_microseconds: now_microseconds() };
    let context = Context { schema, connection: "main", policy: &policy, user: &user, now, limits: &limits };
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

/// A bind as text, which is how the data API sends it too.
#[derive(Debug, Clone)]
struct Text(String);

impl ToSql for Text {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> WireFormat {
        WireFormat::Text
    }

    tokio_postgres::types::to_sql_checked!();
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

/// What somebody would write by hand: a handler that runs the statement and joins the rows.
async fn bare(url: &str, statement: &Statement) -> Result<Router> {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let prepared = client.prepare(&statement.text).await?;
        clients.push((client, prepared));
    }
    let (clients, binds, next) = (Arc::new(clients), Arc::new(binds(statement)?), Arc::new(AtomicUsize::new(0)));
    Ok(Router::new().route(
        "/",
        get(move |Query(query): Query<Vec<(String, String)>>| {
            let (clients, binds, next) = (Arc::clone(&clients), Arc::clone(&binds), Arc::clone(&next));
            async move {
                let (client, prepared) = &clients[next.fetch_add(1, Ordering::Relaxed) % CONNECTIONS];
                let key = query.into_iter().next().map(|(_, key)| key).unwrap_or_default();
                let binds: Vec<Text> = binds.iter().map(|bind| Text(bind.clone().unwrap_or_else(|| key.clone()))).collect();
                let binds: Vec<&(dyn ToSql + Sync)> = binds.iter().map(|bind| bind as &(dyn ToSql + Sync)).collect();
                let rows = client.query(prepared, &binds).await.unwrap_or_default();
                let mut body = String::from("[");
                for (position, row) in rows.iter().enumerate() {
                    body.push_str(if position == 0 { "" } else { "," });
                    body.push_str(row.try_get(0).unwrap_or("null"));
                }
                body.push(']');
                ([(header::CONTENT_TYPE, "application/json")], body)
            }
        }),
    ))
}

/// The statement as a script for pgbench, which gives its variables to the prepared statement as parameters.
fn script(statement: &Statement) -> Result<tempfile::NamedTempFile> {
    use std::io::Write as _;
    let mut text = statement.text.clone();
    let mut head = format!("\\set key random(1, {CUSTOMERS})\n");
    for (position, bind) in binds(statement)?.into_iter().enumerate().rev() {
        let number = position + 1;
        let variable = match bind {
            None => ":key".to_owned(),
            Some(value) if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                head.push_str(&format!("\\set bind{number} {value}\n"));
                format!(":bind{number}")
            }
            // pgbench's variables are numbers; a constant text costs its statement nothing.
            Some(value) => format!("'{}'", value.replace('\'', "''")),
        };
        text = text.replace(&format!("${number}"), &variable);
    }
    let mut file = tempfile::NamedTempFile::new()?;
    write!(file, "{head}{};\n", text.replace('\n', " "))?;
    Ok(file)
}

async fn pgbench(url: &str, script: &tempfile::NamedTempFile) -> Result<f64> {
    let mut arguments: Vec<String> = ["-n", "-M", "prepared", "-j", "2"].map(str::to_owned).to_vec();
    arguments.extend(["-c".to_owned(), CONNECTIONS.to_string(), "-T".to_owned(), ROUND.as_secs().to_string()]);
    arguments.extend(["-f".to_owned(), script.path().display().to_string(), url.to_owned()]);
    let output = Command::new(program()?).args(arguments).output().await?;
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let rate = rate.and_then(|rest| rest.split_whitespace().next());
    let rate = rate.with_context(|| format!("{said}{}", String::from_utf8_lossy(&output.stderr)))?;
    Ok(rate.parse()?)
}

/// pgbench beside the newest server that is installed.
fn program() -> Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .context("Debian's `postgresql` is not installed")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/pgbench")))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().context("`pgbench` is not installed")
}

/// Requests each second over so many kept connections, each with a random key.
async fn load(address: SocketAddr, path: impl Fn(u64) -> String + Copy + Send + 'static, head: &str, duration: Duration) -> Result<f64> {
    let began = Instant::now();
    let ends = began + duration;
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let head = head.to_owned();
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                let (mut buffer, mut answered) = (vec![0; 64 * 1024], 0_u64);
                while Instant::now() < ends {
                    let key = rand::random_range(1..=CUSTOMERS);
                    exchange(&mut stream, &path(key), &head, &mut buffer).await?;
                    answered += 1;
                }
                anyhow::Ok(answered)
            })
        })
        .collect();
    let mut answered = 0;
    for task in tasks {
        answered += task.await??;
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    Ok(answered as f64 / began.elapsed().as_secs_f64())
}

async fn ask_once(address: SocketAddr, path: &str, head: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let mut buffer = vec![0; 64 * 1024];
    let (from, to) = exchange(&mut stream, path, head, &mut buffer).await?;
    Ok(String::from_utf8_lossy(&buffer[from..to]).into_owned())
}

/// One request and its whole answer; where its body stands in the buffer.
async fn exchange(stream: &mut TcpStream, path: &str, head: &str, buffer: &mut [u8]) -> Result<(usize, usize)> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{head}\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        ensure!(read > 0, "the server closed the connection");
        filled += read;
        let Some(end) = buffer[..filled].windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..end])?;
        ensure!(head.starts_with("HTTP/1.1 20"), "{}", String::from_utf8_lossy(&buffer[..filled]));
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let total = end + 4 + length.context("no content-length")?.parse::<usize>()?;
        if filled >= total {
            return Ok((end + 4, total));
        }
    }
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
