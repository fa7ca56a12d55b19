//! Projects: groups of databases and instances.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::Held;
use bailiwick_model::Project;

use crate::call::Call;
use crate::error::Error;

/// A project with what the caller may do to it.
pub(crate) fn held(call: &Call, object: Project) -> Result<Held<Project>, Error> {
    let can = call.can(&Resource::Project(object.id))?;
    Ok(Held { object, can })
}
