//! What tokens hold, in sentences: `Deploy on Databases in the project Tracker, not in production`.

use bailiwick_access::{
    Action, ActionSet, Area, Gives, GrantDefinition, GrantScope, Level, Permission, Resource,
    counting,
};
use bailiwick_store::places::Places;

use crate::call::Judged;

/// Beyond so many, actions are counted rather than named.
const NAMED: usize = 3;

/// A grant, with its place and its end.
pub(crate) fn grant(judged: &Judged, names: &Places, grant: &GrantDefinition) -> String {
    let what = match &grant.gives {
        Gives::Role(id) => format!("the role {}", super::role(judged, *id).name),
        Gives::Actions(actions) => abilities(*actions, &grant.scope, grant.production),
    };
    let place = place_of(judged, names, grant);
    let end = grant.expires_at.map(|end| format!(", until {}", day(&end.to_string())));
    format!("{what} {place}{}", end.unwrap_or_default())
}

/// Where a grant counts.
pub(crate) fn place_of(judged: &Judged, names: &Places, grant: &GrantDefinition) -> String {
    let production = if grant.production { "" } else { ", not in production" };
    place(judged, names, &grant.scope) + production
}

/// `2026-11-21` of `2026-11-21T08:00:00.000000Z`.
pub(crate) fn day(instant: &str) -> &str {
    instant.split('T').next().unwrap_or(instant)
}

/// Actions as levels of areas, as far as they make whole ones at this scope; the rest by name or by number.
pub(crate) fn abilities(actions: ActionSet, scope: &GrantScope, production: bool) -> String {
    let mut parts = Vec::new();
    let mut left = actions;
    for area in Area::ALL {
        let at = |level: &Level| counting(area.actions(*level), scope, production);
        let whole = |level: &&Level| !at(level).is_empty() && at(level).is_subset(actions);
        // A level that adds nothing here is not claimed: on one project Manage on Projects is no more than View.
        let highest = area.levels().iter().rev().find(whole);
        if let Some(level) =
            highest.and_then(|highest| area.levels().iter().find(|level| at(level) == at(highest)))
        {
            parts.push(Permission { area: *area, level: *level }.to_string());
            left = left.minus(at(level));
        }
    }
    match left.len() {
        0 => {}
        1..=NAMED => parts.extend(left.iter().map(Action::as_str).map(|name| format!("`{name}`"))),
        many => parts.push(format!("{many} single actions")),
    }
    match parts.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// Where, by name; what the caller may not know of is not named.
fn place(judged: &Judged, names: &Places, scope: &GrantScope) -> String {
    let hidden = || "somewhere that you cannot see".to_owned();
    match scope {
        GrantScope::Organization => "in the whole organization".to_owned(),
        GrantScope::Projects(ids) => {
            let seen: Vec<&str> = ids
                .iter()
                .filter(|id| judged.sees(&Resource::Project(**id)))
                .filter_map(|id| names.projects.get(id).map(String::as_str))
                .collect();
            match (seen.as_slice(), ids.len()) {
                (_, 0) => "nowhere: its project is gone".to_owned(),
                ([], _) => hidden(),
                ([one], 1) => format!("in the project {one}"),
                (some, all) if some.len() == all => format!("in the projects {}", some.join(", ")),
                (some, _) => format!("in the projects {} and others", some.join(", ")),
            }
        }
        GrantScope::Instance(id) if judged.sees(&Resource::Instance(*id)) => {
            names.instances.get(id).map_or_else(hidden, |name| format!("on the instance {name}"))
        }
        GrantScope::Database(id) if judged.sees(&Resource::Database(*id)) => {
            names.databases.get(id).map_or_else(hidden, |name| format!("on the database {name}"))
        }
        GrantScope::Instance(_) | GrantScope::Database(_) => hidden(),
    }
}
