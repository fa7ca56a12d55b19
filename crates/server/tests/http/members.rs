//! Members: what they hold, who may change that, and what remains when they are gone.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{behind, give, time_in};
use super::service_tokens::Robot;
use crate::support::{Client, Reply, Server};

pub(crate) const ABSENT: &str = "0123456789abcdef01234567";

pub(crate) fn id(role: SystemRole) -> String {
    role.id().to_string()
}

/// The first organization of a server, its owner, and the path of its members.
pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) owner: Client,
    pub(crate) organization: String,
    pub(crate) members: String,
}

impl House {
    pub(crate) async fn build() -> House {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let members = format!("{organization}/members");
        House { server, owner, organization, members }
    }

    /// A new member, and its path.
    pub(crate) async fn member(&self, name: &str, role: SystemRole) -> (Client, String) {
        let client = self.server.member(&self.owner, name, role.id()).await;
        let path = format!("{}/{}", self.members, client.member_id().await);
        (client, path)
    }

    /// A program that may change, remove and invite people, and nothing else.
    pub(crate) async fn robot(&self) -> Client {
        let robot = Robot::of(&self.owner, &self.organization, "People").await;
        let actions = [
            "members.view",
            "members.update",
            "members.remove",
            "access.explain",
            "invitations.view",
            "invitations.create",
            "invitations.cancel",
        ];
        let granted = robot.grant(json!({ "actions": actions })).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
        robot.client
    }

    pub(crate) async fn own(&self, client: &Client) -> String {
        format!("{}/{}", self.members, client.member_id().await)
    }

    pub(crate) async fn last_entry(&self) -> Value {
        let log = self.owner.get(&format!("{}/audit?limit=1", self.organization)).await;
        log.body["items"][0].clone()
    }
}

pub(crate) fn check(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code()), (status, code), "{}", reply.text);
}

pub(crate) async fn roles(client: &Client, path: &str, roles: Value) -> Reply {
    client.put(&format!("{path}/roles"), json!({ "roles": roles })).await
}

pub(crate) async fn state(client: &Client, path: &str, state: &str) -> Reply {
    client.patch(path, json!({ "state": state })).await
}

#[tokio::test]
async fn a_member_is_shown_with_everything_it_was_given() {
    let house = House::build().await;
    let shop = house
        .owner
        .post(&format!("{}/projects", house.organization), json!({ "name": "Shop" }))
        .await;
    let shop = shop.id();
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let wanted = json!([
        id(SystemRole::OrganizationMember),
        { "id": id(SystemRole::Developer), "scope": { "projects": [shop], "production": false },
          "expires_at": time_in(&house.server, 3_600) },
    ]);
    let changed = roles(&house.owner, &dora, wanted).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(changed.header("etag"), "\"2\"");
    let shown = house.owner.get(&dora).await;
    assert_eq!(shown.body["roles"].as_array().unwrap().len(), 1, "for the whole organization");
    let grants = shown.body["grants"].as_array().unwrap();
    assert_eq!(grants.len(), 2, "{}", shown.text);
    let narrow = grants.iter().find(|grant| grant["role"]["name"] == "Developer").unwrap();
    assert_eq!(narrow["scope"]["projects"], json!([shop]));
    assert_eq!(narrow["scope"]["production"], false);
    assert!(narrow["team"].is_null() && narrow["expires_at"].is_string());
    let entry = house.last_entry().await;
    assert_eq!(
        (&entry["action"], &entry["target_name"]),
        (&json!("members.update_roles"), &json!("dora"))
    );

    let team =
        house.owner.post(&format!("{}/teams", house.organization), json!({ "name": "Web" })).await;
    let team = format!("{}/teams/{}", house.organization, team.id());
    roles(&house.owner, &team, json!([id(SystemRole::Developer)])).await;
    let member = dora.rsplit('/').next().unwrap();
    house.owner.json(Method::PUT, &format!("{team}/members/{member}"), None).await;
    let shown = house.owner.get(&dora).await;
    assert_eq!(shown.body["teams"][0]["name"], "Web", "{}", shown.text);
    let by_team = shown.body["grants"].as_array().unwrap().iter();
    assert_eq!(by_team.filter(|grant| grant["team"]["name"] == "Web").count(), 1);
}

#[tokio::test]
async fn a_role_ends_when_its_time_is_over() {
    let house = House::build().await;
    let (dora, path) = house.member("dora", SystemRole::OrganizationMember).await;
    let ends = time_in(&house.server, 600);
    let given = roles(
        &house.owner,
        &path,
        json!([id(SystemRole::OrganizationMember), { "id": id(SystemRole::Developer), "expires_at": ends }]),
    );
    assert_eq!(given.await.status, 200);
    let projects = format!("{}/projects", house.organization);
    let body = |name: &str| json!({ "name": name, "instances": [], "without_database": true });
    assert_eq!(dora.post(&projects, body("One")).await.status, 201);
    house.server.clock.advance(601);
    check(&dora.post(&projects, body("Two")).await, 403, "forbidden");
    assert_eq!(dora.get(&projects).await.status, 200);
}

#[tokio::test]
async fn bad_input_is_refused_with_the_name_of_its_field() {
    let house = House::build().await;
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let developer = id(SystemRole::Developer);
    let shop = house
        .owner
        .post(
            &format!("{}/projects", house.organization),
            json!({ "name": "Gone", "instances": [], "without_database": true }),
        )
        .await;
    let gone = shop.id();
    house.owner.delete(&format!("{}/projects/{gone}", house.organization)).await;
    let bodies = [
        (json!([developer, developer]), "roles[1]"),
        (json!([{ "id": developer, "expires_at": "2020-01-01T00:00:00Z" }]), "roles[0].expires_at"),
        (
            json!([{ "id": developer, "scope": { "projects": [gone] } }]),
            "roles[0].scope.projects[0]",
        ),
        (json!([{ "id": developer, "scope": { "projects": [] } }]), "roles[0].scope.projects"),
        (json!([{ "id": developer, "level": "manage" }]), "level"),
        (json!([developer, ABSENT]), "roles[1]"),
        (json!("Developer"), "roles"),
        (json!([null]), "roles[0]"),
    ];
    for (body, field) in bodies {
        let reply = roles(&house.owner, &dora, body.clone()).await;
        assert_eq!(reply.status, 422, "{body} {}", reply.text);
        assert!(reply.text.contains(&format!("`{field}`")), "{body}: {}", reply.text);
    }
    assert_eq!(state(&house.owner, &dora, "sleeping").await.status, 422);
    let reply = house.owner.delete(&format!("{dora}?tokens=burn")).await;
    assert!(reply.status == 422 && reply.text.contains("`tokens`"), "{}", reply.text);
    assert_eq!(house.owner.get(&dora).await.header("etag"), "\"1\"", "nothing was changed");
}

#[tokio::test]
async fn two_editors_of_one_member_do_not_overwrite_each_other() {
    let house = House::build().await;
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let put = |version: &'static str| {
        let headers = [
            ("origin", house.owner.base.as_str()),
            ("content-type", "application/json"),
            ("if-match", version),
        ];
        let body = json!({ "roles": [id(SystemRole::Developer)] }).to_string();
        let (owner, path) = (house.owner.clone(), format!("{dora}/roles"));
        async move { owner.send(Method::PUT, &path, &headers, Some(body)).await }
    };
    assert_eq!(put("\"1\"").await.status, 200);
    check(&put("\"1\"").await, 412, "version_mismatch");
    assert_eq!(put("\"2\"").await.status, 200);
}

/// A service token of somebody's making, as far as its row goes.
fn service_token(house: &House, name: &str, account: &str) -> String {
    let organization = house.organization.rsplit('/').next().unwrap();
    let id: String =
        format!("{:0>24}", name.bytes().map(|byte| format!("{byte:02x}")).collect::<String>());
    behind(
        &house.server,
        &format!(
            "INSERT INTO service_tokens (organization, id, name, name_key, hash, last_four, creator, is_suspended, created_at, version)
             VALUES ('{organization}', '{id}', '{name}', '{name}', 'hash of {name}', 'abcd', '{account}', 0, 0, 1);
             UPDATE organizations SET epoch = epoch + 1"
        ),
    );
    id
}

fn service_tokens(house: &House) -> i64 {
    let connection = rusqlite::Connection::open(house.server.data().join("bailiwick.db")).unwrap();
    connection.query_row("SELECT count(*) FROM service_tokens", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_removal_asks_what_becomes_of_the_service_tokens() {
    let house = House::build().await;
    let account = |client: Client| async move {
        client.get("/api/v1/me").await.body["account"]["id"].as_str().unwrap().to_owned()
    };
    let (dora, path) = house.member("dora", SystemRole::Developer).await;
    let dora = account(dora).await;
    service_token(&house, "deploy", &dora);
    service_token(&house, "nightly", &dora);
    let asked = house.owner.delete(&path).await;
    check(&asked, 409, "tokens_undecided");
    assert!(asked.text.contains("`deploy`, `nightly`"), "{}", asked.text);
    assert_eq!(house.owner.get(&path).await.status, 200, "nothing was done");
    assert_eq!(house.owner.delete(&format!("{path}?tokens=keep")).await.status, 204);
    assert_eq!(service_tokens(&house), 2);
    assert!(house.last_entry().await["detail"].as_str().unwrap().contains("kept_service_tokens"));

    let (eve, path) = house.member("eve", SystemRole::Developer).await;
    service_token(&house, "build", &account(eve).await);
    assert_eq!(house.owner.delete(&format!("{path}?tokens=revoke")).await.status, 204);
    assert_eq!(service_tokens(&house), 2, "hers alone");

    // Whoever leaves is asked too, and ends no token that they could not end as a member.
    let (fay, _) = house.member("fay", SystemRole::OrganizationMember).await;
    let token = service_token(&house, "export", &account(fay.clone()).await);
    let leave = format!("{}/leave", house.organization);
    check(&fay.json(Method::POST, &leave, None).await, 409, "tokens_undecided");
    let organization = house.organization.rsplit('/').next().unwrap();
    behind(
        &house.server,
        &format!(
            "INSERT INTO grants (organization, id, service_token, actions, reach, has_production, created_at)
             VALUES ('{organization}', '0000000000000000000000ff', '{token}', '[\"audit.view\"]', 'organization', 1, 0);
             UPDATE organizations SET epoch = epoch + 1"
        ),
    );
    let revoke = fay.json(Method::POST, &format!("{leave}?tokens=revoke"), None).await;
    check(&revoke, 403, "target_above_actor");
    assert_eq!(fay.json(Method::POST, &format!("{leave}?tokens=keep"), None).await.status, 204);
    assert_eq!(service_tokens(&house), 3);
}

#[tokio::test]
async fn access_is_copied_and_compared() {
    let house = House::build().await;
    let (_, dora) = house.member("dora", SystemRole::Developer).await;
    let (_, eve) = house.member("eve", SystemRole::OrganizationMember).await;
    let of = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    house.owner.post(&format!("{}/projects", house.organization), json!({ "name": "Shop" })).await;
    let compared = house.owner.get(&format!("{dora}/compare/{}", of(&eve))).await;
    assert_eq!(compared.status, 200, "{}", compared.text);
    assert_eq!(compared.body["roles_of_first"][0]["name"], "Developer");
    assert_eq!(compared.body["roles_of_second"][0]["name"], "Organization Member");
    let differences = compared.body["differences"].as_array().unwrap();
    assert_eq!(differences[0]["project"], Value::Null);
    let (first, second) = (&differences[0]["first"], &differences[0]["second"]);
    assert!(first.as_array().unwrap().contains(&json!("projects.create")), "{first}");
    assert!(second.as_array().unwrap().contains(&json!("service_tokens.view")), "{second}");

    let copied = house.owner.post(&format!("{eve}/copy"), json!({ "from": of(&dora) })).await;
    assert_eq!(copied.status, 200, "{}", copied.text);
    assert_eq!(copied.body["roles"][0]["name"], "Developer");
    let compared = house.owner.get(&format!("{dora}/compare/{}", of(&eve))).await;
    assert_eq!((&compared.body["differences"], &compared.body["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn what_a_caller_may_not_see_is_not_told_of_a_member() {
    let house = House::build().await;
    let made = house
        .owner
        .post(&format!("{}/projects", house.organization), json!({ "name": "Hidden" }))
        .await;
    let project = made.id();
    let (_, dora) = house.member("dora", SystemRole::OrganizationMember).await;
    let narrowed = json!([{ "id": id(SystemRole::Developer), "scope": { "projects": [project] } }]);
    assert_eq!(roles(&house.owner, &dora, narrowed.clone()).await.status, 200);
    let viewer =
        house.server.role(&house.owner, "Viewer", json!([["team", "view"]]), json!("own")).await;
    let vera = house.server.member(&house.owner, "vera", viewer).await;
    let shown = vera.get(&dora).await;
    assert_eq!((shown.status, &shown.body["grants"]), (200, &json!([])), "{}", shown.text);
    let compared = vera.get(&format!("{dora}/compare/{}", vera.member_id().await)).await;
    assert!(compared.status == 200 && !compared.text.contains(&project), "{}", compared.text);
    // A project that one may not know of is named like one that is not there.
    give(
        &house.server,
        &house.organization,
        &vera.member_id().await,
        &[bailiwick_access::Action::MembersUpdate],
    );
    let hidden = roles(&vera, &dora, narrowed).await;
    let absent = json!([{ "id": id(SystemRole::Developer), "scope": { "projects": [ABSENT] } }]);
    let absent = roles(&vera, &dora, absent).await;
    assert_eq!(hidden.status, 422, "{}", hidden.text);
    assert_eq!(
        hidden.without_request_id().replace(&project, "PROJECT"),
        absent.without_request_id().replace(ABSENT, "PROJECT")
    );
}

#[tokio::test]
async fn what_was_given_on_hidden_projects_stays_when_roles_are_saved() {
    let house = House::build().await;
    let project = async |name: &str| {
        let body = json!({ "name": name, "instances": [], "without_database": true });
        house.owner.post(&format!("{}/projects", house.organization), body).await.id()
    };
    let (shown, hidden) = (project("Shown").await, project("Hidden").await);
    let developer = id(SystemRole::Developer);
    let on = |projects: &[&String]| json!({ "id": developer, "scope": { "projects": projects } });
    let people = json!([["team", "manage"]]);
    let people = house.server.role(&house.owner, "People", people, json!([developer])).await;
    let hannah = house.server.member(&house.owner, "hannah", people).await;
    let own = house.own(&hannah).await;
    roles(&house.owner, &own, json!([people.to_string(), on(&[&shown])])).await;
    let (_, toni) = house.member("toni", SystemRole::Developer).await;
    let given = roles(&house.owner, &toni, json!([on(&[&shown, &hidden])])).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let held = async |client: &Client| -> Value {
        let grants = client.get(&toni).await.body["grants"].clone();
        let mut projects: Vec<Value> = grants
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|grant| grant["scope"]["projects"].as_array().unwrap().clone())
            .collect();
        projects.sort_by_key(Value::to_string);
        json!(projects)
    };
    assert_eq!(held(&hannah).await, json!([shown]), "she sees no more");

    // She saves what she sees: nothing changes.
    let saved = roles(&hannah, &toni, json!([on(&[&shown])])).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert_eq!(held(&house.owner).await, json!([shown, hidden]));
    // She ends it on the day; what she does not see goes on.
    let until = time_in(&house.server, 3_600);
    let ending =
        json!([{ "id": developer, "scope": { "projects": [shown] }, "expires_at": until }]);
    let simulated = json!({ "change": { "set_member_roles": {
        "member": toni.rsplit('/').next().unwrap(), "roles": ending,
    } } });
    let simulated =
        house.owner.post(&format!("{}/access/simulate", house.organization), simulated).await;
    assert_eq!(simulated.status, 200, "{}", simulated.text);
    let saved = roles(&hannah, &toni, ending).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert_eq!(held(&house.owner).await, json!([shown, hidden]));
    // She takes all away that she sees.
    let saved = roles(&hannah, &toni, json!([])).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    assert_eq!(held(&hannah).await, json!([]));
    assert_eq!(held(&house.owner).await, json!([hidden]));
    // Whoever sees everything takes everything.
    roles(&house.owner, &toni, json!([])).await;
    assert_eq!(held(&house.owner).await, json!([]));
}
