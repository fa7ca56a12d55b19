//! What the server is made of: actions, regions, plans.

pub(crate) mod action_list;
pub(crate) mod plan_list;
pub(crate) mod region_list;
