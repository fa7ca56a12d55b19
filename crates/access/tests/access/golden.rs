//! The checked-in tables: the numbers of actions, which never change, and the matrix of roles and actions, which
//! people read. Run with `BLESS=1` to write what a deliberate change makes of them.

use std::fmt::Write as _;
use std::path::PathBuf;

use bailiwick_access::*;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

#[test]
fn an_action_keeps_its_number_and_its_name_for_ever() {
    let path = golden("actions.txt");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let table: Vec<_> =
        Action::ALL.iter().map(|action| format!("{} {action}", action.number())).collect();
    for (place, line) in kept.lines().enumerate() {
        assert_eq!(
            table.get(place).map(String::as_str),
            Some(line),
            "numbers are never reused and names never change: add new actions at the end"
        );
    }
    if is_blessing() {
        std::fs::write(&path, table.join("\n") + "\n").unwrap();
    } else {
        assert_eq!(kept.lines().count(), table.len(), "new actions: run this test with BLESS=1");
    }
}

#[test]
fn the_matrix_of_roles_and_actions_is_the_one_that_was_agreed() {
    let path = golden("matrix.txt");
    let now = matrix();
    if is_blessing() {
        std::fs::write(&path, &now).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        now,
        "if meant, run this test with BLESS=1"
    );
}

/// Roles down, actions across; below the system roles every level of every area.
fn matrix() -> String {
    let mut rows: Vec<(String, ActionSet)> =
        SystemRole::ALL.iter().map(|role| (role.name().to_owned(), role.actions())).collect();
    for area in Area::ALL {
        for level in area.levels() {
            rows.push((format!("{}: {}", area.title(), level.title()), area.actions(*level)));
        }
    }
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    let height = Action::ALL.iter().map(|action| action.as_str().len()).max().unwrap_or(0);
    for line in 0..height {
        let letters = Action::ALL.iter().map(|action| {
            let name = action.as_str().as_bytes();
            let blank = height - name.len();
            if line < blank { ' ' } else { char::from(name[line - blank]) }
        });
        let letters = letters.fold(String::new(), |mut row, letter| {
            row.push(' ');
            row.push(letter);
            row
        });
        writeln!(text, "{:width$} {}", "", letters.trim_end()).unwrap();
    }
    for (name, actions) in rows {
        write!(text, "{name:width$} ").unwrap();
        for action in Action::ALL {
            text.push(' ');
            text.push(if actions.contains(*action) { '#' } else { '.' });
        }
        text.push('\n');
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn names_are_a_noun_and_a_verb_and_no_two_are_alike() {
    let mut seen = std::collections::BTreeSet::new();
    for action in Action::ALL {
        let name = action.as_str();
        assert!(seen.insert(name), "`{name}` twice");
        assert_eq!(name.split('.').count(), 2, "{name}");
        assert!(name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'.')), "{name}");
        assert_eq!(name.parse(), Ok(*action));
        if let Some((area, level)) = action.comes_with() {
            assert!(area.levels().contains(&level), "{name} comes with a level that {area} lacks");
            let is_organizational = action.level_of() == Reach::Organization;
            let is_of_projects = *action == Action::ProjectsCreate;
            assert_eq!(
                area.scope() == Reach::Organization,
                is_organizational && !is_of_projects,
                "{name}"
            );
        }
    }
    assert!("projects.View".parse::<Action>().is_err());
}
