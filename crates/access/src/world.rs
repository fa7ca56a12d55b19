//! What is evaluated: one organization as plain data, read from the store in one go.

use std::collections::BTreeSet;

use bailiwick_model::{
    AccountId, DatabaseId, GrantId, InstanceId, InvitationId, MemberId, OrganizationId, ProjectId,
    RoleId, TeamId, Timestamp, TokenId,
};

use crate::action_set::ActionSet;
use crate::role::RoleDefinition;
use crate::system_role::SystemRole;

/// A project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldProject {
    /// Its id.
    pub id: ProjectId,
}

/// An instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldInstance {
    /// Its id.
    pub id: InstanceId,
    /// The project it belongs to.
    pub project: ProjectId,
    /// Guarded as production.
    pub production: bool,
}

/// A database. Which of its branches are production is said when one is used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldDatabase {
    /// Its id.
    pub id: DatabaseId,
    /// The project it belongs to.
    pub project: ProjectId,
    /// The grant that whoever made it was given with it, as long as they have it.
    pub maker: Option<GrantId>,
}

/// What a grant gives.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Gives {
    /// A role; nothing when there is no such role.
    Role(RoleId),
    /// Single actions, as tokens hold them.
    Actions(ActionSet),
}

/// Where a grant gives it; a role's own scope narrows it further.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum GrantScope {
    /// The whole organization, present and future.
    Organization,
    /// These projects and what is in them. None named means none.
    Projects(BTreeSet<ProjectId>),
    /// One database, and the name of its project.
    Database(DatabaseId),
    /// One instance, and the name of its project.
    Instance(InstanceId),
}

/// A grant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantDefinition {
    /// Its id.
    pub id: GrantId,
    /// What it gives.
    pub gives: Gives,
    /// Where.
    pub scope: GrantScope,
    /// Production too; `false` narrows to what is not production.
    pub production: bool,
    /// It gives nothing from then on.
    pub expires_at: Option<Timestamp>,
}

impl GrantDefinition {
    /// Whether its time is not over yet.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }

    /// A role for the whole organization or for projects: what people mean by somebody's roles.
    pub fn is_assignment(&self) -> bool {
        matches!(self.gives, Gives::Role(_))
            && matches!(self.scope, GrantScope::Organization | GrantScope::Projects(_))
    }
}

/// A member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldMember {
    /// Its id.
    pub id: MemberId,
    /// The account behind it.
    pub account: AccountId,
    /// Holds nothing.
    pub suspended: bool,
    /// Its account is active and verified, and has a way to sign in: only such an owner can act as one.
    pub can_sign_in: bool,
    /// What it was given directly.
    pub grants: Vec<GrantDefinition>,
}

/// A team: each of its members holds what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldTeam {
    /// Its id.
    pub id: TeamId,
    /// Who is in it.
    pub members: Vec<MemberId>,
    /// What it was given.
    pub grants: Vec<GrantDefinition>,
}

/// A service token: a principal of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldServiceToken {
    /// Its id.
    pub id: TokenId,
    /// What it was given; nothing at first.
    pub grants: Vec<GrantDefinition>,
    /// Holds nothing.
    pub suspended: bool,
}

/// An invitation that nobody has answered: authority to be, which a change bounds like any other. It cannot act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldInvitation {
    /// Its id.
    pub id: InvitationId,
    /// Who answers for it: what it gives is measured against this account's authority again when it is accepted.
    pub inviter: AccountId,
    /// What whoever accepts it will be given.
    pub grants: Vec<GrantDefinition>,
}

/// A personal access token: never more than its owner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorldPersonalToken {
    /// Its id.
    pub id: TokenId,
    /// Its owner.
    pub member: MemberId,
    /// What it carries of its owner's authority; all of it when `None`.
    pub grants: Option<Vec<GrantDefinition>>,
}

/// One organization. Ids are unique within their kind; what refers to something that is not here gives nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct World {
    /// The organization.
    pub organization: OrganizationId,
    /// Counts changes of anything here.
    pub epoch: u64,
    /// Its projects.
    pub projects: Vec<WorldProject>,
    /// Their instances.
    pub instances: Vec<WorldInstance>,
    /// Their databases.
    pub databases: Vec<WorldDatabase>,
    /// The role that a new member is given when none is named; whoever may give roles may give it.
    pub default_role: RoleId,
    /// Its custom roles. System roles need not be listed; where they are, code decides what they hold.
    pub roles: Vec<RoleDefinition>,
    /// Its members.
    pub members: Vec<WorldMember>,
    /// Its teams.
    pub teams: Vec<WorldTeam>,
    /// Its service tokens.
    pub service_tokens: Vec<WorldServiceToken>,
    /// The personal access tokens of its members.
    pub personal_tokens: Vec<WorldPersonalToken>,
    /// Its invitations that are still open.
    pub invitations: Vec<WorldInvitation>,
}

impl World {
    /// An organization with nothing in it, whose new members become Organization Members.
    pub fn empty(organization: OrganizationId, epoch: u64) -> Self {
        World {
            organization,
            epoch,
            projects: Vec::new(),
            instances: Vec::new(),
            databases: Vec::new(),
            default_role: SystemRole::OrganizationMember.id(),
            roles: Vec::new(),
            members: Vec::new(),
            teams: Vec::new(),
            service_tokens: Vec::new(),
            personal_tokens: Vec::new(),
            invitations: Vec::new(),
        }
    }
}
