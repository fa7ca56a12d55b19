//! Views are guarded by their own permissions alone. Whoever opens one is told which tables below it have rules that it
//! passes by.

use std::collections::{BTreeSet, HashMap, HashSet};

use bailiwick_schema::{Schema, Table, TableIndex};

use crate::compiled::SchemaSet;
use crate::document::{Document, Spanned};
use crate::problem::Problem;
use crate::scope::find_table;

/// What is asked once for a document, and once for each view: a document has thousands of permissions, and a schema
/// thousands of tables.
pub(crate) struct Views<'a> {
    document: &'a Document,
    connections: HashMap<&'a str, Connection<'a>>,
}

struct Connection<'a> {
    schema: &'a Schema,
    places: HashMap<(&'a str, &'a str), TableIndex>,
    /// The tables that have permissions.
    guarded: HashSet<TableIndex>,
    /// What is said of each view that a permission is on.
    said: HashMap<TableIndex, String>,
}

impl<'a> Views<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Views { document, connections: HashMap::new() }
    }

    /// Warns at the name of a view, which a permission is on.
    pub(crate) fn warn(
        &mut self,
        name: &Spanned<String>,
        (connection, view): (&'a str, TableIndex),
        schemas: &'a SchemaSet,
        problems: &mut Vec<Problem>,
    ) {
        let Some(schema) = schemas.found.get(connection) else { return };
        let document = self.document;
        let known = self
            .connections
            .entry(connection)
            .or_insert_with(|| Connection::new(document, connection, schema));
        problems.push(Problem::warning(name.at, known.say(view)));
    }
}

impl<'a> Connection<'a> {
    fn new(document: &'a Document, connection: &str, schema: &'a Schema) -> Self {
        let place = |(index, table): (usize, &'a Table)| {
            ((table.namespace.as_str(), table.name.as_str()), TableIndex(index))
        };
        let guarded = document.permissions.iter().filter_map(|permission| {
            let (of, rest) = permission.table.value.split_once('.')?;
            (of == connection).then(|| find_table(rest, schema))?
        });
        Connection {
            schema,
            places: schema.tables.iter().enumerate().map(place).collect(),
            guarded: guarded.collect(),
            said: HashMap::new(),
        }
    }

    fn say(&mut self, view: TableIndex) -> String {
        if let Some(said) = self.said.get(&view) {
            return said.clone();
        }
        let names: Vec<String> = self
            .below(view)
            .into_iter()
            .filter(|index| self.guarded.contains(index))
            .map(|index| format!("`{}`", self.spelled(index)))
            .collect();
        let rules = match names.as_slice() {
            [] => "those on the tables below".to_owned(),
            some => format!("those on {}, which it reads", some.join(", ")),
        };
        let view_name = &self.schema[view].name;
        let said = format!(
            "`{view_name}` is a view: only permissions on the view itself guard it, not {rules}"
        );
        self.said.insert(view, said.clone());
        said
    }

    /// Everything that a view selects from, through other views too.
    fn below(&self, view: TableIndex) -> BTreeSet<TableIndex> {
        let mut found = BTreeSet::new();
        let mut open = vec![view];
        while let Some(next) = open.pop() {
            for (namespace, name) in &self.schema[next].below {
                let place = self.places.get(&(namespace.as_str(), name.as_str()));
                if let Some(index) = place.filter(|index| found.insert(**index)) {
                    open.push(*index);
                }
            }
        }
        found
    }

    fn spelled(&self, table: TableIndex) -> String {
        let table = &self.schema[table];
        if table.namespace == self.schema.default_namespace {
            return table.name.clone();
        }
        format!("{}.{}", table.namespace, table.name)
    }
}
