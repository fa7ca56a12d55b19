//! Plans and regions: data of the server.

use bailiwick_api::{Plan, Region};

/// The plan of a server of one's own: no limits, every feature.
pub(crate) const SELF_HOSTED: &str = "self_hosted";

/// The plans offered.
pub(crate) fn plans() -> Vec<Plan> {
    vec![Plan {
        id: SELF_HOSTED.into(),
        name: "Self-hosted".into(),
        projects: None,
        instances: None,
        members: None,
    }]
}

/// The regions built in, the first being the default.
pub(crate) fn regions() -> Vec<Region> {
    let region = |id: &str, name: &str, timezone: &str| Region {
        id: id.into(),
        name: name.into(),
        timezone: timezone.into(),
        url: None,
    };
    vec![
        region("us", "United States", "America/New_York"),
        region("eu", "Europe", "Europe/Berlin"),
        region("jp", "Japan", "Asia/Tokyo"),
        region("au", "Australia", "Australia/Sydney"),
        region("br", "Brazil", "America/Sao_Paulo"),
    ]
}

/// Finds a region by its id.
pub(crate) fn region(id: &str) -> Option<Region> {
    regions().into_iter().find(|region| region.id == id)
}
