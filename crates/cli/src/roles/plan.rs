//! What a file would change: worked out first, then printed or done.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anyhow::{Context, Result, bail};
use reqwest::Method;

use super::document::{Assignment, Document, Role};
use super::live::{Holder, Live};

/// Everything that is not as the file says.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) make: Vec<Role>,
    pub(super) change: Vec<Changed>,
    /// Roles of the server that the file does not name.
    unnamed: Vec<Unnamed>,
    deletes_unnamed: bool,
    pub(super) give: Vec<Given>,
}

pub(super) struct Unnamed {
    pub(super) id: String,
    version: u64,
    pub(super) name: String,
}

pub(super) struct Changed {
    pub(super) id: String,
    version: u64,
    holders: u64,
    before: Role,
    pub(super) after: Role,
}

pub(super) struct Given {
    pub(super) list: &'static str,
    pub(super) id: String,
    version: u64,
    pub(super) name: String,
    pub(super) wanted: Vec<Assignment>,
    pub(super) gained: Vec<Assignment>,
    pub(super) lost: Vec<Assignment>,
}

impl Given {
    /// What holds them.
    pub(super) fn noun(&self) -> &'static str {
        if self.list == "teams" { "team" } else { "member" }
    }
}

impl Plan {
    /// Compares a file with a server.
    pub(super) fn of(file: &Document, live: &Live, deletes_unnamed: bool) -> Result<Self> {
        let mut plan = Plan { deletes_unnamed, ..Plan::default() };
        for (place, role) in file.roles.iter().flatten().enumerate() {
            let in_role = || format!("role `{}`", role.name);
            let after = live.settled(role).with_context(in_role)?;
            // Of the role as it is written: where only the organization counts, the rest of its scope is let go.
            live.body(role, false).with_context(in_role)?;
            match live.find(&role.name) {
                None => plan.make.push(after),
                Some(found) if found.is_system => bail!(
                    "`roles[{place}].name`: `{}` is part of the product: a system role is given, and never written",
                    role.name
                ),
                Some(found) if found.role == after => {}
                Some(found) => plan.change.push(Changed {
                    id: found.id.clone(),
                    version: found.version,
                    holders: found.holders,
                    before: found.role.clone(),
                    after,
                }),
            }
        }
        if let Some(roles) = &file.roles {
            let is_named = |name: &str| {
                roles.iter().any(|role| role.name.to_lowercase() == name.to_lowercase())
            };
            let custom = live.roles.iter().filter(|one| !one.is_system);
            plan.unnamed = custom
                .filter(|one| !is_named(&one.role.name))
                .map(|one| Unnamed {
                    id: one.id.clone(),
                    version: one.version,
                    name: one.role.name.clone(),
                })
                .collect();
        }
        plan.compare("members", &file.members, &live.members)?;
        plan.compare("teams", &file.teams, &live.teams)?;
        plan.names_are_there(live)?;
        Ok(plan)
    }

    /// What the plan names is there or will be made: nothing is begun that cannot be ended.
    fn names_are_there(&self, live: &Live) -> Result<()> {
        let is_there = |name: &str| {
            let is_made = |role: &Role| role.name.to_lowercase() == name.to_lowercase();
            live.find(name).is_some() || self.make.iter().any(is_made)
        };
        let changed = self.change.iter().map(|changed| &changed.after);
        for role in self.make.iter().chain(changed) {
            if let Some(name) = role.assigns.iter().flatten().find(|name| !is_there(name)) {
                bail!("role `{}`: `assigns`: there is no role `{name}`", role.name);
            }
        }
        for given in &self.give {
            for assignment in &given.gained {
                let (list, name, role) = (given.list, &given.name, &assignment.role);
                if !is_there(role) {
                    bail!("`{list}.{name}`: there is no role `{role}`");
                }
                for project in assignment.projects.iter().flatten() {
                    let of_role = || format!("`{list}.{name}`: `projects` of `{role}`");
                    live.project_id(project).with_context(of_role)?;
                }
            }
        }
        Ok(())
    }

    fn compare(
        &mut self,
        list: &'static str,
        wanted: &BTreeMap<String, Vec<Assignment>>,
        held: &BTreeMap<String, Holder>,
    ) -> Result<()> {
        for (name, wanted) in wanted {
            let found = held.iter().find(|(known, _)| known.to_lowercase() == name.to_lowercase());
            let Some((_, holder)) = found else {
                bail!("there is nobody called `{name}` among the {list} of the organization")
            };
            let spelled = |(place, one): (usize, &Assignment)| {
                spelled(one.clone()).with_context(|| format!("`{list}.{name}[{place}].expires_at`"))
            };
            let mut wanted: Vec<Assignment> =
                wanted.iter().enumerate().map(spelled).collect::<Result<_>>()?;
            wanted.sort();
            wanted.dedup();
            let of = |one: &[Assignment], other: &[Assignment]| -> Vec<Assignment> {
                one.iter().filter(|assignment| !other.contains(assignment)).cloned().collect()
            };
            let (gained, lost) = (of(&wanted, &holder.roles), of(&holder.roles, &wanted));
            if !gained.is_empty() || !lost.is_empty() {
                let (id, version, name) = (holder.id.clone(), holder.version, name.clone());
                self.give.push(Given { list, id, version, name, wanted, gained, lost });
            }
        }
        Ok(())
    }

    /// The roles that will be deleted.
    pub(super) fn deleted(&self) -> impl Iterator<Item = &Unnamed> {
        self.unnamed.iter().filter(|_| self.deletes_unnamed)
    }

    /// The server is as the file says.
    pub(super) fn is_empty(&self) -> bool {
        let deletes = self.deleted().next().is_some();
        self.make.is_empty() && self.change.is_empty() && self.give.is_empty() && !deletes
    }

    /// For people.
    pub(super) fn print(&self) -> String {
        let mut text = String::new();
        for role in &self.make {
            let _ = writeln!(text, "+ role {}", role.name);
            for line in whole(role) {
                let _ = writeln!(text, "    + {line}");
            }
        }
        for Changed { before, after, holders, .. } in &self.change {
            let held = match holders {
                0 => "nobody holds it".to_owned(),
                1 => "1 member holds it".to_owned(),
                count => format!("{count} members hold it"),
            };
            let _ = writeln!(text, "~ role {} ({held})", after.name);
            let (old, new) = (whole(before), whole(after));
            for line in old.difference(&new) {
                let _ = writeln!(text, "    - {line}");
            }
            for line in new.difference(&old) {
                let _ = writeln!(text, "    + {line}");
            }
        }
        for given in &self.give {
            let _ = writeln!(text, "~ {} {}", given.noun(), given.name);
            for lost in &given.lost {
                let _ = writeln!(text, "    - {lost}");
            }
            for gained in &given.gained {
                let _ = writeln!(text, "    + {gained}");
            }
        }
        for Unnamed { name, .. } in &self.unnamed {
            if self.deletes_unnamed {
                let _ = writeln!(text, "- role {name}");
            } else {
                let _ = writeln!(
                    text,
                    "  role {name} is not in the file and stays; `--prune` deletes it"
                );
            }
        }
        if self.is_empty() {
            text += "nothing to change\n";
        }
        text
    }

    /// Does it: roles first, because others are given them; then who holds them; then what is no longer wanted. Answers
    /// which roles stay although they should go, and why: one that is held keeps none of the others.
    pub(super) async fn apply(&self, live: &mut Live) -> Result<Vec<(String, String)>> {
        for role in &self.make {
            let body = live.body(role, false)?;
            live.remote
                .change(Method::POST, &["roles"], Some(body), None)
                .await
                .with_context(|| format!("role `{}`", role.name))?;
        }
        live.read_roles().await?;
        for role in self.make.iter().filter(|role| role.assigns.is_some()) {
            let made = live.find(&role.name);
            let made = made.with_context(|| format!("role `{}` is gone again", role.name))?;
            self.patch(live, (&made.id, made.version), role).await?;
        }
        for changed in &self.change {
            self.patch(live, (&changed.id, changed.version), &changed.after).await?;
        }
        for given in &self.give {
            let body = live.given(&given.wanted)?;
            live.remote
                .change(
                    Method::PUT,
                    &[given.list, &given.id, "roles"],
                    Some(body),
                    Some(given.version),
                )
                .await
                .with_context(|| format!("`{}`", given.name))?;
        }
        let mut stay = Vec::new();
        for Unnamed { id, version, name } in self.deleted() {
            let deleted = live.remote.delete(&["roles", id], *version).await;
            if let Err(reason) = deleted.with_context(|| format!("role `{name}`"))? {
                stay.push((name.clone(), reason));
            }
        }
        Ok(stay)
    }

    async fn patch(&self, live: &Live, (id, version): (&str, u64), role: &Role) -> Result<()> {
        let body = live.body(role, true)?;
        live.remote
            .change(Method::PATCH, &["roles", id], Some(body), Some(version))
            .await
            .map(drop)
            .with_context(|| format!("role `{}`", role.name))
    }
}

/// The end of a grant as the server writes it, however the file does.
fn spelled(assignment: Assignment) -> Result<Assignment> {
    let Some(end) = &assignment.expires_at else { return Ok(assignment) };
    let body = serde_json::json!({
        "roles": [{ "id": "000000000000000000000001", "expires_at": end }]
    });
    let Ok(read) = serde_json::from_value::<bailiwick_api::RoleAssignments>(body) else {
        bail!("`{end}` is not a time such as 2027-01-01T00:00:00Z")
    };
    let end = read.roles.first().and_then(|role| role.expires_at);
    Ok(Assignment { expires_at: end.map(|end| end.to_string()), ..assignment })
}

/// Everything that a role is, a line for each part.
fn whole(role: &Role) -> BTreeSet<String> {
    let mut lines: BTreeSet<String> = role
        .permissions
        .iter()
        .map(|permission| format!("{}: {}", permission.area, permission.level))
        .chain(role.actions.iter().map(|action| format!("action {action}")))
        .collect();
    let names = |names: &Option<BTreeSet<String>>, all: &str| match names {
        None => all.to_owned(),
        Some(names) if names.is_empty() => "none".to_owned(),
        Some(names) => names.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
    };
    let scope = &role.scope;
    lines.insert(format!("in projects: {}", names(&scope.projects, "all")));
    if scope.instances.is_some() {
        lines.insert(format!("on instances: {}", names(&scope.instances, "all")));
    }
    if !scope.production {
        lines.insert("without production".to_owned());
    }
    if role.assigns.is_some() {
        lines.insert(format!("may give: {}", names(&role.assigns, "own")));
    }
    if !role.description.is_empty() {
        lines.insert(format!("description: {}", role.description));
    }
    lines
}
