//! Random requests that change who may do what; most are well formed, and name what is there.

use bailiwick_access::{Action, Area, Principal, SystemRole, World};
use reqwest::Method;
use serde_json::{Value, json};

use super::worlds::Seeded;
use super::{Actor, Model};
use crate::support::PASSWORD;

const ABSENT: &str = "0123456789abcdef01234567";

/// Begins what is decided of a request for access.
const DECIDED: &str = "access_request_";

/// Changes a thing, and with it what others hold there.
pub(super) const INSTANCE_UPDATE: &str = "instance_update";

/// A request.
#[derive(Debug)]
pub(super) struct Act {
    pub(super) kind: &'static str,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// The invitation that a stranger accepts by it.
    pub(super) accepts: Option<String>,
    /// An owner asks instead, as few others may decide.
    pub(super) by_owner: bool,
}

fn one_of<T: Clone>(seeded: &mut Seeded, all: &[T]) -> Option<T> {
    (!all.is_empty()).then(|| all[seeded.below(all.len() as u64) as usize].clone())
}

/// An id of some that are there, rarely of nothing.
fn some(seeded: &mut Seeded, ids: impl Iterator<Item = String>) -> String {
    let ids: Vec<String> = ids.collect();
    let absent = seeded.chance(2);
    one_of(seeded, &ids).filter(|_| !absent).unwrap_or_else(|| ABSENT.to_owned())
}

fn member(seeded: &mut Seeded, world: &World) -> String {
    some(seeded, world.members.iter().map(|one| one.id.to_string()))
}

fn team(seeded: &mut Seeded, world: &World) -> String {
    some(seeded, world.teams.iter().map(|one| one.id.to_string()))
}

fn token(seeded: &mut Seeded, world: &World) -> String {
    some(seeded, world.service_tokens.iter().map(|one| one.id.to_string()))
}

fn database(seeded: &mut Seeded, world: &World) -> String {
    some(seeded, world.databases.iter().map(|one| one.id.to_string()))
}

fn custom_role(seeded: &mut Seeded, world: &World) -> String {
    let custom = world.roles.iter().filter(|one| one.system.is_none());
    some(seeded, custom.map(|one| one.id.to_string()))
}

fn role(seeded: &mut Seeded, world: &World) -> String {
    match seeded.below(10) {
        0..=4 => SystemRole::ALL[seeded.below(5) as usize].id().to_string(),
        _ => custom_role(seeded, world),
    }
}

fn projects(seeded: &mut Seeded, world: &World) -> Vec<String> {
    let all = world.projects.iter().map(|one| one.id.to_string());
    all.filter(|_| seeded.chance(60)).collect()
}

/// Up to three roles, some for a part or for a while.
fn roles(seeded: &mut Seeded, model: &Model, world: &World) -> Value {
    let mut given = Vec::new();
    for _ in 0..seeded.below(4) {
        let id = role(seeded, world);
        let mut one = json!({ "id": id });
        if seeded.chance(25) {
            one["scope"] =
                json!({ "projects": projects(seeded, world), "production": seeded.chance(50) });
        }
        if seeded.chance(25) {
            let seconds = 10 + seeded.below(100) as i64;
            one["expires_at"] = json!(model.now().plus_seconds(seconds).to_string());
        }
        given.push(one);
    }
    json!({ "roles": given })
}

/// What a role could be.
fn role_body(seeded: &mut Seeded, model: &Model, world: &World) -> Value {
    let mut permissions = Vec::new();
    for area in Area::ALL {
        if seeded.chance(20) {
            let level = area.levels()[seeded.below(area.levels().len() as u64) as usize];
            permissions.push(json!({ "area": area.as_str(), "level": level.as_str() }));
        }
    }
    let mut body = json!({ "name": format!("Role {}-{}", model.made, seeded.below(1_000)), "permissions": permissions });
    if seeded.chance(20) {
        body["actions"] =
            json!([Action::ALL[seeded.below(Action::ALL.len() as u64) as usize].to_string()]);
    }
    if seeded.chance(30) {
        body["scope"] =
            json!({ "projects": projects(seeded, world), "production": seeded.chance(70) });
    }
    if seeded.chance(15) {
        body["assigns"] = json!([role(seeded, world)]);
    }
    body
}

fn actions(seeded: &mut Seeded) -> Vec<String> {
    let percent = [2, 10][seeded.below(2) as usize];
    let all = Action::ALL.iter().filter(|_| seeded.chance(percent));
    all.map(|action| action.to_string()).collect()
}

fn grant_body(seeded: &mut Seeded, world: &World) -> Value {
    let mut body = json!({ "actions": actions(seeded), "production": seeded.chance(30) });
    match seeded.below(4) {
        0 => body["database"] = json!(database(seeded, world)),
        1 => {
            body["project"] =
                json!(some(seeded, world.projects.iter().map(|one| one.id.to_string())))
        }
        _ => {}
    }
    body
}

/// What somebody asks to be let do, anywhere.
fn request_body(seeded: &mut Seeded, world: &World) -> Value {
    let action = Action::ALL[seeded.below(Action::ALL.len() as u64) as usize];
    let seconds = 300 + seeded.below(1_000);
    let mut body = json!({ "action": action.to_string(), "reason": "work", "seconds": seconds });
    match seeded.below(7) {
        0 => body["database"] = json!(database(seeded, world)),
        1 => {
            let all = world.projects.iter().map(|one| one.id.to_string());
            body["project"] = json!(some(seeded, all));
        }
        2 => {
            let all = world.instances.iter().map(|one| one.id.to_string());
            body["instance"] = json!(some(seeded, all));
        }
        _ => {}
    }
    body
}

/// Somebody decides what another asked for, or takes it back.
fn decision(
    seeded: &mut Seeded,
    model: &Model,
    world: &World,
) -> (&'static str, Method, String, Option<Value>) {
    // Most of those before were decided.
    let newest = model.requests.last().filter(|_| seeded.chance(60)).cloned();
    let asked = newest.unwrap_or_else(|| some(seeded, model.requests.iter().cloned()));
    let (kind, verb) = [
        ("access_request_approve", "approve"),
        ("access_request_approve", "approve"),
        ("access_request_decline", "decline"),
        ("access_request_revoke", "revoke"),
        ("access_withdraw", "withdraw"),
    ][seeded.below(5) as usize];
    let body = match verb {
        "approve" if seeded.chance(40) => Some(json!({ "role": role(seeded, world) })),
        "withdraw" => None,
        _ => Some(json!({})),
    };
    (kind, Method::POST, format!("access/requests/{asked}/{verb}"), body)
}

/// Somebody makes a personal token that carries a part, renews one of theirs, or ends it.
fn of_own_tokens(
    seeded: &mut Seeded,
    model: &Model,
    world: &World,
    actor: &Actor,
    number: &str,
) -> Act {
    let tokens = "/api/v1/account/tokens".to_owned();
    let is_own = |owner| Principal::Member(owner) == actor.who;
    let own = world.personal_tokens.iter().filter(|one| is_own(one.member));
    let own: Vec<String> = own.map(|one| one.id.to_string()).collect();
    let (kind, method, path, body) = match (seeded.below(4), one_of(seeded, &own)) {
        (0, Some(id)) => ("account_token_revoke", Method::DELETE, format!("{tokens}/{id}"), None),
        (1, Some(id)) => {
            let path = format!("{tokens}/{id}/rotate");
            ("account_token_rotate", Method::POST, path, Some(json!({})))
        }
        _ => {
            let body = json!({
                "name": format!("Part {number}"), "organization": model.organization,
                "grants": [grant_body(seeded, world)],
            });
            ("account_token_create", Method::POST, tokens, Some(body))
        }
    };
    Act { kind, method, path, body, accepts: None, by_owner: false }
}

/// The next request of somebody.
pub(super) fn random(seeded: &mut Seeded, model: &Model, world: &World, actor: &Actor) -> Act {
    let number = format!("{}-{}", model.made, seeded.below(100_000));
    let (kind, method, path, body) = match seeded.below(40) {
        0..=4 => {
            let path = format!("members/{}/roles", member(seeded, world));
            ("member_role_update", Method::PUT, path, Some(roles(seeded, model, world)))
        }
        5 => {
            let state = ["suspended", "active", "active"][seeded.below(3) as usize];
            let path = format!("members/{}", member(seeded, world));
            ("member_update", Method::PATCH, path, Some(json!({ "state": state })))
        }
        6 => {
            let tokens = ["", "?tokens=keep", "?tokens=revoke"][seeded.below(3) as usize];
            let path = format!("members/{}{tokens}", member(seeded, world));
            ("member_remove", Method::DELETE, path, None)
        }
        7 => {
            let path = format!("members/{}/copy", member(seeded, world));
            ("member_copy", Method::POST, path, Some(json!({ "from": member(seeded, world) })))
        }
        8..=9 => {
            let mut body = roles(seeded, model, world);
            body["email"] = json!(format!("guest{number}@example.com"));
            if seeded.chance(30) {
                body["teams"] = json!([team(seeded, world)]);
            }
            ("invitation_create", Method::POST, "invitations".to_owned(), Some(body))
        }
        10 => {
            let sent = some(seeded, world.invitations.iter().map(|one| one.id.to_string()));
            match seeded.below(2) {
                0 => ("invitation_cancel", Method::DELETE, format!("invitations/{sent}"), None),
                _ => {
                    let path = format!("invitations/{sent}/resend");
                    ("invitation_resend", Method::POST, path, Some(json!({})))
                }
            }
        }
        11..=12 => {
            if let Some(act) = acceptance(seeded, model, world, &number) {
                return act;
            }
            ("organization_leave", Method::POST, "leave".to_owned(), None)
        }
        13..=14 => {
            let body = role_body(seeded, model, world);
            ("role_create", Method::POST, "roles".to_owned(), Some(body))
        }
        15..=16 => {
            let path = format!("roles/{}", custom_role(seeded, world));
            ("role_update", Method::PATCH, path, Some(role_body(seeded, model, world)))
        }
        17 => {
            let reassign = [String::new(), format!("?reassign={}", role(seeded, world))];
            let place = seeded.below(2) as usize;
            let path = format!("roles/{}{}", custom_role(seeded, world), reassign[place]);
            ("role_delete", Method::DELETE, path, None)
        }
        18 => {
            let body = json!({ "name": format!("Team {number}") });
            ("team_create", Method::POST, "teams".to_owned(), Some(body))
        }
        19..=20 => {
            let path = format!("teams/{}/members/{}", team(seeded, world), member(seeded, world));
            let method =
                [Method::PUT, Method::PUT, Method::DELETE][seeded.below(3) as usize].clone();
            ("team_member", method, path, None)
        }
        21 => {
            let path = format!("teams/{}/roles", team(seeded, world));
            ("team_role_update", Method::PUT, path, Some(roles(seeded, model, world)))
        }
        22 => {
            let (team, database) = (team(seeded, world), database(seeded, world));
            let method = [Method::PUT, Method::DELETE][seeded.below(2) as usize].clone();
            ("team_database", method, format!("teams/{team}/databases/{database}"), None)
        }
        23 => ("team_delete", Method::DELETE, format!("teams/{}", team(seeded, world)), None),
        24 => {
            let (database, member) = (database(seeded, world), member(seeded, world));
            let method = [Method::PUT, Method::DELETE][seeded.below(2) as usize].clone();
            let path = format!("databases/{database}/administrators/{member}");
            ("database_administrator", method, path, None)
        }
        25 => {
            let body = json!({ "name": format!("Robot {number}") });
            ("service_token_create", Method::POST, "service-tokens".to_owned(), Some(body))
        }
        26..=27 => {
            let path = format!("service-tokens/{}/grants", token(seeded, world));
            ("service_token_grant_create", Method::POST, path, Some(grant_body(seeded, world)))
        }
        28 => {
            let path = format!("service-tokens/{}", token(seeded, world));
            let body = json!({ "suspended": seeded.chance(50) });
            ("service_token_update", Method::PATCH, path, Some(body))
        }
        29 => {
            let body = json!({ "default_role": role(seeded, world) });
            ("organization_settings_update", Method::PATCH, "settings".to_owned(), Some(body))
        }
        30..=31 => {
            let body = request_body(seeded, world);
            ("access_ask", Method::POST, "access/requests".to_owned(), Some(body))
        }
        32..=34 => decision(seeded, model, world),
        35..=36 => return of_own_tokens(seeded, model, world, actor, &number),
        37 => {
            let path = format!("service-tokens/{}", token(seeded, world));
            match seeded.below(2) {
                0 => ("service_token_delete", Method::DELETE, path, None),
                _ => {
                    let path = format!("{path}/rotate");
                    ("service_token_rotate", Method::POST, path, Some(json!({})))
                }
            }
        }
        38 => {
            let tokens = world.service_tokens.iter();
            let all = tokens.flat_map(|one| one.grants.iter().map(|grant| (one.id, grant.id)));
            let all: Vec<_> = all.collect();
            let path = match one_of(seeded, &all) {
                Some((token, grant)) => format!("service-tokens/{token}/grants/{grant}"),
                None => format!("service-tokens/{}/grants/{ABSENT}", token(seeded, world)),
            };
            ("service_token_grant_delete", Method::DELETE, path, None)
        }
        _ => {
            let one = &world.instances[seeded.below(world.instances.len() as u64) as usize];
            let path = format!("projects/{}/instances/{}", one.project, one.id);
            let body = json!({ "production": seeded.chance(50) });
            (INSTANCE_UPDATE, Method::PATCH, path, Some(body))
        }
    };
    let path = format!("{}/{path}", model.house.organization);
    let by_owner = kind.starts_with(DECIDED) && seeded.chance(60);
    Act { kind, method, path, body, accepts: None, by_owner }
}

/// Somebody accepts an invitation that still stands.
fn acceptance(seeded: &mut Seeded, model: &Model, world: &World, number: &str) -> Option<Act> {
    let standing: Vec<String> = world.invitations.iter().map(|one| one.id.to_string()).collect();
    let known: Vec<(&String, &String)> =
        model.links.iter().filter(|(id, _)| standing.contains(id)).collect();
    let (invitation, secret) = one_of(seeded, &known)?;
    Some(Act {
        kind: "invitation_accept",
        method: Method::POST,
        path: format!("/api/v1/invitations/{secret}/accept"),
        body: Some(json!({ "password": PASSWORD, "display_name": format!("Guest {number}") })),
        accepts: Some(invitation.clone()),
        by_owner: false,
    })
}
