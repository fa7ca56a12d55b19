//! A throwaway MariaDB.

use std::path::Path;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};

use crate::process::{as_user, detach, finish, give, program};
use crate::server::{Program, Server};
use crate::{PASSWORD, USER, certificates};

/// The program `mariadbd`.
#[derive(Debug)]
pub struct Mariadb;

/// A running MariaDB.
pub type MariadbServer = Server<Mariadb>;

/// The MariaDB of this run; started by whoever asks first.
pub async fn mariadb() -> MariadbServer {
    Server::shared().await
}

impl Program for Mariadb {
    const NAME: &'static str = "MariaDB";
    const SCHEME: &'static str = "mysql";
    const HOME_DATABASE: &'static str = "mysql";
    const CRASH: &'static str = "KILL";

    fn install(home: &Path) {
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
        std::fs::create_dir(home.join("tmp")).expect("the folder of a test server is writable");
        give("mysql", home);
        let mut install = as_user(
            "mysql",
            &program(&["mariadb-install-db", "mysql_install_db"], "mariadb-server"),
        );
        install.args([
            "--no-defaults",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ]);
        install.arg(format!("--datadir={}", home.join("data").display())).current_dir(home);
        finish(&mut install);
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
        server
            .arg(format!("--socket={}", path("socket")))
            .arg(format!("--pid-file={}", path("pid")));
        // A server that starts clears the folder of temporary tables, and would clear those of its neighbours.
        server.arg(format!("--tmpdir={}", path("tmp")));
        server.arg(format!("--init-file={}", path("init.sql")));
        server
            .arg(format!("--ssl-ca={}", path("ca.pem")))
            .arg(format!("--ssl-cert={}", path("server.crt")));
        server.arg(format!("--ssl-key={}", path("server.key")));
        detach(server, &home.join("log"))
    }

    async fn execute(url: &str, sql: &str) -> Result<(), String> {
        let words = |error: mysql_async::Error| error.to_string();
        let options = Opts::from_url(url).map_err(|error| error.to_string())?;
        let mut connection = Conn::new(options).await.map_err(words)?;
        for statement in sql.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            connection.query_drop(statement).await.map_err(words)?;
        }
        let _ = connection.disconnect().await;
        Ok(())
    }
}
