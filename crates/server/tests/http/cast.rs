//! People and tokens of an organization, put there behind the server's back: who holds what is what a test is about, not
//! how they came to hold it.

use bailiwick_access::{Action, SystemReason, SystemRole, system};
use bailiwick_model::{DatabaseId, Id, OrganizationId};
use bailiwick_server::{Clock, SystemClock};
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::{Act, Ids, Store};
use rusqlite::Connection;
use serde_json::json;

use crate::support::{Client, PASSWORD, Server};

/// Counts up, far from the ids that the server makes.
struct Numbers(std::sync::atomic::AtomicU64);

impl Ids for Numbers {
    fn id(&self) -> Id {
        Id::new(self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst), [9; 6])
    }
}

static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

/// Somebody of an organization, signed in.
pub(crate) struct Person {
    pub(crate) client: Client,
    /// The id of the membership.
    pub(crate) member: String,
}

/// Puts an account with a system role into an organization and signs it in.
pub(crate) async fn join(
    server: &Server,
    organization: &str,
    name: &str,
    role: SystemRole,
) -> Person {
    join_at(server, organization, name, role, None).await
}

/// The same at one database.
pub(crate) async fn join_at(
    server: &Server,
    organization: &str,
    name: &str,
    role: SystemRole,
    at: Option<DatabaseId>,
) -> Person {
    let url = format!("sqlite://{}", server.data().join("bailiwick.db").display());
    let store = Store::open(&url).await.unwrap();
    let organization: OrganizationId = organization.rsplit('/').next().unwrap().parse().unwrap();
    let permit = system(Some(organization), SystemReason::Demonstration);
    let ids = Numbers(NEXT.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst).into());
    let act = Act {
        permit: &permit,
        now: SystemClock.now(),
        ids: &ids,
        request_id: ids.id().into(),
        address: None,
        credential: None,
    };
    let mut tx = store.begin().await.unwrap();
    let olga = "olga@example.com".parse().unwrap();
    let owner = bailiwick_store::accounts::find_by_email(&mut tx, &olga).await.unwrap();
    let new = NewAccount {
        email: format!("{name}@example.com").parse().unwrap(),
        // The owner's hash: both have the same password.
        password_hash: owner.unwrap().1,
        display_name: name.parse().unwrap(),
        is_operator: false,
    };
    let (_, member) =
        bailiwick_store::members::add(&mut tx, &act, organization, new, role.id(), at)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    let client = sign_in(server, name).await;
    Person { client, member: member.id.to_string() }
}

pub(crate) async fn sign_in(server: &Server, name: &str) -> Client {
    let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
    let reply = server.stranger().post("/api/v1/sign-in", body).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    Client { cookie: reply.cookie(), ..server.stranger() }
}

/// Gives a member single actions on the whole organization.
pub(crate) fn give(server: &Server, organization: &str, member: &str, actions: &[Action]) {
    let organization = organization.rsplit('/').next().unwrap();
    let names: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
    let id = Id::new(NEXT.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst), [8; 6]);
    behind(
        server,
        &format!(
            "INSERT INTO grants (organization, id, member, actions, reach, has_production, created_at)
             VALUES ('{organization}', '{id}', '{member}', '{}', 'organization', 1, 0);
             UPDATE organizations SET epoch = epoch + 1 WHERE id = '{organization}'",
            json!(names),
        ),
    );
}

/// Runs statements on the store's file.
pub(crate) fn behind(server: &Server, statements: &str) {
    let connection = Connection::open(server.data().join("bailiwick.db")).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    connection.execute_batch(statements).unwrap();
}

/// The server's time so many seconds from now.
pub(crate) fn time_in(server: &Server, seconds: i64) -> String {
    server.clock.now().plus_seconds(seconds).to_string()
}

/// What an audit entry tells of its change.
pub(crate) fn detail(entry: &serde_json::Value) -> serde_json::Value {
    serde_json::from_str(entry["detail"].as_str().unwrap()).unwrap()
}

/// The caller's membership of its first organization.
pub(crate) async fn own_member(client: &Client) -> String {
    let me = client.get("/api/v1/me").await;
    me.body["organizations"][0]["member"].as_str().unwrap().to_owned()
}
