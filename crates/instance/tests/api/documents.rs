//! Paths into documents, on every engine: what they find, what they hide, and keys made to break out of a path.

use bailiwick_schema::Engine;
use serde_json::{Value, json};

use crate::world::{ENGINES, Got, Place, World, ann, manager};

const POLICY: &str = "
permissions:
  mine: { table: main.documents, roles: [customer], select: { columns: [id, owner, plain, pin], where: { owner: $user.id }, mask: { pin: last4 } }, update: { columns: [plain], where: { owner: $user.id } } }
  open_ones: { table: main.documents, roles: [customer], select: { columns: [id, data], where: { owner: $user.id, state: open } } }
  all: { table: main.documents, roles: [manager], select: {}, update: {}, delete: {} }
";

const ROWS: [(i64, i64, &str, Option<&str>); 8] = [
    (
        1,
        1,
        "open",
        Some(
            r##"{"a": {"b": "x", "n": 1, "f": 2.50, "t": true, "z": null, "o": {"k": 1}}, "l": [10, {"c": "y"}, [1, 2]],
            "s": "say \"é\"\n\\", "odd'key": "o1", "a.b": "dot", "0": "zero", "$": "dollar", "[0]": "bracket", "*": "star",
            "a b": "blank", "é😀": "letters", "]": "close", "#": "hash", "--": "dashes", "x)": "paren", "q\"q": "quote", "b\\s": "slash", "\u00fc": "escaped"}"##,
        ),
    ),
    (2, 1, "closed", Some(r#"{"a": {"b": "x", "n": 5, "t": true}, "l": [99]}"#)),
    (3, 2, "open", Some(r#"{"a": {"b": "w", "n": 30}}"#)),
    (4, 1, "open", Some(r#"[1, "two", [3]]"#)),
    (5, 1, "open", None),
    (6, 1, "open", Some(r#""scalar""#)),
    (7, 1, "open", Some(r#"{"a": {"b": "1", "n": "1", "t": "true"}}"#)),
    (8, 1, "open", Some(r#"{"a": {"b": "X", "n": -2.5, "t": false}, "l": [20, {"c": "Y"}]}"#)),
];

async fn world(engine: Engine) -> World {
    let place = Place::new(engine).await;
    let (data, extra) = match engine {
        Engine::Postgres => ("jsonb", "json"),
        Engine::Sqlite | Engine::Mysql => ("json", "json"),
    };
    let mut sql = format!(
        "create table documents (id bigint primary key, owner bigint not null, state varchar(10) not null, data {data}, extra {extra},
            plain varchar(40), pin varchar(40));\n"
    );
    for (id, owner, state, document) in ROWS {
        let document = match (document, engine) {
            (None, _) => "null".to_owned(),
            // MariaDB reads backslashes in a literal.
            (Some(text), Engine::Mysql) => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
            }
            (Some(text), _) => format!("'{}'", text.replace('\'', "''")),
        };
        sql += &format!(
            "insert into documents values ({id}, {owner}, '{state}', {document}, {document}, '{{\"a\": 1}}', '{{\"a\": \"12345\"}}');\n"
        );
    }
    place.run(&sql).await;
    let mut world = World::at(place).await;
    world.deploy(POLICY).await;
    world
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn rows(got: &Got) -> Value {
    assert_eq!(got.status, 200, "{got:?}");
    got.json()
}

#[tokio::test]
async fn a_path_finds_what_lies_there() {
    for engine in ENGINES {
        let world = world(engine).await;
        for column in ["data", "extra"] {
            for (path, expected) in [
                ("->a->b", json!({"b": "x"})),
                ("->a->>b", json!({"b": "x"})),
                ("->a->n", json!({"n": 1})),
                ("->a->>n", json!({"n": "1"})),
                ("->a->t", json!({"t": true})),
                ("->a->>t", json!({"t": "true"})),
                ("->a->z", json!({"z": null})),
                ("->a->>z", json!({"z": null})),
                ("->a->o", json!({"o": {"k": 1}})),
                ("->a->o->>k", json!({"k": "1"})),
                ("->a->missing->>deeper", json!({"deeper": null})),
                ("->l->0", json!({"l": 10})),
                ("->l->>0", json!({"l": "10"})),
                ("->l->1->>c", json!({"c": "y"})),
                ("->l->2->1", json!({"l": 2})),
                ("->l->9", json!({"l": null})),
                ("->l->2147483647", json!({"l": null})),
                ("->l->c", json!({"c": null})),
                ("->a->0", json!({"a": null})),
                ("->a->b->0", json!({"b": null})),
                ("->a->b->c", json!({"c": null})),
                ("->>s", json!({"s": "say \"é\"\n\\"})),
                ("->s", json!({"s": "say \"é\"\n\\"})),
                ("->a->n::text", json!({"n": "1"})),
                ("->a->o->k::text", json!({"k": "1"})),
            ] {
                // Postgres takes a `jsonb` that is no list for a list of itself.
                if engine == Engine::Postgres && (column, path) == ("data", "->a->b->0") {
                    continue;
                }
                let path = format!("documents?select={column}{path}&id=eq.1");
                let found = rows(&world.get(&manager(), &path).await);
                assert_eq!(found, json!([expected]), "{path} on {engine:?}");
            }
            let path = format!("documents?select=mine:{column}->a->>b,{column}->l&id=eq.8");
            let found = rows(&world.get(&manager(), &path).await);
            assert_eq!(found, json!([{"mine": "X", "l": [20, {"c": "Y"}]}]), "{engine:?}");
            let path = format!("documents?select={column}->>1,x:{column}->2->>0&id=eq.4");
            let found = rows(&world.get(&manager(), &path).await);
            let mut expected = json!([{"x": "3"}]);
            expected[0][column] = json!("two");
            assert_eq!(found, expected, "a name without a key is the column's, {engine:?}");
            if (engine, column) == (Engine::Postgres, "data") {
                continue;
            }
            let path = format!("documents?select={column}->>0&id=in.(5,6)");
            let mut expected = json!([{}, {}]);
            expected[0][column] = Value::Null;
            expected[1][column] = Value::Null;
            assert_eq!(rows(&world.get(&manager(), &path).await), expected, "{engine:?}");
        }
        let path = "documents?select=data->a->f,text:data->a->>f&id=eq.1";
        let got = world.get(&manager(), path).await;
        assert!(got.text.contains("2.50") && got.text.contains("\"2.50\""), "{engine:?}: {got:?}");
        let got = world.get(&manager(), "documents?select=data->l->-1->>-2&id=eq.1").await;
        match engine {
            Engine::Mysql => {
                assert_eq!(got.refusal(), (400, "0A000".to_owned()));
                assert!(got.text.contains("MariaDB"), "{got:?}");
            }
            _ => assert_eq!(rows(&got), json!([{"l": "1"}]), "{engine:?}"),
        }
    }
}

#[tokio::test]
async fn a_key_is_a_key_whatever_it_is_made_of() {
    for engine in ENGINES {
        let world = world(engine).await;
        for (key, expected) in [
            ("odd'key", "o1"),
            ("\"a.b\"", "dot"),
            ("\"0\"", "zero"),
            ("$", "dollar"),
            ("[0]", "bracket"),
            ("*", "star"),
            ("a b", "blank"),
            ("é😀", "letters"),
            ("]", "close"),
            ("#", "hash"),
            ("--", "dashes"),
            ("\"x)\"", "paren"),
        ] {
            let path = encoded(&format!("x:data->>{key}"));
            if key == "--" && engine == Engine::Mysql {
                let got = world.get(&manager(), &format!("documents?select={path}")).await;
                assert_eq!(got.refusal(), (400, "0A000".to_owned()), "{key}");
                continue;
            }
            let found =
                rows(&world.get(&manager(), &format!("documents?select={path}&id=eq.1")).await);
            assert_eq!(found, json!([{"x": expected}]), "{key} on {engine:?}");
            let path = encoded(&format!("data->>{key}"));
            let found = world
                .get(&manager(), &format!("documents?select=id&{path}=eq.{expected}&order={path}"))
                .await;
            assert_eq!(found.ids(), [1], "{key} on {engine:?}");
        }
        let path = encoded("x:data->>ü");
        let found = rows(&world.get(&manager(), &format!("documents?select={path}&id=eq.1")).await);
        let expected = if engine == Engine::Mysql { Value::Null } else { json!("escaped") };
        assert_eq!(found, json!([{ "x": expected }]), "{engine:?}");
        for (key, expected) in [("\"q\\\"q\"", "quote"), ("\"b\\\\s\"", "slash")] {
            let path = encoded(&format!("x:data->>{key}"));
            let got = world.get(&manager(), &format!("documents?select={path}&id=eq.1")).await;
            match engine {
                Engine::Sqlite => assert_eq!(got.refusal(), (400, "0A000".to_owned()), "{key}"),
                _ => assert_eq!(rows(&got), json!([{"x": expected}]), "{key} on {engine:?}"),
            }
        }
        for key in [
            "\"\"",
            "x') or true --",
            "\"x') or true --\"",
            "\"a\\\".\\\"b\"",
            "\"\\\\\"",
            "\"$.a\"",
            "\"a[*]\"",
            "\"**\"",
            "lax $",
            "\u{1}",
            "%",
            "\"::text\"",
            "\"?1\"",
            "$1",
        ] {
            let path = encoded(&format!("x:data->a->>{key}"));
            let got = world.get(&ann(), &format!("documents?select={path}&id=eq.1")).await;
            let is_nothing = got.status == 200 && got.json() == json!([{"x": null}]);
            assert!(is_nothing || got.status == 400, "{key} on {engine:?}: {got:?}");
        }
    }
}

#[tokio::test]
async fn conditions_and_order_compare_as_text_or_as_what_is_there() {
    for engine in ENGINES {
        let world = world(engine).await;
        for column in ["data", "extra"] {
            for (query, expected) in [
                ("COLUMN->a->>b=eq.x", &[1, 2][..]),
                ("COLUMN->a->>b=ilike.x", &[1, 2, 8]),
                ("COLUMN->a->>b=like.x*", &[1, 2]),
                ("COLUMN->a->>b=neq.x", &[3, 7, 8]),
                ("COLUMN->a->>b=not.in.(x,w)", &[7, 8]),
                ("COLUMN->a->>n=eq.1", &[1, 7]),
                ("COLUMN->a->n=eq.1", &[1]),
                ("COLUMN->a->n=eq.%221%22", &[7]),
                ("COLUMN->a->n=gt.4", &[2, 3]),
                ("COLUMN->a->n=not.gt.4", &[1, 8]),
                ("COLUMN->a->n=in.(5,-2.5)", &[2, 8]),
                ("COLUMN->a->f=eq.2.5", &[1]),
                ("COLUMN->a->t=is.true", &[1, 2]),
                ("COLUMN->a->t=eq.false", &[8]),
                ("COLUMN->a->>z=is.null", &[1, 2, 3, 4, 5, 6, 7, 8]),
                ("COLUMN->a->z=is.not_null", &[1]),
                ("COLUMN->a->>n=isdistinct.1", &[2, 3, 4, 5, 6, 8]),
                ("COLUMN->0=eq.1", &[4]),
                ("COLUMN->l->1->>c=eq(any).{y,Y}", &[1, 8]),
                ("or=(COLUMN->a->>b.eq.w,COLUMN->l->0.eq.99)", &[2, 3]),
            ] {
                let query = query.replace("COLUMN", column);
                let path = format!("documents?select=id&order=id&{query}");
                assert_eq!(world.get(&manager(), &path).await.ids(), expected, "{path} {engine:?}");
            }
            let order = format!("{column}->a->n.desc.nullslast,id");
            let path = format!("documents?select=id&id=in.(1,2,3,8)&order={order}");
            assert_eq!(world.get(&manager(), &path).await.ids(), [3, 2, 1, 8], "{path} {engine:?}");
            let order = format!("{column}->a->>n.nullslast,id");
            let path = format!("documents?select=id&id=in.(2,3,5)&order={order}");
            assert_eq!(world.get(&manager(), &path).await.ids(), [3, 2, 5], "{path} {engine:?}");
            let path = format!(
                "documents?select=letter:{column}->a->>b,count()&id=in.(1,2,3)&order={column}->a->>b"
            );
            let found = rows(&world.get(&manager(), &path).await);
            let expected = json!([{"letter": "w", "count": 1}, {"letter": "x", "count": 2}]);
            assert_eq!(found, expected, "{path} {engine:?}");
        }
        for (query, status, code) in [
            ("data->a->n=eq.x", 400, "22P02"),
            ("data->a->n=eq.{}", 400, "42883"),
            ("data->a->n=in.(1,%22a%22)", 400, "22P02"),
            ("data->a->n=like.x", 400, "42883"),
            ("data->a->>n=is.true", 400, "42883"),
            ("data=eq.1", 400, "42883"),
            ("plain->>a=eq.1", 400, "42883"),
            ("id->>a=eq.1", 400, "42883"),
            ("select=data->a,count()", 400, "42883"),
            ("select=data->a->n.sum()", 406, "PGRST127"),
            ("select=data->a->>b->c", 400, "PGRST100"),
            ("select=data->", 400, "PGRST100"),
            ("select=data->>99999999999", 400, "PGRST120"),
            ("select=data->1->1->1->1->1->1->1->1->1->1->1", 400, "PGRST120"),
        ] {
            let got = world.get(&manager(), &format!("documents?{query}")).await;
            assert_eq!(got.refusal(), (status, code.to_owned()), "{query} on {engine:?}");
        }
        let deep = format!("documents?select=x:data{}&id=eq.1", "->1".repeat(10));
        assert_eq!(rows(&world.get(&manager(), &deep).await), json!([{"x": null}]), "{engine:?}");
    }
}

#[tokio::test]
async fn a_path_sees_what_its_user_sees() {
    for engine in ENGINES {
        let world = world(engine).await;
        let path = "documents?select=id,x:data->a->>b,whole:data->a&order=id&id=in.(1,2,3,7)";
        let found = rows(&world.get(&ann(), path).await);
        assert_eq!(found[1], json!({"id": 2, "x": null, "whole": null}), "{engine:?}");
        assert_eq!(found[2]["id"], 7, "the row of another is not there, {engine:?}");
        for (query, expected) in [
            ("data->a->>b=eq.x", &[1][..]),
            ("data->a->n=gt.0", &[1]),
            ("data->a->n=not.lt.0", &[1]),
            ("data->a->t=is.true", &[1]),
            ("data->l->0=eq.99", &[]),
            ("data->a->>b=is.null", &[2, 4, 5, 6]),
            ("data->a->>b=isdistinct.x", &[2, 4, 5, 6, 7, 8]),
            ("or=(data->a->n.eq.5,data->a->n.eq.30)", &[]),
        ] {
            let path = format!("documents?select=id&order=id&{query}");
            assert_eq!(world.get(&ann(), &path).await.ids(), expected, "{path} on {engine:?}");
        }
        let path = "documents?select=id&id=in.(1,2,8)&order=data->a->n.desc.nullslast";
        assert_eq!(world.get(&ann(), path).await.ids(), [1, 8, 2], "a hidden 5, {engine:?}");
        // The column that nothing grants, and the one that is not there.
        for path in [
            "documents?select=NAME->a",
            "documents?select=NAME->>a",
            "documents?select=x:NAME->a::text",
            "documents?select=id&NAME->a->>b=eq.x",
            "documents?select=id&or=(id.eq.1,NAME->a.is.null)",
            "documents?select=id&order=NAME->a",
            "documents?select=id&NAME->a=cs.{}",
        ] {
            let hidden = world.get(&ann(), &path.replace("NAME", "extra")).await;
            let missing = world.get(&ann(), &path.replace("NAME", "extru")).await;
            assert_eq!(hidden.refusal(), (400, "42703".to_owned()), "{path} on {engine:?}");
            let (hidden, missing) =
                (hidden.bytes().replace("extra", "…"), missing.bytes().replace("extru", "…"));
            assert_eq!(hidden, missing, "{path} on {engine:?}");
        }
        // A text that looks like a document is a text, in part or whole.
        for column in ["plain", "pin"] {
            let got = world.get(&ann(), &format!("documents?select={column}->a")).await;
            assert_eq!(got.refusal(), (400, "42883".to_owned()), "{column} on {engine:?}");
        }
    }
}

#[tokio::test]
async fn a_write_reaches_by_a_path_what_its_user_sees() {
    for engine in ENGINES {
        let world = world(engine).await;
        let write = async |token: &str, query: &str| {
            let path = format!("documents?select=id&{query}");
            world.patch(token, &path, json!({"plain": "written"})).await
        };
        for query in ["data->a->n=eq.5", "data->a->>b=eq.w", "data->l->0=eq.99"] {
            assert_eq!(write(&ann(), query).await.ids(), [0; 0], "{query} on {engine:?}");
        }
        assert_eq!(write(&ann(), "data->a->>b=eq.x").await.ids(), [1], "{engine:?}");
        assert_eq!(write(&manager(), "data->a->n=eq.5").await.ids(), [2], "{engine:?}");
        let refused = write(&ann(), "extra->>a=eq.x").await;
        assert_eq!(refused.refusal(), (400, "42703".to_owned()), "{engine:?}");
        let gone = world.delete(&manager(), "documents?select=id&data->a->>b=eq.w").await;
        assert_eq!(gone.ids(), [3], "{engine:?}");
    }
}
