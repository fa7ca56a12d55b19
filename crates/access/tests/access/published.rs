//! The tables of the two documents that the roles come from, copied as data and compared with the compiled roles.

use crate::worlds::*;
use Action::*;
use bailiwick_access::*;

/// PlanetScale's page "Access control" (2022), "Organization-level permissions": action, what it
/// means here, Member, Administrator.
const ORGANIZATION_ROWS: [(&str, &[Action], bool, bool); 25] = [
    ("View branches", &[BranchesView], true, true),
    ("Create branches", &[BranchesCreate], true, true),
    ("Delete non-production branches", &[BranchesDelete], true, true),
    ("View databases", &[DatabasesView], true, true),
    ("Create databases", &[DatabasesCreate], true, true),
    ("Create deploy requests", &[DeployRequestsCreate], true, true),
    (
        "Manage service tokens",
        &[ServiceTokensView, ServiceTokensCreate, ServiceTokensDelete],
        true,
        true,
    ),
    (
        "Manage service token grants",
        &[ServiceTokenGrantsView, ServiceTokenGrantsUpdate],
        true,
        true,
    ),
    ("View organization members", &[MembersView], true, true),
    ("View database members", &[DatabaseMembersView], true, true),
    ("View organization", &[OrganizationView], true, true),
    ("View query statistics", &[QueryStatisticsView], true, true),
    ("Delete production branches", &[BranchesDeleteProduction], false, true),
    ("Promote branches", &[BranchesPromote], false, true),
    ("Manage databases", &[DatabasesDelete, DatabasesUpdate, DatabasesImport], false, true),
    ("Manage beta features", &[BetaFeaturesManage, DatabasesManageBeta], false, true),
    ("Create production service token grants", &[ServiceTokenGrantsCreateProduction], false, true),
    ("Update an integration", &[IntegrationsUpdate], false, true),
    ("Manage invitations", &[InvitationsView, InvitationsCreate, InvitationsCancel], false, true),
    ("Manage invoices", &[InvoicesView], false, true),
    ("Manage billing", &[BillingView, BillingUpdate], false, true),
    ("View audit logs", &[AuditView], false, true),
    ("Manage organization members", &[MembersUpdate, MembersRemove], false, true),
    ("Manage database members", &[DatabaseMembersUpdate], false, true),
    ("Manage organization", &[OrganizationUpdate, SecurityManage, OrganizationDelete], false, true),
];

/// The same document, "Database-level permissions": action, what it means here, Member, Administrator (of the
/// organization or of the database).
const DATABASE_ROWS: [(&str, &[Action], bool, bool); 14] = [
    ("Create and view branches", &[BranchesCreate, BranchesView], true, true),
    ("Delete non-production branches", &[BranchesDelete], true, true),
    ("View database", &[DatabasesView], true, true),
    ("Create deploy requests", &[DeployRequestsCreate], true, true),
    ("View database members", &[DatabaseMembersView], true, true),
    ("View query statistics", &[QueryStatisticsView], true, true),
    ("Restore non-production backups", &[BackupsRestore], true, true),
    ("Manage billing", &[DatabasesUpdateBilling], false, true),
    ("Delete production branches", &[BranchesDeleteProduction], false, true),
    ("Promote branches", &[BranchesPromote], false, true),
    ("Manage database", &[DatabasesDelete, DatabasesUpdate, DatabasesImport], false, true),
    ("Manage beta features", &[DatabasesManageBeta], false, true),
    ("Manage database members", &[DatabaseMembersUpdate], false, true),
    ("Restore production backups", &[BackupsRestoreProduction], false, true),
];

fn only(system: SystemRole, scope: GrantScope) -> World {
    let mut world = holder_of(RoleDefinition::of_system(system), scope, true);
    world.roles.clear();
    world
}

/// Asks the folded snapshot, not the set of the role, so that scopes take part.
fn check(world: &World, row: &str, actions: &[Action], resource: &Resource, expected: bool) {
    let snapshot = Snapshot::fold(world, NOW);
    let principal = Principal::Member(world.members[0].id);
    for action in actions {
        let said = snapshot.effective(&principal, resource).contains(*action);
        assert_eq!(said, expected, "{row}: {action} on {resource:?}");
    }
}

#[test]
fn the_ninety_two_decisions_of_the_planetscale_document() {
    let member = only(SystemRole::OrganizationMember, GrantScope::Organization);
    let administrator = only(SystemRole::OrganizationAdministrator, GrantScope::Organization);
    let mut decisions = 0;
    for (row, actions, by_member, by_administrator) in ORGANIZATION_ROWS {
        check(&member, row, actions, &Resource::Organization, by_member);
        check(&administrator, row, actions, &Resource::Organization, by_administrator);
        decisions += 2;
    }
    let mine = id(DATABASE, 2);
    let database_administrator =
        only(SystemRole::DatabaseAdministrator, GrantScope::Database(mine));
    let (here, elsewhere) = (Resource::Database(mine), Resource::Database(id(DATABASE, 0)));
    for (row, actions, by_member, by_administrator) in DATABASE_ROWS {
        check(&member, row, actions, &here, by_member);
        check(&administrator, row, actions, &here, by_administrator);
        check(&database_administrator, row, actions, &here, by_administrator);
        check(&database_administrator, row, actions, &elsewhere, false);
        decisions += 3;
    }
    assert_eq!(decisions, 92);
    assert_eq!(ORGANIZATION_ROWS.iter().filter(|row| row.2).count(), 12);
    assert_eq!(DATABASE_ROWS.iter().filter(|row| row.2).count(), 7);
}

#[test]
fn a_database_administrator_knows_the_project_by_name_and_nothing_of_the_organization() {
    let mine = id(DATABASE, 2);
    let world = only(SystemRole::DatabaseAdministrator, GrantScope::Database(mine));
    let snapshot = Snapshot::fold(&world, NOW);
    let principal = Principal::Member(world.members[0].id);
    let on = |resource: &Resource| snapshot.effective(&principal, resource);
    assert!(on(&Resource::Organization).is_empty());
    assert_eq!(on(&Resource::Project(id(PROJECT, 1))), ActionSet::of(&[ProjectsView]));
    assert!(on(&Resource::Project(id(PROJECT, 0))).is_empty());
    let production = Resource::Branch { database: mine, is_production: true };
    assert!(on(&production).contains(BranchesConnectProduction));
    assert!(
        !on(&production).contains(BranchesDelete),
        "a promoted branch is no longer development"
    );
}

/// PowerSync's page "PowerSync Dashboard", "Custom Roles": permission, its levels, and what must be held of
/// which other area; then "Project Scope": whether it can be scoped to projects.
const AREAS: [(&str, &[&str], Option<&str>, bool); 9] = [
    ("Projects", &["View", "Manage"], None, true),
    ("Instances", &["View", "Deploy", "Manage"], Some("Projects"), true),
    ("Instance logs", &["View"], Some("Instances"), true),
    ("Alert Rules", &["View", "Manage"], Some("Projects"), true),
    ("Notification Rules", &["View", "Manage"], Some("Projects"), true),
    ("Private Endpoints", &["View", "Manage"], None, false),
    ("Team", &["View", "Manage"], None, false),
    ("Billing", &["View", "Manage"], None, false),
    ("Organization settings", &["Manage"], None, false),
];

/// The same table, "What it grants": the level and what it adds.
const GRANTED: [(&str, &str, &[Action]); 17] = [
    ("Projects", "View", &[ProjectsView]),
    ("Projects", "Manage", &[ProjectsCreate, ProjectsUpdate, ProjectsDelete]),
    ("Instances", "View", &[InstancesView]),
    ("Instances", "Deploy", &[SyncDeploy, ConnectionsDeploy, InstancesCompact]),
    (
        "Instances",
        "Manage",
        &[
            InstancesCreate,
            InstancesCreateProduction,
            InstancesDelete,
            InstancesUpdate,
            InstancesDeprovision,
            InstancesDefragment,
        ],
    ),
    ("Instance logs", "View", &[InstanceLogsView]),
    ("Alert Rules", "View", &[AlertRulesView]),
    ("Alert Rules", "Manage", &[AlertRulesCreate, AlertRulesUpdate, AlertRulesDelete]),
    ("Notification Rules", "View", &[NotificationRulesView]),
    (
        "Notification Rules",
        "Manage",
        &[
            NotificationRulesCreate,
            NotificationRulesUpdate,
            NotificationRulesDelete,
            NotificationRulesTest,
        ],
    ),
    ("Private Endpoints", "View", &[PrivateEndpointsView]),
    (
        "Private Endpoints",
        "Manage",
        &[PrivateEndpointsCreate, PrivateEndpointsUpdate, PrivateEndpointsDelete],
    ),
    ("Team", "View", &[MembersView, RolesView, TeamsView, AccessExplain]),
    (
        "Team",
        "Manage",
        &[
            InvitationsView,
            InvitationsCreate,
            InvitationsCancel,
            MembersRemove,
            MembersUpdate,
            RolesCreate,
            RolesUpdate,
            RolesDelete,
            TeamsCreate,
            TeamsUpdate,
            TeamsDelete,
            AccessReview,
        ],
    ),
    ("Billing", "View", &[BillingView, InvoicesView, UsageView]),
    ("Billing", "Manage", &[BillingUpdate]),
    ("Organization settings", "Manage", &[OrganizationUpdate, SecurityManage, BetaFeaturesManage]),
];

#[test]
fn the_areas_of_the_powersync_document() {
    for (place, (title, levels, parent, is_scoped)) in AREAS.into_iter().enumerate() {
        let area = Area::ALL[place];
        assert_eq!(area.title(), title);
        assert_eq!(area.levels().iter().map(|level| level.title()).collect::<Vec<_>>(), levels);
        assert_eq!(area.parent().map(Area::title), parent);
        assert_eq!(area.scope() == Reach::Project, is_scoped, "{title}");
        let mut held = ActionSet::EMPTY;
        for level in area.levels() {
            let added = GRANTED.iter().find(|row| row.0 == title && row.1 == level.title());
            held = held.union(ActionSet::of(added.map_or(&[], |row| row.2)));
            assert_eq!(area.actions(*level), held, "{title}: {}", level.title());
        }
    }
}

#[test]
fn the_system_roles_are_as_the_design_says() {
    assert_eq!(SystemRole::Owner.actions(), ActionSet::FULL);
    let administrator = SystemRole::OrganizationAdministrator.actions();
    assert_eq!(ActionSet::FULL.minus(administrator), ActionSet::of(&[OwnersManage]));
    let developer = SystemRole::Developer.actions();
    for action in [PolicyDeploy, BranchesCreate, DataView, ProjectsDelete, MembersView] {
        assert!(developer.contains(action), "{action}");
    }
    for action in
        [DataManage, DataReadRaw, BranchesPromote, MembersUpdate, BillingView, DatabasesCreate]
    {
        assert!(!developer.contains(action), "{action}");
    }
    let member = SystemRole::OrganizationMember.actions();
    let nothing_on = ["instances.", "policy.", "instance_logs.", "data."];
    let stray = member
        .iter()
        .find(|action| nothing_on.iter().any(|noun| action.as_str().starts_with(noun)));
    assert_eq!(stray, None);
    for role in SystemRole::ALL {
        assert_eq!(SystemRole::from_id(role.id()), Some(*role));
        let raw = role.actions().contains(DataReadRaw);
        assert_eq!(raw, matches!(role, SystemRole::Owner | SystemRole::OrganizationAdministrator));
    }
    assert_eq!(SystemRole::Owner.id().to_string(), "000000000000000000000001");
}

#[test]
fn each_system_role_says_what_it_is_for() {
    for role in SystemRole::ALL {
        assert_eq!(role.to_string(), role.name());
        let said = role.description();
        assert!(said.ends_with('.') && said.contains(' '), "{role}: {said}");
    }
}

#[test]
fn each_preset_of_grants_gives_something_by_its_name() {
    for preset in GrantPreset::ALL {
        assert!(!preset.actions().is_empty(), "{}", preset.name);
        assert_eq!(GrantPreset::named(preset.name).map(|found| found.title), Some(preset.title));
    }
    assert!(GrantPreset::named("nothing of the kind").is_none());
}
