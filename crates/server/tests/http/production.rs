//! What is production asks for a right of its own: to make an instance of it, to say of one that it is or is no longer,
//! to lead an instance to a production branch; and what comes with a project asks for what it would ask for alone.

use reqwest::Method;
use serde_json::{Value, json};

use super::cast::time_in;
use super::custom_roles::House;
use super::scopes::{Levels, Part, hands, lacks, near, whole};
use crate::support::Client;

impl House {
    /// The path of the instances of Tracker.
    fn instances(&self) -> String {
        format!("{}/projects/{}/instances", self.organization, self.tracker)
    }

    /// The path of Tracker's Production.
    async fn production(&self) -> String {
        let listed = self.owner.get(&self.instances()).await;
        let items = listed.body["items"].as_array().unwrap();
        let found = items.iter().find(|instance| instance["production"] == true).unwrap();
        format!("{}/{}", self.instances(), found["id"].as_str().unwrap())
    }

    /// The branches of Tracker's database: development, production.
    async fn branches(&self) -> (Value, Value) {
        let databases = self.owner.get(&format!("{}/databases", self.organization)).await;
        let items = databases.body["items"].as_array().unwrap();
        let database = items.iter().find(|database| database["name"] == "tracker").unwrap();
        let database = database["id"].as_str().unwrap();
        let list = format!("{}/databases/{database}/branches", self.organization);
        let listed = self.owner.get(&list).await;
        let find = |production: bool| {
            let items = listed.body["items"].as_array().unwrap();
            items.iter().find(|branch| branch["production"] == production).unwrap()["id"].clone()
        };
        (find(false), find(true))
    }
}

#[tokio::test]
async fn production_instances_are_made_by_who_may_make_production() {
    let house = House::build().await;
    let (list, development) = (house.instances(), house.development.clone());
    let (development, production) = (format!("{list}/{development}"), house.production().await);
    let kept_out = hands(&house, "near", &[near(&[("instances", "manage")])]).await;
    for (hand, caller) in &kept_out {
        let new =
            |production: bool| json!({ "name": format!("By {hand}"), "production": production });
        let refused = caller.post(&list, new(true)).await;
        lacks(&refused, "instances.create_production", hand);
        // It is production that is refused, and nothing else of it.
        let made = caller.post(&list, new(false)).await;
        assert_eq!(made.status, 201, "{hand}: {}", made.text);
        for is_production in [true, false] {
            let said = json!({ "name": "Mine", "production": is_production });
            let refused = caller.patch(&development, said).await;
            lacks(&refused, "instances.create_production", hand);
        }
        let renamed = caller.patch(&development, json!({ "name": format!("Of {hand}") })).await;
        assert_eq!((renamed.status, &renamed.body["production"]), (200, &json!(false)));
        // What is production already is out of sight.
        let hidden = caller.patch(&production, json!({ "production": false })).await;
        let absent = caller.patch(&format!("{list}/0123456789abcdef01234567"), json!({})).await;
        assert_eq!(
            (hidden.status, hidden.without_request_id()),
            (404, absent.without_request_id())
        );
    }
    let let_in = hands(&house, "whole", &[whole(&[("instances", "manage")])]).await;
    for (hand, caller) in &let_in {
        let new = json!({ "name": format!("Whole by {hand}"), "production": true });
        let made = caller.post(&list, new).await;
        assert_eq!((made.status, &made.body["production"]), (201, &json!(true)), "{}", made.text);
        for is_production in [true, false] {
            // What others then hold for good is not given by a program, which ends.
            let caller = if is_production || *hand != "robot" { caller } else { &house.owner };
            let said = json!({ "production": is_production });
            let changed = caller.patch(&development, said).await;
            assert_eq!(changed.status, 200, "{hand}: {}", changed.text);
            assert_eq!(changed.body["production"], is_production);
        }
    }
}

/// I1, where a thing changes and no grant does: whoever is let in gets no more than whoever lets them in holds there.
#[tokio::test]
async fn production_is_opened_only_by_who_holds_what_others_then_hold_there() {
    let house = House::build().await;
    let production = house.production().await;
    let deployer = [("policy", "deploy"), ("instances", "view")];
    let [(_, ben), ..] = hands(&house, "ben", &[near(&deployer)]).await;
    let ada = hands(&house, "ada", &[whole(&[("instances", "manage")])]).await;
    // What she holds herself only where it is not production is no better.
    let bea = [whole(&[("instances", "manage")]), near(&deployer)];
    let bea = hands(&house, "bea", &bea).await;
    for (hand, caller) in ada.iter().chain(&bea) {
        let refused = caller.patch(&production, json!({ "production": false })).await;
        let code = refused.code();
        assert_eq!((refused.status, code), (403, "would_exceed_grantor"), "{}", refused.text);
        assert_eq!(refused.body["error"]["action"], "policy.view", "{hand}: {}", refused.text);
        let hint = refused.body["error"]["hint"].as_str().unwrap();
        assert!(hint.contains("policy.deploy"), "everything that is missing: {hint}");
        let message = refused.body["error"]["message"].as_str().unwrap();
        assert!(message.contains("on the instance Production"), "where it is missing: {message}");
        let stays = house.owner.get(&production).await;
        assert_eq!(stays.body["production"], true, "{hand}: {}", stays.text);
        assert_eq!(ben.get(&production).await.status, 404, "{hand}");
    }
    let both = [("instances", "manage"), ("policy", "deploy")];
    let [session, token, robot] = hands(&house, "carla", &[whole(&both)]).await;
    for (hand, caller) in [&session, &token] {
        let opened = caller.patch(&production, json!({ "production": false })).await;
        assert_eq!(opened.status, 200, "{hand}: {}", opened.text);
        assert_eq!(ben.get(&production).await.status, 200, "{hand}");
        let closed = caller.patch(&production, json!({ "production": true })).await;
        assert_eq!(closed.status, 200, "{hand}: {}", closed.text);
        assert_eq!(ben.get(&production).await.status, 404, "{hand}");
    }
    // Nor for longer than they hold it: a program ends some day, and so does a role that is given for an hour.
    let roles = house.owner.get(&format!("{}?search=carla", house.roles())).await;
    let path = format!("{}/members/{}/roles", house.organization, session.1.member_id().await);
    let end = time_in(&house.server, 3_600);
    let brief = json!({ "roles": [{ "id": roles.body["items"][0]["id"], "expires_at": end }] });
    let given = house.owner.put(&path, brief).await;
    assert_eq!(given.status, 200, "{}", given.text);
    for (hand, caller) in [session, token, robot] {
        let refused = caller.patch(&production, json!({ "production": false })).await;
        let code = refused.code();
        assert_eq!(
            (refused.status, code),
            (403, "would_exceed_grantor"),
            "{hand}: {}",
            refused.text
        );
        let renamed = caller.patch(&production, json!({ "name": format!("By {hand}") })).await;
        assert_eq!(renamed.status, 200, "{hand}: {}", renamed.text);
    }
}

#[tokio::test]
async fn a_connection_leads_to_a_branch_for_who_may_connect_to_it() {
    let house = House::build().await;
    let connections = format!("{}/{}/connections", house.instances(), house.development);
    let (development, production) = house.branches().await;
    let listed = house.owner.get(&connections).await;
    let standing = listed.body["items"][0]["name"].as_str().unwrap().to_owned();
    let standing = format!("{connections}/{standing}");
    let absent = json!("0123456789abcdef01234567");
    let outcomes = async |caller: &Client, branch: &Value| {
        let new = json!({ "name": "more", "branch": branch });
        let replies = [
            caller.post(&connections, new).await,
            caller.patch(&standing, json!({ "branch": branch })).await,
        ];
        if replies[0].status == 201 {
            assert_eq!(house.owner.delete(&format!("{connections}/more")).await.status, 204);
        }
        replies
    };
    let deploys = ("instances", "deploy");
    // What a role holds; what it lacks to connect to development, and to production.
    let cases: [(&str, Levels<'_>, Option<&str>, Option<&str>); 3] = [
        (
            "views",
            &[deploys, ("databases", "view")],
            Some("branches.connect"),
            Some("branches.connect_production"),
        ),
        ("deploys", &[deploys, ("databases", "deploy")], None, Some("branches.connect_production")),
        ("manages", &[deploys, ("databases", "manage")], None, None),
    ];
    for (name, permissions, to_development, to_production) in cases {
        for (hand, caller) in hands(&house, name, &[whole(permissions)]).await {
            for (branch, lacking) in [(&development, to_development), (&production, to_production)]
            {
                for reply in outcomes(&caller, branch).await {
                    let what = format!("{name} by {hand}");
                    match lacking {
                        Some(action) => lacks(&reply, action, &what),
                        None => {
                            assert!(matches!(reply.status, 200 | 201), "{what}: {}", reply.text);
                            assert_eq!(reply.body["target"]["branch"], *branch);
                        }
                    }
                }
            }
        }
    }
    // Where production is left out, so is the sight of its branches.
    let manages: Levels<'_> = &[deploys, ("databases", "manage")];
    for (hand, caller) in hands(&house, "near", &[near(manages)]).await {
        let seen = outcomes(&caller, &development).await;
        assert_eq!(seen.each_ref().map(|reply| reply.status), [201, 200], "{hand}: {seen:?}");
        let (hidden, none) =
            (outcomes(&caller, &production).await, outcomes(&caller, &absent).await);
        for (hidden, none) in hidden.iter().zip(&none) {
            assert_eq!(hidden.status, 422, "{hand}: {}", hidden.text);
            assert_eq!(hidden.without_request_id(), none.without_request_id(), "{hand}");
        }
    }
}

/// Who makes projects, by which roles, and what each body lacks then.
type Case<'a> = (&'a str, Vec<Part<'a>>, [Option<&'a str>; 7]);

#[tokio::test]
async fn a_project_comes_with_what_its_maker_may_make() {
    let house = House::build().await;
    let projects = format!("{}/projects", house.organization);
    let instance = |production: bool| json!([{ "name": "One", "production": production }]);
    let bodies = [
        json!({}),
        json!({ "without_database": true }),
        json!({ "instances": instance(false), "without_database": true }),
        json!({ "instances": instance(true), "without_database": true }),
        json!({ "instances": [] }),
        json!({ "instances": [], "database": "named" }),
        json!({ "instances": [], "without_database": true }),
    ];
    let makes = || whole(&[("projects", "manage")]);
    let parts: Levels<'_> = &[("instances", "manage"), ("databases", "manage")];
    let (make, make_production, database) =
        (Some("instances.create"), Some("instances.create_production"), Some("databases.create"));
    let cases: [Case<'_>; 4] = [
        ("bare", vec![makes()], [make, make, make, make, database, database, None]),
        (
            "near",
            vec![makes(), near(parts)],
            [make_production, make_production, None, make_production, None, None, None],
        ),
        (
            "without data",
            vec![makes(), whole(&[("instances", "manage")])],
            [database, None, None, None, database, database, None],
        ),
        ("whole", vec![makes(), whole(parts)], [None; 7]),
    ];
    let mut number = 0;
    for (name, roles, lacking) in cases {
        for (hand, caller) in hands(&house, name, &roles).await {
            for (body, lacking) in bodies.iter().zip(lacking) {
                number += 1;
                let mut body = body.clone();
                body["name"] = json!(format!("Project {number}"));
                if body["database"].is_string() {
                    body["database"] = json!(format!("named-{number}"));
                }
                let what = format!("{name} by {hand}: {body}");
                let before = house.owner.get(&projects).await.body["total"].as_u64().unwrap();
                let reply = caller.json(Method::POST, &projects, Some(body)).await;
                match lacking {
                    Some(action) => lacks(&reply, action, &what),
                    None => assert_eq!(reply.status, 201, "{what}: {}", reply.text),
                }
                let after = house.owner.get(&projects).await.body["total"].as_u64().unwrap();
                assert_eq!(after - before, u64::from(lacking.is_none()), "{what}");
            }
        }
    }
}
