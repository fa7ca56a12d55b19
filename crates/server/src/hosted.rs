//! The instances that this server runs: built from the store when first asked for, and anew after each change.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use bailiwick_model::{BranchId, InstanceId};

use crate::settings::Settings;

/// Where the file of an embedded branch is.
pub(crate) fn branch_path(settings: &Settings, branch: BranchId) -> PathBuf {
    settings.data.join("databases").join(format!("{branch}.sqlite"))
}
