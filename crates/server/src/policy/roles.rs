//! `policy_roles`

use std::collections::HashMap;

use bailiwick_access::{Action, Resource};
use bailiwick_api::{
    PolicyReach, PolicyRole, PolicyRoleAction, PolicyRoleCell, PolicyRoleTable, PolicyRoles,
};
use bailiwick_policy::{ActionReach, OperationReach, Reach, RoleReach, TableReach};
use bailiwick_store::{application_users, policies};

use super::problems;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// The roles of the policy in force, or of the draft; and to who may see application users, how many hold each.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let (organization, instance) = (call.path.organization()?, call.path.instance()?);
    let mut tx = call.read().await?;
    let (of, source) = match call.query.get("of").unwrap_or("deployed") {
        "deployed" => {
            let deployed = policies::deployed(&mut tx, instance).await?;
            ("deployed", deployed.map(|one| (one.version.source, one.version.format)))
        }
        "draft" => {
            let draft = policies::draft(&mut tx, organization, instance).await?;
            let is_any = draft.is_saved() || !draft.source.is_empty();
            ("draft", is_any.then_some((draft.source, draft.format)))
        }
        _ => return Err(Error::invalid("of", "it is `deployed` or `draft`")),
    };
    let Some((source, format)) = source else {
        return Answer::ok(&PolicyRoles { of: "none".to_owned(), roles: Vec::new() });
    };
    let roles = bailiwick_policy::overview(&problems::read(&source, format)?);
    let roles = roles.ok_or_else(|| {
        let message = "the document names more roles and tables than can be looked over";
        Error::conflict("too_many_roles", message)
            .hint("name fewer roles; the permissions themselves are in the document")
    })?;
    let sees_users = call.decide(Action::DataView, &Resource::Instance(instance)).is_ok();
    let users = if sees_users {
        let (_, by_role) = application_users::count(&mut tx, organization, instance).await?;
        Some(by_role.into_iter().collect::<HashMap<String, u64>>())
    } else {
        None
    };
    let roles = roles.into_iter().map(|role| answer(role, users.as_ref())).collect();
    Answer::ok(&PolicyRoles { of: of.to_owned(), roles })
}

fn answer(role: RoleReach, users: Option<&HashMap<String, u64>>) -> PolicyRole {
    PolicyRole {
        users: users.map(|users| users.get(&role.role).copied().unwrap_or(0)),
        role: role.role,
        permissions: role.permissions,
        actions: role
            .actions
            .into_iter()
            .map(|ActionReach { name, is_owner, calls }| PolicyRoleAction { name, is_owner, calls })
            .collect(),
        tables: role.tables.into_iter().map(table).collect(),
    }
}

fn table(table: TableReach) -> PolicyRoleTable {
    PolicyRoleTable {
        table: table.table,
        select: cell(table.select),
        insert: cell(table.insert),
        update: cell(table.update),
        delete: cell(table.delete),
    }
}

fn cell(cell: OperationReach) -> PolicyRoleCell {
    let reach = match cell.reach {
        Reach::Full => PolicyReach::Full,
        Reach::Filtered => PolicyReach::Filtered,
        Reach::None => PolicyReach::None,
    };
    PolicyRoleCell { reach, permissions: cell.permissions }
}
