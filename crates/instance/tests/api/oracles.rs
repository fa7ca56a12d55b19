//! Ways to learn what a policy hides that no single hidden name shows: spellings, projections, failures, time, windows,
//! claims, junctions, views. The numbers are those of `docs/data-attacks.md`.

use std::time::{Duration, Instant};

use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{ENGINES, Got, Place, World, ann, manager, send, token, token_with};

#[tokio::test]
async fn d01_no_spelling_of_a_hidden_column_shows_it() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for spelling in [
            "NAME",
            "x:NAME",
            "NAME::text",
            "%22NAME%22",
            "NAME%20",
            "%20NAME",
            "NAME->a",
            "NAME->>a",
            "NAME->0",
            "NAME->>-1",
            "NAME.count()",
            "NAME.max()",
            "x:NAME.min()::text",
            "...NAME",
            "...NAME(id)",
            "NAME(id)",
            "NAME()",
            "*,NAME",
            "id,x:NAME,NAME",
            "customers.NAME",
            "main.customers.NAME",
            "%60NAME%60",
            "[NAME]",
            "NAME%00",
            "NAME--",
            "NAME,NAME",
        ] {
            for (hidden, missing) in [("pin", "pun"), ("Pin", "Pun"), ("PIN", "PUN")] {
                let of =
                    |name: &str| format!("customers?select={}", spelling.replace("NAME", name));
                let first = world.get(&ann(), &of(hidden)).await;
                let second = world.get(&ann(), &of(missing)).await;
                assert!(matches!(first.status, 400 | 406), "{spelling} on {engine:?}: {first:?}");
                assert_eq!(
                    first.bytes().replace(hidden, "…"),
                    second.bytes().replace(missing, "…"),
                    "{spelling} on {engine:?}"
                );
            }
        }
        for whole in [
            "customers.*",
            "t.*",
            "row_to_json(customers)",
            "customers",
            "(customers)",
            "to_json(customers.*)",
            "**",
            "%2A,customers(*)",
            "p%D1%96n",
        ] {
            let got = world.get(&ann(), &format!("customers?select={whole}")).await;
            assert!(matches!(got.status, 400 | 406), "{whole} on {engine:?}: {got:?}");
        }
    }
}

#[tokio::test]
async fn d02_no_projection_shows_more_than_was_granted() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for query in [
            "",
            "?select=",
            "?select=*",
            "?select=*,*",
            "?select=id,id",
            "?select=id,*",
            "?select=,",
            "?select=*,",
            "?select=id&select=*",
            "?columns=pin",
            "?select=%2A",
        ] {
            let got = world.get(&ann(), &format!("customers{query}")).await;
            if got.status != 200 {
                assert_eq!(got.status, 400, "{query} on {engine:?}: {got:?}");
                continue;
            }
            let rows = got.json();
            let row = rows[0].as_object().unwrap();
            assert_eq!(rows.as_array().unwrap().len(), 1, "{query} on {engine:?}");
            let is_granted = |name: &String| ["id", "name", "email"].contains(&name.as_str());
            assert!(row.keys().all(is_granted), "{query} on {engine:?}: {got:?}");
        }
    }
}

const PARCELS: &str = "
permissions:
  own: { table: main.parcels, roles: [customer], select: { columns: [id, owner], where: { owner: $user.id } } }
  shown: { table: main.parcels, roles: [customer], select: { columns: [id, data, big], where: { owner: $user.id, state: shown }, aggregate: [sum, avg, max] } }
  all: { table: main.parcels, roles: [manager], select: { aggregate: [sum, avg, max] } }
";

/// Rows of others, and hidden cells of one's own, that nobody could look at without failing.
async fn poisoned(engine: Engine, is_poisoned: bool) -> World {
    let place = Place::new(engine).await;
    place
        .run(
            "create table parcels (id bigint primary key, owner bigint not null, state varchar(10) not null, data json, big bigint);
            insert into parcels values (1, 1, 'shown', '{\"a\": \"x\", \"n\": 1}', 5), (2, 1, 'hidden', '{}', 1);"
        )
        .await;
    if is_poisoned {
        let broken = match engine {
            Engine::Sqlite => "'{broken'",
            Engine::Postgres => "'{\"a\": \"\\u0000\", \"n\": 1e999999}'",
            Engine::Mysql => "'{broken'",
        };
        let unchecked =
            if engine == Engine::Mysql { "set check_constraint_checks = 0;" } else { "" };
        place
            .run(&format!(
                "{unchecked} update parcels set data = {broken}, big = 9223372036854775807 where id = 2;
                insert into parcels values (3, 2, 'shown', {broken}, 9223372036854775807), (4, 2, 'shown', {broken}, 9223372036854775807);"
            ))
            .await;
    }
    let mut world = World::at(place).await;
    world.deploy(PARCELS).await;
    world
}

#[tokio::test]
async fn d06_nothing_hidden_makes_an_answer_fail() {
    for engine in ENGINES {
        let (poisoned, clean) = (poisoned(engine, true).await, poisoned(engine, false).await);
        for query in [
            "select=id,data&order=id",
            "select=id,x:data->a&order=id",
            "select=id,x:data->>a&order=id",
            "select=id&data->>a=eq.x",
            "select=id&data->n=gt.0",
            "select=id&data->n=not.gt.0",
            "select=id&data->>a=is.null",
            "select=id&data->a->0=is.null&order=id",
            "select=id&or=(id.eq.0,data->n.eq.1)",
            "select=id&order=data->n.desc.nullslast,id",
            "select=id&order=data->>a,id",
            "select=big.sum()",
            "select=big.avg()",
            "select=big.max(),count()",
            "select=id&big=gt.0",
            "select=id&big=eq.9223372036854775807",
            "select=owner,big.sum()",
            "select=id&data->>a=match.x",
            "select=id&data->>a=like.x*",
        ] {
            let path = format!("parcels?{query}");
            let (first, second) =
                (poisoned.get(&ann(), &path).await, clean.get(&ann(), &path).await);
            assert_eq!(first.bytes(), second.bytes(), "{query} on {engine:?}");
        }
        // Who sees them hears of it, and as a refusal, not as a fault of the server.
        for query in [
            "select=big.sum()",
            "select=x:data->a",
            "select=id&data->n=gt.0",
            "select=id&order=data->n",
        ] {
            let got = poisoned.get(&manager(), &format!("parcels?{query}")).await;
            let is_told = got.status == 400 && got.json()["code"] == "22P02";
            assert!(got.status == 200 || is_told, "{query} on {engine:?}: {got:?}");
        }
    }
}

/// Half of the samples took at most this long.
fn median(mut samples: Vec<Duration>) -> Duration {
    samples.sort_unstable();
    samples[samples.len() / 2]
}

/// Rows by their key: a hidden one and none take the same time. Asked by turns, so that whatever else the machine does
/// falls on both; a real difference (another statement, a row that is read and thrown away by us) shows in every attempt.
#[tokio::test]
async fn d08_a_hidden_row_takes_as_long_as_none() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let token = ann();
            let timed = async |id: i64| {
                let request =
                    world.request(method.clone(), &token, &format!("orders?id=eq.{id}&select=id"));
                let request = match method {
                    Method::PATCH => {
                        request.header("content-type", "application/json").body("{\"total\":1}")
                    }
                    _ => request,
                };
                let began = Instant::now();
                let got = send(request).await;
                assert!(matches!(got.status, 200 | 204), "{got:?}");
                began.elapsed()
            };
            let mut seen = Vec::new();
            let is_even = loop {
                let (mut hidden, mut missing) = (Vec::new(), Vec::new());
                for _ in 0..60 {
                    hidden.push(timed(3).await);
                    missing.push(timed(7).await);
                }
                let (hidden, missing) = (median(hidden), median(missing));
                seen.push((hidden, missing));
                let apart = hidden.abs_diff(missing);
                if apart < missing / 5 || apart < Duration::from_micros(150) {
                    break true;
                }
                if seen.len() == 6 {
                    break false;
                }
            };
            assert!(is_even, "{method} on {engine:?}: {seen:?}");
        }
    }
}

#[tokio::test]
async fn d10_a_window_is_a_number_and_ends_with_what_is_visible() {
    let limited = "
permissions:
  few: { table: main.orders, roles: [customer], select: { columns: [id], where: { customer_id: $user.id }, limit: 1 } }
";
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        for value in [
            "-1",
            "1.5",
            "x",
            "NaN",
            "null",
            "1e2",
            "0x10",
            "99999999999999999999",
            "1;2",
            "'1'",
            "Infinity",
            "true",
        ] {
            for name in ["limit", "offset", "order_items.limit"] {
                let path = format!("orders?select=id,order_items(line)&{name}={value}");
                let got = world.get(&ann(), &path).await;
                assert_eq!(got.status, 400, "{path} on {engine:?}: {got:?}");
            }
        }
        assert_eq!(world.get(&ann(), "orders?select=id&limit=0").await.ids(), [0; 0], "{engine:?}");
        for range in ["5-1", "-5", "x-y", "0-", "0-99999999999999999999", "1e1-2"] {
            let request = world.request(Method::GET, &ann(), "orders?select=id&order=id");
            let got = send(request.header("range", range)).await;
            assert!(got.status < 500, "{range} on {engine:?}: {got:?}");
            assert!(
                got.status >= 400 || got.ids().iter().all(|id| *id < 3),
                "{range} on {engine:?}: {got:?}"
            );
        }
        world.deploy(limited).await;
        let mut seen = Vec::new();
        for offset in 0..6 {
            let got = world
                .get(&ann(), &format!("orders?select=id&order=id&limit=50&offset={offset}"))
                .await;
            assert!(got.ids().len() <= 1, "{engine:?}: {got:?}");
            seen.extend(got.ids());
        }
        assert_eq!(seen, [1, 2], "the limit ends and the rows do, {engine:?}");
    }
}

#[tokio::test]
async fn d12_ten_thousand_values_of_a_claim_are_values() {
    let regions = "permissions:\n  p:\n    table: main.customers\n    roles: [desk]\n    select: { columns: [id], where: { region: { $in: $user.regions } } }\n";
    for engine in ENGINES {
        let mut world = World::new(engine).await;
        world.deploy(regions).await;
        let mut many: Vec<String> = (0..10_000).map(|number| format!("{number}")).collect();
        many.push("west".to_owned());
        let desk = token_with("50", &["desk"], "regions", json!(many));
        let got = world.get(&desk, "customers?select=id").await;
        // As many as a token may hold; a token beyond its size is nobody's.
        assert!(got.status == 401 || got.status == 431 || got.ids() == [2], "{engine:?}: {got:?}");
        for name in
            ["__proto__", "constructor", "constructor.name", "toString", "roles.0", "id.length"]
        {
            world
                .deploy(
                    &regions.replace("{ $in: $user.regions }", &format!("{{ $ne: $user.{name} }}")),
                )
                .await;
            let got = world
                .get(&token_with("50", &["desk"], "regions", json!([])), "customers?select=id")
                .await;
            assert!(got.status == 404 || got.ids().is_empty(), "{name} on {engine:?}: {got:?}");
        }
    }
}

#[tokio::test]
async fn d12_no_header_names_another_user_or_role() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let mut request = world.request(Method::GET, &ann(), "orders?select=id&order=id");
        for (name, value) in [
            ("prefer", "role=manager"),
            ("role", "manager"),
            ("x-hasura-role", "manager"),
            ("x-hasura-user-id", "2"),
            ("x-user-id", "2"),
            ("x-forwarded-user", "2"),
            ("cookie", "bailiwick_session=x; role=manager"),
            ("x-jwt-claims", "{\"roles\":[\"manager\"]}"),
            ("x-http-method-override", "DELETE"),
            ("x-original-url", "/rest/v1/vault"),
            ("apikey", "manager"),
        ] {
            request = request.header(name, value);
        }
        assert_eq!(send(request).await.ids(), [1, 2], "{engine:?}");
        assert_eq!(world.get(&manager(), "orders?select=id").await.ids().len(), 5, "{engine:?}");
        let got = world.get(&ann(), "orders?select=id&order=id&roles=eq.manager").await;
        assert_eq!(got.refusal(), (400, "42703".to_owned()), "{engine:?}");
    }
}

#[tokio::test]
async fn d28_embeds_that_are_repeated_are_counted() {
    for engine in ENGINES {
        let world = World::new(engine).await;
        let many = |count: usize| {
            let embeds: Vec<String> =
                (0..count).map(|number| format!("e{number}:customers(id)")).collect();
            format!("orders?select=id,{}", embeds.join(","))
        };
        assert_eq!(world.get(&ann(), &many(20)).await.status, 200, "{engine:?}");
        assert_eq!(
            world.get(&ann(), &many(21)).await.refusal(),
            (400, "PGRST120".to_owned()),
            "{engine:?}"
        );
        let nested = "orders?select=id,a:customers(o1:orders(id),o2:orders(id),o3:orders(id)),b:customers(o1:orders(id),o2:orders(id),o3:orders(id)),c:customers(o1:orders(id),o2:orders(id),o3:orders(id)),d:customers(o1:orders(id),o2:orders(id),o3:orders(id)),e:customers(o1:orders(id),o2:orders(id),o3:orders(id)),f:customers(id)";
        assert_eq!(
            world.get(&ann(), nested).await.refusal(),
            (400, "PGRST120".to_owned()),
            "below others too, {engine:?}"
        );
        let twice =
            world.get(&ann(), "orders?select=id,customers(id),customers(name)&order=id").await;
        assert!(matches!(twice.status, 200 | 400), "{engine:?}: {twice:?}");
        let fields = vec!["id"; 5_000].join(",");
        assert!(
            world.get(&ann(), &format!("orders?select={fields}")).await.status < 500,
            "{engine:?}"
        );
    }
}

const JUNCTION: &str = "
permissions:
  films: { table: main.films, roles: [viewer, blind], select: {} }
  actors: { table: main.actors, roles: [viewer, blind], select: {} }
  cast: { table: main.casts, roles: [viewer], select: { columns: [film_id, actor_id], where: { secret: 0 } } }
  all: { table: main.casts, roles: [manager], select: {} }
";

#[tokio::test]
async fn d30_a_table_between_two_is_guarded_like_any() {
    for engine in ENGINES {
        let place = Place::new(engine).await;
        place
            .run(
                "create table films (id bigint primary key, title varchar(40));
                create table actors (id bigint primary key, name varchar(40));
                create table casts (film_id bigint not null, actor_id bigint not null, secret int not null, primary key (film_id, actor_id),
                  foreign key (film_id) references films (id), foreign key (actor_id) references actors (id));
                insert into films values (1, 'one'), (2, 'two'); insert into actors values (1, 'A'), (2, 'B'), (3, 'C');
                insert into casts values (1, 1, 0), (1, 2, 1), (2, 3, 1);",
            )
            .await;
        let mut world = World::at(place).await;
        world.deploy(JUNCTION).await;
        let (viewer, blind) = (token("1", &["viewer"]), token("1", &["blind"]));
        let got = world.get(&viewer, "films?select=id,actors(name)&order=id").await;
        assert_eq!(
            got.json(),
            json!([{"id": 1, "actors": [{"name": "A"}]}, {"id": 2, "actors": []}]),
            "{engine:?}"
        );
        let got =
            world.get(&viewer, "films?select=id,actors!inner(name)&actors.name=in.(B,C)").await;
        assert_eq!(got.ids(), [0; 0], "{engine:?}");
        let got = world.get(&viewer, "actors?select=id,films(count)&order=id").await;
        let counts: Vec<Value> = got
            .json()
            .as_array()
            .map(|rows| rows.iter().map(|row| row["films"][0]["count"].clone()).collect())
            .unwrap_or_default();
        assert!(
            got.status == 400 || counts == [json!(1), json!(0), json!(0)],
            "{engine:?}: {got:?}"
        );
        let same = |got: Got, name: &str| got.bytes().replace(name, "…");
        let hidden = world.get(&blind, "films?select=id,actors(name)").await;
        assert_eq!(hidden.refusal(), (400, "PGRST200".to_owned()), "{engine:?}");
        let missing = world.get(&blind, "films?select=id,actorz(name)").await;
        assert_eq!(same(hidden, "actors"), same(missing, "actorz"), "{engine:?}");
        for path in [
            "films?select=id,casts(actor_id)",
            "films?select=id,actors!casts(name)",
            "actors?select=id,films(title)",
        ] {
            assert_eq!(
                world.get(&blind, path).await.refusal(),
                (400, "PGRST200".to_owned()),
                "{path} on {engine:?}"
            );
        }
    }
}
