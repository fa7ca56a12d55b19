//! Who may administer: actions, areas, levels, roles, scopes; decide, list, explain, simulate.
//!
//! A [`World`] is folded into a [`Snapshot`]; [`decide`] asks it and hands out a [`Permit`]. Pure: time is a parameter,
//! nothing is read or written.

mod action;
mod action_set;
mod allowed;
mod area;
mod cells;
mod change;
mod counting;
mod cover;
mod decide;
mod difference;
mod explain;
mod fix;
mod fold;
mod grant_preset;
mod guard;
mod holdings;
mod ledger;
mod node;
mod normalise;
mod owners;
mod permit;
mod quick_map;
mod refusal;
mod role;
mod scope;
mod snapshot;
mod standing;
mod system_role;
mod template;
mod things;
mod world;

pub use action::{Action, Reach, UnknownAction};
pub use action_set::ActionSet;
pub use allowed::Allowed;
pub use area::{Area, Level, Permission, UnknownPart};
pub use change::{Change, apply};
pub use counting::counting;
pub use decide::{Denial, Reason, decide, decide_somewhere, is_visible};
pub use difference::{Difference, differences};
pub use explain::{
    Explanation, Obstacle, Passes, Source, Verdict, grants_of, passes, verdict, who_can, why,
    why_for,
};
pub use fix::{Fix, Remedy};
pub use grant_preset::GrantPreset;
pub use guard::{guard, has_owner, is_beyond_lists, keeps_an_owner, role_is_within};
pub use holdings::{Comparison, Holdings, compare, holdings, role_holdings};
pub use node::{NodeIndex, NodeKind, Resource};
pub use normalise::{NormalRole, RoleProblem, close, normalise};
pub use owners::changes_owners;
pub use permit::{Actor, Permit, SystemReason, WrongPermit, system};
pub use refusal::Refusal;
pub use role::{Assigns, RoleDefinition, RoleScope, SYSTEM_ONLY, Selection};
pub use snapshot::{Principal, PrincipalIndex, Snapshot};
pub use standing::Standing;
pub use system_role::SystemRole;
pub use template::{TEMPLATES, Template};
pub use world::{
    Gives, GrantDefinition, GrantScope, World, WorldDatabase, WorldInstance, WorldInvitation,
    WorldMember, WorldPersonalToken, WorldProject, WorldServiceToken, WorldTeam,
};
