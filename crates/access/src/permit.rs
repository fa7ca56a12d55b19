//! The proof that an act was allowed: a value with private fields and three makers: [`crate::decide`],
//! [`crate::decide_somewhere`] whose permit proves nothing for a change, and [`system`].

use bailiwick_model::{AccountId, ActorKind, Id, OrganizationId, TokenId};

use crate::action::Action;
use crate::node::Resource;
use crate::snapshot::Principal;

/// Why the server acts on nobody's behalf: the closed list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SystemReason {
    /// The first owner is being made.
    FirstRun,
    /// Somebody makes an account.
    SignUp,
    /// Somebody signs in.
    SignIn,
    /// Somebody signs out.
    SignOut,
    /// Somebody answers an invitation.
    Invitation,
    /// An account changes what is its own: name, password, tokens, an organization of its own.
    Account,
    /// Something reached its end.
    Expiry,
    /// A directory says so.
    Scim,
    /// A job goes on.
    Job,
    /// The demonstration is being laid out.
    Demonstration,
    /// The operator acts on the server, outside any organization.
    OperatorAct,
}

impl SystemReason {
    /// The word in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            SystemReason::FirstRun => "first_run",
            SystemReason::SignUp => "sign_up",
            SystemReason::SignIn => "sign_in",
            SystemReason::SignOut => "sign_out",
            SystemReason::Invitation => "invitation",
            SystemReason::Account => "account",
            SystemReason::Expiry => "expiry",
            SystemReason::Scim => "scim",
            SystemReason::Job => "job",
            SystemReason::Demonstration => "demonstration",
            SystemReason::OperatorAct => "operator_act",
        }
    }
}

/// Who acted, for the audit entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// A person, by session or personal access token.
    Account(AccountId),
    /// A service token.
    ServiceToken(TokenId),
    /// The server itself.
    System(SystemReason),
}

impl Actor {
    /// The kind in the audit entry.
    pub const fn kind(self) -> ActorKind {
        match self {
            Actor::Account(_) => ActorKind::Account,
            Actor::ServiceToken(_) => ActorKind::ServiceToken,
            Actor::System(_) => ActorKind::System,
        }
    }

    /// The id in the audit entry.
    pub const fn id(self) -> Option<Id> {
        match self {
            Actor::Account(id) => Some(id.0),
            Actor::ServiceToken(id) => Some(id.0),
            Actor::System(_) => None,
        }
    }
}

/// A permit was shown for something it was not made for: a fault of the caller, never of the user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this needs a permit for {needed}, and was shown one for {shown}")]
pub struct WrongPermit {
    /// What the act needs, in backticks.
    pub needed: String,
    /// What the permit is for, in backticks.
    pub shown: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Ground {
    /// Decided for one action on one thing.
    Decided {
        action: Action,
        resource: Resource,
        principal: Principal,
    },
    /// Decided for one action on a thing or on something inside it: enough to look, not to change.
    Somewhere {
        action: Action,
        resource: Resource,
        principal: Principal,
    },
    System(SystemReason),
}

/// The proof that an act was allowed. It cannot be written down, only be given:
///
/// ```compile_fail
/// let forged = bailiwick_access::Permit { organization: None };
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[must_use = "a permit that nobody shows permits nothing"]
pub struct Permit {
    organization: Option<OrganizationId>,
    ground: Ground,
    actor: Actor,
    epoch: Option<u64>,
    /// What else was decided for the act.
    besides: Vec<(Action, Resource)>,
}

/// A permit for the server's own acts.
pub fn system(organization: Option<OrganizationId>, reason: SystemReason) -> Permit {
    Permit {
        organization,
        ground: Ground::System(reason),
        actor: Actor::System(reason),
        epoch: None,
        besides: Vec::new(),
    }
}

impl Permit {
    pub(crate) fn decided(
        organization: OrganizationId,
        epoch: u64,
        actor: Actor,
        (principal, action, resource): (Principal, Action, Resource),
    ) -> Self {
        let ground = Ground::Decided { action, resource, principal };
        Permit::of(organization, epoch, actor, ground)
    }

    pub(crate) fn decided_somewhere(
        organization: OrganizationId,
        epoch: u64,
        actor: Actor,
        (principal, action, resource): (Principal, Action, Resource),
    ) -> Self {
        let ground = Ground::Somewhere { action, resource, principal };
        Permit::of(organization, epoch, actor, ground)
    }

    fn of(organization: OrganizationId, epoch: u64, actor: Actor, ground: Ground) -> Self {
        let (organization, epoch) = (Some(organization), Some(epoch));
        Permit { organization, ground, actor, epoch, besides: Vec::new() }
    }

    /// Takes in what else was decided for the same act, so that it can be decided again where the act is done.
    ///
    /// # Errors
    /// When the other is for another caller, by another state, or for no one thing.
    pub fn join(&mut self, other: Permit) -> Result<(), WrongPermit> {
        let (one, two) = (&self, &other);
        let is_same = (one.organization, one.epoch, one.principal())
            == (two.organization, two.epoch, two.principal());
        match other.ground {
            Ground::Decided { action, resource, .. } if is_same => {
                self.besides.push((action, resource));
                Ok(())
            }
            _ => Err(self.wrong("another decision for the same caller".to_owned())),
        }
    }

    /// Every action and thing that was decided for the act; none for the server's own.
    pub fn decisions(&self) -> impl Iterator<Item = (Action, &Resource)> {
        let own = self.action().zip(self.resource());
        own.into_iter().chain(self.besides.iter().map(|(action, resource)| (*action, resource)))
    }

    /// The organization it is for; `None` for acts of the server outside any.
    pub fn organization(&self) -> Option<OrganizationId> {
        self.organization
    }

    /// The action it is for; `None` for the server's own acts.
    pub fn action(&self) -> Option<Action> {
        match self.ground {
            Ground::Decided { action, .. } | Ground::Somewhere { action, .. } => Some(action),
            Ground::System(_) => None,
        }
    }

    /// The thing it is for; `None` for the server's own acts.
    pub fn resource(&self) -> Option<&Resource> {
        match &self.ground {
            Ground::Decided { resource, .. } | Ground::Somewhere { resource, .. } => Some(resource),
            Ground::System(_) => None,
        }
    }

    /// Who asked; `None` for the server's own acts.
    pub fn principal(&self) -> Option<&Principal> {
        match &self.ground {
            Ground::Decided { principal, .. } | Ground::Somewhere { principal, .. } => {
                Some(principal)
            }
            Ground::System(_) => None,
        }
    }

    /// Who acts, for the audit entry.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// Why the server acts on its own; `None` when somebody asked.
    pub fn reason(&self) -> Option<SystemReason> {
        match self.ground {
            Ground::System(reason) => Some(reason),
            _ => None,
        }
    }

    /// The state of the organization on which it was decided; `None` for the server's own acts.
    pub fn epoch(&self) -> Option<u64> {
        self.epoch
    }

    /// It was decided for exactly this action. The demonstration may do what its organization's owner may.
    pub fn require(&self, action: Action) -> Result<(), WrongPermit> {
        match &self.ground {
            Ground::Decided { action: decided, .. } if *decided == action => Ok(()),
            Ground::System(SystemReason::Demonstration) if self.organization.is_some() => Ok(()),
            _ => Err(self.wrong(format!("`{action}`"))),
        }
    }

    /// As [`Permit::require`], for one of several actions.
    pub fn require_one_of(&self, actions: &[Action]) -> Result<(), WrongPermit> {
        if actions.iter().any(|action| self.require(*action).is_ok()) {
            return Ok(());
        }
        let names: Vec<_> = actions.iter().map(|action| format!("`{action}`")).collect();
        Err(self.wrong(names.join(" or ")))
    }

    /// As [`Permit::require`], and for exactly this thing.
    pub fn require_on(&self, action: Action, resource: &Resource) -> Result<(), WrongPermit> {
        self.require(action)?;
        match self.resource() {
            Some(decided) if decided != resource => {
                Err(self.wrong(format!("`{action}` on another thing")))
            }
            _ => Ok(()),
        }
    }

    /// It is the server's own, for one of these reasons.
    pub fn require_system(&self, reasons: &[SystemReason]) -> Result<(), WrongPermit> {
        match self.ground {
            Ground::System(reason) if reasons.contains(&reason) => Ok(()),
            _ => {
                let names: Vec<_> =
                    reasons.iter().map(|reason| format!("`{}`", reason.as_str())).collect();
                Err(self.wrong(names.join(" or ")))
            }
        }
    }

    fn wrong(&self, needed: String) -> WrongPermit {
        let shown = match &self.ground {
            Ground::Decided { action, .. } => format!("`{action}`"),
            Ground::Somewhere { action, .. } => format!("`{action}` somewhere"),
            Ground::System(reason) => format!("`{}`", reason.as_str()),
        };
        WrongPermit { needed, shown }
    }
}
