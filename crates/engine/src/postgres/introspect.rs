//! Tables, columns and keys from Postgres' catalogue, in one snapshot.

use bailiwick_schema::{Column, Engine, Schema, TableKind};
use tokio_postgres::Row;

use super::connect::Connection;
use super::errors;
use super::types::{Types, default_value};
use crate::Error;
use crate::found::{Found, Place, Reference};

/// Names are shown qualified because nothing but `pg_catalog` is on the path inside this transaction.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ''";

/// What the login may use in some way, system schemas left out.
const TABLES: &str = "
select n.nspname::text, c.relname::text, c.oid::text, c.relkind in ('v', 'm')
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  and (pg_catalog.has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE')
    or pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE'))";

/// A domain is shown as what it rests on: its own name says nothing of the precision or length to which values are cut.
/// Only the innermost domain has a modifier, and a column of a domain none.
const COLUMNS: &str = "
with recursive domain (id, base, modifier) as (
  select t.oid, t.typbasetype, t.typtypmod from pg_catalog.pg_type t where t.typtype = 'd'
  union all
  select d.id, t.typbasetype, t.typtypmod from domain d join pg_catalog.pg_type t on t.oid = d.base and t.typtype = 'd')
select n.nspname::text, c.relname::text, a.attname::text, a.attnum::text, a.attnotnull, a.atttypid::int8,
  pg_catalog.format_type(coalesce(d.base, a.atttypid), coalesce(d.modifier, a.atttypmod))
    || coalesce((select ' COLLATE ' || pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(l.collname)
       from pg_catalog.pg_collation l join pg_catalog.pg_namespace cn on cn.oid = l.collnamespace
       where l.oid = a.attcollation and not l.collisdeterministic), ''),
  a.attgenerated <> '' or a.attidentity = 'a', a.attidentity <> '',
  pg_catalog.pg_get_expr(e.adbin, e.adrelid)
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
left join domain d on d.id = a.atttypid
  and not exists (select from pg_catalog.pg_type t where t.oid = d.base and t.typtype = 'd')
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by a.attrelid, a.attnum";

/// Included columns are not part of the key; an index on expressions or some of the rows is no key at all.
const KEYS: &str = "
select n.nspname::text, c.relname::text, ic.relname::text, i.indisprimary,
  array(select a.attname::text from generate_series(0, i.indnkeyatts - 1) k
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k] order by k)
from pg_catalog.pg_index i
join pg_catalog.pg_class ic on ic.oid = i.indexrelid
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
  and c.relkind in ('r', 'p', 'f')
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by i.indisprimary desc, ic.relname";

/// A key to a partitioned table has a shadow for each partition, which is left out.
const REFERENCES: &str = "
select n.nspname::text, c.relname::text, k.conname::text,
  array(select a.attname::text from unnest(k.conkey) with ordinality u(num, pos)
    join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.num order by u.pos),
  fn.nspname::text, f.relname::text,
  array(select a.attname::text from unnest(k.confkey) with ordinality u(num, pos)
    join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.num order by u.pos)
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class f on f.oid = k.confrelid join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
where k.contype = 'f' and not (k.conparentid <> 0 and f.relispartition)
  and n.nspname !~ '^pg_'";

/// What each view was made of, by what its rule depends on.
const BELOW: &str = "
select distinct vn.nspname::text, v.relname::text, n.nspname::text, c.relname::text
from pg_catalog.pg_rewrite w
join pg_catalog.pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
join pg_catalog.pg_namespace vn on vn.oid = v.relnamespace
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = w.oid
  and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> v.oid
join pg_catalog.pg_class c on c.oid = d.refobjid and c.relkind in ('r', 'p', 'v', 'm', 'f')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where vn.nspname !~ '^pg_' and vn.nspname <> 'information_schema'";

pub(super) async fn introspect(connection: &Connection) -> Result<Schema, Error> {
    let default_namespace = rows(connection, "select coalesce(current_schema()::text, 'public')")
        .await?
        .first()
        .map_or_else(|| "public".to_owned(), |row| row.get(0));
    connection.simple(BEGIN).await?;
    let found = gather(connection).await?;
    connection.simple("COMMIT").await?;
    Ok(found.finish(Engine::Postgres, default_namespace))
}

async fn gather(connection: &Connection) -> Result<Found, Error> {
    let types = Types::read(&rows(connection, Types::QUERY).await?);
    let mut found = Found::default();
    for row in rows(connection, TABLES).await? {
        let kind = if row.get(3) { TableKind::View } else { TableKind::Table };
        found.add_table(place(&row, 0), kind, row.get(2));
    }
    for row in rows(connection, COLUMNS).await? {
        found.add_column(&place(&row, 0), column(&row, &types));
    }
    for row in rows(connection, KEYS).await? {
        let columns: Vec<String> = row.get(4);
        if row.get(3) {
            found.set_primary_key(&place(&row, 0), &columns);
        } else {
            found.add_unique(&place(&row, 0), row.get(2), &columns);
        }
    }
    for row in rows(connection, REFERENCES).await? {
        found.add_reference(Reference {
            from: place(&row, 0),
            name: row.get(2),
            columns: row.get(3),
            to: place(&row, 4),
            to_columns: row.get(6),
        });
    }
    // Last, for a failure ends the transaction; only a warning needs it.
    for row in rows(connection, BELOW).await.unwrap_or_default() {
        found.add_below(&place(&row, 0), place(&row, 2));
    }
    Ok(found)
}

fn column(row: &Row, types: &Types) -> Column {
    let type_id: i64 = row.get(5);
    let default: Option<String> = row.get(9);
    let is_identity: bool = row.get(8);
    Column {
        name: row.get(2),
        data_type: types.data_type(type_id),
        native_type: row.get(6),
        nullable: !row.get::<_, bool>(4) && !types.is_not_null(type_id),
        default: default_value(is_identity, default.as_deref().or_else(|| types.default(type_id))),
        generated: row.get(7),
        identity: row.get(3),
    }
}

fn place(row: &Row, first: usize) -> Place {
    (row.get(first), row.get(first + 1))
}

async fn rows(connection: &Connection, sql: &str) -> Result<Vec<Row>, Error> {
    connection.client.query_typed(sql, &[]).await.map_err(|error| errors::of_statement(&error))
}
