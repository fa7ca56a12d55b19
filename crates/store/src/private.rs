//! The store's file belongs to one user of the machine, whatever the folder around it allows.

use std::path::Path;

/// Makes the file, if it may be made, before SQLite would make it for all to read, and closes one that others may read.
/// SQLite gives the files beside it the same mode. What cannot be done here is left to SQLite to say.
#[cfg(unix)]
pub(crate) fn keep(file: &Path, may_be_made: bool) {
    use std::fs::{self, OpenOptions, Permissions};
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

    // A file that is there is never opened here: closing it would drop the locks that SQLite holds on it in this process.
    if may_be_made && OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).is_ok()
    {
        return;
    }
    // The files beside a link are beside the file it leads to.
    let Ok(file) = file.canonicalize() else { return };
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut path = file.clone().into_os_string();
        path.push(suffix);
        let Ok(metadata) = fs::metadata(&path) else { continue };
        if !metadata.is_file() || metadata.permissions().mode() & 0o077 == 0 {
            continue;
        }
        let private = Permissions::from_mode(metadata.permissions().mode() & 0o700);
        if let Err(error) = fs::set_permissions(&path, private) {
            tracing::warn!(
                "others on this machine may read the store at `{}`, and that cannot be changed: {error}",
                path.display()
            );
        }
    }
}

#[cfg(not(unix))]
pub(crate) fn keep(_: &Path, _: bool) {}
