//! Where an id is asked for in a body or a query, as the contract says it, and a request for each such place.

use bailiwick_api::{Method as Verb, operations};
use reqwest::Method;
use serde_json::{Value, json};

use super::custom_roles::levels;

const CONTRACT: &str = include_str!("../../../../openapi.json");

/// How the contract says that something is an id.
const PATTERN: &str = "^[0-9a-f]{24}$";

/// Places that are tried elsewhere, or are not of an organization.
const ELSEWHERE: [(&str, &str); 7] = [
    // By the test of bodies itself, of organizations.
    ("account_token_create", "organization"),
    // Filtered as the list is; an export tells when it was made and is an entry itself.
    ("audit_export", "actor"),
    ("audit_export", "target"),
    // Of the whole server, which is its operators' to read.
    ("server_audit_list", "actor"),
    ("server_audit_list", "target"),
    ("server_audit_export", "actor"),
    ("server_audit_export", "target"),
];

/// One of everything in an organization, by its id.
pub(crate) struct Things {
    pub(crate) organization: String,
    pub(crate) role: String,
    pub(crate) team: String,
    pub(crate) member: String,
    pub(crate) project: String,
    pub(crate) instance: String,
    pub(crate) database: String,
    pub(crate) branch: String,
    pub(crate) token: String,
    /// What somebody asks to be let do.
    pub(crate) request: String,
    pub(crate) connection: String,
    /// Its owner's.
    pub(crate) account: String,
}

impl Things {
    /// Things that are nowhere, to look at the places alone.
    fn nowhere() -> Things {
        let nowhere = || "nowhere".to_owned();
        Things {
            organization: "/api/v1/organizations/nowhere".to_owned(),
            role: nowhere(),
            team: nowhere(),
            member: nowhere(),
            project: nowhere(),
            instance: nowhere(),
            database: nowhere(),
            branch: nowhere(),
            token: nowhere(),
            request: nowhere(),
            connection: nowhere(),
            account: nowhere(),
        }
    }
}

/// Where an id is asked for: the method, the path, the body. `ID` stands for the id.
pub(crate) fn places(own: &Things) -> Vec<(&'static str, Method, String, Value)> {
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
pub(crate) fn more_places(own: &Things) -> Vec<(&'static str, Method, String, Value)> {
    let Things { member, project, instance, connection, token, team, role, database, .. } = own;
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
    let tried = json!({ "name": "new", "branch": "ID" });
    places.push(("branch", post.clone(), format!("{connections}/test"), tried));
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
        let mut question = json!({ "principal": { "member": member }, "action": action });
        question[kind] = json!("ID");
        places.push((kind, post.clone(), "access/explain".into(), question));
        let mut question = json!({ "action": action });
        question[kind] = json!("ID");
        places.push((kind, post.clone(), "access/who-can".into(), question));
        let mut grant = json!({ "actions": [action] });
        grant[kind] = json!("ID");
        let part = json!({ "name": "new", "organization": organization, "grants": [grant] });
        places.push((kind, post.clone(), "/api/v1/account/tokens".into(), part));
        let set = json!({ "set_service_token_grants": { "token": token, "grants": [grant] } });
        places.push((kind, post.clone(), "access/simulate".into(), json!({ "change": set })));
    }
    for change in ["add_administrator", "remove_administrator"] {
        for (kind, one) in [
            ("database", json!({ "database": "ID", "member": member })),
            ("member", json!({ "database": database, "member": "ID" })),
        ] {
            let change = json!({ "change": { change: one } });
            places.push((kind, post.clone(), "access/simulate".into(), change));
        }
    }
    let approve = format!("access/requests/{}/approve", own.request);
    places.push(("role", post.clone(), approve, json!({ "role": "ID" })));
    let scoped = json!([{ "id": role, "scope": { "projects": ["ID"] } }]);
    let other = json!([{ "id": "ID" }]);
    for (kind, roles) in [("role", &other), ("project", &scoped)] {
        let roles = json!({ "roles": roles });
        places.push((kind, Method::PUT, format!("members/{member}/roles"), roles.clone()));
        places.push((kind, Method::PUT, format!("teams/{team}/roles"), roles.clone()));
        let team = json!({ "put_team": { "id": team, "roles": roles["roles"] } });
        places.push((kind, post.clone(), "access/simulate".into(), json!({ "change": team })));
        let mut invited = json!({ "email": "x@example.com" });
        invited["roles"] = roles["roles"].clone();
        places.push((kind, post.clone(), "invitations".into(), invited));
    }
    let assigning = json!({ "permissions": levels(&[("team", "manage")]), "assigns": ["ID"] });
    let one = json!({ "projects": [project], "instances": ["ID"] });
    for (kind, change) in [("role", assigning), ("instance", json!({ "scope": one }))] {
        places.push((kind, Method::PATCH, format!("roles/{role}"), change.clone()));
        let put = json!({ "change": { "put_role": { "id": role, "role": change } } });
        places.push((kind, post.clone(), "access/simulate".into(), put));
    }
    places.push(("member", Method::GET, "audit?target=ID".into(), Value::Null));
    places.push(("account", post.clone(), "audit/erase".into(), json!({ "account": "ID" })));
    let permissions = levels(&[("instances", "view")]);
    let changes = [
        ("member", json!({ "set_member_state": { "member": "ID", "state": "suspended" } })),
        ("member", json!({ "set_member_roles": { "member": "ID", "roles": [] } })),
        ("project", json!({ "set_member_roles": { "member": member, "roles": scoped } })),
        ("role", json!({ "set_member_roles": { "member": member, "roles": ["ID"] } })),
        ("role", json!({ "set_member_roles": { "member": member, "roles": other } })),
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

/// The places of a schema at which an id is asked for: `roles[].scope.projects[]`.
fn asked(contract: &Value, schema: &Value, place: &str, found: &mut Vec<String>, depth: u32) {
    if depth == 0 {
        return;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        asked(contract, &contract["components"]["schemas"][name], place, found, depth - 1);
    }
    if schema["pattern"] == PATTERN {
        found.push(place.to_owned());
    }
    for choice in ["anyOf", "oneOf", "allOf"] {
        for one in schema[choice].as_array().into_iter().flatten() {
            asked(contract, one, place, found, depth - 1);
        }
    }
    for (name, one) in schema["properties"].as_object().into_iter().flatten() {
        let inner = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        asked(contract, one, &inner, found, depth - 1);
    }
    if schema["items"].is_object() {
        asked(contract, &schema["items"], &format!("{place}[]"), found, depth - 1);
    }
}

/// Where `ID` stands in a body, in the same words.
fn tried(body: &Value, place: &str, found: &mut Vec<String>) {
    match body {
        Value::String(text) if text == "ID" => found.push(place.to_owned()),
        Value::Array(items) => {
            items.iter().for_each(|item| tried(item, &format!("{place}[]"), found));
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let inner = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                tried(value, &inner, found);
            }
        }
        _ => {}
    }
}

/// The operation that a request asks for.
fn operation_of(method: &Method, path: &str) -> &'static str {
    let path = if path.starts_with("/api/") {
        path.to_owned()
    } else {
        format!("/api/v1/organizations/nowhere/{path}")
    };
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &str| {
        let names: Vec<&str> = pattern.split('/').collect();
        let is_same = |(name, part): (&&str, &&str)| name.starts_with('{') || name == part;
        names.len() == parts.len() && names.iter().zip(&parts).all(is_same)
    };
    let verb = |verb: Verb| verb.as_str() == method.as_str();
    // A word of a path goes before a name in its place.
    let all = operations().iter().filter(|one| verb(one.method) && fits(one.path));
    let found = all.min_by_key(|one| one.path.matches('{').count());
    found.unwrap_or_else(|| panic!("{method} {path} is no operation")).id
}

/// The places that the contract has and nobody tries.
pub(crate) fn uncovered() -> Vec<String> {
    let own = Things::nowhere();
    let mut covered: Vec<(&str, String)> = Vec::new();
    for (_, method, path, body) in places(&own).into_iter().chain(more_places(&own)) {
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let id = operation_of(&method, path);
        let mut found = Vec::new();
        tried(&body, "", &mut found);
        let named = query.split('&').filter_map(|one| one.strip_suffix("=ID"));
        found.extend(named.map(str::to_owned));
        covered.extend(found.into_iter().map(|place| (id, place)));
    }
    let contract: Value = serde_json::from_str(CONTRACT).unwrap();
    let mut missing = Vec::new();
    let paths = contract["paths"].as_object().unwrap().values();
    for operation in paths.flat_map(|path| path.as_object().unwrap().values()) {
        let Some(id) = operation["operationId"].as_str() else { continue };
        let mut found = Vec::new();
        for content in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            asked(&contract, &content.1["schema"], "", &mut found, 20);
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] == "query" && parameter["schema"]["pattern"] == PATTERN {
                found.push(parameter["name"].as_str().unwrap().to_owned());
            }
        }
        found.sort_unstable();
        found.dedup();
        let is_open = |place: &String| {
            !covered.iter().any(|(of, tried)| *of == id && tried == place)
                && !ELSEWHERE.iter().any(|(of, other)| *of == id && other == place)
        };
        missing.extend(found.into_iter().filter(is_open).map(|place| format!("{id}: {place}")));
    }
    missing
}
