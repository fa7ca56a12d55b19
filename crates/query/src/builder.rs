//! Puts a statement together: text from our own words and introspected names, binds for every value.

use std::fmt::Write as _;

use bailiwick_schema::{DataType, Engine, Schema, Table, TableIndex, Value};

use crate::mutation::Mutation;
use crate::statement::Statement;

/// A statement that is being written.
pub struct Builder<'a> {
    pub(crate) engine: Engine,
    pub(crate) schema: &'a Schema,
    pub(crate) text: String,
    binds: Vec<Value>,
    aliases: usize,
    pub(crate) mutation: Option<Mutation>,
}

/// The name under which a table's rows are known in the statement: `t0`, `t1`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias(usize);

impl<'a> Builder<'a> {
    /// An empty statement.
    pub fn new(engine: Engine, schema: &'a Schema) -> Self {
        Self {
            engine,
            schema,
            text: String::with_capacity(512),
            binds: Vec::with_capacity(8),
            aliases: 0,
            mutation: None,
        }
    }

    /// The same, but wrong in one way; for the test that must notice.
    #[doc(hidden)]
    pub fn mutated(engine: Engine, schema: &'a Schema, mutation: Option<Mutation>) -> Self {
        Self { mutation, ..Self::new(engine, schema) }
    }

    /// The statement.
    pub fn finish(self) -> Statement {
        Statement { text: self.text, binds: self.binds }
    }

    pub(crate) fn is(&self, mutation: Mutation) -> bool {
        self.mutation == Some(mutation)
    }

    /// Appends SQL of ours.
    pub fn push(&mut self, sql: &str) -> &mut Self {
        self.text.push_str(sql);
        self
    }

    /// A name for another table of the statement.
    pub fn alias(&mut self) -> Alias {
        self.aliases += 1;
        Alias(self.aliases - 1)
    }

    pub(crate) fn push_alias(&mut self, alias: Alias) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "t{}", alias.0);
    }

    /// An introspected name, quoted for the engine.
    pub(crate) fn identifier(&mut self, name: &str) {
        self.engine.quote_into(&mut self.text, name);
    }

    /// `"namespace"."table"`
    pub(crate) fn table(&mut self, table: TableIndex) {
        let table: &'a Table = &self.schema[table];
        self.identifier(&table.namespace);
        self.text.push('.');
        self.identifier(&table.name);
    }

    /// `"namespace"."table" AS t3`
    pub fn from(&mut self, table: TableIndex, alias: Alias) {
        self.table(table);
        self.text.push_str(" AS ");
        self.push_alias(alias);
    }

    /// A value of a column of that type.
    pub(crate) fn bind(&mut self, value: Value, data_type: &DataType, native_type: &str) {
        self.binds.push(value);
        match self.engine {
            // A text compared with a number or a time would be read as an inexact number or by the session's rules.
            Engine::Mysql => self.text.push_str(match data_type {
                DataType::Decimal => "CAST(? AS DECIMAL(65,30))",
                DataType::Float { bits: 32 } => "CAST(? AS FLOAT)",
                DataType::Date => "CAST(? AS DATE)",
                DataType::Time => "CAST(? AS TIME(6))",
                DataType::Timestamp | DataType::TimestampWithZone => "CAST(? AS DATETIME(6))",
                _ => "?",
            }),
            Engine::Sqlite => {
                let number = self.binds.len();
                // A text would compare greater than every number, so an exact number is made one.
                let _ = match data_type {
                    DataType::Decimal => write!(self.text, "CAST(?{number} AS NUMERIC)"),
                    _ => write!(self.text, "?{number}"),
                };
            }
            Engine::Postgres => {
                let number = self.binds.len();
                let cast = postgres_type(data_type, native_type);
                let _ = write!(self.text, "${number}::{cast}");
            }
        }
    }

    /// A value that every engine takes as text.
    pub(crate) fn bind_text(&mut self, value: impl Into<String>) {
        self.bind(Value::Text(value.into()), &DataType::Text, "text");
    }

    /// A literal that Postgres reads as an introspected type, before it looks at any row.
    pub(crate) fn bind_literal(&mut self, literal: &str, native_type: &str) {
        let by_name = DataType::Array(Box::new(DataType::Other));
        self.bind(Value::Text(literal.to_owned()), &by_name, native_type);
    }

    /// A whole number, such as a limit.
    pub(crate) fn bind_number(&mut self, value: u64) {
        let bigint = DataType::Integer { bits: 64, unsigned: false };
        self.bind(Value::Integer(i128::from(value)), &bigint, "bigint");
    }

    /// The number of the last bind, for SQLite's `?1`.
    pub(crate) fn bind_count(&self) -> usize {
        self.binds.len()
    }

    /// A list as one bind, written as the right side of `IN`/`= ANY`: see `predicate::list`.
    pub(crate) fn bind_list(
        &mut self,
        values: Vec<Value>,
        data_type: &DataType,
        native_type: &str,
    ) {
        self.binds.push(Value::List(data_type.clone(), values));
        match self.engine {
            Engine::Mysql => self.text.push('?'),
            Engine::Sqlite => {
                let _ = write!(self.text, "?{}", self.binds.len());
            }
            Engine::Postgres => {
                let number = self.binds.len();
                let cast = postgres_type(data_type, native_type);
                let _ = write!(self.text, "${number}::{cast}[]");
            }
        }
    }

    /// A text of ours or an introspected name as an SQL literal where it is plain, else as a bind: MariaDB may or may not
    /// read backslashes.
    pub(crate) fn literal(&mut self, text: &str) {
        let is_plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" _-.,:;{}[]\"".contains(&byte));
        if is_plain {
            self.text.push('\'');
            self.text.push_str(text);
            self.text.push('\'');
        } else {
            self.bind_text(text);
        }
    }
}

/// The type that a bind is cast to on Postgres: wide enough that no value fails, narrow enough that an index serves.
fn postgres_type<'a>(data_type: &DataType, native_type: &'a str) -> &'a str {
    match data_type {
        DataType::Boolean => "boolean",
        DataType::Integer { .. } => "bigint",
        DataType::Decimal => "numeric",
        DataType::Float { bits: 32 } => "real",
        DataType::Float { .. } => "double precision",
        DataType::Text | DataType::Other => "text",
        DataType::Uuid => "uuid",
        DataType::Bytes => "bytea",
        DataType::Date => "date",
        DataType::Time => "time",
        DataType::Timestamp => "timestamp",
        DataType::TimestampWithZone => "timestamptz",
        DataType::Enumeration(_) | DataType::Json | DataType::Array(_) => native_type,
    }
}
