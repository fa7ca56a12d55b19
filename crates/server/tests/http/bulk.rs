//! Cursors, filters and sorting as oracles (T43), and many things at once of which one is forbidden (T49).

use bailiwick_access::SystemRole;
use bailiwick_api::{Method, operations};
use serde_json::{Value, json};

use super::custom_roles::House;
use super::members::ABSENT;
use super::service_tokens::Robot;
use crate::support::Client;

/// The lists of an organization that need no other thing.
fn lists(house: &House) -> Vec<String> {
    let of_organization = "/api/v1/organizations/{organization}/";
    operations()
        .iter()
        .filter(|one| one.method == Method::Get && one.query.iter().any(|one| one.name == "cursor"))
        .filter_map(|one| one.path.strip_prefix(of_organization))
        .filter(|rest| !rest.contains('{'))
        .map(|rest| format!("{}/{rest}", house.organization))
        .collect()
}

async fn robot(house: &House) -> Client {
    let robot = Robot::of(&house.owner, &house.organization, "Reader").await;
    for actions in [
        vec!["members.view", "roles.view", "teams.view", "invitations.view", "audit.view"],
        vec!["service_tokens.view", "projects.view", "databases.view", "access.explain"],
    ] {
        let granted = robot.grant(json!({ "actions": actions })).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
    }
    robot.client
}

#[tokio::test]
async fn t43_no_list_is_sorted_filtered_or_paged_by_what_its_reader_may_not_say() {
    let house = House::build().await;
    let callers = [
        ("session", house.owner.clone()),
        ("token", house.owner.token(json!({})).await),
        ("service token", robot(&house).await),
    ];
    let dora = house.member("dora", &SystemRole::OrganizationAdministrator.id().to_string()).await;
    let lists = lists(&house);
    assert!(lists.len() > 8, "{lists:?}");
    for list in &lists {
        let whole = dora.get(list).await;
        assert_eq!(whole.status, 200, "{list}: {}", whole.text);
        let hers = dora.get(&format!("{list}?limit=1")).await;
        let hers = hers.body["next_cursor"].as_str().unwrap_or("AAAA").to_owned();
        for (way, caller) in &callers {
            for (query, code) in [
                ("offset=-1".to_owned(), "unknown_parameter"),
                ("sort=hash".to_owned(), "unknown_parameter"),
                ("order=password_hash".to_owned(), "unknown_parameter"),
                ("filter=name%5E%3Dsec".to_owned(), "unknown_parameter"),
                ("organization=x".to_owned(), "unknown_parameter"),
                ("select=*".to_owned(), "unknown_parameter"),
                ("limit=-1".to_owned(), "invalid_field"),
                ("limit=0".to_owned(), "invalid_field"),
                ("limit=1000".to_owned(), "invalid_field"),
                ("limit=1e2".to_owned(), "invalid_field"),
                ("limit=1&limit=2".to_owned(), "invalid_field"),
                (format!("cursor={hers}"), "invalid_field"),
                (format!("cursor={ABSENT}"), "invalid_field"),
                ("cursor=".to_owned(), "invalid_field"),
            ] {
                let reply = caller.get(&format!("{list}?{query}")).await;
                let said = (reply.status, reply.code());
                assert_eq!(said, (422, code), "{way}: {list}?{query} {}", reply.text);
            }
        }
    }
}

/// A member who manages the team and nothing else, by each credential that carries it.
async fn managers(house: &House) -> Vec<(&'static str, Client)> {
    let role = house.made("Manager", &[("team", "manage")], json!({})).await;
    let session = house.member("mia", &role).await;
    let robot = Robot::of(&house.owner, &house.organization, "Manager").await;
    let actions = [
        "members.view",
        "members.update",
        "teams.view",
        "teams.update",
        "invitations.view",
        "invitations.create",
        "service_tokens.view",
        "service_token_grants.update",
    ];
    let granted = robot.grant(json!({ "actions": actions })).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    vec![
        ("token", session.token(json!({})).await),
        ("session", session),
        ("service token", robot.client),
    ]
}

#[tokio::test]
async fn t49_of_many_things_one_that_is_forbidden_forbids_all() {
    let house = House::build().await;
    let managers = managers(&house).await;
    let harmless = house.made("Harmless", &[("team", "view")], json!({})).await;
    let strong = SystemRole::Developer.id().to_string();
    let other = house.member("other", &harmless).await.member_id().await;
    let teams = format!("{}/teams", house.organization);
    let team = house.owner.post(&teams, json!({ "name": "Web" })).await.id();
    let second = Robot::of(&house.owner, &house.organization, "Second").await;
    let grant = |actions: Value| json!({ "actions": actions });
    let many = |last: &str| {
        let mut roles: Vec<Value> = vec![json!(harmless)];
        roles.push(json!(last));
        json!(roles)
    };
    for (way, caller) in &managers {
        let member = format!("{}/members/{other}", house.organization);
        let before = [
            house.owner.get(&member).await.body,
            house.owner.get(&format!("{teams}/{team}")).await.body,
            house.owner.get(&format!("{}/invitations", house.organization)).await.body,
            house.owner.get(&format!("{}/grants", second.path)).await.body,
        ];
        let invited = |roles: Value, teams: Value| json!({ "email": "many@example.com", "roles": roles, "teams": teams });
        let invitations = format!("{}/invitations", house.organization);
        let tries = [
            caller.put(&format!("{member}/roles"), json!({ "roles": many(&strong) })).await,
            caller.put(&format!("{teams}/{team}/roles"), json!({ "roles": many(&strong) })).await,
            caller.post(&invitations, invited(many(&strong), json!([]))).await,
            caller
                .post(
                    &format!("{}/grants", second.path),
                    grant(json!(["members.view", "billing.view"])),
                )
                .await,
        ];
        for reply in tries {
            // A person who manages the team holds nothing of service tokens, and a service token invites nobody.
            let codes = ["would_exceed_grantor", "forbidden", "person_required"];
            assert!(reply.status == 403 && codes.contains(&reply.code()), "{way}: {}", reply.text);
        }
        let lost = [
            caller.put(&format!("{member}/roles"), json!({ "roles": many(ABSENT) })).await,
            caller.put(&format!("{teams}/{team}/roles"), json!({ "roles": many(ABSENT) })).await,
            caller.post(&invitations, invited(many(ABSENT), json!([]))).await,
            caller.post(&invitations, invited(json!([harmless]), json!([team, ABSENT]))).await,
        ];
        for reply in lost {
            assert!(
                matches!(reply.status, 404 | 422) || reply.code() == "person_required",
                "{way}: {}",
                reply.text
            );
        }
        let after = [
            house.owner.get(&member).await.body,
            house.owner.get(&format!("{teams}/{team}")).await.body,
            house.owner.get(&format!("{}/invitations", house.organization)).await.body,
            house.owner.get(&format!("{}/grants", second.path)).await.body,
        ];
        assert_eq!(before, after, "{way}");
    }
}

#[tokio::test]
async fn t49_many_questions_are_answered_one_by_one_or_not_at_all() {
    let house = House::build().await;
    let scope = json!({ "scope": { "projects": [house.tracker] } });
    let crew = house.made("Crew", &[("instances", "deploy")], scope).await;
    let session = house.member("crew", &crew).await;
    let member = session.member_id().await;
    let path = format!("{}/access/check", house.organization);
    let question = |project: &str| json!({ "action": "projects.view", "project": project });
    for caller in [session.clone(), session.token(json!({})).await] {
        let ask = async |checks: Vec<Value>| {
            let principal = json!({ "member": member });
            caller.post(&path, json!({ "principal": principal, "checks": checks })).await
        };
        let mut checks = vec![question(&house.tracker); 98];
        checks.push(question(&house.shop));
        checks.push(question(ABSENT));
        let answers = ask(checks.clone()).await;
        assert_eq!(answers.status, 200, "{}", answers.text);
        let results = answers.body["results"].as_array().unwrap();
        assert!(results[..98].iter().all(|one| one["allowed"] == true));
        assert_eq!(results[98], results[99], "hidden reads like absent");
        assert_eq!(results[98]["allowed"], false);
        // The same question is answered the same alone as among others.
        let alone = ask(vec![question(&house.tracker)]).await;
        assert_eq!(alone.body["results"][0], results[0]);
        checks[50] = json!({ "action": "projects.conquer" });
        let wrong = ask(checks.clone()).await;
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        assert!(wrong.body["results"].is_null());
        checks.extend(vec![question(&house.tracker); 1]);
        assert_eq!(ask(checks).await.status, 422);
        assert_eq!(ask(Vec::new()).await.status, 422);
    }
}
