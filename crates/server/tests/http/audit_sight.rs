//! T41: the log, its counts and its exports tell nobody of what they may not see; whoever audits sees everything.

use bailiwick_access::SystemRole;
use bailiwick_model::chain::{Remembered, header, verify};
use serde_json::{Value, json};

use crate::http::cast::join;
use crate::support::{Client, Server};

struct House {
    server: Server,
    owner: Client,
    organization: String,
    shop: String,
    vault: String,
}

impl House {
    async fn build() -> House {
        let server = Server::start().await;
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let projects = format!("{organization}/projects");
        let shop = owner.post(&projects, json!({ "name": "Shop" })).await.id();
        let vault = owner.post(&projects, json!({ "name": "Vault" })).await.id();
        let renamed = json!({ "name": "Treasury" });
        assert_eq!(owner.patch(&format!("{projects}/{vault}"), renamed).await.status, 200);
        let databases = format!("{organization}/databases");
        for (name, project) in [("coins", &vault), ("orders", &shop)] {
            let made = owner.post(&databases, json!({ "name": name, "project": project })).await;
            assert_eq!(made.status, 201, "{}", made.text);
        }
        House { server, owner, organization, shop, vault }
    }

    async fn reader(&self, name: &str, role: Value) -> Client {
        let role = self.owner.post(&format!("{}/roles", self.organization), role).await;
        assert_eq!(role.status, 201, "{}", role.text);
        let reader = join(&self.server, &self.owner, name, SystemRole::OrganizationMember).await;
        let path = format!("{}/members/{}/roles", self.organization, reader.member);
        let given = self.owner.put(&path, json!({ "roles": [role.id()] })).await;
        assert_eq!(given.status, 200, "{}", given.text);
        reader.client
    }
}

#[tokio::test]
async fn t41_a_scoped_reader_learns_of_no_other_project() {
    let house = House::build().await;
    let scoped = json!({
        "name": "Reader of one",
        "permissions": [
            { "area": "audit_log", "level": "view" }, { "area": "instances", "level": "view" },
            { "area": "databases", "level": "view" },
        ],
        "scope": { "projects": [house.shop] },
    });
    let session = house.reader("rita", scoped).await;
    // What others are given names where, and that is not for her to know.
    let keeper = json!({ "name": "Keeper", "permissions": [{ "area": "projects", "level": "view" }],
        "scope": { "projects": [house.vault, house.shop] } });
    assert_eq!(
        house.owner.post(&format!("{}/roles", house.organization), keeper).await.status,
        201
    );
    let robots = format!("{}/service-tokens", house.organization);
    let robot = house.owner.post(&robots, json!({ "name": "Robot" })).await;
    let grant = json!({ "actions": ["projects.view"], "project": house.vault });
    let granted = house.owner.post(&format!("{robots}/{}/grants", robot.id()), grant).await;
    assert_eq!(granted.status, 201, "{}", granted.text);
    let token = session.token(json!({})).await;
    let audit = format!("{}/audit", house.organization);
    for reader in [&session, &token] {
        let log = reader.get(&format!("{audit}?limit=100")).await;
        assert_eq!(log.status, 200, "{}", log.text);
        assert_eq!(log.body["total"], json!(log.body["items"].as_array().unwrap().len()));
        let parts = [
            log.text,
            reader.get(&format!("{audit}/export")).await.text,
            reader.get(&format!("{audit}/export?format=csv")).await.text,
        ];
        for part in &parts {
            assert!(part.contains("Shop") && part.contains("orders"), "{part}");
            for hidden in ["Vault", "Treasury", "coins", house.vault.as_str()] {
                assert!(!part.contains(hidden), "{hidden} is in {part}");
            }
        }
        let list = reader.get(&format!("{audit}?limit=100")).await;
        for entry in list.body["items"].as_array().unwrap() {
            assert!(entry["sequence"].is_null(), "no number counts the hidden: {entry}");
        }
        assert!(!parts[1].contains("\"epoch\":1"), "when something hidden changed: {}", parts[1]);
        let pages = reader.get(&format!("{audit}?limit=1")).await;
        let next = pages.body["next_cursor"].as_str().unwrap();
        let next = reader.get(&format!("{audit}?limit=1&cursor={next}")).await;
        assert_ne!(next.body["items"][0]["id"], pages.body["items"][0]["id"], "{}", next.text);
        let head = header(parts[1].lines().next().unwrap().as_bytes()).unwrap();
        assert_eq!(head.whole(), None, "not even how much there is");
        let told: Vec<u64> = (parts[1].lines().skip(1))
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["sequence"].as_u64().unwrap())
            .collect();
        assert_eq!(told, (1..=told.len() as u64).collect::<Vec<_>>(), "no gap counts the hidden");
        let cells = parts[2].lines().skip(1).map(|line| line.split(',').next().unwrap());
        let expected = 1..=parts[2].lines().count() - 1;
        assert!(cells.eq(expected.map(|number| number.to_string())), "{}", parts[2]);
        let counted = reader.get(&format!("{audit}?action=databases.create")).await;
        assert_eq!(counted.body["total"], 1, "{}", counted.text);
        let verified = reader.get(&format!("{audit}/verify")).await;
        assert_eq!((verified.status, verified.code()), (403, "forbidden"), "{}", verified.text);
    }
}

#[tokio::test]
async fn whoever_audits_sees_everything() {
    let house = House::build().await;
    let audit = format!("{}/audit", house.organization);
    let templates = house.owner.get("/api/v1/role-templates").await;
    let template = templates.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|template| template["name"] == "Auditor")
        .unwrap();
    let role = json!({ "name": "Auditor", "permissions": template["permissions"] });
    let auditor = house.reader("audrey", role).await;
    let administrator =
        join(&house.server, &house.owner, "adam", SystemRole::OrganizationAdministrator).await;
    for reader in [&house.owner, &administrator.client, &auditor] {
        let log = reader.get(&format!("{audit}?limit=100")).await;
        for told in ["Shop", "Vault", "Treasury", "coins", "orders"] {
            assert!(log.text.contains(told), "{told}: {}", log.text);
        }
        assert_eq!(log.body["items"][0]["sequence"], log.body["total"], "{}", log.text);
        let exported = reader.get(&format!("{audit}/export")).await.text;
        assert!(verify(exported.as_bytes(), &Remembered::default()).is_ok(), "{exported}");
        assert_eq!(reader.get(&format!("{audit}/verify")).await.body["holds"], true);
    }
}
