//! A bounded pool of connections of any kind. A connection comes back only when its user says that it is clean.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Error;

/// How a pool is used at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PoolUsage {
    /// Connections at most.
    pub size: usize,
    /// Connections that run something, or are being made.
    pub in_use: usize,
    /// Connections that wait to be used.
    pub idle: usize,
}

/// Idle connections and the right to have more.
#[derive(Debug)]
pub(crate) struct Pool<C> {
    idle: Mutex<Vec<C>>,
    permits: Arc<Semaphore>,
    size: usize,
    is_closed: AtomicBool,
}

/// The right to have one connection, and an idle one where there was one.
pub(crate) struct Place<C> {
    pub(crate) idle: Option<C>,
    seat: Seat<C>,
}

struct Seat<C> {
    pool: Arc<Pool<C>>,
    _permit: OwnedSemaphorePermit,
}

/// A connection in use; dropped, it is closed and its place is free again.
pub(crate) struct Lease<C> {
    pub(crate) connection: C,
    /// It was idle before, so it may have died unnoticed.
    pub(crate) is_reused: bool,
    seat: Seat<C>,
}

impl<C> Pool<C> {
    pub(crate) fn new(size: usize) -> Arc<Pool<C>> {
        Arc::new(Pool {
            idle: Mutex::new(Vec::with_capacity(size)),
            permits: Arc::new(Semaphore::new(size.max(1))),
            size: size.max(1),
            is_closed: AtomicBool::new(false),
        })
    }

    /// Waits for a free place, at most `wait`.
    pub(crate) async fn take(self: &Arc<Self>, wait: Duration) -> Result<Place<C>, Error> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => tokio::time::timeout(wait, Arc::clone(&self.permits).acquire_owned())
                .await
                .map_err(|_| Error::Away("all connections to it are busy".to_owned()))?
                .map_err(|_| closed())?,
        };
        if self.is_closed() {
            return Err(closed());
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Place { idle, seat: Seat { pool: Arc::clone(self), _permit: permit } })
    }

    /// How it is used now.
    pub(crate) fn usage(&self) -> PoolUsage {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).len();
        let free = self.permits.available_permits();
        PoolUsage { size: self.size, in_use: self.size.saturating_sub(free), idle }
    }

    /// Forgets all idle connections: the one that just failed was not the only one to die.
    pub(crate) fn forget_idle(&self) {
        let dead = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        drop(dead);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        self.permits.close();
        self.forget_idle();
    }
}

fn closed() -> Error {
    Error::Away("the connection was removed".to_owned())
}

impl<C> Place<C> {
    /// Uses the idle connection; none gives the place back to be filled with a fresh one.
    pub(crate) fn reuse(self, is_usable: impl FnOnce(&C) -> bool) -> Result<Lease<C>, Place<C>> {
        match self.idle {
            Some(connection) if is_usable(&connection) => {
                Ok(Lease { connection, is_reused: true, seat: self.seat })
            }
            _ => Err(Place { idle: None, seat: self.seat }),
        }
    }

    pub(crate) fn fill(self, connection: C) -> Lease<C> {
        Lease { connection, is_reused: false, seat: self.seat }
    }
}

impl<C> Lease<C> {
    /// Gives the connection back, clean.
    pub(crate) fn give_back(self) {
        let Lease { connection, seat, .. } = self;
        if seat.pool.is_closed() {
            return;
        }
        seat.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

impl<C> std::fmt::Debug for Lease<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lease")
    }
}
