//! Everything that access is decided by, of one organization, in the state that the transaction sees.

use std::collections::BTreeMap;

use bailiwick_access::{
    ActionSet, Gives, GrantDefinition, GrantScope, RoleDefinition, SystemRole, World,
    WorldDatabase, WorldInstance, WorldInvitation, WorldMember, WorldPersonalToken, WorldProject,
    WorldServiceToken, WorldTeam,
};
use bailiwick_model::{
    GrantId, InvitationId, MemberId, OrganizationId, RoleId, TeamId, Timestamp, TokenId,
    TokenPreset,
};
use sqlx::any::AnyRow;

use crate::error::Error;
use crate::grants::{self, Holder};
use crate::row::Columns;
use crate::tx::Tx;
use crate::{organizations, roles, tokens};

/// By who holds them; taken out as their holders are read.
type Grants = BTreeMap<Holder, Vec<GrantDefinition>>;

/// Loads an organization.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn load(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<World, Error> {
    let epoch =
        organizations::epoch(tx, organization).await?.ok_or(Error::NotFound("organization"))?;
    let mut world = World::empty(organization, epoch);
    world.default_role = default_role(tx, organization).await?;
    world.roles = SystemRole::ALL.iter().map(|role| RoleDefinition::of_system(*role)).collect();
    world.roles.extend(roles::all(tx, organization).await?.into_iter().map(|role| role.definition));
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
        "SELECT id, project, maker_grant FROM databases WHERE organization = $1 ORDER BY id",
        organization,
    )
    .await?
    {
        let columns = Columns(&row);
        world.databases.push(WorldDatabase {
            id: columns.parsed("id")?,
            project: columns.parsed("project")?,
            maker: columns.parsed_or_null("maker_grant")?,
        });
    }
    let mut grants = grants::all(tx, organization).await?;
    world.members = members(tx, organization, &mut grants).await?;
    world.teams = teams(tx, organization, &mut grants).await?;
    world.service_tokens = service_tokens(tx, organization, &mut grants).await?;
    world.invitations = invitations(tx, organization, &mut grants, &world.teams).await?;
    world.personal_tokens = personal_tokens(tx, organization, &mut grants).await?;
    Ok(world)
}

async fn default_role(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<RoleId, Error> {
    let row = sqlx::query("SELECT default_role FROM organizations WHERE id = $1")
        .bind(organization.to_string())
        .fetch_one(tx.connection())
        .await?;
    Columns(&row).parsed("default_role")
}

async fn rows(
    tx: &mut Tx<'_>,
    statement: &'static str,
    organization: OrganizationId,
) -> Result<Vec<AnyRow>, Error> {
    Ok(sqlx::query(statement).bind(organization.to_string()).fetch_all(tx.connection()).await?)
}

async fn members(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    grants: &mut Grants,
) -> Result<Vec<WorldMember>, Error> {
    let statement = "SELECT m.id, m.account, m.state, a.is_verified, a.password_hash
        FROM members m JOIN accounts a ON a.id = m.account WHERE m.organization = $1 ORDER BY m.id";
    let rows = rows(tx, statement, organization).await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            let id: MemberId = columns.parsed("id")?;
            Ok(WorldMember {
                id,
                account: columns.parsed("account")?,
                suspended: columns.text("state")? != "active",
                can_sign_in: columns.flag("is_verified")?
                    && !columns.text("password_hash")?.is_empty(),
                grants: grants.remove(&Holder::Member(id)).unwrap_or_default(),
            })
        })
        .collect()
}

async fn teams(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    grants: &mut Grants,
) -> Result<Vec<WorldTeam>, Error> {
    let mut members: BTreeMap<TeamId, Vec<MemberId>> = BTreeMap::new();
    let statement = "SELECT team, member FROM team_members WHERE organization = $1 ORDER BY member";
    for row in rows(tx, statement, organization).await? {
        let columns = Columns(&row);
        members.entry(columns.parsed("team")?).or_default().push(columns.parsed("member")?);
    }
    let rows =
        rows(tx, "SELECT id FROM teams WHERE organization = $1 ORDER BY id", organization).await?;
    rows.iter()
        .map(|row| {
            let id: TeamId = Columns(row).parsed("id")?;
            Ok(WorldTeam {
                id,
                members: members.remove(&id).unwrap_or_default(),
                grants: grants.remove(&Holder::Team(id)).unwrap_or_default(),
            })
        })
        .collect()
}

/// Nothing that a token holds, or passes on, outlasts the token.
fn until(end: Option<Timestamp>, grants: Option<Vec<GrantDefinition>>) -> Vec<GrantDefinition> {
    let mut grants = grants.unwrap_or_default();
    for grant in &mut grants {
        grant.expires_at = grant.expires_at.into_iter().chain(end).min();
    }
    grants
}

async fn service_tokens(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    grants: &mut Grants,
) -> Result<Vec<WorldServiceToken>, Error> {
    let statement = "SELECT id, is_suspended, expires_at FROM service_tokens WHERE organization = $1 ORDER BY id";
    let rows = rows(tx, statement, organization).await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            let id: TokenId = columns.parsed("id")?;
            Ok(WorldServiceToken {
                id,
                suspended: columns.flag("is_suspended")?,
                grants: until(
                    columns.time_or_null("expires_at")?,
                    grants.remove(&Holder::ServiceToken(id)),
                ),
            })
        })
        .collect()
}

/// Those that may still be accepted as far as their state says; whether one has expired is judged when it is used, so
/// that an expired one counts as what it could become until somebody ends it. What it gives is what it was given and
/// what the teams that it puts one into hold.
async fn invitations(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    grants: &mut Grants,
    teams: &[WorldTeam],
) -> Result<Vec<WorldInvitation>, Error> {
    let statement = "SELECT t.invitation, t.team FROM invitation_teams t
        JOIN invitations i ON i.organization = t.organization AND i.id = t.invitation
        WHERE t.organization = $1 AND i.state = 'pending' ORDER BY t.team";
    let mut by_teams: BTreeMap<InvitationId, Vec<GrantDefinition>> = BTreeMap::new();
    for row in rows(tx, statement, organization).await? {
        let columns = Columns(&row);
        let team: TeamId = columns.parsed("team")?;
        let held = teams.iter().find(|one| one.id == team).into_iter().flat_map(|one| &one.grants);
        by_teams.entry(columns.parsed("invitation")?).or_default().extend(held.cloned());
    }
    let statement = "SELECT id, inviter FROM invitations WHERE organization = $1 AND state = 'pending' ORDER BY id";
    let rows = rows(tx, statement, organization).await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            let id: InvitationId = columns.parsed("id")?;
            let mut held = grants.remove(&Holder::Invitation(id)).unwrap_or_default();
            held.extend(by_teams.remove(&id).unwrap_or_default());
            Ok(WorldInvitation { id, inviter: columns.parsed("inviter")?, grants: held })
        })
        .collect()
}

async fn personal_tokens(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    grants: &mut Grants,
) -> Result<Vec<WorldPersonalToken>, Error> {
    let statement = "SELECT t.*, m.id AS member FROM tokens t
        JOIN members m ON m.account = t.account AND m.organization = $1
        WHERE t.organization IS NULL OR t.organization = $1 ORDER BY t.id";
    let rows = rows(tx, statement, organization).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let token = match tokens::read(row) {
            Ok(token) => token,
            // As a later version may write it: it gives nothing, and is no reason to close the organization to others.
            Err(Error::Corrupt(cause)) => {
                tracing::warn!(%organization, "a personal access token cannot be read and gives nothing: {cause}");
                continue;
            }
            Err(error) => return Err(error),
        };
        // What the owner may do of what changes nothing; the token's own id names its one grant.
        let reading = || GrantDefinition {
            id: GrantId(token.id.0),
            gives: Gives::Actions(ActionSet::READING),
            scope: GrantScope::Organization,
            production: true,
            expires_at: token.expires_at,
        };
        let grants = match token.preset {
            TokenPreset::Full => None,
            TokenPreset::ReadOnly => Some(vec![reading()]),
            TokenPreset::Custom => {
                Some(until(token.expires_at, grants.remove(&Holder::PersonalToken(token.id))))
            }
        };
        let member = Columns(row).parsed("member")?;
        found.push(WorldPersonalToken { id: token.id, member, grants });
    }
    Ok(found)
}
