//! Databases that go away, and statements that take too long.

use std::time::{Duration, Instant};

use bailiwick_schema::Engine;
use serde_json::json;

use crate::world::{ENGINES, Place, World, ann, manager, shop};

const SLOW: &str = "permissions:\n  slow:\n    table: main.slow\n    roles: [manager]\n    select: {}\n  orders:\n    table: main.orders\n    roles: [manager]\n    select: {}\n    insert: {}\n";

fn slow_view(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "create view slow as with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000000) select count(*) as id from n"
        }
        Engine::Postgres => "create view slow as select 1 as id, pg_sleep(20)::text as nap",
        Engine::Mysql => "create view slow as select 1 as id, sleep(20) as nap",
    }
}

async fn private(engine: Engine) -> Place {
    let place = match engine {
        Engine::Postgres => {
            let server = bailiwick_testkit::PostgresServer::private().await;
            let database = server.database().await;
            Place::Postgres(server, database)
        }
        _ => {
            let server = bailiwick_testkit::MariadbServer::private().await;
            let database = server.database().await;
            Place::Mysql(server, database)
        }
    };
    place.run(&shop(engine)).await;
    place.run(slow_view(engine)).await;
    // The test servers write their log once a second, and they are about to crash.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    place
}

async fn stop(place: &Place) {
    match place {
        Place::Postgres(server, _) => server.stop().await,
        Place::Mysql(server, _) => server.stop().await,
        Place::Sqlite(_) => {}
    }
}

async fn start(place: &mut Place) {
    match place {
        Place::Postgres(server, _) => server.start().await,
        Place::Mysql(server, _) => server.start().await,
        Place::Sqlite(_) => {}
    }
}

#[tokio::test]
async fn a_database_that_goes_away_mid_request_answers_503_and_comes_back() {
    for engine in [Engine::Postgres, Engine::Mysql] {
        let mut world = World::at(private(engine).await).await;
        world.deploy(SLOW).await;
        assert_eq!(world.get(&manager(), "orders?select=id").await.ids().len(), 5, "{engine:?}");
        let token = manager();
        let during = world.get(&token, "slow");
        let stopping = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            stop(&world.place).await;
        };
        let (during, ()) = tokio::join!(during, stopping);
        assert_eq!(during.status, 503, "{engine:?}: {during:?}");
        assert!(during.headers.contains_key("retry-after"), "{engine:?}");
        let after = world.get(&manager(), "orders?select=id").await;
        assert_eq!(after.status, 503, "{engine:?}: {after:?}");
        let write = world
            .post(&manager(), "orders", json!({"customer_id": 1, "total": 1, "status": "open"}))
            .await;
        assert_eq!(write.status, 503, "{engine:?}: {write:?}");
        assert!(!after.text.contains("127.0.0.1"), "{engine:?}: {after:?}");
        start(&mut world.place).await;
        assert_eq!(world.get(&manager(), "orders?select=id").await.ids().len(), 5, "{engine:?}");
    }
}

#[tokio::test]
async fn a_statement_beyond_its_time_is_cancelled() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.place.run(slow_view(engine)).await;
        world.deploy(SLOW).await;
        world.configure(|config| config.limits.statement_time = Duration::from_millis(700));
        let began = Instant::now();
        let got = world.get(&manager(), "slow").await;
        assert_eq!(got.refusal(), (504, "57014".to_owned()), "{engine:?}: {got:?}");
        assert!(began.elapsed() < Duration::from_secs(4), "{engine:?}: {:?}", began.elapsed());
        assert_eq!(world.get(&manager(), "orders?select=id").await.ids().len(), 5, "{engine:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_gone_answers_503() {
    let world = World::new(Engine::Sqlite).await;
    let Place::Sqlite(file) = &world.place else { panic!("a file") };
    let aside = file.path().with_extension("aside");
    std::fs::rename(file.path(), &aside).unwrap();
    let got = world.get(&ann(), "orders?select=id").await;
    assert_eq!(got.status, 503, "{got:?}");
    std::fs::rename(&aside, file.path()).unwrap();
    assert_eq!(world.get(&ann(), "orders?select=id").await.status, 200);
}

#[tokio::test]
async fn a_stopped_instance_answers_503() {
    let world = World::new(Engine::Sqlite).await;
    assert_eq!(world.get(&ann(), "orders?select=id").await.status, 200);
    world.instance.stop().await;
    assert_eq!(world.get(&ann(), "orders?select=id").await.status, 503);
}
