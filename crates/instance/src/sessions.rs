//! What an instance's own database knows of whoever asks, kept for a moment.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bailiwick_engine::{Database, Error, Rows};
use bailiwick_policy::User;
use bailiwick_query::{SessionFacts, SessionQuery, Statement};
use lru::LruCache;

use crate::{client_auth::Session, connection::Connection};

/// How long what was found counts.
pub(crate) const KEPT: Duration = Duration::from_secs(30);

/// Users whose facts are kept; the least recently seen is forgotten.
const USERS: usize = 10_000;

/// Longest values that facts are kept for, in bytes.
const LONGEST_KEY: usize = 1_024;

/// Longest run of the query.
const LONGEST: Duration = Duration::from_secs(5);

/// What was found, for the values that the query depends on.
pub(crate) struct Sessions {
    query: Option<SessionQuery>,
    /// As it was configured, to tell whether it is still the same.
    session: Session,
    connection: Option<Arc<Connection>>,
    kept: Mutex<LruCache<String, Kept>>,
    /// How often something was forgotten: what was asked before that is not kept.
    forgotten: AtomicU64,
}

struct Kept {
    subject: Option<String>,
    since: Instant,
    facts: Arc<SessionFacts>,
}

impl Sessions {
    /// Nothing is known yet. A query that cannot be read, or whose connection is gone, finds nothing and fails.
    pub(crate) fn new(session: &Session, connection: Option<Arc<Connection>>) -> Sessions {
        Sessions {
            query: session.read().ok(),
            session: session.clone(),
            connection,
            kept: Mutex::new(LruCache::new(NonZeroUsize::new(USERS).unwrap_or(NonZeroUsize::MIN))),
            forgotten: AtomicU64::new(0),
        }
    }

    /// Whether it can go on serving under a new configuration.
    pub(crate) fn is_for(&self, session: &Session, connection: Option<&Arc<Connection>>) -> bool {
        let same = match (&self.connection, connection) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        same && self.session == *session
    }

    /// The user with what the database knows of them.
    ///
    /// # Errors
    /// A sentence for the log. Then nobody is let in: what was to be found may be what restricts them.
    pub(crate) async fn enrich(&self, mut user: User) -> Result<User, String> {
        let query = self.query.as_ref().ok_or("the session query cannot be read")?;
        let key = serde_json::to_string(&query.depends_on(&user))
            .map_err(|error| format!("the user cannot be told apart: {error}"))?;
        if let Some(facts) = self.known(&key) {
            facts.apply(&mut user);
            return Ok(user);
        }
        let (since, forgotten) = (Instant::now(), self.forgotten.load(Ordering::SeqCst));
        let place = self.connection.as_ref().ok_or_else(|| {
            format!("there is no connection `{}` for the session query", self.session.connection)
        })?;
        let database = &place.database;
        let rows = read(database, &query.statement(database.engine(), &user))
            .await
            .map_err(|error| format!("the session query did not run: {error}"))?;
        let facts = Arc::new(query.facts(&rows)?);
        facts.apply(&mut user);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if key.len() <= LONGEST_KEY && forgotten == self.forgotten.load(Ordering::SeqCst) {
            kept.put(key, Kept { subject: user.id.clone(), since, facts });
        }
        Ok(user)
    }

    fn known(&self, key: &str) -> Option<Arc<SessionFacts>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(key).filter(|found| found.since.elapsed() < KEPT)?;
        Some(Arc::clone(&found.facts))
    }

    /// Forgets what is known of one user, or of all.
    pub(crate) fn forget(&self, subject: Option<&str>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        // What one user was the first to ask may be what others share with them.
        let is_of_one = self.query.as_ref().is_some_and(SessionQuery::is_of_one_user);
        let Some(subject) = subject.filter(|_| is_of_one) else { return kept.clear() };
        let of_subject: Vec<String> = kept
            .iter()
            .filter(|(_, found)| found.subject.as_deref() == Some(subject))
            .map(|(key, _)| key.clone())
            .collect();
        for key in of_subject {
            kept.pop(&key);
        }
    }
}

/// Runs the query so that it changes nothing, whatever functions it calls.
async fn read(database: &Database, statement: &Statement) -> Result<Rows, Error> {
    let mut transaction = database.begin_reading(LONGEST).await?;
    transaction.compare_exactly();
    let rows = transaction.query(statement).await;
    transaction.rollback().await?;
    rows
}
