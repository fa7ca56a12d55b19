//! Paths into documents in each engine's SQL. Keys and paths are binds; whatever a cell holds, none of it fails, except on
//! Postgres for a number or a character of a `json` that its own types cannot hold.

use bailiwick_schema::{DataType, Engine, Value};

use crate::builder::Builder;
use crate::compare::Side;
use crate::plan::{Inside, View};
use crate::request::Step;

impl<'a> Builder<'a> {
    /// What lies in the document of a cell, null where nothing of the kind does.
    pub(crate) fn inside(&mut self, inside: &Inside, native_type: &str, cell: &impl Side<'a>) {
        match self.engine {
            Engine::Postgres => self.inside_postgres(inside, native_type, cell),
            Engine::Sqlite => self.inside_sqlite(inside, cell),
            Engine::Mysql => self.inside_mysql(inside, cell),
        }
    }

    fn inside_postgres(&mut self, inside: &Inside, native_type: &str, cell: &impl Side<'a>) {
        let (kind, cast) = match inside.view {
            View::Document => return self.arrows(&inside.steps, false, cell),
            View::Text => return self.arrows(&inside.steps, true, cell),
            View::Quoted => ("string", "text"),
            View::Number => ("number", "numeric"),
            View::Truth => ("boolean", "boolean"),
        };
        self.push("(CASE WHEN ");
        self.push(if native_type == "json" { "json_typeof(" } else { "jsonb_typeof(" });
        self.arrows(&inside.steps, false, cell);
        // A domain over either is the one or the other.
        self.push(if native_type == "json" { "" } else { "::jsonb" });
        self.push(&format!(") = '{kind}' THEN "));
        self.arrows(&inside.steps, true, cell);
        self.push(&format!("::{cast} END)"));
    }

    /// `(cell -> $1::text ->> $2::bigint::integer)`
    fn arrows(&mut self, steps: &[Step], as_text: bool, cell: &impl Side<'a>) {
        self.push("(");
        cell.write(self);
        for (index, step) in steps.iter().enumerate() {
            let is_last = index + 1 == steps.len();
            self.push(if is_last && as_text { " ->> " } else { " -> " });
            match step {
                Step::Key(key) => self.bind_text(key.as_str()),
                Step::Index(at) => {
                    let bigint = DataType::Integer { bits: 64, unsigned: false };
                    self.bind(Value::Integer(i128::from(*at)), &bigint, "bigint");
                    self.push("::integer");
                }
            }
        }
        self.push(")");
    }

    fn inside_sqlite(&mut self, inside: &Inside, cell: &impl Side<'a>) {
        self.push("(CASE WHEN typeof(");
        cell.write(self);
        self.push(") = 'text' AND json_valid(");
        cell.write(self);
        self.push(") THEN ");
        let path = sqlite_path(&inside.steps);
        if inside.view == View::Document {
            cell.write(self);
            self.push(" -> ");
            self.bind_text(path);
            self.push(" END)");
            return;
        }
        self.push("CASE json_type(");
        cell.write(self);
        self.push(", ");
        self.bind_text(path);
        let path = format!("?{}", self.bind_count());
        self.push(match inside.view {
            View::Truth => ") WHEN 'true' THEN 1 WHEN 'false' THEN 0 END END)",
            View::Number => ") WHEN 'integer' THEN ",
            View::Quoted => ") WHEN 'text' THEN ",
            _ => ") WHEN 'null' THEN NULL WHEN 'text' THEN ",
        });
        let arrow = |builder: &mut Self, arrow: &str| {
            cell.write(builder);
            builder.push(arrow).push(&path);
        };
        match inside.view {
            View::Truth => {}
            View::Number => {
                arrow(self, " ->> ");
                self.push(" WHEN 'real' THEN ");
                arrow(self, " ->> ");
                self.push(" END END)");
            }
            View::Quoted => {
                arrow(self, " ->> ");
                self.push(" END END)");
            }
            // Numbers, true and false, objects and lists as they are written.
            _ => {
                arrow(self, " ->> ");
                self.push(" ELSE ");
                arrow(self, " -> ");
                self.push(" END END)");
            }
        }
    }

    fn inside_mysql(&mut self, inside: &Inside, cell: &impl Side<'a>) {
        self.push("(CASE WHEN NOT JSON_VALID(");
        cell.write(self);
        self.push(") THEN NULL");
        // There, anything is a list of itself.
        for (index, step) in inside.steps.iter().enumerate() {
            if matches!(step, Step::Index(_)) {
                self.push(" WHEN IFNULL(JSON_TYPE(");
                self.extract_mysql(&inside.steps[..index], cell);
                self.push("), '') <> 'ARRAY' THEN NULL");
            }
        }
        let steps = &inside.steps;
        match inside.view {
            View::Document => {
                self.push(" ELSE ");
                self.extract_mysql(steps, cell);
            }
            View::Text => {
                self.push(" WHEN JSON_TYPE(");
                self.extract_mysql(steps, cell);
                self.push(") = 'NULL' THEN NULL ELSE ");
                self.text_mysql(steps, cell);
            }
            View::Quoted => {
                self.push(" WHEN JSON_TYPE(");
                self.extract_mysql(steps, cell);
                self.push(") = 'STRING' THEN ");
                self.text_mysql(steps, cell);
            }
            View::Number => {
                self.push(" WHEN JSON_TYPE(");
                self.extract_mysql(steps, cell);
                self.push(") IN ('INTEGER', 'DOUBLE') THEN CAST(");
                self.extract_mysql(steps, cell);
                self.push(" AS DECIMAL(65,30))");
            }
            View::Truth => {
                self.push(" WHEN JSON_TYPE(");
                self.extract_mysql(steps, cell);
                self.push(") = 'BOOLEAN' THEN ");
                self.extract_mysql(steps, cell);
                self.push(" = 'true'");
            }
        }
        self.push(" END)");
    }

    fn text_mysql(&mut self, steps: &[Step], cell: &impl Side<'a>) {
        self.push("CONVERT(JSON_UNQUOTE(");
        self.extract_mysql(steps, cell);
        self.push(") USING utf8mb4) COLLATE utf8mb4_nopad_bin");
    }

    fn extract_mysql(&mut self, steps: &[Step], cell: &impl Side<'a>) {
        self.push("JSON_EXTRACT(");
        cell.write(self);
        self.push(", ");
        self.bind_text(mysql_path(steps));
        self.push(")");
    }
}

/// `$."a"[0]`; the plan lets no quote and no backslash come here.
fn sqlite_path(steps: &[Step]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        path.push_str(&match step {
            Step::Key(key) => format!(".\"{key}\""),
            Step::Index(index) if *index < 0 => format!("[#-{}]", index.unsigned_abs()),
            Step::Index(index) => format!("[{index}]"),
        });
    }
    path
}

/// The same with each key as JSON spells it.
fn mysql_path(steps: &[Step]) -> String {
    let mut path = "$".to_owned();
    for step in steps {
        path.push_str(&match step {
            Step::Key(key) => format!(".{}", serde_json::Value::from(key.as_str())),
            Step::Index(index) => format!("[{index}]"),
        });
    }
    path
}
