//! What a request asks for by name: a cell, or what lies somewhere in the document that it holds.

use std::borrow::Cow;

use bailiwick_schema::{Column, ColumnIndex, DataType, DefaultValue, Engine};

use crate::Refusal;
use crate::request::{Path, Step};
use crate::source::Source;

/// A cell, or a place in its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) column: ColumnIndex,
    pub(crate) inside: Option<Inside>,
}

/// A place in a document, and what is read there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inside {
    pub(crate) steps: Vec<Step>,
    pub(crate) view: View,
}

/// What is read at a place in a document. It is null where there is nothing of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// The document there.
    Document,
    /// Anything but null, as text.
    Text,
    /// A text, as itself.
    Quoted,
    /// A number.
    Number,
    /// True or false.
    Truth,
}

impl Spot {
    /// The cell itself.
    pub(crate) fn cell(column: ColumnIndex) -> Self {
        Self { column, inside: None }
    }

    /// What the caller names. A column that they may not know of is missing, whatever path follows it.
    pub(crate) fn find(
        source: &Source<'_>,
        name: &str,
        path: Option<&Path>,
    ) -> Result<Self, Refusal> {
        let table = source.shape();
        let Some(column) = source.column(name) else {
            return Err(Refusal::column(&table.name, name));
        };
        let Some(path) = path else { return Ok(Self::cell(column)) };
        if table[column].data_type != DataType::Json {
            let message = format!("`{}.{name}` holds no documents: it has no paths", table.name);
            return Err(Refusal::new(400, "42883", message));
        }
        path.steps.iter().try_for_each(|step| check(step, source.schema.engine))?;
        let view = if path.as_text { View::Text } else { View::Document };
        Ok(Self { column, inside: Some(Inside { steps: path.steps.clone(), view }) })
    }

    /// The same place read as something else.
    pub(crate) fn viewed(&self, view: View) -> Self {
        let inside = self.inside.as_ref().map(|inside| Inside { view, ..inside.clone() });
        Self { column: self.column, inside }
    }

    pub(crate) fn view(&self) -> Option<View> {
        self.inside.as_ref().map(|inside| inside.view)
    }

    /// What values are there: the column's, or those of the view.
    pub(crate) fn shape<'s>(&self, source: &Source<'s>) -> Cow<'s, Column> {
        let column = &source.shape()[self.column];
        let (data_type, native_type) = match self.view() {
            None => return Cow::Borrowed(column),
            Some(View::Document) => (DataType::Json, column.native_type.as_str()),
            Some(View::Text | View::Quoted) => (DataType::Text, "text"),
            Some(View::Number) => (DataType::Decimal, "numeric"),
            Some(View::Truth) => (DataType::Boolean, "boolean"),
        };
        Cow::Owned(Column {
            name: column.name.clone(),
            data_type,
            native_type: native_type.to_owned(),
            nullable: true,
            default: DefaultValue::None,
            generated: true,
            identity: String::new(),
        })
    }
}

/// As PostgREST names it: the last key of the path, else the column.
pub(super) fn name<'p>(column: &'p str, path: &'p Path) -> &'p str {
    let last = path.steps.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    last.unwrap_or(column)
}

/// Whether the engine can take the step.
fn check(step: &Step, engine: Engine) -> Result<(), Refusal> {
    match (step, engine) {
        // SQLite reads a key in a path up to the next quote.
        (Step::Key(key), Engine::Sqlite) if key.contains(['"', '\\']) => {
            Err(Refusal::engine_lacks(engine, "a key of a path with `\"` or `\\`"))
        }
        (Step::Key(key), Engine::Sqlite) if key.is_empty() => {
            Err(Refusal::engine_lacks(engine, "an empty key of a path"))
        }
        // MariaDB finds none of these, quoted or not.
        (Step::Key(key), Engine::Mysql) if key.starts_with('-') => {
            Err(Refusal::engine_lacks(engine, "a key of a path that begins with `-`"))
        }
        (Step::Index(index), Engine::Mysql) if *index < 0 => {
            Err(Refusal::engine_lacks(engine, "an index from the end of a list"))
        }
        _ => Ok(()),
    }
}
