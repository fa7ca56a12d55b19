//! Application users as people write them: `{"id":7,"roles":["customer"],"org":3}`.

use bailiwick_policy::{User, UserPath};
use serde_json::{Map, Value};

use crate::error::Error;

/// The user; every key but `id` and `roles` is a claim.
pub(crate) fn read(field: &str, mut claims: Map<String, Value>) -> Result<User, Error> {
    let refused = |message: &str| Error::invalid(field, message);
    let id = match claims.remove("id") {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) => Some(id),
        Some(Value::Number(id)) => Some(id.to_string()),
        Some(_) => return Err(refused("`id` is text or a number")),
    };
    let roles = match claims.remove("roles") {
        None => Vec::new(),
        Some(roles) => {
            serde_json::from_value(roles).map_err(|_| refused("`roles` is a list of names"))?
        }
    };
    // A name that no policy can mention is a slip.
    if let Some(name) = claims.keys().find(|name| UserPath::parse(name).is_none()) {
        let message = format!("no policy can mention a claim called `{}`", name.escape_debug());
        return Err(refused(&message));
    }
    Ok(User { id, roles, claims })
}

/// The same the other way round.
pub(crate) fn show(user: &User) -> Map<String, Value> {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), user.id.clone().map_or(Value::Null, Value::String));
    shown.insert("roles".to_owned(), user.roles.clone().into());
    shown.extend(user.claims.clone());
    shown
}
