//! Tables, columns and keys of one MariaDB database from its information schema.

use std::collections::BTreeSet;

use bailiwick_schema::{Column, Engine, Schema, TableKind};
use mysql_async::prelude::{FromRow, Queryable};
use mysql_async::{Conn, Row};

use super::{errors, types};
use crate::Error;
use crate::found::{Found, Place, Reference};

/// Creation time, or for a view what it selects: a table that is dropped and made again differs.
const TABLES: &str = "
select t.TABLE_NAME, t.TABLE_TYPE like '%VIEW',
  coalesce(cast(t.CREATE_TIME as char), sha2(v.VIEW_DEFINITION, 224), '')
from information_schema.TABLES t
left join information_schema.VIEWS v on v.TABLE_SCHEMA = database() and v.TABLE_NAME = t.TABLE_NAME
where t.TABLE_SCHEMA = ? and t.TABLE_TYPE in ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')";

const COLUMNS: &str = "
select TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE = 'YES', COLUMN_DEFAULT, EXTRA,
  coalesce(GENERATION_EXPRESSION, '') <> '', ORDINAL_POSITION
from information_schema.COLUMNS where TABLE_SCHEMA = ? order by TABLE_NAME, ORDINAL_POSITION";

/// MariaDB's JSON is text with this rule, which is all that tells it apart.
const DOCUMENTS: &str = "
select TABLE_NAME, CHECK_CLAUSE from information_schema.CHECK_CONSTRAINTS
where CONSTRAINT_SCHEMA = ? and CHECK_CLAUSE like 'json\\_valid(`%`)'";

/// A key on the first characters of a column does not make whole values unique.
const KEYS: &str = "
select TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART is not null
from information_schema.STATISTICS
where TABLE_SCHEMA = ? and NON_UNIQUE = 0 order by TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

const REFERENCES: &str = "
select TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,
  REFERENCED_COLUMN_NAME
from information_schema.KEY_COLUMN_USAGE
where TABLE_SCHEMA = ? and REFERENCED_TABLE_NAME is not null
order by TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION";

/// What views select, for those who may show them; each name in backquotes, tables below the database's.
const VIEWS: &str = "
select TABLE_NAME, VIEW_DEFINITION from information_schema.VIEWS where TABLE_SCHEMA = ?";

pub(super) async fn introspect(connection: &mut Conn, database: &str) -> Result<Schema, Error> {
    let mut found = Found::default();
    let place = |table: &str| -> Place { (database.to_owned(), table.to_owned()) };
    for (name, is_view, identity) in
        rows::<(String, bool, String)>(connection, TABLES, database).await?
    {
        let kind = if is_view { TableKind::View } else { TableKind::Table };
        found.add_table(place(&name), kind, identity);
    }
    // MySQL has a type for documents and no such view before 8.0.16.
    let documents: Vec<(String, String)> =
        rows(connection, DOCUMENTS, database).await.unwrap_or_default();
    for row in rows::<Row>(connection, COLUMNS, database).await? {
        let (table, mut column) = column(row)?;
        let rule = format!("json_valid(`{}`)", column.name.replace('`', "``"));
        if documents.iter().any(|(of, clause)| *of == table && *clause == rule) {
            column.data_type = bailiwick_schema::DataType::Json;
        }
        found.add_column(&place(&table), column);
    }
    let keys: Vec<(String, String, Option<String>, bool)> =
        rows(connection, KEYS, database).await?;
    let mut keys: Vec<_> =
        keys.chunk_by(|one, next| (&one.0, &one.1) == (&next.0, &next.1)).collect();
    keys.sort_by_key(|parts| parts[0].1 != "PRIMARY");
    for parts in keys {
        add_key(&mut found, &place(&parts[0].0), parts);
    }
    type Part = (String, String, String, String, String, String);
    let parts: Vec<Part> = rows(connection, REFERENCES, database).await?;
    for parts in parts.chunk_by(|one, next| (&one.0, &one.1) == (&next.0, &next.1)) {
        found.add_reference(Reference {
            from: place(&parts[0].0),
            name: parts[0].1.clone(),
            columns: parts.iter().map(|part| part.2.clone()).collect(),
            to: (parts[0].3.clone(), parts[0].4.clone()),
            to_columns: parts.iter().map(|part| part.5.clone()).collect(),
        });
    }
    // Only a warning needs it.
    let views: Vec<(String, Option<String>)> =
        rows(connection, VIEWS, database).await.unwrap_or_default();
    for (view, definition) in views {
        for name in selected(&definition.unwrap_or_default(), database) {
            found.add_below(&place(&view), place(&name));
        }
    }
    Ok(found.finish(Engine::Mysql, database.to_owned()))
}

/// The tables that a view's canonical text names: `` `shop`.`orders` ``, and neither a column of one, nor a function.
fn selected(definition: &str, database: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = definition;
    let mut path: Vec<String> = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (length, after_path) = match first {
            '`' => {
                let (name, length) = quoted_until(rest, '`');
                path.push(name);
                (length, None)
            }
            '.' if !path.is_empty() => (1, None),
            '\'' => (quoted_until(rest, '\'').1, Some(first)),
            other => (other.len_utf8(), Some(other)),
        };
        rest = rest.get(length..).unwrap_or_default();
        if after_path.is_some() || rest.is_empty() {
            if let [namespace, name] = path.as_slice()
                && namespace == database
                && after_path != Some('(')
            {
                found.insert(name.clone());
            }
            path.clear();
        }
    }
    found
}

/// What stands between two quotes at the beginning of a text, and how long that is with them. A quote is doubled inside;
/// in a text `\` takes the next character with it.
fn quoted_until(text: &str, quote: char) -> (String, usize) {
    let mut inner = String::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if quote == '\'' => inner.extend(characters.next().map(|(_, next)| next)),
            other if other == quote => match characters.next_if(|(_, next)| *next == quote) {
                Some(_) => inner.push(quote),
                None => return (inner, at + quote.len_utf8()),
            },
            other => inner.push(other),
        }
    }
    (inner, text.len())
}

fn add_key(found: &mut Found, place: &Place, parts: &[(String, String, Option<String>, bool)]) {
    if parts.iter().any(|part| part.3) {
        return;
    }
    let columns: Option<Vec<String>> = parts.iter().map(|part| part.2.clone()).collect();
    let Some(columns) = columns else { return };
    match parts[0].1.as_str() {
        "PRIMARY" => found.set_primary_key(place, &columns),
        name => found.add_unique(place, name.to_owned(), &columns),
    }
}

fn column(row: Row) -> Result<(String, Column), Error> {
    type Parts = (String, String, String, String, bool, Option<String>, String, bool, u32);
    let (table, name, data_type, native_type, nullable, default, extra, generated, position): Parts =
        Parts::from_row_opt(row)
            .map_err(|error| Error::other("the database's answer cannot be read", error))?;
    let extra = extra.to_ascii_lowercase();
    let column = Column {
        name,
        data_type: types::data_type(&data_type, &native_type),
        identity: format!("{position} {native_type}"),
        native_type,
        nullable,
        default: types::default_value(default.as_deref(), &extra),
        // MySQL writes DEFAULT_GENERATED for a default that is an expression.
        generated: generated
            || extra.contains("virtual generated")
            || extra.contains("stored generated"),
    };
    Ok((table, column))
}

async fn rows<T: FromRow + Send + 'static>(
    connection: &mut Conn,
    sql: &str,
    database: &str,
) -> Result<Vec<T>, Error> {
    connection.exec(sql, (database,)).await.map_err(errors::of)
}

#[cfg(test)]
mod tests {
    use super::selected;

    #[test]
    fn a_view_selects_from_what_stands_alone_below_its_database() {
        let of = |text: &str| selected(text, "shop").into_iter().collect::<Vec<_>>();
        let text = "select `shop`.`orders`.`id` AS `id`,`t`.`n` AS `n` from (`shop`.`orders` join `shop`.`lines` `t`)";
        assert_eq!(of(text), ["lines", "orders"]);
        assert_eq!(of("select 1 AS `1` from `shop`.`a``b`"), ["a`b"]);
        for nothing in [
            "",
            "select `shop`.`customers`(1) AS `t`",
            "select 'x `shop`.`secret` y' AS `t`",
            "select 'it''s \\' `shop`.`secret`' AS `t`",
            "select 1 AS `1` from `other`.`orders`",
            "select 1 AS `1` from `a``shop`.`orders`",
            "select 1 AS `1` from `shop`.`orders",
        ] {
            let found = of(nothing);
            assert!(found.is_empty() || nothing.ends_with("`orders"), "{nothing}: {found:?}");
        }
    }
}
