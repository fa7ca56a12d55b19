//! A throwaway Postgres.

use std::path::{Path, PathBuf};

use tokio_postgres::NoTls;

use crate::process::{as_user, detach, finish, give, program};
use crate::server::{Program, Server};
use crate::{PASSWORD, USER, certificates};

/// The program `postgres`.
#[derive(Debug)]
pub struct Postgres;

/// A running Postgres.
pub type PostgresServer = Server<Postgres>;

/// The Postgres of this run; started by whoever asks first.
pub async fn postgres() -> PostgresServer {
    Server::shared().await
}

impl Program for Postgres {
    const NAME: &'static str = "Postgres";
    const SCHEME: &'static str = "postgres";
    const HOME_DATABASE: &'static str = "postgres";
    const CRASH: &'static str = "QUIT";

    fn install(home: &Path) {
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

    async fn execute(url: &str, sql: &str) -> Result<(), String> {
        let (client, connection) =
            tokio_postgres::connect(url, NoTls).await.map_err(|error| format!("{error:?}"))?;
        tokio::spawn(connection);
        client.batch_execute(sql).await.map_err(|error| format!("{error:?}"))
    }
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
