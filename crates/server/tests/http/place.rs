//! An instance that reads notes: where most stories about policies and the data API begin.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply, Server};

/// Readers read every note.
pub(crate) const GOOD: &str =
    "permissions:\n  all:\n    table: main.notes\n    roles: [reader]\n    select: {}\n";

/// A development instance of a project of its own.
pub(crate) struct Place {
    pub(crate) owner: Client,
    /// Its path below `/api/v1`.
    pub(crate) instance: String,
    /// The path of its data API.
    pub(crate) data: String,
}

impl Place {
    /// The instance, with an empty table `notes` in the branch that `main` leads to.
    pub(crate) async fn make(server: &Server) -> Place {
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let made =
            owner.post(&format!("{organization}/projects"), json!({ "name": "Notes" })).await;
        let project = format!("{organization}/projects/{}", made.id());
        let instances = owner.get(&format!("{project}/instances")).await;
        let development = instances.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|instance| instance["production"] == false)
            .unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let instance = format!("{project}/instances/{development}");
        let connections = owner.get(&format!("{instance}/connections")).await;
        let branch = connections.body["items"][0]["target"]["branch"].as_str().unwrap();
        let file = server.data().join("databases").join(format!("{branch}.sqlite"));
        bailiwick_engine::run_script(
            &file,
            "create table notes (id integer primary key, text text)",
        )
        .unwrap();
        Place { owner, instance, data: format!("/instances/{development}/rest/v1") }
    }

    pub(crate) async fn save(&self, document: &str) -> Reply {
        let headers = [("origin", self.owner.base.as_str()), ("content-type", "application/yaml")];
        let path = format!("{}/policy/draft", self.instance);
        self.owner.send(Method::PUT, &path, &headers, Some(document.to_owned())).await
    }

    pub(crate) async fn deploy(&self, document: &str) -> Reply {
        let saved = self.save(document).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
        self.owner.post(&format!("{}/policy/deploy", self.instance), json!({})).await
    }

    /// An application user with these roles.
    pub(crate) async fn user(&self, roles: Value) -> Client {
        let auth = json!({ "development_tokens": true });
        let saved = self.owner.put(&format!("{}/client-auth", self.instance), auth).await;
        assert_eq!(saved.status, 200, "{}", saved.text);
        let new = json!({ "subject": "7", "roles": roles });
        let minted = self.owner.post(&format!("{}/development-tokens", self.instance), new).await;
        assert_eq!(minted.status, 201, "{}", minted.text);
        Client {
            cookie: None,
            token: Some(minted.body["token"].as_str().unwrap().to_owned()),
            ..self.owner.clone()
        }
    }
}
