//! What a change would do, and the table of what everybody may do.

use bailiwick_access::SystemRole;
use serde_json::{Value, json};

use crate::support::{Client, Server, member};

const ABSENT: &str = "0123456789abcdef01234567";

async fn simulate(asker: &Client, organization: &str, change: Value) -> Value {
    let path = format!("{organization}/access/simulate");
    let reply = asker.post(&path, json!({ "change": change })).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.body
}

async fn id_of(client: &Client) -> String {
    let me = client.get("/api/v1/me").await;
    me.body["organizations"][0]["member"].as_str().unwrap().to_owned()
}

/// A project with an instance, and a member who holds a role that sees it.
async fn with_role(server: &Server) -> (Client, String, String, Client, String) {
    let owner = server.owner().await;
    let organization = owner.organization().await;
    let project =
        owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await.id();
    let person = member(server, &organization, SystemRole::OrganizationMember, None).await;
    let role =
        json!({ "name": "Deployers", "permissions": [{ "area": "instances", "level": "view" }] });
    let role = owner.post(&format!("{organization}/roles"), role).await;
    assert_eq!(role.status, 201, "{}", role.text);
    let roles = json!({ "roles": [SystemRole::OrganizationMember.id(), role.id()] });
    let path = format!("{organization}/members/{}/roles", id_of(&person).await);
    let given = owner.put(&path, roles).await;
    assert_eq!(given.status, 200, "{}", given.text);
    (owner, organization, project, person, role.id())
}

#[tokio::test]
async fn a_role_edit_is_simulated_as_it_then_happens() {
    let server = Server::start().await;
    let (owner, organization, project, person, role) = with_role(&server).await;
    let edit = json!({ "permissions": [
        { "area": "projects", "level": "view" },
        { "area": "instances", "level": "deploy" },
    ] });
    let told =
        simulate(&owner, &organization, json!({ "put_role": { "id": role, "role": edit } })).await;
    assert_eq!(told["refused"], Value::Null, "{told}");
    assert_eq!((told["affected"].as_u64(), told["lost"].as_u64()), (Some(1), Some(0)), "{told}");
    let sum: u64 = told["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["gained"].as_array().unwrap().len() as u64)
        .sum();
    assert_eq!(told["gained"].as_u64(), Some(sum));
    let deploys =
        |row: &&Value| row["gained"].as_array().unwrap().contains(&json!("connections.deploy"));
    let rows: Vec<&Value> = told["members"].as_array().unwrap().iter().filter(deploys).collect();
    assert!(
        rows.iter()
            .any(|row| row["resource"]["kind"] == "instance" && row["project"]["name"] == "Shop"),
        "{told}"
    );
    assert!(rows.iter().all(|row| row["member"]["name"] == "Organization Member"), "{told}");

    let check = json!({ "principal": { "member": id_of(&person).await }, "checks": [{ "action": "connections.deploy", "project": project }] });
    let path = format!("{organization}/access/check");
    let before = owner.post(&path, check.clone()).await;
    assert_eq!(before.body["results"][0]["allowed"], false, "nothing was saved: {}", before.text);
    let saved = owner.patch(&format!("{organization}/roles/{role}"), edit).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    let after = owner.post(&path, check).await;
    assert_eq!(after.body["results"][0]["allowed"], true, "{}", after.text);
}

#[tokio::test]
async fn every_kind_of_change_is_simulated() {
    let server = Server::start().await;
    let (owner, organization, _, person, role) = with_role(&server).await;
    let id = id_of(&person).await;
    let database =
        owner.get(&format!("{organization}/databases")).await.body["items"][0]["id"].clone();
    let token =
        owner.post(&format!("{organization}/service-tokens"), json!({ "name": "ci" })).await;
    assert_eq!(token.status, 201, "{}", token.text);
    let token =
        token.body["id"].as_str().or(token.body["token"]["id"].as_str()).unwrap().to_owned();
    let namesake = json!({ "name": "New role", "actions": ["branches.create"] });
    let namesake = owner.post(&format!("{organization}/roles"), namesake).await;
    assert_eq!(namesake.status, 201, "{}", namesake.text);
    // Change; whether anything is gained; whether anything is lost.
    for (change, gains, loses) in [
        (json!({ "remove_role": role }), false, true),
        (
            json!({ "put_role": { "role": { "permissions": [{ "area": "team", "level": "view" }] } } }),
            false,
            false,
        ),
        (
            json!({ "set_member_roles": { "member": id, "roles": [SystemRole::Developer.id()] } }),
            true,
            true,
        ),
        (json!({ "set_member_state": { "member": id, "state": "suspended" } }), false, true),
        (json!({ "remove_member": id }), false, true),
        (
            json!({ "put_team": { "members": [id], "roles": [SystemRole::Developer.id()] } }),
            true,
            false,
        ),
        (json!({ "put_team": { "members": [id], "databases": [database] } }), true, false),
        (json!({ "add_administrator": { "database": database, "member": id } }), true, false),
        // A role that has no name yet looks like none, also not like one of that name.
        (json!({ "put_role": { "role": { "actions": ["branches.create"] } } }), false, false),
        (
            json!({ "set_service_token_grants": { "token": token, "grants": [{ "actions": ["projects.view"] }] } }),
            true,
            false,
        ),
    ] {
        let told = simulate(&owner, &organization, change.clone()).await;
        assert_eq!(told["gained"].as_u64().unwrap() > 0, gains, "{change}: {told}");
        assert_eq!(told["lost"].as_u64().unwrap() > 0, loses, "{change}: {told}");
        // What it would do is told, and that a role that is held is not removed without another in its place.
        let code =
            if change.get("remove_role").is_some() { json!("role_in_use") } else { Value::Null };
        assert_eq!(told["refused"]["code"], code, "{change}: {told}");
    }
    let path = format!("{organization}/access/simulate");
    for change in [
        json!({ "remove_role": ABSENT }),
        json!({ "remove_role": SystemRole::Owner.id() }),
        json!({ "remove_member": ABSENT }),
        json!({ "remove_team": ABSENT }),
        json!({ "put_team": { "databases": [ABSENT] } }),
        json!({ "add_administrator": { "database": ABSENT, "member": id } }),
        json!({ "add_administrator": { "database": database, "member": ABSENT } }),
        json!({ "remove_administrator": { "database": database, "member": id } }),
        json!({ "remove_administrator": { "database": ABSENT, "member": id } }),
        json!({ "remove_administrator": { "database": database, "member": ABSENT } }),
        json!({ "put_team": { "members": [ABSENT] } }),
    ] {
        let reply = owner.post(&path, json!({ "change": change })).await;
        assert_eq!(reply.status, 404, "{change}: {}", reply.text);
    }
    let twice = json!({ "change": { "remove_role": role, "remove_member": id } });
    assert_eq!(owner.post(&path, twice).await.status, 422);
}

#[tokio::test]
async fn an_approval_is_simulated_as_it_then_happens() {
    let server = Server::start().await;
    let (owner, organization, project, person, _) = with_role(&server).await;
    let requests = format!("{organization}/access/requests");
    let ask = json!({ "action": "instances.create", "project": project, "reason": "a new shop", "seconds": 3600 });
    let request = person.post(&requests, ask).await;
    assert_eq!(request.status, 201, "{}", request.text);
    let approval =
        |role: Value| json!({ "approve_request": { "request": request.id(), "role": role } });
    let exactly = simulate(&owner, &organization, approval(Value::Null)).await;
    assert_eq!(exactly["refused"], Value::Null, "{exactly}");
    assert_eq!(exactly["members"][0]["gained"], json!(["instances.create"]), "{exactly}");
    let by_role =
        simulate(&owner, &organization, approval(json!(SystemRole::Developer.id()))).await;
    assert!(by_role["gained"].as_u64() > exactly["gained"].as_u64(), "{by_role}");
    let path = format!("{organization}/access/simulate");
    let auditor = member(&server, &organization, SystemRole::Developer, None).await;
    let hidden = auditor.post(&path, json!({ "change": approval(Value::Null) })).await;
    assert_eq!(hidden.status, 404, "who may not decide it does not see it: {}", hidden.text);
    let useless = json!({ "change": approval(json!(SystemRole::OrganizationMember.id())) });
    assert_eq!(owner.post(&path, useless).await.status, 422);
}

#[tokio::test]
async fn administrators_of_a_database_are_simulated_as_it_then_happens() {
    let server = Server::start().await;
    let (owner, organization, _, person, _) = with_role(&server).await;
    let id = id_of(&person).await;
    let database = owner.get(&format!("{organization}/databases")).await.body["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("{organization}/databases/{database}/administrators/{id}");
    let one = json!({ "database": database, "member": id });
    let (add, remove) =
        (json!({ "add_administrator": one }), json!({ "remove_administrator": one }));
    let before = simulate(&owner, &organization, add.clone()).await;
    assert_eq!(before["members"][0]["resource"]["id"], json!(database), "{before}");
    let added = owner.put(&path, json!({})).await;
    assert!(added.status == 200, "{}", added.text);
    let again = simulate(&owner, &organization, add.clone()).await;
    assert_eq!((&again["gained"], &again["affected"]), (&json!(0), &json!(0)), "{again}");
    let after = simulate(&owner, &organization, remove.clone()).await;
    assert_eq!((&after["lost"], &after["refused"]), (&before["gained"], &Value::Null), "{after}");
    // Through a team they keep it all.
    let team = owner.post(&format!("{organization}/teams"), json!({ "name": "Data" })).await.id();
    for path in [format!("members/{id}"), format!("databases/{database}")] {
        let put = owner.put(&format!("{organization}/teams/{team}/{path}"), json!({})).await;
        assert!([200, 201, 204].contains(&put.status), "{}", put.text);
    }
    let kept = simulate(&owner, &organization, remove.clone()).await;
    assert_eq!((&kept["lost"], &kept["refused"]), (&json!(0), &Value::Null), "{kept}");
    // Nothing is left to take back then, as the save says.
    assert_eq!(owner.delete(&path).await.status, 204);
    let (told, refused) =
        (simulate(&owner, &organization, remove.clone()).await, owner.delete(&path).await);
    assert_eq!(
        (refused.status, refused.code()),
        (409, "administrator_by_team"),
        "{}",
        refused.text
    );
    assert_eq!(told["refused"]["code"], "administrator_by_team", "{told}");
    assert_eq!(told["refused"]["message"], refused.body["error"]["message"], "{told}");
    // Nor is anybody judged where it is so already: an administrator may leave an owner one.
    let owner_id = id_of(&owner).await;
    let of_owner = format!("{organization}/databases/{database}/administrators/{owner_id}");
    assert_eq!(owner.put(&of_owner, json!({})).await.status, 200);
    let ana = member(&server, &organization, SystemRole::OrganizationAdministrator, None).await;
    assert_eq!(ana.put(&of_owner, json!({})).await.status, 200);
    let change = json!({ "add_administrator": { "database": database, "member": owner_id } });
    let told = simulate(&ana, &organization, change).await;
    assert_eq!(told["refused"], Value::Null, "{told}");
    // Whoever may look ahead and not change says so.
    let auditor = json!({ "name": "Auditors", "actions": ["access.explain"] });
    let auditor = owner.post(&format!("{organization}/roles"), auditor).await;
    assert_eq!(auditor.status, 201, "{}", auditor.text);
    let roles = json!({ "roles": [SystemRole::OrganizationMember.id(), auditor.id()] });
    let other = member(&server, &organization, SystemRole::OrganizationMember, None).await;
    let path = format!("{organization}/members/{}/roles", id_of(&other).await);
    assert_eq!(owner.put(&path, roles).await.status, 200);
    let told = simulate(&other, &organization, remove).await;
    assert_eq!(told["refused"]["action"], "database_members.update", "{told}");
}

#[tokio::test]
async fn what_would_be_refused_says_so_and_what_is_half_written_too() {
    let server = Server::start().await;
    let (owner, organization, _, person, _) = with_role(&server).await;
    let id = id_of(&person).await;
    let administrator =
        member(&server, &organization, SystemRole::OrganizationAdministrator, None).await;
    let promote =
        json!({ "set_member_roles": { "member": id, "roles": [SystemRole::Owner.id()] } });
    let told = simulate(&administrator, &organization, promote.clone()).await;
    assert_eq!(told["refused"]["code"], "would_exceed_grantor", "{told}");
    assert_eq!(told["refused"]["action"], "owners.manage", "{told}");
    assert!(told["gained"].as_u64().unwrap() > 0, "what it would give is told all the same");
    let developer = member(&server, &organization, SystemRole::Developer, None).await;
    let told = simulate(&developer, &organization, promote).await;
    assert_eq!(told["refused"]["action"], "members.update", "{told}");
    let own = id_of(&owner).await;
    let told = simulate(&owner, &organization, json!({ "remove_member": own })).await;
    assert_eq!(told["refused"]["code"], "last_owner", "{told}");
    let empty =
        simulate(&owner, &organization, json!({ "put_role": { "role": { "permissions": [] } } }))
            .await;
    assert_eq!(
        (&empty["gained"], &empty["refused"]["code"]),
        (&json!(0), &json!("invalid_field")),
        "{empty}"
    );
    let eve = server.sign_up("eve").await;
    let change = json!({ "change": { "remove_member": id } });
    assert_eq!(eve.post(&format!("{organization}/access/simulate"), change).await.status, 404);
}

#[tokio::test]
async fn the_matrix_says_what_each_member_may_do_where() {
    let server = Server::start().await;
    let (owner, organization, project, _, _) = with_role(&server).await;
    let matrix = owner.get(&format!("{organization}/access/matrix")).await;
    assert_eq!(matrix.status, 200, "{}", matrix.text);
    assert_eq!(
        (matrix.body["total"].as_u64(), &matrix.body["projects"][0]["name"]),
        (Some(2), &json!("Shop"))
    );
    let rows = matrix.body["items"].as_array().unwrap();
    assert_eq!(rows[0]["member"]["name"], "Olga");
    assert!(rows[0]["organization"].as_array().unwrap().contains(&json!("owners.manage")));
    let cell = &rows[1]["cells"][0];
    assert_eq!(cell["projects"], json!([project]));
    assert!(cell["whole"].as_array().unwrap().contains(&json!("instances.view")), "{cell}");
    assert!(!cell["whole"].as_array().unwrap().contains(&json!("instances.update")), "{cell}");
    let only = owner.get(&format!("{organization}/access/matrix?project={ABSENT}")).await;
    assert_eq!(only.status, 404);
    assert_eq!(owner.get(&format!("{organization}/access/matrix?format=xml")).await.status, 422);
}

#[tokio::test]
async fn the_matrix_as_csv_runs_no_formula() {
    let server = Server::start().await;
    let (owner, organization, _, person, _) = with_role(&server).await;
    let renamed =
        person.patch("/api/v1/me", json!({ "display_name": "=HYPERLINK(\"http://evil\")" })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    let csv = owner.get(&format!("{organization}/access/matrix?format=csv")).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let mut lines = csv.text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(columns[..4], ["member", "email", "project_id", "project"]);
    let place = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let of_olga: Vec<Vec<&str>> = lines
        .clone()
        .filter(|line| line.starts_with("Olga,"))
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(of_olga.len(), 2, "the organization and one project");
    assert_eq!(of_olga[0][place("owners.manage")], "yes");
    assert_eq!(
        (of_olga[1][3], of_olga[1][place("owners.manage")], of_olga[1][place("projects.delete")]),
        ("Shop", "", "yes")
    );
    let evil: Vec<&str> = lines.filter(|line| line.contains("HYPERLINK")).collect();
    assert!(
        !evil.is_empty() && evil.iter().all(|line| line.starts_with("\"'=HYPERLINK")),
        "{evil:?}"
    );
}

#[tokio::test]
async fn t41_the_matrix_leaves_out_what_the_asker_may_not_see() {
    let server = Server::start().await;
    let (owner, organization, project, person, _) = with_role(&server).await;
    let role = json!({ "name": "People", "permissions": [{ "area": "team", "level": "view" }] });
    let role = owner.post(&format!("{organization}/roles"), role).await.id();
    let path = format!("{organization}/members/{}/roles", id_of(&person).await);
    assert_eq!(owner.put(&path, json!({ "roles": [role] })).await.status, 200);
    let matrix = person.get(&format!("{organization}/access/matrix")).await;
    assert_eq!(matrix.status, 200, "{}", matrix.text);
    assert_eq!(matrix.body["projects"], json!([]));
    assert!(!matrix.text.contains(&project) && !matrix.text.contains("Shop"));
    let change =
        json!({ "set_member_state": { "member": id_of(&owner).await, "state": "suspended" } });
    let told = simulate(&person, &organization, change).await;
    assert!(!told.to_string().contains(&project), "{told}");
    assert!(
        told["members"]
            .as_array()
            .unwrap()
            .iter()
            .all(|row| row["resource"]["kind"] == "organization"),
        "{told}"
    );
}
