//! What each role may do, from a document as it is written: for people to look over, never for judging.

use std::collections::{HashMap, HashSet};

use crate::action::ActsAs;
use crate::compiled::Operation;
use crate::document::{ActionSource, CheckSource, Document, OperationSource, PermissionSource};

/// How much of a table an operation reaches for a role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Every row and every column, and no rule on what is written.
    Full,
    /// Something narrows it: rows, columns, masks, a limit, rules. Two permissions that together leave nothing out are
    /// still this: to see that takes a proof.
    Filtered,
    /// No permission of the role grants it.
    None,
}

/// A cell of the table of roles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OperationReach {
    /// How much.
    pub reach: Reach,
    /// The permissions that grant it, in document order.
    pub permissions: Vec<String>,
}

/// What a role may do with a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableReach {
    /// As permissions name it.
    pub table: String,
    /// Reading.
    pub select: OperationReach,
    /// Adding.
    pub insert: OperationReach,
    /// Changing.
    pub update: OperationReach,
    /// Removing.
    pub delete: OperationReach,
}

/// An action of a role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionReach {
    /// Its name.
    pub name: String,
    /// Its statements run without the policy.
    pub is_owner: bool,
    /// The address that it calls after the commit.
    pub calls: Option<String>,
}

/// What a role may do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleReach {
    /// The role.
    pub role: String,
    /// The permissions that name it, in document order.
    pub permissions: Vec<String>,
    /// The actions that name it, in document order.
    pub actions: Vec<ActionReach>,
    /// Every table that some permission of the document names, in the order in which they are first named.
    pub tables: Vec<TableReach>,
}

/// Roles times tables that are told of at most: beyond, nobody looks it over, and it would fill the memory.
const MOST_CELLS: usize = 20_000;

/// The roles that a document names, in the order in which it first names them, permissions before actions; none where
/// they and its tables are more than anybody looks over.
pub fn overview(document: &Document) -> Option<Vec<RoleReach>> {
    let tables =
        once(document.permissions.iter().map(|permission| permission.table.value.as_str()));
    let of_permissions = document.permissions.iter().flat_map(|permission| &permission.roles);
    let of_actions = document.actions.iter().flat_map(|action| &action.roles);
    let roles = once(of_permissions.chain(of_actions).map(|role| role.value.as_str()));
    if roles.len().saturating_mul(tables.len()) > MOST_CELLS {
        return None;
    }
    let mut permissions: HashMap<&str, Vec<&PermissionSource>> = HashMap::new();
    for permission in &document.permissions {
        for role in once(permission.roles.iter().map(|role| role.value.as_str())) {
            permissions.entry(role).or_default().push(permission);
        }
    }
    let mut actions: HashMap<&str, Vec<&ActionSource>> = HashMap::new();
    for action in &document.actions {
        for role in once(action.roles.iter().map(|role| role.value.as_str())) {
            actions.entry(role).or_default().push(action);
        }
    }
    let told = roles.into_iter().map(|role| {
        let permissions = permissions.remove(role).unwrap_or_default();
        of_role(role, &permissions, &actions.remove(role).unwrap_or_default(), &tables)
    });
    Some(told.collect())
}

/// Each name where it first stands.
fn once<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}

fn of_role(
    role: &str,
    permissions: &[&PermissionSource],
    actions: &[&ActionSource],
    tables: &[&str],
) -> RoleReach {
    let mut by_table: HashMap<&str, Vec<&PermissionSource>> = HashMap::new();
    for permission in permissions {
        by_table.entry(permission.table.value.as_str()).or_default().push(permission);
    }
    RoleReach {
        role: role.to_owned(),
        permissions: permissions.iter().map(|permission| permission.slug.value.clone()).collect(),
        actions: actions
            .iter()
            .map(|action| ActionReach {
                name: action.name.value.clone(),
                is_owner: action.acts_as == Some(ActsAs::Owner),
                calls: action.call.as_ref().map(|source| source.call.url.to_string()),
            })
            .collect(),
        tables: tables
            .iter()
            .map(|table| of_table(by_table.get(table).map_or(&[], Vec::as_slice), table))
            .collect(),
    }
}

fn of_table(here: &[&PermissionSource], table: &str) -> TableReach {
    let cell = |operation: Operation| {
        let granted: Vec<(&str, &OperationSource)> = here
            .iter()
            .filter_map(|one| Some((one.slug.value.as_str(), part(one, operation)?)))
            .collect();
        let reach = match granted.as_slice() {
            [] => Reach::None,
            granted if granted.iter().any(|(_, part)| is_whole(part)) => Reach::Full,
            _ => Reach::Filtered,
        };
        let permissions = granted.iter().map(|(slug, _)| (*slug).to_owned()).collect();
        OperationReach { reach, permissions }
    };
    // An update or a delete reaches only rows that can be read, where any can.
    let reads: Vec<&OperationSource> = here.iter().filter_map(|one| one.select.as_ref()).collect();
    let reads_all = reads.is_empty() || reads.iter().any(|part| has_all_rows(part));
    let of_rows_read = |operation: Operation| {
        let cell = cell(operation);
        let is_narrowed = cell.reach == Reach::Full && !reads_all;
        OperationReach { reach: if is_narrowed { Reach::Filtered } else { cell.reach }, ..cell }
    };
    TableReach {
        table: table.to_owned(),
        select: cell(Operation::Select),
        insert: cell(Operation::Insert),
        update: of_rows_read(Operation::Update),
        delete: of_rows_read(Operation::Delete),
    }
}

fn part(permission: &PermissionSource, operation: Operation) -> Option<&OperationSource> {
    match operation {
        Operation::Select => permission.select.as_ref(),
        Operation::Insert => permission.insert.as_ref(),
        Operation::Update => permission.update.as_ref(),
        Operation::Delete => permission.delete.as_ref(),
    }
}

fn has_all_rows(part: &OperationSource) -> bool {
    part.filter.as_ref().is_none_or(|filter| filter.parts.is_empty())
}

/// Nothing narrows it. A `default` fills in what a client leaves out, and an aggregate is one more thing: neither does.
fn is_whole(part: &OperationSource) -> bool {
    let has_check =
        matches!(&part.check, Some(CheckSource::Conditions(checks)) if !checks.parts.is_empty());
    has_all_rows(part)
        && part.columns.is_none()
        && part.limit.is_none()
        && part.mask.is_empty()
        && part.validate.is_empty()
        && part.overwrite.is_empty()
        && !has_check
}
