//! A store opens when it is Bailiwick's own and of this version; else one sentence says why not.

use bailiwick_access::{Gives, GrantScope, SystemRole};
use bailiwick_model::Timestamp;
use bailiwick_store::{Migrated, Store, world};
use sha2::{Digest, Sha256};

use crate::stage::Place;

async fn refusal(place: &Place) -> String {
    let store = match Store::open(&place.url()).await {
        Ok(store) => store,
        Err(error) => return error.to_string(),
    };
    store.migrate().await.unwrap_err().to_string()
}

async fn both() -> [Place; 2] {
    [Place::sqlite(), Place::postgres().await]
}

#[tokio::test]
async fn an_empty_database_is_migrated_once() {
    for place in both().await {
        let store = Store::open(&place.url()).await.unwrap();
        assert_eq!(store.migrate().await.unwrap(), Migrated { applied: 6, at: 6 });
        assert_eq!(store.migrate().await.unwrap(), Migrated { applied: 0, at: 6 });
        store.close().await;
        let again = Store::open(&place.url()).await.unwrap();
        assert_eq!(again.migrate().await.unwrap(), Migrated { applied: 0, at: 6 });
        again.ping().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_that_start_at_once_migrate_once() {
    for place in both().await {
        let (one, other) =
            (Store::open(&place.url()).await.unwrap(), Store::open(&place.url()).await.unwrap());
        let (one, other) = tokio::join!(one.migrate(), other.migrate());
        assert_eq!(one.unwrap().applied + other.unwrap().applied, 6);
    }
}

/// What the first version wrote: an owner of the whole organization, who administers one database until a time.
const FIRST_VERSION: &str = "
INSERT INTO accounts VALUES ('0000000000000000000000a1', 'ana@example.com', 'x', 'Ana', 1, 1, 5, 1);
INSERT INTO organizations VALUES ('0000000000000000000000b1', 'Acme', 'self_hosted', '000000000000000000000004', 7, 5, 1);
INSERT INTO members VALUES ('0000000000000000000000b1', '0000000000000000000000c1', '0000000000000000000000a1', 'active', 5);
INSERT INTO projects VALUES ('0000000000000000000000b1', '0000000000000000000000d1', 'Shop', 'shop', 5, 1);
INSERT INTO databases VALUES ('0000000000000000000000b1', '0000000000000000000000e1', '0000000000000000000000d1', 'orders', 'sqlite', 5, 1);
INSERT INTO grants VALUES ('0000000000000000000000b1', '0000000000000000000000f1', '0000000000000000000000c1', '000000000000000000000001', NULL, 5, NULL);
INSERT INTO grants VALUES ('0000000000000000000000b1', '0000000000000000000000f2', '0000000000000000000000c1', '000000000000000000000005', '0000000000000000000000e1', 6, 9);
INSERT INTO databases VALUES ('0000000000000000000000b1', '0000000000000000000000e2', '0000000000000000000000d1', 'made', 'sqlite', 7, 1);
INSERT INTO grants VALUES ('0000000000000000000000b1', '0000000000000000000000f3', '0000000000000000000000c1', '000000000000000000000005', '0000000000000000000000e2', 7, NULL);
";

#[tokio::test]
async fn a_store_of_the_first_version_keeps_its_grants() {
    let first = include_str!("../../migrations/0001_control_plane.sql");
    let checksum: String =
        Sha256::digest(first.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    for place in both().await {
        place.run(first).await;
        place.run(FIRST_VERSION).await;
        place
            .run(&format!(
                "CREATE TABLE bailiwick_migrations (
                   number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL);
                 INSERT INTO bailiwick_migrations VALUES (1, 'control_plane', '{checksum}', 'then')"
            ))
            .await;
        let store = Store::open(&place.url()).await.unwrap();
        assert_eq!(store.migrate().await.unwrap(), Migrated { applied: 5, at: 6 });
        let mut tx = store.read().await.unwrap();
        let organization = "0000000000000000000000b1".parse().unwrap();
        let world = world::load(&mut tx, organization).await.unwrap();
        let grants: Vec<_> = world.members[0]
            .grants
            .iter()
            .map(|grant| (&grant.gives, &grant.scope, grant.production, grant.expires_at))
            .collect();
        let database = "0000000000000000000000e1".parse().unwrap();
        let made = "0000000000000000000000e2".parse().unwrap();
        assert_eq!(
            grants,
            [
                (&Gives::Role(SystemRole::Owner.id()), &GrantScope::Organization, true, None),
                (
                    &Gives::Role(SystemRole::DatabaseAdministrator.id()),
                    &GrantScope::Database(database),
                    true,
                    Some(Timestamp(9))
                ),
                (
                    &Gives::Role(SystemRole::DatabaseAdministrator.id()),
                    &GrantScope::Database(made),
                    true,
                    None
                ),
            ]
        );
        // Only what came with a database came with having made it.
        let makers: Vec<_> = world.databases.iter().map(|one| (one.id, one.maker)).collect();
        let came = "0000000000000000000000f3".parse().unwrap();
        assert_eq!(makers, [(database, None), (made, Some(came))]);
    }
}

#[tokio::test]
async fn a_newer_store_is_refused() {
    for place in both().await {
        Store::open(&place.url()).await.unwrap().migrate().await.unwrap();
        place.run("INSERT INTO bailiwick_migrations VALUES (7, 'teleportation', 'x', 'now')").await;
        assert_eq!(
            refusal(&place).await,
            "the store was last used by a newer version (its migration 7 `teleportation` is not known here): use that version, or restore a backup"
        );
    }
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    for place in both().await {
        Store::open(&place.url()).await.unwrap().migrate().await.unwrap();
        place.run("UPDATE bailiwick_migrations SET checksum = 'edited' WHERE number = 1").await;
        assert_eq!(
            refusal(&place).await,
            "migration 1 `control_plane` was applied to the store with another text: use the version that made the store, or restore a backup"
        );
    }
}

#[tokio::test]
async fn a_database_of_somebody_else_is_refused_and_left_alone() {
    for place in both().await {
        place.run("CREATE TABLE customers (id BIGINT)").await;
        let refused = refusal(&place).await;
        let expected = "holds a table `customers` that is not Bailiwick's: give Bailiwick a database of its own";
        assert!(refused.ends_with(expected), "{refused}");
        place.run("DROP TABLE customers; CREATE TABLE accounts (id BIGINT)").await;
        assert!(refusal(&place).await.contains("`accounts`"), "nothing was made beside it");
    }
}

/// Modes of the store's file and of those beside it.
#[cfg(unix)]
fn modes(file: &std::path::Path) -> Vec<u32> {
    let mode = |suffix| {
        let path = format!("{}{suffix}", file.display());
        let metadata = std::fs::metadata(&path).unwrap();
        std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777
    };
    ["", "-wal", "-shm"].map(mode).to_vec()
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_on_the_machine_reads_a_new_store() {
    let place = Place::sqlite();
    let Place::Sqlite(file) = &place else { unreachable!() };
    let store = Store::open(&place.url()).await.unwrap();
    store.migrate().await.unwrap();
    assert_eq!(modes(&file.path()), [0o600; 3]);
}

#[cfg(unix)]
#[tokio::test]
async fn a_store_that_others_may_read_is_closed_to_them() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sqlite();
    let Place::Sqlite(file) = &place else { unreachable!() };
    let first = Store::open(&place.url()).await.unwrap();
    first.migrate().await.unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", file.path().display());
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o664)).unwrap();
    }
    // The first is still open, so that the files beside the store are there.
    let link = file.path().with_file_name("link.sqlite");
    std::os::unix::fs::symlink(file.path(), &link).unwrap();
    let second = Store::open(&format!("sqlite:{}", link.display())).await.unwrap();
    second.ping().await.unwrap();
    assert_eq!(modes(&file.path()), [0o600; 3]);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let place = Place::sqlite();
    let Place::Sqlite(file) = &place else { unreachable!() };
    std::fs::write(file.path(), "this is a letter, not a database\n".repeat(50)).unwrap();
    let refused = refusal(&place).await;
    assert!(refused.ends_with("cannot be opened: file is not a database"), "{refused}");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_refused() {
    let refused =
        Store::open("sqlite:///nowhere/at/all/store.sqlite").await.err().unwrap().to_string();
    assert_eq!(
        refused,
        "the store at `/nowhere/at/all/store.sqlite` cannot be opened: unable to open database file"
    );
}

#[tokio::test]
async fn a_read_only_store_is_refused() {
    let place = Place::sqlite();
    place.run("PRAGMA user_version = 1").await;
    let url = format!("{}?mode=ro", place.url());
    let refused = match Store::open(&url).await {
        Ok(store) => store.migrate().await.unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(
        refused.contains("cannot be opened: attempt to write a readonly database"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_server_that_is_away_is_refused_without_its_password() {
    let url = "postgres://bailiwick:very-secret@127.0.0.1:1/store?sslmode=disable";
    let refused = Store::open(url).await.err().unwrap().to_string();
    assert!(
        refused.starts_with(
            "the store at `postgres://bailiwick@127.0.0.1:1/store` cannot be opened: "
        ),
        "{refused}"
    );
    assert!(!refused.contains("very-secret"), "{refused}");
}

#[tokio::test]
async fn another_kind_of_url_is_refused() {
    let refused = Store::open("mysql://root:secret@localhost/x").await.err().unwrap().to_string();
    assert_eq!(
        refused,
        "a store is `sqlite://path` or `postgres://user@host/database`, not `mysql:`"
    );
}

async fn existing(place: &Place) -> Result<(), String> {
    Store::open_existing(&place.url()).await.map(drop).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_store_that_nobody_made_is_not_made_by_looking() {
    let file = Place::sqlite();
    let url = file.url();
    let path = url.trim_start_matches("sqlite:");
    let absent = existing(&file).await.unwrap_err();
    assert!(absent.starts_with(&format!("there is no Bailiwick store at `{path}`")), "{absent}");
    assert!(!std::path::Path::new(path).exists());
    let made = format!("sqlite://{path}?mode=rwc");
    assert!(Store::open_existing(&made).await.is_err());
    assert!(!std::path::Path::new(path).exists(), "whatever the URL allows");
    assert!(Store::open_existing("sqlite://:memory:").await.is_err());
    let other = Place::sqlite();
    other.run("CREATE TABLE recipes (id INTEGER)").await;
    let path = other.url().trim_start_matches("sqlite:").to_owned();
    let before = std::fs::read(&path).unwrap();
    assert!(existing(&other).await.unwrap_err().contains("`recipes` that is not Bailiwick's"));
    assert_eq!(std::fs::read(&path).unwrap(), before, "somebody else's file stays as it is");

    let empty = Place::postgres().await;
    let absent = existing(&empty).await.unwrap_err();
    assert!(absent.starts_with("there is no Bailiwick store at `postgres://"), "{absent}");
    let tables =
        "SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = current_schema()";
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&empty.url()).await.unwrap();
    let row = sqlx::query(tables).fetch_one(&pool).await.unwrap();
    assert_eq!(sqlx::Row::get::<i64, _>(&row, "n"), 0);
}

#[tokio::test]
async fn a_store_that_exists_is_taken_at_this_version_alone() {
    for place in both().await {
        let store = Store::open(&place.url()).await.unwrap();
        store.migrate().await.unwrap();
        existing(&place).await.unwrap();
        let last = "(SELECT MAX(number) FROM bailiwick_migrations)";
        place
            .run(&format!(
                "CREATE TABLE kept AS SELECT * FROM bailiwick_migrations WHERE number = {last}"
            ))
            .await;
        place.run(&format!("DELETE FROM bailiwick_migrations WHERE number = {last}")).await;
        let older = existing(&place).await.unwrap_err();
        assert!(older.contains("is not at this version's schema"), "{older}");
        place.run("INSERT INTO bailiwick_migrations SELECT * FROM kept").await;
        place
            .run("INSERT INTO bailiwick_migrations VALUES (7000, 'teleportation', 'x', 'now')")
            .await;
        let newer = existing(&place).await.unwrap_err();
        assert!(newer.contains("a newer version"), "{newer}");
    }
}
