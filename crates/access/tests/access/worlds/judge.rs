//! What the guard shall say, by the rules as they are written: whole worlds are folded at every instant and every cell
//! is asked. Slow, and written apart from the engine.

use std::collections::BTreeSet;

use bailiwick_access::*;
use bailiwick_model::*;

use super::lists::{given, gives_by_lists, is_beyond_lists, is_bound, is_live, is_of_maker};
use super::touched::acted_on;
use super::{INVITATION, id, principals, resources};

/// The word of the first rule that the change breaks.
pub fn judge(
    before: &World,
    after: &World,
    actor: &Principal,
    touched: &[Principal],
    now: Timestamp,
) -> Option<&'static str> {
    let (before, after) =
        (&with_things_to_come(before, after), &with_things_to_come(after, before));
    // A team or an invitation does not act: nobody is as good.
    let nobody = &Principal::Member(id(905, 0));
    let acts = !matches!(actor, Principal::Team(_) | Principal::Invitation(_));
    let actor = if acts { actor } else { nobody };
    let own = holds(before, actor, &Resource::Organization, now);
    if assigns_changed(before, after) && !own.contains(Action::OwnersManage) {
        return Some("assigns_by_owner_only");
    }
    if !roles_bounded(before, after, actor, now)
        || !everybody_bounded(before, after, actor, now)
        || !gives_by_lists(before, after, actor, now)
    {
        return Some("would_exceed_grantor");
    }
    if !own.contains(Action::ServiceTokenGrantsCreateProduction)
        && reaches_production(before, after, now)
    {
        return Some("production_grant");
    }
    if !ranked(before, after, actor, touched, now) || !roles_ranked(before, after, actor, now) {
        return Some("target_above_actor");
    }
    (owners(before) > 0 && owners(after) == 0).then_some("last_owner")
}

fn holds(world: &World, who: &Principal, on: &Resource, at: Timestamp) -> ActionSet {
    Snapshot::fold(world, at).effective(who, on)
}

/// A project that nobody has named yet, and in every project an instance of each kind and a database.
fn with_things_to_come(world: &World, other: &World) -> World {
    let mut world = world.clone();
    for project in &other.projects {
        if !world.projects.contains(project) {
            world.projects.push(project.clone());
        }
    }
    world.projects.push(WorldProject { id: id(900, 0) });
    let projects: Vec<ProjectId> = world.projects.iter().map(|project| project.id).collect();
    for (place, project) in (0..).zip(projects) {
        for production in [false, true] {
            let id = id(901 + u64::from(production), place);
            world.instances.push(WorldInstance { id, project, production });
        }
        world.databases.push(WorldDatabase { id: id(903, place), project, maker: None });
    }
    world
}

fn assigns_changed(before: &World, after: &World) -> bool {
    let of = |world: &World, id| {
        let found = world.roles.iter().find(|role| role.id == id);
        found.map_or(Assigns::Own, |role| role.assigns.clone())
    };
    after.roles.iter().any(|role| of(before, role.id) != role.assigns)
}

/// Now and whenever a grant ends.
pub fn instants(before: &World, after: &World, now: Timestamp) -> BTreeSet<Timestamp> {
    let ends = [before, after].into_iter().flat_map(all_grants).filter_map(|one| one.expires_at);
    ends.filter(|end| *end > now).chain([now]).collect()
}

pub fn all_grants(world: &World) -> Vec<&GrantDefinition> {
    let mut all: Vec<&GrantDefinition> = Vec::new();
    world.members.iter().for_each(|one| all.extend(&one.grants));
    world.teams.iter().for_each(|one| all.extend(&one.grants));
    world.service_tokens.iter().for_each(|one| all.extend(&one.grants));
    world.invitations.iter().for_each(|one| all.extend(&one.grants));
    world.personal_tokens.iter().for_each(|one| all.extend(one.grants.iter().flatten()));
    all
}

/// Nobody is suspended, but those who will be resumed hold nothing before.
fn awake(world: &World, resumed: &World) -> World {
    let mut awake = world.clone();
    for one in &mut awake.members {
        let is_resumed = resumed.members.iter().any(|other| other.id == one.id && !other.suspended);
        one.suspended = one.suspended && is_resumed;
    }
    for one in &mut awake.service_tokens {
        let is_resumed =
            resumed.service_tokens.iter().any(|other| other.id == one.id && !other.suspended);
        one.suspended = one.suspended && is_resumed;
    }
    awake
}

pub fn role(world: &World, id: RoleId) -> Option<RoleDefinition> {
    let system = SystemRole::from_id(id).map(RoleDefinition::of_system);
    let is_it = |role: &&RoleDefinition| role.id == id && role.system.is_none();
    system.or_else(|| world.roles.iter().find(is_it).cloned())
}

pub fn is_same_role(before: &World, after: &World, id: RoleId) -> bool {
    let part = |world| role(world, id).map(|role| (role.held(), role.scope, role.assigns));
    part(before) == part(after)
}

/// The member that acts or holds the token.
pub fn member_of(world: &World, who: &Principal) -> Option<MemberId> {
    let id = match who {
        Principal::Member(id) => *id,
        Principal::PersonalToken(id) => {
            world.personal_tokens.iter().find(|one| one.id == *id)?.member
        }
        _ => return None,
    };
    world.members.iter().any(|one| one.id == id).then_some(id)
}

/// Every grant to a member or through its teams.
pub fn grants_of(world: &World, member: MemberId) -> Vec<GrantDefinition> {
    let direct = world.members.iter().filter(|one| one.id == member).flat_map(|one| &one.grants);
    let teams = world.teams.iter().filter(|team| team.members.contains(&member));
    direct.chain(teams.flat_map(|team| &team.grants)).cloned().collect()
}

fn named_by(world: &World, grants: &[GrantDefinition], at: Timestamp) -> BTreeSet<RoleId> {
    let mut named = BTreeSet::new();
    for grant in grants {
        let is_live = grant.expires_at.is_none_or(|end| end > at);
        if let Gives::Role(id) = grant.gives
            && is_live
            && grant.scope == GrantScope::Organization
            && let Some(role) = role(world, id)
            && role.held().contains(Action::MembersUpdate)
            && let Assigns::Only(roles) = role.assigns
        {
            named.extend(roles);
        }
    }
    named
}

pub fn assignable(world: &World, actor: &Principal, at: Timestamp) -> BTreeSet<RoleId> {
    let mut found = BTreeSet::from([world.default_role]);
    let held = holds(world, actor, &Resource::Organization, at);
    if let Some(member) = member_of(world, actor)
        && held.contains(Action::MembersUpdate)
    {
        found.extend(named_by(world, &grants_of(world, member), at));
    }
    found
}

/// The world with one more invitation, that gives a role for the whole organization.
fn with_role(world: &World, role: RoleId) -> (World, Principal) {
    let mut world = world.clone();
    let grant = GrantDefinition {
        id: id(904, 0),
        gives: Gives::Role(role),
        scope: GrantScope::Organization,
        production: true,
        expires_at: None,
    };
    let invitation = id(INVITATION, 1_000);
    world.invitations.push(WorldInvitation {
        id: invitation,
        inviter: id(904, 1),
        grants: vec![grant],
    });
    (world, Principal::Invitation(invitation))
}

/// The role holds nothing that the actor does not hold then, but for what it held before.
fn role_within(
    before: &World,
    after: &World,
    role: RoleId,
    old: Option<RoleId>,
    actor: &Principal,
    at: Timestamp,
) -> bool {
    let (new_world, new) = with_role(after, role);
    let old = old.map(|role| with_role(before, role));
    let new_world = Snapshot::fold(&new_world, at);
    let old = old.map(|(world, principal)| (Snapshot::fold(&world, at), principal));
    let own = Snapshot::fold(before, at);
    resources(after).iter().all(|on| {
        let was = old.as_ref().map_or(ActionSet::EMPTY, |(old, who)| old.effective(who, on));
        new_world.effective(&new, on).minus(was).is_subset(own.effective(actor, on))
    })
}

/// Given by those who need not hold them.
pub fn free_roles(before: &World, after: &World) -> BTreeSet<RoleId> {
    let mut free = BTreeSet::from([before.default_role, after.default_role]);
    for world in [before, after] {
        for one in world.roles.iter().filter(|one| one.system.is_none()) {
            if one.held().contains(Action::MembersUpdate)
                && let Assigns::Only(named) = &one.assigns
            {
                free.extend(named);
            }
        }
    }
    free
}

fn roles_bounded(before: &World, after: &World, actor: &Principal, now: Timestamp) -> bool {
    let free = free_roles(before, after);
    let ever = instants(before, after, now);
    let edited = after.roles.iter().filter(|one| !is_same_role(before, after, one.id)).all(|one| {
        let old = role(before, one.id).map(|old| old.id);
        let times = if free.contains(&one.id) { ever.clone() } else { BTreeSet::from([now]) };
        times.iter().all(|at| {
            role_within(before, after, one.id, old, actor, *at)
                && named_within(before, after, one, actor, *at)
        })
    });
    let default = after.default_role;
    let new_default = default == before.default_role
        || role(after, default).is_none_or(|one| {
            ever.iter().all(|at| {
                role_within(before, after, default, None, actor, *at)
                    && one_named_within(before, after, &one, &BTreeSet::new(), actor, *at)
            })
        });
    edited && new_default
}

/// What the role lets its holder give, beyond what it did.
fn named_within(
    before: &World,
    after: &World,
    one: &RoleDefinition,
    actor: &Principal,
    at: Timestamp,
) -> bool {
    let mut old = BTreeSet::new();
    if let Some(was) = role(before, one.id)
        && was.held().contains(Action::MembersUpdate)
        && let Assigns::Only(named) = was.assigns
    {
        old = named;
    }
    one_named_within(before, after, one, &old, actor, at)
}

fn one_named_within(
    before: &World,
    after: &World,
    one: &RoleDefinition,
    old: &BTreeSet<RoleId>,
    actor: &Principal,
    at: Timestamp,
) -> bool {
    let Assigns::Only(named) = &one.assigns else { return true };
    let may = assignable(before, actor, at);
    !one.held().contains(Action::MembersUpdate)
        || named.iter().all(|role| {
            old.contains(role)
                || may.contains(role)
                || role_within(before, after, *role, None, actor, at)
        })
}

/// The grants that a principal had or has, as itself or through its owner; a resumed one had none.
fn had(before: &World, after: &World, who: &Principal) -> Vec<GrantDefinition> {
    let is_resumed = match who {
        Principal::Member(id) => {
            before.members.iter().any(|one| one.id == *id && one.suspended)
                && !after.members.iter().any(|one| one.id == *id && one.suspended)
        }
        Principal::PersonalToken(_) | Principal::Team(_) | Principal::Invitation(_) => false,
        Principal::ServiceToken(_) => false,
    };
    if is_resumed {
        return Vec::new();
    }
    match who {
        Principal::Team(id) => before
            .teams
            .iter()
            .filter(|one| one.id == *id)
            .flat_map(|one| one.grants.clone())
            .collect(),
        Principal::Invitation(id) => before
            .invitations
            .iter()
            .filter(|one| one.id == *id)
            .flat_map(|one| one.grants.clone())
            .collect(),
        _ => member_of(before, who).map_or_else(Vec::new, |member| grants_of(before, member)),
    }
}

/// The world after as it would be for this one without new grants of roles that the actor may give for as long.
fn without_assignments(
    before: &World,
    after: &World,
    who: &Principal,
    actor: &Principal,
    now: Timestamp,
) -> World {
    let own = member_of(before, actor);
    let member = member_of(before, who).or(member_of(after, who));
    let is_own = who == actor || (own.is_some() && own == member);
    if is_own || matches!(who, Principal::ServiceToken(_)) {
        return after.clone();
    }
    let times = instants(before, after, now);
    let free_at: Vec<(Timestamp, BTreeSet<RoleId>)> =
        times.iter().map(|at| (*at, assignable(before, actor, *at))).collect();
    let had = had(before, after, who);
    let counts = |grant: &GrantDefinition| {
        // The last instant at which it gives something.
        let lives = |at: &Timestamp| grant.expires_at.is_none_or(|end| end > *at);
        let last = free_at.iter().rfind(|(at, _)| lives(at));
        let Some((_, free)) = last else { return true };
        let is_given = match grant.gives {
            Gives::Role(role) => free.contains(&role) && is_same_role(before, after, role),
            Gives::Actions(_) => false,
        };
        had.contains(grant) || !(is_given || is_of_maker(after, before, grant, free))
    };
    let mut world = after.clone();
    world.members.iter_mut().for_each(|one| one.grants.retain(counts));
    world.teams.iter_mut().for_each(|one| one.grants.retain(counts));
    world.invitations.iter_mut().for_each(|one| one.grants.retain(counts));
    world
}

fn everybody_bounded(before: &World, after: &World, actor: &Principal, now: Timestamp) -> bool {
    let old_world = awake(before, after);
    let times = instants(before, after, now);
    let own: Vec<Snapshot> = times.iter().map(|at| Snapshot::fold(before, *at)).collect();
    let old: Vec<Snapshot> = times.iter().map(|at| Snapshot::fold(&old_world, *at)).collect();
    let plain = wake_all(after);
    let of_plain: Vec<Snapshot> = times.iter().map(|at| Snapshot::fold(&plain, *at)).collect();
    principals(after).iter().all(|who| {
        let counted = wake_all(&without_assignments(before, after, who, actor, now));
        let is_plain = counted == plain;
        times.iter().enumerate().all(|(place, at)| {
            let of_counted = (!is_plain).then(|| Snapshot::fold(&counted, *at));
            let new = of_counted.as_ref().unwrap_or(&of_plain[place]);
            let (own, old) = (&own[place], &old[place]);
            let cells = resources(after).iter().all(|on| {
                let gained = new.effective(who, on).minus(old.effective(who, on));
                gained.is_subset(own.effective(actor, on))
            });
            cells && assigning_bounded((before, after, &counted), who, actor, *at)
        })
    })
}

fn assigning_bounded(
    (before, after, counted): (&World, &World, &World),
    who: &Principal,
    actor: &Principal,
    at: Timestamp,
) -> bool {
    if matches!(who, Principal::PersonalToken(_)) {
        return true;
    }
    let grants = |world: &World| -> Vec<GrantDefinition> {
        match who {
            Principal::Member(member) => grants_of(world, *member),
            Principal::Team(id) => world
                .teams
                .iter()
                .filter(|one| one.id == *id)
                .flat_map(|one| one.grants.clone())
                .collect(),
            Principal::ServiceToken(id) => world
                .service_tokens
                .iter()
                .filter(|one| one.id == *id)
                .flat_map(|one| one.grants.clone())
                .collect(),
            Principal::Invitation(id) => world
                .invitations
                .iter()
                .filter(|one| one.id == *id)
                .flat_map(|one| one.grants.clone())
                .collect(),
            Principal::PersonalToken(_) => Vec::new(),
        }
    };
    let was_suspended = match who {
        Principal::Member(id) => {
            awake(before, after).members.iter().any(|one| one.id == *id && one.suspended)
        }
        Principal::ServiceToken(id) => {
            awake(before, after).service_tokens.iter().any(|one| one.id == *id && one.suspended)
        }
        _ => false,
    };
    let old = if was_suspended { BTreeSet::new() } else { named_by(before, &grants(before), at) };
    let new = named_by(counted, &grants(counted), at);
    let may = assignable(before, actor, at);
    new.iter().all(|role| {
        old.contains(role)
            || may.contains(role)
            || role_within(before, counted, *role, None, actor, at)
    })
}

fn reaches_production(before: &World, after: &World, now: Timestamp) -> bool {
    let (old_world, mut new_world) = (awake(before, after), after.clone());
    new_world.service_tokens.iter_mut().for_each(|one| one.suspended = false);
    // What is done to the production branches of a database and to nothing else.
    const OPENING: [&str; 11] = [
        "databases.delete",
        "databases.import",
        "databases.update_billing",
        "database_members.update",
        "branches.delete_production",
        "branches.promote",
        "branches.demote",
        "branches.protect",
        "branches.connect_production",
        "backups.restore_production",
        "backups.delete_production",
    ];
    let opening = OPENING.iter().filter_map(|name| name.parse::<Action>().ok());
    let opening = opening.fold(ActionSet::EMPTY, |set, action| set.union(ActionSet::of(&[action])));
    instants(before, after, now).into_iter().any(|at| {
        let (old, new) = (Snapshot::fold(&old_world, at), Snapshot::fold(&new_world, at));
        after.service_tokens.iter().map(|one| Principal::ServiceToken(one.id)).any(|who| {
            resources(after).iter().any(|on| {
                let gained = new.effective(&who, on).minus(old.effective(&who, on));
                !gained.intersect(opening).is_empty()
            })
        })
    })
}

fn wake_all(world: &World) -> World {
    let mut world = world.clone();
    world.members.iter_mut().for_each(|one| one.suspended = false);
    world.service_tokens.iter_mut().for_each(|one| one.suspended = false);
    world
}

fn ranked(
    before: &World,
    after: &World,
    actor: &Principal,
    touched: &[Principal],
    now: Timestamp,
) -> bool {
    let mut all = acted_on(before, after);
    all.extend(touched);
    let (old_world, new_world) = (wake_all(before), wake_all(after));
    let everyone: BTreeSet<Principal> =
        principals(before).into_iter().chain(principals(after)).collect();
    let everything = resources(after);
    for at in instants(before, after, now) {
        let (old, new) = (Snapshot::fold(&old_world, at), Snapshot::fold(&new_world, at));
        all.extend(everyone.iter().copied().filter(|who| {
            everything.iter().any(|on| old.effective(who, on) != new.effective(who, on))
        }));
    }
    let free = assignable(before, actor, now);
    let uncounted = |world: &World| {
        let mut world = world.clone();
        let makers = world.clone();
        let counts = |grant: &GrantDefinition| {
            !matches!(grant.gives, Gives::Role(role) if free.contains(&role))
                && !is_of_maker(&makers, before, grant, &free)
        };
        world.members.iter_mut().for_each(|one| one.grants.retain(counts));
        world.teams.iter_mut().for_each(|one| one.grants.retain(counts));
        world.invitations.iter_mut().for_each(|one| one.grants.retain(counts));
        Snapshot::fold(&world, now)
    };
    let (old, new) = (uncounted(&old_world), uncounted(&new_world));
    let own = Snapshot::fold(before, now);
    // One's tokens are oneself; a token is itself alone.
    let own_member = match actor {
        Principal::Member(_) => member_of(before, actor),
        _ => None,
    };
    all.iter().all(|who| {
        let member = member_of(before, who).or(member_of(after, who));
        let is_own = who == actor || (own_member.is_some() && own_member == member);
        if let (Principal::ServiceToken(_), false) = (who, is_own) {
            // Whoever renews its secret holds it until it ends.
            return instants(before, after, now).into_iter().all(|at| {
                let (old, new) = (Snapshot::fold(&old_world, at), Snapshot::fold(&new_world, at));
                let own = Snapshot::fold(before, at);
                everything.iter().all(|on| {
                    let held = old.effective(who, on).union(new.effective(who, on));
                    held.is_subset(own.effective(actor, on))
                })
            });
        }
        let is_another = |one: &GrantDefinition, world: &World| {
            let Gives::Role(id) = one.gives else { return false };
            one.is_assignment()
                && is_live(one, now)
                && role(world, id).is_some()
                && (!free.contains(&id) || is_beyond_lists(world, one))
        };
        let holds_another = [before, after]
            .into_iter()
            .any(|world| given(world, who).iter().any(|one| is_another(one, world)));
        is_own
            || !(holds_another && is_bound(before, actor, now, now))
                && everything.iter().all(|on| {
                    let held = old.effective(who, on).union(new.effective(who, on));
                    held.is_subset(own.effective(actor, on))
                })
    })
}

/// Roles that are not what they were, their names included, gave nothing that the actor does not hold.
fn roles_ranked(before: &World, after: &World, actor: &Principal, now: Timestamp) -> bool {
    let changed = before.roles.iter().filter(|one| !after.roles.contains(one));
    changed.into_iter().all(|one| {
        role_within(before, before, one.id, None, actor, now)
            && role(before, one.id).is_none_or(|one| {
                one_named_within(before, before, &one, &BTreeSet::new(), actor, now)
            })
    })
}

/// How many may act as owners.
pub fn owners(world: &World) -> usize {
    let is_owner = |member: &&WorldMember| {
        member.can_sign_in
            && !member.suspended
            && grants_of(world, member.id).iter().any(|grant| {
                grant.gives == Gives::Role(SystemRole::Owner.id())
                    && grant.scope == GrantScope::Organization
                    && grant.production
                    && grant.expires_at.is_none()
            })
    };
    world.members.iter().filter(is_owner).count()
}
