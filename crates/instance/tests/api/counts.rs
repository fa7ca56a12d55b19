//! How many rows one permission admits, held against what its users then read; on every engine.

use std::time::Duration;

use bailiwick_instance::{CountQuestion, PermissionCount};
use bailiwick_policy::{Format, Operation, User, parse};
use bailiwick_schema::Engine;
use serde_json::{Value, json};

use crate::world::{ENGINES, POLICY, World, token_with};

const LONG: Duration = Duration::from_secs(30);

async fn count(
    world: &World,
    permission: &str,
    operation: Operation,
    user: Value,
    time_limit: Duration,
) -> Option<PermissionCount> {
    let document = parse(POLICY, Format::Yaml).unwrap_or_else(|problems| panic!("{problems:?}"));
    let user: User = serde_json::from_value(user).unwrap();
    let permission = permission.to_owned();
    let question = CountQuestion { document, permission, operation, user, time_limit };
    world.instance.count(&question).await
}

async fn rows_read(world: &World, id: &str, roles: &[&str], table: &str) -> u64 {
    let token = token_with(id, roles, "region", json!(null));
    let got = crate::world::send(world.request(reqwest::Method::GET, &token, table)).await;
    assert_eq!(got.status, 200, "{got:?}");
    got.json().as_array().unwrap().len() as u64
}

#[tokio::test]
async fn a_permission_admits_as_many_rows_as_its_users_read() {
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(POLICY).await;
        let manager = json!({ "id": "90", "roles": ["manager"] });
        let all = count(&world, "all_orders", Operation::Select, manager, LONG).await.unwrap();
        let total = rows_read(&world, "90", &["manager"], "orders").await;
        let rows = all.rows.unwrap();
        assert_eq!((rows.admitted, rows.looked_at), (total, total), "{engine:?} {all:?}");
        assert!(rows.is_complete && all.applies && all.problem.is_none(), "{engine:?} {all:?}");

        let customer = json!({ "id": "1", "roles": ["customer"] });
        let own = count(&world, "own_orders", Operation::Select, customer, LONG).await.unwrap();
        let rows = own.rows.unwrap();
        let read = rows_read(&world, "1", &["customer"], "orders").await;
        assert_eq!((rows.admitted, rows.looked_at), (read, total), "{engine:?} {own:?}");
        assert!(0 < read && read < total, "{read} of {total} say nothing");
        assert!(own.filter_sql.as_deref().unwrap().contains("customer_id"), "{own:?}");
    }
}

#[tokio::test]
async fn who_is_not_meant_and_what_adds_rows_is_not_counted() {
    let mut world = World::new(ENGINES[0]).await;
    world.deploy(POLICY).await;
    for (operation, user, reason) in [
        (Operation::Select, json!({ "id": "1", "roles": ["desk"] }), "none of its roles"),
        (Operation::Select, json!({ "roles": ["customer"] }), "$user.id"),
        (Operation::Insert, json!({ "id": "1", "roles": ["customer"] }), "its role `customer`"),
    ] {
        let told = count(&world, "own_orders", operation, user, LONG).await.unwrap();
        assert!(told.reason.contains(reason), "{told:?}");
        assert_eq!((told.filter_sql, told.rows, told.problem), (None, None, None));
        assert_eq!(told.applies, operation == Operation::Insert);
    }
    let customer = json!({ "id": "1", "roles": ["customer"] });
    assert_eq!(count(&world, "gone", Operation::Select, customer, LONG).await, None);
}

#[tokio::test]
async fn without_time_it_is_said_that_nothing_was_counted() {
    let mut world = World::new(ENGINES[0]).await;
    world.deploy(POLICY).await;
    let manager = json!({ "id": "90", "roles": ["manager"] });
    let told =
        count(&world, "all_orders", Operation::Select, manager, Duration::ZERO).await.unwrap();
    assert_eq!(told.rows, None);
    assert!(told.problem.is_some_and(|problem| problem.contains("time")));
}

#[tokio::test]
async fn an_instance_counts_one_at_a_time() {
    let mut world = World::new(Engine::Postgres).await;
    world.deploy(POLICY).await;
    // So many that a count can be watched.
    let many = "insert into orders (id, customer_id, total) select g, 1, g from generate_series(1000, 500000) g";
    world.place.run(many).await;
    let asked = async |limit: Duration| {
        let manager = json!({ "id": "90", "roles": ["manager"] });
        count(&world, "all_orders", Operation::Select, manager, limit).await.unwrap()
    };
    let total = asked(LONG).await.rows.unwrap().admitted;
    let (watcher, connection) =
        tokio_postgres::connect(&world.place.url(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let is_over = std::cell::Cell::new(false);
    let watch = async {
        let counting = "select count(*) from pg_stat_activity where datname = current_database()
            and state = 'active' and query like '%count(%' and query like '%orders%' and pid <> pg_backend_pid()";
        let mut most = 0;
        while !is_over.get() {
            most = most.max(watcher.query_one(counting, &[]).await.unwrap().get::<_, i64>(0));
        }
        most
    };
    let hasty = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        asked(Duration::from_millis(10)).await.problem
    };
    let together = async {
        let counted = futures::future::join_all((0..6).map(|_| asked(LONG)));
        let (counted, problem) = tokio::join!(counted, hasty);
        is_over.set(true);
        (counted, problem)
    };
    let ((counted, problem), most) = tokio::join!(together, watch);
    assert_eq!(most, 1, "so many ran at once");
    for one in counted {
        assert_eq!(one.rows.map(|rows| rows.admitted), Some(total), "in its turn: {one:?}");
    }
    assert!(problem.as_ref().unwrap().contains("other counts of this instance"), "{problem:?}");
}
