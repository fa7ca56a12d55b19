//! Random policies, as documents: they pass through the reader and the checks like everyone's.

use bailiwick_policy::User;
use bailiwick_schema::{Column, DataType, Engine, Schema};
use serde_json::{Value as Json, json};

use crate::authors::Bodies;
use crate::random::Random;
use crate::world::{TEXTS, pool};

/// One policy, and who asks under it.
pub(crate) struct Case {
    pub document: String,
    pub user: User,
    pub table: &'static str,
    pub bodies: Bodies,
    /// Functions are asked for groups of rows.
    pub is_grouped: bool,
}

/// Writes conditions; keeps a list of what is still to be met so that everything is.
pub(crate) struct Author<'a> {
    pub schema: &'a Schema,
    pub random: Random,
    /// Columns of `things` with operators, in the order in which they are used next.
    wanted: Vec<(usize, &'static str)>,
    next: usize,
    /// Conditions are for writes, and take nothing from the list.
    is_aside: bool,
}

const ORDERED: [&str; 5] = ["$gt", "$gte", "$lt", "$lte", "$between"];
const EQUAL: [&str; 4] = ["$eq", "$ne", "$in", "$nin"];

/// Which operators a type can be asked.
pub(crate) fn operators(data_type: &DataType) -> Vec<&'static str> {
    let mut operators = vec!["$null"];
    match data_type {
        DataType::Json | DataType::Array(_) | DataType::Other => return operators,
        DataType::Boolean | DataType::Enumeration(_) | DataType::Uuid | DataType::Bytes => {}
        DataType::Text => operators.extend(["$like", "$ilike"].iter().chain(&ORDERED)),
        _ => operators.extend(ORDERED),
    }
    operators.extend(EQUAL);
    operators
}

impl<'a> Author<'a> {
    pub(crate) fn new(schema: &'a Schema, mut random: Random) -> Self {
        let things = schema.table(&schema.default_namespace, "things").unwrap().1;
        let mut wanted = Vec::new();
        for (index, column) in
            things.columns.iter().enumerate().filter(|(_, column)| column.nullable)
        {
            wanted
                .extend(operators(&column.data_type).into_iter().map(|operator| (index, operator)));
            if column.data_type == DataType::Text {
                // Few patterns tell one case of a letter from the other.
                wanted.extend([(index, "$like"); 2]);
            }
        }
        for end in (1..wanted.len()).rev() {
            wanted.swap(end, random.below(end + 1));
        }
        Self { schema, random, wanted, next: 0, is_aside: false }
    }

    pub(crate) fn case(&mut self, number: usize) -> Case {
        let table = if number % 5 == 4 {
            *self.random.pick(&["places", "parts", "owners"])
        } else {
            "things"
        };
        let count = 1 + self.random.below(4);
        let mut permissions = serde_json::Map::new();
        let mut predicates = serde_json::Map::new();
        for index in 0..count {
            let roles: Vec<&str> = match self.random.below(4) {
                0 => vec!["r1", "r2"],
                1 => vec!["r2"],
                _ => vec!["r1"],
            };
            let mut select = json!({ "columns": self.columns(table) });
            if !self.random.one_in(12) {
                select["where"] = self.condition(table, 2, 0);
            }
            if self.random.one_in(10) {
                // A condition by name means what it means in place.
                let name = format!("named_{index}");
                let condition = self.condition(table, 1, 0);
                if condition.as_object().is_some_and(|condition| !condition.is_empty()) {
                    predicates.insert(name.clone(), condition);
                    let own = select["where"].take();
                    let mut both = own.as_object().cloned().unwrap_or_default();
                    both.insert("$use".to_owned(), json!(name));
                    select["where"] = Json::Object(both);
                }
            }
            if self.random.one_in(5) {
                select["mask"] = self.masks(table, &select["columns"]);
            }
            if self.random.one_in(2) {
                select["aggregate"] = self.functions();
            }
            if self.random.one_in(5) {
                select["limit"] = json!(self.random.pick(&[1, 3, 10]));
            }
            let mut permission =
                json!({ "table": format!("main.{table}"), "roles": roles, "select": select });
            self.is_aside = true;
            if self.random.one_in(3) {
                permission["delete"] = json!({ "where": self.condition(table, 2, 0) });
            }
            if self.random.one_in(2) {
                permission["insert"] = self.insert(table);
            }
            if self.random.one_in(2) {
                permission["update"] = self.update(table);
            }
            self.is_aside = false;
            permissions.insert(format!("p{index}"), permission);
        }
        Case {
            bodies: self.bodies(table),
            is_grouped: self.random.one_in(2),
            document: json!({ "predicates": predicates, "permissions": permissions }).to_string(),
            user: self.user(),
            table,
        }
    }

    fn functions(&mut self) -> Json {
        let all = ["count", "sum", "avg", "min", "max"];
        Json::Array(all.into_iter().filter(|_| !self.random.one_in(3)).map(Json::from).collect())
    }

    fn columns(&mut self, table: &str) -> Json {
        let names: Vec<&String> =
            self.table(table).columns.iter().map(|column| &column.name).collect();
        if self.random.one_in(4) {
            return json!("*");
        }
        let kept: Vec<Json> = names
            .into_iter()
            .filter(|name| *name == "id" || !self.random.one_in(2))
            .map(|name| json!(name))
            .collect();
        Json::Array(kept)
    }

    /// Masks for some of the text columns that are readable.
    fn masks(&mut self, table: &str, columns: &Json) -> Json {
        const MASKS: [&str; 4] = ["full", "partial", "email", "last4"];
        let is_readable = |name: &str| match columns {
            Json::Array(names) => names.iter().any(|readable| readable == name),
            _ => true,
        };
        let texts: Vec<&str> = (self.table(table).columns.iter())
            .filter(|column| column.data_type == DataType::Text && is_readable(&column.name))
            .map(|column| column.name.as_str())
            .collect();
        let mut masks = serde_json::Map::new();
        for name in texts {
            if self.random.one_in(2) {
                masks.insert(name.to_owned(), json!(self.random.pick(&MASKS)));
            }
        }
        Json::Object(masks)
    }

    pub(crate) fn table(&self, name: &str) -> &'a bailiwick_schema::Table {
        self.schema.table(&self.schema.default_namespace, name).unwrap().1
    }

    fn user(&mut self) -> User {
        let mut claims = serde_json::Map::new();
        let mut give = |name: &str, value: Json| claims.insert(name.to_owned(), value);
        give("none", json!([]));
        for column in self.schema.tables.iter().flat_map(|table| &table.columns) {
            let values = pool(column);
            if values.is_empty() {
                continue;
            }
            give(
                &format!("one_{}", column.name),
                literal(column, values[self.random.below(values.len())]),
            );
            let list: Vec<Json> =
                (0..2).map(|_| literal(column, values[self.random.below(values.len())])).collect();
            give(&format!("some_{}", column.name), Json::Array(list));
        }
        let roles = if self.random.one_in(3) { vec!["r2"] } else { vec!["r1", "r2"] };
        let id = (1 + self.random.below(4)).to_string();
        User { id: Some(id), roles: roles.into_iter().map(str::to_owned).collect(), claims }
    }

    pub(crate) fn condition(&mut self, table: &str, depth: usize, relations: usize) -> Json {
        let mut parts = serde_json::Map::new();
        for _ in 0..1 + self.random.below(2) {
            let (key, value) = self.part(table, depth, relations);
            parts.insert(key, value);
        }
        Json::Object(parts)
    }

    fn part(&mut self, table: &str, depth: usize, relations: usize) -> (String, Json) {
        if depth > 0 {
            let choice = self.random.below(12);
            match choice {
                0 => return ("$or".to_owned(), self.list(table, depth, relations)),
                1 => return ("$and".to_owned(), self.list(table, depth, relations)),
                2 => return ("$not".to_owned(), self.condition(table, depth - 1, relations)),
                3 | 4 if relations < 3 => return self.relation(table, depth, relations),
                5 if relations < 2 => {
                    let (other, own, outer) = match table {
                        "things" => ("parts", "thing_id", "id"),
                        "places" => ("things", "txt", "code"),
                        "parts" => ("things", "big", "amount"),
                        _ => ("places", "owner_id", "id"),
                    };
                    let mut inner = self.condition(other, depth - 1, relations + 1);
                    inner[own] = json!({ "$eq": { "$outer": outer } });
                    let negated = self.random.one_in(3);
                    let exists = json!({ "table": other, "where": inner });
                    return match negated {
                        true => ("$not".to_owned(), json!({ "$exists": exists })),
                        false => ("$exists".to_owned(), exists),
                    };
                }
                _ => {}
            }
        }
        self.atom(table)
    }

    fn list(&mut self, table: &str, depth: usize, relations: usize) -> Json {
        Json::Array((0..2).map(|_| self.condition(table, depth - 1, relations)).collect())
    }

    pub(crate) fn relation(
        &mut self,
        table: &str,
        depth: usize,
        relations: usize,
    ) -> (String, Json) {
        let names: &[(&str, &str)] = match table {
            "things" => &[
                ("places", "places"),
                ("owners!maker_id", "owners"),
                ("owners!buyer_id", "owners"),
                ("parts", "parts"),
            ],
            "places" => &[("owners", "owners"), ("things", "things")],
            "parts" => &[("things", "things")],
            _ => &[("places", "places"), ("things!buyer_id", "things")],
        };
        let (name, other) = *self.random.pick(names);
        if self.random.one_in(6) {
            return (name.to_owned(), json!({}));
        }
        let mut inner = self.condition(other, depth.max(2) - 1, relations + 1);
        if relations == 0 && self.random.one_in(2) {
            let (deeper, condition) = self.relation(other, depth.max(2) - 1, relations + 1);
            inner[deeper] = condition;
        }
        (name.to_owned(), inner)
    }

    fn atom(&mut self, table: &str) -> (String, Json) {
        let columns = &self.table(table).columns;
        let (column, operator) = if table == "things" && !self.is_aside {
            let (index, operator) = self.wanted[self.next % self.wanted.len()];
            self.next += 1;
            (&columns[index], operator)
        } else {
            let column = self.random.pick(columns);
            let operators = operators(&column.data_type);
            (column, *self.random.pick(&operators))
        };
        let value = self.operand(column, operator, columns);
        (column.name.clone(), json!({ operator: value }))
    }

    pub(crate) fn operand(&mut self, column: &Column, operator: &str, columns: &[Column]) -> Json {
        let values = pool(column);
        match operator {
            "$null" => json!(self.random.one_in(2)),
            "$like" | "$ilike" => match self.pattern() {
                text if text.starts_with('$') => json!({ "$literal": text }),
                text => json!(text),
            },
            "$between" => json!([self.value(column, values), self.value(column, values)]),
            "$in" | "$nin" => match self.random.below(6) {
                0 => json!([]),
                1 => json!("$user.none"),
                2 => json!(format!("$user.some_{}", column.name)),
                _ => Json::Array(
                    (0..1 + self.random.below(3)).map(|_| self.value(column, values)).collect(),
                ),
            },
            _ => {
                let sibling = columns.iter().find(|other| {
                    other.name == format!("{}2", column.name)
                        || column.name == format!("{}2", other.name)
                });
                let is_dated = matches!(
                    column.data_type,
                    DataType::Date | DataType::Timestamp | DataType::TimestampWithZone
                ) || self.schema.engine == Engine::Sqlite
                    && column.data_type == DataType::Text;
                match (self.random.below(6), sibling) {
                    (0..3, Some(sibling)) => json!({ "$column": sibling.name }),
                    (1 | 4, _) => json!(format!("$user.one_{}", column.name)),
                    (2, _) if is_dated => json!("$now"),
                    (3, _) if is_dated => {
                        json!({ "$now": self.random.pick(&["-1d", "+1d", "-500m", "1s"]) })
                    }
                    _ => self.value(column, values),
                }
            }
        }
    }

    fn value(&mut self, column: &Column, values: &[&str]) -> Json {
        let value = literal(column, values[self.random.below(values.len())]);
        match value.as_str() {
            Some(text) if text.starts_with('$') => json!({ "$literal": text }),
            _ => value,
        }
    }

    fn pattern(&mut self) -> String {
        let pieces = [
            "a", "A", "%", "_", "\\%", "\\_", "\\\\", "b", " ", "ä", "Ä", "*", "[", "?", "|", "1",
            "\\a",
        ];
        if !self.random.one_in(4) {
            // The same word in another case, as a whole or as an end.
            let word = *self.random.pick(&["a", "A", "ab", "axb", "AXB", "b", "Z", "ä", "ss", "E"]);
            let word =
                if self.random.one_in(2) { word.to_lowercase() } else { word.to_uppercase() };
            return match self.random.below(4) {
                0 => word,
                1 => format!("{word}%"),
                2 => format!("%{word}%"),
                _ => self.random.pick(TEXTS).replace('\\', "\\\\"),
            };
        }
        (0..1 + self.random.below(4)).map(|_| *self.random.pick(&pieces)).collect()
    }
}

/// A value as a document or a body writes it.
pub(crate) fn literal(column: &Column, text: &str) -> Json {
    match &column.data_type {
        DataType::Boolean => json!(text == "true"),
        DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. } => {
            serde_json::from_str(text).unwrap()
        }
        _ => json!(text),
    }
}
