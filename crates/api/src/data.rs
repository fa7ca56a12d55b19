//! What an instance's connections hold: their schema, and rows as a chosen application user sees them.

use std::collections::BTreeMap;

use bailiwick_access::Action;
use bailiwick_model::{DatabaseEngine, Slug, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};

/// The schema of every connection of an instance.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InstanceSchema {
    /// In order of name.
    pub connections: Vec<ConnectionSchema>,
}

/// The schema of one connection.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConnectionSchema {
    /// The connection's name.
    pub name: Slug,
    /// What it runs on.
    pub engine: DatabaseEngine,
    /// The namespace that needs no naming: `main`, `public`, the database's name.
    pub default_namespace: String,
    /// Why nothing is known, where nothing is.
    pub problem: Option<String>,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// Tables and views in order of name.
    pub tables: Vec<TableSchema>,
}

/// A table or view.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TableSchema {
    /// SQLite: `main`; Postgres: the schema; MariaDB: the database.
    pub namespace: String,
    /// Exact name.
    pub name: String,
    /// `table` or `view`.
    pub kind: String,
    /// In the engine's order.
    pub columns: Vec<ColumnSchema>,
    /// Names of its columns in key order; empty when there is none.
    pub primary_key: Vec<String>,
    /// Names of the columns of each unique constraint.
    pub uniques: Vec<Vec<String>>,
    /// Foreign keys to tables of the same connection.
    pub foreign_keys: Vec<ForeignKeySchema>,
}

/// A column.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ColumnSchema {
    /// Exact name.
    pub name: String,
    /// What its values are: `integer`, `text`, `timestamp`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The type as the engine spells it: `numeric(10,2)`.
    pub native_type: String,
    /// May hold null.
    pub nullable: bool,
    /// The constant that an insert without it stores; null where there is none or it is computed.
    pub default: Option<String>,
    /// An insert may leave it out.
    pub has_default: bool,
    /// Computed by the database: never written.
    pub generated: bool,
}

/// A foreign key.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ForeignKeySchema {
    /// Its name.
    pub name: String,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The namespace referred to.
    pub references_namespace: String,
    /// The table referred to.
    pub references_table: String,
    /// The columns referred to, in the same order.
    pub references_columns: Vec<String>,
}

/// Rows as a chosen application user sees them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Rows {
    /// The rows.
    pub items: Vec<Map<String, Value>>,
    /// The columns that the user may see at all, in the engine's order.
    pub columns: Vec<String>,
    /// How many rows the user may see.
    pub total: Option<u64>,
    /// By position in `items`: the columns that are null because the user may not see that cell.
    pub masked: BTreeMap<String, Vec<String>>,
}

const ROWS: &[Parameter] = &[
    Parameter {
        name: "as",
        description: "the application user as JSON: `{\"id\":7,\"roles\":[\"customer\"]}`; a user without roles when left out",
        kind: ParameterKind::Text,
    },
    Parameter { name: "select", description: "as in the data API", kind: ParameterKind::Text },
    Parameter {
        name: "filter",
        description: "filters as in the data API's query string, joined by `&`: `status=eq.open&total=gt.5`",
        kind: ParameterKind::Text,
    },
    Parameter { name: "order", description: "as in the data API", kind: ParameterKind::Text },
    Parameter {
        name: "limit",
        description: "how many rows at most (default 25)",
        kind: ParameterKind::Integer(1, 1000),
    },
    Parameter {
        name: "offset",
        description: "how many rows to pass over",
        kind: ParameterKind::Integer(0, 1_000_000_000),
    },
];

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get("schema_get", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/schema", "Tables, columns and keys of every connection", Needs::Action(Action::InstancesView, Target::Instance))
        .answers::<InstanceSchema>(),
    Operation::get("data_list", "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/data/{connection}/{table}", "Rows of a table as an application user sees them", Needs::Action(Action::DataView, Target::Instance))
        .query(ROWS)
        .answers::<Rows>(),
];
