//! Which files a SQLite connection may name.

use std::path::{Component, Path, PathBuf};

/// Where SQLite files may be, and which files they never are.
#[derive(Clone, Debug)]
pub struct FileRules {
    /// Relative names are below this folder, `DATA/files/{organization}`.
    pub organization_folder: PathBuf,
    /// Folders that the operator listed in `files.allow`, for absolute paths.
    pub allowed_folders: Vec<PathBuf>,
    /// Bailiwick's own store and key file, and its folders: of what is below them only the organization's is allowed.
    pub forbidden: Vec<PathBuf>,
}

/// Why a file may not be used. All that leave their folder read alike, so that nothing tells which files exist.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Outside every allowed folder, one of Bailiwick's own files, or not a plain name.
    #[error("`{0}` is not a file that a connection may name")]
    Refused(String),
    /// Inside an allowed folder, but absent.
    #[error("there is no file `{0}`")]
    Missing(String),
    /// A directory, device or pipe.
    #[error("`{0}` is not a database file")]
    NotAFile(String),
}

impl FileRules {
    /// The absolute path, symlinks resolved, of the existing file that `name` means.
    ///
    /// # Errors
    /// When the file is outside its folder, absent, or Bailiwick's own.
    pub fn resolve(&self, name: &str) -> Result<PathBuf, FileError> {
        let refused = || FileError::Refused(name.to_owned());
        let written = Path::new(name);
        if name.contains('\0') || has_dots(written) {
            return Err(refused());
        }
        let roots: Vec<PathBuf> = if written.is_absolute() {
            self.allowed_folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect()
        } else {
            self.organization_folder.canonicalize().into_iter().collect()
        };
        let joined = self.organization_folder.join(written);
        let path = match joined.canonicalize() {
            Ok(path) => path,
            Err(_) => return Err(self.absent(name, &joined, &roots)),
        };
        if !roots.iter().any(|root| path.starts_with(root)) || self.is_forbidden(&path) {
            return Err(refused());
        }
        if !path.is_file() {
            return Err(FileError::NotAFile(name.to_owned()));
        }
        Ok(path)
    }

    /// Absent inside an allowed folder is told; absent elsewhere reads like present elsewhere.
    fn absent(&self, name: &str, joined: &Path, roots: &[PathBuf]) -> FileError {
        let parent = joined.parent().and_then(|parent| parent.canonicalize().ok());
        let is_link = joined.symlink_metadata().is_ok();
        let is_inside = !is_link
            && (!Path::new(name).is_absolute() && parent.is_none()
                || parent.is_some_and(|parent| roots.iter().any(|root| parent.starts_with(root))));
        if is_inside {
            FileError::Missing(name.to_owned())
        } else {
            FileError::Refused(name.to_owned())
        }
    }

    /// Bailiwick's own files by any name, hard links and SQLite's side files included, and what its folders hold of
    /// others.
    pub(crate) fn is_forbidden(&self, path: &Path) -> bool {
        let is_below =
            |folder: &Path| folder.canonicalize().is_ok_and(|folder| path.starts_with(folder));
        let is_ours = is_below(&self.organization_folder);
        self.forbidden.iter().any(|own| {
            let is_itself = ["", "-wal", "-shm", "-journal"].iter().any(|suffix| {
                let mut side = own.as_os_str().to_owned();
                side.push(suffix);
                is_same_file(path, Path::new(&side))
            });
            is_itself || (!is_ours && is_below(own))
        })
    }
}

fn has_dots(path: &Path) -> bool {
    path.components().any(|part| matches!(part, Component::ParentDir | Component::CurDir))
}

#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(one), Ok(other)) = (one.metadata(), other.metadata()) else { return false };
    one.dev() == other.dev() && one.ino() == other.ino()
}

#[cfg(not(unix))]
fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
