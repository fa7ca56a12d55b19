//! A role for those who look after people without being powerful: Team Manage, giving Developer and Organization Member.

use bailiwick_access::SystemRole;
use serde_json::{Value, json};

use super::cast::time_in;
use crate::support::{Client, Reply, Server};

struct Office {
    server: Server,
    owner: Client,
    organization: String,
    /// Of human resources.
    hanna: Client,
    role: String,
}

fn id(role: SystemRole) -> String {
    role.id().to_string()
}

fn assigned() -> [String; 2] {
    [SystemRole::Developer, SystemRole::OrganizationMember].map(id)
}

impl Office {
    async fn open() -> Office {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let team = json!([["team", "manage"]]);
        let role = server.role(&owner, "Human Resources", team, json!(assigned())).await;
        let hanna = server.member(&owner, "hanna", role).await;
        Office { server, owner, organization, hanna, role: role.to_string() }
    }

    fn path(&self, member: &str) -> String {
        format!("{}/members/{member}", self.organization)
    }

    async fn member(&self, name: &str, roles: Value) -> String {
        let member =
            self.server.member(&self.owner, name, SystemRole::OrganizationMember.id()).await;
        let path = self.path(&member.member_id().await);
        let given = self.owner.put(&format!("{path}/roles"), json!({ "roles": roles })).await;
        assert_eq!(given.status, 200, "{}", given.text);
        path
    }

    /// Tries whatever changes a member and leaves it what it is.
    async fn change(&self, caller: &Client, path: &str) -> Vec<Reply> {
        let shown = self.owner.get(path).await;
        let roles: Vec<Value> =
            shown.body["roles"].as_array().unwrap().iter().map(|role| role["id"].clone()).collect();
        vec![
            caller.put(&format!("{path}/roles"), json!({ "roles": assigned() })).await,
            caller.put(&format!("{path}/roles"), json!({ "roles": roles })).await,
            caller.patch(path, json!({ "state": "suspended" })).await,
            caller.patch(path, json!({ "state": "active" })).await,
            caller
                .put(&format!("{path}/roles"), json!({ "roles": [id(SystemRole::Developer)] }))
                .await,
            caller.delete(path).await,
        ]
    }
}

#[tokio::test]
async fn it_invites_changes_and_removes_developers_and_members() {
    let office = Office::open().await;
    let shop = office
        .owner
        .post(&format!("{}/projects", office.organization), json!({ "name": "Shop" }))
        .await;
    assert_eq!(shop.status, 201);
    let callers = [
        office.hanna.clone(),
        office.hanna.token(json!({})).await,
        office.hanna.token(json!({ "organization": office.organization.rsplit('/').next() })).await,
    ];
    for (place, caller) in callers.iter().enumerate() {
        let expires = super::cast::time_in(&office.server, 3_600);
        let targets = [
            json!([id(SystemRole::OrganizationMember)]),
            json!([id(SystemRole::Developer)]),
            json!(assigned()),
            json!([]),
            json!([{ "id": id(SystemRole::Developer), "expires_at": expires }]),
            json!([{ "id": id(SystemRole::Developer), "scope": { "projects": [shop.id()] } }]),
        ];
        for (number, roles) in targets.into_iter().enumerate() {
            let path = office.member(&format!("p{place}n{number}"), roles.clone()).await;
            let shown = caller.get(&path).await;
            assert_eq!(
                shown.body["can"],
                json!(["members.view", "members.update", "members.remove"]),
                "{}",
                shown.text
            );
            for (step, reply) in office.change(caller, &path).await.into_iter().enumerate() {
                let expected = if step == 5 { 204 } else { 200 };
                assert_eq!(reply.status, expected, "{roles} step {step}: {}", reply.text);
            }
        }
        // Those too who made a database, which members do.
        let maker = office
            .server
            .member(&office.owner, &format!("maker{place}"), SystemRole::OrganizationMember.id())
            .await;
        let databases = format!("{}/databases", office.organization);
        let made = maker
            .post(&databases, json!({ "name": format!("made-{place}"), "project": shop.id() }))
            .await;
        assert_eq!(made.status, 201, "{}", made.text);
        let path = office.path(&maker.member_id().await);
        for (step, reply) in office.change(caller, &path).await.into_iter().enumerate() {
            let expected = if step == 5 { 204 } else { 200 };
            assert_eq!(reply.status, expected, "a maker, step {step}: {}", reply.text);
        }
        let invitations = format!("{}/invitations", office.organization);
        for (number, roles) in [json!([]), json!(assigned())].into_iter().enumerate() {
            let email = format!("i{place}n{number}@example.com");
            let sent = caller.post(&invitations, json!({ "email": email, "roles": roles })).await;
            assert_eq!(sent.status, 201, "{}", sent.text);
            let path = format!("{invitations}/{}", sent.id());
            let again = caller.post(&format!("{path}/resend"), json!({})).await;
            assert_eq!(again.status, 200, "{}", again.text);
            assert_eq!(caller.delete(&path).await.status, 204);
        }
    }
}

#[tokio::test]
async fn it_changes_and_removes_nobody_else() {
    let office = Office::open().await;
    let organization = &office.organization;
    let shop =
        office.owner.post(&format!("{organization}/projects"), json!({ "name": "Shop" })).await;
    let database = office.owner.get(&format!("{organization}/databases")).await;
    let database = database.body["items"][0]["id"].as_str().unwrap().to_owned();
    let auditor = office
        .server
        .role(&office.owner, "Auditor", json!([["audit_log", "view"]]), json!("own"))
        .await;
    let stronger = json!([["team", "manage"], ["billing", "view"]]);
    let chief = office.server.role(&office.owner, "Chief", stronger, json!("own")).await;
    let little = json!([["team", "view"]]);
    let little = office.server.role(&office.owner, "Reader", little, json!("own")).await;
    let (administrator, developer) =
        (id(SystemRole::OrganizationAdministrator), id(SystemRole::Developer));

    let in_team = office.member("teamed", json!([developer])).await;
    let team = office.owner.post(&format!("{organization}/teams"), json!({ "name": "Root" })).await;
    let team = format!("{organization}/teams/{}", team.id());
    let given =
        office.owner.put(&format!("{team}/roles"), json!({ "roles": [administrator] })).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let place = format!("{team}/members/{}", in_team.rsplit('/').next().unwrap());
    assert_eq!(office.owner.json(reqwest::Method::PUT, &place, None).await.status, 200);

    let dba = SystemRole::DatabaseAdministrator.id();
    let dba =
        office.server.member_at(&office.owner, "dba", dba, Some(database.parse().unwrap())).await;
    let dba = office.path(&dba.member_id().await);
    let suspended = office.member("suspended", json!([administrator])).await;
    let asleep = office.owner.patch(&suspended, json!({ "state": "suspended" })).await;
    assert_eq!(asleep.status, 200, "{}", asleep.text);
    // Somebody was lent an action that Hanna does not hold.
    let lent =
        office.server.member(&office.owner, "lent", SystemRole::OrganizationMember.id()).await;
    let requests = format!("{organization}/access/requests");
    let wish = json!({ "action": "audit.view", "reason": "to look", "seconds": 3_600 });
    let wish = lent.post(&requests, wish).await;
    assert_eq!(wish.status, 201, "{}", wish.text);
    let approved = office.owner.post(&format!("{requests}/{}/approve", wish.id()), json!({})).await;
    assert!(approved.status < 300, "{}", approved.text);
    let asked = office.path(&lent.member_id().await);
    let ends = super::cast::time_in(&office.server, 3_600);
    let targets = [
        ("an owner", office.path(&office.owner.member_id().await)),
        ("a second owner", office.member("second", json!([id(SystemRole::Owner)])).await),
        ("an administrator", office.member("boss", json!([administrator])).await),
        (
            "one for an hour",
            office.member("hour", json!([{ "id": administrator, "expires_at": ends }])).await,
        ),
        (
            "one of a project",
            office
                .member(
                    "part",
                    json!([{ "id": administrator, "scope": { "projects": [shop.id()] } }]),
                )
                .await,
        ),
        ("a suspended one", suspended),
        ("an administrator by team", in_team),
        ("a database administrator", dba),
        ("an auditor", office.member("auditor", json!([auditor.to_string()])).await),
        (
            "a developer who audits",
            office.member("both", json!([developer, auditor.to_string()])).await,
        ),
        ("a chief", office.member("chief", json!([chief.to_string()])).await),
        ("another of human resources", office.member("hugo", json!([office.role])).await),
        ("one who holds less", office.member("rita", json!([little.to_string()])).await),
        (
            "a developer who holds less beside it",
            office.member("dan", json!([developer, little.to_string()])).await,
        ),
        ("one who asked for more", asked),
    ];
    let callers = [office.hanna.clone(), office.hanna.token(json!({})).await];
    for caller in &callers {
        for (kind, path) in &targets {
            let before = office.owner.get(path).await.body;
            for reply in office.change(caller, path).await {
                // Giving an administrator of an hour the role for good would also be more than Hanna holds.
                let is_refused =
                    matches!(reply.code(), "target_above_actor" | "would_exceed_grantor");
                assert!(reply.status == 403 && is_refused, "{kind}: {}", reply.text);
            }
            assert_eq!(office.owner.get(path).await.body, before, "{kind}");
            let shown = caller.get(path).await;
            assert_eq!(shown.body["can"], json!(["members.view"]), "{kind}");
        }
    }
}

/// The default role is anybody's to give, unless it changes people without a list: then it is as far out of reach as any.
#[tokio::test]
async fn it_neither_gives_nor_changes_a_default_role_that_changes_people() {
    let office = Office::open().await;
    let organization = &office.organization;
    let engineer = json!([["team", "manage"], ["instances", "manage"]]);
    let engineer = office.server.role(&office.owner, "Engineer", engineer, json!("own")).await;
    let administrator = id(SystemRole::OrganizationAdministrator);
    for role in [administrator, engineer.to_string()] {
        let path = office.member(&format!("h{role}"), json!([role])).await;
        let settings = json!({ "default_role": role });
        let settings = office.owner.patch(&format!("{organization}/settings"), settings).await;
        assert_eq!(settings.status, 200, "{}", settings.text);
        for caller in [office.hanna.clone(), office.hanna.token(json!({})).await] {
            for reply in office.change(&caller, &path).await {
                let is_refused =
                    matches!(reply.code(), "target_above_actor" | "would_exceed_grantor");
                assert!(reply.status == 403 && is_refused, "{}", reply.text);
            }
            let dora = office.member(&format!("d{role}"), json!([])).await;
            let given = caller.put(&format!("{dora}/roles"), json!({ "roles": [role] })).await;
            assert_eq!(given.code(), "would_exceed_grantor", "{}", given.text);
            assert!(given.text.contains("Human Resources"), "what she holds: {}", given.text);
            assert_eq!(office.owner.delete(&dora).await.status, 204);
        }
    }
}

/// What a change needs beside its own action is refused like any missing action: with what is held, and where it is
/// explained.
#[tokio::test]
async fn what_is_refused_within_a_change_is_explained() {
    let office = Office::open().await;
    let path = office.member("dora", json!([id(SystemRole::Developer)])).await;
    let store = rusqlite::Connection::open(office.server.data().join("bailiwick.db")).unwrap();
    store.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    let tokens = format!("{}/service-tokens", office.organization);
    let made = office.owner.post(&tokens, json!({ "name": "CI" })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let member = path.rsplit('/').next().unwrap();
    let account = "SELECT account FROM members WHERE id = ?1";
    let creator = format!("UPDATE service_tokens SET creator = ({account}) WHERE id = ?2");
    store.execute(&creator, (member, made.id())).unwrap();
    let refused = office.hanna.delete(&format!("{path}?tokens=revoke")).await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden"), "{}", refused.text);
    let hint = refused.body["error"]["hint"].as_str().unwrap_or_default();
    assert!(hint.contains("you hold Human Resources") && hint.contains("/explain/"), "{hint}");
    let request = refused.body["error"]["request_id"].as_str().unwrap();
    let kept = format!("/api/v1/refusals/{request}");
    assert_eq!(office.hanna.get(&kept).await.status, 200);
}

/// A list that says what nobody could do by it is refused where it is written.
#[tokio::test]
async fn no_list_names_a_role_that_changes_people_without_one() {
    let office = Office::open().await;
    let roles = format!("{}/roles", office.organization);
    let chief = json!([["team", "manage"]]);
    let chief = office.server.role(&office.owner, "Chief", chief, json!("own")).await;
    let names = [
        (id(SystemRole::Owner), "Owner"),
        (id(SystemRole::OrganizationAdministrator), "Organization Administrator"),
        (chief.to_string(), "Chief"),
    ];
    for (role, name) in names {
        let body = json!({
            "name": "Deputies", "permissions": [{ "area": "team", "level": "manage" }],
            "assigns": [id(SystemRole::Developer), role],
        });
        let made = office.owner.post(&roles, body).await;
        assert_eq!((made.status, made.code()), (422, "invalid_field"), "{}", made.text);
        assert!(
            made.text.contains("`assigns`: ") && made.text.contains(&format!("`{name}` changes")),
            "{}",
            made.text
        );
    }
    // Another list is a list.
    let body = json!({
        "name": "Deputies", "permissions": [{ "area": "team", "level": "manage" }],
        "assigns": [id(SystemRole::Developer), office.role],
    });
    let made = office.owner.post(&roles, body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    // What becomes one that changes people without a list is named for nothing.
    let own = format!("{roles}/{}", office.role);
    let freed = office.owner.patch(&own, json!({ "assigns": "own" })).await;
    assert_eq!(freed.status, 200, "{}", freed.text);
    let shown = office.owner.get(&format!("{roles}/{}", made.id())).await;
    assert!(shown.text.contains("May give to others: Developer\""), "{}", shown.text);
}

#[tokio::test]
async fn it_gives_no_other_role() {
    let office = Office::open().await;
    let organization = &office.organization;
    let auditor = office
        .server
        .role(&office.owner, "Auditor", json!([["audit_log", "view"]]), json!("own"))
        .await;
    let little = json!([["team", "view"]]);
    let little = office.server.role(&office.owner, "Reader", little, json!("own")).await;
    let path = office.member("dora", json!([id(SystemRole::Developer)])).await;
    let own = office.path(&office.hanna.member_id().await);
    let invitations = format!("{organization}/invitations");
    let forbidden = [
        id(SystemRole::Owner),
        id(SystemRole::OrganizationAdministrator),
        id(SystemRole::DatabaseAdministrator),
        auditor.to_string(),
        // What it holds itself is not on its list.
        office.role.clone(),
        little.to_string(),
    ];
    for caller in [office.hanna.clone(), office.hanna.token(json!({})).await] {
        for role in &forbidden {
            let invited = json!({ "email": "new@example.com", "roles": [role] });
            let mut tries = vec![
                caller.put(&format!("{path}/roles"), json!({ "roles": [role] })).await,
                caller.post(&invitations, invited).await,
            ];
            // Of what it holds itself it may hold more roles.
            if ![&office.role, &little.to_string()].contains(&role) {
                let roles = json!({ "roles": [office.role, role] });
                tries.push(caller.put(&format!("{own}/roles"), roles).await);
            }
            for reply in tries {
                assert_eq!(
                    (reply.status, reply.code()),
                    (403, "would_exceed_grantor"),
                    "{role}: {}",
                    reply.text
                );
            }
        }
        // What it may give to others it may not give to itself.
        let developer = json!({ "roles": [office.role, id(SystemRole::Developer)] });
        let reply = caller.put(&format!("{own}/roles"), developer).await;
        assert_eq!((reply.status, reply.code()), (403, "would_exceed_grantor"), "{}", reply.text);
        // Nor change what others promised.
        let owner = json!({ "email": "late@example.com", "roles": [id(SystemRole::OrganizationAdministrator)] });
        let sent = office.owner.post(&invitations, owner).await;
        let promised = format!("{invitations}/{}", sent.id());
        for reply in [
            caller.post(&format!("{promised}/resend"), json!({})).await,
            caller.delete(&promised).await,
        ] {
            assert_eq!((reply.status, reply.code()), (403, "target_above_actor"), "{}", reply.text);
        }
        assert_eq!(office.owner.delete(&promised).await.status, 204);
    }
    assert_eq!(office.owner.get(&format!("{invitations}?state=pending")).await.body["total"], 0);
}

/// Whoever may give a role to others looks for a way to hold it.
#[tokio::test]
async fn it_finds_no_way_round_to_what_it_gives() {
    let office = Office::open().await;
    let (organization, developer) = (&office.organization, id(SystemRole::Developer));
    let own = office.path(&office.hanna.member_id().await);
    let (hanna, roles) = (own.rsplit('/').next().unwrap(), format!("{organization}/roles"));
    let harmless = json!([{ "area": "team", "level": "view" }]);
    let junior = json!({ "name": "Junior", "permissions": harmless });
    let junior = office.owner.post(&roles, junior).await.id();
    let both = json!({ "roles": [office.role, junior] });
    assert_eq!(office.owner.put(&format!("{own}/roles"), both).await.status, 200);
    let team = async |name: &str, roles: Value, seated: bool| {
        let made =
            office.owner.post(&format!("{organization}/teams"), json!({ "name": name })).await;
        let team = format!("{organization}/teams/{}", made.id());
        let given = office.owner.put(&format!("{team}/roles"), json!({ "roles": roles })).await;
        assert_eq!(given.status, 200, "{}", given.text);
        let seat = format!("{team}/members/{hanna}");
        if seated {
            assert_eq!(office.owner.json(reqwest::Method::PUT, &seat, None).await.status, 200);
        }
        team
    };
    let hers = team("Hers", json!([]), true).await;
    let coders = team("Coders", json!([developer]), false).await;
    let dora = office.member("dora", json!([developer])).await;
    let dora = dora.rsplit('/').next().unwrap();
    let before = office.owner.get(&own).await.body;
    for caller in [office.hanna.clone(), office.hanna.token(json!({})).await] {
        let tries = [
            caller.delete(&format!("{roles}/{junior}?reassign={developer}")).await,
            caller.put(&format!("{hers}/roles"), json!({ "roles": [developer] })).await,
            caller.json(reqwest::Method::PUT, &format!("{coders}/members/{hanna}"), None).await,
            caller.post(&format!("{own}/copy"), json!({ "from": dora })).await,
            caller
                .patch(
                    &format!("{roles}/{junior}"),
                    json!({ "permissions": [{ "area": "instances", "level": "deploy" }] }),
                )
                .await,
            caller
                .patch(
                    &format!("{roles}/{}", office.role),
                    json!({ "assigns": [id(SystemRole::DatabaseAdministrator)] }),
                )
                .await,
        ];
        for (number, reply) in tries.iter().enumerate() {
            let expected =
                if number == 5 { "assigns_by_owner_only" } else { "would_exceed_grantor" };
            assert_eq!((reply.status, reply.code()), (403, expected), "{number}: {}", reply.text);
        }
        // Not even a copy of its role, list and all.
        let copy = json!({ "name": "Copy" });
        let copied = caller.post(&format!("{roles}/{}/duplicate", office.role), copy).await;
        assert_eq!(
            (copied.status, copied.code()),
            (403, "assigns_by_owner_only"),
            "{}",
            copied.text
        );
        // It asks for it, and is not the one who gives it.
        let requests = format!("{organization}/access/requests");
        let asked = json!({ "action": "projects.create", "reason": "me", "seconds": 3_600 });
        let asked = caller.post(&requests, asked).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        let path = format!("{requests}/{}", asked.id());
        for body in [json!({}), json!({ "role": developer })] {
            let approved = caller.post(&format!("{path}/approve"), body).await;
            assert!((400..500).contains(&approved.status), "{}", approved.text);
        }
        assert!(caller.post(&format!("{path}/withdraw"), json!({})).await.status < 300);
    }
    assert_eq!(office.owner.get(&own).await.body["grants"], before["grants"]);
}

/// What a team gives somebody who stands above counts from the day they do not.
#[tokio::test]
async fn it_reaches_nobody_else_through_a_team() {
    let office = Office::open().await;
    let (organization, developer) = (&office.organization, id(SystemRole::Developer));
    let boss = office.member("boss", json!([id(SystemRole::OrganizationAdministrator)])).await;
    let both = office.member("both", json!([developer, id(SystemRole::OrganizationAdministrator)]));
    let (boss, both) = (boss, both.await);
    let owner = office.path(&office.owner.member_id().await);
    let member = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let team = async |name: &str, roles: Value| {
        let made =
            office.owner.post(&format!("{organization}/teams"), json!({ "name": name })).await;
        let team = format!("{organization}/teams/{}", made.id());
        let given = office.owner.put(&format!("{team}/roles"), json!({ "roles": roles })).await;
        assert_eq!(given.status, 200, "{}", given.text);
        team
    };
    let teams = [team("Coders", json!([developer])).await, team("Empty", json!([])).await];
    for caller in [office.hanna.clone(), office.hanna.token(json!({})).await] {
        for team in &teams {
            for above in [&boss, &both, &owner] {
                let seat = format!("{team}/members/{}", member(above));
                let seated = caller.json(reqwest::Method::PUT, &seat, None).await;
                let expected = (403, "target_above_actor");
                assert_eq!((seated.status, seated.code()), expected, "{}", seated.text);
                assert_eq!(office.owner.json(reqwest::Method::PUT, &seat, None).await.status, 200);
                let tries = [
                    caller.delete(&seat).await,
                    caller.delete(team).await,
                    caller
                        .put(
                            &format!("{team}/roles"),
                            json!({ "roles": [developer, id(SystemRole::OrganizationMember)] }),
                        )
                        .await,
                ];
                for (number, reply) in tries.iter().enumerate() {
                    let found = (reply.status, reply.code());
                    assert_eq!(found, expected, "{number}: {}", reply.text);
                }
                let shown = caller.get(team).await;
                assert!(shown.body["cannot"]["teams.delete"].is_string(), "{}", shown.text);
                assert_eq!(office.owner.delete(&seat).await.status, 204);
            }
        }
    }
    // Developers and members it puts in and takes out.
    let dora = office.member("dora", json!([developer])).await;
    let seat = format!("{}/members/{}", teams[0], member(&dora));
    let seated = office.hanna.json(reqwest::Method::PUT, &seat, None).await;
    assert_eq!(seated.status, 200, "{}", seated.text);
    assert_eq!(office.hanna.delete(&seat).await.status, 204);
    assert_eq!(office.hanna.delete(&teams[0]).await.status, 204);
}

#[tokio::test]
async fn who_has_it_for_a_while_gives_nothing_for_longer() {
    let office = Office::open().await;
    let (organization, developer) = (&office.organization, id(SystemRole::Developer));
    let (hour, longer) = (time_in(&office.server, 3_600), time_in(&office.server, 3_601));
    let own = office.path(&office.hanna.member_id().await);
    let for_an_hour = json!({ "roles": [{ "id": office.role, "expires_at": hour }] });
    let given = office.owner.put(&format!("{own}/roles"), for_an_hour).await;
    assert_eq!(given.status, 200, "{}", given.text);
    let dora = office.member("dora", json!([])).await;
    let give = async |role: Value| {
        let body = json!({ "roles": [role] });
        office.hanna.put(&format!("{dora}/roles"), body).await
    };
    for longer in [json!(developer), json!({ "id": developer, "expires_at": longer })] {
        let refused = give(longer.clone()).await;
        let expected = (403, "would_exceed_grantor");
        assert_eq!((refused.status, refused.code()), expected, "{}", refused.text);
        let invited = office
            .hanna
            .post(
                &format!("{organization}/invitations"),
                json!({ "email": "new@example.com", "roles": [longer] }),
            )
            .await;
        assert!(matches!(invited.status, 403 | 422), "{}", invited.text);
    }
    let within = give(json!({ "id": developer, "expires_at": hour })).await;
    assert_eq!(within.status, 200, "{}", within.text);
    // What anybody may give stays anybody's to give.
    let default = give(json!(id(SystemRole::OrganizationMember))).await;
    assert_eq!(default.status, 200, "{}", default.text);
}
