//! The engine against real servers: SQLite files, one Postgres and one MariaDB for the whole run.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod addresses;
mod allowances;
mod binds;
mod failures;
mod files;
mod introspection;
mod limits;
mod reads;
mod stages;
mod targets;
mod tls;
mod transactions;

use std::sync::Arc;
use std::time::Duration;

use bailiwick_engine::{Database, Dialer, FileRules, Options, Rows, Target};
use bailiwick_query::Statement;
use bailiwick_schema::{Engine, Value};
use bailiwick_testkit::{MariadbServer, PostgresServer, SqliteFile};

const ENGINES: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::Mysql];
const LIMIT: Duration = Duration::from_secs(10);

/// An empty database of one engine, and the door that Bailiwick does not use.
struct Subject {
    engine: Engine,
    database: Database,
    name: String,
    home: Home,
}

enum Home {
    Sqlite(SqliteFile),
    Postgres(PostgresServer),
    Mysql(MariadbServer),
}

impl Subject {
    async fn fresh(engine: Engine) -> Subject {
        let (home, name, url) = match engine {
            Engine::Sqlite => {
                let file = bailiwick_testkit::sqlite();
                file.run("");
                let url = file.url();
                (Home::Sqlite(file), "main".to_owned(), url)
            }
            Engine::Postgres => {
                let server = bailiwick_testkit::postgres().await;
                let database = server.database().await;
                (Home::Postgres(server), database.name, database.url)
            }
            Engine::Mysql => {
                let server = bailiwick_testkit::mariadb().await;
                let database = server.database().await;
                (Home::Mysql(server), database.name, database.url)
            }
        };
        let database = Database::new(target(&url), options());
        Subject { engine, database, name, home }
    }

    /// Runs statements, each ended by `;` and a line break, behind Bailiwick's back.
    async fn run(&self, sql: &str) {
        match &self.home {
            Home::Sqlite(file) => file.run(sql),
            Home::Postgres(server) => server.run(&self.name, sql).await,
            Home::Mysql(server) => server.run(&self.name, sql).await,
        }
    }

    async fn read(&self, sql: &str) -> Result<Rows, bailiwick_engine::Error> {
        self.database.read(&statement(sql, []), LIMIT).await
    }

    async fn count(&self, table: &str) -> String {
        let text = self.as_text("count(*)");
        one(self.read(&format!("select {text} from {table}")).await.unwrap())
    }

    /// The expression as text, as every result column is.
    fn as_text(&self, expression: &str) -> String {
        match self.engine {
            Engine::Mysql => format!("cast({expression} as char)"),
            _ => format!("cast({expression} as text)"),
        }
    }

    /// The placeholder of the only bind.
    fn placeholder(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "?1",
            Engine::Postgres => "$1",
            Engine::Mysql => "?",
        }
    }
}

fn statement(text: &str, binds: impl Into<Vec<Value>>) -> Statement {
    Statement { text: text.to_owned(), binds: binds.into() }
}

/// The only cell.
fn one(rows: Rows) -> String {
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0][0].clone().unwrap()
}

fn options() -> Options {
    let loopback = ["127.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
    Options::new(Arc::new(Dialer::new(loopback.to_vec())))
}

fn target(url: &str) -> Target {
    let rules = FileRules {
        organization_folder: std::env::temp_dir(),
        allowed_folders: vec![std::env::temp_dir()],
        forbidden: Vec::new(),
    };
    Target::parse(url, &rules).unwrap()
}
