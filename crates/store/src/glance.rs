//! A connection for one statement that reads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection};

use crate::error::Error;
use crate::tx::Reads;
use crate::tx::sealed::Connected;

/// A connection for one statement that reads: it needs no transaction around it, which would be two more statements.
pub struct Glance(Through);

enum Through {
    Pool(PoolConnection<Any>),
    Kept(Lent, AnyConnection),
}

impl Glance {
    pub(crate) async fn of_pool(pool: &AnyPool) -> Result<Self, Error> {
        Ok(Glance(Through::Pool(pool.acquire().await?)))
    }

    /// Says that the statement has ended well, so that the next glance may have the connection as it is. A glance that is
    /// dropped instead, because its statement failed or its request was given up, leaves nobody a connection in between.
    pub fn keep(self) {
        if let Through::Kept(lent, connection) = self.0 {
            lent.give_back(connection);
        }
    }
}

impl Connected for Glance {
    fn connected(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Through::Pool(connection) => connection,
            Through::Kept(_, connection) => connection,
        }
    }
}

impl Reads for Glance {}

/// Connections for glances, apart from the pool. Only those of a file: a server may go away, and the pool sees that.
///
/// The pool starts a task for each connection that comes back and asks it whether it still works: two more changes of
/// threads in every request, for a file that has not gone away. See `docs/decisions/0023`.
#[derive(Default)]
pub(crate) struct Kept(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: Vec<AnyConnection>,
    /// Those that wait and those that are lent.
    made: usize,
    is_closed: bool,
}

impl Kept {
    /// So many glances at once; more of them go by the pool.
    const MOST: usize = 4;

    pub(crate) async fn glance(self: &Arc<Self>, pool: &AnyPool) -> Result<Glance, Error> {
        let (lent, waiting) = match self.lend() {
            Some(lent) => lent,
            None => return Glance::of_pool(pool).await,
        };
        let connection = match waiting {
            Some(connection) => connection,
            None => pool.acquire().await?.detach(),
        };
        Ok(Glance(Through::Kept(lent, connection)))
    }

    fn lend(self: &Arc<Self>) -> Option<(Lent, Option<AnyConnection>)> {
        let mut state = self.lock();
        if state.is_closed {
            return None;
        }
        let waiting = state.waiting.pop();
        if waiting.is_none() {
            if state.made >= Self::MOST {
                return None;
            }
            state.made += 1;
        }
        Some((Lent { kept: self.clone(), came_back: None }, waiting))
    }

    /// Ends those that wait, and those that are lent when they come back.
    pub(crate) async fn close(&self) {
        let waiting = {
            let mut state = self.lock();
            state.is_closed = true;
            let waiting = std::mem::take(&mut state.waiting);
            state.made -= waiting.len();
            waiting
        };
        for connection in waiting {
            // It only read.
            drop(connection.close().await);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of the places; it is free again whatever becomes of its connection.
struct Lent {
    kept: Arc<Kept>,
    came_back: Option<AnyConnection>,
}

impl Lent {
    fn give_back(mut self, connection: AnyConnection) {
        self.came_back = Some(connection);
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut state = self.kept.lock();
        match self.came_back.take() {
            Some(connection) if !state.is_closed => state.waiting.push(connection),
            _ => state.made -= 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pool() -> AnyPool {
        sqlx::any::install_default_drivers();
        sqlx::any::AnyPoolOptions::new()
            .max_connections(1)
            .connect("sqlite::memory:")
            .await
            .unwrap()
    }

    async fn asks(glance: &mut Glance) -> i64 {
        sqlx::query_scalar("SELECT 7").fetch_one(glance.connected()).await.unwrap()
    }

    fn counts(kept: &Kept) -> (usize, usize) {
        let state = kept.lock();
        (state.waiting.len(), state.made)
    }

    #[tokio::test]
    async fn what_ended_well_is_lent_again_and_what_was_dropped_is_not() {
        let (kept, pool) = (Arc::new(Kept::default()), pool().await);
        let mut glance = kept.glance(&pool).await.unwrap();
        assert_eq!((asks(&mut glance).await, counts(&kept)), (7, (0, 1)));
        glance.keep();
        assert_eq!(counts(&kept), (1, 1));
        let mut again = kept.glance(&pool).await.unwrap();
        assert_eq!((asks(&mut again).await, counts(&kept)), (7, (0, 1)));
        drop(again);
        assert_eq!(counts(&kept), (0, 0));
    }

    #[tokio::test]
    async fn a_statement_that_was_given_up_takes_its_connection_with_it() {
        let (kept, pool) = (Arc::new(Kept::default()), pool().await);
        let mut glance = kept.glance(&pool).await.unwrap();
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT count(*) FROM n";
        let asked =
            async move { sqlx::query(endless).fetch_one(glance.connected()).await.map(drop) };
        let given_up = tokio::time::timeout(std::time::Duration::from_millis(5), asked).await;
        assert!(given_up.is_err(), "the statement ended before it could be given up");
        assert_eq!(counts(&kept), (0, 0));
    }

    #[tokio::test]
    async fn more_than_are_kept_go_by_the_pool_and_a_closed_pool_lends_none() {
        let (kept, pool) = (Arc::new(Kept::default()), pool().await);
        let mut all = Vec::new();
        for _ in 0..=Kept::MOST {
            all.push(kept.glance(&pool).await.unwrap());
        }
        assert_eq!(counts(&kept), (0, Kept::MOST));
        for glance in &mut all {
            assert_eq!(asks(glance).await, 7);
        }
        let last = all.pop().unwrap();
        assert!(matches!(last.0, Through::Pool(_)));
        last.keep();
        let late = all.pop().unwrap();
        all.into_iter().for_each(Glance::keep);
        assert_eq!(counts(&kept), (Kept::MOST - 1, Kept::MOST));
        kept.close().await;
        pool.close().await;
        assert_eq!(counts(&kept), (0, 1));
        late.keep();
        assert!(kept.glance(&pool).await.is_err());
        assert_eq!(counts(&kept), (0, 0));
    }
}
