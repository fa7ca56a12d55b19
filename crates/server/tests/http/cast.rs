//! Somebody of an organization, by name and membership, and what is done behind the server's back: who holds what is what
//! a test is about, not how they came to hold it.

use bailiwick_access::{Action, SystemRole};
use bailiwick_model::{DatabaseId, Id};
use bailiwick_server::Clock;
use rusqlite::Connection;
use serde_json::json;

use crate::support::{Client, Server};

static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

/// Somebody of an organization, signed in.
pub(crate) struct Person {
    pub(crate) client: Client,
    /// The id of the membership.
    pub(crate) member: String,
}

/// Puts an account with a system role into the host's organization and signs it in.
pub(crate) async fn join(server: &Server, host: &Client, name: &str, role: SystemRole) -> Person {
    join_at(server, host, name, role, None).await
}

/// The same at one database.
pub(crate) async fn join_at(
    server: &Server,
    host: &Client,
    name: &str,
    role: SystemRole,
    at: Option<DatabaseId>,
) -> Person {
    let client = server.member_at(host, name, role.id(), at).await;
    let member = client.member_id().await;
    Person { client, member }
}

/// Gives a member single actions on the whole organization.
pub(crate) fn give(server: &Server, organization: &str, member: &str, actions: &[Action]) {
    let organization = organization.rsplit('/').next().unwrap();
    let names: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
    let id = Id::new(NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst), [8; 6]);
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
