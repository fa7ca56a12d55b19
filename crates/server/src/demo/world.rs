//! The organization, project, instances and database of the demonstration.

use std::sync::Arc;

use bailiwick_model::{
    DatabaseId, DisplayName, Instance, InstanceId, OrganizationId, PolicyFormat, ProjectId,
};
use bailiwick_store::accounts::NewAccount;
use bailiwick_store::client_auth::{NewClientAuth, SealedSecret};
use bailiwick_store::instances::NewInstance;
use bailiwick_store::organizations::NewOrganization;
use bailiwick_store::projects::NewProject;
use bailiwick_store::{Tx, policies};
use serde::{Deserialize, Serialize};

use super::{MARK, act, begin, credentials, database, people, permit};
use crate::client_auth::sealed;
use crate::error::Error;
use crate::files::Made;
use crate::plans;
use crate::state::State;

/// What the store remembers, as JSON.
#[derive(Serialize, Deserialize, Clone, Copy)]
struct Mark {
    organization: OrganizationId,
    project: ProjectId,
    database: DatabaseId,
    development: InstanceId,
    production: InstanceId,
}

/// What a start needs to know.
pub(super) struct World {
    pub(super) organization: OrganizationId,
    pub(super) project: ProjectId,
    pub(super) development: Instance,
    pub(super) production: Instance,
}

/// Finds what an earlier start made, or makes all of it in one transaction.
pub(super) async fn find_or_make(state: &Arc<State>) -> Result<World, Error> {
    let mut tx = begin(state).await?;
    let mark = match bailiwick_store::settings::get(&mut tx, MARK).await? {
        Some(text) => {
            serde_json::from_str(&text).map_err(|error| Error::internal(error.to_string()))?
        }
        None if bailiwick_store::settings::is_first_run(&mut tx).await? => {
            let mut files = Made::default();
            let mark = make(state, &mut tx, &mut files).await?;
            tx.commit().await?;
            files.keep();
            state.first_run.close();
            tx = begin(state).await?;
            mark
        }
        None => {
            let message = "this store was not made by `--demo`, and the demonstration prints passwords: give it a `--data` folder of its own";
            return Err(Error::internal(message));
        }
    };
    find(&mut tx, mark).await
}

async fn find(tx: &mut Tx<'_>, mark: Mark) -> Result<World, Error> {
    let gone = || {
        Error::internal(
            "a part of the demonstration was deleted: start it with an empty `--data` folder",
        )
    };
    let development =
        bailiwick_store::instances::find(tx, mark.development).await?.ok_or_else(gone)?;
    let production =
        bailiwick_store::instances::find(tx, mark.production).await?.ok_or_else(gone)?;
    Ok(World { organization: mark.organization, project: mark.project, development, production })
}

async fn make(state: &Arc<State>, tx: &mut Tx<'_>, files: &mut Made) -> Result<Mark, Error> {
    let outside = permit(None);
    let owner = NewAccount {
        email: people::OWNER.email.parse().map_err(broken)?,
        password_hash: state.passwords.hash(crate::secret::typed_code().into()).await?,
        display_name: people::OWNER.name.parse().map_err(broken)?,
        is_operator: true,
    };
    let new =
        NewOrganization { name: name("Wanderlust Inc.")?, plan: plans::SELF_HOSTED.to_owned() };
    let account = bailiwick_store::accounts::create(tx, &act(state, &outside), owner, new).await?;
    let of = bailiwick_store::members::of_account(tx, account.id, state.now()).await?;
    let organization = of
        .first()
        .map(|(organization, _)| organization.id)
        .ok_or_else(|| Error::internal("the owner has no organization"))?;

    let inside = permit(Some(organization));
    let instance = |label: &str, region: &str, is_production: bool| -> Result<NewInstance, Error> {
        Ok(NewInstance { name: name(label)?, region: region.to_owned(), is_production })
    };
    let new = NewProject {
        name: name("Wanderlust Tracker")?,
        instances: vec![instance("Development", "us", false)?, instance("Production", "eu", true)?],
        database: Some("wanderlust-tracker".parse().map_err(broken)?),
    };
    let created = bailiwick_store::projects::create(tx, &act(state, &inside), new).await?;
    let branches: Vec<_> = created.branches.iter().map(|branch| branch.id).collect();
    for branch in &branches {
        files.create(&state.settings, *branch).await?;
    }
    database::fill(&state.settings, &branches).await?;
    let find = |is_production: bool| {
        created.instances.iter().find(|instance| instance.is_production == is_production)
    };
    let (Some(development), Some(production)) = (find(false), find(true)) else {
        return Err(Error::internal("the project has no instances"));
    };
    for instance in [development, production] {
        accept_tokens(state, tx, created.project.id, instance, organization).await?;
    }
    let database = created
        .database
        .as_ref()
        .map(|database| database.id)
        .ok_or_else(|| Error::internal("the project has no database"))?;
    let mark = Mark {
        organization,
        project: created.project.id,
        database,
        development: development.id,
        production: production.id,
    };
    people::make(state, tx, organization, database).await?;
    let text = serde_json::to_string(&mark).map_err(|error| Error::internal(error.to_string()))?;
    bailiwick_store::settings::set(tx, MARK, &text).await?;
    Ok(mark)
}

async fn accept_tokens(
    state: &State,
    tx: &mut Tx<'_>,
    project: ProjectId,
    instance: &Instance,
    organization: OrganizationId,
) -> Result<(), Error> {
    let secret = credentials::secret(state, organization);
    let sealed =
        sealed::seal_secret(&state.vault, organization, instance.id, credentials::KID, &secret)?;
    let new = NewClientAuth {
        secrets: vec![SealedSecret { kid: credentials::KID.to_owned(), sealed }],
        development_tokens: !instance.is_production,
        ..NewClientAuth::default()
    };
    let inside = permit(Some(organization));
    bailiwick_store::client_auth::put(tx, &act(state, &inside), project, instance.id, new, None)
        .await?;
    Ok(())
}

/// Deploys the policy where none was ever deployed; it is judged against the live database like anybody's.
pub(super) async fn deploy_policies(state: &Arc<State>, world: &World) -> Result<(), Error> {
    let inside = permit(Some(world.organization));
    for id in [world.development.id, world.production.id] {
        let mut tx = begin(state).await?;
        if policies::deployed(&mut tx, id).await?.is_some() {
            continue;
        }
        drop(tx);
        let instance = state.hosted.instance(state, id).await?;
        let identities = serde_json::to_value(instance.identities().await)
            .map_err(|error| Error::internal(error.to_string()))?;
        let mut tx = begin(state).await?;
        let draft = policies::save_draft(
            &mut tx,
            &act(state, &inside),
            world.project,
            id,
            database::POLICY.to_owned(),
            PolicyFormat::Yaml,
            None,
        )
        .await?;
        policies::deploy(
            &mut tx,
            &act(state, &inside),
            world.project,
            id,
            &identities,
            Some(draft.revision),
        )
        .await?;
        tx.commit().await?;
        state.hosted.refresh(state, id).await;
    }
    Ok(())
}

fn name(text: &str) -> Result<DisplayName, Error> {
    text.parse().map_err(broken)
}

/// The demonstration's own texts are constants; one that does not parse is a mistake of ours.
fn broken(error: impl std::fmt::Display) -> Error {
    Error::internal(error.to_string())
}
