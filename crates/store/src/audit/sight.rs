//! What of a log somebody may read.

use bailiwick_access::Allowed;
use bailiwick_model::Id;
use serde_json::{Map, Value};

/// The entries that a reader of a log may know of: those of the organization as a whole, and those of the projects,
/// instances and databases that the reader may see. What happened in things that are gone, or before entries said
/// where they happened, is for those who may see everything.
#[derive(Clone, Debug)]
pub struct Sight(Option<Vec<Id>>);

impl Sight {
    /// Of whoever runs the server, in the server's own log: it speaks of no project.
    pub const WHOLE: Sight = Sight(None);

    /// Of somebody who may see these.
    pub fn of(projects: &Allowed, instances: &Allowed, databases: &Allowed) -> Self {
        if projects.all() && instances.all() && databases.all() {
            return Sight(None);
        }
        Sight(Some(projects.ids().chain(instances.ids()).chain(databases.ids()).collect()))
    }

    /// The whole log.
    pub fn is_whole(&self) -> bool {
        self.0.is_none()
    }

    /// Whether whoever has this sight may read everything that another one shows.
    pub fn holds(&self, other: &Sight) -> bool {
        match (&self.0, &other.0) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(shown)) => shown.iter().all(|id| own.contains(id)),
        }
    }

    /// As the statements take it: a JSON array of ids, or null for everything.
    pub(super) fn bound(&self) -> Option<String> {
        self.0.as_ref().map(|ids| Value::from_iter(ids.iter().map(Id::to_string)).to_string())
    }

    /// The detail of an entry without what the reader may not know of: a new project's entry names what was made in it, and
    /// what somebody was given names where.
    pub(super) fn detail(&self, action: &str, detail: String) -> String {
        let Some(seen) = &self.0 else { return detail };
        let Ok(Value::Object(mut fields)) = serde_json::from_str(&detail) else {
            return "{}".to_owned();
        };
        if action == "projects.create" {
            fields.retain(|name, _| !["instances", "database"].contains(&name.as_str()));
        }
        hide(&mut fields, seen);
        Value::Object(fields).to_string()
    }
}

/// The fields that name things of projects, by what grants and scopes call them.
const PLACES: [&str; 6] = ["project", "projects", "instance", "instances", "database", "databases"];

/// Takes away the ids of things that are not seen, at any depth.
fn hide(fields: &mut Map<String, Value>, seen: &[Id]) {
    let is_hidden = |value: &Value| {
        let id = value.as_str().and_then(|text| text.parse::<Id>().ok());
        id.is_some_and(|id| !seen.contains(&id))
    };
    for (name, value) in fields {
        let is_place = PLACES.contains(&name.as_str());
        match value {
            Value::Object(inner) => hide(inner, seen),
            Value::Array(items) => {
                if is_place {
                    items.retain(|item| !is_hidden(item));
                }
                items.iter_mut().filter_map(Value::as_object_mut).for_each(|one| hide(one, seen));
            }
            value if is_place && is_hidden(value) => *value = Value::Null,
            _ => {}
        }
    }
}
