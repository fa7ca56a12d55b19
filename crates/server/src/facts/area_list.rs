//! The areas of custom roles and what each of their levels holds.

use bailiwick_access::{Action, ActionSet, Area, Level, Permission, Reach, RoleScope, normalise};
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
    let held = area.actions(level);
    let lower = area.levels().iter().rev().find(|lower| **lower < level);
    let added = held.minus(lower.map_or(ActionSet::EMPTY, |lower| area.actions(*lower)));
    AreaLevel {
        level: level.as_str().to_owned(),
        title: level.title().to_owned(),
        adds: added.iter().map(|action| action.description().to_owned()).collect(),
        actions: held.iter().map(Action::as_str).map(str::to_owned).collect(),
        needs_everything: needs_everything(area, level),
    }
}

/// Asks the rule itself: a role without production is refused.
fn needs_everything(area: Area, level: Level) -> bool {
    let narrow = RoleScope { production: false, ..RoleScope::EVERYTHING };
    normalise(&[Permission { area, level }], ActionSet::EMPTY, narrow).is_err()
}
