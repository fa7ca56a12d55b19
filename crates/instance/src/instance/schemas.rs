//! Looking at the schemas of an instance's connections: when they are asked for, and before a request is judged by one that has
//! grown old.

use std::sync::Arc;
use std::time::Instant;

use bailiwick_engine::Error;
use bailiwick_policy::{Moment, SchemaSet};
use bailiwick_schema::Schema;

use super::{Inner, Instance};
use crate::compiled::Compiled;
use crate::connection::{AGEING_SCHEMA, OLDEST_SCHEMA, recently};
use crate::respond::Refused;

impl Instance {
    /// The schema of one connection as it is now; `None` when there is no connection of that name.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn schema(&self, connection: &str) -> Option<Result<Arc<Schema>, Error>> {
        self.schema_since(connection, Instant::now()).await
    }

    /// The same as it was at most a quarter of a second ago: however often people ask, a database is not looked at more often.
    pub async fn recent_schema(&self, connection: &str) -> Option<Result<Arc<Schema>, Error>> {
        self.schema_since(connection, recently()).await
    }

    async fn schema_since(
        &self,
        connection: &str,
        since: Instant,
    ) -> Option<Result<Arc<Schema>, Error>> {
        let current = self.0.current.load_full();
        let place = current.connections.get(connection)?;
        let looked = self.0.look(&current, connection, since).await;
        let observed = place.observed().map(|observed| observed.schema);
        Some(
            looked.and_then(|()| {
                observed.ok_or_else(|| Error::Away("it was not looked at".to_owned()))
            }),
        )
    }

    /// The schemas of all connections that answer, as they are now.
    pub async fn schemas(&self) -> SchemaSet {
        self.schemas_since(Instant::now()).await
    }

    /// The same as they were at most a quarter of a second ago.
    pub async fn recent_schemas(&self) -> SchemaSet {
        self.schemas_since(recently()).await
    }

    async fn schemas_since(&self, since: Instant) -> SchemaSet {
        let names: Vec<String> = self.0.current.load().connections.keys().cloned().collect();
        let looked = names.iter().map(|name| self.schema_since(name, since));
        let looked = futures::future::join_all(looked).await;
        let mut schemas = SchemaSet::default();
        for (name, schema) in names.into_iter().zip(looked) {
            match schema {
                Some(Ok(schema)) => drop(schemas.found.insert(name, schema)),
                Some(Err(_)) => drop(schemas.away.insert(name)),
                None => {}
            }
        }
        schemas
    }
}

impl Inner {
    /// The current configuration with a schema of that connection that is at most [`OLDEST_SCHEMA`] old.
    pub(super) async fn fresh(
        self: &Arc<Self>,
        compiled: &Arc<Compiled>,
        connection: &str,
    ) -> Result<Arc<Compiled>, Refused> {
        let Some(place) = compiled.connections.get(connection) else {
            return Ok(Arc::clone(compiled));
        };
        let since = place.observed().map(|observed| observed.since);
        // It was looked at for the first time since this request began; whoever did puts it in force at this moment.
        if let Some(since) = since.filter(|_| !compiled.schemas.found.contains_key(connection)) {
            return self.look_again(compiled, connection, since).await;
        }
        match since.map(|since| since.elapsed()) {
            Some(age) if age < AGEING_SCHEMA => return Ok(Arc::clone(compiled)),
            Some(age) if age < OLDEST_SCHEMA => {
                if !place.is_looking() {
                    let (inner, compiled, connection) =
                        (Arc::clone(self), Arc::clone(compiled), connection.to_owned());
                    let asked = Instant::now();
                    tokio::spawn(async move {
                        if let Err(error) = inner.look(&compiled, &connection, asked).await {
                            tracing::warn!(
                                instance = compiled.config.id,
                                connection,
                                cause = error.for_log(),
                                "a schema could not be read: {error}"
                            );
                        }
                    });
                }
                return Ok(Arc::clone(compiled));
            }
            _ => {}
        }
        // Whoever waits here with us shares one look: any that began within the last moment will do.
        let asked = Instant::now();
        self.look_again(compiled, connection, asked).await
    }

    /// Looks at a connection's schema and answers the configuration that is current then.
    pub(crate) async fn look_again(
        self: &Arc<Self>,
        compiled: &Arc<Compiled>,
        connection: &str,
        asked: Instant,
    ) -> Result<Arc<Compiled>, Refused> {
        self.look(compiled, connection, asked).await.map_err(|error| {
            tracing::warn!(
                instance = compiled.config.id,
                connection,
                cause = error.for_log(),
                "a schema could not be read: {error}"
            );
            Refused::engine(&error)
        })?;
        Ok(self.current.load_full())
    }

    /// Looks at a connection's schema; where it has changed, the policy is checked against it at once.
    pub(super) async fn look(
        &self,
        compiled: &Compiled,
        connection: &str,
        asked: Instant,
    ) -> Result<(), Error> {
        let Some(place) = compiled.connections.get(connection) else { return Ok(()) };
        let changed = || drop(self.change(Compiled::with_new_schemas));
        let looked = place.look(asked, changed).await;
        if let Err(error) = &looked {
            place.note(error, Moment { now_microseconds: self.clock.now_microseconds() });
        }
        looked
    }
}
