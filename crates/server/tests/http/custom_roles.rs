//! Custom roles over HTTP: what is sent, what is kept, what is shown.

use bailiwick_access::{SYSTEM_ONLY, SystemRole};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply, Server};

/// An organization with two projects, and people to be given roles.
pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) owner: Client,
    pub(crate) organization: String,
    /// The project `Tracker`, with the instances Development and Production.
    pub(crate) tracker: String,
    pub(crate) shop: String,
    /// Tracker's Development.
    pub(crate) development: String,
    /// Shop's Development.
    pub(crate) elsewhere: String,
}

impl House {
    pub(crate) async fn build() -> House {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let (mut projects, mut instances) = (Vec::new(), Vec::new());
        for name in ["Tracker", "Shop"] {
            let made =
                owner.post(&format!("{organization}/projects"), json!({ "name": name })).await;
            let project = made.id();
            let list = format!("{organization}/projects/{project}/instances");
            let found = owner.get(&list).await.body["items"].as_array().unwrap().clone();
            let development = found.iter().find(|instance| instance["production"] == false);
            instances.push(development.unwrap()["id"].as_str().unwrap().to_owned());
            projects.push(project);
        }
        let [tracker, shop] = projects.try_into().unwrap();
        let [development, elsewhere] = instances.try_into().unwrap();
        House { server, owner, organization, tracker, shop, development, elsewhere }
    }

    pub(crate) fn roles(&self) -> String {
        format!("{}/roles", self.organization)
    }

    pub(crate) fn role(&self, id: &str) -> String {
        format!("{}/{id}", self.roles())
    }

    /// A role that the owner makes.
    pub(crate) async fn made(
        &self,
        name: &str,
        permissions: &[(&str, &str)],
        more: Value,
    ) -> String {
        let mut body = json!({ "name": name, "permissions": levels(permissions) });
        for (key, value) in more.as_object().into_iter().flatten() {
            body[key] = value.clone();
        }
        let made = self.owner.post(&self.roles(), body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.id()
    }

    pub(crate) async fn member(&self, name: &str, role: &str) -> Client {
        self.server.member(&self.owner, name, role.parse().unwrap()).await
    }

    /// The owner's attempt to make a role, refused at a field.
    async fn refused(&self, body: Value, field: &str) {
        let refused = self.owner.post(&self.roles(), body.clone()).await;
        assert_eq!(refused.status, 422, "{body} {}", refused.text);
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.contains(&format!("`{field}`")), "{body} {field}: {message}");
    }
}

/// `[("instances", "deploy")]` as it is sent.
pub(crate) fn levels(permissions: &[(&str, &str)]) -> Value {
    permissions.iter().map(|(area, level)| json!({ "area": area, "level": level })).collect()
}

/// As it is shown: `instances:deploy`.
fn shown(reply: &Value) -> Vec<String> {
    let pair = |row: &Value| {
        format!("{}:{}", row["area"].as_str().unwrap(), row["level"].as_str().unwrap())
    };
    reply.as_array().unwrap().iter().map(pair).collect()
}

async fn patched(client: &Client, path: &str, tag: &str, body: Value) -> Reply {
    let headers =
        [("content-type", "application/json"), ("origin", client.base.as_str()), ("if-match", tag)];
    client.send(Method::PATCH, path, &headers, Some(body.to_string())).await
}

#[tokio::test]
async fn a_role_is_kept_as_it_was_sent_and_told_in_sentences() {
    let house = House::build().await;
    let body = json!({
        "name": "Crew", "description": "Deploys the tracker.",
        "permissions": levels(&[("projects", "view"), ("instances", "deploy"), ("billing", "view")]),
        "actions": ["instance_logs.view"],
        "scope": { "projects": [house.tracker], "instances": [house.development], "production": false },
    });
    let made = house.owner.post(&house.roles(), body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.header("etag"), "\"1\"");
    assert_eq!(made.body["added"], json!([]));
    let role = house.owner.get(&house.role(&made.id())).await;
    assert_eq!(role.status, 200, "{}", role.text);
    assert_eq!(
        shown(&role.body["permissions"]),
        ["projects:view", "instances:deploy", "billing:view"]
    );
    assert_eq!(role.body["actions"], json!(["instance_logs.view"]));
    let scope = json!({ "projects": [house.tracker], "instances": [house.development], "production": false });
    assert_eq!(role.body["scope"], scope);
    assert_eq!((&role.body["system"], &role.body["assigns"]), (&json!(false), &Value::Null));
    assert_eq!((&role.body["holders"], &role.body["version"]), (&json!(0), &json!(1)));
    let place = " in Tracker, only on Development, without production";
    let sentences = json!([
        format!("View on Projects{place}"),
        format!("Deploy on Instances{place}"),
        "View on Billing",
        format!("May read an instance's logs{place}"),
    ]);
    assert_eq!(role.body["sentences"], sentences);
    // What may be done to it, and whether it may be given to members, to the invited and to teams.
    let giving = ["members.update", "invitations.create", "teams.update"];
    let can: Vec<&str> = ["roles.view", "roles.create", "roles.update", "roles.delete"]
        .into_iter()
        .chain(giving)
        .collect();
    let can = json!(can);
    assert_eq!((&role.body["can"], &role.body["cannot"]), (&can, &json!({})));
    let listed = house.owner.get(&format!("{}?search=crew", house.roles())).await;
    assert_eq!(listed.body["total"], 1, "{}", listed.text);
    let systems = house.owner.get(&format!("{}?limit=5", house.roles())).await;
    let owner = &systems.body["items"][0];
    assert_eq!((&owner["name"], &owner["holders"]), (&json!("Owner"), &json!(1)));
    let can: Vec<&str> = ["roles.view", "roles.create"].into_iter().chain(giving).collect();
    assert_eq!(owner["can"], json!(can));
    assert!(owner["cannot"]["roles.update"].as_str().unwrap().contains("part of the product"));
}

#[tokio::test]
async fn a_change_says_what_it_changes_and_the_rest_stays() {
    let house = House::build().await;
    let more = json!({ "description": "Before", "scope": { "projects": [house.tracker] } });
    let id = house.made("Crew", &[("instances", "deploy")], more).await;
    let path = house.role(&id);
    let renamed = house.owner.patch(&path, json!({ "name": "Deck", "description": null })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    assert_eq!(renamed.body["name"], "Deck");
    assert_eq!(renamed.body["description"], "Before");
    assert_eq!(shown(&renamed.body["permissions"]), ["projects:view", "instances:deploy"]);
    let narrowed = house.owner.patch(&path, json!({ "scope": { "production": false } })).await;
    assert_eq!(narrowed.body["scope"]["projects"], json!([house.tracker]), "{}", narrowed.text);
    assert_eq!(narrowed.body["scope"]["production"], false);
    assert_eq!(narrowed.body["version"], 3);
    let audit = house.owner.get(&format!("{}/audit?action=roles.update", house.organization)).await;
    assert_eq!(audit.body["total"], 2, "{}", audit.text);
    let detail: Value =
        serde_json::from_str(audit.body["items"][1]["detail"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&detail["before"]["name"], &detail["after"]["name"]),
        (&json!("Crew"), &json!("Deck"))
    );
}

#[tokio::test]
async fn a_role_is_duplicated_and_compared() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("instances", "deploy")], json!({})).await;
    let copy = house
        .owner
        .post(&format!("{}/duplicate", house.role(&crew)), json!({ "name": "Crew two" }))
        .await;
    assert_eq!(copy.status, 201, "{}", copy.text);
    let compare = async |one: &str, other: &str| {
        house.owner.get(&format!("{}/compare/{other}", house.role(one))).await.body
    };
    let same = compare(&crew, &copy.id()).await;
    assert_eq!((&same["role"]["only"], &same["other"]["only"]), (&json!([]), &json!([])));
    assert_eq!(same["same_scope"], true);
    let deployer = SystemRole::Developer.id().to_string();
    let with = compare(&crew, &deployer).await;
    assert_eq!(with["role"]["only"], json!([]), "a developer deploys too: {with}");
    let only = with["other"]["only"].as_array().unwrap();
    assert!(only.contains(&json!("policy.deploy")), "{with}");
    assert!(with["both"].as_array().unwrap().contains(&json!("connections.deploy")), "{with}");
    // A system role's copy is a custom role; what only system roles hold is not in it.
    for system in SystemRole::ALL {
        let path = format!("{}/duplicate", house.role(&system.id().to_string()));
        let copy =
            house.owner.post(&path, json!({ "name": format!("Like {}", *system as u8) })).await;
        assert_eq!(copy.status, 201, "{system}: {}", copy.text);
        // What is said of a role is kept, unless it would be untrue of what is left.
        let said = copy.body["description"].as_str().unwrap();
        let is_whole = system.actions().intersect(SYSTEM_ONLY).is_empty();
        assert_eq!(said, if is_whole { system.description() } else { "" }, "{system}");
        let with = compare(&copy.id(), &system.id().to_string()).await;
        let lost = with["other"]["only"].as_array().unwrap();
        let kept_back = [
            "organization.delete",
            "owners.manage",
            "data.read_raw",
            "data.write_raw",
            "service_token_grants.create_production",
        ];
        assert!(
            lost.iter().all(|action| kept_back.contains(&action.as_str().unwrap())),
            "{system}: {with}"
        );
    }
}

#[tokio::test]
async fn every_template_makes_a_role() {
    let house = House::build().await;
    let templates = house.owner.get("/api/v1/role-templates").await;
    let items = templates.body["items"].as_array().unwrap();
    let names: Vec<&str> = items.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Read-only", "Billing", "Analyst", "Auditor"]);
    for template in items {
        let body = json!({ "name": template["name"], "description": template["description"],
            "permissions": template["permissions"], "actions": template["actions"] });
        let made = house.owner.post(&house.roles(), body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(made.body["permissions"], template["permissions"]);
        assert_eq!(made.body["sentences"], template["sentences"]);
    }
}

#[tokio::test]
async fn what_does_not_make_a_role_is_refused_by_field() {
    let house = House::build().await;
    let body = |more: Value| {
        let mut body = json!({ "name": "Crew", "permissions": levels(&[("instances", "view")]) });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    let random = "0123456789abcdef01234567";
    let cases = [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "a\u{200b}b" }), "name"),
        (json!({ "description": "x".repeat(501) }), "description"),
        (json!({ "permissions": [] }), "permissions"),
        (
            json!({ "permissions": levels(&[("instances", "view"), ("moon", "view")]) }),
            "permissions[1].area",
        ),
        (json!({ "permissions": levels(&[("instances", "rule")]) }), "permissions[0].level"),
        (
            json!({ "permissions": levels(&[("projects", "view"), ("projects", "manage")]) }),
            "permissions[1].area",
        ),
        (json!({ "actions": ["instances.fly"] }), "actions[0]"),
        (json!({ "actions": ["owners.manage"] }), "actions[0]"),
        (json!({ "actions": ["instances.update", "instances.update"] }), "actions[1]"),
        (json!({ "scope": { "projects": [random] } }), "scope.projects"),
        (json!({ "scope": { "projects": "none" } }), "scope.projects"),
        (json!({ "scope": { "projects": [] } }), "scope.projects"),
        (json!({ "scope": { "instances": [] } }), "scope.instances"),
        // Not even where a scope says nothing: it would be a role of the whole organization.
        (
            json!({ "permissions": levels(&[("team", "manage")]), "scope": { "projects": [] } }),
            "scope.projects",
        ),
        (json!({ "scope": { "instances": [house.development] } }), "scope.instances"),
        (
            json!({ "scope": { "projects": [house.tracker], "instances": [random] } }),
            "scope.instances",
        ),
        (
            json!({ "scope": { "projects": [house.tracker], "instances": [house.elsewhere] } }),
            "scope.instances",
        ),
        (json!({ "scope": { "production": "no" } }), "scope.production"),
        (json!({ "assigns": [SystemRole::Developer.id()] }), "assigns"),
        (json!({ "permissions": levels(&[("team", "manage")]), "assigns": [random] }), "assigns"),
        (
            json!({ "permissions": levels(&[("team", "manage")]), "assigns": "everything" }),
            "assigns",
        ),
    ];
    for (more, field) in cases {
        house.refused(body(more), field).await;
    }
    // What belongs to somebody else is as absent as what nobody has.
    let stranger = house.server.sign_up("stranger").await;
    let theirs = stranger.organization().await;
    let made = stranger.post(&format!("{theirs}/projects"), json!({ "name": "Tracker" })).await;
    let ask = async |id: &str| {
        let scope = json!({ "scope": { "projects": [id] } });
        house.owner.post(&house.roles(), body(scope)).await.without_request_id().replace(id, "ID")
    };
    assert_eq!(ask(&made.id()).await, ask(random).await);
    assert_eq!(house.owner.get(&format!("{}?search=crew", house.roles())).await.body["total"], 0);
}

#[tokio::test]
async fn a_scope_shrinks_with_what_it_names_and_never_grows_to_all() {
    let house = House::build().await;
    let new = json!({ "name": "Gone", "instances": [], "without_database": true });
    let project = house.owner.post(&format!("{}/projects", house.organization), new).await.id();
    let scope = json!({ "scope": { "projects": [project] } });
    let id = house.made("Crew", &[("instances", "view")], scope).await;
    let crew = house.member("crew", &id).await;
    let projects = format!("{}/projects", house.organization);
    assert_eq!(crew.get(&projects).await.body["total"], 1);
    let deleted = house.owner.delete(&format!("{projects}/{project}")).await;
    assert_eq!(deleted.status, 204, "{}", deleted.text);
    let seen = crew.get(&projects).await;
    assert_eq!(
        (seen.status, seen.code()),
        (403, "forbidden"),
        "nothing is left of it: {}",
        seen.text
    );
    let role = house.owner.get(&house.role(&id)).await;
    assert_eq!(role.body["scope"]["projects"], json!([]), "{}", role.text);
    assert_eq!(role.body["sentences"][1], "View on Instances in no project");
    let renamed = house.owner.patch(&house.role(&id), json!({ "name": "Ghosts" })).await;
    assert_eq!(renamed.body["scope"]["projects"], json!([]), "{}", renamed.text);
    // It is saved as it is shown, and copied; and once it names a project again it is not emptied by anybody.
    let shown = json!({ "description": "Of what is gone.", "scope": role.body["scope"] });
    let saved = house.owner.patch(&house.role(&id), shown).await;
    assert_eq!((saved.status, &saved.body["scope"]["projects"]), (200, &json!([])));
    let copied = house
        .owner
        .post(&format!("{}/duplicate", house.role(&id)), json!({ "name": "Copy" }))
        .await;
    assert_eq!((copied.status, &copied.body["scope"]["projects"]), (201, &json!([])));
    let named = json!({ "scope": { "projects": [house.tracker] } });
    assert_eq!(house.owner.patch(&house.role(&id), named.clone()).await.status, 200);
    for (hand, caller) in house.owner.hands().await {
        let emptied = json!({ "scope": { "projects": [] } });
        let refused = caller.patch(&house.role(&id), emptied.clone()).await;
        assert_eq!(refused.status, 422, "{hand}: {}", refused.text);
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.starts_with("`scope.projects`: name at least one project"), "{message}");
        let change = json!({ "change": { "put_role": { "id": id, "role": emptied } } });
        let told = caller.post(&format!("{}/access/simulate", house.organization), change).await;
        let told = told.body["refused"]["message"].as_str().unwrap();
        assert!(told.contains("at least one project"), "{hand}: {told}");
    }
    let role = house.owner.get(&house.role(&id)).await;
    assert_eq!(role.body["scope"]["projects"], named["scope"]["projects"]);
}

#[tokio::test]
async fn what_an_editor_may_not_see_is_not_shown_and_not_taken_away() {
    let house = House::build().await;
    let both = json!({ "scope": { "projects": [house.tracker, house.shop] } });
    let crew = house.made("Crew", &[("projects", "view")], both).await;
    let scope = json!({ "scope": { "projects": [house.tracker] } });
    let lead = house.made("Lead", &[("team", "manage"), ("projects", "view")], scope).await;
    let lead = house.member("lead", &lead).await;
    let seen = lead.get(&house.role(&crew)).await;
    assert_eq!(seen.body["scope"]["projects"], json!([house.tracker]), "{}", seen.text);
    assert_eq!(
        seen.body["sentences"],
        json!(["View on Projects in Tracker and others that you may not see"])
    );
    assert!(!seen.text.contains(&house.shop) && !seen.text.contains("Shop"), "{}", seen.text);
    let body = json!({ "name": "Renamed", "scope": { "projects": [house.tracker] } });
    // It gives more than she holds, so it is not hers to change.
    let refused = lead.patch(&house.role(&crew), body).await;
    assert_eq!((refused.status, refused.code()), (403, "target_above_actor"), "{}", refused.text);
    let whole = house.owner.get(&house.role(&crew)).await;
    assert_eq!(whole.body["scope"]["projects"].as_array().unwrap().len(), 2, "{}", whole.text);
    let foreign = json!({ "scope": { "projects": [house.tracker, "0123456789abcdef01234567"] } });
    let refused = lead.patch(&house.role(&crew), foreign).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
}

#[tokio::test]
async fn two_editors_and_names_that_are_taken() {
    let house = House::build().await;
    let (crew, deck) = (
        house.made("Crew", &[("projects", "view")], json!({})).await,
        house.made("Deck", &[("projects", "view")], json!({})).await,
    );
    let path = house.role(&crew);
    let tag = house.owner.get(&path).await.header("etag").to_owned();
    assert_eq!(patched(&house.owner, &path, &tag, json!({ "name": "First" })).await.status, 200);
    let second = patched(&house.owner, &path, &tag, json!({ "name": "Second" })).await;
    assert_eq!((second.status, second.code()), (412, "version_mismatch"), "{}", second.text);
    // What happened, and what to do about it.
    let error = &second.body["error"];
    assert_eq!(error["message"], "this was changed since you read it");
    assert_eq!(error["hint"], "read it again and repeat your change");
    let headers = [("origin", house.owner.base.as_str()), ("if-match", tag.as_str())];
    let gone = house.owner.send(Method::DELETE, &path, &headers, None).await;
    assert_eq!(gone.status, 412, "{}", gone.text);
    for name in ["Deck", "deck ", "DECK", "Dесk"] {
        let taken = house.owner.patch(&path, json!({ "name": name })).await;
        assert_eq!((taken.status, taken.code()), (409, "name_taken"), "{name} {}", taken.text);
        assert!(taken.text.contains("`Deck`"), "{}", taken.text);
    }
    let same = house.owner.patch(&house.role(&deck), json!({ "name": "deck" })).await;
    assert_eq!(same.status, 200, "a name does not stand in its own way: {}", same.text);
}
