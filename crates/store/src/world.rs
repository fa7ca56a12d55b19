//! Everything that access is decided by, of one organization, in the state that the transaction sees.

use bailiwick_access::{
    ActionSet, Gives, GrantDefinition, GrantScope, RoleDefinition, SystemRole, World,
    WorldDatabase, WorldInstance, WorldMember, WorldPersonalToken, WorldProject,
};
use bailiwick_model::{GrantId, MemberId, OrganizationId, TokenPreset};
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;
use crate::{organizations, tokens};

/// Loads an organization.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn load(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<World, Error> {
    let epoch =
        organizations::epoch(tx, organization).await?.ok_or(Error::NotFound("organization"))?;
    let mut world = World::empty(organization, epoch);
    let default_role = "SELECT default_role FROM organizations WHERE id = $1";
    for row in rows(tx, default_role, organization).await? {
        world.default_role = Columns(&row).parsed("default_role")?;
    }
    world.roles = SystemRole::ALL.iter().map(|role| RoleDefinition::of_system(*role)).collect();
    for row in rows(tx, "SELECT id FROM projects WHERE organization = $1 ORDER BY id", organization)
        .await?
    {
        world.projects.push(WorldProject { id: Columns(&row).parsed("id")? });
    }
    let instances =
        "SELECT id, project, is_production FROM instances WHERE organization = $1 ORDER BY id";
    for row in rows(tx, instances, organization).await? {
        let columns = Columns(&row);
        world.instances.push(WorldInstance {
            id: columns.parsed("id")?,
            project: columns.parsed("project")?,
            production: columns.flag("is_production")?,
        });
    }
    for row in rows(
        tx,
        "SELECT id, project FROM databases WHERE organization = $1 ORDER BY id",
        organization,
    )
    .await?
    {
        let columns = Columns(&row);
        world
            .databases
            .push(WorldDatabase { id: columns.parsed("id")?, project: columns.parsed("project")? });
    }
    world.members = members(tx, organization).await?;
    world.personal_tokens = personal_tokens(tx, organization).await?;
    Ok(world)
}

async fn rows(
    tx: &mut Tx<'_>,
    statement: &'static str,
    organization: OrganizationId,
) -> Result<Vec<AnyRow>, Error> {
    Ok(sqlx::query(statement).bind(organization.to_string()).fetch_all(tx.connection()).await?)
}

async fn members(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<WorldMember>, Error> {
    let mut grants: Vec<(MemberId, GrantDefinition)> = Vec::new();
    for row in
        rows(tx, "SELECT * FROM grants WHERE organization = $1 ORDER BY member, id", organization)
            .await?
    {
        grants.push((Columns(&row).parsed("member")?, grant(&row)?));
    }
    let mut members = Vec::new();
    let members_of = "SELECT m.id, m.account, m.state,
        CAST(CASE WHEN a.is_verified = 1 AND a.password_hash <> '' THEN 1 ELSE 0 END AS BIGINT) AS can_sign_in
        FROM members m JOIN accounts a ON a.id = m.account WHERE m.organization = $1 ORDER BY m.id";
    for row in rows(tx, members_of, organization).await? {
        let columns = Columns(&row);
        members.push(WorldMember {
            id: columns.parsed("id")?,
            account: columns.parsed("account")?,
            suspended: columns.text("state")? != "active",
            can_sign_in: columns.flag("can_sign_in")?,
            grants: Vec::new(),
        });
    }
    for (holder, grant) in grants {
        let found = members.binary_search_by_key(&holder, |member: &WorldMember| member.id);
        let index =
            found.map_err(|_| Error::Corrupt(format!("a grant is held by nobody: {holder}")))?;
        members[index].grants.push(grant);
    }
    Ok(members)
}

fn grant(row: &AnyRow) -> Result<GrantDefinition, Error> {
    let columns = Columns(row);
    let scope = match columns.parsed_or_null("database_id")? {
        Some(database) => GrantScope::Database(database),
        None => GrantScope::Organization,
    };
    Ok(GrantDefinition {
        id: columns.parsed("id")?,
        gives: Gives::Role(columns.parsed("role")?),
        scope,
        production: true,
        expires_at: columns.time_or_null("expires_at")?,
    })
}

async fn personal_tokens(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<Vec<WorldPersonalToken>, Error> {
    let statement = "SELECT t.*, m.id AS member FROM tokens t
        JOIN members m ON m.account = t.account AND m.organization = $1
        WHERE t.organization IS NULL OR t.organization = $1 ORDER BY t.id";
    let rows = rows(tx, statement, organization).await?;
    rows.iter()
        .map(|row| {
            let token = tokens::read(row)?;
            // What the owner may do of what changes nothing; the token's own id names its one grant.
            let reading = || GrantDefinition {
                id: GrantId(token.id.0),
                gives: Gives::Actions(ActionSet::READING),
                scope: GrantScope::Organization,
                production: true,
                expires_at: token.expires_at,
            };
            let grants = (token.preset == TokenPreset::ReadOnly).then(|| vec![reading()]);
            Ok(WorldPersonalToken { id: token.id, member: Columns(row).parsed("member")?, grants })
        })
        .collect()
}
