//! Actions that call an address: after the commit, signed, once, and never for who may not or where nothing is kept.

use std::time::{Duration, Instant};

use bailiwick_engine::Dialer;
use bailiwick_instance::{CallNote, CallOutcome, SigningKey};
use bailiwick_schema::Engine;
use reqwest::Method;
use serde_json::{Value, json};

use crate::receiver::{Receiver, Reply};
use crate::world::{ENGINES, Got, POLICY, World, ann, bob, manager, now, send, token, token_with};

const KEY: [u8; 32] = [42; 32];

const ACTIONS: &str = r#"
actions:
  refund:
    roles: [manager]
    as: owner
    tables: [main.orders, main.journal]
    input: { type: object, required: [id], properties: { id: { type: integer }, note: { type: string } } }
    run:
      - update orders set status = 'refunded' where id = $input.id and status <> 'refunded'
      - insert into journal (at_second, entry) values (3, 'refund')
      - select id, status, note from orders where id = $input.id
    call: { url: "URL", timeout: 1s }
  count_up:
    roles: [manager]
    as: owner
    tables: [main.journal]
    run: [ "insert into journal (at_second, entry) values (4, 'counted')" ]
    call: { url: "URL", timeout: 10s }
  fails:
    roles: [manager]
    as: owner
    tables: [main.journal, main.customers]
    run:
      - insert into journal (at_second, entry) values (5, 'fails')
      - insert into customers (id, name) values (1, 'Ann')
    call: { url: "URL" }
  region:
    roles: [desk]
    as: owner
    tables: [main.customers]
    run: [ "select id, name from customers where region = $user.region order by id" ]
    call: { url: "URL" }
  open_order:
    roles: [customer]
    as: user
    tables: [main.orders]
    input: { type: object, required: [id], properties: { id: { type: integer } } }
    run: [ "update orders set status = 'open' where id = $input.id" ]
    call: { url: "URL" }
  my_orders:
    roles: [customer]
    as: user
    tables: [main.orders]
    run: [ "select id, status from orders order by id" ]
    call: { url: "URL" }
  ping:
    roles: [customer, manager]
    input: { type: object, properties: { word: { type: string } } }
    call: { url: "URL" }
"#;

async fn shop(engine: Engine, url: &str) -> World {
    let mut world = World::new(engine).await;
    world.get(&manager(), "orders").await;
    world.configure(|config| config.signing_keys = vec![SigningKey::new(&KEY, None)]);
    world.deploy(&format!("{POLICY}{}", ACTIONS.replace("URL", url))).await;
    world
}

impl World {
    async fn act(&self, token: &str, name: &str, input: Value) -> Got {
        self.act_with(token, name, input, &[]).await
    }

    async fn act_with(&self, token: &str, name: &str, input: Value, more: &[(&str, &str)]) -> Got {
        let mut request = self.request(Method::POST, token, &format!("rpc/{name}"));
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        send(request.header("content-type", "application/json").body(input.to_string())).await
    }

    /// What the log keeps of the newest call.
    fn call_note(&self) -> Option<CallNote> {
        self.instance.log(|_| true, None, None, 1).items.remove(0).call
    }

    async fn journal(&self) -> usize {
        self.get(&manager(), "journal").await.json().as_array().unwrap().len()
    }
}

#[tokio::test]
async fn a_call_follows_the_commit_and_is_signed() {
    for engine in ENGINES {
        let receiver = Receiver::new().await;
        let world = shop(engine, &receiver.url()).await;
        receiver.look(world.request(Method::GET, &manager(), "orders?select=id,status&id=eq.1"));
        let boss = token_with("90", &["manager"], "desk", json!({ "floor": 3 }));
        let got = world.act(&boss, "refund", json!({ "id": 1, "note": "late" })).await;
        let row = json!({ "id": 1, "status": "refunded", "note": "call first" });
        assert_eq!((got.status, got.json()), (200, json!([row])), "{engine:?}");
        let calls = receiver.received();
        let [call] = calls.as_slice() else { panic!("{engine:?}: {calls:?}") };
        let seen: Value = serde_json::from_str(call.seen.as_ref().unwrap()).unwrap();
        assert_eq!(seen, json!([{ "id": 1, "status": "refunded" }]), "committed: {engine:?}");
        assert_eq!((call.method.as_str(), call.uri.to_string().as_str()), ("POST", "/hook?a=1"));
        assert_eq!(call.header("content-type"), "application/json");
        assert!(!call.headers.contains_key("authorization"), "{call:?}");
        let body = call.json();
        let request = got.headers["x-request-id"].as_str();
        let user = &body["user"];
        assert_eq!(
            (&user["id"], &user["roles"], &user["desk"]["floor"]),
            (&json!("90"), &json!(["manager"]), &json!(3))
        );
        assert_eq!(
            (
                &body["action"],
                &body["instance"],
                &body["request_id"],
                &body["input"],
                &body["rows"]
            ),
            (
                &json!("refund"),
                &json!("0"),
                &json!(request),
                &json!({ "id": 1, "note": "late" }),
                &json!([row])
            ),
            "{engine:?}"
        );
        assert_eq!(body.as_object().unwrap().len(), 6, "{body}");
        assert_eq!(call.header("webhook-id"), request);
        let at: i64 = call.header("webhook-timestamp").parse().unwrap();
        assert!((now() - at).abs() < 10);
        assert!(call.is_signed_by(&KEY) && !call.is_signed_by(&[43; 32]), "{call:?}");
        assert_eq!(call.signatures().len(), 1);
        let note = world.call_note().unwrap();
        assert_eq!(
            (note.host.as_str(), note.outcome, note.status),
            ("127.0.0.1", CallOutcome::Accepted, Some(204))
        );
        // Statements that answer no rows, and none at all.
        assert_eq!(
            world.act(&manager(), "count_up", json!({})).await.json(),
            json!({ "affected": [1] })
        );
        let pinged = world.act(&ann(), "ping", json!({ "word": "$user.id" })).await;
        assert_eq!((pinged.status, pinged.json()), (200, json!({ "affected": [] })), "{engine:?}");
        let calls = receiver.received();
        assert_eq!((calls.len(), &calls[1].json()["rows"]), (3, &Value::Null), "{engine:?}");
        assert_eq!(calls[2].json()["input"], json!({ "word": "$user.id" }));
        // Under the policy: the rows that the caller sees.
        world.act(&bob(), "my_orders", json!({})).await;
        let calls = receiver.received();
        let rows = json!([{ "id": 3, "status": "draft" }, { "id": 4, "status": "done" }]);
        assert_eq!(calls[3].json()["rows"], rows, "{engine:?}");
    }
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_is_kept() {
    for engine in ENGINES {
        let receiver = Receiver::new().await;
        let world = shop(engine, &receiver.url()).await;
        let before = world.journal().await;
        let failed = world.act(&manager(), "fails", json!({})).await;
        assert_eq!(failed.refusal(), (409, "23505".to_owned()), "{engine:?}");
        for input in [json!({}), json!({ "id": "x" }), json!({ "id": 1, "more": 1 })] {
            assert_eq!(world.act(&manager(), "refund", input).await.status, 400, "{engine:?}");
        }
        let nowhere = world.act(&token("8", &["desk"]), "region", json!({})).await;
        assert_eq!(nowhere.refusal(), (403, "42501".to_owned()), "{engine:?}");
        let rollback = [("prefer", "tx=rollback")];
        let tried = world.act_with(&ann(), "open_order", json!({ "id": 1 }), &rollback).await;
        assert_eq!((tried.status, tried.json()), (200, json!({ "affected": [1] })), "{engine:?}");
        let pinged = world.act_with(&ann(), "ping", json!({}), &rollback).await;
        assert_eq!(pinged.status, 200, "{engine:?}");
        // Not one row: what a `user` action did is undone.
        let single = [("accept", "application/vnd.pgrst.object+json")];
        let several = world.act_with(&ann(), "my_orders", json!({}), &single).await;
        assert_eq!(several.refusal(), (406, "PGRST116".to_owned()), "{engine:?}");
        // An owner's rows are not had without the call either.
        let desk = token_with("8", &["desk"], "region", json!("east"));
        let looked = world.act_with(&desk, "region", json!({}), &rollback).await;
        assert_eq!(looked.refusal(), (400, "PGRST122".to_owned()), "{engine:?}");
        for name in ["my_orders", "ping"] {
            assert_eq!(world.get(&ann(), &format!("rpc/{name}")).await.status, 405, "{engine:?}");
        }
        assert_eq!((receiver.began(), world.journal().await), (0, before), "{engine:?}");
        let draft = world.get(&ann(), "orders?select=status&id=eq.1").await.json();
        assert_eq!(draft, json!([{ "status": "draft" }]), "{engine:?}");
    }
}

#[tokio::test]
async fn what_is_committed_is_told_whatever_answer_was_asked_for() {
    for engine in ENGINES {
        let receiver = Receiver::new().await;
        let world = shop(engine, &receiver.url()).await;
        let before = world.journal().await;
        let single = [("accept", "application/vnd.pgrst.object+json")];
        let none = world.act_with(&manager(), "refund", json!({ "id": 999 }), &single).await;
        assert_eq!(none.refusal(), (406, "PGRST116".to_owned()), "{engine:?}");
        assert_eq!((receiver.received().len(), world.journal().await), (1, before + 1));
        let desk = token_with("8", &["desk"], "region", json!("east"));
        let read = world.act_with(&desk, "region", json!({}), &single).await;
        assert_eq!(read.refusal(), (406, "PGRST116".to_owned()), "{engine:?}");
        assert_eq!(receiver.received().len(), 2, "{engine:?}");
    }
}

/// To whom an action is not there, the same bytes as for any other name; and nobody is called.
#[tokio::test]
async fn who_may_not_call_an_action_has_nobody_called() {
    for engine in ENGINES {
        let receiver = Receiver::new().await;
        let world = shop(engine, &receiver.url()).await;
        for (who, name) in [
            (ann(), "refund"),
            (ann(), "region"),
            (manager(), "open_order"),
            (token("8", &["desk"]), "ping"),
        ] {
            let other = "x".repeat(name.len());
            for input in [json!({}), json!({ "id": 1 })] {
                let got = world.act(&who, name, input.clone()).await;
                assert_eq!(got.refusal(), (404, "PGRST202".to_owned()), "{engine:?} {name}");
                let nothing = world.act(&who, &other, input).await;
                assert_eq!(
                    got.bytes().replace(name, "NAME"),
                    nothing.bytes().replace(&other, "NAME")
                );
            }
        }
        for nobody in ["", "nonsense"] {
            assert_eq!(world.act(nobody, "ping", json!({})).await.status, 401);
        }
        let described = world.get(&ann(), "").await;
        assert!(described.json()["paths"]["/rpc/ping"]["post"].is_object(), "{engine:?}");
        assert!(described.json()["paths"]["/rpc/my_orders"]["get"].is_null(), "{engine:?}");
        assert!(!described.text.contains("hook") && !described.text.contains("127.0.0.1"));
        assert_eq!(receiver.began(), 0, "{engine:?}");
    }
}

/// The dashboard's look through a user's eyes calls nobody.
#[tokio::test]
async fn a_look_through_somebodys_eyes_calls_nobody() {
    let receiver = Receiver::new().await;
    let world = shop(Engine::Sqlite, &receiver.url()).await;
    for (method, name) in
        [("GET", "ping"), ("GET", "my_orders"), ("HEAD", "my_orders"), ("POST", "ping")]
    {
        let request =
            axum::http::Request::builder().method(method).uri(format!("/rest/v1/rpc/{name}"));
        let request = request.body(axum::body::Body::empty()).unwrap();
        let user = bailiwick_policy::User {
            id: Some("1".to_owned()),
            roles: vec!["customer".to_owned()],
            ..Default::default()
        };
        assert_eq!(world.instance.read_as(user, request).await.status(), 405, "{method} {name}");
    }
    assert_eq!(receiver.began(), 0);
}

fn is_not_accepted(got: &Got, what: &str) {
    assert_eq!(got.refusal(), (502, "call_failed".to_owned()), "{what}: {got:?}");
    let message = got.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("is committed"), "{what}: {message}");
    for word in ["127.0.0.1", "localhost", "hook", "receiver", "http"] {
        assert!(!got.text.contains(word), "{what} tells `{word}`: {}", got.text);
    }
}

#[tokio::test]
async fn a_call_that_is_not_accepted_is_told_and_undoes_nothing() {
    for engine in ENGINES {
        let (receiver, elsewhere) = (Receiver::new().await, Receiver::new().await);
        let world = shop(engine, &receiver.url()).await;
        for (reply, outcome, status) in [
            (Reply::Status(500), CallOutcome::Refused, Some(500)),
            (Reply::Status(404), CallOutcome::Refused, Some(404)),
            (Reply::Status(304), CallOutcome::Refused, Some(304)),
            (Reply::Redirect(elsewhere.url()), CallOutcome::Refused, Some(307)),
            (Reply::Slow(Duration::from_secs(20)), CallOutcome::Late, None),
            (Reply::Endless(axum::http::StatusCode::BAD_GATEWAY), CallOutcome::Refused, Some(502)),
            (Reply::HugeHead, CallOutcome::Unreachable, None),
        ] {
            let (rows, calls) = (world.journal().await, receiver.began());
            receiver.reply(reply);
            let began = Instant::now();
            let got = world.act(&manager(), "refund", json!({ "id": 2 })).await;
            let what = format!("{engine:?} {outcome:?} {status:?}");
            is_not_accepted(&got, &what);
            assert!(began.elapsed() < Duration::from_secs(4), "{what}");
            let kept =
                world.instance.log(|entry| entry.call.is_some(), None, None, 1).items.remove(0);
            let note = kept.call.clone().unwrap();
            assert_eq!(
                (note.host.as_str(), note.outcome, note.status),
                ("127.0.0.1", outcome, status),
                "{what}"
            );
            assert_eq!((kept.status, kept.code), (502, Some("call_failed")), "{what}");
            assert_eq!(
                (world.journal().await, receiver.began()),
                (rows + 1, calls + 1),
                "once: {what}"
            );
        }
        // Whatever follows an acceptance is not waited for.
        receiver.reply(Reply::Endless(axum::http::StatusCode::OK));
        let got = world.act(&manager(), "refund", json!({ "id": 3 })).await;
        assert_eq!((got.status, &got.json()[0]["status"]), (200, &json!("refunded")), "{engine:?}");
        assert_eq!(elsewhere.began(), 0, "redirects are not followed");
        // Nobody is there any more.
        drop(receiver);
        is_not_accepted(&world.act(&manager(), "refund", json!({ "id": 4 })).await, "nobody");
        assert_eq!(world.call_note().unwrap().outcome, CallOutcome::Unreachable, "{engine:?}");
    }
}

#[tokio::test]
async fn no_address_is_called_that_the_operator_does_not_list() {
    let receiver = Receiver::new().await;
    let port = receiver.port;
    for (url, outcome) in [
        (format!("http://127.0.0.1:{port}/"), CallOutcome::Forbidden),
        (format!("https://127.0.0.1:{port}/"), CallOutcome::Forbidden),
        // A name that leads here, and what is written in other ways.
        (format!("http://localhost:{port}/"), CallOutcome::Forbidden),
        (format!("https://localhost:{port}/"), CallOutcome::Forbidden),
        (format!("https://2130706433:{port}/"), CallOutcome::Forbidden),
        (format!("https://0x7f.1:{port}/"), CallOutcome::Forbidden),
        (format!("https://[::ffff:127.0.0.1]:{port}/"), CallOutcome::Forbidden),
        ("https://10.0.0.1/".to_owned(), CallOutcome::Forbidden),
        ("https://169.254.169.254/latest/meta-data/".to_owned(), CallOutcome::Forbidden),
        ("https://nowhere.invalid/".to_owned(), CallOutcome::Unreachable),
    ] {
        let mut world = shop(Engine::Sqlite, &url).await;
        world.configure(|config| config.dialer = std::sync::Arc::new(Dialer::default()));
        let got = world.act(&manager(), "count_up", json!({})).await;
        is_not_accepted(&got, &url);
        let note = world.call_note().unwrap();
        assert_eq!((note.outcome, note.status), (outcome, None), "{url}");
    }
    assert_eq!(receiver.began(), 0);
    // What is listed has to prove who it is all the same.
    let world = shop(Engine::Sqlite, &format!("https://127.0.0.1:{port}/")).await;
    is_not_accepted(&world.act(&manager(), "count_up", json!({})).await, "no TLS");
    assert_eq!(
        (receiver.began(), world.call_note().unwrap().outcome),
        (0, CallOutcome::Unreachable)
    );
}

#[tokio::test]
async fn an_older_key_signs_beside_the_new_one_until_its_time() {
    let receiver = Receiver::new().await;
    let mut world = shop(Engine::Sqlite, &receiver.url()).await;
    let until = |seconds: i64| Some((now() + seconds) * 1_000_000);
    let new = [7; 32];
    world.configure(|config| {
        config.signing_keys = vec![SigningKey::new(&new, None), SigningKey::new(&KEY, until(60))];
    });
    world.act(&ann(), "ping", json!({})).await;
    world.configure(|config| {
        config.signing_keys = vec![SigningKey::new(&new, None), SigningKey::new(&KEY, until(-1))];
    });
    world.act(&ann(), "ping", json!({})).await;
    let calls = receiver.received();
    assert!(calls[0].is_signed_by(&new) && calls[0].is_signed_by(&KEY), "{calls:?}");
    assert!(calls[1].is_signed_by(&new) && !calls[1].is_signed_by(&KEY), "{calls:?}");
    assert_eq!((calls[0].signatures().len(), calls[1].signatures().len()), (2, 1));
}

#[tokio::test]
async fn without_a_key_and_beyond_the_size_nothing_is_done() {
    for engine in ENGINES {
        let receiver = Receiver::new().await;
        let mut world = shop(engine, &receiver.url()).await;
        let before = world.journal().await;
        // The input fits into a request, and what is told of it does not.
        let much = "x".repeat(1024 * 1024 - 60);
        let large = world.act(&manager(), "refund", json!({ "id": 1, "note": much })).await;
        assert_eq!(large.refusal(), (500, "call_too_large".to_owned()), "{engine:?}");
        assert!(large.text.contains("nothing was done"), "{}", large.text);
        world.configure(|config| config.signing_keys.clear());
        let unsigned = world.act(&manager(), "refund", json!({ "id": 1 })).await;
        assert_eq!(unsigned.refusal(), (503, "no_signing_key".to_owned()), "{engine:?}");
        assert_eq!((receiver.began(), world.journal().await), (0, before), "{engine:?}");
    }
}

#[tokio::test]
async fn slow_receivers_hold_no_connection_and_no_more_than_their_number() {
    for engine in ENGINES {
        let receiver = Receiver::new().await;
        let world = shop(engine, &receiver.url()).await;
        let before = world.journal().await;
        receiver.reply(Reply::Slow(Duration::from_millis(2_500)));
        let who = manager();
        let slow =
            futures::future::join_all((0..16).map(|_| world.act(&who, "count_up", json!({}))));
        let meanwhile = async {
            while receiver.began() < 16 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            assert!(receiver.received().is_empty(), "all are going on: {engine:?}");
            let more = world.act(&who, "count_up", json!({})).await;
            assert_eq!(more.refusal(), (503, "calls_busy".to_owned()), "{engine:?}");
            assert!(more.headers.contains_key("retry-after"));
            assert_eq!(world.journal().await, before + 16, "nothing more was written: {engine:?}");
            let new = json!({ "customer_id": 1, "total": 5 });
            assert_eq!(world.post(&who, "orders", new).await.status, 201, "{engine:?}");
            assert!(receiver.received().is_empty(), "nobody waited for them: {engine:?}");
        };
        let (all, ()) =
            tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(slow, meanwhile) })
                .await
                .unwrap();
        assert!(all.iter().all(|got| got.status == 200), "{engine:?} {all:?}");
        receiver.reply(Reply::Status(200));
        assert_eq!(world.act(&who, "count_up", json!({})).await.status, 200, "{engine:?}");
    }
}

/// Hanging up takes no call back.
#[tokio::test]
async fn whoever_goes_away_keeps_nothing_from_being_told() {
    let receiver = Receiver::new().await;
    let world = shop(Engine::Sqlite, &receiver.url()).await;
    receiver.reply(Reply::Slow(Duration::from_millis(900)));
    let request = world.request(Method::POST, &manager(), "rpc/count_up");
    let gone = request.timeout(Duration::from_millis(400)).body("{}").send().await;
    assert!(gone.unwrap_err().is_timeout());
    assert_eq!((receiver.began(), receiver.received().len()), (1, 0));
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if receiver.received().len() == 1 {
            return;
        }
    }
    panic!("the call was taken back");
}
