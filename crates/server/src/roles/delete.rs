//! Delete a custom role that nobody holds, or give its holders another.

use bailiwick_access::{Action, Resource, SystemRole};
use bailiwick_model::RoleId;
use bailiwick_store::roles::{HolderKind, RoleHolder, holders};

use super::{named, refuse_system};
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// So many holders are named.
const NAMED: usize = 20;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let role = named(&call)?;
    refuse_system(role)?;
    let mut tx = call.begin().await?;
    let found = bailiwick_store::roles::get(&mut tx, call.path.organization()?, role)
        .await?
        .ok_or_else(Error::not_found)?;
    if call.if_match.is_some_and(|read| read != found.version) {
        return Err(Error::outdated());
    }
    let reassign: Option<RoleId> = call.query.parsed("reassign")?;
    match reassign {
        Some(other) => refuse_absent(&call, role, other)?,
        None => {
            let held = holders(&mut tx, call.path.organization()?, role, call.now).await?;
            if !held.is_empty() {
                return Err(in_use(&call, &found.definition.name, &held)?);
            }
        }
    }
    let act = call.act();
    bailiwick_store::roles::delete(&mut tx, &act, role, Some(found.version), reassign).await?;
    tx.commit().await?;
    Ok(Answer::empty())
}

fn refuse_absent(call: &Call, role: RoleId, other: RoleId) -> Result<(), Error> {
    let world = &call.judged()?.folded.world;
    let is_there =
        SystemRole::from_id(other).is_some() || world.roles.iter().any(|one| one.id == other);
    if other == role {
        return Err(Error::invalid("reassign", "it is the role that is to be deleted"));
    }
    if is_there {
        Ok(())
    } else {
        Err(Error::invalid("reassign", format!("there is no role `{other}`")))
    }
}

/// Says who holds it; service tokens by name only to those who may see them.
fn in_use(call: &Call, name: &str, held: &[RoleHolder]) -> Result<Error, Error> {
    let can = call
        .judged()?
        .folded
        .snapshot
        .effective(&call.judged()?.principal, &Resource::Organization);
    let sees_tokens = can.contains(Action::ServiceTokensView);
    let say = |holder: &RoleHolder| match holder.kind {
        HolderKind::Member => format!("the member `{}`", holder.name),
        HolderKind::Team => format!("the team `{}`", holder.name),
        HolderKind::Invitation => format!("the invitation of `{}`", holder.name),
        HolderKind::ServiceToken if sees_tokens => format!("the service token `{}`", holder.name),
        HolderKind::ServiceToken => "a service token".to_owned(),
        HolderKind::PersonalToken => "a personal access token".to_owned(),
    };
    let mut said: Vec<String> = held.iter().take(NAMED).map(say).collect();
    if held.len() > NAMED {
        said.push(format!("{} more", held.len() - NAMED));
    }
    let message = format!("`{name}` is held by {}", said.join(", "));
    Ok(Error::conflict("role_in_use", message)
        .hint("take it from them first, or name another role for them in `reassign`"))
}
