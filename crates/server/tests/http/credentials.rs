//! What proves who calls, and what does not.

use serde_json::json;

use crate::support::{Client, Server};

#[tokio::test]
async fn without_a_credential_everything_of_an_account_is_401() {
    let server = Server::start().await;
    let organization = server.owner().await.organization().await;
    for path in [
        "/api/v1/me",
        "/api/v1/organizations",
        "/api/v1/actions",
        &organization,
        "/api/v1/organizations/000000000000000000000000",
    ] {
        let reply = server.stranger().get(path).await;
        assert_eq!((reply.status, reply.code()), (401, "unauthenticated"), "{path}");
        assert!(reply.header("www-authenticate").starts_with("Bearer"), "{path}");
    }
}

#[tokio::test]
async fn two_credentials_are_refused_even_when_both_are_good() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let token = owner.token(json!({})).await.token;
    let both = Client { token, ..owner.clone() };
    let reply = both.get("/api/v1/me").await;
    assert_eq!((reply.status, reply.code()), (400, "ambiguous_credentials"));
}

#[tokio::test]
async fn forged_expired_and_misspelled_credentials_all_read_the_same() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let good = owner.token(json!({})).await.token.unwrap();
    let mut misspelled = good.clone();
    misspelled.pop();
    misspelled.push(if good.ends_with('0') { '1' } else { '0' });
    let forged = "bw_pat_000000000000000000000000000000".to_owned() + "000000";
    let [_, _, (_, robot)] = owner.hands().await;
    let service = robot.token.unwrap();
    let forged_service = "bw_svc_000000000000000000000000000000".to_owned() + "000000";
    // One kind is not the other, with the same secret behind its name.
    let other_kind = service.replace("bw_svc_", "bw_pat_");
    let tokens = [
        misspelled,
        forged,
        good.to_uppercase(),
        forged_service,
        service.to_uppercase(),
        other_kind,
        "x".repeat(5_000),
        "null".to_owned(),
    ];
    let expected = server.stranger().get("/api/v1/me").await.without_request_id();
    for token in tokens {
        let caller = Client { token: Some(token.clone()), ..server.stranger() };
        let reply = caller.get("/api/v1/me").await;
        assert_eq!((reply.status, reply.without_request_id()), (401, expected.clone()), "{token}");
    }
    let caller = Client { cookie: Some("session=0000".to_owned()), ..server.stranger() };
    assert_eq!(caller.get("/api/v1/me").await.without_request_id(), expected);
}

#[tokio::test]
async fn a_token_in_the_address_is_refused_and_never_echoed() {
    let server = Server::start().await;
    let token = server.owner().await.token(json!({})).await.token.unwrap();
    let reply = server.stranger().get(&format!("/api/v1/me?access_token={token}")).await;
    assert_eq!((reply.status, reply.code()), (400, "token_in_address"));
    assert!(!reply.text.contains(&token));
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let server = Server::start().await;
    server.owner().await;
    let body = json!({ "email": "olga@example.com", "password": crate::support::PASSWORD });
    let plain = server.stranger().post("/api/v1/sign-in", body.clone()).await;
    let cookie = plain.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("session=")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );

    let behind_tls = Server::start_with(|settings| {
        settings.public_url = "https://bailiwick.example.com".parse().unwrap()
    })
    .await;
    let code = behind_tls.running.first_run_code().unwrap();
    let body = json!({ "code": code, "email": "a@example.com", "password": crate::support::PASSWORD, "display_name": "A", "organization": "A" });
    let headers =
        [("content-type", "application/json"), ("origin", "https://bailiwick.example.com")];
    let reply = behind_tls
        .stranger()
        .send(reqwest::Method::POST, "/api/v1/first-run", &headers, Some(body.to_string()))
        .await;
    let cookie = reply.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-session=")
            && cookie.contains("; Secure")
            && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(reply.header("strict-transport-security").contains("max-age"));
}
