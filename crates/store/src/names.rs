//! What people call things: for sentences about access, which is decided by ids alone.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_model::{
    DatabaseId, Id, InstanceId, MemberId, OrganizationId, ProjectId, TeamId, TokenId,
};
use serde_json::Value;

use crate::error::Error;
use crate::row::Columns;
use crate::tx::Tx;

/// Whose names are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Every member, for a list in order of names.
    pub every_member: bool,
    /// These members.
    pub members: BTreeSet<MemberId>,
    /// These teams.
    pub teams: BTreeSet<TeamId>,
    /// These service tokens.
    pub service_tokens: BTreeSet<TokenId>,
    /// These projects.
    pub projects: BTreeSet<ProjectId>,
    /// These instances.
    pub instances: BTreeSet<InstanceId>,
    /// These databases.
    pub databases: BTreeSet<DatabaseId>,
}

/// Names that were looked up; what is not in this organization has none.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The organization's own.
    pub organization: String,
    /// Of members: their names and addresses.
    pub members: BTreeMap<MemberId, (String, String)>,
    /// Of teams.
    pub teams: BTreeMap<TeamId, String>,
    /// Of service tokens.
    pub service_tokens: BTreeMap<TokenId, String>,
    /// Of projects.
    pub projects: BTreeMap<ProjectId, String>,
    /// Of instances.
    pub instances: BTreeMap<InstanceId, String>,
    /// Of databases.
    pub databases: BTreeMap<DatabaseId, String>,
}

/// One statement that looks ids up, for each engine: they read a JSON list in different words.
macro_rules! by_ids {
    ($tx:expr, $what:literal) => {
        $tx.either(
            concat!($what, " IN (SELECT value FROM json_each($2))"),
            concat!($what, " IN (SELECT json_array_elements_text(CAST($2 AS json)))"),
        )
    };
}

/// Looks names up: at most one statement for each kind.
///
/// # Errors
/// When the database fails.
pub async fn find(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    wanted: &Wanted,
) -> Result<Names, Error> {
    let row = sqlx::query("SELECT name FROM organizations WHERE id = $1")
        .bind(organization.to_string())
        .fetch_optional(tx.connection())
        .await?;
    let row = row.ok_or(Error::NotFound("organization"))?;
    let mut names = Names { organization: Columns(&row).text("name")?, ..Names::default() };
    names.members = members(tx, organization, wanted).await?;
    let teams = by_ids!(tx, "SELECT id, name FROM teams WHERE organization = $1 AND id");
    names.teams = named(tx, organization, teams, &wanted.teams).await?;
    let tokens = by_ids!(tx, "SELECT id, name FROM service_tokens WHERE organization = $1 AND id");
    names.service_tokens = named(tx, organization, tokens, &wanted.service_tokens).await?;
    let projects = by_ids!(tx, "SELECT id, name FROM projects WHERE organization = $1 AND id");
    names.projects = named(tx, organization, projects, &wanted.projects).await?;
    let instances = by_ids!(tx, "SELECT id, name FROM instances WHERE organization = $1 AND id");
    names.instances = named(tx, organization, instances, &wanted.instances).await?;
    let databases = by_ids!(tx, "SELECT id, name FROM databases WHERE organization = $1 AND id");
    names.databases = named(tx, organization, databases, &wanted.databases).await?;
    Ok(names)
}

async fn named<T: Copy + Ord + From<Id> + std::fmt::Display>(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    statement: &'static str,
    wanted: &BTreeSet<T>,
) -> Result<BTreeMap<T, String>, Error> {
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sqlx::query(statement)
        .bind(organization.to_string())
        .bind(list(wanted))
        .fetch_all(tx.connection())
        .await?;
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            Ok((T::from(columns.parsed::<Id>("id")?), columns.text("name")?))
        })
        .collect()
}

async fn members(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    wanted: &Wanted,
) -> Result<BTreeMap<MemberId, (String, String)>, Error> {
    const ALL: &str =
        "SELECT m.id, a.display_name, a.email FROM members m JOIN accounts a ON a.id = m.account
        WHERE m.organization = $1";
    let rows = if wanted.every_member {
        sqlx::query(ALL).bind(organization.to_string()).fetch_all(tx.connection()).await?
    } else if wanted.members.is_empty() {
        return Ok(BTreeMap::new());
    } else {
        let statement = by_ids!(
            tx,
            "SELECT m.id, a.display_name, a.email FROM members m JOIN accounts a ON a.id = m.account
             WHERE m.organization = $1 AND m.id"
        );
        sqlx::query(statement)
            .bind(organization.to_string())
            .bind(list(&wanted.members))
            .fetch_all(tx.connection())
            .await?
    };
    rows.iter()
        .map(|row| {
            let columns = Columns(row);
            Ok((columns.parsed("id")?, (columns.text("display_name")?, columns.text("email")?)))
        })
        .collect()
}

/// The ids as a JSON list.
fn list<T: std::fmt::Display>(ids: &BTreeSet<T>) -> String {
    ids.iter().map(|id| Value::from(id.to_string())).collect::<Value>().to_string()
}
