//! What changes behind our back, and what we change ourselves.

use std::time::{Duration, Instant};

use bailiwick_instance::State;
use bailiwick_schema::Engine;
use serde_json::json;

use crate::world::{ENGINES, Got, POLICY, World, ann, manager};

/// Asks until the answer is right; the limit is five seconds and a little.
async fn soon(world: &World, token: &str, path: &str, is_right: impl Fn(&Got) -> bool) {
    let began = Instant::now();
    loop {
        let got = world.get(token, path).await;
        if is_right(&got) {
            return;
        }
        assert!(began.elapsed() < Duration::from_millis(6_000), "{path}: {got:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn a_new_column_appears_under_star() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(POLICY).await;
        assert_eq!(world.get(&manager(), "orders?select=id&order=id").await.ids().len(), 5);
        world.place.run("alter table orders add column gift varchar(20)").await;
        if engine != Engine::Postgres {
            // Neither has a name for a table that outlives an alteration, so it may be refused until the next deploy.
            soon(&world, &manager(), "orders?select=id,gift", |got| {
                got.status == 200 || got.status == 404
            })
            .await;
            world.deploy(POLICY).await;
        }
        soon(&world, &manager(), "orders?select=id,gift", |got| got.status == 200).await;
        let hidden = world.get(&ann(), "orders?select=gift").await;
        assert_eq!(
            hidden.refusal(),
            (400, "42703".to_owned()),
            "it was listed for nobody else, {engine:?}"
        );
    }
}

#[tokio::test]
async fn a_dropped_column_or_table_is_noticed_by_the_next_request() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        assert_eq!(world.get(&manager(), "orders").await.status, 200);
        world.place.run("alter table orders drop column note").await;
        let got = world.get(&manager(), "orders").await;
        assert_eq!((got.status, got.text.contains("note")), (200, false), "{engine:?}: {got:?}");
        let got = world.get(&manager(), "orders?select=note").await;
        assert_eq!(got.refusal(), (400, "42703".to_owned()), "{engine:?}");
        let got = world
            .post(
                &manager(),
                "orders?select=total",
                json!({"customer_id": 1, "total": 3, "status": "open"}),
            )
            .await;
        assert_eq!(got.status, 201, "{engine:?}: {got:?}");
        world.place.run("drop table order_items").await;
        let got = world.get(&manager(), "order_items").await;
        assert_eq!(got.refusal(), (404, "PGRST205".to_owned()), "{engine:?}");
    }
}

#[tokio::test]
async fn a_renamed_column_is_noticed() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        assert_eq!(world.get(&manager(), "customers?select=id,pin").await.status, 200);
        world.place.run("alter table customers rename column pin to code").await;
        assert_eq!(
            world.get(&manager(), "customers?select=id,pin").await.refusal(),
            (400, "42703".to_owned()),
            "{engine:?}"
        );
        assert_eq!(
            world.get(&manager(), "customers?select=id,code").await.status,
            200,
            "{engine:?}"
        );
    }
}

/// SQLite changes no type: a table is made anew there, and is another.
#[tokio::test]
async fn a_column_of_another_type_is_read_as_it_is_now_and_closes_what_no_longer_fits() {
    const COUNTS: &str = "permissions:
  all: { table: main.counts, roles: [manager], select: { columns: [id, amount] } }
  many: { table: main.counts, roles: [customer], select: { where: { amount: { $gt: 5 } } } }
";
    for (engine, change) in [
        (
            Engine::Postgres,
            "alter table counts alter column amount type varchar(20) using amount::varchar",
        ),
        (Engine::Mysql, "alter table counts modify amount varchar(20)"),
    ] {
        let mut world = World::new(engine).await;
        world.place.run("create table counts (id bigint primary key, amount bigint); insert into counts values (1, 3), (2, 30);").await;
        world.deploy(COUNTS).await;
        let path = "counts?select=id,amount&order=id";
        soon(&world, &ann(), path, |got| got.status == 200 && got.ids() == [2]).await;
        world.place.run(change).await;
        if engine == Engine::Mysql {
            // It has no name for a table that outlives an alteration, so it may be refused until the next deploy.
            world.deploy(COUNTS).await;
        }
        soon(&world, &manager(), path, |got| {
            assert!(got.status < 500, "{engine:?}: {got:?}");
            got.status == 200 && got.json()[0]["amount"] == json!("3")
        })
        .await;
        // A number is compared with no text, so what says so opens nothing.
        let closed = world.get(&ann(), path).await;
        assert_eq!(closed.refusal(), (404, "PGRST205".to_owned()), "{engine:?}");
    }
}

#[tokio::test]
async fn a_renamed_table_takes_no_permission_along() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(POLICY).await;
        soon(&world, &manager(), "journal", |got| got.status == 200).await;
        world.place.run("alter table journal rename to diary").await;
        soon(&world, &manager(), "journal", |got| got.status == 404).await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        for name in ["journal", "diary"] {
            let got = world.get(&manager(), name).await;
            assert_eq!(got.refusal(), (404, "PGRST205".to_owned()), "{name} on {engine:?}");
        }
        // Another that takes its name is not what was meant.
        world.place.run("alter table vault rename to journal").await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let got = world.get(&manager(), "journal").await;
        assert_eq!(got.refusal(), (404, "PGRST205".to_owned()), "{engine:?}");
        world
            .place
            .run("alter table journal rename to vault; alter table diary rename to journal")
            .await;
        world.deploy(POLICY).await;
        soon(&world, &manager(), "journal", |got| got.status == 200).await;
    }
}

#[tokio::test]
async fn a_recreated_table_inherits_nothing_until_the_next_deploy() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(POLICY).await;
        assert_eq!(world.get(&manager(), "journal").await.status, 200, "{engine:?}");
        // MariaDB tells two tables of one name apart by the second they were made in.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        world.place.run("drop table journal; create table journal (at_second bigint, entry varchar(80), author bigint); insert into journal values (1, 'private', 7);").await;
        soon(&world, &manager(), "journal", |got| got.status == 404).await;
        let closed = world.get(&manager(), "journal").await;
        assert_eq!(closed.refusal(), (404, "PGRST205".to_owned()), "{engine:?}");
        assert_eq!(
            world.post(&manager(), "journal", json!({"entry": "x"})).await.status,
            404,
            "{engine:?}"
        );
        assert_eq!(
            world.get(&manager(), "orders?select=id").await.ids().len(),
            5,
            "the others stay open, {engine:?}"
        );
        world.deploy(POLICY).await;
        assert_eq!(world.get(&manager(), "journal").await.status, 200, "{engine:?}");
    }
}

/// `docs/policies.md` says where nothing tells the two apart: SQLite keeps the statement of a table and nothing else.
#[tokio::test]
async fn a_table_made_again_by_the_very_same_statement_is_another_where_the_engine_can_tell() {
    const MAKE: &str = "create table twin (id bigint primary key, said varchar(20))";
    const TWIN: &str = "permissions:\n  twin:\n    table: main.twin\n    roles: [manager]\n    select: { columns: [id, said] }\n";
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.place.run(MAKE).await;
        world.deploy(TWIN).await;
        soon(&world, &manager(), "twin", |got| got.status == 200).await;
        // MariaDB tells two tables of one name apart by the second they were made in.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        world.place.run("drop table twin").await;
        soon(&world, &manager(), "twin", |got| got.status == 404).await;
        world.place.run(MAKE).await;
        let inherits = engine == Engine::Sqlite;
        let expected = if inherits { 200 } else { 404 };
        soon(&world, &manager(), "twin", |got| got.status == expected).await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert_eq!(world.get(&manager(), "twin").await.status, expected, "{engine:?}");
    }
}

#[tokio::test]
async fn a_deploy_counts_at_once_and_is_never_mixed_with_the_one_before() {
    const DRAFTS: &str = "permissions:\n  p:\n    table: main.orders\n    roles: [customer]\n    select: { columns: [id], where: { status: draft } }\n";
    const OPEN: &str = "permissions:\n  p:\n    table: main.orders\n    roles: [customer]\n    select: { columns: [id, status], where: { status: open } }\n";
    let drafts = json!([{"id": 1}, {"id": 3}]);
    let open = json!([{"id": 2, "status": "open"}, {"id": 5, "status": "open"}]);
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(DRAFTS).await;
        let (client, url, token) =
            (world.client.clone(), format!("{}/rest/v1/orders?order=id", world.url), ann());
        let (drafts_too, open_too) = (drafts.clone(), open.clone());
        let load: Vec<_> = (0..4)
            .map(|_| {
                let (client, url, token, drafts, open) = (
                    client.clone(),
                    url.clone(),
                    token.clone(),
                    drafts_too.clone(),
                    open_too.clone(),
                );
                tokio::spawn(async move {
                    let mut seen = [0_u32; 2];
                    for _ in 0..100 {
                        let got: serde_json::Value = client
                            .get(&url)
                            .bearer_auth(&token)
                            .send()
                            .await
                            .unwrap()
                            .json()
                            .await
                            .unwrap();
                        assert!(got == drafts || got == open, "{got}");
                        seen[usize::from(got == open)] += 1;
                    }
                    seen
                })
            })
            .collect();
        for _ in 0..10 {
            world.deploy(OPEN).await;
            assert_eq!(
                world.get(&ann(), "orders?order=id").await.json(),
                open,
                "at once, {engine:?}"
            );
            world.deploy(DRAFTS).await;
            assert_eq!(
                world.get(&ann(), "orders?order=id").await.json(),
                drafts,
                "at once, {engine:?}"
            );
        }
        for task in load {
            task.await.unwrap();
        }
    }
}

#[tokio::test]
async fn an_instance_that_does_not_run_says_so() {
    let mut world = World::new(Engine::Sqlite).await;
    for state in [State::Empty, State::Failed, State::Deprovisioned] {
        world.configure(|config| config.state = state);
        let got = world.get(&ann(), "orders").await;
        assert_eq!(got.refusal(), (503, "instance_not_running".to_owned()));
        assert!(got.headers.contains_key("retry-after"));
    }
    world.configure(|config| config.state = State::Running);
    assert_eq!(world.get(&ann(), "orders").await.status, 200);
}

#[tokio::test]
async fn a_policy_for_a_connection_that_is_gone_grants_nothing() {
    let mut world = World::new(Engine::Sqlite).await;
    assert_eq!(world.get(&ann(), "orders").await.status, 200);
    world.configure(|config| config.connections.clear());
    assert_eq!(world.get(&ann(), "orders").await.refusal(), (404, "PGRST205".to_owned()));
}

#[tokio::test]
async fn no_policy_means_nothing_is_granted() {
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| config.policy = None);
    assert_eq!(world.get(&manager(), "orders").await.refusal(), (404, "PGRST205".to_owned()));
}

/// However often people ask what a database is like, it is not looked at for each of them.
#[tokio::test]
async fn a_schema_that_was_just_looked_at_is_told_again() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let has_gift = |schemas: &bailiwick_policy::SchemaSet| {
            let tables = &schemas.found["main"].tables;
            tables.iter().any(|table| table.column("gift").is_some())
        };
        world.place.run("create table gifts (gift varchar(20))").await;
        let looked = Instant::now();
        assert!(has_gift(&world.instance.schemas().await), "{engine:?}");
        world.place.run("drop table gifts").await;
        let told = world.instance.recent_schemas().await;
        if looked.elapsed() < Duration::from_millis(200) {
            assert!(has_gift(&told), "{engine:?}: it was looked at again");
        }
        assert!(!has_gift(&world.instance.schemas().await), "{engine:?}: what is deployed is true");
        world.place.run("create table gifts (gift varchar(20))").await;
        tokio::time::sleep(Duration::from_millis(260)).await;
        assert!(has_gift(&world.instance.recent_schemas().await), "{engine:?}");
    }
}
