//! What would allow something, each with what else it would allow, whether the asker could do it, and the request that
//! does it.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{
    Action, ActionSet, Assigns, Change, Fix, Gives, GrantDefinition, GrantScope, Permission,
    Principal, Remedy, Resource, RoleDefinition, RoleScope, Selection, Snapshot, SystemRole, World,
    apply, decide, guard,
};
use bailiwick_api::{AccessFix, Apply, Gain, Refused};
use bailiwick_model::{GrantId, RoleId, Timestamp};
use bailiwick_store::Ids;
use serde_json::{Value, json};

use super::question::sees;
use super::words::{Words, project_of};
use crate::call::Judged;

/// So many things are listed.
const LISTED: usize = 100;

/// For whom fixes are worked out, and who asks.
pub(crate) struct Fixing<'a> {
    pub(crate) judged: &'a Judged,
    pub(crate) principal: &'a Principal,
    pub(crate) ids: &'a dyn Ids,
    pub(crate) now: Timestamp,
}

/// A fix with its consequences.
pub(crate) struct Worked {
    principal: Principal,
    remedy: Remedy,
    extra: u64,
    gains: Vec<(Resource, ActionSet)>,
    refused: Option<Refused>,
    apply: Option<Apply>,
    then: Option<Apply>,
}

impl Fixing<'_> {
    fn world(&self) -> &World {
        &self.judged.folded.world
    }

    /// Works the fixes out that the asker may know of, least extra authority first.
    pub(crate) fn all(&self, fixes: &[Fix]) -> Vec<Worked> {
        let words = Words::of(self.judged);
        let mut remedies: Vec<Remedy> = Vec::new();
        // Roles are for people and teams: a token is granted actions.
        let is_token = matches!(self.principal, Principal::ServiceToken(_));
        let is_given = |fix: &&Fix| !(is_token && matches!(fix.remedy, Remedy::Assign { .. }));
        for fix in fixes.iter().filter(is_given).filter(|fix| words.may_read(fix)) {
            let remedy = self.sendable(&fix.remedy);
            if !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
        let mut worked: Vec<Worked> =
            remedies.into_iter().map(|remedy| self.work_out(remedy)).collect();
        worked.sort_by_key(|fix| fix.extra);
        worked
    }

    /// Whom a fix is given to: a personal access token holds nothing that its owner does not.
    fn beneficiary(&self) -> Principal {
        let Principal::PersonalToken(token) = self.principal else { return *self.principal };
        let found = self.world().personal_tokens.iter().find(|one| one.id == *token);
        found.map_or(*self.principal, |found| Principal::Member(found.member))
    }

    /// The same remedy at the narrowest scope that a request can be sent for: a role is given for projects, and only
    /// Database Administrator for one database.
    fn sendable(&self, remedy: &Remedy) -> Remedy {
        if let Remedy::NewRole { at: GrantScope::Database(_), .. } = remedy {
            let mut remedy = remedy.clone();
            if let Remedy::NewRole { at, .. } = &mut remedy {
                // The role itself names the project.
                *at = GrantScope::Organization;
            }
            return remedy;
        }
        let Remedy::Assign { role, scope, production } = remedy else { return remedy.clone() };
        let is_administrator = *role == SystemRole::DatabaseAdministrator.id();
        let thing = match scope {
            GrantScope::Instance(id) => Resource::Instance(*id),
            GrantScope::Database(id) if !is_administrator => Resource::Database(*id),
            _ => return remedy.clone(),
        };
        let projects = project_of(self.judged, &thing).into_iter().collect();
        let scope = GrantScope::Projects(projects);
        Remedy::Assign { role: *role, scope, production: *production }
    }

    fn work_out(&self, remedy: Remedy) -> Worked {
        let principal = self.beneficiary();
        let after = self.after(&remedy, &principal);
        let mut worked = Worked {
            principal,
            extra: 0,
            gains: Vec::new(),
            refused: None,
            apply: self.request(&remedy, &principal),
            then: self.second(&remedy, &principal),
            remedy,
        };
        if let Some(after) = after {
            // What is hidden is not counted either: the figure would tell how much of it there is.
            let cells = gains(self.judged, &after, &principal, self.now);
            worked.gains =
                cells.into_iter().filter(|(thing, _)| sees(self.judged, thing)).collect();
            worked.extra = worked.gains.iter().map(|(_, actions)| actions.len() as u64).sum();
            worked.refused = self.refused(&after, &worked.remedy, &principal);
        }
        worked
    }

    /// The world as it would be; none where no change of grants would do.
    fn after(&self, remedy: &Remedy, principal: &Principal) -> Option<World> {
        let world = self.world();
        let given = |gives, scope, production| GrantDefinition {
            id: GrantId(self.ids.id()),
            gives,
            scope,
            production,
            expires_at: None,
        };
        match remedy {
            Remedy::Assign { role, scope, production } => {
                let grant = given(Gives::Role(*role), scope.clone(), *production);
                Some(with_grant(world, principal, grant))
            }
            Remedy::NewRole { permissions, actions, scope, at } => {
                let id = RoleId(self.ids.id());
                let role = RoleDefinition {
                    id,
                    name: String::new(),
                    system: None,
                    permissions: permissions.clone(),
                    actions: *actions,
                    scope: scope.clone(),
                    assigns: Assigns::Own,
                };
                if matches!(principal, Principal::ServiceToken(_)) {
                    let grant =
                        given(Gives::Actions(all_of(permissions, *actions)), at.clone(), true);
                    return Some(with_grant(world, principal, narrowed(grant, scope)));
                }
                let made = apply(world, &Change::PutRole(role));
                let grant = given(Gives::Role(id), at.clone(), true);
                Some(with_grant(&made, principal, grant))
            }
            Remedy::Renew { grant } => {
                let mut after = world.clone();
                let of_members = after.members.iter_mut().map(|one| &mut one.grants);
                let of_teams = after.teams.iter_mut().map(|one| &mut one.grants);
                let of_tokens = after.service_tokens.iter_mut().map(|one| &mut one.grants);
                let all = of_members.chain(of_teams).chain(of_tokens).flatten();
                all.filter(|one| one.id == *grant).for_each(|one| one.expires_at = None);
                Some(after)
            }
            Remedy::Resume { principal } => Some(resumed(world, principal)),
            Remedy::WidenToken => None,
        }
    }

    /// Why the asker could not make the change.
    fn refused(&self, after: &World, remedy: &Remedy, principal: &Principal) -> Option<Refused> {
        let asker = &self.judged.principal;
        for (action, resource) in needed(remedy, principal) {
            let decided = decide(&self.judged.folded.snapshot, asker, action, &resource);
            if let Err(denial) = decided {
                return Some(Refused {
                    code: "forbidden".to_owned(),
                    message: denial.to_string(),
                    action: Some(action.to_string()),
                });
            }
        }
        let refusal = guard(self.world(), after, asker, &[*principal], self.now).err()?;
        Some(show_refusal(&refusal))
    }

    /// The request that gives a role which is yet to be made, for the organization: its own scope narrows it.
    fn second(&self, remedy: &Remedy, principal: &Principal) -> Option<Apply> {
        let Remedy::NewRole { .. } = remedy else { return None };
        let world = self.world();
        let (operation, noun, id, held) = match principal {
            Principal::Member(id) => {
                let held = world.members.iter().find(|one| one.id == *id)?;
                ("member_role_update", "member", id.to_string(), &held.grants)
            }
            Principal::Team(id) => {
                let held = world.teams.iter().find(|one| one.id == *id)?;
                ("team_role_update", "team", id.to_string(), &held.grants)
            }
            _ => return None,
        };
        let mut roles = roles(held, self.now, None, None);
        let scope = json!({ "projects": "all", "production": true });
        roles.push(json!({ "id": null, "scope": scope }));
        let path = [("organization", world.organization.to_string()), (noun, id)];
        Some(Apply { operation, path: path.into(), body: json!({ "roles": roles }) })
    }

    /// The request that makes the change.
    fn request(&self, remedy: &Remedy, principal: &Principal) -> Option<Apply> {
        let organization = ("organization", self.world().organization.to_string());
        let request = |operation, rest: Vec<(&'static str, String)>, body| {
            let path: BTreeMap<_, _> = rest.into_iter().chain([organization.clone()]).collect();
            Some(Apply { operation, path, body })
        };
        match (remedy, principal) {
            (
                Remedy::Assign { scope: GrantScope::Database(database), .. },
                Principal::Member(member),
            ) => {
                let path = vec![("database", database.to_string()), ("member", member.to_string())];
                request("database_administrator_add", path, Value::Null)
            }
            (
                Remedy::Assign { scope: GrantScope::Database(database), .. },
                Principal::Team(team),
            ) => {
                let path = vec![("database", database.to_string()), ("team", team.to_string())];
                request("team_database_add", path, Value::Null)
            }
            (Remedy::Assign { role, scope, production }, Principal::Member(member)) => {
                let held = self.world().members.iter().find(|one| one.id == *member)?;
                let added = Some((*role, scope, *production));
                let body = json!({ "roles": roles(&held.grants, self.now, added, None) });
                request("member_role_update", vec![("member", member.to_string())], body)
            }
            (Remedy::Assign { role, scope, production }, Principal::Team(team)) => {
                let held = self.world().teams.iter().find(|one| one.id == *team)?;
                let added = Some((*role, scope, *production));
                let body = json!({ "roles": roles(&held.grants, self.now, added, None) });
                request("team_role_update", vec![("team", team.to_string())], body)
            }
            (Remedy::Renew { grant }, Principal::Member(member)) => {
                let held = self.world().members.iter().find(|one| one.id == *member)?;
                is_listed(&held.grants, *grant).then_some(())?;
                let body = json!({ "roles": roles(&held.grants, self.now, None, Some(*grant)) });
                request("member_role_update", vec![("member", member.to_string())], body)
            }
            (
                Remedy::NewRole { permissions, actions, scope, .. },
                Principal::ServiceToken(token),
            ) => {
                let held = all_of(permissions, *actions);
                let actions: Vec<&str> = held.iter().map(Action::as_str).collect();
                let mut body = json!({ "actions": actions, "production": true });
                match (&scope.instances, &scope.projects) {
                    (Selection::Only(ids), _) => body["instance"] = json!(ids.first()),
                    (_, Selection::Only(ids)) => body["project"] = json!(ids.first()),
                    _ => {}
                }
                request("service_token_grant_create", vec![("token", token.to_string())], body)
            }
            (Remedy::NewRole { permissions, actions, scope, .. }, _) => {
                let actions: Vec<&str> = actions.iter().map(Action::as_str).collect();
                let body = json!({
                    "name": null,
                    "permissions": permissions,
                    "actions": actions,
                    "scope": {
                        "projects": selected(&scope.projects),
                        "instances": selected(&scope.instances),
                        "production": scope.production,
                    },
                });
                request("role_create", Vec::new(), body)
            }
            (Remedy::Resume { principal: Principal::Member(member) }, _) => {
                let path = vec![("member", member.to_string())];
                request("member_update", path, json!({ "state": "active" }))
            }
            _ => None,
        }
    }
}

impl Worked {
    /// What will be spoken of.
    pub(crate) fn want(&self, words: &mut Words<'_>) {
        words.want(&self.principal);
        self.gains.iter().take(LISTED).for_each(|(thing, _)| words.want_path(thing));
    }

    /// The fix in one sentence.
    pub(crate) fn brief(&self, words: &Words<'_>) -> bailiwick_api::Fix {
        let role = match &self.remedy {
            Remedy::Assign { role, .. } => Some(*role),
            _ => None,
        };
        let sentence = words.remedy(&self.principal, &self.remedy);
        bailiwick_api::Fix { sentence, role, extra: self.extra }
    }

    /// The fix as it is read.
    pub(crate) fn show(&self, words: &Words<'_>) -> AccessFix {
        let gives = self.gains.iter().take(LISTED).map(|(thing, actions)| Gain {
            place: words.place(thing),
            actions: actions.iter().map(|action| action.to_string()).collect(),
        });
        AccessFix {
            sentence: words.remedy(&self.principal, &self.remedy),
            extra: self.extra,
            gives: gives.collect(),
            can_apply: self.refused.is_none() && self.apply.is_some(),
            refused: self.refused.clone(),
            // What cannot be sent is not shown: it would name projects that the asker may not see.
            apply: self.apply.clone().filter(|_| self.refused.is_none()),
            then: self.then.clone().filter(|_| self.refused.is_none()),
        }
    }
}

fn all_of(permissions: &[Permission], actions: ActionSet) -> ActionSet {
    permissions.iter().fold(actions, |held, one| held.union(one.actions()))
}

/// A grant at the scope that a role for it would have: one thing at most is named in either.
fn narrowed(grant: GrantDefinition, scope: &RoleScope) -> GrantDefinition {
    let scope = match (&scope.instances, &scope.projects) {
        (Selection::Only(ids), _) => ids.first().map(|id| GrantScope::Instance(*id)),
        (_, Selection::Only(ids)) => Some(GrantScope::Projects(ids.clone())),
        _ => None,
    };
    GrantDefinition { scope: scope.unwrap_or_else(|| grant.scope.clone()), ..grant }
}

/// The rights that the request for a remedy asks for.
fn needed(remedy: &Remedy, principal: &Principal) -> Vec<(Action, Resource)> {
    let whole = |action| (action, Resource::Organization);
    let give = match principal {
        Principal::Team(_) => whole(Action::TeamsUpdate),
        Principal::ServiceToken(_) => whole(Action::ServiceTokenGrantsUpdate),
        _ => whole(Action::MembersUpdate),
    };
    match (remedy, principal) {
        (Remedy::Assign { scope: GrantScope::Database(id), .. }, Principal::Member(_)) => {
            vec![(Action::DatabaseMembersUpdate, Resource::Database(*id))]
        }
        (Remedy::NewRole { .. }, Principal::ServiceToken(_)) => vec![give],
        (Remedy::NewRole { .. }, _) => vec![whole(Action::RolesCreate), give],
        (Remedy::Resume { principal: Principal::ServiceToken(_) }, _) => {
            vec![whole(Action::ServiceTokensUpdate)]
        }
        (Remedy::WidenToken, _) => Vec::new(),
        _ => vec![give],
    }
}

fn with_grant(world: &World, principal: &Principal, grant: GrantDefinition) -> World {
    let mut after = world.clone();
    let grants = match principal {
        Principal::Member(id) => {
            after.members.iter_mut().find(|one| one.id == *id).map(|one| &mut one.grants)
        }
        Principal::Team(id) => {
            after.teams.iter_mut().find(|one| one.id == *id).map(|one| &mut one.grants)
        }
        Principal::ServiceToken(id) => {
            after.service_tokens.iter_mut().find(|one| one.id == *id).map(|one| &mut one.grants)
        }
        Principal::PersonalToken(_) | Principal::Invitation(_) => None,
    };
    if let Some(grants) = grants {
        grants.push(grant);
    }
    after
}

fn resumed(world: &World, principal: &Principal) -> World {
    let mut after = world.clone();
    match principal {
        Principal::Member(id) => {
            let found = after.members.iter_mut().filter(|one| one.id == *id);
            found.for_each(|one| one.suspended = false);
        }
        Principal::ServiceToken(id) => {
            let found = after.service_tokens.iter_mut().filter(|one| one.id == *id);
            found.for_each(|one| one.suspended = false);
        }
        _ => {}
    }
    after
}

/// What the principal would hold that it does not hold now.
fn gains(
    judged: &Judged,
    after: &World,
    principal: &Principal,
    now: Timestamp,
) -> Vec<(Resource, ActionSet)> {
    let new = Snapshot::fold(after, now);
    let old = &judged.folded.snapshot;
    things(&judged.folded.world)
        .filter_map(|thing| {
            let gained = new.effective(principal, &thing).minus(old.effective(principal, &thing));
            (!gained.is_empty()).then_some((thing, gained))
        })
        .collect()
}

/// Everything that authority is held on.
pub(crate) fn things(world: &World) -> impl Iterator<Item = Resource> + '_ {
    let projects = world.projects.iter().map(|one| Resource::Project(one.id));
    let instances = world.instances.iter().map(|one| Resource::Instance(one.id));
    let databases = world.databases.iter().flat_map(|one| {
        [Resource::Database(one.id), Resource::Branch { database: one.id, is_production: true }]
    });
    [Resource::Organization].into_iter().chain(projects).chain(instances).chain(databases)
}

/// A change that would be refused, as its asker reads it.
pub(crate) fn show_refusal(refusal: &bailiwick_access::Refusal) -> Refused {
    Refused {
        code: refusal.code().to_owned(),
        message: refusal.to_string(),
        action: refusal.action().map(|action| action.to_string()),
    }
}

/// A grant that the roles of a member or a team list: of a role, and not for one thing alone.
fn is_listed(grants: &[GrantDefinition], grant: GrantId) -> bool {
    grants.iter().any(|one| {
        one.id == grant
            && matches!(one.gives, Gives::Role(_))
            && matches!(one.scope, GrantScope::Organization | GrantScope::Projects(_))
    })
}

/// The roles to be held: those of now, and one more, in place of the same role there where it is held for less; or one of
/// them for good.
fn roles(
    held: &[GrantDefinition],
    now: Timestamp,
    added: Option<(RoleId, &GrantScope, bool)>,
    renewed: Option<GrantId>,
) -> Vec<Value> {
    let row = |role: RoleId, projects: Value, production: bool, end: Option<Timestamp>| {
        let scope = json!({ "projects": projects, "production": production });
        let mut row = json!({ "id": role, "scope": scope });
        if let Some(end) = end {
            row["expires_at"] = json!(end);
        }
        row
    };
    let is_kept = |grant: &&GrantDefinition| {
        let is_replaced = added.is_some_and(|(role, scope, _)| {
            grant.gives == Gives::Role(role) && grant.scope == *scope
        });
        (grant.is_live(now) || renewed == Some(grant.id)) && !is_replaced
    };
    let of_now = held.iter().filter(is_kept).filter_map(|grant| {
        let Gives::Role(role) = grant.gives else { return None };
        let end = grant.expires_at.filter(|_| renewed != Some(grant.id));
        Some(row(role, projects(&grant.scope)?, grant.production, end))
    });
    let added = added
        .and_then(|(role, scope, production)| Some(row(role, projects(scope)?, production, None)));
    of_now.chain(added).collect()
}

fn projects(scope: &GrantScope) -> Option<Value> {
    match scope {
        GrantScope::Organization => Some(json!("all")),
        GrantScope::Projects(ids) => Some(json!(ids)),
        GrantScope::Database(_) | GrantScope::Instance(_) => None,
    }
}

fn selected<T: Ord + serde::Serialize>(selection: &Selection<T>) -> Value {
    match selection {
        Selection::All => json!("all"),
        Selection::Only(ids) => json!(ids.iter().collect::<BTreeSet<_>>()),
    }
}
