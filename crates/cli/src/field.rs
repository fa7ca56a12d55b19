//! A field of a body as an option of a command: plain words where the API takes words, numbers or lists of words, and
//! JSON for everything.

mod form;

use anyhow::{Result, bail};
use form::{AN_ID, Form, Item, example, form, is_id, without_null};
use serde_json::{Value, json};

/// A field of a body.
pub(crate) struct Field {
    /// As the API spells it.
    pub(crate) name: String,
    /// One line for the help.
    pub(crate) help: String,
    form: Form,
    is_nullable: bool,
    /// What would do, as JSON.
    example: String,
}

impl Field {
    /// The field of a schema in the API's description.
    pub(crate) fn of(document: &Value, name: &str, schema: &Value) -> Self {
        let (whole, is_nullable) = without_null(document, schema);
        Field {
            name: name.to_owned(),
            help: first_line(schema),
            form: form(document, whole),
            is_nullable,
            example: example(document, whole, 0).to_string(),
        }
    }

    /// The option's name.
    pub(crate) fn option(&self) -> String {
        self.name.replace('_', "-")
    }

    /// What the help shows in the place of a value.
    pub(crate) fn placeholder(&self) -> String {
        match &self.form {
            Form::Text => "TEXT".to_owned(),
            Form::Choice(words) => words.join("|"),
            Form::Number => "NUMBER".to_owned(),
            Form::Flag => "true|false".to_owned(),
            Form::List(item, instead) => {
                let item = match item {
                    Item::Text => "TEXT".to_owned(),
                    Item::Id => "ID".to_owned(),
                    Item::Pair([(first, _), (second, _)]) => {
                        format!("{first}:{second}").to_uppercase()
                    }
                };
                let instead = instead.as_ref().map(|word| format!("|{word}")).unwrap_or_default();
                format!("{item},…{instead}")
            }
            Form::Json => "JSON".to_owned(),
        }
    }

    /// Whether the option may be given again, for more of the same list.
    pub(crate) fn is_repeatable(&self) -> bool {
        matches!(self.form, Form::List(..))
    }

    /// The value of what was given, which is once unless the field is a list.
    ///
    /// # Errors
    /// A sentence that names the option and shows what would do.
    pub(crate) fn read<'a>(&self, given: impl Iterator<Item = &'a String>) -> Result<Value> {
        let mut values = given.map(|text| self.one(text)).collect::<Result<Vec<Value>>>()?;
        if values.len() == 1 {
            return Ok(values.remove(0));
        }
        let mut all = Vec::new();
        for value in values {
            let Value::Array(items) = value else {
                bail!("--{} is given several times: {value} stands alone", self.option())
            };
            all.extend(items);
        }
        Ok(Value::Array(all))
    }

    fn one(&self, text: &str) -> Result<Value> {
        let option = self.option();
        if self.is_nullable && text == "null" && !matches!(self.form, Form::Text) {
            return Ok(Value::Null);
        }
        match &self.form {
            Form::Text => Ok(Value::from(text)),
            Form::Choice(words) => {
                let word = unquoted(text);
                if !words.contains(&word) {
                    bail!("--{option} is {}, not `{word}`", choices(words));
                }
                Ok(Value::from(word))
            }
            Form::Number => match serde_json::from_str::<Value>(text) {
                Ok(number) if number.is_u64() || number.is_i64() => Ok(number),
                _ => bail!("--{option} is a whole number such as 12, not `{text}`"),
            },
            Form::Flag => match text {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => bail!("--{option} is `true` or `false`, not `{text}`"),
            },
            Form::List(item, instead) => self.list(item, instead.as_deref(), text),
            // What is wrong is told without the text: it may hold a password.
            Form::Json => serde_json::from_str(text).map_err(|error| self.not_json(&error)),
        }
    }

    fn list(&self, item: &Item, instead: Option<&str>, text: &str) -> Result<Value> {
        let trimmed = text.trim();
        if trimmed.starts_with(['[', '{']) {
            let value: Value =
                serde_json::from_str(trimmed).map_err(|error| self.not_json(&error))?;
            return Ok(if value.is_array() { value } else { json!([value]) });
        }
        if instead.is_some_and(|word| unquoted(trimmed) == word) {
            return Ok(Value::from(unquoted(trimmed)));
        }
        if trimmed.is_empty() {
            return Ok(json!([]));
        }
        if trimmed.starts_with('"') {
            return Ok(json!([self.item(item, &unquoted(trimmed))?]));
        }
        trimmed.split(',').map(|part| self.item(item, part.trim())).collect()
    }

    fn item(&self, item: &Item, text: &str) -> Result<Value> {
        let option = self.option();
        match item {
            _ if text.is_empty() => {
                bail!("--{option} has nothing between two commas: write {}", self.forms(item))
            }
            Item::Text => Ok(Value::from(text)),
            Item::Id if is_id(text) => Ok(Value::from(text)),
            Item::Id => bail!(
                "--{option}: `{text}` is not an id; write {}{}",
                self.forms(item),
                crate::operations::list_of(&self.name)
                    .map(|command| format!("; `{command}` shows the ids"))
                    .unwrap_or_default()
            ),
            Item::Pair([(first, firsts), (second, seconds)]) => {
                let is = |words: &[String], word: &str| words.iter().any(|known| known == word);
                match text.split_once(':') {
                    Some((one, two)) if is(firsts, one) && is(seconds, two) => {
                        Ok(json!({ first: one, second: two }))
                    }
                    _ => bail!(
                        "--{option}: `{text}` is not {first} and {second} with a colon between them; write {}; {first} is {}; {second} is {}",
                        self.forms(item),
                        choices(firsts),
                        choices(seconds)
                    ),
                }
            }
        }
    }

    /// What would do for a list.
    fn forms(&self, item: &Item) -> String {
        let word = match item {
            Item::Text => "first,second".to_owned(),
            Item::Id => AN_ID.to_owned(),
            Item::Pair([(_, firsts), (_, seconds)]) => {
                let first = |words: &[String]| words.first().cloned().unwrap_or_default();
                format!("{}:{}", first(firsts), first(seconds))
            }
        };
        let instead = match &self.form {
            Form::List(_, Some(instead)) => format!(", `{instead}`"),
            _ => String::new(),
        };
        format!("`{word}`{instead}, or JSON such as '{}'", self.example)
    }

    fn not_json(&self, error: &serde_json::Error) -> anyhow::Error {
        anyhow::anyhow!("--{} takes JSON, such as '{}': {error}", self.option(), self.example)
    }
}

fn first_line(schema: &Value) -> String {
    schema["description"]
        .as_str()
        .and_then(|text| text.lines().next())
        .unwrap_or_default()
        .to_owned()
}

/// The text of a JSON text; anything else as it stands.
fn unquoted(text: &str) -> String {
    serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())
}

/// `` `a`, `b` or `c` ``
fn choices(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::OPERATIONS;

    fn field(operation: &str, name: &str) -> &'static Field {
        let operation = OPERATIONS.iter().find(|one| one.id == operation).unwrap();
        operation.fields.iter().flatten().find(|field| field.name == name).unwrap()
    }

    fn read(operation: &str, name: &str, given: &[&str]) -> Result<Value> {
        let given: Vec<String> = given.iter().map(|text| (*text).to_owned()).collect();
        field(operation, name).read(given.iter())
    }

    #[test]
    fn plain_words_and_json_say_the_same() {
        let (one, other) = (AN_ID, "000000000000000000000002");
        let both = format!("{one},{other}");
        let narrowed = json!({ "id": other, "scope": { "production": false } });
        let text = narrowed.to_string();
        for (operation, name, given, expected) in [
            ("member_update", "state", &["suspended"][..], json!("suspended")),
            ("member_update", "state", &["\"suspended\""], json!("suspended")),
            ("account_token_create", "preset", &["read_only"], json!("read_only")),
            ("account_token_create", "preset", &["null"], Value::Null),
            ("server_settings_update", "sign_up", &["closed"], json!("closed")),
            ("organization_settings_update", "session_hours", &["5"], json!(5)),
            ("organization_settings_update", "session_hours", &["null"], Value::Null),
            ("instance_create", "production", &["true"], json!(true)),
            ("member_role_update", "roles", &[&both], json!([one, other])),
            ("member_role_update", "roles", &[one, other], json!([one, other])),
            ("member_role_update", "roles", &[one, &text], json!([one, narrowed])),
            ("member_role_update", "roles", &[&format!("[\"{one}\"]")], json!([one])),
            ("member_role_update", "roles", &[""], json!([])),
            (
                "role_create",
                "permissions",
                &["billing:view, team:manage"],
                json!([{ "area": "billing", "level": "view" }, { "area": "team", "level": "manage" }]),
            ),
            ("role_create", "actions", &["billing.view"], json!(["billing.view"])),
            ("role_update", "assigns", &["own"], json!("own")),
            ("role_update", "assigns", &["\"own\""], json!("own")),
            ("role_update", "assigns", &[one], json!([one])),
            ("role_update", "actions", &["null"], Value::Null),
            ("role_create", "scope", &[r#"{"production":false}"#], json!({ "production": false })),
            ("role_create", "name", &["null"], json!("null")),
            (
                "organization_settings_update",
                "addresses",
                &["10.0.0.0/8,::1/128"],
                json!(["10.0.0.0/8", "::1/128"]),
            ),
        ] {
            let value = read(operation, name, given);
            assert_eq!(value.unwrap(), expected, "{operation} --{name} {given:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_shows_what_would_do() {
        for (operation, name, given, expected) in [
            (
                "member_update",
                "state",
                &["gone"][..],
                "--state is `active` or `suspended`, not `gone`",
            ),
            (
                "organization_settings_update",
                "session_hours",
                &["5x"],
                "--session-hours is a whole number such as 12, not `5x`",
            ),
            (
                "instance_create",
                "production",
                &["yes"],
                "--production is `true` or `false`, not `yes`",
            ),
            (
                "member_role_update",
                "roles",
                &["Developer"],
                "--roles: `Developer` is not an id; write `0123456789abcdef01234567`, or JSON such as '[\"0123456789abcdef01234567\"]'; `bailiwick role list` shows the ids",
            ),
            (
                "role_create",
                "permissions",
                &["billing:fly"],
                "write `projects:view`, or JSON such as '[{\"area\":\"projects\",\"level\":\"view\"}]'; area is `projects`, ",
            ),
            (
                "role_update",
                "assigns",
                &["Developer"],
                "`Developer` is not an id; write `0123456789abcdef01234567`, `own`, or JSON such as '\"own\"'; `bailiwick role list` shows the ids",
            ),
            ("role_create", "permissions", &["billing"], "level is `view`, `deploy` or `manage`"),
            (
                "role_create",
                "actions",
                &["a,,b"],
                "--actions has nothing between two commas: write `first,second`, or JSON such as '[\"…\"]'",
            ),
            ("role_create", "actions", &["[a"], "--actions takes JSON, such as '[\"…\"]': "),
            (
                "role_create",
                "scope",
                &["all"],
                "--scope takes JSON, such as '{\"projects\":\"all\",\"instances\":\"all\",\"production\":true}': ",
            ),
            (
                "role_update",
                "assigns",
                &["own", AN_ID],
                "--assigns is given several times: \"own\" stands alone",
            ),
        ] {
            let said = read(operation, name, given).unwrap_err().to_string();
            assert!(said.contains(expected), "{operation} --{name} {given:?}: {said}");
        }
        let secret = read("connection_create", "fields", &[r#"{"password":"hunter22""#]);
        assert!(!secret.unwrap_err().to_string().contains("hunter22"));
    }

    #[test]
    fn the_example_of_every_field_is_read() {
        let fields = OPERATIONS.iter().flat_map(|operation| operation.fields.iter().flatten());
        let mut read = 0;
        for field in fields.filter(|field| !matches!(field.form, Form::Text)) {
            let expected: Value = serde_json::from_str(&field.example).unwrap();
            let value = field.read([field.example.clone()].iter()).unwrap();
            assert!(value == expected && !value.is_null(), "{}: {}", field.name, field.example);
            read += 1;
        }
        assert!(read > 50, "only {read} were read");
    }
}
