//! Why a change of access was refused, for the person who can do something about it.

use std::fmt;

use bailiwick_model::RoleId;

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::node::Resource;
use crate::snapshot::Principal;

/// A change that may not be made, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It would give somebody what the actor does not hold, or for longer.
    WouldExceedGrantor {
        /// Who would be given it; the actor itself when it is a role that would be more than the actor.
        principal: Principal,
        /// The first action that the actor lacks.
        action: Action,
        /// Where.
        resource: Resource,
        /// Everything that the actor lacks there.
        missing: ActionSet,
        /// The actor may know of the thing; else it is not named.
        is_known: bool,
    },
    /// It touches somebody who holds what the actor does not.
    TargetAboveActor {
        /// Whom it touches.
        principal: Principal,
        /// The first action that they hold and the actor does not.
        action: Action,
        /// Where.
        resource: Resource,
        /// The actor may know of the thing; else it is not named.
        is_known: bool,
    },
    /// The actor's roles say which roles it gives ([`crate::Assigns::Only`]), and this is another.
    GivesAnotherRole {
        /// Who would be given it.
        principal: Principal,
        /// The role; `None` for single actions that change people.
        role: Option<RoleId>,
    },
    /// It touches somebody with a role that is not among those that the actor's roles say it gives.
    HoldsAnotherRole {
        /// Whom it touches.
        principal: Principal,
        /// The role.
        role: RoleId,
    },
    /// It changes or deletes a role that gives what the actor does not hold.
    RoleAboveActor {
        /// The role.
        role: RoleId,
        /// The first action that it gives and the actor does not hold.
        action: Action,
        /// Where.
        resource: Resource,
        /// The actor may know of the thing; else it is not named.
        is_known: bool,
    },
    /// Nobody would be left who owns the organization and can sign in.
    LastOwner,
    /// A service token would reach production branches, which the actor may not grant.
    ProductionGrant {
        /// The token.
        principal: Principal,
    },
    /// It says which roles may be given beyond one's own authority, which owners alone say.
    AssignsByOwnerOnly,
}

impl Refusal {
    /// Its word in an answer.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::WouldExceedGrantor { .. } | Refusal::GivesAnotherRole { .. } => {
                "would_exceed_grantor"
            }
            Refusal::TargetAboveActor { .. }
            | Refusal::RoleAboveActor { .. }
            | Refusal::HoldsAnotherRole { .. } => "target_above_actor",
            Refusal::LastOwner => "last_owner",
            Refusal::ProductionGrant { .. } => "production_grant",
            Refusal::AssignsByOwnerOnly => "assigns_by_owner_only",
        }
    }

    /// The action that the actor lacks; `None` when no action would help.
    pub const fn action(&self) -> Option<Action> {
        match self {
            Refusal::WouldExceedGrantor { action, .. }
            | Refusal::TargetAboveActor { action, .. }
            | Refusal::RoleAboveActor { action, .. } => Some(*action),
            Refusal::ProductionGrant { .. } => Some(Action::ServiceTokenGrantsCreateProduction),
            Refusal::AssignsByOwnerOnly => Some(Action::OwnersManage),
            Refusal::LastOwner
            | Refusal::GivesAnotherRole { .. }
            | Refusal::HoldsAnotherRole { .. } => None,
        }
    }

    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Refusal::WouldExceedGrantor { .. } => {
                "give less, or ask somebody who holds it to make the change"
            }
            Refusal::TargetAboveActor { .. } | Refusal::RoleAboveActor { .. } => {
                "ask somebody who holds as much to make the change"
            }
            Refusal::GivesAnotherRole { .. } => {
                "give one of the roles that your own may assign, or ask an administrator to make the change"
            }
            Refusal::HoldsAnotherRole { .. } => "ask an administrator to make the change",
            Refusal::LastOwner => "make another member an owner first",
            Refusal::ProductionGrant { .. } => "ask an administrator to make the grant",
            Refusal::AssignsByOwnerOnly => "ask an owner to make the change",
        }
    }
}

/// `Manage on Instances (`instances.delete`) in the project 06c…`, as people read a right.
struct Right<'a>(Action, &'a Resource, bool);

impl fmt::Display for Right<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Right(action, resource, is_known) = self;
        match action.comes_with() {
            Some((area, level)) => {
                write!(formatter, "{} on {} (`{action}`)", level.title(), area.title())?;
            }
            None => write!(formatter, "`{action}`")?,
        }
        if !is_known {
            return formatter.write_str(" on something that you may not see");
        }
        match resource {
            Resource::Organization => formatter.write_str(" in the whole organization"),
            Resource::Project(id) => write!(formatter, " in the project {id}"),
            Resource::Instance(id) => write!(formatter, " on the instance {id}"),
            Resource::Database(id) | Resource::Branch { database: id, is_production: false } => {
                write!(formatter, " on the database {id}")
            }
            Resource::Branch { database: id, is_production: true } => {
                write!(formatter, " on the production branches of the database {id}")
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::WouldExceedGrantor { action, resource, is_known, .. } => write!(
                formatter,
                "you can give only what you hold yourself, for as long as you hold it: this needs {}",
                Right(*action, resource, *is_known)
            ),
            Refusal::TargetAboveActor { action, resource, is_known, .. } => write!(
                formatter,
                "you can change only those who hold no more than you: this needs {}",
                Right(*action, resource, *is_known)
            ),
            Refusal::RoleAboveActor { action, resource, is_known, .. } => write!(
                formatter,
                "you can change only roles that give no more than you hold: this needs {}",
                Right(*action, resource, *is_known)
            ),
            Refusal::GivesAnotherRole { role: Some(_), .. } => formatter.write_str(
                "your roles say which roles you give to others, and this is not one of them",
            ),
            Refusal::GivesAnotherRole { role: None, .. } => formatter.write_str(
                "your roles say which roles you give to others, so you cannot pass on the right to change people",
            ),
            Refusal::HoldsAnotherRole { .. } => formatter.write_str(
                "you can change only those all of whose roles you may give: they hold another",
            ),
            Refusal::LastOwner => formatter.write_str(
                "the organization must keep an owner who is active, verified and can sign in",
            ),
            Refusal::ProductionGrant { .. } => write!(
                formatter,
                "you need `{}` to let a service token do what reaches production branches",
                Action::ServiceTokenGrantsCreateProduction
            ),
            Refusal::AssignsByOwnerOnly => formatter.write_str(
                "only an owner says which roles a role may give beyond its own authority",
            ),
        }
    }
}

impl std::error::Error for Refusal {}
