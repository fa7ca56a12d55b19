//! The fifteen areas of the custom-role builder and their levels. The first nine are the
//! "Custom Roles" of the PowerSync Dashboard; which action comes with which level is a column of the table in [`crate::action`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::action::{Action, Reach};
use crate::action_set::ActionSet;

/// A text that names no area or no level.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is not {expected}")]
pub struct UnknownPart {
    /// What was given.
    pub given: String,
    /// What would do.
    pub expected: &'static str,
}

macro_rules! words {
    ($name:ident, $expected:literal, $($variant:ident $word:literal $title:literal),*) => {
        impl $name {
            /// Every one, in the order in which people see them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// How it is written in the API.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// What people read.
            pub const fn title(self) -> &'static str {
                match self { $($name::$variant => $title,)* }
            }
        }

        impl FromStr for $name {
            type Err = UnknownPart;

            fn from_str(text: &str) -> Result<Self, UnknownPart> {
                match text {
                    $($word => Ok($name::$variant),)*
                    _ => Err(UnknownPart { given: text.escape_debug().to_string(), expected: $expected }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

/// How far a permission goes in its area; each includes the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// See, change nothing.
    View,
    /// Also deploy changes.
    Deploy,
    /// Everything in the area.
    Manage,
}

words!(Level, "a level: `view`, `deploy` or `manage`",
    View "view" "View", Deploy "deploy" "Deploy", Manage "manage" "Manage");

/// One operational area.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Projects.
    Projects,
    /// Instances.
    Instances,
    /// The logs of instances.
    InstanceLogs,
    /// Alert rules.
    AlertRules,
    /// Notification rules.
    NotificationRules,
    /// Private endpoints.
    PrivateEndpoints,
    /// Members, invitations, roles and teams.
    Team,
    /// Plan, payment, invoices, usage.
    Billing,
    /// The organization's configuration.
    OrganizationSettings,
    /// Databases, branches, deploy requests, backups.
    Databases,
    /// Data policies and client auth.
    Policy,
    /// Rows, through the policy.
    Data,
    /// Service tokens and their grants.
    ServiceTokens,
    /// The audit log.
    AuditLog,
    /// Integrations with other systems.
    Integrations,
}

words!(Area, "an area: `projects`, `instances`, `instance_logs`, `alert_rules`, `notification_rules`, \
`private_endpoints`, `team`, `billing`, `organization_settings`, `databases`, `policy`, `data`, `service_tokens`, \
`audit_log` or `integrations`",
    Projects "projects" "Projects", Instances "instances" "Instances",
    InstanceLogs "instance_logs" "Instance logs", AlertRules "alert_rules" "Alert Rules",
    NotificationRules "notification_rules" "Notification Rules",
    PrivateEndpoints "private_endpoints" "Private Endpoints", Team "team" "Team",
    Billing "billing" "Billing", OrganizationSettings "organization_settings" "Organization settings",
    Databases "databases" "Databases", Policy "policy" "Policy", Data "data" "Data",
    ServiceTokens "service_tokens" "Service tokens", AuditLog "audit_log" "Audit log",
    Integrations "integrations" "Integrations");

impl Area {
    /// The levels it offers, lowest first: those at which some action comes in.
    pub const fn levels(self) -> &'static [Level] {
        use Level::{Deploy, Manage, View};
        match self {
            Area::Instances | Area::Databases => &[View, Deploy, Manage],
            Area::Policy => &[View, Deploy],
            Area::InstanceLogs | Area::AuditLog => &[View],
            Area::OrganizationSettings => &[Manage],
            Area::Projects
            | Area::AlertRules
            | Area::NotificationRules
            | Area::PrivateEndpoints
            | Area::Team
            | Area::Billing
            | Area::Data
            | Area::ServiceTokens
            | Area::Integrations => &[View, Manage],
        }
    }

    /// What it is about, for who has not met it yet.
    pub const fn about(self) -> &'static str {
        match self {
            Area::Projects => "their names and what is in them",
            Area::Instances => "state, connections, schema, health",
            Area::InstanceLogs => "service and query logs",
            Area::AlertRules => "when somebody is called",
            Area::NotificationRules => "who is told, and how",
            Area::PrivateEndpoints => "private network access",
            Area::Team => "members, invitations, roles and teams",
            Area::Billing => "plan, invoices, payment, usage",
            Area::OrganizationSettings => "name, defaults, sign-in rules",
            Area::Databases => "branches, deploy requests, restores",
            Area::Policy => "who may read and write which rows",
            Area::Data => "rows, through the policy",
            Area::ServiceTokens => "tokens of programs and their grants",
            Area::AuditLog => "who did what, and when",
            Area::Integrations => "other systems that are connected",
        }
    }

    /// What must be held at View at least to reach this area.
    pub const fn parent(self) -> Option<Area> {
        match self {
            Area::Instances | Area::AlertRules | Area::NotificationRules | Area::Databases => {
                Some(Area::Projects)
            }
            Area::InstanceLogs | Area::Policy | Area::Data => Some(Area::Instances),
            _ => None,
        }
    }

    /// Whether it applies to the whole organization (`Reach::Organization`) or to projects (`Reach::Project`).
    pub const fn scope(self) -> Reach {
        match self {
            Area::Projects
            | Area::Instances
            | Area::InstanceLogs
            | Area::AlertRules
            | Area::NotificationRules
            | Area::Databases
            | Area::Policy
            | Area::Data => Reach::Project,
            _ => Reach::Organization,
        }
    }

    /// Everything that the level holds, lower levels included; nothing when the area does not offer it.
    pub const fn actions(self, level: Level) -> ActionSet {
        LEVELS[self as usize][level as usize]
    }
}

/// By area and level; the table of actions is walked once, by the compiler.
const LEVELS: [[ActionSet; Level::ALL.len()]; Area::ALL.len()] = {
    let mut sets = [[ActionSet::EMPTY; Level::ALL.len()]; Area::ALL.len()];
    let mut place = 0;
    while place < Action::ALL.len() {
        let action = Action::ALL[place];
        if let Some((area, lowest)) = action.comes_with() {
            let levels = area.levels();
            let mut offered = 0;
            while offered < levels.len() {
                let level = levels[offered] as usize;
                if lowest as usize <= level {
                    sets[area as usize][level] = sets[area as usize][level].with(action);
                }
                offered += 1;
            }
        }
        place += 1;
    }
    sets
};

/// A level of an area, as in a custom role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Permission {
    /// The area.
    pub area: Area,
    /// How far it goes.
    pub level: Level,
}

impl Permission {
    /// Everything that it holds.
    pub fn actions(self) -> ActionSet {
        self.area.actions(self.level)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} on {}", self.level.title(), self.area.title())
    }
}
