//! Opens a file with everything off that a statement could use to leave it.

use std::path::Path;
use std::time::Duration;

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::errors;
use crate::Error;
use crate::database::Purpose;

/// A connection and the file it really has open.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(super) handle: rusqlite::Connection,
    file: FileId,
}

/// Operations of the virtual machine between two looks at the clock: a fraction of a millisecond.
const STEPS: std::ffi::c_int = 2_000;

pub(super) fn open(path: &Path, purpose: Purpose, cache: usize) -> Result<Connection, Error> {
    let file = FileId::of(path).ok_or_else(|| Error::Away("the file is gone".to_owned()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let handle = rusqlite::Connection::open_with_flags(path, flags).map_err(errors::of)?;
    settle(&handle, purpose, cache).map_err(errors::of)?;
    Ok(Connection { handle, file })
}

fn settle(handle: &rusqlite::Connection, purpose: Purpose, cache: usize) -> rusqlite::Result<()> {
    handle.busy_timeout(Duration::from_secs(5))?;
    handle.set_prepared_statement_cache_capacity(cache);
    handle.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    handle.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    handle.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // Else the quoted name of a column that is gone would quietly become a string.
    handle.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    // Nothing is read yet: this is where a file that is no database shows.
    handle.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    // A file that cannot be written, or that another program holds, keeps its journal.
    let _ = handle.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()));
    // Random reads of a larger table would else go to the system for nearly every page; 8 MB at most for each connection.
    handle.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000",
    )?;
    if purpose == Purpose::Read {
        handle.execute_batch("PRAGMA query_only = ON")?;
    }
    handle.authorizer(Some(move |context: AuthContext<'_>| authorize(&context.action, purpose)))
}

/// Only what the data API needs; a list of what is allowed, so that what SQLite adds is refused.
fn authorize(action: &AuthAction<'_>, purpose: Purpose) -> Authorization {
    let is_allowed = match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => true,
        AuthAction::Function { function_name } => {
            !FUNCTIONS_THAT_LEAVE.iter().any(|name| function_name.eq_ignore_ascii_case(name))
        }
        AuthAction::Pragma { pragma_name, .. } => {
            READING_PRAGMAS.iter().any(|name| pragma_name.eq_ignore_ascii_case(name))
        }
        AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name } => {
            purpose == Purpose::Write && !table_name.to_ascii_lowercase().starts_with("sqlite_")
        }
        _ => false,
    };
    if is_allowed { Authorization::Allow } else { Authorization::Deny }
}

const READING_PRAGMAS: [&str; 6] =
    ["table_list", "table_xinfo", "index_list", "index_info", "foreign_key_list", "data_version"];

const FUNCTIONS_THAT_LEAVE: [&str; 5] =
    ["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"];

impl Connection {
    /// Whether it has the file open that is at the path now, which a restore may have replaced.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        FileId::of(path).is_some_and(|file| file == self.file)
    }

    /// Stops the next statements when `is_over`, and stops waiting for locks after `remaining`.
    pub(super) fn limit(
        &self,
        remaining: Duration,
        is_over: impl FnMut() -> bool + Send + 'static,
    ) -> Result<(), Error> {
        self.handle.busy_timeout(remaining.min(Duration::from_secs(60))).map_err(errors::of)?;
        self.handle.progress_handler(STEPS, Some(is_over)).map_err(errors::of)
    }
}

/// Device and number of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<FileId> {
        use std::os::unix::fs::MetadataExt;
        let metadata = path.metadata().ok()?;
        Some(FileId(metadata.dev(), metadata.ino()))
    }

    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<FileId> {
        path.metadata().ok().map(|_| FileId(0, 0))
    }
}
