//! A cell as JSON text, built by the engine: exact numbers, true and false, bytes as `"\\x…"`, documents as they are.

use bailiwick_schema::{Column, DataType, Engine};

use crate::builder::Builder;
use crate::compare::Side;

impl<'a> Builder<'a> {
    /// The JSON text of a cell; never null. `as_text`: `::text` was asked for.
    pub(crate) fn json_text(&mut self, value: &impl Side<'a>, column: &Column, as_text: bool) {
        match self.engine {
            Engine::Postgres => {
                self.push("coalesce(to_json(");
                self.json_value(value, column, as_text);
                self.push(")::text, 'null')");
            }
            Engine::Sqlite => self.json_text_sqlite(value, &column.data_type, as_text),
            Engine::Mysql => self.json_text_mysql(value, column, as_text),
        }
    }

    /// Postgres: the cell as a value that `to_json` and `row_to_json` render as promised.
    pub(crate) fn json_value(&mut self, value: &impl Side<'a>, column: &Column, as_text: bool) {
        match &column.data_type {
            _ if as_text => {
                value.write(self);
                self.push("::text");
            }
            // What has a precision cannot hold an infinity; comparing with one would fail before Postgres 14.
            DataType::Decimal if column.native_type.contains('(') => {
                self.push("nullif(");
                value.write(self);
                self.push(", 'NaN')");
            }
            DataType::Decimal => {
                self.push("CASE WHEN ");
                value.write(self);
                self.push(" - ");
                value.write(self);
                self.push(" = 0 THEN ");
                value.write(self);
                self.push(" END");
            }
            DataType::Float { .. } => {
                self.push("nullif(nullif(nullif(");
                value.write(self);
                self.push(", 'NaN'), 'Infinity'), '-Infinity')");
            }
            _ => value.write(self),
        }
    }

    fn json_text_sqlite(&mut self, value: &impl Side<'a>, data_type: &DataType, as_text: bool) {
        match data_type {
            DataType::Boolean => {
                let quote = if as_text { "\"" } else { "" };
                self.push("CASE ");
                value.write(self);
                self.push(&format!(
                    " WHEN 0 THEN '{quote}false{quote}' WHEN 1 THEN '{quote}true{quote}' ELSE "
                ));
            }
            DataType::Json => {
                self.push("CASE WHEN typeof(");
                value.write(self);
                self.push(") = 'text' AND json_valid(");
                value.write(self);
                self.push(if as_text { ") THEN json_quote(json(" } else { ") THEN json(" });
                value.write(self);
                // A cast would leave it a document, which is not quoted.
                self.push(if as_text { ") || '') ELSE " } else { ") ELSE " });
            }
            _ => {}
        }
        self.push("CASE typeof(");
        value.write(self);
        self.push(") WHEN 'blob' THEN '\"\\\\x' || lower(hex(");
        value.write(self);
        self.push(")) || '\"' WHEN 'real' THEN CASE WHEN abs(");
        value.write(self);
        self.push(") > 1.7976931348623157e308 THEN 'null' ");
        if !as_text {
            // JSON's fifteen digits are not always the number.
            self.push("WHEN CAST(json_quote(");
            value.write(self);
            self.push(") AS REAL) <> ");
            value.write(self);
            self.push(" THEN printf('%!.17g', ");
            value.write(self);
            self.push(") ");
        }
        self.push("ELSE json_quote(");
        self.sqlite_scalar(value, as_text);
        self.push(") END ELSE json_quote(");
        self.sqlite_scalar(value, as_text);
        self.push(") END");
        if matches!(data_type, DataType::Boolean | DataType::Json) {
            self.push(" END");
        }
    }

    fn sqlite_scalar(&mut self, value: &impl Side<'a>, as_text: bool) {
        if as_text {
            self.push("CAST(");
            value.write(self);
            self.push(" AS TEXT)");
        } else {
            value.write(self);
        }
    }

    fn json_text_mysql(&mut self, value: &impl Side<'a>, column: &Column, as_text: bool) {
        let (before, after) = match &column.data_type {
            DataType::Boolean if as_text => ("ELT(1 + (", " <> 0), '\"false\"', '\"true\"')"),
            DataType::Boolean => ("ELT(1 + (", " <> 0), 'false', 'true')"),
            DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. } if as_text => {
                ("CONCAT('\"', CAST(", " AS CHAR CHARACTER SET utf8mb4), '\"')")
            }
            // JSON knows no leading zeros.
            DataType::Integer { .. } | DataType::Decimal
                if column.native_type.to_ascii_lowercase().contains("zerofill") =>
            {
                ("CAST(", " + 0 AS CHAR CHARACTER SET utf8mb4)")
            }
            DataType::Integer { .. } | DataType::Decimal | DataType::Float { .. } => {
                ("CAST(", " AS CHAR CHARACTER SET utf8mb4)")
            }
            // The bytes of `"\\x`: a literal with backslashes depends on the session.
            DataType::Bytes => ("CONCAT(_utf8mb4 x'225C5C78', LOWER(HEX(", ")), '\"')"),
            DataType::Date | DataType::Time => {
                ("CONCAT('\"', CAST(", " AS CHAR CHARACTER SET utf8mb4), '\"')")
            }
            DataType::Timestamp | DataType::TimestampWithZone => {
                ("CONCAT('\"', DATE_FORMAT(", ", '%Y-%m-%dT%H:%i:%s.%f'), '\"')")
            }
            DataType::Json if !as_text => {
                self.push("IFNULL(IF(JSON_VALID(");
                value.write(self);
                self.push("), CONVERT(");
                value.write(self);
                self.push(" USING utf8mb4), JSON_QUOTE(CONVERT(");
                value.write(self);
                self.push(" USING utf8mb4))), 'null')");
                return;
            }
            _ => ("JSON_QUOTE(CONVERT(", " USING utf8mb4))"),
        };
        self.push("IFNULL(").push(before);
        value.write(self);
        self.push(after).push(", 'null')");
    }
}
