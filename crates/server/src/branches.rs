//! Branches of a database: each a file of its own, a copy of the branch it came from.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::Held;
use bailiwick_model::Branch;

use crate::call::Call;
use crate::error::Error;

/// A branch with what the caller may do to it.
pub(crate) fn held(call: &Call, object: Branch) -> Result<Held<Branch>, Error> {
    let can = call.can(&Resource::Branch {
        database: object.database,
        is_production: object.is_production,
    })?;
    Ok(Held { object, can })
}
