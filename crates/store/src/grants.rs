//! Grants: a role, or single actions, given to somebody at a scope, perhaps until a time.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_access::{Action, ActionSet, Gives, GrantDefinition, GrantScope, SystemRole, World};
use bailiwick_model::{
    DatabaseId, GrantId, InvitationId, MemberId, OrganizationId, ProjectId, TeamId, Timestamp,
    TokenId,
};
use sqlx::any::AnyRow;

use crate::act::Act;
use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;

macro_rules! of_holder {
    ($column:literal) => {
        concat!(
            "SELECT g.*, p.project FROM grants g
             LEFT JOIN grant_projects p ON p.organization = g.organization AND p.grant_id = g.id
             WHERE g.organization = $1 AND g.",
            $column,
            " = $2 ORDER BY g.id"
        )
    };
}

/// Who holds a grant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Holder {
    /// A member.
    Member(MemberId),
    /// A team, and so each of its members.
    Team(TeamId),
    /// A service token.
    ServiceToken(TokenId),
    /// A personal access token that carries only a part of its owner's authority.
    PersonalToken(TokenId),
    /// Whoever accepts the invitation.
    Invitation(InvitationId),
}

/// A grant to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewGrant {
    /// What it gives.
    pub gives: Gives,
    /// Where.
    pub scope: GrantScope,
    /// Production too.
    pub production: bool,
    /// It gives nothing from then on.
    pub expires_at: Option<Timestamp>,
}

impl NewGrant {
    /// A role for the whole organization, for good.
    pub fn role(role: bailiwick_model::RoleId) -> Self {
        NewGrant {
            gives: Gives::Role(role),
            scope: GrantScope::Organization,
            production: true,
            expires_at: None,
        }
    }

    /// The same as another.
    pub(crate) fn like(grant: &GrantDefinition) -> Self {
        NewGrant {
            gives: grant.gives.clone(),
            scope: grant.scope.clone(),
            production: grant.production,
            expires_at: grant.expires_at,
        }
    }

    /// Whether this is that grant: the same, there, until then.
    pub fn is_like(&self, grant: &GrantDefinition) -> bool {
        *self == NewGrant::like(grant)
    }

    /// Whether that grant gives the same in every place where this one would.
    fn is_within(&self, grant: &GrantDefinition) -> bool {
        let is_there = match (&self.scope, &grant.scope) {
            (GrantScope::Projects(wanted), GrantScope::Projects(held)) => wanted.is_subset(held),
            (wanted, held) => wanted == held,
        };
        is_there && self.gives == grant.gives && self.production == grant.production
    }

    /// The same at another scope.
    pub fn at(self, scope: GrantScope) -> Self {
        NewGrant { scope, ..self }
    }
}

/// A grant as it is asked for, before it is known beside what it will stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The grant.
    pub new: NewGrant,
    /// No end was said: where the same is held there already, that end stays.
    pub keeps_end: bool,
}

impl From<NewGrant> for Wanted {
    fn from(new: NewGrant) -> Self {
        Wanted { new, keeps_end: false }
    }
}

impl Wanted {
    /// The grant to be made in place of what is held now.
    pub fn settle(self, held: &[GrantDefinition], now: Timestamp) -> NewGrant {
        let Wanted { new, keeps_end } = self;
        if !keeps_end {
            return new;
        }
        let is_live = |end: &Option<Timestamp>| end.is_none_or(|end| end > now);
        let there = held.iter().filter(|grant| new.is_within(grant));
        let ends: Vec<Option<Timestamp>> =
            there.map(|grant| grant.expires_at).filter(is_live).collect();
        let expires_at = if ends.contains(&None) { None } else { ends.into_iter().flatten().max() };
        NewGrant { expires_at, ..new }
    }
}

/// What is wanted besides what approved requests gave, which stays: sending it back as it is shown gives it no second time.
pub fn besides(approved: &[GrantDefinition], mut wanted: Vec<NewGrant>) -> Vec<NewGrant> {
    wanted.retain(|new| !approved.iter().any(|grant| new.is_like(grant)));
    wanted
}

/// What is wanted together with what whoever wants it does not see: nobody takes back, by saving what they see, what
/// was given on projects that are hidden from them. `held` are the grants that would be replaced.
pub fn with_unseen(
    held: &[GrantDefinition],
    mut wanted: Vec<NewGrant>,
    sees: impl Fn(&ProjectId) -> bool,
) -> Vec<NewGrant> {
    for grant in held {
        let GrantScope::Projects(named) = &grant.scope else { continue };
        let unseen: BTreeSet<ProjectId> = named.iter().copied().filter(|id| !sees(id)).collect();
        if unseen.is_empty() {
            continue;
        }
        let same = wanted.iter_mut().find_map(|new| match &mut new.scope {
            GrantScope::Projects(projects)
                if new.gives == grant.gives
                    && new.production == grant.production
                    && new.expires_at == grant.expires_at =>
            {
                Some(projects)
            }
            _ => None,
        });
        match same {
            Some(projects) => projects.extend(unseen),
            None => wanted.push(NewGrant::like(grant).at(GrantScope::Projects(unseen))),
        }
    }
    wanted
}

/// Refuses grants of roles, or in places, that the organization does not have: a grant of what is not there would give
/// what comes to be there.
pub(crate) fn known<'a>(
    world: &World,
    wanted: impl IntoIterator<Item = &'a NewGrant>,
) -> Result<(), Error> {
    for new in wanted {
        if let Gives::Role(role) = new.gives
            && !world.roles.iter().any(|one| one.id == role)
        {
            return Err(Error::NotFound("role"));
        }
        let is_project = |id: &ProjectId| world.projects.iter().any(|one| one.id == *id);
        match &new.scope {
            GrantScope::Projects(named) if !named.iter().all(is_project) => {
                return Err(Error::NotFound("project"));
            }
            GrantScope::Instance(id) if !world.instances.iter().any(|one| one.id == *id) => {
                return Err(Error::NotFound("instance"));
            }
            GrantScope::Database(id) if !world.databases.iter().any(|one| one.id == *id) => {
                return Err(Error::NotFound("database"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes a grant. Whether it may be given is [`crate::guarded`]'s to say.
pub(crate) async fn insert(
    tx: &mut Tx<'_>,
    act: &Act<'_>,
    organization: OrganizationId,
    holder: Holder,
    new: &NewGrant,
) -> Result<GrantId, Error> {
    let id: GrantId = act.id();
    let (role, actions) = match &new.gives {
        Gives::Role(role) => (Some(role.to_string()), None),
        Gives::Actions(actions) => (None, Some(names(*actions))),
    };
    let (reach, database, instance) = match &new.scope {
        GrantScope::Organization => ("organization", None, None),
        GrantScope::Projects(_) => ("projects", None, None),
        GrantScope::Instance(id) => ("instance", None, Some(id.to_string())),
        GrantScope::Database(id) => ("database", Some(id.to_string()), None),
    };
    let columns = HolderColumns::of(holder);
    sqlx::query(
        "INSERT INTO grants (organization, id, member, team, service_token, personal_token, invitation,
            role, actions, reach, database_id, instance, has_production, creator, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(organization.to_string())
    .bind(id.to_string())
    .bind(columns.member)
    .bind(columns.team)
    .bind(columns.service_token)
    .bind(columns.personal_token)
    .bind(columns.invitation)
    .bind(role)
    .bind(actions)
    .bind(reach)
    .bind(database)
    .bind(instance)
    .bind(i64::from(new.production))
    .bind(act.permit.actor().id().map(|id| id.to_string()))
    .bind(act.now.0)
    .bind(new.expires_at.map(|time| time.0))
    .execute(tx.connection())
    .await?;
    if let GrantScope::Projects(projects) = &new.scope {
        for project in projects {
            sqlx::query(
                "INSERT INTO grant_projects (organization, grant_id, project) VALUES ($1, $2, $3)",
            )
            .bind(organization.to_string())
            .bind(id.to_string())
            .bind(project.to_string())
            .execute(tx.connection())
            .await?;
        }
    }
    Ok(id)
}

/// Takes a grant away.
pub(crate) async fn delete(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    grant: GrantId,
) -> Result<(), Error> {
    sqlx::query("DELETE FROM grants WHERE organization = $1 AND id = $2")
        .bind(organization.to_string())
        .bind(grant.to_string())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// What somebody was given, in the order in which it was.
///
/// # Errors
/// When the database fails.
pub async fn of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    holder: Holder,
) -> Result<Vec<GrantDefinition>, Error> {
    let (statement, id) = match holder {
        Holder::Member(id) => (of_holder!("member"), id.0),
        Holder::Team(id) => (of_holder!("team"), id.0),
        Holder::ServiceToken(id) => (of_holder!("service_token"), id.0),
        Holder::PersonalToken(id) => (of_holder!("personal_token"), id.0),
        Holder::Invitation(id) => (of_holder!("invitation"), id.0),
    };
    let rows = sqlx::query(statement)
        .bind(organization.to_string())
        .bind(id.to_string())
        .fetch_all(tx.connection())
        .await?;
    // One row for each project that a grant names.
    let mut grants: Vec<GrantDefinition> = Vec::new();
    for row in &rows {
        let columns = Columns(row);
        let id = columns.parsed("id")?;
        let project: Option<ProjectId> = columns.parsed_or_null("project")?;
        match (grants.last_mut(), project) {
            (
                Some(GrantDefinition { id: last, scope: GrantScope::Projects(named), .. }),
                Some(project),
            ) if *last == id => {
                named.insert(project);
            }
            _ => grants.push(read(row, id, project.into_iter().collect())?),
        }
    }
    Ok(grants)
}

/// Every grant of an organization by who holds it, in the order in which they were given.
pub(crate) async fn all(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
) -> Result<BTreeMap<Holder, Vec<GrantDefinition>>, Error> {
    let mut projects: BTreeMap<GrantId, BTreeSet<ProjectId>> = BTreeMap::new();
    let rows = sqlx::query("SELECT grant_id, project FROM grant_projects WHERE organization = $1")
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    for row in &rows {
        let columns = Columns(row);
        projects.entry(columns.parsed("grant_id")?).or_default().insert(columns.parsed("project")?);
    }
    let rows = sqlx::query("SELECT * FROM grants WHERE organization = $1 ORDER BY id")
        .bind(organization.to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut grants: BTreeMap<Holder, Vec<GrantDefinition>> = BTreeMap::new();
    for row in &rows {
        let id = Columns(row).parsed("id")?;
        let named = projects.remove(&id).unwrap_or_default();
        grants.entry(holder(row)?).or_default().push(read(row, id, named)?);
    }
    Ok(grants)
}

fn read(
    row: &AnyRow,
    id: GrantId,
    projects: BTreeSet<ProjectId>,
) -> Result<GrantDefinition, Error> {
    let columns = Columns(row);
    let scope = match columns.text("reach")?.as_str() {
        "organization" => GrantScope::Organization,
        "projects" => GrantScope::Projects(projects),
        "instance" => GrantScope::Instance(columns.parsed("instance")?),
        "database" => GrantScope::Database(columns.parsed("database_id")?),
        other => return Err(Error::Corrupt(format!("the grant {id} reaches `{other}`"))),
    };
    let gives = match columns.parsed_or_null("role")? {
        Some(role) => Gives::Role(role),
        None => Gives::Actions(action_set(&columns.text("actions")?)?),
    };
    Ok(GrantDefinition {
        id,
        gives,
        scope,
        production: columns.flag("has_production")?,
        expires_at: columns.time_or_null("expires_at")?,
    })
}

fn holder(row: &AnyRow) -> Result<Holder, Error> {
    let columns = Columns(row);
    if let Some(id) = columns.parsed_or_null("member")? {
        return Ok(Holder::Member(id));
    }
    if let Some(id) = columns.parsed_or_null("team")? {
        return Ok(Holder::Team(id));
    }
    if let Some(id) = columns.parsed_or_null("service_token")? {
        return Ok(Holder::ServiceToken(id));
    }
    if let Some(id) = columns.parsed_or_null("personal_token")? {
        return Ok(Holder::PersonalToken(id));
    }
    Ok(Holder::Invitation(columns.parsed("invitation")?))
}

#[derive(Default)]
struct HolderColumns {
    member: Option<String>,
    team: Option<String>,
    service_token: Option<String>,
    personal_token: Option<String>,
    invitation: Option<String>,
}

impl HolderColumns {
    fn of(holder: Holder) -> Self {
        let mut columns = HolderColumns::default();
        match holder {
            Holder::Member(id) => columns.member = Some(id.to_string()),
            Holder::Team(id) => columns.team = Some(id.to_string()),
            Holder::ServiceToken(id) => columns.service_token = Some(id.to_string()),
            Holder::PersonalToken(id) => columns.personal_token = Some(id.to_string()),
            Holder::Invitation(id) => columns.invitation = Some(id.to_string()),
        }
        columns
    }
}

/// Whether a grant makes its holder administrator of exactly this database.
pub fn administers(grant: &GrantDefinition, database: DatabaseId) -> bool {
    grant.gives == Gives::Role(SystemRole::DatabaseAdministrator.id())
        && grant.scope == GrantScope::Database(database)
        && grant.production
}

/// Actions as the store keeps them: a JSON list of their names.
pub(crate) fn names(actions: ActionSet) -> String {
    serde_json::Value::from(list_of(actions)).to_string()
}

/// The names of actions, in order.
pub(crate) fn list_of(actions: ActionSet) -> Vec<&'static str> {
    actions.iter().map(Action::as_str).collect()
}

/// The actions of a list of names. A name of a later version of the program gives nothing here.
pub(crate) fn action_set(text: &str) -> Result<ActionSet, Error> {
    let names: Vec<String> = serde_json::from_str(text)
        .map_err(|error| Error::Corrupt(format!("a list of actions: {error}")))?;
    Ok(names.iter().filter_map(|name| name.parse::<Action>().ok()).collect())
}
