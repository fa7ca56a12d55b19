//! The server itself, for those who run it.

pub(crate) mod audit_list;
pub(crate) mod operator_add;
pub(crate) mod operator_list;
pub(crate) mod operator_remove;
pub(crate) mod organization_list;
pub(crate) mod organization_open;
pub(crate) mod owner_add;
pub(crate) mod settings_get;
pub(crate) mod settings_update;

use std::collections::BTreeMap;

use bailiwick_api::ServerSettingsAnswer;
use bailiwick_model::ServerSettings;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::sign_up;

/// The settings as they are in force.
fn settings(call: &Call, kept: ServerSettings) -> Result<Answer, Error> {
    let started_with = &call.state.settings;
    let fixed = sign_up::fixed(started_with).map(|why| ("sign_up".to_owned(), why));
    let answer = ServerSettingsAnswer {
        sign_up: sign_up::in_force(started_with, kept),
        sign_up_choices: sign_up::choices(started_with),
        fixed: fixed.into_iter().collect::<BTreeMap<_, _>>(),
        version: kept.version,
    };
    Ok(Answer::ok(&answer)?.version(kept.version))
}

/// An address that a body names and that nobody has is a fault of the body, not of the path.
fn unknown_email(error: bailiwick_store::Error) -> Error {
    match error {
        bailiwick_store::Error::NotFound("account") => {
            Error::invalid("email", "no account has this address")
        }
        other => other.into(),
    }
}
