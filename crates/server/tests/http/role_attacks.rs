//! The catalogue's attacks on roles (T01–T14, T18, T19, T70), each by every credential that can reach the operation.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::cast::behind;
use super::custom_roles::{House, levels};
use crate::support::{Client, Reply};

const RANDOM: &str = "0123456789abcdef01234567";

/// Somebody who manages the team and holds little else, by each credential.
struct Attacker {
    member: String,
    /// Session, whole token; tokens that carry only a part are refused earlier or alike.
    ways: Vec<(&'static str, Client)>,
    reader: Client,
    /// A service token that was granted what Team Manage holds, and nothing else.
    service: Client,
}

impl Attacker {
    /// A member whose role is Team Manage and these permissions.
    async fn build(house: &House, name: &str, more: &[(&str, &str)], scope: Value) -> Attacker {
        let mut permissions = vec![("team", "manage")];
        permissions.extend(more);
        let role = house.made(&format!("Lead {name}"), &permissions, scope).await;
        let session = house.member(name, &role).await;
        let tokens = format!("{}/service-tokens", house.organization);
        let minted = house.owner.post(&tokens, json!({ "name": format!("bot {name}") })).await;
        assert_eq!(minted.status, 201, "{}", minted.text);
        let actions = json!([
            "organization.view",
            "members.view",
            "members.update",
            "roles.view",
            "roles.create",
            "roles.update",
            "roles.delete",
            "teams.view",
            "teams.update"
        ]);
        let granted = house
            .owner
            .post(&format!("{tokens}/{}/grants", minted.id()), json!({ "actions": actions }))
            .await;
        assert_eq!(granted.status, 201, "{}", granted.text);
        let secret = minted.body["secret"].as_str().unwrap().to_owned();
        let whole = session.token(json!({})).await;
        let id = house.organization.rsplit('/').next().unwrap();
        let here = session.token(json!({ "name": "here", "organization": id })).await;
        Attacker {
            member: session.member_id().await,
            reader: session.token(json!({ "name": "reader", "preset": "read_only" })).await,
            service: Client { token: Some(secret), ..house.server.stranger() },
            ways: vec![("session", session), ("token", whole), ("token of one organization", here)],
        }
    }

    fn session(&self) -> &Client {
        &self.ways[0].1
    }

    /// Every credential is refused: with the code where it carries the right, with `forbidden` where it only reads.
    async fn is_refused(&self, method: Method, path: &str, body: Value, code: &str) -> Reply {
        let by_service = self.service.json(method.clone(), path, Some(body.clone())).await;
        assert_eq!(by_service.status, 403, "service token: {}", by_service.text);
        let by_reader = self.reader.json(method.clone(), path, Some(body.clone())).await;
        assert_eq!((by_reader.status, by_reader.code()), (403, "forbidden"), "{}", by_reader.text);
        let mut last = None;
        for (way, client) in &self.ways {
            let refused = client.json(method.clone(), path, Some(body.clone())).await;
            assert_eq!((refused.status, refused.code()), (403, code), "{way}: {}", refused.text);
            last = Some(refused);
        }
        last.unwrap()
    }
}

fn given(roles: &[&str]) -> Value {
    json!({ "roles": roles })
}

async fn team(house: &House, name: &str) -> String {
    let teams = format!("{}/teams", house.organization);
    format!("{teams}/{}", house.owner.post(&teams, json!({ "name": name })).await.id())
}

async fn roles_of(house: &House, member: &str) -> Value {
    let path = format!("{}/members/{member}", house.organization);
    house.owner.get(&path).await.body["roles"].clone()
}

#[tokio::test]
async fn t01_nobody_makes_themselves_an_owner() {
    let house = House::build().await;
    let eve = Attacker::build(&house, "eve", &[], json!({})).await;
    let path = format!("{}/members/{}/roles", house.organization, eve.member);
    let before = roles_of(&house, &eve.member).await;
    let owner = SystemRole::Owner.id().to_string();
    let refused =
        eve.is_refused(Method::PUT, &path, given(&[&owner]), "would_exceed_grantor").await;
    assert!(refused.body["error"]["action"].is_string(), "{}", refused.text);
    assert!(refused.body["error"]["hint"].is_string(), "{}", refused.text);
    assert_eq!(roles_of(&house, &eve.member).await, before);
}

#[tokio::test]
async fn t02_nobody_gives_themselves_a_role_with_one_bit_more() {
    let house = House::build().await;
    let eve = Attacker::build(&house, "eve", &[], json!({})).await;
    let biller = house.made("Biller", &[("team", "manage"), ("billing", "view")], json!({})).await;
    let path = format!("{}/members/{}/roles", house.organization, eve.member);
    let refused =
        eve.is_refused(Method::PUT, &path, given(&[&biller]), "would_exceed_grantor").await;
    let message = refused.body["error"]["message"].as_str().unwrap();
    assert!(message.contains("Billing"), "names what is missing: {message}");
    // Nor is it made first and given later.
    let body = json!({ "name": "Mine", "permissions": levels(&[("billing", "view")]) });
    eve.is_refused(Method::POST, &house.roles(), body, "would_exceed_grantor").await;
}

#[tokio::test]
async fn t03_nor_to_an_accomplice_nor_to_a_team_of_their_own() {
    let house = House::build().await;
    let eve = Attacker::build(&house, "eve", &[], json!({})).await;
    let biller = house.made("Biller", &[("billing", "view")], json!({})).await;
    let bob = house.made("Nobody much", &[("team", "view")], json!({})).await;
    let bob = house.member("bob", &bob).await.member_id().await;
    let path = format!("{}/members/{bob}/roles", house.organization);
    eve.is_refused(Method::PUT, &path, given(&[&biller]), "would_exceed_grantor").await;
    let team = team(&house, "T").await;
    let joined =
        house.owner.json(Method::PUT, &format!("{team}/members/{}", eve.member), None).await;
    assert!(joined.status < 300, "{}", joined.text);
    let path = format!("{team}/roles");
    eve.is_refused(Method::PUT, &path, given(&[&biller]), "would_exceed_grantor").await;
    assert_eq!(house.owner.get(&team).await.body["roles"], json!([]));
}

#[tokio::test]
async fn t04_and_t05_a_held_role_does_not_grow_beyond_its_editor() {
    let house = House::build().await;
    let eve = Attacker::build(&house, "eve", &[], json!({})).await;
    let own = house.owner.get(&format!("{}?search=lead", house.roles())).await;
    let own = own.body["items"][0]["id"].as_str().unwrap().to_owned();
    let theirs = house.made("Crew", &[("projects", "view")], json!({})).await;
    house.member("accomplice", &theirs).await;
    let grown = [("team", "manage"), ("projects", "view"), ("billing", "manage")];
    for role in [own, theirs] {
        let before = house.owner.get(&house.role(&role)).await;
        let body = json!({ "permissions": levels(&grown) });
        let path = house.role(&role);
        eve.is_refused(Method::PATCH, &path, body, "would_exceed_grantor").await;
        let single = json!({ "actions": ["data.view"] });
        let refused = eve.session().patch(&path, single).await;
        assert_eq!(refused.status, 403, "{}", refused.text);
        assert_eq!(house.owner.get(&path).await.text, before.text);
    }
}

#[tokio::test]
async fn t06_a_scope_does_not_grow_beyond_its_editor() {
    let house = House::build().await;
    let tracker = json!({ "scope": { "projects": [house.tracker] } });
    let crew = house.made("Crew", &[("instances", "deploy")], tracker.clone()).await;
    house.member("accomplice", &crew).await;
    let eve = Attacker::build(&house, "eve", &[("instances", "deploy")], tracker).await;
    let path = house.role(&crew);
    for scope in [json!({ "projects": "all" }), json!({ "projects": "all", "instances": "all" })] {
        let body = json!({ "scope": scope });
        eve.is_refused(Method::PATCH, &path, body, "would_exceed_grantor").await;
    }
    let named = json!({ "scope": { "projects": [house.tracker, house.shop] } });
    let refused = eve.session().patch(&path, named).await;
    assert_eq!(refused.status, 422, "she does not know of the shop: {}", refused.text);
    let narrower = eve.session().patch(&path, json!({ "scope": { "production": false } })).await;
    assert_eq!(narrower.status, 200, "{}", narrower.text);
    let wider = json!({ "scope": { "production": true } });
    let again = eve.session().patch(&path, wider).await;
    assert_eq!(again.status, 200, "she holds production in the tracker: {}", again.text);
}

#[tokio::test]
async fn t07_a_named_scope_never_takes_in_what_comes_later() {
    let house = House::build().await;
    let tracker = json!({ "scope": { "projects": [house.tracker] } });
    let crew = house.made("Crew", &[("instances", "deploy")], tracker).await;
    let crew = house.member("crew", &crew).await;
    let list = format!("{}/projects", house.organization);
    let later = house.owner.post(&list, json!({ "name": "Later" })).await.id();
    let random = crew.get(&format!("{list}/{RANDOM}")).await;
    let tokens = format!("{}/service-tokens", house.organization);
    let minted = house.owner.post(&tokens, json!({ "name": "robot" })).await;
    let grant = json!({ "actions": ["projects.view", "instances.view"], "project": house.tracker });
    let granted = house.owner.post(&format!("{tokens}/{}/grants", minted.id()), grant).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let secret = minted.body["secret"].as_str().unwrap().to_owned();
    let robot = Client { token: Some(secret), ..house.server.stranger() };
    for client in [crew.clone(), crew.token(json!({})).await, robot] {
        let seen = client.get(&list).await;
        assert_eq!(seen.body["total"], 1, "{}", seen.text);
        for hidden in [&later, &house.shop] {
            let reply = client.get(&format!("{list}/{hidden}")).await;
            assert_eq!(reply.status, 404);
            assert_eq!(reply.without_request_id(), random.without_request_id());
        }
    }
}

#[tokio::test]
async fn t08_bits_of_one_role_do_not_meet_the_scope_of_another() {
    let house = House::build().await;
    let tracker = json!({ "scope": { "projects": [house.tracker] } });
    let eve = Attacker::build(&house, "eve", &[("instances", "deploy")], tracker).await;
    let viewer = house.made("Viewer", &[("instances", "view")], json!({})).await;
    let lead = house.owner.get(&format!("{}?search=lead", house.roles())).await;
    let lead = lead.body["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("{}/members/{}/roles", house.organization, eve.member);
    let both = house.owner.put(&path, given(&[&lead, &viewer])).await;
    assert_eq!(both.status, 200, "{}", both.text);
    let shop = json!({ "scope": { "projects": [house.shop] } });
    let crew = house.made("Crew", &[("instances", "view")], shop).await;
    house.member("accomplice", &crew).await;
    let body = json!({ "permissions": levels(&[("projects", "view"), ("instances", "deploy")]) });
    let refused =
        eve.is_refused(Method::PATCH, &house.role(&crew), body, "would_exceed_grantor").await;
    assert!(refused.text.contains("the project Shop"), "she knows of the shop: {}", refused.text);
}

#[tokio::test]
async fn t09_projects_manage_is_of_all_projects_or_nothing() {
    let house = House::build().await;
    let hands = house.owner.hands().await;
    let manage = levels(&[("projects", "manage")]);
    for scope in [
        json!({ "projects": [house.tracker] }),
        json!({ "production": false }),
        json!({ "projects": [house.tracker], "instances": [house.development] }),
    ] {
        let body = json!({ "name": "Crew", "permissions": manage, "scope": scope });
        for (way, hand) in &hands {
            let refused = hand.post(&house.roles(), body.clone()).await;
            assert_eq!(refused.status, 422, "{way}: {}", refused.text);
            assert!(refused.text.contains("`scope`"), "{way}: {}", refused.text);
        }
    }
    let crew = house.made("Crew", &[("projects", "manage")], json!({})).await;
    let scope = json!({ "scope": { "projects": [house.tracker] } });
    for (way, hand) in &hands {
        let refused = hand.patch(&house.role(&crew), scope.clone()).await;
        assert_eq!(refused.status, 422, "{way}: {}", refused.text);
    }
    // Forced into the store, it gives what a named set can give and creates nothing.
    let member = house.member("crew", &crew).await;
    let organization = house.organization.rsplit('/').next().unwrap();
    behind(
        &house.server,
        &format!(
            "UPDATE roles SET has_all_projects = 0 WHERE id = '{crew}';
             INSERT INTO role_projects VALUES ('{organization}', '{crew}', '{}');
             UPDATE organizations SET epoch = epoch + 1 WHERE id = '{organization}'",
            house.tracker
        ),
    );
    let projects = format!("{}/projects", house.organization);
    for member in [member.clone(), member.token(json!({})).await] {
        let made = member.post(&projects, json!({ "name": "New" })).await;
        assert_eq!(made.status, 403, "{}", made.text);
        let tracker = format!("{projects}/{}", house.tracker);
        let renamed = member.patch(&tracker, json!({ "name": "New" })).await;
        assert_eq!(renamed.status, 403, "{}", renamed.text);
    }
}

#[tokio::test]
async fn t10_and_t11_a_role_is_made_of_something_and_of_what_that_requires() {
    let house = House::build().await;
    let hands = house.owner.hands().await;
    for body in [
        json!({ "name": "Empty" }),
        json!({ "name": "Empty", "permissions": [], "actions": [] }),
        json!({ "name": "Twice", "permissions": levels(&[("team", "view"), ("team", "manage")]) }),
    ] {
        for (way, hand) in &hands {
            let refused = hand.post(&house.roles(), body.clone()).await;
            assert_eq!(refused.status, 422, "{way}: {}", refused.text);
            assert!(refused.text.contains("`permissions"), "{way}: {}", refused.text);
        }
    }
    let logs = levels(&[("instance_logs", "view")]);
    let whole = levels(&[("projects", "view"), ("instances", "view"), ("instance_logs", "view")]);
    let added = levels(&[("projects", "view"), ("instances", "view")]);
    for (way, hand) in &hands {
        let body = json!({ "name": format!("Logs by {way}"), "permissions": logs });
        let made = hand.post(&house.roles(), body).await;
        assert_eq!(made.status, 201, "{way}: {}", made.text);
        assert_eq!(made.body["permissions"], whole, "{way}");
        assert_eq!(made.body["added"], added, "{way}: what was not asked for is told");
        let single = json!({ "name": format!("One by {way}"), "actions": ["policy.view"] });
        let made = hand.post(&house.roles(), single).await;
        assert_eq!(
            made.body["added"], added,
            "a single action has the same parents: {}",
            made.text
        );
    }
}

#[tokio::test]
async fn t12_a_parent_does_not_go_while_a_child_needs_it() {
    let house = House::build().await;
    let all = [("projects", "view"), ("instances", "view"), ("instance_logs", "view")];
    let crew = house.made("Crew", &all, json!({})).await;
    let path = house.role(&crew);
    for (way, hand) in house.owner.hands().await {
        for left in [&all[1..], &all[2..], &[all[0], all[2]]] {
            let refused = hand.patch(&path, json!({ "permissions": levels(left) })).await;
            let answer = (refused.status, refused.code());
            assert_eq!(answer, (422, "parent_required"), "{way}: {}", refused.text);
        }
        let missing = hand.patch(&path, json!({ "permissions": levels(&[all[0], all[2]]) })).await;
        let message = missing.body["error"]["message"].as_str().unwrap();
        assert!(
            message.contains("`instances`") && message.contains("`instance_logs`"),
            "{message}"
        );
        let fewer = hand.patch(&path, json!({ "permissions": levels(&all[..1]) })).await;
        assert_eq!(fewer.status, 200, "{way}: both together may go: {}", fewer.text);
        let more = hand.patch(&path, json!({ "permissions": levels(&[all[0], all[2]]) })).await;
        assert_eq!(more.status, 200, "{way}: what was not there is added: {}", more.text);
        assert_eq!(more.body["added"], levels(&[("instances", "view")]), "{way}");
    }
}

/// Names that somebody takes for a system role's.
const LOOKALIKES: [&str; 20] = [
    "OW\u{39d}\u{395}R",
    "\u{13a0}eveloper",
    "Own\u{212e}r",
    "Ovvner",
    "D\u{395}VELOPER",
    "O w n e r",
    "Ówner",
    "Organization-Member",
    "Developer.",
    "Owner",
    "owner ",
    " OWNER",
    "Оwner",
    "0wner",
    "Ｏwner",
    "Developer",
    "DeveIoper",
    "Organization  Member",
    "organization\u{a0}administrator",
    "Database Adrninistrator",
];

#[tokio::test]
async fn t13_system_roles_stay_and_nothing_looks_like_them() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("team", "view")], json!({})).await;
    for (way, hand) in house.owner.hands().await {
        for role in SystemRole::ALL {
            let path = house.role(&role.id().to_string());
            for reply in [
                hand.patch(&path, json!({ "name": "Renamed" })).await,
                hand.patch(&path, json!({ "actions": [] })).await,
                hand.delete(&path).await,
                hand.delete(&format!("{path}?reassign={}", SystemRole::Owner.id())).await,
            ] {
                let answer = (reply.status, reply.code());
                assert_eq!(answer, (403, "system_role"), "{way}: {}", reply.text);
            }
        }
        for name in LOOKALIKES {
            let body = json!({ "name": name, "permissions": levels(&[("team", "view")]) });
            let made = hand.post(&house.roles(), body).await;
            assert_eq!(made.status, 422, "{way}: {name}: {}", made.text);
            assert!(made.text.contains("`name`"), "{way}: {}", made.text);
        }
        let renamed = hand.patch(&house.role(&crew), json!({ "name": "0wner" })).await;
        assert_eq!(renamed.status, 422, "{way}: {}", renamed.text);
        let path = format!("{}/duplicate", house.role(&crew));
        let copied = hand.post(&path, json!({ "name": "OWNER" })).await;
        assert_eq!(copied.status, 422, "{way}: {}", copied.text);
    }
}

#[tokio::test]
async fn t14_a_role_of_another_organization_is_as_absent_as_a_random_one() {
    let house = House::build().await;
    let stranger = house.server.sign_up("stranger").await;
    let theirs = format!("{}/roles", stranger.organization().await);
    let body = json!({ "name": "Theirs", "permissions": levels(&[("team", "view")]) });
    let foreign = stranger.post(&theirs, body).await.id();
    let eve = Attacker::build(&house, "eve", &[], json!({})).await;
    let crew = house.made("Crew", &[("team", "view")], json!({})).await;
    let clients = eve.ways.iter().map(|(_, client)| client).chain([&house.owner, &eve.service]);
    for client in clients {
        let ask = async |id: &str| {
            let change = json!({ "name": "Mine" });
            let replies = [
                client.get(&house.role(id)).await,
                client.patch(&house.role(id), change.clone()).await,
                client.delete(&house.role(id)).await,
                client.post(&format!("{}/duplicate", house.role(id)), change).await,
                client.get(&format!("{}/compare/{id}", house.role(&crew))).await,
                client.delete(&format!("{}?reassign={id}", house.role(&crew))).await,
                client
                    .put(
                        &format!("{}/members/{}/roles", house.organization, eve.member),
                        given(&[id]),
                    )
                    .await,
            ];
            replies.map(|reply| (reply.status, reply.without_request_id().replace(id, "ID")))
        };
        let (of_foreign, of_random) = (ask(&foreign).await, ask(RANDOM).await);
        assert_eq!(of_foreign, of_random);
        assert!(of_random.iter().all(|(status, _)| [404, 422].contains(status)), "{of_random:?}");
    }
    assert_eq!(stranger.get(&format!("{theirs}/{foreign}")).await.body["name"], "Theirs");
}

#[tokio::test]
async fn t18_a_role_in_use_is_not_deleted_under_its_holders() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("projects", "view")], json!({})).await;
    let holder = house.member("holder", &crew).await;
    let team = team(&house, "Deckhands").await;
    assert_eq!(house.owner.put(&format!("{team}/roles"), given(&[&crew])).await.status, 200);
    let invited = json!({ "email": "new@example.com", "roles": [crew] });
    let invited = house.owner.post(&format!("{}/invitations", house.organization), invited).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    let path = house.role(&crew);
    let other = house.made("Deck", &[("projects", "view"), ("instances", "view")], json!({})).await;
    for (way, hand) in house.owner.hands().await {
        let refused = hand.delete(&path).await;
        let answer = (refused.status, refused.code());
        assert_eq!(answer, (409, "role_in_use"), "{way}: {}", refused.text);
        for name in ["`holder`", "`Deckhands`", "`new@example.com`"] {
            assert!(refused.text.contains(name), "{way}: {name} {}", refused.text);
        }
        for (to, status) in [(crew.as_str(), 422), (RANDOM, 422), ("nonsense", 422)] {
            let reply = hand.delete(&format!("{path}?reassign={to}")).await;
            assert_eq!(reply.status, status, "{way}: {to}: {}", reply.text);
        }
    }
    let moved = house.owner.delete(&format!("{path}?reassign={other}")).await;
    assert_eq!(moved.status, 204, "{}", moved.text);
    assert_eq!(house.owner.get(&path).await.status, 404);
    assert_eq!(roles_of(&house, &holder.member_id().await).await[0]["id"], json!(other));
    assert_eq!(house.owner.get(&team).await.body["roles"][0]["id"], json!(other));
    // Who could not give the other role does not give it this way.
    let eve = Attacker::build(&house, "eve", &[("instances", "view")], json!({})).await;
    let biller = house.made("Biller", &[("billing", "view")], json!({})).await;
    for (_, client) in &eve.ways {
        let reply = client.delete(&format!("{}?reassign={biller}", house.role(&other))).await;
        assert_eq!((reply.status, reply.code()), (403, "would_exceed_grantor"), "{}", reply.text);
    }
    assert_eq!(house.owner.get(&house.role(&other)).await.body["holders"], 1);
    // The role of new members stays while it is theirs.
    let settings = format!("{}/settings", house.organization);
    let set = house.owner.patch(&settings, json!({ "default_role": biller })).await;
    assert_eq!(set.status, 200, "{}", set.text);
    let default = house.owner.delete(&house.role(&biller)).await;
    assert_eq!((default.status, default.code()), (409, "role_in_use"), "{}", default.text);
}

#[tokio::test]
async fn t19_the_second_editor_of_a_role_is_told() {
    let house = House::build().await;
    let crew = house.made("Crew", &[("projects", "view")], json!({})).await;
    let eve = Attacker::build(&house, "eve", &[("projects", "view")], json!({})).await;
    let path = house.role(&crew);
    let tag = eve.session().get(&path).await.header("etag").to_owned();
    let edit = async |client: &Client, name: &str| {
        let headers = [
            ("content-type", "application/json"),
            ("origin", client.base.as_str()),
            ("if-match", tag.as_str()),
        ];
        client.send(Method::PATCH, &path, &headers, Some(json!({ "name": name }).to_string())).await
    };
    assert_eq!(edit(&house.owner, "First").await.status, 200);
    for (way, client) in
        eve.ways.iter().map(|(way, client)| (*way, client)).chain([("service", &eve.service)])
    {
        let second = edit(client, "Second").await;
        assert_eq!(
            (second.status, second.code()),
            (412, "version_mismatch"),
            "{way}: {}",
            second.text
        );
    }
    assert_eq!(house.owner.get(&path).await.body["name"], "First");
}

#[tokio::test]
async fn what_a_role_may_assign_is_said_by_owners() {
    let house = House::build().await;
    let developer = SystemRole::Developer.id().to_string();
    let administrator = SystemRole::OrganizationAdministrator.id().to_string();
    let administrator = house.member("admin", &administrator).await;
    let body = json!({ "name": "HR", "permissions": levels(&[("team", "manage")]), "assigns": [developer] });
    let refused = administrator.post(&house.roles(), body.clone()).await;
    assert_eq!(
        (refused.status, refused.code()),
        (403, "assigns_by_owner_only"),
        "{}",
        refused.text
    );
    let made = house.owner.post(&house.roles(), body).await;
    assert_eq!((made.status, &made.body["assigns"]), (201, &json!([developer])), "{}", made.text);
    let path = house.role(&made.id());
    for assigns in [json!("own"), json!([]), json!([SystemRole::DatabaseAdministrator.id()])] {
        let refused = administrator.patch(&path, json!({ "assigns": assigns })).await;
        assert_eq!(
            (refused.status, refused.code()),
            (403, "assigns_by_owner_only"),
            "{}",
            refused.text
        );
    }
    let renamed = administrator.patch(&path, json!({ "name": "People", "assigns": null })).await;
    assert_eq!(
        (renamed.status, &renamed.body["assigns"]),
        (200, &json!([developer])),
        "{}",
        renamed.text
    );
    assert!(renamed.text.contains("May give to others: Developer"), "{}", renamed.text);
    // Without Manage on Team it gives nothing to anybody, and forgets what it gave.
    let narrowed = json!({ "permissions": levels(&[("team", "view")]) });
    assert_eq!(house.owner.patch(&path, narrowed).await.body["assigns"], Value::Null);
    let again =
        house.owner.patch(&path, json!({ "permissions": levels(&[("team", "manage")]) })).await;
    assert_eq!(again.body["assigns"], "own", "{}", again.text);
}
