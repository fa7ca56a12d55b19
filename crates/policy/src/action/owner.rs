//! A statement of an `owner` action -> SQL text and binds. It is written anew from its parts: what this page does not know
//! is refused, so nothing reaches a database that was not understood. Tables are those that the action names, functions
//! those of a list, and every text a bind.

mod change;
mod expression;
mod query;

use std::collections::BTreeSet;

use bailiwick_schema::{Engine, Schema, TableIndex};
use sqlparser::ast::{Ident, ObjectName, ObjectNamePart, Statement};

use super::ActionTerm;

/// A statement that runs by the connection's own authority.
#[derive(Clone, Debug)]
pub struct OwnerStatement {
    /// The SQL, with the engine's placeholders.
    pub text: String,
    /// The values, in the order of the placeholders.
    pub binds: Vec<OwnerBind>,
    /// Whether it answers rows.
    pub has_rows: bool,
    /// Whether it changes nothing.
    pub is_reading: bool,
}

/// A value of an owner's statement.
#[derive(Clone, PartialEq, Debug)]
pub struct OwnerBind {
    /// What it is.
    pub term: ActionTerm,
    /// Where it stands.
    pub meets: Meets,
}

/// Where a value of an owner's statement stands by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meets {
    /// Anywhere else.
    Anything,
    /// On one side of a comparison. MariaDB compares a number with a text by the number that the text begins with, so that
    /// the text `0e5` equals the number 0; with a text it compares every column exactly.
    Comparison,
    /// Behind `LIKE`.
    Pattern,
}

type Written = Result<(), String>;

/// Writes a statement anew.
///
/// # Errors
/// A sentence for its author, naming what is not known.
pub(super) fn write(
    statement: &Statement,
    schema: &Schema,
    tables: &[TableIndex],
) -> Result<OwnerStatement, String> {
    let mut writer = Writer {
        schema,
        tables,
        text: String::with_capacity(256),
        binds: Vec::new(),
        columns: BTreeSet::new(),
        names: BTreeSet::new(),
    };
    let (has_rows, is_reading) = match statement {
        Statement::Query(query) => {
            writer.query(query)?;
            (true, true)
        }
        Statement::Insert(insert) => (writer.insert(insert)?, false),
        Statement::Update(update) => (writer.update(update)?, false),
        Statement::Delete(delete) => (writer.delete(delete)?, false),
        _ => return Err("expected a SELECT, INSERT, UPDATE or DELETE".to_owned()),
    };
    writer.check_columns()?;
    let mut text = writer.text;
    if has_rows && schema.engine == Engine::Postgres {
        // It knows how every type is written as JSON.
        text = format!(
            "WITH \"answer\" AS ({text}) SELECT row_to_json(\"answer\")::text FROM \"answer\""
        );
    }
    Ok(OwnerStatement { text, binds: writer.binds, has_rows, is_reading })
}

fn unknown(what: &str) -> String {
    format!("{what} is not offered in an action")
}

/// Refuses a part that is there and that nothing here writes.
fn absent(what: &str, is_there: bool) -> Written {
    if is_there { Err(unknown(what)) } else { Ok(()) }
}

struct Writer<'a> {
    schema: &'a Schema,
    tables: &'a [TableIndex],
    text: String,
    binds: Vec<OwnerBind>,
    /// Columns that were mentioned.
    columns: BTreeSet<String>,
    /// Names that the statement gives itself.
    names: BTreeSet<String>,
}

impl Writer<'_> {
    fn push(&mut self, sql: &str) {
        self.text.push_str(sql);
    }

    fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Self, &T) -> Written) -> Written {
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.push(", ");
            }
            one(self, item)?;
        }
        Ok(())
    }

    fn bind(&mut self, term: ActionTerm) {
        self.binds.push(OwnerBind { term, meets: Meets::Anything });
        let number = self.binds.len();
        match self.schema.engine {
            Engine::Mysql => self.push("?"),
            Engine::Sqlite => self.push(&format!("?{number}")),
            Engine::Postgres => self.push(&format!("${number}")),
        }
    }

    /// As the engine would read it, so that quoting changes nothing.
    fn spelling(&self, ident: &Ident) -> Result<String, String> {
        let is_plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
        match ident.quote_style {
            None if !is_plain(&ident.value) => Err(unknown(&format!("`{}`", ident.value))),
            None if self.schema.engine == Engine::Postgres => Ok(ident.value.to_lowercase()),
            None | Some('"' | '`') => Ok(ident.value.clone()),
            Some(_) => Err(unknown("a name in such quotes")),
        }
    }

    fn identifier(&mut self, name: &str) {
        self.schema.engine.quote_into(&mut self.text, name);
    }

    /// A name that the statement gives.
    fn naming(&mut self, ident: &Ident) -> Written {
        let name = self.spelling(ident)?;
        self.names.insert(name.to_lowercase());
        self.identifier(&name);
        Ok(())
    }

    fn column(&mut self, ident: &Ident) -> Written {
        let name = self.spelling(ident)?;
        self.columns.insert(name.to_lowercase());
        self.identifier(&name);
        Ok(())
    }

    /// A column must be one of the action's tables, or a name that the statement gave: no pseudo-column, no setting.
    fn check_columns(&self) -> Written {
        let is_known = |name: &String| {
            self.names.contains(name)
                || self.tables.iter().any(|table| {
                    let mut columns = self.schema[*table].columns.iter();
                    columns.any(|column| column.name.to_lowercase() == *name)
                })
        };
        match self.columns.iter().find(|name| !is_known(name)) {
            Some(name) => Err(format!("no table of this action has a column `{name}`")),
            None => Ok(()),
        }
    }

    fn parts<'n>(&self, name: &'n ObjectName) -> Result<Vec<&'n Ident>, String> {
        name.0
            .iter()
            .map(|part| match part {
                ObjectNamePart::Identifier(ident) => Ok(ident),
                ObjectNamePart::Function(_) => Err(unknown("a computed name")),
            })
            .collect()
    }

    /// The table that is meant, written out; only the action's own.
    fn table(&mut self, name: &ObjectName) -> Written {
        let index = find(name, self.schema, self.tables, |ident| self.spelling(ident))?;
        let schema = self.schema;
        let table = &schema[index];
        self.identifier(&table.namespace);
        self.push(".");
        self.identifier(&table.name);
        Ok(())
    }
}

/// The table that a name means, among those of the action.
pub(super) fn find(
    name: &ObjectName,
    schema: &Schema,
    tables: &[TableIndex],
    spelling: impl Fn(&Ident) -> Result<String, String>,
) -> Result<TableIndex, String> {
    let parts = name
        .0
        .iter()
        .map(|part| match part {
            ObjectNamePart::Identifier(ident) => spelling(ident),
            ObjectNamePart::Function(_) => Err(unknown("a computed name")),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let (namespace, table) = match parts.as_slice() {
        [table] => (schema.default_namespace.as_str(), table.as_str()),
        [namespace, table] => (namespace.as_str(), table.as_str()),
        _ => return Err(format!("`{name}` names no table: write `table` or `schema.table`")),
    };
    tables
        .iter()
        .copied()
        .find(|index| schema[*index].namespace == namespace && schema[*index].name == table)
        .ok_or_else(|| format!("`{name}` is not among the action's `tables`"))
}
