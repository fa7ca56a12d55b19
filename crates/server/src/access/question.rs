//! What is asked: about whom, which action, on what. What the asker may not see is as if it were not there.

use axum::http::StatusCode;
use bailiwick_access::{Action, Principal, Resource, is_visible};
use bailiwick_api::PrincipalReference;
use bailiwick_model::{DatabaseId, InstanceId, ProjectId, TokenPreset};

use crate::call::{Call, Judged, Used};
use crate::error::Error;

/// An action by its name.
pub(crate) fn action(name: &str) -> Result<Action, Error> {
    name.parse().map_err(|error: bailiwick_access::UnknownAction| {
        Error::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_action", error.to_string())
    })
}

/// The things that a question names.
#[derive(Clone, Copy)]
pub(crate) struct Things {
    pub(crate) project: Option<ProjectId>,
    pub(crate) instance: Option<InstanceId>,
    pub(crate) database: Option<DatabaseId>,
}

impl Things {
    /// The innermost thing that is named; the organization where none is.
    pub(crate) fn resource(&self) -> Resource {
        match self {
            Things { database: Some(id), .. } => Resource::Database(*id),
            Things { instance: Some(id), .. } => Resource::Instance(*id),
            Things { project: Some(id), .. } => Resource::Project(*id),
            _ => Resource::Organization,
        }
    }

    /// Everything named is there, belongs together, and the asker may know of it.
    pub(crate) fn are_known(&self, judged: &Judged) -> bool {
        let folded = &judged.folded;
        let in_project = |owner: Option<_>| {
            owner.is_some() && self.project.is_none_or(|project| owner == Some(project))
        };
        self.project.is_none_or(|id| folded.has_project(id) && sees(judged, &Resource::Project(id)))
            && self.instance.is_none_or(|id| {
                in_project(folded.project_of_instance(id)) && sees(judged, &Resource::Instance(id))
            })
            && self.database.is_none_or(|id| {
                in_project(folded.project_of_database(id)) && sees(judged, &Resource::Database(id))
            })
    }
}

/// Whether the asker may know of a thing.
pub(crate) fn sees(judged: &Judged, resource: &Resource) -> bool {
    let snapshot = &judged.folded.snapshot;
    snapshot.principal(&judged.principal).is_some_and(|asker| is_visible(snapshot, asker, resource))
}

/// Whom a reference means.
pub(crate) fn principal(judged: &Judged, reference: PrincipalReference) -> Principal {
    match reference {
        PrincipalReference::Member(id) => Principal::Member(id),
        PrincipalReference::Team(id) => Principal::Team(id),
        PrincipalReference::Token(id)
            if judged.folded.world.service_tokens.iter().any(|token| token.id == id) =>
        {
            Principal::ServiceToken(id)
        }
        PrincipalReference::Token(id) => Principal::PersonalToken(id),
    }
}

/// Anyone asks about itself; about others only who may explain access. A token that carries a part of its owner's
/// authority is not its owner.
pub(crate) fn about(call: &Call, principal: &Principal) -> Result<(), Error> {
    let judged = call.judged()?;
    let owner = match &call.caller()?.credential {
        Used::Token(token) if token.preset != TokenPreset::Custom => {
            let tokens = &judged.folded.world.personal_tokens;
            tokens.iter().find(|one| one.id == token.id).map(|one| Principal::Member(one.member))
        }
        _ => None,
    };
    if *principal == judged.principal || owner == Some(*principal) {
        return Ok(());
    }
    // Nothing is changed, so nothing is decided again later.
    call.decide(Action::AccessExplain, &Resource::Organization).map(drop)
}
