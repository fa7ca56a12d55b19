//! Databases of a project: embedded files, for now.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::Held;
use bailiwick_model::Database;

use crate::call::Call;
use crate::error::Error;

/// A database with what the caller may do to it.
pub(crate) fn held(call: &Call, object: Database) -> Result<Held<Database>, Error> {
    let can = call.can(&Resource::Database(object.id))?;
    Ok(Held { object, can })
}
