//! Actions that tokens are often given together.

use bailiwick_access::{Action, GrantPreset};
use bailiwick_api::GrantPresetAnswer;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let presets = GrantPreset::ALL.iter().map(|preset| GrantPresetAnswer {
        name: preset.name.to_owned(),
        title: preset.title.to_owned(),
        description: preset.description.to_owned(),
        actions: preset.actions().iter().map(Action::as_str).map(str::to_owned).collect(),
    });
    page::answer_all(&call, presets.collect(), |preset| &preset.title)
}
