//! One connection of an instance: its pool, and what its schema was when last looked at.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use bailiwick_engine::{Database, Dialer, Error, Options, ServerTarget, Target};
use bailiwick_policy::Moment;
use bailiwick_schema::Schema;
use secrecy::ExposeSecret;

/// A schema older than this is not used.
pub(crate) const OLDEST_SCHEMA: Duration = Duration::from_secs(5);

/// A schema older than this is looked at again in the background, so that nobody waits for it.
pub(crate) const AGEING_SCHEMA: Duration = Duration::from_millis(2_500);

/// A schema older than this is not told to who asks for it, however often they ask.
const RECENT_SCHEMA: Duration = Duration::from_millis(250);

/// Longest introspection.
const INTROSPECTION_TIME: Duration = Duration::from_secs(10);

/// A database with what is known of it.
pub(crate) struct Connection {
    pub(crate) name: String,
    pub(crate) database: Database,
    target: Target,
    dialer: Arc<Dialer>,
    observed: Mutex<Option<Observed>>,
    troubled: Mutex<Option<Trouble>>,
    looking: tokio::sync::Mutex<()>,
}

/// What went wrong last that is the database's doing.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// A sentence without values.
    pub(crate) message: String,
    /// Microseconds since 1970.
    pub(crate) at_microseconds: i64,
}

/// What introspection found, and when it began to look.
#[derive(Clone)]
pub(crate) struct Observed {
    pub(crate) schema: Arc<Schema>,
    pub(crate) since: Instant,
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Connection({})", self.name)
    }
}

impl Connection {
    pub(crate) fn new(name: String, target: Target, dialer: Arc<Dialer>) -> Connection {
        let database = Database::new(target.clone(), Options::new(Arc::clone(&dialer)));
        Connection {
            name,
            database,
            target,
            dialer,
            observed: Mutex::new(None),
            troubled: Mutex::new(None),
            looking: tokio::sync::Mutex::new(()),
        }
    }

    /// Whether it can go on serving under a new configuration.
    pub(crate) fn is_to(&self, name: &str, target: &Target, dialer: &Arc<Dialer>) -> bool {
        self.name == name && is_same(&self.target, target) && Arc::ptr_eq(&self.dialer, dialer)
    }

    pub(crate) fn observed(&self) -> Option<Observed> {
        self.observed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers what is the database's doing, not the request's.
    pub(crate) fn note(&self, error: &Error, now: Moment) {
        if matches!(error, Error::Away(_) | Error::Timeout | Error::Other(..)) {
            let (message, at_microseconds) = (error.to_string(), now.now_microseconds);
            *self.troubled.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(Trouble { message, at_microseconds });
        }
    }

    /// What went wrong last.
    pub(crate) fn troubled(&self) -> Option<Trouble> {
        self.troubled.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at the schema, unless somebody began to after `asked`. Where it differs from the one before, `changed` is
    /// called before anybody else who waits for this look goes on.
    pub(crate) async fn look(&self, asked: Instant, changed: impl FnOnce()) -> Result<(), Error> {
        let _only_one = self.looking.lock().await;
        if self.observed().is_some_and(|observed| observed.since >= asked) {
            return Ok(());
        }
        let since = Instant::now();
        let found = tokio::time::timeout(INTROSPECTION_TIME, self.database.introspect()).await;
        let found = found.unwrap_or(Err(Error::Timeout))?;
        let known = self.observed().map(|observed| observed.schema);
        let unchanged = known.filter(|known| **known == found);
        let has_changed = unchanged.is_none();
        let schema = unchanged.unwrap_or_else(|| Arc::new(found));
        *self.observed.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Observed { schema, since });
        if has_changed {
            changed();
        }
        Ok(())
    }

    /// Whether someone is looking at the schema at this moment.
    pub(crate) fn is_looking(&self) -> bool {
        self.looking.try_lock().is_err()
    }
}

/// Since when a look at a schema is recent.
pub(crate) fn recently() -> Instant {
    let now = Instant::now();
    now.checked_sub(RECENT_SCHEMA).unwrap_or(now)
}

fn is_same(one: &Target, other: &Target) -> bool {
    match (one, other) {
        (Target::Sqlite { path }, Target::Sqlite { path: other }) => path == other,
        (Target::Postgres(one), Target::Postgres(other))
        | (Target::Mysql(one), Target::Mysql(other)) => is_same_server(one, other),
        _ => false,
    }
}

fn is_same_server(one: &ServerTarget, other: &ServerTarget) -> bool {
    let ServerTarget { host, port, user, password, database, tls, ca_certificate } = one;
    *host == other.host
        && *port == other.port
        && *user == other.user
        && password.expose_secret() == other.password.expose_secret()
        && *database == other.database
        && *tls == other.tls
        && *ca_certificate == other.ca_certificate
}
