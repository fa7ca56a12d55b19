//! Operators that only Postgres has: what they answer there, that they see no more than their user, and what others say.

use bailiwick_schema::Engine;
use serde_json::json;

use crate::world::{ENGINES, Place, World, ann, manager};

const POLICY: &str = "
permissions:
  mine: { table: main.posts, roles: [customer], select: { columns: [id, owner, pin], where: { owner: $user.id }, mask: { pin: last4 } } }
  open_ones: { table: main.posts, roles: [customer], select: { columns: [id, body, tags, sizes, during, data], where: { owner: $user.id, state: open } } }
  all: { table: main.posts, roles: [manager], select: {} }
";

async fn world(engine: Engine) -> World {
    let place = Place::new(engine).await;
    let is_postgres = engine == Engine::Postgres;
    let columns = if is_postgres {
        "body text, tags text[], sizes int[], during int4range, data jsonb, plain json, words tsvector, pin text, secret text"
    } else {
        "body varchar(200), pin varchar(40), secret varchar(40)"
    };
    place
        .run(&format!(
            "create table posts (id bigint primary key, owner bigint, state varchar(10), {columns});"
        ))
        .await;
    if is_postgres {
        place
            .run(
                "insert into posts select id, owner, state, body, tags, sizes, during, data, data, to_tsvector('english', body), pin, 'swordfish'
                from (values
                (1, 1, 'open', 'The fat cats sat', array['red', 'a,b'], array[1, 2], int4range(1, 5), '{\"a\": {\"b\": 1}, \"l\": [1, 2]}'::jsonb, '111-2222'),
                (2, 1, 'closed', 'A hidden rat', array['red', 'secret'], array[7], int4range(5, 9), '{\"a\": {\"b\": 2}}'::jsonb, '333-4444'),
                (3, 2, 'open', 'Rats of somebody else', array['blue'], array[9], int4range(9, 12), '[1]'::jsonb, null),
                (4, 1, 'open', 'dogs', array[]::text[], null, null, null, null))
                as rows (id, owner, state, body, tags, sizes, during, data, pin);",
            )
            .await;
    }
    let mut world = World::at(place).await;
    let policy = if is_postgres {
        POLICY.to_owned()
    } else {
        POLICY.replace("body, tags, sizes, during, data", "body")
    };
    world.deploy(&policy).await;
    world
}

#[tokio::test]
async fn on_postgres_they_answer() {
    let world = world(Engine::Postgres).await;
    for (query, expected) in [
        ("body=match.^The", &[1][..]),
        ("body=match.cat", &[1]),
        ("body=imatch.RAT", &[2, 3]),
        ("body=not.imatch.RAT", &[1, 4]),
        ("body=match(any).{^dog,rat$}", &[2, 4]),
        ("data->>a=match.b", &[1, 2]),
        ("tags=cs.{red}", &[1, 2]),
        ("tags=cs.{\"a,b\"}", &[1]),
        ("tags=cd.{red,\"a,b\",x}", &[1, 4]),
        ("tags=ov.{blue,secret}", &[2, 3]),
        ("tags=not.ov.{blue,secret}", &[1, 4]),
        ("sizes=cs.{1}", &[1]),
        ("data=cs.{\"a\":{\"b\":1}}", &[1]),
        ("data->l=cs.[1]", &[1]),
        ("data=cd.[1,2]", &[3]),
        ("or=(tags.cs.{red,\"a,b\"},sizes.ov.{9})", &[1, 3]),
        ("during=cs.4", &[]),
        ("during=cs.[4,4]", &[1]),
        ("during=ov.[4,6]", &[1, 2]),
        ("during=sl.[5,7]", &[1]),
        ("during=sr.[1,5)", &[2, 3]),
        ("during=nxr.[1,9)", &[1, 2]),
        ("during=nxl.[5,9)", &[2, 3]),
        ("during=adj.[5,9)", &[1, 3]),
        ("body=fts(english).cat", &[1]),
        ("body=fts(english).cat%20|%20rat", &[1, 2, 3]),
        ("body=not.fts(english).rat", &[1, 4]),
        ("body=plfts(english).fat%20cats", &[1]),
        ("body=phfts(english).cats%20sat", &[1]),
        ("body=wfts(english).rat%20-somebody", &[2]),
        ("body=wfts(simple).cats", &[1]),
        ("body=fts(german).dogs", &[4]),
        ("words=fts(english).cats", &[1]),
        ("words=fts.cat", &[1]),
        ("or=(body.fts(english).dog,id.eq.2)", &[2, 4]),
    ] {
        let got = world.get(&manager(), &format!("posts?select=id&order=id&{query}")).await;
        if query == "during=cs.4" {
            assert_eq!(got.refusal(), (400, "22P02".to_owned()), "{query}");
            continue;
        }
        assert_eq!(got.ids(), expected, "{query}");
    }
    for (query, code) in [
        ("body=match.(", "22P02"),
        ("body=match.a{9999}", "22P02"),
        ("body=fts.a%20b", "22P02"),
        ("body=fts.(((", "22P02"),
        ("body=fts(klingon).a", "22P02"),
        ("body=fts(english'%20).a", "22P02"),
        ("body=fts(%22english'::regconfig%22).a", "22P02"),
        ("body=cs.{a}", "42883"),
        ("id=match.1", "42883"),
        ("id=fts.1", "42883"),
        ("plain=cs.{}", "42883"),
        ("tags=sl.{a}", "42883"),
        ("tags=cs.red", "22P02"),
        ("data=cs.{", "22P02"),
        ("data=ov.{}", "42883"),
        ("data->a=match.x", "42883"),
        ("during=ov.nonsense", "22P02"),
    ] {
        let got = world.get(&manager(), &format!("posts?select=id&{query}")).await;
        assert_eq!(got.refusal(), (400, code.to_owned()), "{query}: {got:?}");
    }
}

#[tokio::test]
async fn they_see_what_their_user_sees() {
    let world = world(Engine::Postgres).await;
    for (query, expected) in [
        ("body=imatch.rat", &[][..]),
        ("body=match..*", &[1, 4]),
        ("body=not.match.x", &[1, 4]),
        ("tags=cs.{red}", &[1]),
        ("tags=cs.{secret}", &[]),
        ("tags=not.cs.{secret}", &[1, 4]),
        ("data=cs.{\"a\":{\"b\":2}}", &[]),
        ("during=ov.[5,6]", &[]),
        ("body=fts(english).rat", &[]),
        ("body=not.fts(english).rat", &[1, 4]),
        ("body=wfts(english).hidden", &[]),
        // A text in part is its part.
        ("pin=match.111", &[]),
        ("pin=match.2222", &[1]),
        ("pin=match.^\\*\\*\\*", &[1, 2]),
        ("pin=fts(simple).111", &[]),
    ] {
        let got = world.get(&ann(), &format!("posts?select=id&order=id&{query}")).await;
        assert_eq!(got.ids(), expected, "{query}");
    }
    for operator in ["match.x", "cs.{x}", "fts.x", "ov.{x}", "adj.[1,2]", "fts(klingon).x"] {
        let of = |column: &str| format!("posts?select=id&{column}={operator}");
        let (hidden, missing) =
            (world.get(&ann(), &of("secret")).await, world.get(&ann(), &of("secrit")).await);
        assert_eq!(hidden.refusal(), (400, "42703".to_owned()), "{operator}");
        let (hidden, missing) =
            (hidden.bytes().replace("secret", "…"), missing.bytes().replace("secrit", "…"));
        assert_eq!(hidden, missing, "{operator}");
    }
}

/// What cannot be looked at without failing fails in no row but a visible one: a hidden row tells nothing by it.
#[tokio::test]
async fn a_hidden_row_or_cell_makes_nothing_fail() {
    let mut world = world(Engine::Postgres).await;
    let bad = "update posts set plain = '{\"a\": \"\\u0000\", \"n\": 1e999999}' where id in (2, 3)";
    world.place.run(bad).await;
    world.deploy(&POLICY.replace("during, data]", "during, data, plain]")).await;
    for query in [
        "plain->>a=eq.x",
        "plain->n=gt.1",
        "plain->>a=match.x",
        "plain->>a=fts(english).x",
        "or=(id.eq.0,plain->>a.eq.x)",
    ] {
        let got = world.get(&ann(), &format!("posts?select=id&{query}")).await;
        assert_eq!(got.ids(), [0; 0], "{query}");
        let got = world.get(&manager(), &format!("posts?select=id&{query}")).await;
        assert_eq!(
            got.refusal(),
            (400, "22P02".to_owned()),
            "who sees the row hears of it: {query}"
        );
    }
    // A pattern that cannot be read fails in the first visible cell alone.
    let nobody = crate::world::token("77", &["customer"]);
    for query in ["body=match.(", "body=fts(english).((", "not.or=(body.match.(,id.eq.0)"] {
        let got = world.get(&nobody, &format!("posts?select=id&{query}")).await;
        world.place.run("create table if not exists kept as select * from posts").await;
        world.place.run("delete from posts").await;
        let empty = world.get(&nobody, &format!("posts?select=id&{query}")).await;
        world.place.run("insert into posts select * from kept").await;
        assert!(matches!(got.status, 200 | 400), "{got:?}");
        assert_eq!(got.bytes(), empty.bytes(), "hidden rows and none look alike: {query}");
    }
}

/// Elements without an equality, and texts under a collation that takes different ones for equal, make some operators fail
/// in the first row that they meet. They are refused before there is a row, or asked so that they cannot fail.
#[tokio::test]
async fn what_would_fail_in_a_row_is_refused_before_or_cannot_fail() {
    let mut world = world(Engine::Postgres).await;
    world
        .place
        .run(
            "create type pair as (a json, b int);
            create type mood as enum ('glad', 'sad');
            create domain tag as text;
            create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            create table odd (id bigint primary key, owner bigint, documents json[], pairs pair[], shapes point[], papers xml[],
                objects jsonb[], spans interval[], moods mood[], names tag[], codes varchar(8)[], flags bit(3)[], ranges int4range[],
                loose text collate loose, mail text collate loose);
            insert into odd values (1, 2, '{\"{}\"}', '{\"({},1)\"}', '{\"(1,2)\"}', '{<a/>}', '{\"{}\"}', '{\"1 day\"}', '{glad}', '{x}', '{x}',
                '{101}', '{\"[1,3)\"}', 'Cafe', 'ann@example.com');",
        )
        .await;
    let policy = "
permissions:
  mine: { table: main.odd, roles: [customer], select: { where: { owner: $user.id } } }
  all: { table: main.odd, roles: [manager], select: { mask: { mail: email } } }
";
    world.deploy(policy).await;
    let ask =
        async |token: &str, query: &str| world.get(token, &format!("odd?select=id&{query}")).await;
    for column in ["documents", "pairs", "shapes", "papers"] {
        for operator in ["cs.{}", "cd.{}", "ov.{}", "not.ov.{}"] {
            let query = format!("{column}={operator}");
            for token in [ann(), manager()] {
                let got = ask(&token, &query).await;
                assert_eq!(got.refusal(), (400, "42883".to_owned()), "{query}: {got:?}");
            }
        }
    }
    for (query, ids) in [
        ("objects=cs.{\"{}\"}", &[1][..]),
        ("spans=ov.{\"24:00:00\"}", &[1]),
        ("spans=cs.{\"1 day\"}", &[1]),
        ("moods=cs.{glad}", &[1]),
        ("names=ov.{x,y}", &[1]),
        ("codes=cd.{x,y}", &[1]),
        ("flags=cs.{101}", &[1]),
        ("ranges=cs.{\"[1,3)\"}", &[1]),
        ("loose=like.Ca*", &[1]),
        ("loose=like.ca*", &[]),
        ("loose=ilike.ca*", &[1]),
        ("loose=not.like.x*", &[1]),
        ("loose=match.^Ca", &[1]),
        ("loose=imatch.^ca", &[1]),
        ("loose=eq.CAFE", &[1]),
        ("loose=in.(CAFE)", &[1]),
        ("loose=fts(simple).cafe", &[1]),
        ("mail=like.a***@ex*", &[1]),
        ("mail=eq.A***@example.com", &[1]),
    ] {
        assert_eq!(ask(&manager(), query).await.ids(), ids, "{query}");
        // Whoever sees no row of it is told the same as of an empty table.
        let hidden = ask(&ann(), query).await;
        assert_eq!(hidden.ids(), [0; 0], "{query}");
    }
    let got = world.get(&manager(), "odd?select=id,mail,loose&order=mail,loose").await;
    assert_eq!(got.json(), json!([{ "id": 1, "mail": "a***@example.com", "loose": "Cafe" }]));
}

#[tokio::test]
async fn other_engines_say_that_they_lack_them() {
    for engine in ENGINES.into_iter().filter(|engine| *engine != Engine::Postgres) {
        let world = world(engine).await;
        let name = if engine == Engine::Sqlite { "SQLite" } else { "MariaDB" };
        for query in [
            "body=match.x",
            "body=not.imatch.x",
            "body=match(any).{x}",
            "body=cs.{x}",
            "body=cd.{x}",
            "body=ov.{x}",
            "body=sl.[1,2]",
            "body=sr.[1,2]",
            "body=nxr.[1,2]",
            "body=nxl.[1,2]",
            "body=adj.[1,2]",
            "body=fts.x",
            "body=plfts(english).x",
            "body=phfts.x",
            "body=wfts.x",
            "or=(id.eq.1,body.match.x)",
        ] {
            let got = world.get(&manager(), &format!("posts?select=id&{query}")).await;
            assert_eq!(got.refusal(), (400, "0A000".to_owned()), "{query} on {engine:?}");
            let message = got.json()["message"].as_str().unwrap().to_owned();
            assert!(message.ends_with(&format!("is not offered on {name}")), "{message}");
        }
        let got = world.get(&manager(), "posts?select=id&secrit=match.x").await;
        assert_eq!(got.json()["code"], json!("42703"), "{engine:?}");
    }
}

/// A pattern may take as long as any statement, and takes no time over rows that are hidden.
#[tokio::test]
async fn a_pattern_without_end_ends_at_the_time_limit() {
    let mut world = world(Engine::Postgres).await;
    world.place.run("update posts set body = repeat('x', 500) || 'y' where id = 2").await;
    world.configure(|config| config.limits.statement_time = std::time::Duration::from_millis(700));
    let query = "posts?select=id&body=match.%5E(x%2B)(x%2B)(x%2B)(x%2B)%5C4%5C3%5C2%5C1xy%24";
    assert_eq!(world.get(&manager(), query).await.refusal(), (504, "57014".to_owned()));
    assert_eq!(world.get(&ann(), query).await.ids(), [0; 0], "the cell is hidden");
    let bob = crate::world::bob();
    assert_eq!(world.get(&bob, query).await.ids(), [0; 0], "the row is hidden");
}
