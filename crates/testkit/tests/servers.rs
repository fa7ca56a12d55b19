//! The servers start, are shared, and can be taken away.

use bailiwick_testkit::{MariadbServer, PostgresServer, mariadb, postgres, sqlite};

#[tokio::test]
async fn postgres_is_shared_and_databases_are_apart() {
    let (one, two) = (postgres().await, postgres().await);
    assert_eq!(one.port, two.port);
    let (first, second) = (one.database().await, two.database().await);
    assert_ne!(first.name, second.name);
    one.run(&first.name, "create table t (a int); insert into t values (1)").await;
    two.run(&second.name, "create table t (a int)").await;
}

#[tokio::test]
async fn mariadb_is_shared_and_databases_are_apart() {
    let (one, two) = (mariadb().await, mariadb().await);
    assert_eq!(one.port, two.port);
    let (first, second) = (one.database().await, two.database().await);
    one.run(&first.name, "create table t (a int);\ninsert into t values (1);\n").await;
    two.run(&second.name, "create table t (a int)").await;
}

#[tokio::test]
async fn a_private_postgres_goes_and_comes_back() {
    let mut server = PostgresServer::private().await;
    let database = server.database().await;
    server.stop().await;
    assert!(std::net::TcpStream::connect(("127.0.0.1", server.port)).is_err());
    server.start().await;
    server.run(&database.name, "select 1").await;
}

#[tokio::test]
async fn a_private_mariadb_goes_and_comes_back() {
    let mut server = MariadbServer::private().await;
    let database = server.database().await;
    server.stop().await;
    assert!(std::net::TcpStream::connect(("127.0.0.1", server.port)).is_err());
    server.start().await;
    server.run(&database.name, "select 1").await;
}

#[test]
fn a_sqlite_file_is_removed_with_its_test() {
    let file = sqlite();
    file.run("create table t (a); insert into t values (1)");
    let path = file.path();
    assert!(path.exists());
    drop(file);
    assert!(!path.exists());
    assert_eq!(std::fs::metadata(path).unwrap_err().kind(), std::io::ErrorKind::NotFound);
}
