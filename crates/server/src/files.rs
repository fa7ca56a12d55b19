//! The files of embedded branches. A file is there before the row that names it, and goes after it: what a crash leaves
//! behind is a file that nobody names.

use std::path::{Path, PathBuf};

use bailiwick_model::BranchId;

use crate::error::Error;
use crate::settings::Settings;

/// Where the file of a branch is.
pub(crate) fn branch_path(settings: &Settings, branch: BranchId) -> PathBuf {
    settings.data.join("databases").join(format!("{branch}.sqlite"))
}

/// Files made for a transaction: removed again unless it is committed.
#[derive(Default)]
pub(crate) struct Made(Vec<PathBuf>);

impl Made {
    /// Makes an empty branch.
    pub(crate) async fn create(
        &mut self,
        settings: &Settings,
        branch: BranchId,
    ) -> Result<(), Error> {
        let path = self.place(settings, branch)?;
        on_disk(move || bailiwick_engine::create_file(&path)).await
    }

    /// Makes a branch as a copy of another, or of its schema alone, as it is at this instant.
    pub(crate) async fn copy(
        &mut self,
        settings: &Settings,
        from: BranchId,
        branch: BranchId,
        with_data: bool,
    ) -> Result<(), Error> {
        let path = self.place(settings, branch)?;
        let from = branch_path(settings, from);
        on_disk(move || {
            if with_data {
                bailiwick_engine::copy_file(&from, &path)
            } else {
                bailiwick_engine::copy_schema(&from, &path)
            }
        })
        .await
    }

    /// The rows that name the files are committed: the files stay.
    pub(crate) fn keep(mut self) {
        self.0.clear();
    }

    fn place(&mut self, settings: &Settings, branch: BranchId) -> Result<PathBuf, Error> {
        let path = branch_path(settings, branch);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Error::internal(error.to_string()))?;
        }
        self.0.push(path.clone());
        Ok(path)
    }
}

async fn on_disk(
    work: impl FnOnce() -> Result<(), bailiwick_engine::Error> + Send + 'static,
) -> Result<(), Error> {
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::internal(error.to_string()))?;
    done.map_err(|error| Error::internal(error.to_string()))
}

impl Drop for Made {
    fn drop(&mut self) {
        self.0.iter().for_each(|path| remove(path));
    }
}

/// Removes the files of branches that are no more.
pub(crate) fn remove_all(settings: &Settings, branches: &[BranchId]) {
    branches.iter().map(|branch| branch_path(settings, *branch)).for_each(|path| remove(&path));
}

fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!("cannot remove `{}`: {error}", name.display());
            }
            _ => {}
        }
    }
}
