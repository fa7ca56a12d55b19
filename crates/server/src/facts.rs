//! What the server is made of: actions, areas, regions, plans.

pub(crate) mod action_list;
pub(crate) mod area_list;
pub(crate) mod grant_preset_list;
pub(crate) mod plan_list;
pub(crate) mod region_list;
