//! How to ask for each operation: the rooms that it needs, its path and its body.

use bailiwick_access::SystemRole;
use bailiwick_api::{Needs, Operation};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Client, PASSWORD, Server, member};

/// Things of one organization, fresh for one operation.
pub(crate) struct Rooms {
    /// Who asks; an act on the account has an account of its own.
    pub(crate) caller: Client,
    pub(crate) is_branch_production: bool,
    names: Vec<(&'static str, String)>,
    number: usize,
}

/// A request.
pub(crate) struct Recipe {
    pub(crate) path: String,
    pub(crate) body: Option<String>,
    pub(crate) content_type: &'static str,
}

static NUMBER: AtomicUsize = AtomicUsize::new(0);

const POLICY: &str = "permissions: {}\n";

/// One table that customers read.
const READING: &str =
    "permissions:\n  things:\n    table: main.things\n    roles: [customer]\n    select: {}\n";

impl Rooms {
    pub(crate) async fn build(server: &Server, owner: &Client, operation: &Operation) -> Rooms {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let needs_organization = matches!(
            operation.needs,
            Needs::Action(..) | Needs::Somewhere(..) | Needs::ByProduction { .. } | Needs::Member
        );
        let mut rooms =
            Rooms { caller: owner.clone(), is_branch_production: false, names: Vec::new(), number };
        if operation.needs == Needs::Operator {
            rooms.operators(server, owner, operation).await;
            return rooms;
        }
        if !needs_organization {
            rooms.account(server, owner, operation).await;
            if operation.path.contains("{secret}") {
                rooms.invitation(owner).await;
            }
            return rooms;
        }
        let organization = match operation.id {
            // An organization that may be deleted holds no project.
            "organization_delete" => owner
                .post("/api/v1/organizations", json!({ "name": format!("Gone {number}") }))
                .await
                .id(),
            _ => owner.organization().await.rsplit('/').next().unwrap().to_owned(),
        };
        rooms.put("organization", organization);
        if operation.id == "audit_erase" {
            let me = owner.get("/api/v1/me").await.body["account"]["id"].clone();
            rooms.put("account", me.as_str().unwrap().to_owned());
        }
        if operation.path.contains("{role}") {
            rooms.role(owner).await;
        }
        if operation.path.contains("{team}") {
            rooms.team(owner, operation).await;
        }
        rooms.members(server, owner, operation).await;
        if operation.path.contains("{invitation}") {
            rooms.invitation(owner).await;
        }
        if operation.path.contains("/service-tokens/{token}") {
            rooms.service_token(owner).await;
        }
        if operation.id.starts_with("access_request") {
            rooms.access_request(server, operation).await;
        }
        if !operation.path.contains("/projects/") && !operation.path.contains("/databases") {
            return rooms;
        }
        rooms.project(owner, operation).await;
        if operation.path.contains("{instance}") {
            rooms.instance(server, owner, operation).await;
        }
        if operation.path.contains("/databases") {
            rooms.database(owner).await;
        }
        rooms.administrators(owner, operation).await;
        rooms
    }

    /// One of everything, for requests that change none of it.
    pub(crate) async fn whole(server: &Server, owner: &Client) -> Rooms {
        // The first that names a thing wins: what is in a project comes from one that holds everything.
        const RICHEST: [&str; 15] = [
            "data_list",
            "audit_erase",
            "member_compare",
            "access_request_get",
            "branch_get",
            "database_administrator_add",
            "invitation_get",
            "role_compare",
            "service_token_grant_delete",
            "team_database_add",
            "account_session_revoke",
            "device_sign_in_get",
            "refusal_get",
            "policy_promote",
            "revocation_delete",
        ];
        let richest = RICHEST.iter().map(|id| {
            let found = bailiwick_api::operations().iter().find(|operation| operation.id == *id);
            found.unwrap_or_else(|| panic!("no {id}"))
        });
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let mut whole =
            Rooms { caller: owner.clone(), is_branch_production: false, names: Vec::new(), number };
        for operation in richest {
            let rooms = Rooms::build(server, owner, operation).await;
            for (name, value) in rooms.names {
                if whole.maybe(name).is_none() {
                    whole.put(name, value);
                }
            }
        }
        whole.put("version", "1".to_owned());
        whole
    }

    /// A team with the caller in it, unless it is to be put there.
    async fn team(&mut self, owner: &Client, operation: &Operation) {
        let list = self.fill("/api/v1/organizations/{organization}/teams");
        let team = created(owner, &list, json!({ "name": format!("Team {}", self.number) })).await;
        self.put("team", team.id());
        let me = owner.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
        self.put("member", me.as_str().unwrap().to_owned());
        if operation.id == "team_member_remove" {
            let path = self.fill(&format!("{list}/{{team}}/members/{{member}}"));
            assert_eq!(owner.json(reqwest::Method::PUT, &path, None).await.status, 200);
        }
    }

    /// Whoever makes a database administers it: for one who is to be made its administrator, that is taken away first.
    async fn administrators(&mut self, owner: &Client, operation: &Operation) {
        let list = "/api/v1/organizations/{organization}/databases/{database}/administrators";
        if operation.path.starts_with(list) {
            let me = owner.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
            self.put("member", me.as_str().unwrap().to_owned());
        }
        if operation.id == "database_administrator_add" {
            let path = self.fill(&format!("{list}/{{member}}"));
            assert_eq!(owner.delete(&path).await.status, 204);
        }
        if operation.id == "team_database_remove" {
            let path = self.fill(operation.path);
            assert_eq!(owner.json(reqwest::Method::PUT, &path, None).await.status, 200);
        }
    }

    /// A service token with one grant.
    async fn service_token(&mut self, owner: &Client) {
        let list = self.fill("/api/v1/organizations/{organization}/service-tokens");
        let made = created(owner, &list, json!({ "name": format!("Robot {}", self.number) })).await;
        let grants = format!("{list}/{}/grants", made.id());
        self.put("token", made.id());
        let grant = created(owner, &grants, json!({ "actions": ["projects.view"] })).await;
        self.put("grant", grant.id());
    }

    /// A member who lacks something, and who asked for it unless that is what will be done.
    async fn access_request(&mut self, server: &Server, operation: &Operation) {
        let role = bailiwick_access::SystemRole::OrganizationMember;
        let member = member(server, self.get("organization"), role, None).await;
        if operation.id != "access_request_create" {
            let list = self.fill("/api/v1/organizations/{organization}/access/requests");
            let body =
                json!({ "action": "projects.create", "reason": "a new shop", "seconds": 3600 });
            let made = created(&member, &list, body).await;
            self.put("access_request", made.id());
            if operation.id == "access_request_revoke" {
                let approve = format!("{list}/{}/approve", made.id());
                let approved = self.caller.post(&approve, json!({})).await;
                assert_eq!(approved.status, 200, "{}", approved.text);
            }
        }
        if matches!(operation.id, "access_request_create" | "access_request_withdraw") {
            self.caller = member;
        }
    }

    async fn account(&mut self, server: &Server, owner: &Client, operation: &Operation) {
        if operation.needs == Needs::Public {
            self.caller = server.stranger();
        }
        if operation.id.starts_with("device_sign_in_") {
            self.device(server, operation).await;
        }
        if operation.needs == Needs::Public {
            return;
        }
        if operation.id == "refusal_get" {
            let organization = owner.organization().await;
            let role = bailiwick_access::SystemRole::OrganizationMember;
            self.caller = member(server, &organization, role, None).await;
            let body = json!({ "name": "Refused" });
            let refused = self.caller.post(&format!("{organization}/projects"), body).await;
            let request = refused.body["error"]["request_id"].as_str().unwrap().to_owned();
            self.put("request", request);
            return;
        }
        let name = format!("person{}", self.number);
        self.caller = server.sign_up(&name).await;
        if operation.id == "account_session_revoke" {
            let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
            server.stranger().post("/api/v1/sign-in", body).await;
            let sessions = self.caller.get("/api/v1/account/sessions").await;
            let other = sessions.body["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|session| session["is_current"] == false)
                .unwrap();
            self.put("session", other["id"].as_str().unwrap().to_owned());
        }
        if operation.path == "/api/v1/token" {
            self.caller = self.caller.token(json!({})).await;
        }
        if operation.path.contains("/tokens/{token}") {
            let token =
                self.caller.post("/api/v1/account/tokens", json!({ "name": "gone" })).await.id();
            self.put("token", token);
        }
    }

    /// What an operator acts on: another operator, or an organization whose owner is suspended and which lets nobody in.
    /// They are made behind the server's back, whoever asks.
    async fn operators(&mut self, server: &Server, owner: &Client, operation: &Operation) {
        if operation.path.contains("{account}") || operation.id == "server_operator_add" {
            let name = format!("operator{}", self.number);
            let person = server.member(owner, &name, SystemRole::OrganizationMember.id()).await;
            let me = person.get("/api/v1/me").await;
            let account = me.body["account"]["id"].as_str().unwrap().to_owned();
            if operation.id == "server_operator_remove" {
                crate::coverage::store::run(
                    server,
                    &format!("UPDATE accounts SET is_operator = 1 WHERE id = '{account}'"),
                );
            }
            self.put("account", account);
        }
        if operation.path.contains("{organization}") {
            let name = json!({ "name": format!("Lost {}", self.number) });
            let organization = owner.post("/api/v1/organizations", name).await.id();
            crate::coverage::store::run(
                server,
                &format!(
                    "UPDATE members SET state = 'suspended' WHERE organization = '{organization}';
                     UPDATE organizations SET session_hours = 1, epoch = epoch + 1 WHERE id = '{organization}'"
                ),
            );
            self.put("organization", organization);
        }
    }

    /// A program that waits, or that somebody let in.
    async fn device(&mut self, server: &Server, operation: &Operation) {
        let program = json!({ "client_id": "robot" });
        let begun = server.stranger().post("/oauth/authorize_device", program).await;
        assert_eq!(begun.status, 200, "{}", begun.text);
        let word = |name: &str| begun.body[name].as_str().unwrap().to_owned();
        if operation.id == "device_sign_in_finish" {
            let person = server.sign_up(&format!("device{}", self.number)).await;
            let path = format!("/api/v1/account/device/{}/approve", word("user_code"));
            let approved = person.json(reqwest::Method::POST, &path, None).await;
            assert_eq!(approved.status, 204, "{}", approved.text);
        }
        self.put("device_code", word("device_code"));
        self.put("user_code", word("user_code"));
    }

    /// Two members besides the owner, for what is done to members or by one.
    async fn members(&mut self, server: &Server, owner: &Client, operation: &Operation) {
        let is_leaving = operation.id == "organization_leave";
        if !is_leaving && !operation.path.contains("{organization}/members/{member}") {
            return;
        }
        for (place, role) in
            [("member", SystemRole::OrganizationMember), ("other", SystemRole::Developer)]
        {
            let name = format!("{place}{}", self.number);
            let joined = server.member(owner, &name, role.id()).await;
            self.put(place, joined.member_id().await);
            if is_leaving {
                self.caller = joined;
            }
        }
    }

    async fn invitation(&mut self, owner: &Client) {
        let list = format!("{}/invitations", owner.organization().await);
        let email = format!("invited{}@example.com", self.number);
        let sent = created(owner, &list, json!({ "email": email })).await;
        self.put("invitation", sent.id());
        let link = sent.body["link"].as_str().unwrap();
        self.put("secret", link.rsplit('/').next().unwrap().to_owned());
    }

    async fn role(&mut self, owner: &Client) {
        let list = self.fill("/api/v1/organizations/{organization}/roles");
        let body = json!({
            "name": format!("Role number {}", self.number),
            "permissions": [{ "area": "projects", "level": "view" }],
        });
        let made = created(owner, &list, body).await;
        self.put("role", made.id());
        self.put("other", SystemRole::Developer.id().to_string());
    }

    async fn project(&mut self, owner: &Client, operation: &Operation) {
        let list = self.fill("/api/v1/organizations/{organization}/projects");
        let parts = operation.path.contains("{instance}")
            && !matches!(operation.id, "connection_create" | "connection_try");
        let body = if parts {
            json!({ "name": format!("Project {}", self.number), "database": format!("project-{}", self.number) })
        } else {
            json!({ "name": format!("Project {}", self.number), "instances": [], "without_database": true })
        };
        let made = created(owner, &list, body).await;
        self.put("project", made.id());
    }

    async fn instance(&mut self, server: &Server, owner: &Client, operation: &Operation) {
        let list = self.fill("/api/v1/organizations/{organization}/projects/{project}/instances");
        let found = owner.get(&list).await;
        let development = found.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|instance| instance["production"] == false);
        let id = match development {
            Some(instance) => instance["id"].as_str().unwrap().to_owned(),
            None => owner.post(&list, json!({ "name": "Development" })).await.id(),
        };
        self.put("instance", id);
        let reads = matches!(operation.id, "data_list" | "policy_explain" | "policy_count");
        if operation.path.contains("{connection}") || reads {
            let connections =
                owner.get(&self.fill(&format!("{list}/{{instance}}/connections"))).await;
            let connection = &connections.body["items"][0];
            self.put("connection", connection["name"].as_str().unwrap().to_owned());
            if reads {
                let branch = connection["target"]["branch"].as_str().unwrap();
                crate::coverage::store::make_table(server, branch, "things");
                self.put("table", "things".to_owned());
            }
        }
        let base = self.fill(&format!("{list}/{{instance}}"));
        if operation.id.starts_with("development_token") {
            let auth = json!({ "development_tokens": true });
            let reply = owner.put(&format!("{base}/client-auth"), auth).await;
            assert_eq!(reply.status, 200, "{}", reply.text);
        }
        for _ in 0..if operation.id == "signing_key_retire" { 2 } else { 0 } {
            created(owner, &format!("{base}/signing-key"), Value::Null).await;
        }
        if operation.path.contains("{revocation}") {
            let body = json!({ "subject": "7", "reason": "lost" });
            let made = created(owner, &format!("{base}/revocations"), body).await;
            self.put("revocation", made.id());
        }
        let has_draft = matches!(
            operation.id,
            "policy_deploy"
                | "policy_diff"
                | "policy_impact"
                | "policy_draft_delete"
                | "policy_test"
                | "policy_validate"
        );
        let has_version = matches!(operation.id, "policy_version_get" | "policy_rollback");
        if has_draft || has_version {
            self.draft(owner, &base, POLICY).await;
        }
        if operation.id.starts_with("policy_promote") {
            let found = owner.get(&list).await;
            let instances = found.body["items"].as_array().unwrap();
            let other = instances.iter().find(|one| one["production"] == true).unwrap();
            let other = other["id"].as_str().unwrap().to_owned();
            let there = self.fill(&format!("{list}/{other}"));
            self.draft(owner, &there, POLICY).await;
            let preview = format!("{base}/policy/promote/preview");
            let preview = owner.post(&preview, json!({ "from": other })).await;
            assert_eq!(preview.status, 200, "{}", preview.text);
            self.put("basis", preview.body["basis"].to_string());
            self.put("source", other);
        }
        if reads {
            self.draft(owner, &base, READING).await;
            created(owner, &format!("{base}/policy/deploy"), Value::Null).await;
        }
        for _ in 0..if has_version { 2 } else { 0 } {
            self.draft(owner, &base, POLICY).await;
            created(owner, &format!("{base}/policy/deploy"), Value::Null).await;
        }
        if has_version {
            self.put("version", "1".to_owned());
        }
    }

    async fn draft(&self, owner: &Client, base: &str, policy: &str) {
        let headers = [("origin", owner.base.as_str()), ("content-type", "application/yaml")];
        let reply = owner
            .send(
                reqwest::Method::PUT,
                &format!("{base}/policy/draft"),
                &headers,
                Some(policy.to_owned()),
            )
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    async fn database(&mut self, owner: &Client) {
        let list = self.fill("/api/v1/organizations/{organization}/databases");
        let body =
            json!({ "name": format!("database-{}", self.number), "project": self.get("project") });
        let made = created(owner, &list, body).await;
        self.put("database", made.id());
        let branches =
            self.fill("/api/v1/organizations/{organization}/databases/{database}/branches");
        let branch = created(owner, &branches, json!({ "name": "feature" })).await;
        self.put("branch", branch.id());
    }

    /// The value of a part of a path, where one was made.
    pub(crate) fn maybe(&self, name: &str) -> Option<&str> {
        self.names.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn put(&mut self, name: &'static str, value: String) {
        self.names.push((name, value));
    }

    fn get(&self, name: &str) -> &str {
        self.names
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
            .unwrap_or_else(|| panic!("no {name}"))
    }

    /// The path with its braces filled in.
    fn fill(&self, path: &str) -> String {
        self.names.iter().fold(path.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        })
    }
}

/// Asks for something to be made; null is no body.
async fn created(owner: &Client, path: &str, body: Value) -> crate::support::Reply {
    let body = Some(body).filter(|body| !body.is_null());
    let made = owner.json(reqwest::Method::POST, path, body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made
}

/// The request for an operation. One that has a body and is not named here fails: it needs a recipe.
pub(crate) fn recipe(operation: &Operation, rooms: &Rooms) -> Recipe {
    let number = rooms.number;
    let mut path = rooms.fill(operation.path);
    path += match operation.id {
        "data_list" => "?as=%7B%22roles%22%3A%5B%22customer%22%5D%7D",
        "policy_count" => "?permission=things",
        "policy_types" => "?roles=customer",
        _ => "",
    };
    assert!(!path.contains('{'), "{} needs a room for {path}", operation.id);
    let body: Option<Value> = match operation.id {
        "sign_up" => Some(
            json!({ "email": format!("new{number}@example.com"), "password": PASSWORD, "display_name": "New", "organization": "New" }),
        ),
        "sign_in" => Some(json!({ "email": "olga@example.com", "password": PASSWORD })),
        "me_update" => Some(json!({ "display_name": "Renamed" })),
        "account_password_update" => {
            Some(json!({ "current": PASSWORD, "new": "granite-lantern-orchid-77" }))
        }
        "account_token_create" => Some(json!({ "name": "ci" })),
        "account_token_update" => Some(json!({ "name": "renamed" })),
        "account_token_rotate" | "service_token_rotate" => Some(json!({ "overlap_seconds": 60 })),
        "service_token_create" => Some(json!({ "name": format!("New robot {number}") })),
        "service_token_update" => Some(json!({ "suspended": true })),
        "service_token_grant_create" => Some(json!({ "preset": "deploy" })),
        "organization_create" | "organization_update" | "project_update" | "instance_update" => {
            Some(json!({ "name": format!("Name {number}") }))
        }
        "organization_delete" => Some(json!({ "name": format!("Gone {number}") })),
        "organization_settings_update" => Some(json!({ "audit_days": 30 + number })),
        "team_create" => Some(json!({ "name": format!("New {number}") })),
        "team_update" => Some(json!({ "description": format!("For test {number}") })),
        "team_role_update" => Some(json!({ "roles": [SystemRole::Developer.id().to_string()] })),
        "project_create" => {
            Some(json!({ "name": format!("New {number}"), "database": format!("new-{number}") }))
        }
        "role_create" => Some(json!({
            "name": format!("Crew number {number}"),
            "permissions": [{ "area": "instances", "level": "deploy" }],
        })),
        "role_update" => {
            Some(json!({ "permissions": [{ "area": "projects", "level": "manage" }] }))
        }
        "role_duplicate" => Some(json!({ "name": format!("Copy number {number}") })),
        "instance_create" => Some(json!({ "name": "Staging" })),
        "database_create" => {
            Some(json!({ "name": format!("made-{number}"), "project": rooms.get("project") }))
        }
        "database_update" => Some(json!({ "name": format!("renamed-{number}") })),
        "branch_create" | "branch_update" => Some(json!({ "name": format!("branch-{number}") })),
        "connection_create" | "connection_try" => {
            Some(json!({ "name": "reports", "url": "postgres://reader:secret@127.0.0.1:1/shop" }))
        }
        "connection_update" => Some(json!({ "name": "renamed" })),
        "client_auth_update" => Some(json!({ "anonymous": true })),
        "session_forget" => Some(json!({ "subject": "7" })),
        "revocation_create" => Some(json!({ "subject": format!("user {number}") })),
        "development_token_create" => {
            Some(json!({ "subject": "7", "roles": ["customer"], "expires_in_seconds": 60 }))
        }
        "member_update" => Some(json!({ "state": "suspended" })),
        "member_role_update" => Some(json!({ "roles": [SystemRole::Developer.id().to_string()] })),
        "audit_erase" => Some(json!({ "account": rooms.get("account") })),
        "member_copy" => Some(json!({ "from": rooms.get("other") })),
        "invitation_create" => Some(json!({ "email": format!("new{number}@example.com") })),
        "invitation_resend" => Some(json!({ "expires_in_days": 3 })),
        "invitation_accept" => Some(json!({ "password": PASSWORD, "display_name": "New" })),
        "access_check" => Some(
            json!({ "principal": { "member": "0123456789abcdef01234567" }, "checks": [{ "action": "projects.view" }] }),
        ),
        "device_sign_in_start" => {
            return Recipe {
                path,
                body: Some("client_id=robot&scope=everything".to_owned()),
                content_type: "application/x-www-form-urlencoded",
            };
        }
        "device_sign_in_finish" => Some(json!({
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            "client_id": "robot", "device_code": rooms.get("device_code"),
        })),
        "access_explain" => Some(
            json!({ "principal": { "member": "0123456789abcdef01234567" }, "action": "projects.view" }),
        ),
        "access_simulate" => Some(json!({ "change": { "put_role": { "role": {
            "permissions": [{ "area": "projects", "level": "view" }],
        } } } })),
        "access_who_can" => Some(json!({ "action": "projects.view" })),
        "access_request_create" => {
            Some(json!({ "action": "projects.create", "reason": "a new shop", "seconds": 3600 }))
        }
        "access_request_approve" | "access_request_decline" | "access_request_revoke" => {
            Some(json!({}))
        }
        "server_settings_update" => Some(json!({ "sign_up": "invited" })),
        "server_operator_add" => Some(json!({ "email": format!("operator{number}@example.com") })),
        "server_owner_add" => Some(json!({ "email": "olga@example.com" })),
        "policy_explain" => Some(
            json!({ "user": { "id": 7, "roles": ["customer"] }, "table": "main.things", "operation": "select" }),
        ),
        "policy_promote_preview" => Some(json!({ "from": rooms.get("source") })),
        "policy_promote" => {
            let basis: Value = serde_json::from_str(rooms.get("basis")).unwrap();
            Some(json!({ "from": rooms.get("source"), "basis": basis }))
        }
        "policy_draft_update" => {
            return Recipe {
                path,
                body: Some(POLICY.to_owned()),
                content_type: "application/yaml",
            };
        }
        _ => None,
    };
    let needs_body = matches!(
        operation.body,
        bailiwick_api::Body::Json(_)
            | bailiwick_api::Body::Form(_)
            | bailiwick_api::Body::Document { is_optional: false }
    );
    assert!(body.is_some() || !needs_body, "{} needs a recipe for its body", operation.id);
    Recipe { path, body: body.map(|body| body.to_string()), content_type: "application/json" }
}
