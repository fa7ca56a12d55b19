//! Make an embedded database with its branch `main`, and administer it.

use axum::http::StatusCode;
use bailiwick_access::{Action, Resource};
use bailiwick_api::NewDatabase;
use bailiwick_model::DatabaseEngine;
use bailiwick_store::databases::NewDatabase as Stored;

use crate::answer::Answer;
use crate::call::Call;
use crate::databases::held;
use crate::error::Error;
use crate::files::Made;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let body: NewDatabase = call.json()?;
    if body.engine.is_some_and(|engine| engine != DatabaseEngine::Sqlite) {
        let message =
            "no server of this engine is registered: an embedded database has the engine `sqlite`";
        return Err(Error::new(StatusCode::UNPROCESSABLE_ENTITY, "engine_unavailable", message));
    }
    let judged = call.judged()?;
    let project = match body.project {
        Some(project) => project,
        None => judged.folded.world.projects.iter().map(|project| project.id).min().ok_or_else(
            || {
                Error::conflict("no_project", "the organization has no project yet")
                    .hint("make a project first")
            },
        )?,
    };
    let absent = || Error::absent("project", "project");
    if !judged.folded.has_project(project) {
        return Err(absent());
    }
    let decided = call.decide(Action::DatabasesCreate, &Resource::Project(project));
    let permit = decided.map_err(|refused| match refused.status {
        StatusCode::NOT_FOUND => absent(),
        _ => refused,
    })?;
    let mut made = Made::default();
    let mut tx = call.begin().await?;
    let new = Stored { project, name: body.name };
    let (database, main) =
        bailiwick_store::databases::create(&mut tx, &call.act_by(&permit), new).await?;
    made.create(&call.state.settings, main.id).await?;
    let call = call.refolded(&mut tx).await?;
    tx.commit().await?;
    made.keep();
    let version = database.version;
    Ok(Answer::created(&held(&call, database)?)?.version(version))
}
