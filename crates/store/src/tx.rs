//! A transaction of the store.

use sqlx::{Any, AnyConnection, Transaction};

use crate::error::Error;
use crate::open::Kind;

/// A transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx<'a> {
    pub(crate) inner: Transaction<'a, Any>,
    pub(crate) kind: Kind,
}

impl Tx<'_> {
    /// Makes everything done in it last.
    ///
    /// # Errors
    /// When the database fails; then nothing was done, or the connection broke while it answered.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.inner.commit().await?)
    }

    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// One of two statements: for the few places where the engines differ.
    pub(crate) fn either(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.kind {
            Kind::Sqlite => sqlite,
            Kind::Postgres => postgres,
        }
    }
}
