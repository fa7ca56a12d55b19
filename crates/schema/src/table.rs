//! Tables, views, columns and keys.

use serde::{Deserialize, Serialize};

/// The three kinds of database that Bailiwick speaks to. MariaDB counts as `Mysql`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
    /// A MariaDB or MySQL server.
    Mysql,
}

impl Engine {
    /// Appends a name to SQL, in the engine's quotes.
    pub fn quote_into(self, sql: &mut String, name: &str) {
        let quote = if self == Engine::Mysql { '`' } else { '"' };
        sql.push(quote);
        for (place, part) in name.split(quote).enumerate() {
            if place > 0 {
                sql.push(quote);
                sql.push(quote);
            }
            sql.push_str(part);
        }
        sql.push(quote);
    }
}

/// Position of a table in [`Schema::tables`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableIndex(pub usize);

/// Position of a column in [`Table::columns`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ColumnIndex(pub usize);

/// Everything introspection found in one database.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Schema {
    /// Which dialect its SQL needs.
    pub engine: Engine,
    /// The namespace that `connection.table` means: `main`, `public`, or the MariaDB database's name.
    pub default_namespace: String,
    /// Tables and views, ordered by namespace and name.
    pub tables: Vec<Table>,
}

/// Whether rows are stored or computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableKind {
    /// A stored table.
    Table,
    /// A view; it has no inferred relations and no keys.
    View,
}

/// A table or view.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Table {
    /// SQLite: `main`; Postgres: the schema; MariaDB: the database.
    pub namespace: String,
    /// Exact name.
    pub name: String,
    /// Table or view.
    pub kind: TableKind,
    /// What distinguishes this table from a later one of the same name: Postgres' oid, the creation statement's hash
    /// on SQLite, creation time on MariaDB. Compared as text only.
    pub identity: String,
    /// In the engine's order.
    pub columns: Vec<Column>,
    /// Columns of the primary key in key order; empty when there is none.
    pub primary_key: Vec<ColumnIndex>,
    /// Unique constraints and full unique indexes over plain columns (no partial, no expression indexes), the primary key left out.
    pub uniques: Vec<Unique>,
    /// Foreign keys to tables of the same schema.
    pub foreign_keys: Vec<ForeignKey>,
    /// Namespace and name of what a view selects from, as far as the engine tells; empty for a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<(String, String)>,
}

/// One column.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Column {
    /// Exact name.
    pub name: String,
    /// What its values are, for coercion and comparison.
    pub data_type: DataType,
    /// The type as SQL spells it in a cast: `numeric(10,2)`, `public.mood`, `varchar(20)`.
    pub native_type: String,
    /// May hold null.
    pub nullable: bool,
    /// What an insert without it stores.
    pub default: DefaultValue,
    /// Computed by the database (generated, or identity always): never written.
    pub generated: bool,
    /// What distinguishes it from a later column of the same name: Postgres' attnum, else its position and type.
    pub identity: String,
}

/// What the database stores in a column that an insert leaves out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    /// No default: null.
    None,
    /// A constant known before the insert, as text in the column's own spelling.
    Constant(String),
    /// Computed by the database: a sequence, an expression, the current time, an automatic key.
    Expression,
}

/// The type of a column as far as coercion, comparison and JSON need it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataType {
    /// True or false; stored as 0 and 1 on SQLite and MariaDB.
    Boolean,
    /// A whole number of so many bits.
    Integer {
        /// 8, 16, 24, 32 or 64.
        bits: u8,
        /// MariaDB's UNSIGNED.
        unsigned: bool,
    },
    /// An exact number.
    Decimal,
    /// An inexact number; 32 or 64 bits.
    Float {
        /// 32 or 64.
        bits: u8,
    },
    /// Characters, including uuid's, enumerations' and network types' texts where the engine has no better.
    Text,
    /// A Postgres or MariaDB enumeration with its labels.
    Enumeration(Vec<String>),
    /// 128 bits, written as text.
    Uuid,
    /// Bytes; `"\\x…"` in JSON.
    Bytes,
    /// A JSON document.
    Json,
    /// A calendar day.
    Date,
    /// A time of day.
    Time,
    /// Date and time without a zone.
    Timestamp,
    /// An instant.
    TimestampWithZone,
    /// A Postgres array.
    Array(Box<DataType>),
    /// Anything else: shown as text; it can be neither filtered by policy nor compared.
    Other,
}

/// A unique constraint or index.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Unique {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<ColumnIndex>,
}

/// A foreign key.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The constraint's name; on SQLite, where it may have none, `<table>_<columns>_fkey`.
    pub name: String,
    /// Referring columns of this table, in key order.
    pub columns: Vec<ColumnIndex>,
    /// The table referred to.
    pub to_table: TableIndex,
    /// The columns referred to, in the same order.
    pub to_columns: Vec<ColumnIndex>,
}

impl Schema {
    /// The table of that exact name in that namespace.
    pub fn table(&self, namespace: &str, name: &str) -> Option<(TableIndex, &Table)> {
        self.tables
            .iter()
            .enumerate()
            .find(|(_, table)| table.namespace == namespace && table.name == name)
            .map(|(index, table)| (TableIndex(index), table))
    }
}

impl std::ops::Index<TableIndex> for Schema {
    type Output = Table;

    fn index(&self, index: TableIndex) -> &Table {
        &self.tables[index.0]
    }
}

impl Table {
    /// The column of that exact name.
    pub fn column(&self, name: &str) -> Option<(ColumnIndex, &Column)> {
        self.columns
            .iter()
            .enumerate()
            .find(|(_, column)| column.name == name)
            .map(|(index, column)| (ColumnIndex(index), column))
    }

    /// The columns that identify a row: the primary key, else the first unique key without nullable columns.
    pub fn key(&self) -> Option<&[ColumnIndex]> {
        if !self.primary_key.is_empty() {
            return Some(&self.primary_key);
        }
        self.uniques.iter().map(|unique| unique.columns.as_slice()).find(|columns| {
            !columns.is_empty() && columns.iter().all(|&column| !self[column].nullable)
        })
    }
}

impl std::ops::Index<ColumnIndex> for Table {
    type Output = Column;

    fn index(&self, index: ColumnIndex) -> &Column {
        &self.columns[index.0]
    }
}
