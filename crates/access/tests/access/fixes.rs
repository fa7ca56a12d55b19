//! What is proposed when something is refused: it helps, its price is true, and nothing that exists is cheaper.

use std::collections::BTreeSet;

use crate::worlds::*;
use bailiwick_access::*;
use bailiwick_model::*;

/// Whose authority the principal's is in the end.
fn beneficiary(world: &World, principal: &Principal) -> Principal {
    let Principal::PersonalToken(token) = principal else { return *principal };
    let token = world.personal_tokens.iter().find(|one| one.id == *token).unwrap();
    Principal::Member(token.member)
}

fn give(world: &World, who: &Principal, grant: GrantDefinition) -> World {
    let mut world = world.clone();
    let grants = match who {
        Principal::Member(id) => {
            &mut world.members.iter_mut().find(|one| one.id == *id).unwrap().grants
        }
        Principal::Team(id) => {
            &mut world.teams.iter_mut().find(|one| one.id == *id).unwrap().grants
        }
        Principal::ServiceToken(id) => {
            &mut world.service_tokens.iter_mut().find(|one| one.id == *id).unwrap().grants
        }
        Principal::Invitation(id) => {
            &mut world.invitations.iter_mut().find(|one| one.id == *id).unwrap().grants
        }
        Principal::PersonalToken(_) => panic!("a token is not given anything"),
    };
    grants.push(grant);
    world
}

fn grant_of(role: RoleId, scope: GrantScope, production: bool) -> GrantDefinition {
    GrantDefinition {
        id: id(GRANT, 5_000),
        gives: Gives::Role(role),
        scope,
        production,
        expires_at: None,
    }
}

/// The world in which the remedy was applied.
fn applied(world: &World, principal: &Principal, remedy: &Remedy) -> World {
    let who = beneficiary(world, principal);
    let mut after = world.clone();
    match remedy {
        Remedy::Assign { role, scope, production } => {
            return give(world, &who, grant_of(*role, scope.clone(), *production));
        }
        Remedy::NewRole { permissions, actions, scope, at } => {
            after.roles.push(RoleDefinition {
                id: id(ROLE, 5_000),
                name: "new".into(),
                system: None,
                permissions: permissions.clone(),
                actions: *actions,
                scope: scope.clone(),
                assigns: Assigns::Own,
            });
            return give(&after, &who, grant_of(id(ROLE, 5_000), at.clone(), true));
        }
        Remedy::Renew { grant } => {
            let members = after.members.iter_mut().map(|one| &mut one.grants);
            let teams = after.teams.iter_mut().map(|one| &mut one.grants);
            let services = after.service_tokens.iter_mut().map(|one| &mut one.grants);
            let invitations = after.invitations.iter_mut().map(|one| &mut one.grants);
            let all = members.chain(teams).chain(services).chain(invitations).flatten();
            all.filter(|one| one.id == *grant).for_each(|one| one.expires_at = None);
        }
        Remedy::Resume { principal } => {
            for one in &mut after.members {
                one.suspended &= Principal::Member(one.id) != *principal;
            }
            for one in &mut after.service_tokens {
                one.suspended &= Principal::ServiceToken(one.id) != *principal;
            }
        }
        Remedy::WidenToken => {
            for one in &mut after.personal_tokens {
                if Principal::PersonalToken(one.id) == *principal {
                    one.grants = None;
                }
            }
        }
    }
    after
}

/// How many cells somebody holds in the one and not in the other.
fn gained(before: &Snapshot, after: &Snapshot, world: &World, who: &Principal) -> usize {
    gained_on(|_| true, (before, after), world, who)
}

/// The same on some things.
fn gained_on(
    counts: impl Fn(&Resource) -> bool,
    (before, after): (&Snapshot, &Snapshot),
    world: &World,
    who: &Principal,
) -> usize {
    let things = resources(world).into_iter().filter(counts);
    let counted =
        things.filter(|one| !matches!(one, Resource::Branch { is_production: false, .. }));
    counted.map(|one| after.effective(who, &one).minus(before.effective(who, &one)).len()).sum()
}

/// Every scope at which a role could be given.
fn scopes(world: &World) -> Vec<GrantScope> {
    let mut scopes = vec![GrantScope::Organization];
    scopes.extend(world.projects.iter().map(|one| GrantScope::Projects(BTreeSet::from([one.id]))));
    scopes.extend(world.databases.iter().map(|one| GrantScope::Database(one.id)));
    scopes.extend(world.instances.iter().map(|one| GrantScope::Instance(one.id)));
    scopes
}

#[test]
fn a_fix_costs_whoever_asks_what_they_may_know_of() {
    let mut hidden = 0;
    for seed in 0..60 {
        let world = world(seed);
        let before = Snapshot::fold(&world, NOW);
        let mut seeded = Seeded::new(seed ^ 0xa5c3);
        for _ in 0..15 {
            let all = principals(&world);
            let asker = all[seeded.below(all.len() as u64) as usize];
            let principal = all[seeded.below(all.len() as u64) as usize];
            let things = resources(&world);
            let resource = &things[seeded.below(things.len() as u64) as usize];
            let action = Action::ALL[seeded.below(Action::ALL.len() as u64) as usize];
            let knows = |thing: &Resource| {
                before.principal(&asker).is_some_and(|asker| is_visible(&before, asker, thing))
            };
            let said = why_for(&before, &world, &asker, (&principal, action, resource));
            assert!(said.fixes.is_sorted_by_key(|fix| fix.extra));
            for fix in said.fixes.iter().filter(|fix| fix.remedy != Remedy::WidenToken) {
                let after = Snapshot::fold(&applied(&world, &principal, &fix.remedy), NOW);
                let who = beneficiary(&world, &principal);
                let told = gained_on(knows, (&before, &after), &world, &who);
                assert_eq!(fix.extra, told, "seed {seed}: {asker:?} of {who:?}: {fix:?}");
                hidden += usize::from(told < gained(&before, &after, &world, &who));
            }
        }
    }
    assert!(hidden > 100, "{hidden}");
}

#[test]
fn a_fix_helps_and_costs_what_it_says() {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for seed in 0..120 {
        let world = world(seed);
        let before = Snapshot::fold(&world, NOW);
        let mut seeded = Seeded::new(seed ^ 0xf1c5);
        for _ in 0..25 {
            let all = principals(&world);
            let principal = all[seeded.below(all.len() as u64) as usize];
            let things = resources(&world);
            let resource = &things[seeded.below(things.len() as u64) as usize];
            let action = Action::ALL[seeded.below(Action::ALL.len() as u64) as usize];
            let said = why(&before, &world, &principal, action, resource);
            assert!(said.fixes.is_sorted_by_key(|fix| fix.extra));
            for fix in &said.fixes {
                let after = Snapshot::fold(&applied(&world, &principal, &fix.remedy), NOW);
                let (who, told) = match fix.remedy {
                    Remedy::WidenToken => (principal, 0),
                    _ => (
                        beneficiary(&world, &principal),
                        gained(&before, &after, &world, &beneficiary(&world, &principal)),
                    ),
                };
                let helps = after.effective(&who, resource).contains(action);
                assert!(
                    helps,
                    "seed {seed}: {who:?} still may not {action} on {resource:?}: {fix:?}"
                );
                assert_eq!(
                    fix.extra, told,
                    "seed {seed}: {who:?} {action} on {resource:?}: {fix:?}"
                );
                seen.insert(match fix.remedy {
                    Remedy::Assign { production: true, .. } => "assign",
                    Remedy::Assign { .. } => "assign without production",
                    Remedy::NewRole { actions, .. } if !actions.is_empty() => {
                        "a role of one action"
                    }
                    Remedy::NewRole { .. } => "a role of a level",
                    Remedy::Renew { .. } => "renew",
                    Remedy::Resume { .. } => "resume",
                    Remedy::WidenToken => "widen",
                });
            }
        }
    }
    assert_eq!(seen.len(), 7, "{seen:?}");
}

#[test]
fn nothing_that_exists_is_cheaper_than_the_first_fix() {
    let mut compared = 0;
    for seed in 0..25 {
        let world = world(seed);
        let before = Snapshot::fold(&world, NOW);
        let mut seeded = Seeded::new(seed ^ 0xc4ea);
        for _ in 0..4 {
            let principal = Principal::ServiceToken(id(TOKEN, seeded.below(3)));
            let things = resources(&world);
            let resource = &things[seeded.below(things.len() as u64) as usize];
            let action = Action::ALL[seeded.below(Action::ALL.len() as u64) as usize];
            let said = why(&before, &world, &principal, action, resource);
            let Some(first) = said.fixes.first().filter(|_| said.obstacle.is_none()) else {
                continue;
            };
            let roles = SystemRole::ALL
                .iter()
                .map(|role| role.id())
                .chain(world.roles.iter().map(|role| role.id));
            for role in roles {
                for scope in scopes(&world) {
                    for production in [false, true] {
                        let after =
                            give(&world, &principal, grant_of(role, scope.clone(), production));
                        let after = Snapshot::fold(&after, NOW);
                        if after.effective(&principal, resource).contains(action) {
                            compared += 1;
                            let told = gained(&before, &after, &world, &principal);
                            assert!(
                                told >= first.extra,
                                "seed {seed}: {action} on {resource:?}: {role} at {scope:?} costs {told}: {first:?}"
                            );
                        }
                    }
                }
            }
        }
    }
    assert!(compared > 200, "{compared}");
}

fn nobody(number: u64, suspended: bool) -> WorldMember {
    WorldMember {
        id: id(MEMBER, number),
        account: id(MEMBER, 100 + number),
        suspended,
        can_sign_in: true,
        grants: Vec::new(),
    }
}

fn fixes(world: &World, principal: Principal, action: Action, on: &Resource) -> Vec<Remedy> {
    let snapshot = Snapshot::fold(world, NOW);
    let said = why(&snapshot, world, &principal, action, on);
    said.fixes.into_iter().map(|fix| fix.remedy).collect()
}

/// Where it is enough, and of nobody else who is suspended too.
#[test]
fn whoever_is_suspended_is_resumed() {
    let mut world = lay_out(1);
    let views = |number, actions: &[Action]| GrantDefinition {
        gives: Gives::Actions(ActionSet::of(actions)),
        ..grant_of(id(ROLE, 1), GrantScope::Organization, number == 1)
    };
    world.members = vec![nobody(0, true), nobody(1, true), nobody(2, false)];
    world.members[0].grants.push(views(0, &[Action::AuditView]));
    world.members[1].grants.push(views(1, &[Action::AuditView, Action::BillingView]));
    let program = |number, suspended, actions: &[Action]| WorldServiceToken {
        id: id(TOKEN, number),
        grants: vec![views(number, actions)],
        suspended,
    };
    world.service_tokens =
        vec![program(0, true, &[Action::AuditView]), program(1, true, &[Action::BillingView])];
    let token = WorldPersonalToken { id: id(TOKEN, 7), member: id(MEMBER, 0), grants: None };
    world.personal_tokens.push(token);
    let on = Resource::Organization;
    let member = Principal::Member(id(MEMBER, 0));
    let service = Principal::ServiceToken(id(TOKEN, 0));
    for (principal, resumed) in
        [(member, member), (Principal::PersonalToken(id(TOKEN, 7)), member), (service, service)]
    {
        let found = fixes(&world, principal, Action::AuditView, &on);
        assert_eq!(found, [Remedy::Resume { principal: resumed }]);
        // It is not enough for what nobody gave them.
        assert_eq!(fixes(&world, principal, Action::BillingView, &on), []);
    }
    let snapshot = Snapshot::fold(&world, NOW);
    let said = why(&snapshot, &world, &member, Action::AuditView, &on);
    assert_eq!(said.fixes[0].extra, 1, "it costs what is held by whoever is resumed");
}

#[test]
fn the_narrowest_places_are_proposed_first() {
    let mut world = lay_out(1);
    world.members.push(nobody(0, false));
    let me = Principal::Member(id(MEMBER, 0));
    let places = |action, on: &Resource| -> Vec<(RoleScope, GrantScope)> {
        let roles = fixes(&world, me, action, on).into_iter();
        let new = roles.filter_map(|remedy| match remedy {
            Remedy::NewRole { scope, at, .. } => Some((scope, at)),
            _ => None,
        });
        new.collect()
    };
    let instance = id(INSTANCE, 2);
    let found = places(Action::InstancesView, &Resource::Instance(instance));
    let (scope, at) = &found[0];
    assert_eq!(scope.projects, Selection::Only([id(PROJECT, 1)].into()));
    assert_eq!(scope.instances, Selection::Only([instance].into()));
    assert_eq!((scope.production, at), (false, &GrantScope::Organization));

    let database = id(DATABASE, 2);
    let on = Resource::Database(database);
    let (scope, at) = &places(Action::DatabasesView, &on)[0];
    assert_eq!(scope.projects, Selection::Only([id(PROJECT, 1)].into()));
    assert_eq!(at, &GrantScope::Database(database));
    let assigned = fixes(&world, me, Action::DatabasesView, &on).into_iter();
    let narrow = assigned.filter_map(|remedy| match remedy {
        Remedy::Assign { scope, .. } => Some(scope),
        _ => None,
    });
    assert!(narrow.take(1).eq([GrantScope::Database(database)]), "an existing role, for it alone");
}
