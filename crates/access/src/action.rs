//! table: Every action of the control plane: one bit each, numbered, append-only. A number is never given again,
//! because stored grants name actions and stored audit entries outlive them.

use std::fmt;
use std::str::FromStr;

use crate::area::{Area, Level};
use crate::cover::Cover;

/// The smallest kind of thing that an action is judged on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reach {
    /// Only the organization as a whole.
    Organization,
    /// A project; on the organization it means every project, present and future.
    Project,
    /// An instance; on a project it means every instance in it, present and future.
    Instance,
    /// A database or one of its branches; on a project it means every database in it, present and future.
    Database,
}

/// A text that is the name of no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an action; `GET /api/v1/actions` lists them")]
pub struct UnknownAction(pub String);

macro_rules! comes_with {
    (nothing) => {
        None
    };
    ($area:ident $level:ident) => {
        Some((Area::$area, Level::$level))
    };
}

macro_rules! is_reading {
    (reads) => {
        true
    };
    (changes) => {
        false
    };
}

macro_rules! actions {
    ($($number:literal $variant:ident $name:literal $cover:ident ($($with:tt)+) $effect:ident $description:literal;)*) => {
        /// One thing that somebody may or may not do.
        #[repr(u8)]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Action {
            $(#[doc = $description] $variant = $number,)*
        }

        impl Action {
            /// Every action, in the order of its numbers.
            pub const ALL: &'static [Action] = &[$(Action::$variant),*];

            /// How it is written: `projects.view`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Action::$variant => $name,)* }
            }

            /// What it lets one do, to follow "may".
            pub const fn description(self) -> &'static str {
                match self { $(Action::$variant => $description,)* }
            }

            /// The area and the lowest level of it that hold the action; `None` when no area does.
            pub const fn comes_with(self) -> Option<(Area, Level)> {
                match self { $(Action::$variant => comes_with!($($with)+),)* }
            }

            /// Changes nothing.
            pub const fn is_reading(self) -> bool {
                match self { $(Action::$variant => is_reading!($effect),)* }
            }

            pub(crate) const fn cover(self) -> Cover {
                match self { $(Action::$variant => Cover::$cover,)* }
            }
        }
    };
}

actions! {
    0 OrganizationView "organization.view" Organization (nothing) reads "see the organization";
    1 OrganizationUpdate "organization.update" Organization (OrganizationSettings Manage) changes "rename the organization and change its settings";
    2 OrganizationDelete "organization.delete" Organization (nothing) changes "delete the organization";
    3 OwnersManage "owners.manage" Organization (nothing) changes "make and unmake owners, and transfer the organization";
    4 SecurityManage "security.manage" Organization (OrganizationSettings Manage) changes "require second factors, set up single sign-on and directory sync, and limit the age of sessions and tokens";
    5 ProjectsView "projects.view" ProjectName (Projects View) reads "see a project";
    6 ProjectsCreate "projects.create" NewProject (Projects Manage) changes "create projects";
    7 ProjectsUpdate "projects.update" WholeProject (Projects Manage) changes "rename a project";
    8 ProjectsDelete "projects.delete" WholeProject (Projects Manage) changes "delete a project";
    9 InstancesView "instances.view" Instance (Instances View) reads "see an instance, its state, connections without secrets, schema, health and metrics";
    10 InstancesCreate "instances.create" NewInstance (Instances Manage) changes "create instances";
    11 InstancesCreateProduction "instances.create_production" NewProductionInstance (Instances Manage) changes "create production instances, and make an instance production or not";
    12 InstancesUpdate "instances.update" Instance (Instances Manage) changes "rename an instance, choose its region, lock its version";
    13 InstancesDelete "instances.delete" Instance (Instances Manage) changes "destroy an instance";
    14 InstancesDeprovision "instances.deprovision" Instance (Instances Manage) changes "take an instance down and keep its settings";
    15 InstancesDefragment "instances.defragment" Instance (Instances Manage) changes "defragment an instance";
    16 InstancesCompact "instances.compact" Instance (Instances Deploy) changes "compact an instance";
    17 ConnectionsDeploy "connections.deploy" Instance (Instances Deploy) changes "create, change, test and delete an instance's database connections";
    18 SyncDeploy "sync.deploy" Instance (Instances Deploy) changes "change and deploy an instance's sync config";
    19 InstanceLogsView "instance_logs.view" Instance (InstanceLogs View) reads "read an instance's logs";
    20 AlertRulesView "alert_rules.view" Instance (AlertRules View) reads "see alert rules";
    21 AlertRulesCreate "alert_rules.create" Instance (AlertRules Manage) changes "create alert rules";
    22 AlertRulesUpdate "alert_rules.update" Instance (AlertRules Manage) changes "change alert rules";
    23 AlertRulesDelete "alert_rules.delete" Instance (AlertRules Manage) changes "delete alert rules";
    24 NotificationRulesView "notification_rules.view" Instance (NotificationRules View) reads "see notification rules";
    25 NotificationRulesCreate "notification_rules.create" Instance (NotificationRules Manage) changes "create notification rules";
    26 NotificationRulesUpdate "notification_rules.update" Instance (NotificationRules Manage) changes "change notification rules";
    27 NotificationRulesDelete "notification_rules.delete" Instance (NotificationRules Manage) changes "delete notification rules";
    28 NotificationRulesTest "notification_rules.test" Instance (NotificationRules Manage) changes "send a test notification";
    29 PrivateEndpointsView "private_endpoints.view" Organization (PrivateEndpoints View) reads "see private endpoints";
    30 PrivateEndpointsCreate "private_endpoints.create" Organization (PrivateEndpoints Manage) changes "create private endpoints";
    31 PrivateEndpointsUpdate "private_endpoints.update" Organization (PrivateEndpoints Manage) changes "change private endpoints";
    32 PrivateEndpointsDelete "private_endpoints.delete" Organization (PrivateEndpoints Manage) changes "delete private endpoints";
    33 MembersView "members.view" Organization (Team View) reads "see the organization's members";
    34 MembersUpdate "members.update" Organization (Team Manage) changes "change members' roles, suspend and resume them";
    35 MembersRemove "members.remove" Organization (Team Manage) changes "remove members";
    36 InvitationsView "invitations.view" Organization (Team Manage) reads "see invitations";
    37 InvitationsCreate "invitations.create" Organization (Team Manage) changes "invite people, and send an invitation again";
    38 InvitationsCancel "invitations.cancel" Organization (Team Manage) changes "cancel invitations";
    39 RolesView "roles.view" Organization (Team View) reads "see the organization's roles";
    40 RolesCreate "roles.create" Organization (Team Manage) changes "create custom roles";
    41 RolesUpdate "roles.update" Organization (Team Manage) changes "change custom roles";
    42 RolesDelete "roles.delete" Organization (Team Manage) changes "delete custom roles";
    43 TeamsView "teams.view" Organization (Team View) reads "see teams and who is in them";
    44 TeamsCreate "teams.create" Organization (Team Manage) changes "create teams";
    45 TeamsUpdate "teams.update" Organization (Team Manage) changes "change teams, their members, roles and databases";
    46 TeamsDelete "teams.delete" Organization (Team Manage) changes "delete teams";
    47 AccessExplain "access.explain" Organization (Team View) reads "ask what other members and tokens may do, and why";
    48 AccessReview "access.review" Organization (Team Manage) changes "run access reviews";
    49 BillingView "billing.view" Organization (Billing View) reads "see the plan and billing details";
    50 BillingUpdate "billing.update" Organization (Billing Manage) changes "change the plan, billing details and payment methods";
    51 InvoicesView "invoices.view" Organization (Billing View) reads "see and download invoices";
    52 UsageView "usage.view" Organization (Billing View) reads "see the usage of every project";
    53 AuditView "audit.view" Organization (AuditLog View) reads "read the audit log";
    54 AuditExport "audit.export" Organization (AuditLog View) reads "export the audit log and its checkpoints";
    55 IntegrationsView "integrations.view" Organization (Integrations View) reads "see integrations";
    56 IntegrationsCreate "integrations.create" Organization (Integrations Manage) changes "set up integrations";
    57 IntegrationsUpdate "integrations.update" Organization (Integrations Manage) changes "change integrations";
    58 IntegrationsDelete "integrations.delete" Organization (Integrations Manage) changes "remove integrations";
    59 BetaFeaturesManage "beta_features.manage" Organization (OrganizationSettings Manage) changes "opt the organization in and out of beta features";
    60 ServiceTokensView "service_tokens.view" Organization (ServiceTokens View) reads "see service tokens";
    61 ServiceTokensCreate "service_tokens.create" Organization (ServiceTokens Manage) changes "create service tokens";
    62 ServiceTokensUpdate "service_tokens.update" Organization (ServiceTokens Manage) changes "rename and rotate service tokens";
    63 ServiceTokensDelete "service_tokens.delete" Organization (ServiceTokens Manage) changes "delete service tokens";
    64 ServiceTokenGrantsView "service_token_grants.view" Organization (ServiceTokens View) reads "see what service tokens may do";
    65 ServiceTokenGrantsUpdate "service_token_grants.update" Organization (ServiceTokens Manage) changes "create, change and delete grants of service tokens";
    66 ServiceTokenGrantsCreateProduction "service_token_grants.create_production" Organization (nothing) changes "grant service tokens what reaches production branches";
    67 PolicyView "policy.view" Instance (Policy View) reads "see an instance's policy and client auth, without secrets";
    68 PolicyDeploy "policy.deploy" Instance (Policy Deploy) changes "edit and deploy an instance's policy, change client auth, make development tokens";
    69 DataView "data.view" Instance (Data View) reads "see rows through the policy, as a chosen role or user";
    70 DataManage "data.manage" Instance (Data Manage) changes "change rows through the policy, as a chosen role or user";
    71 DataReadRaw "data.read_raw" Instance (nothing) reads "read rows past the policy";
    72 DataWriteRaw "data.write_raw" Instance (nothing) changes "change rows past the policy";
    73 DatabasesView "databases.view" Database (Databases View) reads "see a database";
    74 DatabasesCreate "databases.create" Project (Databases Manage) changes "create databases";
    75 DatabasesUpdate "databases.update" Database (Databases Manage) changes "change a database's settings";
    76 DatabasesDelete "databases.delete" Production (Databases Manage) changes "delete a database";
    77 DatabasesImport "databases.import" Production (Databases Manage) changes "import into a database";
    78 DatabasesUpdateBilling "databases.update_billing" Production (Databases Manage) changes "change a database's billing plan";
    79 DatabasesManageBeta "databases.manage_beta" Database (Databases Manage) changes "opt a database in and out of beta features";
    80 DatabaseMembersView "database_members.view" Database (Databases View) reads "see a database's members";
    81 DatabaseMembersUpdate "database_members.update" Production (Databases Manage) changes "add, change and remove a database's members";
    82 QueryStatisticsView "query_statistics.view" Database (Databases View) reads "see a database's query statistics";
    83 BranchesView "branches.view" Database (Databases View) reads "see a branch";
    84 BranchesCreate "branches.create" Database (Databases Deploy) changes "create a branch from this one";
    85 BranchesUpdate "branches.update" Database (Databases Manage) changes "rename a branch";
    86 BranchesDelete "branches.delete" Development (Databases Deploy) changes "delete a branch that is not production";
    87 BranchesDeleteProduction "branches.delete_production" Production (Databases Manage) changes "delete a production branch";
    88 BranchesPromote "branches.promote" Production (Databases Manage) changes "promote a branch to production";
    89 BranchesDemote "branches.demote" Production (Databases Manage) changes "demote a production branch";
    90 BranchesProtect "branches.protect" Production (Databases Manage) changes "switch safe migrations and deletion protection";
    91 BranchesConnect "branches.connect" Development (Databases Deploy) changes "connect to a branch that is not production";
    92 BranchesConnectProduction "branches.connect_production" Production (Databases Manage) changes "connect to a production branch";
    93 DeployRequestsView "deploy_requests.view" Database (Databases View) reads "see deploy requests";
    94 DeployRequestsCreate "deploy_requests.create" Database (Databases Deploy) changes "create deploy requests, and close one's own";
    95 DeployRequestsComment "deploy_requests.comment" Database (Databases Deploy) changes "comment on deploy requests";
    96 DeployRequestsApprove "deploy_requests.approve" Database (Databases Manage) changes "approve deploy requests";
    97 DeployRequestsDeploy "deploy_requests.deploy" Database (Databases Deploy) changes "deploy an approved deploy request";
    98 DeployRequestsRevert "deploy_requests.revert" Database (Databases Manage) changes "revert a deploy request";
    99 DeployRequestsClose "deploy_requests.close" Database (Databases Manage) changes "close other people's deploy requests";
    100 BackupsView "backups.view" Database (Databases View) reads "see backups";
    101 BackupsCreate "backups.create" Database (Databases Deploy) changes "create backups";
    102 BackupsRestore "backups.restore" Development (Databases Deploy) changes "restore a backup of a branch that is not production";
    103 BackupsRestoreProduction "backups.restore_production" Production (Databases Manage) changes "restore a backup of a production branch";
    104 BackupsDelete "backups.delete" Development (Databases Manage) changes "delete a backup of a branch that is not production";
    105 BackupsDeleteProduction "backups.delete_production" Production (Databases Manage) changes "delete a backup of a production branch";
    106 BackupsProtect "backups.protect" Database (Databases Manage) changes "protect backups from deletion";
    107 BackupsSchedule "backups.schedule" Database (Databases Manage) changes "change the backup schedule";
}

impl Action {
    /// Its number: the bit in a set, and what stored grants keep.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The smallest kind of thing that it is judged on.
    pub const fn level_of(self) -> Reach {
        self.cover().reach()
    }
}

/// An action's number is its place in the table, so that a set can be walked by its bits.
const _: () = {
    let mut place = 0;
    while place < Action::ALL.len() {
        assert!(Action::ALL[place] as usize == place);
        place += 1;
    }
    assert!(place <= 128);
};

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, UnknownAction> {
        let known = Action::ALL.iter().find(|action| action.as_str() == text);
        known.copied().ok_or_else(|| UnknownAction(text.escape_debug().to_string()))
    }
}

impl serde::Serialize for Action {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Action {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
