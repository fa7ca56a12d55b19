//! Actions by `rpc`: who may call them, what they do by whose authority, what they answer, and what nobody gets through.

use std::time::Duration;

use bailiwick_engine::{Database, Options};
use bailiwick_policy::{Format, ProblemLevel, check, parse};
use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{ENGINES, Got, POLICY, World, ann, bob, manager, send, token, token_with};

const ACTIONS: &str = r#"
actions:
  approve_order:
    name: Approve an order
    roles: [manager]
    as: owner
    tables: [main.orders, main.journal]
    input:
      type: object
      required: [id]
      properties: { id: { type: integer }, note: { type: string, maxLength: 20 } }
    run:
      - update orders set status = 'approved', created_by = $user.id, note = coalesce($input.note, note) where id = $input.id and status = 'draft'
      - insert into journal (at_second, entry) values (7, 'approved by ' || 'somebody')
      - select id, status, total, note, created_by from orders where id = $input.id
  totals:
    roles: [customer, manager]
    as: owner
    tables: [main.orders, main.customers]
    input: { type: object, properties: { least: { type: number } } }
    run:
      - select c.name, count(*) as orders, sum(o.total) as total from orders o join customers c on c.id = o.customer_id where o.total >= coalesce($input.least, 0) group by c.name order by c.name
  my_drafts:
    roles: [customer]
    as: user
    tables: [main.orders]
    input: { type: object, properties: { most: { type: integer } , ids: { type: array, items: { type: integer } } } }
    run:
      - select id, note as remark from orders where status = 'draft' and id in (1, 2, 3, 4, 5) order by id desc limit 10
  open_order:
    roles: [customer]
    as: user
    tables: [main.orders]
    input: { type: object, required: [id], properties: { id: { type: integer }, total: { type: number } } }
    run:
      - update orders set status = 'open' where id = $input.id
      - insert into orders (customer_id, total) values ($user.id, $input.total)
  pick:
    roles: [customer]
    as: user
    tables: [main.orders]
    input: { type: object, required: [ids], properties: { ids: { type: array, items: { type: integer } } } }
    run:
      - select id from orders where id in ($input.ids) order by id
  others:
    roles: [customer]
    as: user
    tables: [main.orders]
    input: { type: object, properties: { id: { type: integer }, more: { type: integer } } }
    run:
      - select id from orders where not (id = $input.id) order by id
  neither:
    roles: [customer]
    as: user
    tables: [main.orders]
    input: { type: object, properties: { id: { type: integer }, more: { type: integer } } }
    run:
      - select id from orders where id not in ($input.id, $input.more) order by id
  region:
    roles: [desk]
    as: owner
    tables: [main.customers]
    run:
      - select id, name from customers where region = $user.region order by id
  fails_late:
    roles: [manager]
    as: owner
    tables: [main.orders, main.customers]
    run:
      - delete from order_items where order_id = 1
"#;

/// Without the last, which names a table that it may not touch.
fn actions() -> String {
    let end = ACTIONS.find("  fails_late:").unwrap();
    format!("{POLICY}{}", &ACTIONS[..end])
}

impl World {
    async fn call(&self, token: &str, name: &str, input: Value) -> Got {
        let request = self.request(Method::POST, token, &format!("rpc/{name}"));
        send(request.header("content-type", "application/json").body(input.to_string())).await
    }
}

async fn shop(engine: Engine) -> World {
    let mut world = World::new(engine).await;
    world.get(&manager(), "orders").await;
    world.deploy(&actions()).await;
    world
}

#[tokio::test]
async fn an_owner_action_does_all_of_it_or_nothing() {
    for engine in ENGINES {
        let world = shop(engine).await;
        let got = world.call(&manager(), "approve_order", json!({ "id": 1 })).await;
        assert_eq!(got.status, 200, "{engine:?} {got:?}");
        let total = if engine == Engine::Sqlite {
            json!(10.5)
        } else {
            "10.50".parse::<serde_json::Number>().unwrap().into()
        };
        let row = json!({ "id": 1, "status": "approved", "total": total, "note": "call first", "created_by": "90" });
        assert_eq!(got.json(), json!([row]), "{engine:?}");
        assert_eq!(got.headers["content-range"], "0-0/*");
        let journal = world.get(&manager(), "journal?entry=eq.approved%20by%20somebody").await;
        // MariaDB itself would read `||` as OR.
        assert_eq!(journal.json().as_array().unwrap().len(), 1, "{engine:?}");
        // A second time it reaches no order, and tells.
        let again = world.call(&manager(), "approve_order", json!({ "id": 2, "note": "n" })).await;
        assert_eq!(again.json()[0]["status"], "open", "{engine:?}");
        // One object.
        let request = world.request(Method::POST, &manager(), "rpc/approve_order");
        let single = send(
            request
                .header("accept", "application/vnd.pgrst.object+json")
                .body(json!({ "id": 3 }).to_string()),
        )
        .await;
        assert_eq!(single.json()["id"], 3, "{engine:?} {single:?}");
        // None: the answer is refused, and what the action counts by its own authority is kept all the same.
        let before = world.get(&manager(), "journal").await.json();
        let request = world.request(Method::POST, &manager(), "rpc/approve_order");
        let none = send(
            request
                .header("accept", "application/vnd.pgrst.object+json")
                .body(json!({ "id": 999 }).to_string()),
        )
        .await;
        assert_eq!(none.refusal(), (406, "PGRST116".to_owned()));
        let after = world.get(&manager(), "journal").await.json();
        let counts = [&before, &after].map(|list| list.as_array().unwrap().len());
        assert_eq!(counts[1], counts[0] + 1, "{engine:?}");
        // Nor is it done for nothing.
        let request = world.request(Method::POST, &manager(), "rpc/approve_order");
        let tried = send(
            request
                .header("prefer", "tx=rollback")
                .body(json!({ "id": 5, "note": "?" }).to_string()),
        )
        .await;
        assert_eq!(tried.refusal(), (400, "PGRST122".to_owned()), "{engine:?} {tried:?}");
        assert_eq!(world.get(&manager(), "journal").await.json(), after, "{engine:?}");
    }
}

#[tokio::test]
async fn a_user_action_reaches_what_the_policy_shows_and_no_more() {
    for engine in ENGINES {
        let world = shop(engine).await;
        let drafts = world.call(&ann(), "my_drafts", json!({})).await;
        assert_eq!(drafts.json(), json!([{ "id": 1, "remark": "call first" }]), "{engine:?}");
        let bobs = world.call(&bob(), "my_drafts", json!({})).await;
        assert_eq!(bobs.json(), json!([{ "id": 3, "remark": null }]), "{engine:?}");
        let picked = world.call(&ann(), "pick", json!({ "ids": [1, 2, 3, 4, 5] })).await;
        assert_eq!(picked.json(), json!([{ "id": 1 }, { "id": 2 }]), "{engine:?}");
        // Both statements, in one transaction.
        let opened = world.call(&ann(), "open_order", json!({ "id": 1, "total": 3 })).await;
        assert_eq!(
            (opened.status, opened.json()),
            (200, json!({ "affected": [1, 1] })),
            "{engine:?}"
        );
        let mine = world.get(&ann(), "orders?select=id,status,created_by&order=id").await.json();
        assert_eq!(mine.as_array().unwrap().len(), 3, "{engine:?} {mine}");
        assert_eq!(mine[2]["created_by"], "1", "the permission's own overwrite: {engine:?}");
        // Another's draft is out of reach; the insert that its permission refuses undoes the update before it.
        let foreign = world.call(&ann(), "open_order", json!({ "id": 3, "total": 3 })).await;
        assert_eq!(foreign.json(), json!({ "affected": [0, 1] }), "{engine:?}");
        let refused = world.call(&bob(), "open_order", json!({ "id": 3, "total": -1 })).await;
        assert_eq!(refused.refusal(), (403, "42501".to_owned()), "{engine:?}");
        let draft = world.get(&bob(), "orders?id=eq.3&select=status").await.json();
        assert_eq!(draft, json!([{ "status": "draft" }]), "{engine:?}");
    }
}

/// T06: what is compared with null is not true, and neither is its contrary: not a row more is reached than by the same SQL.
#[tokio::test]
async fn what_is_not_sent_opens_no_negation() {
    for engine in ENGINES {
        let world = shop(engine).await;
        let ids = async |name: &str, input: Value| world.call(&ann(), name, input).await.ids();
        assert_eq!(ids("others", json!({ "id": 1 })).await, [2], "{engine:?}");
        assert_eq!(ids("others", json!({})).await, [0; 0], "{engine:?}");
        assert_eq!(ids("neither", json!({ "id": 1, "more": 9 })).await, [2], "{engine:?}");
        assert_eq!(ids("neither", json!({ "id": 1 })).await, [0; 0], "{engine:?}");
        assert_eq!(ids("neither", json!({ "id": 1, "more": 2 })).await, [0; 0], "{engine:?}");
    }
}

#[tokio::test]
async fn an_action_is_there_for_its_roles_alone() {
    for engine in ENGINES {
        let world = shop(engine).await;
        let absent = |name: &str, got: &Got| {
            assert_eq!(got.refusal(), (404, "PGRST202".to_owned()), "{engine:?} {name}");
            got.bytes().replace(name, "NAME")
        };
        for (who, name) in [(ann(), "approve_order"), (manager(), "my_drafts"), (ann(), "region")] {
            let other = "x".repeat(name.len());
            let nothing = absent(&other, &world.call(&who, &other, json!({})).await);
            // Whatever is sent, well formed or not.
            for input in [json!({}), json!({ "id": 1 }), json!({ "id": "x", "more": 1 })] {
                let got = world.call(&who, name, input).await;
                assert_eq!(absent(name, &got), nothing, "{engine:?} {name}");
            }
            let by_get = world.get(&who, &format!("rpc/{name}?id=1")).await;
            assert_eq!(absent(name, &by_get), nothing, "{engine:?} {name}");
        }
        let request = world.request(Method::POST, &manager(), "rpc/approve_order");
        let elsewhere = send(request.header("content-profile", "other").body("{}")).await;
        assert_eq!(elsewhere.refusal(), (404, "PGRST202".to_owned()));
        for nobody in ["", "nonsense"] {
            assert_eq!(world.call(nobody, "approve_order", json!({ "id": 1 })).await.status, 401);
        }
        // The description names what its reader may call.
        let described = world.get(&ann(), "").await;
        let document = described.json();
        assert!(document["paths"]["/rpc/open_order"]["post"].is_object(), "{engine:?}");
        assert!(document["paths"]["/rpc/my_drafts"]["get"].is_object(), "{engine:?}");
        for hidden in ["approve_order", "rpc/region", "journal"] {
            assert!(!described.text.contains(hidden), "{engine:?} {hidden}");
        }
    }
}

#[tokio::test]
async fn what_is_sent_is_checked_and_bound() {
    for engine in ENGINES {
        let world = shop(engine).await;
        let many = "'; drop table orders; --";
        for (input, field) in [
            (json!({}), "\"id\" is a required property"),
            (json!({ "id": "1" }), "`id`"),
            (json!({ "id": 1, "note": "x".repeat(21) }), "`note`"),
            (json!({ "id": 1, "more": true }), "more"),
            (json!({ "id": many }), "`id`"),
        ] {
            let got = world.call(&manager(), "approve_order", input.clone()).await;
            assert_eq!(got.refusal(), (400, "22023".to_owned()), "{engine:?} {input}");
            let message = got.json()["message"].as_str().unwrap().to_owned();
            assert!(message.contains(field), "{engine:?} {message}");
        }
        // A text is a value, whatever stands in it.
        let quoted = r"\' or 1=1 #";
        let got = world.call(&manager(), "approve_order", json!({ "id": 3, "note": quoted })).await;
        assert_eq!(got.json()[0]["note"], quoted, "{engine:?} {got:?}");
        assert_eq!(
            world.get(&manager(), "orders?select=id&note=not.is.null&order=id").await.ids(),
            [1, 2, 3, 4, 5]
        );
        for body in ["[]", "[{\"id\": 1}, {\"id\": 2}]", "1", "{", "{\"id\":1,\"id\":2}"] {
            let request = world.request(Method::POST, &manager(), "rpc/approve_order");
            assert_eq!(send(request.body(body)).await.status, 400, "{engine:?} {body}");
        }
        let filtered = world.call(&manager(), "approve_order?select=id", json!({ "id": 1 })).await;
        assert_eq!(filtered.status, 400, "{engine:?}");
        // GET calls what changes nothing, its words read by the schema.
        let totals = world.get(&ann(), "rpc/totals?least=30").await;
        assert_eq!(totals.status, 200, "{engine:?} {totals:?}");
        let names: Vec<Value> =
            totals.json().as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
        assert_eq!(names, [json!("Bob"), json!("Cid")], "{engine:?}");
        assert_eq!(totals.json()[0]["orders"], 2);
        assert_eq!(world.get(&manager(), "rpc/approve_order?id=1").await.status, 405);
        let words = world.get(&ann(), "rpc/totals?least=cheap").await;
        assert_eq!(words.refusal(), (400, "22023".to_owned()));
        // A value that the user does not have.
        let east = token_with("8", &["desk"], "region", json!("east"));
        let region = world.call(&east, "region", json!({})).await;
        assert_eq!(
            region.json(),
            json!([{ "id": 1, "name": "Ann" }, { "id": 3, "name": "Cid" }]),
            "{engine:?}"
        );
        let without = world.call(&token("8", &["desk"]), "region", json!({})).await;
        assert_eq!(without.refusal(), (403, "42501".to_owned()), "{engine:?}");
    }
}

/// Reading takes no turn among those who write.
#[tokio::test]
async fn an_action_that_reads_waits_for_no_writer() {
    for engine in ENGINES {
        let world = shop(engine).await;
        let options = Options::new(world.config.dialer.clone());
        let database = Database::new(world.place.target(), options);
        let writer = database.begin(Duration::from_secs(30)).await.unwrap();
        let asked = async {
            let totals = world.call(&ann(), "totals", json!({})).await;
            let drafts = world.call(&ann(), "my_drafts", json!({})).await;
            (totals.status, drafts.status)
        };
        let answered = tokio::time::timeout(Duration::from_secs(4), asked).await;
        assert_eq!(answered.unwrap(), (200, 200), "{engine:?}");
        writer.rollback().await.unwrap();
    }
}

/// What a caller may name in an action is no more than what they may name in a filter.
#[tokio::test]
async fn lists_and_patterns_are_as_long_as_those_of_clients() {
    const MORE: &str = "
  like_user:
    roles: [customer]
    as: user
    tables: [main.orders]
    input: { type: object, properties: { x: { type: string } } }
    run: [ 'select id from orders where status like $input.x order by id' ]
  like_owner:
    roles: [customer]
    as: owner
    tables: [main.orders]
    input: { type: object, properties: { x: { type: string } } }
    run: [ 'select id from orders where status like $input.x order by id' ]
";
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(&format!("{}{MORE}", actions())).await;
        let list = |length: i64| json!({ "ids": (1..=length).collect::<Vec<_>>() });
        assert_eq!(world.call(&ann(), "pick", list(1_000)).await.ids(), [1, 2], "{engine:?}");
        let long = world.call(&ann(), "pick", list(1_001)).await;
        assert_eq!(long.refusal(), (400, "PGRST120".to_owned()), "{engine:?}");
        for name in ["like_user", "like_owner"] {
            let call =
                async |pattern: String| world.call(&ann(), name, json!({ "x": pattern })).await;
            assert_eq!(call("dr%".to_owned()).await.ids()[0], 1, "{engine:?} {name}");
            assert_eq!(call("%".repeat(1_000)).await.status, 200, "{engine:?} {name}");
            let long = call("%".repeat(1_001)).await;
            assert_eq!(long.refusal(), (400, "PGRST120".to_owned()), "{engine:?} {name}");
            // Postgres would fail once it meets a row.
            let open = call("x\\".to_owned()).await;
            assert_eq!(open.refusal(), (400, "PGRST100".to_owned()), "{engine:?} {name}");
        }
    }
}

/// What a statement of an action may not be. Each is refused before a deploy, with a sentence.
#[tokio::test]
async fn a_statement_that_is_not_understood_is_refused() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        world.get(&manager(), "orders").await;
        let schemas = world.instance.schemas().await;
        let refusal = |acts_as: &str, statement: &str| -> Option<String> {
            let run = Value::from(statement);
            let text = format!(
                "permissions: {{}}\nactions:\n  a:\n    roles: [manager]\n    as: {acts_as}\n    tables: [main.orders]\n    \
                 input: {{ type: object, properties: {{ id: {{ type: integer }} }} }}\n    run: [{run}]\n"
            );
            let document = parse(&text, Format::Yaml).unwrap_or_else(|all| panic!("{all:?}"));
            let (policy, problems) = check(&document, &schemas);
            let errors = problems.iter().filter(|one| one.level == ProblemLevel::Error);
            let first = errors.map(|one| one.message.clone()).next();
            assert_eq!(policy.actions.is_empty(), first.is_some(), "{statement}");
            first
        };
        for statement in [
            "select * from vault",
            "select (select code from vault) from orders",
            "select id from orders where exists (select 1 from vault)",
            "select id from orders union select id from vault",
            "select id from orders, vault",
            "select id from orders o join vault v on v.id = o.id",
            "with v as (select * from vault) select * from v",
            "with orders as (select * from vault) select * from orders",
            "insert into orders (customer_id, total) select id, 1 from vault",
            "insert into vault (id) values (1)",
            "update vault set code = 'x'",
            "update orders set note = (select code from vault)",
            "update orders set note = v.code from vault v",
            "delete from orders using vault",
            "delete from vault",
            "drop table orders",
            "create table x (id int)",
            "alter table orders add x int",
            "truncate table orders",
            "pragma table_info(orders)",
            "attach database 'x' as y",
            "set role postgres",
            "copy orders to '/tmp/x'",
            "select * into outfile '/tmp/x' from orders",
            "select id into x from orders",
            "select load_extension('x') from orders",
            "select pg_read_file('/etc/passwd') from orders",
            "select load_file('/etc/passwd') from orders",
            "select query_to_xml('select * from vault', true, true, '') from orders",
            "select pg_sleep(10) from orders",
            "select sleep(10) from orders",
            "select * from pg_ls_dir('/')",
            "select * from generate_series(1, 10)",
            "select * from json_each('[1]')",
            "select * from main.sqlite_master",
            "select * from information_schema.tables",
            "select * from pg_catalog.pg_authid",
            "select rowid from orders",
            "select ctid from orders",
            "select @@version from orders",
            "select @x := 1 from orders",
            "select current_user from orders",
            "select id from orders -- and more",
            "select id /*! , sleep(5) */ from orders",
            "select id /* x */ from orders",
            "select id from orders; delete from orders",
            "",
            ";",
            "select id from orders where id = $1",
            "select id from orders where id = ?",
            "select id from orders where id = :id",
            "select id from orders where id = $input",
            "select id from orders where id = $input.other",
            "select id from orders where id = $users.id",
            "select id from orders where id = $input.id.",
            "select id from orders for update",
            "insert into orders values (1, 2)",
            "replace into orders (customer_id, total) values (1, 2)",
            "insert or replace into orders (customer_id, total) values (1, 2)",
            "select row_number() over (order by id) from orders",
            "select id from orders where note = x'41'",
            "select id from orders where note = U&'x'",
            "select id from orders where note = E'x\\'y'",
            "select id from orders where note = $$x$$",
            "select cast(note as regclass[]) from orders",
            "call something()",
            "do $$ begin end $$",
            "explain select id from orders",
            "values (1)",
        ] {
            let is_plain_values = statement == "values (1)";
            for acts_as in ["owner", "user"] {
                let refused = refusal(acts_as, statement);
                assert!(
                    refused.is_some() || (is_plain_values && acts_as == "owner"),
                    "{engine:?} {acts_as}: {statement}"
                );
            }
        }
        for statement in [
            "select id from orders",
            "select o.id, lower(o.status) s from orders o where o.total between 1 and 5 or o.note is null order by o.id limit 3",
            "select count(*) n, coalesce(sum(total), 0) as total from orders group by status having count(*) > 1",
            "select case when total > 5 then 'dear' else 'cheap' end as price from orders",
            "update orders set priority = priority + 1, note = null where id = $input.id",
            "delete from orders where id in (select id from orders where status = 'x')",
            "insert into orders (customer_id, total, note) values (1, 2.5, $now), ($user.id, 3, 'x')",
        ] {
            assert_eq!(refusal("owner", statement), None, "{engine:?}: {statement}");
        }
        // Under the policy: one table, values, plain columns.
        for (statement, is_taken) in [
            (
                "select id, note as n from orders where status <> 'x' and not (total > 5 or note like 'a%')",
                true,
            ),
            ("select * from orders where note is not null order by id limit $input.id", true),
            ("update orders set note = $now where id = $input.id", true),
            ("insert into orders (customer_id, total) values ($user.id, -5)", true),
            ("delete from orders where id = $input.id", true),
            ("select lower(note) from orders", false),
            ("select count(*) from orders", false),
            ("update orders set priority = priority + 1", false),
            ("select id from orders where total > priority", false),
            ("select id from orders o", false),
            ("select distinct id from orders", false),
            ("select id from orders where vaults = 1", false),
        ] {
            assert_eq!(refusal("user", statement).is_none(), is_taken, "{engine:?}: {statement}");
        }
        // The document of the other tests, with its one mistake.
        let document = parse(&format!("{POLICY}{ACTIONS}"), Format::Yaml).unwrap();
        let (policy, problems) = check(&document, &schemas);
        let errors: Vec<&str> = problems
            .iter()
            .filter(|one| one.level == ProblemLevel::Error)
            .map(|one| one.message.as_str())
            .collect();
        assert_eq!(errors, ["`order_items` is not among the action's `tables`"], "{engine:?}");
        assert_eq!(policy.actions.len(), 8);
        let owners = problems.iter().filter(|one| one.message.contains("runs as the owner"));
        assert_eq!(owners.count(), 4, "{engine:?}");
    }
}

#[tokio::test]
async fn the_rows_of_an_answer_are_counted_where_that_is_asked() {
    let world = shop(Engine::Sqlite).await;
    let counted = async |name: &str, input: Value, prefer: &str| {
        let request = world.request(Method::POST, &ann(), &format!("rpc/{name}"));
        let request = request.header("content-type", "application/json").header("prefer", prefer);
        let got = send(request.body(input.to_string())).await;
        assert_eq!(got.status, 200, "{name}: {got:?}");
        let header = |name: &str| got.headers.get(name).cloned();
        (header("content-range"), header("preference-applied"))
    };
    let said =
        |range: &str, applied: Option<&str>| (Some(range.to_owned()), applied.map(str::to_owned));
    let (pick, exact) = (json!({ "ids": [1, 2] }), Some("count=exact"));
    assert_eq!(counted("pick", pick.clone(), "count=exact").await, said("0-1/2", exact));
    assert_eq!(counted("pick", pick.clone(), "count=planned").await, said("0-1/2", exact));
    assert_eq!(counted("pick", pick, "tx=commit").await, said("0-1/*", None));
    let none = json!({ "ids": [77] });
    assert_eq!(counted("pick", none, "count=exact").await, said("*/0", exact));
    // An answer of how many rows were written is one object.
    let open = json!({ "id": 1, "total": 5 });
    assert_eq!(counted("open_order", open, "count=exact").await, said("0-0/1", exact));
}
