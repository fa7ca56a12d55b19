//! Databases of a project: embedded files, for now.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use bailiwick_access::{Action, Resource};
use bailiwick_api::Held;
use bailiwick_model::Database;

use crate::call::Call;
use crate::error::Error;

/// A database with what the caller may do to it; its branches are counted for whoever may see them.
pub(crate) fn held(call: &Call, mut object: Database) -> Result<Held<Database>, Error> {
    let can = call.can(&Resource::Database(object.id))?;
    if !can.contains(&Action::BranchesView.as_str()) {
        object.branch_count = 0;
    }
    Ok(Held { object, can })
}
