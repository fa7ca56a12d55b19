//! What of a log somebody may read.

use bailiwick_access::Allowed;
use bailiwick_model::Id;
use serde_json::Value;

/// The entries that a reader of a log may know of: those of the organization as a whole, and those of the projects,
/// instances and databases that the reader may see. What happened in things that are gone, or before entries said
/// where they happened, is for those who may see everything.
#[derive(Clone, Debug)]
pub struct Sight(Option<Vec<Id>>);

impl Sight {
    /// Of whoever runs the server, in the server's own log: it speaks of no project.
    pub(super) const WHOLE: Sight = Sight(None);

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

    /// As the statements take it: a JSON array of ids, or null for everything.
    pub(super) fn bound(&self) -> Option<String> {
        self.0.as_ref().map(|ids| Value::from_iter(ids.iter().map(Id::to_string)).to_string())
    }

    /// The detail of an entry without what the reader may not know of: a new project's entry names what was made in it,
    /// some of which may be hidden.
    pub(super) fn detail(&self, action: &str, detail: String) -> String {
        if self.is_whole() || action != "projects.create" {
            return detail;
        }
        let Ok(Value::Object(mut fields)) = serde_json::from_str(&detail) else {
            return "{}".to_owned();
        };
        fields.retain(|name, _| !["instances", "database"].contains(&name.as_str()));
        Value::Object(fields).to_string()
    }
}
