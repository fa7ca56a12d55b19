//! What two roles have in common, and what not.

use bailiwick_access::ActionSet;
use bailiwick_api::{ComparedRole, RoleComparison};
use bailiwick_model::{RoleId, RoleReference};
use bailiwick_store::roles::Role;

use super::show::Roles;
use super::{named, permissions};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (one, other): (RoleId, RoleId) = (named(&call)?, call.path.id("other")?);
    let mut tx = call.read().await?;
    let roles = Roles::read(&call, &mut tx).await?;
    let find = |id| roles.find(id).ok_or_else(Error::not_found);
    let (one, other) = (find(one)?, find(other)?);
    let (held, other_held) = (one.definition.held(), other.definition.held());
    Answer::ok(&RoleComparison {
        role: side(&roles, one, held.minus(other_held)),
        other: side(&roles, other, other_held.minus(held)),
        both: names(held.intersect(other_held)),
        same_scope: one.definition.scope == other.definition.scope,
    })
}

fn side(roles: &Roles<'_>, role: &Role, only: ActionSet) -> ComparedRole {
    let definition = &role.definition;
    ComparedRole {
        role: RoleReference { id: definition.id, name: definition.name.clone() },
        permissions: permissions(&definition.permissions),
        scope: roles.scope(definition),
        only: names(only),
        sentences: roles.sentences(definition),
    }
}

fn names(actions: ActionSet) -> Vec<String> {
    actions.iter().map(|action| action.as_str().to_owned()).collect()
}
