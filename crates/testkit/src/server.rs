//! A throwaway database server, whichever program it is.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use crate::place::{Started, find_or_start, free_port, listens};
use crate::process::{runs, signal};
use crate::{PASSWORD, SslMode, TestDatabase, USER, fresh_name};

/// A program that serves databases.
pub trait Program: Debug + Sized {
    /// As people spell it.
    const NAME: &'static str;
    /// What its URLs begin with.
    const SCHEME: &'static str;
    /// A database that is always there.
    const HOME_DATABASE: &'static str;
    /// The signal that ends it as a crash would.
    const CRASH: &'static str;

    /// Makes a server's files in an empty folder.
    fn install(home: &Path);

    /// Starts the program on what [`Program::install`] made; its process id.
    fn launch(home: &Path, port: u16) -> u32;

    /// Connects to a database and runs statements; the error says what went wrong.
    fn execute(url: &str, sql: &str) -> impl Future<Output = Result<(), String>> + Send;
}

/// A running server.
#[derive(Debug)]
pub struct Server<P: Program> {
    /// On 127.0.0.1.
    pub port: u16,
    pid: u32,
    private: Option<TempDir>,
    program: PhantomData<P>,
}

impl<P: Program> Server<P> {
    /// The one of this run; started by whoever asks first.
    pub(crate) async fn shared() -> Server<P> {
        let started = find_or_start(&P::NAME.to_lowercase(), start::<P>);
        Server::ready(started, None).await
    }

    /// A server of one's own, which may be stopped and started again; it goes with this value.
    pub async fn private() -> Server<P> {
        let folder = TempDir::new().expect("the temporary folder is writable");
        Server::ready(start::<P>(folder.path()), Some(folder)).await
    }

    async fn ready(started: Started, private: Option<TempDir>) -> Server<P> {
        let Started { port, pid } = started;
        let server = Server { port, pid, private, program: PhantomData };
        server.wait().await;
        server
    }

    /// A fresh, empty database.
    pub async fn database(&self) -> TestDatabase {
        let name = fresh_name();
        self.run(P::HOME_DATABASE, &format!("create database {name}")).await;
        let url = self.url_of(&name, "127.0.0.1", SslMode::Disable);
        TestDatabase { name, url }
    }

    /// The URL of a database by another host name or with TLS, as Bailiwick's connections spell it.
    pub fn url_of(&self, name: &str, host: &str, mode: SslMode) -> String {
        format!(
            "{}://{USER}:{PASSWORD}@{host}:{}/{name}?sslmode={}",
            P::SCHEME,
            self.port,
            mode.as_str()
        )
    }

    /// Runs statements, each ended by `;` and a line break, outside of what is tested.
    pub async fn run(&self, database: &str, sql: &str) {
        self.attempt(database, sql)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}: {sql}", P::NAME));
    }

    async fn attempt(&self, database: &str, sql: &str) -> Result<(), String> {
        let url = format!("{}://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", P::SCHEME, self.port);
        P::execute(&url, sql).await
    }

    /// Stops a private server as a crash would.
    pub async fn stop(&self) {
        assert!(self.private.is_some(), "a shared server is not stopped by a test");
        signal(self.pid, P::CRASH);
        for _ in 0..500 {
            if !runs(self.pid) && !listens(self.port) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{} did not stop", P::NAME);
    }

    /// Starts a stopped private server on the same port.
    pub async fn start(&mut self) {
        let folder = self.private.as_ref().expect("a shared server is not started by a test");
        self.pid = P::launch(folder.path(), self.port);
        self.wait().await;
    }

    async fn wait(&self) {
        let mut last = Ok(());
        for _ in 0..600 {
            last = self.attempt(P::HOME_DATABASE, "select 1").await;
            if last.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} does not answer: {last:?}", P::NAME);
    }
}

impl<P: Program> Drop for Server<P> {
    fn drop(&mut self) {
        if self.private.is_some() {
            signal(self.pid, P::CRASH);
        }
    }
}

fn start<P: Program>(home: &Path) -> Started {
    P::install(home);
    let port = free_port();
    Started { port, pid: P::launch(home, port) }
}
