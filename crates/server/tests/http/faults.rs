//! A state of access that cannot be read, is older than what was read before (T69), or was written by a later version (T70),
//! and a clock that goes back.

use bailiwick_access::SystemRole;
use serde_json::json;

use super::cast::{behind, time_in};
use super::custom_roles::{House, levels};
use super::service_tokens::Robot;
use crate::support::{Client, Server};

async fn callers(house: &House) -> Vec<(&'static str, Client)> {
    let robot = Robot::of(&house.owner, &house.organization, "Reader").await;
    let granted = robot.grant(json!({ "preset": "read_only" })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    vec![
        ("session", house.owner.clone()),
        ("personal token", house.owner.token(json!({})).await),
        ("service token", robot.client),
    ]
}

#[tokio::test]
async fn t69_a_state_that_cannot_be_read_allows_nothing() {
    let house = House::build().await;
    let callers = callers(&house).await;
    let id = house.organization.rsplit('/').next().unwrap().to_owned();
    let projects = format!("{}/projects", house.organization);
    let eve = house.server.sign_up("eve").await;
    let damages = [
        ("the default role", "UPDATE organizations SET default_role = 'nobody'"),
        ("a member's id", "UPDATE members SET id = 'x' || substr(id, 2)"),
        ("where a grant counts", "UPDATE grants SET reach = 'everywhere'"),
        ("what a grant gives", "UPDATE grants SET actions = '{', role = NULL"),
        ("whom an instance belongs to", "UPDATE instances SET project = 'none', name_key = id"),
        ("which networks are let in", "UPDATE organizations SET addresses = '[\"everywhere\"]'"),
    ];
    let store = house.server.data().join("bailiwick.db");
    let connection = rusqlite::Connection::open(store).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
    for (what, damage) in damages {
        let table = damage.split(' ').nth(1).unwrap();
        let column = if table == "organizations" { "id" } else { "organization" };
        connection
            .execute_batch(&format!(
                "CREATE TABLE whole AS SELECT * FROM {table};
                 {damage} WHERE {column} = '{id}';
                 UPDATE organizations SET epoch = epoch + 1 WHERE id = '{id}'"
            ))
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        for (way, caller) in &callers {
            let made = json!({ "name": "Made" });
            for reply in [
                caller.get(&projects).await,
                caller.get(&house.organization).await,
                caller.post(&projects, made).await,
            ] {
                let said = (reply.status, reply.code());
                assert_eq!(said, (503, "unavailable"), "{what}, {way}: {}", reply.text);
                assert!(reply.header("retry-after").parse::<u64>().is_ok(), "{what}");
                assert!(!reply.text.contains(&id), "{what}: {}", reply.text);
            }
        }
        // Nobody else is affected, and whoever may not know of the organization learns nothing of its state.
        assert_eq!(eve.get(&house.organization).await.status, 404, "{what}");
        assert_eq!(eve.get(&eve.organization().await).await.status, 200, "{what}");
        connection
            .execute_batch(&format!(
                "UPDATE organizations SET epoch = epoch + 1 WHERE id = '{id}';
                 CREATE TABLE epochs AS SELECT id AS organization, epoch AS last FROM organizations;
                 DELETE FROM {table}; INSERT INTO {table} SELECT * FROM whole; DROP TABLE whole;
                 UPDATE organizations SET epoch = 1 + (SELECT last FROM epochs WHERE organization = id);
                 DROP TABLE epochs"
            ))
            .unwrap();
        for (way, caller) in &callers {
            let reply = caller.get(&projects).await;
            assert_eq!((reply.status, &reply.body["total"]), (200, &json!(2)), "{what}, {way}");
        }
    }
}

#[tokio::test]
async fn t69_an_epoch_that_went_back_is_read_anew() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("projects", "view")], json!({})).await;
    let session = house.member("crew", &crew).await;
    let projects = format!("{}/projects", house.organization);
    let id = house.organization.rsplit('/').next().unwrap();
    let robot = Robot::of(&house.owner, &house.organization, "Crew").await;
    let granted = json!({ "actions": ["projects.view"] });
    for caller in [session.clone(), session.token(json!({})).await, robot.client.clone()] {
        assert_eq!(robot.grant(granted.clone()).await.status, 201);
        assert_eq!(caller.get(&projects).await.body["total"], 2);
        // As after a restore: an older number, and another state.
        behind(
            &house.server,
            &format!(
                "DELETE FROM grants WHERE role = '{crew}' OR service_token IS NOT NULL;
                 UPDATE organizations SET epoch = epoch - 1 WHERE id = '{id}'"
            ),
        );
        let refused = caller.get(&projects).await;
        assert_eq!(refused.status, 403, "{}", refused.text);
        let member = session.member_id().await;
        let given = json!({ "roles": [crew] });
        let path = format!("{}/members/{member}/roles", house.organization);
        assert_eq!(house.owner.put(&path, given).await.status, 200);
    }
}

/// What of a credential or its account cannot be read lets nobody in, and is no fault of the request; a token that a later
/// version made is closed alone.
#[tokio::test]
async fn t69_a_credential_that_cannot_be_read_lets_nobody_in() {
    let house = House::build().await;
    let callers = callers(&house).await;
    let projects = format!("{}/projects", house.organization);
    let id = house.organization.rsplit('/').next().unwrap().to_owned();
    let store = house.server.data().join("bailiwick.db");
    let connection = rusqlite::Connection::open(store).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection.pragma_update(None, "foreign_keys", false).unwrap();
    connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
    let damages = [
        ("organizations", "epoch = 'abc'", [503, 503, 503]),
        ("accounts", "email = 'nobody'", [503, 503, 200]),
        ("sessions", "idle_seconds = -1", [503, 200, 200]),
        ("tokens", "preset = 'moonlight'", [200, 503, 200]),
        ("service_tokens", "created_at = 'then'", [200, 200, 503]),
    ];
    for (table, damage, expected) in damages {
        connection
            .execute_batch(&format!(
                "CREATE TABLE whole AS SELECT * FROM {table}; UPDATE {table} SET {damage}"
            ))
            .unwrap();
        for ((way, caller), status) in callers.iter().zip(expected) {
            let reply = caller.get(&projects).await;
            assert_eq!(reply.status, status, "{table}, {way}: {}", reply.text);
            assert!(status == 200 || !reply.text.contains(&id), "{table}: {}", reply.text);
        }
        connection
            .execute_batch(&format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM whole; DROP TABLE whole"
            ))
            .unwrap();
    }
    // Nor does the state of the organization need it.
    let changed =
        "UPDATE tokens SET preset = 'moonlight'; UPDATE organizations SET epoch = epoch + 1";
    behind(&house.server, changed);
    for ((way, caller), status) in callers.iter().zip([200, 503, 200]) {
        assert_eq!(caller.get(&projects).await.status, status, "{way}");
    }
}

/// A store that was put back, and then changed until it has the number that a node once read, is another state.
#[tokio::test]
async fn t69_a_number_that_is_reached_again_is_another_state() {
    let house = House::build().await;
    let organization = house.organization.rsplit('/').next().unwrap();
    let member = SystemRole::OrganizationMember.id();
    let victor = house.server.member(&house.owner, "victor", member).await;
    let path = format!("{}/members/{}/roles", house.organization, victor.member_id().await);
    let audit = format!("{}/audit", house.organization);
    for is_asked_between in [true, false] {
        let epoch = || -> i64 {
            let found = rusqlite::Connection::open(house.server.data().join("bailiwick.db"))
                .unwrap()
                .query_row(
                    "SELECT epoch FROM organizations WHERE id = ?1",
                    [organization],
                    |row| row.get(0),
                );
            found.unwrap()
        };
        let before = epoch();
        let administrator = json!({ "roles": [SystemRole::OrganizationAdministrator.id()] });
        assert_eq!(house.owner.put(&path, administrator).await.status, 200);
        assert_eq!(victor.get(&audit).await.status, 200);
        let role = SystemRole::OrganizationAdministrator.id();
        behind(
            &house.server,
            &format!(
                "UPDATE grants SET role = '{member}' WHERE role = '{role}';
                 UPDATE organizations SET epoch = {before} WHERE id = '{organization}'"
            ),
        );
        if is_asked_between {
            assert_eq!(victor.get(&audit).await.status, 403);
        }
        let other = json!({ "name": format!("Other {is_asked_between}"), "permissions": [{ "area": "team", "level": "view" }] });
        let made = house.owner.post(&format!("{}/roles", house.organization), other).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(victor.get(&audit).await.status, 403);
    }
}

#[tokio::test]
async fn t70_what_a_later_version_wrote_gives_nothing_here_and_is_not_lost() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("projects", "view")], json!({})).await;
    let member = house.member("crew", &crew).await;
    let organization = house.organization.rsplit('/').next().unwrap();
    let token = member.token(json!({})).await;
    let robot = Robot::of(&house.owner, &house.organization, "Crew").await;
    let granted = robot.grant(json!({ "actions": ["projects.view", "members.view"] })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let part = json!([{ "actions": ["projects.view", "members.view"] }]);
    let part = house.owner.token(json!({ "organization": organization, "grants": part })).await;
    behind(
        &house.server,
        &format!(
            r#"UPDATE roles SET permissions = '[["projects","view"],["moons","manage"],["instances","orbit"]]',
                 actions = '["members.view","moons.land"]' WHERE id = '{crew}';
               UPDATE grants SET actions = '["projects.view","members.view","moons.land","instances.orbit"]'
                 WHERE service_token IS NOT NULL OR personal_token IS NOT NULL;
               UPDATE organizations SET epoch = epoch + 1 WHERE id = '{organization}'"#
        ),
    );
    let role = house.owner.get(&house.role(&crew)).await;
    assert_eq!(role.status, 200, "{}", role.text);
    assert_eq!(role.body["permissions"], levels(&[("projects", "view")]));
    assert_eq!(
        (&role.body["actions"], &role.body["newer"]),
        (&json!(["members.view"]), &json!(true))
    );
    assert!(role.body["cannot"]["roles.update"].as_str().unwrap().contains("later version"));
    let instances = format!("{}/projects/{}/instances", house.organization, house.tracker);
    let projects = format!("{}/projects", house.organization);
    let holders =
        [("session", &member), ("token", &token), ("part", &part), ("robot", &robot.client)];
    for (hand, caller) in holders {
        let seen = caller.get(&format!("{}/members", house.organization)).await;
        assert_eq!(seen.status, 200, "{hand}: {}", seen.text);
        let seen = caller.get(&instances).await;
        assert!(seen.status == 403 || seen.body["total"] == 0, "{hand}: {}", seen.text);
        let made = caller.post(&projects, json!({ "name": "Moon" })).await;
        assert_eq!((made.status, made.code()), (403, "forbidden"), "{hand}: {}", made.text);
    }
    for (hand, caller) in house.owner.hands().await {
        for reply in [
            caller.patch(&house.role(&crew), json!({ "name": "Renamed" })).await,
            caller
                .post(&format!("{}/duplicate", house.role(&crew)), json!({ "name": "Copy" }))
                .await,
        ] {
            let said = (reply.status, reply.code());
            assert_eq!(said, (409, "role_is_newer"), "{hand}: {}", reply.text);
        }
    }
    let kept = rusqlite::Connection::open(house.server.data().join("bailiwick.db")).unwrap();
    let kept: String = kept
        .query_row("SELECT permissions FROM roles WHERE id = ?1", [&crew], |row| row.get(0))
        .unwrap();
    assert!(kept.contains("moons") && kept.contains("orbit"), "{kept}");
    let member = SystemRole::OrganizationMember.id();
    let gone = house.owner.delete(&format!("{}?reassign={member}", house.role(&crew))).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
}

#[tokio::test]
async fn a_clock_that_goes_back_revives_nothing_and_locks_nobody_out() {
    let server = Server::start().await;
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let dora = server.member(&owner, "dora", SystemRole::OrganizationMember.id()).await;
    let roles = format!("{organization}/members/{}/roles", dora.member_id().await);
    let developer = SystemRole::Developer.id().to_string();
    let ends = time_in(&server, 600);
    let given = json!({ "roles": [{ "id": developer, "expires_at": ends }] });
    assert_eq!(owner.put(&roles, given.clone()).await.status, 200);
    let short = dora.token(json!({ "expires_at": ends })).await;
    let instances = format!("{organization}/members?limit=1");
    assert_eq!(short.get(&instances).await.status, 200);
    server.clock.advance(700);
    assert_eq!(short.get("/api/v1/me").await.status, 401);
    assert_eq!(dora.get(&instances).await.status, 403);
    server.clock.advance(-300);
    assert_eq!(dora.get(&instances).await.status, 403, "what ended stays ended while it is known");
    // An end that is over by now is refused by its field, as is one before the clock of now.
    server.clock.advance(-3_600);
    let past = time_in(&server, -1);
    let refused =
        owner.put(&roles, json!({ "roles": [{ "id": developer, "expires_at": past }] })).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("`roles[0].expires_at`"), "{}", refused.text);
    let body = json!({ "email": "olga@example.com", "password": crate::support::PASSWORD });
    // Whoever failed in what is the future now is not kept out until then.
    server.clock.advance(7_200);
    for _ in 0..5 {
        let wrong = json!({ "email": "olga@example.com", "password": "wrong" });
        assert_eq!(server.stranger().post("/api/v1/sign-in", wrong).await.status, 401);
    }
    server.clock.advance(-7_200);
    let signed_in = server.stranger().post("/api/v1/sign-in", body.clone()).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    let wrong = json!({ "email": "olga@example.com", "password": "wrong" });
    let mut said = Vec::new();
    for _ in 0..2 {
        said.push(server.stranger().post("/api/v1/sign-in", wrong.clone()).await.status);
    }
    assert!(said.contains(&429), "nor does it give anybody all tries again: {said:?}");
    // The log keeps its order, whatever the clock says.
    let log = owner.get(&format!("{organization}/audit?limit=100")).await;
    let sequences: Vec<u64> = log.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["sequence"].as_u64().unwrap())
        .collect();
    assert!(sequences.is_sorted_by(|one, next| *one == next + 1), "{sequences:?}");
}
