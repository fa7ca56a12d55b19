//! The system roles: code, not rows. They can be assigned, never edited or deleted.

use std::fmt;

use bailiwick_model::{Id, RoleId, looks_like};

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::area::{Area, Level, Permission};
use crate::cover::Cover;

/// A role that every organization has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SystemRole {
    /// Everything.
    Owner,
    /// Configures and deploys projects and instances.
    Developer,
    /// Everything but making and unmaking owners.
    OrganizationAdministrator,
    /// What a new member holds.
    OrganizationMember,
    /// Everything on the databases it is given for.
    DatabaseAdministrator,
}

/// Levels of areas that a Developer holds; all of each area where it is Manage.
const DEVELOPER: [(Area, Level); 10] = [
    (Area::Projects, Level::Manage),
    (Area::Instances, Level::Manage),
    (Area::InstanceLogs, Level::View),
    (Area::AlertRules, Level::Manage),
    (Area::NotificationRules, Level::Manage),
    (Area::PrivateEndpoints, Level::View),
    (Area::Team, Level::View),
    (Area::Databases, Level::Deploy),
    (Area::Policy, Level::Deploy),
    (Area::Data, Level::View),
];

/// The 12 ticked rows of the organization table, the 7 of the database table (which repeat all but one), Projects
/// View, and what the tables leave out.
const ORGANIZATION_MEMBER: ActionSet = ActionSet::of(&[
    Action::OrganizationView,
    Action::ProjectsView,
    Action::MembersView,
    Action::ServiceTokensView,
    Action::ServiceTokensCreate,
    Action::ServiceTokensUpdate,
    Action::ServiceTokensDelete,
    Action::ServiceTokenGrantsView,
    Action::ServiceTokenGrantsUpdate,
    Action::DatabasesView,
    Action::DatabasesCreate,
    Action::DatabaseMembersView,
    Action::QueryStatisticsView,
    Action::BranchesView,
    Action::BranchesCreate,
    Action::BranchesDelete,
    Action::BranchesConnect,
    Action::DeployRequestsView,
    Action::DeployRequestsCreate,
    Action::DeployRequestsComment,
    Action::DeployRequestsDeploy,
    Action::BackupsView,
    Action::BackupsCreate,
    Action::BackupsRestore,
]);

/// Everything on a database, and the name of its project.
const DATABASE_ADMINISTRATOR: ActionSet = Cover::Database
    .actions()
    .union(Cover::Development.actions())
    .union(Cover::Production.actions())
    .with(Action::ProjectsView);

impl SystemRole {
    /// Every system role.
    pub const ALL: &'static [SystemRole] = &[
        SystemRole::Owner,
        SystemRole::Developer,
        SystemRole::OrganizationAdministrator,
        SystemRole::OrganizationMember,
        SystemRole::DatabaseAdministrator,
    ];

    /// The system role that somebody could take a role of this name for.
    pub fn that_looks_like(name: &str) -> Option<SystemRole> {
        Self::ALL.iter().copied().find(|role| looks_like(name, role.name()))
    }

    /// Its well-known id, the same in every organization: `000000000000000000000001` and so on.
    pub fn id(self) -> RoleId {
        RoleId(Id::new(0, [0, 0, 0, 0, 0, self as u8 + 1]))
    }

    /// The system role with this id.
    pub fn from_id(id: RoleId) -> Option<Self> {
        SystemRole::ALL.iter().copied().find(|role| role.id() == id)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            SystemRole::Owner => "Owner",
            SystemRole::Developer => "Developer",
            SystemRole::OrganizationAdministrator => "Organization Administrator",
            SystemRole::OrganizationMember => "Organization Member",
            SystemRole::DatabaseAdministrator => "Database Administrator",
        }
    }

    /// What it is for, in one sentence.
    pub const fn description(self) -> &'static str {
        match self {
            SystemRole::Owner => {
                "Full access to the organization, its projects, instances, team, and billing."
            }
            SystemRole::Developer => "Configure and deploy projects and instances.",
            SystemRole::OrganizationAdministrator => {
                "Every action in the organization and on every database, but making and unmaking owners."
            }
            SystemRole::OrganizationMember => {
                "Limited actions in the organization and on all of its databases."
            }
            SystemRole::DatabaseAdministrator => {
                "Every action on the databases it is given for, none in the organization."
            }
        }
    }

    /// Every action that it gives somewhere.
    pub fn actions(self) -> ActionSet {
        match self {
            SystemRole::Owner => ActionSet::FULL,
            SystemRole::Developer => self
                .permissions()
                .iter()
                .fold(ActionSet::of(&[Action::OrganizationView]), |held, permission| {
                    held.union(permission.actions())
                }),
            SystemRole::OrganizationAdministrator => {
                ActionSet::FULL.minus(ActionSet::of(&[Action::OwnersManage]))
            }
            SystemRole::OrganizationMember => ORGANIZATION_MEMBER,
            SystemRole::DatabaseAdministrator => DATABASE_ADMINISTRATOR,
        }
    }

    /// The highest level of each area that it holds in full, as the builder would show it.
    pub fn permissions(self) -> Vec<Permission> {
        if self == SystemRole::Developer {
            return DEVELOPER.map(|(area, level)| Permission { area, level }).to_vec();
        }
        let actions = self.actions();
        let highest = |area: &Area| {
            let held = |level: &&Level| area.actions(**level).is_subset(actions);
            area.levels()
                .iter()
                .rev()
                .find(held)
                .map(|level| Permission { area: *area, level: *level })
        };
        Area::ALL.iter().filter_map(highest).collect()
    }
}

impl fmt::Display for SystemRole {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
