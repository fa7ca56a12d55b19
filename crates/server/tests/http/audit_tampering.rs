//! What was done to the log behind the server's back (T71): whoever may verify the log is told, by each credential, and so is
//! whoever takes an export away and verifies it elsewhere.

use bailiwick_model::chain::{Remembered, verify};
use rusqlite::Connection;
use serde_json::json;

use crate::support::{Client, Server};

/// A log of ten entries, those who may verify it, and the store's file.
struct Log {
    organization: String,
    hands: [(&'static str, Client); 3],
    store: Connection,
}

impl Log {
    async fn write(server: &Server) -> Log {
        let owner = server.owner().await;
        let organization = owner.organization().await;
        let hands = owner.hands().await;
        let projects = format!("{organization}/projects");
        for number in 0..10 {
            let new =
                json!({ "name": format!("P{number}"), "instances": [], "without_database": true });
            assert_eq!(owner.post(&projects, new).await.status, 201);
        }
        let store = Connection::open(server.data().join("bailiwick.db")).unwrap();
        store.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        Log { organization, hands, store }
    }

    fn run(&self, statements: &str) {
        let chain = self.organization.rsplit('/').next().unwrap();
        let statements = statements.replace("OF_CHAIN", &format!("chain = '{chain}'"));
        self.store
            .execute_batch(&statements)
            .unwrap_or_else(|error| panic!("{statements}: {error}"));
    }

    /// What each is told: by the server, and by the verifier that needs none.
    async fn is_found(&self, what: &str, problem: &str) {
        for (hand, caller) in &self.hands {
            let checked = caller.get(&format!("{}/audit/verify", self.organization)).await;
            assert_eq!(checked.status, 200, "{what} {hand}: {}", checked.text);
            assert_eq!(checked.body["holds"], false, "{what} {hand}: {}", checked.text);
            let said = checked.body["problem"].as_str().unwrap();
            assert!(said.contains(problem), "{what} {hand}: {said}");
        }
    }

    async fn holds(&self) {
        for (hand, caller) in &self.hands {
            let checked = caller.get(&format!("{}/audit/verify", self.organization)).await;
            assert_eq!(checked.body["holds"], true, "{hand}: {}", checked.text);
        }
    }
}

#[tokio::test]
async fn t71_what_was_done_to_the_log_behind_the_server_is_told() {
    let server = Server::start().await;
    let log = Log::write(&server).await;
    log.holds().await;
    log.run(
        "CREATE TABLE entries AS SELECT * FROM audit_entries; CREATE TABLE personal AS SELECT * FROM audit_personal;
         CREATE TABLE heads AS SELECT * FROM audit_heads",
    );
    let whole = "DELETE FROM audit_personal; DELETE FROM audit_entries; DELETE FROM audit_heads;
         INSERT INTO audit_entries SELECT * FROM entries; INSERT INTO audit_personal SELECT * FROM personal;
         INSERT INTO audit_heads SELECT * FROM heads";
    let damages = [
        (
            "changed",
            "UPDATE audit_entries SET outcome = 'denied' WHERE OF_CHAIN AND sequence = 5",
            "entry 5 was changed",
        ),
        (
            "swapped",
            "UPDATE audit_entries SET sequence = 100 WHERE OF_CHAIN AND sequence = 4;
             UPDATE audit_entries SET sequence = 4 WHERE OF_CHAIN AND sequence = 5;
             UPDATE audit_entries SET sequence = 5 WHERE OF_CHAIN AND sequence = 100",
            "entry 4 was changed",
        ),
        (
            "deleted",
            "DELETE FROM audit_personal WHERE OF_CHAIN AND sequence = 6;
             DELETE FROM audit_entries WHERE OF_CHAIN AND sequence = 6",
            "entry 6",
        ),
        (
            "inserted",
            "UPDATE audit_personal SET sequence = sequence + 100 WHERE OF_CHAIN AND sequence >= 7;
             UPDATE audit_personal SET sequence = sequence - 99 WHERE OF_CHAIN AND sequence >= 100;
             UPDATE audit_entries SET sequence = sequence + 100 WHERE OF_CHAIN AND sequence >= 7;
             UPDATE audit_entries SET sequence = sequence - 99 WHERE OF_CHAIN AND sequence >= 100;
             CREATE TABLE copied AS SELECT * FROM audit_entries WHERE OF_CHAIN AND sequence = 6;
             UPDATE copied SET sequence = 7, id = '0123456789abcdef01234567';
             INSERT INTO audit_entries SELECT * FROM copied; DROP TABLE copied",
            "entry 7 was changed",
        ),
        (
            "cut off",
            "DELETE FROM audit_personal WHERE OF_CHAIN AND sequence >= 9;
             DELETE FROM audit_entries WHERE OF_CHAIN AND sequence >= 9",
            "ends",
        ),
        (
            "renamed",
            "UPDATE audit_personal SET target_name = 'Till' WHERE OF_CHAIN AND target_name = 'P3'",
            "the personal data of entry",
        ),
        ("emptied", "DELETE FROM audit_personal WHERE OF_CHAIN", "personal data"),
        (
            "begun later",
            "UPDATE audit_heads SET pruned_sequence = 2,
                pruned_hash = (SELECT hash FROM audit_entries WHERE OF_CHAIN AND sequence = 2) WHERE OF_CHAIN",
            "entries 1 to 2 are missing",
        ),
    ];
    for (what, damage, problem) in damages {
        log.run(damage);
        log.is_found(what, problem).await;
        log.run(whole);
        log.holds().await;
    }
}

#[tokio::test]
async fn t71_an_export_tells_wherever_it_is_verified() {
    let server = Server::start().await;
    let log = Log::write(&server).await;
    log.run("UPDATE audit_personal SET target_name = 'Till' WHERE OF_CHAIN AND target_name = 'P3'");
    log.is_found("renamed", "the personal data of entry").await;
    for (hand, caller) in &log.hands {
        let exported = caller.get(&format!("{}/audit/export", log.organization)).await;
        assert_eq!(exported.status, 200, "{hand}: {}", exported.text);
        let told =
            verify(exported.text.as_bytes(), &Remembered::default()).unwrap_err().to_string();
        assert!(told.contains("the personal data of entry"), "{hand}: {told}");
    }
}
