//! Every action of the access model.

use bailiwick_access::{Action, Reach};
use bailiwick_api::ActionAnswer;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let actions = Action::ALL.iter().map(|action| ActionAnswer {
        name: action.as_str().to_owned(),
        description: action.description().to_owned(),
        target: match action.level_of() {
            Reach::Organization => "organization",
            Reach::Project => "project",
            Reach::Instance => "instance",
            Reach::Database => "database",
        }
        .to_owned(),
        area: action.comes_with().map(|(area, _)| area.as_str().to_owned()),
        level: action.comes_with().map(|(_, level)| level.as_str().to_owned()),
        reads: action.is_reading(),
    });
    page::answer_all(&call, actions.collect(), |action| &action.name)
}
