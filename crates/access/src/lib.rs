//! Who may administer: actions, areas, levels, roles, scopes; decide, list, explain.
//!
//! A [`World`] is folded into a [`Snapshot`]; [`decide`] asks it and hands out a [`Permit`]. Pure: time is a parameter,
//! nothing is read or written.

mod action;
mod action_set;
mod allowed;
mod area;
mod cover;
mod decide;
mod explain;
mod fix;
mod fold;
mod node;
mod normalise;
mod permit;
mod quick_map;
mod role;
mod scope;
mod snapshot;
mod system_role;
mod world;

pub use action::{Action, Reach, UnknownAction};
pub use action_set::ActionSet;
pub use allowed::Allowed;
pub use area::{Area, Level, Permission, UnknownPart};
pub use decide::{Denial, Reason, decide, decide_somewhere, is_visible};
pub use explain::{Explanation, Obstacle, Source, Verdict, who_can, why};
pub use fix::{Fix, Remedy};
pub use node::{NodeIndex, NodeKind, Resource};
pub use normalise::{NormalRole, RoleProblem, close, normalise};
pub use permit::{Actor, Permit, SystemReason, WrongPermit, system};
pub use role::{RoleDefinition, RoleScope, SYSTEM_ONLY, Selection};
pub use snapshot::{Principal, PrincipalIndex, Snapshot};
pub use system_role::SystemRole;
pub use world::{
    Gives, GrantDefinition, GrantScope, World, WorldDatabase, WorldInstance, WorldMember,
    WorldPersonalToken, WorldProject, WorldServiceToken, WorldTeam,
};
