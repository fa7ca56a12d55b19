//! Why, why not, who else.

use bailiwick_access::SystemRole;
use serde_json::{Value, json};

use crate::support::{Client, Server, member};

pub(crate) const ABSENT: &str = "0123456789abcdef01234567";

/// An organization with the project Shop, its paths, and a member of the given role.
pub(crate) struct Shop {
    pub(crate) server: Server,
    pub(crate) owner: Client,
    pub(crate) organization: String,
    pub(crate) project: String,
    pub(crate) instance: String,
}

impl Shop {
    pub(crate) async fn open() -> Shop {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let projects = format!("{organization}/projects");
        let project = owner.post(&projects, json!({ "name": "Shop" })).await.id();
        let instances = owner.get(&format!("{projects}/{project}/instances")).await;
        let instance = instances.body["items"][0]["id"].as_str().unwrap().to_owned();
        Shop { server, owner, organization, project, instance }
    }

    pub(crate) async fn member(&self, role: SystemRole) -> Client {
        member(&self.server, &self.organization, role, None).await
    }

    pub(crate) async fn ask(&self, asker: &Client, verb: &str, body: Value) -> Value {
        let reply = asker.post(&format!("{}/access/{verb}", self.organization), body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.body
    }
}

pub(crate) async fn id_of(client: &Client) -> String {
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
async fn who_can_see_rows_and_deploy_a_policy_counts_as_who_sees_every_row() {
    let shop = Shop::open().await;
    let reads = ["instances.view", "data.view"];
    let organization = shop.organization.rsplit('/').next().unwrap();
    let carry = |actions: &[&str]| json!({ "organization": organization, "preset": "custom", "grants": [{ "actions": actions }] });
    shop.owner.token(carry(&reads)).await;
    shop.owner.token(carry(&[&reads[..], &["policy.view", "policy.deploy"]].concat())).await;
    let every_row = async |action| {
        let question = json!({ "action": action, "instance": shop.instance });
        let found = shop.ask(&shop.owner, "who-can", question).await;
        let items = found["items"].as_array().unwrap().clone();
        let mut rows: Vec<(String, bool)> = items
            .iter()
            .map(|one| {
                (one["kind"].as_str().unwrap().to_owned(), one["every_row"].as_bool().unwrap())
            })
            .collect();
        rows.sort();
        rows
    };
    let said = |kind: &str, is_open| (kind.to_owned(), is_open);
    let token = "personal_token";
    assert_eq!(
        every_row("data.view").await,
        [said("member", true), said(token, false), said(token, true)]
    );
    assert_eq!(
        every_row("instances.view").await,
        [said("member", false), said(token, false), said(token, false)]
    );
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
