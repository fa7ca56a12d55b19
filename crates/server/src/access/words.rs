//! Explanations of the access model in sentences, with the names that people gave instead of ids. A thing that the
//! asker may not see is counted and not named.

use std::collections::BTreeSet;

use bailiwick_access::{
    Action, Fix, Gives, GrantDefinition, GrantScope, Obstacle, Principal, Remedy, Resource,
    RoleScope, Selection, Source, SystemRole, Verdict, World, grants_of,
};
use bailiwick_api::{Because, Holder, Named, Place};
use bailiwick_model::{Id, InstanceId, MemberId, ProjectId, RoleId, RoleReference, TeamId};
use bailiwick_store::Tx;
use bailiwick_store::names::{Names, Wanted, find};

use super::question::sees;
use crate::call::Judged;
use crate::error::Error;
use crate::token_grants::words::day;

/// What is said of what is not there, or hidden.
pub(crate) const NOTHING_THERE: &str = "there is no such thing, or you may not know of it";

/// So many names are read out of a longer list.
const READ_OUT: usize = 5;

/// The names for one answer: say what will be spoken of, look it up once, speak.
pub(crate) struct Words<'a> {
    judged: &'a Judged,
    wanted: Wanted,
    names: Names,
}

impl<'a> Words<'a> {
    pub(crate) fn of(judged: &'a Judged) -> Self {
        Words { judged, wanted: Wanted::default(), names: Names::default() }
    }

    fn world(&self) -> &'a World {
        &self.judged.folded.world
    }

    /// Every member will be spoken of.
    pub(crate) fn want_every_member(&mut self) {
        self.wanted.every_member = true;
    }

    /// Somebody will be spoken of.
    pub(crate) fn want(&mut self, principal: &Principal) {
        match principal {
            Principal::Member(id) => self.wanted.members.extend([*id]),
            Principal::Team(id) => self.wanted.teams.extend([*id]),
            Principal::ServiceToken(id) => self.wanted.service_tokens.extend([*id]),
            Principal::PersonalToken(_) => self.wanted.members.extend(self.owner(principal)),
            Principal::Invitation(_) => {}
        }
    }

    /// What somebody was given will be spoken of.
    pub(crate) fn want_grants_of(&mut self, principal: &Principal) {
        self.want(principal);
        for (source, grant) in grants_of(self.world(), principal) {
            self.wanted.teams.extend(source.via_team);
            self.want_scope(grant);
        }
    }

    /// Where a grant counts will be spoken of.
    pub(crate) fn want_scope(&mut self, grant: &GrantDefinition) {
        let scope = self.role_scope(grant);
        let seen: Vec<ProjectId> = self.seen_projects(grant, scope).take(READ_OUT).collect();
        self.wanted.projects.extend(seen);
        if let Selection::Only(instances) = &scope.instances {
            let seen: Vec<InstanceId> = self.seen_instances(instances).take(READ_OUT).collect();
            self.wanted.instances.extend(seen);
        }
        match &grant.scope {
            GrantScope::Database(id) => self.wanted.databases.extend([*id]),
            GrantScope::Instance(id) => self.wanted.instances.extend([*id]),
            GrantScope::Organization | GrantScope::Projects(_) => {}
        }
    }

    /// A thing and what it is in will be spoken of.
    pub(crate) fn want_path(&mut self, resource: &Resource) {
        self.wanted.projects.extend(self.project_of(resource));
        match resource {
            Resource::Instance(id) => self.wanted.instances.extend([*id]),
            Resource::Database(id) | Resource::Branch { database: id, .. } => {
                self.wanted.databases.extend([*id]);
            }
            Resource::Organization | Resource::Project(_) => {}
        }
    }

    /// Looks everything up that was asked for so far.
    pub(crate) async fn look_up(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        self.names = find(tx, self.world().organization, &self.wanted).await?;
        Ok(())
    }

    /// A role by its name; by its id where the role is gone.
    pub(crate) fn role(&self, id: RoleId) -> RoleReference {
        RoleReference { id, name: role_name(self.world(), id) }
    }

    /// A team by its name.
    pub(crate) fn team(&self, id: TeamId) -> Named {
        let name = self.names.teams.get(&id).cloned().unwrap_or_else(|| id.to_string());
        Named { id: id.0, name }
    }

    /// A member by its name.
    pub(crate) fn member(&self, id: MemberId) -> Named {
        let name = self.names.members.get(&id).map(|(name, _)| name.clone());
        Named { id: id.0, name: name.unwrap_or_else(|| id.to_string()) }
    }

    /// The member behind a personal access token.
    pub(crate) fn owner(&self, principal: &Principal) -> Option<MemberId> {
        let Principal::PersonalToken(token) = principal else { return None };
        let tokens = &self.world().personal_tokens;
        tokens.iter().find(|one| one.id == *token).map(|one| one.member)
    }

    /// Somebody, as others know them; nobody where the organization has no such principal.
    pub(crate) fn holder(&self, principal: &Principal) -> Option<Holder> {
        let plain = |kind, id, name: String| Holder { kind, id, name, email: None, owner: None };
        match principal {
            Principal::Member(id) => {
                let (name, email) = self.names.members.get(id)?.clone();
                Some(Holder { email: Some(email), ..plain("member", id.0, name) })
            }
            Principal::Team(id) => {
                self.names.teams.get(id).map(|name| plain("team", id.0, name.clone()))
            }
            Principal::ServiceToken(id) => {
                let name = self.names.service_tokens.get(id)?;
                Some(plain("service_token", id.0, name.clone()))
            }
            Principal::PersonalToken(id) => {
                let owner = self.owner(principal)?;
                let name = format!("a personal access token of {}", self.member(owner).name);
                Some(Holder { owner: Some(owner), ..plain("personal_token", id.0, name) })
            }
            Principal::Invitation(_) => None,
        }
    }

    /// A thing by its name.
    pub(crate) fn place(&self, resource: &Resource) -> Place {
        let place = |kind, id: Id, name: Option<&String>| Place {
            kind,
            id,
            name: name.cloned().unwrap_or_else(|| id.to_string()),
        };
        match resource {
            Resource::Organization => {
                let id = self.world().organization.0;
                place("organization", id, Some(&self.names.organization))
            }
            Resource::Project(id) => place("project", id.0, self.names.projects.get(id)),
            Resource::Instance(id) => place("instance", id.0, self.names.instances.get(id)),
            Resource::Database(id) | Resource::Branch { database: id, is_production: false } => {
                place("database", id.0, self.names.databases.get(id))
            }
            Resource::Branch { database: id, is_production: true } => {
                place("production_branches", id.0, self.names.databases.get(id))
            }
        }
    }

    /// A thing and what it is in, outermost first.
    pub(crate) fn path(&self, resource: &Resource) -> Vec<Place> {
        let mut path = vec![self.place(&Resource::Organization)];
        path.extend(self.project_of(resource).map(|id| self.place(&Resource::Project(id))));
        if !matches!(resource, Resource::Organization | Resource::Project(_)) {
            path.push(self.place(resource));
        }
        path
    }

    /// A thing in a sentence: `the instance Production in Tracker`.
    pub(crate) fn thing(&self, resource: &Resource) -> String {
        let name = self.place(resource).name;
        let project = self.project_of(resource).map(|id| self.place(&Resource::Project(id)).name);
        let inside = project.map(|project| format!(" in {project}")).unwrap_or_default();
        match resource {
            Resource::Organization => format!("the organization {name}"),
            Resource::Project(_) => format!("the project {name}"),
            Resource::Instance(_) => format!("the instance {name}{inside}"),
            Resource::Database(_) | Resource::Branch { is_production: false, .. } => {
                format!("the database {name}{inside}")
            }
            Resource::Branch { .. } => {
                format!("the production branches of the database {name}{inside}")
            }
        }
    }

    /// Where an allowance comes from.
    pub(crate) fn because(&self, source: &Source) -> Because {
        let team = source.via_team.map(|team| self.team(team));
        let what = source.role.map_or_else(
            || "single actions".to_owned(),
            |role| format!("the role {}", self.role(role).name),
        );
        let way = match &team {
            Some(team) => format!("through the team {}", team.name),
            None => "given directly".to_owned(),
        };
        let expires_at = self.grant(source).and_then(|grant| grant.expires_at);
        let end = expires_at.map(|end| format!(", until {}", day(&end.to_string())));
        let end = end.unwrap_or_default();
        Because {
            grant: Some(source.grant),
            role: source.role.map(|role| self.role(role)),
            team,
            expires_at,
            sentence: format!("{what}, {way}{end}"),
        }
    }

    fn grant(&self, source: &Source) -> Option<&'a GrantDefinition> {
        let world = self.world();
        let of_members = world.members.iter().map(|one| &one.grants);
        let of_teams = world.teams.iter().map(|one| &one.grants);
        let of_tokens = world.service_tokens.iter().map(|one| &one.grants);
        of_members.chain(of_teams).chain(of_tokens).flatten().find(|one| one.id == source.grant)
    }

    /// Where a grant counts: its own scope, narrowed by its role's.
    pub(crate) fn scope(&self, grant: &GrantDefinition) -> String {
        let role = self.role_scope(grant);
        let mut words = match &grant.scope {
            GrantScope::Database(id) => self.seen(&Resource::Database(*id)),
            GrantScope::Instance(id) => self.seen(&Resource::Instance(*id)),
            GrantScope::Organization if role.projects.is_all() => "everywhere".to_owned(),
            GrantScope::Organization | GrantScope::Projects(_) => {
                let seen: Vec<ProjectId> = self.seen_projects(grant, role).collect();
                let count = named_projects(grant, role).len();
                let name = |id: &ProjectId| self.place(&Resource::Project(*id)).name;
                listed("the project", "the projects", &seen, count, name)
            }
        };
        if let Selection::Only(instances) = &role.instances {
            let seen: Vec<InstanceId> = self.seen_instances(instances).collect();
            let name = |id: &InstanceId| self.place(&Resource::Instance(*id)).name;
            words += ", there ";
            words += &listed("the instance", "the instances", &seen, instances.len(), name);
        }
        if !(grant.production && role.production) {
            words += ", without production";
        }
        words
    }

    fn seen(&self, resource: &Resource) -> String {
        if sees(self.judged, resource) {
            self.thing(resource)
        } else {
            "something that you may not see".to_owned()
        }
    }

    fn role_scope(&self, grant: &GrantDefinition) -> &'a RoleScope {
        let Gives::Role(id) = grant.gives else { return &RoleScope::EVERYTHING };
        let role = self.world().roles.iter().find(|role| role.id == id);
        role.filter(|role| role.system.is_none()).map_or(&RoleScope::EVERYTHING, |role| &role.scope)
    }

    fn seen_projects<'s>(
        &'s self,
        grant: &GrantDefinition,
        role: &RoleScope,
    ) -> impl Iterator<Item = ProjectId> + use<'s, 'a> {
        let named = named_projects(grant, role).into_iter();
        named.filter(|id| sees(self.judged, &Resource::Project(*id)))
    }

    fn seen_instances<'s>(
        &'s self,
        named: &'s BTreeSet<InstanceId>,
    ) -> impl Iterator<Item = InstanceId> + 's {
        named.iter().copied().filter(|id| sees(self.judged, &Resource::Instance(*id)))
    }

    pub(crate) fn project_of(&self, resource: &Resource) -> Option<ProjectId> {
        project_of(self.judged, resource)
    }

    /// Whether the asker may read of a fix: it may know the role that it gives.
    pub(crate) fn may_read(&self, fix: &Fix) -> bool {
        let Remedy::Assign { role, .. } = &fix.remedy else { return true };
        let snapshot = &self.judged.folded.snapshot;
        let held = snapshot.effective(&self.judged.principal, &Resource::Organization);
        SystemRole::from_id(*role).is_some() || held.contains(Action::RolesView)
    }

    /// A remedy in one sentence.
    pub(crate) fn remedy(&self, principal: &Principal, remedy: &Remedy) -> String {
        let whom = self.owner(principal).map_or(*principal, Principal::Member);
        let whom = self.holder(&whom).map_or_else(|| "it".to_owned(), |holder| holder.name);
        match remedy {
            Remedy::Assign { role, scope, production } => {
                let but = if *production { "" } else { ", production left out" };
                format!("give {whom} the role {} {}{but}", self.role(*role).name, self.at(scope))
            }
            Remedy::NewRole { permissions, actions, scope, at } => {
                let rows = permissions.iter().map(|permission| {
                    format!("{} on {}", permission.level.title(), permission.area.title())
                });
                let rows: Vec<String> = rows
                    .chain(actions.iter().map(|action| format!("the action `{action}`")))
                    .collect();
                let place = match (&scope.instances, &scope.projects) {
                    (Selection::Only(ids), _) if ids.len() == 1 => ids
                        .first()
                        .map(|id| format!(" {}", self.at(&GrantScope::Instance(*id))))
                        .unwrap_or_default(),
                    (_, Selection::All) if *at == GrantScope::Organization => String::new(),
                    (_, Selection::All) => format!(" {}", self.at(at)),
                    (_, Selection::Only(ids)) => {
                        format!(" {}", self.at(&GrantScope::Projects(ids.clone())))
                    }
                };
                let rows = rows.join(", ");
                if matches!(principal, Principal::ServiceToken(_)) {
                    return format!("grant {whom} {rows}{place}");
                }
                format!("make a custom role with {rows}{place}, and give it to {whom}")
            }
            Remedy::Renew { .. } => format!("renew the grant of {whom} that has ended"),
            Remedy::Resume { .. } => format!("resume {whom}"),
            Remedy::WidenToken => {
                "use a token that carries more of what its owner holds".to_owned()
            }
        }
    }

    fn at(&self, scope: &GrantScope) -> String {
        match scope {
            GrantScope::Organization => "for the whole organization".to_owned(),
            GrantScope::Projects(ids) => {
                let ids: Vec<ProjectId> = ids.iter().copied().collect();
                let name = |id: &ProjectId| self.place(&Resource::Project(*id)).name;
                format!("in {}", listed("the project", "the projects", &ids, ids.len(), name))
            }
            GrantScope::Database(id) => format!("on {}", self.thing(&Resource::Database(*id))),
            GrantScope::Instance(id) => format!("on {}", self.thing(&Resource::Instance(*id))),
        }
    }
}

/// The project that a thing is, or is in.
pub(crate) fn project_of(judged: &Judged, resource: &Resource) -> Option<ProjectId> {
    let folded = &judged.folded;
    match resource {
        Resource::Organization => None,
        Resource::Project(id) => Some(*id),
        Resource::Instance(id) => folded.project_of_instance(*id),
        Resource::Database(id) | Resource::Branch { database: id, .. } => {
            folded.project_of_database(*id)
        }
    }
}

/// What a role is called; its id where it is gone.
pub(crate) fn role_name(world: &World, id: RoleId) -> String {
    let custom = || world.roles.iter().find(|role| role.id == id).map(|role| role.name.clone());
    let system = SystemRole::from_id(id).map(|role| role.name().to_owned());
    system.or_else(custom).unwrap_or_else(|| id.to_string())
}

/// The projects that a grant and its role both name; none where neither names any.
fn named_projects(grant: &GrantDefinition, role: &RoleScope) -> Vec<ProjectId> {
    match (&grant.scope, &role.projects) {
        (GrantScope::Projects(named), Selection::All) => named.iter().copied().collect(),
        (GrantScope::Projects(named), Selection::Only(of_role)) => {
            named.intersection(of_role).copied().collect()
        }
        (GrantScope::Organization, Selection::Only(of_role)) => of_role.iter().copied().collect(),
        _ => Vec::new(),
    }
}

/// `the projects Shop, Tracker and 3 more`; `count` are meant, of which those `seen` may be named.
fn listed<T>(
    one: &str,
    many: &str,
    seen: &[T],
    count: usize,
    name: impl Fn(&T) -> String,
) -> String {
    let names: Vec<String> = seen.iter().take(READ_OUT).map(name).collect();
    let rest = count - names.len();
    match (names.as_slice(), rest) {
        ([], 0) => "nothing".to_owned(),
        ([], _) => format!("{count} that you may not see"),
        ([only], 0) => format!("{one} {only}"),
        ([first @ .., last], 0) => format!("{many} {} and {last}", first.join(", ")),
        (names, rest) => format!("{many} {} and {rest} more", names.join(", ")),
    }
}

/// The word for a verdict in an answer.
pub(crate) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Granted => "granted",
        Verdict::OutsideScope => "outside_scope",
        Verdict::ProductionLeftOut => "production_left_out",
        Verdict::LacksAction => "lacks_action",
        Verdict::Expired => "expired",
        Verdict::NoSuchRole => "no_such_role",
    }
}

/// Why a grant does, or does not.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Granted => "it gives the action",
        Verdict::OutsideScope => "it gives the action, but not there",
        Verdict::ProductionLeftOut => "it gives the action, but leaves production out",
        Verdict::LacksAction => "it does not hold the action",
        Verdict::Expired => "it gave the action until it ended",
        Verdict::NoSuchRole => "its role does not exist",
    }
}

/// What stands in the way before any grant.
pub(crate) fn obstacle(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::UnknownPrincipal => "there is no such member, team or token in this organization",
        Obstacle::Suspended => "it is suspended and holds nothing",
        Obstacle::NoSuchThing => NOTHING_THERE,
        Obstacle::TokenLacks => "the owner holds the action, but the token does not carry it",
        Obstacle::OwnerLacks => "the token's owner does not hold the action",
    }
}
