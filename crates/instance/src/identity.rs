//! Whether a table or column is still the one that the policy was deployed for.
//!
//! A table dropped and made again under its old name may hold other people's data, so it inherits nothing: it is taken
//! out of the schema that policy and requests see, and looks exactly like one that does not exist.

use std::{borrow::Cow, collections::BTreeMap};

use bailiwick_schema::{Column, ColumnIndex, ForeignKey, Schema, Table, TableIndex};

/// The key of a table, or of one of its columns, in a record of identities.
fn key(connection: &str, table: &Table, column: Option<&Column>) -> String {
    let parts = [
        Some(connection),
        Some(&table.namespace),
        Some(&table.name),
        column.map(|column| column.name.as_str()),
    ];
    // A name may contain a point.
    let escape = |part: &str| part.replace('\\', "\\\\").replace('.', "\\.");
    parts.into_iter().flatten().map(escape).collect::<Vec<_>>().join(".")
}

/// What every table and column is today; kept with a policy when it is deployed.
pub(crate) fn record(connection: &str, schema: &Schema, into: &mut BTreeMap<String, String>) {
    for table in &schema.tables {
        into.insert(key(connection, table, None), table.identity.clone());
        for column in &table.columns {
            into.insert(key(connection, table, Some(column)), column.identity.clone());
        }
    }
}

/// The schema without the tables and columns that are others than those recorded. New ones stay: `*` means present
/// and future.
pub(crate) fn close<'a>(
    connection: &str,
    schema: &'a Schema,
    recorded: &BTreeMap<String, String>,
) -> Cow<'a, Schema> {
    let is_other = |key: String, identity: &str| {
        recorded.get(&key).is_some_and(|recorded| recorded != identity)
    };
    let is_table_closed = |table: &Table| is_other(key(connection, table, None), &table.identity);
    let is_column_closed = |table: &Table, column: &Column| {
        is_other(key(connection, table, Some(column)), &column.identity)
    };
    let is_untouched = schema.tables.iter().all(|table| {
        !is_table_closed(table)
            && table.columns.iter().all(|column| !is_column_closed(table, column))
    });
    if is_untouched {
        return Cow::Borrowed(schema);
    }
    let kept: Vec<Option<Vec<Option<ColumnIndex>>>> = schema
        .tables
        .iter()
        .map(|table| {
            let is_open = |column| !is_column_closed(table, column);
            (!is_table_closed(table)).then(|| {
                renumber(table.columns.iter().map(is_open))
                    .map(|new| new.map(ColumnIndex))
                    .collect()
            })
        })
        .collect();
    let places: Vec<Option<TableIndex>> =
        renumber(kept.iter().map(Option::is_some)).map(|new| new.map(TableIndex)).collect();
    let tables = schema.tables.iter().zip(&kept).filter_map(|(table, columns)| {
        columns.as_ref().map(|columns| remaining(table, columns, &kept, &places))
    });
    Cow::Owned(Schema {
        engine: schema.engine,
        default_namespace: schema.default_namespace.clone(),
        tables: tables.collect(),
    })
}

/// New positions of those kept.
fn renumber(kept: impl Iterator<Item = bool>) -> impl Iterator<Item = Option<usize>> {
    let mut next = 0;
    kept.map(move |is_kept| {
        is_kept.then(|| {
            next += 1;
            next - 1
        })
    })
}

/// A table with the columns that are left; a key that has lost one is no key any more.
fn remaining(
    table: &Table,
    columns: &[Option<ColumnIndex>],
    all: &[Option<Vec<Option<ColumnIndex>>>],
    places: &[Option<TableIndex>],
) -> Table {
    let moved =
        |key: &[ColumnIndex], columns: &[Option<ColumnIndex>]| -> Option<Vec<ColumnIndex>> {
            key.iter().map(|column| columns.get(column.0).copied().flatten()).collect()
        };
    let foreign_keys = table.foreign_keys.iter().filter_map(|foreign| {
        let target = all.get(foreign.to_table.0)?.as_ref()?;
        Some(ForeignKey {
            name: foreign.name.clone(),
            columns: moved(&foreign.columns, columns)?,
            to_table: places.get(foreign.to_table.0).copied().flatten()?,
            to_columns: moved(&foreign.to_columns, target)?,
        })
    });
    let uniques = table.uniques.iter().filter_map(|unique| {
        Some(bailiwick_schema::Unique {
            name: unique.name.clone(),
            columns: moved(&unique.columns, columns)?,
        })
    });
    let left = table
        .columns
        .iter()
        .zip(columns)
        .filter(|(_, place)| place.is_some())
        .map(|(column, _)| column.clone());
    Table {
        columns: left.collect(),
        primary_key: moved(&table.primary_key, columns).unwrap_or_default(),
        uniques: uniques.collect(),
        foreign_keys: foreign_keys.collect(),
        ..table.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailiwick_schema::{DataType, DefaultValue, Engine, TableKind};

    fn column(name: &str, identity: &str) -> Column {
        Column {
            name: name.into(),
            data_type: DataType::Text,
            native_type: "text".into(),
            nullable: true,
            default: DefaultValue::None,
            generated: false,
            identity: identity.into(),
        }
    }

    fn table(
        name: &str,
        identity: &str,
        columns: Vec<Column>,
        foreign_keys: Vec<ForeignKey>,
    ) -> Table {
        Table {
            namespace: "public".into(),
            name: name.into(),
            kind: TableKind::Table,
            identity: identity.into(),
            columns,
            primary_key: vec![ColumnIndex(0)],
            uniques: Vec::new(),
            foreign_keys,
            below: Vec::new(),
        }
    }

    fn schema(customers: &str, email: &str) -> Schema {
        let to_customers = ForeignKey {
            name: "orders_customer".into(),
            columns: vec![ColumnIndex(2)],
            to_table: TableIndex(0),
            to_columns: vec![ColumnIndex(0)],
        };
        Schema {
            engine: Engine::Postgres,
            default_namespace: "public".into(),
            tables: vec![
                table("customers", customers, vec![column("id", "1"), column("a.b", "2")], vec![]),
                table(
                    "orders",
                    "20",
                    vec![column("id", "1"), column("email", email), column("c", "3")],
                    vec![to_customers],
                ),
            ],
        }
    }

    #[test]
    fn what_is_unchanged_stays_open_and_what_is_new_too() {
        let mut recorded = BTreeMap::new();
        record("main", &schema("10", "2"), &mut recorded);
        recorded.remove("main.public.orders.email").unwrap();
        assert!(recorded.contains_key(r"main.public.customers.a\.b"));
        assert!(matches!(close("main", &schema("10", "9"), &recorded), Cow::Borrowed(_)));
    }

    #[test]
    fn a_recreated_table_is_gone_and_so_are_the_keys_that_led_to_it() {
        let mut recorded = BTreeMap::new();
        record("main", &schema("10", "2"), &mut recorded);
        let today = schema("11", "2");
        let closed = close("main", &today, &recorded);
        assert_eq!(closed.tables.len(), 1);
        assert!(closed.tables[0].foreign_keys.is_empty());
        assert!(
            matches!(close("other", &today, &recorded), Cow::Borrowed(_)),
            "the record is per connection"
        );
    }

    #[test]
    fn a_recreated_column_is_gone_and_the_others_keep_their_meaning() {
        let mut recorded = BTreeMap::new();
        record("main", &schema("10", "2"), &mut recorded);
        let today = schema("10", "7");
        let closed = close("main", &today, &recorded);
        let orders = &closed.tables[1];
        assert!(orders.column("email").is_none());
        assert_eq!(orders.foreign_keys[0].columns, [ColumnIndex(1)]);
        assert_eq!(orders[orders.foreign_keys[0].columns[0]].name, "c");
    }
}
