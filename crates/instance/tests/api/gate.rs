//! Who comes in, and above all who does not.

use aws_lc_rs::{rsa::KeySize, signature::KeyPair as _};
use std::sync::Arc;

use bailiwick_instance::{ClientAuth, DEVELOPMENT_KID, Hs256, JwkSet, Revocation, Revocations};
use bailiwick_schema::Engine;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::world::{AUDIENCE, KID, SECRET, World, ann, auth, claims, now, send, sign};

const PATH: &str = "orders?select=id&order=id";

fn signed(header: &Value, payload: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encode(&header.to_string()), encode(payload));
    let signature = jsonwebtoken::crypto::sign(
        message.as_bytes(),
        &EncodingKey::from_secret(SECRET),
        Algorithm::HS256,
    )
    .unwrap();
    format!("{message}.{signature}")
}

fn header() -> Value {
    json!({"alg": "HS256", "typ": "JWT", "kid": KID})
}

fn with(name: &str, value: Value) -> String {
    let mut claims = claims("1", &["customer"]);
    claims.insert(name.to_owned(), value);
    sign(&claims)
}

fn without(name: &str) -> String {
    let mut claims = claims("1", &["customer"]);
    claims.remove(name);
    sign(&claims)
}

async fn refused(world: &World, token: &str, why: &str) {
    let got = world.get(token, PATH).await;
    assert_eq!(got.refusal(), (401, "PGRST301".to_owned()), "{why}: {got:?}");
    assert!(got.headers["www-authenticate"].starts_with("Bearer"), "{why}");
}

#[tokio::test]
async fn a_good_token_comes_in() {
    let world = World::new(Engine::Sqlite).await;
    let good = [
        ann(),
        with("aud", json!(["https://elsewhere.example", AUDIENCE])),
        with("nbf", json!(now() - 5)),
        with("exp", json!(now() as f64 + 60.5)),
        with("sub", json!(1)),
        signed(&json!({"alg": "HS256"}), &Value::Object(claims("1", &["customer"])).to_string()),
    ];
    for token in good {
        assert_eq!(world.get(&token, PATH).await.ids(), [1, 2]);
    }
}

#[tokio::test]
async fn a_bad_token_is_refused() {
    let world = World::new(Engine::Sqlite).await;
    refused(&world, "", "no token").await;
    for (name, value, why) in [
        ("exp", json!(now() - 60), "expired"),
        ("exp", json!((now() + 600).to_string()), "expiry as text"),
        ("exp", json!(null), "no expiry"),
        ("nbf", json!(now() + 60), "not yet valid"),
        ("nbf", json!("soon"), "an unreadable start"),
        ("aud", json!("https://elsewhere.example"), "another's"),
        ("aud", json!([]), "nobody's"),
        ("aud", json!([AUDIENCE, 7]), "an audience that is no text"),
        ("aud", json!({ AUDIENCE: true }), "an audience that is an object"),
        ("aud", json!(format!("{AUDIENCE}/")), "almost ours"),
        ("sub", json!("an\0n"), "a subject that cannot be written down everywhere"),
        ("jti", json!("\0"), "an id that cannot be revoked everywhere"),
        ("team", json!("a\0b"), "a claim that no row can be compared with"),
        ("team", json!({ "lead": ["x", "\0"] }), "the same, deep inside"),
        ("te\0am", json!(1), "a claim whose name holds NUL"),
        ("roles", json!(["customer", "ma\0nager"]), "a role that cannot be written down"),
    ] {
        refused(&world, &with(name, value), why).await;
    }
    refused(&world, &without("exp"), "without `exp`").await;
    refused(&world, &without("aud"), "without `aud`").await;
}

#[tokio::test]
async fn an_unsigned_or_forged_token_is_refused() {
    let world = World::new(Engine::Sqlite).await;
    let good = ann();
    let (message, signature) = good.rsplit_once('.').unwrap();
    let payload = Value::Object(claims("1", &["manager"])).to_string();
    refused(&world, &format!("{message}."), "without a signature").await;
    refused(&world, message, "two parts").await;
    refused(&world, &format!("{good}.x"), "four parts").await;
    refused(
        &world,
        &format!("{message}.{}", signature.replace(&signature[..1], "_")),
        "a changed signature",
    )
    .await;
    for algorithm in ["none", "None", "NONE", "", "HS384", "HS512", "RS256", "hs256"] {
        let header = json!({"alg": algorithm, "kid": KID});
        refused(&world, &signed(&header, &payload), algorithm).await;
        let unsigned = format!(
            "{}.{}.",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(&payload)
        );
        refused(&world, &unsigned, algorithm).await;
    }
    let encoded = URL_SAFE_NO_PAD.encode(&payload);
    let (head, _) = message.split_once('.').unwrap();
    refused(
        &world,
        &format!("{head}.{encoded}.{signature}"),
        "another's payload under a good signature",
    )
    .await;
    let other = jsonwebtoken::encode(
        &serde_json::from_value::<Header>(header()).unwrap(),
        &claims("1", &["manager"]),
        &EncodingKey::from_secret(b"another secret, also thirty-two bytes long"),
    );
    refused(&world, &other.unwrap(), "the wrong key").await;
    refused(
        &world,
        &signed(&json!({"alg": "HS256", "kid": "unknown"}), &payload),
        "an unknown key",
    )
    .await;
    refused(
        &world,
        &signed(&json!({"alg": "HS256", "kid": "../../dev/null"}), &payload),
        "a path as key",
    )
    .await;
    refused(
        &world,
        &signed(&json!({"alg": "HS256", "kid": KID, "crit": ["x"]}), &payload),
        "an extension",
    )
    .await;
    refused(&world, &signed(&json!({"alg": "HS256", "kid": [KID]}), &payload), "a list as key")
        .await;
    refused(&world, &"a".repeat(100_000), "too long").await;
}

#[tokio::test]
async fn duplicate_claims_are_refused() {
    let world = World::new(Engine::Sqlite).await;
    let expires = now() + 600;
    let payload = format!(
        r#"{{"sub":"1","roles":["customer"],"roles":["manager"],"aud":"{AUDIENCE}","exp":{expires}}}"#
    );
    refused(&world, &signed(&header(), &payload), "roles twice").await;
    let payload = format!(
        r#"{{"sub":"1","\u0073ub":"2","roles":["customer"],"aud":"{AUDIENCE}","exp":{expires}}}"#
    );
    refused(&world, &signed(&header(), &payload), "the subject twice").await;
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let private = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = private.public_key();
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let modulus = part(public.modulus().big_endian_without_leading_zero());
    let exponent = part(public.exponent().big_endian_without_leading_zero());
    let keys = json!({"keys": [{"kty": "RSA", "kid": "rsa", "n": modulus, "e": exponent}]});
    let jwks: JwkSet = serde_json::from_value(keys).unwrap();
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| {
        config.client_auth = Some(ClientAuth { jwks: Some(jwks), ..ClientAuth::default() })
    });

    let claims = claims("1", &["customer"]);
    let message = |algorithm: &str| {
        let header = json!({"alg": algorithm, "kid": "rsa"}).to_string();
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(Value::Object(claims.clone()).to_string())
        )
    };
    let good = message("RS256");
    let mut signature = vec![0; private.public_modulus_len()];
    let random = aws_lc_rs::rand::SystemRandom::new();
    private
        .sign(&aws_lc_rs::signature::RSA_PKCS1_SHA256, &random, good.as_bytes(), &mut signature)
        .unwrap();
    let good = format!("{good}.{}", URL_SAFE_NO_PAD.encode(&signature));
    assert_eq!(world.get(&good, PATH).await.ids(), [1, 2]);
    for secret in
        [public.as_ref(), public.modulus().big_endian_without_leading_zero(), modulus.as_bytes()]
    {
        let forged = message("HS256");
        let signature = jsonwebtoken::crypto::sign(
            forged.as_bytes(),
            &EncodingKey::from_secret(secret),
            Algorithm::HS256,
        )
        .unwrap();
        refused(&world, &format!("{forged}.{signature}"), "HS256 with the public key").await;
    }
    refused(&world, &ann(), "a secret that was taken away, at once").await;
}

#[tokio::test]
async fn other_credentials_are_ignored() {
    let world = World::new(Engine::Sqlite).await;
    let bare = || world.client.request(Method::GET, format!("{}/rest/v1/{PATH}", world.url));
    for request in [
        bare().header("cookie", format!("session={0}; token={0}; sb-access-token={0}", ann())),
        bare().header("apikey", ann()),
        world
            .client
            .request(Method::GET, format!("{}/rest/v1/{PATH}&access_token={}", world.url, ann())),
        bare().header("authorization", format!("Basic {}", ann())),
        bare().header("authorization", ann()),
        bare()
            .header("authorization", format!("Bearer {}", ann()))
            .header("authorization", format!("Bearer {}", ann())),
        bare().header("x-user", "1").header("x-roles", "manager"),
    ] {
        assert_eq!(send(request).await.status, 401);
    }
    let request = world
        .request(Method::GET, &ann(), PATH)
        .header("cookie", "session=x")
        .header("x-roles", "manager");
    assert_eq!(send(request).await.ids(), [1, 2]);
}

#[tokio::test]
async fn only_texts_in_the_configured_claim_are_roles() {
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| {
        config.client_auth = Some(ClientAuth { roles_claim: "app.roles".to_owned(), ..auth() });
    });
    let token = |app: Value| {
        let mut claims = claims("1", &["manager"]);
        claims.insert("app".to_owned(), app);
        sign(&claims)
    };
    assert_eq!(
        world.get(&token(json!({"roles": ["customer", 7, null]})), PATH).await.ids(),
        [1, 2]
    );
    assert_eq!(world.get(&token(json!({"roles": "customer"})), PATH).await.ids(), [1, 2]);
    for nothing in [
        json!({"roles": [["manager"]]}),
        json!({"roles": {"manager": true}}),
        json!(null),
        json!(["roles"]),
    ] {
        assert_eq!(world.get(&token(nothing), PATH).await.refusal(), (404, "PGRST205".to_owned()));
    }
}

#[tokio::test]
async fn the_subject_is_the_id_whatever_other_claims_say() {
    let world = World::new(Engine::Sqlite).await;
    assert_eq!(world.get(&with("id", json!("2")), PATH).await.ids(), [1, 2]);
    let mut nobody = claims("1", &["customer"]);
    nobody.remove("sub");
    nobody.insert("id".to_owned(), json!("2"));
    let got = world.get(&sign(&nobody), PATH).await;
    assert!(got.status == 404 || got.ids().is_empty(), "{got:?}");
}

#[tokio::test]
async fn without_client_auth_everyone_is_refused() {
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| config.client_auth = None);
    refused(&world, &ann(), "no client auth").await;
    refused(&world, "", "no client auth").await;
}

#[tokio::test]
async fn the_anonymous_come_in_only_where_that_is_switched_on() {
    let mut world = World::new(Engine::Sqlite).await;
    world.configure(|config| config.client_auth = Some(ClientAuth { anonymous: true, ..auth() }));
    assert_eq!(
        world.get("", PATH).await.refusal(),
        (404, "PGRST205".to_owned()),
        "no permission names the role"
    );
    world.deploy("permissions:\n  open:\n    table: main.orders\n    roles: [anonymous]\n    select: { columns: [id], where: { status: open } }\n").await;
    assert_eq!(world.get("", PATH).await.ids(), [2, 5]);
    refused(&world, "x", "a bad token is no anonymous request").await;
}

#[tokio::test]
async fn development_tokens_work_only_where_switched_on_and_never_in_production() {
    let mut world = World::new(Engine::Sqlite).await;
    let mint = |world: &World, seconds| {
        world.instance.mint_development_token("1", &["customer".to_owned()], Map::new(), seconds)
    };
    assert!(mint(&world, 60).is_err(), "not switched on");
    world.configure(|config| {
        config.client_auth = Some(ClientAuth { development_tokens: true, ..ClientAuth::default() })
    });
    assert!(mint(&world, 0).is_err());
    assert!(mint(&world, 12 * 3600 + 1).is_err(), "too long");
    let minted = mint(&world, 12 * 3600).unwrap();
    assert_eq!(world.get(&minted.token, PATH).await.ids(), [1, 2]);
    let reserved = json!({"aud": "x"}).as_object().unwrap().clone();
    assert!(world.instance.mint_development_token("1", &[], reserved, 60).is_err());
    world.configure(|config| config.is_production = true);
    assert!(mint(&world, 60).is_err());
    refused(&world, &minted.token, "in production").await;
    world.configure(|config| {
        config.is_production = false;
        config.client_auth = Some(auth());
    });
    refused(&world, &minted.token, "switched off again").await;
}

#[tokio::test]
async fn another_key_cannot_take_the_reserved_name() {
    let mut world = World::new(Engine::Sqlite).await;
    let taken = ClientAuth {
        hs256: vec![Hs256 { kid: DEVELOPMENT_KID.to_owned(), secret: SECRET.to_vec() }],
        ..ClientAuth::default()
    };
    assert!(taken.check().is_err());
    world.configure(|config| config.client_auth = Some(taken));
    let payload = Value::Object(claims("1", &["customer"])).to_string();
    refused(
        &world,
        &signed(&json!({"alg": "HS256", "kid": DEVELOPMENT_KID}), &payload),
        "the reserved name",
    )
    .await;
}

#[tokio::test]
async fn every_response_is_data_and_never_a_page() {
    let world = World::new(Engine::Sqlite).await;
    for got in [
        world.get(&ann(), PATH).await,
        world.get("", PATH).await,
        world.get(&ann(), "nothing").await,
        world.get(&ann(), "").await,
    ] {
        assert_eq!(got.headers["x-content-type-options"], "nosniff");
        assert_eq!(got.headers["content-security-policy"], "sandbox");
        assert_eq!(got.headers["cache-control"], "no-store");
        assert_eq!(got.headers["x-request-id"].len(), 24);
        assert!(!got.headers.keys().any(|name| name.starts_with("access-control-")));
        assert!(!got.headers.contains_key("set-cookie"));
    }
    let preflight = world
        .request(Method::OPTIONS, "", "orders")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "GET");
    let got = send(preflight).await;
    assert_eq!((got.status, got.text.as_str()), (204, ""));
    assert!(!got.headers.keys().any(|name| name.starts_with("access-control-")));
    assert_eq!(send(world.request(Method::TRACE, &ann(), "orders")).await.status, 405);
    assert_eq!(world.get(&ann(), "rpc/approve").await.refusal(), (404, "PGRST202".to_owned()));
    assert!(world.get(&ann(), PATH).await.headers["server-timing"].contains("gate;dur="));
}

#[tokio::test]
async fn many_first_requests_at_once_are_all_answered() {
    let world = World::new(Engine::Sqlite).await;
    let token = ann();
    let all = futures::future::join_all((0..100).map(|_| world.get(&token, PATH))).await;
    assert!(all.iter().all(|got| got.status == 200), "none sees an instance without tables");
}

#[tokio::test]
async fn roles_in_one_text_are_several_and_a_list_is_taken_as_it_is() {
    let world = World::new(Engine::Sqlite).await;
    for roles in ["customer", "viewer customer", "viewer,customer", " viewer , customer,, "] {
        assert_eq!(world.get(&with("roles", json!(roles)), PATH).await.ids(), [1, 2], "{roles}");
    }
    let listed = with("roles", json!(["viewer customer", "viewer,customer"]));
    assert_eq!(world.get(&listed, PATH).await.refusal(), (404, "PGRST205".to_owned()));
    assert_eq!(
        world.get(&with("roles", json!("")), PATH).await.refusal(),
        (404, "PGRST205".to_owned())
    );
}

#[tokio::test]
async fn several_audiences_and_issuers_are_accepted_and_no_others() {
    let mut world = World::new(Engine::Sqlite).await;
    let configured = ClientAuth {
        audiences: vec!["https://a.example".to_owned(), "b".to_owned()],
        issuers: vec!["https://issuer.example".to_owned(), "other".to_owned()],
        ..auth()
    };
    assert_eq!(configured.check(), Ok(()));
    world.configure(|config| config.client_auth = Some(configured));
    let token = |audience: Value, issuer: Value| {
        let mut claims = claims("1", &["customer"]);
        claims.insert("aud".to_owned(), audience);
        claims.insert("iss".to_owned(), issuer);
        sign(&claims)
    };
    let good = json!("https://issuer.example");
    for audience in [json!("https://a.example"), json!("b"), json!(AUDIENCE), json!(["c", "b"])] {
        assert_eq!(world.get(&token(audience, good.clone()), PATH).await.ids(), [1, 2]);
    }
    assert_eq!(world.get(&token(json!("b"), json!("other")), PATH).await.ids(), [1, 2]);
    refused(&world, &token(json!("c"), good.clone()), "another audience").await;
    refused(&world, &token(json!("authenticated"), good), "Supabase's audience").await;
    for issuer in [
        json!("https://issuer.example/"),
        json!(["https://issuer.example"]),
        json!(null),
        json!(""),
    ] {
        refused(&world, &token(json!("b"), issuer), "another issuer").await;
    }
    refused(&world, &ann(), "no issuer").await;
}

#[tokio::test]
async fn clocks_may_be_apart_as_far_as_is_said() {
    let mut world = World::new(Engine::Sqlite).await;
    let late = with("exp", json!(now() - 20));
    refused(&world, &late, "expired").await;
    let leeway = |seconds| ClientAuth { leeway_seconds: seconds, ..auth() };
    world.configure(|config| config.client_auth = Some(leeway(30)));
    assert_eq!(world.get(&late, PATH).await.ids(), [1, 2]);
    assert_eq!(world.get(&with("nbf", json!(now() + 20)), PATH).await.ids(), [1, 2]);
    world.configure(|config| config.client_auth = Some(leeway(0)));
    refused(&world, &with("exp", json!(now() - 1)), "expired").await;
    assert!(leeway(301).check().is_err() && leeway(-1).check().is_err());
}

#[test]
fn roles_that_users_write_themselves_are_no_roles() {
    let claim = |name: &str| ClientAuth { roles_claim: name.to_owned(), ..auth() };
    for bad in ["user_metadata.roles", "user_metadata", ""] {
        assert!(claim(bad).check().is_err(), "{bad}");
    }
    assert!(claim("app_metadata.roles").check().is_ok());
}

#[tokio::test]
async fn a_revoked_token_is_refused_by_the_next_request() {
    let mut world = World::new(Engine::Sqlite).await;
    let mine = |id: &str, issued: i64| {
        let mut claims = claims("1", &["customer"]);
        claims.insert("jti".to_owned(), json!(id));
        claims.insert("iat".to_owned(), json!(issued));
        sign(&claims)
    };
    let (old, new) = (mine("old", now() - 100), mine("new", now()));
    let status = async |world: &World, token: &str| world.get(token, PATH).await.status;
    let revoke = |world: &mut World, subject: Option<&str>, token: Option<&str>, before| {
        let revocation = Revocation {
            subject: subject.map(str::to_owned),
            token_id: token.map(str::to_owned),
            issued_before_seconds: before,
        };
        world.configure(|config| config.revocations = Arc::new(Revocations::new([revocation])));
    };
    revoke(&mut world, None, Some("old"), None);
    assert_eq!((status(&world, &old).await, status(&world, &new).await), (401, 200));
    revoke(&mut world, Some("1"), None, Some(now() - 50));
    assert_eq!((status(&world, &old).await, status(&world, &new).await), (401, 200));
    refused(&world, &ann(), "it does not say when it was issued").await;
    revoke(&mut world, Some("1"), None, None);
    assert_eq!((status(&world, &old).await, status(&world, &new).await), (401, 401));
    let bob = crate::world::bob();
    assert_eq!(status(&world, &bob).await, 200, "another user");
    revoke(&mut world, None, None, Some(now() - 50));
    assert_eq!((status(&world, &old).await, status(&world, &new).await), (401, 200));
    assert_eq!(status(&world, &bob).await, 401, "everybody, and it does not say when");
    world.configure(|config| config.revocations = Arc::default());
    assert_eq!((status(&world, &old).await, status(&world, &new).await), (200, 200));
    let seen = world.instance.take_sightings();
    let seen: Vec<_> = seen.iter().map(|one| (one.subject.as_str(), one.requests)).collect();
    assert_eq!(seen, [("1", 5), ("2", 1)], "who is refused is not seen");
}
