//! A throwaway MariaDB.

use std::path::Path;
use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};
use tempfile::TempDir;

use crate::place::{Started, find_or_start, free_port, listens};
use crate::process::{as_user, detach, finish, give, program, runs, signal};
use crate::{PASSWORD, SslMode, TestDatabase, USER, certificates, fresh_name};

/// A running MariaDB.
#[derive(Debug)]
pub struct MariadbServer {
    /// On 127.0.0.1.
    pub port: u16,
    pid: u32,
    private: Option<TempDir>,
}

/// The MariaDB of this run; started by whoever asks first.
pub async fn mariadb() -> MariadbServer {
    let started = find_or_start("mariadb", |home| start(home, free_port()));
    let server = MariadbServer { port: started.port, pid: started.pid, private: None };
    server.wait().await;
    server
}

impl MariadbServer {
    /// A server of one's own, which may be stopped and started again; it goes with this value.
    pub async fn private() -> MariadbServer {
        let folder = TempDir::new().expect("the temporary folder is writable");
        let started = start(folder.path(), free_port());
        let server = MariadbServer { port: started.port, pid: started.pid, private: Some(folder) };
        server.wait().await;
        server
    }

    /// A fresh, empty database.
    pub async fn database(&self) -> TestDatabase {
        let name = fresh_name();
        self.run("mysql", &format!("create database {name}")).await;
        let url = self.url_of(&name, "127.0.0.1", SslMode::Disable);
        TestDatabase { name, url }
    }

    /// The URL of a database by another host name or with TLS, as Bailiwick's connections spell it.
    pub fn url_of(&self, name: &str, host: &str, mode: SslMode) -> String {
        format!("mysql://{USER}:{PASSWORD}@{host}:{}/{name}?sslmode={}", self.port, mode.as_str())
    }

    /// Runs statements, separated by `;` at the end of a line, outside of what is tested.
    pub async fn run(&self, database: &str, sql: &str) {
        let mut connection = self
            .connect(database)
            .await
            .unwrap_or_else(|error| panic!("cannot reach MariaDB: {error}"));
        for statement in sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            connection
                .query_drop(statement)
                .await
                .unwrap_or_else(|error| panic!("{error}: {statement}"));
        }
        let _ = connection.disconnect().await;
    }

    async fn connect(&self, database: &str) -> Result<Conn, mysql_async::Error> {
        let url = format!("mysql://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port);
        Conn::new(Opts::from_url(&url)?).await
    }

    /// Stops a private server as a crash would.
    pub async fn stop(&self) {
        assert!(self.private.is_some(), "a shared server is not stopped by a test");
        signal(self.pid, "KILL");
        for _ in 0..500 {
            if !runs(self.pid) && !listens(self.port) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("MariaDB did not stop");
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
            match self.connect("mysql").await {
                Ok(connection) => {
                    let _ = connection.disconnect().await;
                    return;
                }
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("MariaDB does not answer: {last:?}");
    }
}

impl Drop for MariadbServer {
    fn drop(&mut self) {
        if self.private.is_some() {
            signal(self.pid, "KILL");
        }
    }
}

fn start(home: &Path, port: u16) -> Started {
    let certificates = certificates();
    let write = |name: &str, text: &str| {
        std::fs::write(home.join(name), text).expect("the folder of a test server is writable")
    };
    write("ca.pem", &certificates.ca_pem);
    write("server.crt", &certificates.server_pem);
    write("server.key", &certificates.server_key_pem);
    write(
        "init.sql",
        &format!(
            "CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';\nGRANT ALL PRIVILEGES ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n"
        ),
    );
    give("mysql", home);
    let mut install =
        as_user("mysql", &program(&["mariadb-install-db", "mysql_install_db"], "mariadb-server"));
    install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
    install.arg(format!("--datadir={}", home.join("data").display())).current_dir(home);
    finish(&mut install);
    Started { port, pid: launch(home, port) }
}

fn launch(home: &Path, port: u16) -> u32 {
    let mut server = as_user("mysql", &program(&["mariadbd", "mysqld"], "mariadb-server"));
    let path = |name: &str| home.join(name).display().to_string();
    server
        .args([
            "--no-defaults",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--skip-log-bin",
        ])
        .current_dir(home);
    server.args([
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0",
        "--innodb-buffer-pool-size=128M",
    ]);
    server.args([
        "--innodb-use-native-aio=0",
        "--character-set-server=utf8mb4",
        "--max-connections=300",
    ]);
    server.arg(format!("--port={port}")).arg(format!("--datadir={}", path("data")));
    server.arg(format!("--socket={}", path("socket"))).arg(format!("--pid-file={}", path("pid")));
    server.arg(format!("--init-file={}", path("init.sql")));
    server
        .arg(format!("--ssl-ca={}", path("ca.pem")))
        .arg(format!("--ssl-cert={}", path("server.crt")));
    server.arg(format!("--ssl-key={}", path("server.key")));
    detach(server, &home.join("log"))
}
