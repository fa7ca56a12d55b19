//! Invitations: sent once, answered once, worth what their inviter is when they are accepted.

use bailiwick_access::SystemRole;
use bailiwick_model::SignUpMode;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::behind;
use crate::support::{Client, PASSWORD, Reply, Server};

const ABSENT: &str = "0123456789abcdef01234567";

struct House {
    server: Server,
    owner: Client,
    organization: String,
    invitations: String,
}

impl House {
    async fn build() -> House {
        House::with(SignUpMode::Invited).await
    }

    async fn with(mode: SignUpMode) -> House {
        let server = Server::start_with(|settings| settings.sign_up = Some(mode)).await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let invitations = format!("{organization}/invitations");
        House { server, owner, organization, invitations }
    }

    async fn invite(&self, caller: &Client, body: Value) -> Sent {
        let reply = caller.post(&self.invitations, body).await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        Sent::of(self, reply)
    }

    async fn invite_as(&self, email: &str, role: SystemRole) -> Sent {
        self.invite(&self.owner, json!({ "email": email, "roles": [role.id().to_string()] })).await
    }
}

struct Sent {
    /// In the organization.
    path: String,
    /// For the invited person.
    link: String,
    secret: String,
}

impl Sent {
    fn of(house: &House, reply: Reply) -> Sent {
        let link = reply.body["link"].as_str().unwrap();
        let secret = link.rsplit('/').next().unwrap().to_owned();
        let path = format!("{}/{}", house.invitations, reply.id());
        Sent { path, link: format!("/api/v1/invitations/{secret}"), secret }
    }

    async fn accept(&self, caller: &Client) -> Reply {
        caller.json(Method::POST, &format!("{}/accept", self.link), None).await
    }

    async fn sign_up(&self, server: &Server, name: &str) -> Reply {
        let body = json!({ "password": PASSWORD, "display_name": name });
        server.stranger().post(&format!("{}/accept", self.link), body).await
    }

    async fn decline(&self, caller: &Client) -> Reply {
        caller.json(Method::POST, &format!("{}/decline", self.link), None).await
    }
}

fn check(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code()), (status, code), "{}", reply.text);
}

#[tokio::test]
async fn whoever_is_invited_makes_an_account_and_is_in() {
    let house = House::build().await;
    let sent = house.invite_as("cleo@example.com", SystemRole::Developer).await;
    let look = house.server.stranger().get(&sent.link).await;
    assert_eq!(look.status, 200, "{}", look.text);
    assert_eq!(look.body["organization"], "Acme");
    assert_eq!(look.body["inviter"], "Olga");
    assert_eq!(look.body["roles"], json!(["Developer"]));
    assert_eq!(look.body["email"], "c…@example.com");
    assert_eq!(
        (&look.body["is_for_caller"], &look.body["can_sign_up"]),
        (&Value::Null, &json!(true))
    );

    check(&sent.accept(&house.server.stranger()).await, 401, "unauthenticated");
    let weak = json!({ "password": "short", "display_name": "Cleo" });
    let weak = house.server.stranger().post(&format!("{}/accept", sent.link), weak).await;
    check(&weak, 422, "invalid_field");
    let accepted = sent.sign_up(&house.server, "Cleo").await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    assert_eq!(accepted.body["name"], "Acme");
    let cleo = Client { cookie: accepted.cookie(), ..house.server.stranger() };
    let me = cleo.get("/api/v1/me").await;
    assert_eq!(me.body["organizations"][0]["roles"][0]["name"], "Developer", "{}", me.text);
    assert_eq!(me.body["account"]["email"], "cleo@example.com");
    let shown = house.owner.get(&sent.path).await;
    assert_eq!(shown.body["state"], "accepted", "{}", shown.text);
    assert_eq!(shown.body["can"], json!(["invitations.view"]));
    let log = house.owner.get(&format!("{}/audit", house.organization)).await;
    let actions: Vec<&str> = log.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(&actions[..2], ["invitations.accept", "invitations.create"], "{}", log.text);
}

#[tokio::test]
async fn somebody_with_an_account_accepts_signed_in_and_no_token_does() {
    let house = House::with(SignUpMode::Open).await;
    let ben = house.server.sign_up("ben").await;
    let sent = house.invite(&house.owner, json!({ "email": "ben@example.com" })).await;
    let look = ben.get(&sent.link).await;
    assert_eq!(
        (&look.body["email"], &look.body["is_for_caller"]),
        (&json!("ben@example.com"), &json!(true))
    );
    assert_eq!(look.body["roles"], json!(["Organization Member"]), "the default role");
    let token = ben.token(json!({})).await;
    check(&sent.accept(&token).await, 403, "interactive_session_required");
    check(&sent.decline(&token).await, 403, "interactive_session_required");
    check(&sent.sign_up(&house.server, "Ben").await, 409, "email_taken");
    let body = json!({ "password": PASSWORD, "display_name": "Ben" });
    check(&ben.post(&format!("{}/accept", sent.link), body).await, 422, "invalid_field");
    let accepted = sent.accept(&ben).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    assert!(accepted.cookie().is_none(), "the session stays");
    assert_eq!(ben.get("/api/v1/me").await.body["organizations"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn sign_up_by_invitation_follows_the_mode_of_the_server() {
    for (mode, expected) in
        [(SignUpMode::Open, 201), (SignUpMode::Invited, 201), (SignUpMode::Closed, 403)]
    {
        let house = House::with(mode).await;
        let sent = house.invite(&house.owner, json!({ "email": "cleo@example.com" })).await;
        let look = house.server.stranger().get(&sent.link).await;
        assert_eq!(look.body["can_sign_up"], expected == 201);
        let reply = sent.sign_up(&house.server, "Cleo").await;
        assert_eq!(reply.status, expected, "{mode:?} {}", reply.text);
    }
}

#[tokio::test]
async fn t32_a_link_that_leads_nowhere_answers_the_same_whatever_it_was() {
    let house = House::build().await;
    let stranger = house.server.stranger();
    let used = house.invite(&house.owner, json!({ "email": "a@example.com" })).await;
    assert_eq!(used.sign_up(&house.server, "A").await.status, 201);
    let cancelled = house.invite(&house.owner, json!({ "email": "b@example.com" })).await;
    assert_eq!(house.owner.delete(&cancelled.path).await.status, 204);
    let declined = house.invite(&house.owner, json!({ "email": "c@example.com" })).await;
    assert_eq!(declined.decline(&stranger).await.status, 204);
    let resent = house.invite(&house.owner, json!({ "email": "d@example.com" })).await;
    let again = house.owner.post(&format!("{}/resend", resent.path), json!({})).await;
    assert_eq!(again.status, 200, "{}", again.text);
    let expired =
        house.invite(&house.owner, json!({ "email": "e@example.com", "expires_in_days": 1 })).await;
    house.server.clock.advance(86_400);
    let unknown = Sent {
        path: String::new(),
        link: format!("/api/v1/invitations/{}", "0".repeat(64)),
        secret: String::new(),
    };
    let expected = stranger.get(&unknown.link).await;
    check(&expected, 404, "invitation_gone");
    for sent in [&used, &cancelled, &declined, &resent, &expired, &unknown] {
        for reply in [
            stranger.get(&sent.link).await,
            sent.sign_up(&house.server, "Z").await,
            sent.accept(&stranger).await,
            sent.decline(&stranger).await,
        ] {
            if reply.status == 429 {
                house.server.clock.advance(60);
                continue;
            }
            assert_eq!(
                (reply.status, reply.without_request_id()),
                (404, expected.without_request_id())
            );
        }
        house.server.clock.advance(60);
    }
    assert_eq!(house.owner.get(&format!("{}/members", house.organization)).await.body["total"], 2);
    // The new link works, and an expired one can be sent again, by a person who may.
    let again = Sent::of(&house, again);
    assert_eq!(again.sign_up(&house.server, "D").await.status, 201);
    assert_eq!(house.owner.get(&expired.path).await.body["state"], "expired");
    let again = house.owner.post(&format!("{}/resend", expired.path), json!({})).await;
    assert_eq!((again.status, &again.body["state"]), (200, &json!("pending")), "{}", again.text);
}

#[tokio::test]
async fn guessing_links_is_slowed_down() {
    let house = House::build().await;
    let stranger = house.server.stranger();
    let mut statuses = Vec::new();
    for number in 0..32 {
        statuses.push(stranger.get(&format!("/api/v1/invitations/{number:064}")).await.status);
    }
    assert_eq!((statuses[0], statuses[31]), (404, 429), "{statuses:?}");
}

#[tokio::test]
async fn t33_an_invitation_is_for_one_proven_address() {
    let house = House::with(SignUpMode::Open).await;
    let eve = house.server.sign_up("eve").await;
    let sent = house.invite_as("ben@example.com", SystemRole::Developer).await;
    let look = eve.get(&sent.link).await;
    assert_eq!(
        (&look.body["email"], &look.body["is_for_caller"]),
        (&json!("b…@example.com"), &json!(false))
    );
    for reply in [sent.accept(&eve).await, sent.decline(&eve).await] {
        check(&reply, 403, "invite_mismatch");
        assert!(!reply.text.contains("ben"), "{}", reply.text);
    }
    let ben = house.server.sign_up("ben").await;
    behind(&house.server, "UPDATE accounts SET is_verified = 0 WHERE email = 'ben@example.com'");
    check(&sent.accept(&ben).await, 403, "invite_mismatch");
    behind(&house.server, "UPDATE accounts SET is_verified = 1 WHERE email = 'ben@example.com'");
    assert_eq!(sent.accept(&ben).await.status, 201);
    assert_eq!(eve.get(&house.organization).await.status, 404);
}

#[tokio::test]
async fn t34_what_its_inviter_lost_meanwhile_makes_an_invitation_void() {
    let house = House::build().await;
    let owner = SystemRole::Owner.id().to_string();
    // How the inviter loses it; what is said to those who see invitations.
    let ways: [(&str, &str); 4] = [
        ("removed", "no longer an active member"),
        ("suspended", "no longer an active member"),
        ("demoted", "no longer holds `invitations.create`"),
        ("lowered", "`owners.manage` is missing"),
    ];
    for (number, (way, reason)) in ways.into_iter().enumerate() {
        let ben = house
            .server
            .member(&house.owner, &format!("ben{number}"), SystemRole::Owner.id())
            .await;
        let path = format!("{}/members/{}", house.organization, ben.member_id().await);
        let email = format!("cleo{number}@example.com");
        let sent = house.invite(&ben, json!({ "email": email, "roles": [owner] })).await;
        let lost = match way {
            "removed" => house.owner.delete(&path).await,
            "suspended" => house.owner.patch(&path, json!({ "state": "suspended" })).await,
            "demoted" => {
                let roles = json!({ "roles": [SystemRole::Developer.id().to_string()] });
                house.owner.put(&format!("{path}/roles"), roles).await
            }
            _ => {
                let roles =
                    json!({ "roles": [SystemRole::OrganizationAdministrator.id().to_string()] });
                house.owner.put(&format!("{path}/roles"), roles).await
            }
        };
        assert!(lost.status < 300, "{}", lost.text);
        let refused = sent.sign_up(&house.server, "Cleo").await;
        check(&refused, 403, "invitation_void");
        check(&sent.sign_up(&house.server, "Cleo").await, 404, "invitation_gone");
        let shown = house.owner.get(&sent.path).await;
        assert_eq!(shown.body["state"], "void", "{}", shown.text);
        assert!(shown.body["reason"].as_str().unwrap().contains(reason), "{way}: {}", shown.text);
        let sign_in = json!({ "email": email, "password": PASSWORD });
        let sign_in = house.server.stranger().post("/api/v1/sign-in", sign_in).await;
        assert_eq!(sign_in.status, 401, "no account stays behind");
        let log = house.owner.get(&format!("{}/audit?limit=1", house.organization)).await;
        assert_eq!(log.body["items"][0]["action"], "invitations.void", "{}", log.text);
        // The address is free again.
        house.invite(&house.owner, json!({ "email": email })).await;
    }
}

#[tokio::test]
async fn t35_a_role_that_grew_meanwhile_is_measured_again() {
    let house = House::build().await;
    let team = json!([["team", "manage"]]);
    let manager = house.server.role(&house.owner, "Manager", team.clone(), json!("own")).await;
    let helper =
        house.server.role(&house.owner, "Helper", json!([["team", "view"]]), json!("own")).await;
    let mia = house.server.member(&house.owner, "mia", manager).await;
    let body = json!({ "email": "cleo@example.com", "roles": [helper.to_string()] });
    let sent = house.invite(&mia, body).await;
    behind(
        &house.server,
        &format!(
            "UPDATE roles SET permissions = '[[\"team\",\"view\"],[\"billing\",\"manage\"]]' WHERE id = '{helper}';
             UPDATE organizations SET epoch = epoch + 1"
        ),
    );
    check(&sent.sign_up(&house.server, "Cleo").await, 403, "invitation_void");
    let shown = house.owner.get(&sent.path).await;
    assert!(shown.body["reason"].as_str().unwrap().contains("billing."), "{}", shown.text);
    assert_eq!(house.owner.get(&format!("{}/members", house.organization)).await.body["total"], 2);
}

#[tokio::test]
async fn t36_invitations_of_others_do_not_exist() {
    let house = House::with(SignUpMode::Open).await;
    let sent = house.invite(&house.owner, json!({ "email": "cleo@example.com" })).await;
    let eve = house.server.sign_up("eve").await;
    let (member, _) =
        (house.server.member(&house.owner, "dora", SystemRole::Developer.id()).await, ());
    let hers = format!("{}/invitations", eve.organization().await);
    let mine = sent.path.rsplit('/').next().unwrap();
    for caller in [eve.clone(), eve.token(json!({})).await] {
        for (list, id) in [(&hers, mine), (&house.invitations, mine)] {
            let ask = |id: &str| {
                let (caller, path) = (caller.clone(), format!("{list}/{id}"));
                async move {
                    [
                        caller.get(&path).await,
                        caller.delete(&path).await,
                        caller.post(&format!("{path}/resend"), json!({})).await,
                    ]
                }
            };
            for (reply, absent) in ask(id).await.into_iter().zip(ask(ABSENT).await) {
                assert_eq!(
                    (reply.status, reply.without_request_id()),
                    (404, absent.without_request_id())
                );
            }
        }
        assert_eq!(caller.get(&hers).await.body["total"], 0);
        assert_eq!(caller.get(&house.invitations).await.status, 404);
    }
    check(&member.get(&house.invitations).await, 403, "forbidden");
    check(&member.get(&sent.path).await, 403, "forbidden");
    assert_eq!(house.owner.get(&sent.path).await.body["version"], 1);
}

#[tokio::test]
async fn t37_an_invitation_does_not_tell_who_has_an_account() {
    let house = House::with(SignUpMode::Open).await;
    house.server.sign_up("known").await;
    let shape = |reply: &Reply| {
        let mut keys: Vec<String> = reply.body.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        (reply.status, keys, reply.body["can"].clone())
    };
    let known = house.owner.post(&house.invitations, json!({ "email": "known@example.com" })).await;
    let unknown =
        house.owner.post(&house.invitations, json!({ "email": "nobody@example.com" })).await;
    assert_eq!(shape(&known), shape(&unknown));
    let stranger = house.server.stranger();
    let (known, unknown) = (Sent::of(&house, known), Sent::of(&house, unknown));
    let (known, unknown) = (stranger.get(&known.link).await, stranger.get(&unknown.link).await);
    assert_eq!(
        known.text.replace("k…", "").replace(known.body["expires_at"].as_str().unwrap(), ""),
        unknown.text.replace("n…", "").replace(unknown.body["expires_at"].as_str().unwrap(), "")
    );
    // Who is a member, or invited already, is known to whoever may invite.
    let again = house.owner.post(&house.invitations, json!({ "email": "known@example.com" })).await;
    check(&again, 409, "already_invited");
    let member = house.owner.post(&house.invitations, json!({ "email": "olga@example.com" })).await;
    check(&member, 409, "already_member");
    let dora = house.server.member(&house.owner, "dora", SystemRole::Developer.id()).await;
    for email in ["olga@example.com", "known@example.com", "new@example.com"] {
        check(&dora.post(&house.invitations, json!({ "email": email })).await, 403, "forbidden");
    }
}

#[tokio::test]
async fn t38_one_address_has_one_form() {
    let house = House::build().await;
    let sent = house.invite(&house.owner, json!({ "email": "Cleo@Example.com" })).await;
    for email in [
        "cleo@example.com",
        " CLEO@EXAMPLE.COM ",
        "ｃｌｅｏ@example.com",
        "cleo＠example.com",
        "ⓒleo@example.com",
    ] {
        let reply = house.owner.post(&house.invitations, json!({ "email": email })).await;
        check(&reply, 409, "already_invited");
    }
    assert_eq!(sent.sign_up(&house.server, "Cleo").await.status, 201);
    for email in ["CLEO@example.com", "ｃｌｅｏ@example.com"] {
        let reply = house.owner.post(&house.invitations, json!({ "email": email })).await;
        check(&reply, 409, "already_member");
    }
    for email in [
        "cl\u{200b}eo@example.com",
        "cleo@example.com\u{202e}",
        "cleo",
        "@example.com",
        "a b@example.com",
    ] {
        let reply = house.owner.post(&house.invitations, json!({ "email": email })).await;
        assert_eq!(reply.status, 422, "{email:?} {}", reply.text);
        assert!(reply.text.contains("`email`"), "{}", reply.text);
    }
}

#[tokio::test]
async fn t39_a_link_begins_with_the_configured_address() {
    let server = Server::start_with(|settings| {
        settings.public_url = "https://bailiwick.example.com/".parse().unwrap();
    })
    .await;
    let code = server.running.first_run_code().unwrap().to_owned();
    let body = json!({ "code": code, "email": "olga@example.com", "password": PASSWORD, "display_name": "Olga", "organization": "Acme" });
    let mut owner = server.stranger();
    let origin = ("origin", "https://bailiwick.example.com");
    let json_type = ("content-type", "application/json");
    let made = owner
        .send(Method::POST, "/api/v1/first-run", &[origin, json_type], Some(body.to_string()))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    owner.cookie = made.cookie();
    let list = format!("{}/invitations", owner.organization().await);
    let headers = [
        origin,
        json_type,
        ("host", "evil.example.net"),
        ("x-forwarded-host", "evil.example.net"),
        ("x-forwarded-proto", "http"),
        ("forwarded", "host=evil.example.net"),
    ];
    let body = json!({ "email": "cleo@example.com" }).to_string();
    let sent = owner.send(Method::POST, &list, &headers, Some(body)).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    let link = sent.body["link"].as_str().unwrap();
    assert!(link.starts_with("https://bailiwick.example.com/invitations/"), "{link}");
    let again = owner
        .send(Method::POST, &format!("{list}/{}/resend", sent.id()), &headers, Some("{}".into()))
        .await;
    let link = again.body["link"].as_str().unwrap();
    assert!(link.starts_with("https://bailiwick.example.com/invitations/"), "{link}");
}

#[tokio::test]
async fn the_secret_of_a_link_is_shown_once_and_kept_nowhere() {
    let house = House::build().await;
    let sent = house.invite(&house.owner, json!({ "email": "cleo@example.com" })).await;
    assert_eq!(sent.secret.len(), 64);
    let shown = [
        house.owner.get(&house.invitations).await,
        house.owner.get(&sent.path).await,
        house.owner.get(&format!("{}/audit?limit=100", house.organization)).await,
        house.owner.get("/metrics").await,
    ];
    house.server.stranger().get(&sent.link).await;
    assert_eq!(sent.sign_up(&house.server, "Cleo").await.status, 201);
    let log = house.owner.get(&format!("{}/audit?limit=100", house.organization)).await;
    for reply in shown.iter().chain([&log]) {
        assert!(!reply.text.contains(&sent.secret), "{}", reply.text);
    }
    for file in ["bailiwick.db", "bailiwick.db-wal"] {
        let bytes = std::fs::read(house.server.data().join(file)).unwrap_or_default();
        assert!(!bytes.windows(sent.secret.len()).any(|window| window == sent.secret.as_bytes()));
    }
}

#[tokio::test]
async fn an_invitation_puts_one_into_teams() {
    let house = House::build().await;
    let team = house
        .owner
        .post(&format!("{}/teams", house.organization), json!({ "name": "Web" }))
        .await
        .id();
    let roles = json!({ "roles": [SystemRole::Developer.id().to_string()] });
    house.owner.put(&format!("{}/teams/{team}/roles", house.organization), roles).await;
    let sent =
        house.invite(&house.owner, json!({ "email": "cleo@example.com", "teams": [team] })).await;
    let look = house.server.stranger().get(&sent.link).await;
    assert_eq!(look.body["teams"], json!(["Web"]), "{}", look.text);
    let accepted = sent.sign_up(&house.server, "Cleo").await;
    assert_eq!(accepted.status, 201, "{}", accepted.text);
    let members = house.owner.get(&format!("{}/teams/{team}/members", house.organization)).await;
    assert_eq!(members.body["total"], 1, "{}", members.text);
    let ended = house.owner.get(&sent.path).await;
    assert_eq!(ended.body["teams"][0]["name"], "Web");

    // What a team holds is promised too, and bounded like any other grant.
    let manager = json!([["team", "manage"]]);
    let manager = house.server.role(&house.owner, "Manager", manager, json!("own")).await;
    let mia = house.server.member(&house.owner, "mia", manager).await;
    let body = json!({ "email": "new@example.com", "teams": [team] });
    check(&mia.post(&house.invitations, body).await, 403, "would_exceed_grantor");
    for team in [ABSENT, &house.organization[house.organization.len() - 24..]] {
        let body = json!({ "email": "new@example.com", "teams": [team] });
        check(&house.owner.post(&house.invitations, body).await, 422, "invalid_field");
    }
}

#[tokio::test]
async fn a_refused_invitation_says_which_field_or_right_is_wrong() {
    let house = House::build().await;
    let developer = SystemRole::Developer.id().to_string();
    let bodies = [
        (json!({}), "email"),
        (json!({ "email": "x@example.com", "expires_in_days": 0 }), "expires_in_days"),
        (json!({ "email": "x@example.com", "expires_in_days": 31 }), "expires_in_days"),
        (json!({ "email": "x@example.com", "roles": [developer, developer] }), "roles[1]"),
        (json!({ "email": "x@example.com", "teams": [ABSENT] }), "teams[0]"),
        (json!({ "email": "x@example.com", "roles": [developer, ABSENT] }), "roles[1]"),
        (json!({ "email": "x@example.com", "state": "accepted" }), "state"),
    ];
    for (body, field) in bodies {
        let reply = house.owner.post(&house.invitations, body.clone()).await;
        assert_eq!(reply.status, 422, "{body} {}", reply.text);
        assert!(reply.text.contains(&format!("`{field}`")), "{body}: {}", reply.text);
    }
    let reply = house.owner.get(&format!("{}?state=lost", house.invitations)).await;
    assert!(reply.status == 422 && reply.text.contains("`state`"), "{}", reply.text);
    assert_eq!(house.owner.get(&house.invitations).await.body["total"], 0);
    let reader = house.owner.token(json!({ "preset": "read_only" })).await;
    check(
        &reader.post(&house.invitations, json!({ "email": "x@example.com" })).await,
        403,
        "forbidden",
    );
    let sent = house.invite(&house.owner, json!({ "email": "x@example.com" })).await;
    assert_eq!(house.owner.delete(&sent.path).await.status, 204);
    check(&house.owner.delete(&sent.path).await, 409, "invitation_ended");
    check(
        &house.owner.post(&format!("{}/resend", sent.path), json!({})).await,
        409,
        "invitation_ended",
    );
}
