//! Access that is asked for: approved, declined, withdrawn, and what becomes of it.

use bailiwick_access::SystemRole;
use serde_json::json;

use super::answers::{ABSENT, Shop, id_of};
use super::service_tokens::Robot;
use crate::support::Client;

/// A member who manages the team and holds nothing else.
async fn people(shop: &Shop) -> Client {
    let lead = shop.member(SystemRole::OrganizationMember).await;
    let people =
        json!({ "name": "People", "permissions": [{ "area": "team", "level": "manage" }] });
    let role = shop.owner.post(&format!("{}/roles", shop.organization), people).await.id();
    let organizations = lead.get("/api/v1/me").await.body["organizations"].clone();
    let here = organizations
        .as_array()
        .unwrap()
        .iter()
        .find(|one| shop.organization.ends_with(one["id"].as_str().unwrap()))
        .unwrap();
    let roles = format!("{}/members/{}/roles", shop.organization, here["member"].as_str().unwrap());
    let given = shop.owner.put(&roles, json!({ "roles": [role] })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    lead
}

#[tokio::test]
async fn who_may_approve_requests_does_not_approve_their_own() {
    let shop = Shop::open().await;
    let lead = shop.member(SystemRole::OrganizationMember).await;
    let people =
        json!({ "name": "People", "permissions": [{ "area": "team", "level": "manage" }] });
    let role = shop.owner.post(&format!("{}/roles", shop.organization), people).await.id();
    let me = lead.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
    let member = format!("{}/members/{}/roles", shop.organization, me.as_str().unwrap());
    let given = shop.owner.put(&member, json!({ "roles": [role] })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let requests = format!("{}/access/requests", shop.organization);
    let ask = json!({ "action": "billing.view", "reason": "the invoices", "seconds": 3600 });
    let made = lead.post(&requests, ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let own = lead.post(&format!("{requests}/{}/approve", made.id()), json!({})).await;
    assert_eq!((own.status, own.code()), (403, "own_request"), "{}", own.text);
}

/// What somebody made while they held more does not speak for them when they hold less.
#[tokio::test]
async fn nobody_approves_by_a_program_of_theirs_what_they_asked_for() {
    let shop = Shop::open().await;
    let twoface = shop.member(SystemRole::OrganizationAdministrator).await;
    let robot = Robot::of(&twoface, &shop.organization, "Robot").await;
    let granted =
        robot.grant(json!({ "actions": ["members.view", "members.update", "audit.view"] }));
    let granted = granted.await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let path = format!("{}/members/{}/roles", shop.organization, twoface.member_id().await);
    let less = json!({ "roles": [SystemRole::OrganizationMember.id()] });
    assert_eq!(shop.owner.put(&path, less).await.status, 200);
    let requests = format!("{}/access/requests", shop.organization);
    let ask = |reason: &str| json!({ "action": "audit.view", "reason": reason, "seconds": 3600 });
    let made = twoface.post(&requests, ask("the log")).await;
    assert_eq!(made.status, 201, "{}", made.text);
    for act in ["approve", "decline"] {
        let tried = robot.client.post(&format!("{requests}/{}/{act}", made.id()), json!({})).await;
        assert_eq!((tried.status, tried.code()), (403, "own_request"), "{act}: {}", tried.text);
    }
    assert_eq!(twoface.get(&format!("{}/audit", shop.organization)).await.status, 403);
    // What another asks for is judged by what the program holds, and not by who made it.
    let other = shop.member(SystemRole::OrganizationMember).await;
    let made = other.post(&requests, ask("the log, too")).await;
    let approve = format!("{requests}/{}/approve", made.id());
    let judged = robot.client.post(&approve, json!({})).await;
    assert_eq!((judged.status, judged.code()), (403, "target_above_actor"), "{}", judged.text);
    // A program that declines is named like a person.
    let declined = format!("{requests}/{}/decline", made.id());
    let declined = robot.client.post(&declined, json!({})).await;
    assert_eq!(declined.status, 200, "{}", declined.text);
    assert_eq!(declined.body["decider"], "Robot", "{}", declined.text);
    let id = declined.body["decided_by"].as_str().unwrap();
    assert!(robot.path.ends_with(id), "{}", declined.text);
}

#[tokio::test]
async fn an_instance_is_asked_for_once_whether_its_project_is_named_or_not() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let mut inner = json!({ "action": "instances.update", "instance": shop.instance, "reason": "settings", "seconds": 3600 });
    let first = member.post(&requests, inner.clone()).await;
    assert_eq!(first.status, 404, "an instance that one does not see: {}", first.text);
    let viewer =
        json!({ "name": "Viewer", "permissions": [{ "area": "instances", "level": "view" }] });
    let viewer = shop.owner.post(&format!("{}/roles", shop.organization), viewer).await.id();
    let sees = shop.member(SystemRole::DatabaseAdministrator).await;
    let roles = format!("{}/members/{}/roles", shop.organization, id_of(&sees).await);
    let given = shop.owner.put(&roles, json!({ "roles": [viewer] })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let first = sees.post(&requests, inner.clone()).await;
    assert_eq!(first.status, 201, "{}", first.text);
    inner["project"] = json!(shop.project);
    let second = sees.post(&requests, inner).await;
    assert_eq!((second.status, second.code()), (409, "already_requested"), "{}", second.text);
}

#[tokio::test]
async fn access_is_asked_for_given_for_a_while_and_ends() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let project = format!("{}/projects/{}", shop.organization, shop.project);
    let mut ask = json!({ "action": "projects.update", "project": shop.project, "reason": "the shop has another name", "seconds": 3600 });
    let wide = member.post(&requests, ask.clone()).await;
    assert_eq!(wide.status, 422, "one project is not asked for and all given: {}", wide.text);
    ask["project"] = serde_json::Value::Null;
    let made = member.post(&requests, ask.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(
        (made.body["state"].as_str(), made.body["own"].as_bool()),
        (Some("pending"), Some(true))
    );
    assert_eq!(member.post(&requests, ask.clone()).await.code(), "already_requested");
    let request = format!("{requests}/{}", made.id());
    let own = member.post(&format!("{request}/approve"), json!({})).await;
    assert_eq!((own.status, own.code()), (403, "forbidden"), "{}", own.text);
    let listed = shop.owner.get(&format!("{requests}?state=pending&search=another")).await;
    assert_eq!(listed.body["total"], 1, "{}", listed.text);
    assert_eq!(listed.body["items"][0]["can"], json!(["members.update"]));
    let approved = shop.owner.post(&format!("{request}/approve"), json!({ "seconds": 600 })).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    assert_eq!(approved.body["state"], "approved");
    assert_eq!(approved.body["decider"], "Olga");
    assert!(approved.body["granted_until"].is_string(), "{}", approved.text);
    let rename = |name: &str| json!({ "name": name });
    assert_eq!(member.patch(&project, rename("Store")).await.status, 200);
    let delete = member.delete(&project).await;
    assert_eq!(delete.status, 403, "exactly what was asked for: {}", delete.text);
    assert_eq!(
        shop.owner.post(&format!("{request}/decline"), json!({})).await.code(),
        "request_over"
    );
    assert_eq!(member.post(&requests, ask).await.code(), "already_allowed");
    shop.server.clock.advance(601);
    assert_eq!(member.patch(&project, rename("Shop")).await.status, 403, "it ended");
    let entries = shop.owner.get(&format!("{}/audit?limit=100", shop.organization)).await;
    let of_requests: Vec<&str> = entries.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .filter(|action| action.starts_with("access_requests."))
        .collect();
    assert_eq!(of_requests, ["access_requests.approve", "access_requests.create"]);
    assert!(!entries.text.contains("another name"), "what people write stays out of the log");
}

#[tokio::test]
async fn a_request_is_given_by_a_role_declined_withdrawn_or_forgotten() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let ask = |action: &str| json!({ "action": action, "project": shop.project, "reason": "because", "seconds": 3600 });
    let developer = SystemRole::Developer.id();
    let path = |reply: crate::support::Reply| {
        assert_eq!(reply.status, 201, "{}", reply.text);
        format!("{requests}/{}", reply.id())
    };
    let by_role = path(member.post(&requests, ask("instances.create")).await);
    let wrong = shop
        .owner
        .post(&format!("{by_role}/approve"), json!({ "role": SystemRole::OrganizationMember.id() }))
        .await;
    assert_eq!((wrong.status, wrong.code()), (422, "invalid_field"), "{}", wrong.text);
    let absent = shop.owner.post(&format!("{by_role}/approve"), json!({ "role": ABSENT })).await;
    assert_eq!(absent.status, 422, "{}", absent.text);
    let given = shop.owner.post(&format!("{by_role}/approve"), json!({ "role": developer })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let instances = format!("{}/projects/{}/instances", shop.organization, shop.project);
    assert_eq!(member.post(&instances, json!({ "name": "Staging" })).await.status, 201);

    let declined = path(member.post(&requests, ask("data.manage")).await);
    let answer =
        shop.owner.post(&format!("{declined}/decline"), json!({ "answer": "not now" })).await;
    assert_eq!(
        (answer.status, &answer.body["answer"]),
        (200, &json!("not now")),
        "{}",
        answer.text
    );
    let withdrawn = path(member.post(&requests, ask("data.manage")).await);
    assert_eq!(shop.owner.post(&format!("{withdrawn}/withdraw"), json!({})).await.status, 404);
    let reply = member.json(reqwest::Method::POST, &format!("{withdrawn}/withdraw"), None).await;
    assert_eq!((reply.status, &reply.body["state"]), (200, &json!("withdrawn")), "{}", reply.text);
    let forgotten = path(member.post(&requests, ask("data.manage")).await);
    shop.server.clock.advance(7 * 24 * 3_600);
    let owner = shop
        .server
        .stranger()
        .post(
            "/api/v1/sign-in",
            json!({ "email": "olga@example.com", "password": crate::support::PASSWORD }),
        )
        .await;
    let owner = Client { cookie: owner.cookie(), ..shop.server.stranger() };
    let late = owner.post(&format!("{forgotten}/approve"), json!({})).await;
    assert_eq!((late.status, late.code()), (409, "request_over"), "{}", late.text);
}

#[tokio::test]
async fn what_an_approval_gave_is_taken_back_or_given_up() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let other = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let instances = format!("{}/projects/{}/instances", shop.organization, shop.project);
    let ask = json!({ "action": "instances.update", "project": shop.project, "reason": "because", "seconds": 3600 });
    for round in 0..2 {
        let made = member.post(&requests, ask.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = format!("{requests}/{}", made.id());
        let (revoke, withdraw) = (format!("{path}/revoke"), format!("{path}/withdraw"));
        let early = shop.owner.post(&revoke, json!({})).await;
        assert_eq!((early.status, early.code()), (409, "nothing_given"), "{}", early.text);
        let given = shop.owner.post(&format!("{path}/approve"), json!({})).await;
        assert_eq!(given.status, 200, "{}", given.text);
        assert_eq!(given.body["can"], json!(["members.update"]), "it can be taken back");
        // What may be changed is seen.
        let seen = member.get(&instances).await;
        assert_eq!(seen.status, 200, "{}", seen.text);
        let instance = format!("{instances}/{}", seen.body["items"][0]["id"].as_str().unwrap());
        assert_eq!(member.get(&instance).await.status, 200);
        let name = json!({ "name": format!("Named {round}") });
        assert_eq!(member.patch(&instance, name.clone()).await.status, 200);
        // Not by who asked, nor by who sees nothing of it.
        let own = member.post(&revoke, json!({})).await;
        assert_eq!(own.status, 403, "{}", own.text);
        assert_eq!(other.post(&revoke, json!({})).await.status, 403);
        assert_eq!(other.post(&withdraw, json!({})).await.status, 404);
        let (ended, state) = if round == 0 {
            (shop.owner.post(&revoke, json!({ "answer": "done" })).await, "revoked")
        } else {
            (member.json(reqwest::Method::POST, &withdraw, None).await, "withdrawn")
        };
        assert_eq!((ended.status, &ended.body["state"]), (200, &json!(state)), "{}", ended.text);
        assert_eq!((&ended.body["granted_until"], &ended.body["can"]), (&json!(null), &json!([])));
        assert!(matches!(member.patch(&instance, name).await.status, 403 | 404));
        assert_eq!(member.get(&instance).await.status, 404, "nor seen");
        let again = shop.owner.post(&revoke, json!({})).await;
        assert_eq!((again.status, again.code()), (409, "nothing_given"), "{}", again.text);
        let again = member.json(reqwest::Method::POST, &withdraw, None).await;
        assert_eq!((again.status, again.code()), (409, "request_over"), "{}", again.text);
    }
    let log = format!("{}/audit?action=access_requests.revoke", shop.organization);
    let log = shop.owner.get(&log).await;
    assert_eq!(log.body["total"], 1, "{}", log.text);
}

#[tokio::test]
async fn t14_nobody_approves_what_they_do_not_hold() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let ask = |action: &str| json!({ "action": action, "reason": "power", "seconds": 3600 });
    let never = member.post(&requests, ask("owners.manage")).await;
    assert_eq!((never.status, never.code()), (422, "invalid_field"), "{}", never.text);
    let made = member.post(&requests, ask("billing.update")).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let approve = format!("{requests}/{}/approve", made.id());
    let lead = people(&shop).await;
    let token = lead.token(json!({})).await;
    for approver in [&lead, &token] {
        for body in [json!({}), json!({ "role": SystemRole::Owner.id() })] {
            let refused = approver.post(&approve, body).await;
            assert_eq!(
                (refused.status, refused.code()),
                (403, "would_exceed_grantor"),
                "{}",
                refused.text
            );
            assert!(refused.body["error"]["action"].is_string(), "{}", refused.text);
        }
    }
    let reading = lead.token(json!({ "preset": "read_only" })).await;
    assert_eq!(reading.post(&approve, json!({})).await.status, 403);
    let developer = shop.member(SystemRole::Developer).await;
    let hidden = developer.post(&approve, json!({})).await;
    assert_eq!(hidden.body["error"]["action"], "members.update", "{}", hidden.text);
    let eve = shop.server.sign_up("eve").await;
    assert_eq!(eve.post(&approve, json!({})).await.status, 404);
}

#[tokio::test]
async fn requests_are_seen_by_who_asks_and_who_could_decide() {
    let shop = Shop::open().await;
    let (one, other) = (
        shop.member(SystemRole::OrganizationMember).await,
        shop.member(SystemRole::OrganizationMember).await,
    );
    let requests = format!("{}/access/requests", shop.organization);
    let ask = json!({ "action": "projects.create", "reason": "because", "seconds": 3600 });
    let made = one.post(&requests, ask.clone()).await;
    let path = format!("{requests}/{}", made.id());
    assert_eq!(
        (&made.body["deciders"][0]["name"], &made.body["deciders_total"]),
        (&json!("Olga"), &json!(1)),
        "who asks reads who may decide: {}",
        made.text
    );
    let seen = shop.owner.get(&path).await.body;
    assert_eq!((&seen["deciders"], &seen["deciders_total"]), (&json!([]), &json!(0)), "{seen}");
    assert_eq!(one.get(&requests).await.body["total"], 1);
    assert_eq!(other.get(&requests).await.body["total"], 0);
    let absent = other.get(&format!("{requests}/{ABSENT}")).await;
    assert_eq!(other.get(&path).await.without_request_id(), absent.without_request_id());
    let token = one.token(json!({ "preset": "read_only" })).await;
    let narrow = token
        .post(&requests, json!({ "action": "audit.view", "reason": "because", "seconds": 3600 }))
        .await;
    assert_eq!((narrow.status, narrow.code()), (403, "token_too_narrow"), "{}", narrow.text);
    for (change, status) in [
        (json!({ "seconds": 1 }), 422),
        (json!({ "reason": " " }), 422),
        (json!({ "action": "projects.fly" }), 422),
        (json!({ "project": ABSENT }), 404),
        (json!({ "extra": 1 }), 422),
    ] {
        let mut body = ask.clone();
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let reply = other.post(&requests, body).await;
        assert_eq!(reply.status, status, "{change} {}", reply.text);
    }
}
