//! Every kind of value arrives in a column exactly as it was bound.

use std::str::FromStr;

use bailiwick_engine::Error;
use bailiwick_schema::{DataType, Engine, Value};
use bigdecimal::BigDecimal;

use crate::{ENGINES, LIMIT, Subject, one, statement};

const AWKWARD: &str = "it's \"quoted\", \\back\\slash, {brace}, %_ ?1 $1, ünïcödé 🦀, \n\t\r end ";

/// Stores the value in a column of the type and reads it back as text.
async fn check(subject: &Subject, native: &str, value: Value, expected: &str) {
    let mark = subject.placeholder();
    subject.run(&format!("create table t (c {native})")).await;
    let bound = if subject.engine == Engine::Postgres {
        format!("{mark}::{native}")
    } else {
        mark.to_owned()
    };
    let mut transaction = subject.database.begin(LIMIT).await.unwrap();
    let insert = statement(&format!("insert into t values ({bound})"), [value.clone()]);
    let count = transaction
        .execute(&insert)
        .await
        .unwrap_or_else(|error| panic!("{native} {value:?}: {}", error.for_log()));
    assert_eq!(count, 1);
    transaction.commit().await.unwrap();
    let shown = match (&value, subject.engine) {
        (Value::Bytes(_), Engine::Postgres) => "encode(c, 'hex')".to_owned(),
        (Value::Bytes(_), _) => "lower(hex(c))".to_owned(),
        _ => subject.as_text("c"),
    };
    let found = one(subject.read(&format!("select {shown} from t")).await.unwrap());
    assert_eq!(found, expected, "{native} {value:?} on {:?}", subject.engine);
    subject.run("drop table t").await;
}

fn decimal(text: &str) -> Value {
    Value::Decimal(BigDecimal::from_str(text).unwrap())
}

const DECIMAL: &str = "12345678901234567890.123456789012345678901234567890";

#[tokio::test]
async fn values_of_every_kind_arrive_exactly_on_postgres() {
    let subject = Subject::fresh(Engine::Postgres).await;
    subject.run("create type mood as enum ('so so', 'it''s');\n").await;
    let check = |native, value, expected| check(&subject, native, value, expected);
    check("boolean", Value::Boolean(true), "true").await;
    check("bigint", Value::Integer(i64::MAX.into()), "9223372036854775807").await;
    check("bigint", Value::Integer(i64::MIN.into()), "-9223372036854775808").await;
    check("smallint", Value::Integer(-7), "-7").await;
    check("numeric", decimal(DECIMAL), DECIMAL).await;
    check("numeric", decimal("1e-40"), "0.0000000000000000000000000000000000000001").await;
    check("float8", Value::Float(f64::NAN), "NaN").await;
    check("float8", Value::Float(f64::NEG_INFINITY), "-Infinity").await;
    check("float8", Value::Float(0.1 + 0.2), "0.30000000000000004").await;
    check("float8", Value::Float(f64::MAX), "1.7976931348623157e+308").await;
    check("text", Value::Text(AWKWARD.to_owned()), AWKWARD).await;
    check("text", Value::Text(String::new()), "").await;
    check("mood", Value::Text("it's".to_owned()), "it's").await;
    check("bytea", Value::Bytes(vec![0, 255, 92, 39]), "00ff5c27").await;
    check("jsonb", Value::Json(serde_json::json!({"a": [1, "x'\\\""]})), r#"{"a": [1, "x'\\\""]}"#)
        .await;
    check(
        "uuid",
        Value::Text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11".to_owned()),
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    )
    .await;
    check("date", Value::Date(19_417), "2023-03-01").await;
    check("date", Value::Date(-735_160), "0044-03-15 BC").await;
    check("time", Value::Time(86_399_000_001), "23:59:59.000001").await;
    check("timestamp", Value::Timestamp(-1), "1969-12-31 23:59:59.999999").await;
    check("timestamptz", Value::Timestamp(1_700_000_000_000_000), "2023-11-14 22:13:20+00").await;
    let words = ["a,b", "{}", "NULL", "\"\\", ""].map(|word| Value::Text(word.to_owned()));
    let words = [words.to_vec(), vec![Value::Null]].concat();
    check("text[]", Value::List(DataType::Text, words), r#"{"a,b","{}","NULL","\"\\","",NULL}"#)
        .await;
    let integer = DataType::Integer { bits: 64, unsigned: false };
    let pair =
        |one, two| Value::List(integer.clone(), vec![Value::Integer(one), Value::Integer(two)]);
    check("bigint[]", pair(1, -2), "{1,-2}").await;
    check("bigint[]", Value::List(integer.clone(), vec![pair(1, 2), pair(3, 4)]), "{{1,2},{3,4}}")
        .await;
    check("bytea[]", Value::List(DataType::Bytes, vec![Value::Bytes(vec![1])]), r#"{"\\x01"}"#)
        .await;
}

#[tokio::test]
async fn values_of_every_kind_arrive_exactly_on_mariadb() {
    let subject = Subject::fresh(Engine::Mysql).await;
    let check = |native, value, expected| check(&subject, native, value, expected);
    check("tinyint(1)", Value::Boolean(true), "1").await;
    check("bigint", Value::Integer(i64::MAX.into()), "9223372036854775807").await;
    check("bigint", Value::Integer(i64::MIN.into()), "-9223372036854775808").await;
    check("bigint unsigned", Value::Integer(u64::MAX.into()), "18446744073709551615").await;
    check("decimal(65,30)", decimal(DECIMAL), DECIMAL).await;
    check("double", Value::Float(0.1 + 0.2), "0.30000000000000004").await;
    check("varchar(200)", Value::Text(AWKWARD.to_owned()), AWKWARD).await;
    check("enum('so so','it''s')", Value::Text("it's".to_owned()), "it's").await;
    check("blob", Value::Bytes(vec![0, 255, 92, 39]), "00ff5c27").await;
    check("json", Value::Json(serde_json::json!({"a": [1, "x'\\\""]})), r#"{"a":[1,"x'\\\""]}"#)
        .await;
    check("date", Value::Date(19_417), "2023-03-01").await;
    check("time(6)", Value::Time(86_399_000_001), "23:59:59.000001").await;
    check("datetime(6)", Value::Timestamp(-1), "1969-12-31 23:59:59.999999").await;
    check("timestamp(6)", Value::Timestamp(1_700_000_000_000_000), "2023-11-14 22:13:20.000000")
        .await;
}

#[tokio::test]
async fn values_of_every_kind_arrive_exactly_on_sqlite() {
    let subject = Subject::fresh(Engine::Sqlite).await;
    let check = |native, value, expected| check(&subject, native, value, expected);
    check("boolean", Value::Boolean(true), "1").await;
    check("integer", Value::Integer(i64::MAX.into()), "9223372036854775807").await;
    check("integer", Value::Integer(i64::MIN.into()), "-9223372036854775808").await;
    check("text", decimal(DECIMAL), DECIMAL).await;
    check("real", Value::Float(f64::INFINITY), "Inf").await;
    check("text", Value::Text(AWKWARD.to_owned()), AWKWARD).await;
    check("blob", Value::Bytes(vec![0, 255, 92, 39]), "00ff5c27").await;
    check("json", Value::Json(serde_json::json!({"a": [1, "x'\\\""]})), r#"{"a":[1,"x'\\\""]}"#)
        .await;
    check("date", Value::Date(19_417), "2023-03-01").await;
    check("time", Value::Time(86_399_000_001), "23:59:59.000001").await;
    check("datetime", Value::Timestamp(-1), "1969-12-31 23:59:59.999999").await;
    check("datetime", Value::Timestamp(0), "1970-01-01 00:00:00").await;
}

#[tokio::test]
async fn a_list_is_one_bind() {
    let words = |words: &[&str]| words.iter().map(|word| Value::Text((*word).to_owned())).collect();
    let list = Value::List(DataType::Text, words(&["a'\"", "b\\", "ü🦀"]));
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        let sql = match engine {
            Engine::Sqlite => "select group_concat(value, '|') from json_each(?1)",
            Engine::Postgres => "select array_to_string($1::text[], '|')",
            Engine::Mysql => {
                "select group_concat(w order by o separator '|') from json_table(?, '$[*]' columns (o for ordinality, w text path '$')) as j"
            }
        };
        let found = subject.database.read(&statement(sql, [list.clone()]), LIMIT).await.unwrap();
        assert_eq!(one(found), "a'\"|b\\|ü🦀", "{engine:?}");
    }
}

#[tokio::test]
async fn what_an_engine_cannot_hold_is_a_bad_value() {
    for engine in ENGINES {
        let subject = Subject::fresh(engine).await;
        let nul = Value::Text("a\0b".to_owned());
        for value in [nul.clone(), Value::List(DataType::Text, vec![nul])] {
            let cast = if engine == Engine::Postgres { "select $1::text" } else { "select ?" };
            let refused = subject.database.read(&statement(cast, [value]), LIMIT).await;
            assert!(matches!(refused, Err(Error::BadValue(_))), "{engine:?}: {refused:?}");
        }
    }
    let sqlite = Subject::fresh(Engine::Sqlite).await;
    let mariadb = Subject::fresh(Engine::Mysql).await;
    let beyond = statement("select ?", [Value::Integer(1 << 70)]);
    assert!(matches!(sqlite.database.read(&beyond, LIMIT).await, Err(Error::BadValue(_))));
    assert!(matches!(mariadb.database.read(&beyond, LIMIT).await, Err(Error::BadValue(_))));
    let postgres = Subject::fresh(Engine::Postgres).await;
    for (native, value) in
        [("integer", "1e9x"), ("smallint", "99999"), ("date", "2023-02-30"), ("uuid", "x")]
    {
        let sql = format!("select $1::{native}::text");
        let refused =
            postgres.database.read(&statement(&sql, [Value::Text(value.to_owned())]), LIMIT).await;
        assert!(matches!(refused, Err(Error::BadValue(_))), "{native}: {refused:?}");
    }
}
