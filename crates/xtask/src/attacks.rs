//! The list of attacks: every number is in it, and every test that it names exists.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use crate::command;

const LIST: &str = "docs/attacks.md";

/// The numbers of the catalogue, and of the generators.
const ATTACKS: std::ops::RangeInclusive<u8> = 1..=72;
const GENERATORS: std::ops::RangeInclusive<u8> = 1..=4;

pub(crate) fn check(complaints: &mut Vec<String>) -> Result<()> {
    let list = std::fs::read_to_string(LIST).context(LIST)?;
    let attacks = ATTACKS.map(|number| format!("T{number:02}"));
    for number in attacks.chain(GENERATORS.map(|number| format!("G{number}"))) {
        let rows = list.lines().filter(|line| line.starts_with(&format!("| {number} |"))).count();
        if rows != 1 {
            complaints.push(format!("{LIST} has {rows} rows for {number}, not one"));
        }
    }
    let tests = tests()?;
    for name in named(&list).filter(|name| !tests.contains(*name)) {
        complaints.push(format!("{LIST} names the test `{name}`, which does not exist"));
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

/// Every function of every test file.
fn tests() -> Result<BTreeSet<String>> {
    let files = command::output("git", &["ls-files", "crates/*/tests/*.rs"])
        .context("git ls-files failed")?;
    let mut found = BTreeSet::new();
    for path in files.lines().filter(|path| std::path::Path::new(path).exists()) {
        let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
        for line in text.lines() {
            let Some((_, rest)) = line.split_once("fn ") else { continue };
            found.extend(rest.split_once('(').map(|(name, _)| name.to_owned()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tests_are_told_from_codes() {
        let list = "`t01_nobody_makes_themselves_an_owner` says 403 `would_exceed_grantor`, see `docs/access-matrix.txt`";
        assert_eq!(named(list).collect::<Vec<_>>(), ["t01_nobody_makes_themselves_an_owner"]);
    }
}
