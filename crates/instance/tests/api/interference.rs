//! What a user may not see changes nothing that they are told: each request is asked twice, of the shop, and of one in
//! which all that is hidden from the user is other, more, less, or not there at all. The answers are the same bytes.

use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{POLICY, Place, World, ann, send, shop};

/// Ann may have functions over her own orders.
const SUMS: &str = "
  own_sums:
    table: main.orders
    roles: [customer]
    select: { columns: [id, total, big], where: { customer_id: $user.id }, aggregate: [sum, avg, min, max] }
";

/// Everything that Ann (customer 1) does not see, made otherwise; the columns and tables that she does not see are gone.
const OTHERWISE: &str = "
delete from order_items where order_id in (3, 5);
update order_items set quantity = 77;
delete from orders where id in (4, 5);
update orders set status = 'draft', total = 99999, note = 'call first', big = 9223372036854775807, priority = 9 where id = 3;
update orders set note = 'another word' where id = 2;
insert into orders (id, customer_id, status, total, note, big) values (6, 2, 'done', 1, 'behind her back', 9223372036854775807),
  (7, 2, 'open', 10.5, null, 9223372036854775807), (8, 2, 'a', 0, 'zzz', -9223372036854775807);
insert into order_items values (6, 1, 'pen', 5), (7, 1, 'cup', 1), (8, 4, null, 1);
delete from customers where id = 3;
update customers set name = 'Xaver', email = null where id = 2;
insert into customers (id, name, email) values (4, 'Ann', 'ann4@example.com'), (5, 'Zoe', null);
drop table vault;
drop table journal;
alter table customers drop column pin;
alter table customers drop column region;
";

async fn worlds(engine: Engine) -> [World; 2] {
    let plain = Place::new(engine).await;
    plain.run(&shop(engine)).await;
    let other = Place::new(engine).await;
    other.run(&format!("{}{OTHERWISE}", shop(engine))).await;
    let mut worlds = [World::at(plain).await, World::at(other).await];
    for world in &mut worlds {
        world.deploy(&format!("{POLICY}{SUMS}")).await;
    }
    worlds
}

/// Every operator with operands that tell hidden values apart.
const TESTS: [&str; 30] = [
    "eq.1111",
    "eq.2222",
    "neq.1111",
    "gt.1",
    "gte.2222",
    "lt.2",
    "lte.1111",
    "isdistinct.1111",
    "in.(1111,2222)",
    "in.()",
    "is.null",
    "is.not_null",
    "is.true",
    "like.1*",
    "ilike.*1",
    "match.1",
    "imatch.%5E1",
    "fts.1111",
    "plfts.x",
    "phfts(english).x",
    "wfts.x",
    "cs.{1111}",
    "cd.{1}",
    "ov.{1}",
    "sl.[1,2]",
    "adj.[1,2)",
    "eq(any).{1111,2222}",
    "like(all).{1*,*1}",
    "eq.behind%20her%20back",
    "like.b*",
];

fn reads() -> Vec<String> {
    let mut paths: Vec<String> = [
        "", "orders?order=id", "orders?select=*&order=id", "customers", "order_items?order=order_id,line", "vault", "journal",
        "vault?select=code&code=eq.swordfish", "customers?select=*,pin", "customers?select=pin", "customers?select=x:pin",
        "customers?select=pin::text", "customers?select=pin->a", "customers?select=pin->>0", "customers?select=PIN",
        "customers?select=%22pin%22", "customers?select=pin,count()", "customers?select=pin.max()", "customers?select=region.count()",
        "customers?select=name,count()&order=pin", "customers?select=id&order=region.desc", "orders?select=id,vault(id)",
        "orders?select=id,journal(entry)", "orders?select=id,customers(pin)", "orders?select=id,...customers(pin)",
        "orders?select=id,customers(name)&order=customers(pin)", "orders?select=id,customers(name)&customers.order=pin",
        "orders?select=note&order=note", "orders?select=id&order=note.desc.nullslast,id", "orders?select=note,count()&order=note",
        "orders?select=note.max()", "orders?select=count()", "orders?select=id.count()", "orders?select=total.sum(),total.avg(),total.min(),total.max()",
        "orders?select=big.sum(),big.max(),big.min(),big.count()", "orders?select=status,count()&order=status",
        "orders?select=status,total.sum()&order=status", "orders?select=customer_id,big.sum()&order=customer_id",
        "orders?select=priority.sum()", "order_items?select=count()", "order_items?select=quantity.sum()", "order_items?select=product,count()&order=product",
        "customers?select=id,orders(count)", "customers?select=id,orders(big.sum(),total.max())", "customers?select=count()",
        "customers?select=id,orders(id,status,order_items(product,line))&orders.order=id&orders.order_items.order=line",
        "customers?select=id,orders!inner(id)&orders.status=eq.done", "customers?select=id,orders!inner(id)&orders.id=eq.3",
        "customers?select=id,orders(id)&orders=is.null", "orders?select=id,order_items(line)&order_items=not.is.null&order=id",
        "orders?select=id,order_items(line)&order_items=is.null&order=id", "orders?select=id,order_items!inner()&order_items.product=eq.hat",
        "orders?select=id,customers!inner(name)&customers.name=eq.Bob", "orders?select=id,customers(name)&or=(status.eq.done,customers.not.is.null)&order=id",
        "orders?select=id,order_items(order_id.count())&order=id", "orders?select=id,customers(id,orders(id))&order=id&customers.orders.order=id",
        "orders?select=id&customer_id=in.(1,2,3)&order=id", "orders?select=id&or=(customer_id.eq.2,total.gt.1)&order=id",
        "orders?select=id&big=gt.0&order=id", "orders?select=id&not.and=(id.lt.0,note.eq.x)&order=id", "customers?select=id&email=not.is.null",
        "customers?select=id&name=eq.Bob", "orders?select=id&quantity=eq.1", "rpc/approve", "order_items?select=order_id,orders(total)&order=order_id,line",
    ].map(str::to_owned).into();
    for test in TESTS {
        paths.push(format!("customers?select=id&pin={test}"));
        paths.push(format!("customers?select=id&pin=not.{test}"));
        paths.push(format!(
            "customers?select=id&or=(id.eq.0,and(id.gt.0,not.or(region.{test},id.eq.7)))"
        ));
        paths.push(format!("orders?select=id,customers(id)&customers.pin={test}"));
        paths.push(format!("orders?select=id&order=id&note={test}"));
        paths.push(format!("orders?select=id&order=id&note=not.{test}"));
        paths.push(format!("orders?select=id&order=id&or=(id.eq.0,not.and(note.{test},id.gt.0))"));
        paths.push(format!("customers?select=id,orders!inner(id)&orders.note={test}"));
    }
    for id in 0..9 {
        paths.push(format!("orders?id=eq.{id}"));
        paths.push(format!("orders?select=id&order=id&limit=1&offset={id}"));
        paths.push(format!("customers?id=eq.{id}&select=id,name,orders(count)"));
    }
    paths
}

type Headers = Vec<(&'static str, &'static str)>;

/// Requests that differ by more than their path: method, header, body.
fn others() -> Vec<(Method, &'static str, Headers, Value)> {
    let mut asked = Vec::new();
    for count in ["count=exact", "count=planned", "count=estimated"] {
        for path in [
            "orders?order=id",
            "orders?order=id&limit=1",
            "orders?offset=5",
            "orders?note=is.null",
            "order_items?order=order_id,line",
            "customers?offset=1",
        ] {
            asked.push((Method::GET, path, vec![("prefer", count)], Value::Null));
            asked.push((Method::HEAD, path, vec![("prefer", count)], Value::Null));
        }
        asked.push((
            Method::GET,
            "orders?order=id",
            vec![("prefer", count), ("range", "1-3")],
            Value::Null,
        ));
    }
    for (name, value) in [
        ("accept", "text/csv"),
        ("accept", "application/vnd.pgrst.object+json"),
        ("prefer", "masked"),
        ("accept-profile", "vault"),
        ("accept-profile", "main.secret"),
    ] {
        for path in ["orders?order=id", "customers", "orders?id=eq.3", "vault"] {
            asked.push((Method::GET, path, vec![(name, value)], Value::Null));
        }
    }
    let kept = ("prefer", "tx=rollback, return=representation");
    for path in [
        "orders?select=id,status&order=id",
        "orders?id=eq.3",
        "orders?id=eq.4",
        "orders?note=like.b*",
        "orders?note=eq.another%20word",
        "orders?select=pin",
        "customers?pin=eq.1111",
        "order_items?order_id=eq.3",
        "vault?id=eq.1",
        "vault",
        "customers?region=is.null",
    ] {
        asked.push((Method::DELETE, path, vec![kept], Value::Null));
        asked.push((Method::PATCH, path, vec![kept], json!({"total": 5})));
        asked.push((Method::PATCH, path, vec![kept], json!({"pin": "0"})));
        asked.push((
            Method::PATCH,
            path,
            vec![kept, ("prefer", "max-affected=1")],
            json!({"status": "open"}),
        ));
    }
    for body in [
        json!({"customer_id": 1, "total": 5}),
        json!({"customer_id": 2, "total": 5}),
        json!({"customer_id": 3, "total": 5}),
        json!({"id": 3, "customer_id": 1, "total": 5}),
        json!({"customer_id": 1, "total": 5, "pin": 1}),
        json!([{"customer_id": 1, "total": 5}, {"customer_id": 9, "total": 5}]),
    ] {
        asked.push((Method::POST, "orders?select=status,total,note", vec![kept], body.clone()));
        asked.push((
            Method::POST,
            "orders?select=status&on_conflict=id",
            vec![kept, ("prefer", "resolution=merge-duplicates")],
            body.clone(),
        ));
        asked.push((Method::POST, "vault", vec![kept], body));
    }
    asked
}

/// How many answers were refusals, so that nobody compares nothing but those.
async fn check(engine: Engine) {
    let [shop, other] = worlds(engine).await;
    let token = ann();
    let (mut given, mut refused) = (0, 0);
    let mut count = |status: u16| if status < 400 { given += 1 } else { refused += 1 };
    for path in reads() {
        let (first, second) = tokio::join!(shop.get(&token, &path), other.get(&token, &path));
        assert_eq!(first.bytes(), second.bytes(), "GET {path} on {engine:?}");
        assert!(first.status < 500, "GET {path} on {engine:?}: {first:?}");
        count(first.status);
    }
    for (method, path, headers, body) in others() {
        let ask = async |world: &World| {
            let mut request = world.request(method.clone(), &token, path);
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            if !body.is_null() {
                request = request.header("content-type", "application/json").body(body.to_string());
            }
            send(request).await
        };
        let (first, second) = tokio::join!(ask(&shop), ask(&other));
        let what = format!("{method} {path} {headers:?} {body} on {engine:?}");
        assert_eq!(first.bytes(), second.bytes(), "{what}");
        assert!(first.status < 500, "{what}: {first:?}");
        count(first.status);
    }
    assert!(given > 120 && refused > 120, "{given} answers and {refused} refusals on {engine:?}");
}

#[tokio::test]
async fn what_is_hidden_changes_no_answer_on_sqlite() {
    check(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_is_hidden_changes_no_answer_on_postgres() {
    check(Engine::Postgres).await;
}

#[tokio::test]
async fn what_is_hidden_changes_no_answer_on_mariadb() {
    check(Engine::Mysql).await;
}
