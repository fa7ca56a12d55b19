//! What the server would refuse of a plan, asked change by change; nothing is saved.

use std::fmt::Write;

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};

use super::document::{Assignment, Role};
use super::live::Live;
use super::plan::{Given, Plan};

/// What is said of a plan beside what it would change.
#[derive(Default)]
pub(super) struct Refusals {
    /// What would be refused, and why.
    refused: Vec<(String, String)>,
    /// What cannot be asked before an earlier step is done, and which.
    unasked: Vec<(String, String)>,
}

impl Refusals {
    /// Asks for each change of a plan by itself, as things are now.
    pub(super) async fn of(plan: &Plan, live: &Live) -> Result<Self> {
        let mut found = Refusals::default();
        for role in &plan.make {
            let change = json!({ "put_role": { "role": body(role, live)? } });
            found.ask(live, format!("role {}", role.name), change).await?;
        }
        for changed in &plan.change {
            let role = body(&changed.after, live)?;
            let change = json!({ "put_role": { "id": changed.id, "role": role } });
            found.ask(live, format!("role {}", changed.after.name), change).await?;
        }
        for given in &plan.give {
            found.ask_given(plan, live, given).await?;
        }
        for role in plan.deleted() {
            let what = format!("role {}", role.name);
            let is_taken = |one: &Assignment| same(&one.role, &role.name);
            // It may be held by nobody else by then.
            if let Some(from) = plan.give.iter().find(|given| given.lost.iter().any(is_taken)) {
                let until = format!("it is taken from {} {} first", from.noun(), from.name);
                found.unasked.push((what, until));
                continue;
            }
            found.ask(live, what, json!({ "remove_role": role.id })).await?;
        }
        Ok(found)
    }

    /// What somebody is given; of a role that the plan makes or changes the server knows only what it is now.
    async fn ask_given(&mut self, plan: &Plan, live: &Live, given: &Given) -> Result<()> {
        let what = format!("{} {}", given.noun(), given.name);
        let mut wanted = given.wanted.clone();
        for gained in &given.gained {
            let is_made = plan.make.iter().any(|role| same(&role.name, &gained.role));
            let is_changed = plan.change.iter().any(|one| same(&one.after.name, &gained.role));
            if is_made || is_changed {
                let step = if is_made { "made" } else { "changed" };
                self.unasked.push((what.clone(), format!("role {} is {step} first", gained.role)));
                wanted.retain(|one| one != gained);
            }
        }
        let roles = live.given(&wanted)?["roles"].take();
        let change = match given.list {
            "teams" => json!({ "put_team": { "id": given.id, "roles": roles } }),
            _ => json!({ "set_member_roles": { "member": given.id, "roles": roles } }),
        };
        self.ask(live, what, change).await
    }

    async fn ask(&mut self, live: &Live, what: String, change: Value) -> Result<()> {
        let body = json!({ "change": change });
        let path = ["access", "simulate"];
        let told = live.remote.judged(Method::POST, &path, body).await.with_context(|| {
            format!(
                "{what}: whether it would be refused cannot be told; `--compare-only` does not ask"
            )
        })?;
        match told {
            Err(refusal) => self.refused.push((what, refusal)),
            Ok(told) => {
                if let Some(message) = told["refused"]["message"].as_str() {
                    self.refused.push((what, message.to_owned()));
                }
            }
        }
        Ok(())
    }

    /// The server would do all that it can be asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.refused.is_empty()
    }

    /// For people.
    pub(super) fn print(&self) -> String {
        let mut text = String::new();
        for (what, reason) in &self.refused {
            let _ = writeln!(text, "! {what} would be refused: {reason}");
        }
        for (what, until) in &self.unasked {
            let _ = writeln!(text, "  {what} cannot be asked yet: {until}");
        }
        text
    }
}

/// A role as the server is asked for it: what it may give without roles that are not there yet.
fn body(role: &Role, live: &Live) -> Result<Value> {
    let mut role = role.clone();
    if let Some(names) = &mut role.assigns {
        names.retain(|name| live.find(name).is_some());
    }
    live.body(&role, role.assigns.is_some())
}

fn same(name: &str, other: &str) -> bool {
    name.to_lowercase() == other.to_lowercase()
}
