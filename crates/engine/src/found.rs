//! What introspection gathered by name, put together into a schema addressed by index.

use std::collections::BTreeMap;

use bailiwick_schema::{
    Column, ColumnIndex, DefaultValue, Engine, ForeignKey, Schema, Table, TableIndex, TableKind,
    Unique,
};

/// Namespace and name.
pub(crate) type Place = (String, String);

/// Tables, keys and references as the engines' catalogues list them.
#[derive(Default)]
pub(crate) struct Found {
    tables: BTreeMap<Place, Table>,
    references: Vec<Reference>,
}

/// A foreign key by names.
pub(crate) struct Reference {
    pub(crate) from: Place,
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    pub(crate) to: Place,
    pub(crate) to_columns: Vec<String>,
}

impl Found {
    pub(crate) fn add_table(&mut self, place: Place, kind: TableKind, identity: String) {
        let table = Table {
            namespace: place.0.clone(),
            name: place.1.clone(),
            kind,
            identity,
            columns: Vec::new(),
            primary_key: Vec::new(),
            uniques: Vec::new(),
            foreign_keys: Vec::new(),
            below: Vec::new(),
        };
        self.tables.insert(place, table);
    }

    pub(crate) fn add_column(&mut self, place: &Place, mut column: Column) {
        let Some(table) = self.tables.get_mut(place) else { return };
        // What an insert through a view stores is up to the tables below it.
        if column.generated || table.kind == TableKind::View {
            column.default = DefaultValue::Expression;
        }
        table.columns.push(column);
    }

    pub(crate) fn set_primary_key(&mut self, place: &Place, columns: &[String]) {
        if let Some(table) = self.tables.get_mut(place) {
            table.primary_key = positions(table, columns).unwrap_or_default();
        }
    }

    /// A unique key; the primary key's own index and repetitions of it are left out.
    pub(crate) fn add_unique(&mut self, place: &Place, name: String, columns: &[String]) {
        let Some(table) = self.tables.get_mut(place) else { return };
        let Some(columns) = positions(table, columns) else { return };
        if columns != table.primary_key {
            table.uniques.push(Unique { name, columns });
        }
    }

    /// A view selects from a table or another view.
    pub(crate) fn add_below(&mut self, view: &Place, below: Place) {
        let Some(view) = self.tables.get_mut(view) else { return };
        if !view.below.contains(&below) {
            view.below.push(below);
        }
    }

    pub(crate) fn add_reference(&mut self, reference: Reference) {
        self.references.push(reference);
    }

    pub(crate) fn finish(mut self, engine: Engine, default_namespace: String) -> Schema {
        let indexes: BTreeMap<Place, usize> =
            self.tables.keys().cloned().enumerate().map(|(index, place)| (place, index)).collect();
        let mut keys = Vec::new();
        for reference in &self.references {
            let Some(key) = self.resolve(&indexes, reference) else { continue };
            keys.push((reference.from.clone(), key));
        }
        for (place, key) in keys {
            if let Some(table) = self.tables.get_mut(&place) {
                table.foreign_keys.push(key);
            }
        }
        let mut tables: Vec<Table> = self.tables.into_values().collect();
        for table in &mut tables {
            table.below.sort();
            table.uniques.sort_by(|one, other| one.name.cmp(&other.name));
            table.foreign_keys.sort_by(|one, other| one.name.cmp(&other.name));
        }
        Schema { engine, default_namespace, tables }
    }

    /// None when the key leads to a table that is not in the schema.
    fn resolve(
        &self,
        indexes: &BTreeMap<Place, usize>,
        reference: &Reference,
    ) -> Option<ForeignKey> {
        let from = self.tables.get(&reference.from)?;
        let to = self.tables.get(&reference.to)?;
        Some(ForeignKey {
            name: reference.name.clone(),
            columns: positions(from, &reference.columns)?,
            to_table: TableIndex(*indexes.get(&reference.to)?),
            to_columns: positions(to, &reference.to_columns)?,
        })
    }
}

/// SQLite's catalogue repeats a reference's columns as they were typed, which may differ in case.
fn positions(table: &Table, names: &[String]) -> Option<Vec<ColumnIndex>> {
    let find = |name: &String| {
        let exact = table.column(name).map(|(index, _)| index);
        let like = |column: &Column| column.name.eq_ignore_ascii_case(name);
        exact.or_else(|| table.columns.iter().position(like).map(ColumnIndex))
    };
    names.iter().map(find).collect()
}

/// The text of a quoted SQL literal whose quotes are doubled inside; none when it is anything more or less.
pub(crate) fn quoted(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_one_literal = inner.replace("''", "").find('\'').is_none();
    (is_one_literal && literal.len() >= 2).then(|| inner.replace("''", "'"))
}

/// `12`, `-0.5`, `1e3`: what every engine reads as a number.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok()
}

/// A default that is a number or a quoted literal; anything else is an expression.
pub(crate) fn constant(text: &str) -> DefaultValue {
    match quoted(text) {
        Some(value) => DefaultValue::Constant(value),
        None if is_number(text) => DefaultValue::Constant(text.trim_start_matches('+').to_owned()),
        None => DefaultValue::Expression,
    }
}
