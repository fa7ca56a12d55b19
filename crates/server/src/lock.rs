//! One server for one data folder: two would overwrite each other's files.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Why the data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another server uses it.
    #[error(
        "another server already uses the data folder `{0}`: stop it, or give this one a folder of its own with `--data`"
    )]
    Taken(PathBuf),
    /// It cannot be made or written.
    #[error("cannot use the data folder `{0}`: {1}")]
    Folder(PathBuf, std::io::Error),
}

/// Holds the folder until dropped; the operating system lets go of it even when the process is killed.
pub(crate) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Makes the folder when it is missing, readable by its owner alone, and takes it.
pub(crate) fn take(data: &Path) -> Result<Lock, LockError> {
    let failed = |error| LockError::Folder(data.to_owned(), error);
    make_private(data).map_err(failed)?;
    let mut options = OpenOptions::new();
    let file = options
        .write(true)
        .create(true)
        .truncate(false)
        .open(data.join("server.lock"))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(LockError::Taken(data.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn make_private(data: &Path) -> std::io::Result<()> {
    if data.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_servers_never_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let held = take(&data).unwrap();
        let refusal = take(&data).err().unwrap().to_string();
        assert!(refusal.starts_with("another server already uses the data folder"), "{refusal}");
        drop(held);
        assert!(take(&data).is_ok());
    }
}
