//! table: the shop: its schema as introspection would give it, and the statements that make it.

use bailiwick_schema::{
    Column, ColumnIndex, DataType, DefaultValue, Engine, ForeignKey, Schema, Table, TableIndex,
    TableKind, Unique,
};

/// Name of the table and of a column whose names are all quotes.
pub const ODD_TABLE: &str = "od`d \"ta'ble";
pub const ODD_COLUMN: &str = "a\"b`c'd\\e";
/// How many columns `wide` has besides `id`.
pub const WIDE: usize = 80;

fn integer() -> DataType {
    DataType::Integer { bits: 64, unsigned: false }
}

fn column(engine: Engine, name: &str, data_type: DataType, nullable: bool) -> Column {
    let native = match (&data_type, engine) {
        (DataType::Integer { .. }, Engine::Sqlite) => "INTEGER",
        (DataType::Integer { .. }, _) => "bigint",
        (DataType::Boolean, Engine::Sqlite) => "BOOLEAN",
        (DataType::Boolean, Engine::Postgres) => "boolean",
        (DataType::Boolean, Engine::Mysql) => "tinyint(1)",
        (DataType::Decimal, Engine::Sqlite) => "DECIMAL(12,2)",
        (DataType::Decimal, Engine::Postgres) => "numeric(12,2)",
        (DataType::Decimal, Engine::Mysql) => "decimal(12,2)",
        (DataType::Float { .. }, Engine::Sqlite) => "REAL",
        (DataType::Float { .. }, Engine::Postgres) => "double precision",
        (DataType::Float { .. }, Engine::Mysql) => "double",
        (DataType::Bytes, Engine::Postgres) => "bytea",
        (DataType::Bytes, _) => "BLOB",
        (DataType::Json, Engine::Postgres) => "jsonb",
        (DataType::Json, _) => "JSON",
        (DataType::Date, _) => "date",
        (DataType::Timestamp, Engine::Sqlite) => "DATETIME",
        (DataType::Timestamp, Engine::Postgres) => "timestamp without time zone",
        (DataType::Timestamp, Engine::Mysql) => "datetime(6)",
        (_, Engine::Sqlite) => "TEXT",
        (_, Engine::Postgres) => "text",
        // Rows of InnoDB are short.
        (_, Engine::Mysql) if name.starts_with('c') => "varchar(10)",
        (_, Engine::Mysql) => "varchar(60)",
    };
    Column {
        name: name.to_owned(),
        data_type,
        native_type: native.to_owned(),
        nullable,
        default: DefaultValue::None,
        generated: false,
        identity: name.to_owned(),
    }
}

fn key(name: &str, columns: &[usize], to: usize, to_columns: &[usize]) -> ForeignKey {
    ForeignKey {
        name: name.to_owned(),
        columns: columns.iter().copied().map(ColumnIndex).collect(),
        to_table: TableIndex(to),
        to_columns: to_columns.iter().copied().map(ColumnIndex).collect(),
    }
}

/// Columns of `aliases`, whose key is `value` and whose parent is `t1`: all that statements call something by.
pub const ALIASES: [&str; 16] = [
    "r",
    "m",
    "k",
    "c",
    "c0",
    "c1",
    "t0",
    "t2",
    "j",
    "jt",
    "v",
    "key",
    "json",
    "root",
    "id",
    "row_to_json",
];

const CUSTOMERS: usize = 0;
const ORDERS: usize = 3;
const ALIASED: usize = 7;

/// The shop as introspection would find it.
pub fn schema(engine: Engine, namespace: &str) -> Schema {
    let text = || DataType::Text;
    let table =
        |name: &str, columns: Vec<Column>, primary: &[usize], keys: Vec<ForeignKey>| Table {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            kind: TableKind::Table,
            identity: name.to_owned(),
            columns,
            primary_key: primary.iter().copied().map(ColumnIndex).collect(),
            uniques: Vec::new(),
            foreign_keys: keys,
            below: Vec::new(),
        };
    let with = |name: &str, data_type: DataType| column(engine, name, data_type, true);
    let sure = |name: &str, data_type: DataType| column(engine, name, data_type, false);
    let mut customers = table(
        "customers",
        vec![
            sure("id", integer()),
            sure("name", text()),
            with("email", text()),
            with("vip", DataType::Boolean),
            with("referred_by", integer()),
        ],
        &[0],
        vec![key("customers_referred_by_fkey", &[4], CUSTOMERS, &[0])],
    );
    customers.uniques =
        vec![Unique { name: "customers_email".to_owned(), columns: vec![ColumnIndex(2)] }];
    let notes = table("notes", vec![with("body", text()), with("owner", integer())], &[], vec![]);
    let odd = table(ODD_TABLE, vec![sure("id", integer()), with(ODD_COLUMN, text())], &[0], vec![]);
    let mut orders = table(
        "orders",
        vec![
            sure("id", integer()),
            with("customer_id", integer()),
            sure("status", text()),
            with("total", DataType::Decimal),
            with("weight", DataType::Float { bits: 64 }),
            with("placed_at", DataType::Timestamp),
            with("data", DataType::Json),
            with("blob", DataType::Bytes),
            with("secret", text()),
        ],
        &[0],
        vec![key("orders_customer_fkey", &[1], CUSTOMERS, &[0])],
    );
    orders.columns[0].default = DefaultValue::Expression;
    orders.columns[2].default = DefaultValue::Constant("draft".to_owned());
    let order_tags = table(
        "order_tags",
        vec![sure("order_id", integer()), sure("tag_id", integer())],
        &[0, 1],
        vec![
            key("order_tags_order_fkey", &[0], ORDERS, &[0]),
            key("order_tags_tag_fkey", &[1], 5, &[0]),
        ],
    );
    let tags = table("tags", vec![sure("id", integer()), with("label", text())], &[0], vec![]);
    let mut columns = vec![sure("id", integer())];
    columns.extend((0..WIDE).map(|number| with(&format!("c{number}"), text())));
    let wide = table("wide", columns, &[0], vec![]);
    let mut columns = vec![sure("value", integer()), with("t1", integer())];
    columns.extend(ALIASES.map(|name| with(name, text())));
    let parent = vec![key("aliases_parent", &[1], ALIASED, &[0])];
    let aliases = table("aliases", columns, &[0], parent);
    Schema {
        engine,
        default_namespace: namespace.to_owned(),
        tables: vec![customers, notes, odd, orders, order_tags, tags, wide, aliases],
    }
}

/// The statements that make the shop and fill it, separated by `;` and a line break.
pub fn ddl(engine: Engine) -> String {
    let schema = schema(engine, "x");
    let quote = |name: &str| match engine {
        Engine::Mysql => format!("`{}`", name.replace('`', "``")),
        _ => format!("\"{}\"", name.replace('"', "\"\"")),
    };
    let mut sql = String::new();
    for table in &schema.tables {
        let mut parts: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                let native = match (column.name.as_str(), engine) {
                    ("id", Engine::Postgres) if table.name == "orders" => {
                        "bigint generated by default as identity (start with 1000)"
                    }
                    ("id", Engine::Mysql) if table.name == "orders" => "bigint auto_increment",
                    ("status", Engine::Mysql) => "varchar(60) default 'draft'",
                    ("status", _) => "text default 'draft'",
                    _ => &column.native_type,
                };
                let null = if column.nullable { "" } else { " not null" };
                format!("{} {native}{null}", quote(&column.name))
            })
            .collect();
        if !table.primary_key.is_empty() {
            let key: Vec<String> =
                table.primary_key.iter().map(|column| quote(&table[*column].name)).collect();
            parts.push(format!("primary key ({})", key.join(", ")));
        }
        for unique in &table.uniques {
            let columns: Vec<String> =
                unique.columns.iter().map(|column| quote(&table[*column].name)).collect();
            parts.push(format!("unique ({})", columns.join(", ")));
        }
        sql.push_str(&format!("create table {} ({});\n", quote(&table.name), parts.join(", ")));
    }
    let bytes = |hex: &str| match engine {
        Engine::Postgres => format!("'\\x{hex}'"),
        _ => format!("x'{hex}'"),
    };
    let big = 9_007_199_254_740_993_i64;
    sql.push_str(
        "insert into customers values (1, 'Ada', 'ada@x.org', true, null), (2, 'Ben', 'ben@x.org', false, 1),
         (3, 'ada', null, null, 1), (4, 'Ada ', 'ad@x.org', true, 2);\n",
    );
    let at = "'2025-03-04 05:06:07'";
    let json = r#"'{"a": [1, 2.50], "b": null}'"#;
    sql.push_str(&format!(
        "insert into orders values
         (1, 1, 'open', 10.50, 1.5, {at}, {json}, {}, 's1'),
         (2, 1, 'paid', 99.99, 0.1, {at}, '[]', {}, 's2'),
         (3, 2, 'open', null, null, null, null, null, null),
         ({big}, 2, 'Open', 100000.01, 1e300, {at}, {json}, null, 's\"4'),
         (5, null, '', 0, -2.5, {at}, null, null, 'e\u{301}😀');\n",
        bytes("00ff"),
        bytes(""),
    ));
    sql.push_str("insert into tags values (1, 'red'), (2, 'new'), (3, '50%_off');\n");
    sql.push_str("insert into order_tags values (1, 1), (1, 2), (2, 2), (3, 3);\n");
    sql.push_str("insert into notes values ('one', 1), ('two', 2);\n");
    sql.push_str(&format!(
        "insert into wide (id, c0, c{}) values (1, 'first', 'last');\n",
        WIDE - 1
    ));
    for (key, parent) in [(1, "null"), (2, "1")] {
        let cells: Vec<String> = ALIASES.iter().map(|name| format!("'{name}{key}'")).collect();
        sql.push_str(&format!(
            "insert into aliases values ({key}, {parent}, {});\n",
            cells.join(", ")
        ));
    }
    sql.push_str(&format!("insert into {} values (1, 'odd'), (2, null);\n", quote(ODD_TABLE)));
    sql
}
