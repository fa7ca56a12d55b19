//! What people get wrong: each is refused with a sentence that names the field and the reason, by whatever credential.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::time_in;
use super::custom_roles::{House, levels};
use super::service_tokens::Robot;
use crate::support::Client;

/// A request, the field that its refusal names, and a word of the reason.
type Case = (&'static str, Method, String, Value, &'static str, &'static str);

/// A project that was there and is not any more.
async fn deleted(house: &House) -> String {
    let projects = format!("{}/projects", house.organization);
    let new = json!({ "name": "Gone", "instances": [], "without_database": true });
    let gone = house.owner.post(&projects, new).await.id();
    assert_eq!(house.owner.delete(&format!("{projects}/{gone}")).await.status, 204);
    gone
}

async fn cases(house: &House) -> Vec<Case> {
    let gone = deleted(house).await;
    let robot = Robot::of(&house.owner, &house.organization, "CI").await;
    let developer = SystemRole::Developer.id().to_string();
    let member = house.member("dora", &developer).await.member_id().await;
    let roles_of = format!("{}/members/{member}/roles", house.organization);
    let invitations = format!("{}/invitations", house.organization);
    let (grants, roles) = (format!("{}/grants", robot.path), house.roles());
    let past = time_in(&house.server, -1);
    let role = |more: Value| {
        let mut body = json!({ "name": "Crew", "permissions": levels(&[("projects", "view")]) });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let scoped = |projects: Value| json!({ "scope": { "projects": projects } });
    let here = json!([house.tracker]);
    let manage = |scope: Value| {
        role(json!({ "permissions": levels(&[("projects", "manage")]), "scope": scope }))
    };
    let given = |more: Value| {
        let mut one = json!({ "id": developer });
        for (key, value) in more.as_object().unwrap() {
            one[key] = value.clone();
        }
        json!({ "roles": [one] })
    };
    let (post, put) = (|| Method::POST, || Method::PUT);
    vec![
        (
            "a system role's name in another case",
            post(),
            roles.clone(),
            role(json!({ "name": "OWNER" })),
            "name",
            "Owner",
        ),
        (
            "with a blank behind it",
            post(),
            roles.clone(),
            role(json!({ "name": "developer " })),
            "name",
            "Developer",
        ),
        (
            "in letters that look alike",
            post(),
            roles.clone(),
            role(json!({ "name": "Оwner" })),
            "name",
            "Owner",
        ),
        (
            "a level that an area does not offer",
            post(),
            roles.clone(),
            role(json!({ "permissions": levels(&[("billing", "deploy")]) })),
            "permissions[0].level",
            "`view`",
        ),
        (
            "an area without View",
            post(),
            roles.clone(),
            role(json!({ "permissions": levels(&[("organization_settings", "view")]) })),
            "permissions[0].level",
            "`manage`",
        ),
        (
            "Manage on Projects of some",
            post(),
            roles.clone(),
            manage(json!({ "projects": here })),
            "scope",
            "all projects",
        ),
        (
            "Manage on Projects without production",
            post(),
            roles.clone(),
            manage(json!({ "production": false })),
            "scope",
            "production",
        ),
        (
            "a role of nothing",
            post(),
            roles.clone(),
            role(json!({ "permissions": [], "actions": [] })),
            "permissions",
            "at least",
        ),
        (
            "a scope that names what was deleted",
            post(),
            roles.clone(),
            role(scoped(json!([gone]))),
            "scope.projects",
            "no project",
        ),
        (
            "a role of nowhere",
            post(),
            roles,
            role(scoped(json!([]))),
            "scope.projects",
            "at least one project",
        ),
        (
            "a grant there",
            put(),
            roles_of.clone(),
            given(scoped(json!([gone]))),
            "roles[0].scope.projects[0]",
            "no such project",
        ),
        (
            "a grant of nowhere",
            put(),
            roles_of.clone(),
            given(scoped(json!([]))),
            "roles[0].scope.projects",
            "at least",
        ),
        (
            "a grant that is over",
            put(),
            roles_of,
            given(json!({ "expires_at": past })),
            "roles[0].expires_at",
            "over",
        ),
        (
            "an invitation there",
            post(),
            invitations,
            json!({ "email": "x@example.com", "roles": given(scoped(json!([gone])))["roles"] }),
            "roles[0].scope.projects[0]",
            "no such project",
        ),
        (
            "a token's grant there",
            post(),
            grants.clone(),
            json!({ "actions": ["projects.view"], "project": gone }),
            "project",
            "no project",
        ),
        (
            "a token's grant that is over",
            post(),
            grants,
            json!({ "actions": ["projects.view"], "expires_at": past }),
            "expires_at",
            "passed",
        ),
    ]
}

async fn callers(house: &House) -> Vec<(&'static str, Client)> {
    vec![("session", house.owner.clone()), ("token", house.owner.token(json!({})).await)]
}

#[tokio::test]
async fn what_people_get_wrong_is_refused_by_its_field_and_with_a_reason() {
    let house = House::build().await;
    let mut failures = Vec::new();
    let cases = cases(&house).await;
    for (way, caller) in callers(&house).await {
        for (what, method, path, body, field, reason) in &cases {
            let reply = caller.json(method.clone(), path, Some(body.clone())).await;
            let message = reply.body["error"]["message"].as_str().unwrap_or_default();
            let is_named = message.contains(&format!("`{field}`")) && message.contains(reason);
            if reply.status != 422 || !is_named {
                failures.push(format!("{what}, {way}: {} {}", reply.status, reply.text));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn an_address_in_another_case_is_the_same_address() {
    let house = House::build().await;
    let invitations = format!("{}/invitations", house.organization);
    let sent = house.owner.post(&invitations, json!({ "email": "cleo@example.com" })).await;
    assert_eq!(sent.status, 201, "{}", sent.text);
    for (way, caller) in callers(&house).await {
        for (email, code) in
            [("Cleo@Example.COM", "already_invited"), ("OLGA@example.com", "already_member")]
        {
            let reply = caller.post(&invitations, json!({ "email": email })).await;
            assert_eq!((reply.status, reply.code()), (409, code), "{way}: {}", reply.text);
            let message = reply.body["error"]["message"].as_str().unwrap();
            let begin = format!("`email`: `{}` is ", email.to_lowercase());
            assert!(message.starts_with(&begin), "{way}: {message}");
        }
    }
}
