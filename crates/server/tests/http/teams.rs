//! Teams over HTTP: what they give, who may change them, what nobody learns through them.

use bailiwick_access::{Action, SystemRole};
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{Person, behind, give, join, time_in};
use super::service_tokens::Robot;
use crate::support::{Client, Reply, Server};

/// Everything with teams and nothing else.
const TEAM_MANAGER: [Action; 4] =
    [Action::TeamsView, Action::TeamsCreate, Action::TeamsUpdate, Action::TeamsDelete];

/// An organization with a project, its database, and somebody who manages teams and holds nothing else.
struct House {
    server: Server,
    owner: Client,
    organization: String,
    database: String,
    mallory: Person,
}

impl House {
    async fn build() -> House {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
        let databases = owner.get(&format!("{organization}/databases")).await;
        let database = databases.body["items"][0]["id"].as_str().unwrap().to_owned();
        let mallory = join(&server, &owner, "mallory", SystemRole::OrganizationMember).await;
        give(&server, &organization, &mallory.member, &TEAM_MANAGER);
        House { server, owner, organization, database, mallory }
    }

    async fn team(&self, name: &str, roles: &[SystemRole]) -> String {
        let made =
            self.owner.post(&format!("{}/teams", self.organization), json!({ "name": name })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = format!("{}/teams/{}", self.organization, made.id());
        if !roles.is_empty() {
            let set = self.owner.put(&format!("{path}/roles"), ids(roles)).await;
            assert_eq!(set.status, 200, "{}", set.text);
        }
        path
    }

    /// The attacker by each credential that it can have, and a service token that may do the same.
    async fn mallorys(&self) -> Vec<Client> {
        let organization = self.organization.rsplit('/').next().unwrap();
        let actions: Vec<&str> = TEAM_MANAGER.iter().map(|action| action.as_str()).collect();
        let narrow = json!({ "organization": organization });
        let custom = json!({
            "organization": organization, "preset": "custom", "grants": [{ "actions": actions }],
        });
        vec![
            self.mallory.client.clone(),
            self.mallory.client.token(json!({})).await,
            self.mallory.client.token(narrow).await,
            self.mallory.client.token(custom).await,
            self.robot("CI").await,
        ]
    }

    async fn robot(&self, name: &str) -> Client {
        let actions: Vec<&str> = TEAM_MANAGER.iter().map(|action| action.as_str()).collect();
        let robot = Robot::of(&self.owner, &self.organization, name).await;
        let granted = robot.grant(json!({ "actions": actions })).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
        robot.client
    }
}

fn ids(roles: &[SystemRole]) -> Value {
    json!({ "roles": roles.iter().map(|role| role.id().to_string()).collect::<Vec<_>>() })
}

async fn put(client: &Client, path: &str) -> Reply {
    client.json(Method::PUT, path, None).await
}

fn actions(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|action| action.as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_team_is_made_filled_armed_and_deleted() {
    let house = House::build().await;
    let (owner, organization) = (&house.owner, &house.organization);
    let new = json!({ "name": "Backend", "description": "Keeps the shop open." });
    let made = owner.post(&format!("{organization}/teams"), new).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!((made.header("etag"), &made.body["version"]), ("\"1\"", &json!(1)));
    assert_eq!((&made.body["roles"], &made.body["grants"]), (&json!([]), &json!([])));
    assert_eq!(actions(&made.body["can"]), ["teams.view", "teams.update", "teams.delete"]);
    let team = format!("{organization}/teams/{}", made.id());
    let ben = join(&house.server, owner, "ben", SystemRole::OrganizationMember).await;
    let projects = owner.get(&format!("{organization}/projects")).await;
    let project = projects.body["items"][0]["id"].as_str().unwrap();
    let instances = format!("{organization}/projects/{project}/instances");
    assert_eq!(ben.client.get(&instances).await.status, 403);

    let added = put(owner, &format!("{team}/members/{}", ben.member)).await;
    assert_eq!((added.status, &added.body["email"]), (200, &json!("ben@example.com")));
    let twice = put(owner, &format!("{team}/members/{}", ben.member)).await;
    assert_eq!((twice.status, &twice.body["added_at"]), (200, &added.body["added_at"]));
    let armed = owner.put(&format!("{team}/roles"), ids(&[SystemRole::Developer])).await;
    assert_eq!(armed.status, 200, "{}", armed.text);
    assert_eq!(armed.body["roles"][0]["name"], "Developer");
    assert_eq!(armed.body["grants"][0]["scope"]["projects"], "all");
    assert_eq!(ben.client.get(&instances).await.body["total"], 2, "on the next request");
    let database = format!("{organization}/databases/{}", house.database);
    assert_eq!(ben.client.patch(&database, json!({ "name": "till" })).await.status, 403);
    let entrusted = put(owner, &format!("{team}/databases/{}", house.database)).await;
    assert_eq!((entrusted.status, entrusted.id()), (200, house.database.clone()));
    assert_eq!(ben.client.patch(&database, json!({ "name": "till" })).await.status, 200);

    let listed = owner.get(&format!("{organization}/teams?search=BACK")).await;
    let seen = &listed.body["items"][0];
    assert_eq!((&seen["member_count"], &seen["database_count"]), (&json!(1), &json!(1)));
    assert_eq!(listed.body["total"], 1);
    let members = owner.get(&format!("{team}/members")).await;
    assert_eq!(members.body["items"][0]["display_name"], "ben");
    assert_eq!(owner.get(&format!("{team}/databases")).await.body["total"], 1);

    let removed = owner.delete(&format!("{team}/databases/{}", house.database)).await;
    assert_eq!(removed.status, 204, "{}", removed.text);
    assert_eq!(ben.client.patch(&database, json!({ "name": "again" })).await.status, 403);
    assert_eq!(owner.delete(&team).await.status, 204);
    assert_eq!(ben.client.get(&instances).await.status, 403);
    assert_eq!(owner.get(&team).await.status, 404);
    let log = owner.get(&format!("{organization}/audit?limit=100")).await;
    let written: Vec<&str> = log.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .filter(|action| action.starts_with("team"))
        .collect();
    let expected = [
        "teams.delete",
        "team_databases.remove",
        "team_databases.add",
        "team_roles.update",
        "team_members.add",
        "teams.create",
    ];
    assert_eq!(written, expected);
}

#[tokio::test]
async fn a_role_counts_where_and_as_long_as_it_is_given() {
    let house = House::build().await;
    let (owner, organization) = (&house.owner, &house.organization);
    let team = house.team("Backend", &[]).await;
    let ben = join(&house.server, owner, "ben", SystemRole::OrganizationMember).await;
    put(owner, &format!("{team}/members/{}", ben.member)).await;
    let other =
        owner.post(&format!("{organization}/projects"), json!({ "name": "Bank" })).await.id();
    let developer = SystemRole::Developer.id().to_string();
    let end = time_in(&house.server, 3_600);
    let narrowed = json!({ "roles": [{
        "id": developer, "scope": { "projects": [other], "production": false }, "expires_at": end,
    }] });
    let set = owner.put(&format!("{team}/roles"), narrowed).await;
    assert_eq!(set.status, 200, "{}", set.text);
    let grant = &set.body["grants"][0];
    assert_eq!(
        grant["scope"],
        json!({
            "projects": [other], "instance": null, "database": null, "production": false,
        })
    );
    assert_eq!(grant["expires_at"], json!(end));
    assert_eq!(set.body["roles"], json!([]), "it holds the role for less than the organization");
    let projects = owner.get(&format!("{organization}/projects")).await;
    for item in projects.body["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        let seen = ben.client.get(&format!("{organization}/projects/{id}/instances")).await;
        let expected = if id == other { (200, json!(1)) } else { (403, Value::Null) };
        assert_eq!((seen.status, seen.body["total"].clone()), expected, "{}", item["name"]);
    }
    house.server.clock.advance(3_601);
    let seen = ben.client.get(&format!("{organization}/projects/{other}/instances")).await;
    assert_eq!(seen.status, 403, "it is over");
}

#[tokio::test]
async fn what_cannot_be_a_team_is_refused_by_its_field() {
    let house = House::build().await;
    let (owner, organization) = (&house.owner, &house.organization);
    let teams = format!("{organization}/teams");
    house.team("Backend", &[]).await;
    for name in ["backend", " BACKEND ", "Backеnd"] {
        let taken = owner.post(&teams, json!({ "name": name })).await;
        assert_eq!((taken.status, taken.code()), (409, "name_taken"), "{name}: {}", taken.text);
    }
    let bodies = [
        (json!({}), "missing_field"),
        (json!({ "name": "" }), "invalid_field"),
        (json!({ "name": "a\u{200b}b" }), "invalid_field"),
        (json!({ "name": ["Backend"] }), "invalid_field"),
        (json!({ "name": "x".repeat(101) }), "invalid_field"),
        (json!({ "name": "New", "description": "x".repeat(501) }), "invalid_field"),
        (json!({ "name": "New", "members": [] }), "unknown_field"),
        (json!({ "name": "New", "organization": "0123456789abcdef01234567" }), "unknown_field"),
    ];
    for (body, code) in bodies {
        let refused = owner.post(&teams, body.clone()).await;
        assert_eq!((refused.status, refused.code()), (422, code), "{body}: {}", refused.text);
    }
    let team = house.team("Other", &[]).await;
    let developer = SystemRole::Developer.id().to_string();
    let random = "0123456789abcdef01234567";
    let past = "2020-01-01T00:00:00Z";
    let roles = [
        (json!([random]), "roles[0]"),
        (json!(["owner"]), "roles[0]"),
        (json!([developer, developer]), "roles[1]"),
        (json!([{ "id": developer, "expires_at": past }]), "roles[0].expires_at"),
        (json!([{ "id": developer, "scope": { "projects": [] } }]), "roles[0].scope.projects"),
        (
            json!([{ "id": developer, "scope": { "projects": [random] } }]),
            "roles[0].scope.projects[0]",
        ),
        (json!([{ "id": developer, "scope": { "projects": "none" } }]), "roles[0]"),
        (json!([{ "id": developer, "level": "manage" }]), "level"),
    ];
    for (roles, field) in roles {
        let refused = owner.put(&format!("{team}/roles"), json!({ "roles": roles })).await;
        assert_eq!(refused.status, 422, "{roles}: {}", refused.text);
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(field), "{roles}: {message}");
    }
    assert_eq!(owner.get(&team).await.body["version"], 1, "nothing of it was saved");
}

#[tokio::test]
async fn two_editors_of_a_team_cannot_overwrite_each_other() {
    let house = House::build().await;
    let owner = &house.owner;
    let team = house.team("Backend", &[]).await;
    let change = async |method: Method, path: &str, version: &str, body: Value| {
        let headers = [
            ("origin", owner.base.as_str()),
            ("content-type", "application/json"),
            ("if-match", version),
        ];
        owner.send(method, path, &headers, Some(body.to_string())).await
    };
    let roles = format!("{team}/roles");
    let first = change(Method::PUT, &roles, "\"1\"", ids(&[SystemRole::Developer])).await;
    assert_eq!((first.status, first.header("etag")), (200, "\"2\""), "{}", first.text);
    let late = change(Method::PUT, &roles, "\"1\"", ids(&[])).await;
    assert_eq!((late.status, late.code()), (412, "version_mismatch"));
    let late = change(Method::PATCH, &team, "\"1\"", json!({ "name": "Other" })).await;
    assert_eq!(late.status, 412);
    let seen = owner.get(&team).await;
    assert_eq!(
        (&seen.body["name"], &seen.body["roles"][0]["name"]),
        (&json!("Backend"), &json!("Developer"))
    );
}

#[tokio::test]
async fn what_may_be_done_to_each_team_is_told_before_it_is_tried() {
    let house = House::build().await;
    let weak = house.team("Lunch", &[]).await;
    let strong = house.team("Strong", &[SystemRole::Developer]).await;
    put(&house.owner, &format!("{strong}/members/{}", house.mallory.member)).await;
    for client in house.mallorys().await.into_iter().take(3) {
        let listed = client.get(&format!("{}/teams", house.organization)).await;
        let items = listed.body["items"].as_array().unwrap();
        assert_eq!(actions(&items[0]["can"]), ["teams.view", "teams.update", "teams.delete"]);
        // The attacker is in the strong team, and so holds what it holds.
        assert_eq!(actions(&items[1]["can"]), ["teams.view", "teams.update", "teams.delete"]);
    }
    house.owner.delete(&format!("{strong}/members/{}", house.mallory.member)).await;
    let robot = house.robot("Another").await;
    for client in [&house.mallory.client, &house.mallory.client.token(json!({})).await, &robot] {
        let seen = client.get(&strong).await;
        assert_eq!(actions(&seen.body["can"]), ["teams.view"], "{}", seen.text);
        let why = seen.body["cannot"]["teams.delete"].as_str().unwrap();
        let tried = client.delete(&strong).await;
        assert_eq!(tried.body["error"]["message"].as_str().unwrap(), why);
        assert_eq!(client.get(&weak).await.body["cannot"], json!({}));
    }
}

#[tokio::test]
async fn t23_the_last_owner_stays_whatever_becomes_of_their_team() {
    let house = House::build().await;
    let (owner, organization) = (&house.owner, &house.organization);
    let team = house.team("Owners", &[SystemRole::Owner]).await;
    let own = owner.member_id().await;
    put(owner, &format!("{team}/members/{own}")).await;
    let role = SystemRole::Owner.id();
    behind(
        &house.server,
        &format!(
            "DELETE FROM grants WHERE member = '{own}' AND role = '{role}'; UPDATE organizations SET epoch = epoch + 1"
        ),
    );
    for (hand, client) in owner.hands().await {
        let seen = client.get(&team).await;
        // Every owner stands above every program, and so does a team of owners.
        let (can, said): (&[&str], _) = match hand {
            "robot" => (&["teams.view"], (403, "target_above_actor")),
            _ => (&["teams.view", "teams.update"], (409, "last_owner")),
        };
        assert_eq!(actions(&seen.body["can"]), can, "{}", seen.text);
        let tries = [
            client.delete(&team).await,
            client.delete(&format!("{team}/members/{own}")).await,
            client.put(&format!("{team}/roles"), ids(&[])).await,
            client
                .put(
                    &format!("{team}/roles"),
                    json!({ "roles": [{
                "id": role.to_string(), "expires_at": time_in(&house.server, 86_400),
            }] }),
                )
                .await,
        ];
        for reply in tries {
            assert_eq!((reply.status, reply.code()), said, "{hand}: {}", reply.text);
        }
    }
    let log = owner.get(&format!("{organization}/audit?action=teams.delete")).await;
    assert_eq!(log.body["total"], 0, "what was refused did not happen");
}

#[tokio::test]
async fn t25_nobody_changes_a_team_that_holds_more() {
    let house = House::build().await;
    let ben = join(&house.server, &house.owner, "ben", SystemRole::OrganizationMember).await;
    let team = house.team("Strong", &[SystemRole::Developer]).await;
    put(&house.owner, &format!("{team}/members/{}", ben.member)).await;
    for client in house.mallorys().await {
        let tries = [
            client.delete(&team).await,
            client.delete(&format!("{team}/members/{}", ben.member)).await,
            client.put(&format!("{team}/roles"), ids(&[])).await,
            client.patch(&team, json!({ "name": "Weak" })).await,
        ];
        for reply in tries {
            assert_eq!((reply.status, reply.code()), (403, "target_above_actor"), "{}", reply.text);
            assert!(!reply.body["error"]["action"].is_null(), "{}", reply.text);
        }
    }
}

#[tokio::test]
async fn t27_nobody_joins_a_team_that_holds_more() {
    let house = House::build().await;
    let carol = join(&house.server, &house.owner, "carol", SystemRole::OrganizationMember).await;
    let strong = house.team("Strong", &[SystemRole::Developer]).await;
    let data = house.team("Data", &[]).await;
    put(&house.owner, &format!("{data}/databases/{}", house.database)).await;
    let owners = house.team("Owners", &[SystemRole::Owner]).await;
    for client in house.mallorys().await {
        for team in [&strong, &data, &owners] {
            for member in [&house.mallory.member, &carol.member] {
                let reply = put(&client, &format!("{team}/members/{member}")).await;
                assert_eq!(
                    (reply.status, reply.code()),
                    (403, "would_exceed_grantor"),
                    "{}",
                    reply.text
                );
            }
        }
    }
    for team in [&strong, &data, &owners] {
        assert_eq!(house.owner.get(&format!("{team}/members")).await.body["total"], 0);
    }
}

#[tokio::test]
async fn t28_nobody_arms_a_team_beyond_themselves() {
    let house = House::build().await;
    let own = house.team("Own", &[]).await;
    put(&house.owner, &format!("{own}/members/{}", house.mallory.member)).await;
    let other = house.team("Other", &[]).await;
    for client in house.mallorys().await {
        for team in [&own, &other] {
            for role in
                [SystemRole::Owner, SystemRole::OrganizationAdministrator, SystemRole::Developer]
            {
                let reply = client.put(&format!("{team}/roles"), ids(&[role])).await;
                assert_eq!(
                    (reply.status, reply.code()),
                    (403, "would_exceed_grantor"),
                    "{}",
                    reply.text
                );
            }
            // What it cannot see it is told nothing of; what it sees it cannot give.
            let path = format!("{}/databases/{}", house.organization, house.database);
            let sees = client.get(&path).await.status == 200;
            let reply = put(&client, &format!("{team}/databases/{}", house.database)).await;
            let expected = if sees { (403, "would_exceed_grantor") } else { (404, "not_found") };
            assert_eq!((reply.status, reply.code()), expected, "{}", reply.text);
        }
    }
    assert_eq!(house.owner.get(&own).await.body["grants"], json!([]));
}

#[tokio::test]
async fn a_token_that_only_reads_changes_no_team() {
    let house = House::build().await;
    let team = house.team("Backend", &[]).await;
    let reader = house.owner.token(json!({ "preset": "read_only" })).await;
    assert_eq!(reader.get(&team).await.status, 200);
    let own = house.owner.member_id().await;
    let tries = [
        reader.post(&format!("{}/teams", house.organization), json!({ "name": "New" })).await,
        reader.patch(&team, json!({ "name": "New" })).await,
        reader.put(&format!("{team}/roles"), ids(&[])).await,
        put(&reader, &format!("{team}/members/{own}")).await,
        put(&reader, &format!("{team}/databases/{}", house.database)).await,
        reader.delete(&team).await,
    ];
    for reply in tries {
        assert_eq!((reply.status, reply.code()), (403, "forbidden"), "{}", reply.text);
    }
}

#[tokio::test]
async fn t36_teams_and_members_of_elsewhere_answer_like_none() {
    let house = House::build().await;
    let eve = house.server.sign_up("eve").await;
    let theirs = eve.organization().await;
    let team = eve.post(&format!("{theirs}/teams"), json!({ "name": "Theirs" })).await.id();
    let eves = eve.member_id().await;
    let random = "0123456789abcdef01234567";
    let mine = house.team("Mine", &[]).await;
    let (owner, organization) = (&house.owner, &house.organization);
    let pairs = [
        (format!("{organization}/teams/{team}"), format!("{organization}/teams/{random}")),
        (
            format!("{organization}/teams/{team}/members"),
            format!("{organization}/teams/{random}/members"),
        ),
        (
            format!("{organization}/teams/{team}/databases"),
            format!("{organization}/teams/{random}/databases"),
        ),
    ];
    let alike = |hand: &str, foreign: Reply, absent: Reply| {
        let said = (foreign.status, foreign.without_request_id());
        assert_eq!(said, (404, absent.without_request_id()), "{hand}");
    };
    for (hand, caller) in owner.hands().await {
        for (foreign, absent) in &pairs {
            alike(hand, caller.get(foreign).await, caller.get(absent).await);
        }
        for path in [
            format!("{mine}/members/"),
            format!("{organization}/databases/{}/administrators/", house.database),
        ] {
            let foreign = put(&caller, &format!("{path}{eves}")).await;
            alike(hand, foreign, put(&caller, &format!("{path}{random}")).await);
            let foreign = caller.delete(&format!("{path}{eves}")).await;
            alike(hand, foreign, caller.delete(&format!("{path}{random}")).await);
        }
    }
    for (hand, stranger) in eve.hands().await {
        let theirs = stranger.get(&format!("{organization}/teams")).await;
        assert_eq!(theirs.status, 404, "{hand}");
    }
}

#[tokio::test]
async fn t41_a_team_does_not_tell_of_what_its_viewer_may_not_see() {
    let house = House::build().await;
    let (owner, organization) = (&house.owner, &house.organization);
    let hidden =
        owner.post(&format!("{organization}/projects"), json!({ "name": "Hidden" })).await.id();
    let databases = owner.get(&format!("{organization}/databases?project={hidden}")).await;
    let secret = databases.body["items"][0]["id"].as_str().unwrap().to_owned();
    let team = house.team("Data", &[]).await;
    for database in [&secret, &house.database] {
        assert_eq!(put(owner, &format!("{team}/databases/{database}")).await.status, 200);
    }
    let scoped = json!({ "roles": [{
        "id": SystemRole::Developer.id().to_string(), "scope": { "projects": [hidden] },
    }] });
    assert_eq!(owner.put(&format!("{team}/roles"), scoped).await.status, 200);
    // Sees teams, and one database with the name of its project.
    let at = house.database.parse().unwrap();
    let role = SystemRole::DatabaseAdministrator;
    let dora = super::cast::join_at(&house.server, owner, "dora", role, Some(at)).await;
    give(&house.server, organization, &dora.member, &[Action::TeamsView, Action::TeamsUpdate]);
    let token = dora.client.token(json!({})).await;
    let random = "0123456789abcdef01234567";
    for client in [&dora.client, &token] {
        let listed = client.get(&format!("{organization}/teams")).await;
        assert_eq!(listed.body["items"][0]["database_count"], 1, "{}", listed.text);
        let seen = client.get(&format!("{team}/databases")).await;
        assert_eq!(
            (&seen.body["total"], seen.body["items"][0]["id"].as_str()),
            (&json!(1), Some(house.database.as_str()))
        );
        let detail = client.get(&team).await;
        assert_eq!(detail.body["grants"].as_array().unwrap().len(), 1, "{}", detail.text);
        for reply in [&listed, &seen, &detail] {
            assert!(
                !reply.text.contains(&hidden) && !reply.text.contains(&secret),
                "{}",
                reply.text
            );
        }
        for method in [Method::PUT, Method::DELETE] {
            let known =
                client.json(method.clone(), &format!("{team}/databases/{secret}"), None).await;
            let absent = client.json(method, &format!("{team}/databases/{random}"), None).await;
            assert_eq!(
                (known.status, known.without_request_id()),
                (404, absent.without_request_id())
            );
        }
        let scope = |project: &str| {
            json!({ "roles": [{
            "id": SystemRole::OrganizationMember.id().to_string(), "scope": { "projects": [project] },
        }] })
        };
        let known = client.put(&format!("{team}/roles"), scope(&hidden)).await;
        let absent = client.put(&format!("{team}/roles"), scope(random)).await;
        assert_eq!(known.status, 422);
        assert_eq!(
            known.without_request_id().replace(&hidden, "ID"),
            absent.without_request_id().replace(random, "ID")
        );
    }
}

#[tokio::test]
async fn whoever_may_give_a_role_gives_it_to_teams_of_others() {
    let house = House::build().await;
    let (server, owner) = (&house.server, &house.owner);
    let named = json!([SystemRole::Developer.id(), SystemRole::OrganizationMember.id()]);
    let role = server.role(owner, "HR", json!([["team", "manage"]]), named).await;
    let hr = server.member(owner, "helen", role).await;
    let ben = join(server, owner, "ben", SystemRole::OrganizationMember).await;
    let other = house.team("Backend", &[]).await;
    let own = house.team("People", &[]).await;
    put(owner, &format!("{own}/members/{}", hr.member_id().await)).await;
    let armed = hr.put(&format!("{other}/roles"), ids(&[SystemRole::Developer])).await;
    assert_eq!(armed.status, 200, "{}", armed.text);
    let own_armed = hr.put(&format!("{own}/roles"), ids(&[SystemRole::Developer])).await;
    assert_eq!((own_armed.status, own_armed.code()), (403, "would_exceed_grantor"));
    let beyond = hr.put(&format!("{other}/roles"), ids(&[SystemRole::Owner])).await;
    assert_eq!((beyond.status, beyond.code()), (403, "would_exceed_grantor"));
    let joined = put(&hr, &format!("{other}/members/{}", ben.member)).await;
    let joins_herself = put(&hr, &format!("{other}/members/{}", hr.member_id().await)).await;
    assert_eq!((joins_herself.status, joins_herself.code()), (403, "would_exceed_grantor"));
    assert_eq!(joined.status, 200, "{}", joined.text);
    assert_eq!(hr.delete(&format!("{other}/members/{}", ben.member)).await.status, 204);
    assert_eq!(hr.delete(&other).await.status, 204);
}
