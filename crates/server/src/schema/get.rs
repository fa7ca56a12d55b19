//! `schema_get`

use bailiwick_api::{
    ColumnSchema, ConnectionSchema, ForeignKeySchema, InstanceSchema, TableSchema,
};
use bailiwick_engine::schema::{
    ColumnIndex, DataType, DefaultValue, Engine, Schema, Table, TableKind,
};
use bailiwick_model::DatabaseEngine;

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;

/// Tables, columns and keys of every connection, as the instance knows them now.
pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let id = call.path.instance()?;
    let names: Vec<_> = {
        let mut tx = call.read().await?;
        let all = bailiwick_store::connections::all(&mut tx, id).await?;
        all.into_iter().map(|stored| stored.connection).collect()
    };
    let instance = call.state.hosted.instance(&call.state, id).await?;
    let mut connections = Vec::new();
    for connection in names {
        let engine = match &connection.target {
            bailiwick_model::ConnectionTarget::Branch { .. } => DatabaseEngine::Sqlite,
            bailiwick_model::ConnectionTarget::Url { engine, .. } => *engine,
        };
        connections.push(match instance.recent_schema(connection.name.as_str()).await {
            Some(Ok(schema)) => ConnectionSchema {
                name: connection.name,
                engine: engine_of(schema.engine),
                default_namespace: schema.default_namespace.clone(),
                problem: None,
                read_at: Some(call.now),
                tables: schema.tables.iter().map(|found| table(&schema, found)).collect(),
            },
            failed => ConnectionSchema {
                name: connection.name,
                engine,
                default_namespace: String::new(),
                problem: Some(match failed {
                    Some(Err(error)) => error.to_string(),
                    _ => "the instance does not use this connection yet".to_owned(),
                }),
                read_at: None,
                tables: Vec::new(),
            },
        });
    }
    Answer::ok(&InstanceSchema { connections })
}

pub(crate) fn engine_of(engine: Engine) -> DatabaseEngine {
    match engine {
        Engine::Sqlite => DatabaseEngine::Sqlite,
        Engine::Postgres => DatabaseEngine::Postgres,
        Engine::Mysql => DatabaseEngine::Mysql,
    }
}

fn table(schema: &Schema, table: &Table) -> TableSchema {
    let names = |of: &Table, columns: &[ColumnIndex]| {
        columns.iter().map(|&column| of[column].name.clone()).collect()
    };
    let columns = table.columns.iter().map(|column| ColumnSchema {
        name: column.name.clone(),
        data_type: type_name(&column.data_type),
        native_type: column.native_type.clone(),
        nullable: column.nullable,
        default: match &column.default {
            DefaultValue::Constant(text) => Some(text.clone()),
            DefaultValue::None | DefaultValue::Expression => None,
        },
        has_default: column.nullable || column.default != DefaultValue::None,
        generated: column.generated,
    });
    let foreign_keys = table.foreign_keys.iter().map(|key| ForeignKeySchema {
        name: key.name.clone(),
        columns: names(table, &key.columns),
        references_namespace: schema[key.to_table].namespace.clone(),
        references_table: schema[key.to_table].name.clone(),
        references_columns: names(&schema[key.to_table], &key.to_columns),
    });
    TableSchema {
        namespace: table.namespace.clone(),
        name: table.name.clone(),
        kind: if table.kind == TableKind::View { "view" } else { "table" }.to_owned(),
        columns: columns.collect(),
        primary_key: names(table, &table.primary_key),
        uniques: table.uniques.iter().map(|unique| names(table, &unique.columns)).collect(),
        foreign_keys: foreign_keys.collect(),
    }
}

fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "boolean".to_owned(),
        DataType::Integer { .. } => "integer".to_owned(),
        DataType::Decimal => "decimal".to_owned(),
        DataType::Float { .. } => "float".to_owned(),
        DataType::Text => "text".to_owned(),
        DataType::Enumeration(_) => "enumeration".to_owned(),
        DataType::Uuid => "uuid".to_owned(),
        DataType::Bytes => "bytes".to_owned(),
        DataType::Json => "json".to_owned(),
        DataType::Date => "date".to_owned(),
        DataType::Time => "time".to_owned(),
        DataType::Timestamp | DataType::TimestampWithZone => "timestamp".to_owned(),
        DataType::Array(element) => format!("array of {}", type_name(element)),
        DataType::Other => "other".to_owned(),
    }
}
