//! What the guard lets through and what it refuses beside the attacks of the catalogue, and what it says then.

use crate::people::*;
use crate::worlds::*;
use bailiwick_access::*;
use bailiwick_model::Timestamp;

const EXCEEDS: &str = "would_exceed_grantor";
const ABOVE: &str = "target_above_actor";

#[test]
fn nothing_given_outlasts_the_one_who_gave_it() {
    let mut world = organization();
    world.members[ATTACKER as usize].grants = vec![until(1_000, custom(TEAM_LEAD))];
    let give = |grant| add(&world, ACCOMPLICE, grant);
    allowed(&world, ATTACKER, &give(until(1_000, custom(TEAM_LEAD))));
    allowed(&world, ATTACKER, &give(until(10, custom(TEAM_LEAD))));
    let longer = give(until(1_001, custom(TEAM_LEAD)));
    refused(&world, ATTACKER, &longer, EXCEEDS, Action::OrganizationView);
    refused(
        &world,
        ATTACKER,
        &give(everywhere(custom(TEAM_LEAD))),
        EXCEEDS,
        Action::OrganizationView,
    );
    // Prolonging one's own is giving as well.
    let mine = set(ATTACKER, vec![until(1_001, custom(TEAM_LEAD))]);
    refused(&world, ATTACKER, &mine, EXCEEDS, Action::OrganizationView);
}

/// What somebody may give by a list, or with a role that makes databases, ends with the role that lets them.
#[test]
fn a_list_that_ends_gives_nothing_for_longer() {
    let mut world = organization();
    let developer = SystemRole::Developer.id();
    let lead = role(TEAM_LEAD, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    world.roles = vec![assigning(lead, &[developer])];
    world.members[ATTACKER as usize].grants = vec![until(1_000, custom(TEAM_LEAD))];
    let give = |grant| add(&world, ACCOMPLICE, grant);
    allowed(&world, ATTACKER, &give(until(1_000, Gives::Role(developer))));
    for longer in [until(1_001, Gives::Role(developer)), everywhere(Gives::Role(developer))] {
        refused(&world, ATTACKER, &give(longer.clone()), EXCEEDS, Action::OrganizationView);
        let invitation = WorldInvitation {
            id: id(INVITATION, 1),
            inviter: id(MEMBER, ATTACKER + 100),
            grants: vec![longer.clone()],
        };
        refused(&world, ATTACKER, &Change::Invite(invitation), EXCEEDS, Action::OrganizationView);
        let armed = Change::PutTeam(team(1, &[ACCOMPLICE], vec![longer]));
        refused(&world, ATTACKER, &armed, EXCEEDS, Action::OrganizationView);
    }
    // The default role stays anybody's to give.
    world.default_role = SystemRole::OrganizationMember.id();
    allowed(
        &world,
        ATTACKER,
        &add(&world, ACCOMPLICE, everywhere(Gives::Role(world.default_role))),
    );
}

/// Who holds these gives that, and what stands in the way is named there.
#[track_caller]
fn falls_short(held: &[GrantDefinition], given: GrantDefinition, action: Action, named: &Resource) {
    let mut world = organization();
    world.members[ATTACKER as usize].grants = held.to_vec();
    let change = add(&world, ACCOMPLICE, given);
    match refused(&world, ATTACKER, &change, EXCEEDS, action) {
        Refusal::WouldExceedGrantor { resource, .. } => assert_eq!(resource, *named),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_of_today_is_not_all_of_tomorrow() {
    let single = |actions: &[Action]| Gives::Actions(ActionSet::of(actions));
    let without_production = |grant| GrantDefinition { production: false, ..grant };
    let project = Resource::Project(id(PROJECT, 0));

    // Both instances of a project, and the project's name.
    let view = || single(&[Action::InstancesView, Action::ProjectsView]);
    let each = [0, 1].map(|number| at(view(), GrantScope::Instance(id(INSTANCE, number))));
    let all = || at(view(), only(0));
    falls_short(&each, all(), Action::InstancesView, &project);
    falls_short(&each, without_production(all()), Action::InstancesView, &project);

    // Its only database.
    let view = || single(&[Action::BranchesView, Action::ProjectsView]);
    let each = [at(view(), GrantScope::Database(id(DATABASE, 0)))];
    falls_short(&each, at(view(), only(0)), Action::BranchesView, &project);
    let given = without_production(at(view(), only(0)));
    falls_short(&each, given, Action::BranchesView, &project);

    // Every project, one by one.
    for view in [Action::InstancesView, Action::BranchesView] {
        let each = [0, 1, 2].map(|number| at(single(&[view]), only(number)));
        let given = without_production(everywhere(single(&[view])));
        falls_short(&each, given, view, &Resource::Organization);
    }
    let each = [0, 1, 2].map(|number| at(single(&[Action::ProjectsView]), only(number)));
    let given = everywhere(single(&[Action::ProjectsView]));
    falls_short(&each, given, Action::ProjectsView, &Resource::Organization);

    // One of them is one of them.
    let mut world = organization();
    world.members[ATTACKER as usize].grants = vec![at(custom(TEAM_LEAD), only(0))];
    let one = at(custom(TEAM_LEAD), GrantScope::Instance(id(INSTANCE, 1)));
    allowed(&world, ATTACKER, &add(&world, ACCOMPLICE, one));
}

#[test]
fn a_role_that_assigns_others_works_without_being_powerful() {
    let mut world = organization();
    let everything = || RoleScope::EVERYTHING;
    world.roles.push(role(2, &[(Area::Instances, Level::Manage)], everything()));
    let lead = role(
        TEAM_LEAD,
        &[(Area::Team, Level::Manage), (Area::Instances, Level::View)],
        everything(),
    );
    let assigns = Change::PutRole(assigning(lead.clone(), &[id(ROLE, 2)]));
    refused(&world, ATTACKER, &assigns, "assigns_by_owner_only", Action::OwnersManage);
    refused(&world, ADMIN, &assigns, "assigns_by_owner_only", Action::OwnersManage);
    allowed(&world, OWNER, &assigns);
    let world = apply(&world, &assigns);

    // To others, for ever; to change and to remove them again.
    let give = add(&world, ACCOMPLICE, everywhere(custom(2)));
    allowed(&world, ATTACKER, &give);
    let given = apply(&world, &give);
    for change in [set(ACCOMPLICE, Vec::new()), suspend(ACCOMPLICE), leave(ACCOMPLICE)] {
        allowed(&given, ATTACKER, &change);
    }
    allowed(&apply(&given, &suspend(ACCOMPLICE)), ATTACKER, &resume(ACCOMPLICE));
    let invitation = WorldInvitation {
        id: id(INVITATION, 1),
        inviter: id(MEMBER, ATTACKER + 100),
        grants: vec![everywhere(custom(2))],
    };
    allowed(&world, ATTACKER, &Change::Invite(invitation));

    // Not to oneself, nor through a team that one is in, nor to a token; nor more than the role is now.
    let mine = add(&world, ATTACKER, everywhere(custom(2)));
    refused(&world, ATTACKER, &mine, EXCEEDS, Action::InstancesCreate);
    let ours = Change::PutTeam(team(1, &[ATTACKER, ACCOMPLICE], vec![everywhere(custom(2))]));
    refused(&world, ATTACKER, &ours, EXCEEDS, Action::InstancesCreate);
    let mut with_token = world.clone();
    with_token.service_tokens.push(WorldServiceToken {
        id: id(TOKEN, 1),
        grants: Vec::new(),
        suspended: false,
    });
    let token =
        Change::SetServiceTokenGrants { token: id(TOKEN, 1), grants: vec![everywhere(custom(2))] };
    refused(&with_token, ATTACKER, &token, EXCEEDS, Action::InstancesCreate);
    let armed = apply(&with_token, &token);
    let rotated =
        guard(&armed, &armed, &member(ATTACKER), &[Principal::ServiceToken(id(TOKEN, 1))], NOW);
    assert_eq!(rotated.map_err(|refusal| refusal.code()), Err(ABOVE));
    let wider = Change::PutRole(role(
        2,
        &[(Area::Instances, Level::Manage), (Area::Policy, Level::View)],
        everything(),
    ));
    refused(&given, ATTACKER, &wider, EXCEEDS, Action::PolicyView);

    // Somebody who holds more beside it is not theirs.
    let more = apply(&given, &add(&given, ACCOMPLICE, everywhere(of(SystemRole::Developer))));
    let answer = guarded(&more, ATTACKER, &set(ACCOMPLICE, Vec::new()));
    assert!(matches!(answer, Err(Refusal::HoldsAnotherRole { .. })), "{answer:?}");
}

fn guarded(world: &World, actor: u64, change: &Change) -> Result<(), Refusal> {
    guard(world, &apply(world, change), &member(actor), &[], NOW)
}

/// Team Manage with a list: what is not on it, is neither given nor touched, however little it is.
#[test]
fn a_list_of_roles_is_the_whole_of_what_its_holder_gives_and_changes() {
    let mut world = organization();
    let lead = role(TEAM_LEAD, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    let (developer, little) = (SystemRole::Developer.id(), id(ROLE, 2));
    world.roles = vec![
        assigning(lead.clone(), &[developer]),
        role(2, &[(Area::Team, Level::View)], RoleScope::EVERYTHING),
    ];
    world.default_role = SystemRole::OrganizationMember.id();
    let gives = |change: &Change, world: &World| {
        let answer = guarded(world, ATTACKER, change);
        assert!(matches!(answer, Err(Refusal::GivesAnotherRole { .. })), "{answer:?}");
        assert_eq!(answer.unwrap_err().code(), EXCEEDS);
    };
    let holds = |change: &Change, world: &World| {
        let answer = guarded(world, ATTACKER, change);
        assert!(matches!(answer, Err(Refusal::HoldsAnotherRole { .. })), "{answer:?}");
        assert_eq!(answer.unwrap_err().code(), ABOVE);
    };
    // Given.
    for other in [id(ROLE, TEAM_LEAD), little] {
        gives(&add(&world, ACCOMPLICE, everywhere(Gives::Role(other))), &world);
        gives(&add(&world, ACCOMPLICE, at(Gives::Role(other), only(0))), &world);
        let invitation = WorldInvitation {
            id: id(INVITATION, 1),
            inviter: id(MEMBER, ATTACKER + 100),
            grants: vec![everywhere(Gives::Role(other))],
        };
        gives(&Change::Invite(invitation), &world);
        let armed = Change::PutTeam(team(1, &[ACCOMPLICE], vec![everywhere(Gives::Role(other))]));
        gives(&armed, &world);
        let unmanned = team(1, &[], vec![everywhere(Gives::Role(other))]);
        let held = apply(&world, &Change::PutTeam(unmanned.clone()));
        let joined = WorldTeam { members: vec![id(MEMBER, ACCOMPLICE)], ..unmanned };
        gives(&Change::PutTeam(joined), &held);
        holds(&Change::RemoveTeam(id(TEAM, 1)), &held);
    }
    allowed(&world, ATTACKER, &add(&world, ACCOMPLICE, everywhere(Gives::Role(developer))));
    // Touched: a peer, and one with a role that gives less than the actor holds.
    for other in [id(ROLE, TEAM_LEAD), little] {
        let mut with = world.clone();
        with.members[ACCOMPLICE as usize].grants = vec![everywhere(Gives::Role(other))];
        let developer = everywhere(Gives::Role(developer));
        for change in [set(ACCOMPLICE, vec![developer]), suspend(ACCOMPLICE), leave(ACCOMPLICE)] {
            holds(&change, &with);
        }
        gives(&resume(ACCOMPLICE), &apply(&with, &suspend(ACCOMPLICE)));
        // An administrator does.
        allowed(&with, ADMIN, &leave(ACCOMPLICE));
    }
    // Nobody is freed of the list: by single actions, by a token, by a role made or held that has none.
    let people = Gives::Actions(ActionSet::of(&[Action::MembersRemove]));
    gives(&add(&world, ACCOMPLICE, everywhere(people.clone())), &world);
    gives(&add(&world, ATTACKER, everywhere(people.clone())), &world);
    let mut with_token = world.clone();
    let token = id(TOKEN, 1);
    with_token.service_tokens.push(WorldServiceToken {
        id: token,
        grants: Vec::new(),
        suspended: false,
    });
    let grants = vec![everywhere(people)];
    gives(&Change::SetServiceTokenGrants { token, grants }, &with_token);
    gives(&Change::PutRole(role(3, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING)), &world);
    let mut junior = world.clone();
    junior.members[ATTACKER as usize].grants.push(everywhere(Gives::Role(little)));
    gives(
        &Change::PutRole(role(2, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING)),
        &junior,
    );
    // Whoever may change people without a list as well is bound by their own authority alone.
    let mut free = world.clone();
    free.roles.push(role(3, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING));
    free.members[ATTACKER as usize].grants.push(everywhere(custom(3)));
    allowed(&free, ATTACKER, &add(&free, ACCOMPLICE, everywhere(Gives::Role(little))));
    // Only as long.
    free.members[ATTACKER as usize].grants[1].expires_at = Some(Timestamp(NOW.0 + 1_000));
    allowed(&free, ATTACKER, &add(&free, ACCOMPLICE, until(1_000, Gives::Role(little))));
    gives(&add(&free, ACCOMPLICE, everywhere(Gives::Role(little))), &free);
}

/// What the list names and its holder cannot give, because it changes people without a list, they do not touch either.
#[test]
fn a_list_reaches_nobody_who_changes_people_without_one() {
    let lead = role(TEAM_LEAD, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    let administrator = SystemRole::OrganizationAdministrator.id();
    let (engineer, developer) = (id(ROLE, 2), SystemRole::Developer.id());
    for (named, default, other) in [
        (administrator, developer, administrator),
        (developer, administrator, administrator),
        (engineer, developer, engineer),
        (developer, engineer, engineer),
    ] {
        let mut world = organization();
        world.roles = vec![
            assigning(lead.clone(), &[named]),
            role(2, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING),
        ];
        world.default_role = default;
        let given = add(&world, ACCOMPLICE, everywhere(Gives::Role(other)));
        let answer = guarded(&world, ATTACKER, &given);
        assert!(matches!(answer, Err(Refusal::GivesAnotherRole { .. })), "{answer:?}");
        world.members[ACCOMPLICE as usize].grants = vec![everywhere(Gives::Role(other))];
        let developer = everywhere(Gives::Role(developer));
        for change in [set(ACCOMPLICE, vec![developer]), suspend(ACCOMPLICE), leave(ACCOMPLICE)] {
            let answer = guarded(&world, ATTACKER, &change);
            assert!(matches!(answer, Err(Refusal::HoldsAnotherRole { .. })), "{answer:?}");
        }
        // One that only sees the team is a default role like any other.
        world.roles[1] = role(2, &[(Area::Team, Level::View)], RoleScope::EVERYTHING);
        if other == engineer {
            allowed(&world, ATTACKER, &suspend(ACCOMPLICE));
            allowed(&world, ATTACKER, &leave(ACCOMPLICE));
        }
    }
}

/// What somebody was given with a database that they made comes with a role that makes databases.
#[test]
fn a_list_with_a_role_that_makes_databases_holds_for_their_makers() {
    let mut world = organization();
    let lead = role(TEAM_LEAD, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    let database = world.databases[0].id;
    world.default_role = id(ROLE, 9);
    let administers = || at(of(SystemRole::DatabaseAdministrator), GrantScope::Database(database));
    let changes = [set(ACCOMPLICE, Vec::new()), suspend(ACCOMPLICE), leave(ACCOMPLICE)];
    for (listed, is_maker, is_theirs) in [
        (SystemRole::OrganizationMember, true, true),
        (SystemRole::OrganizationMember, false, false),
        (SystemRole::Developer, true, false),
    ] {
        world.roles = vec![assigning(lead.clone(), &[listed.id()])];
        let made = administers();
        world.databases[0].maker = is_maker.then_some(made.id);
        world.members[ACCOMPLICE as usize].grants = vec![everywhere(of(listed)), made];
        for change in &changes {
            let answer = guarded(&world, ATTACKER, change);
            let code = answer.as_ref().err().map(Refusal::code);
            assert_eq!(code, (!is_theirs).then_some(ABOVE), "{listed:?} {is_maker}: {answer:?}");
        }
        let asleep = apply(&world, &suspend(ACCOMPLICE));
        assert_eq!(guarded(&asleep, ATTACKER, &resume(ACCOMPLICE)).is_ok(), is_theirs);
        // It is not the actor's to give.
        let mut other = world.clone();
        other.members[ACCOMPLICE as usize].grants.truncate(1);
        let given = add(&other, ACCOMPLICE, administers());
        assert_eq!(guarded(&other, ATTACKER, &given).map_err(|one| one.code()), Err(EXCEEDS));
    }
}

#[test]
fn the_power_to_give_a_role_is_not_given_by_who_lacks_it() {
    let mut world = organization();
    let giver = role(2, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    world.roles.push(assigning(giver, &[SystemRole::Developer.id()]));
    // Its cells are the attacker's own, but whoever holds it may make developers.
    refused(
        &world,
        ATTACKER,
        &add(&world, ACCOMPLICE, everywhere(custom(2))),
        EXCEEDS,
        Action::ProjectsCreate,
    );
    refused(
        &world,
        ATTACKER,
        &add(&world, ATTACKER, everywhere(custom(2))),
        EXCEEDS,
        Action::ProjectsCreate,
    );
    allowed(&world, ADMIN, &add(&world, ACCOMPLICE, everywhere(custom(2))));
    // Nor is it given for longer than it was.
    let mut for_a_while = world.clone();
    for_a_while.members[ACCOMPLICE as usize].grants = vec![until(1_000, custom(2))];
    let longer = set(ACCOMPLICE, vec![everywhere(custom(2))]);
    refused(&for_a_while, ATTACKER, &longer, EXCEEDS, Action::ProjectsCreate);
    allowed(&for_a_while, ATTACKER, &set(ACCOMPLICE, vec![until(10, custom(2))]));
    // Nor is a role woken that names others and could not yet give them.
    let mut dormant = world.clone();
    dormant.roles[1].permissions = vec![Permission { area: Area::Team, level: Level::View }];
    dormant.members[ACCOMPLICE as usize].grants = vec![everywhere(custom(2))];
    refused(
        &dormant,
        ATTACKER,
        &Change::PutRole(world.roles[1].clone()),
        EXCEEDS,
        Action::ProjectsCreate,
    );
}

#[test]
fn the_default_role_is_anybodys_to_give_and_so_nobodys_to_widen() {
    let mut world = organization();
    world.default_role = id(ROLE, 2);
    world.roles.push(role(2, &[(Area::Billing, Level::View)], RoleScope::EVERYTHING));
    allowed(&world, ATTACKER, &add(&world, ACCOMPLICE, everywhere(custom(2))));
    refused(
        &world,
        ATTACKER,
        &add(&world, ATTACKER, everywhere(custom(2))),
        EXCEEDS,
        Action::BillingView,
    );
    let wider = || {
        Change::PutRole(role(
            2,
            &[(Area::Billing, Level::View), (Area::Instances, Level::View)],
            RoleScope::EVERYTHING,
        ))
    };
    refused(&world, ATTACKER, &wider(), ABOVE, Action::BillingView);
    allowed(&world, OWNER, &wider());
    // One who may only for a while could otherwise have it given for ever.
    let mut for_a_while = world.clone();
    for_a_while.members[ATTACKER as usize].grants = vec![until(1_000, custom(TEAM_LEAD))];
    refused(&for_a_while, ATTACKER, &wider(), EXCEEDS, Action::ProjectsView);
    let mut other = world.clone();
    other.default_role = SystemRole::Developer.id();
    let moved = guard(&world, &other, &member(ATTACKER), &[], NOW);
    assert_eq!(moved.map_err(|refusal| refusal.code()), Err(EXCEEDS));
    assert_eq!(guard(&world, &other, &member(ADMIN), &[], NOW), Ok(()));
}

#[test]
fn somebody_untouched_may_stand_above() {
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Instances, Level::View)], RoleScope::EVERYTHING));
    world.members[OWNER as usize].grants.push(everywhere(custom(2)));
    // The owner holds all of it anyway, so its edit takes nothing from them.
    let narrower =
        Change::PutRole(role(2, &[(Area::Projects, Level::View)], RoleScope::EVERYTHING));
    allowed(&world, ATTACKER, &narrower);
    let renamed = RoleDefinition { name: "other".into(), ..world.roles[1].clone() };
    allowed(&world, ATTACKER, &Change::PutRole(renamed));
}

#[test]
fn a_refusal_says_what_is_missing_and_hides_what_may_not_be_known() {
    let mut world = organization();
    world.roles.push(role(2, &[(Area::Instances, Level::Manage)], in_projects(&[1])));
    world.members[ATTACKER as usize].grants = vec![everywhere(Gives::Actions(ActionSet::of(&[
        Action::MembersUpdate,
        Action::OrganizationView,
    ])))];
    let hidden = refused(
        &world,
        ATTACKER,
        &add(&world, ACCOMPLICE, everywhere(custom(2))),
        EXCEEDS,
        Action::ProjectsView,
    );
    assert!(!hidden.to_string().contains("0000"), "{hidden}");
    let seen = organization();
    let deleting = at(
        Gives::Actions(ActionSet::of(&[Action::InstancesDelete])),
        GrantScope::Instance(id(INSTANCE, 2)),
    );
    let sentences = [
        refused(
            &seen,
            ATTACKER,
            &add(&seen, ACCOMPLICE, deleting),
            EXCEEDS,
            Action::InstancesDelete,
        ),
        hidden,
        refused(&seen, ATTACKER, &leave(ADMIN), ABOVE, Action::OrganizationUpdate),
        refused(&seen, OWNER, &leave(OWNER), "last_owner", None),
        Refusal::ProductionGrant { principal: Principal::ServiceToken(id(TOKEN, 1)) },
        Refusal::AssignsByOwnerOnly,
        {
            let mut world = organization();
            world.roles.push(role(2, &[(Area::Billing, Level::View)], RoleScope::EVERYTHING));
            let renamed = RoleDefinition { name: "other".into(), ..world.roles[1].clone() };
            refused(&world, ATTACKER, &Change::PutRole(renamed), ABOVE, Action::BillingView)
        },
    ];
    let said: Vec<_> = sentences.iter().map(|one| format!("{one}; {}", one.hint())).collect();
    insta::assert_snapshot!(said.join("\n"), @r"
    you can give only what you hold yourself, for as long as you hold it: this needs Manage on Instances (`instances.delete`) on the instance 000000000002000000000002; give less, or ask somebody who holds it to make the change
    you can give only what you hold yourself, for as long as you hold it: this needs View on Projects (`projects.view`) on something that you may not see; give less, or ask somebody who holds it to make the change
    you can change only those who hold no more than you: this needs Manage on Organization settings (`organization.update`) in the whole organization; ask somebody who holds as much to make the change
    the organization must keep an owner who is active, verified and can sign in; make another member an owner first
    you need `service_token_grants.create_production` to let a service token do what reaches production branches; ask an administrator to make the grant
    only an owner says which roles a role may give beyond its own authority; ask an owner to make the change
    you can change only roles that give no more than you hold: this needs View on Billing (`billing.view`) in the whole organization; ask somebody who holds as much to make the change
    ");
}

#[test]
fn a_change_names_what_is_there_and_nothing_else() {
    let world = organization();
    for change in [
        leave(9),
        suspend(9),
        set(9, Vec::new()),
        Change::RemoveRole(id(ROLE, 9)),
        Change::RemoveTeam(id(TEAM, 9)),
    ] {
        let after = apply(&world, &change);
        assert_eq!(World { epoch: world.epoch, ..after.clone() }, world, "{change:?}");
        assert_eq!(after.epoch, world.epoch + 1);
    }
    let (far, now) = (Timestamp(NOW.0 + 1), NOW);
    let mut ended = world.clone();
    ended.members[ATTACKER as usize].grants[0].expires_at = Some(far);
    let change = add(
        &ended,
        ACCOMPLICE,
        GrantDefinition { expires_at: Some(far), ..everywhere(custom(TEAM_LEAD)) },
    );
    let after = apply(&ended, &change);
    assert_eq!(guard(&ended, &after, &member(ATTACKER), &[], now), Ok(()));
    // Then neither holds anything: there is nothing to refuse, and nothing to fear.
    assert_eq!(guard(&ended, &after, &member(ATTACKER), &[], far), Ok(()));
}

#[test]
fn a_role_that_gives_more_than_one_holds_is_not_ones_to_touch() {
    let mut world = organization();
    world.roles.push(role(50, &[(Area::Billing, Level::Manage)], RoleScope::EVERYTHING));
    let within = |number| role_is_within(&world, &member(ATTACKER), id(ROLE, number), NOW);
    assert!(within(TEAM_LEAD).is_ok());
    assert!(matches!(within(50), Err(Refusal::RoleAboveActor { .. })), "{:?}", within(50));
}

/// The store answers grants and members in whatever order.
#[test]
fn another_order_is_no_change() {
    let mut world = organization();
    let more = everywhere(of(SystemRole::Developer));
    world.members[OWNER as usize].grants.push(more.clone());
    world.teams.push(team(1, &[OWNER, ADMIN], vec![everywhere(of(SystemRole::Owner)), more]));
    let mut after = world.clone();
    after.members[OWNER as usize].grants.reverse();
    after.teams[0].grants.reverse();
    after.teams[0].members.reverse();
    assert_eq!(guard(&world, &after, &member(ATTACKER), &[], NOW), Ok(()));
}

/// Whom a role lets change is a right on the organization: given for some projects it lets nobody.
#[test]
fn a_list_that_is_held_in_some_projects_gives_nothing() {
    let mut world = organization();
    let developer = SystemRole::Developer.id();
    let lead = role(TEAM_LEAD, &[(Area::Team, Level::Manage)], RoleScope::EVERYTHING);
    world.roles = vec![assigning(lead, &[developer])];
    let give = add(&world, ACCOMPLICE, everywhere(Gives::Role(developer)));
    assert!(guarded(&world, ATTACKER, &give).is_ok());
    let narrow = at(custom(TEAM_LEAD), GrantScope::Projects([id(PROJECT, 0)].into()));
    world.members[ATTACKER as usize].grants = vec![narrow];
    refused(&world, ATTACKER, &give, EXCEEDS, Action::OrganizationView);
}

#[test]
fn a_refusal_names_the_database_that_it_is_about() {
    let world = organization();
    let database = id(DATABASE, 0);
    let given = at(of(SystemRole::DatabaseAdministrator), GrantScope::Database(database));
    match guarded(&world, ATTACKER, &add(&world, ACCOMPLICE, given)) {
        Err(Refusal::WouldExceedGrantor { resource, .. }) => {
            assert_eq!(resource, Resource::Database(database));
        }
        other => panic!("{other:?}"),
    }
}
