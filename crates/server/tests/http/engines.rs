//! A real Postgres and a real MariaDB: registered over the control plane, read over the data plane.

use reqwest::Method;
use serde_json::{Value, json};

use super::place::Place;
use crate::support::{Client, Reply, Server};

/// A user reads the orders of their own customers and what was ordered.
const POLICY: &str = "permissions:
  orders:
    table: shop.orders
    roles: [reader]
    select: { columns: [id, customer, total], where: { customer: $user.id } }
  lines:
    table: shop.order_lines
    roles: [reader]
    select: {}
";

const TABLES: &str = "create table orders (id int primary key, customer varchar(20) not null, total decimal(10,2), secret varchar(20));
create table order_lines (id int primary key, order_id int not null, name varchar(20), foreign key (order_id) references orders (id));
insert into orders values (1, '7', 10.50, 'hidden'), (2, '8', 20.00, 'hidden'), (3, '7', 99999999.99, 'hidden');
insert into order_lines values (1, 1, 'tent'), (2, 1, 'stove'), (3, 2, 'map')";

async fn started() -> Server {
    Server::start_with(|settings| settings.outbound_allow = vec!["127.0.0.0/8".parse().unwrap()])
        .await
}

async fn read(user: &Client, path: &str) -> Reply {
    user.send(Method::GET, path, &[("accept-profile", "shop")], None).await
}

/// Registers the database as `shop` and reads it as an application user.
async fn check(engine: &str, url: &str) {
    let server = started().await;
    let place = Place::make(&server).await;
    let connections = format!("{}/connections", place.instance);
    let new = json!({ "name": "shop", "url": url });
    let tried = place.owner.post(&format!("{connections}/test"), new.clone()).await;
    assert_eq!((tried.status, &tried.body["passed"]), (200, &json!(true)), "{}", tried.text);
    let made = place.owner.post(&connections, new).await;
    assert_eq!((made.status, &made.body["target"]["engine"]), (201, &json!(engine)));
    assert!(!made.text.contains(bailiwick_testkit::PASSWORD), "{}", made.text);
    let tested = place.owner.json(Method::POST, &format!("{connections}/shop/test"), None).await;
    let outcomes: Vec<&Value> =
        tested.body["stages"].as_array().unwrap().iter().map(|stage| &stage["outcome"]).collect();
    assert_eq!(outcomes, ["passed", "skipped", "passed", "passed"], "{}", tested.text);

    let orders = format!("{}/orders", place.data);
    let user = place.user(json!(["reader"])).await;
    assert_eq!(read(&user, &orders).await.status, 503, "nothing was deployed");
    let deployed = place.deploy(POLICY).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
    let rows = read(&user, &format!("{orders}?order=id")).await;
    let expected = "[{\"id\":1,\"customer\":\"7\",\"total\":10.50},{\"id\":3,\"customer\":\"7\",\"total\":99999999.99}]";
    assert_eq!((rows.status, rows.text.replace("\n ", "").as_str()), (200, expected));
    let nested = read(&user, &format!("{orders}?select=id,order_lines(name)&id=eq.1")).await;
    assert_eq!(
        nested.body,
        json!([{ "id": 1, "order_lines": [{ "name": "tent" }, { "name": "stove" }] }]),
        "{}",
        nested.text
    );
    let others = read(&user, &format!("{orders}?id=eq.2")).await;
    assert_eq!((others.status, others.text.as_str()), (200, "[]"), "somebody else's");
    let probed = read(&user, &format!("{orders}?secret=eq.hidden")).await;
    assert_eq!((probed.status, &probed.body["code"]), (400, &json!("42703")), "{}", probed.text);
    let headers = [("content-profile", "shop"), ("content-type", "application/json")];
    let body = Some(json!({ "id": 9, "customer": "7" }).to_string());
    let written = user.send(Method::POST, &orders, &headers, body).await;
    assert_eq!((written.status, &written.body["code"]), (403, &json!("42501")), "{}", written.text);
    let looked = format!(
        "{}/data/shop/orders?as=%7B%22id%22:%228%22,%22roles%22:%5B%22reader%22%5D%7D",
        place.instance
    );
    let looked = place.owner.get(&looked).await;
    assert_eq!((looked.status, &looked.body["total"]), (200, &json!(1)), "{}", looked.text);

    away(&place, &user, &connections, url).await;
}

/// The same connection, moved to where nothing listens.
async fn away(place: &Place, user: &Client, connections: &str, url: &str) {
    let mut nowhere: url::Url = url.parse().unwrap();
    nowhere.set_port(Some(9)).unwrap();
    let moved =
        place.owner.patch(&format!("{connections}/shop"), json!({ "url": nowhere.as_str() })).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let absent = read(user, &format!("{}/orders", place.data)).await;
    assert_eq!((absent.status, absent.header("retry-after")), (503, "5"), "{}", absent.text);
    assert!(!absent.text.contains("127.0.0.1"), "{}", absent.text);
    let back = place.owner.patch(&format!("{connections}/shop"), json!({ "url": url })).await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(read(user, &format!("{}/orders", place.data)).await.status, 200);
}

#[tokio::test]
async fn a_postgres_is_registered_and_read() {
    let server = bailiwick_testkit::postgres().await;
    let database = server.database().await;
    server.run(&database.name, TABLES).await;
    check("postgres", &database.url).await;
}

#[tokio::test]
async fn a_mariadb_is_registered_and_read() {
    let server = bailiwick_testkit::mariadb().await;
    let database = server.database().await;
    server.run(&database.name, TABLES).await;
    check("mysql", &database.url).await;
}
