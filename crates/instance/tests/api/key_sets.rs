//! Public keys by address: who comes in while their issuer is up, changes its keys, lies, is slow, or is away.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use bailiwick_instance::{ClientAuth, KeySetTimes, Supabase};
use bailiwick_schema::Engine;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use crate::issuer::{Answer, Issuer, IssuerKey, key_set, quick, trust};
use crate::world::{SECRET, World, ann, claims, now};

const PATH: &str = "orders?select=id&order=id";

fn token(key: &IssuerKey) -> String {
    key.sign(&claims("1", &["customer"]))
}

async fn status(world: &World, token: &str) -> u16 {
    world.get(token, PATH).await.status
}

async fn comes_in(world: &World, token: &str) {
    assert_eq!(world.get(token, PATH).await.ids(), [1, 2]);
}

async fn world_with(issuers: &[&Issuer], times: KeySetTimes) -> World {
    let mut world = World::new(Engine::Sqlite).await;
    trust(&mut world, issuers, times);
    world
}

#[tokio::test]
async fn a_fetched_key_lets_in_and_is_fetched_once() {
    let key = IssuerKey::new("one");
    let issuer = Issuer::new(&[&key]).await;
    let mut world = world_with(&[&issuer], quick()).await;
    let mine = token(&key);
    let all = futures::future::join_all((0..50).map(|_| status(&world, &mine))).await;
    assert_eq!(all, [200; 50]);
    assert_eq!(issuer.fetches(), 1, "all waited for the same fetch");
    tokio::time::sleep(Duration::from_millis(400)).await;
    comes_in(&world, &mine).await;
    world.configure(|config| config.audience += "");
    comes_in(&world, &mine).await;
    assert_eq!(issuer.fetches(), 1, "a deploy forgets no keys");
    assert_eq!(status(&world, &ann()).await, 401, "a secret that is not configured");
    world.configure(|config| config.client_auth = Some(ClientAuth::default()));
    assert_eq!(status(&world, &mine).await, 401, "the address was taken away");
}

#[tokio::test]
async fn a_new_key_is_seen_at_once_and_an_old_one_leaves() {
    let (old, new) = (IssuerKey::new("old"), IssuerKey::new("new"));
    let issuer = Issuer::new(&[&old]).await;
    let times = KeySetTimes { wait: Duration::from_millis(1_200), ..quick() };
    let world = world_with(&[&issuer], times).await;
    comes_in(&world, &token(&old)).await;
    issuer.publish(&[&new]);
    assert_eq!(status(&world, &token(&new)).await, 401, "the last fetch is not long ago");
    tokio::time::sleep(Duration::from_millis(350)).await;
    comes_in(&world, &token(&new)).await;
    assert_eq!(status(&world, &token(&old)).await, 401, "it is no longer published");
    issuer.publish(&[]);
    comes_in(&world, &token(&new)).await;
    tokio::time::sleep(Duration::from_millis(1_250)).await;
    assert_eq!(status(&world, &token(&new)).await, 401, "keys of that age are fetched anew first");
}

#[tokio::test]
async fn keys_are_refreshed_beside_the_requests() {
    let key = IssuerKey::new("one");
    let issuer = Issuer::new(&[&key]).await;
    let times = KeySetTimes { refresh: Duration::from_millis(400), ..quick() };
    let world = world_with(&[&issuer], times).await;
    comes_in(&world, &token(&key)).await;
    tokio::time::sleep(Duration::from_millis(450)).await;
    issuer.answer(Answer::Slow(Duration::from_millis(600), key_set(&[])));
    let before = Instant::now();
    comes_in(&world, &token(&key)).await;
    assert!(before.elapsed() < Duration::from_millis(500), "nobody waits for a refresh");
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(issuer.fetches(), 2);
    assert_eq!(status(&world, &token(&key)).await, 401, "the refresh took it away");
}

#[tokio::test]
async fn a_flood_of_unknown_keys_is_no_flood_of_fetches() {
    let key = IssuerKey::new("one");
    let issuer = Issuer::new(&[&key]).await;
    let world = world_with(&[&issuer], quick()).await;
    comes_in(&world, &token(&key)).await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    let strangers: Vec<String> =
        (0..200).map(|number| token(&IssuerKey::new(&format!("stranger {number}")))).collect();
    let began = Instant::now();
    let all =
        futures::future::join_all(strangers.iter().map(|stranger| status(&world, stranger))).await;
    assert_eq!(all, [401; 200]);
    let most = 2 + began.elapsed().as_millis() / 300;
    assert!(issuer.fetches() as u128 <= most, "{} of {most}", issuer.fetches());
    comes_in(&world, &token(&key)).await;
}

#[tokio::test]
async fn an_issuer_that_never_answered_is_503_and_is_asked_again() {
    let key = IssuerKey::new("one");
    let issuer = Issuer::new(&[&key]).await;
    issuer.answer(Answer::Slow(Duration::from_secs(30), key_set(&[&key])));
    let world = world_with(&[&issuer], quick()).await;
    let (mine, before) = (token(&key), Instant::now());
    let got = world.get(&mine, PATH).await;
    assert_eq!(got.refusal(), (503, "keys_unavailable".to_owned()));
    assert!(
        got.headers.contains_key("retry-after") && !got.headers.contains_key("www-authenticate")
    );
    assert!(before.elapsed() < Duration::from_secs(5), "a slow server holds nobody up for long");
    issuer.publish(&[&key]);
    tokio::time::sleep(Duration::from_millis(350)).await;
    comes_in(&world, &mine).await;
}

#[tokio::test]
async fn keys_outlive_their_issuer_for_a_while_and_then_nobody_comes_in() {
    let key = IssuerKey::new("one");
    let issuer = Issuer::new(&[&key]).await;
    let times = KeySetTimes {
        refresh: Duration::from_millis(200),
        wait: Duration::from_millis(400),
        forget: Duration::from_millis(2_500),
        ..quick()
    };
    let world = world_with(&[&issuer], times).await;
    let (mine, began) = (token(&key), Instant::now());
    comes_in(&world, &mine).await;
    let address = issuer.uri.trim_start_matches("http://").trim_end_matches("/keys").to_owned();
    drop(issuer);
    tokio::time::sleep(Duration::from_millis(700)).await;
    comes_in(&world, &mine).await;
    assert_eq!(status(&world, &token(&IssuerKey::new("two"))).await, 503, "it may be a new key");
    tokio::time::sleep(Duration::from_millis(2_600).saturating_sub(began.elapsed())).await;
    assert_eq!(status(&world, &mine).await, 503, "forgotten");
    let _again = Issuer::at(&address, key_set(&[&key])).await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    comes_in(&world, &mine).await;
}

#[tokio::test]
async fn a_bad_answer_is_no_key_set() {
    let key = IssuerKey::new("one");
    let elsewhere = Issuer::new(&[&key]).await;
    let issuer = Issuer::new(&[&key]).await;
    let good = key_set(&[&key]);
    let text = |text: &str| Answer::Text(StatusCode::OK, text.to_owned());
    for (answer, why) in [
        (Answer::Redirect(elsewhere.uri.clone()), "a redirect"),
        (Answer::Huge, "no end"),
        (text(&format!("{good}{}", " ".repeat(64 * 1024))), "a little too large"),
        (Answer::Text(StatusCode::INTERNAL_SERVER_ERROR, good.clone()), "an error"),
        (Answer::Text(StatusCode::CREATED, good.clone()), "not 200"),
        (text("<html>"), "no JSON"),
        (text("[]"), "a list"),
        (text(r#"{"keys":{}}"#), "no list of keys"),
        (text(&good.replacen('{', r#"{"keys":[],"#, 1)), "two lists"),
    ] {
        issuer.answer(answer);
        let world = world_with(&[&issuer], quick()).await;
        assert_eq!(status(&world, &token(&key)).await, 503, "{why}");
    }
    assert_eq!(elsewhere.fetches(), 0, "redirects are not followed");
}

#[tokio::test]
async fn only_public_keys_for_signatures_count_each_with_its_own_algorithm() {
    let key = IssuerKey::new("one");
    let secret = URL_SAFE_NO_PAD.encode(SECRET);
    let issuer = Issuer::new(&[]).await;
    let oct = json!({"kty": "oct", "kid": "one", "k": secret, "alg": "HS256"});
    for (jwk, why) in [
        (oct.clone(), "symmetric"),
        (key.jwk_with(json!({"use": "enc"})), "for encryption"),
        (key.jwk_with(json!({"use": "other"})), "for something else"),
        (key.jwk_with(json!({"key_ops": ["sign"]})), "not for verification"),
        (key.jwk_with(json!({"alg": "ES384"})), "another algorithm"),
        (key.jwk_with(json!({"alg": "HS256"})), "a symmetric algorithm"),
        (key.jwk_with(json!({"alg": "none"})), "no algorithm"),
        (key.jwk_with(json!({"crv": "P-384"})), "another curve"),
        (key.jwk_with(json!({"kid": null})), "no name"),
        (key.jwk_with(json!({"kid": "bailiwick-development"})), "the reserved name"),
    ] {
        issuer.answer(Answer::Text(StatusCode::OK, json!({"keys": [jwk]}).to_string()));
        let world = world_with(&[&issuer], quick()).await;
        assert_eq!(status(&world, &token(&key)).await, 401, "{why}");
        let shared = forge("HS256", "one", SECRET);
        assert_eq!(status(&world, &shared).await, 401, "{why}");
    }
    let good = key.jwk_with(json!({"use": "sig", "key_ops": ["verify"], "alg": "ES256"}));
    let all = json!({"keys": [oct, {"kty": "strange"}, 7, good]});
    issuer.answer(Answer::Text(StatusCode::OK, all.to_string()));
    let world = world_with(&[&issuer], quick()).await;
    comes_in(&world, &token(&key)).await;
    let point = &key.public;
    let text = key.jwk.to_string();
    for bytes in [point.as_slice(), &point[1..], text.as_bytes(), SECRET, b""] {
        for algorithm in ["HS256", "ES256", "none", "None", "RS256"] {
            let forged = forge(algorithm, "one", bytes);
            assert_eq!(status(&world, &forged).await, 401, "{algorithm} with the public key");
        }
    }
    let (message, _) = token(&key).rsplit_once('.').map(|(a, b)| (a.to_owned(), b.len())).unwrap();
    assert_eq!(status(&world, &format!("{message}.")).await, 401, "without a signature");
}

/// A token "signed" by HMAC whatever its header says.
fn forge(algorithm: &str, kid: &str, secret: &[u8]) -> String {
    let header =
        json!({"alg": algorithm, "kid": kid, "jwk": {"kty": "oct"}, "jku": "http://127.0.0.1:1"});
    let claims = Value::Object(claims("1", &["manager"]));
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(&header), part(&claims));
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}

/// The key of one issuer does not speak for another, even where both call it by one name.
#[tokio::test]
async fn a_key_signs_in_the_name_of_its_own_issuer_alone() {
    let keys = [IssuerKey::new("one"), IssuerKey::new("two"), IssuerKey::new("one")];
    let [first, second, third] = [
        Issuer::new(&[&keys[0]]).await,
        Issuer::new(&[&keys[1]]).await,
        Issuer::new(&[&keys[2]]).await,
    ];
    let name = |issuer: &Issuer| issuer.uri.trim_end_matches("/keys").to_owned();
    let (near, far) = (name(&first), "https://accounts.example".to_owned());
    let auth = ClientAuth {
        jwks_uri: vec![first.uri.clone(), second.uri.clone()],
        issuers: vec![near.clone(), far.clone()],
        key_issuers: [(second.uri.clone(), far.clone())].into(),
        ..ClientAuth::default()
    };
    auth.check().unwrap();
    let mut world = World::new(Engine::Sqlite).await;
    let trusting = auth.clone();
    world.configure(|config| {
        config.limits.key_sets = quick();
        config.client_auth = Some(trusting);
    });
    let signed = |key: &IssuerKey, issuer: Value| {
        let mut claims = claims("1", &["customer"]);
        claims.insert("iss".to_owned(), issuer);
        key.sign(&claims)
    };
    comes_in(&world, &signed(&keys[0], json!(near))).await;
    comes_in(&world, &signed(&keys[1], json!(far))).await;
    for (key, issuer) in [(&keys[0], json!(far)), (&keys[1], json!(near)), (&keys[0], Value::Null)]
    {
        let got = world.get(&signed(key, issuer.clone()), PATH).await;
        assert_eq!(got.refusal(), (401, "PGRST301".to_owned()), "{issuer}");
        assert!(got.text.contains("`iss`"), "{got:?}");
    }
    // Two keys of one name: each for its own.
    let beside = ClientAuth {
        jwks_uri: vec![first.uri.clone(), third.uri.clone()],
        key_issuers: [(third.uri.clone(), far.clone())].into(),
        ..auth.clone()
    };
    world.configure(|config| config.client_auth = Some(beside));
    comes_in(&world, &signed(&keys[0], json!(near))).await;
    comes_in(&world, &signed(&keys[2], json!(far))).await;
    assert_eq!(status(&world, &signed(&keys[0], json!(far))).await, 401);
    assert_eq!(status(&world, &signed(&keys[2], json!(near))).await, 401);
    // One address beside a secret that is pasted: the secret is whoever's, the published keys are not.
    let pasted = ClientAuth {
        jwks_uri: vec![second.uri.clone()],
        hs256: crate::world::auth().hs256,
        ..auth.clone()
    };
    let unsaid = ClientAuth { key_issuers: [].into(), ..pasted.clone() };
    assert!(unsaid.check().unwrap_err().to_string().contains("`key_issuers`"));
    world.configure(|config| config.client_auth = Some(pasted));
    comes_in(&world, &signed(&keys[1], json!(far))).await;
    assert_eq!(status(&world, &signed(&keys[1], json!(near))).await, 401);
    // Whose keys they are is not known: they sign for nobody, and nobody may save it so.
    let lost = ClientAuth { key_issuers: [].into(), ..auth.clone() };
    let sentence = lost.check().unwrap_err().to_string();
    assert!(sentence.contains(&second.uri) && sentence.contains("`key_issuers`"), "{sentence}");
    world.configure(|config| config.client_auth = Some(lost));
    comes_in(&world, &signed(&keys[0], json!(near))).await;
    assert_eq!(status(&world, &signed(&keys[1], json!(far))).await, 401);
    // A name that only begins alike is another's.
    let alike = ClientAuth {
        issuers: vec![near.clone(), near[..near.len() - 1].to_owned()],
        jwks_uri: vec![first.uri.clone(), format!("{near}/other")],
        key_issuers: [].into(),
        ..ClientAuth::default()
    };
    alike.check().unwrap();
    world.configure(|config| config.client_auth = Some(alike));
    let short = near[..near.len() - 1].to_owned();
    assert_eq!(status(&world, &signed(&keys[0], json!(short))).await, 401);
    for unknown in [("https://x.example/keys", far.as_str()), (&second.uri, "https://x.example")] {
        let key_issuers = [(unknown.0.to_owned(), unknown.1.to_owned())].into();
        let wrong = ClientAuth { key_issuers, ..auth.clone() };
        let sentence = wrong.check().unwrap_err().to_string();
        assert!(sentence.starts_with("`key_issuers` names an"), "{sentence}");
    }
}

/// A new key is found at its issuer although another issuer has one of that name.
#[tokio::test]
async fn a_new_key_may_have_the_name_of_another_issuers() {
    let [old, new, other] = [IssuerKey::new("old"), IssuerKey::new("one"), IssuerKey::new("one")];
    let (first, second) = (Issuer::new(&[&old]).await, Issuer::new(&[&other]).await);
    let name = |issuer: &Issuer| issuer.uri.trim_end_matches("/keys").to_owned();
    let auth = ClientAuth {
        jwks_uri: vec![first.uri.clone(), second.uri.clone()],
        issuers: vec![name(&first), name(&second)],
        ..ClientAuth::default()
    };
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| {
        config.limits.key_sets = quick();
        config.client_auth = Some(auth);
    });
    let signed = |key: &IssuerKey, issuer: &Issuer| {
        let mut claims = claims("1", &["customer"]);
        claims.insert("iss".to_owned(), json!(name(issuer)));
        key.sign(&claims)
    };
    comes_in(&world, &signed(&old, &first)).await;
    comes_in(&world, &signed(&other, &second)).await;
    first.publish(&[&new]);
    tokio::time::sleep(quick().at_most_every + Duration::from_millis(20)).await;
    comes_in(&world, &signed(&new, &first)).await;
    assert_eq!(status(&world, &signed(&new, &second)).await, 401);
}

#[tokio::test]
async fn two_issuers_stand_beside_each_other() {
    let (one, two) = (IssuerKey::new("one"), IssuerKey::new("two"));
    let (first, second) = (Issuer::new(&[&one]).await, Issuer::new(&[&two]).await);
    let world = world_with(&[&first, &second], quick()).await;
    comes_in(&world, &token(&one)).await;
    comes_in(&world, &token(&two)).await;
    // The same name at both: either may have signed.
    let again = IssuerKey::new("one");
    second.publish(&[&again]);
    let world = world_with(&[&first, &second], quick()).await;
    comes_in(&world, &token(&one)).await;
    comes_in(&world, &token(&again)).await;
    assert_eq!(status(&world, &token(&IssuerKey::new("one"))).await, 401);
    // One that is away takes nothing from the users of the other.
    second.answer(Answer::Slow(Duration::from_secs(30), String::new()));
    let world = world_with(&[&first, &second], quick()).await;
    comes_in(&world, &token(&one)).await;
    let before = Instant::now();
    comes_in(&world, &token(&one)).await;
    assert!(before.elapsed() < Duration::from_millis(500));
    assert_eq!(status(&world, &token(&two)).await, 503);
}

#[tokio::test]
async fn an_address_that_the_operator_does_not_allow_is_not_asked() {
    let key = IssuerKey::new("one");
    let issuer = Issuer::new(&[&key]).await;
    let mut world = world_with(&[&issuer], quick()).await;
    world.configure(|config| {
        config.dialer = std::sync::Arc::new(bailiwick_engine::Dialer::default());
    });
    assert_eq!(status(&world, &token(&key)).await, 503);
    for uri in ["http://169.254.169.254/latest", "file:///etc/passwd", "http://example.com/keys"] {
        let auth = ClientAuth { jwks_uri: vec![uri.to_owned()], ..ClientAuth::default() };
        assert!(auth.check().is_err(), "{uri}");
        world.configure(|config| config.client_auth = Some(auth));
        assert_eq!(status(&world, &token(&key)).await, 401, "what `check` refuses is no issuer");
    }
    assert_eq!(issuer.fetches(), 0);
}

#[tokio::test]
async fn a_token_without_a_key_name_is_judged_by_no_issuer() {
    let key = IssuerKey::new("one");
    let issuer = Issuer::new(&[&key]).await;
    let world = world_with(&[&issuer], quick()).await;
    let nameless = token(&key);
    let (_, rest) = nameless.split_once('.').unwrap();
    let head = URL_SAFE_NO_PAD.encode(json!({"alg": "ES256"}).to_string());
    assert_eq!(status(&world, &format!("{head}.{rest}")).await, 401);
    assert_eq!(issuer.fetches(), 0);
}

#[tokio::test]
async fn a_supabase_project_signs_in_its_users_and_only_its_own() {
    let key = IssuerKey::new("supabase");
    let issuer = Issuer::new(&[&key]).await;
    let url = issuer.uri.trim_end_matches("/keys").to_owned();
    let mut world = World::new(Engine::Sqlite).await;
    let legacy = b"legacy secret of a Supabase project, as text".to_vec();
    let supabase = Supabase { url: url.clone(), legacy_secret: Some(legacy.clone()) };
    let auth = ClientAuth { supabase: Some(supabase), ..ClientAuth::default() };
    assert_eq!(auth.check(), Ok(()));
    world.configure(|config| config.client_auth = Some(auth));
    let signed_in = json!({
        "sub": "1", "aud": "authenticated", "exp": now() + 600, "iss": format!("{url}/auth/v1"),
        "role": "authenticated", "app_metadata": {"roles": ["customer"]},
        "user_metadata": {"roles": ["manager"], "role": "manager"},
    });
    let mut claims = signed_in.as_object().unwrap().clone();
    comes_in(&world, &key.sign(&claims)).await;
    let legacy_token = |claims: &serde_json::Map<String, Value>, kid: Option<&str>| {
        let mut header = jsonwebtoken::Header::new(Algorithm::HS256);
        header.kid = kid.map(str::to_owned);
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(&legacy)).unwrap()
    };
    comes_in(&world, &legacy_token(&claims, Some("whatever it is called"))).await;
    assert_eq!(status(&world, &legacy_token(&claims, None)).await, 401, "there are other keys");
    assert_eq!(status(&world, &legacy_token(&claims, Some("supabase"))).await, 200);
    claims.insert("iss".to_owned(), json!("https://another.supabase.co/auth/v1"));
    assert_eq!(status(&world, &key.sign(&claims)).await, 401, "another project");
    claims.remove("iss");
    assert_eq!(status(&world, &key.sign(&claims)).await, 401, "nobody's");
    let mut service = signed_in.as_object().unwrap().clone();
    service.remove("aud");
    service.insert("role".to_owned(), json!("service_role"));
    assert_eq!(status(&world, &legacy_token(&service, Some("x"))).await, 401, "a key of its API");
}
