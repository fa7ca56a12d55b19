//! Who holds a role.

use bailiwick_model::{Id, OrganizationId, RoleId, Timestamp};

use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;

/// What somebody is who holds a role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HolderKind {
    /// A member, suspended or not.
    Member,
    /// A team.
    Team,
    /// An invitation that nobody has answered.
    Invitation,
    /// A service token.
    ServiceToken,
    /// A personal access token.
    PersonalToken,
}

/// Somebody to whom a role was given and who holds it still.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RoleHolder {
    /// What it is.
    pub kind: HolderKind,
    /// What people call it; an invitation by its address.
    pub name: String,
    /// Its id.
    pub id: Id,
}

/// Everybody to whom the role was given directly, each once, in order of kind and name. What has ended does not count.
///
/// # Errors
/// When the database fails.
pub async fn holders(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    role: RoleId,
    now: Timestamp,
) -> Result<Vec<RoleHolder>, Error> {
    let sources = [
        (
            HolderKind::Member,
            "SELECT DISTINCT h.id AS id, a.display_name AS name FROM grants g
               JOIN members h ON h.organization = g.organization AND h.id = g.member
               JOIN accounts a ON a.id = h.account
             WHERE g.organization = $1 AND g.role = $2 AND (g.expires_at IS NULL OR g.expires_at > $3)",
        ),
        (
            HolderKind::Team,
            "SELECT DISTINCT h.id AS id, h.name AS name FROM grants g
               JOIN teams h ON h.organization = g.organization AND h.id = g.team
             WHERE g.organization = $1 AND g.role = $2 AND (g.expires_at IS NULL OR g.expires_at > $3)",
        ),
        (
            HolderKind::Invitation,
            "SELECT DISTINCT h.id AS id, h.email AS name FROM grants g
               JOIN invitations h ON h.organization = g.organization AND h.id = g.invitation
             WHERE g.organization = $1 AND g.role = $2 AND (g.expires_at IS NULL OR g.expires_at > $3)
               AND h.state = 'pending'",
        ),
        (
            HolderKind::ServiceToken,
            "SELECT DISTINCT h.id AS id, h.name AS name FROM grants g
               JOIN service_tokens h ON h.organization = g.organization AND h.id = g.service_token
             WHERE g.organization = $1 AND g.role = $2 AND (g.expires_at IS NULL OR g.expires_at > $3)",
        ),
        (
            HolderKind::PersonalToken,
            "SELECT DISTINCT h.id AS id, h.name AS name FROM grants g
               JOIN tokens h ON h.id = g.personal_token
             WHERE g.organization = $1 AND g.role = $2 AND (g.expires_at IS NULL OR g.expires_at > $3)",
        ),
    ];
    let mut found = Vec::new();
    for (kind, statement) in sources {
        let rows = sqlx::query(statement)
            .bind(organization.to_string())
            .bind(role.to_string())
            .bind(now.0)
            .fetch_all(tx.connection())
            .await?;
        for row in &rows {
            let columns = Columns(row);
            found.push(RoleHolder { kind, name: columns.text("name")?, id: columns.parsed("id")? });
        }
    }
    found.sort();
    Ok(found)
}
