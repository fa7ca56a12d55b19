//! Why, why not, who else, and asking for it.

use bailiwick_access::SystemRole;
use serde_json::{Value, json};

use crate::support::{Client, Server, member};

const ABSENT: &str = "0123456789abcdef01234567";

/// An organization with the project Shop, its paths, and a member of the given role.
pub(super) struct Shop {
    pub(super) server: Server,
    pub(super) owner: Client,
    pub(super) organization: String,
    pub(super) project: String,
    instance: String,
}

impl Shop {
    pub(super) async fn open() -> Shop {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let projects = format!("{organization}/projects");
        let project = owner.post(&projects, json!({ "name": "Shop" })).await.id();
        let instances = owner.get(&format!("{projects}/{project}/instances")).await;
        let instance = instances.body["items"][0]["id"].as_str().unwrap().to_owned();
        Shop { server, owner, organization, project, instance }
    }

    pub(super) async fn member(&self, role: SystemRole) -> Client {
        member(&self.server, &self.organization, role, None).await
    }

    async fn ask(&self, asker: &Client, verb: &str, body: Value) -> Value {
        let reply = asker.post(&format!("{}/access/{verb}", self.organization), body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.body
    }
}

pub(super) async fn id_of(client: &Client) -> String {
    let me = client.get("/api/v1/me").await;
    me.body["organizations"][0]["member"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_explanation_names_grants_places_and_fixes_that_can_be_sent() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let id = id_of(&member).await;
    let question = json!({ "principal": { "member": id }, "action": "instances.update", "project": shop.project, "instance": shop.instance });
    let why = shop.ask(&shop.owner, "explain", question.clone()).await;
    assert_eq!(why["allowed"], false);
    assert_eq!(why["principal"]["name"], "Organization Member");
    let path: Vec<&str> = why["path"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["name"].as_str().unwrap())
        .collect();
    assert_eq!(path, ["Acme", "Shop", "Development"]);
    assert_eq!(why["grants"][0]["role"]["name"], "Organization Member");
    assert_eq!(why["grants"][0]["verdict"], "lacks_action");
    assert_eq!(why["grants"][0]["scope"], "everywhere");
    let passes =
        |why: &Value| ["has_action", "reaches", "in_time"].map(|one| why["grants"][0][one].clone());
    assert_eq!(passes(&why), [json!(false), json!(true), json!(true)]);
    let fixes = why["fixes"].as_array().unwrap();
    let extras: Vec<u64> = fixes.iter().map(|fix| fix["extra"].as_u64().unwrap()).collect();
    assert!(extras.is_sorted() && !extras.is_empty(), "{extras:?}");
    for fix in fixes {
        let listed: u64 = fix["gives"]
            .as_array()
            .unwrap()
            .iter()
            .map(|gain| gain["actions"].as_array().unwrap().len() as u64)
            .sum();
        assert_eq!(fix["extra"].as_u64(), Some(listed), "an owner sees all of it: {fix}");
        assert!(fix["refused"].is_null(), "{fix}");
    }
    // Somebody who may not give it reads the same fixes, and that they are not theirs to make.
    let developer = shop.member(SystemRole::Developer).await;
    let seen = shop.ask(&developer, "explain", question).await;
    for fix in seen["fixes"].as_array().unwrap() {
        assert_eq!(fix["can_apply"], false, "{fix}");
        let missing = fix["refused"]["action"].as_str().unwrap();
        assert!(["members.update", "roles.create"].contains(&missing), "{fix}");
    }
}

#[tokio::test]
async fn a_fix_that_makes_a_role_says_how_to_give_it_and_the_two_requests_allow_it() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let id = id_of(&member).await;
    let database = shop.owner.get(&format!("{}/databases", shop.organization)).await.body["items"]
        [0]["id"]
        .clone();
    for (action, thing, place) in [
        ("instances.update", "instance", json!(shop.instance)),
        ("databases.update", "database", database),
    ] {
        let mut question = json!({ "principal": { "member": id }, "action": action });
        question[thing] = place;
        let why = shop.ask(&shop.owner, "explain", question.clone()).await;
        let fixes = why["fixes"].as_array().unwrap();
        let fix = fixes.iter().find(|fix| fix["then"].is_object()).unwrap();
        assert_eq!(fix["apply"]["operation"], "role_create", "{fix}");
        assert_eq!(fix["then"]["operation"], "member_role_update", "{fix}");
        let mut body = fix["apply"]["body"].clone();
        body["name"] = json!(format!("Made for {action}"));
        let role = shop.owner.post(&format!("{}/roles", shop.organization), body).await;
        assert_eq!(role.status, 201, "{}", role.text);
        let mut roles = fix["then"]["body"].clone();
        for row in roles["roles"].as_array_mut().unwrap() {
            if row["id"].is_null() {
                row["id"] = json!(role.id());
            }
        }
        let path = format!("{}/members/{id}/roles", shop.organization);
        let given = shop.owner.put(&path, roles).await;
        assert_eq!(given.status, 200, "{}", given.text);
        let now = shop.ask(&shop.owner, "explain", question).await;
        assert_eq!(now["allowed"], true, "{now}");
    }
}

#[tokio::test]
async fn an_allowance_is_explained_by_the_grants_that_give_it() {
    let shop = Shop::open().await;
    let developer = shop.member(SystemRole::Developer).await;
    let id = id_of(&developer).await;
    let question = json!({ "principal": { "member": id }, "action": "instances.update", "instance": shop.instance });
    let why = shop.ask(&shop.owner, "explain", question).await;
    assert_eq!(why["allowed"], true);
    assert_eq!(
        why["sentence"],
        "Developer may rename an instance, choose its region, lock its version (`instances.update`) on the instance Development in Shop, because of the role Developer, given directly"
    );
    assert_eq!(why["fixes"], json!([]));
}

#[tokio::test]
async fn anyone_asks_about_itself_and_about_others_only_who_may_explain() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::DatabaseAdministrator).await;
    let (own, other) = (id_of(&member).await, id_of(&shop.owner).await);
    let body = |id: &str| json!({ "principal": { "member": id }, "checks": [{ "action": "projects.view", "project": shop.project }] });
    let check = format!("{}/access/check", shop.organization);
    let mine = member.post(&check, body(&own)).await;
    assert_eq!(
        (mine.status, &mine.body["results"][0]["allowed"]),
        (200, &json!(true)),
        "{}",
        mine.text
    );
    let theirs = member.post(&check, body(&other)).await;
    assert_eq!((theirs.status, theirs.code()), (403, "forbidden"), "{}", theirs.text);
    assert_eq!(theirs.body["error"]["action"], "access.explain");
    let nobody = member.post(&check, body(ABSENT)).await;
    assert_eq!(nobody.status, 403, "whether somebody is there is not said either");
    let stranger = shop.server.sign_up("eve").await;
    assert_eq!(stranger.post(&check, body(&own)).await.status, 404);
    let token = member.token(json!({ "preset": "read_only" })).await;
    assert_eq!(token.post(&check, body(&own)).await.status, 200, "a token asks for its owner");
}

#[tokio::test]
async fn t41_what_the_asker_may_not_see_is_explained_like_what_is_not_there() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let id = id_of(&member).await;
    let ask = |instance: String| json!({ "principal": { "member": id }, "action": "instances.view", "instance": instance });
    let hidden = shop.ask(&member, "explain", ask(shop.instance.clone())).await;
    let absent = shop.ask(&member, "explain", ask(ABSENT.to_owned())).await;
    assert_eq!(hidden, absent);
    assert_eq!(hidden["path"], json!([]));
    let who = format!("{}/access/who-can", shop.organization);
    let hidden =
        member.post(&who, json!({ "action": "instances.view", "instance": shop.instance })).await;
    let absent = member.post(&who, json!({ "action": "instances.view", "instance": ABSENT })).await;
    assert_eq!(hidden.status, absent.status);
    assert_eq!(hidden.without_request_id(), absent.without_request_id());
}

#[tokio::test]
async fn who_can_names_members_teams_and_tokens_and_through_what() {
    let shop = Shop::open().await;
    shop.member(SystemRole::Developer).await;
    shop.member(SystemRole::OrganizationMember).await;
    shop.owner.token(json!({ "preset": "read_only" })).await;
    let path = "who-can?limit=1";
    let question = json!({ "action": "instances.view", "instance": shop.instance });
    let first = shop.ask(&shop.owner, path, question.clone()).await;
    assert_eq!(first["total"], 3, "{first}");
    assert_eq!(first["items"][0]["name"], "a personal access token of Olga");
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = shop.ask(&shop.owner, &format!("{path}&cursor={cursor}"), question.clone()).await;
    assert_eq!(second["items"][0]["name"], "Developer");
    assert_eq!(second["items"][0]["because"][0]["sentence"], "the role Developer, given directly");
    let found = shop.ask(&shop.owner, "who-can?search=olga%40", question).await;
    assert_eq!(found["total"], 1, "{found}");
}

#[tokio::test]
async fn a_refusal_is_explained_to_whom_it_was_said_and_to_who_may_explain() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let refused =
        member.post(&format!("{}/projects", shop.organization), json!({ "name": "More" })).await;
    assert_eq!(refused.status, 403, "{}", refused.text);
    let request = refused.body["error"]["request_id"].as_str().unwrap();
    let hint = refused.body["error"]["hint"].as_str().unwrap();
    assert!(hint.ends_with(&format!("/explain/{request}")), "{hint}");
    let path = format!("/api/v1/refusals/{request}");
    let own = member.get(&path).await;
    assert_eq!(own.status, 200, "{}", own.text);
    assert_eq!(own.body["own"], true);
    assert_eq!(own.body["operation"], "project_create");
    assert_eq!(own.body["explanation"]["action"], "projects.create");
    assert_eq!(own.body["explanation"]["allowed"], false);
    let by_owner = shop.owner.get(&path).await;
    assert_eq!((by_owner.status, &by_owner.body["own"]), (200, &json!(false)), "{}", by_owner.text);

    let eve = shop.server.sign_up("eve").await;
    let stranger = eve.get(&path).await;
    let absent = eve.get(&format!("/api/v1/refusals/{ABSENT}")).await;
    assert_eq!(
        (stranger.status, stranger.without_request_id()),
        (404, absent.without_request_id())
    );
    let other = shop.member(SystemRole::DatabaseAdministrator).await;
    assert_eq!(other.get(&path).await.without_request_id(), absent.without_request_id());
    assert_eq!(shop.server.stranger().get(&path).await.status, 401);
    // What answers 404 was never refused: there is nothing to explain.
    let hidden = member
        .get(&format!(
            "{}/projects/{}/instances/{}",
            shop.organization, shop.project, shop.instance
        ))
        .await;
    assert_eq!(hidden.status, 404);
    let request = hidden.body["error"]["request_id"].as_str().unwrap();
    assert_eq!(member.get(&format!("/api/v1/refusals/{request}")).await.status, 404);
    assert!(hidden.body["error"]["hint"].is_null());
}

#[tokio::test]
async fn to_whom_holds_nothing_any_more_a_refusal_is_absent_from_everywhere() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let refused =
        member.post(&format!("{}/projects", shop.organization), json!({ "name": "More" })).await;
    let path =
        format!("/api/v1/refusals/{}", refused.body["error"]["request_id"].as_str().unwrap());
    assert_eq!(member.get(&path).await.status, 200);
    let own = format!("{}/members/{}", shop.organization, id_of(&member).await);
    let suspended = shop.owner.patch(&own, json!({ "state": "suspended" })).await;
    assert_eq!(suspended.status, 200, "{}", suspended.text);
    let absent = member.get(&format!("/api/v1/refusals/{ABSENT}")).await;
    assert_eq!(absent.status, 404, "{}", absent.text);
    assert_eq!(member.get(&path).await.without_request_id(), absent.without_request_id());
}

#[tokio::test]
async fn a_token_reads_its_own_refusals_and_not_those_of_its_owner() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::DatabaseAdministrator).await;
    let token = member.token(json!({ "preset": "read_only" })).await;
    let projects = format!("{}/projects", shop.organization);
    let request = |reply: crate::support::Reply| {
        format!("/api/v1/refusals/{}", reply.body["error"]["request_id"].as_str().unwrap())
    };
    let of_member = request(member.post(&projects, json!({ "name": "More" })).await);
    let of_token = request(token.post(&projects, json!({ "name": "More" })).await);
    assert_eq!(token.get(&of_token).await.status, 200);
    assert_eq!(token.get(&of_member).await.status, 404);
    assert_eq!(
        member.get(&of_token).await.status,
        200,
        "a person reads what their tokens were told"
    );
}

/// A member who manages the team and holds nothing else.
async fn people(shop: &Shop) -> Client {
    let lead = shop.member(SystemRole::OrganizationMember).await;
    let people =
        json!({ "name": "People", "permissions": [{ "area": "team", "level": "manage" }] });
    let role = shop.owner.post(&format!("{}/roles", shop.organization), people).await.id();
    let organizations = lead.get("/api/v1/me").await.body["organizations"].clone();
    let here = organizations
        .as_array()
        .unwrap()
        .iter()
        .find(|one| shop.organization.ends_with(one["id"].as_str().unwrap()))
        .unwrap();
    let roles = format!("{}/members/{}/roles", shop.organization, here["member"].as_str().unwrap());
    let given = shop.owner.put(&roles, json!({ "roles": [role] })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    lead
}

#[tokio::test]
async fn who_may_approve_requests_does_not_approve_their_own() {
    let shop = Shop::open().await;
    let lead = shop.member(SystemRole::OrganizationMember).await;
    let people =
        json!({ "name": "People", "permissions": [{ "area": "team", "level": "manage" }] });
    let role = shop.owner.post(&format!("{}/roles", shop.organization), people).await.id();
    let me = lead.get("/api/v1/me").await.body["organizations"][0]["member"].clone();
    let member = format!("{}/members/{}/roles", shop.organization, me.as_str().unwrap());
    let given = shop.owner.put(&member, json!({ "roles": [role] })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let requests = format!("{}/access/requests", shop.organization);
    let ask = json!({ "action": "billing.view", "reason": "the invoices", "seconds": 3600 });
    let made = lead.post(&requests, ask).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let own = lead.post(&format!("{requests}/{}/approve", made.id()), json!({})).await;
    assert_eq!((own.status, own.code()), (403, "own_request"), "{}", own.text);
}

#[tokio::test]
async fn an_instance_is_asked_for_once_whether_its_project_is_named_or_not() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let mut inner = json!({ "action": "instances.update", "instance": shop.instance, "reason": "settings", "seconds": 3600 });
    let first = member.post(&requests, inner.clone()).await;
    assert_eq!(first.status, 404, "an instance that one does not see: {}", first.text);
    let viewer =
        json!({ "name": "Viewer", "permissions": [{ "area": "instances", "level": "view" }] });
    let viewer = shop.owner.post(&format!("{}/roles", shop.organization), viewer).await.id();
    let sees = shop.member(SystemRole::DatabaseAdministrator).await;
    let roles = format!("{}/members/{}/roles", shop.organization, id_of(&sees).await);
    let given = shop.owner.put(&roles, json!({ "roles": [viewer] })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let first = sees.post(&requests, inner.clone()).await;
    assert_eq!(first.status, 201, "{}", first.text);
    inner["project"] = json!(shop.project);
    let second = sees.post(&requests, inner).await;
    assert_eq!((second.status, second.code()), (409, "already_requested"), "{}", second.text);
}

#[tokio::test]
async fn access_is_asked_for_given_for_a_while_and_ends() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let project = format!("{}/projects/{}", shop.organization, shop.project);
    let mut ask = json!({ "action": "projects.update", "project": shop.project, "reason": "the shop has another name", "seconds": 3600 });
    let wide = member.post(&requests, ask.clone()).await;
    assert_eq!(wide.status, 422, "one project is not asked for and all given: {}", wide.text);
    ask["project"] = serde_json::Value::Null;
    let made = member.post(&requests, ask.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(
        (made.body["state"].as_str(), made.body["own"].as_bool()),
        (Some("pending"), Some(true))
    );
    assert_eq!(member.post(&requests, ask.clone()).await.code(), "already_requested");
    let request = format!("{requests}/{}", made.id());
    let own = member.post(&format!("{request}/approve"), json!({})).await;
    assert_eq!((own.status, own.code()), (403, "forbidden"), "{}", own.text);
    let listed = shop.owner.get(&format!("{requests}?state=pending&search=another")).await;
    assert_eq!(listed.body["total"], 1, "{}", listed.text);
    assert_eq!(listed.body["items"][0]["can"], json!(["members.update"]));
    let approved = shop.owner.post(&format!("{request}/approve"), json!({ "seconds": 600 })).await;
    assert_eq!(approved.status, 200, "{}", approved.text);
    assert_eq!(approved.body["state"], "approved");
    assert_eq!(approved.body["decider"], "Olga");
    assert!(approved.body["granted_until"].is_string(), "{}", approved.text);
    let rename = |name: &str| json!({ "name": name });
    assert_eq!(member.patch(&project, rename("Store")).await.status, 200);
    let delete = member.delete(&project).await;
    assert_eq!(delete.status, 403, "exactly what was asked for: {}", delete.text);
    assert_eq!(
        shop.owner.post(&format!("{request}/decline"), json!({})).await.code(),
        "request_over"
    );
    assert_eq!(member.post(&requests, ask).await.code(), "already_allowed");
    shop.server.clock.advance(601);
    assert_eq!(member.patch(&project, rename("Shop")).await.status, 403, "it ended");
    let entries = shop.owner.get(&format!("{}/audit?limit=100", shop.organization)).await;
    let of_requests: Vec<&str> = entries.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .filter(|action| action.starts_with("access_requests."))
        .collect();
    assert_eq!(of_requests, ["access_requests.approve", "access_requests.create"]);
    assert!(!entries.text.contains("another name"), "what people write stays out of the log");
}

#[tokio::test]
async fn a_request_is_given_by_a_role_declined_withdrawn_or_forgotten() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let ask = |action: &str| json!({ "action": action, "project": shop.project, "reason": "because", "seconds": 3600 });
    let developer = SystemRole::Developer.id();
    let path = |reply: crate::support::Reply| {
        assert_eq!(reply.status, 201, "{}", reply.text);
        format!("{requests}/{}", reply.id())
    };
    let by_role = path(member.post(&requests, ask("instances.create")).await);
    let wrong = shop
        .owner
        .post(&format!("{by_role}/approve"), json!({ "role": SystemRole::OrganizationMember.id() }))
        .await;
    assert_eq!((wrong.status, wrong.code()), (422, "invalid_field"), "{}", wrong.text);
    let absent = shop.owner.post(&format!("{by_role}/approve"), json!({ "role": ABSENT })).await;
    assert_eq!(absent.status, 422, "{}", absent.text);
    let given = shop.owner.post(&format!("{by_role}/approve"), json!({ "role": developer })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let instances = format!("{}/projects/{}/instances", shop.organization, shop.project);
    assert_eq!(member.post(&instances, json!({ "name": "Staging" })).await.status, 201);

    let declined = path(member.post(&requests, ask("data.manage")).await);
    let answer =
        shop.owner.post(&format!("{declined}/decline"), json!({ "answer": "not now" })).await;
    assert_eq!(
        (answer.status, &answer.body["answer"]),
        (200, &json!("not now")),
        "{}",
        answer.text
    );
    let withdrawn = path(member.post(&requests, ask("data.manage")).await);
    assert_eq!(shop.owner.post(&format!("{withdrawn}/withdraw"), json!({})).await.status, 404);
    let reply = member.json(reqwest::Method::POST, &format!("{withdrawn}/withdraw"), None).await;
    assert_eq!((reply.status, &reply.body["state"]), (200, &json!("withdrawn")), "{}", reply.text);
    let forgotten = path(member.post(&requests, ask("data.manage")).await);
    shop.server.clock.advance(7 * 24 * 3_600);
    let owner = shop
        .server
        .stranger()
        .post(
            "/api/v1/sign-in",
            json!({ "email": "olga@example.com", "password": crate::support::PASSWORD }),
        )
        .await;
    let owner = Client { cookie: owner.cookie(), ..shop.server.stranger() };
    let late = owner.post(&format!("{forgotten}/approve"), json!({})).await;
    assert_eq!((late.status, late.code()), (409, "request_over"), "{}", late.text);
}

#[tokio::test]
async fn what_an_approval_gave_is_taken_back_or_given_up() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let other = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let instances = format!("{}/projects/{}/instances", shop.organization, shop.project);
    let ask = json!({ "action": "instances.update", "project": shop.project, "reason": "because", "seconds": 3600 });
    for round in 0..2 {
        let made = member.post(&requests, ask.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = format!("{requests}/{}", made.id());
        let (revoke, withdraw) = (format!("{path}/revoke"), format!("{path}/withdraw"));
        let early = shop.owner.post(&revoke, json!({})).await;
        assert_eq!((early.status, early.code()), (409, "nothing_given"), "{}", early.text);
        let given = shop.owner.post(&format!("{path}/approve"), json!({})).await;
        assert_eq!(given.status, 200, "{}", given.text);
        assert_eq!(given.body["can"], json!(["members.update"]), "it can be taken back");
        // What may be changed is seen.
        let seen = member.get(&instances).await;
        assert_eq!(seen.status, 200, "{}", seen.text);
        let instance = format!("{instances}/{}", seen.body["items"][0]["id"].as_str().unwrap());
        assert_eq!(member.get(&instance).await.status, 200);
        let name = json!({ "name": format!("Named {round}") });
        assert_eq!(member.patch(&instance, name.clone()).await.status, 200);
        // Not by who asked, nor by who sees nothing of it.
        let own = member.post(&revoke, json!({})).await;
        assert_eq!(own.status, 403, "{}", own.text);
        assert_eq!(other.post(&revoke, json!({})).await.status, 403);
        assert_eq!(other.post(&withdraw, json!({})).await.status, 404);
        let (ended, state) = if round == 0 {
            (shop.owner.post(&revoke, json!({ "answer": "done" })).await, "revoked")
        } else {
            (member.json(reqwest::Method::POST, &withdraw, None).await, "withdrawn")
        };
        assert_eq!((ended.status, &ended.body["state"]), (200, &json!(state)), "{}", ended.text);
        assert_eq!((&ended.body["granted_until"], &ended.body["can"]), (&json!(null), &json!([])));
        assert!(matches!(member.patch(&instance, name).await.status, 403 | 404));
        assert_eq!(member.get(&instance).await.status, 404, "nor seen");
        let again = shop.owner.post(&revoke, json!({})).await;
        assert_eq!((again.status, again.code()), (409, "nothing_given"), "{}", again.text);
        let again = member.json(reqwest::Method::POST, &withdraw, None).await;
        assert_eq!((again.status, again.code()), (409, "request_over"), "{}", again.text);
    }
    let log = format!("{}/audit?action=access_requests.revoke", shop.organization);
    let log = shop.owner.get(&log).await;
    assert_eq!(log.body["total"], 1, "{}", log.text);
}

#[tokio::test]
async fn t14_nobody_approves_what_they_do_not_hold() {
    let shop = Shop::open().await;
    let member = shop.member(SystemRole::OrganizationMember).await;
    let requests = format!("{}/access/requests", shop.organization);
    let ask = |action: &str| json!({ "action": action, "reason": "power", "seconds": 3600 });
    let never = member.post(&requests, ask("owners.manage")).await;
    assert_eq!((never.status, never.code()), (422, "invalid_field"), "{}", never.text);
    let made = member.post(&requests, ask("billing.update")).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let approve = format!("{requests}/{}/approve", made.id());
    let lead = people(&shop).await;
    let token = lead.token(json!({})).await;
    for approver in [&lead, &token] {
        for body in [json!({}), json!({ "role": SystemRole::Owner.id() })] {
            let refused = approver.post(&approve, body).await;
            assert_eq!(
                (refused.status, refused.code()),
                (403, "would_exceed_grantor"),
                "{}",
                refused.text
            );
            assert!(refused.body["error"]["action"].is_string(), "{}", refused.text);
        }
    }
    let reading = lead.token(json!({ "preset": "read_only" })).await;
    assert_eq!(reading.post(&approve, json!({})).await.status, 403);
    let developer = shop.member(SystemRole::Developer).await;
    let hidden = developer.post(&approve, json!({})).await;
    assert_eq!(hidden.body["error"]["action"], "members.update", "{}", hidden.text);
    let eve = shop.server.sign_up("eve").await;
    assert_eq!(eve.post(&approve, json!({})).await.status, 404);
}

#[tokio::test]
async fn requests_are_seen_by_who_asks_and_who_could_decide() {
    let shop = Shop::open().await;
    let (one, other) = (
        shop.member(SystemRole::OrganizationMember).await,
        shop.member(SystemRole::OrganizationMember).await,
    );
    let requests = format!("{}/access/requests", shop.organization);
    let ask = json!({ "action": "projects.create", "reason": "because", "seconds": 3600 });
    let made = one.post(&requests, ask.clone()).await;
    let path = format!("{requests}/{}", made.id());
    assert_eq!(
        (&made.body["deciders"][0]["name"], &made.body["deciders_total"]),
        (&json!("Olga"), &json!(1)),
        "who asks reads who may decide: {}",
        made.text
    );
    let seen = shop.owner.get(&path).await.body;
    assert_eq!((&seen["deciders"], &seen["deciders_total"]), (&json!([]), &json!(0)), "{seen}");
    assert_eq!(one.get(&requests).await.body["total"], 1);
    assert_eq!(other.get(&requests).await.body["total"], 0);
    let absent = other.get(&format!("{requests}/{ABSENT}")).await;
    assert_eq!(other.get(&path).await.without_request_id(), absent.without_request_id());
    let token = one.token(json!({ "preset": "read_only" })).await;
    let narrow = token
        .post(&requests, json!({ "action": "audit.view", "reason": "because", "seconds": 3600 }))
        .await;
    assert_eq!((narrow.status, narrow.code()), (403, "token_too_narrow"), "{}", narrow.text);
    for (change, status) in [
        (json!({ "seconds": 1 }), 422),
        (json!({ "reason": " " }), 422),
        (json!({ "action": "projects.fly" }), 422),
        (json!({ "project": ABSENT }), 404),
        (json!({ "extra": 1 }), 422),
    ] {
        let mut body = ask.clone();
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let reply = other.post(&requests, body).await;
        assert_eq!(reply.status, status, "{change} {}", reply.text);
    }
}
