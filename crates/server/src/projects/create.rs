//! Make a project, and at once its instances and its database, unless they are left out.

use bailiwick_access::{Action, Resource};
use bailiwick_api::{NewInstance, NewProject};
use bailiwick_model::{DisplayName, Slug};
use bailiwick_store::instances::NewInstance as StoredInstance;
use bailiwick_store::projects::NewProject as Stored;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::files::Made;
use crate::instances::region;
use crate::projects::held;

pub(crate) async fn handle(mut call: Call) -> Result<Answer, Error> {
    let body: NewProject = call.json()?;
    if body.without_database && body.database.is_some() {
        return Err(Error::invalid("without_database", "a database is named as well"));
    }
    let instances = instances(body.instances)?;
    decide_parts(&mut call, &instances, !body.without_database)?;
    let database = match (body.without_database, body.database) {
        (true, _) => None,
        (false, Some(name)) => Some(name),
        (false, None) => Some(database_name(&call, &body.name).await?),
    };
    let mut made = Made::default();
    let mut tx = call.begin().await?;
    let new = Stored { name: body.name, instances, database };
    let created = bailiwick_store::projects::create(&mut tx, &call.act(), new).await?;
    for branch in &created.branches {
        made.create(&call.state.settings, branch.id).await?;
    }
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    made.keep();
    let version = created.project.version;
    Ok(Answer::created(&held(&call, created.project)?)?.version(version))
}

/// Development and Production, when nothing is said.
fn instances(given: Option<Vec<NewInstance>>) -> Result<Vec<StoredInstance>, Error> {
    let usual = |name: &str, is_production| -> Result<StoredInstance, Error> {
        let name: DisplayName =
            name.parse().map_err(|_| Error::internal("a name of the server's own"))?;
        Ok(StoredInstance { name, region: region(None)?, is_production })
    };
    let Some(given) = given else {
        return Ok(vec![usual("Development", false)?, usual("Production", true)?]);
    };
    let stored = |new: NewInstance| -> Result<StoredInstance, Error> {
        Ok(StoredInstance {
            name: new.name,
            region: region(new.region)?,
            is_production: new.production,
        })
    };
    given.into_iter().map(stored).collect()
}

/// What is made with a project asks for its own actions, on every project to come.
fn decide_parts(
    call: &mut Call,
    instances: &[StoredInstance],
    has_database: bool,
) -> Result<(), Error> {
    if !instances.is_empty() {
        call.require(Action::InstancesCreate, &Resource::Organization)?;
    }
    if instances.iter().any(|instance| instance.is_production) {
        call.require(Action::InstancesCreateProduction, &Resource::Organization)?;
    }
    if has_database {
        call.require(Action::DatabasesCreate, &Resource::Organization)?;
    }
    Ok(())
}

/// A name made from the project's, free in the organization.
async fn database_name(call: &Call, project: &DisplayName) -> Result<Slug, Error> {
    let mut base: String = project
        .as_str()
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    base.truncate(50);
    let words: Vec<&str> = base.split('-').filter(|word| !word.is_empty()).collect();
    let mut base = words.join("-");
    if !base.starts_with(|first: char| first.is_ascii_lowercase()) {
        base = format!("db-{base}").trim_end_matches('-').to_owned();
    }
    let organization = call.path.organization()?;
    let mut tx = call.read().await?;
    for number in 1..1_000 {
        let name = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        let name: Slug = name
            .parse()
            .map_err(|error: bailiwick_model::InvalidName| Error::invalid("database", error))?;
        if !bailiwick_store::databases::is_taken(&mut tx, organization, &name).await? {
            return Ok(name);
        }
    }
    Err(Error::conflict(
        "name_taken",
        "name the database: every name made from the project's is taken",
    ))
}
