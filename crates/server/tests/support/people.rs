//! More people for a test: members with a role, and custom roles for them.

use bailiwick_access::{Action, SYSTEM_ONLY, SystemReason, system};
use bailiwick_model::{DatabaseId, Id, OrganizationId, RoleId};
use bailiwick_server::{Clock, SystemClock};
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::{Act, Ids, Store};
use serde_json::{Value, json};

use super::{Client, PASSWORD, Server};

/// Counts up, far from the ids that the server makes.
struct Numbers;

static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

impl Ids for Numbers {
    fn id(&self) -> Id {
        Id::new(NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst), [7; 6])
    }
}

impl Server {
    /// Puts an account into the host's organization as the demonstration does, and signs it in. It counts against no
    /// limit; people of real life are invited.
    pub(crate) async fn member(&self, host: &Client, name: &str, role: RoleId) -> Client {
        self.member_at(host, name, role, None).await
    }

    /// The same, with the role at one database.
    pub(crate) async fn member_at(
        &self,
        host: &Client,
        name: &str,
        role: RoleId,
        at: Option<DatabaseId>,
    ) -> Client {
        let organization = host.organization().await;
        let organization: OrganizationId =
            organization.rsplit('/').next().unwrap().parse().unwrap();
        let url = format!("sqlite://{}", self.data().join("bailiwick.db").display());
        let store = Store::open(&url).await.unwrap();
        let permit = system(Some(organization), SystemReason::Demonstration);
        let act = Act {
            permit: &permit,
            now: SystemClock.now(),
            ids: &Numbers,
            request_id: Numbers.id().into(),
            address: None,
            credential: None,
        };
        let mut tx = store.begin().await.unwrap();
        // The owner's hash: everybody has the same password.
        let owner =
            bailiwick_store::accounts::find_by_email(&mut tx, &"olga@example.com".parse().unwrap())
                .await
                .unwrap();
        let new = NewAccount {
            email: format!("{name}@example.com").parse().unwrap(),
            password_hash: owner.unwrap().1,
            display_name: name.parse().unwrap(),
            is_operator: false,
        };
        bailiwick_store::members::add(&mut tx, &act, organization, new, role, at).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
        self.sign_in(name).await
    }

    /// Somebody with the password of everybody.
    pub(crate) async fn sign_in(&self, name: &str) -> Client {
        let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
        let reply = self.stranger().post("/api/v1/sign-in", body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        Client { cookie: reply.cookie(), ..self.stranger() }
    }

    /// A custom role of the host's organization: permissions as `[["team", "manage"]]`, assigns as `"own"` or ids.
    pub(crate) async fn role(
        &self,
        host: &Client,
        name: &str,
        permissions: Value,
        assigns: Value,
    ) -> RoleId {
        let organization = host.organization().await;
        let organization = organization.rsplit('/').next().unwrap();
        let id = RoleId(Numbers.id());
        let connection = rusqlite::Connection::open(self.data().join("bailiwick.db")).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        let key = name.to_lowercase();
        connection
            .execute(
                "INSERT INTO roles (organization, id, name, name_key, description, permissions, actions,
                    has_all_projects, has_all_instances, has_production, assigns, created_at, version)
                 VALUES (?1, ?2, ?3, ?4, '', ?5, '[]', 1, 1, 1, ?6, 0, 1)",
                (organization, id.to_string(), name, key, permissions.to_string(), assigns.to_string()),
            )
            .unwrap();
        connection
            .execute("UPDATE organizations SET epoch = epoch + 1 WHERE id = ?1", [organization])
            .unwrap();
        id
    }
}

impl Client {
    /// The caller's membership of its first organization.
    pub(crate) async fn member_id(&self) -> String {
        let me = self.get("/api/v1/me").await;
        me.body["organizations"][0]["member"].as_str().unwrap().to_owned()
    }

    /// The same authority by each credential: the session, a token that carries all of it, and a service token that was
    /// granted every action that can be given.
    pub(crate) async fn hands(&self) -> [(&'static str, Client); 3] {
        let tokens = format!("{}/service-tokens", self.organization().await);
        let name = format!("robot of everything {}", Numbers.id());
        let made = self.post(&tokens, json!({ "name": name })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let given = Action::ALL.iter().filter(|action| !SYSTEM_ONLY.contains(**action));
        let actions: Vec<&str> = given.map(|action| action.as_str()).collect();
        let grants = format!("{tokens}/{}/grants", made.id());
        let granted = self.post(&grants, json!({ "actions": actions, "production": true })).await;
        assert_eq!(granted.status, 201, "{}", granted.text);
        let secret = made.body["secret"].as_str().unwrap().to_owned();
        let robot = Client { cookie: None, token: Some(secret), ..self.clone() };
        [("session", self.clone()), ("token", self.token(json!({})).await), ("robot", robot)]
    }
}
