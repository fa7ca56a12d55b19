//! Random worlds for the tests, from a seed; small enough that every cell of them can be asked.

use std::collections::BTreeSet;

use bailiwick_access::*;
use bailiwick_model::*;

/// A small generator (splitmix64), so that a world is its seed.
pub struct Seeded(u64);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Seeded(seed)
    }

    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.word() % bound
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// The nth id of a kind.
pub fn id<T: From<Id>>(kind: u64, number: u64) -> T {
    let bytes = number.to_be_bytes();
    T::from(Id::new(kind, [bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]))
}

pub const PROJECT: u64 = 1;
pub const INSTANCE: u64 = 2;
pub const DATABASE: u64 = 3;
pub const ROLE: u64 = 4;
pub const MEMBER: u64 = 5;
pub const TEAM: u64 = 6;
pub const TOKEN: u64 = 7;
pub const GRANT: u64 = 8;
pub const INVITATION: u64 = 9;

/// The time at which the worlds are folded; some grants end before, some after.
pub const NOW: Timestamp = Timestamp(1_000_000);

/// Three projects with two instances (one of them production) and one or two databases each.
pub fn lay_out(seed: u64) -> World {
    let mut world = World::empty(id(0, 1), seed);
    for project in 0..3 {
        world.projects.push(WorldProject { id: id(PROJECT, project) });
        for instance in 0..2 {
            world.instances.push(WorldInstance {
                id: id(INSTANCE, project * 2 + instance),
                project: id(PROJECT, project),
                production: instance == 1,
            });
        }
        for database in 0..1 + project % 2 {
            world.databases.push(WorldDatabase {
                id: id(DATABASE, project * 2 + database),
                project: id(PROJECT, project),
                maker: None,
            });
        }
    }
    world
}

pub fn some_projects(seeded: &mut Seeded) -> BTreeSet<ProjectId> {
    // One more than there are: a set may name what is gone.
    (0..4).filter(|_| seeded.chance(40)).map(|number| id(PROJECT, number)).collect()
}

pub fn role_scope(seeded: &mut Seeded) -> RoleScope {
    let projects =
        if seeded.chance(40) { Selection::All } else { Selection::Only(some_projects(seeded)) };
    let instances = if seeded.chance(70) {
        Selection::All
    } else {
        Selection::Only(
            (0..6).filter(|_| seeded.chance(50)).map(|number| id(INSTANCE, number)).collect(),
        )
    };
    RoleScope { projects, instances, production: seeded.chance(75) }
}

pub fn custom_role(seeded: &mut Seeded, number: u64) -> RoleDefinition {
    let mut permissions = Vec::new();
    for area in Area::ALL {
        if seeded.chance(30) {
            let levels = area.levels();
            let level = levels[seeded.below(levels.len() as u64) as usize];
            permissions.push(Permission { area: *area, level });
        }
    }
    let actions = Action::ALL.iter().copied().filter(|_| seeded.chance(4)).collect();
    RoleDefinition {
        id: id(ROLE, number),
        name: format!("role {number}"),
        system: None,
        permissions: close(&permissions),
        actions,
        scope: role_scope(seeded),
        assigns: Assigns::Own,
    }
}

pub fn grant(seeded: &mut Seeded, number: &mut u64) -> GrantDefinition {
    *number += 1;
    let gives = match seeded.below(10) {
        0..=1 => Gives::Role(SystemRole::ALL[seeded.below(5) as usize].id()),
        2..=3 => {
            Gives::Actions(Action::ALL.iter().copied().filter(|_| seeded.chance(20)).collect())
        }
        // One more than there are: a grant may outlive its role.
        _ => Gives::Role(id(ROLE, seeded.below(7))),
    };
    let scope = match seeded.below(10) {
        0..=4 => GrantScope::Organization,
        5..=7 => GrantScope::Projects(some_projects(seeded)),
        8 => GrantScope::Database(id(DATABASE, seeded.below(6))),
        _ => GrantScope::Instance(id(INSTANCE, seeded.below(7))),
    };
    let expires_at = seeded.chance(30).then(|| Timestamp(NOW.0 + seeded.below(200) as i64 - 100));
    GrantDefinition {
        id: id(GRANT, *number),
        gives,
        scope,
        production: seeded.chance(80),
        expires_at,
    }
}

pub fn grants(seeded: &mut Seeded, number: &mut u64) -> Vec<GrantDefinition> {
    (0..seeded.below(4)).map(|_| grant(seeded, number)).collect()
}

/// Six custom roles, six members (some suspended), two teams, three service tokens, four personal tokens, two
/// invitations.
pub fn world(seed: u64) -> World {
    let mut seeded = Seeded::new(seed);
    let seeded = &mut seeded;
    let mut world = lay_out(seed);
    world.roles = (0..6).map(|number| custom_role(seeded, number)).collect();
    let mut number = 0;
    for member in 0..6 {
        world.members.push(WorldMember {
            id: id(MEMBER, member),
            account: id(MEMBER, member + 100),
            suspended: seeded.chance(15),
            can_sign_in: true,
            grants: grants(seeded, &mut number),
        });
    }
    for team in 0..2 {
        world.teams.push(WorldTeam {
            id: id(TEAM, team),
            members: (0..7)
                .filter(|_| seeded.chance(40))
                .map(|member| id(MEMBER, member))
                .collect(),
            grants: grants(seeded, &mut number),
        });
    }
    for token in 0..3 {
        world.service_tokens.push(WorldServiceToken {
            id: id(TOKEN, token),
            grants: grants(seeded, &mut number),
            suspended: seeded.chance(15),
        });
    }
    for token in 0..4 {
        world.personal_tokens.push(WorldPersonalToken {
            id: id(TOKEN, token + 10),
            member: id(MEMBER, seeded.below(7)),
            grants: seeded.chance(60).then(|| grants(seeded, &mut number)),
        });
    }
    for invitation in 0..2 {
        world.invitations.push(WorldInvitation {
            id: id(INVITATION, invitation),
            inviter: id(MEMBER, seeded.below(7) + 100),
            grants: grants(seeded, &mut number),
        });
    }
    world
}

pub fn principals(world: &World) -> Vec<Principal> {
    let members = world.members.iter().map(|member| Principal::Member(member.id));
    let teams = world.teams.iter().map(|team| Principal::Team(team.id));
    let services = world.service_tokens.iter().map(|token| Principal::ServiceToken(token.id));
    let personal = world.personal_tokens.iter().map(|token| Principal::PersonalToken(token.id));
    let invitations = world.invitations.iter().map(|one| Principal::Invitation(one.id));
    members.chain(teams).chain(services).chain(personal).chain(invitations).collect()
}

pub fn resources(world: &World) -> Vec<Resource> {
    let mut all = vec![Resource::Organization];
    all.extend(world.projects.iter().map(|project| Resource::Project(project.id)));
    all.extend(world.instances.iter().map(|instance| Resource::Instance(instance.id)));
    for database in &world.databases {
        all.push(Resource::Database(database.id));
        all.push(Resource::Branch { database: database.id, is_production: false });
        all.push(Resource::Branch { database: database.id, is_production: true });
    }
    all
}

/// One member with one role.
pub fn holder_of(role: RoleDefinition, scope: GrantScope, production: bool) -> World {
    let mut world = lay_out(1);
    let gives = Gives::Role(role.id);
    world.roles.push(role);
    world.members.push(WorldMember {
        id: id(MEMBER, 0),
        account: id(MEMBER, 100),
        suspended: false,
        can_sign_in: true,
        grants: vec![GrantDefinition {
            id: id(GRANT, 1),
            gives,
            scope,
            production,
            expires_at: None,
        }],
    });
    world
}
