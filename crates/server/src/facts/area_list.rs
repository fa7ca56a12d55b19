//! The areas of custom roles and what each of their levels holds.

use bailiwick_access::{Action, Area, Level, Reach};
use bailiwick_api::{AreaAnswer, AreaLevel};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let areas = Area::ALL.iter().map(|area| AreaAnswer {
        area: area.as_str().to_owned(),
        title: area.title().to_owned(),
        about: area.about().to_owned(),
        scope: match area.scope() {
            Reach::Organization => "organization",
            _ => "project",
        }
        .to_owned(),
        parent: area.parent().map(|parent| parent.as_str().to_owned()),
        levels: area.levels().iter().map(|level| held(*area, *level)).collect(),
    });
    page::answer_all(&call, areas.collect(), |area| &area.title)
}

fn held(area: Area, level: Level) -> AreaLevel {
    AreaLevel {
        level: level.as_str().to_owned(),
        actions: area.actions(level).iter().map(Action::as_str).map(str::to_owned).collect(),
    }
}
