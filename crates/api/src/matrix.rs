//! The access matrix: roles down, operations across, made from the declarations that the router uses. It is committed, so
//! that a change of who may do what is a line that a reviewer reads.

use std::fmt::Write;

use bailiwick_access::{Action, ActionSet, SystemRole, TEMPLATES};

use crate::operation::{Besides, Needs, Operation, Target};
use crate::operations;

const HEAD: &str = "\
Who may do what: made by `cargo xtask generate`, held by a test. Every operation is listed with what it needs; below, each
system role and each template says of each operation

  yes    it may, wherever it was given and on what it was given for
  part   it may where nothing is production
  -      it may not

An operation of the account, of the operator or of anyone asks for no role and has no column.
";

/// The whole text.
pub fn matrix() -> String {
    let mut text = HEAD.to_owned();
    let mut nouns: Vec<&str> = Vec::new();
    for operation in operations() {
        if !nouns.contains(&noun(operation)) {
            nouns.push(noun(operation));
        }
    }
    for noun in nouns {
        block(&mut text, noun);
    }
    text
}

/// `/api/v1/organizations/{organization}/teams/{team}/roles` is about `teams`: what the first segment after the
/// organization, or after the version, says.
fn noun(operation: &Operation) -> &'static str {
    let path = operation.path.trim_start_matches("/api/v1/");
    let inner = path.strip_prefix("organizations/{organization}/").unwrap_or(path);
    let nested = inner.strip_prefix("projects/{project}/").unwrap_or(inner);
    let nested = nested.strip_prefix("instances/{instance}/").unwrap_or(nested);
    let nested = nested.strip_prefix("databases/{database}/").unwrap_or(nested);
    nested.trim_start_matches('/').split('/').next().unwrap_or(nested)
}

fn block(text: &mut String, name: &str) {
    let all = || operations().iter().copied().filter(|operation| noun(operation) == name);
    let width = all().map(|operation| operation.id.len()).max().unwrap_or(0);
    let _ = writeln!(text, "\n== {name}\n");
    for operation in all() {
        let path = operation.path.trim_start_matches("/api/v1");
        let mut needs = needs(operation.needs);
        for besides in operation.besides {
            needs += &match besides {
                Besides::Always(action, target) => {
                    format!(", and {action} on the {}", target_name(*target))
                }
                Besides::Sometimes(action, when) => format!(", and {action} {when}"),
            };
        }
        if operation.interactive_only {
            needs += ", by a person who signed in lately";
        }
        let _ = writeln!(
            text,
            "{:<width$}  {:<6} {path}\n{:<width$}         needs {needs}",
            operation.id,
            operation.method.as_str(),
            "",
        );
    }
    let judged: Vec<&Operation> =
        all().filter(|operation| !actions(operation).is_empty()).collect();
    if judged.is_empty() {
        return;
    }
    let roles = roles();
    let first = roles.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let _ = writeln!(text);
    line(text, first, "", judged.iter().map(|operation| (operation.id, operation.id.len())));
    for (role, held) in &roles {
        let cells = judged.iter().map(|operation| (cell(*held, operation), operation.id.len()));
        line(text, first, role, cells);
    }
}

fn line<'a>(
    text: &mut String,
    first: usize,
    name: &str,
    cells: impl Iterator<Item = (&'a str, usize)>,
) {
    let mut line = format!("{name:<first$}");
    for (cell, width) in cells {
        let _ = write!(line, "  {cell:<width$}");
    }
    let _ = writeln!(text, "{}", line.trim_end());
}

fn roles() -> Vec<(String, ActionSet)> {
    let system = SystemRole::ALL.iter().map(|role| (role.name().to_owned(), role.actions()));
    let templates = TEMPLATES.iter().map(|template| {
        let held = template
            .permissions
            .iter()
            .fold(ActionSet::of(&[Action::OrganizationView]), |held, permission| {
                held.union(permission.actions())
            });
        (format!("Template {}", template.name), held)
    });
    system.chain(templates).collect()
}

/// What is not production, then what is.
fn actions(operation: &Operation) -> Vec<Action> {
    match operation.needs {
        Needs::Action(action, _) | Needs::Somewhere(action, _) => vec![action],
        Needs::ByProduction { otherwise, production, .. } => vec![otherwise, production],
        Needs::Public | Needs::Account | Needs::Credential | Needs::Member | Needs::Operator => {
            Vec::new()
        }
    }
}

fn cell(held: ActionSet, operation: &Operation) -> &'static str {
    let has_always = |besides: &Besides| match besides {
        Besides::Always(action, _) => held.contains(*action),
        Besides::Sometimes(..) => true,
    };
    if !operation.besides.iter().all(has_always) {
        return "-";
    }
    let actions = actions(operation);
    match actions.iter().filter(|action| held.contains(**action)).count() {
        0 => "-",
        count if count == actions.len() => "yes",
        // Whoever holds the action for production holds the other one: `access` has it so in its table.
        _ => "part",
    }
}

fn needs(needs: Needs) -> String {
    match needs {
        Needs::Public => "nothing".to_owned(),
        Needs::Account => "an account".to_owned(),
        Needs::Credential => "any live credential".to_owned(),
        Needs::Member => "a membership, or a service token of the organization".to_owned(),
        Needs::Operator => "an operator of the server, signed in".to_owned(),
        Needs::Action(action, target) => format!("{action} on the {}", target_name(target)),
        Needs::Somewhere(action, target) => {
            format!("{action} on the {} or on something in it", target_name(target))
        }
        Needs::ByProduction { otherwise, production, target } => format!(
            "{otherwise} on the {}, {production} where it is production",
            target_name(target)
        ),
    }
}

fn target_name(target: Target) -> &'static str {
    match target {
        Target::Organization => "organization",
        Target::Project => "project",
        Target::Instance => "instance",
        Target::Database => "database",
        Target::Branch => "branch",
    }
}
