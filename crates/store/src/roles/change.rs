//! Making, changing and deleting custom roles. What a change gives or takes is judged by [`crate::guarded`].

use bailiwick_access::{
    Action, Assigns, NormalRole, Permission, Resource, RoleDefinition, Selection, SystemRole,
};
use bailiwick_model::{Description, DisplayName, OrganizationId, RoleId, name_key};
use serde_json::{Value, json};

use super::{Role, get, holders};
use crate::act::Act;
use crate::audit::{Entry, Home, append};
use crate::error::Error;
use crate::grants::names;
use crate::row::Columns;
use crate::tx::Tx;
use crate::{guarded, lock};

/// All that a custom role is, in normal form.
#[derive(Clone, Debug)]
pub struct NewRole {
    /// What people call it.
    pub name: DisplayName,
    /// What it is for.
    pub description: Description,
    /// What it gives, and where.
    pub normal: NormalRole,
    /// Which roles its holder may give.
    pub assigns: Assigns,
}

impl NewRole {
    fn with(self, id: RoleId) -> (RoleDefinition, Description) {
        let NewRole { name, description, normal, assigns } = self;
        let definition = RoleDefinition {
            id,
            name: name.to_string(),
            system: None,
            permissions: normal.permissions,
            actions: normal.actions,
            scope: normal.scope,
            assigns,
        };
        (definition, description)
    }
}

/// Makes a role.
///
/// # Errors
/// [`Error::Conflict`] `name_taken`; [`Error::NotFound`] when its scope names what is not there; [`Error::Refused`].
pub async fn create(tx: &mut Tx<'_>, act: &Act<'_>, new: NewRole) -> Result<Role, Error> {
    let organization = act.require(Action::RolesCreate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let (definition, description) = new.with(act.id());
    refuse_taken(tx, organization, &definition).await?;
    let role = Role {
        definition,
        description: description.to_string(),
        is_newer: false,
        created_at: act.now,
        version: 1,
    };
    insert(tx, organization, &role).await?;
    write_scope(tx, organization, &role.definition).await?;
    guarded.close(tx, act, &[]).await?;
    let entry =
        Entry::done("roles.create", "role", role.definition.id.0, role.definition.name.as_str())
            .detail(json!({ "after": told(&role) }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(role)
}

/// Puts another content in the place of a role's; `read` is the version that it was made from.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `name_taken`, `role_is_newer`;
/// [`Error::NotFound`]; [`Error::Refused`].
pub async fn update(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    role: RoleId,
    read: u64,
    new: NewRole,
) -> Result<Role, Error> {
    let organization = act.require(Action::RolesUpdate, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let before = get(tx, organization, role).await?.ok_or(Error::NotFound("role"))?;
    lock::version(before.version, Some(read))?;
    if before.is_newer {
        return Err(is_newer(&before));
    }
    let (definition, description) = new.with(role);
    refuse_taken(tx, organization, &definition).await?;
    let after = Role {
        definition,
        description: description.to_string(),
        version: before.version + 1,
        ..before.clone()
    };
    rewrite(tx, organization, &after).await?;
    write_scope(tx, organization, &after.definition).await?;
    guarded.close_role(tx, act, role).await?;
    let entry = Entry::done("roles.update", "role", role.0, after.definition.name.as_str())
        .detail(json!({ "before": told(&before), "after": told(&after) }));
    append(tx, act, Home::Of(organization), entry).await?;
    Ok(after)
}

/// Deletes a role that nobody holds, or gives those who hold it another first.
///
/// # Errors
/// [`Error::Version`] when it was changed since; [`Error::Conflict`] `role_in_use`; [`Error::NotFound`] when there is
/// no such role, or none to give instead; [`Error::Refused`].
pub async fn delete(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    role: RoleId,
    if_match: Option<u64>,
    reassign: Option<RoleId>,
) -> Result<(), Error> {
    let organization = act.require(Action::RolesDelete, &Resource::Organization)?;
    let guarded = guarded::open(tx, act, organization).await?;
    let before = get(tx, organization, role).await?.ok_or(Error::NotFound("role"))?;
    lock::version(before.version, if_match)?;
    let name = before.definition.name.as_str();
    if guarded.before.default_role == role {
        let message = format!("`{name}` is the role that new members are given: choose another");
        return Err(Error::conflict("role_in_use", message));
    }
    let held = holders(tx, organization, role, act.now).await?;
    match reassign {
        Some(other) if other == role || !guarded.before.roles.iter().any(|one| one.id == other) => {
            return Err(Error::NotFound("role"));
        }
        Some(other) => reassigned(tx, act, organization, role, other).await?,
        None if !held.is_empty() => {
            return Err(Error::conflict("role_in_use", format!("`{name}` is held")));
        }
        None => {}
    }
    for statement in [
        // What is left has ended and gives nothing; it would name a role that is gone.
        "DELETE FROM grants WHERE organization = $1 AND role = $2",
        "DELETE FROM roles WHERE organization = $1 AND id = $2",
    ] {
        sqlx::query(statement)
            .bind(organization.to_string())
            .bind(role.to_string())
            .execute(tx.connection())
            .await?;
    }
    guarded.close_role(tx, act, role).await?;
    let moved: Vec<Value> =
        held.iter().map(|holder| json!({ "id": holder.id, "kind": kind(holder) })).collect();
    let entry = Entry::done("roles.delete", "role", role.0, name)
        .detail(json!({ "before": told(&before), "reassigned_to": reassign, "holders": moved }));
    append(tx, act, Home::Of(organization), entry).await
}

fn kind(holder: &super::RoleHolder) -> &'static str {
    use super::HolderKind::{Invitation, Member, PersonalToken, ServiceToken, Team};
    match holder.kind {
        Member => "member",
        Team => "team",
        Invitation => "invitation",
        ServiceToken => "service_token",
        PersonalToken => "personal_token",
    }
}

/// Each grant of the one that still counts is one of the other from now on, at its own scope and until its own end.
async fn reassigned(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    role: RoleId,
    other: RoleId,
) -> Result<(), Error> {
    // Whoever has read one of its holders before is told that they are not what they were.
    for statement in [
        "UPDATE members SET version = version + 1 WHERE organization = $1
           AND id IN (SELECT member FROM grants WHERE organization = $1 AND role = $2)",
        "UPDATE teams SET version = version + 1 WHERE organization = $1
           AND id IN (SELECT team FROM grants WHERE organization = $1 AND role = $2)",
    ] {
        sqlx::query(statement)
            .bind(organization.to_string())
            .bind(role.to_string())
            .execute(tx.connection())
            .await?;
    }
    sqlx::query(
        "UPDATE grants SET role = $3 WHERE organization = $1 AND role = $2 AND (expires_at IS NULL OR expires_at > $4)",
    )
    .bind(organization.to_string())
    .bind(role.to_string())
    .bind(other.to_string())
    .bind(act.now.0)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// What whoever names a role like this other one reads.
pub fn name_taken(other: &str) -> Error {
    let message = format!("the name looks like that of the role `{other}`");
    Error::conflict("name_taken", message)
}

/// No two roles look alike, those of the product included.
async fn refuse_taken(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    definition: &RoleDefinition,
) -> Result<(), Error> {
    let key = name_key(&definition.name);
    let taken = |other: &str| Err(name_taken(other));
    if let Some(system) = SystemRole::that_looks_like(&definition.name) {
        return taken(system.name());
    }
    let other = sqlx::query(
        "SELECT name FROM roles WHERE organization = $1 AND name_key = $2 AND id <> $3",
    )
    .bind(organization.to_string())
    .bind(key)
    .bind(definition.id.to_string())
    .fetch_optional(tx.connection())
    .await?;
    match other {
        Some(row) => taken(&Columns(&row).text("name")?),
        None => Ok(()),
    }
}

fn is_newer(role: &Role) -> Error {
    let message = format!(
        "`{}` was made by a later version of this program and can be deleted, not changed",
        role.definition.name
    );
    Error::conflict("role_is_newer", message)
}

async fn insert(tx: &mut Tx<'_>, organization: OrganizationId, role: &Role) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO roles (organization, id, name, name_key, description, permissions, actions, assigns,
            has_all_projects, has_all_instances, has_production, created_at, version)
         VALUES ($1, $2, '', $2, '', '[]', '[]', '\"own\"', 1, 1, 1, $3, 1)",
    )
    .bind(organization.to_string())
    .bind(role.definition.id.to_string())
    .bind(role.created_at.0)
    .execute(tx.connection())
    .await?;
    rewrite(tx, organization, role).await
}

async fn rewrite(tx: &mut Tx<'_>, organization: OrganizationId, role: &Role) -> Result<(), Error> {
    let definition = &role.definition;
    sqlx::query(
        "UPDATE roles SET name = $3, name_key = $4, description = $5, permissions = $6, actions = $7, assigns = $8,
            has_all_projects = $9, has_all_instances = $10, has_production = $11, version = $12
         WHERE organization = $1 AND id = $2",
    )
    .bind(organization.to_string())
    .bind(definition.id.to_string())
    .bind(definition.name.as_str())
    .bind(name_key(&definition.name))
    .bind(role.description.as_str())
    .bind(pairs(&definition.permissions).to_string())
    .bind(names(definition.actions))
    .bind(assigned(&definition.assigns).to_string())
    .bind(i64::from(definition.scope.projects.is_all()))
    .bind(i64::from(definition.scope.instances.is_all()))
    .bind(i64::from(definition.scope.production))
    .bind(crate::row::signed(role.version))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Writes what the role is scoped to, in place of what was there.
async fn write_scope(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    definition: &RoleDefinition,
) -> Result<(), Error> {
    let (mut projects, mut instances) = (Vec::new(), Vec::new());
    if let Selection::Only(named) = &definition.scope.projects {
        projects.extend(named.iter().map(ToString::to_string));
    }
    if let Selection::Only(named) = &definition.scope.instances {
        instances.extend(named.iter().map(ToString::to_string));
    }
    let tables = [
        (
            "DELETE FROM role_projects WHERE organization = $1 AND role = $2",
            "INSERT INTO role_projects (organization, role, project)
               SELECT organization, $2, id FROM projects WHERE organization = $1 AND id = $3",
            projects,
            "project",
        ),
        (
            "DELETE FROM role_instances WHERE organization = $1 AND role = $2",
            "INSERT INTO role_instances (organization, role, instance)
               SELECT organization, $2, id FROM instances WHERE organization = $1 AND id = $3",
            instances,
            "instance",
        ),
    ];
    for (delete, insert, named, noun) in tables {
        sqlx::query(delete)
            .bind(organization.to_string())
            .bind(definition.id.to_string())
            .execute(tx.connection())
            .await?;
        for id in named {
            let written = sqlx::query(insert)
                .bind(organization.to_string())
                .bind(definition.id.to_string())
                .bind(id)
                .execute(tx.connection())
                .await?;
            if written.rows_affected() == 0 {
                return Err(Error::NotFound(noun));
            }
        }
    }
    Ok(())
}

fn pairs(permissions: &[Permission]) -> Value {
    permissions
        .iter()
        .map(|permission| json!([permission.area.as_str(), permission.level.as_str()]))
        .collect()
}

fn assigned(assigns: &Assigns) -> Value {
    match assigns {
        Assigns::Own => json!("own"),
        Assigns::Only(roles) => json!(roles),
    }
}

/// A role as the audit log tells it.
fn told(role: &Role) -> Value {
    let definition = &role.definition;
    let actions: Vec<&str> = definition.actions.iter().map(Action::as_str).collect();
    json!({
        "name": definition.name,
        "description": role.description,
        "permissions": pairs(&definition.permissions),
        "actions": actions,
        "scope": {
            "projects": chosen(&definition.scope.projects),
            "instances": chosen(&definition.scope.instances),
            "production": definition.scope.production,
        },
        "assigns": assigned(&definition.assigns),
    })
}

fn chosen<T: serde::Serialize>(selection: &Selection<T>) -> Value {
    match selection {
        Selection::All => json!("all"),
        Selection::Only(named) => json!(named),
    }
}
