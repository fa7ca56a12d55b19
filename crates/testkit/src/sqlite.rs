//! SQLite files for tests.

use std::path::PathBuf;

use tempfile::TempDir;

/// An empty file in a folder of its own, removed with this value.
#[derive(Debug)]
pub struct SqliteFile {
    folder: TempDir,
}

/// A fresh SQLite file.
pub fn sqlite() -> SqliteFile {
    SqliteFile { folder: TempDir::new().expect("the temporary folder is writable") }
}

impl SqliteFile {
    /// Where the file is, or will be.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("test.sqlite")
    }

    /// `sqlite:/…/test.sqlite`.
    pub fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    /// Runs statements, separated by semicolons, outside of what is tested.
    pub fn run(&self, sql: &str) {
        let connection =
            rusqlite::Connection::open(self.path()).expect("a SQLite file can be opened");
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}
