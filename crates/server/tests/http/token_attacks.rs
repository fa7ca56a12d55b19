//! The attacks on tokens of the catalogue, by each kind of credential that can try them.

use bailiwick_access::SystemRole;
use serde_json::{Value, json};

use super::cast::{Person, behind, join, time_in};
use super::service_tokens::Robot;
use crate::support::{Client, Reply, Server};

fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code()), (status, code), "{}", reply.text);
}

/// A personal token that carries these actions in the organization.
async fn custom(person: &Client, organization: &str, grants: Value) -> Reply {
    let organization = organization.rsplit('/').next().unwrap();
    let body = json!({ "name": "part", "organization": organization, "grants": grants });
    person.post("/api/v1/account/tokens", body).await
}

fn by(minted: &Reply, server: &Server) -> Client {
    let secret = minted.body["secret"].as_str().unwrap_or_else(|| panic!("{}", minted.text));
    Client { token: Some(secret.to_owned()), ..server.stranger() }
}

/// The owner's database of the project `Shop`.
async fn database(robot: &Robot) -> String {
    robot.project("Shop").await;
    let databases = robot.owner.get(&format!("{}/databases", robot.organization)).await;
    databases.body["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn member(server: &Server, robot: &Robot, name: &str) -> Person {
    join(server, &robot.owner, name, SystemRole::OrganizationMember).await
}

#[tokio::test]
async fn t43_a_cursor_belongs_to_its_caller_and_its_query() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    Robot::of(&robot.owner, &robot.organization, "Second").await;
    robot.grant(json!({ "actions": ["service_tokens.view"] })).await;
    let list = format!("{}/service-tokens", robot.organization);
    let first = robot.owner.get(&format!("{list}?limit=1")).await;
    let cursor = first.body["next_cursor"].as_str().unwrap();
    assert_eq!(robot.owner.get(&format!("{list}?limit=1&cursor={cursor}")).await.status, 200);
    let other = robot.client.get(&format!("{list}?limit=1&cursor={cursor}")).await;
    refused(&other, 422, "invalid_field");
    let query = robot.owner.get(&format!("{list}?limit=1&search=x&cursor={cursor}")).await;
    refused(&query, 422, "invalid_field");
    for odd in
        ["limit=0", "limit=-1", "limit=101", "offset=-1", "filter=name%5E%3Dsec", "sort=hash"]
    {
        assert_eq!(robot.owner.get(&format!("{list}?{odd}")).await.status, 422, "{odd}");
    }
}

#[tokio::test]
async fn t52_a_token_is_not_granted_what_its_maker_does_not_hold() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let ana = member(&server, &robot, "ana").await;
    let above = json!([{ "actions": ["projects.view"] }, { "actions": ["instances.view", "policy.deploy"] }]);
    let minted = custom(&ana.client, &robot.organization, above).await;
    refused(&minted, 403, "would_exceed_grantor");
    let hint = minted.body["error"]["hint"].as_str().unwrap();
    assert!(hint.contains("instances.view") && hint.contains("policy.deploy"), "{}", minted.text);
    assert_eq!(ana.client.get("/api/v1/account/tokens").await.body["total"], 0);

    let grants = format!("{}/grants", robot.path);
    let by_session = ana.client.post(&grants, json!({ "actions": ["instances.view"] })).await;
    refused(&by_session, 403, "would_exceed_grantor");
    let full = ana.client.token(json!({})).await;
    let by_token = full.post(&grants, json!({ "actions": ["instances.view"] })).await;
    refused(&by_token, 403, "would_exceed_grantor");
    let reader = ana.client.token(json!({ "preset": "read_only" })).await;
    let by_reader = reader.post(&grants, json!({ "actions": ["projects.view"] })).await;
    refused(&by_reader, 403, "forbidden");
    let part = json!([{ "actions": ["service_token_grants.update"] }]);
    let part = by(&custom(&ana.client, &robot.organization, part).await, &server);
    let by_part = part.post(&grants, json!({ "actions": ["projects.view"] })).await;
    refused(&by_part, 403, "would_exceed_grantor");
    assert_eq!(robot.owner.get(&grants).await.body["total"], 0);
    // What she holds she may give, and take again.
    let given = ana.client.post(&grants, json!({ "actions": ["projects.view"] })).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let taken = ana.client.delete(&format!("{grants}/{}", given.id())).await;
    assert_eq!(taken.status, 204, "{}", taken.text);
}

#[tokio::test]
async fn t52_nothing_outlasts_its_giver() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let second = Robot::of(&robot.owner, &robot.organization, "Second").await;
    let soon = time_in(&server, 3_600);
    let organization = robot.organization.clone();
    let list = format!("{organization}/service-tokens");
    let brief = json!({ "name": "Brief", "expires_at": soon });
    let brief = robot.owner.post(&list, brief).await;
    let path = format!("{list}/{}/grants", brief.id());
    for actions in [["service_token_grants.update"], ["projects.view"]] {
        let given = robot.owner.post(&path, json!({ "actions": actions })).await;
        assert_eq!(given.status, 201, "{}", given.text);
    }
    let brief = by(&brief, &server);
    let grants = format!("{}/grants", second.path);
    let forever = brief.post(&grants, json!({ "actions": ["projects.view"] })).await;
    refused(&forever, 403, "would_exceed_grantor");
    let as_long = json!({ "actions": ["projects.view"], "expires_at": soon });
    let as_long = brief.post(&grants, as_long).await;
    assert_eq!(as_long.status, 201, "{}", as_long.text);
}

#[tokio::test]
async fn t53_a_token_makes_no_token_and_lets_none_do_more_than_itself() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let second = Robot::of(&robot.owner, &robot.organization, "Second").await;
    let all = [
        "service_tokens.view",
        "service_tokens.create",
        "service_tokens.update",
        "service_tokens.delete",
        "service_token_grants.view",
        "service_token_grants.update",
    ];
    let given = robot.grant(json!({ "actions": all })).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let list = format!("{}/service-tokens", robot.organization);
    refused(
        &robot.client.post(&list, json!({ "name": "Child" })).await,
        403,
        "interactive_session_required",
    );
    refused(
        &robot.client.post(&format!("{}/rotate", second.path), json!({})).await,
        403,
        "interactive_session_required",
    );
    let own = format!("{}/grants", robot.path);
    let up = robot.client.post(&own, json!({ "actions": ["projects.view"] })).await;
    refused(&up, 403, "would_exceed_grantor");
    let production = json!({ "actions": ["service_token_grants.create_production"] });
    refused(&robot.client.post(&own, production).await, 422, "invalid_field");
    let other = format!("{}/grants", second.path);
    let up = robot.client.post(&other, json!({ "actions": ["projects.view"] })).await;
    refused(&up, 403, "would_exceed_grantor");
    let role = json!({ "name": "Child", "permissions": [{ "area": "projects", "level": "view" }] });
    let role = robot.client.post(&format!("{}/roles", robot.organization), role).await;
    refused(&role, 403, "forbidden");
    // What it holds it may pass on, for as long as it lasts itself; nothing of a token that holds more.
    let same = json!({ "actions": ["service_tokens.view"] });
    refused(&robot.client.post(&other, same).await, 403, "would_exceed_grantor");
    let same = json!({ "actions": ["service_tokens.view"], "expires_at": time_in(&server, 3_600) });
    let same = robot.client.post(&other, same).await;
    assert_eq!(same.status, 201, "{}", same.text);
    second.grant(json!({ "actions": ["projects.view"] })).await;
    refused(&robot.client.delete(&second.path).await, 403, "target_above_actor");
}

#[tokio::test]
async fn t54_only_an_administrator_opens_production_to_a_token() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let database = database(&robot).await;
    let ana = member(&server, &robot, "ana").await;
    let administrators = format!("{}/databases/{database}/administrators", robot.organization);
    let path = format!("{administrators}/{}", ana.member);
    let made = robot.owner.json(reqwest::Method::PUT, &path, None).await;
    assert!(made.status < 300, "{}", made.text);
    let grants = format!("{}/grants", robot.path);
    let full = ana.client.token(json!({})).await;
    for action in ["branches.connect_production", "branches.delete_production"] {
        for credential in [&ana.client, &full] {
            let body = json!({ "actions": [action], "database": database, "production": true });
            let tried = credential.post(&grants, body).await;
            refused(&tried, 403, "production_grant");
            assert_eq!(tried.body["error"]["action"], "service_token_grants.create_production");
        }
    }
    let whole = json!({ "preset": "database_admin", "database": database, "production": true });
    refused(&ana.client.post(&grants, whole.clone()).await, 403, "production_grant");
    let development = json!({ "preset": "database_admin", "database": database });
    let given = ana.client.post(&grants, development).await;
    assert_eq!(given.status, 201, "{}", given.text);
    let boss = join(&server, &robot.owner, "boss", SystemRole::OrganizationAdministrator).await;
    let given = boss.client.post(&grants, whole).await;
    assert_eq!(given.status, 201, "{}", given.text);
    // A token that reaches further than she does is no longer hers to change.
    let second = Robot::of(&ana.client, &robot.organization, "Hers").await;
    boss.client
        .post(&format!("{}/grants", second.path), json!({ "actions": ["instances.view"] }))
        .await;
    for tried in [
        ana.client.patch(&second.path, json!({ "name": "Mine" })).await,
        ana.client.post(&format!("{}/rotate", second.path), json!({})).await,
        ana.client.delete(&second.path).await,
    ] {
        refused(&tried, 403, "target_above_actor");
    }
    let shown = ana.client.get(&second.path).await;
    assert!(shown.body["cannot"]["service_tokens.update"].is_string(), "{}", shown.text);
}

#[tokio::test]
async fn t55_production_is_judged_when_a_token_is_used() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let database = database(&robot).await;
    let branches = format!("{}/databases/{database}/branches", robot.organization);
    let given = robot.grant(json!({ "preset": "deploy", "database": database })).await;
    assert_eq!(given.status, 201, "{}", given.text);
    // The same, and the sight of production.
    let seeing = Robot::of(&robot.owner, &robot.organization, "Seeing").await;
    let sight = ["databases.view", "branches.view"];
    for grant in [
        json!({ "preset": "deploy", "database": database }),
        json!({ "actions": sight, "database": database, "production": true }),
    ] {
        let given = seeing.grant(grant).await;
        assert_eq!(given.status, 201, "{}", given.text);
    }
    let absent = "0123456789abcdef01234567";
    for one in [&robot, &seeing] {
        let made = robot.owner.post(&branches, json!({ "name": "feature" })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let feature = format!("{branches}/{}", made.id());
        let say = |is_production: u8| {
            let id = made.id();
            format!("UPDATE branches SET is_production = {is_production} WHERE id = '{id}'")
        };
        // No operation promotes a branch yet.
        behind(&server, &say(1));
        let tried = one.client.delete(&feature).await;
        if one.path == seeing.path {
            refused(&tried, 403, "forbidden");
            assert_eq!(tried.body["error"]["action"], "branches.delete_production");
        } else {
            let none = one.client.delete(&format!("{branches}/{absent}")).await;
            refused(&tried, 404, "not_found");
            assert_eq!(tried.without_request_id(), none.without_request_id());
        }
        assert_eq!(robot.owner.get(&feature).await.status, 200, "it stays");
        behind(&server, &say(0));
        assert_eq!(one.client.delete(&feature).await.status, 204);
    }
}

#[tokio::test]
async fn t55_an_instance_that_became_production_is_out_of_reach() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let shop = robot.project("Shop").await;
    let instances = format!("{}/projects/{shop}/instances", robot.organization);
    let staging = robot.owner.post(&instances, json!({ "name": "Staging" })).await.id();
    let staging = format!("{instances}/{staging}");
    let seeing = Robot::of(&robot.owner, &robot.organization, "Seeing").await;
    let deploy = json!({ "preset": "deploy", "project": shop });
    let sight = json!({ "actions": ["projects.view", "instances.view"], "project": shop, "production": true });
    for (one, grant) in [(&robot, &deploy), (&seeing, &deploy), (&seeing, &sight)] {
        let given = one.grant(grant.clone()).await;
        assert_eq!(given.status, 201, "{}", given.text);
    }
    let url = "postgres://reader:secret@127.0.0.1:1/shop";
    let connect = async |one: &Robot, name: &str, instance: &str| {
        let new = json!({ "name": name, "url": url });
        one.client.post(&format!("{instance}/connections"), new).await
    };
    let say = async |is_production: bool| {
        let said = robot.owner.patch(&staging, json!({ "production": is_production })).await;
        assert_eq!(said.status, 200, "{}", said.text);
    };
    for (one, name) in [(&robot, "first"), (&seeing, "second")] {
        assert_eq!(connect(one, name, &staging).await.status, 201, "{name}");
    }
    say(true).await;
    let hidden = connect(&robot, "third", &staging).await;
    let absent = connect(&robot, "third", &format!("{instances}/0123456789abcdef01234567")).await;
    refused(&hidden, 404, "not_found");
    assert_eq!(hidden.without_request_id(), absent.without_request_id());
    assert_eq!(robot.client.get(&staging).await.status, 404);
    assert_eq!(robot.client.get(&instances).await.body["total"], 1, "Development alone");
    assert_eq!(seeing.client.get(&staging).await.status, 200);
    let seen = connect(&seeing, "third", &staging).await;
    refused(&seen, 403, "forbidden");
    assert_eq!(seen.body["error"]["action"], "connections.deploy");
    say(false).await;
    assert_eq!(connect(&robot, "third", &staging).await.status, 201);
}

#[tokio::test]
async fn t56_a_personal_token_is_worth_what_its_owner_is_worth_now() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let ana = member(&server, &robot, "ana").await;
    let teams = format!("{}/teams", robot.organization);
    let team = robot.owner.post(&teams, json!({ "name": "Deployers" })).await;
    let team = format!("{teams}/{}", team.id());
    let developer = json!({ "roles": [SystemRole::Developer.id().to_string()] });
    assert_eq!(robot.owner.put(&format!("{team}/roles"), developer).await.status, 200);
    let seat = format!("{team}/members/{}", ana.member);
    assert!(robot.owner.json(reqwest::Method::PUT, &seat, None).await.status < 300);
    let full = ana.client.token(json!({})).await;
    let part = json!([{ "actions": ["projects.update", "projects.view"], "production": true }]);
    let part = by(&custom(&ana.client, &robot.organization, part).await, &server);
    let shop = robot.project("Shop").await;
    let shop = format!("{}/projects/{shop}", robot.organization);
    let name = |name: &str| json!({ "name": name });
    assert_eq!(full.patch(&shop, name("One")).await.status, 200);
    assert_eq!(part.patch(&shop, name("Two")).await.status, 200);
    // Demoted: the next request.
    assert_eq!(robot.owner.delete(&seat).await.status, 204);
    for token in [&full, &part] {
        refused(&token.patch(&shop, name("Three")).await, 403, "forbidden");
        assert_eq!(token.get(&shop).await.status, 200, "what she still holds");
    }
    // Suspended: nobody there.
    let member = format!("{}/members/{}", robot.organization, ana.member);
    let suspended = robot.owner.patch(&member, json!({ "state": "suspended" })).await;
    assert_eq!(suspended.status, 200, "{}", suspended.text);
    for token in [&full, &part] {
        assert_eq!(token.get(&shop).await.status, 404);
        assert_eq!(token.get(&robot.organization).await.status, 404);
    }
    assert_eq!(robot.owner.patch(&member, json!({ "state": "active" })).await.status, 200);
    assert_eq!(part.get(&shop).await.status, 200);
    // Removed: the token that works here alone is gone with her.
    let removed = robot.owner.delete(&member).await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    assert_eq!(full.get(&shop).await.status, 404);
    assert_eq!(part.get(&shop).await.status, 401);
}

#[tokio::test]
async fn t57_a_token_whose_maker_left_is_flagged_and_no_stronger() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let ana = member(&server, &robot, "ana").await;
    let hers = Robot::of(&ana.client, &robot.organization, "Hers").await;
    ana.client
        .post(&format!("{}/grants", hers.path), json!({ "actions": ["projects.view"] }))
        .await;
    let before = robot.owner.get(&hers.path).await;
    assert_eq!(
        (&before.body["orphaned"], &before.body["created_by"]["display_name"]),
        (&json!(false), &json!("ana"))
    );
    let member = format!("{}/members/{}", robot.organization, ana.member);
    let undecided = robot.owner.delete(&member).await;
    refused(&undecided, 409, "tokens_undecided");
    assert_eq!(robot.owner.delete(&format!("{member}?tokens=keep")).await.status, 204);
    let after = robot.owner.get(&hers.path).await;
    assert_eq!((&after.body["orphaned"], &after.body["created_by"]), (&json!(true), &Value::Null));
    assert_eq!(after.body["holds"], before.body["holds"]);
}

#[tokio::test]
async fn t58_a_session_ends_with_the_password_and_a_token_does_not_open_one() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let other = server.sign_in("olga").await;
    let body = json!({ "current": crate::support::PASSWORD, "new": "granite-lantern-orchid-77" });
    assert_eq!(owner.put("/api/v1/account/password", body).await.status, 204);
    assert_eq!(other.get("/api/v1/me").await.status, 401);
    assert_eq!(owner.get("/api/v1/me").await.status, 200);
}

#[tokio::test]
async fn t59_no_token_touches_what_secures_an_account() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    robot.grant(json!({ "preset": "deploy" })).await;
    let full = robot.owner.token(json!({})).await;
    let id = robot.owner.get("/api/v1/account/tokens").await.body["items"][0]["id"].clone();
    let reader = robot.owner.token(json!({ "preset": "read_only" })).await;
    let part = json!([{ "actions": ["organization.view"] }]);
    let part = by(&custom(&robot.owner, &robot.organization, part).await, &server);
    let token = format!("/api/v1/account/tokens/{}", id.as_str().unwrap());
    for credential in [&full, &reader, &part, &robot.client] {
        let tries = [
            credential.post("/api/v1/account/tokens", json!({ "name": "child" })).await,
            credential.patch(&token, json!({ "name": "mine" })).await,
            credential.post(&format!("{token}/rotate"), json!({})).await,
            credential.delete(&token).await,
            credential.patch("/api/v1/me", json!({ "display_name": "Eve" })).await,
            credential
                .json(reqwest::Method::DELETE, &robot.organization, Some(json!({ "name": "Acme" })))
                .await,
        ];
        for tried in tries {
            refused(&tried, 403, "interactive_session_required");
        }
    }
}

#[tokio::test]
async fn a_service_token_of_another_organization_is_nobody_here() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    robot.grant(json!({ "preset": "read_only" })).await;
    let eve = server.sign_up("eve").await;
    let theirs = eve.organization().await;
    let random = "/api/v1/organizations/0123456789abcdef01234567";
    let (foreign, none) = (robot.client.get(&theirs).await, robot.client.get(random).await);
    assert_eq!((foreign.status, none.status), (404, 404));
    assert_eq!(foreign.without_request_id(), none.without_request_id());
    let token = robot.path.rsplit('/').next().unwrap();
    for path in ["", "/grants"] {
        let foreign = eve.get(&format!("{theirs}/service-tokens/{token}{path}")).await;
        let none =
            eve.get(&format!("{theirs}/service-tokens/0123456789abcdef01234567{path}")).await;
        assert_eq!((foreign.status, none.status), (404, 404), "{}", foreign.text);
        assert_eq!(foreign.without_request_id(), none.without_request_id());
    }
    refused(&robot.client.get("/api/v1/me").await, 403, "person_required");
}

#[tokio::test]
async fn two_tokens_in_one_request_are_none_whatever_they_are() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let personal = robot.owner.token(json!({})).await.token.unwrap();
    let service = robot.client.token.clone().unwrap();
    let (personal, service) = (format!("Bearer {personal}"), format!("Bearer {service}"));
    let headers = [("authorization", personal.as_str()), ("authorization", service.as_str())];
    let both =
        server.stranger().send(reqwest::Method::GET, &robot.organization, &headers, None).await;
    refused(&both, 400, "ambiguous_credentials");
    let joined = format!("{personal}, {service}");
    let headers = [("authorization", joined.as_str())];
    let joined =
        server.stranger().send(reqwest::Method::GET, &robot.organization, &headers, None).await;
    assert_eq!(joined.status, 401, "{}", joined.text);
}

#[tokio::test]
async fn a_flood_of_unknown_tokens_is_slowed_and_a_known_one_is_not() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    robot.grant(json!({ "actions": ["organization.view"] })).await;
    let forged = Client { token: Some("bw_svc_guess".to_owned()), ..server.stranger() };
    let mut seen = Vec::new();
    for _ in 0..61 {
        seen.push(forged.get(&robot.organization).await.status);
    }
    assert_eq!((seen[0], seen[60]), (401, 429), "{seen:?}");
    assert_eq!(robot.client.get(&robot.organization).await.status, 200);
    server.clock.advance(60);
    assert_eq!(forged.get(&robot.organization).await.status, 401);
}

#[tokio::test]
async fn a_token_tells_whoever_shows_it_what_it_is() {
    let server = Server::start().await;
    let robot = Robot::make(&server).await;
    let shop = robot.project("Shop").await;
    robot.grant(json!({ "preset": "policy", "project": shop, "production": true })).await;
    let told = robot.client.get("/api/v1/token").await;
    assert_eq!(told.status, 200, "{}", told.text);
    assert_eq!((&told.body["kind"], &told.body["name"]), (&json!("service"), &json!("CI")));
    let organization = &told.body["organizations"][0];
    let sentences: Vec<&str> = organization["abilities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ability| ability["sentence"].as_str().unwrap())
        .collect();
    assert_eq!(
        sentences,
        [
            "View on Projects in the project Shop",
            "View on Instances in the project Shop",
            "Deploy on Policy in the project Shop"
        ]
    );
    assert!(!told.text.contains(&robot.client.token.clone().unwrap()[7..30]));
    let reader = robot.owner.token(json!({ "preset": "read_only" })).await;
    let told = reader.get("/api/v1/token").await;
    assert_eq!(
        (&told.body["kind"], &told.body["owner"]["email"]),
        (&json!("personal"), &json!("olga@example.com"))
    );
    refused(&robot.owner.get("/api/v1/token").await, 409, "no_token");
    assert_eq!(server.stranger().get("/api/v1/token").await.status, 401);
    // It can end itself, whatever it carries; a service token is not its own.
    assert_eq!(reader.delete("/api/v1/token").await.status, 204);
    assert_eq!(reader.get("/api/v1/token").await.status, 401);
    refused(&robot.client.delete("/api/v1/token").await, 403, "person_required");
}
