//! What stands in the way before any grant is looked at, and the sentence of a denial.

use crate::worlds::*;
use bailiwick_access::*;
use bailiwick_model::TokenId;

/// Somebody of each kind who is there, and holds nothing.
fn organization() -> World {
    let mut world = lay_out(1);
    let nobody = |number, suspended| WorldMember {
        id: id(MEMBER, number),
        account: id(MEMBER, 100 + number),
        suspended,
        can_sign_in: true,
        grants: Vec::new(),
    };
    world.members = vec![nobody(0, false), nobody(1, true)];
    let program = |number, suspended| WorldServiceToken {
        id: id(TOKEN, number),
        grants: Vec::new(),
        suspended,
    };
    world.service_tokens = vec![program(0, false), program(1, true)];
    world.teams.push(WorldTeam { id: id(TEAM, 0), members: Vec::new(), grants: Vec::new() });
    let invited =
        WorldInvitation { id: id(INVITATION, 0), inviter: id(MEMBER, 100), grants: Vec::new() };
    world.invitations.push(invited);
    world
}

fn obstacle(world: &World, principal: Principal, resource: &Resource) -> Option<Obstacle> {
    let snapshot = Snapshot::fold(world, NOW);
    let said = why(&snapshot, world, &principal, Action::AuditView, resource);
    assert!(!said.allowed);
    said.obstacle
}

#[test]
fn who_is_not_there_is_told_from_who_holds_nothing() {
    let world = organization();
    let kinds: [fn(u64) -> Principal; 4] = [
        |number| Principal::Member(id(MEMBER, number)),
        |number| Principal::Team(id(TEAM, number)),
        |number| Principal::ServiceToken(id(TOKEN, number)),
        |number| Principal::Invitation(id(INVITATION, number)),
    ];
    let nowhere = Resource::Project(id(PROJECT, 99));
    for kind in kinds {
        let said = |number, on| obstacle(&world, kind(number), on);
        assert_eq!(said(0, &Resource::Organization), None);
        assert_eq!(said(0, &nowhere), Some(Obstacle::NoSuchThing));
        assert_eq!(said(99, &Resource::Organization), Some(Obstacle::UnknownPrincipal));
        assert_eq!(said(99, &nowhere), Some(Obstacle::UnknownPrincipal));
    }
    for suspended in [kinds[0](1), kinds[2](1)] {
        let said = obstacle(&world, suspended, &Resource::Organization);
        assert_eq!(said, Some(Obstacle::Suspended));
    }
    let unknown = Principal::PersonalToken(id(TOKEN, 99));
    let said = obstacle(&world, unknown, &Resource::Organization);
    assert_eq!(said, Some(Obstacle::UnknownPrincipal));
}

#[test]
fn of_a_personal_token_it_is_said_whether_it_or_its_owner_lacks_something() {
    let mut world = organization();
    let narrow: TokenId = id(TOKEN, 7);
    world.personal_tokens.push(WorldPersonalToken {
        id: narrow,
        member: id(MEMBER, 0),
        grants: Some(Vec::new()),
    });
    let token = Principal::PersonalToken(narrow);
    let on = Resource::Organization;
    assert_eq!(obstacle(&world, token, &on), Some(Obstacle::OwnerLacks));
    let nowhere = Resource::Project(id(PROJECT, 99));
    assert_eq!(obstacle(&world, token, &nowhere), Some(Obstacle::NoSuchThing));
    world.members[0].grants.push(GrantDefinition {
        id: id(GRANT, 1),
        gives: Gives::Role(SystemRole::Owner.id()),
        scope: GrantScope::Organization,
        production: true,
        expires_at: None,
    });
    assert_eq!(obstacle(&world, token, &on), Some(Obstacle::TokenLacks));
}

#[test]
fn a_denial_names_what_the_action_comes_with() {
    let snapshot = Snapshot::fold(&organization(), NOW);
    let said = |action| {
        let me = Principal::Member(id(MEMBER, 0));
        let denial = decide(&snapshot, &me, action, &Resource::Organization).unwrap_err();
        Denial { is_visible: true, ..denial }.to_string()
    };
    let with = |action| said(action).split_once("; ").unwrap().1.to_owned();
    assert_eq!(with(Action::AuditView), "it comes with View on Audit log");
    assert_eq!(with(Action::OwnersManage), "it comes with the role Owner");
    assert_eq!(
        with(Action::ServiceTokenGrantsCreateProduction),
        "it comes with the role Owner or Organization Administrator"
    );
    let all: Vec<String> = Action::ALL.iter().map(|action| said(*action)).collect();
    assert!(all.iter().all(|text| text.starts_with("you need `")));
}

#[test]
fn a_grant_is_over_at_its_end_and_production_is_told_from_a_place_that_is_out_of_reach() {
    let mut world = organization();
    let role = RoleDefinition {
        id: id(ROLE, 1),
        name: "Watch".into(),
        system: None,
        permissions: vec![Permission { area: Area::Instances, level: Level::View }],
        actions: ActionSet::EMPTY,
        scope: RoleScope { production: false, ..RoleScope::EVERYTHING },
        assigns: Assigns::Own,
    };
    let grant = GrantDefinition {
        id: id(GRANT, 1),
        gives: Gives::Role(role.id),
        scope: GrantScope::Projects([id(PROJECT, 0)].into()),
        production: true,
        expires_at: Some(NOW),
    };
    world.roles.push(role);
    let snapshot = Snapshot::fold(&world, NOW);
    let said = |grant: &GrantDefinition, number| {
        let on = Resource::Instance(id(INSTANCE, number));
        let passed = passes(&snapshot, &world, grant, Action::InstancesView, &on);
        (verdict(&snapshot, &world, grant, Action::InstancesView, &on), passed.in_time)
    };
    let later = GrantDefinition { expires_at: Some(NOW.plus_seconds(1)), ..grant.clone() };
    assert_eq!(said(&grant, 0), (Verdict::Expired, false));
    assert_eq!(said(&later, 0), (Verdict::Granted, true));
    assert_eq!(said(&later, 1), (Verdict::ProductionLeftOut, true), "left out by the role");
    assert_eq!(said(&later, 3), (Verdict::OutsideScope, true), "it is of another project");
    let whole = RoleScope::EVERYTHING;
    world.roles[0].scope = whole;
    let narrow = GrantDefinition { production: false, ..later };
    let on = Resource::Instance(id(INSTANCE, 1));
    let found = verdict(&snapshot, &world, &narrow, Action::InstancesView, &on);
    assert_eq!(found, Verdict::ProductionLeftOut, "left out by the grant");
}

/// Grants of so many things that they are kept as bitmaps: of different roles, and with and without production.
#[test]
fn grants_of_many_projects_are_not_taken_for_each_other() {
    let mut world = World::empty(id(0, 1), 1);
    for number in 0..240 {
        let project = id(PROJECT, number);
        world.projects.push(WorldProject { id: project });
        for side in 0..2 {
            world.instances.push(WorldInstance {
                id: id(INSTANCE, number * 2 + side),
                project,
                production: side == 1,
            });
        }
    }
    let over = |actions: &[Action], projects: std::ops::Range<u64>, production| GrantDefinition {
        id: id(GRANT, projects.start),
        gives: Gives::Actions(ActionSet::of(actions)),
        scope: GrantScope::Projects(projects.map(|number| id(PROJECT, number)).collect()),
        production,
        expires_at: None,
    };
    let (look, run) = ([Action::InstancesView], [Action::InstancesUpdate]);
    let grants = vec![
        over(&look, 0..60, true),
        over(&run, 60..120, true),
        over(&look, 120..180, false),
        over(&look, 180..239, true),
    ];
    world.members.push(WorldMember {
        id: id(MEMBER, 0),
        account: id(MEMBER, 100),
        suspended: false,
        can_sign_in: true,
        grants: grants.clone(),
    });
    let snapshot = Snapshot::fold(&world, NOW);
    let me = Principal::Member(id(MEMBER, 0));
    for resource in resources(&world) {
        for action in [Action::InstancesView, Action::InstancesUpdate, Action::InstancesDelete] {
            let by_grants = grants.iter().any(|grant| {
                verdict(&snapshot, &world, grant, action, &resource) == Verdict::Granted
            });
            let held = snapshot.effective(&me, &resource).contains(action);
            assert_eq!(held, by_grants, "{action} on {resource:?}");
        }
    }
}
