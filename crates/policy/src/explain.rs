//! Why a permission counts for a request, or does not, and what it would grant to a user who had one of its roles.

use bailiwick_schema::{Schema, TableIndex};

use crate::compiled::{Operation, Permission, Policy};
use crate::reduce::{Granted, granted_by};
use crate::user::{Moment, User};

/// How a permission stands to a user and an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It counts.
    Applies,
    /// It grants the operation, to others.
    LacksRole,
    /// It does not grant the operation.
    LacksOperation,
    /// The user lacks a value that it mentions, or has one that does not fit.
    LacksValue,
}

/// One permission on the table, and what it says to the request.
#[derive(Clone, Debug)]
pub struct Explained<'p> {
    /// Which.
    pub permission: &'p Permission,
    /// How it stands to the request.
    pub standing: Standing,
    /// The user has one of its roles.
    pub has_role: bool,
    /// Why it counts, or why not; a sentence that names paths and roles, never values.
    pub reason: String,
    /// What it grants, or would grant with one of its roles.
    pub granted: Option<Granted<'p>>,
}

impl Explained<'_> {
    /// Whether it counts.
    pub fn applies(&self) -> bool {
        self.standing == Standing::Applies
    }
}

/// What every permission on the table says to a request, in document order.
pub fn explain<'p>(
    policy: &'p Policy,
    connection: &str,
    table: TableIndex,
    operation: Operation,
    user: &User,
    now: Moment,
    schema: &Schema,
) -> Vec<Explained<'p>> {
    let explained = policy.on(connection, table).map(|permission| {
        let has_role = user.roles.iter().any(|role| permission.roles.contains(role));
        let explained = |standing, reason, granted| Explained {
            permission,
            standing,
            has_role,
            reason,
            granted,
        };
        if !permission.grants(operation) {
            let reason = format!("it does not grant `{}`", operation.as_str());
            return explained(Standing::LacksOperation, reason, None);
        }
        let granted = granted_by(permission, operation, user, now, schema);
        if !has_role {
            let roles: Vec<String> =
                permission.roles.iter().map(|role| format!("`{role}`")).collect();
            let reason = format!("the user has none of its roles: {}", roles.join(", "));
            return explained(Standing::LacksRole, reason, granted.ok());
        }
        match granted {
            Ok(granted) => {
                let role = user.roles.iter().find(|role| permission.roles.contains(*role));
                let role = role.map(String::as_str).unwrap_or_default();
                let reason = format!("the user has its role `{role}`");
                explained(Standing::Applies, reason, Some(granted))
            }
            Err(reason) => explained(Standing::LacksValue, reason, None),
        }
    });
    explained.collect()
}
