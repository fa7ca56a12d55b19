//! What would allow what is asked, the least first.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick_policy::{Explained, Operation, Policy, Standing, User};

use super::{Asked, ColumnExplained, Extent, Verdict};

/// What is to be changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FixKind {
    /// A column of a permission.
    AddColumns,
    /// A claim of the user's token.
    GiveClaim,
    /// The condition of a permission.
    WidenWhere,
    /// An operation of a permission.
    AddOperation,
    /// A role that a permission names.
    NameRole,
    /// A role of the user.
    GiveRole,
    /// A new permission.
    AddPermission,
}

impl FixKind {
    /// As the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            FixKind::AddColumns => "add_columns",
            FixKind::GiveClaim => "give_claim",
            FixKind::WidenWhere => "widen_where",
            FixKind::AddOperation => "add_operation",
            FixKind::NameRole => "name_role",
            FixKind::GiveRole => "give_role",
            FixKind::AddPermission => "add_permission",
        }
    }
}

/// One way to allow it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What is to be changed.
    pub kind: FixKind,
    /// The permission that it is about.
    pub permission: Option<String>,
    /// The role that it is about.
    pub role: Option<String>,
    /// In words.
    pub sentence: String,
    /// How much it gives: operations on tables, or columns.
    pub extra: u64,
}

impl Asked<'_> {
    pub(super) fn fixes(
        &self,
        verdict: &Verdict,
        allowed: bool,
        columns: &[(String, ColumnExplained)],
    ) -> Vec<Fix> {
        let mut fixes = if allowed { Vec::new() } else { self.allowing(verdict) };
        if allowed {
            fixes.extend(self.showing(verdict, columns));
        }
        fixes.sort_by_key(|one| (one.extra, one.kind));
        fixes
    }

    fn allowing(&self, verdict: &Verdict) -> Vec<Fix> {
        let (user, operation) = (&self.question.user, self.question.operation);
        let mut fixes = Vec::new();
        let mut roles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (place, one) in self.explained.iter().enumerate() {
            let slug = one.permission.slug.as_str();
            let fix = |kind, sentence, extra| Fix {
                kind,
                permission: Some(slug.to_owned()),
                role: None,
                sentence,
                extra,
            };
            match one.standing {
                Standing::LacksRole if one.granted.is_some() && verdict.admits(place) => {
                    for role in &one.permission.roles {
                        roles.entry(role).or_default().push(slug);
                    }
                    for role in &user.roles {
                        let sentence = format!("name `{role}` among the roles of `{slug}`");
                        let named = fix(FixKind::NameRole, sentence, granted_by(one));
                        fixes.push(Fix { role: Some(role.clone()), ..named });
                    }
                }
                Standing::LacksOperation if one.has_role => {
                    let sentence = format!("let `{slug}` grant `{}`", operation.as_str());
                    fixes.push(fix(FixKind::AddOperation, sentence, 1));
                }
                Standing::LacksValue => {
                    let sentence =
                        format!("give the user's token what `{slug}` asks for: {}", one.reason);
                    fixes.push(fix(FixKind::GiveClaim, sentence, 1));
                }
                Standing::Applies if !verdict.admits(place) => {
                    let against = verdict.against.get(place).map(Vec::as_slice).unwrap_or_default();
                    let sentence = match operation {
                        Operation::Insert => {
                            format!("let `{slug}` admit the row: {}", against.join("; "))
                        }
                        _ => format!(
                            "let `where` of `{slug}` admit the row, for which it does not hold: {}",
                            against.join(" and ")
                        ),
                    };
                    fixes.push(fix(FixKind::WidenWhere, sentence, 1));
                }
                _ => {}
            }
        }
        fixes.extend(roles.iter().map(|(role, slugs)| self.give_role(role, slugs)));
        if !verdict.is_visible && operation != Operation::Select {
            fixes.push(Fix {
                kind: FixKind::AddPermission,
                permission: None,
                role: None,
                sentence: "let the user read the row: a write reaches no other".to_owned(),
                extra: 1,
            });
        }
        if !self.explained.iter().any(|one| one.standing != Standing::LacksOperation) {
            fixes.push(self.new_permission());
        }
        fixes
    }

    fn give_role(&self, role: &str, slugs: &[&str]) -> Fix {
        let quoted: Vec<String> = slugs.iter().map(|slug| format!("`{slug}`")).collect();
        Fix {
            kind: FixKind::GiveRole,
            permission: slugs.first().filter(|_| slugs.len() == 1).map(|slug| (*slug).to_owned()),
            role: Some(role.to_owned()),
            sentence: format!("give the user the role `{role}`, for {}", quoted.join(", ")),
            extra: activated(&self.subject.compiled.policy, &self.question.user, role),
        }
    }

    fn new_permission(&self) -> Fix {
        let role = self.question.user.roles.first();
        let whom = role
            .map_or_else(|| "a role that the user is given".to_owned(), |role| format!("`{role}`"));
        let (operation, table) = (self.question.operation.as_str(), &self.subject.shape().name);
        Fix {
            kind: FixKind::AddPermission,
            permission: None,
            role: role.cloned(),
            sentence: format!(
                "add a permission on `{}.{table}` that grants `{operation}` to {whom}",
                self.subject.connection
            ),
            extra: 1,
        }
    }

    /// Columns that are not granted, or not whole, by the permissions that count.
    fn showing(&self, verdict: &Verdict, columns: &[(String, ColumnExplained)]) -> Vec<Fix> {
        let mut fixes = Vec::new();
        for (place, one) in self.explained.iter().enumerate() {
            let Some(granted) = one.granted.as_ref().filter(|_| self.counts(place, verdict)) else {
                continue;
            };
            let shape = self.subject.shape();
            let missing: BTreeSet<&str> = columns
                .iter()
                .filter(|(name, column)| {
                    column.granted == Extent::No
                        && shape.column(name).is_some_and(|(at, _)| !granted.columns.contains(at))
                })
                .map(|(name, _)| name.as_str())
                .collect();
            if missing.is_empty() {
                continue;
            }
            let quoted: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
            let slug = &one.permission.slug;
            fixes.push(Fix {
                kind: FixKind::AddColumns,
                permission: Some(slug.clone()),
                role: None,
                sentence: format!("list {} among the columns of `{slug}`", quoted.join(", ")),
                extra: missing.len() as u64,
            });
        }
        fixes
    }
}

/// Operations of one permission.
fn granted_by(one: &Explained<'_>) -> u64 {
    operations(one.permission)
}

fn operations(permission: &bailiwick_policy::Permission) -> u64 {
    let all = [Operation::Select, Operation::Insert, Operation::Update, Operation::Delete];
    all.into_iter().filter(|operation| permission.grants(*operation)).count() as u64
}

/// Operations of all permissions that would begin to count for the user with the role.
fn activated(policy: &Policy, user: &User, role: &str) -> u64 {
    let idle = policy.permissions.iter().filter(|permission| {
        permission.roles.contains(role)
            && !user.roles.iter().any(|held| permission.roles.contains(held))
    });
    idle.map(operations).sum()
}
