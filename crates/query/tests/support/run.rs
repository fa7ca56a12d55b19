//! Statements on real databases, values bound as the engine's own crate binds them.

use bailiwick_query::{Rows, Statement};
use bailiwick_schema::{Engine, Value};
use bailiwick_testkit::{SqliteFile, mariadb, postgres, sqlite};
use mysql_async::prelude::Queryable;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

/// A connection to a fresh database that holds the shop.
pub enum Database {
    Sqlite(rusqlite::Connection, SqliteFile),
    Postgres(tokio_postgres::Client),
    Mysql(mysql_async::Conn),
}

impl Database {
    pub async fn shop(engine: Engine) -> (Self, bailiwick_schema::Schema) {
        match engine {
            Engine::Sqlite => {
                let file = sqlite();
                let connection = rusqlite::Connection::open(file.path()).unwrap();
                connection.execute_batch(&super::shop::ddl(engine)).unwrap();
                (Self::Sqlite(connection, file), super::schema(engine, "main"))
            }
            Engine::Postgres => {
                let database = postgres().await.database().await;
                let (client, connection) =
                    tokio_postgres::connect(&database.url, tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(connection);
                client.batch_execute(&super::shop::ddl(engine)).await.unwrap();
                client.batch_execute("SET timezone = 'UTC'").await.unwrap();
                (Self::Postgres(client), super::schema(engine, "public"))
            }
            Engine::Mysql => {
                let database = mariadb().await.database().await;
                let url = database.url.split('?').next().unwrap().to_owned();
                let mut connection = mysql_async::Conn::from_url(url).await.unwrap();
                connection
                    .query_drop(
                        "SET NAMES utf8mb4, time_zone = '+00:00', group_concat_max_len = 1000000",
                    )
                    .await
                    .unwrap();
                for statement in super::shop::ddl(engine).split(";\n") {
                    if !statement.trim().is_empty() {
                        connection.query_drop(statement).await.unwrap();
                    }
                }
                (Self::Mysql(connection), super::schema(engine, &database.name))
            }
        }
    }

    pub async fn simple(&mut self, sql: &str) {
        match self {
            Self::Sqlite(connection, _) => connection.execute_batch(sql).unwrap(),
            Self::Postgres(client) => client.batch_execute(sql).await.unwrap(),
            Self::Mysql(connection) => connection.query_drop(sql).await.unwrap(),
        }
    }

    pub async fn query(&mut self, statement: &Statement) -> Result<Rows, String> {
        match self {
            Self::Sqlite(connection, _) => {
                let mut prepared =
                    connection.prepare(&statement.text).map_err(|error| error.to_string())?;
                let width = prepared.column_count();
                let binds = rusqlite::params_from_iter(statement.binds.iter().map(for_sqlite));
                let mut rows = prepared.query(binds).map_err(|error| error.to_string())?;
                let mut found = Rows::new();
                while let Some(row) = rows.next().map_err(|error| error.to_string())? {
                    found.push((0..width).map(|at| row.get(at).unwrap()).collect());
                }
                Ok(found)
            }
            Self::Postgres(client) => {
                let prepared = client.prepare(&statement.text).await.map_err(postgres_error)?;
                let binds: Vec<Bind> =
                    statement.binds.iter().map(|value| Bind(text(value))).collect();
                let binds: Vec<&(dyn ToSql + Sync)> =
                    binds.iter().map(|bind| bind as &(dyn ToSql + Sync)).collect();
                let rows = client.query(&prepared, &binds).await.map_err(postgres_error)?;
                Ok(rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect())
            }
            Self::Mysql(connection) => {
                let binds: Vec<mysql_async::Value> =
                    statement.binds.iter().map(for_mysql).collect();
                let rows: Vec<mysql_async::Row> = connection
                    .exec(&statement.text, mysql_async::Params::from(binds))
                    .await
                    .map_err(|error| error.to_string())?;
                let warnings = connection.get_warnings();
                assert_eq!(warnings, 0, "a statement must not warn: {}", statement.text);
                Ok(rows
                    .into_iter()
                    .map(|row| {
                        row.unwrap()
                            .into_iter()
                            .map(|cell| match cell {
                                mysql_async::Value::NULL => None,
                                mysql_async::Value::Bytes(bytes) => {
                                    Some(String::from_utf8(bytes).unwrap())
                                }
                                other => panic!("a result column is not text: {other:?}"),
                            })
                            .collect()
                    })
                    .collect())
            }
        }
    }

    pub async fn execute(&mut self, statement: &Statement) -> Result<u64, String> {
        match self {
            Self::Sqlite(connection, _) => {
                let binds = rusqlite::params_from_iter(statement.binds.iter().map(for_sqlite));
                let count = connection.execute(&statement.text, binds);
                count.map(|count| count as u64).map_err(|error| error.to_string())
            }
            Self::Postgres(client) => {
                let prepared = client.prepare(&statement.text).await.map_err(postgres_error)?;
                let binds: Vec<Bind> =
                    statement.binds.iter().map(|value| Bind(text(value))).collect();
                let binds: Vec<&(dyn ToSql + Sync)> =
                    binds.iter().map(|bind| bind as &(dyn ToSql + Sync)).collect();
                client.execute(&prepared, &binds).await.map_err(postgres_error)
            }
            Self::Mysql(connection) => {
                let binds: Vec<mysql_async::Value> =
                    statement.binds.iter().map(for_mysql).collect();
                connection
                    .exec_drop(&statement.text, mysql_async::Params::from(binds))
                    .await
                    .map_err(|error| error.to_string())?;
                Ok(connection.affected_rows())
            }
        }
    }
}

fn postgres_error(error: tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string)
}

/// A bind in text format.
#[derive(Debug)]
struct Bind(Option<String>);

impl ToSql for Bind {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match &self.0 {
            None => Ok(IsNull::Yes),
            Some(text) => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    tokio_postgres::types::to_sql_checked!();
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::List(_, items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| match text(item) {
                    None => "NULL".to_owned(),
                    Some(text) => {
                        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
                    }
                })
                .collect();
            Some(format!("{{{}}}", items.join(",")))
        }
        other => other.to_text(),
    }
}

fn list(items: &[Value]) -> String {
    let items = items.iter().map(|item| match item {
        Value::Null => serde_json::Value::Null,
        Value::Boolean(truth) => u8::from(*truth).into(),
        Value::Integer(number) => serde_json::from_str(&number.to_string()).unwrap(),
        Value::Float(number) => (*number).into(),
        Value::Bytes(_) => item.to_text().unwrap().trim_start_matches("\\x").into(),
        other => other.to_text().unwrap().into(),
    });
    serde_json::Value::Array(items.collect()).to_string()
}

fn for_sqlite(value: &Value) -> rusqlite::types::Value {
    use rusqlite::types::Value as Sqlite;
    match value {
        Value::Null => Sqlite::Null,
        Value::Boolean(truth) => Sqlite::Integer(i64::from(*truth)),
        Value::Integer(number) => Sqlite::Integer(i64::try_from(*number).unwrap()),
        Value::Float(number) => Sqlite::Real(*number),
        Value::Bytes(bytes) => Sqlite::Blob(bytes.clone()),
        Value::List(_, items) => Sqlite::Text(list(items)),
        other => Sqlite::Text(other.to_text().unwrap()),
    }
}

fn for_mysql(value: &Value) -> mysql_async::Value {
    use mysql_async::Value as Mysql;
    match value {
        Value::Null => Mysql::NULL,
        Value::Boolean(truth) => Mysql::Int(i64::from(*truth)),
        Value::Integer(number) => match i64::try_from(*number) {
            Ok(number) => Mysql::Int(number),
            Err(_) => Mysql::UInt(u64::try_from(*number).unwrap()),
        },
        Value::Float(number) => Mysql::Double(*number),
        Value::Bytes(bytes) => Mysql::Bytes(bytes.clone()),
        Value::List(_, items) => Mysql::Bytes(list(items).into_bytes()),
        other => Mysql::Bytes(other.to_text().unwrap().into_bytes()),
    }
}
