//! A throwaway Postgres.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::place::{Started, find_or_start, free_port, listens};
use crate::process::{as_user, detach, finish, give, program, runs, signal};
use crate::{PASSWORD, SslMode, TestDatabase, USER, certificates, fresh_name};

/// A running Postgres.
#[derive(Debug)]
pub struct PostgresServer {
    /// On 127.0.0.1 and ::1.
    pub port: u16,
    pid: u32,
    private: Option<TempDir>,
}

/// The Postgres of this run; started by whoever asks first.
pub async fn postgres() -> PostgresServer {
    let started = find_or_start("postgres", |home| start(home, free_port()));
    let server = PostgresServer { port: started.port, pid: started.pid, private: None };
    server.wait().await;
    server
}

impl PostgresServer {
    /// A server of one's own, which may be stopped and started again; it goes with this value.
    pub async fn private() -> PostgresServer {
        let folder = TempDir::new().expect("the temporary folder is writable");
        let started = start(folder.path(), free_port());
        let server = PostgresServer { port: started.port, pid: started.pid, private: Some(folder) };
        server.wait().await;
        server
    }

    /// A fresh, empty database.
    pub async fn database(&self) -> TestDatabase {
        let name = fresh_name();
        self.run("postgres", &format!("create database {name}")).await;
        let url = self.url_of(&name, "127.0.0.1", SslMode::Disable);
        TestDatabase { name, url }
    }

    /// The URL of a database by another host name or with TLS.
    pub fn url_of(&self, name: &str, host: &str, mode: SslMode) -> String {
        format!(
            "postgres://{USER}:{PASSWORD}@{host}:{}/{name}?sslmode={}",
            self.port,
            mode.as_str()
        )
    }

    /// Runs statements, separated by semicolons, outside of what is tested.
    pub async fn run(&self, database: &str, sql: &str) {
        let client = self
            .connect(database)
            .await
            .unwrap_or_else(|error| panic!("cannot reach Postgres: {error}"));
        client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{error:?}: {sql}"));
    }

    async fn connect(
        &self,
        database: &str,
    ) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
        let (client, connection) =
            tokio_postgres::connect(&self.url_of(database, "127.0.0.1", SslMode::Disable), NoTls)
                .await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Stops a private server as a crash would.
    pub async fn stop(&self) {
        assert!(self.private.is_some(), "a shared server is not stopped by a test");
        signal(self.pid, "QUIT");
        for _ in 0..500 {
            if !runs(self.pid) && !listens(self.port) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("Postgres did not stop");
    }

    /// Starts a stopped private server on the same port.
    pub async fn start(&mut self) {
        let folder = self.private.as_ref().expect("a shared server is not started by a test");
        self.pid = launch(folder.path(), self.port);
        self.wait().await;
    }

    async fn wait(&self) {
        let mut last = None;
        for _ in 0..600 {
            match self.connect("postgres").await {
                Ok(_) => return,
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("Postgres does not answer: {last:?}");
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        if self.private.is_some() {
            signal(self.pid, "QUIT");
        }
    }
}

fn start(home: &Path, port: u16) -> Started {
    let data = home.join("data");
    std::fs::create_dir_all(&data).expect("the folder of a test server is writable");
    std::fs::write(home.join("password"), PASSWORD)
        .expect("the folder of a test server is writable");
    give("postgres", home);
    let mut initdb = as_user("postgres", &program(&["initdb"], "postgresql"));
    initdb.arg("-D").arg(&data).args([
        "-U",
        USER,
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]);
    initdb.arg(format!("--pwfile={}", home.join("password").display())).current_dir(home);
    finish(&mut initdb);
    write_tls(&data);
    give("postgres", home);
    Started { port, pid: launch(home, port) }
}

fn write_tls(data: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let certificates = certificates();
    std::fs::write(data.join("server.crt"), &certificates.server_pem)
        .expect("the folder of a test server is writable");
    let key: PathBuf = data.join("server.key");
    std::fs::write(&key, &certificates.server_key_pem)
        .expect("the folder of a test server is writable");
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&key, private).expect("the folder of a test server is writable");
}

fn launch(home: &Path, port: u16) -> u32 {
    let mut server = as_user("postgres", &program(&["postgres"], "postgresql"));
    server.arg("-D").arg(home.join("data")).arg("-p").arg(port.to_string()).current_dir(home);
    let settings = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "ssl=on",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=300",
        "shared_buffers=128MB",
        "autovacuum=off",
    ];
    for setting in settings {
        server.args(["-c", setting]);
    }
    detach(server, &home.join("log"))
}
