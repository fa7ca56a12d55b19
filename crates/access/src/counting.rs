//! Which actions a grant at a scope can give anywhere: asked of the fold itself, on a world with one thing of each
//! kind, so that it cannot disagree with what is decided.

use bailiwick_model::{DatabaseId, GrantId, Id, InstanceId, OrganizationId, ProjectId, Timestamp};

use crate::action_set::ActionSet;
use crate::snapshot::{Principal, Snapshot};
use crate::world::{
    Gives, GrantDefinition, GrantScope, World, WorldDatabase, WorldInstance, WorldProject,
    WorldServiceToken,
};

/// Those of the actions that a grant at this scope gives somewhere. The rest would be written down and mean nothing:
/// an action of the organization on a project, one on production where production is left out.
pub fn counting(actions: ActionSet, scope: &GrantScope, production: bool) -> ActionSet {
    let id = |number| Id::new(0, [0, 0, 0, 0, 0, number]);
    let (project, instance, database) = (ProjectId(id(1)), InstanceId(id(2)), DatabaseId(id(3)));
    let scope = match scope {
        GrantScope::Organization => GrantScope::Organization,
        GrantScope::Projects(named) if named.is_empty() => return ActionSet::EMPTY,
        GrantScope::Projects(_) => GrantScope::Projects([project].into()),
        GrantScope::Instance(_) => GrantScope::Instance(instance),
        GrantScope::Database(_) => GrantScope::Database(database),
    };
    let mut world = World::empty(OrganizationId(id(4)), 1);
    world.projects.push(WorldProject { id: project });
    world.instances.push(WorldInstance { id: instance, project, production: false });
    world.databases.push(WorldDatabase { id: database, project, maker: None });
    let token = bailiwick_model::TokenId(id(5));
    let gives = Gives::Actions(actions);
    let grant = GrantDefinition { id: GrantId(id(6)), gives, scope, production, expires_at: None };
    world.service_tokens.push(WorldServiceToken {
        id: token,
        grants: vec![grant],
        suspended: false,
    });
    let snapshot = Snapshot::fold(&world, Timestamp(0));
    let held = |resource| snapshot.effective(&Principal::ServiceToken(token), &resource);
    snapshot.resources().map(held).fold(ActionSet::EMPTY, ActionSet::union)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;

    fn check(scope: GrantScope, production: bool, action: Action) -> bool {
        !counting(ActionSet::of(&[action]), &scope, production).is_empty()
    }

    #[test]
    fn an_action_counts_where_its_kind_of_thing_is() {
        let project = || GrantScope::Projects([ProjectId(Id::new(9, [9; 6]))].into());
        let database = || GrantScope::Database(DatabaseId(Id::new(9, [9; 6])));
        let instance = || GrantScope::Instance(InstanceId(Id::new(9, [9; 6])));
        assert!(check(GrantScope::Organization, false, Action::MembersView));
        assert!(!check(project(), true, Action::MembersView));
        assert!(check(project(), false, Action::InstancesView));
        assert!(check(instance(), false, Action::ProjectsView), "the name of its project");
        assert!(!check(instance(), true, Action::DatabasesView));
        assert!(!check(database(), true, Action::InstancesView));
        assert!(check(database(), false, Action::BranchesDelete));
        assert!(!check(database(), false, Action::BranchesDeleteProduction));
        assert!(check(database(), true, Action::BranchesDeleteProduction));
        assert!(!check(GrantScope::Projects([].into()), true, Action::ProjectsView));
    }
}
