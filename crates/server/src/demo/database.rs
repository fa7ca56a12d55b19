//! The rows of the demonstration: 100,000 orders from a seeded generator, the same on every machine.

use std::path::PathBuf;

use bailiwick_model::BranchId;

use crate::error::Error;
use crate::files;
use crate::settings::Settings;

/// The tables.
const SCHEMA: &str = include_str!("../../../../examples/wanderlust/schema.sql");
/// The rows.
const DATA: &str = include_str!("../../../../examples/wanderlust/data.sql");
/// Who sees what of them.
pub(super) const POLICY: &str = include_str!("../../../../examples/wanderlust/policy.yaml");

/// Fills the empty files of the branches, before the rows that name them are committed.
pub(super) async fn fill(settings: &Settings, branches: &[BranchId]) -> Result<(), Error> {
    let paths: Vec<PathBuf> =
        branches.iter().map(|branch| files::branch_path(settings, *branch)).collect();
    let work = move || {
        let script = format!("{SCHEMA}\n{DATA}");
        paths.iter().try_for_each(|path| bailiwick_engine::run_script(path, &script))
    };
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::internal(error.to_string()))?;
    done.map_err(|error| Error::internal(error.to_string()))
}
