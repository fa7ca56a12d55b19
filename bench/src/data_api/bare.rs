//! What somebody would write by hand: axum, tokio-postgres, the one statement.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::Result;
use axum::{Router, extract::Query, http::header, routing::get};
use bailiwick_query::Statement;
use bytes::BytesMut;
use tokio_postgres::{
    NoTls,
    types::{Format as WireFormat, IsNull, ToSql, Type},
};

use super::{CONNECTIONS, binds};

/// A bind as text, which is how the data API sends it too.
#[derive(Debug, Clone)]
struct Text(String);

impl ToSql for Text {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> WireFormat {
        WireFormat::Text
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A handler that runs the statement and joins the rows.
pub(super) async fn bare(url: &str, statement: &Statement) -> Result<Router> {
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        let prepared = client.prepare(&statement.text).await?;
        clients.push((client, prepared));
    }
    let (clients, binds, next) =
        (Arc::new(clients), Arc::new(binds(statement)?), Arc::new(AtomicUsize::new(0)));
    Ok(Router::new().route(
        "/",
        get(move |Query(query): Query<Vec<(String, String)>>| {
            let (clients, binds, next) =
                (Arc::clone(&clients), Arc::clone(&binds), Arc::clone(&next));
            async move {
                let (client, prepared) =
                    &clients[next.fetch_add(1, Ordering::Relaxed) % CONNECTIONS];
                let key = query.into_iter().next().map(|(_, key)| key).unwrap_or_default();
                let binds: Vec<Text> = binds
                    .iter()
                    .map(|bind| Text(bind.clone().unwrap_or_else(|| key.clone())))
                    .collect();
                let binds: Vec<&(dyn ToSql + Sync)> =
                    binds.iter().map(|bind| bind as &(dyn ToSql + Sync)).collect();
                let rows = client.query(prepared, &binds).await.unwrap_or_default();
                let mut body = String::from("[");
                for (position, row) in rows.iter().enumerate() {
                    body.push_str(if position == 0 { "" } else { "," });
                    body.push_str(row.try_get(0).unwrap_or("null"));
                }
                body.push(']');
                ([(header::CONTENT_TYPE, "application/json")], body)
            }
        }),
    ))
}
