//! Who asks: the application user of one request, and the one instant it happens at.

use serde::{Deserialize, Serialize};

/// An application user, as the token and the session say. A value of `$user`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct User {
    /// `$user.id`: the token's `sub`; none for `anonymous`.
    #[serde(default)]
    pub id: Option<String>,
    /// Application roles; `$user.roles`.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Every other claim, by name. A claim called `id` or `roles` is never read: the two fields above are.
    #[serde(default)]
    pub claims: serde_json::Map<String, serde_json::Value>,
}

/// The instant that `$now` means throughout one request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub now_microseconds: i64,
}

/// A path after `$user.`, taken apart once.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct UserPath(Vec<String>);

impl UserPath {
    /// The first name.
    pub(crate) fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// The value there in an object.
    pub(crate) fn of<'a>(
        &self,
        object: &'a serde_json::Map<String, serde_json::Value>,
    ) -> Option<&'a serde_json::Value> {
        let (first, rest) = self.0.split_first()?;
        rest.iter().try_fold(object.get(first)?, |value, step| value.as_object()?.get(step))
    }

    /// `id`, `org_ids`, `org.id`: names separated by points, none of them empty.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let is_name = |part: &String| {
            !part.is_empty()
                && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '/'))
        };
        parts.iter().all(is_name).then_some(Self(parts))
    }
}

impl std::fmt::Display for UserPath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "$user.{}", self.0.join("."))
    }
}

impl User {
    /// The value at the path; none when some step is missing or leads through something that is not an object.
    pub fn get(&self, path: &UserPath) -> Option<std::borrow::Cow<'_, serde_json::Value>> {
        use std::borrow::Cow;
        let (first, rest) = path.0.split_first()?;
        match (first.as_str(), rest) {
            ("id", []) => {
                return self
                    .id
                    .as_ref()
                    .map(|id| Cow::Owned(serde_json::Value::String(id.clone())));
            }
            ("roles", []) => {
                let roles = self.roles.iter().cloned().map(serde_json::Value::String).collect();
                return Some(Cow::Owned(serde_json::Value::Array(roles)));
            }
            ("id" | "roles", _) => return None,
            _ => {}
        }
        let mut value = self.claims.get(first)?;
        for step in rest {
            value = value.as_object()?.get(step)?;
        }
        Some(Cow::Borrowed(value))
    }
}
