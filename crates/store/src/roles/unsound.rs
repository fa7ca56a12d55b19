//! Roles that do not give all that is written in them: a later version's, and those that were written past the API.

use bailiwick_access::normalise;
use bailiwick_model::{OrganizationId, RoleId};

use super::{Role, all};
use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;

/// A role of which some part gives nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsound {
    /// Whose it is.
    pub organization: OrganizationId,
    /// The role.
    pub role: RoleId,
    /// Its name.
    pub name: String,
    /// What is wrong with it, in a sentence.
    pub reason: String,
}

/// Every such role of the store, for the server to tell when it starts.
///
/// # Errors
/// When the database fails.
pub async fn unsound(tx: &mut Tx<'_>) -> Result<Vec<Unsound>, Error> {
    let rows = sqlx::query("SELECT DISTINCT organization FROM roles ORDER BY organization")
        .fetch_all(tx.connection())
        .await?;
    let mut found = Vec::new();
    for row in &rows {
        let organization = Columns(row).parsed("organization")?;
        for role in all(tx, organization).await? {
            if let Some(reason) = reason(&role) {
                let (role, name) = (role.definition.id, role.definition.name);
                found.push(Unsound { organization, role, name, reason });
            }
        }
    }
    Ok(found)
}

fn reason(role: &Role) -> Option<String> {
    if role.is_newer {
        return Some(
            "it names actions, areas or levels that this version does not know".to_owned(),
        );
    }
    let definition = &role.definition;
    normalise(&definition.permissions, definition.actions, definition.scope.clone())
        .err()
        .map(|problem| problem.to_string())
}
