//! The session query: what the database knows of a user becomes part of them, and nothing else does.

use bailiwick_instance::{ClientAuth, Session};
use bailiwick_schema::Engine;
use serde_json::json;

use crate::world::{ENGINES, World, auth, sign, token, token_with};

const PATH: &str = "orders?select=id&order=id";

const MEMBERS: &str = "
    create table staff (customer_id bigint, role varchar(40), region varchar(20), shop bigint);
    insert into staff values (1, 'clerk', 'east', 1), (1, 'customer', 'east', 3), (2, 'clerk', 'west', 2);";

const POLICY: &str = "
permissions:
  clerks:
    table: main.orders
    roles: [clerk]
    select: { columns: [id], where: { customer_id: { $in: $user.shops } } }
  regions:
    table: main.customers
    roles: [clerk, viewer]
    select: { columns: [id], where: { region: $user.region } }
";

fn session(query: &str) -> ClientAuth {
    let session = Session {
        connection: "main".to_owned(),
        query: query.to_owned(),
        values: vec!["region".to_owned()],
        lists: vec!["roles".to_owned(), "shops".to_owned()],
    };
    ClientAuth { session: Some(session), ..auth() }
}

const QUERY: &str =
    "select role as roles, region, shop as shops from staff where customer_id = $user.number";

fn user(number: i64, roles: &[&str]) -> String {
    token_with(&number.to_string(), roles, "number", json!(number))
}

async fn world(engine: Engine) -> World {
    let mut world = World::new(engine).await;
    world.place.run(MEMBERS).await;
    world.configure(|config| config.client_auth = Some(session(QUERY)));
    world.deploy(POLICY).await;
    world
}

#[tokio::test]
async fn roles_and_members_of_the_user_come_from_the_database_on_every_engine() {
    for engine in ENGINES {
        let world = world(engine).await;
        assert_eq!(world.get(&user(1, &[]), PATH).await.ids(), [1, 2, 5], "{engine:?}");
        assert_eq!(world.get(&user(2, &[]), PATH).await.ids(), [3, 4], "{engine:?}");
        assert_eq!(world.get(&user(1, &[]), "customers?select=id&order=id").await.ids(), [1, 3]);
        let stranger = world.get(&user(3, &[]), PATH).await;
        assert_eq!(stranger.refusal(), (404, "PGRST205".to_owned()), "{engine:?}");
        // What the query is to find is never taken from the token.
        let mut claims = crate::world::claims("3", &["viewer"]);
        claims.insert("number".to_owned(), json!(3));
        claims.insert("region".to_owned(), json!("east"));
        claims.insert("shops".to_owned(), json!([1, 2, 3]));
        let forged = world.get(&sign(&claims), "customers?select=id").await;
        assert_eq!(forged.refusal(), (404, "PGRST205".to_owned()), "{engine:?}");
    }
}

#[tokio::test]
async fn a_value_is_never_text_of_the_query() {
    let mut world = world(Engine::Sqlite).await;
    let by_id = QUERY.replace("$user.number", "$user.id");
    world.configure(|config| config.client_auth = Some(session(&by_id)));
    for subject in ["0 or 1=1", "0' or '1'='1", "1; drop table staff", "1) or (1=1"] {
        let got = world.get(&token(subject, &[]), PATH).await;
        assert_eq!(got.refusal(), (404, "PGRST205".to_owned()), "{subject}");
    }
    assert_eq!(world.get(&token("1", &[]), PATH).await.ids(), [1, 2, 5]);
}

#[tokio::test]
async fn what_was_found_is_kept_for_a_moment_and_forgotten_when_that_is_asked() {
    let mut world = world(Engine::Sqlite).await;
    let by_id = QUERY.replace("$user.number", "$user.id");
    world.configure(|config| config.client_auth = Some(session(&by_id)));
    let (one, two) = (user(1, &[]), user(2, &[]));
    assert_eq!(world.get(&one, PATH).await.ids(), [1, 2, 5]);
    assert_eq!(world.get(&two, PATH).await.ids(), [3, 4]);
    world
        .place
        .run("delete from staff where shop = 3; update staff set shop = 3 where shop = 2")
        .await;
    assert_eq!(world.get(&one, PATH).await.ids(), [1, 2, 5], "kept");
    world.instance.forget_sessions(Some("1"));
    assert_eq!(world.get(&one, PATH).await.ids(), [1, 2]);
    assert_eq!(world.get(&two, PATH).await.ids(), [3, 4], "another's is kept");
    world.instance.forget_sessions(None);
    assert_eq!(world.get(&two, PATH).await.ids(), [5]);
    // Where two users share what was found, it is forgotten for both.
    world.configure(|config| config.client_auth = Some(session(QUERY)));
    let alike = token_with("another", &[], "number", json!(2));
    assert_eq!(world.get(&two, PATH).await.ids(), [5]);
    world.place.run("update staff set shop = 2 where shop = 3").await;
    assert_eq!(world.get(&alike, PATH).await.ids(), [5], "kept");
    world.instance.forget_sessions(Some("another"));
    assert_eq!(world.get(&alike, PATH).await.ids(), [3, 4]);
}

#[tokio::test]
async fn a_query_that_fails_lets_nobody_in() {
    for engine in ENGINES {
        let mut world = world(engine).await;
        for (query, why) in [
            ("select role as roles, region, shop as shops from missing", "no such table"),
            ("select role as roles, region from staff", "a column is missing"),
            ("select role as roles, region, shop as shops from staff", "two regions"),
            ("select shop as roles, 'x' as region, shop as shops from staff", "roles are texts"),
        ] {
            world.configure(|config| config.client_auth = Some(session(query)));
            let got = world.get(&user(1, &["clerk"]), PATH).await;
            assert_eq!(got.refusal(), (503, "session_unavailable".to_owned()), "{engine:?} {why}");
            assert!(!got.text.contains("missing") && got.headers.contains_key("retry-after"));
        }
        world.configure(|config| {
            if let Some(session) =
                config.client_auth.as_mut().and_then(|auth| auth.session.as_mut())
            {
                session.connection = "gone".to_owned();
            }
        });
        assert_eq!(world.get(&user(1, &["clerk"]), PATH).await.status, 503);
    }
}

#[tokio::test]
async fn a_query_writes_nothing_whatever_it_calls() {
    let mut world = world(Engine::Postgres).await;
    let function = "create function hire() returns text language sql volatile as
        $$ insert into staff values (3, 'clerk', 'north', 9) returning role $$";
    world.place.run(function).await;
    let query = "select hire() as roles, 'x' as region, 1 as shops";
    world.configure(|config| config.client_auth = Some(session(query)));
    assert_eq!(world.get(&user(1, &[]), PATH).await.status, 503);
    world.configure(|config| config.client_auth = Some(session(QUERY)));
    assert_eq!(world.get(&user(3, &[]), PATH).await.status, 404, "nobody was hired");
}

/// Where a table knows no transactions, undoing undoes nothing: the transaction itself must refuse.
#[tokio::test]
async fn on_mariadb_not_even_what_cannot_be_undone_is_written() {
    let mut world = world(Engine::Mysql).await;
    world.place.run("create table hired (name varchar(20)) engine = MyISAM").await;
    let function = "create function hire() returns varchar(20) modifies sql data begin insert into hired values ('x'); return 'clerk'; end";
    world.place.run(function).await;
    let query = "select hire() as roles, 'x' as region, 1 as shops";
    world.configure(|config| config.client_auth = Some(session(query)));
    assert_eq!(world.get(&user(1, &[]), PATH).await.status, 503);
    world.configure(|config| {
        let query = "select h.name as roles, 'x' as region, 1 as shops from hired h";
        config.client_auth = Some(session(query));
    });
    let got = world.get(&user(3, &["viewer"]), "customers?select=id").await;
    assert_eq!(got.refusal(), (404, "PGRST205".to_owned()), "nothing was written: no region");
}

#[tokio::test]
async fn of_who_sends_no_token_nothing_is_asked() {
    let mut world = world(Engine::Sqlite).await;
    let query = "select role as roles, region, shop as shops from missing where 1 = $user.id";
    world.configure(|config| {
        config.client_auth = Some(ClientAuth { anonymous: true, ..session(query) });
    });
    world.deploy("permissions:\n  open:\n    table: main.orders\n    roles: [anonymous]\n    select: { columns: [id], where: { status: open } }\n").await;
    assert_eq!(world.get("", PATH).await.ids(), [2, 5]);
    assert_eq!(world.get(&user(1, &[]), PATH).await.status, 503);
}

/// MariaDB compares a long `DECIMAL` with a text exactly in most places, and as floating numbers in some: there neighbours
/// are one. A cast is exact everywhere, and so is a policy.
#[tokio::test]
async fn on_mariadb_a_long_decimal_is_exact_where_the_page_says_so_and_in_policies() {
    const BADGES: [&str; 2] = ["12345678901234567890", "12345678901234567891"];
    let mut world = world(Engine::Mysql).await;
    let badges = "create table badges (badge decimal(20), region varchar(20), shop bigint);
        insert into badges values (12345678901234567890, 'east', 1), (12345678901234567891, 'west', 2);";
    world.place.run(badges).await;
    let mut by = async |condition: &str, badge: &str| {
        let query =
            format!("select 'clerk' as roles, region, shop as shops from badges where {condition}");
        world.configure(|config| config.client_auth = Some(session(&query)));
        let got = world.get(&token(badge, &[]), PATH).await;
        if got.status == 200 { Ok(got.ids()) } else { Err(got.status) }
    };
    for condition in [
        "badge = $user.id",
        "not badge <> $user.id",
        "badge >= $user.id and badge <= $user.id",
        "badge in ($user.id, $user.id)",
        "badge between cast($user.id as decimal(65)) and cast($user.id as decimal(65))",
    ] {
        assert_eq!(by(condition, BADGES[0]).await, Ok(vec![1, 2]), "{condition}");
        assert_eq!(by(condition, BADGES[1]).await, Ok(vec![3, 4]), "{condition}");
        assert_eq!(by(condition, "12345678901234567892").await, Err(404), "{condition}");
        assert_eq!(by(condition, "12345678901234567890x").await, Err(503), "{condition}");
    }
    // Both rows are found, and disagree in a value: nobody comes in, least of all as somebody else.
    for condition in [
        "badge between $user.id and $user.id",
        "badge in ($user.id, 5)",
        "case badge when $user.id then 1 else 0 end",
        "exists (select 1 from (select $user.id as said) t where t.said = badge)",
    ] {
        assert_eq!(by(condition, BADGES[0]).await, Err(503), "{condition}");
    }
    let policy = "permissions:
  own: { table: main.badges, roles: [viewer], select: { where: { badge: $user.id } } }
  listed: { table: main.badges, roles: [lister], select: { where: { badge: { $in: [$user.id, 5] } } } }
  within: { table: main.badges, roles: [ranger], select: { where: { badge: { $between: [$user.id, $user.id] } } } }
";
    world.deploy(policy).await;
    world.configure(|config| config.client_auth = Some(auth()));
    for role in ["viewer", "lister", "ranger"] {
        for (badge, shop) in BADGES.into_iter().zip([1, 2]) {
            let got = world.get(&token(badge, &[role]), "badges?select=shop").await;
            assert_eq!(got.json(), json!([{ "shop": shop }]), "{role} {badge}");
        }
    }
}
