//! Roles as their readers see them, with the names of what they are scoped to.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{
    Action, ActionSet, Assigns, Gives, GrantDefinition, Permission, Reach, Resource,
    RoleDefinition, Selection, Standing, SystemRole, is_beyond_lists,
};
use bailiwick_api::{Choice, RoleAnswer, RoleScopeAnswer, Ruled};
use bailiwick_model::{InstanceId, MemberId, ProjectId, RoleId, Timestamp};
use bailiwick_store::Tx;
use bailiwick_store::names::{self, Names, Wanted};
use bailiwick_store::roles::Role;

use super::{part_of_the_product, permissions};
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::grants::Sight;

/// So many names are read out of a longer list.
const READ_OUT: usize = 5;

/// Every role of an organization, and what it takes to show them.
pub(super) struct Roles<'a> {
    judged: &'a Judged,
    roles: Vec<Role>,
    holders: BTreeMap<RoleId, u64>,
    names: Names,
    standing: Standing,
}

impl<'a> Roles<'a> {
    /// Reads them: system roles first.
    pub(super) async fn read(call: &'a Call, tx: &mut Tx<'_>) -> Result<Self, Error> {
        let judged = call.judged()?;
        let organization = call.path.organization()?;
        let system = SystemRole::ALL.iter().map(|role| of_system(*role, call.now));
        let custom = bailiwick_store::roles::all(tx, organization).await?;
        let roles: Vec<Role> = system.chain(custom).collect();
        let mut wanted = Wanted::default();
        for scope in roles.iter().map(|role| &role.definition.scope) {
            if let Selection::Only(projects) = &scope.projects {
                wanted.projects.extend(projects.iter().filter(|id| sees_project(judged, **id)));
            }
            if let Selection::Only(instances) = &scope.instances {
                wanted.instances.extend(instances.iter().filter(|id| sees_instance(judged, **id)));
            }
        }
        let names = names::find(tx, organization, &wanted).await?;
        let standing = Standing::of(&judged.folded.world, &judged.principal, &[], call.now);
        Ok(Roles { judged, roles, holders: holders(judged, &Sight::of(call)?), names, standing })
    }

    /// All of them.
    pub(super) fn all(&self) -> Vec<Ruled<RoleAnswer>> {
        self.roles.iter().map(|role| self.show(role)).collect()
    }

    /// One of them.
    pub(super) fn one(&self, id: RoleId) -> Option<Ruled<RoleAnswer>> {
        self.find(id).map(|role| self.show(role))
    }

    /// One of them, as it is evaluated.
    pub(super) fn find(&self, id: RoleId) -> Option<&Role> {
        self.roles.iter().find(|role| role.definition.id == id)
    }

    fn show(&self, role: &Role) -> Ruled<RoleAnswer> {
        let definition = &role.definition;
        let object = RoleAnswer {
            id: definition.id,
            name: definition.name.clone(),
            description: role.description.clone(),
            is_system: definition.system.is_some(),
            permissions: permissions(&definition.permissions),
            actions: definition.actions.iter().map(Action::as_str).map(str::to_owned).collect(),
            scope: self.scope(definition),
            assigns: self.assigns(definition),
            holders: self.holders.get(&definition.id).copied().unwrap_or(0),
            sentences: self.sentences(definition),
            is_newer: role.is_newer,
            version: role.version,
        };
        let (can, cannot) = self.rule(role);
        Ruled { object, can, cannot }
    }

    /// What the caller may do to roles, and of that what nobody may do to this one; also whether the caller may give it
    /// to others.
    fn rule(&self, role: &Role) -> (Vec<&'static str>, BTreeMap<String, String>) {
        let definition = &role.definition;
        let why_not = |action: Action| match (action, definition.system) {
            (Action::RolesUpdate | Action::RolesDelete, Some(_)) => {
                Some(part_of_the_product(&definition.name))
            }
            (Action::RolesUpdate, None) if role.is_newer => Some(of_a_later_version(role)),
            (Action::RolesUpdate | Action::RolesDelete, None) => {
                self.standing.edit(definition.id).err().map(|refusal| refusal.to_string())
            }
            _ => None,
        };
        let held =
            self.judged.folded.snapshot.effective(&self.judged.principal, &Resource::Organization);
        let (mut can, mut cannot) = (Vec::new(), BTreeMap::new());
        for action in OF_ROLES.into_iter().filter(|action| held.contains(*action)) {
            let name = action.as_str();
            match why_not(action) {
                Some(reason) => drop(cannot.insert(name.to_owned(), reason)),
                None => can.push(name),
            }
        }
        let giving: Vec<Action> =
            OF_GIVING.into_iter().filter(|action| held.contains(*action)).collect();
        let refusal =
            if giving.is_empty() { None } else { self.standing.give(definition.id).err() };
        for name in giving.into_iter().map(Action::as_str) {
            match &refusal {
                Some(refusal) => drop(cannot.insert(name.to_owned(), refusal.to_string())),
                None => can.push(name),
            }
        }
        (can, cannot)
    }

    /// Where a role counts, but for what the caller may not know of.
    pub(super) fn scope(&self, definition: &RoleDefinition) -> RoleScopeAnswer {
        let scope = &definition.scope;
        RoleScopeAnswer {
            projects: choice(&scope.projects, |id| sees_project(self.judged, id)),
            instances: choice(&scope.instances, |id| sees_instance(self.judged, id)),
            production: scope.production,
        }
    }

    fn assigns(&self, definition: &RoleDefinition) -> Option<Choice<RoleId>> {
        if !definition.held().contains(Action::MembersUpdate) {
            return None;
        }
        Some(match &definition.assigns {
            Assigns::Own => Choice::Word("own"),
            Assigns::Only(roles) => Choice::Only(
                roles.iter().copied().filter(|role| self.find(*role).is_some()).collect(),
            ),
        })
    }

    /// What a role gives, in words: a sentence for each permission and each single action beside them.
    pub(super) fn sentences(&self, definition: &RoleDefinition) -> Vec<String> {
        let place = self.place(definition);
        let mut said: Vec<String> =
            definition.permissions.iter().map(|permission| sentence(permission, &place)).collect();
        let of_areas = definition
            .permissions
            .iter()
            .fold(ActionSet::EMPTY, |held, permission| held.union(permission.actions()));
        for action in definition.actions.minus(of_areas).iter() {
            let place = if action.level_of() == Reach::Organization { "" } else { &place };
            said.push(format!("May {}{place}", action.description()));
        }
        if let (Assigns::Only(roles), true) =
            (&definition.assigns, definition.held().contains(Action::MembersUpdate))
        {
            let names: Vec<String> = roles
                .iter()
                .filter_map(|role| Some(&self.find(*role)?.definition))
                // What became one that changes people without a list is named for nothing.
                .filter(|role| !is_beyond_lists(role.held(), &role.assigns))
                .map(|role| role.name.clone())
                .collect();
            if !names.is_empty() {
                said.push(format!("May give to others: {}", read_out(&names, names.len(), false)));
            }
        }
        said
    }

    /// ` in Tracker and Shop, only the instance Development, without production`; nothing for everywhere.
    fn place(&self, definition: &RoleDefinition) -> String {
        let scope = &definition.scope;
        let mut place = match &scope.projects {
            Selection::All => String::new(),
            Selection::Only(ids) if ids.is_empty() => " in no project".to_owned(),
            Selection::Only(ids) => {
                let names: Vec<String> =
                    ids.iter().filter_map(|id| self.names.projects.get(id).cloned()).collect();
                format!(" in {}", read_out(&names, READ_OUT, names.len() < ids.len()))
            }
        };
        match &scope.instances {
            Selection::All => {}
            Selection::Only(ids) if ids.is_empty() => place += ", on no instance",
            Selection::Only(ids) => {
                let names: Vec<String> =
                    ids.iter().filter_map(|id| self.names.instances.get(id).cloned()).collect();
                place += ", only on ";
                place += &read_out(&names, READ_OUT, names.len() < ids.len());
            }
        }
        if !scope.production {
            place += ", without production";
        }
        place
    }
}

/// What may be done to roles.
const OF_ROLES: [Action; 4] =
    [Action::RolesView, Action::RolesCreate, Action::RolesUpdate, Action::RolesDelete];

/// What gives roles to others.
const OF_GIVING: [Action; 3] =
    [Action::MembersUpdate, Action::InvitationsCreate, Action::TeamsUpdate];

fn of_a_later_version(role: &Role) -> String {
    let name = &role.definition.name;
    format!("`{name}` was made by a later version of this program and can be deleted, not changed")
}

fn of_system(role: SystemRole, now: Timestamp) -> Role {
    Role {
        definition: RoleDefinition::of_system(role),
        description: role.description().to_owned(),
        is_newer: false,
        created_at: now,
        version: 1,
    }
}

/// `Deploy on Instances in Tracker, without production`; what is of the organization knows no place.
fn sentence(permission: &Permission, place: &str) -> String {
    let place = if permission.area.scope() == Reach::Organization { "" } else { place };
    format!("{permission}{place}")
}

/// `A, B and C`; what goes beyond the limit is counted, what is hidden is said to be there.
fn read_out(names: &[String], limit: usize, has_hidden: bool) -> String {
    let (read, rest) = names.split_at(limit.min(names.len()));
    let mut parts: Vec<String> = read.to_vec();
    if !rest.is_empty() {
        parts.push(format!("{} more", rest.len()));
    }
    if has_hidden {
        parts.push(if parts.is_empty() { "places" } else { "others" }.to_owned());
        if let Some(last) = parts.last_mut() {
            last.push_str(" that you may not see");
        }
    }
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

/// How many members hold each role, directly or by a team, as far as the caller may know of it.
fn holders(judged: &Judged, sight: &Sight) -> BTreeMap<RoleId, u64> {
    let world = &judged.folded.world;
    let given = |grants: &[GrantDefinition]| -> BTreeSet<RoleId> {
        let known = grants.iter().filter(|grant| sight.knows(grant));
        known
            .filter_map(|grant| match grant.gives {
                Gives::Role(role) => Some(role),
                Gives::Actions(_) => None,
            })
            .collect()
    };
    let mut held: BTreeMap<MemberId, BTreeSet<RoleId>> = BTreeMap::new();
    for team in &world.teams {
        let roles = given(&team.grants);
        for member in &team.members {
            held.entry(*member).or_default().extend(&roles);
        }
    }
    for member in &world.members {
        held.entry(member.id).or_default().extend(given(&member.grants));
    }
    let mut counts = BTreeMap::new();
    for role in held.into_values().flatten() {
        *counts.entry(role).or_default() += 1;
    }
    counts
}

fn choice<T: Copy + Ord>(selection: &Selection<T>, sees: impl Fn(T) -> bool) -> Choice<T> {
    match selection {
        Selection::All => Choice::Word("all"),
        Selection::Only(ids) => Choice::Only(ids.iter().copied().filter(|id| sees(*id)).collect()),
    }
}

/// Whether the caller may know of a project.
pub(super) fn sees_project(judged: &Judged, id: ProjectId) -> bool {
    holds(judged, Action::ProjectsView, &Resource::Project(id))
}

/// Whether the caller may know of an instance.
pub(super) fn sees_instance(judged: &Judged, id: InstanceId) -> bool {
    holds(judged, Action::InstancesView, &Resource::Instance(id))
}

fn holds(judged: &Judged, action: Action, resource: &Resource) -> bool {
    let snapshot = &judged.folded.snapshot;
    snapshot.node(resource).is_some()
        && snapshot.effective(&judged.principal, resource).contains(action)
}
