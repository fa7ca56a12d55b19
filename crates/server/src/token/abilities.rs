//! What somebody can do, place by place, from the widest: what holds in the whole organization is not said again of
//! each project, nor what holds in a project of each thing in it.

use bailiwick_access::{Action, ActionSet, Area, GrantScope, Resource};
use bailiwick_api::Ability;
use bailiwick_model::Id;
use bailiwick_store::places::Places;

use crate::call::Judged;
use crate::token_grants::words;

/// A place as an answer names it.
struct Place<'a> {
    kind: &'static str,
    id: Option<Id>,
    name: Option<&'a str>,
    /// ` on the database orders`
    words: String,
    /// The scope whose whole levels make its sentences.
    scope: GrantScope,
}

/// Everything that the principal of `judged` can do.
pub(super) fn abilities(judged: &Judged, names: &Places) -> Vec<Ability> {
    let world = &judged.folded.world;
    let held = |resource: &Resource| judged.folded.snapshot.effective(&judged.principal, resource);
    let everywhere = held(&Resource::Organization);
    let mut found = Vec::new();
    let organization = Place {
        kind: "organization",
        id: None,
        name: None,
        words: " in the whole organization".to_owned(),
        scope: GrantScope::Organization,
    };
    say(&mut found, organization, everywhere);
    for project in &world.projects {
        let name = names.projects.get(&project.id).map(String::as_str);
        let place = Place {
            kind: "project",
            id: Some(project.id.0),
            name,
            words: format!(" in the project {}", name.unwrap_or("?")),
            scope: GrantScope::Projects([project.id].into()),
        };
        say(&mut found, place, held(&Resource::Project(project.id)).minus(everywhere));
    }
    for instance in &world.instances {
        let name = names.instances.get(&instance.id).map(String::as_str);
        let place = Place {
            kind: "instance",
            id: Some(instance.id.0),
            name,
            words: format!(" on the instance {}", name.unwrap_or("?")),
            scope: GrantScope::Instance(instance.id),
        };
        let wider = held(&Resource::Project(instance.project)).union(everywhere);
        say(&mut found, place, held(&Resource::Instance(instance.id)).minus(wider));
    }
    for database in &world.databases {
        let name = names.databases.get(&database.id).map(String::as_str);
        let place = |kind, words: &str| Place {
            kind,
            id: Some(database.id.0),
            name,
            words: format!(" {words} {}", name.unwrap_or("?")),
            scope: GrantScope::Database(database.id),
        };
        let wider = held(&Resource::Project(database.project)).union(everywhere);
        let own = held(&Resource::Database(database.id));
        say(&mut found, place("database", "on the database"), own.minus(wider));
        let branch = Resource::Branch { database: database.id, is_production: true };
        let on_production = held(&branch).minus(own).minus(wider);
        let words = "on the production branches of the database";
        say(&mut found, place("production_branches", words), on_production);
    }
    found
}

/// One ability for each area, and one for what is of none.
fn say(found: &mut Vec<Ability>, place: Place<'_>, held: ActionSet) {
    let of = |area: Option<Area>| {
        let is_of = |action: &Action| action.comes_with().map(|(area, _)| area) == area;
        held.iter().filter(is_of).collect::<ActionSet>()
    };
    for area in Area::ALL.iter().copied().map(Some).chain([None]) {
        let actions = of(area);
        if actions.is_empty() {
            continue;
        }
        found.push(Ability {
            area: area.map(|area| area.as_str().to_owned()),
            place: place.kind.to_owned(),
            id: place.id,
            name: place.name.map(str::to_owned),
            actions: actions.iter().map(|action| action.as_str().to_owned()).collect(),
            sentence: words::abilities(actions, &place.scope, true) + &place.words,
        });
    }
}
