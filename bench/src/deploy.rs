//! `deploy`: how long a deploy of a policy of 500 permissions takes, over HTTP, from the press to its being in force: the draft
//! is read, checked against the schema of the database as it is now, stored with its audit entry and compiled.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use crate::storm::house::House;

const PERMISSIONS: usize = 500;
/// They are about so many tables, as many permissions on each.
const TABLES: usize = 50;
const ROUNDS: usize = 21;
/// At the median.
const TARGET: Duration = Duration::from_millis(200);

/// Runs the benchmark and prints its figures; an error when the target is missed.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<()> {
    let server = bailiwick_testkit::PostgresServer::private().await;
    let shop = server.database().await;
    server.run(&shop.name, &tables()).await;
    let house = House::build(&shop.url).await?;
    let token = house.token(7).await?;
    let mut took = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        let document = document(round);
        house.draft(document).await?;
        let began = Instant::now();
        house.deploy_draft().await?;
        took.push(began.elapsed());
        in_force(&house, &token, round).await?;
    }
    took.sort_unstable();
    let (median, longest) = (took[ROUNDS / 2], took[ROUNDS - 1]);
    let verdict = if median <= TARGET { "met" } else { "MISSED" };
    println!(
        "a deploy of {PERMISSIONS} permissions on {TABLES} tables of Postgres, {} bytes, {ROUNDS} times",
        document(0).to_string().len()
    );
    println!(
        "p50 {:.1} ms, longest {:.1} ms   target {} ms: {verdict}",
        median.as_secs_f64() * 1e3,
        longest.as_secs_f64() * 1e3,
        TARGET.as_millis()
    );
    house.stop().await;
    ensure!(median <= TARGET, "a deploy takes longer than it may");
    Ok(())
}

fn tables() -> String {
    let table = |number: usize| {
        format!(
            "create table t{number} (id bigint primary key, owner bigint not null, grade bigint not null, label text, note text, paid boolean, total numeric(12,2), made_at timestamptz, up bigint references t{up} (id));\ninsert into t{number} values ({number}, 7, {number}, 'a', 'b', true, 1, now(), null);\n",
            up = number.saturating_sub(1),
        )
    };
    (0..TABLES).map(table).collect()
}

/// What a policy of people looks like: own rows and the rows of a group, rules, a relation, a mask. Each round shows another
/// column.
fn document(round: usize) -> Value {
    let permission = |number: usize| {
        let (table, kind) = (number % TABLES, number / TABLES);
        let mut columns =
            vec!["id", "owner", "grade", if round.is_multiple_of(2) { "label" } else { "note" }];
        if kind.is_multiple_of(2) {
            columns.push("total");
        }
        let own = json!({ "owner": "$user.id", "$or": [{ "grade": { "$gte": kind } }, { "paid": true }] });
        let up = format!("t{}!up", table.saturating_sub(1));
        let related = json!({ up: { "owner": "$user.id" }, "label": { "$like": "a%" } });
        let permission = json!({
            "table": format!("shop.t{table}"),
            "roles": ["reader", format!("group_{kind}")],
            "select": { "columns": columns, "where": if kind < 8 { own.clone() } else { related }, "aggregate": ["sum"] },
            "insert": { "columns": ["id", "label", "total"], "validate": { "total": { "$gt": 0 } }, "overwrite": { "owner": "$user.id", "grade": 0 } },
            "update": { "columns": ["label", "note"], "where": own, "validate": { "label": { "$in": ["a", "b", "c"] } } },
        });
        (format!("p{number}"), permission)
    };
    let permissions: Map<String, Value> = (0..PERMISSIONS).map(permission).collect();
    json!({ "permissions": permissions })
}

/// The column that the round shows is there, and the other is not.
async fn in_force(house: &House, token: &str, round: usize) -> Result<()> {
    let url = format!("{}/t3", house.data());
    let request = reqwest::Client::new().get(url).bearer_auth(token);
    let answer: Value = request.header("accept-profile", "shop").send().await?.json().await?;
    let row = answer[0].as_object().with_context(|| format!("no row is shown: {answer}"))?;
    let (shown, hidden) =
        if round.is_multiple_of(2) { ("label", "note") } else { ("note", "label") };
    ensure!(row.contains_key(shown) && !row.contains_key(hidden), "round {round}: {answer}");
    Ok(())
}
