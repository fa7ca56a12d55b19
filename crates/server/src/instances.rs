//! Instances: the running data services of a project.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod deprovision;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod update;

use bailiwick_access::Resource;
use bailiwick_api::InstanceAnswer;
use bailiwick_model::{Instance, InstanceId};

use crate::call::Call;
use crate::error::Error;
use crate::plans;
use crate::settings::Settings;

/// An instance, where it answers, and what the caller may do to it.
pub(crate) fn show(call: &Call, instance: Instance) -> Result<InstanceAnswer, Error> {
    let can = call.can(&Resource::Instance(instance.id))?;
    Ok(InstanceAnswer {
        url: url(&call.state.settings, &instance.region, instance.id),
        instance,
        can,
    })
}

/// The instance URL: on its region's address where that has one.
pub(crate) fn url(settings: &Settings, region: &str, instance: InstanceId) -> String {
    let region = plans::region(region).and_then(|region| region.url);
    let base = region.as_deref().map_or(settings.public_url(), |url| url.trim_end_matches('/'));
    format!("{base}/instances/{instance}")
}

/// The region of a new instance: the server's first when none is named.
pub(crate) fn region(given: Option<String>) -> Result<String, Error> {
    let Some(given) = given else {
        return plans::regions()
            .into_iter()
            .next()
            .map(|region| region.id)
            .ok_or_else(|| Error::internal("no regions"));
    };
    match plans::region(&given) {
        Some(region) => Ok(region.id),
        None => {
            let known: Vec<String> =
                plans::regions().into_iter().map(|region| format!("`{}`", region.id)).collect();
            Err(Error::invalid(
                "region",
                format!("`{}` is none of {}", given.escape_debug(), known.join(", ")),
            ))
        }
    }
}
