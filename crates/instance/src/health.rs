//! How the databases of an instance are.

use bailiwick_engine::PoolUsage;
use bailiwick_schema::Engine;

use crate::instance::Instance;

/// How one connection is.
#[derive(Clone, Debug)]
pub struct ConnectionHealth {
    /// Its name.
    pub name: String,
    /// What it runs on.
    pub engine: Engine,
    /// Why it does not answer; none where it does.
    pub problem: Option<String>,
    /// What went wrong last that was the database's doing, a sentence without values.
    pub last_error: Option<String>,
    /// When, in microseconds since 1970.
    pub last_error_at_microseconds: Option<i64>,
    /// How its pool is used.
    pub pool: PoolUsage,
}

impl Instance {
    /// Looks at every connection.
    pub async fn connections(&self) -> Vec<ConnectionHealth> {
        let compiled = self.current();
        let looked = compiled.connections.iter().map(|(name, connection)| async move {
            let problem = match self.recent_schema(name).await {
                Some(Ok(_)) => None,
                Some(Err(error)) => Some(error.to_string()),
                None => Some("it was removed".to_owned()),
            };
            let troubled = connection.troubled();
            ConnectionHealth {
                name: name.clone(),
                engine: connection.database.engine(),
                problem,
                last_error: troubled.as_ref().map(|trouble| trouble.message.clone()),
                last_error_at_microseconds: troubled.map(|trouble| trouble.at_microseconds),
                pool: connection.database.pool(),
            }
        });
        futures::future::join_all(looked).await
    }
}
