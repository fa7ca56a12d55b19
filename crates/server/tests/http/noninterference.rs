//! What happens where a caller may not look changes nothing of what it reads, in no list, count, search, explanation or
//! simulation (T41, T42, T44): every reading operation is asked before and after, by each kind of credential.

use std::collections::BTreeMap;

use bailiwick_access::{ActionSet, SystemRole};
use bailiwick_api::{Method, operations};
use serde_json::{Value, json};

use super::custom_roles::{House, levels};
use super::service_tokens::Robot;
use crate::support::Client;

/// Every area, as far as one project allows; of the whole organization what has no project.
const WIDE: [(&str, &str); 12] = [
    ("projects", "view"),
    ("instances", "manage"),
    ("instance_logs", "view"),
    ("alert_rules", "manage"),
    ("notification_rules", "manage"),
    ("private_endpoints", "view"),
    ("team", "manage"),
    ("billing", "view"),
    ("databases", "manage"),
    ("policy", "deploy"),
    ("data", "manage"),
    ("service_tokens", "manage"),
];

/// The house with one of everything that the caller sees, and of what it does not.
struct Scene {
    house: House,
    callers: Vec<(&'static str, Client)>,
    /// What the braces of paths stand for.
    names: BTreeMap<&'static str, String>,
    other: String,
    role: String,
    database: String,
    branch: String,
    team: String,
    robot: Robot,
}

async fn first(client: &Client, list: &str) -> String {
    let listed = client.get(list).await;
    let id = listed.body["items"][0]["id"].as_str();
    id.unwrap_or_else(|| panic!("{list}: {}", listed.text)).to_owned()
}

async fn database_of(house: &House, project: &str) -> String {
    let listed = house.owner.get(&format!("{}/databases", house.organization)).await;
    let all = listed.body["items"].as_array().unwrap();
    let found = all.iter().find(|one| one["project"]["id"] == project || one["project"] == project);
    found.unwrap_or_else(|| panic!("{}", listed.text))["id"].as_str().unwrap().to_owned()
}

async fn robot(house: &House) -> Client {
    let robot = Robot::of(&house.owner, &house.organization, "Reader").await;
    let reading: Vec<&str> = ActionSet::READING
        .iter()
        .map(|action| action.as_str())
        .filter(|name| !name.starts_with("audit.") && !name.ends_with("_raw"))
        .collect();
    let is_of_projects = |name: &&str| {
        let nouns = ["projects", "instances", "instance_logs", "connections", "policy", "data"];
        let deeper = ["databases", "database_members", "branches", "deploy_requests", "backups"];
        let noun = name.split('.').next().unwrap();
        nouns.contains(&noun) || deeper.contains(&noun)
    };
    let of_project: Vec<&str> = reading.iter().copied().filter(is_of_projects).collect();
    let of_organization: Vec<&str> = reading
        .into_iter()
        .filter(|name| {
            ["members.", "teams.", "roles.", "invitations.", "service_token", "access."]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .collect();
    for body in [
        json!({ "actions": of_organization }),
        json!({ "actions": of_project, "project": house.tracker, "production": true }),
    ] {
        let granted = robot.grant(body).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
    }
    robot.client
}

/// A first version of a policy, to be read.
async fn deploy(owner: &Client, instance: &str) {
    let headers = [("origin", owner.base.as_str()), ("content-type", "application/yaml")];
    let draft = format!("{instance}/policy/draft");
    let saved =
        owner.send(reqwest::Method::PUT, &draft, &headers, Some("permissions: {}\n".to_owned()));
    assert_eq!(saved.await.status, 200);
    let deployed = owner.post(&format!("{instance}/policy/deploy"), json!({})).await;
    assert_eq!(deployed.status, 201, "{}", deployed.text);
}

async fn scene() -> Scene {
    let house = House::build().await;
    let (owner, organization) = (&house.owner, &house.organization);
    let scope = json!({ "scope": { "projects": [house.tracker] } });
    let lead = house.made("Lead", &WIDE, scope.clone()).await;
    let lead = house.member("lead", &lead).await;
    let both = json!({ "scope": { "projects": [house.tracker, house.shop] } });
    let role = house.made("Crew", &[("instances", "deploy")], both).await;
    let asker = house.member("other", &role).await;
    let other = asker.member_id().await;
    let ask = json!({ "action": "instances.update", "reason": "a new name", "seconds": 3600, "instance": house.development });
    let request = asker.post(&format!("{organization}/access/requests"), ask).await;
    assert_eq!(request.status, 201, "{}", request.text);
    let seen = database_of(&house, &house.tracker).await;
    let database = database_of(&house, &house.shop).await;
    let branches = format!("{organization}/databases/{seen}/branches");
    let hidden = format!("{organization}/databases/{database}/branches");
    let branch = first(owner, &hidden).await;
    let team = owner.post(&format!("{organization}/teams"), json!({ "name": "Web" })).await.id();
    let seat = format!("{organization}/teams/{team}/members/{other}");
    assert_eq!(owner.json(reqwest::Method::PUT, &seat, None).await.status, 200);
    let invited = json!({ "email": "guest@example.com", "roles": [role] });
    let invitation = owner.post(&format!("{organization}/invitations"), invited).await.id();
    let worker = Robot::of(owner, organization, "Worker").await;
    let grant = worker.grant(json!({ "actions": ["projects.view"] })).await.id();
    let instance =
        format!("{organization}/projects/{}/instances/{}", house.tracker, house.development);
    let listed = owner.get(&format!("{instance}/connections")).await;
    let connection = listed.body["items"][0]["name"].as_str().unwrap().to_owned();
    deploy(owner, &instance).await;
    let names = BTreeMap::from([
        ("organization", organization.rsplit('/').next().unwrap().to_owned()),
        ("project", house.tracker.clone()),
        ("instance", house.development.clone()),
        ("branch", first(owner, &branches).await),
        ("database", seen),
        ("role", role.clone()),
        ("other", SystemRole::Developer.id().to_string()),
        ("team", team.clone()),
        ("member", other.clone()),
        ("invitation", invitation),
        ("token", worker.path.rsplit('/').next().unwrap().to_owned()),
        ("grant", grant),
        ("access_request", request.id()),
        ("connection", connection),
        ("version", "1".to_owned()),
    ]);
    let callers = vec![
        ("full token", lead.token(json!({})).await),
        ("reading token", lead.token(json!({ "preset": "read_only" })).await),
        ("service token", robot(&house).await),
        ("session", lead),
    ];
    Scene { house, callers, names, other, role, database, branch, team, robot: worker }
}

/// Questions that are sent as bodies and change nothing.
fn questions(scene: &Scene) -> Vec<(&'static str, &'static str, Value)> {
    let member = json!({ "member": scene.other });
    let team = json!({ "team": scene.team });
    let token = json!({ "token": scene.names["token"] });
    let narrower = json!({ "put_role": { "id": scene.role, "role": { "permissions": levels(&[("projects", "view")]) } } });
    vec![
        (
            "access_check",
            "check",
            json!({ "principal": member, "checks": [
            { "action": "instances.update" }, { "action": "projects.view", "project": scene.house.shop },
            { "action": "projects.view", "project": scene.house.tracker } ] }),
        ),
        (
            "access_explain",
            "explain",
            json!({ "principal": member, "action": "instances.update", "instance": scene.house.elsewhere }),
        ),
        (
            "access_explain of a team",
            "explain",
            json!({ "principal": team, "action": "databases.view", "database": scene.database }),
        ),
        (
            "access_explain of a token",
            "explain",
            json!({ "principal": token, "action": "projects.view" }),
        ),
        (
            "access_explain of what is seen",
            "explain",
            json!({ "principal": member, "action": "instances.create", "project": scene.house.tracker }),
        ),
        (
            "access_explain of everything",
            "explain",
            json!({ "principal": member, "action": "billing.view" }),
        ),
        (
            "access_who_can",
            "who-can",
            json!({ "action": "instances.update", "instance": scene.house.development }),
        ),
        (
            "access_who_can elsewhere",
            "who-can",
            json!({ "action": "projects.view", "project": scene.house.shop }),
        ),
        ("access_simulate", "simulate", json!({ "change": narrower })),
        (
            "access_simulate a removal",
            "simulate",
            json!({ "change": { "remove_member": scene.other } }),
        ),
        (
            "access_simulate a suspension",
            "simulate",
            json!({ "change": { "set_member_state": { "member": scene.other, "state": "suspended" } } }),
        ),
        (
            "access_simulate a team's end",
            "simulate",
            json!({ "change": { "remove_team": scene.team } }),
        ),
        (
            "access_simulate a role's end",
            "simulate",
            json!({ "change": { "remove_role": scene.role } }),
        ),
        (
            "access_simulate an approval",
            "simulate",
            json!({ "change": { "approve_request": { "request": scene.names["access_request"] } } }),
        ),
    ]
}

/// What is asked about a thing out of sight is answered as about one that is not there; and so is what is asked about a
/// request for access by who may not decide it.
fn is_about_hidden(scene: &Scene, body: &Value) -> bool {
    let body = body.to_string();
    if body.contains(&scene.names["access_request"]) {
        return true;
    }
    [&scene.house.elsewhere, &scene.database].iter().any(|hidden| body.contains(*hidden))
        || body.contains(&format!("\"project\":\"{}\"", scene.house.shop))
}

/// Everything that a caller can read, by what was asked.
async fn look(scene: &Scene, caller: &Client) -> BTreeMap<String, Value> {
    let mut seen = BTreeMap::new();
    for operation in operations().iter().filter(|one| one.method == Method::Get) {
        let mut path = operation.path.to_owned();
        for (name, value) in &scene.names {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        let is_of_here = operation.path.contains("{organization}") && !path.contains('{');
        if is_of_here || operation.path == "/api/v1/organizations" {
            seen.insert(operation.id.to_owned(), shown(caller.get(&path).await.body));
            for search in ["covert", "shop", "o"] {
                if operation.query.iter().any(|one| one.name == "search") {
                    let found = caller.get(&format!("{path}?search={search}")).await;
                    seen.insert(format!("{}?search={search}", operation.id), shown(found.body));
                }
            }
        }
    }
    for (name, path, body) in questions(scene) {
        let path = format!("{}/access/{path}", scene.house.organization);
        let reply = caller.post(&path, body.clone()).await;
        // A question that is not read is answered alike whatever happens, and shows nothing.
        let expected = if is_about_hidden(scene, &body) { [200, 404] } else { [200, 200] };
        assert!(expected.contains(&reply.status), "{name} {body}: {} {}", reply.status, reply.text);
        seen.insert(name.to_owned(), shown(reply.body));
    }
    seen
}

/// An answer without what differs between any two.
fn shown(mut body: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in
                    ["request_id", "version", "last_used_at", "last_address", "hint", "read_at"]
                {
                    fields.remove(name);
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut body);
    body
}

/// Something that the owner does in the organization.
async fn done(scene: &Scene, method: reqwest::Method, path: &str, body: Value) -> String {
    let body = (!body.is_null()).then_some(body);
    let path = format!("{}/{path}", scene.house.organization);
    let reply = scene.house.owner.json(method.clone(), &path, body).await;
    assert!(reply.status < 300, "{method} {path}: {} {}", reply.status, reply.text);
    reply.body["id"].as_str().unwrap_or_default().to_owned()
}

/// Things come and change, all of them in a project that the caller does not see; answers with a new one.
async fn things_happen(scene: &Scene) -> String {
    use reqwest::Method as M;
    let shop = &scene.house.shop;
    let covert = json!({ "name": "Covert", "database": "covert" });
    let covert = done(scene, M::POST, "projects", covert).await;
    let renamed = json!({ "name": "Covert shop" });
    done(scene, M::PATCH, &format!("projects/{shop}"), renamed).await;
    let instances = format!("projects/{shop}/instances");
    done(scene, M::POST, &instances, json!({ "name": "Covert instance" })).await;
    let instance = format!("{instances}/{}", scene.house.elsewhere);
    let connection =
        json!({ "name": "covert", "url": "postgres://covert:covert@127.0.0.1:1/shop" });
    done(scene, M::POST, &format!("{instance}/connections"), connection).await;
    let branches = format!("databases/{}/branches", scene.database);
    let branch = json!({ "name": "covert", "parent": scene.branch });
    done(scene, M::POST, &branches, branch).await;
    covert
}

/// Those whom the caller sees are given something there.
async fn grants_happen(scene: &Scene, covert: &str) {
    use reqwest::Method as M;
    let (shop, developer) = (&scene.house.shop, SystemRole::Developer.id());
    let there = json!({ "id": developer, "scope": { "projects": [shop] } });
    let given = json!({ "roles": [scene.role, there] });
    done(scene, M::PUT, &format!("members/{}/roles", scene.other), given).await;
    let there = json!({ "id": developer, "scope": { "projects": [covert] } });
    done(scene, M::PUT, &format!("teams/{}/roles", scene.team), json!({ "roles": [there] })).await;
    let databases = format!("teams/{}/databases/{}", scene.team, scene.database);
    done(scene, M::PUT, &databases, Value::Null).await;
    let administrators = format!("databases/{}/administrators", scene.database);
    done(scene, M::PUT, &format!("{administrators}/{}", scene.other), Value::Null).await;
    let wider = json!({ "scope": { "projects": [scene.house.tracker, shop, covert] } });
    done(scene, M::PATCH, &format!("roles/{}", scene.role), wider).await;
    let grant = json!({ "actions": ["instances.view"], "project": shop });
    assert_eq!(scene.robot.grant(grant).await.status, 201);
}

/// Every caller's answers; none of them names what is hidden.
async fn looks(scene: &Scene, failures: &mut Vec<String>) -> Vec<BTreeMap<String, Value>> {
    let mut all = Vec::new();
    for (who, caller) in &scene.callers {
        let seen = look(scene, caller).await;
        for (what, body) in &seen {
            let text = body.to_string().to_lowercase();
            if [&scene.house.shop, &scene.database, &scene.house.elsewhere, "covert"]
                .iter()
                .any(|hidden| text.contains(*hidden))
            {
                failures.push(format!("{who}: {what} tells of what is hidden: {text}"));
            }
        }
        all.push(seen);
    }
    all
}

#[tokio::test]
async fn t41_t42_t44_what_happens_out_of_sight_changes_no_answer() {
    let scene = scene().await;
    let mut failures = Vec::new();
    let before = looks(&scene, &mut failures).await;
    let asked = &before[3];
    assert!(asked.len() > 50, "only {} questions were asked", asked.len());
    let answered = asked.values().filter(|body| body["error"].is_null()).count();
    assert!(answered > 40, "only {answered} questions were answered");
    for operation in [
        "access_request_get",
        "connection_get",
        "policy_version_get",
        "access_simulate an approval",
    ] {
        let answer = &asked[operation];
        assert!(answer["error"].is_null(), "{operation}: {answer}");
    }
    let covert = things_happen(&scene).await;
    let after = looks(&scene, &mut failures).await;
    for ((who, _), (before, after)) in scene.callers.iter().zip(before.iter().zip(&after)) {
        for (what, after) in after {
            if before[what] != *after {
                failures.push(format!("{who}: {what} was {}\n and is {after}", before[what]));
            }
        }
    }
    // That somebody holds more than the caller is told, as it decides what may be done to them; where is not.
    grants_happen(&scene, &covert).await;
    looks(&scene, &mut failures).await;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
