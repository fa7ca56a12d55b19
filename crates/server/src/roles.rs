//! The roles of an organization: system roles, which are code, and custom ones, which people make.

pub(crate) mod compare;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod duplicate;
mod edit;
pub(crate) mod get;
pub(crate) mod list;
mod show;
pub(crate) mod templates;
pub(crate) mod update;

use bailiwick_access::{Permission, SystemRole};
use bailiwick_api::{PermissionAnswer, RoleSaved, Ruled};
use bailiwick_model::RoleId;
use bailiwick_store::Tx;
use bailiwick_store::roles::NewRole;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use show::Roles;

/// A role as a request asks for it, in normal form.
struct Asked {
    new: NewRole,
    /// What the normal form added: permissions that others require.
    added: Vec<Permission>,
}

/// A role as a change would make it, read and refused as the change itself would be.
pub(crate) fn edited(
    call: &Call,
    before: &bailiwick_store::roles::Role,
    change: bailiwick_api::RoleChange,
) -> Result<NewRole, Error> {
    edit::change(call, before, change).map(|asked| asked.new)
}

/// The role that the path names, in the caller's organization.
fn named(call: &Call) -> Result<RoleId, Error> {
    call.path.id("role")
}

/// Refuses to change what is part of the product.
fn refuse_system(role: RoleId) -> Result<(), Error> {
    let Some(system) = SystemRole::from_id(role) else { return Ok(()) };
    Err(Error::forbidden("system_role", part_of_the_product(system.name()))
        .hint("duplicate it and change the copy"))
}

fn part_of_the_product(name: &str) -> String {
    format!("`{name}` is part of the product: nobody changes or deletes it")
}

/// What was saved, as the transaction leaves it.
async fn saved(
    call: &Call,
    tx: &mut Tx<'_>,
    role: RoleId,
    added: &[Permission],
) -> Result<Ruled<RoleSaved>, Error> {
    let Ruled { object, can, cannot } =
        Roles::read(call, tx).await?.one(role).ok_or_else(Error::not_found)?;
    Ok(Ruled { object: RoleSaved { role: object, added: permissions(added) }, can, cannot })
}

/// The same, once it lasts.
fn answer(saved: &Ruled<RoleSaved>, is_new: bool) -> Result<Answer, Error> {
    let version = saved.object.role.version;
    let answer = if is_new { Answer::created(saved) } else { Answer::ok(saved) };
    Ok(answer?.version(version))
}

fn permissions(permissions: &[Permission]) -> Vec<PermissionAnswer> {
    let shown = |permission: &Permission| PermissionAnswer {
        area: permission.area.as_str().to_owned(),
        level: permission.level.as_str().to_owned(),
    };
    permissions.iter().map(shown).collect()
}
