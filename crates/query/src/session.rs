//! The session query of an instance: what its own database knows of whoever asks, written by whoever sets client auth.
//!
//! The text is theirs, but what a token says never becomes part of it: `$user.<path>` is a bind. The query stands
//! inside a `SELECT` of ours, which takes the named columns out of it as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bailiwick_policy::{User, UserPath};
use bailiwick_schema::{Engine, Value};
use serde_json::{Map, Value as Json};

use crate::action::as_text;
use crate::{Rows, Statement};

/// Rows that are read at most; more are a mistake in the query.
const MOST_ROWS: usize = 1_000;

/// Longest text, in bytes.
const LONGEST: usize = 10_000;

/// The column whose values are roles.
const ROLES: &str = "roles";

/// Names that mean something already.
const TAKEN: [&str; 8] = ["id", "sub", "aud", "exp", "iss", "nbf", "iat", "jti"];

/// A session query, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionQuery {
    pieces: Vec<Piece>,
    values: Vec<String>,
    lists: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Sql(String),
    User(UserPath),
}

/// What the query found: roles that come on top, and members of `$user` that stand in the place of claims.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SessionFacts {
    roles: Vec<String>,
    members: BTreeMap<String, Option<Json>>,
}

impl SessionQuery {
    /// Reads a query whose columns `values` are one value each and whose columns `lists` collect those of all rows.
    ///
    /// # Errors
    /// A sentence that says what cannot be part of it.
    pub fn parse(text: &str, values: &[String], lists: &[String]) -> Result<Self, String> {
        let mut names = values.iter().chain(lists).collect::<Vec<_>>();
        for name in &names {
            check_name(name)?;
        }
        if values.iter().any(|name| name == ROLES) {
            return Err("`roles` is a list: name it in `lists`".to_owned());
        }
        names.sort_unstable();
        if let Some([twice, _]) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("the column `{twice}` is named twice"));
        }
        if names.is_empty() {
            return Err("name the columns that the query finds in `values` or `lists`".to_owned());
        }
        let pieces = Reader { left: text, pieces: Vec::new(), sql: String::new() }.read(text)?;
        Ok(SessionQuery { pieces, values: values.to_vec(), lists: lists.to_vec() })
    }

    /// What of the user the query depends on: the same values find the same facts.
    pub fn depends_on(&self, user: &User) -> Vec<Option<Json>> {
        let paths = self.pieces.iter().filter_map(|piece| match piece {
            Piece::User(path) => Some(user.get(path).map(std::borrow::Cow::into_owned)),
            Piece::Sql(_) => None,
        });
        paths.collect()
    }

    /// Whether it depends on who the user is, so that no two users share what is found.
    pub fn is_of_one_user(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::User(path) if path.to_string() == "$user.id"))
    }

    /// The statement for one user.
    pub fn statement(&self, engine: Engine, user: &User) -> Statement {
        let mut binds = Vec::new();
        let mut text = match engine {
            Engine::Postgres => format!("SELECT json_build_object({})::text", self.members(engine)),
            _ => format!("SELECT json_object({})", self.members(engine)),
        };
        text.push_str(" FROM (");
        for piece in &self.pieces {
            match piece {
                Piece::Sql(sql) => text.push_str(sql),
                Piece::User(path) => {
                    let value = user.get(path).map_or(Value::Null, |value| bound(&value));
                    binds.push(match engine {
                        Engine::Mysql => as_text(value),
                        _ => value,
                    });
                    match engine {
                        Engine::Mysql => text.push('?'),
                        Engine::Sqlite => drop(write!(text, "?{}", binds.len())),
                        Engine::Postgres => drop(write!(text, "${}", binds.len())),
                    }
                }
            }
        }
        let _ = write!(text, "\n) AS session LIMIT {}", MOST_ROWS + 1);
        Statement { text, binds }
    }

    /// `'region', session."region", …`; the names are plain words, see [`check_name`].
    fn members(&self, engine: Engine) -> String {
        let quote = if engine == Engine::Mysql { '`' } else { '"' };
        let member = |name: &String| format!("'{name}', session.{quote}{name}{quote}");
        self.values.iter().chain(&self.lists).map(member).collect::<Vec<_>>().join(", ")
    }

    /// What the rows say.
    ///
    /// # Errors
    /// A sentence for the log when they contradict each other, are too many, or hold roles that are no text.
    pub fn facts(&self, rows: &Rows) -> Result<SessionFacts, String> {
        if rows.len() > MOST_ROWS {
            return Err(format!("the session query finds more than {MOST_ROWS} rows"));
        }
        let rows = rows.iter().map(|row| {
            let text = row.first().and_then(Option::as_deref).unwrap_or_default();
            serde_json::from_str(text).map_err(|_| "the session query finds no JSON".to_owned())
        });
        let rows: Vec<Map<String, Json>> = rows.collect::<Result<_, _>>()?;
        let mut facts = SessionFacts::default();
        for name in &self.values {
            let mut found = rows.iter().map(|row| row.get(name).unwrap_or(&Json::Null));
            let first = found.next();
            if found.any(|other| Some(other) != first) {
                return Err(format!("the rows of the session query differ in `{name}`"));
            }
            facts.members.insert(name.clone(), first.cloned());
        }
        for name in &self.lists {
            let mut list: Vec<Json> = Vec::new();
            for value in rows.iter().filter_map(|row| row.get(name)) {
                if !list.contains(value) {
                    list.push(value.clone());
                }
            }
            if name == ROLES {
                facts.roles = roles(list)?;
            } else {
                facts.members.insert(name.clone(), Some(Json::Array(list)));
            }
        }
        Ok(facts)
    }
}

impl SessionFacts {
    /// The user with what was found: more roles, and no claim in the place of what the query was to find.
    pub fn apply(&self, user: &mut User) {
        for role in &self.roles {
            if !user.roles.contains(role) {
                user.roles.push(role.clone());
            }
        }
        for (name, value) in &self.members {
            match value {
                Some(value) => drop(user.claims.insert(name.clone(), value.clone())),
                None => drop(user.claims.shift_remove(name)),
            }
        }
    }
}

/// Roles are texts; a null is none.
fn roles(found: Vec<Json>) -> Result<Vec<String>, String> {
    let read = found.into_iter().filter(|role| !role.is_null()).map(|role| match role {
        Json::String(role) => Ok(role),
        _ => Err("the session query finds a role that is no text".to_owned()),
    });
    read.collect()
}

fn bound(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean(*value),
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => {
            number.as_i128().map_or_else(|| Value::Text(number.to_string()), Value::Integer)
        }
        Json::Array(_) | Json::Object(_) => Value::Text(value.to_string()),
    }
}

fn check_name(name: &str) -> Result<(), String> {
    let is_plain = name.len() <= 63
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if !is_plain {
        let shown = name.escape_debug();
        return Err(format!("`{shown}` is no name of a column: letters, digits and `_`"));
    }
    if TAKEN.contains(&name) {
        return Err(format!("`{name}` is what the token says and no column of the query"));
    }
    Ok(())
}

/// Takes the text apart. Whatever could end our statement, or hide a bind, is not part of a session query: it has
/// rarely a use, and what is refused here needs no judgement of three engines' ways to read it.
struct Reader<'a> {
    left: &'a str,
    pieces: Vec<Piece>,
    sql: String,
}

impl<'a> Reader<'a> {
    fn read(mut self, text: &'a str) -> Result<Vec<Piece>, String> {
        if text.len() > LONGEST {
            return Err(format!("the query is longer than {LONGEST} bytes"));
        }
        self.left = text.trim().trim_end_matches(';').trim_end();
        let first = self.left.split(|letter: char| !letter.is_ascii_alphabetic()).next();
        let is_reading =
            first.is_some_and(|word| ["select", "with"].contains(&&*word.to_ascii_lowercase()));
        if !is_reading {
            return Err("the query begins with SELECT or WITH".to_owned());
        }
        let mut depth = 0_u32;
        while let Some(letter) = self.left.chars().next() {
            match letter {
                '\'' | '"' | '`' => self.quoted(letter)?,
                '$' => self.user()?,
                ';' => return Err("the query is one statement, without `;`".to_owned()),
                '?' => return Err("a `?` is no part of the query outside quotes".to_owned()),
                '#' => return Err("a `#` is no part of the query outside quotes".to_owned()),
                '\0' => return Err("the query holds a null byte".to_owned()),
                _ if self.left.starts_with("--") || self.left.starts_with("/*") => {
                    return Err("the query holds no comments".to_owned());
                }
                _ => {
                    match letter {
                        '(' => depth += 1,
                        ')' => {
                            depth = depth
                                .checked_sub(1)
                                .ok_or("the query closes a bracket that it never opened")?;
                        }
                        _ => {}
                    }
                    self.take(letter.len_utf8());
                }
            }
        }
        if depth > 0 {
            return Err("the query does not close every bracket".to_owned());
        }
        self.pieces.push(Piece::Sql(self.sql));
        Ok(self.pieces)
    }

    fn take(&mut self, length: usize) {
        let (taken, left) = self.left.split_at(length);
        self.sql.push_str(taken);
        self.left = left;
    }

    /// Text or a name in quotes. A backslash in it means one thing here and another there.
    fn quoted(&mut self, quote: char) -> Result<(), String> {
        let end = self.left[1..].find(quote).ok_or("the query does not close every quote")? + 2;
        let inside = &self.left[..end];
        if inside.contains('\\') {
            return Err("the query holds no backslash in quotes".to_owned());
        }
        if inside.contains("$user") {
            return Err("`$user` in quotes would be text: write it without".to_owned());
        }
        self.take(end);
        Ok(())
    }

    fn user(&mut self) -> Result<(), String> {
        const PREFIX: &str = "$user.";
        let Some(rest) = self.left.strip_prefix(PREFIX) else {
            return Err("a `$` stands before `user.` only".to_owned());
        };
        let is_of_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
        let length = rest.find(|letter| !is_of_path(letter)).unwrap_or(rest.len());
        let path = UserPath::parse(&rest[..length])
            .ok_or_else(|| format!("`{PREFIX}{}` is no path", rest[..length].escape_debug()))?;
        self.pieces.push(Piece::Sql(std::mem::take(&mut self.sql)));
        self.pieces.push(Piece::User(path));
        self.left = &rest[length..];
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(text: &str) -> Result<SessionQuery, String> {
        SessionQuery::parse(text, &["region".to_owned()], &["roles".to_owned()])
    }

    fn user() -> User {
        let claims = json!({ "org": { "id": 9_007_199_254_740_993_u64 }, "region": "forged" });
        let claims = claims.as_object().cloned().unwrap_or_default();
        User { id: Some("7' or 1=1 --".to_owned()), roles: vec!["a".to_owned()], claims }
    }

    #[test]
    fn what_a_token_says_is_bound_and_never_text() {
        let query =
            parse("select region, role as roles from m where u = $user.id and o = $user.org.id;");
        let statement = query.unwrap().statement(Engine::Postgres, &user());
        assert_eq!(
            statement.text,
            "SELECT json_build_object('region', session.\"region\", 'roles', session.\"roles\")::text \
             FROM (select region, role as roles from m where u = $1 and o = $2\n) AS session LIMIT 1001"
        );
        assert_eq!(
            statement.binds,
            [Value::Text("7' or 1=1 --".to_owned()), Value::Integer(9_007_199_254_740_993)]
        );
        assert!(!parse("select $user.org.id").unwrap().is_of_one_user());
        assert!(parse("select $user.id").unwrap().is_of_one_user());
        let query = parse("select 'it''s' as region where $user.none = $user.id").unwrap();
        assert_eq!(query.statement(Engine::Mysql, &user()).binds[0], Value::Null);
    }

    #[test]
    fn what_could_leave_the_brackets_is_refused() {
        for bad in [
            "delete from m",
            "selected",
            "select 1) as x; drop table m; --",
            "select 1; select 2",
            "select 1 -- x",
            "select 1 /* x */",
            "select 1 # x",
            "select (1",
            "select 1)",
            "select '$user.id'",
            "select 'a\\' or $user.id = '",
            "select 'a",
            "select $1",
            "select ?",
            "select $$x$$",
            "select $user",
            "select $user.",
            "select $user.a..b",
            "",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        let names = |values: &[&str], lists: &[&str]| {
            let owned =
                |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
            SessionQuery::parse("select 1", &owned(values), &owned(lists))
        };
        for taken in ["id", "exp", "roles", "a b", "a'", "\"", "", "1a"] {
            assert!(names(&[taken], &[]).is_err(), "{taken}");
        }
        assert!(names(&["a"], &["a"]).is_err() && names(&[], &[]).is_err());
    }

    #[test]
    fn rows_become_roles_and_members_and_never_less_than_was_asked() {
        let query = parse("select 1").unwrap();
        let rows = |texts: &[&str]| -> Rows {
            texts.iter().map(|&text| vec![Some(text.to_owned())]).collect()
        };
        let found = query.facts(&rows(&[
            r#"{"region":"east","roles":"a"}"#,
            r#"{"region":"east","roles":"b"}"#,
            r#"{"region":"east","roles":null}"#,
        ]));
        let mut changed = user();
        found.unwrap().apply(&mut changed);
        assert_eq!(
            (changed.roles, &changed.claims["region"]),
            (vec!["a".into(), "b".into()], &json!("east"))
        );
        let mut changed = user();
        query.facts(&rows(&[])).unwrap().apply(&mut changed);
        assert!(!changed.claims.contains_key("region"), "a claim does not stand in for it");
        assert_eq!(changed.roles, ["a"]);
        for bad in [
            rows(&[r#"{"region":"east","roles":"a"}"#, r#"{"region":"west","roles":"a"}"#]),
            rows(&[r#"{"region":"east","roles":7}"#]),
            rows(&["x"]),
            vec![vec![None]],
            rows(&["{}"; 1_001]),
        ] {
            assert!(query.facts(&bad).is_err());
        }
    }
}
