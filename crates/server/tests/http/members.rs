//! Members: what they hold, who may change that, and what remains when they are gone.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{behind, give, time_in};
use super::service_tokens::Robot;
use crate::support::{Client, Reply, Server};

const ABSENT: &str = "0123456789abcdef01234567";

fn id(role: SystemRole) -> String {
    role.id().to_string()
}

/// The first organization of a server, its owner, and the path of its members.
struct House {
    server: Server,
    owner: Client,
    organization: String,
    members: String,
}

impl House {
    async fn build() -> House {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let members = format!("{organization}/members");
        House { server, owner, organization, members }
    }

    /// A new member, and its path.
    async fn member(&self, name: &str, role: SystemRole) -> (Client, String) {
        let client = self.server.member(&self.owner, name, role.id()).await;
        let path = format!("{}/{}", self.members, client.member_id().await);
        (client, path)
    }

    /// A program that may change, remove and invite people, and nothing else.
    async fn robot(&self) -> Client {
        let robot = Robot::of(&self.owner, &self.organization, "People").await;
        let actions = [
            "members.view",
            "members.update",
            "members.remove",
            "access.explain",
            "invitations.view",
            "invitations.create",
            "invitations.cancel",
        ];
        let granted = robot.grant(json!({ "actions": actions })).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
        robot.client
    }

    async fn own(&self, client: &Client) -> String {
        format!("{}/{}", self.members, client.member_id().await)
    }

    async fn last_entry(&self) -> Value {
        let log = self.owner.get(&format!("{}/audit?limit=1", self.organization)).await;
        log.body["items"][0].clone()
    }
}

fn check(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code()), (status, code), "{}", reply.text);
}

async fn roles(client: &Client, path: &str, roles: Value) -> Reply {
    client.put(&format!("{path}/roles"), json!({ "roles": roles })).await
}

async fn state(client: &Client, path: &str, state: &str) -> Reply {
    client.patch(path, json!({ "state": state })).await
}

#[tokio::test]
async fn a_member_is_shown_with_everything_it_was_given() {
    let house = House::build().await;
    let shop = house
        .owner
        .post(&format!("{}/projects", house.organization), json!({ "name": "Shop" }))
        .await;
    let shop = shop.id();
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let wanted = json!([
        id(SystemRole::OrganizationMember),
        { "id": id(SystemRole::Developer), "scope": { "projects": [shop], "production": false },
          "expires_at": time_in(&house.server, 3_600) },
    ]);
    let changed = roles(&house.owner, &dora, wanted).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.header("etag"), "\"2\"");
    let shown = house.owner.get(&dora).await;
    assert_eq!(shown.body["roles"].as_array().unwrap().len(), 1, "for the whole organization");
    let grants = shown.body["grants"].as_array().unwrap();
    assert_eq!(grants.len(), 2, "{}", shown.text);
    let narrow = grants.iter().find(|grant| grant["role"]["name"] == "Developer").unwrap();
    assert_eq!(narrow["scope"]["projects"], json!([shop]));
    assert_eq!(narrow["scope"]["production"], false);
    assert!(narrow["team"].is_null() && narrow["expires_at"].is_string());
    let entry = house.last_entry().await;
    assert_eq!(
        (&entry["action"], &entry["target_name"]),
        (&json!("members.update_roles"), &json!("dora"))
    );

    let team =
        house.owner.post(&format!("{}/teams", house.organization), json!({ "name": "Web" })).await;
    let team = format!("{}/teams/{}", house.organization, team.id());
    roles(&house.owner, &team, json!([id(SystemRole::Developer)])).await;
    let member = dora.rsplit('/').next().unwrap();
    house.owner.json(Method::PUT, &format!("{team}/members/{member}"), None).await;
    let shown = house.owner.get(&dora).await;
    assert_eq!(shown.body["teams"][0]["name"], "Web", "{}", shown.text);
    let by_team = shown.body["grants"].as_array().unwrap().iter();
    assert_eq!(by_team.filter(|grant| grant["team"]["name"] == "Web").count(), 1);
}

#[tokio::test]
async fn a_role_ends_when_its_time_is_over() {
    let house = House::build().await;
    let (dora, path) = house.member("dora", SystemRole::OrganizationMember).await;
    let ends = time_in(&house.server, 600);
    let given = roles(
        &house.owner,
        &path,
        json!([id(SystemRole::OrganizationMember), { "id": id(SystemRole::Developer), "expires_at": ends }]),
    );
    assert_eq!(given.await.status, 200);
    let projects = format!("{}/projects", house.organization);
    let body = |name: &str| json!({ "name": name, "instances": [], "without_database": true });
    assert_eq!(dora.post(&projects, body("One")).await.status, 201);
    house.server.clock.advance(601);
    check(&dora.post(&projects, body("Two")).await, 403, "forbidden");
    assert_eq!(dora.get(&projects).await.status, 200);
}

#[tokio::test]
async fn bad_input_is_refused_with_the_name_of_its_field() {
    let house = House::build().await;
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let developer = id(SystemRole::Developer);
    let shop = house
        .owner
        .post(
            &format!("{}/projects", house.organization),
            json!({ "name": "Gone", "instances": [], "without_database": true }),
        )
        .await;
    let gone = shop.id();
    house.owner.delete(&format!("{}/projects/{gone}", house.organization)).await;
    let bodies = [
        (json!([developer, developer]), "roles[1]"),
        (json!([{ "id": developer, "expires_at": "2020-01-01T00:00:00Z" }]), "roles[0].expires_at"),
        (json!([{ "id": developer, "scope": { "projects": [gone] } }]), "roles[0].scope.projects"),
        (json!([{ "id": developer, "scope": { "projects": [] } }]), "roles[0].scope.projects"),
        (json!([{ "id": developer, "level": "manage" }]), "level"),
        (json!("Developer"), "roles"),
        (json!([null]), "roles[0]"),
    ];
    for (body, field) in bodies {
        let reply = roles(&house.owner, &dora, body.clone()).await;
        assert_eq!(reply.status, 422, "{body} {}", reply.text);
        assert!(reply.text.contains(&format!("`{field}`")), "{body}: {}", reply.text);
    }
    assert_eq!(state(&house.owner, &dora, "sleeping").await.status, 422);
    let reply = house.owner.delete(&format!("{dora}?tokens=burn")).await;
    assert!(reply.status == 422 && reply.text.contains("`tokens`"), "{}", reply.text);
    assert_eq!(house.owner.get(&dora).await.header("etag"), "\"1\"", "nothing was changed");
}

#[tokio::test]
async fn two_editors_of_one_member_do_not_overwrite_each_other() {
    let house = House::build().await;
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let put = |version: &'static str| {
        let headers = [
            ("origin", house.owner.base.as_str()),
            ("content-type", "application/json"),
            ("if-match", version),
        ];
        let body = json!({ "roles": [id(SystemRole::Developer)] }).to_string();
        let (owner, path) = (house.owner.clone(), format!("{dora}/roles"));
        async move { owner.send(Method::PUT, &path, &headers, Some(body)).await }
    };
    assert_eq!(put("\"1\"").await.status, 200);
    check(&put("\"1\"").await, 412, "version_mismatch");
    assert_eq!(put("\"2\"").await.status, 200);
}

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
        assert_eq!(absent.status, 404, "{}", absent.text);
        let reply = roles(&caller, &dora, json!([foreign])).await;
        assert_eq!((reply.status, reply.without_request_id()), (404, absent.without_request_id()));
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
    for reply in unmake(&house.owner, &house, &path).await {
        check(&reply, 409, "last_owner");
    }
    // A token is told the same; leaving is a person's own affair.
    let token = house.owner.token(json!({})).await;
    let mut replies = unmake(&token, &house, &path).await;
    check(&replies.pop().unwrap(), 403, "interactive_session_required");
    for reply in replies {
        check(&reply, 409, "last_owner");
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
        for reply in unmake(&house.owner, &house, &path).await {
            assert_eq!((reply.status, reply.code()), (409, "last_owner"), "{way}: {}", reply.text);
        }
        behind(
            &house.server,
            "UPDATE accounts SET is_verified = 1, password_hash = (SELECT password_hash FROM kept)
                WHERE email = 'ben@example.com';
             UPDATE members SET state = 'active'; UPDATE organizations SET epoch = epoch + 1; DROP TABLE kept",
        );
    }
    let leave = format!("{}/leave", house.organization);
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
    for path in
        [format!("/api/v1/account/sessions/{session}"), format!("/api/v1/account/tokens/{token}")]
    {
        let absent = admin.delete(&path.replace(path.rsplit('/').next().unwrap(), ABSENT)).await;
        let reply = admin.delete(&path).await;
        assert_eq!((reply.status, reply.without_request_id()), (404, absent.without_request_id()));
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
    let epoch: u64 = given.header("x-policy-epoch").parse().unwrap();
    let made = dora.post(&projects, make("One")).await;
    assert_eq!(made.status, 201, "the next request: {}", made.text);
    assert!(made.header("x-policy-epoch").parse::<u64>().unwrap() >= epoch);
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

/// A service token of somebody's making, as far as its row goes.
fn service_token(house: &House, name: &str, account: &str) -> String {
    let organization = house.organization.rsplit('/').next().unwrap();
    let id: String =
        format!("{:0>24}", name.bytes().map(|byte| format!("{byte:02x}")).collect::<String>());
    behind(
        &house.server,
        &format!(
            "INSERT INTO service_tokens (organization, id, name, name_key, hash, last_four, creator, is_suspended, created_at, version)
             VALUES ('{organization}', '{id}', '{name}', '{name}', 'hash of {name}', 'abcd', '{account}', 0, 0, 1);
             UPDATE organizations SET epoch = epoch + 1"
        ),
    );
    id
}

fn service_tokens(house: &House) -> i64 {
    let connection = rusqlite::Connection::open(house.server.data().join("bailiwick.db")).unwrap();
    connection.query_row("SELECT count(*) FROM service_tokens", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_removal_asks_what_becomes_of_the_service_tokens() {
    let house = House::build().await;
    let account = |client: Client| async move {
        client.get("/api/v1/me").await.body["account"]["id"].as_str().unwrap().to_owned()
    };
    let (dora, path) = house.member("dora", SystemRole::Developer).await;
    let dora = account(dora).await;
    service_token(&house, "deploy", &dora);
    service_token(&house, "nightly", &dora);
    let asked = house.owner.delete(&path).await;
    check(&asked, 409, "tokens_undecided");
    assert!(asked.text.contains("`deploy`, `nightly`"), "{}", asked.text);
    assert_eq!(house.owner.get(&path).await.status, 200, "nothing was done");
    assert_eq!(house.owner.delete(&format!("{path}?tokens=keep")).await.status, 204);
    assert_eq!(service_tokens(&house), 2);
    assert!(house.last_entry().await["detail"].as_str().unwrap().contains("kept_service_tokens"));

    let (eve, path) = house.member("eve", SystemRole::Developer).await;
    service_token(&house, "build", &account(eve).await);
    assert_eq!(house.owner.delete(&format!("{path}?tokens=revoke")).await.status, 204);
    assert_eq!(service_tokens(&house), 2, "hers alone");

    // Whoever leaves is asked too, and ends no token that they could not end as a member.
    let (fay, _) = house.member("fay", SystemRole::OrganizationMember).await;
    let token = service_token(&house, "export", &account(fay.clone()).await);
    let leave = format!("{}/leave", house.organization);
    check(&fay.json(Method::POST, &leave, None).await, 409, "tokens_undecided");
    let organization = house.organization.rsplit('/').next().unwrap();
    behind(
        &house.server,
        &format!(
            "INSERT INTO grants (organization, id, service_token, actions, reach, has_production, created_at)
             VALUES ('{organization}', '0000000000000000000000ff', '{token}', '[\"audit.view\"]', 'organization', 1, 0);
             UPDATE organizations SET epoch = epoch + 1"
        ),
    );
    let revoke = fay.json(Method::POST, &format!("{leave}?tokens=revoke"), None).await;
    check(&revoke, 403, "target_above_actor");
    assert_eq!(fay.json(Method::POST, &format!("{leave}?tokens=keep"), None).await.status, 204);
    assert_eq!(service_tokens(&house), 3);
}

#[tokio::test]
async fn access_is_copied_and_compared() {
    let house = House::build().await;
    let (_, dora) = house.member("dora", SystemRole::Developer).await;
    let (_, eve) = house.member("eve", SystemRole::OrganizationMember).await;
    let of = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    house.owner.post(&format!("{}/projects", house.organization), json!({ "name": "Shop" })).await;
    let compared = house.owner.get(&format!("{dora}/compare/{}", of(&eve))).await;
    assert_eq!(compared.status, 200, "{}", compared.text);
    assert_eq!(compared.body["roles_of_first"][0]["name"], "Developer");
    assert_eq!(compared.body["roles_of_second"][0]["name"], "Organization Member");
    let differences = compared.body["differences"].as_array().unwrap();
    assert_eq!(differences[0]["project"], Value::Null);
    let (first, second) = (&differences[0]["first"], &differences[0]["second"]);
    assert!(first.as_array().unwrap().contains(&json!("projects.create")), "{first}");
    assert!(second.as_array().unwrap().contains(&json!("service_tokens.view")), "{second}");

    let copied = house.owner.post(&format!("{eve}/copy"), json!({ "from": of(&dora) })).await;
    assert_eq!(copied.status, 200, "{}", copied.text);
    assert_eq!(copied.body["roles"][0]["name"], "Developer");
    let compared = house.owner.get(&format!("{dora}/compare/{}", of(&eve))).await;
    assert_eq!((&compared.body["differences"], &compared.body["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn what_a_caller_may_not_see_is_not_told_of_a_member() {
    let house = House::build().await;
    let made = house
        .owner
        .post(&format!("{}/projects", house.organization), json!({ "name": "Hidden" }))
        .await;
    let project = made.id();
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let narrowed = json!([{ "id": id(SystemRole::Developer), "scope": { "projects": [project] } }]);
    assert_eq!(roles(&house.owner, &dora, narrowed.clone()).await.status, 200);
    let viewer =
        house.server.role(&house.owner, "Viewer", json!([["team", "view"]]), json!("own")).await;
    let vera = house.server.member(&house.owner, "vera", viewer).await;
    let shown = vera.get(&dora).await;
    assert_eq!((shown.status, &shown.body["grants"]), (200, &json!([])), "{}", shown.text);
    let compared = vera.get(&format!("{dora}/compare/{}", vera.member_id().await)).await;
    assert!(compared.status == 200 && !compared.text.contains(&project), "{}", compared.text);
    // A project that one may not know of is named like one that is not there.
    give(
        &house.server,
        &house.organization,
        &vera.member_id().await,
        &[bailiwick_access::Action::MembersUpdate],
    );
    let hidden = roles(&vera, &dora, narrowed).await;
    let absent = json!([{ "id": id(SystemRole::Developer), "scope": { "projects": [ABSENT] } }]);
    let absent = roles(&vera, &dora, absent).await;
    assert_eq!(hidden.status, 422, "{}", hidden.text);
    assert_eq!(
        hidden.without_request_id().replace(&project, "PROJECT"),
        absent.without_request_id().replace(ABSENT, "PROJECT")
    );
}
