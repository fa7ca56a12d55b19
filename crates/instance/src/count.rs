//! Which rows one permission of a document admits for a user, and how many there are: what its author looks at while it
//! is being written.

use std::time::{Duration, Instant};

use bailiwick_policy::{Document, Operation, User, check, explain};
use bailiwick_query::{Probe, Statement, shown};

use crate::instance::Instance;

/// So many rows are looked at, no more.
const MOST_ROWS: u64 = 2_000_000;

/// What is counted.
#[derive(Clone, Debug)]
pub struct CountQuestion {
    /// The document that the permission is in; it need not be in force.
    pub document: Document,
    /// Its slug.
    pub permission: String,
    /// Reading, changing or removing; a permission to add admits no rows that are there.
    pub operation: Operation,
    /// For whom.
    pub user: User,
    /// How long it may take.
    pub time_limit: Duration,
}

/// What one permission admits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PermissionCount {
    /// It counts for the user.
    pub applies: bool,
    /// Why, or why not.
    pub reason: String,
    /// Which rows it admits, as SQL for people; none where it does not count for the user, or adds rows.
    pub filter_sql: Option<String>,
    /// How many; none where there is no such condition, or where `problem` says why.
    pub rows: Option<RowCount>,
    /// Why they could not be counted.
    pub problem: Option<String>,
}

/// How many rows of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RowCount {
    /// Those admitted.
    pub admitted: u64,
    /// Those looked at.
    pub looked_at: u64,
    /// All of the table were.
    pub is_complete: bool,
}

impl Instance {
    /// Counts on the live rows, past every other permission: those that the user may not see count too. None where the
    /// document has no such permission that is sound.
    pub async fn count(&self, question: &CountQuestion) -> Option<PermissionCount> {
        let schemas = self.recent_schemas().await;
        let policy = check(&question.document, &schemas).0.only(&question.permission);
        let permission = policy.permissions.first()?;
        let (connection, table) = (permission.connection.as_str(), permission.table);
        let schema = schemas.found.get(connection)?;
        let said = explain(
            &policy,
            connection,
            table,
            question.operation,
            &question.user,
            self.moment(),
            schema,
        );
        let said = said.into_iter().next()?;
        let mut count = PermissionCount {
            applies: said.applies(),
            reason: said.reason.clone(),
            filter_sql: None,
            rows: None,
            problem: None,
        };
        let has_filter = said.applies() && question.operation != Operation::Insert;
        let Some(granted) = said.granted.as_ref().filter(|_| has_filter) else {
            return Some(count);
        };
        count.filter_sql = Some(shown(&granted.filter, table, schema));
        let probe = Probe { schema, table, conditions: vec![&granted.filter] };
        match self.in_turn(connection, &probe.patterns(MOST_ROWS), question.time_limit).await {
            Ok(rows) => count.rows = Some(rows),
            Err(problem) => count.problem = Some(problem),
        }
        Some(count)
    }

    /// A count reads a whole table, so an instance makes one at a time, whoever asks. Who waits for another's waits within
    /// the time of their own; a request that its client gave up gives up its place.
    async fn in_turn(
        &self,
        connection: &str,
        statement: &Statement,
        time_limit: Duration,
    ) -> Result<RowCount, String> {
        let began = Instant::now();
        let turn = tokio::time::timeout(time_limit, self.counting().lock()).await;
        let _turn = turn.map_err(|_| {
            "other counts of this instance took all the time: ask again, or give more `seconds`"
                .to_owned()
        })?;
        let left = time_limit.saturating_sub(began.elapsed());
        self.patterns(connection, statement, left).await
    }

    /// The rows for which the one condition holds, and all of them.
    async fn patterns(
        &self,
        connection: &str,
        statement: &Statement,
        time_limit: Duration,
    ) -> Result<RowCount, String> {
        const TIME_UP: &str = "the time was up";
        if time_limit.is_zero() {
            return Err(TIME_UP.to_owned());
        }
        let compiled = self.current();
        let connection = compiled.connections.get(connection);
        let connection = connection.ok_or_else(|| "the connection is not used yet".to_owned())?;
        let read = connection.database.read(statement, time_limit);
        let rows = match tokio::time::timeout(time_limit, read).await {
            Ok(Ok(rows)) => rows,
            Err(_) | Ok(Err(bailiwick_engine::Error::Timeout)) => {
                return Err(TIME_UP.to_owned());
            }
            Ok(Err(error)) => return Err(error.to_string()),
        };
        let (mut admitted, mut looked_at) = (0, 0);
        for row in rows {
            let mut cells = row.into_iter().flatten();
            let (Some(pattern), Some(Ok(count))) =
                (cells.next(), cells.next().map(|count| count.parse::<u64>()))
            else {
                continue;
            };
            looked_at += count;
            if pattern == "1" {
                admitted += count;
            }
        }
        Ok(RowCount { admitted, looked_at, is_complete: looked_at < MOST_ROWS })
    }
}
