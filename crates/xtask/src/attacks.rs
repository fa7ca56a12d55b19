//! The lists of attacks: every number is in them, and every test that they name exists.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::command;

/// Numbers that each have one row of a page: letter, how many digits, the last number.
type Numbers = (&'static str, usize, u8);

const LISTS: [(&str, [Numbers; 2]); 2] = [
    ("docs/attacks.md", [("T", 2, 72), ("G", 1, 4)]),
    ("docs/data-attacks.md", [("D", 2, 39), ("P", 2, 42)]),
];

pub(crate) fn check(complaints: &mut Vec<String>) -> Result<()> {
    let tests = tests()?;
    for (page, numbers) in LISTS {
        let list = std::fs::read_to_string(page).context(page)?;
        for (letter, digits, last) in numbers {
            for number in 1..=last {
                let number = format!("{letter}{number:0digits$}");
                let start = format!("| {number} |");
                let rows = list.lines().filter(|line| line.starts_with(&start)).count();
                if rows != 1 {
                    complaints.push(format!("{page} has {rows} rows for {number}, not one"));
                }
            }
        }
        for name in named(&list).filter(|name| !tests.contains(*name)) {
            complaints.push(format!("{page} names the test `{name}`, which does not exist"));
        }
    }
    Ok(())
}

/// What stands in backticks and reads like the name of a test: four words or more.
fn named(list: &str) -> impl Iterator<Item = &str> {
    let quoted = list.split('`').skip(1).step_by(2);
    quoted.filter(|text| {
        text.matches('_').count() >= 3
            && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
    })
}

/// Every test of every crate.
fn tests() -> Result<BTreeSet<String>> {
    let files =
        command::output("git", &["ls-files", "crates/*.rs"]).context("git ls-files failed")?;
    let mut found = BTreeSet::new();
    for path in files.lines().filter(|path| std::path::Path::new(path).exists()) {
        let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
        found.extend(tests_of(&text).map(str::to_owned));
    }
    Ok(found)
}

/// The functions that an attribute marks as tests, and those that `on_both!` makes tests of.
fn tests_of(text: &str) -> impl Iterator<Item = &str> {
    let (mut is_marked, mut is_on_both) = (false, false);
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if is_on_both {
            is_on_both = line != "}";
            return is_on_both.then_some(line);
        }
        is_on_both = line == "on_both! {";
        if line.starts_with("#[") {
            is_marked |= line.contains("test]") || line.contains("test(");
            return None;
        }
        if !std::mem::take(&mut is_marked) {
            return None;
        }
        let (_, rest) = line.split_once("fn ")?;
        rest.split_once('(').map(|(name, _)| name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tests_are_told_from_codes() {
        let list = "`t01_nobody_makes_themselves_an_owner` says 403 `would_exceed_grantor`, see `docs/access-matrix.txt`";
        assert_eq!(named(list).collect::<Vec<_>>(), ["t01_nobody_makes_themselves_an_owner"]);
    }

    #[test]
    fn tests_are_told_from_what_they_use() {
        let text = "fn helper() {}\n#[tokio::test]\n#[ignore]\nasync fn a_test() {}\n#[inline]\nfn other() {}\n    #[test]\n    fn inner() {}\non_both! {\n    one\n    two\n}\nfn one() {}";
        assert_eq!(tests_of(text).collect::<Vec<_>>(), ["a_test", "inner", "one", "two"]);
    }
}
