//! The dialect: what is read, what is refused, and that nothing makes the reader panic.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use bailiwick_query::{
    Condition, Form, Is, Limits, Operator, Request, RequestInput, SelectItem, Test, parse,
};
use proptest::prelude::*;

fn read(query: &str) -> Result<Request, (u16, &'static str)> {
    let input = RequestInput {
        method: "GET",
        table: "orders",
        query: Some(query),
        ..RequestInput::default()
    };
    parse(&input, &Limits::default()).map_err(|refusal| (refusal.status, refusal.code))
}

fn post(body: &str) -> Result<Request, (u16, &'static str)> {
    let input = RequestInput {
        method: "POST",
        table: "orders",
        body: body.as_bytes(),
        ..RequestInput::default()
    };
    parse(&input, &Limits::default()).map_err(|refusal| (refusal.status, refusal.code))
}

fn condition(query: &str) -> Condition {
    read(query).unwrap().node.conditions.remove(0)
}

fn test(column: &str, operator: Operator) -> Condition {
    Condition::Test(Test { column: column.to_owned(), path: None, operator })
}

#[test]
fn operators_are_read_with_their_operands_as_typed() {
    let text = |text: &str| text.to_owned();
    for (query, expected) in [
        ("a=eq.5", test("a", Operator::Eq(text("5")))),
        ("a=eq.", test("a", Operator::Eq(text("")))),
        ("a=eq.x.y,z(", test("a", Operator::Eq(text("x.y,z(")))),
        ("a=neq.%22q%22", test("a", Operator::Neq(text("\"q\"")))),
        ("a=gt.1", test("a", Operator::Gt(text("1")))),
        ("a=gte.1", test("a", Operator::Gte(text("1")))),
        ("a=lt.1", test("a", Operator::Lt(text("1")))),
        ("a=lte.1", test("a", Operator::Lte(text("1")))),
        ("a=isdistinct.1", test("a", Operator::IsDistinct(text("1")))),
        ("a=like.*x*", test("a", Operator::Like(text("%x%")))),
        ("a=ilike.x%25", test("a", Operator::Ilike(text("x%")))),
        ("a=in.(1,2,\"x,y\")", test("a", Operator::In(vec![text("1"), text("2"), text("x,y")]))),
        ("a=in.()", test("a", Operator::In(vec![]))),
        ("a=is.null", test("a", Operator::Is(Is::Null))),
        ("a=is.TRUE", test("a", Operator::Is(Is::True))),
        ("a=not.eq.5", Condition::Not(Box::new(test("a", Operator::Eq(text("5")))))),
        ("\"a.b\"=eq.1", test("a.b", Operator::Eq(text("1")))),
        ("first+name=eq.x", test("first name", Operator::Eq(text("x")))),
    ] {
        assert_eq!(condition(query), expected, "{query}");
    }
}

#[test]
fn logic_nests_and_negates() {
    let is = |column: &str, value: &str| test(column, Operator::Eq(value.to_owned()));
    assert_eq!(
        condition("or=(a.eq.1,and(b.eq.2,c.not.eq.\"3)\"),not.or(d.eq.4))"),
        Condition::Or(vec![
            is("a", "1"),
            Condition::And(vec![is("b", "2"), Condition::Not(Box::new(is("c", "3)")))]),
            Condition::Not(Box::new(Condition::Or(vec![is("d", "4")]))),
        ])
    );
    assert_eq!(
        condition("not.and=(a.eq.1,b.in.(1,2))"),
        Condition::Not(Box::new(Condition::And(vec![
            is("a", "1"),
            test("b", Operator::In(vec!["1".to_owned(), "2".to_owned()])),
        ])))
    );
}

#[test]
fn embeds_take_their_own_filters_order_and_limit() {
    let request = read(
        "select=id,total:amount::text,mine:customers!fk!inner(name,orders(*))\
         &mine.name=eq.Ada&mine.orders.limit=2&mine.orders.order=id.desc.nullslast&mine.or=(a.eq.1,b.eq.2)",
    )
    .unwrap();
    let items = request.node.select.unwrap();
    let SelectItem::Embed(embed) = &items[2] else { panic!("an embed") };
    assert_eq!((embed.key(), embed.name.as_str()), ("mine", "customers"));
    assert_eq!((embed.hint.as_deref(), embed.is_inner), (Some("fk"), true));
    assert_eq!(embed.node.conditions.len(), 2);
    let SelectItem::Embed(inner) = &embed.node.select.as_ref().unwrap()[1] else {
        panic!("an embed")
    };
    assert_eq!(inner.node.limit, Some(2));
    assert!(inner.node.order[0].descending);
    assert_eq!(inner.node.order[0].nulls_first, Some(false));
}

#[test]
fn what_is_wrong_is_refused_with_its_code() {
    let deep = format!("or={}a.eq.1{}", "(and".repeat(5_000), ")".repeat(5_000));
    let nested = "or=(and(or(and(or(and(a.eq.1))))))";
    let many = (0..51).map(|n| format!("c{n}=eq.1")).collect::<Vec<_>>().join("&");
    let embeds = (0..21).map(|n| format!("e{n}:orders(*)")).collect::<Vec<_>>().join(",");
    let embeds = format!("select={embeds}");
    let long = format!("a=in.({})", vec!["1"; 1001].join(","));
    for (query, status, code) in [
        ("a=5", 400, "PGRST100"),
        ("a=foo.5", 400, "PGRST100"),
        ("a=in.5", 400, "PGRST100"),
        ("a=in.(1", 400, "PGRST100"),
        ("a=is.5", 400, "PGRST100"),
        ("or=(a.eq.1", 400, "PGRST100"),
        ("or=a.eq.1", 400, "PGRST100"),
        ("or=()", 400, "PGRST100"),
        (&deep, 400, "PGRST120"),
        (nested, 400, "PGRST120"),
        (&many, 400, "PGRST120"),
        (&long, 400, "PGRST120"),
        ("select=a(b(c(d(e))))", 400, "PGRST120"),
        (&embeds, 400, "PGRST120"),
        ("select=a,,b", 400, "PGRST100"),
        ("select=a)", 400, "PGRST100"),
        ("select=a(b", 400, "PGRST100"),
        ("select=total.sum", 400, "PGRST100"),
        ("select=total.median()", 400, "PGRST100"),
        ("select=total::text.sum()", 406, "PGRST127"),
        ("select=count()(a)", 400, "PGRST100"),
        ("select=a:...customers(name)", 400, "PGRST100"),
        ("select=...customers", 400, "PGRST100"),
        ("select=data->>name->x", 400, "PGRST100"),
        ("select=data->", 400, "PGRST100"),
        ("select=data->a.sum()", 406, "PGRST127"),
        ("select=data->2147483648", 400, "PGRST120"),
        ("select=data->a->a->a->a->a->a->a->a->a->a->a", 400, "PGRST120"),
        ("data->>a->b=eq.1", 400, "PGRST100"),
        ("a=fts(english.cat", 400, "PGRST100"),
        ("a=fts(english)cat", 400, "PGRST100"),
        ("or=(a.cs.{1,b.eq.2)", 400, "PGRST100"),
        ("a=eq(any).(1,2)", 400, "PGRST100"),
        ("a=in(any).{1,2}", 400, "PGRST100"),
        ("other.a=eq.1", 400, "PGRST108"),
        ("order=a.up", 400, "PGRST100"),
        ("order=customers(name", 400, "PGRST100"),
        ("order=customers()", 400, "PGRST100"),
        ("limit=-1", 400, "PGRST100"),
        ("limit=1.5", 400, "PGRST100"),
        ("limit=NaN", 400, "PGRST100"),
        ("limit=%2B1", 400, "PGRST100"),
        ("limit=99999999999999999999", 400, "PGRST100"),
        ("limit=1&limit=2", 400, "PGRST100"),
        ("select=a&select=b", 400, "PGRST100"),
        ("a=like.x%5C", 400, "PGRST100"),
        ("a=eq.%00", 400, "PGRST100"),
        ("a=eq.%ff", 400, "PGRST100"),
        ("on_conflict=", 400, "PGRST100"),
        ("on_conflict=id&on_conflict=id", 400, "PGRST100"),
    ] {
        assert_eq!(read(query).map(|_| ()), Err((status, code)), "{query}");
    }
}

#[test]
fn bodies_are_read_exactly_or_not_at_all() {
    let request = post(r#"[{"a": 9007199254740993, "b": 0.10, "c": {"x": [1]}}]"#).unwrap();
    assert!(request.is_bulk);
    assert_eq!(request.rows[0]["a"].to_string(), "9007199254740993");
    assert_eq!(request.rows[0]["b"].to_string(), "0.10");
    for body in [
        "",
        "{",
        "5",
        "[5]",
        "[[]]",
        "null",
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"[{"a":1},{"b":{"x":1,"y":2,"x":3}}]"#,
        r#"{"a":{"$serde_json::private::Number":"1"}}"#,
        "{\"a\":1}x",
        "{\"a\":1e}",
    ] {
        assert_eq!(post(body).map(|_| ()), Err((400, "PGRST102")), "{body}");
    }
    assert!(post(r#"[{"a":{"x":1}},{"a":{"x":1}}]"#).is_ok(), "the same key in two objects");
    assert!(post(r#"{"a":"{\"a\":1,\"a\":2}"}"#).is_ok(), "braces inside a text");
}

#[test]
fn headers_decide_window_profile_and_shape() {
    let with = |change: &dyn Fn(&mut RequestInput<'static>)| {
        let mut input = RequestInput { method: "GET", table: "orders", ..RequestInput::default() };
        change(&mut input);
        parse(&input, &Limits::default()).map_err(|refusal| (refusal.status, refusal.code))
    };
    let ranged = with(&|input| input.range = Some("10-14")).unwrap();
    assert_eq!((ranged.node.offset, ranged.node.limit), (10, Some(5)));
    assert_eq!(with(&|input| input.range = Some("9-3")), Err((416, "PGRST103")));
    let profile = with(&|input| input.accept_profile = Some("shop.sales")).unwrap();
    assert_eq!(
        (profile.connection.as_str(), profile.namespace.as_deref()),
        ("shop", Some("sales"))
    );
    assert_eq!(
        with(&|input| input.accept = Some("application/vnd.pgrst.object+json")).unwrap().form,
        Form::Single
    );
    assert_eq!(with(&|input| input.accept = Some("text/csv")).unwrap().form, Form::Csv);
    assert_eq!(with(&|input| input.accept = Some("text/xml")), Err((406, "PGRST107")));
    let preferences = with(&|input| {
        input.prefer =
            vec!["return=representation, count=exact", "tx=rollback, max-affected=3, masked"];
    });
    let preferences = preferences.unwrap().preferences;
    assert!(preferences.count && preferences.rollback && preferences.masked);
    assert_eq!(preferences.max_affected, Some(3));
    assert!(with(&|input| input.prefer = vec!["nonsense=1"]).is_ok());
    assert_eq!(
        with(&|input| input.prefer = vec!["handling=strict, nonsense=1"]),
        Err((400, "PGRST122"))
    );
    assert_eq!(with(&|input| input.method = "PURGE"), Err((405, "PGRST117")));
    assert_eq!(with(&|input| input.table = "rpc/add"), Err((404, "PGRST202")));
    assert_eq!(with(&|input| input.table = "or%20ders").unwrap().table, "or ders");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_query_string_makes_the_reader_panic(
        query in "(select|order|or|not\\.and|a|a\\.b|limit|columns|%[0-9a-f]{2})?=?[-a-z.,()!:*\"\\\\%0-9 &=é>]{0,60}"
    ) {
        let _ = read(&query);
    }

    #[test]
    fn no_body_makes_the_reader_panic(body in "[\\[\\]{}\",:\\\\a1u0 é-]{0,40}") {
        let _ = post(&body);
    }

    #[test]
    fn any_value_survives_quoting(value in "[^\0]{0,20}") {
        let quoted = format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
        let encoded: String = quoted.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let found = condition(&format!("a=in.({encoded})"));
        prop_assert_eq!(found, test("a", Operator::In(vec![value])));
    }
}
