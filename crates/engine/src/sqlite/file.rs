//! Makes and copies database files.

use std::path::Path;
use std::time::Duration;

use rusqlite::OpenFlags;
use rusqlite::backup::Backup;

use super::errors;
use crate::Error;

/// Makes a new, empty database file that only its owner may read; SQLite gives the files beside it the same mode.
///
/// # Errors
/// When the file exists or its folder cannot be written.
pub fn create_file(path: &Path) -> Result<(), Error> {
    // Claims the name first: SQLite would quietly open what is there.
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| Error::other("the file cannot be made", error))?;
    let handle = rusqlite::Connection::open(path).map_err(errors::of)?;
    handle.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(errors::of)?;
    handle.execute_batch("VACUUM").map_err(errors::of)
}

/// Copies a database with SQLite's backup interface, so that the copy is consistent while the original is in use.
/// Blocks: call it on a blocking thread. What is left of a failed copy is removed.
///
/// # Errors
/// When the original cannot be read, or the copy exists or cannot be written.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let source = rusqlite::Connection::open_with_flags(from, flags).map_err(errors::of)?;
    source.busy_timeout(Duration::from_secs(5)).map_err(errors::of)?;
    create_file(to)?;
    let copied = fill(&source, to);
    if copied.is_err() {
        for suffix in ["", "-wal", "-shm"] {
            let mut side = to.as_os_str().to_owned();
            side.push(suffix);
            let _ = std::fs::remove_file(side);
        }
    }
    copied
}

/// Runs a script of the server's own, such as that of the demonstration, as one transaction: all of it or nothing. Blocks.
///
/// # Errors
/// When a statement of it fails.
pub fn run_script(path: &Path, script: &str) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut handle = rusqlite::Connection::open_with_flags(path, flags).map_err(errors::of)?;
    let transaction = handle.transaction().map_err(errors::of)?;
    transaction.execute_batch(script).map_err(errors::of)?;
    transaction.commit().map_err(errors::of)
}

fn fill(source: &rusqlite::Connection, to: &Path) -> Result<(), Error> {
    let mut copy = rusqlite::Connection::open(to).map_err(errors::of)?;
    let backup = Backup::new(source, &mut copy).map_err(errors::of)?;
    // Pages for each step: writers of the original get in between.
    backup.run_to_completion(4096, Duration::from_millis(1), None).map_err(errors::of)
}
