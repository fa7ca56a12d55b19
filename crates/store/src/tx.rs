//! A transaction of the store.

use sqlx::{Any, AnyConnection, Transaction};

use crate::error::Error;
use crate::open::Kind;

/// A transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx<'a> {
    pub(crate) inner: Transaction<'a, Any>,
    pub(crate) kind: Kind,
    is_reading: bool,
    /// Why it may not make or unmake owners.
    pub(crate) owners_kept: Option<&'static str>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(inner: Transaction<'a, Any>, kind: Kind, is_reading: bool) -> Self {
        Tx { inner, kind, is_reading, owners_kept: None }
    }
}

impl Tx<'_> {
    /// From now on a change that makes or unmakes owners is refused with this code: it asks for more than the caller
    /// showed.
    pub fn keep_owners(&mut self, code: &'static str) {
        self.owners_kept = Some(code);
    }

    /// It only reads, so what it sees lasts; what a changing one sees may be rolled back.
    pub fn is_reading(&self) -> bool {
        self.is_reading
    }

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

/// Where a single statement that reads may be run: within a transaction or by itself.
pub trait Reads: sealed::Connected + Send {}

impl Reads for Tx<'_> {}

pub(crate) mod sealed {
    use sqlx::AnyConnection;

    /// Has a connection; only this crate can say so, and only it can use it.
    pub trait Connected {
        /// The connection.
        fn connected(&mut self) -> &mut AnyConnection;
    }

    impl Connected for super::Tx<'_> {
        fn connected(&mut self) -> &mut AnyConnection {
            &mut self.inner
        }
    }
}
