//! The organization for cedar-policy in the encoding that is fastest there: one fixed policy for each action, and on
//! each member, for each action, the set of projects where it is held.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::str::FromStr;

use bailiwick_access::Selection;
use bailiwick_model::{MemberId, ProjectId};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression,
};

use super::organization::{Question, World, roles_of, scoped_actions};

pub(super) struct Twin {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    members: HashMap<MemberId, EntityUid>,
    projects: HashMap<ProjectId, EntityUid>,
    actions: HashMap<&'static str, EntityUid>,
}

impl Twin {
    pub(super) fn of(world: &World, few: &[MemberId]) -> anyhow::Result<Self> {
        let mut text = String::new();
        let mut actions = HashMap::new();
        for action in scoped_actions() {
            let attribute = action.as_str();
            writeln!(
                text,
                "permit(principal, action == Action::\"{attribute}\", resource) when {{ \
                 principal[\"all {attribute}\"] || principal[\"{attribute}\"].contains(resource) }};"
            )?;
            actions.insert(attribute, EntityUid::from_str(&format!("Action::\"{attribute}\""))?);
        }
        let mut projects = HashMap::new();
        let mut entities = Vec::new();
        for project in &world.projects {
            let uid = EntityUid::from_str(&format!("Project::\"{}\"", project.id))?;
            entities.push(Entity::new(uid.clone(), HashMap::new(), HashSet::new())?);
            projects.insert(project.id, uid);
        }
        let mut members = HashMap::new();
        for member in few.iter().collect::<BTreeSet<_>>() {
            let mut attributes = HashMap::new();
            for action in scoped_actions() {
                let mut named = BTreeSet::new();
                let mut is_all = false;
                for (held, scope) in roles_of(world, *member) {
                    match &scope.projects {
                        _ if !held.contains(action) => {}
                        Selection::All => is_all = true,
                        Selection::Only(projects) => named.extend(projects.iter().copied()),
                    }
                }
                let uids = named.iter().filter_map(|id| projects.get(id).cloned());
                let set =
                    RestrictedExpression::new_set(uids.map(RestrictedExpression::new_entity_uid));
                attributes.insert(action.as_str().to_owned(), set);
                attributes.insert(format!("all {action}"), RestrictedExpression::new_bool(is_all));
            }
            let uid = EntityUid::from_str(&format!("Member::\"{member}\""))?;
            entities.push(Entity::new(uid.clone(), attributes, HashSet::new())?);
            members.insert(*member, uid);
        }
        Ok(Twin {
            authorizer: Authorizer::new(),
            policies: PolicySet::from_str(&text)?,
            entities: Entities::from_entities(entities, None)?,
            members,
            projects,
            actions,
        })
    }

    pub(super) fn check(&self, question: &Question) -> anyhow::Result<bool> {
        let uid = |found: Option<&EntityUid>| {
            found.cloned().ok_or_else(|| anyhow::anyhow!("unknown to cedar"))
        };
        let request = Request::new(
            uid(self.members.get(&question.member))?,
            uid(self.actions.get(question.action.as_str()))?,
            uid(self.projects.get(&question.project))?,
            Context::empty(),
            None,
        )?;
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.entities);
        Ok(response.decision() == Decision::Allow)
    }
}
