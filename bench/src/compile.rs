//! `compile`: what a request costs before the database is asked. Reduce the policy to a user, plan, write the SQL; no text is
//! kept from one request to the next, so every request pays it.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use bailiwick_engine::{Database, Dialer, Options};
use bailiwick_policy::{Format, Moment, Policy, SchemaSet, User};
use bailiwick_query::{Context, Limits, Plan, RequestInput};

const ROUNDS: u64 = 20_000;

/// At the median.
const TARGET: Duration = Duration::from_micros(20);

const TABLES: &str = "
create table customers (id bigint primary key, name text not null, email text, region text not null);
create table orders (id bigint primary key, shop_id bigint not null, customer_id bigint not null references customers (id),
  total numeric(12,2) not null, status text not null, note text, created_at timestamptz not null);
create table lines (id bigint primary key, order_id bigint not null references orders (id), article text not null, amount int not null)";

const POLICY: &str = "
predicates:
  own_shop: { shop_id: $user.shop_id }
permissions:
  shop_orders:
    table: main.orders
    roles: [clerk]
    select:
      columns: [id, customer_id, total, status, created_at]
      where: { $use: own_shop, status: { $ne: deleted } }
  open_notes:
    table: main.orders
    roles: [support]
    select:
      columns: [id, customer_id, status, note]
      where: { status: { $in: [open, paid] }, customers: { region: $user.region } }
  recent:
    table: main.orders
    roles: [support, auditor]
    select: { columns: [id, total, created_at], where: { created_at: { $gt: { $now: -30d } } } }
  customers:
    table: main.customers
    roles: [support]
    select: { columns: [id, name, email, region], where: { region: $user.region }, mask: { email: email } }
  lines:
    table: main.lines
    roles: [support]
    select: { where: { orders: { status: { $ne: deleted } } } }
";

/// A request, and the roles of who asks.
struct Case {
    name: &'static str,
    roles: &'static [&'static str],
    query: fn(u64) -> String,
}

const CASES: [Case; 3] = [
    Case {
        name: "20 rows of one table, one permission",
        roles: &["clerk"],
        query: |key| {
            format!(
                "select=id,customer_id,total,status,created_at&customer_id=eq.{key}&order=id&limit=20"
            )
        },
    },
    Case {
        name: "the same with cells of two permissions",
        roles: &["support", "auditor"],
        query: |key| {
            format!("select=id,total,status,note,created_at&id=gt.{key}&order=id&limit=20")
        },
    },
    Case {
        name: "with two embeds, and filters on hidden cells",
        roles: &["support", "auditor"],
        query: |key| {
            format!(
                "select=id,total,status,customers(name,email),lines(article,amount)&total=gt.{key}&or=(status.eq.open,note.like.a*)&lines.order=id&order=created_at.desc&limit=20"
            )
        },
    },
];

/// Runs the benchmark and prints its figures; an error when the target is missed.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (policy, schemas) = runtime.block_on(world())?;
    let mut is_met = true;
    for case in &CASES {
        let (compiled, with_parser, length) = measure(case, &policy, &schemas)?;
        let verdict = if compiled <= TARGET { "met" } else { "MISSED" };
        println!(
            "{:<46} p50 {:>5.1} µs, with the reading of its URL {:>5.1} µs; {length} bytes of SQL   target {} µs: {verdict}",
            case.name,
            compiled.as_secs_f64() * 1e6,
            with_parser.as_secs_f64() * 1e6,
            TARGET.as_micros()
        );
        is_met &= compiled <= TARGET;
    }
    ensure!(is_met, "the target was missed");
    Ok(())
}

/// The policy over the schema of a real Postgres.
async fn world() -> Result<(Policy, SchemaSet)> {
    let server = bailiwick_testkit::PostgresServer::private().await;
    let shop = server.database().await;
    server.run(&shop.name, TABLES).await;
    let dialer = Dialer::new(vec!["127.0.0.0/8".parse()?]);
    let options = Options::new(dialer.into());
    let database = Database::new(crate::data_api::target(&shop.url)?, options);
    let schema = database.introspect().await?;
    let schemas = SchemaSet::of([("main".to_owned(), schema.into())].into());
    let document = bailiwick_policy::parse(POLICY, Format::Yaml)
        .map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let (policy, problems) = bailiwick_policy::check(&document, &schemas);
    ensure!(problems.is_empty(), "{problems:?}");
    Ok((policy, schemas))
}

/// The medians without and with the reading of the URL, and how long the statement is.
fn measure(
    case: &Case,
    policy: &Policy,
    schemas: &SchemaSet,
) -> Result<(Duration, Duration, usize)> {
    let schema = schemas.found.get("main").context("the schema")?;
    let limits = Limits::default();
    let (mut compiled, mut with_parser, mut length) = (Vec::new(), Vec::new(), 0);
    for key in 0..ROUNDS {
        let query = (case.query)(key);
        let user = User {
            id: Some(key.to_string()),
            roles: case.roles.iter().map(|role| (*role).to_owned()).collect(),
            claims: [("shop_id".to_owned(), key.into()), ("region".to_owned(), "north".into())]
                .into_iter()
                .collect(),
        };
        let began = Instant::now();
        let input = RequestInput {
            method: "GET",
            table: "orders",
            query: Some(&query),
            ..RequestInput::default()
        };
        let request = bailiwick_query::parse(&input, &limits)?;
        let read = Instant::now();
        let now = Moment { now_microseconds: 1_767_225_600_000_000 };
        let context =
            Context { schema, connection: "main", policy, user: &user, now, limits: &limits };
        let Plan::Read(plan) = bailiwick_query::plan(&request, &context)? else {
            bail!("not a read")
        };
        let statement = black_box(bailiwick_query::read_statement(&plan, schema.engine));
        compiled.push(read.elapsed());
        with_parser.push(began.elapsed());
        length = statement.text.len();
    }
    Ok((median(compiled), median(with_parser), length))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
