//! What each member may do in each project, of those that the asker may see.

use std::collections::BTreeMap;

use bailiwick_access::{Action, ActionSet, Principal, Reach, Resource};
use bailiwick_api::{AccessMatrix, Holder, List, MatrixCell, MatrixRow, Named};
use bailiwick_model::ProjectId;

use super::question::sees;
use super::words::Words;
use crate::answer::Answer;
use crate::call::{Call, Judged};
use crate::error::Error;
use crate::{csv, page};

/// A table of more rows is asked for by project.
const MOST_ROWS: usize = 100_000;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let judged = call.judged()?;
    let only: Option<ProjectId> = call.query.parsed("project")?;
    let projects: Vec<ProjectId> = judged
        .folded
        .world
        .projects
        .iter()
        .map(|project| project.id)
        .filter(|id| only.is_none_or(|only| only == *id))
        .filter(|id| sees(judged, &Resource::Project(*id)))
        .collect();
    if only.is_some() && projects.is_empty() {
        return Err(Error::not_found());
    }
    let is_csv = match call.query.get("format") {
        None | Some("json") => false,
        Some("csv") => true,
        Some(_) => return Err(Error::invalid("format", "it should be `json` or `csv`")),
    };
    let mut words = Words::of(judged);
    words.want_every_member();
    projects.iter().for_each(|id| words.want_path(&Resource::Project(*id)));
    words.look_up(&mut call.read().await?).await?;
    let mut members: Vec<(Holder, Principal)> = judged
        .folded
        .world
        .members
        .iter()
        .filter_map(|member| {
            let member = Principal::Member(member.id);
            Some((words.holder(&member)?, member))
        })
        .collect();
    members.sort_by_cached_key(|(holder, _)| (holder.name.to_lowercase(), holder.id));
    let places = Places::of(judged, &projects);
    if is_csv {
        return table(&call, &words, &places, members);
    }
    let listed = page::cut(&call, members, |(holder, _)| {
        format!("{} {}", holder.name, holder.email.as_deref().unwrap_or_default())
    })?;
    let List { items, next_cursor, total } = listed;
    let items = items.into_iter().map(|(holder, member)| places.row(holder, &member)).collect();
    let named =
        |id: &ProjectId| Named { id: id.0, name: words.place(&Resource::Project(*id)).name };
    let projects = projects.iter().map(named).collect();
    Answer::ok(&AccessMatrix { projects, items, next_cursor, total })
}

/// The projects that are spoken of, and what the asker may see in them.
struct Places<'a> {
    judged: &'a Judged,
    inside: Vec<(ProjectId, Vec<Resource>)>,
}

impl<'a> Places<'a> {
    fn of(judged: &'a Judged, projects: &[ProjectId]) -> Self {
        let world = &judged.folded.world;
        let mut inside: BTreeMap<ProjectId, Vec<Resource>> =
            projects.iter().map(|id| (*id, Vec::new())).collect();
        let instances = world.instances.iter().map(|one| (one.project, Resource::Instance(one.id)));
        let databases = world.databases.iter().flat_map(|one| {
            let production = Resource::Branch { database: one.id, is_production: true };
            [(one.project, Resource::Database(one.id)), (one.project, production)]
        });
        for (project, thing) in instances.chain(databases) {
            if let Some(things) = inside.get_mut(&project)
                && sees(judged, &thing)
            {
                things.push(thing);
            }
        }
        Places { judged, inside: inside.into_iter().collect() }
    }

    /// What a member may do in a project as a whole, and on some of the things in it.
    fn held(
        &self,
        member: &Principal,
        project: ProjectId,
        inside: &[Resource],
    ) -> (ActionSet, ActionSet) {
        let snapshot = &self.judged.folded.snapshot;
        let whole = snapshot.effective(member, &Resource::Project(project));
        let some = inside
            .iter()
            .fold(ActionSet::EMPTY, |some, thing| some.union(snapshot.effective(member, thing)));
        (whole, some.minus(whole))
    }

    fn row(&self, holder: Holder, member: &Principal) -> MatrixRow {
        let mut alike: BTreeMap<(Vec<String>, Vec<String>), Vec<ProjectId>> = BTreeMap::new();
        for (project, inside) in &self.inside {
            let (whole, partly) = self.held(member, *project, inside);
            if !(whole.is_empty() && partly.is_empty()) {
                alike.entry((names(whole), names(partly))).or_default().push(*project);
            }
        }
        let cells = alike
            .into_iter()
            .map(|((whole, partly), projects)| MatrixCell { projects, whole, partly })
            .collect();
        MatrixRow { member: holder, organization: names(self.on_organization(member)), cells }
    }

    fn on_organization(&self, member: &Principal) -> ActionSet {
        self.judged.folded.snapshot.effective(member, &Resource::Organization)
    }
}

fn names(actions: ActionSet) -> Vec<String> {
    actions.iter().map(|action| action.as_str().to_owned()).collect()
}

/// A row for each member and project in which it may do anything; the project is empty for the organization itself.
fn table(
    call: &Call,
    words: &Words<'_>,
    places: &Places<'_>,
    members: Vec<(Holder, Principal)>,
) -> Result<Answer, Error> {
    let rows = members.len().saturating_mul(places.inside.len() + 1);
    if rows > MOST_ROWS {
        let message = format!("name one: all of them would be a table of {rows} rows");
        return Err(Error::invalid("project", message));
    }
    let search = call.query.get("search").unwrap_or_default().to_lowercase();
    let mut text = String::new();
    let columns = Action::ALL.iter().map(|action| action.as_str());
    csv::row(&mut text, ["member", "email", "project_id", "project"].into_iter().chain(columns));
    for (holder, member) in &members {
        let email = holder.email.as_deref().unwrap_or_default();
        if !format!("{} {email}", holder.name).to_lowercase().contains(&search) {
            continue;
        }
        let whole = places.on_organization(member);
        write(&mut text, [&holder.name, email, "", ""], whole, ActionSet::EMPTY);
        for (project, inside) in &places.inside {
            let (whole, some) = places.held(member, *project, inside);
            let place = words.place(&Resource::Project(*project));
            let id = project.to_string();
            write(&mut text, [&holder.name, email, &id, &place.name], whole, some);
        }
    }
    Ok(Answer::csv(text))
}

fn write(text: &mut String, first: [&str; 4], whole: ActionSet, some: ActionSet) {
    if whole.is_empty() && some.is_empty() {
        return;
    }
    let is_of_organization = first[2].is_empty();
    let cells = Action::ALL.iter().map(|action| {
        let is_judged_here = is_of_organization || action.level_of() != Reach::Organization;
        match (is_judged_here, whole.contains(*action), some.contains(*action)) {
            (true, true, _) => "yes",
            (true, false, true) => "some",
            _ => "",
        }
    });
    csv::row(text, first.into_iter().chain(cells));
}
