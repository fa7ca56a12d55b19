//! Projects: groups of databases and instances.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use bailiwick_access::{Action, NodeKind, Resource};
use bailiwick_api::Held;
use bailiwick_model::Project;

use crate::call::Call;
use crate::error::Error;

/// A project with what the caller may do to it; of its instances those are counted that the caller may see.
pub(crate) fn held(call: &Call, mut object: Project) -> Result<Held<Project>, Error> {
    let seen = call.allowed(Action::InstancesView, NodeKind::Instance)?;
    let instances = &call.judged()?.folded.world.instances;
    let counted = instances
        .iter()
        .filter(|instance| instance.project == object.id && seen.contains_instance(&instance.id));
    object.instance_count = counted.count() as u64;
    let can = call.can(&Resource::Project(object.id))?;
    Ok(Held { object, can })
}
