//! G2, in bodies and queries: another tenant's id where an id is asked for answers as an id that nobody has, and costs the
//! same statements of the store.

use reqwest::Method;
use serde_json::{Value, json};

use super::custom_roles::levels;
use super::members::ABSENT;
use crate::support::statements::{listen, settled};
use crate::support::{Client, Reply, Server};

/// One of everything in an organization, by its id.
struct Things {
    organization: String,
    role: String,
    team: String,
    member: String,
    project: String,
    instance: String,
    database: String,
    branch: String,
    token: String,
    /// What somebody asks to be let do.
    request: String,
    connection: String,
}

async fn things(server: &Server, owner: &Client) -> Things {
    let organization = owner.organization().await;
    let made = async |path: &str, body: Value| {
        let reply = owner.post(&format!("{organization}/{path}"), body).await;
        assert_eq!(reply.status, 201, "{path}: {}", reply.text);
        reply.id()
    };
    let first = async |path: String| {
        let listed = owner.get(&format!("{organization}/{path}")).await;
        listed.body["items"][0]["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", listed.text))
            .to_owned()
    };
    let project = made("projects", json!({ "name": "Shop", "database": "shop" })).await;
    let database = first("databases".to_owned()).await;
    let body = json!({ "name": "Crew", "permissions": levels(&[("projects", "view")]) });
    let role = made("roles", body).await;
    let name = format!("crew-{}", &organization[organization.len() - 6..]);
    let crew = server.member(owner, &name, role.parse().unwrap()).await;
    let ask = json!({ "action": "instances.view", "project": project, "reason": "work", "seconds": 3600 });
    let request = crew.post(&format!("{organization}/access/requests"), ask).await;
    assert_eq!(request.status, 201, "{}", request.text);
    let instance = first(format!("projects/{project}/instances")).await;
    let connections = format!("{organization}/projects/{project}/instances/{instance}/connections");
    let connections = owner.get(&connections).await;
    Things {
        member: crew.member_id().await,
        request: request.id(),
        connection: connections.body["items"][0]["name"].as_str().unwrap().to_owned(),
        team: made("teams", json!({ "name": "Web" })).await,
        token: made("service-tokens", json!({ "name": "CI" })).await,
        instance,
        branch: first(format!("databases/{database}/branches")).await,
        role,
        project,
        database,
        organization,
    }
}

/// Where an id is asked for: the method, the path, the body. `ID` stands for the id.
fn places(own: &Things) -> Vec<(&'static str, Method, String, Value)> {
    let Things { role, team, member, database, token, .. } = own;
    let named = |more: Value| {
        let mut body = json!({ "name": "New", "permissions": levels(&[("team", "manage")]) });
        body["permissions"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "area": "instances", "level": "view" }));
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let given = json!([{ "id": role, "scope": { "projects": ["ID"] } }]);
    let check = |principal: Value, on: Value| {
        let mut question = json!({ "action": "projects.view" });
        for (key, value) in on.as_object().unwrap() {
            question[key] = value.clone();
        }
        json!({ "principal": principal, "checks": [question] })
    };
    let explain = |principal: Value| json!({ "principal": principal, "action": "projects.view" });
    let simulate = |change: Value| json!({ "change": change });
    let grants = format!("service-tokens/{token}/grants");
    let of_member = json!({ "member": member });
    let (post, put, patch, get, delete) =
        (Method::POST, Method::PUT, Method::PATCH, Method::GET, Method::DELETE);
    vec![
        ("role", put.clone(), format!("members/{member}/roles"), json!({ "roles": ["ID"] })),
        ("project", put.clone(), format!("members/{member}/roles"), json!({ "roles": given })),
        ("member", post.clone(), format!("members/{member}/copy"), json!({ "from": "ID" })),
        (
            "role",
            post.clone(),
            "invitations".into(),
            json!({ "email": "x@example.com", "roles": ["ID"] }),
        ),
        (
            "team",
            post.clone(),
            "invitations".into(),
            json!({ "email": "x@example.com", "teams": ["ID"] }),
        ),
        (
            "project",
            post.clone(),
            "invitations".into(),
            json!({ "email": "x@example.com", "roles": given }),
        ),
        (
            "project",
            post.clone(),
            "roles".into(),
            named(json!({ "scope": { "projects": ["ID"] } })),
        ),
        (
            "instance",
            post.clone(),
            "roles".into(),
            named(json!({ "scope": { "projects": [own.project], "instances": ["ID"] } })),
        ),
        ("role", post.clone(), "roles".into(), named(json!({ "assigns": ["ID"] }))),
        (
            "project",
            patch.clone(),
            format!("roles/{role}"),
            json!({ "scope": { "projects": ["ID"] } }),
        ),
        ("role", delete, format!("roles/{role}?reassign=ID"), Value::Null),
        ("role", patch, "settings".into(), json!({ "default_role": "ID" })),
        ("role", put.clone(), format!("teams/{team}/roles"), json!({ "roles": ["ID"] })),
        ("member", put.clone(), format!("teams/{team}/members/ID"), Value::Null),
        ("database", put.clone(), format!("teams/{team}/databases/ID"), Value::Null),
        ("member", put, format!("databases/{database}/administrators/ID"), Value::Null),
        (
            "project",
            post.clone(),
            grants.clone(),
            json!({ "actions": ["projects.view"], "project": "ID" }),
        ),
        (
            "instance",
            post.clone(),
            grants.clone(),
            json!({ "actions": ["instances.view"], "instance": "ID" }),
        ),
        (
            "database",
            post.clone(),
            grants,
            json!({ "actions": ["databases.view"], "database": "ID" }),
        ),
        ("project", post.clone(), "databases".into(), json!({ "name": "new", "project": "ID" })),
        (
            "branch",
            post.clone(),
            format!("databases/{database}/branches"),
            json!({ "name": "new", "parent": "ID" }),
        ),
        (
            "member",
            post.clone(),
            "access/check".into(),
            check(json!({ "member": "ID" }), json!({})),
        ),
        ("team", post.clone(), "access/check".into(), check(json!({ "team": "ID" }), json!({}))),
        ("token", post.clone(), "access/check".into(), check(json!({ "token": "ID" }), json!({}))),
        (
            "project",
            post.clone(),
            "access/check".into(),
            check(of_member.clone(), json!({ "project": "ID" })),
        ),
        (
            "instance",
            post.clone(),
            "access/check".into(),
            check(of_member.clone(), json!({ "instance": "ID" })),
        ),
        (
            "database",
            post.clone(),
            "access/check".into(),
            check(of_member.clone(), json!({ "database": "ID" })),
        ),
        ("member", post.clone(), "access/explain".into(), explain(json!({ "member": "ID" }))),
        ("team", post.clone(), "access/explain".into(), explain(json!({ "team": "ID" }))),
        ("token", post.clone(), "access/explain".into(), explain(json!({ "token": "ID" }))),
        (
            "project",
            post.clone(),
            "access/who-can".into(),
            json!({ "action": "projects.view", "project": "ID" }),
        ),
        (
            "instance",
            post.clone(),
            "access/who-can".into(),
            json!({ "action": "instances.view", "instance": "ID" }),
        ),
        ("role", post.clone(), "access/simulate".into(), simulate(json!({ "remove_role": "ID" }))),
        (
            "member",
            post.clone(),
            "access/simulate".into(),
            simulate(json!({ "remove_member": "ID" })),
        ),
        ("team", post.clone(), "access/simulate".into(), simulate(json!({ "remove_team": "ID" }))),
        (
            "role",
            post.clone(),
            "access/simulate".into(),
            simulate(json!({ "set_member_roles": { "member": member, "roles": ["ID"] } })),
        ),
        (
            "database",
            post.clone(),
            "access/simulate".into(),
            simulate(json!({ "put_team": { "id": team, "databases": ["ID"] } })),
        ),
        (
            "token",
            post.clone(),
            "access/simulate".into(),
            simulate(json!({ "set_service_token_grants": { "token": "ID", "grants": [] } })),
        ),
        ("role", get.clone(), "members?role=ID".into(), Value::Null),
        ("member", get.clone(), "audit?actor=ID".into(), Value::Null),
        ("project", get.clone(), "databases?project=ID".into(), Value::Null),
        ("project", get.clone(), "access/matrix?project=ID".into(), Value::Null),
        ("project", get, "access/matrix?project=ID&format=csv".into(), Value::Null),
    ]
}

/// The same, of things and of what people ask for.
fn more_places(own: &Things) -> Vec<(&'static str, Method, String, Value)> {
    let Things { member, project, instance, connection, token, team, role, .. } = own;
    let (post, patch) = (Method::POST, Method::PATCH);
    let mut places = Vec::new();
    let instances = format!("projects/{project}/instances/{instance}");
    let connections = format!("{instances}/connections");
    let new = json!({ "name": "new", "branch": "ID" });
    places.push(("branch", post.clone(), connections.clone(), new));
    let moved = json!({ "branch": "ID" });
    places.push(("branch", patch, format!("{connections}/{connection}"), moved));
    let side = json!({ "draft_revision": 0, "policy_version": 0, "client_auth_version": 0 });
    let basis = json!({ "source": side, "target": side });
    for (path, body) in [
        ("promote", json!({ "from": "ID", "basis": basis })),
        ("promote/preview", json!({ "from": "ID" })),
    ] {
        places.push(("instance", post.clone(), format!("{instances}/policy/{path}"), body));
    }
    let granted = [
        ("project", "projects.view"),
        ("instance", "instances.view"),
        ("database", "databases.view"),
    ];
    let organization = own.organization.rsplit('/').next().unwrap();
    for (kind, action) in granted {
        let mut ask = json!({ "action": action, "reason": "work", "seconds": 3600 });
        ask[kind] = json!("ID");
        places.push((kind, post.clone(), "access/requests".into(), ask));
        let mut grant = json!({ "actions": [action] });
        grant[kind] = json!("ID");
        let part = json!({ "name": "new", "organization": organization, "grants": [grant] });
        places.push((kind, post.clone(), "/api/v1/account/tokens".into(), part));
        let set = json!({ "set_service_token_grants": { "token": token, "grants": [grant] } });
        places.push((kind, post.clone(), "access/simulate".into(), json!({ "change": set })));
    }
    let approve = format!("access/requests/{}/approve", own.request);
    places.push(("role", post.clone(), approve, json!({ "role": "ID" })));
    let scoped = json!([{ "id": role, "scope": { "projects": ["ID"] } }]);
    let permissions = levels(&[("instances", "view")]);
    let changes = [
        ("member", json!({ "set_member_state": { "member": "ID", "state": "suspended" } })),
        ("member", json!({ "set_member_roles": { "member": "ID", "roles": [] } })),
        ("project", json!({ "set_member_roles": { "member": member, "roles": scoped } })),
        ("request", json!({ "approve_request": { "request": "ID" } })),
        ("role", json!({ "approve_request": { "request": own.request, "role": "ID" } })),
        ("role", json!({ "put_role": { "id": "ID", "role": { "permissions": permissions } } })),
        (
            "project",
            json!({ "put_role": { "id": role, "role": { "scope": { "projects": ["ID"] } } } }),
        ),
        ("team", json!({ "put_team": { "id": "ID", "roles": [] } })),
        ("member", json!({ "put_team": { "id": team, "members": ["ID"] } })),
        ("role", json!({ "put_team": { "id": team, "roles": ["ID"] } })),
    ];
    for (kind, change) in changes {
        places.push((kind, post.clone(), "access/simulate".into(), json!({ "change": change })));
    }
    places
}

#[tokio::test]
async fn t40_another_tenants_id_in_a_body_answers_as_a_random_one_does() {
    listen();
    let server = Server::start().await;
    let theirs = things(&server, &server.owner().await).await;
    let eve = server.sign_up("eve").await;
    let own = things(&server, &eve).await;
    let mut failures = Vec::new();
    for (way, caller) in eve.hands().await {
        for (kind, method, path, body) in places(&own).into_iter().chain(more_places(&own)) {
            let foreign = match kind {
                "role" => &theirs.role,
                "team" => &theirs.team,
                "member" => &theirs.member,
                "project" => &theirs.project,
                "instance" => &theirs.instance,
                "database" => &theirs.database,
                "branch" => &theirs.branch,
                "request" => &theirs.request,
                _ => &theirs.token,
            };
            let ask = async |id: &str| {
                let path = path.replace("ID", id);
                let is_whole = path.starts_with("/api/");
                let path = if is_whole { path } else { format!("{}/{path}", own.organization) };
                let body: Value =
                    serde_json::from_str(&body.to_string().replace("ID", id)).unwrap();
                let body = (!body.is_null()).then_some(body);
                caller.json(method.clone(), &path, body).await
            };
            // What was done before is read anew by the next request, whatever it asks for; and the first refusal of its
            // kind is written down.
            ask("0123456789abcdef76543210").await;
            let (of_foreign, of_random) = (ask(foreign).await, ask(ABSENT).await);
            let said = |reply: &Reply, id: &str| {
                (reply.status, reply.without_request_id().replace(id, "ID"))
            };
            let what = format!("{way}: {method} {path} {body}");
            let (says, expected) = (said(&of_foreign, foreign), said(&of_random, ABSENT));
            if says != expected {
                failures.push(format!("{what}: {says:?}, not {expected:?}"));
            }
            // A place that is not read at all answers alike, and proves nothing.
            let is_unread = matches!(of_random.code(), "unknown_field" | "invalid_json");
            if of_random.status >= 500 || is_unread {
                failures.push(format!("{what}: {expected:?}"));
            }
            let (ran, expected) = settled(&of_foreign, &of_random).await;
            if ran != expected || ran.is_empty() {
                failures.push(format!("{what} ran {ran:#?}, not {expected:#?}"));
            }
        }
        // Of what is theirs, one's own log tells only what one tried.
        let log = caller.get(&format!("{}/audit?target={}", own.organization, theirs.member)).await;
        let told = log.body["items"].as_array().unwrap().clone();
        assert!(told.iter().all(|entry| entry["outcome"] == "denied"), "{}", log.text);
        // A token of one's own is for an organization that one is in.
        let mint = async |id: &str| {
            let body = json!({ "name": "new", "organization": id });
            let reply = eve.post("/api/v1/account/tokens", body).await;
            (reply.status, reply.without_request_id().replace(id, "ID"))
        };
        let foreign = theirs.organization.rsplit('/').next().unwrap();
        assert_eq!(mint(foreign).await, mint(ABSENT).await);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
