//! Attacks on members: what is above one, what is of others, what is lost meanwhile.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::json;

use super::cast::{behind, time_in};
use super::members::{ABSENT, House, check, id, roles, state};
use crate::support::{Client, Reply};

#[tokio::test]
async fn t14_a_foreign_role_or_member_answers_like_one_that_is_not_there() {
    let house = House::build().await;
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let eve = house.server.sign_up("eve").await;
    let team = json!([["team", "manage"]]);
    let foreign = house.server.role(&eve, "Hers", team, json!("own")).await.to_string();
    let hers = eve.member_id().await;
    let owner = &house.owner;
    for caller in [owner.clone(), owner.token(json!({})).await, house.robot().await] {
        let absent = roles(&caller, &dora, json!([ABSENT])).await;
        assert_eq!(absent.status, 422, "{}", absent.text);
        let reply = roles(&caller, &dora, json!([foreign])).await;
        assert_eq!((reply.status, reply.without_request_id()), (422, absent.without_request_id()));
        for operation in ["", "/roles", "/copy", &format!("/compare/{ABSENT}")] {
            let ask = |member: &str| {
                let path = format!("{}/{member}{operation}", house.members);
                let caller = caller.clone();
                let (method, body) = match operation {
                    "/roles" => (Method::PUT, Some(json!({ "roles": [] }))),
                    "/copy" => (Method::POST, Some(json!({ "from": ABSENT }))),
                    "" => (Method::DELETE, None),
                    _ => (Method::GET, None),
                };
                async move { caller.json(method, &path, body).await }
            };
            let (theirs, absent) = (ask(&hers).await, ask(ABSENT).await);
            assert_eq!(
                (theirs.status, theirs.without_request_id()),
                (404, absent.without_request_id()),
                "{operation}"
            );
        }
    }
    assert_eq!(eve.get("/api/v1/me").await.body["organizations"].as_array().unwrap().len(), 1);
}

/// Everything that could leave the organization without its owner.
async fn unmake(caller: &Client, house: &House, owner: &str) -> Vec<Reply> {
    let leave = format!("{}/leave", house.organization);
    vec![
        caller.delete(owner).await,
        roles(caller, owner, json!([id(SystemRole::Developer)])).await,
        roles(caller, owner, json!([])).await,
        roles(
            caller,
            owner,
            json!([{ "id": id(SystemRole::Owner), "expires_at": time_in(&house.server, 600) }]),
        )
        .await,
        roles(
            caller,
            owner,
            json!([{ "id": id(SystemRole::Owner), "scope": { "production": false } }]),
        )
        .await,
        state(caller, owner, "suspended").await,
        caller.json(Method::POST, &leave, None).await,
    ]
}

#[tokio::test]
async fn t20_the_last_owner_stays() {
    let house = House::build().await;
    let path = house.own(&house.owner).await;
    let [(_, session), (_, token), (_, robot)] = house.owner.hands().await;
    for reply in unmake(&session, &house, &path).await {
        check(&reply, 409, "last_owner");
    }
    // A token is told the same; leaving is a person's own affair.
    let mut replies = unmake(&token, &house, &path).await;
    check(&replies.pop().unwrap(), 403, "interactive_session_required");
    // So is being removed by oneself.
    check(&replies.remove(0), 403, "interactive_session_required");
    for reply in replies {
        check(&reply, 409, "last_owner");
    }
    // Every owner stands above every program: some of what an owner may do is granted to none.
    let mut replies = unmake(&robot, &house, &path).await;
    check(&replies.pop().unwrap(), 403, "interactive_session_required");
    for reply in replies {
        check(&reply, 403, "target_above_actor");
    }
    let reader = house.owner.token(json!({ "preset": "read_only" })).await;
    for reply in unmake(&reader, &house, &path).await {
        assert_eq!(reply.status, 403, "{}", reply.text);
    }
    let shown = house.owner.get(&path).await;
    assert_eq!(shown.body["roles"][0]["name"], "Owner");
    assert!(shown.body["cannot"]["members.remove"].as_str().unwrap().contains("owner"));
    assert_eq!(shown.body["can"], json!(["members.view", "members.update"]));
}

#[tokio::test]
async fn t24_an_owner_who_cannot_act_does_not_count() {
    let house = House::build().await;
    let path = house.own(&house.owner).await;
    let invitations = format!("{}/invitations", house.organization);
    let invited = json!({ "email": "new@example.com", "roles": [id(SystemRole::Owner)] });
    assert_eq!(house.owner.post(&invitations, invited).await.status, 201);
    let (_, ben) = house.member("ben", SystemRole::Owner).await;
    let hands = house.owner.hands().await;
    let ways = [
        ("UPDATE members SET state = 'suspended' WHERE id = '{ben}'", "suspended"),
        ("UPDATE accounts SET is_verified = 0 WHERE email = 'ben@example.com'", "unverified"),
        ("UPDATE accounts SET password_hash = '' WHERE email = 'ben@example.com'", "no way in"),
    ];
    for (statement, way) in ways {
        let kept = "CREATE TABLE kept AS SELECT password_hash FROM accounts WHERE email = 'ben@example.com'";
        behind(&house.server, kept);
        behind(&house.server, &statement.replace("{ben}", ben.rsplit('/').next().unwrap()));
        behind(&house.server, "UPDATE organizations SET epoch = epoch + 1");
        for (hand, caller) in &hands {
            for reply in unmake(caller, &house, &path).await {
                let said = (reply.status, reply.code());
                let others: &[&str] = match *hand {
                    "session" => &[],
                    // Neither leaves, nor removes an owner, whoever else owns it.
                    "token" => &["interactive_session_required"],
                    _ => &["interactive_session_required", "target_above_actor"],
                };
                let is_refused = said.0 == 403 && others.contains(&said.1);
                let is_last = said == (409, "last_owner") && *hand != "robot";
                assert!(is_refused || is_last, "{way} {hand}: {}", reply.text);
            }
        }
        behind(
            &house.server,
            "UPDATE accounts SET is_verified = 1, password_hash = (SELECT password_hash FROM kept)
                WHERE email = 'ben@example.com';
             UPDATE members SET state = 'active'; UPDATE organizations SET epoch = epoch + 1; DROP TABLE kept",
        );
    }
    let leave = format!("{}/leave?tokens=keep", house.organization);
    assert_eq!(house.owner.json(Method::POST, &leave, None).await.status, 204);
    assert_eq!(house.owner.get(&house.organization).await.status, 404);
}

#[tokio::test]
async fn t25_nobody_changes_whoever_stands_above_them() {
    let house = House::build().await;
    let team = json!([["team", "manage"]]);
    let manager = house.server.role(&house.owner, "Manager", team, json!("own")).await;
    let mia = house.server.member(&house.owner, "mia", manager).await;
    let (_, dora) = house.member("dora", SystemRole::Developer).await;
    let owner = house.own(&house.owner).await;
    let narrow = json!({ "organization": house.organization.rsplit('/').next() });
    for caller in [mia.clone(), mia.token(json!({})).await, mia.token(narrow).await] {
        for target in [&owner, &dora] {
            let own = caller.member_id().await;
            let tries = [
                caller.delete(target).await,
                roles(&caller, target, json!([])).await,
                roles(&caller, target, json!([manager.to_string()])).await,
                state(&caller, target, "suspended").await,
                caller.post(&format!("{target}/copy"), json!({ "from": own })).await,
            ];
            for reply in tries {
                check(&reply, 403, "target_above_actor");
                assert!(reply.body["error"]["action"].is_string(), "{}", reply.text);
            }
        }
        // Nor do they take more for themselves.
        let own = house.own(&mia).await;
        let copied =
            caller.post(&format!("{own}/copy"), json!({ "from": owner.rsplit('/').next() })).await;
        for reply in [roles(&caller, &own, json!([id(SystemRole::Owner)])).await, copied] {
            check(&reply, 403, "would_exceed_grantor");
        }
    }
    let robot = house.robot().await;
    let (dora_id, owner_id) = (dora.rsplit('/').next().unwrap(), owner.rsplit('/').next().unwrap());
    for (target, other) in [(&owner, dora_id), (&dora, owner_id)] {
        let tries = [
            robot.delete(target).await,
            roles(&robot, target, json!([])).await,
            state(&robot, target, "suspended").await,
        ];
        for reply in tries {
            check(&reply, 403, "target_above_actor");
        }
        let copied = robot.post(&format!("{target}/copy"), json!({ "from": other })).await;
        assert_eq!(copied.status, 403, "{}", copied.text);
    }
    let invited = json!({ "email": "new@example.com" });
    let invited = robot.post(&format!("{}/invitations", house.organization), invited).await;
    check(&invited, 403, "person_required");
    let left = robot.json(Method::POST, &format!("{}/leave", house.organization), None).await;
    check(&left, 403, "interactive_session_required");

    let denied = house.owner.get(&format!("{}/audit?outcome=denied", house.organization)).await;
    assert!(denied.text.contains("target_above_actor"), "{}", denied.text);
    let listed = mia.get(&house.members).await;
    for member in listed.body["items"].as_array().unwrap() {
        let is_own = member["display_name"] == "mia";
        let can: &[&str] = if is_own {
            &["members.view", "members.update", "members.remove"]
        } else {
            &["members.view"]
        };
        assert_eq!(member["can"], json!(can), "{member}");
        assert_eq!(member["cannot"].as_object().unwrap().len(), if is_own { 0 } else { 2 });
    }
    assert_eq!(house.owner.get(&house.members).await.body["total"], 3);
}

#[tokio::test]
async fn t26_nobody_reaches_into_the_account_of_another() {
    let house = House::build().await;
    let (admin, _) = house.member("admin", SystemRole::OrganizationAdministrator).await;
    let sessions = house.owner.get("/api/v1/account/sessions").await;
    let session = sessions.body["items"][0]["id"].as_str().unwrap().to_owned();
    let token = house.owner.post("/api/v1/account/tokens", json!({ "name": "mine" })).await.id();
    for (hand, caller) in admin.hands().await {
        for path in [
            format!("/api/v1/account/sessions/{session}"),
            format!("/api/v1/account/tokens/{token}"),
        ] {
            let absent = path.replace(path.rsplit('/').next().unwrap(), ABSENT);
            let absent = caller.delete(&absent).await;
            let reply = caller.delete(&path).await;
            let said = (reply.status, reply.without_request_id());
            assert_eq!(said, (absent.status, absent.without_request_id()), "{hand} {path}");
            // A token is not asked what it means: no account is changed by one.
            let asks = (reply.status, reply.code()) == (403, "interactive_session_required");
            assert_eq!(asks, hand != "session", "{hand} {path}: {}", reply.text);
            assert!(asks || reply.status == 404, "{hand} {path}: {}", reply.text);
        }
    }
    assert_eq!(house.owner.get("/api/v1/me").await.status, 200);
    // What changes an account, its secrets or its address names no account but the caller's own.
    let named = bailiwick_api::operations().iter().filter(|operation| {
        let path = operation.path;
        (path.starts_with("/api/v1/account") || path.starts_with("/api/v1/me"))
            && (path.contains("{member}") || path.contains("{account}"))
    });
    assert_eq!(named.count(), 0);
}

#[tokio::test]
async fn t56_a_token_is_worth_what_its_owner_is_now() {
    let house = House::build().await;
    let (dora, path) = house.member("dora", SystemRole::Developer).await;
    let everywhere = dora.token(json!({})).await;
    let here = json!({ "organization": house.organization.rsplit('/').next() });
    let here = dora.token(here).await;
    let projects = format!("{}/projects", house.organization);
    let make =
        |name: &'static str| json!({ "name": name, "instances": [], "without_database": true });
    assert_eq!(everywhere.post(&projects, make("One")).await.status, 201);
    assert_eq!(here.post(&projects, make("Two")).await.status, 201);

    roles(&house.owner, &path, json!([id(SystemRole::OrganizationMember)])).await;
    for token in [&everywhere, &here] {
        check(&token.post(&projects, make("Three")).await, 403, "forbidden");
        assert_eq!(token.get(&projects).await.status, 200);
    }
    state(&house.owner, &path, "suspended").await;
    for caller in [&everywhere, &here, &dora] {
        assert_eq!(caller.get(&projects).await.status, 404);
        assert_eq!(caller.get(&house.organization).await.status, 404);
    }
    state(&house.owner, &path, "active").await;
    assert_eq!(here.get(&projects).await.status, 200);
    assert_eq!(house.owner.delete(&path).await.status, 204);
    assert_eq!(here.get("/api/v1/me").await.status, 401, "it was for this organization alone");
    assert_eq!(everywhere.get(&projects).await.status, 404);
    assert_eq!(everywhere.get("/api/v1/me").await.body["organizations"], json!([]));
}

#[tokio::test]
async fn t58_a_session_is_worth_what_its_owner_is_now() {
    let house = House::build().await;
    let (dora, path) = house.member("dora", SystemRole::OrganizationMember).await;
    let projects = format!("{}/projects", house.organization);
    let make =
        |name: &'static str| json!({ "name": name, "instances": [], "without_database": true });
    check(&dora.post(&projects, make("One")).await, 403, "forbidden");
    let given = roles(&house.owner, &path, json!([id(SystemRole::Developer)])).await;
    let epoch = given.header("x-policy-epoch");
    let made = dora.post(&projects, make("One")).await;
    assert_eq!(made.status, 201, "the next request: {}", made.text);
    assert!(!epoch.is_empty() && made.header("x-policy-epoch") != epoch);
    assert_eq!(house.owner.delete(&path).await.status, 204);
    let absent = dora.get(&format!("/api/v1/organizations/{ABSENT}")).await;
    let gone = dora.get(&house.organization).await;
    assert_eq!((gone.status, gone.without_request_id()), (404, absent.without_request_id()));
    assert_eq!(dora.get("/api/v1/me").await.status, 200, "the account itself lives on");
}

#[tokio::test]
async fn owners_are_made_and_unmade_by_a_person_who_signed_in_lately() {
    let house = House::build().await;
    let (_, ben) = house.member("ben", SystemRole::Owner).await;
    let (_, dora) = house.member("dora", SystemRole::Developer).await;
    let invitations = format!("{}/invitations", house.organization);
    let owner = json!([id(SystemRole::Owner)]);
    let token = house.owner.token(json!({})).await;
    for code in ["interactive_session_required", "fresh_sign_in_required"] {
        let caller = if code == "fresh_sign_in_required" {
            house.server.clock.advance(3_601);
            house.owner.clone()
        } else {
            token.clone()
        };
        let invited = json!({ "email": "new@example.com", "roles": owner });
        let tries = [
            roles(&caller, &dora, owner.clone()).await,
            roles(&caller, &ben, json!([id(SystemRole::Developer)])).await,
            state(&caller, &ben, "suspended").await,
            caller.delete(&ben).await,
            caller.post(&invitations, invited).await,
        ];
        for reply in tries {
            check(&reply, 403, code);
        }
        assert_eq!(roles(&caller, &dora, json!([id(SystemRole::Developer)])).await.status, 200);
    }
    let fresh = house.server.sign_in("olga").await;
    assert_eq!(roles(&fresh, &dora, owner).await.status, 200);
}
