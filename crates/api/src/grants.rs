//! Grants as they are sent and shown: a role, where, until when.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use bailiwick_model::{
    DatabaseId, GrantId, InstanceId, ProjectId, RoleId, RoleReference, Timestamp,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::organizations::Choice;

/// The roles to be held from now on, in place of those of before.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleAssignments {
    /// Role ids, or roles with a scope or an end.
    #[schemars(length(max = 50))]
    pub roles: Vec<RoleAssignment>,
}

/// A role to be given: its id alone for the whole organization, or an object that says where and until when. Where no
/// end is given, the one stays that it is held with there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleAssignment {
    /// The role.
    pub id: RoleId,
    /// Where it counts; a role's own scope narrows it further.
    pub scope: AssignedScope,
    /// It gives nothing from then on.
    pub expires_at: Option<Timestamp>,
    /// Nothing was said of its end: that of the same role, held in the same place, stays.
    pub keeps_end: bool,
}

/// A role, where it counts, and until when.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NarrowedRole")]
struct Narrowed {
    /// The role.
    id: RoleId,
    /// Everywhere when left out.
    #[serde(default)]
    scope: AssignedScope,
    /// Null is for good. Left out, the end stays with which the same role is held in the same place, and a new one is for
    /// good.
    #[serde(default, deserialize_with = "said")]
    #[schemars(with = "Option<Timestamp>")]
    expires_at: Option<Option<Timestamp>>,
}

/// Null that is sent differs from what is left out.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Timestamp>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Where an assigned role counts.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignedScope {
    /// `"all"` (also future ones) or a list of ids.
    #[serde(default)]
    pub projects: Projects,
    /// On production too.
    #[serde(default = "yes")]
    pub production: bool,
}

impl Default for AssignedScope {
    fn default() -> Self {
        AssignedScope { projects: Projects::All, production: true }
    }
}

fn yes() -> bool {
    true
}

/// All of a kind, or some by their ids.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub enum Chosen<T> {
    /// All, also those to come: `"all"`.
    #[default]
    All,
    /// These.
    Only(Vec<T>),
}

/// All projects, or some.
pub type Projects = Chosen<ProjectId>;

impl<'de> Deserialize<'de> for RoleAssignment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AssignmentVisitor)
    }
}

struct AssignmentVisitor;

impl<'de> Visitor<'de> for AssignmentVisitor {
    type Value = RoleAssignment;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a role's id, or an object with its `id`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RoleAssignment, E> {
        let id = text.parse().map_err(E::custom)?;
        let scope = AssignedScope::default();
        Ok(RoleAssignment { id, scope, expires_at: None, keeps_end: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RoleAssignment, A::Error> {
        let Narrowed { id, scope, expires_at } =
            Narrowed::deserialize(MapAccessDeserializer::new(map))?;
        let keeps_end = expires_at.is_none();
        Ok(RoleAssignment { id, scope, expires_at: expires_at.flatten(), keeps_end })
    }
}

impl JsonSchema for RoleAssignment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "RoleAssignment".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<RoleId>();
        let narrowed = generator.subschema_for::<Narrowed>();
        json_schema!({ "anyOf": [id, narrowed] })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Chosen<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = WordOrIds { word: "all", ids: PhantomData };
        let ids = deserializer.deserialize_any(visitor)?;
        Ok(ids.map_or(Chosen::All, Chosen::Only))
    }
}

/// Reads one word, as `None`, or a list of ids.
pub(crate) struct WordOrIds<T> {
    pub(crate) word: &'static str,
    pub(crate) ids: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for WordOrIds<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`\"{}\"` or a list of ids", self.word)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text == self.word {
            Ok(None)
        } else {
            Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut ids = Vec::new();
        while let Some(id) = sequence.next_element()? {
            ids.push(id);
        }
        Ok(Some(ids))
    }
}

impl<T: JsonSchema> JsonSchema for Chosen<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Chosen".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let id = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [{ "const": "all" }, { "type": "array", "items": id }] })
    }
}

/// A grant as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Grant")]
pub struct GrantAnswer {
    /// Its id.
    pub id: GrantId,
    /// The role that it gives; null where it gives single actions.
    pub role: Option<RoleReference>,
    /// The single actions that it gives; null where it gives a role.
    pub actions: Option<Vec<String>>,
    /// Where.
    pub scope: GrantScopeAnswer,
    /// Where it counts in all, the role's own scope heeded: `the project Tracker, without production`.
    pub scope_in_words: String,
    /// It gives nothing from then on.
    pub expires_at: Option<Timestamp>,
}

/// Where a grant counts: one database, one instance, some projects, or the whole organization.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "GrantScope")]
pub struct GrantScopeAnswer {
    /// `"all"` or a list of ids; null where it is for one database or one instance.
    pub projects: Option<Choice<ProjectId>>,
    /// The one instance that it is for.
    pub instance: Option<InstanceId>,
    /// The one database that it is for.
    pub database: Option<DatabaseId>,
    /// On production too.
    pub production: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str) -> String {
        match serde_json::from_str::<RoleAssignments>(body) {
            Ok(assignments) => format!("{:?}", assignments.roles),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_role_is_given_by_its_id_or_by_an_object() {
        let id = "000000000000000000000002";
        let plain = check(&format!(r#"{{"roles":["{id}"]}}"#));
        assert_eq!(plain, check(&format!(r#"{{"roles":[{{"id":"{id}"}}]}}"#)));
        let all = format!(
            r#"{{"roles":[{{"id":"{id}","scope":{{"projects":"all","production":true}}}}]}}"#
        );
        assert_eq!(plain, check(&all));
        let for_good = check(&format!(r#"{{"roles":[{{"id":"{id}","expires_at":null}}]}}"#));
        assert!(for_good.contains("keeps_end: false") && plain.contains("keeps_end: true"));
        let some =
            check(&format!(r#"{{"roles":[{{"id":"{id}","scope":{{"projects":["{id}"]}}}}]}}"#));
        assert!(some.contains("Only(["), "{some}");
        let none = check(&format!(r#"{{"roles":[{{"id":"{id}","scope":{{"projects":[]}}}}]}}"#));
        assert!(none.contains("Only([])"), "none named is none, never all: {none}");
        let wrong = [
            r#"{"roles":["owner"]}"#.to_owned(),
            r#"{"roles":[7]}"#.to_owned(),
            r#"{"roles":"owner"}"#.to_owned(),
            r#"{"roles":[{"scope":{}}]}"#.to_owned(),
            format!(r#"{{"roles":[{{"id":"{id}","level":"manage"}}]}}"#),
            format!(r#"{{"roles":[{{"id":"{id}","scope":{{"projects":"none"}}}}]}}"#),
            format!(r#"{{"roles":[{{"id":"{id}","scope":{{"everything":true}}}}]}}"#),
            format!(r#"{{"roles":[{{"id":"{id}","scope":null}}]}}"#),
        ];
        let complaints: Vec<String> = wrong.iter().map(|body| check(body)).collect();
        for complaint in &complaints {
            assert!(complaint.contains(" at line "), "accepted: {complaint}");
        }
        assert!(complaints[4].contains("unknown field `level`"), "{}", complaints[4]);
    }
}
