//! Grants of tokens, personal and of services: read, checked against what they could ever give, and shown in sentences.

mod parse;
pub(crate) mod words;

pub(crate) use parse::parse;

use std::collections::BTreeSet;

use bailiwick_access::{Gives, GrantDefinition, GrantScope, Resource, SystemRole, is_visible};
use bailiwick_api::{Choice, GrantAnswer, GrantScopeAnswer, TokenGrantAnswer};
use bailiwick_model::{ProjectId, RoleId, RoleReference};
use bailiwick_store::places::Places;

use crate::call::Judged;

/// A grant as the caller may see it: what it may not know of is not named, not even by its id.
pub(crate) fn show(judged: &Judged, names: &Places, grant: &GrantDefinition) -> TokenGrantAnswer {
    let sees = |resource: Resource| judged.sees(&resource);
    let projects = |ids: &BTreeSet<ProjectId>| {
        ids.iter().copied().filter(|id| sees(Resource::Project(*id))).collect()
    };
    let mut scope = GrantScopeAnswer {
        projects: None,
        instance: None,
        database: None,
        production: grant.production,
    };
    match &grant.scope {
        GrantScope::Organization => scope.projects = Some(Choice::Word("all")),
        GrantScope::Projects(ids) => scope.projects = Some(Choice::Only(projects(ids))),
        GrantScope::Instance(id) => {
            scope.instance = Some(*id).filter(|id| sees(Resource::Instance(*id)));
        }
        GrantScope::Database(id) => {
            scope.database = Some(*id).filter(|id| sees(Resource::Database(*id)));
        }
    }
    let (role, actions) = match &grant.gives {
        Gives::Role(id) => (Some(role(judged, *id)), None),
        Gives::Actions(actions) => {
            (None, Some(actions.iter().map(|action| action.as_str().to_owned()).collect()))
        }
    };
    TokenGrantAnswer {
        sentence: words::grant(judged, names, grant),
        grant: GrantAnswer {
            id: grant.id,
            role,
            actions,
            scope,
            scope_in_words: words::place_of(judged, names, grant),
            expires_at: grant.expires_at,
        },
    }
}

/// A role by its name; by its id where it is gone.
fn role(judged: &Judged, id: RoleId) -> RoleReference {
    let system = SystemRole::from_id(id).map(|role| role.name().to_owned());
    let custom = || {
        let roles = &judged.folded.world.roles;
        roles.iter().find(|role| role.id == id).map(|role| role.name.clone())
    };
    RoleReference { id, name: system.or_else(custom).unwrap_or_else(|| id.to_string()) }
}

impl Judged {
    /// Whether the caller may know of a thing.
    pub(crate) fn sees(&self, resource: &Resource) -> bool {
        let snapshot = &self.folded.snapshot;
        let asker = snapshot.principal(&self.principal);
        asker.is_some_and(|asker| is_visible(snapshot, asker, resource))
    }
}
