//! Who holds something in one place and less or nothing in another: across projects (T45), on one instance of a project,
//! and on whatever comes later.

use bailiwick_access::{Action, ActionSet, GrantScope, counting};
use reqwest::Method;
use serde_json::{Value, json};

use super::custom_roles::{House, levels};
use super::service_tokens::Robot;
use crate::support::{Client, Reply};

const ABSENT: &str = "0123456789abcdef01234567";

/// Areas of a role with their levels.
pub(crate) type Levels<'a> = &'a [(&'a str, &'a str)];

/// A role to be made: its levels, and its scope as it is sent.
pub(crate) type Part<'a> = (Levels<'a>, Value);

/// A role everywhere.
pub(crate) fn whole(permissions: Levels<'_>) -> Part<'_> {
    (permissions, json!({}))
}

/// A role where it is not production.
pub(crate) fn near(permissions: Levels<'_>) -> Part<'_> {
    (permissions, json!({ "production": false }))
}

/// A role in one project.
fn within<'a>(permissions: Levels<'a>, project: &str) -> Part<'a> {
    (permissions, json!({ "projects": [project] }))
}

/// Somebody with these custom roles and no other, by the session, by a token that carries all of it, and a program that
/// was granted the same.
pub(crate) async fn hands(
    house: &House,
    name: &str,
    roles: &[Part<'_>],
) -> [(&'static str, Client); 3] {
    let mut made = Vec::new();
    let robot = Robot::of(&house.owner, &house.organization, &format!("Robot {name}")).await;
    for (place, (permissions, scope)) in roles.iter().enumerate() {
        let body = json!({
            "name": format!("{name} {place}"), "permissions": levels(permissions), "scope": scope,
        });
        let role = house.owner.post(&house.roles(), body).await;
        assert_eq!(role.status, 201, "{}", role.text);
        let granted = robot.grant(grant(&role.body["permissions"], scope)).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
        made.push(role.id());
    }
    let session = house.member(&name.replace(' ', "-"), &made[0]).await;
    let path = format!("{}/members/{}/roles", house.organization, session.member_id().await);
    let given = house.owner.put(&path, json!({ "roles": made })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let token = session.token(json!({})).await;
    [("session", session), ("token", token), ("robot", robot.client)]
}

/// The actions of levels.
fn actions(permissions: &Value) -> ActionSet {
    let of = |action: &Action, permission: &Value| {
        let word = |name: &str| permission[name].as_str().unwrap();
        action.comes_with().is_some_and(|(area, level)| {
            let levels = area.levels();
            let place = |name: &str| levels.iter().position(|level| level.as_str() == name);
            area.as_str() == word("area") && place(level.as_str()) <= place(word("level"))
        })
    };
    let permissions = permissions.as_array().unwrap();
    let held = Action::ALL.iter().filter(|action| permissions.iter().any(|one| of(action, one)));
    held.fold(ActionSet::EMPTY, |held, action| held.with(*action))
}

fn names(actions: ActionSet) -> Vec<&'static str> {
    actions.iter().map(|action| action.as_str()).collect()
}

/// A program's grant of what a role with these levels gives there; what gives nothing there is not granted.
fn grant(permissions: &Value, scope: &Value) -> Value {
    let production = scope["production"].as_bool().unwrap_or(true);
    let project = scope["projects"].get(0);
    let place = match project {
        Some(id) => GrantScope::Projects([id.as_str().unwrap().parse().unwrap()].into()),
        None => GrantScope::Organization,
    };
    let held = names(counting(actions(permissions), &place, production));
    let mut grant = json!({ "actions": held, "production": production });
    if let Some(project) = project {
        grant["project"] = project.clone();
    }
    grant
}

/// Refused for want of this action, which the answer names.
pub(crate) fn lacks(reply: &Reply, action: &str, what: &str) {
    assert_eq!((reply.status, reply.code()), (403, "forbidden"), "{what}: {}", reply.text);
    assert_eq!(reply.body["error"]["action"], action, "{what}: {}", reply.text);
}

/// Refused in the words for what is not there.
fn is_absent(reply: &Reply, none: &Reply, status: u16, what: &str) {
    assert_eq!((reply.status, none.status), (status, status), "{what}: {}", reply.text);
    assert_eq!(reply.without_request_id(), none.without_request_id(), "{what}");
}

async fn save(client: &Client, instance: &str) {
    let headers = [("origin", client.base.as_str()), ("content-type", "application/yaml")];
    let (path, document) = (format!("{instance}/policy/draft"), "permissions: {}\n".to_owned());
    let saved = client.send(Method::PUT, &path, &headers, Some(document)).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
}

#[tokio::test]
async fn t45_a_policy_crosses_projects_only_for_who_has_rights_on_both_sides() {
    let house = House::build().await;
    let projects = format!("{}/projects", house.organization);
    let source = format!("{projects}/{}/instances/{}", house.shop, house.elsewhere);
    let target = format!("{projects}/{}/instances/{}", house.tracker, house.development);
    save(&house.owner, &source).await;
    let promote = format!("{target}/policy/promote");
    let none = format!("{projects}/{}/instances/{ABSENT}/policy/promote", house.tracker);
    let side = json!({ "draft_revision": 0, "policy_version": 0, "client_auth_version": 0 });
    let basis = json!({ "source": side, "target": side });
    let ask = |from: &str| {
        [("", json!({ "from": from, "basis": basis })), ("/preview", json!({ "from": from }))]
    };
    let (deploys, sees): (Levels<'_>, Levels<'_>) =
        (&[("policy", "deploy")], &[("instances", "view")]);

    let (here, there) = (&house.tracker, &house.shop);
    for (hand, caller) in hands(&house, "here", &[within(deploys, here)]).await {
        for ((path, hidden), (_, absent)) in ask(&house.elsewhere).into_iter().zip(ask(ABSENT)) {
            let path = format!("{promote}{path}");
            let (hidden, absent) =
                (caller.post(&path, hidden).await, caller.post(&path, absent).await);
            is_absent(&hidden, &absent, 422, hand);
        }
    }
    let seeing = [within(deploys, here), within(sees, there)];
    for (hand, caller) in hands(&house, "here seeing", &seeing).await {
        for (path, body) in ask(&house.elsewhere) {
            let refused = caller.post(&format!("{promote}{path}"), body).await;
            lacks(&refused, "policy.view", hand);
        }
    }
    for (hand, caller) in hands(&house, "there", &[within(deploys, there)]).await {
        for (path, body) in ask(&house.elsewhere) {
            let hidden = caller.post(&format!("{promote}{path}"), body.clone()).await;
            let absent = caller.post(&format!("{none}{path}"), body).await;
            is_absent(&hidden, &absent, 404, hand);
        }
    }
    let seeing = [within(deploys, there), within(sees, here)];
    for (hand, caller) in hands(&house, "there seeing", &seeing).await {
        for (path, body) in ask(&house.elsewhere) {
            let refused = caller.post(&format!("{promote}{path}"), body).await;
            lacks(&refused, "policy.deploy", hand);
        }
    }
    let kept = house.owner.get(&format!("{target}/policy/draft")).await;
    assert_eq!(kept.body["revision"], 0, "nothing moved: {}", kept.text);
    // Who may read it there and deploy it here takes it over.
    let both = [within(deploys, here), within(&[("policy", "view")], there)];
    for (hand, caller) in hands(&house, "both", &both).await {
        let mut body = json!({ "from": house.elsewhere });
        let seen = caller.post(&format!("{promote}/preview"), body.clone()).await;
        assert_eq!(seen.status, 200, "{hand}: {}", seen.text);
        body["basis"] = seen.body["basis"].clone();
        let done = caller.post(&promote, body).await;
        assert_eq!(done.status, 200, "{hand}: {}", done.text);
    }
}

#[tokio::test]
async fn t45_nothing_is_made_or_connected_in_a_project_by_rights_in_another() {
    let house = House::build().await;
    let (here, there) = (&house.tracker, &house.shop);
    let databases = format!("{}/databases", house.organization);
    let manages: Levels<'_> = &[("databases", "manage"), ("instances", "manage")];
    let make = async |caller: &Client, project: &str, name: &str| {
        caller.post(&databases, json!({ "name": name, "project": project })).await
    };
    for (hand, caller) in hands(&house, "here", &[within(manages, here)]).await {
        let (hidden, absent) =
            (make(&caller, there, "stolen").await, make(&caller, ABSENT, "stolen").await);
        is_absent(&hidden, &absent, 422, hand);
        let made = make(&caller, here, &format!("by-{hand}")).await;
        assert_eq!(made.status, 201, "{hand}: {}", made.text);
    }
    let seeing = [within(manages, here), within(&[("databases", "view")], there)];
    let all = house.owner.get(&databases).await;
    let shop = all.body["items"].as_array().unwrap().iter().find(|one| one["name"] == "shop");
    let shop = shop.unwrap()["id"].as_str().unwrap();
    let branches = house.owner.get(&format!("{databases}/{shop}/branches")).await;
    let branch = branches.body["items"][0]["id"].as_str().unwrap().to_owned();
    let connections = format!(
        "{}/projects/{here}/instances/{}/connections",
        house.organization, house.development
    );
    for (hand, caller) in hands(&house, "seeing", &seeing).await {
        lacks(&make(&caller, there, "stolen").await, "databases.create", hand);
        // Nor does an instance read what lies in another project, not even for who sees it there.
        let connect = async |branch: &str| {
            caller.post(&connections, json!({ "name": "more", "branch": branch })).await
        };
        is_absent(&connect(&branch).await, &connect(ABSENT).await, 422, hand);
    }
    let kept = house.owner.get(&format!("{databases}?search=stolen")).await;
    assert_eq!(kept.body["total"], 0, "{}", kept.text);
}

/// What a role of one instance of Tracker holds, as a role and as the grant of a program.
async fn of_one_instance(house: &House) -> [(&'static str, Client); 3] {
    let permissions = levels(&[("instances", "manage"), ("policy", "deploy")]);
    let scope = json!({ "projects": [house.tracker], "instances": [house.development] });
    let body = json!({ "name": "Keeper", "permissions": permissions, "scope": scope });
    let role = house.owner.post(&house.roles(), body).await;
    assert_eq!(role.status, 201, "{}", role.text);
    let session = house.member("keeper", &role.id()).await;
    let robot = Robot::of(&house.owner, &house.organization, "Keeper").await;
    let held = [
        "projects.view",
        "instances.view",
        "instances.update",
        "instances.delete",
        "instances.deprovision",
        "connections.deploy",
        "policy.view",
        "policy.deploy",
    ];
    let granted = robot.grant(json!({ "actions": held, "instance": house.development })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let token = session.token(json!({})).await;
    [("session", session), ("token", token), ("robot", robot.client)]
}

#[tokio::test]
async fn a_role_and_a_grant_of_one_instance_end_at_its_sisters() {
    let house = House::build().await;
    let list = format!("{}/projects/{}/instances", house.organization, house.tracker);
    let sister = house.owner.post(&list, json!({ "name": "Staging" })).await.id();
    let (own, sister) = (format!("{list}/{}", house.development), format!("{list}/{sister}"));
    let none = format!("{list}/{ABSENT}");
    for instance in [&own, &sister] {
        save(&house.owner, instance).await;
    }
    for (hand, caller) in of_one_instance(&house).await {
        let listed = caller.get(&list).await;
        assert_eq!((listed.status, &listed.body["total"]), (200, &json!(1)), "{}", listed.text);
        assert_eq!(listed.body["items"][0]["id"], house.development, "{hand}");
        let renamed = caller.patch(&own, json!({ "name": format!("Of {hand}") })).await;
        assert_eq!(renamed.status, 200, "{hand}: {}", renamed.text);
        save(&caller, &own).await;
        let requests: [(Method, &str, Option<Value>); 8] = [
            (Method::GET, "", None),
            (Method::PATCH, "", Some(json!({ "name": "Mine" }))),
            (Method::DELETE, "", None),
            (Method::POST, "/deprovision", None),
            (Method::GET, "/policy", None),
            (Method::POST, "/policy/deploy", Some(json!({}))),
            (Method::GET, "/connections", None),
            (
                Method::POST,
                "/connections",
                Some(json!({ "name": "more", "url": "postgres://a:b@127.0.0.1:1/shop" })),
            ),
        ];
        for (method, path, body) in requests {
            let ask = async |instance: &str| {
                caller.json(method.clone(), &format!("{instance}{path}"), body.clone()).await
            };
            let what = format!("{hand}: {method} {path}");
            is_absent(&ask(&sister).await, &ask(&none).await, 404, &what);
        }
        for production in [false, true] {
            let new = json!({ "name": "Third", "production": production });
            lacks(&caller.post(&list, new).await, "instances.create", hand);
        }
        // Neither a sister that comes later.
        let later = json!({ "name": format!("After {hand}") });
        let later = house.owner.post(&list, later).await.id();
        assert_eq!(caller.get(&format!("{list}/{later}")).await.status, 404, "{hand}");
        assert_eq!(caller.get(&list).await.body["total"], 1, "{hand}");
    }
    let kept = house.owner.get(&sister).await;
    assert_eq!((kept.status, &kept.body["name"]), (200, &json!("Staging")), "{}", kept.text);
}

#[tokio::test]
async fn what_is_given_everywhere_reaches_what_comes_later() {
    let house = House::build().await;
    let permissions: Levels<'_> = &[("instances", "deploy"), ("databases", "manage")];
    let everywhere = hands(&house, "everywhere", &[whole(permissions)]).await;
    let in_one = hands(&house, "in one", &[within(permissions, &house.tracker)]).await;
    let part = json!({
        "organization": house.organization.rsplit('/').next().unwrap(),
        "grants": [{ "actions": names(actions(&levels(permissions))), "production": true },
            { "actions": ["projects.view", "instances.view"] }],
    });
    let part = everywhere[0].1.token(part).await;
    let projects = format!("{}/projects", house.organization);
    let later = json!({ "name": "Later", "database": "later" });
    let later = house.owner.post(&projects, later).await.id();
    let path = format!("{}/databases?search=later", house.organization);
    let databases = house.owner.get(&path).await;
    let database = databases.body["items"][0]["id"].as_str().unwrap().to_owned();
    let database = format!("{}/databases/{database}", house.organization);
    let instances = format!("{projects}/{later}/instances");
    for (hand, caller) in everywhere.into_iter().chain([("part", part)]) {
        assert_eq!(caller.get(&format!("{projects}/{later}")).await.status, 200, "{hand}");
        let listed = caller.get(&instances).await;
        assert_eq!((listed.status, &listed.body["total"]), (200, &json!(2)), "{}", listed.text);
        let renamed = caller.patch(&database, json!({ "name": format!("by-{hand}") })).await;
        assert_eq!(renamed.status, 200, "{hand}: {}", renamed.text);
        let branch = json!({ "name": format!("of-{hand}") });
        let branch = caller.post(&format!("{database}/branches"), branch).await;
        assert_eq!(branch.status, 201, "{hand}: {}", branch.text);
    }
    for (hand, caller) in in_one {
        assert_eq!(caller.get(&format!("{projects}/{later}")).await.status, 404, "{hand}");
        assert_eq!(caller.get(&instances).await.status, 404, "{hand}");
        assert_eq!(caller.get(&database).await.status, 404, "{hand}");
    }
}
