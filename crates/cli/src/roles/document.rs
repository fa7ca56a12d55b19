//! Roles and who holds them, as text: names instead of ids.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::yaml;

/// A file. What it does not speak of is not changed.
#[derive(Clone, Default, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// Custom roles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) roles: Option<Vec<Role>>,
    /// The roles of members, by address.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) members: BTreeMap<String, Vec<Assignment>>,
    /// The roles of teams, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) teams: BTreeMap<String, Vec<Assignment>>,
    /// `can ana@example.com instances.deploy on Tracker: yes`
    #[serde(default, deserialize_with = "lines", skip_serializing_if = "Vec::is_empty")]
    pub(super) tests: Vec<String>,
}

/// A custom role.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Role {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    #[serde(default)]
    pub(super) permissions: Vec<Permission>,
    #[serde(default, deserialize_with = "names", skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) actions: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Scope::is_everything")]
    pub(super) scope: Scope,
    /// Names of roles; `None` is `own`.
    #[serde(default, deserialize_with = "own_or_names", skip_serializing_if = "Option::is_none")]
    pub(super) assigns: Option<BTreeSet<String>>,
}

/// A level of an area.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Permission {
    pub(super) area: String,
    pub(super) level: String,
}

/// Where a role counts; `None` is all.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scope {
    /// Names of projects.
    #[serde(default, deserialize_with = "all_or_names", skip_serializing_if = "Option::is_none")]
    pub(super) projects: Option<BTreeSet<String>>,
    /// `Project/Instance`
    #[serde(default, deserialize_with = "all_or_names", skip_serializing_if = "Option::is_none")]
    pub(super) instances: Option<BTreeSet<String>>,
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub(super) production: bool,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { projects: None, instances: None, production: true }
    }
}

impl Scope {
    pub(super) fn is_everything(&self) -> bool {
        *self == Scope::default()
    }
}

/// A role that somebody is given, written as its name where it is given everywhere and for good.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Assignment {
    pub(super) role: String,
    pub(super) projects: Option<BTreeSet<String>>,
    pub(super) production: bool,
    pub(super) expires_at: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Narrowed {
    role: String,
    #[serde(default, deserialize_with = "all_or_names", skip_serializing_if = "Option::is_none")]
    projects: Option<BTreeSet<String>>,
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    production: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl<'de> Deserialize<'de> for Assignment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let narrowed = match Value::deserialize(deserializer)? {
            Value::String(role) => {
                Narrowed { role, projects: None, production: true, expires_at: None }
            }
            other => serde_json::from_value(other).map_err(serde::de::Error::custom)?,
        };
        let Narrowed { role, projects, production, expires_at } = narrowed;
        Ok(Assignment { role, projects, production, expires_at })
    }
}

impl Serialize for Assignment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Assignment { role, projects, production, expires_at } = self.clone();
        if projects.is_none() && production && expires_at.is_none() {
            return role.serialize(serializer);
        }
        Narrowed { role, projects, production, expires_at }.serialize(serializer)
    }
}

impl std::fmt::Display for Assignment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.role)?;
        if let Some(projects) = &self.projects {
            let names: Vec<&str> = projects.iter().map(String::as_str).collect();
            write!(
                formatter,
                " in {}",
                if names.is_empty() { "no project".to_owned() } else { names.join(", ") }
            )?;
        }
        if !self.production {
            formatter.write_str(", without production")?;
        }
        match &self.expires_at {
            Some(end) => write!(formatter, ", until {end}"),
            None => Ok(()),
        }
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

fn all_or_names<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeSet<String>>, D::Error> {
    word_or_names(deserializer, "all")
}

fn own_or_names<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeSet<String>>, D::Error> {
    word_or_names(deserializer, "own")
}

fn word_or_names<'de, D: Deserializer<'de>>(
    deserializer: D,
    word: &str,
) -> Result<Option<BTreeSet<String>>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(text) if text == word => Ok(None),
        Value::Array(listed) => {
            names(Value::Array(listed)).map(Some).map_err(serde::de::Error::custom)
        }
        _ => Err(serde::de::Error::custom(format!("expected `{word}` or a list of names"))),
    }
}

/// What is written twice was meant to be something else, so it is refused, as the API does.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    let (mut names, mut known) = (BTreeSet::new(), BTreeSet::new());
    for name in Vec::<String>::deserialize(deserializer)? {
        if !known.insert(name.to_lowercase()) {
            return Err(serde::de::Error::custom(format!("`{name}` is written twice")));
        }
        names.insert(name);
    }
    Ok(names)
}

/// A line that ends in `: yes` is a map of one entry to YAML, and a text to people.
fn lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let line = |value: Value| match value {
        Value::String(line) => Ok(line),
        Value::Object(entries) if entries.len() == 1 => {
            let said = entries.into_iter().next().map(|(question, answer)| match answer {
                Value::String(answer) => format!("{question}: {answer}"),
                other => format!("{question}: {other}"),
            });
            Ok(said.unwrap_or_default())
        }
        _ => Err(serde::de::Error::custom("a test is a line: `can WHO ACTION on WHERE: yes`")),
    };
    Vec::<Value>::deserialize(deserializer)?.into_iter().map(line).collect()
}

impl Document {
    /// Reads a file, or standard input where its name is `-`.
    pub(super) fn open(path: &str) -> Result<Self> {
        let text = if path == "-" {
            std::io::read_to_string(std::io::stdin())
        } else {
            std::fs::read_to_string(path)
        };
        let text = text.with_context(|| format!("cannot read {}", spoken(path)))?;
        Document::read(&text).with_context(|| spoken(path))
    }

    fn read(text: &str) -> Result<Self> {
        let value = match yaml::read(text)? {
            Value::Null => Value::Object(serde_json::Map::new()),
            value => value,
        };
        let document: Document = serde_path_to_error::deserialize(&value).map_err(|error| {
            let role = role_at(&value, &error.path().to_string());
            anyhow::anyhow!("{role}`{}`: {}", error.path(), error.inner())
        })?;
        document.refuse_twice()?;
        Ok(document)
    }

    /// Of what is said twice one would be ignored, and nobody knows which was meant.
    fn refuse_twice(&self) -> Result<()> {
        let mut names = BTreeSet::new();
        for role in self.roles.iter().flatten() {
            if !names.insert(role.name.to_lowercase()) {
                bail!("the role `{}` is written twice", role.name);
            }
            let mut areas = BTreeSet::new();
            for (place, permission) in role.permissions.iter().enumerate() {
                if !areas.insert(&permission.area) {
                    bail!(
                        "role `{}`: `permissions[{place}].area`: `{}` is written twice; write its highest level",
                        role.name,
                        permission.area
                    );
                }
            }
        }
        for (list, holders) in [("members", &self.members), ("teams", &self.teams)] {
            let mut names = BTreeSet::new();
            for (name, given) in holders {
                if !names.insert(name.to_lowercase()) {
                    bail!("`{list}.{name}` is written twice, in different case");
                }
                let twice = (1..given.len()).find(|place| given[..*place].contains(&given[*place]));
                if let Some(place) = twice {
                    bail!("`{list}.{name}[{place}]`: `{}` is given twice", given[place]);
                }
            }
        }
        Ok(())
    }

    /// The text of it.
    pub(super) fn write(&self) -> Result<String> {
        Ok(yaml::write(&serde_json::to_value(self)?))
    }
}

/// How a file is called in sentences.
pub(super) fn spoken(path: &str) -> String {
    if path == "-" { "standard input".to_owned() } else { format!("`{path}`") }
}

/// The name of the role that a path such as `roles[1].assigns` leads into, as the beginning of a sentence.
fn role_at(document: &Value, path: &str) -> String {
    let place = path.strip_prefix("roles[").and_then(|rest| rest.split_once(']'));
    let place = place.and_then(|(place, _)| place.parse::<usize>().ok());
    let name = place.and_then(|place| document["roles"][place]["name"].as_str());
    name.map(|name| format!("role `{name}`: ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
roles:
  - name: Crew
    description: Deploys the tracker.
    permissions:
      - { area: instances, level: deploy }
    scope: { projects: [Tracker], production: false }
  - name: HR
    permissions: [{ area: team, level: manage }]
    assigns: [Developer, Crew]
members:
  ana@example.com: [Crew, { role: Developer, projects: [Tracker], expires_at: "2027-01-01T00:00:00Z" }]
teams:
  Back end: [Crew]
tests:
  - can ana@example.com instances.deploy on Tracker: yes
  - "can team Back end projects.delete on Tracker: no"
"#;

    #[test]
    fn a_file_is_read_and_written_again_as_it_was() {
        let document = Document::read(TEXT).unwrap();
        let again = document.write().unwrap();
        let read = Document::read(&again).unwrap();
        assert_eq!(format!("{document:?}"), format!("{read:?}"), "{again}");
        assert_eq!(document.tests[0], "can ana@example.com instances.deploy on Tracker: yes");
        let roles = document.roles.unwrap();
        assert!(!roles[0].scope.production);
        assert_eq!(roles[1].assigns.as_ref().map(BTreeSet::len), Some(2));
        assert_eq!(
            document.members["ana@example.com"][1].to_string(),
            "Developer in Tracker, until 2027-01-01T00:00:00Z"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, named) in [
            ("roles: [{ name: A, permission: [] }]", "permission"),
            ("roles: [{ permissions: [] }]", "name"),
            ("roles: [{ name: A, scope: { projects: some } }]", "roles[0].scope.projects"),
            ("roles: [{ name: A }, { name: a }]", "`a` is written twice"),
            ("members: { ana: Owner }", "members.ana"),
            (
                "roles: [{ name: A, permissions: [{ area: team, level: view }, { area: team, level: manage }] }]",
                "role `A`: `permissions[1].area`: `team` is written twice",
            ),
            (
                "roles: [{ name: A }, { name: B, assigns: [Developer, developer] }]",
                "role `B`: `roles[1].assigns`: `developer` is written twice",
            ),
            (
                "roles: [{ name: A, actions: [billing.view, billing.view] }]",
                "role `A`: `roles[0].actions`: `billing.view` is written twice",
            ),
            (
                "roles: [{ name: A, scope: { projects: [Tracker, Tracker] } }]",
                "role `A`: `roles[0].scope.projects`: `Tracker` is written twice",
            ),
            (
                "members: { ana: [Developer, Owner, Developer] }",
                "`members.ana[2]`: `Developer` is given twice",
            ),
            ("rules: []", "rules"),
        ] {
            let error = Document::read(text).unwrap_err().to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
