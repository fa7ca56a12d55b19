//! The two tables of PlanetScale's page "Access control" (2022), asked over HTTP: for each row whose operation exists, those who sign in with the published role get exactly the published answer.
//! `crates/access/tests/access/published.rs` holds all 92 decisions to the compiled roles.

use bailiwick_access::SystemRole;
use bailiwick_api::operations;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, Server, member};

const NOTHING: Value = Value::Null;

/// Row, operation, body; then Member, Administrator.
type OrganizationRow = (&'static str, &'static str, Value, bool, bool);

fn organization_rows() -> Vec<OrganizationRow> {
    vec![
        ("View branches", "branch_list", NOTHING, true, true),
        ("View branches", "branch_get", NOTHING, true, true),
        ("Create branches", "branch_create", json!({ "name": "NAME" }), true, true),
        ("Delete non-production branches", "branch_delete", NOTHING, true, true),
        ("View databases", "database_list", NOTHING, true, true),
        ("View databases", "database_get", NOTHING, true, true),
        (
            "Create databases",
            "database_create",
            json!({ "name": "NAME", "project": "PROJECT" }),
            true,
            true,
        ),
        ("Manage service tokens", "service_token_list", NOTHING, true, true),
        ("Manage service tokens", "service_token_create", json!({ "name": "NAME" }), true, true),
        ("Manage service tokens", "service_token_delete", NOTHING, true, true),
        ("Manage service token grants", "service_token_grant_list", NOTHING, true, true),
        (
            "Manage service token grants",
            "service_token_grant_create",
            json!({ "actions": ["projects.view"] }),
            true,
            true,
        ),
        ("Manage service token grants", "service_token_grant_delete", NOTHING, true, true),
        (
            "Create production service token grants",
            "service_token_grant_create production",
            json!({ "actions": ["databases.view", "branches.delete_production"], "production": true }),
            false,
            true,
        ),
        ("View organization members", "member_list", NOTHING, true, true),
        ("View organization members", "member_get", NOTHING, true, true),
        ("View database members", "database_administrator_list", NOTHING, true, true),
        ("View organization", "organization_get", NOTHING, true, true),
        ("Delete production branches", "branch_delete production", NOTHING, false, true),
        ("Manage databases", "database_update", json!({ "name": "NAME" }), false, true),
        ("Manage databases", "database_delete", NOTHING, false, true),
        ("Manage invitations", "invitation_list", NOTHING, false, true),
        ("Manage invitations", "invitation_cancel", NOTHING, false, true),
        (
            "Manage invitations",
            "invitation_create",
            json!({ "email": "NAME@example.com" }),
            false,
            true,
        ),
        ("View audit logs", "audit_list", NOTHING, false, true),
        (
            "Manage organization members",
            "member_update",
            json!({ "state": "suspended" }),
            false,
            true,
        ),
        (
            "Manage organization members",
            "member_role_update",
            json!({ "roles": [SystemRole::OrganizationMember.id()] }),
            false,
            true,
        ),
        ("Manage organization members", "member_remove", NOTHING, false, true),
        ("Manage database members", "database_administrator_add", NOTHING, false, true),
        ("Manage database members", "database_administrator_remove", NOTHING, false, true),
        (
            "Manage organization",
            "organization_update",
            json!({ "name": "Acme again" }),
            false,
            true,
        ),
        (
            "Manage organization",
            "organization_delete",
            json!({ "name": "Acme again" }),
            false,
            true,
        ),
    ]
}

/// Row, operation, body; then Member, Administrator: of the organization, or of that database.
fn database_rows() -> Vec<OrganizationRow> {
    vec![
        ("Create and view branches", "branch_create", json!({ "name": "NAME" }), true, true),
        ("Create and view branches", "branch_list", NOTHING, true, true),
        ("Delete non-production branches", "branch_delete", NOTHING, true, true),
        ("View database", "database_get", NOTHING, true, true),
        ("View database members", "database_administrator_list", NOTHING, true, true),
        ("Delete production branches", "branch_delete production", NOTHING, false, true),
        ("Manage database", "database_update", json!({ "name": "NAME" }), false, true),
        ("Manage database", "database_delete", NOTHING, false, true),
        ("Manage database members", "database_administrator_add", NOTHING, false, true),
        ("Manage database members", "database_administrator_remove", NOTHING, false, true),
    ]
}

struct House {
    server: Server,
    owner: Client,
    organization: String,
    project: String,
    number: u32,
}

impl House {
    async fn open() -> House {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let body = json!({ "name": "Shop", "without_database": true, "instances": [] });
        let project = owner.post(&format!("{organization}/projects"), body).await.id();
        House { server, owner, organization, project, number: 0 }
    }

    /// A database of its own for one decision, by its path.
    async fn database(&mut self) -> String {
        self.number += 1;
        let list = format!("{}/databases", self.organization);
        let body = json!({ "name": format!("database-{}", self.number), "project": self.project });
        format!("{list}/{}", self.owner.post(&list, body).await.id())
    }

    /// Asks for an operation on fresh things; whether it was allowed.
    async fn decides(&mut self, caller: &Client, database: &str, row: &OrganizationRow) -> bool {
        let (title, operation, body, ..) = row;
        let (id, is_production) = match operation.split_once(' ') {
            Some((id, _)) => (id, true),
            None => (*operation, false),
        };
        let found = operations().iter().find(|one| one.id == id);
        let found = found.unwrap_or_else(|| panic!("{title}: no operation is called {id}"));
        self.number += 1;
        let name = format!("name-{}", self.number);
        let mut path = found
            .path
            .replace("/api/v1/organizations/{organization}/databases/{database}", database)
            .replace("/api/v1/organizations/{organization}", &self.organization);
        if path.contains("{branch}") {
            path = path.replace("{branch}", &self.branch(database, &name, is_production).await);
        }
        if path.contains("{token}") {
            let tokens = format!("{}/service-tokens", self.organization);
            let robot = self.owner.post(&tokens, json!({ "name": name })).await.id();
            path = path.replace("{token}", &robot);
            if path.contains("{grant}") {
                let grants = format!("{tokens}/{robot}/grants");
                let grant = self.owner.post(&grants, json!({ "actions": ["projects.view"] })).await;
                path = path.replace("{grant}", &grant.id());
            }
        }
        if path.contains("{invitation}") {
            let list = format!("{}/invitations", self.organization);
            let sent = json!({ "email": format!("{name}@example.com") });
            path = path.replace("{invitation}", &self.owner.post(&list, sent).await.id());
        }
        if path.contains("{member}") {
            let person =
                member(&self.server, &self.organization, SystemRole::OrganizationMember, None)
                    .await;
            let me = person.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
            path = path.replace("{member}", me.as_str().unwrap());
            if id == "database_administrator_remove" {
                let added = self.owner.json(Method::PUT, &path, None).await;
                assert_eq!(added.status, 200, "{}", added.text);
            }
        }
        assert!(!path.contains('{'), "{title}: {path}");
        let body = (!body.is_null()).then(|| {
            let text = body.to_string().replace("NAME", &name).replace("PROJECT", &self.project);
            serde_json::from_str(&text).unwrap()
        });
        let method = found.method.as_str().parse().unwrap();
        let reply = caller.json(method, &path, body).await;
        match reply.status {
            200..=299 => true,
            // Allowed, and the state of things stands in the way: an organization in which a project lives.
            409 => true,
            // A grant is refused by what it gives.
            403 if matches!(reply.code(), "forbidden" | "would_exceed_grantor") => false,
            other => panic!("{title}, {operation}: {other} {}", reply.text),
        }
    }

    async fn branch(&self, database: &str, name: &str, is_production: bool) -> String {
        let list = format!("{database}/branches");
        if is_production {
            let all = self.owner.get(&list).await;
            let found = all.body["items"].as_array().unwrap().iter();
            let branch = found.clone().find(|branch| branch["production"] == true);
            return branch.unwrap_or_else(|| panic!("{}", all.text))["id"]
                .as_str()
                .unwrap()
                .to_owned();
        }
        self.owner.post(&list, json!({ "name": format!("{name}-branch") })).await.id()
    }
}

/// Signs in lately enough for what asks for it.
async fn fresh(client: &Client, house: &House) -> Client {
    let email = client.get("/api/v1/me").await.body["account"]["email"].clone();
    let body = json!({ "email": email, "password": PASSWORD });
    let reply = house.server.stranger().post("/api/v1/sign-in", body).await;
    Client { cookie: reply.cookie(), ..client.clone() }
}

#[tokio::test]
async fn the_organization_table_over_http() {
    let mut house = House::open().await;
    let of = |role| member(&house.server, &house.organization, role, None);
    let by_member = of(SystemRole::OrganizationMember).await;
    let by_administrator = of(SystemRole::OrganizationAdministrator).await;
    for row in &organization_rows() {
        for (who, caller, expected) in
            [("Member", &by_member, row.3), ("Administrator", &by_administrator, row.4)]
        {
            let database = house.database().await;
            let caller = fresh(caller, &house).await;
            let said = house.decides(&caller, &database, row).await;
            assert_eq!(said, expected, "{who}: {} by {}", row.0, row.1);
        }
    }
}

#[tokio::test]
async fn the_database_table_over_http() {
    let mut house = House::open().await;
    let of = |role| member(&house.server, &house.organization, role, None);
    let by_member = of(SystemRole::OrganizationMember).await;
    let by_administrator = of(SystemRole::OrganizationAdministrator).await;
    for row in &database_rows() {
        let database = house.database().await;
        let elsewhere = house.database().await;
        let at = database.rsplit('/').next().unwrap().parse().unwrap();
        let role = SystemRole::DatabaseAdministrator;
        let of_database = member(&house.server, &house.organization, role, Some(at)).await;
        // Who may delete the database asks last.
        for (who, caller, expected) in
            [("Member", &by_member, row.3), ("Database Administrator", &of_database, row.4)]
        {
            let said = house.decides(caller, &database, row).await;
            assert_eq!(said, expected, "{who}: {} by {}", row.0, row.1);
        }
        let other = house.database().await;
        assert_eq!(
            house.decides(&by_administrator, &other, row).await,
            row.4,
            "Administrator: {}",
            row.0
        );
        // Of other databases a Database Administrator knows nothing.
        let hidden = of_database.get(&elsewhere).await;
        assert_eq!(hidden.status, 404, "{}", hidden.text);
    }
}
