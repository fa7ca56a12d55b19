//! The organization that is asked, from a seed.

pub(super) use bailiwick_access::World;
use bailiwick_access::{
    Action, ActionSet, Area, Assigns, Gives, GrantDefinition, GrantScope, Permission, Principal,
    Reach, RoleDefinition, RoleScope, Selection, WorldDatabase, WorldInstance, WorldMember,
    WorldProject, close,
};
use bailiwick_model::{Id, InstanceId, MemberId, ProjectId, Timestamp};

/// How many questions the short calls are timed with.
pub(super) const QUESTIONS: usize = 640_000;
/// When the organization is folded.
pub(super) const NOW: Timestamp = Timestamp(0);

const MEMBERS: u64 = 10_000;
const ROLES: u64 = 200;
const PROJECTS: u64 = 1_000;

/// A small generator (splitmix64), so that every run asks the same.
pub(super) struct Seeded(u64);

impl Seeded {
    pub(super) fn new(seed: u64) -> Self {
        Seeded(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// One question to every engine.
#[derive(Clone, Copy)]
pub(super) struct Question {
    pub(super) principal: Principal,
    pub(super) member: MemberId,
    pub(super) action: Action,
    pub(super) project: ProjectId,
    pub(super) instance: InstanceId,
}

impl Question {
    pub(super) fn any(seeded: &mut Seeded, world: &World) -> Self {
        let member = world.members[seeded.below(MEMBERS) as usize].id;
        Self::about(seeded, world, member)
    }

    pub(super) fn of_one(seeded: &mut Seeded, world: &World, few: &[MemberId]) -> Self {
        let member = few[seeded.below(few.len() as u64) as usize];
        Self::about(seeded, world, member)
    }

    fn about(seeded: &mut Seeded, world: &World, member: MemberId) -> Self {
        let actions = scoped_actions();
        Question {
            principal: Principal::Member(member),
            member,
            action: actions[seeded.below(actions.len() as u64) as usize],
            project: world.projects[seeded.below(PROJECTS) as usize].id,
            instance: world.instances[seeded.below(PROJECTS * 2) as usize].id,
        }
    }
}

/// The lowest action of each level of the scoped PowerSync areas but Projects Manage, which is never scoped.
pub(super) fn scoped_actions() -> [Action; 8] {
    [
        Action::ProjectsView,
        Action::InstancesView,
        Action::InstancesCompact,
        Action::InstancesUpdate,
        Action::InstanceLogsView,
        Action::AlertRulesView,
        Action::AlertRulesUpdate,
        Action::NotificationRulesView,
    ]
}

/// Members of whom the slower engines are asked.
pub(super) fn few_members(seeded: &mut Seeded, world: &World) -> Vec<MemberId> {
    (0..50).map(|_| world.members[seeded.below(MEMBERS) as usize].id).collect()
}

/// What one member's roles give: the actions of each, and where.
pub(super) fn roles_of(world: &World, member: MemberId) -> Vec<(ActionSet, &RoleScope)> {
    let found = world.members.iter().find(|one| one.id == member);
    let grants = found.map_or(&[][..], |one| &one.grants);
    let role = |grant: &GrantDefinition| match &grant.gives {
        Gives::Role(id) => world.roles.iter().find(|role| role.id == *id),
        Gives::Actions(_) => None,
    };
    grants.iter().filter_map(role).map(|role| (role.held(), &role.scope)).collect()
}

fn id<T: From<Id>>(kind: u64, seeded: &mut Seeded) -> T {
    let bytes = seeded.next().to_be_bytes();
    T::from(Id::new(kind, [bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]]))
}

pub(super) fn world() -> World {
    let mut seeded = Seeded::new(1);
    let seeded = &mut seeded;
    let mut world = World::empty(id(0, seeded), 1);
    for _ in 0..PROJECTS {
        let project = id(1, seeded);
        world.projects.push(WorldProject { id: project });
        for production in [false, true] {
            world.instances.push(WorldInstance { id: id(2, seeded), project, production });
        }
        world.databases.push(WorldDatabase { id: id(3, seeded), project, maker: None });
    }
    let scoped: Vec<Area> =
        Area::ALL.iter().copied().filter(|area| area.scope() == Reach::Project).collect();
    for number in 0..ROLES {
        let permissions: Vec<_> = (0..5)
            .map(|_| {
                let area = scoped[seeded.below(scoped.len() as u64) as usize];
                let levels =
                    if area == Area::Projects { &area.levels()[..1] } else { area.levels() };
                Permission { area, level: levels[seeded.below(levels.len() as u64) as usize] }
            })
            .collect();
        let projects = if seeded.below(5) == 0 {
            Selection::All
        } else {
            let count = 5 + seeded.below(101);
            Selection::Only(
                (0..count).map(|_| world.projects[seeded.below(PROJECTS) as usize].id).collect(),
            )
        };
        world.roles.push(RoleDefinition {
            id: id(4, seeded),
            name: format!("role {number}"),
            system: None,
            permissions: close(&permissions),
            actions: ActionSet::EMPTY,
            scope: RoleScope { projects, ..RoleScope::EVERYTHING },
            assigns: Assigns::Own,
        });
    }
    for _ in 0..MEMBERS {
        let grants = (0..1 + seeded.below(3))
            .map(|_| GrantDefinition {
                id: id(5, seeded),
                gives: Gives::Role(world.roles[seeded.below(ROLES) as usize].id),
                scope: GrantScope::Organization,
                production: true,
                expires_at: None,
            })
            .collect();
        world.members.push(WorldMember {
            id: id(6, seeded),
            account: id(7, seeded),
            suspended: false,
            can_sign_in: true,
            grants,
        });
    }
    world
}
