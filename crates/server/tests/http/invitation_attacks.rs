//! Attacks on invitations (T32 to T39), by each credential that can try them.

use bailiwick_access::SystemRole;
use bailiwick_model::SignUpMode;
use reqwest::Method;
use serde_json::json;

use super::cast::behind;
use super::invitations::{House, Sent, check};
use super::members::ABSENT;
use crate::support::statements::{listen, settled};
use crate::support::{Client, PASSWORD, Reply, Server};

#[tokio::test]
async fn t32_a_link_that_leads_nowhere_answers_the_same_whatever_it_was() {
    let house = House::build().await;
    let stranger = house.server.stranger();
    let hands = house.owner.hands().await;
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
        for (hand, caller) in &hands {
            let looked = caller.get(&sent.link).await;
            let said = (looked.status, looked.without_request_id());
            assert_eq!(said, (404, expected.without_request_id()), "{hand}");
            // Whom it is for is a person: a program is not told whether there was one.
            for answered in [sent.accept(caller).await, sent.decline(caller).await] {
                match *hand {
                    "session" => check(&answered, 404, "invitation_gone"),
                    _ => check(&answered, 403, "interactive_session_required"),
                }
            }
            house.server.clock.advance(60);
        }
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
    // No program answers one, whoever it is for; one without an account has no address either.
    let programs = [eve.hands().await, ben.hands().await, house.owner.hands().await];
    for (hand, program) in programs.into_iter().flatten().filter(|(hand, _)| *hand != "session") {
        for reply in [sent.accept(&program).await, sent.decline(&program).await] {
            check(&reply, 403, "interactive_session_required");
            assert!(!reply.text.contains("ben"), "{hand}: {}", reply.text);
        }
        let look = program.get(&sent.link).await;
        assert_eq!(look.body["is_for_caller"].is_null(), hand == "robot", "{hand}: {}", look.text);
    }
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
        // What a token sent is its owner's, and void with it; an owner is made by a person alone.
        let token = ben.token(json!({})).await;
        let by_token = format!("dan{number}@example.com");
        let body = json!({ "email": by_token, "roles": [owner] });
        check(&token.post(&house.invitations, body).await, 403, "interactive_session_required");
        let administrator = SystemRole::OrganizationAdministrator.id().to_string();
        let body = json!({ "email": by_token, "roles": [administrator] });
        let by_token = house.invite(&token, body).await;
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
        let said = shown.body["reason"].as_str().unwrap();
        // It stays in the log when the inviter is erased from it.
        assert!(said.contains(reason) && !said.contains("ben"), "{way}: {}", shown.text);
        let sign_in = json!({ "email": email, "password": PASSWORD });
        let sign_in = house.server.stranger().post("/api/v1/sign-in", sign_in).await;
        assert_eq!(sign_in.status, 401, "no account stays behind");
        let log = house.owner.get(&format!("{}/audit?limit=1", house.organization)).await;
        assert_eq!(log.body["items"][0]["action"], "invitations.void", "{}", log.text);
        let kept = way == "lowered";
        let answered = by_token.sign_up(&house.server, "Dan").await;
        let expected = if kept { (201, "") } else { (403, "invitation_void") };
        assert_eq!((answered.status, answered.code()), expected, "{way}: {}", answered.text);
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
    let body = |name: &str| json!({ "email": format!("{name}@example.com"), "roles": [helper.to_string()] });
    let sent = [
        house.invite(&mia, body("cleo")).await,
        house.invite(&mia.token(json!({})).await, body("dan")).await,
    ];
    behind(
        &house.server,
        &format!(
            "UPDATE roles SET permissions = '[[\"team\",\"view\"],[\"billing\",\"manage\"]]' WHERE id = '{helper}';
             UPDATE organizations SET epoch = epoch + 1"
        ),
    );
    for sent in sent {
        check(&sent.sign_up(&house.server, "Cleo").await, 403, "invitation_void");
        let shown = house.owner.get(&sent.path).await;
        assert!(shown.body["reason"].as_str().unwrap().contains("billing."), "{}", shown.text);
    }
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
    for (hand, caller) in eve.hands().await {
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
            for (place, (reply, absent)) in
                ask(id).await.into_iter().zip(ask(ABSENT).await).enumerate()
            {
                let said = (reply.status, reply.without_request_id());
                assert_eq!(said, (absent.status, absent.without_request_id()), "{hand} {list}");
                // A program sends no invitation again, whichever it names.
                let is_sending = hand == "robot" && *list == hers && place == 2;
                assert_eq!(reply.status, if is_sending { 403 } else { 404 }, "{}", reply.text);
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
    listen();
    let house = House::with(SignUpMode::Open).await;
    house.server.sign_up("known").await;
    let shape = |reply: &Reply| {
        let mut keys: Vec<String> = reply.body.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        (reply.status, keys, reply.body["can"].clone())
    };
    let [session, token, (_, robot)] = house.owner.hands().await;
    let ask = async |caller: &Client, name: &str| {
        let body = json!({ "email": format!("{name}@example.com") });
        caller.post(&house.invitations, body).await
    };
    for (hand, caller) in [session, token] {
        // What was changed before is read anew by the next request, whatever it asks for, and the first use of a token is
        // written down.
        let fresh = async |name| {
            caller.get(&house.invitations).await;
            ask(&caller, name).await
        };
        let (known, unknown) = (fresh("known").await, fresh("nobody").await);
        assert_eq!(shape(&known), shape(&unknown), "{hand}");
        // What takes as long is what does the same: no statement more, and no other.
        let (of_known, of_unknown) = settled(&known, &unknown).await;
        assert_eq!(of_known, of_unknown, "{hand}");
        assert!(!of_known.is_empty(), "{hand}");
        let (known, unknown) = (Sent::of(&house, known), Sent::of(&house, unknown));
        let stranger = house.server.stranger();
        let looks = (stranger.get(&known.link).await, stranger.get(&unknown.link).await);
        let text = |look: &Reply, first: &str| {
            look.text.replace(first, "").replace(look.body["expires_at"].as_str().unwrap(), "")
        };
        assert_eq!(text(&looks.0, "k…"), text(&looks.1, "n…"), "{hand}");
        // Who is a member, or invited already, is known to whoever may invite.
        check(&ask(&caller, "known").await, 409, "already_invited");
        check(&ask(&caller, "olga").await, 409, "already_member");
        for sent in [known, unknown] {
            assert_eq!(caller.delete(&sent.path).await.status, 204, "{hand}");
        }
    }
    // A program is told the same of everybody: a person answers for an invitation.
    let sent = ask(&house.owner, "known").await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    let expected = ask(&robot, "new").await;
    check(&expected, 403, "person_required");
    for name in ["olga", "known", "nobody"] {
        let said = ask(&robot, name).await.without_request_id();
        assert_eq!(said, expected.without_request_id(), "{name}");
    }
    let dora = house.server.member(&house.owner, "dora", SystemRole::Developer.id()).await;
    for email in ["olga@example.com", "known@example.com", "new@example.com"] {
        check(&dora.post(&house.invitations, json!({ "email": email })).await, 403, "forbidden");
    }
}

#[tokio::test]
async fn t38_one_address_has_one_form() {
    let house = House::build().await;
    let [(_, session), (_, token), (_, robot)] = house.owner.hands().await;
    let sent = house.invite(&house.owner, json!({ "email": "Cleo@Example.com" })).await;
    for email in [
        "cleo@example.com",
        " CLEO@EXAMPLE.COM ",
        "ｃｌｅｏ@example.com",
        "cleo＠example.com",
        "ⓒleo@example.com",
    ] {
        for caller in [&session, &token] {
            let reply = caller.post(&house.invitations, json!({ "email": email })).await;
            check(&reply, 409, "already_invited");
        }
    }
    assert_eq!(sent.sign_up(&house.server, "Cleo").await.status, 201);
    for email in ["CLEO@example.com", "ｃｌｅｏ@example.com"] {
        for caller in [&session, &token] {
            let reply = caller.post(&house.invitations, json!({ "email": email })).await;
            check(&reply, 409, "already_member");
        }
        let reply = robot.post(&house.invitations, json!({ "email": email })).await;
        check(&reply, 403, "person_required");
    }
    for email in [
        "cl\u{200b}eo@example.com",
        "cleo@example.com\u{202e}",
        "cleo",
        "@example.com",
        "a b@example.com",
    ] {
        for caller in [&session, &token, &robot] {
            let reply = caller.post(&house.invitations, json!({ "email": email })).await;
            assert_eq!(reply.status, 422, "{email:?} {}", reply.text);
            assert!(reply.text.contains("`email`"), "{}", reply.text);
        }
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
    let made = json!({ "name": "all" }).to_string();
    let made =
        owner.send(Method::POST, "/api/v1/account/tokens", &[origin, json_type], Some(made)).await;
    let secret = made.body["secret"].as_str().unwrap().to_owned();
    let token = Client { cookie: None, token: Some(secret), ..owner.clone() };
    for (number, caller) in [owner, token].iter().enumerate() {
        let body = json!({ "email": format!("cleo{number}@example.com") }).to_string();
        let sent = caller.send(Method::POST, &list, &headers, Some(body)).await;
        assert_eq!(sent.status, 201, "{}", sent.text);
        let link = sent.body["link"].as_str().unwrap();
        assert!(link.starts_with("https://bailiwick.example.com/invitations/"), "{link}");
        let resend = format!("{list}/{}/resend", sent.id());
        let again = caller.send(Method::POST, &resend, &headers, Some("{}".into())).await;
        let link = again.body["link"].as_str().unwrap();
        assert!(link.starts_with("https://bailiwick.example.com/invitations/"), "{link}");
    }
}

#[tokio::test]
async fn an_organization_sends_so_many_invitations_in_an_hour() {
    let house = House::with(SignUpMode::Open).await;
    let eve = house.server.sign_up("eve").await;
    let ask = json!({ "email": "olga@example.com" });
    let hands = house.owner.hands().await;
    let [(_, session), (_, token), _] = &hands;
    let mut sent = Vec::new();
    for number in 0..=200 {
        let caller = if number % 2 == 0 { session } else { token };
        sent.push(caller.post(&house.invitations, ask.clone()).await.status);
    }
    assert!(sent[..200].iter().all(|status| *status == 409), "{sent:?}");
    assert_eq!(sent[200], 429);
    for caller in [session, token] {
        let slowed = caller.post(&house.invitations, json!({ "email": "a@example.com" })).await;
        check(&slowed, 429, "too_many_requests");
        assert!(slowed.header("retry-after").parse::<u64>().unwrap() > 0, "{slowed:?}");
    }
    // Another organization is not slowed by it, and this one not for long.
    let theirs = format!("{}/invitations", eve.organization().await);
    assert_eq!(eve.post(&theirs, json!({ "email": "a@example.com" })).await.status, 201);
    house.server.clock.advance(19);
    let later = house.invite(session, json!({ "email": "a@example.com" })).await;
    let again = session.post(&format!("{}/resend", later.path), json!({})).await;
    check(&again, 429, "too_many_requests");
}
