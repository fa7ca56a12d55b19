//! Custom roles to start from, beside the system roles: chosen in the builder, then an organization's own.

use crate::area::{Area, Level, Permission};

/// A custom role to start from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Template {
    /// What people call it.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub description: &'static str,
    /// Its permissions, parents included.
    pub permissions: &'static [Permission],
}

const fn view(area: Area) -> Permission {
    Permission { area, level: Level::View }
}

/// Every template, in the order in which people see them.
pub const TEMPLATES: [Template; 4] = [
    Template {
        name: "Read-only",
        description: "See projects, instances, databases, policies and the team; change nothing and read no rows.",
        permissions: &[
            view(Area::Projects),
            view(Area::Instances),
            view(Area::InstanceLogs),
            view(Area::AlertRules),
            view(Area::NotificationRules),
            view(Area::PrivateEndpoints),
            view(Area::Team),
            view(Area::Databases),
            view(Area::Policy),
            view(Area::ServiceTokens),
            view(Area::Integrations),
        ],
    },
    Template {
        name: "Billing",
        description: "See usage and invoices, and change the plan and payment methods; nothing else.",
        permissions: &[Permission { area: Area::Billing, level: Level::Manage }],
    },
    Template {
        name: "Analyst",
        description: "Read rows through the policy, and see the projects, instances and databases they are in.",
        permissions: &[
            view(Area::Projects),
            view(Area::Instances),
            view(Area::Databases),
            view(Area::Data),
        ],
    },
    Template {
        name: "Auditor",
        description: "Read and export the audit log, and see who may do what and what is set up; change nothing and read no rows.",
        permissions: &[
            view(Area::Projects),
            view(Area::Instances),
            view(Area::PrivateEndpoints),
            view(Area::Team),
            view(Area::Billing),
            view(Area::Databases),
            view(Area::Policy),
            view(Area::ServiceTokens),
            view(Area::AuditLog),
            view(Area::Integrations),
        ],
    },
];
