//! What a token is to be given, from a body. A grant that could never give what it names is a mistake of whoever asks
//! for it, and is refused with the field's name.

use bailiwick_access::{
    Action, ActionSet, Gives, GrantPreset, GrantScope, Resource, SYSTEM_ONLY, counting,
};
use bailiwick_api::NewTokenGrant;
use bailiwick_model::Timestamp;
use bailiwick_store::grants::NewGrant;

use crate::call::Judged;
use crate::error::Error;

/// Reads a new grant; `within` is the path of the grant in the body, empty or like `grants[2].`.
pub(crate) fn parse(
    judged: &Judged,
    now: Timestamp,
    within: &str,
    new: NewTokenGrant,
) -> Result<NewGrant, Error> {
    let scope = scope(judged, within, &new)?;
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(Error::invalid(&format!("{within}expires_at"), "this time has passed"));
    }
    if let GrantScope::Instance(id) = scope
        && !new.production
        && judged.folded.is_production(id)
    {
        let message = "the instance is production: without `production` the grant gives nothing";
        return Err(Error::invalid(&format!("{within}production"), message));
    }
    let actions = match (&new.actions, &new.preset) {
        (Some(names), None) => listed(within, names, &scope, new.production)?,
        (None, Some(name)) => preset(within, name, &scope, new.production)?,
        _ => {
            let message = "give either `actions` or `preset`";
            return Err(Error::invalid(&format!("{within}actions"), message));
        }
    };
    Ok(NewGrant {
        gives: Gives::Actions(actions),
        scope,
        production: new.production,
        expires_at: new.expires_at,
    })
}

/// A thing that is not there and one that the caller may not know of read the same.
fn scope(judged: &Judged, within: &str, new: &NewTokenGrant) -> Result<GrantScope, Error> {
    let named = match (new.project, new.instance, new.database) {
        (None, None, None) => return Ok(GrantScope::Organization),
        (Some(id), None, None) => {
            (GrantScope::Projects([id].into()), Resource::Project(id), "project")
        }
        (None, Some(id), None) => (GrantScope::Instance(id), Resource::Instance(id), "instance"),
        (None, None, Some(id)) => (GrantScope::Database(id), Resource::Database(id), "database"),
        _ => {
            let message =
                "name one of `project`, `instance` and `database`, or none for everything";
            return Err(Error::invalid(&format!("{within}project"), message));
        }
    };
    let (scope, resource, field) = named;
    if judged.sees(&resource) {
        return Ok(scope);
    }
    Err(Error::invalid(
        &format!("{within}{field}"),
        format!("there is no {field} here that you can see"),
    ))
}

fn listed(
    within: &str,
    names: &[String],
    scope: &GrantScope,
    production: bool,
) -> Result<ActionSet, Error> {
    if names.is_empty() {
        return Err(Error::invalid(&format!("{within}actions"), "name at least one action"));
    }
    let mut actions = ActionSet::EMPTY;
    for (place, name) in names.iter().enumerate() {
        let field = format!("{within}actions[{place}]");
        let action: Action = name
            .parse()
            .map_err(|error: bailiwick_access::UnknownAction| Error::invalid(&field, error))?;
        if SYSTEM_ONLY.contains(action) {
            return Err(Error::invalid(&field, format!("`{action}` is held by system roles only")));
        }
        let alone = ActionSet::of(&[action]);
        if counting(alone, scope, production).is_empty() {
            return Err(Error::invalid(&field, idle(action, scope)));
        }
        actions = actions.union(alone);
    }
    Ok(actions)
}

/// Why an action gives nothing at a scope.
fn idle(action: Action, scope: &GrantScope) -> String {
    let alone = ActionSet::of(&[action]);
    if !counting(alone, scope, true).is_empty() {
        return format!("`{action}` gives nothing while production is left out: set `production`");
    }
    let place = match scope {
        GrantScope::Organization => "the whole organization",
        GrantScope::Projects(_) => "a project",
        GrantScope::Instance(_) => "an instance",
        GrantScope::Database(_) => "a database",
    };
    format!("`{action}` gives nothing on {place}")
}

fn preset(
    within: &str,
    name: &str,
    scope: &GrantScope,
    production: bool,
) -> Result<ActionSet, Error> {
    let field = format!("{within}preset");
    let Some(preset) = GrantPreset::named(name) else {
        let known: Vec<String> =
            GrantPreset::ALL.iter().map(|preset| format!("`{}`", preset.name)).collect();
        let message = format!("`{}` is none of {}", name.escape_debug(), known.join(", "));
        return Err(Error::invalid(&field, message));
    };
    let actions = counting(preset.actions(), scope, production);
    if actions.is_empty() {
        return Err(Error::invalid(&field, format!("`{name}` gives nothing there")));
    }
    Ok(actions)
}
