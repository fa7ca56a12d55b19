//! Laws of the three values, for random predicates and rows; and the meaning's fixed points.

use bailiwick_policy::{Comparison, Operand, Predicate, Row, World, matches};
use bailiwick_schema::{ColumnIndex, Value};
use proptest::prelude::*;

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        (-2_i128..3).prop_map(Value::Integer),
        prop_oneof![Just(0.5), Just(-1.0), Just(2.0), Just(f64::INFINITY), Just(f64::NAN)]
            .prop_map(Value::Float),
        "[aA ]{0,2}".prop_map(Value::Text),
    ]
}

fn constant() -> impl Strategy<Value = Value> {
    value().prop_filter("literals are never null", |value| *value != Value::Null)
}

fn predicate() -> impl Strategy<Value = Predicate> {
    let column = || (0_usize..2).prop_map(ColumnIndex);
    let comparison = prop_oneof![
        Just(Comparison::Eq),
        Just(Comparison::Ne),
        Just(Comparison::Gt),
        Just(Comparison::Gte),
        Just(Comparison::Lt),
        Just(Comparison::Lte)
    ];
    let leaf = prop_oneof![
        (column(), comparison, constant()).prop_map(|(column, operator, value)| {
            Predicate::Compare { column, operator, operand: Operand::Value(value) }
        }),
        (column(), any::<bool>(), prop::collection::vec(constant(), 0..3))
            .prop_map(|(column, negated, values)| Predicate::In { column, negated, values }),
        (column(), any::<bool>()).prop_map(|(column, negated)| Predicate::Null { column, negated }),
        (column(), "[aA%_ ]{0,3}", any::<bool>()).prop_map(
            |(column, pattern, case_insensitive)| {
                Predicate::Like { column, pattern, case_insensitive }
            }
        ),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Predicate::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Predicate::Or),
            inner.prop_map(|part| Predicate::Not(Box::new(part))),
        ]
    })
}

fn says(predicate: &Predicate, row: &[Value]) -> Option<bool> {
    matches(predicate, &Row::new(row), &World::default())
}

fn not(predicate: &Predicate) -> Predicate {
    Predicate::Not(Box::new(predicate.clone()))
}

proptest! {
    #[test]
    fn not_turns_known_answers_and_keeps_unknown(part in predicate(), row in prop::collection::vec(value(), 2)) {
        prop_assert_eq!(says(&not(&part), &row), says(&part, &row).map(|truth| !truth));
    }

    #[test]
    fn de_morgan_holds(left in predicate(), right in predicate(), row in prop::collection::vec(value(), 2)) {
        let both = Predicate::And(vec![left.clone(), right.clone()]);
        let either = Predicate::Or(vec![not(&left), not(&right)]);
        prop_assert_eq!(says(&not(&both), &row), says(&either, &row));
    }

    #[test]
    fn order_does_not_matter(left in predicate(), right in predicate(), row in prop::collection::vec(value(), 2)) {
        let one = Predicate::And(vec![left.clone(), right.clone()]);
        let other = Predicate::And(vec![right, left]);
        prop_assert_eq!(says(&one, &row), says(&other, &row));
    }

    #[test]
    fn simplifying_keeps_the_meaning(parts in prop::collection::vec(predicate(), 0..4), row in prop::collection::vec(value(), 2)) {
        let plain = |parts: &[Predicate]| says(&Predicate::And(parts.to_vec()), &row);
        prop_assert_eq!(says(&Predicate::all(parts.clone()), &row), plain(&parts));
        prop_assert_eq!(says(&Predicate::any(parts.clone()), &row), says(&Predicate::Or(parts), &row));
    }

    #[test]
    fn a_list_is_a_chain_of_equalities(values in prop::collection::vec(constant(), 0..3), row in prop::collection::vec(value(), 2)) {
        let column = ColumnIndex(0);
        let chain = values.iter().map(|value| Predicate::Compare {
            column, operator: Comparison::Eq, operand: Operand::Value(value.clone()),
        });
        let chain = Predicate::Or(chain.collect());
        prop_assert_eq!(says(&Predicate::In { column, negated: false, values: values.clone() }, &row), says(&chain, &row));
        prop_assert_eq!(says(&Predicate::In { column, negated: true, values }, &row), says(&not(&chain), &row));
    }
}

#[test]
fn empty_lists_are_known_even_on_null() {
    let list = |negated| Predicate::In { column: ColumnIndex(0), negated, values: Vec::new() };
    assert_eq!(says(&list(false), &[Value::Null]), Some(false));
    assert_eq!(says(&list(true), &[Value::Null]), Some(true));
}

#[test]
fn patterns_mean_the_same_everywhere() {
    let like = |text: &str, pattern: &str, case_insensitive| {
        let row = [Value::Text(text.to_owned())];
        let pattern = pattern.to_owned();
        says(&Predicate::Like { column: ColumnIndex(0), pattern, case_insensitive }, &row)
            == Some(true)
    };
    assert!(like("abc", "a%", false) && !like("Abc", "a%", false) && like("Abc", "a%", true));
    assert!(like("a%b", "a\\%b", false) && !like("axb", "a\\%b", false));
    assert!(like("\\", "\\\\", false) && like("a", "\\a", false));
    assert!(like("日本", "__", false) && !like("日本", "_", false));
    assert!(!like("ä", "Ä", true), "only A-Z are folded");
    assert!(like("", "%", false) && !like("", "_", false) && !like("a ", "a", false));
    let long = "a".repeat(20_000);
    assert!(
        !like(&long, &"%a".repeat(200).replace("%a", "%a%b"), false),
        "no pattern takes exponential time"
    );
}

#[test]
fn text_is_exact() {
    for (left, right) in [("a ", "a"), ("a", "A"), ("1", "01"), ("é", "e\u{301}")] {
        let equal = Predicate::Compare {
            column: ColumnIndex(0),
            operator: Comparison::Eq,
            operand: Operand::Value(Value::Text(right.to_owned())),
        };
        assert_eq!(says(&equal, &[Value::Text(left.to_owned())]), Some(false));
    }
}
