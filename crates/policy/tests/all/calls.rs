//! An action that calls an address: what its author may write, and where what they may not is told.

use std::time::Duration;

use bailiwick_policy::{ActsAs, Format, Position, parse};

use crate::shop::checked;

/// An action that runs a statement and calls.
fn calling(call: &str) -> String {
    format!(
        "permissions: {{}}\nactions:\n  refund:\n    roles: [manager]\n    as: owner\n    tables: [main.orders]\n    run: [delete from orders where id = 1]\n    call: {call}\n"
    )
}

fn told(source: &str) -> String {
    let (_, problems) = checked(source);
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

#[test]
fn a_call_is_an_address_and_a_time() {
    for (call, url, seconds) in [
        ("{ url: https://billing.example.com/refunds }", "https://billing.example.com/refunds", 5),
        (
            "{ url: 'https://billing.example.com:8443/r?a=1', timeout: 30s }",
            "https://billing.example.com:8443/r?a=1",
            30,
        ),
        ("{ timeout: 1s, url: 'http://127.0.0.1:9000/' }", "http://127.0.0.1:9000/", 1),
        ("{ url: 'http://localhost/x' }", "http://localhost/x", 5),
    ] {
        let (policy, _) = checked(&calling(call));
        let call = policy.actions[0].call.as_ref().unwrap();
        assert_eq!((call.url.as_str(), call.timeout), (url, Duration::from_secs(seconds)));
        assert!(!policy.actions[0].changes_nothing() && !policy.actions[0].is_undone_by_callers());
    }
}

#[test]
fn what_is_wrong_with_a_call_is_told_where_it_stands() {
    let cases = [
        "https://billing.example.com/",
        "{}",
        "{ timeout: 5s }",
        "{ url: https://billing.example.com/, method: PUT }",
        "{ url: 7 }",
        "{ url: billing.example.com/refunds }",
        "{ url: http://billing.example.com/refunds }",
        "{ url: http://10.0.0.1/refunds }",
        "{ url: 'ftp://billing.example.com/' }",
        "{ url: 'https://user:secret@billing.example.com/' }",
        "{ url: 'https://billing.example.com/#part' }",
        "{ url: 'https://$input.host/refunds' }",
        "{ url: 'https://billing.example.com/{id}' }",
        "{ url: 'https://billing.example.com/$user.id' }",
        "{ url: https://billing.example.com/, timeout: 31s }",
        "{ url: https://billing.example.com/, timeout: 0s }",
        "{ url: https://billing.example.com/, timeout: 5 }",
        "{ url: https://billing.example.com/, timeout: 1m }",
        "{ url: https://billing.example.com/, timeout: -1s }",
        "{ url: https://billing.example.com/, timeout: s }",
    ];
    let text: String = cases
        .iter()
        .map(|case| {
            let told = told(&calling(case));
            assert!(!told.is_empty() && !told.contains("secret@"), "{case}: {told}");
            format!("{case}\n  {told}")
        })
        .collect();
    insta::assert_snapshot!(text);
}

#[test]
fn an_action_may_only_call() {
    let source = |keys: &str| {
        format!(
            "permissions: {{}}\nactions:\n  ping:\n    roles: [manager]\n    call: {{ url: https://hook.example/ }}\n{keys}"
        )
    };
    let (policy, problems) = checked(&source(""));
    assert_eq!(problems, [], "nothing of it runs as the owner");
    let action = &policy.actions[0];
    assert_eq!((action.connection.as_str(), action.acts_as), ("main", ActsAs::User));
    assert!(action.statements.is_empty() && !action.changes_nothing());
    for key in ["as: owner", "tables: [main.orders]"] {
        let told = told(&source(&format!("    {key}\n")));
        assert!(told.contains("of statements, and has none"), "{key}: {told}");
    }
    let neither = told("permissions: {}\nactions:\n  ping: { roles: [manager] }\n");
    assert!(
        neither.contains("`ping` has no `run`: its SQL statements (or a `call`, or both)"),
        "{neither}"
    );
}

#[test]
fn a_document_says_where_it_first_calls() {
    let first = |source: &str| parse(source, Format::Yaml).unwrap().first_call();
    let call = calling("{ url: https://hook.example/ }");
    assert_eq!(first(&call), Some(Position { line: 8, column: 5 }));
    assert_eq!(first("permissions: {}\n"), None);
}
