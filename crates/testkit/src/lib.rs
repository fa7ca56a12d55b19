//! For tests: throwaway Postgres and MariaDB servers, one of each for a whole run, with a fresh database for each test.
//!
//! nextest gives every test a process of its own, so a server outlives the process that started it: the first process
//! starts it below the temporary folder, under a file lock, and writes down where it listens; later ones find it there.
//! A small watchdog stops it when no test has asked for it in ten minutes.
//!
//! Everything here panics with a sentence when it cannot do its work: a test without its server must not pass.
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "a test without its server must fail loudly"
)]

mod certificates;
mod mariadb;
mod place;
mod postgres;
mod process;
mod server;
mod sqlite;

pub use certificates::{Certificates, certificates, web_certificate};
pub use mariadb::{Mariadb, MariadbServer, mariadb};
pub use postgres::{Postgres, PostgresServer, postgres};
pub use server::{Program, Server};
pub use sqlite::{SqliteFile, sqlite};

/// A database that no other test uses.
#[derive(Debug, Clone)]
pub struct TestDatabase {
    /// Its name on the server.
    pub name: String,
    /// `postgres://…` or `mysql://…` with user, password, 127.0.0.1 and without TLS.
    pub url: String,
}

/// How a client is to use TLS, as connection URLs spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    /// No TLS.
    Disable,
    /// The certificate's chain is checked.
    VerifyCa,
    /// Its chain and its host name are checked.
    VerifyFull,
}

impl SslMode {
    /// `disable`, `verify-ca`, `verify-full`.
    pub fn as_str(self) -> &'static str {
        match self {
            SslMode::Disable => "disable",
            SslMode::VerifyCa => "verify-ca",
            SslMode::VerifyFull => "verify-full",
        }
    }
}

/// The user of every test server; it may do everything.
pub const USER: &str = "bailiwick";
/// Its password.
pub const PASSWORD: &str = "only-for-tests";

fn fresh_name() -> String {
    format!("test_{:016x}", rand::random::<u64>())
}
