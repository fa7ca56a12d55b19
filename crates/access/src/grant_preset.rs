//! table: Sets of actions that tokens are often given together, each with one word. A preset is looked at when a grant
//! is made; the grant keeps the actions, so a later version of the table changes nobody's authority.

use crate::action::Action;
use crate::action_set::ActionSet;
use crate::cover::Cover;
use crate::system_role::SystemRole;

/// A named set of actions for a token.
#[derive(Clone, Copy, Debug)]
pub struct GrantPreset {
    /// The word in the API: `read_only`.
    pub name: &'static str,
    /// What people read.
    pub title: &'static str,
    /// What it is for, in one sentence.
    pub description: &'static str,
    actions: fn() -> ActionSet,
}

impl GrantPreset {
    /// Every preset.
    pub const ALL: &'static [GrantPreset] = &[
        GrantPreset {
            name: "read_only",
            title: "Read only",
            description: "See projects, instances, policies, databases and their history; no rows, no changes.",
            actions: || READ_ONLY,
        },
        GrantPreset {
            name: "deploy",
            title: "Deploy (CI)",
            description: "Deploy connections, policies and schema changes; on databases, branches that are not production.",
            actions: || DEPLOY,
        },
        GrantPreset {
            name: "policy",
            title: "Policy",
            description: "Edit and deploy the policies of instances, and nothing else.",
            actions: || POLICY,
        },
        GrantPreset {
            name: "data",
            title: "Data",
            description: "Read and change rows through the policy.",
            actions: || DATA,
        },
        GrantPreset {
            name: "database_admin",
            title: "Database administrator",
            description: "Everything on databases; with production, their production branches too.",
            actions: || SystemRole::DatabaseAdministrator.actions(),
        },
        GrantPreset {
            name: "audit",
            title: "Audit",
            description: "Read and export the organization's audit log.",
            actions: || AUDIT,
        },
    ];

    /// The preset of that name.
    pub fn named(name: &str) -> Option<&'static GrantPreset> {
        GrantPreset::ALL.iter().find(|preset| preset.name == name)
    }

    /// What it gives.
    pub fn actions(&self) -> ActionSet {
        (self.actions)()
    }
}

const READ_ONLY: ActionSet = ActionSet::READING
    .intersect(
        Cover::ProjectName
            .actions()
            .union(Cover::Instance.actions())
            .union(Cover::Database.actions()),
    )
    .minus(ActionSet::of(&[Action::DataView, Action::DataReadRaw]));

const DEPLOY: ActionSet = READ_ONLY.union(ActionSet::of(&[
    Action::ConnectionsDeploy,
    Action::SyncDeploy,
    Action::InstancesCompact,
    Action::PolicyDeploy,
    Action::BranchesCreate,
    Action::BranchesDelete,
    Action::BranchesConnect,
    Action::DeployRequestsCreate,
    Action::DeployRequestsComment,
    Action::DeployRequestsDeploy,
    Action::BackupsCreate,
]));

const POLICY: ActionSet = ActionSet::of(&[
    Action::ProjectsView,
    Action::InstancesView,
    Action::PolicyView,
    Action::PolicyDeploy,
]);

const DATA: ActionSet = ActionSet::of(&[
    Action::ProjectsView,
    Action::InstancesView,
    Action::DataView,
    Action::DataManage,
]);

const AUDIT: ActionSet =
    ActionSet::of(&[Action::OrganizationView, Action::AuditView, Action::AuditExport]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_preset_reads_past_the_policy_or_touches_who_may_do_what() {
        let never = [
            Action::DataReadRaw,
            Action::DataWriteRaw,
            Action::OwnersManage,
            Action::MembersUpdate,
            Action::RolesUpdate,
            Action::ServiceTokenGrantsUpdate,
            Action::ServiceTokenGrantsCreateProduction,
        ];
        for preset in GrantPreset::ALL {
            for action in never {
                assert!(!preset.actions().contains(action), "{} {action}", preset.name);
            }
            assert!(GrantPreset::named(preset.name).is_some_and(|one| one.title == preset.title));
        }
        assert!(READ_ONLY.is_subset(ActionSet::READING));
    }
}
