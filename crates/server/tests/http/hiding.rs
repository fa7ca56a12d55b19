//! What a scoped member, and every credential that it lends, sees of an organization: its scope, and counts of no more.

use bailiwick_access::SystemRole;
use serde_json::json;

use crate::support::{Client, Server, member};

const ABSENT: &str = "0123456789abcdef01234567";

/// Two projects; a member who sees the one, and the credentials by which it may come.
struct Two {
    organization: String,
    seen: String,
    hidden: String,
    callers: Vec<(&'static str, Client)>,
}

async fn two(server: &Server) -> Two {
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let projects = format!("{organization}/projects");
    let seen = owner.post(&projects, json!({ "name": "Shop", "database": "shop" })).await.id();
    let hidden =
        owner.post(&projects, json!({ "name": "Secret", "database": "secret" })).await.id();
    let role = json!({
        "name": "Shopkeepers",
        "permissions": [
            { "area": "instances", "level": "view" },
            { "area": "databases", "level": "view" },
        ],
        "scope": { "projects": [seen] },
    });
    let role = owner.post(&format!("{organization}/roles"), role).await;
    assert_eq!(role.status, 201, "{}", role.text);
    let person = member(server, &organization, SystemRole::OrganizationMember, None).await;
    let me = person.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
    let path = format!("{organization}/members/{}/roles", me.as_str().unwrap());
    assert_eq!(owner.put(&path, json!({ "roles": [role.id()] })).await.status, 200);

    let tokens = format!("{organization}/service-tokens");
    let made = owner.post(&tokens, json!({ "name": "robot" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let grant = json!({
        "actions": ["projects.view", "instances.view", "databases.view", "branches.view"],
        "project": seen, "production": true,
    });
    let granted = owner.post(&format!("{tokens}/{}/grants", made.id()), grant).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let robot = Client {
        token: Some(made.body["secret"].as_str().unwrap().to_owned()),
        ..server.stranger()
    };
    let callers = vec![
        ("full token", person.token(json!({})).await),
        ("reading token", person.token(json!({ "preset": "read_only" })).await),
        ("session", person),
        ("service token", robot),
    ];
    Two { organization, seen, hidden, callers }
}

#[tokio::test]
async fn t41_lists_totals_and_searches_know_only_the_scope() {
    let server = Server::start().await;
    let two = two(&server).await;
    for (who, caller) in &two.callers {
        for list in ["projects", "databases"] {
            let all = caller.get(&format!("{}/{list}", two.organization)).await;
            assert_eq!(
                (all.status, all.body["total"].as_u64()),
                (200, Some(1)),
                "{who} {list}: {}",
                all.text
            );
            assert!(!all.text.to_lowercase().contains("secret"), "{who}: {}", all.text);
            let found = caller.get(&format!("{}/{list}?search=secret", two.organization)).await;
            assert_eq!(found.body["total"], 0, "{who} {list}: {}", found.text);
        }
    }
}

#[tokio::test]
async fn t41_a_project_counts_the_instances_that_its_reader_sees() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let projects = format!("{organization}/projects");
    let project = owner.post(&projects, json!({ "name": "Shop" })).await.id();
    let path = format!("{projects}/{project}");
    let instances = owner.get(&format!("{path}/instances")).await;
    let shown = instances.body["items"][0]["id"].clone();
    let all = owner.get(&path).await.body["instance_count"].as_u64().unwrap();
    assert_eq!(Some(all), instances.body["total"].as_u64());
    assert!(all > 1);
    let person = member(&server, &organization, SystemRole::OrganizationMember, None).await;
    let me = person.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
    let roles = format!("{organization}/members/{}/roles", me.as_str().unwrap());
    for (number, (permissions, scope, expected)) in [
        (
            json!([{ "area": "instances", "level": "view" }]),
            json!({ "projects": [project], "instances": [shown] }),
            1,
        ),
        (json!([{ "area": "instances", "level": "view" }]), json!({ "projects": [project] }), all),
        (json!([{ "area": "projects", "level": "view" }]), json!({ "projects": [project] }), 0),
    ]
    .into_iter()
    .enumerate()
    {
        let role =
            json!({ "name": format!("Part {number}"), "permissions": permissions, "scope": scope });
        let role = owner.post(&format!("{organization}/roles"), role).await;
        assert_eq!(role.status, 201, "{}", role.text);
        assert_eq!(owner.put(&roles, json!({ "roles": [role.id()] })).await.status, 200);
        let one = person.get(&path).await;
        let listed = person.get(&projects).await;
        assert_eq!(one.body["instance_count"], expected, "{}", one.text);
        assert_eq!(listed.body["items"][0]["instance_count"], expected, "{}", listed.text);
    }
}

#[tokio::test]
async fn t41_a_role_counts_the_holders_that_its_reader_may_know_of() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let projects = format!("{organization}/projects");
    let seen = owner.post(&projects, json!({ "name": "Shop" })).await.id();
    let hidden = owner.post(&projects, json!({ "name": "Secret" })).await.id();
    let roles = format!("{organization}/roles");
    let made = async |role: serde_json::Value| {
        let made = owner.post(&roles, role).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.id()
    };
    let viewing = |area| json!({ "area": area, "level": "view" });
    let crew = made(json!({ "name": "Crew", "permissions": [viewing("projects")] })).await;
    let reader = json!({
        "name": "Reader", "permissions": [viewing("projects"), viewing("team")], "scope": { "projects": [seen] },
    });
    let reader = made(reader).await;
    let give = async |person: &Client, given: serde_json::Value| {
        let path = format!("{organization}/members/{}/roles", person.member_id().await);
        let given = owner.put(&path, json!({ "roles": [given] })).await;
        assert_eq!(given.status, 200, "{}", given.text);
    };
    let at = |role: &str, project: &str| json!({ "id": role, "scope": { "projects": [project] } });
    for project in [&seen, &hidden, &hidden] {
        let person = member(&server, &organization, SystemRole::OrganizationMember, None).await;
        give(&person, at(&crew, project)).await;
    }
    let person = member(&server, &organization, SystemRole::OrganizationMember, None).await;
    give(&person, json!({ "id": reader })).await;
    for (who, caller, holders) in [
        ("owner", &owner, 3),
        ("session", &person, 1),
        ("token", &person.token(json!({})).await, 1),
    ] {
        let one = caller.get(&format!("{roles}/{crew}")).await;
        assert_eq!(one.body["holders"], holders, "{who}: {}", one.text);
        let listed = caller.get(&format!("{roles}?search=Crew")).await;
        assert_eq!(listed.body["items"][0]["holders"], holders, "{who}: {}", listed.text);
        let members = caller.get(&format!("{organization}/members?role={crew}")).await;
        assert_eq!(members.body["total"], holders, "{who}: {}", members.text);
    }
}

#[tokio::test]
async fn t41_a_database_counts_its_branches_for_who_may_see_them() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let project = json!({ "name": "Shop", "database": "shop" });
    let project = owner.post(&format!("{organization}/projects"), project).await.id();
    let databases = format!("{organization}/databases");
    let database = owner.get(&databases).await.body["items"][0].clone();
    let path = format!("{databases}/{}", database["id"].as_str().unwrap());
    let all = database["branch_count"].as_u64().unwrap();
    assert!(all > 0, "{database}");
    let tokens = format!("{organization}/service-tokens");
    for (name, actions, counted) in [
        ("blind", json!(["projects.view", "databases.view"]), 0),
        ("seeing", json!(["projects.view", "databases.view", "branches.view"]), all),
    ] {
        let made = owner.post(&tokens, json!({ "name": name })).await;
        let grant = json!({ "actions": actions, "project": project, "production": true });
        let granted = owner.post(&format!("{tokens}/{}/grants", made.id()), grant).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
        let token = Some(made.body["secret"].as_str().unwrap().to_owned());
        let robot = Client { token, ..server.stranger() };
        let one = robot.get(&path).await;
        assert_eq!(one.body["branch_count"], counted, "{name}: {}", one.text);
        let listed = robot.get(&databases).await;
        assert_eq!(listed.body["items"][0]["branch_count"], counted, "{name}: {}", listed.text);
    }
}

#[tokio::test]
async fn t44_a_thing_of_a_hidden_project_is_as_absent_as_one_that_is_not_there() {
    let server = Server::start().await;
    let two = two(&server).await;
    for (who, caller) in &two.callers {
        for (hidden, absent) in [
            (format!("projects/{}", two.hidden), format!("projects/{ABSENT}")),
            (format!("projects/{}/instances", two.hidden), format!("projects/{ABSENT}/instances")),
        ] {
            let hidden = caller.get(&format!("{}/{hidden}", two.organization)).await;
            let absent = caller.get(&format!("{}/{absent}", two.organization)).await;
            assert_eq!(
                (hidden.status, hidden.without_request_id()),
                (404, absent.without_request_id()),
                "{who}"
            );
        }
    }
}

#[tokio::test]
async fn t50_what_is_seen_is_refused_and_what_is_not_is_absent() {
    let server = Server::start().await;
    let two = two(&server).await;
    for (who, caller) in &two.callers {
        let seen = format!("{}/projects/{}", two.organization, two.seen);
        let hidden = format!("{}/projects/{}", two.organization, two.hidden);
        let rename = json!({ "name": "Taken" });
        assert_eq!(caller.get(&seen).await.status, 200, "{who}");
        let refused = caller.patch(&seen, rename.clone()).await;
        assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{who}: {}", refused.text);
        assert_eq!(refused.body["error"]["action"], "projects.update", "{who}");
        assert_eq!(caller.delete(&seen).await.status, 403, "{who}");
        assert_eq!(caller.patch(&hidden, rename).await.status, 404, "{who}");
        assert_eq!(caller.delete(&hidden).await.status, 404, "{who}");
        // It sees the instance and not what is written in it.
        let instances = caller.get(&format!("{seen}/instances")).await;
        let instance = instances.body["items"][0]["id"].as_str().unwrap();
        let policy = caller.get(&format!("{seen}/instances/{instance}/policy")).await;
        assert_eq!(policy.body["error"]["action"], "policy.view", "{who}: {}", policy.text);
    }
}
