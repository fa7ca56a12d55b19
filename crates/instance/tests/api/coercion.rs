//! A value that was sent is compared as what it is: no engine takes a text for the number it begins with.

use bailiwick_instance::{ClientAuth, Session};
use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{ENGINES, Got, POLICY, World, auth, manager, send, token, token_with};

/// The inputs have no type: whatever JSON is sent reaches the statement.
const ACTIONS: &str = "
actions:
  by_number:
    roles: [manager]
    as: owner
    tables: [main.customers]
    input: { type: object, properties: { x: {} } }
    run: [ 'select id from customers where id = $input.x order by id' ]
  by_numbers:
    roles: [manager]
    as: owner
    tables: [main.customers]
    input: { type: object, properties: { x: {} } }
    run: [ 'select id from customers where id in ($input.x, 77) order by id' ]
  up_to:
    roles: [manager]
    as: owner
    tables: [main.customers]
    input: { type: object, properties: { x: {} } }
    run: [ 'select id from customers where id between $input.x and 3 order by id' ]
  by_case:
    roles: [manager]
    as: owner
    tables: [main.customers]
    input: { type: object, properties: { x: {} } }
    run: [ \"select id from customers where case id when $input.x then 'y' else 'n' end = 'y' order by id\" ]
  inside:
    roles: [manager]
    as: owner
    tables: [main.customers, main.orders]
    input: { type: object, properties: { x: {} } }
    run: [ 'select id from customers where id in (select customer_id from orders where customer_id = $input.x) order by id' ]
  by_text:
    roles: [manager]
    as: owner
    tables: [main.codes]
    input: { type: object, properties: { x: {} } }
    run: [ 'select id from codes where code = $input.x order by id' ]
  by_texts:
    roles: [manager]
    as: owner
    tables: [main.codes]
    input: { type: object, properties: { x: {} } }
    run: [ \"select id from codes where code in ($input.x, 'none') order by id\" ]
  by_lower:
    roles: [manager]
    as: owner
    tables: [main.codes]
    input: { type: object, properties: { x: {} } }
    run: [ 'select id from codes where lower(code) = $input.x order by id' ]
  mine:
    roles: [manager]
    as: owner
    tables: [main.customers]
    run: [ 'select id from customers where id = $user.id' ]
  remove:
    roles: [manager]
    as: owner
    tables: [main.codes]
    input: { type: object, properties: { x: {} } }
    run: [ 'delete from codes where code = $input.x' ]
  rename:
    roles: [manager]
    as: owner
    tables: [main.codes]
    input: { type: object, properties: { x: {} } }
    run: [ \"update codes set code = 'taken' where id = $input.x\" ]
  copy:
    roles: [manager]
    as: owner
    tables: [main.codes]
    input: { type: object, properties: { x: {} } }
    run: [ \"insert into codes (id, code) select 50, code from codes where id = $input.x\" ]
";

const CODES: &str = "
    create table codes (id bigint primary key, code varchar(40));
    create index codes_code on codes (code);
    insert into codes values (1, '0e462097431906509019562988736854'), (2, 'secret'), (3, '7abc'), (4, '0'), (5, '1'), (6, '42');";

async fn world(engine: Engine) -> World {
    let mut world = World::new(engine).await;
    world.place.run(CODES).await;
    world.deploy(&format!("{POLICY}{ACTIONS}")).await;
    world
}

async fn call(world: &World, token: &str, name: &str, input: Value) -> Got {
    let request = world.request(Method::POST, token, &format!("rpc/{name}"));
    send(request.header("content-type", "application/json").body(input.to_string())).await
}

/// It finds these rows, or it fails: never others.
fn finds(got: &Got, ids: &[i64], what: &str) {
    if got.status == 200 {
        assert_eq!(got.ids(), ids, "{what}");
    } else {
        assert_eq!(got.refusal(), (400, "22P02".to_owned()), "{what}");
    }
}

#[tokio::test]
async fn no_text_is_taken_for_a_number() {
    for engine in ENGINES {
        let world = world(engine).await;
        for name in ["by_number", "by_numbers", "by_case", "inside"] {
            for attack in ["1abc", "1 or 1=1", "1;", "", "abc", "1e", "0x1", "1,2"] {
                let got = call(&world, &manager(), name, json!({ "x": attack })).await;
                finds(&got, &[], &format!("{engine:?} {name} {attack:?}"));
            }
            for value in [json!(1), json!("1")] {
                let got = call(&world, &manager(), name, json!({ "x": value })).await;
                assert_eq!(got.ids(), [1], "{engine:?} {name} {value}");
            }
        }
        for attack in ["1abc", "2abc"] {
            let got = call(&world, &manager(), "up_to", json!({ "x": attack })).await;
            finds(&got, &[], &format!("{engine:?} up_to {attack}"));
        }
        assert_eq!(call(&world, &manager(), "up_to", json!({ "x": 2 })).await.ids(), [2, 3]);
        for subject in ["1abc", "x", "0x1"] {
            let other = token(subject, &["manager"]);
            finds(&call(&world, &other, "mine", json!({})).await, &[], subject);
        }
        let first = token("1", &["manager"]);
        assert_eq!(call(&world, &first, "mine", json!({})).await.ids(), [1], "{engine:?}");
    }
}

#[tokio::test]
async fn no_number_is_taken_for_every_text() {
    for engine in ENGINES {
        let world = world(engine).await;
        for name in ["by_text", "by_texts", "by_lower"] {
            for (attack, ids) in [
                (json!(0), &[4][..]),
                (json!(7), &[]),
                (json!(42), &[6]),
                (json!(true), &[5]),
                (json!(false), &[4]),
                (json!(0.0), &[4]),
                (json!([0]), &[]),
                (json!({ "a": 0 }), &[]),
                (json!("secret"), &[2]),
            ] {
                let got = call(&world, &manager(), name, json!({ "x": attack })).await;
                if got.status == 200 {
                    let found = got.ids();
                    // A number may find the text that spells it, and nothing else.
                    assert!(
                        found == ids || found.is_empty(),
                        "{engine:?} {name} {attack} {found:?}"
                    );
                } else {
                    finds(&got, &[], &format!("{engine:?} {name} {attack}"));
                }
            }
            let got = call(&world, &manager(), name, json!({ "x": "secret" })).await;
            assert_eq!(got.ids(), [2], "{engine:?} {name}");
        }
    }
}

#[tokio::test]
async fn what_is_written_by_a_value_of_another_kind_is_undone() {
    for engine in ENGINES {
        let world = world(engine).await;
        for (name, attack) in [
            ("remove", json!(7)),
            ("remove", json!(0.0001)),
            ("rename", json!("2abc")),
            ("copy", json!("2abc")),
            ("rename", json!("")),
        ] {
            let got = call(&world, &manager(), name, json!({ "x": attack })).await;
            let is_nothing = got.status == 200 && got.json() == json!({ "affected": [0] });
            assert!(is_nothing || got.status == 400, "{engine:?} {name} {attack}: {got:?}");
        }
        let got = call(&world, &manager(), "by_text", json!({ "x": "7abc" })).await;
        assert_eq!(got.ids(), [3], "{engine:?}");
        let got = call(&world, &manager(), "by_text", json!({ "x": "secret" })).await;
        assert_eq!(got.ids(), [2], "{engine:?}");
        let got = call(&world, &manager(), "rename", json!({ "x": "2" })).await;
        assert_eq!(got.json(), json!({ "affected": [1] }), "{engine:?} {got:?}");
        let got = call(&world, &manager(), "remove", json!({ "x": "taken" })).await;
        assert_eq!(got.json(), json!({ "affected": [1] }), "{engine:?}");
    }
}

#[tokio::test]
async fn a_session_query_takes_no_claim_for_another_kind() {
    for engine in ENGINES {
        let mut world = world(engine).await;
        world.place.run("create table staff (user_id bigint, code varchar(40), role varchar(20)); insert into staff values (7, 'secret', 'manager'), (8, '0e1', 'manager')").await;
        let session = |query: &str| ClientAuth {
            session: Some(Session {
                connection: "main".to_owned(),
                query: query.to_owned(),
                values: Vec::new(),
                lists: vec!["roles".to_owned()],
            }),
            ..auth()
        };
        let by_id = session("select role as roles from staff where user_id = $user.id");
        world.configure(|config| config.client_auth = Some(by_id));
        let orders = async |token: &str| world.get(token, "orders?select=id").await.status;
        assert_eq!(orders(&token("7", &[])).await, 200, "{engine:?}");
        for subject in ["7abc", "7 or 1=1", "0x7", "abc", "9"] {
            let status = orders(&token(subject, &[])).await;
            assert!(matches!(status, 404 | 503), "{engine:?} {subject}: {status}");
        }
        let by_code = session("select role as roles from staff where code = $user.code");
        world.configure(|config| config.client_auth = Some(by_code));
        let orders = async |code: Value| {
            let token = token_with("1", &[], "code", code);
            world.get(&token, "orders?select=id").await.status
        };
        assert_eq!(orders(json!("secret")).await, 200, "{engine:?}");
        for code in [json!(0), json!(false), json!(0.0), json!([]), json!("SECRE")] {
            let status = orders(code.clone()).await;
            assert!(matches!(status, 404 | 503), "{engine:?} {code}: {status}");
        }
    }
}
