//! Random grants of inserts and updates, and the bodies that are sent under them.

use bailiwick_schema::{Column, DataType};
use serde_json::{Map, Value as Json, json};

use crate::policies::{Author, literal, operators};
use crate::world::{CODES, pool};

/// The bodies of a case's writes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bodies {
    /// Rows to insert.
    pub insert: Vec<Map<String, Json>>,
    /// What an update sets.
    pub update: Map<String, Json>,
    /// Rows to insert, or to write over those that are there.
    pub upsert: Vec<Map<String, Json>>,
    /// The column that tells whether a row is there.
    pub upsert_by: &'static str,
    /// Rows that are there stay as they are.
    pub ignores: bool,
}

/// The columns of a table that tell its rows apart, beside which everything is written at random.
fn keys(table: &str) -> &'static [&'static str] {
    if table == "places" { &["id", "code"] } else { &["id"] }
}

impl<'a> Author<'a> {
    /// What may be inserted, under which rules, and what the policy adds.
    pub(crate) fn insert(&mut self, table: &str) -> Json {
        let mut insert = self.written(table);
        if self.random.one_in(2) {
            let overwritten = insert["overwrite"].as_object().cloned().unwrap_or_default();
            insert["default"] = Json::Object(self.assignments(table, &overwritten));
        }
        insert
    }

    /// Which rows may be changed, how, and what must hold of them afterwards, or that nothing must.
    pub(crate) fn update(&mut self, table: &str) -> Json {
        let mut update = self.written(table);
        if self.random.one_in(2) {
            update["where"] = self.condition(table, 2, 0);
        }
        if self.random.one_in(3) {
            // What mentions the user and a written column must hold on the new row, too.
            let column = self.column(table);
            if operators(&column.data_type).contains(&"$in") {
                let mut filter = update["where"].as_object().cloned().unwrap_or_default();
                let list = json!({ "$in": format!("$user.some_{}", column.name) });
                match self.random.one_in(2) {
                    true => filter.insert("$not".to_owned(), json!({ &column.name: list })),
                    false => filter.insert(column.name.clone(), list),
                };
                update["where"] = Json::Object(filter);
            }
        }
        match self.random.below(5) {
            0 => update["check"] = json!(false),
            1 => update["check"] = self.condition(table, 1, 0),
            2 => {
                let (relation, condition) = self.relation(table, 1, 1);
                update["check"] = json!({ relation: condition });
            }
            _ => {}
        }
        update
    }

    /// What inserts and updates have in common.
    fn written(&mut self, table: &str) -> Json {
        let mut written = json!({});
        if !self.random.one_in(3) {
            let columns = &self.table(table).columns;
            let kept = columns.iter().filter(|column| {
                keys(table).contains(&column.name.as_str()) || !self.random.one_in(3)
            });
            written["columns"] = kept.map(|column| json!(column.name)).collect();
        }
        if self.random.one_in(3) {
            written["validate"] = self.rules(table);
        }
        if self.random.one_in(2) {
            written["overwrite"] = Json::Object(self.assignments(table, &Map::new()));
        }
        written
    }

    /// Rules on one or two columns, some of which hold of every value but null.
    fn rules(&mut self, table: &str) -> Json {
        let mut rules = Map::new();
        for _ in 0..1 + self.random.below(2) {
            let column = self.column(table);
            let operators = operators(&column.data_type);
            let operator = *self.random.pick(&operators);
            let operand = self.operand(column, operator, &self.table(table).columns);
            let rule = match operators.contains(&"$nin") && self.random.one_in(4) {
                true => json!({ "$nin": [] }),
                false => json!({ operator: operand }),
            };
            rules.insert(column.name.clone(), rule);
        }
        Json::Object(rules)
    }

    /// Values that the policy writes to one or two columns, none of them `taken`.
    fn assignments(&mut self, table: &str, taken: &Map<String, Json>) -> Map<String, Json> {
        let mut assigned = Map::new();
        for _ in 0..1 + self.random.below(2) {
            let column = self.column(table);
            if taken.contains_key(&column.name) {
                continue;
            }
            let is_dated = matches!(
                column.data_type,
                DataType::Date | DataType::Timestamp | DataType::TimestampWithZone
            ) || column.data_type == DataType::Text
                && column.name.starts_with("txt");
            let is_key = column.name == "code" || column.name.ends_with("_id");
            let value = match self.random.below(12) {
                0 => json!("$user.absent"),
                1..4 if is_dated => json!("$now"),
                4..7 if !is_key => json!(format!("$user.one_{}", column.name)),
                _ => match self.body_value(column) {
                    Json::String(text) if text.starts_with('$') => json!({ "$literal": text }),
                    value => value,
                },
            };
            assigned.insert(column.name.clone(), value);
        }
        assigned
    }

    /// A column beside the keys.
    fn column(&mut self, table: &str) -> &'a Column {
        let columns: Vec<&Column> = (self.table(table).columns.iter())
            .filter(|column| !keys(table).contains(&column.name.as_str()))
            .collect();
        columns[self.random.below(columns.len())]
    }

    /// What is sent of the table.
    pub(crate) fn bodies(&mut self, table: &str) -> Bodies {
        let columns: Vec<&Column> =
            (0..1 + self.random.below(4)).map(|_| self.column(table)).collect();
        let insert = (0..1 + self.random.below(3)).map(|number| {
            let mut row = self.row(&columns);
            row.insert("id".to_owned(), json!(101 + number));
            if table == "places" {
                row.insert("code".to_owned(), json!(format!("new {number}")));
            }
            row
        });
        let insert = insert.collect();
        let columns: Vec<&Column> =
            (0..1 + self.random.below(2)).map(|_| self.column(table)).collect();
        let update = self.row(&columns);
        let upsert_by = if table == "places" && self.random.one_in(2) { "code" } else { "id" };
        let upsert = self.upsert(table, upsert_by);
        Bodies { insert, update, upsert, upsert_by, ignores: self.random.one_in(4) }
    }

    /// Up to three rows, most of whose keys are there.
    fn upsert(&mut self, table: &str, by: &str) -> Vec<Map<String, Json>> {
        let columns: Vec<&Column> =
            (0..1 + self.random.below(2)).map(|_| self.column(table)).collect();
        let mut rows = Vec::new();
        let count = 1 + self.random.below(3);
        for (number, code) in CODES.iter().enumerate().take(count) {
            let mut row = match self.random.one_in(8) {
                true => Map::new(),
                false => self.row(&columns),
            };
            let is_new = self.random.one_in(3);
            // Each row has its own key: of every table at least four are there.
            if by == "code" && !is_new {
                row.insert("code".to_owned(), json!(code));
            } else {
                let id = if is_new { 201 + number } else { 1 + number };
                row.insert("id".to_owned(), json!(id));
                if table == "places" && is_new {
                    row.insert("code".to_owned(), json!(format!("new {number}")));
                }
            }
            rows.push(row);
        }
        rows
    }

    fn row(&mut self, columns: &[&Column]) -> Map<String, Json> {
        columns.iter().map(|column| (column.name.clone(), self.body_value(column))).collect()
    }

    /// A value that the column takes and that breaks no key.
    fn body_value(&mut self, column: &Column) -> Json {
        if column.nullable && self.random.one_in(4) {
            return Json::Null;
        }
        match column.name.as_str() {
            "owner_id" | "maker_id" | "buyer_id" => return json!(1 + self.random.below(4)),
            "thing_id" => return json!(1 + self.random.below(40)),
            _ => {}
        }
        let values = pool(column);
        let text = values[self.random.below(values.len())];
        match &column.data_type {
            DataType::Json => serde_json::from_str(text).unwrap(),
            DataType::Array(_) => {
                serde_json::from_str(&text.replace('{', "[").replace('}', "]")).unwrap()
            }
            _ => literal(column, text),
        }
    }
}
