//! How much an answer may take: whoever asks for more is told, and nothing of what they began stays.

use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::json;

use crate::world::{ENGINES, Got, POLICY, World, manager, send};

const ACTIONS: &str = "
actions:
  note_and_read:
    roles: [manager]
    as: owner
    tables: [main.orders, main.journal]
    run:
      - insert into journal (at_second, entry) values (9, 'looked')
      - select o.id, o.note from orders o, orders p, orders q where o.id > 100
  read_lots:
    roles: [manager]
    as: owner
    tables: [main.orders]
    input: { type: object, properties: { most: { type: integer } } }
    run:
      - select o.id from orders o, orders p, orders q where o.id > 100 and p.id > 100 limit $input.most
  note_and_list:
    roles: [manager]
    as: user
    tables: [main.orders, main.journal]
    run:
      - insert into journal (at_second, entry) values (9, 'looked')
      - select id, note from orders where id > 100
";

/// Sixty more orders of the first customer, each with a long note.
async fn shop(engine: Engine) -> World {
    let mut world = World::new(engine).await;
    for id in 101..161 {
        let note = "n".repeat(200);
        world
            .place
            .run(&format!(
                "insert into orders (id, customer_id, status, total, note) values ({id}, 1, 'draft', 1, '{note}')"
            ))
            .await;
    }
    world.get(&manager(), "orders?select=id").await;
    world.deploy(&format!("{POLICY}{ACTIONS}")).await;
    world.configure(|config| config.limits.answer_bytes = 64 * 1024);
    world
}

fn is_too_large(got: &Got, what: &str) {
    assert_eq!(got.refusal(), (400, "PGRST120".to_owned()), "{what}: {got:?}");
    assert!(got.text.contains("larger than 65536 bytes"), "{what}: {got:?}");
    assert!(got.json()["hint"].as_str().unwrap().contains("`limit`"), "{what}");
}

#[tokio::test]
async fn an_answer_beyond_the_bytes_is_refused_and_says_what_to_do() {
    for engine in ENGINES {
        let world = shop(engine).await;
        // Embeds within embeds: sixty orders, each with the customer, each with the sixty orders.
        let wide = "orders?select=*,customers(*,orders(*))";
        is_too_large(&world.get(&manager(), wide).await, &format!("{engine:?} embeds"));
        let fewer = world.get(&manager(), &format!("{wide}&limit=2&id=gt.100")).await;
        assert_eq!(fewer.ids().len(), 2, "{engine:?}");
        let narrow = world.get(&manager(), "orders?select=id,customers(id)").await;
        assert_eq!(narrow.ids().len(), 65, "{engine:?}");
        // Whoever sees few of them is not told of the others.
        assert_eq!(world.get(&crate::world::bob(), "orders?select=*").await.ids(), [3, 4]);
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_too_large_is_undone() {
    for engine in ENGINES {
        let world = shop(engine).await;
        let wide = "orders?id=gt.100&select=*,customers(*,orders(*))";
        let got = world.patch(&manager(), wide, json!({ "status": "gone" })).await;
        is_too_large(&got, &format!("{engine:?} update"));
        let got = world.delete(&manager(), wide).await;
        is_too_large(&got, &format!("{engine:?} delete"));
        let row = |id: i64| json!({ "id": id, "customer_id": 1, "total": 77 });
        let rows = json!((501..506).map(row).collect::<Vec<_>>());
        let of_all = "orders?select=*,customers(*,orders(*))";
        is_too_large(&world.post(&manager(), of_all, rows).await, &format!("{engine:?} insert"));
        let left = world.get(&manager(), "orders?select=id&id=gt.100&status=eq.draft").await;
        assert_eq!(left.ids().len(), 60, "{engine:?}");
        assert_eq!(world.get(&manager(), "orders?select=id&total=eq.77").await.ids(), [0; 0]);
        // No lock is left behind.
        let got = world.patch(&manager(), "orders?id=gt.100&select=id", json!({ "big": 1 })).await;
        assert_eq!(got.ids().len(), 60, "{engine:?}");
    }
}

#[tokio::test]
async fn an_action_that_reads_too_much_does_nothing() {
    for engine in ENGINES {
        let mut world = shop(engine).await;
        let call = async |world: &World, name: &str, input: serde_json::Value| {
            let request = world.request(Method::POST, &manager(), &format!("rpc/{name}"));
            send(request.header("content-type", "application/json").body(input.to_string())).await
        };
        is_too_large(&call(&world, "note_and_read", json!({})).await, &format!("{engine:?} bytes"));
        // More rows than an action answers, whatever their size; Postgres takes a null for no limit at all.
        world.configure(|config| config.limits.answer_bytes = 32 * 1024 * 1024);
        for input in [json!({}), json!({ "most": 1_001 }), json!({ "most": 100_000 })] {
            let got = call(&world, "read_lots", input.clone()).await;
            if engine != Engine::Postgres && input == json!({}) {
                assert!(got.status >= 400 || got.json() == json!([]), "{engine:?}: {got:?}");
                continue;
            }
            assert_eq!(got.refusal(), (400, "PGRST120".to_owned()), "{engine:?} {input}");
            assert!(got.text.contains("at most 1000 rows"), "{got:?}");
        }
        let most = call(&world, "read_lots", json!({ "most": 1_000 })).await;
        assert_eq!(most.ids().len(), 1_000, "{engine:?}");
        let got = call(&world, "note_and_read", json!({})).await;
        assert_eq!(got.refusal(), (400, "PGRST120".to_owned()), "{engine:?} rows");
        world.configure(|config| config.limits.answer_bytes = 4 * 1024);
        let got = call(&world, "note_and_list", json!({})).await;
        assert_eq!(got.refusal(), (400, "PGRST120".to_owned()), "{engine:?} under the policy");
        let written = world.get(&manager(), "journal?select=entry&entry=eq.looked").await;
        assert_eq!(written.json(), json!([]), "{engine:?}: what was written is undone");
    }
}
