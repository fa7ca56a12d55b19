//! A shop's schema, and the shortest ways to ask a policy something.

use std::sync::Arc;

use bailiwick_policy::{Format, Moment, Policy, Problem, SchemaSet, User, check, parse};
use bailiwick_schema::{
    Column, ColumnIndex, DataType, DefaultValue, Engine, ForeignKey, Schema, Table, TableIndex,
    TableKind, Unique,
};

/// 2024-06-01T12:00:00Z.
pub(crate) const NOW: Moment = Moment { now_microseconds: 1_717_243_200_000_000 };

fn column(name: &str, data_type: DataType, native_type: &str) -> Column {
    Column {
        name: name.to_owned(),
        data_type,
        native_type: native_type.to_owned(),
        nullable: true,
        default: DefaultValue::None,
        generated: false,
        identity: name.to_owned(),
    }
}

fn table(name: &str, mut columns: Vec<Column>, keys: &[(&str, usize, usize)]) -> Table {
    columns[0].nullable = false;
    let foreign_keys = keys
        .iter()
        .map(|(key, from, to)| ForeignKey {
            name: (*key).to_owned(),
            columns: vec![ColumnIndex(*from)],
            to_table: TableIndex(*to),
            to_columns: vec![ColumnIndex(0)],
        })
        .collect();
    Table {
        namespace: "public".to_owned(),
        name: name.to_owned(),
        kind: TableKind::Table,
        identity: name.to_owned(),
        columns,
        primary_key: vec![ColumnIndex(0)],
        uniques: Vec::<Unique>::new(),
        foreign_keys,
        below: Vec::new(),
    }
}

/// customers(0) <- orders(1) <- lines(2); orders has two keys to staff(3); staff refers to itself; log(4) has no key.
pub(crate) fn schema(engine: Engine) -> Schema {
    let big = || DataType::Integer { bits: 64, unsigned: false };
    let text = || DataType::Text;
    let mut orders = table(
        "orders",
        vec![
            column("id", big(), "bigint"),
            column("customer_id", big(), "bigint"),
            column("organization_id", text(), "text"),
            column("total", DataType::Decimal, "numeric(10,2)"),
            column("status", text(), "varchar(20)"),
            column("priority", DataType::Integer { bits: 16, unsigned: false }, "smallint"),
            column("seller_id", big(), "bigint"),
            column("packer_id", big(), "bigint"),
            column("created_by", text(), "text"),
            column("updated_at", DataType::Timestamp, "timestamp"),
            column("updated_by", text(), "text"),
            column("paid", DataType::Boolean, "boolean"),
            column("mood", DataType::Enumeration(vec!["sad".into(), "ok".into()]), "mood"),
            column("extra", DataType::Json, "jsonb"),
            column("gross", DataType::Decimal, "numeric"),
            column("due", DataType::Date, "date"),
        ],
        &[("orders_customer", 1, 0), ("orders_seller", 6, 3), ("orders_packer", 7, 3)],
    );
    orders.columns[14].generated = true;
    let mut log = table("log", vec![column("line", text(), "text")], &[]);
    log.primary_key.clear();
    log.columns[0].nullable = true;
    let tables = vec![
        table(
            "customers",
            vec![column("id", big(), "bigint"), column("email", text(), "text")],
            &[],
        ),
        orders,
        table(
            "lines",
            vec![
                column("id", big(), "bigint"),
                column("order_id", big(), "bigint"),
                column("note", text(), "text"),
            ],
            &[("lines_order", 1, 1)],
        ),
        table(
            "staff",
            vec![
                column("id", big(), "bigint"),
                column("boss_id", big(), "bigint"),
                column("name", text(), "text"),
            ],
            &[("staff_boss", 1, 3)],
        ),
        log,
    ];
    Schema { engine, default_namespace: "public".to_owned(), tables }
}

pub(crate) const ORDERS: TableIndex = TableIndex(1);

/// Reads and checks a document against the shop on Postgres.
pub(crate) fn checked(source: &str) -> (Policy, Vec<Problem>) {
    checked_on(source, Engine::Postgres)
}

pub(crate) fn checked_on(source: &str, engine: Engine) -> (Policy, Vec<Problem>) {
    let schemas = SchemaSet::of([("main".to_owned(), Arc::new(schema(engine)))].into());
    match parse(source, Format::Yaml) {
        Ok(document) => check(&document, &schemas),
        Err(problems) => (Policy::default(), problems),
    }
}

/// A user with one role and some claims.
pub(crate) fn user(claims: serde_json::Value) -> User {
    User {
        id: Some("7".to_owned()),
        roles: vec!["customer".to_owned()],
        claims: claims.as_object().cloned().unwrap_or_default(),
    }
}
