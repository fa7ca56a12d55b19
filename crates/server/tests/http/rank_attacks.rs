//! Attacks by what is above oneself: roles that make owners, names of stronger roles, secrets of stronger tokens, one's own
//! stronger owner, production.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::json;

use super::custom_roles::{House, levels};
use super::service_tokens::Robot;

fn id(role: SystemRole) -> String {
    role.id().to_string()
}

impl House {
    /// A role whose list names Owner, as it could be written before lists were held to what they give.
    async fn maker(&self) -> String {
        let (team, owner) = (json!([["team", "manage"]]), json!([id(SystemRole::Owner)]));
        self.server.role(&self.owner, "Maker", team, owner).await.to_string()
    }
}

#[tokio::test]
async fn no_token_makes_an_owner_by_a_detour() {
    let house = House::build().await;
    let ben = house.member("ben", &id(SystemRole::Developer)).await.member_id().await;
    let token = house.owner.token(json!({})).await;
    let asks = |reply: &crate::support::Reply| {
        assert_eq!(
            (reply.status, reply.code()),
            (403, "interactive_session_required"),
            "{}",
            reply.text
        );
    };
    let maker = json!({ "name": "Maker", "permissions": levels(&[("team", "manage")]), "assigns": [id(SystemRole::Owner)] });
    let beyond = |reply: crate::support::Reply| {
        assert_eq!((reply.status, reply.code()), (422, "invalid_field"), "{}", reply.text);
    };
    beyond(token.post(&house.roles(), maker.clone()).await);
    beyond(house.owner.post(&house.roles(), maker).await);
    // One that has been there since before that was refused would make owners: giving it on is making one.
    let made = house.maker().await;
    let path = format!("{}/members/{ben}/roles", house.organization);
    asks(&token.put(&path, json!({ "roles": [made] })).await);
    let invited = json!({ "email": "new@example.com", "roles": [made] });
    asks(&token.post(&format!("{}/invitations", house.organization), invited).await);
    let plain = house.made("Plain", &[("team", "manage")], json!({})).await;
    beyond(token.patch(&house.role(&plain), json!({ "assigns": [id(SystemRole::Owner)] })).await);
    asks(&token.patch(&house.role(&plain), json!({ "assigns": [made] })).await);
    let developers = json!({ "assigns": [id(SystemRole::Developer)] });
    assert_eq!(token.patch(&house.role(&plain), developers).await.status, 200, "makes no owner");
    let settings = format!("{}/settings", house.organization);
    asks(&token.patch(&settings, json!({ "default_role": made })).await);
    for client in [&house.owner, &token] {
        let refused =
            client.patch(&settings, json!({ "default_role": id(SystemRole::Owner) })).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains("`default_role`"), "{}", refused.text);
    }
}

#[tokio::test]
async fn a_stronger_role_is_not_renamed_described_emptied_or_deleted() {
    let house = House::build().await;
    let strong = house.made("Strong", &[("billing", "manage")], json!({})).await;
    let lead = house.made("Lead", &[("team", "manage")], json!({})).await;
    let eve = house.member("eve", &lead).await;
    let path = house.role(&strong);
    let before = house.owner.get(&path).await;
    for client in [eve.clone(), eve.token(json!({})).await] {
        for reply in [
            client.patch(&path, json!({ "name": "Weak" })).await,
            client.patch(&path, json!({ "description": "harmless" })).await,
            client.patch(&path, json!({ "permissions": levels(&[("billing", "view")]) })).await,
            client.delete(&path).await,
        ] {
            let answer = (reply.status, reply.code());
            assert_eq!(answer, (403, "target_above_actor"), "{}", reply.text);
            assert!(
                reply.text.contains("only roles that give no more than you hold"),
                "{}",
                reply.text
            );
        }
        let change = json!({ "change": { "remove_role": strong } });
        let told = client.post(&format!("{}/access/simulate", house.organization), change).await;
        assert_eq!(told.body["refused"]["code"], "target_above_actor", "{}", told.text);
    }
    assert_eq!(house.owner.get(&path).await.text, before.text);
    // What a role lets its holder give is what it gives, too.
    let maker = house.maker().await;
    let adam = house.member("adam", &id(SystemRole::OrganizationAdministrator)).await;
    for reply in [
        adam.patch(&house.role(&maker), json!({ "name": "Made" })).await,
        adam.delete(&house.role(&maker)).await,
    ] {
        assert_eq!((reply.status, reply.code()), (403, "target_above_actor"), "{}", reply.text);
    }
    // What is within her she may rename.
    let weak = house.made("Weak", &[("team", "view")], json!({})).await;
    assert_eq!(eve.patch(&house.role(&weak), json!({ "name": "Weaker" })).await.status, 200);
}

#[tokio::test]
async fn a_role_of_a_hidden_project_is_not_changed_and_its_projects_are_not_guessed() {
    let house = House::build().await;
    let of = |project: &str| json!({ "scope": { "projects": [project] } });
    let secret = house.made("Secret", &[("instances", "deploy")], of(&house.shop)).await;
    let lead = house
        .made("Lead", &[("team", "manage"), ("instances", "deploy")], of(&house.tracker))
        .await;
    let eve = house.member("eve", &lead).await;
    let path = house.role(&secret);
    let absent = "0123456789abcdef01234567";
    let (hidden, random) =
        (eve.patch(&path, of(&house.shop)).await, eve.patch(&path, of(absent)).await);
    assert_eq!(hidden.status, random.status, "{} {}", hidden.text, random.text);
    let same =
        |reply: &crate::support::Reply, id: &str| reply.without_request_id().replace(id, "ID");
    assert_eq!(same(&hidden, &house.shop), same(&random, absent));
    let described = eve.patch(&path, json!({ "description": "mine" })).await;
    assert_eq!(
        (described.status, described.code()),
        (403, "target_above_actor"),
        "{}",
        described.text
    );
    assert!(described.text.contains("something that you may not see"), "{}", described.text);
}

#[tokio::test]
async fn a_secret_is_not_renewed_by_who_holds_its_authority_for_a_while() {
    let house = House::build().await;
    let robot = Robot::of(&house.owner, &house.organization, "Deployer").await;
    let granted =
        robot.grant(json!({ "actions": ["connections.deploy"], "project": house.tracker })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let keeper = house.made("Keeper", &[("service_tokens", "manage")], json!({})).await;
    let eve = house.member("eve", &keeper).await;
    let path = format!("{}/members/{}/roles", house.organization, eve.member_id().await);
    let soon = super::cast::time_in(&house.server, 600);
    let both =
        json!({ "roles": [keeper, { "id": id(SystemRole::Developer), "expires_at": soon }] });
    assert_eq!(house.owner.put(&path, both).await.status, 200);
    let tokens = format!("{}/service-tokens", house.organization);
    let listed = house.owner.get(&tokens).await;
    let found =
        listed.body["items"].as_array().unwrap().iter().find(|one| one["name"] == "Deployer");
    let one = format!("{tokens}/{}", found.unwrap()["id"].as_str().unwrap());
    let rotated = eve.post(&format!("{one}/rotate"), json!({})).await;
    assert_eq!((rotated.status, rotated.code()), (403, "target_above_actor"), "{}", rotated.text);
    let forever =
        json!({ "roles": [keeper, { "id": id(SystemRole::Developer), "expires_at": null }] });
    assert_eq!(house.owner.put(&path, forever).await.status, 200);
    let rotated = eve.post(&format!("{one}/rotate"), json!({})).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text);
}

#[tokio::test]
async fn a_narrow_token_does_nothing_to_its_owner() {
    let house = House::build().await;
    let adam = house.member("adam", &id(SystemRole::OrganizationAdministrator)).await;
    let own = format!("{}/members/{}", house.organization, adam.member_id().await);
    let organization = house.organization.rsplit('/').next().unwrap();
    let actions = ["organization.view", "members.view", "members.update", "members.remove"];
    let narrow = json!({ "name": "narrow", "organization": organization, "preset": "custom", "grants": [{ "actions": actions }] });
    let narrow = adam.token(narrow).await;
    let member = id(SystemRole::OrganizationMember);
    for reply in [
        narrow.put(&format!("{own}/roles"), json!({ "roles": [member] })).await,
        narrow.patch(&own, json!({ "state": "suspended" })).await,
    ] {
        assert_eq!((reply.status, reply.code()), (403, "target_above_actor"), "{}", reply.text);
    }
    for token in [narrow, adam.token(json!({})).await] {
        let gone = token.delete(&own).await;
        let answer = (gone.status, gone.code());
        assert_eq!(answer, (403, "interactive_session_required"), "{}", gone.text);
    }
    assert_eq!(
        adam.get(&own).await.body["roles"][0]["id"],
        json!(id(SystemRole::OrganizationAdministrator))
    );
}

#[tokio::test]
async fn whatever_reaches_production_is_granted_by_who_may() {
    let house = House::build().await;
    let databases = format!("{}/databases", house.organization);
    let ben = house.member("ben", &id(SystemRole::OrganizationMember)).await;
    let made = ben.post(&databases, json!({ "name": "own", "project": house.tracker })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let keeper = house.made("Keeper", &[("service_tokens", "manage")], json!({})).await;
    let path = format!("{}/members/{}/roles", house.organization, ben.member_id().await);
    let both = json!({ "roles": [id(SystemRole::OrganizationMember), keeper] });
    assert_eq!(house.owner.put(&path, both).await.status, 200);
    let robot = Robot::of(&ben, &house.organization, "Own").await;
    for action in [
        "databases.delete",
        "branches.delete_production",
        "branches.demote",
        "branches.connect_production",
        "database_members.update",
    ] {
        let grant = json!({ "actions": [action], "database": made.id(), "production": true });
        let refused = robot.grant(grant).await;
        assert_eq!(
            (refused.status, refused.code()),
            (403, "production_grant"),
            "{action} {}",
            refused.text
        );
    }
    let fine = json!({ "actions": ["databases.view", "branches.create"], "database": made.id() });
    assert_eq!(robot.grant(fine).await.status, 201);
    // A grant on a production instance that leaves production out would give nothing.
    let list = format!("{}/projects/{}/instances", house.organization, house.tracker);
    let instances = house.owner.get(&list).await;
    let production =
        instances.body["items"].as_array().unwrap().iter().find(|one| one["production"] == true);
    let robot = Robot::of(&house.owner, &house.organization, "Idle").await;
    let grant = json!({ "actions": ["instances.view"], "instance": production.unwrap()["id"] });
    let refused = robot.grant(grant).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains("`production`"), "{}", refused.text);
}

#[tokio::test]
async fn a_simulation_says_what_the_save_says() {
    let house = House::build().await;
    let lead = house.made("Lead", &[("team", "manage")], json!({})).await;
    let ben = house.member("ben", &lead).await.member_id().await;
    let simulate = format!("{}/access/simulate", house.organization);
    let owner = json!({ "change": { "set_member_roles": { "member": ben, "roles": [id(SystemRole::Owner)] } } });
    let by_token = house.owner.token(json!({})).await.post(&simulate, owner.clone()).await;
    let code = &by_token.body["refused"]["code"];
    assert_eq!(code, "interactive_session_required", "{}", by_token.text);
    let by_person = house.owner.post(&simulate, owner).await;
    assert_eq!(by_person.body["refused"], json!(null), "{}", by_person.text);
    let held = house.owner.post(&simulate, json!({ "change": { "remove_role": lead } })).await;
    assert_eq!(held.body["refused"]["code"], "role_in_use", "{}", held.text);
}

#[tokio::test]
async fn what_has_ended_or_names_nothing_is_taken_away() {
    let house = House::build().await;
    let members = format!("{}/members", house.organization);
    let ben = house.member("ben", &id(SystemRole::OrganizationMember)).await;
    let path = format!("{members}/{}", ben.member_id().await);
    let soon = super::cast::time_in(&house.server, 60);
    let empty = house
        .owner
        .post(
            &format!("{}/projects", house.organization),
            json!({ "name": "Brief", "instances": [] }),
        )
        .await;
    assert_eq!(empty.status, 201, "{}", empty.text);
    let roles = json!({ "roles": [
        id(SystemRole::OrganizationMember),
        { "id": id(SystemRole::Developer), "expires_at": soon },
        { "id": id(SystemRole::Developer), "scope": { "projects": [empty.id()] } },
    ] });
    let given = house.owner.put(&format!("{path}/roles"), roles).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let developers = format!("{members}?role={}", id(SystemRole::Developer));
    let names = async |part: &str| {
        let found = house.owner.get(&format!("{members}?search=ben")).await;
        let roles = found.body["items"][0][part].as_array().unwrap().clone();
        roles.iter().map(|role| role["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(house.owner.get(&developers).await.body["total"], 1);
    assert_eq!(names("roles").await, ["Developer", "Organization Member"]);
    assert_eq!(names("roles_in_part").await, ["Developer"]);
    let tag = house.owner.get(&path).await.header("etag").to_owned();
    house.server.clock.advance(61);
    // What has ended is told of nobody, taken away or not.
    assert_eq!(names("roles").await, ["Organization Member"]);
    let detail = house.owner.get(&path).await;
    assert_eq!(detail.body["roles"].as_array().unwrap().len(), 1, "{}", detail.text);
    assert_eq!(detail.body["grants"].as_array().unwrap().len(), 2, "{}", detail.text);
    house.server.running.sweep().await;
    assert_eq!(names("roles").await, ["Organization Member"]);
    assert_eq!(house.owner.get(&developers).await.body["total"], 1, "in a project all the same");
    assert_eq!(house.owner.get(&path).await.body["grants"].as_array().unwrap().len(), 2);
    assert_ne!(house.owner.get(&path).await.header("etag"), tag, "whoever read it before is told");
    let told = house.owner.get(&format!("{}/audit?action=grants.expire", house.organization)).await;
    assert_eq!(told.body["total"], 1, "{}", told.text);
    let entry = &told.body["items"][0];
    assert_eq!(entry["actor_kind"], "system", "{}", told.text);
    assert_eq!(entry["target_name"], "ben", "{}", told.text);
    assert!(entry["detail"].as_str().unwrap().contains("\"name\":\"Developer\""), "{}", told.text);
    house.server.running.sweep().await;
    let again =
        house.owner.get(&format!("{}/audit?action=grants.expire", house.organization)).await;
    assert_eq!(again.body["total"], 1, "{}", again.text);
    let project = format!("{}/projects/{}", house.organization, empty.id());
    let instances = house.owner.get(&format!("{project}/instances")).await;
    for instance in instances.body["items"].as_array().unwrap() {
        let one = format!("{project}/instances/{}", instance["id"].as_str().unwrap());
        assert_eq!(house.owner.delete(&one).await.status, 204);
    }
    let databases = house.owner.get(&format!("{}/databases?limit=100", house.organization)).await;
    for database in databases.body["items"].as_array().unwrap() {
        if database["project"] == json!(empty.id()) {
            let one =
                format!("{}/databases/{}", house.organization, database["id"].as_str().unwrap());
            assert_eq!(house.owner.delete(&one).await.status, 204);
        }
    }
    let gone = house.owner.delete(&project).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(house.owner.get(&path).await.body["grants"].as_array().unwrap().len(), 1);
    assert_eq!(house.owner.get(&developers).await.body["total"], 0);
    assert!(names("roles_in_part").await.is_empty());
}

#[tokio::test]
async fn a_role_that_is_replaced_is_a_change_of_its_holders() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("projects", "view")], json!({})).await;
    let other = house.made("Other", &[("projects", "view")], json!({})).await;
    let ben = house.member("ben", &crew).await;
    let path = format!("{}/members/{}", house.organization, ben.member_id().await);
    let tag = house.owner.get(&path).await.header("etag").to_owned();
    let gone = house.owner.delete(&format!("{}?reassign={other}", house.role(&crew))).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_ne!(house.owner.get(&path).await.header("etag"), tag);
}

#[tokio::test]
async fn a_narrow_token_reads_nothing_of_the_account() {
    let house = House::build().await;
    let organization = house.organization.rsplit('/').next().unwrap();
    let grants = json!([{ "actions": ["projects.view"] }]);
    let custom =
        json!({ "name": "a", "organization": organization, "preset": "custom", "grants": grants });
    for narrow in [
        custom,
        json!({ "name": "b", "preset": "read_only" }),
        json!({ "name": "c", "organization": organization }),
    ] {
        let token = house.owner.token(narrow).await;
        for path in ["/api/v1/account/sessions", "/api/v1/account/tokens"] {
            let refused = token.json(Method::GET, path, None).await;
            assert_eq!(
                (refused.status, refused.code()),
                (403, "token_too_narrow"),
                "{}",
                refused.text
            );
        }
        assert_eq!(token.get("/api/v1/me").await.status, 200);
    }
}

/// What stands in the way of an edit is said before it is tried, and by a simulation as by the save.
#[tokio::test]
async fn a_role_above_oneself_is_seen_not_to_be_ones_own_to_change() {
    let house = House::build().await;
    let lead = house.made("Lead", &[("team", "manage")], json!({})).await;
    let ben = house.member("ben", &lead).await;
    let strong = house.made("Strong", &[("instances", "manage")], json!({})).await;
    let weak = house.made("Weak", &[("team", "view")], json!({})).await;
    let can = async |role: &str| {
        let shown = ben.get(&house.role(role)).await;
        let has = |action: &str| shown.body["can"].as_array().unwrap().contains(&json!(action));
        let why = shown.body["cannot"]["roles.update"].as_str().unwrap_or_default().to_owned();
        (has("roles.update"), has("roles.delete"), why)
    };
    assert_eq!(can(&weak).await, (true, true, String::new()));
    let (updates, deletes, why) = can(&strong).await;
    assert!(!updates && !deletes && !why.is_empty(), "{why}");
    let renamed = json!({ "description": "Harmless." });
    assert_eq!(ben.patch(&house.role(&strong), renamed).await.code(), "target_above_actor");
    assert_eq!(ben.delete(&house.role(&strong)).await.code(), "target_above_actor");

    let simulate = format!("{}/access/simulate", house.organization);
    let stronger = house.member("cyd", &id(SystemRole::OrganizationAdministrator)).await;
    let (own, other) = (ben.member_id().await, stronger.member_id().await);
    let explains =
        house.made("Explains", &[("team", "manage")], json!({ "actions": ["access.explain"] }));
    let explains = explains.await;
    let roles = json!({ "roles": [explains] });
    let path = format!("{}/members/{own}/roles", house.organization);
    assert_eq!(house.owner.put(&path, roles).await.status, 200);
    for (change, code) in [
        (
            json!({ "put_role": { "id": strong, "role": { "permissions": levels(&[("projects", "view"), ("instances", "manage")]) } } }),
            "target_above_actor",
        ),
        (json!({ "remove_role": strong }), "target_above_actor"),
        (
            json!({ "set_member_state": { "member": other, "state": "active" } }),
            "target_above_actor",
        ),
        (json!({ "set_member_state": { "member": own, "state": "suspended" } }), "invalid_field"),
        (
            json!({ "put_role": { "role": { "name": "weak", "permissions": levels(&[("team", "view")]) } } }),
            "name_taken",
        ),
    ] {
        let told = ben.post(&simulate, json!({ "change": change })).await;
        assert_eq!(told.body["refused"]["code"], code, "{change}: {}", told.text);
    }
    let free = json!({ "change": { "put_role": { "id": weak, "role": { "permissions": levels(&[("team", "view")]) } } } });
    assert_eq!(ben.post(&simulate, free.clone()).await.body["refused"], json!(null), "{free}");
}

/// The request that an explanation offers is one that the server takes.
#[tokio::test]
async fn a_fix_can_be_sent_where_a_role_has_ended_or_is_held_for_less() {
    let house = House::build().await;
    let ben = house.member("ben", &id(SystemRole::OrganizationMember)).await;
    let member = ben.member_id().await;
    let project = house
        .owner
        .post(&format!("{}/projects", house.organization), json!({ "name": "Depot" }))
        .await;
    let instances = format!("{}/projects/{}/instances", house.organization, project.id());
    let all = house.owner.get(&instances).await;
    let production =
        all.body["items"].as_array().unwrap().iter().find(|one| one["production"] == true);
    let production = production.unwrap()["id"].clone();
    let path = format!("{}/members/{member}/roles", house.organization);
    let soon = super::cast::time_in(&house.server, 60);
    let everywhere_but = json!({ "projects": "all", "production": false });
    let roles = json!({ "roles": [
        { "id": id(SystemRole::Developer), "scope": everywhere_but },
        { "id": id(SystemRole::OrganizationMember), "expires_at": soon },
    ] });
    let given = house.owner.put(&path, roles).await;
    assert_eq!(given.status, 200, "{}", given.text);
    house.server.clock.advance(61);
    let question = json!({ "principal": { "member": member }, "action": "policy.deploy", "instance": production });
    let why =
        house.owner.post(&format!("{}/access/explain", house.organization), question.clone()).await;
    assert_eq!(why.body["allowed"], false, "{}", why.text);
    let fixes = why.body["fixes"].as_array().unwrap().to_vec();
    let sent: Vec<_> =
        fixes.iter().filter(|fix| fix["apply"]["operation"] == "member_role_update").collect();
    assert!(!sent.is_empty(), "{}", why.text);
    for fix in sent {
        let done = house.owner.put(&path, fix["apply"]["body"].clone()).await;
        assert_eq!(done.status, 200, "{fix}: {}", done.text);
        let explain = format!("{}/access/explain", house.organization);
        let now = house.owner.post(&explain, question.clone()).await;
        assert_eq!(now.body["allowed"], true, "{fix}: {}", now.text);
    }
}

#[tokio::test]
async fn a_program_is_offered_grants_however_many_roles_there_are() {
    let house = House::build().await;
    for number in 0..6 {
        house.made(&format!("Reader {number}"), &[("policy", "view")], json!({})).await;
    }
    let robot = Robot::of(&house.owner, &house.organization, "CI").await;
    let project = robot.project("Depot").await;
    let instances = format!("{}/projects/{project}/instances", house.organization);
    let instance = house.owner.get(&instances).await.body["items"][0]["id"].clone();
    let token = robot.path.rsplit('/').next().unwrap();
    let question =
        json!({ "principal": { "token": token }, "action": "policy.view", "instance": instance });
    let why = house.owner.post(&format!("{}/access/explain", house.organization), question).await;
    assert_eq!(why.status, 200, "{}", why.text);
    assert!(!why.body["fixes"].as_array().unwrap().is_empty(), "{}", why.text);
}
